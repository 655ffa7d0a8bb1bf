/* SPDX-License-Identifier: Apache-2.0
 *
 * The run month by month: means over replicates, of 100,000 people, in both worlds. */
#include "html_page.h"

#include "prose.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define ALIKE 0.01 /* of a value: less than the width of a line */

struct series {
    const char *id, *words, *unit;
    double scale;  /* from the unit of the measure */
    bool has_twin; /* the twin has no scheme to know or fear */
};

static const struct series SERIES[] = {
    { "sanctioned_share", "Under a sanction", "people of 100,000", DM_PER, true },
    { "listed_share", "On a list", "people of 100,000", DM_PER, true },
    { "entries", "New listings or falls to a sanctioned tier, a year",
        "a year, of 100,000 people", DM_PER / 1000.0, true },
    { "facts_recorded", "Records that take effect, a year", "a year, of 100,000 people",
        DM_PER, true },
    { "denials", "Refusals of all services, a year", "a year, of 100,000 people",
        DM_PER / 1000.0, true },
    { "aware_share", "Know that they are scored", "people of 100,000", DM_PER, false },
    { "fear", "Fear, on a scale from 0 to 100", "mean of all people", 100.0, false },
};

enum { N_SERIES = sizeof SERIES / sizeof *SERIES };

static bool
is_of(const struct dm_month_row *row, const struct series *series)
{
    return row->dimension == NULL && strcmp(row->id, series->id) == 0;
}

static int32_t
last_month(const struct dm_html_page *page, const struct series *series)
{
    int32_t last = -1;

    for (size_t i = 0; i < page->results->n_months; i++) {
        if (is_of(&page->results->months[i], series)) {
            last = page->results->months[i].month;
        }
    }
    return last;
}

static int32_t
first_month(const struct dm_html_page *page, const struct series *series)
{
    for (size_t i = 0; i < page->results->n_months; i++) {
        if (is_of(&page->results->months[i], series)) {
            return page->results->months[i].month;
        }
    }
    return -1;
}

/* Whether any month has something of it, in either world. */
static bool
shows(const struct dm_html_page *page, const struct series *series)
{
    for (size_t i = 0; i < page->results->n_months; i++) {
        const struct dm_month_row *row = &page->results->months[i];
        if (is_of(row, series) && (row->regime > 0.0 || row->twin > 0.0)) {
            return true;
        }
    }
    return false;
}

/* The mean of the months from `from` on, twelve of them at most, of 100,000 people. */
static double
mean_of_year(
    const struct dm_html_page *page, const struct series *series, int32_t from, bool twin)
{
    double sum = 0.0;
    int n = 0;

    for (size_t i = 0; i < page->results->n_months; i++) {
        const struct dm_month_row *row = &page->results->months[i];
        if (is_of(row, series) && row->month >= from && row->month < from + 12) {
            sum += twin ? row->twin : row->regime;
            n++;
        }
    }
    return n > 0 ? series->scale * sum / n : (double) NAN;
}

static void
add_count(struct dm_strbuf *out, double value)
{
    int decimals = dm_prose_decimals(value);

    dm_prose_number(out, value, decimals > 1 ? 1 : decimals);
}

/* "Under a sanction: 13,900 of 100,000 people in the first year shown, 17,300 in the last;
 * in the twin 17,200." */
static void
add_title(
    const struct dm_html_page *page, const struct series *series, struct dm_strbuf *out)
{
    int32_t first = first_month(page, series), last = last_month(page, series);
    int32_t year = last - 11 > first ? last - 11 : first;

    dm_strbuf_addf(out, "%s: ", series->words);
    add_count(out, mean_of_year(page, series, first, false));
    dm_strbuf_add(out, strcmp(series->id, "fear") == 0
                           ? " in the first year shown, "
                           : " of 100,000 people in the first year shown, ");
    add_count(out, mean_of_year(page, series, year, false));
    dm_strbuf_add(out, " in the last");
    if (page->has_twin && series->has_twin) {
        dm_strbuf_add(out, "; in the twin ");
        add_count(out, mean_of_year(page, series, year, true));
    }
    dm_strbuf_add(out, ".");
}

static const struct dm_month_row *
same_month(const struct dm_html_page *page, const struct dm_month_row *row, const char *id)
{
    for (size_t i = 0; i < page->results->n_months; i++) {
        const struct dm_month_row *other = &page->results->months[i];
        if (other->dimension == NULL && other->month == row->month &&
            strcmp(other->id, id) == 0) {
            return other;
        }
    }
    return NULL;
}

static bool
alike(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= ALIKE * fmax(fabs(a), fabs(b));
}

/* Whether nobody could tell the lines of two series apart, in either world. */
static bool
is_like(const struct dm_html_page *page, const struct series *series, const char *id)
{
    bool any = false;

    for (size_t i = 0; i < page->results->n_months; i++) {
        const struct dm_month_row *row = &page->results->months[i], *other;
        if (is_of(row, series)) {
            other = same_month(page, row, id);
            if (other == NULL || !alike(row->regime, other->regime) ||
                !alike(row->twin, other->twin)) {
                return false;
            }
            any = true;
        }
    }
    return any;
}

enum column { MONTH, REGIME, TWIN };

static void
add_column(struct dm_html_page *page, const struct series *series, enum column column)
{
    bool first = true;

    for (size_t i = 0; i < page->results->n_months; i++) {
        const struct dm_month_row *row = &page->results->months[i];
        if (is_of(row, series)) {
            dm_strbuf_add(&page->data, first ? "" : ",");
            dm_strbuf_add_number(&page->data, column == MONTH ? (double) row->month
                                              : column == REGIME
                                                  ? row->regime * series->scale
                                                  : row->twin * series->scale);
            first = false;
        }
    }
}

static void
add_data(struct dm_html_page *page, const struct series *series)
{
    if (!page->charts) {
        return;
    }
    dm_html_chart_data(page, "series");
    dm_strbuf_addf(&page->data, ", \"unit\": \"%s\", \"months\": [", series->unit);
    add_column(page, series, MONTH);
    dm_strbuf_add(&page->data, "], \"regime\": [");
    add_column(page, series, REGIME);
    dm_strbuf_add(&page->data, "], \"twin\": [");
    add_column(page, series, TWIN);
    dm_strbuf_add(&page->data, "]}");
}

static void
add_table(struct dm_html_page *page, const struct series *series)
{
    const char *headers[] = { "Month of the run", "#Under the regime",
        page->has_twin && series->has_twin ? "#In the twin" : NULL, NULL };

    dm_html_table(page, series->words, headers);
    for (size_t i = 0; i < page->results->n_months; i++) {
        const struct dm_month_row *row = &page->results->months[i];
        char month[16];
        if (!is_of(row, series)) {
            continue;
        }
        snprintf(month, sizeof month, "%" PRId32, row->month + 1);
        dm_html_row_head(page, month);
        dm_html_cell_number(page, row->regime * series->scale, 1);
        if (page->has_twin && series->has_twin) {
            dm_html_cell_number(page, row->twin * series->scale, 1);
        }
        dm_html(page, "</tr>\n");
    }
    dm_html_table_end(page);
}

static void
add_figure(struct dm_html_page *page, const struct series *series)
{
    struct dm_strbuf title = { .text = NULL }, label = { .text = NULL };

    add_title(page, series, &title);
    add_title(page, series, &label);
    dm_html_figure(page, &title, NULL);
    dm_html_chart(page, series->has_twin ? DM_KEY_LINES : DM_KEY_NONE,
        label.text != NULL ? label.text : "");
    add_data(page, series);
    add_table(page, series);
    dm_html(page, "</figure>\n");
    dm_strbuf_clear(&label);
}

static bool
is_listed_again(const struct dm_html_page *page, const struct series *series)
{
    return strcmp(series->id, "listed_share") == 0 &&
           is_like(page, series, "sanctioned_share");
}

void
dm_html_series(struct dm_html_page *page)
{
    bool any = false, listed_again = false;

    for (size_t i = 0; i < N_SERIES; i++) {
        if (!shows(page, &SERIES[i]) || is_listed_again(page, &SERIES[i])) {
            continue;
        }
        if (!any) {
            dm_html_section(page, "time", "Month by month");
            dm_html_element(page, "p",
                "Means over replicates. Records build up over their lifetime, so levels "
                "rise at first in both worlds; months before the measures start are left "
                "out.");
            dm_html(page, "<div class=\"charts\">\n");
            any = true;
        }
        add_figure(page, &SERIES[i]);
        listed_again =
            listed_again || (i + 1 < N_SERIES && is_listed_again(page, &SERIES[i + 1]));
    }
    dm_html(page, any ? "</div>\n" : "");
    if (listed_again) {
        dm_html_element(page, "p",
            "Being on a list is not drawn apart: in each month and in both worlds it is "
            "within 1 % of being under a sanction, as sanctions follow from lists here.");
    }
    dm_html(page, any ? "</section>\n" : "");
}
