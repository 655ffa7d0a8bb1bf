/* SPDX-License-Identifier: Apache-2.0
 *
 * How harm is spread: people by the days without some service that each of them may expect,
 * the mean over the replicates of luck with the society fixed. */
#include "html_page.h"

#include "prose.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char REGIME[] = "access_lost_days", TWIN[] = "access_lost_days.twin",
                  DIFFERENCE[] = "access_lost_days.difference",
                  SHRUNK[] = "access_lost_days.difference_shrunk";

static bool
has_bins(const struct dm_html_page *page, const char *id)
{
    for (size_t i = 0; i < page->results->n_bins; i++) {
        if (strcmp(page->results->bins[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* The people of 100,000 in the bin of `id` that has the bounds of `like`; NaN: none. */
static double
people(const struct dm_html_page *page, const char *id, const struct dm_bin_row *like)
{
    for (size_t i = 0; i < page->results->n_bins; i++) {
        const struct dm_bin_row *row = &page->results->bins[i];
        if (strcmp(row->id, id) == 0 && !(row->from < like->from) &&
            !(row->from > like->from) && !(row->to < like->to) && !(row->to > like->to)) {
            return row->persons * DM_PER;
        }
    }
    return (double) NAN;
}

/* People of 100,000 in the bins from `from` on, exactly none left out. */
static double
people_from(const struct dm_html_page *page, const char *id, double from)
{
    double sum = 0.0;

    for (size_t i = 0; i < page->results->n_bins; i++) {
        const struct dm_bin_row *row = &page->results->bins[i];
        if (strcmp(row->id, id) == 0 && row->from >= from && row->to > row->from) {
            sum += row->persons * DM_PER;
        }
    }
    return sum;
}

/* Whether everybody is in one bin: all differences between people are luck. */
static bool
is_one_bin(const struct dm_html_page *page, const char *id)
{
    for (size_t i = 0; i < page->results->n_bins; i++) {
        const struct dm_bin_row *row = &page->results->bins[i];
        if (strcmp(row->id, id) == 0 && row->persons > 0.9999) {
            return true;
        }
    }
    return false;
}

static double
people_with_none(const struct dm_html_page *page, const char *id)
{
    const struct dm_bin_row none = { .from = 0.0, .to = 0.0 };

    return people(page, id, &none);
}

/* "none", "up to 1", "1 to 3", "300 or more", "fewer than in the twin" */
static void
add_range(struct dm_strbuf *out, const struct dm_bin_row *row)
{
    if (!isfinite(row->from)) {
        dm_strbuf_add(out, "fewer");
    } else if (!(row->to > row->from)) {
        dm_strbuf_add(out, "none");
    } else if (!isfinite(row->to)) {
        dm_prose_number(out, row->from, 0);
        dm_strbuf_add(out, " or more");
    } else {
        dm_strbuf_add(out, row->from > 0.0 ? "" : "up to ");
        if (row->from > 0.0) {
            dm_prose_number(out, row->from, 0);
            dm_strbuf_add(out, " to ");
        }
        dm_prose_number(out, row->to, 0);
    }
}

/* Data and table of the bins of `id`, beside those of `other` (may be NULL). */
static void
add_bins(struct dm_html_page *page, const char *id, const char *other, const char *label)
{
    const char *headers[] = { "Days a year",
        other != NULL ? "#Under the regime" : "#People",
        other != NULL ? "#In the twin" : NULL, NULL };
    const char *comma = "";

    if (page->charts) {
        dm_html_chart_data(page, "bins");
        dm_strbuf_add(&page->data, ", \"unit\": \"people of 100,000\", \"rows\": [");
    }
    dm_html_table(page, label, headers);
    for (size_t i = 0; i < page->results->n_bins; i++) {
        const struct dm_bin_row *row = &page->results->bins[i];
        struct dm_strbuf range = { .text = NULL };
        if (strcmp(row->id, id) != 0) {
            continue;
        }
        double here = row->persons * DM_PER,
               there = other != NULL ? people(page, other, row) : (double) NAN;
        add_range(&range, row);
        if (page->charts) {
            dm_strbuf_addf(&page->data, "%s{\"label\": ", comma);
            dm_strbuf_add_json(&page->data, range.text);
            dm_strbuf_add(&page->data, ", \"people\": ");
            dm_strbuf_add_number(&page->data, here);
            dm_strbuf_add(&page->data, ", \"twin\": ");
            dm_strbuf_add_number(&page->data, there);
            dm_strbuf_add(&page->data, "}");
            comma = ", ";
        }
        dm_html_row_head(page, range.text != NULL ? range.text : "");
        dm_html_cell_number(page, here, 0);
        if (other != NULL) {
            dm_html_cell_number(page, there, 0);
        }
        dm_html(page, "</tr>\n");
        dm_strbuf_clear(&range);
    }
    dm_strbuf_add(&page->data, page->charts ? "]}" : "");
    dm_html_table_end(page);
}

static void
add_figure(struct dm_html_page *page, const char *title, const char *how, const char *id,
    const char *other)
{
    struct dm_strbuf copy = { .text = NULL };

    dm_strbuf_add(&copy, title);
    dm_html_figure(page, &copy, how);
    dm_html_chart(page, other != NULL ? DM_KEY_BARS : DM_KEY_NONE, title);
    add_bins(page, id, other, title);
    dm_html(page, "</figure>\n");
}

static void
add_levels(struct dm_html_page *page)
{
    const char *other = has_bins(page, TWIN) ? TWIN : NULL;
    struct dm_strbuf title = { .text = NULL };

    dm_strbuf_add(&title, "Of 100,000 people, ");
    dm_prose_number(&title, people_with_none(page, REGIME), 0);
    dm_strbuf_add(&title, " expect no lost day at all, ");
    dm_prose_number(&title, people_from(page, REGIME, 100.0), 0);
    dm_strbuf_add(&title, " expect 100 a year or more");
    if (other != NULL) {
        dm_strbuf_add(&title, "; in the twin ");
        dm_prose_number(&title, people_with_none(page, TWIN), 0);
        dm_strbuf_add(&title, " and ");
        dm_prose_number(&title, people_from(page, TWIN, 100.0), 0);
    }
    dm_strbuf_add(&title, ".");
    add_figure(page, title.text != NULL ? title.text : "",
        "People by expected days a year without access, summed over services.", REGIME,
        other);
    dm_strbuf_clear(&title);
}

static void
add_difference(struct dm_html_page *page)
{
    const char *id = has_bins(page, SHRUNK) ? SHRUNK : DIFFERENCE;
    const struct dm_bin_row fewer = { .from = -(double) INFINITY, .to = 0.0 };
    struct dm_strbuf title = { .text = NULL };

    if (!has_bins(page, id)) {
        return;
    }
    if (is_one_bin(page, id)) {
        dm_html_element(page, "p",
            "How much more or less than in the twin a single person may expect cannot be "
            "told from so few replicates: luck alone explains all differences between "
            "people. Run 50 replicates or more.");
        return;
    }
    dm_strbuf_add(&title, "Of 100,000 people, ");
    dm_prose_number(&title, people_from(page, id, 1.0), 0);
    dm_strbuf_add(&title, " expect at least one day a year more without access than in the "
                          "twin, ");
    dm_prose_number(&title, people(page, id, &fewer), 0);
    dm_strbuf_add(&title, " expect fewer.");
    add_figure(page, title.text != NULL ? title.text : "",
        id == SHRUNK ? "People by expected difference, in days a year, less what luck adds "
                       "to the spread. Under same-luck coupling."
                     : "People by difference, in days a year. Under same-luck coupling.",
        id, NULL);
    dm_strbuf_clear(&title);
}

void
dm_html_bins(struct dm_html_page *page)
{
    int32_t replicates = page->results->n_bins > 0 ? page->results->bins[0].replicates : 0;
    struct dm_strbuf text = { .text = NULL };

    if (!has_bins(page, REGIME)) {
        return;
    }
    dm_html_section(page, "spread", "How harm is spread over people");
    dm_strbuf_addf(&text,
        "Expected harm is each synthetic person's mean over %" PRId32
        " %s of luck, the society fixed.%s",
        replicates, dm_prose_plural(replicates, "replicate", "replicates"),
        replicates < 50 ? " With fewer than 50, part of the spread is luck and not the "
                          "person's lot."
                        : "");
    dm_html_element(page, "p", text.text != NULL ? text.text : "");
    dm_strbuf_clear(&text);
    dm_html(page, "<div class=\"charts\">\n");
    add_levels(page);
    add_difference(page);
    dm_html(page, "</div>\n</section>\n");
}
