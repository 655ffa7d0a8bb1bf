/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine against theory: runs the checks into memory, and tells of them as text or
 * JSON. */
#include "handles.h"

#include "experiment/theory.h"
#include "report/prose.h"

#include <inttypes.h>
#include <stdlib.h>

struct demerit_verification {
    struct dm_theory_row *rows; /* owned */
    size_t n, capacity;
};

static dm_status
keep_row(void *context, const struct dm_theory_row *row, struct dm_error *err)
{
    struct demerit_verification *self = context;

    if (self->n == self->capacity) {
        size_t capacity = self->capacity == 0 ? 64 : 2 * self->capacity;
        struct dm_theory_row *rows = realloc(self->rows, capacity * sizeof *rows);

        if (rows == NULL) {
            return dm_error_set(err, DM_ENOMEM, "no memory for the checks of theory");
        }
        self->rows = rows;
        self->capacity = capacity;
    }
    self->rows[self->n++] = *row;
    return DM_OK;
}

int
demerit_verify_theory(
    struct demerit_verification **out, int thin, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (out == NULL || thin < 1 || thin > DEMERIT_MOST_THIN) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_verification *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    struct dm_theory_sink sink = { .self = self, .row = keep_row };
    dm_status status = dm_theory_run(&sink, thin, &err);
    if (status != DM_OK) {
        demerit_verification_free(self);
        return dm_problems_add_error(problems, status, &err);
    }
    *out = self;
    return DEMERIT_OK;
}

void
demerit_verification_free(struct demerit_verification *self)
{
    if (self != NULL) {
        free(self->rows);
        free(self);
    }
}

int
demerit_verification_checks(const struct demerit_verification *self)
{
    return (int) self->n;
}

int
demerit_verification_failed(const struct demerit_verification *self)
{
    int n = 0;

    for (size_t i = 0; i < self->n; i++) {
        n += !self->rows[i].pass;
    }
    return n;
}

static void
add_row(
    const struct dm_theory_row *row, const struct dm_style *style, struct dm_strbuf *out)
{
    dm_strbuf_addf(out, "%-5s %-22s %12.6g %12.6g  %s %-9.3g %11" PRId64 " %s\n",
        row->pass ? "ok" : "FAIL", row->id, row->expected, row->simulated,
        style->utf8 ? "\u00b1" : "+-", row->tolerance, row->n, row->unit);
}

static void
add_end(const struct demerit_verification *self, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text,
        "%zu of %zu checks pass. The tolerance is %g standard errors, and what the "
        "engine's grid of rates is known to move; 0 where the value is exact. "
        "docs/odd/verification.md has the formulas and their sources.",
        self->n - (size_t) demerit_verification_failed(self), self->n, DM_THEORY_ERRORS);
    dm_prose_blank(prose);
    dm_prose_flush(prose, 0, 0, &text);
}

char *
demerit_verification_text(
    const struct demerit_verification *self, const struct demerit_style *style)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_strbuf_addf(&out, "%-5s %-22s %12s %12s  %-11s %11s\n", "", "check", "expected",
        "simulated", "tolerance", "n");
    for (size_t i = 0; i < self->n; i++) {
        add_row(&self->rows[i], &prose.style, &out);
        dm_prose_paragraph(&prose, 6, 6, self->rows[i].what);
    }
    add_end(self, &prose);
    return dm_text_from(&out);
}

static void
add_number(struct dm_strbuf *out, const char *key, double value)
{
    dm_strbuf_addf(out, ", \"%s\": ", key);
    dm_strbuf_add_number(out, value);
}

char *
demerit_verification_json(const struct demerit_verification *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_addf(&out, "{\"schema\": \"demerit-theory/1\", \"pass\": %s",
        demerit_verification_failed(self) == 0 ? "true" : "false");
    add_number(&out, "standard_errors", DM_THEORY_ERRORS);
    dm_strbuf_add(&out, ", \"checks\": [");
    for (size_t i = 0; i < self->n; i++) {
        const struct dm_theory_row *row = &self->rows[i];

        dm_strbuf_addf(&out, "%s\n  {\"id\": ", i == 0 ? "" : ",");
        dm_strbuf_add_json(&out, row->id);
        dm_strbuf_add(&out, ", \"what\": ");
        dm_strbuf_add_json(&out, row->what);
        add_number(&out, "expected", row->expected);
        add_number(&out, "simulated", row->simulated);
        add_number(&out, "tolerance", row->tolerance);
        add_number(&out, "standard_error", row->se);
        add_number(&out, "grid", row->grid);
        dm_strbuf_addf(&out, ", \"n\": %" PRId64 ", \"unit\": ", row->n);
        dm_strbuf_add_json(&out, row->unit);
        dm_strbuf_addf(&out, ", \"pass\": %s}", row->pass ? "true" : "false");
    }
    dm_strbuf_add(&out, "\n]}\n");
    return dm_text_from(&out);
}
