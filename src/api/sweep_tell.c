/* SPDX-License-Identifier: Apache-2.0
 *
 * A sweep as text and as a document. */
#include "sweep_handle.h"

#include "scenario/units.h"

#include <stdlib.h>

/* What the report asks for and the handle does not have as it is. */
struct telling {
    struct dm_stored_factor *factors; /* owned */
    char **texts;                     /* [3 n_factors], owned, each too */
    const char **omitted, **why;      /* owned */
    bool failed;
};

static void
clear(struct telling *self, size_t n_factors)
{
    for (size_t i = 0; self->texts != NULL && i < 3 * n_factors; i++) {
        free(self->texts[i]);
    }
    free(self->texts);
    free(self->factors);
    free(self->omitted);
    free(self->why);
}

static char *
number(struct telling *self, const struct dm_study_factor *factor, int64_t value)
{
    struct dm_strbuf text = { .text = NULL };

    dm_unit_format(factor->kind, value, &text);
    char *out = dm_text_from(&text);
    self->failed = self->failed || out == NULL;
    return out;
}

static char *
choices(struct telling *self, const struct dm_study_factor *factor)
{
    struct dm_strbuf text = { .text = NULL };

    for (int32_t i = 0; i < factor->n_choices; i++) {
        dm_strbuf_addf(&text, "%s%s", i == 0 ? "" : "\n", factor->choices[i]);
    }
    char *out = dm_text_from(&text);
    self->failed = self->failed || out == NULL;
    return out;
}

static void
tell_factor(struct telling *self, const struct dm_study *study, int32_t f)
{
    const struct dm_study_factor *factor = &study->factors[f];
    char **texts = &self->texts[3 * f];

    if (factor->n_choices > 0) {
        texts[2] = choices(self, factor);
    } else {
        texts[0] = number(self, factor, factor->low);
        texts[1] = number(self, factor, factor->high);
    }
    self->factors[f] = (struct dm_stored_factor){ .factor = f,
        .id = factor->id,
        .path = factor->path,
        .scale = factor->n_choices > 0 ? "choice"
                 : factor->is_log      ? "log"
                                       : "linear",
        .low = texts[0],
        .high = texts[1],
        .choices = texts[2],
        .is_assumed = factor->is_assumed };
}

static bool
prepare(struct telling *self, const struct dm_study *study)
{
    size_t n = (size_t) study->n_factors, omitted = (size_t) study->n_omitted + 1;

    *self = (struct telling){ .factors = calloc(n, sizeof *self->factors),
        .texts = calloc(3 * n, sizeof *self->texts),
        .omitted = calloc(omitted, sizeof *self->omitted),
        .why = calloc(omitted, sizeof *self->why) };
    if (self->factors == NULL || self->texts == NULL || self->omitted == NULL ||
        self->why == NULL) {
        return false;
    }
    for (int32_t f = 0; f < study->n_factors; f++) {
        tell_factor(self, study, f);
    }
    for (int32_t i = 0; i < study->n_omitted; i++) {
        self->omitted[i] = study->omitted[i].path;
        self->why[i] = study->omitted[i].why;
    }
    return !self->failed;
}

static struct dm_study_told
told(const struct demerit_sweep *sweep, const struct telling *telling)
{
    const struct dm_study *study = sweep->study;
    const struct dm_scenario *base = study->base;

    return (struct dm_study_told){ .name = study->name.s,
        .title = study->title,
        .scenario = base->name.s,
        .variant = study->variant,
        .twin = base->twin_name.s,
        .hash = study->hash,
        .design = dm_design_word(study->design.options.kind),
        .persons = base->society.persons,
        .months = 12 * base->run.years,
        .replicates = base->run.replicates,
        .seed = base->run.seed,
        .design_seed = study->design.options.seed,
        .n_rows = study->design.n_rows,
        .n_ok = sweep->n_ok,
        .n_failed = sweep->n_failed,
        .factors = telling->factors,
        .n_factors = (size_t) study->n_factors,
        .omitted = telling->omitted,
        .why = telling->why,
        .n_omitted = (size_t) study->n_omitted,
        .metrics = sweep->metrics,
        .n_metrics = (size_t) study->n_metrics,
        .failures = sweep->failures,
        .n_failures = sweep->n_failures,
        .spreads = sweep->spreads,
        .n_spreads = sweep->n_spreads,
        .indices = sweep->indices,
        .n_indices = sweep->n_indices };
}

char *
demerit_sweep_json(const struct demerit_sweep *self)
{
    struct telling telling;
    struct dm_strbuf out = { .text = NULL };

    out.failed = !prepare(&telling, self->study);
    if (!out.failed) {
        struct dm_study_told all = told(self, &telling);
        dm_study_json(&all, &out);
    }
    clear(&telling, (size_t) self->study->n_factors);
    return dm_text_from(&out);
}

char *
demerit_sweep_text(
    const struct demerit_sweep *self, const struct demerit_style *style, const char *again)
{
    struct telling telling;
    struct dm_strbuf out = { .text = NULL };

    out.failed = !prepare(&telling, self->study);
    if (!out.failed) {
        struct dm_study_told all = told(self, &telling);
        struct dm_prose prose;

        dm_prose_init(&prose, &out, dm_style_from(style));
        dm_study_text(&all, again, &prose);
    }
    clear(&telling, (size_t) self->study->n_factors);
    return dm_text_from(&out);
}
