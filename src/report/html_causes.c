/* SPDX-License-Identifier: Apache-2.0
 *
 * Why sanctions stand: the split of their months by cause, regime and twin below each
 * other; and whether it took one cause or several. */
#include "html_page.h"

#include "estimate_words.h"
#include "prose.h"

#include <math.h>
#include <string.h>

struct cause {
    const char *id, *name, *words;
};

static const struct cause CAUSES[] = { { "causes.unlawful", "unlawful",
                                           "own unlawful acts" },
    { "causes.lawful", "lawful", "own lawful acts" },
    { "causes.error", "error", "false records" },
    { "causes.association", "association", "scores of people around" },
    { "causes.inherited", "inherited", "household or firm" } };

static const struct cause KINDS[] = { { "causes.sole", "sole",
                                          "one cause alone, needed and enough" },
    { "causes.joint", "joint", "several together" },
    { "causes.overdetermined", "overdetermined", "several, none of which was needed" },
    { "causes.by_rule", "by rule", "no record or tie at all" } };

enum { N_CAUSES = sizeof CAUSES / sizeof *CAUSES, N_KINDS = sizeof KINDS / sizeof *KINDS };

static bool
is_known(const struct dm_metric_row *row, bool twin)
{
    return row != NULL && isfinite(twin ? row->twin.mean : row->regime.mean);
}

static bool
has_world(const struct dm_html_page *page, bool twin)
{
    return (!twin || page->has_twin) && is_known(dm_html_total(page, CAUSES[0].id), twin);
}

static void
add_sentence(const struct dm_html_page *page, struct dm_strbuf *out,
    const struct cause *causes, int n_causes, const char *const verb[2])
{
    int n = 0;

    dm_strbuf_add(out, "Of 100 months under a sanction, ");
    for (int i = 0; i < n_causes; i++) {
        const struct dm_metric_row *row = dm_html_total(page, causes[i].id);
        if (is_known(row, false) && dm_words_shows(row->regime.mean, 0.1)) {
            dm_strbuf_add(out, n == 0 ? "" : ", ");
            dm_words_mean(out, row, 100.0, "");
            dm_strbuf_addf(out, "%s %s", verb[n++ > 0], causes[i].words);
        }
    }
    dm_strbuf_add(out, ".");
}

static void
add_title(const struct dm_html_page *page, struct dm_strbuf *out)
{
    add_sentence(page, out, CAUSES, N_CAUSES, (const char *[2]){ " are due to", " to" });
}

static void
add_bar(struct dm_html_page *page, bool twin, const char **comma)
{
    double positive = 0.0, negative = 0.0;

    for (int i = 0; i < N_CAUSES; i++) {
        const struct dm_metric_row *row = dm_html_total(page, CAUSES[i].id);
        if (!is_known(row, twin)) {
            continue;
        }
        double share = 100.0 * (twin ? row->twin.mean : row->regime.mean);
        double *from = share < 0.0 ? &negative : &positive;
        dm_strbuf_addf(&page->data,
            "%s{\"world\": \"%s\", \"cause\": \"%s\", \"from\": ", *comma,
            twin ? "twin" : "regime", CAUSES[i].name);
        dm_strbuf_add_number(&page->data, *from);
        *from += share;
        dm_strbuf_add(&page->data, ", \"to\": ");
        dm_strbuf_add_number(&page->data, *from);
        dm_strbuf_add(&page->data, "}");
        *comma = ", ";
    }
}

static void
add_data(struct dm_html_page *page)
{
    const char *comma = "";

    if (!page->charts) {
        return;
    }
    dm_html_chart_data(page, "causes");
    dm_strbuf_addf(&page->data,
        ", \"unit\": \"of 100 months under a sanction\", \"worlds\": [\"regime\"%s], "
        "\"rows\": [",
        has_world(page, true) ? ", \"twin\"" : "");
    add_bar(page, false, &comma);
    if (has_world(page, true)) {
        add_bar(page, true, &comma);
    }
    dm_strbuf_add(&page->data, "]}");
}

static void
add_cell(struct dm_html_page *page, const struct dm_metric_row *row, bool twin)
{
    struct dm_strbuf text = { .text = NULL };

    if (is_known(row, twin)) {
        dm_words_value(&text, twin ? &row->twin : &row->regime, 100.0, page->intervals, "");
    }
    dm_html(page, "<td class=\"n\">");
    dm_html_text(page->out, text.text != NULL ? text.text : "not defined");
    dm_html(page, "</td>");
    dm_strbuf_clear(&text);
}

static void
add_table(struct dm_html_page *page, const char *label, const char *head,
    const struct cause *causes, int n)
{
    const char *headers[] = { head, "#Under the regime",
        page->has_twin ? "#In the twin" : NULL, NULL };

    dm_html_table(page, label, headers);
    for (int i = 0; i < n; i++) {
        const struct dm_metric_row *row = dm_html_total(page, causes[i].id);
        if (row != NULL) {
            dm_html_row_head(page, causes[i].words);
            add_cell(page, row, false);
            if (page->has_twin) {
                add_cell(page, row, true);
            }
            dm_html(page, "</tr>\n");
        }
    }
    dm_html_table_end(page);
}

/* Whether it took one cause or several. */
static void
add_kinds(struct dm_html_page *page)
{
    struct dm_strbuf text = { .text = NULL };

    if (!is_known(dm_html_total(page, KINDS[0].id), false)) {
        return;
    }
    add_sentence(page, &text, KINDS, N_KINDS,
        (const char *[2]){ " stand on entries that came of", " of" });
    dm_html_element(page, "p", text.text != NULL ? text.text : "");
    add_table(page, "how many causes an entry took, shares of 100", "The entry came of",
        KINDS, N_KINDS);
    dm_strbuf_clear(&text);
}

void
dm_html_causes(struct dm_html_page *page)
{
    struct dm_strbuf title = { .text = NULL }, label = { .text = NULL };

    if (!has_world(page, false)) {
        return;
    }
    dm_html_section(page, "causes", "Why");
    add_title(page, &title);
    add_title(page, &label);
    dm_html_figure(page, &title,
        "Each entry to a list or fall to a sanctioned tier is split among what led to it "
        "(Shapley shares), for as long as the spell lasts. Own lawful acts count below "
        "zero where they held a fall off.");
    dm_html_chart(page, DM_KEY_CAUSES, label.text != NULL ? label.text : "");
    add_data(page);
    add_table(page, "causes of sanctions, shares of 100", "Cause", CAUSES, N_CAUSES);
    dm_html(page, "</figure>\n");
    add_kinds(page);
    dm_html(page, "</section>\n");
    dm_strbuf_clear(&label);
}
