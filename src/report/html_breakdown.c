/* SPDX-License-Identifier: Apache-2.0
 *
 * Harm by group, income, setting and age, as dots with intervals in both worlds: of being
 * under a sanction, and of the service whose loss the regime changes most. */
#include "html_page.h"

#include "estimate_words.h"
#include "possible.h"
#include "prose.h"

#include <math.h>
#include <string.h>

struct dimension {
    const char *id, *words;
};

static const struct dimension DIMENSIONS[] = { { "group", "By group" },
    { "income_quintile", "By income" }, { "setting", "By place" },
    { "age_band", "By age" } };

struct breakdown {
    const char *id, *unit; /* of the measure */
    double scale, low, high;
};

/* The name of a level for people. */
static const char *
level_words(const struct dm_metric_row *row)
{
    static const char *const fifths[] = { "poorest fifth", "second fifth", "middle fifth",
        "fourth fifth", "richest fifth" };
    int i = row->level[0] - '0';

    if (strcmp(row->dimension, "income_quintile") == 0 && i >= 1 && i <= 5) {
        return fifths[i - 1];
    }
    if (strcmp(row->dimension, "group") == 0) {
        return row->level[0] == 'A' ? "group A (larger)" : "group B (smaller)";
    }
    return row->level;
}

static bool
is_of(const struct dm_metric_row *row, const char *id, const char *dimension)
{
    return row->dimension != NULL && strcmp(row->id, id) == 0 &&
           strcmp(row->dimension, dimension) == 0;
}

static void
stretch(struct breakdown *self, struct dm_value value)
{
    const double ends[] = { value.mean, value.lo, value.hi };

    for (int i = 0; i < 3; i++) {
        if (isfinite(ends[i])) {
            self->low = fmin(self->low, ends[i] * self->scale);
            self->high = fmax(self->high, ends[i] * self->scale);
        }
    }
}

/* One scale for all charts of a measure, so that they can be compared. */
static bool
find_domain(const struct dm_html_page *page, struct breakdown *self)
{
    bool any = false;

    for (size_t d = 0; d < sizeof DIMENSIONS / sizeof *DIMENSIONS; d++) {
        for (size_t i = 0; i < page->results->n_metrics; i++) {
            const struct dm_metric_row *row = &page->results->metrics[i];
            if (is_of(row, self->id, DIMENSIONS[d].id) && dm_words_defined(row)) {
                stretch(self, dm_possible_regime(row));
                stretch(self, dm_possible_twin(row));
                any = true;
            }
        }
    }
    return any && self->high > self->low;
}

/* "In the poorest fifth 26,800, in the richest fifth 13,400": the levels with most and
 * least. */
static void
add_title(const struct dm_html_page *page, const struct breakdown *self,
    const struct dimension *dimension, struct dm_strbuf *out)
{
    const struct dm_metric_row *most = NULL, *least = NULL;

    for (size_t i = 0; i < page->results->n_metrics; i++) {
        const struct dm_metric_row *row = &page->results->metrics[i];
        if (!is_of(row, self->id, dimension->id) || !dm_words_defined(row)) {
            continue;
        }
        most = most == NULL || row->regime.mean > most->regime.mean ? row : most;
        least = least == NULL || row->regime.mean < least->regime.mean ? row : least;
    }
    if (most == NULL) {
        dm_strbuf_addf(out, "%s: too few events to tell.", dimension->words);
        return;
    }
    struct dm_strbuf high = { .text = NULL }, low = { .text = NULL };
    dm_words_mean(&high, most, self->scale, "");
    dm_words_mean(&low, least, self->scale, "");
    if (high.text == NULL || low.text == NULL) {
        out->failed = true;
    } else if (strcmp(high.text, low.text) == 0) {
        dm_strbuf_addf(out, "%s: alike, %s.", dimension->words, high.text);
    } else {
        const char *article = strcmp(dimension->id, "income_quintile") == 0 ? "the " : "";
        dm_strbuf_addf(out, "%s: most in %s%s, %s; least in %s%s, %s.", dimension->words,
            article, level_words(most), high.text, article, level_words(least), low.text);
    }
    dm_strbuf_clear(&high);
    dm_strbuf_clear(&low);
}

static void
add_bounds(struct dm_strbuf *out, const char *const keys[3], struct dm_value value,
    bool defined, double scale)
{
    const double values[] = { value.mean, value.lo, value.hi };

    for (int i = 0; i < 3; i++) {
        dm_strbuf_addf(out, ", \"%s\": ", keys[i]);
        dm_strbuf_add_number(out, defined ? values[i] * scale : (double) NAN);
    }
}

static void
add_data(struct dm_html_page *page, const struct breakdown *self,
    const struct dimension *dimension)
{
    static const char *const regime[] = { "mean", "lo", "hi" }, *const twin[] = { "twin",
        "twinLo", "twinHi" };
    const char *comma = "";

    if (!page->charts) {
        return;
    }
    dm_html_chart_data(page, "levels");
    dm_strbuf_addf(&page->data, ", \"unit\": \"%s\", \"domain\": [", self->unit);
    dm_strbuf_add_number(&page->data, self->low);
    dm_strbuf_add(&page->data, ", ");
    dm_strbuf_add_number(&page->data, self->high);
    dm_strbuf_add(&page->data, "], \"rows\": [");
    for (size_t i = 0; i < page->results->n_metrics; i++) {
        const struct dm_metric_row *row = &page->results->metrics[i];
        if (is_of(row, self->id, dimension->id)) {
            bool defined = dm_words_defined(row);
            dm_strbuf_addf(&page->data, "%s{\"level\": ", comma);
            dm_strbuf_add_json(&page->data, level_words(row));
            add_bounds(&page->data, regime, dm_possible_regime(row), defined, self->scale);
            add_bounds(&page->data, twin, dm_possible_twin(row),
                defined && page->has_twin && !row->is_difference, self->scale);
            dm_strbuf_add(&page->data, "}");
            comma = ", ";
        }
    }
    dm_strbuf_add(&page->data, "]}");
}

static void
add_estimate(struct dm_html_page *page, const struct dm_metric_row *row,
    struct dm_value value, double scale)
{
    struct dm_strbuf text = { .text = NULL };

    if (dm_words_defined(row) && isfinite(value.mean)) {
        dm_words_value(&text, &value, scale, page->intervals, "");
    } else {
        dm_strbuf_add(&text, dm_words_defined(row) ? "not defined" : "too few to say");
    }
    dm_html(page, "<td class=\"n\">");
    dm_html_text(page->out, text.text != NULL ? text.text : "");
    dm_html(page, "</td>");
    dm_strbuf_clear(&text);
}

static void
add_table(struct dm_html_page *page, const struct breakdown *self,
    const struct dimension *dimension, const char *label)
{
    const char *with_twin[] = { "Who", "#Under the regime", "#In the twin", "#Difference",
        "#Events", NULL };
    const char *alone[] = { "Who", "#Under the regime", "#Events", NULL };

    dm_html_table(page, label, page->has_twin ? with_twin : alone);
    for (size_t i = 0; i < page->results->n_metrics; i++) {
        const struct dm_metric_row *row = &page->results->metrics[i];
        if (!is_of(row, self->id, dimension->id)) {
            continue;
        }
        dm_html_row_head(page, level_words(row));
        add_estimate(page, row, dm_possible_regime(row), self->scale);
        if (page->has_twin) {
            add_estimate(page, row, dm_possible_twin(row), self->scale);
            add_estimate(page, row, dm_possible_change(row), self->scale);
        }
        dm_html_cell_number(page, (double) row->n, 0);
        dm_html(page, "</tr>\n");
    }
    dm_html_table_end(page);
}

static bool
has_levels(const struct dm_html_page *page, const char *id, const char *dimension)
{
    for (size_t i = 0; i < page->results->n_metrics; i++) {
        if (is_of(&page->results->metrics[i], id, dimension)) {
            return true;
        }
    }
    return false;
}

static void
add_figures(struct dm_html_page *page, const struct breakdown *self, const char *what)
{
    dm_html(page, "<div class=\"charts\">\n");
    for (size_t d = 0; d < sizeof DIMENSIONS / sizeof *DIMENSIONS; d++) {
        struct dm_strbuf title = { .text = NULL }, label = { .text = NULL };
        if (!has_levels(page, self->id, DIMENSIONS[d].id)) {
            continue;
        }
        dm_strbuf_addf(&label, "%s. ", what);
        add_title(page, self, &DIMENSIONS[d], &title);
        add_title(page, self, &DIMENSIONS[d], &label);
        dm_html_figure(page, &title, NULL);
        dm_html_chart(page, DM_KEY_DOTS, label.text != NULL ? label.text : "");
        add_data(page, self, &DIMENSIONS[d]);
        add_table(page, self, &DIMENSIONS[d], label.text != NULL ? label.text : "");
        dm_html(page, "</figure>\n");
        dm_strbuf_clear(&label);
    }
    dm_html(page, "</div>\n");
}

/* The service of which the regime takes most, against the twin; NULL: of none. */
static const struct dm_metric_row *
service_changed_most(const struct dm_html_page *page)
{
    const struct dm_metric_row *best = NULL;

    for (size_t i = 0; i < page->results->n_metrics; i++) {
        const struct dm_metric_row *row = &page->results->metrics[i];
        const struct dm_value *value = page->has_twin ? &row->difference : &row->regime;
        const struct dm_value *most = best == NULL     ? NULL
                                      : page->has_twin ? &best->difference
                                                       : &best->regime;
        if (row->dimension == NULL && strncmp(row->id, "access_lost_days.", 17) == 0 &&
            isfinite(value->mean) && value->mean > 0.0 &&
            (most == NULL || value->mean > most->mean)) {
            best = row;
        }
    }
    return best;
}

static void
add_service(struct dm_html_page *page)
{
    const struct dm_metric_row *row = service_changed_most(page);
    struct dm_strbuf words = { .text = NULL };

    if (row == NULL) {
        return;
    }
    struct breakdown days = {
        .id = row->id, .unit = "days lost a year, of 100,000 people", .scale = DM_PER
    };
    if (!find_domain(page, &days)) {
        return;
    }
    dm_strbuf_add(&words, "Days a year without ");
    dm_html_service(page, row->id + strlen("access_lost_days."), &words);
    dm_strbuf_add(&words, ", of 100,000 such people");
    dm_html_element(page, "h3", words.text != NULL ? words.text : "");
    if (page->has_twin) {
        dm_html_element(page, "p",
            "Of all services, the one of which the regime takes most days more "
            "than the twin.");
    }
    add_figures(page, &days, words.text != NULL ? words.text : "");
    dm_strbuf_clear(&words);
}

void
dm_html_breakdowns(struct dm_html_page *page)
{
    struct breakdown share = {
        .id = "sanctioned_share", .unit = "people of 100,000", .scale = DM_PER
    };
    static const char what[] =
        "Under a sanction in an average month, of 100,000 such people";

    if (!find_domain(page, &share)) {
        return;
    }
    dm_html_section(page, "whom", "By whom");
    dm_html_element(page, "p",
        page->intervals
            ? "A dot is the mean over replicates, the line through it the 95 % interval "
              "of luck. All charts of one measure have one scale. Levels of fewer than 20 "
              "events are left out, and those that luck may move by more than they are."
            : "One replicate of luck, so no intervals. All charts of one measure have one "
              "scale. Levels of fewer than 20 events are left out.");
    if (page->intervals && dm_possible_cuts_any(page->results)) {
        dm_html_element(page, "p", dm_possible_note);
    }
    dm_html_element(page, "h3", what);
    add_figures(page, &share, what);
    add_service(page);
    dm_html(page, "</section>\n");
}
