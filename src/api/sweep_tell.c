/* SPDX-License-Identifier: Apache-2.0
 *
 * A sweep as text and as a document. */
#include "sweep_handle.h"

#include "scenario/units.h"

#include <stdlib.h>

/* What the report asks for and the handle does not have as it is. */
struct telling {
    struct dm_stored_factor *factors; /* owned */
    char **texts;                     /* [DM_FACTOR_TEXTS n_factors], owned, each too */
    const char **omitted, **why;      /* owned */
};

static void
clear(struct telling *self, size_t n_factors)
{
    for (size_t i = 0; self->texts != NULL && i < DM_FACTOR_TEXTS * n_factors; i++) {
        free(self->texts[i]);
    }
    free(self->texts);
    free(self->factors);
    free(self->omitted);
    free(self->why);
}

static char *
number(const struct dm_study_factor *factor, int64_t value)
{
    struct dm_strbuf text = { .text = NULL };

    dm_unit_format(factor->kind, value, &text);
    return dm_text_from(&text);
}

static char *
choices(const struct dm_study_factor *factor)
{
    struct dm_strbuf text = { .text = NULL };

    for (int32_t i = 0; i < factor->n_choices; i++) {
        dm_strbuf_addf(&text, "%s%s", i == 0 ? "" : "\n", factor->choices[i]);
    }
    return dm_text_from(&text);
}

bool
dm_sweep_factor(const struct dm_study *study, int32_t f, struct dm_stored_factor *out,
    char *texts[DM_FACTOR_TEXTS])
{
    const struct dm_study_factor *factor = &study->factors[f];
    bool is_choice = factor->n_choices > 0;

    texts[0] = is_choice ? NULL : number(factor, factor->low);
    texts[1] = is_choice ? NULL : number(factor, factor->high);
    texts[2] = is_choice ? choices(factor) : NULL;
    *out = (struct dm_stored_factor){ .factor = f,
        .id = factor->id,
        .path = factor->path,
        .scale = is_choice        ? "choice"
                 : factor->is_log ? "log"
                                  : "linear",
        .low = texts[0],
        .high = texts[1],
        .choices = texts[2],
        .is_assumed = factor->is_assumed };
    return is_choice ? texts[2] != NULL : texts[0] != NULL && texts[1] != NULL;
}

static bool
prepare(struct telling *self, const struct dm_study *study)
{
    size_t n = (size_t) study->n_factors, omitted = (size_t) study->n_omitted + 1;
    bool ok = true;

    *self = (struct telling){ .factors = calloc(n, sizeof *self->factors),
        .texts = calloc(DM_FACTOR_TEXTS * n, sizeof *self->texts),
        .omitted = calloc(omitted, sizeof *self->omitted),
        .why = calloc(omitted, sizeof *self->why) };
    if (self->factors == NULL || self->texts == NULL || self->omitted == NULL ||
        self->why == NULL) {
        return false;
    }
    for (int32_t f = 0; f < study->n_factors; f++) {
        ok = dm_sweep_factor(
                 study, f, &self->factors[f], &self->texts[DM_FACTOR_TEXTS * f]) &&
             ok;
    }
    for (int32_t i = 0; i < study->n_omitted; i++) {
        self->omitted[i] = study->omitted[i].path;
        self->why[i] = study->omitted[i].why;
    }
    return ok;
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
