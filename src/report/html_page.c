/* SPDX-License-Identifier: Apache-2.0
 *
 * Figures, tables and text. A table stands open in the file; the script closes it once its
 * chart is drawn, so that a reader without scripts sees the numbers. */
#include "html_page.h"

#include "prose.h"
#include "regime_words.h"

#include <math.h>
#include <string.h>

void
dm_html_text(struct dm_strbuf *out, const char *text)
{
    static const char special[] = "&<>\"'";
    static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

    for (const char *c = text; *c != '\0'; c++) {
        const char *found = strchr(special, *c);
        if (found != NULL) {
            dm_strbuf_add(out, entities[found - special]);
        } else if ((unsigned char) *c >= 0x20 || *c == '\n') {
            dm_strbuf_addn(out, c, 1);
        }
    }
}

void
dm_html(struct dm_html_page *page, const char *html)
{
    dm_strbuf_add(page->out, html);
}

void
dm_html_element(struct dm_html_page *page, const char *tag, const char *text)
{
    dm_strbuf_addf(page->out, "<%s>", tag);
    dm_html_text(page->out, text);
    dm_strbuf_addf(page->out, "</%.*s>\n", (int) strcspn(tag, " "), tag);
}

void
dm_html_section(struct dm_html_page *page, const char *id, const char *title)
{
    DM_ASSERT(page->n_sections < DM_MAX_SECTIONS);
    page->sections[page->n_sections++] = (struct dm_html_part){ id, title };
    dm_strbuf_addf(page->out, "<section id=\"%s\">\n", id);
    dm_html_element(page, "h2", title);
}

void
dm_html_figure(struct dm_html_page *page, struct dm_strbuf *title, const char *how)
{
    dm_html(page, "<figure>\n<figcaption>");
    if (title->failed) {
        page->out->failed = true;
    } else if (title->text != NULL) {
        dm_html(page, "<b>");
        dm_html_text(page->out, title->text);
        dm_html(page, "</b> ");
    }
    if (how != NULL) {
        dm_html(page, "<span>");
        dm_html_text(page->out, how);
        dm_html(page, "</span>");
    }
    dm_html(page, "</figcaption>\n");
    dm_strbuf_clear(title);
}

/* ---- Keys: the same shapes as in the charts, drawn by attributes alone. */

static void
key_entry(struct dm_html_page *page, const char *shape, const char *words)
{
    dm_strbuf_addf(page->out,
        "<li><svg viewBox=\"0 0 34 14\" aria-hidden=\"true\">%s</svg>%s</li>", shape,
        words);
}

static void
key_of_worlds(struct dm_html_page *page, enum dm_key key)
{
    static const char *const regime[] = {
        [DM_KEY_LINES] =
            "<path d=\"M0,7H34\" stroke=\"var(--regime)\" stroke-width=\"2.5\"/>"
            "<circle cx=\"28\" cy=\"7\" r=\"4.5\" fill=\"var(--regime)\"/>",
        [DM_KEY_DOTS] =
            "<path d=\"M2,7H32\" stroke=\"var(--regime)\" stroke-width=\"2.5\"/>"
            "<circle cx=\"17\" cy=\"7\" r=\"5\" fill=\"var(--regime)\"/>",
        [DM_KEY_BARS] = "<rect width=\"34\" height=\"14\" fill=\"var(--regime)\"/>",
    };
    static const char *const twin[] = {
        [DM_KEY_LINES] =
            "<path d=\"M0,7H34\" stroke=\"var(--twin)\" stroke-width=\"2.5\" "
            "stroke-dasharray=\"6 4\"/><path d=\"M27,1l6,6l-6,6l-6,-6z\" "
            "stroke=\"var(--twin)\" fill=\"var(--paper)\" stroke-width=\"2\"/>",
        [DM_KEY_DOTS] = "<path d=\"M2,7H32\" stroke=\"var(--twin)\" stroke-width=\"2\"/>"
                        "<path d=\"M17,1l6,6l-6,6l-6,-6z\" stroke=\"var(--twin)\" "
                        "fill=\"var(--paper)\" stroke-width=\"2\"/>",
        [DM_KEY_BARS] = "<rect width=\"34\" height=\"14\" fill=\"url(#fill-twin)\" "
                        "stroke=\"var(--twin)\"/>",
    };

    key_entry(page, regime[key], "under the regime");
    if (page->has_twin) {
        key_entry(page, twin[key], "in the twin");
    }
}

static void
key_of_causes(struct dm_html_page *page)
{
    static const char *const keys[][2] = { { "unlawful", "own unlawful acts" },
        { "lawful", "own lawful acts" }, { "error", "false records" },
        { "association", "scores of people around" },
        { "inherited", "household or firm" } };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct dm_strbuf id = { .text = NULL }, shape = { .text = NULL };
        const struct dm_metric_row *row;
        dm_strbuf_addf(&id, "causes.%s", keys[i][0]);
        row = id.text != NULL ? dm_html_total(page, id.text) : NULL;
        if (row != NULL && isfinite(row->regime.mean) &&
            (fabs(row->regime.mean) > 0.0005 || fabs(row->twin.mean) > 0.0005)) {
            dm_strbuf_addf(&shape,
                "<rect width=\"34\" height=\"14\" fill=\"url(#fill-%s)\"/>", keys[i][0]);
            key_entry(page, shape.text != NULL ? shape.text : "", keys[i][1]);
        }
        dm_strbuf_clear(&id);
        dm_strbuf_clear(&shape);
    }
}

void
dm_html_chart(struct dm_html_page *page, enum dm_key key, const char *label)
{
    if (!page->charts) {
        return;
    }
    if (key != DM_KEY_NONE) {
        dm_html(page, "<ul class=\"key\" hidden>");
        if (key == DM_KEY_CAUSES) {
            key_of_causes(page);
        } else {
            key_of_worlds(page, key);
        }
        dm_html(page, "</ul>\n");
    }
    dm_html(page, "<div class=\"plot\" role=\"img\" aria-label=\"Chart. ");
    dm_html_text(page->out, label);
    dm_strbuf_addf(page->out,
        " The table below holds the same numbers.\" data-chart=\"%d\" "
        "hidden></div>\n",
        page->n_charts);
}

void
dm_html_chart_data(struct dm_html_page *page, const char *kind)
{
    dm_strbuf_addf(
        &page->data, "%s\n{\"kind\": \"%s\"", page->n_charts == 0 ? "" : ",", kind);
    page->n_charts++;
}

/* ---- Tables */

void
dm_html_table(struct dm_html_page *page, const char *label, const char *const *headers)
{
    dm_html_table_under(page, "The numbers as a table", label, headers);
}

void
dm_html_table_under(struct dm_html_page *page, const char *summary, const char *label,
    const char *const *headers)
{
    page->n_tables++;
    dm_html(page, "<details open>");
    dm_html_element(page, "summary", summary);
    dm_strbuf_addf(page->out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table %d: ",
        page->n_tables);
    dm_html_text(page->out, label);
    dm_html(page, "\">\n<table>\n<thead><tr>");
    for (; *headers != NULL; headers++) {
        bool number = (*headers)[0] == '#';
        dm_html(page, number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        dm_html_text(page->out, *headers + (number ? 1 : 0));
        dm_html(page, "</th>");
    }
    dm_html(page, "</tr></thead>\n<tbody>\n");
}

void
dm_html_table_end(struct dm_html_page *page)
{
    dm_html(page, "</tbody></table></div></details>\n");
}

void
dm_html_row_head(struct dm_html_page *page, const char *text)
{
    dm_html(page, "<tr><th scope=\"row\">");
    dm_html_text(page->out, text);
    dm_html(page, "</th>");
}

void
dm_html_cell(struct dm_html_page *page, const char *text)
{
    dm_html(page, "<td>");
    dm_html_text(page->out, text);
    dm_html(page, "</td>");
}

void
dm_html_cell_number(struct dm_html_page *page, double value, int decimals)
{
    dm_html(page, "<td class=\"n\">");
    if (isfinite(value)) {
        dm_prose_number(page->out, value, decimals);
    } else {
        dm_html(page, "not defined");
    }
    dm_html(page, "</td>");
}

const struct dm_metric_row *
dm_html_total(const struct dm_html_page *page, const char *id)
{
    return dm_results_total(page->results, id);
}

void
dm_html_service(const struct dm_html_page *page, const char *id, struct dm_strbuf *out)
{
    for (int s = 0; s < page->scenario->n_services; s++) {
        const struct dm_service *service = &page->scenario->services[s];
        if (strcmp(service->id.s, id) == 0) {
            dm_words_name(out, service->label, &service->id);
            return;
        }
    }
    dm_strbuf_add(out, id);
}
