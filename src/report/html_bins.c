/* SPDX-License-Identifier: Apache-2.0
 *
 * How harm is spread: people by the harm that each of them may expect, the mean over the
 * replicates of luck with the society fixed. */
#include "html_page.h"

#include "prose.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const struct {
    const char *id, *words, *unit;
} KINDS[] = { { "access_lost_days", "days a year without some service", "days a year" },
    { "income_lost", "income lost", "% of twin income" } };

static bool
is_of(const struct dm_bin_row *row, int kind)
{
    return strcmp(row->id, KINDS[kind].id) == 0;
}

static void
add_bound(struct dm_strbuf *out, double value)
{
    int decimals = dm_prose_decimals(value) - 1;
    bool whole = fabs(value - round(value)) < 1e-9;

    dm_prose_number(out, value, whole ? 0 : decimals > 2 ? 2 : decimals);
}

/* "10 to 30", "300 or more", "nothing" */
static void
add_range(struct dm_strbuf *out, const struct dm_bin_row *row)
{
    if (!(row->to > row->from)) {
        if (fabs(row->from) < 1e-12) {
            dm_strbuf_add(out, "nothing");
        } else {
            add_bound(out, row->from);
        }
    } else if (!isfinite(row->to)) {
        add_bound(out, row->from);
        dm_strbuf_add(out, " or more");
    } else if (!isfinite(row->from)) {
        dm_strbuf_add(out, "below ");
        add_bound(out, row->to);
    } else {
        add_bound(out, row->from);
        dm_strbuf_add(out, " to ");
        add_bound(out, row->to);
    }
}

/* The first and the last bin that anybody is in. */
static void
add_title(const struct dm_html_page *page, int kind, struct dm_strbuf *out)
{
    const struct dm_bin_row *most = NULL, *last = NULL;

    for (size_t i = 0; i < page->results->n_bins; i++) {
        const struct dm_bin_row *row = &page->results->bins[i];
        if (is_of(row, kind)) {
            most = most == NULL || row->persons > most->persons ? row : most;
            last = row->persons * DM_PER >= 0.5 ? row : last;
        }
    }
    if (most == NULL) {
        return;
    }
    dm_strbuf_add(out, "Expected harm, ");
    dm_strbuf_addf(out, "%s: of 100,000 people, ", KINDS[kind].words);
    dm_prose_number(out, most->persons * DM_PER, 0);
    dm_strbuf_add(out, " in the class \"");
    add_range(out, most);
    dm_strbuf_add(out, "\"");
    if (last != NULL && last != most) {
        dm_strbuf_add(out, ", and ");
        dm_prose_number(out, last->persons * DM_PER, 0);
        dm_strbuf_add(out, " in the worst, \"");
        add_range(out, last);
        dm_strbuf_add(out, "\"");
    }
    dm_strbuf_add(out, ".");
}

static void
add_data(struct dm_html_page *page, int kind)
{
    const char *comma = "";

    if (!page->charts) {
        return;
    }
    dm_html_chart_data(page, "bins");
    dm_strbuf_add(&page->data, ", \"unit\": \"people of 100,000\", \"rows\": [");
    for (size_t i = 0; i < page->results->n_bins; i++) {
        const struct dm_bin_row *row = &page->results->bins[i];
        struct dm_strbuf range = { .text = NULL };
        if (is_of(row, kind)) {
            add_range(&range, row);
            dm_strbuf_addf(&page->data, "%s{\"label\": ", comma);
            dm_strbuf_add_json(&page->data, range.text);
            dm_strbuf_add(&page->data, ", \"people\": ");
            dm_strbuf_add_number(&page->data, row->persons * DM_PER);
            dm_strbuf_add(&page->data, "}");
            comma = ", ";
        }
        dm_strbuf_clear(&range);
    }
    dm_strbuf_add(&page->data, "]}");
}

static void
add_table(struct dm_html_page *page, int kind)
{
    const char *headers[] = { KINDS[kind].unit, "#People of 100,000", NULL };

    dm_html_table(page, KINDS[kind].words, headers);
    for (size_t i = 0; i < page->results->n_bins; i++) {
        const struct dm_bin_row *row = &page->results->bins[i];
        struct dm_strbuf range = { .text = NULL };
        if (is_of(row, kind)) {
            add_range(&range, row);
            dm_html_row_head(page, range.text != NULL ? range.text : "");
            dm_html_cell_number(page, row->persons * DM_PER, 0);
            dm_html(page, "</tr>\n");
        }
        dm_strbuf_clear(&range);
    }
    dm_html_table_end(page);
}

static void
add_figure(struct dm_html_page *page, int kind, int32_t replicates)
{
    struct dm_strbuf title = { .text = NULL }, label = { .text = NULL },
                     how = { .text = NULL };

    add_title(page, kind, &title);
    add_title(page, kind, &label);
    dm_strbuf_addf(&how,
        "In %s, beside the twin. Each person's mean over %" PRId32 " %s of luck%s",
        KINDS[kind].unit, replicates,
        dm_prose_plural(replicates, "replicate", "replicates"),
        replicates < 50 ? "; fewer than 50, so part of the spread is luck." : ".");
    dm_html_figure(page, &title, how.text);
    dm_html_chart(page, DM_KEY_NONE, label.text != NULL ? label.text : "");
    add_data(page, kind);
    add_table(page, kind);
    dm_html(page, "</figure>\n");
    dm_strbuf_clear(&label);
    dm_strbuf_clear(&how);
}

void
dm_html_bins(struct dm_html_page *page)
{
    bool any = false;

    for (int kind = 0; kind < (int) (sizeof KINDS / sizeof *KINDS); kind++) {
        for (size_t i = 0; i < page->results->n_bins; i++) {
            if (!is_of(&page->results->bins[i], kind)) {
                continue;
            }
            if (!any) {
                dm_html_section(page, "spread", "How harm is spread over people");
                dm_html(page, "<div class=\"charts\">\n");
                any = true;
            }
            add_figure(page, kind, page->results->bins[i].replicates);
            break;
        }
    }
    dm_html(page, any ? "</div>\n</section>\n" : "");
}
