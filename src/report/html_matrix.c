/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the records behind a refusal were collected, against what was refused: a table with
 * numbers, shaded, no chart. */
#include "html_page.h"

#include "estimate_words.h"
#include "prose.h"

#include <math.h>
#include <string.h>

enum { MOST = 64 };

/* The contexts or services of the rows, in order of first mention. */
struct names {
    const char *name[MOST];
    int n;
};

static void
add_name(struct names *self, const char *name)
{
    for (int i = 0; i < self->n; i++) {
        if (strcmp(self->name[i], name) == 0) {
            return;
        }
    }
    if (self->n < MOST) {
        self->name[self->n++] = name;
    }
}

static const struct dm_matrix_row *
cell_at(const struct dm_html_page *page, const char *context, const char *service)
{
    for (size_t i = 0; i < page->results->n_matrix; i++) {
        const struct dm_matrix_row *row = &page->results->matrix[i];
        if (strcmp(row->context, context) == 0 && strcmp(row->service, service) == 0) {
            return row;
        }
    }
    return NULL;
}

/* A row whose service refuses nothing in either world says nothing. */
static bool
shows(const struct dm_html_page *page, const struct dm_matrix_row *row)
{
    return dm_words_shows(row->regime, 1.0) ||
           (page->has_twin && dm_words_shows(row->twin, 1.0));
}

static double
largest(const struct dm_html_page *page)
{
    double most = 0.0;

    for (size_t i = 0; i < page->results->n_matrix; i++) {
        most = fmax(most, page->results->matrix[i].regime);
    }
    return most;
}

/* Of 100 refusals, how many rest on records of a context that the service does not name. */
static double
unrelated(const struct dm_html_page *page, bool twin)
{
    double all = 0.0, other = 0.0;

    for (size_t i = 0; i < page->results->n_matrix; i++) {
        const struct dm_matrix_row *row = &page->results->matrix[i];
        double value = twin ? row->twin : row->regime;
        if (isfinite(value)) {
            all += value;
            other += row->related || strcmp(row->context, "none") == 0 ? 0.0 : value;
        }
    }
    return all > 0.0 ? 100.0 * other / all : (double) NAN;
}

static void
add_title(const struct dm_html_page *page, struct dm_strbuf *out)
{
    double share = unrelated(page, false), twin = unrelated(page, true);

    dm_strbuf_add(out, "Of 100 refusals, ");
    dm_prose_number(out, share, share >= 0.05 && share < 10.0 ? 1 : 0);
    dm_strbuf_add(out, " rest on records collected where the service has no relation");
    if (page->has_twin && isfinite(twin)) {
        dm_strbuf_add(out, "; in the twin ");
        dm_prose_number(out, twin, twin >= 0.05 && twin < 10.0 ? 1 : 0);
    }
    dm_strbuf_add(out, ".");
}

static void
add_rate(struct dm_strbuf *out, double value)
{
    dm_prose_number(out, value, value < 0.005 ? 0 : value < 10.0 ? 2 : 1);
}

static void
add_cell(struct dm_html_page *page, const struct dm_matrix_row *row, double most)
{
    if (row == NULL) {
        dm_html(page, "<td></td>");
        return;
    }
    int heat = most > 0.0 && row->regime > 0.0 ? 1 + (int) (4.999 * row->regime / most) : 0;
    heat = heat > 5 ? 5 : heat;
    dm_strbuf_addf(page->out, "<td class=\"h%d%s\">", row->regime * 1000.0 < 0.5 ? 0 : heat,
        row->related ? " related" : "");
    add_rate(page->out, row->regime);
    if (row->related) {
        dm_html(page, "<sup>\xE2\x80\xA0</sup>");
    }
    if (page->has_twin) {
        dm_html(page, " <span class=\"of-twin\">twin ");
        add_rate(page->out, row->twin);
        dm_html(page, "</span>");
    }
    dm_html(page, "</td>");
}

static void
add_head(struct dm_html_page *page, const struct names *services)
{
    dm_html(page, "<thead><tr><th scope=\"col\">Collected in</th>");
    for (int s = 0; s < services->n; s++) {
        struct dm_strbuf words = { .text = NULL };
        dm_html_service(page, services->name[s], &words);
        dm_html_element(page, "th scope=\"col\"", words.text != NULL ? words.text : "");
        dm_strbuf_clear(&words);
    }
    dm_html(page, "</tr></thead>\n<tbody>\n");
}

static void
add_rows(
    struct dm_html_page *page, const struct names *contexts, const struct names *services)
{
    double most = largest(page);

    for (int c = 0; c < contexts->n; c++) {
        bool none = strcmp(contexts->name[c], "none") == 0;
        dm_html_row_head(page, none ? "explained by no record" : contexts->name[c]);
        for (int s = 0; s < services->n; s++) {
            add_cell(page, cell_at(page, contexts->name[c], services->name[s]), most);
        }
        dm_html(page, "</tr>\n");
    }
}

void
dm_html_matrix(struct dm_html_page *page)
{
    struct names contexts = { .n = 0 }, services = { .n = 0 };
    struct dm_strbuf title = { .text = NULL };

    for (size_t i = 0; i < page->results->n_matrix; i++) {
        const struct dm_matrix_row *row = &page->results->matrix[i];
        if (shows(page, row)) {
            add_name(&contexts, row->context);
            add_name(&services, row->service);
        }
    }
    if (contexts.n == 0) {
        return;
    }
    dm_html_section(page, "contexts", "Collected in one place, refused in another");
    add_title(page, &title);
    dm_html_figure(page, &title,
        "Refusals per 1,000 person-years, split over the contexts in which the records "
        "behind the sanction were collected. A darker cell is a larger number; "
        "\xE2\x80\xA0 "
        "and a dashed frame mark a context that the service itself names as related.");
    dm_html(page,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: "
        "refusals by collection context and service\">\n<table class=\"matrix\">\n");
    add_head(page, &services);
    add_rows(page, &contexts, &services);
    dm_html(page, "</tbody></table></div>\n</figure>\n</section>\n");
}
