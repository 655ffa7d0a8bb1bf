/* SPDX-License-Identifier: Apache-2.0
 *
 * Puts a report together: head with the content security policy, first screen, contents,
 * parts, the charts' data and script. Nothing is fetched, nothing is styled by attribute.
 */
#include "html.h"

#include "describe.h"
#include "html_assets.h"
#include "html_page.h"

#include <string.h>

bool
dm_report_has_charts(void)
{
    return dm_report_script[0] != '\0';
}

/* The run's title, or its scenario's name. */
static const char *
title_of(const struct dm_run_row *run)
{
    return run->title != NULL && run->title[0] != '\0' ? run->title : run->scenario;
}

static void
add_head(struct dm_html_page *page)
{
    dm_strbuf_addf(page->out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "base-uri 'none'; form-action 'none'; img-src data:; style-src '%s'; script-src "
        "%s%s%s"
        "\">\n",
        dm_report_style_hash, page->charts ? "'" : "'none",
        page->charts ? dm_report_script_hash : "", "'");
    dm_html(page,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"generator\" content=\"demerit\">\n"
        "<meta name=\"not-for\" content=\"decisions on persons\">\n");
    dm_html_element(page, "title", title_of(&page->results->run));
    dm_html(page, "<style>");
    dm_strbuf_add(page->out, dm_report_style);
    dm_html(page, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the "
                  "results</a>\n"
                  "<header class=\"synthetic\"><p>");
    dm_html_text(page->out, dm_boundary_short_text);
    dm_html(page, "</p></header>\n"
                  "<main id=\"main\" class=\"page\">\n");
}

static void
add_contents(struct dm_html_page *page)
{
    dm_html(page, "<nav aria-label=\"Contents\"><ul>\n");
    for (int i = 0; i < page->n_sections; i++) {
        dm_strbuf_addf(page->out, "<li><a href=\"#%s\">", page->sections[i].id);
        dm_html_text(page->out, page->sections[i].title);
        dm_html(page, "</a></li>\n");
    }
    dm_html(page, "</ul></nav>\n");
}

/* JSON inside a script element: `<` never as itself. */
static void
add_data(struct dm_html_page *page)
{
    dm_html(page, "<script type=\"application/json\" id=\"data\">{\"synthetic\": true, "
                  "\"not_for\": \"decisions on persons\", \"charts\": [");
    for (const char *c = page->data.text; c != NULL && *c != '\0';) {
        size_t n = strcspn(c, "<");
        dm_strbuf_addn(page->out, c, n);
        c += n;
        if (*c == '<') {
            dm_html(page, "\\u003c");
            c++;
        }
    }
    dm_html(page, "\n]}</script>\n");
}

static void
add_end(struct dm_html_page *page)
{
    dm_html(page,
        "<footer><p>Made by demerit, a simulator of social-scoring regimes on synthetic "
        "societies. For understanding, teaching, regulating and contesting such systems. "
        "Not for decisions on persons.</p></footer>\n</main>\n");
    if (page->charts) {
        add_data(page);
        dm_html(page, "<script>");
        dm_strbuf_add(page->out, dm_report_script);
        dm_html(page, "</script>\n");
    }
    dm_html(page, "</body>\n</html>\n");
}

static void
add_parts(struct dm_html_page *page, const char *again)
{
    dm_html_series(page);
    dm_html_breakdowns(page);
    dm_html_causes(page);
    dm_html_matrix(page);
    dm_html_mechanisms(page);
    dm_html_bins(page);
    dm_html_lives(page);
    dm_html_assumed(page);
    dm_html_again(page, again);
}

dm_status
dm_report_html_again(const struct dm_results *results, const struct dm_scenario *scenario,
    const char *again, struct dm_strbuf *out)
{
    struct dm_strbuf parts = { .text = NULL };
    struct dm_html_page page = { .scenario = scenario,
        .results = results,
        .has_twin = results->run.twin != NULL && results->run.twin[0] != '\0',
        .intervals = results->run.replicates > 1,
        .charts = dm_report_has_charts(),
        .out = &parts };

    add_parts(&page, again);
    page.out = out;
    add_head(&page);
    dm_html_first(&page);
    add_contents(&page);
    if (parts.text != NULL) {
        dm_strbuf_addn(out, parts.text, parts.n);
    }
    add_end(&page);
    bool failed = parts.failed || page.data.failed || out->failed;
    dm_strbuf_clear(&parts);
    dm_strbuf_clear(&page.data);
    return failed ? DM_ENOMEM : DM_OK;
}
