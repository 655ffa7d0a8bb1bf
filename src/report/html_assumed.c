/* SPDX-License-Identifier: Apache-2.0
 *
 * What a run rests on: every number of the scenario that carries a mark; and how the run is
 * repeated. */
#include "html_page.h"

#include "describe.h"
#include "prose.h"

#include <inttypes.h>
#include <stdio.h>

static void
add_marks(struct dm_html_page *page, enum dm_mark_kind kind, const char *title)
{
    static const char *const headers[] = { "Parameter", "Value",
        "Range that a study may try", "Source, confidence, note", NULL };
    const struct dm_scenario *scenario = page->scenario;
    bool any = false;

    for (size_t i = 0; i < scenario->n_marks; i++) {
        const struct dm_mark *mark = &scenario->marks[i];
        if (mark->kind != kind) {
            continue;
        }
        if (!any) {
            dm_html_element(page, "h3", title);
            dm_html_table_under(
                page, "Parameters as the scenario writes them", title, headers);
            any = true;
        }
        dm_html_row_head(page, mark->path);
        dm_html_cell(page, mark->value);
        dm_html_cell(page, mark->range);
        dm_html(page, "<td>");
        dm_html_text(page->out, mark->source);
        if (mark->confidence[0] != '\0') {
            dm_html(page, " (");
            dm_html_text(page->out, mark->confidence);
            dm_html(page, ")");
        }
        if (mark->note[0] != '\0') {
            dm_html(page, mark->source[0] != '\0' ? "; " : "");
            dm_html_text(page->out, mark->note);
        }
        dm_html(page, "</td></tr>\n");
    }
    if (any) {
        dm_html_table_end(page);
    }
}

void
dm_html_assumed(struct dm_html_page *page)
{
    struct dm_strbuf text = { .text = NULL };

    dm_html_section(page, "assumed", "What was assumed");
    dm_describe_provenance(&page->scenario->provenance, &text);
    dm_html_element(page, "p", text.text != NULL ? text.text : "");
    dm_strbuf_clear(&text);
    dm_html_element(page, "p",
        "Confidence: S read at the source, S2 read in secondary reporting, C computed from "
        "a table, R remembered and unverified. How people respond to being watched is "
        "assumed throughout; so is every error rate outside finance.");
    add_marks(page, DM_MARK_ASSUMED, "Assumed");
    add_marks(page, DM_MARK_UNVERIFIED, "Unverified");
    add_marks(page, DM_MARK_SOURCED, "With a source");
    dm_html(page, "</section>\n");
}

static void
add_fact(struct dm_html_page *page, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        dm_html_element(page, "dt", name);
        dm_html(page, "<dd><code>");
        dm_html_text(page->out, value);
        dm_html(page, "</code></dd>\n");
    }
}

static void
add_count(struct dm_html_page *page, const char *name, int64_t n)
{
    struct dm_strbuf text = { .text = NULL };

    dm_prose_count(&text, n);
    add_fact(page, name, text.text);
    dm_strbuf_clear(&text);
}

void
dm_html_again(struct dm_html_page *page, const char *again)
{
    const struct dm_run_row *run = &page->results->run;
    char seed[16];

    dm_html_section(page, "again", "How to run this again");
    dm_html_element(page, "p",
        again != NULL
            ? "The same program with the same scenario gives the same checksums, bit for "
              "bit, whatever the machine and the number of threads:"
            : "This report stands in the folder of its run, with copies of every file that "
              "was read. Run it again and compare, bit for bit:");
    dm_html(page, "<pre><code>");
    dm_html_text(page->out, again != NULL ? again : "demerit verify manifest.json");
    dm_html(page, "</code></pre>\n");
    snprintf(seed, sizeof seed, "%" PRIu32, run->seed);
    dm_html(page, "<dl class=\"facts\">\n");
    add_fact(page, "Scenario", run->scenario);
    add_fact(page, "Scenario, hash", page->scenario->hash);
    add_fact(page, "Twin", run->twin);
    add_fact(page, "Seed", seed);
    add_count(page, "Persons", run->persons);
    add_count(page, "Months", run->months);
    add_count(page, "Months left out of measures", run->warmup_months);
    add_count(page, "Replicates", run->replicates);
    add_fact(page, "Checksum", run->checksum);
    add_fact(page, "Checksum of the twin", run->twin_checksum);
    add_fact(page, "Checksum of the measures", run->measures_checksum);
    dm_html(page, "</dl>\n</section>\n");
}
