/* SPDX-License-Identifier: Apache-2.0
 *
 * The summary on a terminal: measures as a table where that is wide enough, else as
 * sentences; last the checksum and the command that repeats the run. */
#include "say.h"
#include "summary.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_SERVICES = 3, TABLE_WIDTH = 78, LABEL_WIDTH = 30 };
enum { LEVEL_END = 40, TWIN_END = 48 }; /* columns of last digits */

static void
heading(void *self, const char *text)
{
    dm_prose_heading(self, text);
}

static void
label(void *self, const char *text)
{
    dm_prose_label(self, text);
}

static void
say(void *self, int first, int rest, struct dm_strbuf *text)
{
    dm_prose_flush(self, first, rest, text);
}

static void
pad_to(struct dm_strbuf *out, size_t column)
{
    while (!out->failed && out->n < column) {
        dm_strbuf_add(out, " ");
    }
}

static void
sentence(struct dm_prose *prose, const struct dm_summary_row *row)
{
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text, "%s: ", row->label);
    dm_strbuf_addn(&text, row->level.text, row->level.n);
    if (row->twin.n > 0) {
        dm_strbuf_addf(&text, "; in the twin %s", row->twin.text);
    }
    if (row->difference.n > 0) {
        dm_strbuf_addf(&text, "; more than in the twin: %s", row->difference.text);
    }
    dm_prose_flush(prose, 2, 4, &text);
}

/* A number whose last digit ends `column`; false where there is no room. */
static bool
add_right(struct dm_strbuf *out, size_t column, const char *number, size_t n)
{
    bool fits = out->n + 1 + n <= column;

    if (fits) {
        pad_to(out, column - n);
        dm_strbuf_addn(out, number, n);
    }
    return fits;
}

/* One line of the table; false where it is wider than the terminal or a column. */
static bool
add_line(const struct dm_summary_row *row, struct dm_strbuf *text)
{
    bool fits;

    dm_strbuf_addf(text, "  %s", row->label);
    if (row->twin.n == 0) {
        pad_to(text, LABEL_WIDTH + 3);
        dm_strbuf_addn(text, row->level.text, row->level.n);
        return strlen(row->label) <= LABEL_WIDTH;
    }
    fits = add_right(text, LEVEL_END, row->level.text, row->level.n) &&
           add_right(text, TWIN_END, row->twin.text, row->twin.n);
    dm_strbuf_addf(text, "  %s", row->difference.text != NULL ? row->difference.text : "");
    return fits;
}

static void
flush_line(struct dm_prose *prose, struct dm_strbuf *text)
{
    dm_strbuf_add(text, "\n");
    if (text->failed) {
        prose->out->failed = true;
    } else {
        dm_strbuf_addn(prose->out, text->text, text->n);
    }
    dm_strbuf_clear(text);
}

static void
rows(void *self, const char *unit, bool has_twin)
{
    struct dm_prose *prose = self;
    struct dm_strbuf text = { .text = NULL };

    if (has_twin && prose->style.width >= TABLE_WIDTH) {
        dm_strbuf_addf(&text, "  %s", unit);
        (void) add_right(&text, LEVEL_END, "regime", strlen("regime"));
        (void) add_right(&text, TWIN_END, "twin", strlen("twin"));
        dm_strbuf_add(&text, "  more than in the twin");
        flush_line(prose, &text);
    } else {
        dm_strbuf_addf(&text, "%s:", unit);
        dm_prose_flush(prose, 2, 4, &text);
    }
}

/* One line of the table, or a sentence where it does not fit. */
static void
row(void *self, const struct dm_summary_row *said)
{
    struct dm_prose *prose = self;
    struct dm_strbuf text = { .text = NULL };
    size_t width = (size_t) prose->style.width;

    if (width < TABLE_WIDTH || !add_line(said, &text) || text.n > width) {
        dm_strbuf_clear(&text);
        sentence(prose, said);
    } else {
        flush_line(prose, &text);
    }
}

static void
say_run(const struct dm_run_row *run, const char *again, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text, "checksum %s; ", run->checksum != NULL ? run->checksum : "none");
    if (run->persons > 0 && run->worlds > 0) {
        dm_prose_number(
            &text, (double) run->bytes_total / (double) run->persons / run->worlds, 0);
        dm_strbuf_add(&text, " bytes a person and world; ");
    }
    dm_prose_number(&text, run->seconds, run->seconds < 10.0 ? 1 : 0);
    dm_strbuf_add(&text, " s.");
    dm_prose_flush(prose, 0, 2, &text);
    dm_say_again(again, prose);
}

void
dm_summary(const struct dm_scenario *scenario, const struct dm_results *results,
    const char *again, struct dm_prose *prose)
{
    struct dm_summary_out out = { .self = prose,
        .most_services = MOST_SERVICES,
        .plain_levels = true,
        .heading = heading,
        .label = label,
        .say = say,
        .rows = rows,
        .row = row };

    for (int part = DM_SUMMARY_HEAD; part < DM_SUMMARY_CERTAINTY; part++) {
        dm_summary_part(scenario, results, (enum dm_summary_part) part, &out);
    }
    dm_prose_blank(prose);
    dm_summary_part(scenario, results, DM_SUMMARY_CERTAINTY, &out);
    say_run(&results->run, again, prose);
}
