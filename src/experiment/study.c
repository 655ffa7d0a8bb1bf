/* SPDX-License-Identifier: Apache-2.0
 *
 * What a study is once it was read: the value of a factor in a row, the scenario of a row,
 * and the hash of all that decides them. Integers throughout. */
#include "study.h"

#include "base/checksum.h"
#include "base/fixed.h"
#include "scenario/units.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void
free_texts(char **texts, size_t n)
{
    for (size_t i = 0; texts != NULL && i < n; i++) {
        free(texts[i]);
    }
    free(texts);
}

void
dm_study_free(struct dm_study *self)
{
    if (self == NULL) {
        return;
    }
    for (int32_t f = 0; f < self->n_factors; f++) {
        free(self->factors[f].id);
        free(self->factors[f].path);
        free_texts(self->factors[f].choices, (size_t) self->factors[f].n_choices);
    }
    for (int32_t i = 0; i < self->n_omitted; i++) {
        free(self->omitted[i].path);
        free(self->omitted[i].why);
    }
    free(self->factors);
    free(self->omitted);
    free_texts(self->sets, self->n_sets);
    free_texts(self->metrics, (size_t) self->n_metrics);
    free(self->title);
    free(self->file);
    free(self->scenario);
    free(self->variant);
    free(self->twin);
    dm_design_clear(&self->design);
    dm_scenario_free(self->base);
    free(self);
}

const char *
dm_design_word(enum dm_design_kind kind)
{
    static const char *const words[] = { [DM_DESIGN_GRID] = "grid",
        [DM_DESIGN_LATIN] = "latin-hypercube",
        [DM_DESIGN_SOBOL] = "sobol",
        [DM_DESIGN_SALTELLI] = "saltelli",
        [DM_DESIGN_MORRIS] = "morris",
        [DM_DESIGN_FACTORIAL] = "factorial" };

    return words[kind];
}

/* ---- values ---- */

/* round(a * u), half up. */
static uint64_t
part_of(uint64_t a, struct dm_coordinate u)
{
    struct dm_sum128 sum = { 0 };

    dm_sum128_add(&sum, a, u.numerator);
    dm_sum128_add(&sum, u.denominator / 2, 1);
    return dm_sum128_divide(&sum, u.denominator);
}

/* low * (high / low)^u by the integer logarithm and exponential of numerics, §3; both ends
 * exactly. */
static int64_t
log_part(const struct dm_study_factor *factor, struct dm_coordinate u)
{
    struct dm_sum128 sum = { 0 };
    uint64_t low = (uint64_t) factor->low;
    uint64_t ratio =
        (uint64_t) (dm_ln_q32((uint64_t) factor->high) - dm_ln_q32((uint64_t) factor->low));

    if (u.numerator == 0 || u.numerator == u.denominator) {
        return u.numerator == 0 ? factor->low : factor->high;
    }
    dm_sum128_add(&sum, low, dm_exp_q40((int64_t) part_of(ratio, u)));
    dm_sum128_add(&sum, UINT64_C(1) << 39, 1);
    int64_t value = (int64_t) dm_sum128_divide(&sum, UINT64_C(1) << 40);
    return value < factor->low ? factor->low : value > factor->high ? factor->high : value;
}

int64_t
dm_study_number(const struct dm_study_factor *factor, struct dm_coordinate at)
{
    if (factor->is_log) {
        return log_part(factor, at);
    }
    return factor->low +
           (int64_t) part_of((uint64_t) factor->high - (uint64_t) factor->low, at);
}

void
dm_study_value(
    const struct dm_study *self, int64_t row, int32_t factor, struct dm_strbuf *out)
{
    const struct dm_study_factor *f = &self->factors[factor];
    struct dm_coordinate at = dm_design_point(&self->design, row, factor);

    if (f->n_choices > 0) {
        dm_strbuf_add(out, f->choices[dm_coordinate_choice(at, f->n_choices)]);
    } else {
        dm_unit_format(f->kind, dm_study_number(f, at), out);
    }
}

void
dm_study_sets(
    const struct dm_study *self, int64_t row, struct dm_strbuf *text, const char **sets)
{
    const char *at;

    for (int32_t f = 0; f < self->n_factors; f++) {
        dm_strbuf_addf(text, "%s=", self->factors[f].path);
        dm_study_value(self, row, f, text);
        dm_strbuf_addn(text, "", 1);
    }
    at = text->text;
    for (int32_t f = 0; !text->failed && f < self->n_factors; f++) {
        sets[f] = at;
        at += strlen(at) + 1;
    }
}

/* ---- the scenario of a row ---- */

/* Files looked for beside the study where no other file asks for them. */
struct beside {
    const struct dm_file_source *files;
    const char *from;
};

static dm_status
load_beside(void *context, const char *reference, const char *from_file, char **path,
    char **text, size_t *n)
{
    const struct beside *self = context;

    return self->files->load(self->files->context, reference,
        from_file != NULL ? from_file : self->from, path, text, n);
}

dm_status
dm_study_scenario(const struct dm_study *self, const char *const *sets, size_t n_sets,
    const struct dm_file_source *files, struct dm_scenario **out,
    struct dm_diagnostics *diagnostics)
{
    struct beside beside = { files, self->file };
    struct dm_file_source source = { .context = &beside, .load = load_beside };
    const char **all = calloc(self->n_sets + n_sets + 1, sizeof *all);
    struct dm_read_options options = { .variant = self->variant,
        .twin = self->twin,
        .sets = all,
        .n_sets = self->n_sets + n_sets };
    dm_status st;

    *out = NULL;
    if (all == NULL) {
        return DM_ENOMEM;
    }
    for (size_t i = 0; i < self->n_sets; i++) {
        all[i] = self->sets[i];
    }
    for (size_t i = 0; i < n_sets; i++) {
        all[self->n_sets + i] = sets[i];
    }
    st = dm_scenario_read(out, self->scenario, &source, &options, diagnostics);
    free(all);
    return st;
}

dm_status
dm_study_row(const struct dm_study *self, int64_t row, const struct dm_file_source *files,
    struct dm_scenario **out, struct dm_diagnostics *diagnostics)
{
    size_t d = (size_t) self->n_factors;
    const char **sets = calloc(d, sizeof *sets);
    struct dm_strbuf text = { .text = NULL };
    dm_status st = DM_ENOMEM;

    *out = NULL;
    if (sets != NULL) {
        dm_study_sets(self, row, &text, sets);
    }
    if (sets != NULL && !text.failed) {
        st = dm_study_scenario(self, sets, d, files, out, diagnostics);
    }
    dm_strbuf_clear(&text);
    free(sets);
    return st;
}

/* ---- paths ---- */

/* The next step of a path: its length, and where the rest begins. */
static size_t
step_of(const char *path, const char **rest)
{
    size_t n = strcspn(path, ".");

    *rest = path + n + (path[n] == '.' ? 1 : 0);
    return n;
}

static bool
step_fits(const char *pattern, size_t m, const char *step, size_t n)
{
    if (m > 2 && pattern[m - 1] == ']') {
        m -= 2; /* `tiers[]`; the tier's id is a step of its own in the path */
    }
    return (m == 1 && pattern[0] == '*' && n > 0) ||
           (m == n && strncmp(pattern, step, n) == 0);
}

static bool
path_fits(const char *pattern, const char *path)
{
    while (*pattern != '\0' && *path != '\0') {
        const char *pattern_rest, *path_rest;
        size_t m = step_of(pattern, &pattern_rest), n = step_of(path, &path_rest);

        if (!step_fits(pattern, m, path, n)) {
            return false;
        }
        if (m > 0 && pattern[m - 1] == ']') {
            (void) step_of(path_rest, &path_rest);
        }
        pattern = pattern_rest;
        path = path_rest;
    }
    return *pattern == '\0' && *path == '\0';
}

static const struct dm_field *
find_field(const char *path)
{
    const struct dm_field *found = NULL;

    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];

        if (field->path != NULL && path_fits(field->path, path) &&
            (found == NULL || strchr(found->path, '*') != NULL)) {
            found = field;
        }
    }
    return found;
}

const struct dm_field *
dm_field_of_path(const char *path, bool *in_value)
{
    const struct dm_field *field = find_field(path);
    const char *dot = strrchr(path, '.');
    char *stem;

    *in_value = false;
    if (field != NULL || dot == NULL ||
        (strcmp(dot, ".value") != 0 && strcmp(dot, ".group_b") != 0)) {
        return field;
    }
    stem = dm_copy_text(path);
    if (stem != NULL) {
        stem[dot - path] = '\0';
        field = find_field(stem);
        *in_value = field != NULL;
    }
    free(stem);
    return field;
}
