/* SPDX-License-Identifier: Apache-2.0
 *
 * A study for a terminal: for each measure its range over assumptions, luck beside it, and
 * a line for each factor in the order of the file. */
#include "study_report.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { CELL = 10, GAP = 2, LEAST_LABEL = 24, INDENT = 2 };

/* How a kind is headed, and whether it has an interval. */
static const struct {
    const char *kind, *head;
    bool has_interval;
} HEADS[] = {
    { "first", "first", true },
    { "total", "total", true },
    { "pair", "pair", true },
    { "mu_star", "mu*", true },
    { "mu", "mu", false },
    { "sigma", "sigma", false },
    { "main_effect", "effect", false },
    { "rank_correlation", "rank corr.", false },
    { "mean_at", "mean", false },
};
enum { N_HEADS = sizeof HEADS / sizeof *HEADS };

static int
head_of(const char *kind)
{
    for (int i = 0; i < N_HEADS; i++) {
        if (strcmp(HEADS[i].kind, kind) == 0) {
            return i;
        }
    }
    return 0;
}

static void
add_cell(struct dm_strbuf *out, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = n; i < CELL + GAP; i++) {
        dm_strbuf_add(out, " ");
    }
    dm_strbuf_add(out, text);
}

static void
say_number(struct dm_strbuf *out, double value)
{
    if (isnan(value)) {
        dm_strbuf_add(out, "none");
    } else if (value < 0.0 || value > 0.0) {
        dm_strbuf_addf(out, "%.3g", value);
    } else {
        dm_strbuf_add(out, "0");
    }
}

static void
add_number(struct dm_strbuf *out, double value, const char *before)
{
    struct dm_strbuf text = { .text = NULL };

    if (before[0] == '\0' || !isnan(value)) {
        dm_strbuf_add(&text, before);
        say_number(&text, value);
    }
    add_cell(out, text.text != NULL ? text.text : "");
    dm_strbuf_clear(&text);
}

/* The lines of indices that belong together: one factor, and one `other`. */
static size_t
line_length(const struct dm_study_told *self, size_t first)
{
    const struct dm_index_row *a = &self->indices[first];
    size_t n = 1;

    for (; first + n < self->n_indices; n++) {
        const struct dm_index_row *b = a + n;

        if (strcmp(a->metric, b->metric) != 0 || strcmp(a->side, b->side) != 0 ||
            strcmp(a->factor, b->factor) != 0 || strcmp(a->other, b->other) != 0) {
            break;
        }
    }
    return n;
}

static void
start_line(struct dm_prose *prose, const char *factor, const char *other, size_t label)
{
    struct dm_strbuf *out = prose->out;
    size_t n = strlen(factor) + (other[0] != '\0' ? 2 + strlen(other) : 0);

    dm_strbuf_addf(out, "  %s%s%s", factor, other[0] != '\0' ? ", " : "", other);
    if (n > label) {
        dm_strbuf_add(out, "\n  ");
        n = 0;
    }
    for (; n < label; n++) {
        dm_strbuf_add(out, " ");
    }
}

static void
add_heads(struct dm_prose *prose, const struct dm_index_row *line, size_t n, size_t label)
{
    start_line(prose, "factor", "", label);
    for (size_t i = 0; i < n; i++) {
        int head = head_of(line[i].kind);

        add_cell(prose->out, HEADS[head].head);
        if (HEADS[head].has_interval) {
            add_cell(prose->out, "95 %");
        }
    }
    dm_strbuf_add(prose->out, "\n");
}

static void
add_line(struct dm_prose *prose, const struct dm_index_row *line, size_t n, size_t label)
{
    start_line(prose, line->factor, line->other, label);
    for (size_t i = 0; i < n; i++) {
        add_number(prose->out, line[i].estimate, "");
        if (HEADS[head_of(line[i].kind)].has_interval) {
            add_number(prose->out, line[i].hi - line[i].estimate, "+-");
        }
    }
    dm_strbuf_add(prose->out, "\n");
}

static void
add_table(struct dm_prose *prose, const struct dm_study_told *self,
    const struct dm_spread_row *spread)
{
    const char *kind = "";
    size_t label = (size_t) (prose->style.width > 100 ? 100 : prose->style.width);

    for (size_t i = 0, n; i < self->n_indices; i += n) {
        const struct dm_index_row *line = &self->indices[i];

        n = line_length(self, i);
        if (strcmp(line->metric, spread->metric) != 0 ||
            strcmp(line->side, spread->side) != 0) {
            continue;
        }
        if (strcmp(kind, line->kind) != 0) {
            size_t cells = 0;

            for (size_t k = 0; k < n; k++) {
                cells += HEADS[head_of(line[k].kind)].has_interval ? 2 : 1;
            }
            label = (size_t) prose->style.width;
            label = label > cells * (CELL + GAP) + LEAST_LABEL + INDENT
                        ? label - cells * (CELL + GAP) - INDENT
                        : LEAST_LABEL;
            add_heads(prose, line, n, label);
            kind = line->kind;
        }
        add_line(prose, line, n, label);
    }
}

static void
say_spread(struct dm_prose *prose, const struct dm_study_told *self,
    const struct dm_spread_row *spread)
{
    struct dm_strbuf text = { .text = NULL };

    if (spread->n == 0) {
        dm_strbuf_add(&text, "Not defined at any point.");
        dm_prose_flush(prose, INDENT, INDENT, &text);
        return;
    }
    dm_strbuf_add(&text, "Over assumptions: ");
    say_number(&text, spread->least);
    dm_strbuf_add(&text, " to ");
    say_number(&text, spread->most);
    dm_strbuf_add(&text, "; half of the points from ");
    say_number(&text, spread->q25);
    dm_strbuf_add(&text, " to ");
    say_number(&text, spread->q75);
    dm_strbuf_add(&text, ", median ");
    say_number(&text, spread->median);
    dm_strbuf_addf(&text, " (%" PRId64 " points).", spread->n);
    dm_prose_flush(prose, INDENT, INDENT, &text);
    if (isnan(spread->luck) || self->replicates < 2) {
        dm_strbuf_add(&text, "Luck within a point: not known from one replicate.");
    } else {
        dm_strbuf_add(&text, "Luck within a point: +-");
        say_number(&text, spread->luck);
        dm_strbuf_addf(
            &text, " on average (95 %%, %" PRId32 " replicates).", self->replicates);
    }
    dm_prose_flush(prose, INDENT, INDENT, &text);
}

/* With a twin the paired difference is told; the document has the levels too. */
static const struct dm_spread_row *
spread_told(const struct dm_study_told *self, const char *metric)
{
    const struct dm_spread_row *found = NULL;

    for (size_t i = 0; i < self->n_spreads; i++) {
        const struct dm_spread_row *row = &self->spreads[i];

        if (strcmp(row->metric, metric) == 0 &&
            (found == NULL || strcmp(row->side, "difference") == 0)) {
            found = row;
        }
    }
    return found;
}

static void
say_head(struct dm_prose *prose, const struct dm_study_told *self)
{
    struct dm_strbuf text = { .text = NULL };

    dm_prose_heading(prose, self->title != NULL ? self->title : self->name);
    dm_strbuf_addf(&text, "A %s design on `%s`%s%s%s: ", self->design, self->scenario,
        self->variant != NULL ? ", variant `" : "",
        self->variant != NULL ? self->variant : "", self->variant != NULL ? "`" : "");
    dm_prose_count(&text, (int64_t) self->n_factors);
    dm_strbuf_addf(
        &text, " %s, ", dm_prose_plural((int64_t) self->n_factors, "factor", "factors"));
    dm_prose_count(&text, self->n_rows);
    dm_strbuf_addf(&text, " %s; ", dm_prose_plural(self->n_rows, "point", "points"));
    dm_prose_count(&text, self->persons);
    dm_strbuf_addf(&text,
        " synthetic persons, %" PRId32 " months, %" PRId32 " %s, seed %" PRIu32 ", %s%s%s.",
        self->months, self->replicates,
        dm_prose_plural(self->replicates, "replicate", "replicates"), self->seed,
        self->twin[0] != '\0' ? "each with its twin `" : "without a twin", self->twin,
        self->twin[0] != '\0' ? "`" : "");
    dm_prose_flush(prose, 0, 0, &text);
    dm_strbuf_addf(
        &text, "%" PRId64 " of %" PRId64 " points ran", self->n_ok, self->n_rows);
    if (self->n_failed > 0) {
        dm_strbuf_addf(&text, ", %" PRId64 " failed", self->n_failed);
    }
    if (self->n_ok + self->n_failed < self->n_rows) {
        dm_strbuf_addf(&text,
            ", %" PRId64 " are missing (`demerit resume` runs them); what follows is of "
            "those that are there",
            self->n_rows - self->n_ok - self->n_failed);
    }
    dm_strbuf_add(&text, ". All points have the same persons and the same luck. Nothing is "
                         "ranked, and no point is better than another.");
    dm_prose_flush(prose, 0, 0, &text);
}

void
dm_study_text(const struct dm_study_told *self, const char *again, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    say_head(prose, self);
    for (size_t i = 0; i < self->n_failures; i++) {
        dm_strbuf_addf(&text, "Point %" PRId64 " failed: %s", self->failures[i].row,
            self->failures[i].error != NULL ? self->failures[i].error : "");
        dm_prose_flush(prose, INDENT, 2 * INDENT, &text);
    }
    for (size_t m = 0; m < self->n_metrics; m++) {
        const struct dm_spread_row *spread = spread_told(self, self->metrics[m].id);

        if (spread != NULL) {
            dm_strbuf_addf(&text, "%s%s (%s)", self->metrics[m].id,
                strcmp(spread->side, "difference") == 0 ? ", regime less twin" : "",
                self->metrics[m].unit);
            dm_prose_heading(prose, text.text != NULL ? text.text : "");
            dm_strbuf_clear(&text);
            say_spread(prose, self, spread);
            add_table(prose, self, spread);
        }
    }
    if (self->n_omitted > 0) {
        dm_prose_blank(prose);
        dm_strbuf_addf(&text, "%zu assumed %s left as written; the folder says why.",
            self->n_omitted, self->n_omitted == 1 ? "value was" : "values were");
        dm_prose_flush(prose, 0, 0, &text);
    }
    if (again != NULL) {
        dm_prose_blank(prose);
        dm_strbuf_addf(&text, "Again: %s", again);
        dm_prose_flush(prose, 0, 2 * INDENT, &text);
    }
}
