/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of a report share: the page so far, the data of its charts, and the few
 * shapes of HTML that all of them use. Everything written by a person goes through
 * dm_html_text(). */
#ifndef DEMERIT_REPORT_HTML_PAGE_H
#define DEMERIT_REPORT_HTML_PAGE_H

#include "base/strbuf.h"
#include "scenario/scenario.h"
#include "storage/results.h"

enum { DM_MAX_SECTIONS = 12, DM_PER = 100000 };

struct dm_html_part {
    const char *id, *title; /* string literals */
};

struct dm_html_page {
    const struct dm_scenario *scenario;
    const struct dm_results *results;
    bool has_twin, intervals, charts;
    struct dm_strbuf *out; /* the part being written; borrowed */
    struct dm_strbuf data; /* of the charts, JSON objects with commas */
    int n_charts, n_tables, n_sections;
    struct dm_html_part sections[DM_MAX_SECTIONS];
};

/* Text with & < > " ' as entities, control characters left out. */
void dm_html_text(struct dm_strbuf *out, const char *text);
void dm_html(struct dm_html_page *page, const char *html);
/* A heading of level 2 that the table of contents names. Close with </section>. */
void dm_html_section(struct dm_html_page *page, const char *id, const char *title);
/* <tag>text</tag> */
void dm_html_element(struct dm_html_page *page, const char *tag, const char *text);

/* A figure with its caption: what is seen, and how to read it. `title` is cleared. */
void dm_html_figure(struct dm_html_page *page, struct dm_strbuf *title, const char *how);
/* Whether what the chart's key explains is drawn for two worlds. */
enum dm_key { DM_KEY_NONE, DM_KEY_LINES, DM_KEY_DOTS, DM_KEY_BARS, DM_KEY_CAUSES };
/* The place of a chart; `label` says what it shows to who cannot see it. The caller then
 * appends one object to page->data, starting with dm_html_chart_data(). */
void dm_html_chart(struct dm_html_page *page, enum dm_key key, const char *label);
void dm_html_chart_data(struct dm_html_page *page, const char *kind);

/* A table that scrolls in a box of its own; `headers` ends with NULL, a leading `#` sets a
 * column of numbers. Rows follow, then dm_html_table_end(). */
void dm_html_table(
    struct dm_html_page *page, const char *label, const char *const *headers);
/* The same under another summary than "The numbers as a table". */
void dm_html_table_under(struct dm_html_page *page, const char *summary, const char *label,
    const char *const *headers);
void dm_html_table_end(struct dm_html_page *page);
/* The cells of a row. A NaN is a dash. */
void dm_html_row_head(struct dm_html_page *page, const char *text);
void dm_html_cell(struct dm_html_page *page, const char *text);
void dm_html_cell_number(struct dm_html_page *page, double value, int decimals);

const struct dm_metric_row *dm_html_total(const struct dm_html_page *page, const char *id);
/* The label of an entity with this id, or the id as words. */
void dm_html_service(
    const struct dm_html_page *page, const char *id, struct dm_strbuf *out);

/* The parts, in the order of the page. A part without data writes nothing. */
void dm_html_first(struct dm_html_page *page);
void dm_html_series(struct dm_html_page *page);
void dm_html_breakdowns(struct dm_html_page *page);
void dm_html_causes(struct dm_html_page *page);
void dm_html_matrix(struct dm_html_page *page);
void dm_html_mechanisms(struct dm_html_page *page);
void dm_html_bins(struct dm_html_page *page);
void dm_html_lives(struct dm_html_page *page);
void dm_html_assumed(struct dm_html_page *page);
void dm_html_again(struct dm_html_page *page, const char *again);

#endif
