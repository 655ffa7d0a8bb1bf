/* SPDX-License-Identifier: Apache-2.0
 *
 * The first screen: the regime in plain words, what happened to whom in the words of the
 * terminal's summary, the claimed benefit beside it, and what the report does not say. */
#include "html_page.h"

#include "describe.h"
#include "summary.h"

#include <string.h>

enum { ALL_SERVICES = 1000 };

struct screen {
    struct dm_html_page *page;
    bool in_table;
    const char *heading; /* the tag of the next heading or label */
};

static void
close_table(struct screen *self)
{
    if (self->in_table) {
        dm_html(self->page, "</tbody></table>\n");
        self->in_table = false;
    }
}

static void
heading(void *context, const char *text)
{
    struct screen *self = context;

    close_table(self);
    dm_html_element(self->page, self->heading, text);
}

/* The range apart, so that the numbers stand in a column. */
static void
add_value(struct dm_html_page *page, const struct dm_strbuf *value)
{
    const char *bracket = strstr(value->text, " (");

    if (bracket == NULL || strncmp(value->text, "not ", 4) == 0) {
        dm_html_text(page->out, value->text);
        return;
    }
    dm_strbuf_addn(page->out, value->text, (size_t) (bracket - value->text));
    dm_html(page, " <span class=\"ci\">");
    dm_html_text(page->out, bracket + 1);
    dm_html(page, "</span>");
}

static void
say(void *context, int first, int rest, struct dm_strbuf *text)
{
    struct screen *self = context;

    (void) first;
    (void) rest;
    close_table(self);
    if (text->failed) {
        self->page->out->failed = true;
    } else if (text->n > 0) {
        dm_html_element(self->page, "p", text->text);
    }
    dm_strbuf_clear(text);
}

/* The head of a table, or of more rows of one. */
static void
rows(void *context, const char *unit, bool has_twin)
{
    struct screen *self = context;
    struct dm_html_page *page = self->page;

    if (self->in_table) {
        dm_html(
            page, "</tbody>\n<tbody><tr><th scope=\"rowgroup\" class=\"unit\" colspan=\"");
        dm_html(page, has_twin ? "4\">" : "2\">");
        dm_html_text(page->out, unit);
        dm_html(page, "</th></tr>\n");
        return;
    }
    dm_html(page, "<table><thead><tr><th scope=\"col\">");
    dm_html_text(page->out, unit);
    dm_html(page, "</th><th scope=\"col\" class=\"n\">under the regime</th>");
    dm_html(page, has_twin ? "<th scope=\"col\" class=\"n\">in the twin</th>"
                             "<th scope=\"col\" class=\"n\">more than in the twin</th>"
                           : "");
    dm_html(page, "</tr></thead>\n<tbody>\n");
    self->in_table = true;
}

static void
cell(struct dm_html_page *page, const char *class, const struct dm_strbuf *value)
{
    dm_html(page, "<td class=\"");
    dm_html(page, class);
    dm_html(page, "\">");
    if (value->failed || value->text == NULL) {
        page->out->failed = true;
    } else {
        add_value(page, value);
    }
    dm_html(page, "</td>");
}

static void
row(void *context, const struct dm_summary_row *said)
{
    struct screen *self = context;
    struct dm_html_page *page = self->page;

    dm_html_row_head(page, said->label);
    if (page->has_twin) {
        cell(page, "n level", &said->level);
        cell(page, "n level", &said->twin);
        cell(page, "n", &said->difference);
    } else {
        cell(page, "n", &said->level);
    }
    dm_html(page, "</tr>\n");
}

/* One part of the summary as a card; a part with nothing to say leaves none. */
static void
card(struct dm_html_page *page, const char *class, enum dm_summary_part part)
{
    struct screen screen = { .page = page, .heading = "h2" };
    struct dm_summary_out out = { .self = &screen,
        .most_services = ALL_SERVICES,
        .heading = heading,
        .label = heading,
        .say = say,
        .rows = rows,
        .row = row };
    struct dm_strbuf inside = { .text = NULL }, *outside = page->out;

    page->out = &inside;
    dm_summary_part(page->scenario, page->results, part, &out);
    close_table(&screen);
    page->out = outside;
    if (inside.failed) {
        outside->failed = true;
    } else if (inside.n > 0) {
        dm_strbuf_addf(outside, "<section class=\"card %s\">\n", class);
        dm_strbuf_addn(outside, inside.text, inside.n);
        dm_strbuf_add(outside, "</section>\n");
    }
    dm_strbuf_clear(&inside);
}

static void
boundary(struct dm_html_page *page)
{
    struct dm_strbuf text = { .text = NULL };

    dm_html(page,
        "<section class=\"boundary\" aria-labelledby=\"boundary\">\n"
        "<h2 id=\"boundary\">What this is not</h2>\n<dl>\n"
        "<dt>Synthetic</dt><dd>Every person here was drawn from aggregate tables and a "
        "seed. Not for decisions on persons.</dd>\n"
        "<dt>Not a model of China</dt><dd>Populations, acts and errors are invented or "
        "assumed apart from census and rule-book tables. Nothing here measures how many "
        "people any real system has harmed; there is no single national score of "
        "persons.</dd>\n"
        "<dt>Not a design aid</dt><dd>No frontier, ranking or optimum is published. A "
        "smaller harm here is not an acceptable one. Rights are not weighed against "
        "offences, and no result is a reason to set up, keep or extend social "
        "scoring.</dd>\n"
        "<dt>Left out on purpose</dt><dd>Any way in for a real person, act or record; any "
        "search for what makes people conform, fear or keep silent; any breakdown by "
        "opinion, fear or evasion: with them it could serve what it is made to "
        "contest.</dd>\n"
        "<dt>Intervals</dt><dd>");
    dm_html(page, page->intervals
                      ? "Ranges show luck alone, on this one synthetic society: the same "
                        "persons, other chance. They are not uncertainty about the world."
                      : "One replicate of luck was run, so there is no range at all.");
    dm_html(page, "</dd>\n<dt>Numbers</dt><dd>");
    dm_describe_provenance(&page->scenario->provenance, &text);
    dm_html_text(page->out, text.text != NULL ? text.text : "");
    page->out->failed = page->out->failed || text.failed;
    dm_strbuf_clear(&text);
    dm_html(page, " <a href=\"#assumed\">All of them</a></dd>\n</dl>\n</section>\n");
}

void
dm_html_first(struct dm_html_page *page)
{
    struct screen screen = { .page = page, .heading = "h1" };
    struct dm_summary_out out = { .self = &screen,
        .heading = heading,
        .label = heading,
        .say = say,
        .rows = rows,
        .row = row };

    dm_html(page, "<div class=\"regime-words\">\n");
    dm_summary_part(page->scenario, page->results, DM_SUMMARY_HEAD, &out);
    dm_html(page, "</div>\n<div class=\"cards\">\n");
    card(page, "harm", DM_SUMMARY_HARM);
    card(page, "claim", DM_SUMMARY_BENEFIT);
    card(page, "whom", DM_SUMMARY_WHOM);
    card(page, "losses", DM_SUMMARY_LOSSES);
    dm_html(page, "</div>\n");
    boundary(page);
}
