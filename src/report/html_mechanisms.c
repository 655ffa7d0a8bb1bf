/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables of what mechanisms did, and of the indicators of treatment with all their readings
 * side by side under the sentence that says what they are not. */
#include "html_page.h"

#include "estimate_words.h"
#include "mechanism_sums.h"
#include "possible.h"

#include <math.h>
#include <stdio.h>

static void
add_value(struct dm_html_page *page, struct dm_value value, double scale)
{
    struct dm_strbuf text = { .text = NULL };

    if (isfinite(value.mean)) {
        dm_words_value(&text, &value, scale, page->intervals, "");
    } else {
        dm_strbuf_add(&text, "\xE2\x80\x93");
    }
    dm_html(page, "<td class=\"n\">");
    dm_html_text(page->out, text.text != NULL ? text.text : "");
    dm_html(page, "</td>");
    page->out->failed = page->out->failed || text.failed;
    dm_strbuf_clear(&text);
}

static void
add_row(struct dm_html_page *page, const struct dm_sum_row *said)
{
    const struct dm_metric_row *row = dm_html_total(page, said->id);

    if (row == NULL || !dm_words_defined(row)) {
        return;
    }
    dm_html_row_head(page, said->words);
    add_value(page, dm_possible_regime(row), said->scale);
    if (page->has_twin) {
        add_value(page, dm_possible_twin(row), said->scale);
    }
    dm_html(page, "</tr>\n");
}

static void
begin_table(struct dm_html_page *page, const char *title)
{
    static const char *const both[] = { "Measure", "#Regime", "#Twin", NULL };
    static const char *const alone[] = { "Measure", "#Regime", NULL };

    dm_html_table_under(page, title, title, page->has_twin ? both : alone);
}

static void
add_mechanisms(struct dm_html_page *page)
{
    bool any = false;

    for (int b = 0; b < dm_n_sum_blocks; b++) {
        const struct dm_sum_block *block = &dm_sum_blocks[b];

        if (!dm_sum_shows(page->results, block)) {
            continue;
        }
        if (!any) {
            dm_html_section(page, "mechanisms", "Redress, ties, opinion and the rest");
        }
        any = true;
        begin_table(page, block->title);
        for (int k = 0; k < DM_SUM_ROWS && block->rows[k].id != NULL; k++) {
            add_row(page, &block->rows[k]);
        }
        dm_html_table_end(page);
    }
    if (any) {
        dm_html(page, "</section>\n");
    }
}

/* ---- indicators ---- */

/* A line of the readings of one indicator: ids PREFIX, reading, suffix. */
static void
add_readings(struct dm_html_page *page, const char *words, const char *prefix,
    const char *const readings[3], const char *suffix, double scale)
{
    dm_html_row_head(page, words);
    for (int k = 0; k < 3; k++) {
        static const struct dm_value nothing = { (double) NAN, (double) NAN, (double) NAN };
        const struct dm_metric_row *row;
        char id[80];

        (void) snprintf(id, sizeof id, "%s%s%s", prefix, readings[k], suffix);
        row = dm_html_total(page, id);
        add_value(page, row != NULL ? dm_possible_regime(row) : nothing, scale);
    }
    dm_html(page, "</tr>\n");
}

static void
add_contexts(struct dm_html_page *page)
{
    static const char *const headers[] = { "On records from an unrelated context",
        "#Narrow matrix", "#Middle matrix", "#Wide matrix", NULL };
    static const char *const matrices[] = { "narrow", "middle", "wide" };
    static const char prefix[] = "art5.i_unrelated_context.";

    dm_html_table_under(page, "(i) Unrelated contexts, under the regime",
        "refusals and days on records from an unrelated context, by matrix", headers);
    add_readings(page, "of 100 refusals", prefix, matrices, "", 100.0);
    add_readings(page, "of 100 days without access", prefix, matrices, ".days", 100.0);
    dm_html_table_end(page);
}

static void
add_proportion(struct dm_html_page *page)
{
    static const char *const headers[] = { "Burden of a spell", "#Low table",
        "#Middle table", "#High table", NULL };
    static const char *const tables[] = { "low", "middle", "high" };
    static const char prefix[] = "art5.ii_disproportionate.";
    const struct dm_metric_row *row =
        dm_html_total(page, "art5.ii_disproportionate.middle.over_1");

    if (row == NULL || !dm_words_defined(row)) {
        return;
    }
    dm_html_table_under(page, "(ii) Burden over the ordinary sanction, under the regime",
        "burden of spells over the ordinary sanction, by table of ordinary sanctions",
        headers);
    add_readings(page, "times the ordinary sanction, on average", prefix, tables, "", 1.0);
    add_readings(page, "above it, of 100 spells", prefix, tables, ".over_1", 100.0);
    add_readings(page, "above 3 times, of 100", prefix, tables, ".over_3", 100.0);
    add_readings(page, "above 10 times, of 100", prefix, tables, ".over_10", 100.0);
    dm_html_table_end(page);
}

static void
add_indicators(struct dm_html_page *page)
{
    static const struct dm_sum_row rows[] = {
        { "art5.ii_unjustified",
            "(ii) by other causes than own unlawful acts, of 100 refusals", 100.0 },
        { "art5.ii_unjustified.days", "the same, of 100 days without access", 100.0 },
        { "art5.union", "union: refusals that (i) or (ii) points at, of 100", 100.0 },
    };

    if (!dm_indicators_show(page->results)) {
        return;
    }
    dm_html_section(page, "indicators", "Indicators relevant to EU AI Act 5(1)(c)");
    dm_html_element(page, "p", dm_indicators_text);
    add_contexts(page);
    begin_table(page, "(ii) Unjustified, and the union");
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        add_row(page, &rows[k]);
    }
    dm_html_table_end(page);
    add_proportion(page);
    dm_html(page, "</section>\n");
}

void
dm_html_mechanisms(struct dm_html_page *page)
{
    add_mechanisms(page);
    add_indicators(page);
}
