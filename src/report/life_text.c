/* SPDX-License-Identifier: Apache-2.0
 *
 * The two worlds side by side: month by month, what happened in both stands once. Acts that
 * nobody recorded are added up by year, or they would hide the rest. */
#include "life_text.h"

#include "life_words.h"
#include "regime_words.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NBSP "\xC2\xA0"

enum { INDENT = 2, WHEN_COLUMNS = 9, WORLD_COLUMNS = 7 };

struct telling {
    const struct dm_life *life;
    struct dm_prose *prose;
    bool has_twin;
    bool *told; /* by event */
};

static bool
is_of(const struct dm_life_event_row *event, const char *world)
{
    return strcmp(event->world, world) == 0;
}

static bool
is_unseen(const struct dm_life_event_row *event)
{
    return strcmp(event->kind, "act-unseen") == 0;
}

static bool
same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Texts of rows that stand for one thing; values to the last digit or both undefined. */
static bool
is_same(const struct dm_life_event_row *a, const struct dm_life_event_row *b)
{
    return a->month == b->month && same_text(a->kind, b->kind) &&
           same_text(a->subject, b->subject) && same_text(a->channel, b->channel) &&
           (isnan(a->value) ? isnan(b->value) : fabs(a->value - b->value) < 1e-9);
}

/* ---- a line ---- */

/* Pads with spaces at which no line ends, so that the margin stays with the first word. */
static void
add_padded(struct dm_strbuf *out, const char *text, size_t columns)
{
    size_t n = 0;

    for (const char *c = text; *c != '\0'; c++) {
        n += ((unsigned char) *c & 0xC0U) != 0x80U; /* UTF-8: first bytes */
    }
    dm_strbuf_add(out, text);
    for (; n < columns; n++) {
        dm_strbuf_add(out, NBSP);
    }
}

static void
start_line(
    const struct telling *self, struct dm_strbuf *line, const char *when, const char *world)
{
    add_padded(line, when, WHEN_COLUMNS);
    if (self->has_twin) {
        add_padded(line, world, WORLD_COLUMNS);
    }
}

static void
end_line(const struct telling *self, struct dm_strbuf *line)
{
    dm_prose_flush(self->prose, INDENT,
        INDENT + WHEN_COLUMNS + (self->has_twin ? WORLD_COLUMNS : 0), line);
}

/* The month stands where it is another than on the line before. */
static void
tell_event(const struct telling *self, const struct dm_life_event_row *event,
    const char *world, int32_t *last)
{
    struct dm_strbuf line = { .text = NULL }, when = { .text = NULL };

    if (event->month != *last) {
        dm_strbuf_addf(&when, "month" NBSP "%" PRId32, event->month % 12 + 1);
    }
    start_line(self, &line, when.text != NULL ? when.text : "", world);
    dm_life_event_words(&line, self->life->scenario, event);
    end_line(self, &line);
    dm_strbuf_clear(&when);
    *last = event->month;
}

/* ---- a year ---- */

/* The twin's event that is the same and not told yet, or SIZE_MAX. */
static size_t
twin_of(const struct telling *self, size_t k)
{
    const struct dm_results *results = self->life->results;

    for (size_t j = 0; j < results->n_life_events; j++) {
        if (!self->told[j] && is_of(&results->life_events[j], "twin") &&
            is_same(&results->life_events[j], &results->life_events[k])) {
            return j;
        }
    }
    return SIZE_MAX;
}

static void
tell_month(struct telling *self, int32_t month, const char *world, int32_t *last)
{
    const struct dm_results *results = self->life->results;

    for (size_t k = 0; k < results->n_life_events; k++) {
        const struct dm_life_event_row *event = &results->life_events[k];
        const char *where = world;

        if (event->month != month || self->told[k] || is_unseen(event) ||
            !is_of(event, world)) {
            continue;
        }
        self->told[k] = true;
        if (strcmp(world, "regime") == 0 && twin_of(self, k) != SIZE_MAX) {
            self->told[twin_of(self, k)] = true;
            where = "both";
        }
        tell_event(self, event, where, last);
    }
}

/* "3 of paying a bill late, 1 of ...", by act in order of id. */
static void
unseen_of_year(
    const struct telling *self, int32_t year, const char *world, struct dm_strbuf *out)
{
    const struct dm_scenario *scenario = self->life->scenario;
    const struct dm_results *results = self->life->results;

    for (int32_t a = 0; a < scenario->n_acts; a++) {
        double n = 0.0;

        for (size_t k = 0; k < results->n_life_events; k++) {
            const struct dm_life_event_row *event = &results->life_events[k];

            if (is_unseen(event) && event->month / 12 == year && is_of(event, world) &&
                same_text(event->subject, scenario->acts[a].id.s)) {
                n += event->value;
            }
        }
        if (n > 0.0) {
            dm_strbuf_add(out, out->n > 0 ? ", " : "");
            dm_words_name(out, scenario->acts[a].label, &scenario->acts[a].id);
            if (n > 1.0) {
                dm_strbuf_add(out, " (");
                dm_prose_number(out, n, 0);
                dm_strbuf_add(out, " times)");
            }
        }
    }
}

static void
tell_unseen(const struct telling *self, const char *world, const struct dm_strbuf *acts)
{
    struct dm_strbuf line = { .text = NULL };

    if (acts->n == 0) {
        return;
    }
    start_line(self, &line, "unseen", world);
    dm_strbuf_add(&line, acts->text);
    end_line(self, &line);
}

static void
tell_year(struct telling *self, int32_t year)
{
    struct dm_strbuf regime = { .text = NULL }, twin = { .text = NULL };
    int32_t last = -1;

    for (int32_t month = 12 * year; month < 12 * year + 12; month++) {
        tell_month(self, month, "regime", &last);
        tell_month(self, month, "twin", &last);
    }
    unseen_of_year(self, year, "regime", &regime);
    unseen_of_year(self, year, "twin", &twin);
    if (self->has_twin && regime.n > 0 && same_text(regime.text, twin.text)) {
        tell_unseen(self, "both", &regime);
    } else {
        tell_unseen(self, "regime", &regime);
        tell_unseen(self, "twin", &twin);
    }
    if (last < 0 && regime.n == 0 && twin.n == 0) {
        dm_prose_paragraph(self->prose, INDENT, INDENT, "nothing");
    }
    dm_strbuf_clear(&regime);
    dm_strbuf_clear(&twin);
}

/* ---- the whole ---- */

static void
add_days(struct dm_strbuf *out, double days)
{
    dm_prose_number(out, days, 0);
    dm_strbuf_add(out, days >= 0.5 && days < 1.5 ? " day" : " days");
}

static void
tell_sum(const struct telling *self, const struct dm_life_row *row)
{
    const struct dm_run *run = &self->life->scenario->run;
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_add(&text, "Without some service: ");
    add_days(&text, row->days_lost_regime);
    dm_strbuf_add(&text, " under the regime");
    if (self->has_twin) {
        dm_strbuf_add(&text, ", ");
        add_days(&text, row->days_lost_twin);
        dm_strbuf_addf(&text, " in the twin, %s", self->life->scenario->twin_name.s);
    }
    dm_strbuf_add(&text, "; counted over ");
    dm_prose_months(&text, 12 * run->years - run->warmup_months);
    if (run->warmup_months > 0) {
        dm_strbuf_add(&text, ", the first ");
        dm_prose_months(&text, run->warmup_months);
        dm_strbuf_add(&text, " left out");
    }
    dm_strbuf_add(&text, "; two services for one day count as two.");
    dm_prose_flush(self->prose, 0, 0, &text);
}

static void
tell_life(struct telling *self)
{
    const struct dm_life_row *row = &self->life->results->lives[0];
    struct dm_strbuf text = { .text = NULL };

    dm_life_person_words(&text, row);
    dm_prose_flush(self->prose, 0, 0, &text);
    tell_sum(self, row);
    if (dm_life_notes(&text, self->life->results, row)) {
        dm_prose_flush(self->prose, 0, 0, &text);
    }
    for (int32_t year = 0; year < self->life->scenario->run.years; year++) {
        dm_strbuf_addf(&text, "Year %" PRId32, year + 1);
        dm_prose_heading(self->prose, text.text != NULL ? text.text : "Year");
        dm_strbuf_clear(&text);
        tell_year(self, year);
    }
    dm_prose_blank(self->prose);
    dm_prose_paragraph(self->prose, 0, 0, dm_life_luck_text);
}

static void
tell_nobody(const struct telling *self)
{
    dm_prose_paragraph(self->prose, 0, 0,
        "Nobody in this society, on this luck, fits the rule. No other life is told in "
        "its place.");
}

void
dm_life_text(const struct dm_life *life, const char *again, struct dm_prose *prose)
{
    const struct dm_scenario *scenario = life->scenario;
    struct telling self = { .life = life,
        .prose = prose,
        .has_twin = scenario->twin_name.s[0] != '\0',
        .told = calloc(life->results->n_life_events + 1, sizeof *self.told) };
    struct dm_strbuf text = { .text = NULL };

    if (self.told == NULL) {
        prose->out->failed = true;
        return;
    }
    dm_prose_heading(prose, scenario->title != NULL ? scenario->title : scenario->name.s);
    dm_strbuf_addf(&text, "One synthetic life%s. %s.",
        self.has_twin ? ", in both worlds" : "", dm_life_pick_words(life->pick));
    dm_prose_flush(prose, 0, 0, &text);
    dm_prose_blank(prose);
    if (life->results->n_lives > 0) {
        tell_life(&self);
    } else {
        tell_nobody(&self);
    }
    dm_prose_paragraph(prose, 0, 0,
        "Nobody real is in it: persons, acts and errors are drawn from tables and a seed. "
        "Not for decisions on persons.");
    if (again != NULL) {
        dm_strbuf_addf(prose->out, "Again: %s\n", again);
    }
    free(self.told);
}
