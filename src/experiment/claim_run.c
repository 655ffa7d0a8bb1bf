/* SPDX-License-Identifier: Apache-2.0
 *
 * The ensemble of a claim: points of its assumptions, forms, pairs. Pair r has a society
 * and luck of its own, seed + r, the same at every point and on both sides, so that points
 * differ by assumptions alone; it is drawn once and lent to all runs whose society is as
 * written. */
#include "claim.h"

#include "scenario/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* At the hard bounds people may do hundreds of things a year; a few people have a sign too.
 */
#define BUILT_IN_PERSONS 128
#define STRING_OF(x)     #x
#define STRING(x)        STRING_OF(x)
#define FEW_PERSONS      "society.persons=" STRING(BUILT_IN_PERSONS)

/* A refused point moves half the way back to the assumptions as often as this. */
enum { BUILT_IN_HALVINGS = 16 };

struct work {
    const struct dm_claim *claim;
    const struct dm_study
        *study; /* [n_studies]: the claim's; or from hard bounds inwards */
    int32_t n_studies;
    const struct dm_file_source *files;
    const struct dm_claim_options *options;
    struct dm_scenario **base;         /* [n_pairs], owned: with the seed of the pair */
    struct dm_setting_of_run *society; /* [n_pairs], owned */
    int32_t n_pairs;
    struct dm_claim_result *out;
    double done, all;
    bool stop;
    dm_status status;
    struct dm_error *err;
};

void
dm_claim_result_clear(struct dm_claim_result *self)
{
    free(self->effect);
    free(self->at);
    *self = (struct dm_claim_result){ .effect = NULL };
}

/* ---- one run ---- */

static dm_status
read_arm(const struct work *self, const struct dm_claim_arm *arm, const char *const *sets,
    size_t n_sets, bool needs_twin, struct dm_scenario **out, struct dm_diagnostics *found)
{
    char no_twin[] = "no"; /* read before this returns */
    struct dm_study study = *self->study;
    const char *all[DM_DESIGN_MAX_FACTORS + DM_CLAIM_MOST_SETS + 2];
    size_t n = 0;

    for (size_t i = 0; i < n_sets; i++) {
        all[n++] = sets[i];
    }
    for (size_t i = 0; i < arm->n_sets; i++) {
        all[n++] = arm->sets[i];
    }
    study.variant = arm->variant;
    if (!needs_twin) {
        study.twin = no_twin;
    }
    return dm_study_scenario(&study, all, n, self->files, out, found);
}

/* Of each pair; NaN where the scenario has no such measure. */
static dm_status
measure(const struct work *self, struct dm_scenario *scenario, double *value, int sign,
    struct dm_error *err)
{
    const struct dm_claim *claim = self->claim;
    dm_status st = DM_OK;

    for (int32_t r = 0; st == DM_OK && r < self->n_pairs; r++) {
        struct dm_pair_options how = { .threads = 1, .like = &self->society[r] };
        struct dm_table table = { .n = 0 };

        /* NOLINTNEXTLINE(clang-analyzer-*): filled for every pair before */
        scenario->run.seed = self->base[r]->run.seed;
        st = dm_table_run(scenario, &how, &table, err);
        int32_t m = st == DM_OK ? dm_table_find(&table, claim->metric) : -1;
        double one =
            m >= 0 ? dm_table_values(&table,
                         claim->against_twin ? DM_TABLE_DIFFERENCE : DM_TABLE_REGIME, m)[0]
                   : (double) NAN;

        value[r] = sign > 0 ? one : value[r] - one;
        dm_table_clear(&table);
    }
    return st;
}

static void
refuse(struct work *self, const struct dm_diagnostics *found, double *value, bool *refused)
{
    const struct dm_diagnostic *first = found->n > 0 ? &found->items[0] : NULL;

    *refused = true;

#ifdef _OPENMP
#pragma omp critical(dm_claim)
#endif
    {
        if (self->out->refused[0] == '\0' && first != NULL) {
            (void) snprintf(self->out->refused, sizeof self->out->refused, "%.80s: %.110s",
                first->key != NULL ? first->key : "", first->message);
        }
    }
    for (int32_t r = 0; r < self->n_pairs; r++) {
        value[r] = (double) NAN;
    }
}

/* The contrast under some sets, of all pairs; all undefined where it is refused. */
static dm_status
run_contrast(struct work *self, const char *const *sets, size_t n_sets, double *value,
    bool *refused, struct dm_error *err)
{
    const struct dm_claim *claim = self->claim;
    bool needs_twin = claim->against_twin || !dm_table_is_own(claim->metric);
    dm_status st = DM_OK;

    *refused = false;
    for (int a = 0; st == DM_OK && a < (claim->against_twin ? 1 : 2); a++) {
        struct dm_diagnostics found = { .items = NULL };
        struct dm_scenario *scenario = NULL;

        st = read_arm(self, &claim->arm[a], sets, n_sets, needs_twin, &scenario, &found);
        if (st == DM_ESCENARIO || st == DM_ENOINPUT) {
            refuse(self, &found, value, refused);
            dm_diagnostics_clear(&found);
            return DM_OK;
        }
        if (st == DM_OK) {
            st = measure(self, scenario, value, a == 0 ? 1 : -1, err);
        }
        dm_diagnostics_clear(&found);
        dm_scenario_free(scenario);
    }
    if (st == DM_ESCENARIO) { /* the plan refuses a rate */
        struct dm_diagnostics none = { .items = NULL };

        refuse(self, &none, value, refused);
        st = DM_OK;
    }
    return st;
}

/* ---- points ---- */

static void
tell_progress(struct work *self)
{
    const struct dm_progress *progress = self->options->progress;

#ifdef _OPENMP
#pragma omp critical(dm_claim)
#endif
    {
        self->done += 1.0;
        if (progress != NULL && progress->tick != NULL && !self->stop &&
            progress->tick(progress->self, self->done, self->all)) {
            self->stop = true;
            self->status = dm_error_set(self->err, DM_ESTOPPED, "stopped");
        }
    }
}

/* One after the other, until one is not refused. */
static dm_status
run_nearest(struct work *self, int32_t form, int32_t point, double *value, bool *refused,
    struct dm_error *err)
{
    const char *sets[DM_DESIGN_MAX_FACTORS + 1];
    dm_status st = DM_OK;

    *refused = true;
    for (int32_t k = 0; st == DM_OK && *refused && k < self->n_studies; k++) {
        struct dm_strbuf text = { .text = NULL };
        size_t n = (size_t) self->study->n_factors;

        dm_study_sets(&self->study[k], point, &text, sets);
        if (self->claim->forms[form] != NULL) {
            sets[n++] = self->claim->forms[form];
        }
        st = text.failed ? DM_ENOMEM : run_contrast(self, sets, n, value, refused, err);
        dm_strbuf_clear(&text);
    }
    return st;
}

static void
run_point(struct work *self, int32_t form, int32_t point)
{
    struct dm_error err = { .status = DM_OK };
    size_t at = ((size_t) form * (size_t) self->study->design.n_rows + (size_t) point) *
                (size_t) self->n_pairs;
    bool refused;
    dm_status st = run_nearest(self, form, point, self->out->effect + at, &refused, &err);

#ifdef _OPENMP
#pragma omp critical(dm_claim)
#endif
    {
        self->out->n_refused += st == DM_OK && refused;
        if (st != DM_OK && self->status == DM_OK) {
            self->status = dm_error_set(
                self->err, st, "%s", err.text[0] != '\0' ? err.text : "no memory");
        }
        self->stop = self->stop || st != DM_OK;
    }
}

static void
run_all(struct work *self, int32_t n_forms)
{
    int32_t n_points = (int32_t) self->study->design.n_rows, n = n_forms * n_points;

    self->all = n;
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1)                                              \
    num_threads(self->options->jobs) if (self->options->jobs > 1)
#endif
    for (int32_t i = 0; i < n; i++) {
        if (!self->stop) {
            run_point(self, i / n_points, i % n_points);
            tell_progress(self);
        }
    }
}

/* ---- societies, one for each pair ---- */

static void
clear_pairs(struct work *self)
{
    for (int32_t r = 0; r < self->n_pairs; r++) {
        if (self->society != NULL) {
            dm_setting_clear(&self->society[r]);
        }
        if (self->base != NULL) {
            dm_scenario_free(self->base[r]);
        }
    }
    free(self->society);
    free(self->base);
}

static dm_status
draw_pairs(struct work *self)
{
    struct dm_diagnostics found = { .items = NULL };
    dm_status st = DM_OK;

    self->society = calloc((size_t) self->n_pairs, sizeof *self->society);
    self->base = calloc((size_t) self->n_pairs, sizeof *self->base);
    if (self->society == NULL || self->base == NULL) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for the pairs of a claim");
    }
    for (int32_t r = 0; st == DM_OK && r < self->n_pairs; r++) {
        st = dm_study_scenario(self->study, NULL, 0, self->files, &self->base[r], &found);
        if (st == DM_OK) {
            self->base[r]->run.seed += (uint32_t) r;
            st = dm_setting_init(&self->society[r], self->base[r], self->err);
        }
    }
    dm_diagnostics_clear(&found);
    return st;
}

/* ---- a whole claim ---- */

static dm_status
prepare(struct work *self, int32_t n_forms)
{
    const struct dm_design *design = &self->study->design;
    size_t points = (size_t) design->n_rows, d = (size_t) self->study->n_factors;

    self->out->effect =
        calloc((size_t) n_forms * points * (size_t) self->n_pairs, sizeof(double));
    self->out->at = calloc(points * d, sizeof(double));
    if (self->out->effect == NULL || self->out->at == NULL) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for a claim");
    }
    for (size_t k = 0; k < points; k++) {
        for (size_t j = 0; j < d; j++) {
            self->out->at[k * d + j] =
                dm_coordinate_double(dm_design_point(design, (int64_t) k, (int32_t) j));
        }
    }
    return draw_pairs(self);
}

dm_status
dm_claim_run(const struct dm_claim *self, const struct dm_file_source *files,
    const struct dm_claim_options *options, struct dm_claim_result *out,
    struct dm_error *err)
{
    struct work work = { .claim = self,
        .study = self->study,
        .n_studies = 1,
        .files = files,
        .options = options,
        .n_pairs = self->n_pairs,
        .out = out,
        .err = err };
    dm_status st;

    *out = (struct dm_claim_result){ .effect = NULL };
    st = prepare(&work, self->n_forms);
    if (st == DM_OK) {
        run_all(&work, self->n_forms);
        st = work.status;
    }
    clear_pairs(&work);
    if (st == DM_OK) {
        const struct dm_ensemble ensemble = { .n_forms = self->n_forms,
            .n_points = self->n_points,
            .n_pairs = self->n_pairs,
            .n_factors = self->study->n_factors,
            .effect = out->effect,
            .at = out->at,
            .smallest = self->smallest,
            .direction = self->direction };

        out->n_runs = (int64_t) self->n_forms * self->n_points * self->n_pairs *
                      (self->against_twin ? 1 : 2);
        st = dm_verdict_of(&ensemble, &out->told, err);
    }
    if (st != DM_OK) {
        dm_claim_result_clear(out);
    }
    return st;
}

/* ---- forms that matter ---- */

/* What the sides of a contrast come to under a form: their checksums. */
static dm_status
print_of(struct work *self, const char *form, char out[2][33], struct dm_error *err)
{
    struct dm_pair_options how = { .threads = 1, .like = &self->society[0] };
    dm_status st = DM_OK;

    for (int a = 0; st == DM_OK && a < (self->claim->against_twin ? 1 : 2); a++) {
        struct dm_diagnostics found = { .items = NULL };
        struct dm_scenario *scenario = NULL;
        struct dm_table table = { .n = 0 };

        out[a][0] = '\0';
        st = read_arm(self, &self->claim->arm[a], &form, form != NULL ? 1 : 0, true,
            &scenario, &found);
        if (st == DM_OK) {
            st = dm_table_run(scenario, &how, &table, err);
        }
        if (st == DM_OK) {
            (void) snprintf(out[a], 33, "%s", table.measures_checksum);
        }
        st = st == DM_ESCENARIO ? DM_OK : st; /* this value cannot be had here */
        dm_table_clear(&table);
        dm_scenario_free(scenario);
        dm_diagnostics_clear(&found);
    }
    return st;
}

dm_status
dm_claim_find_forms(
    struct dm_claim *self, const struct dm_file_source *files, struct dm_error *err)
{
    struct work work = {
        .claim = self, .study = self->study, .files = files, .n_pairs = 1, .err = err
    };
    char as_written[2][33] = { "", "" }, other[2][33] = { "", "" };
    int32_t kept = 1;
    dm_status st;

    if (!self->tries_forms) {
        return DM_OK;
    }
    st = draw_pairs(&work);
    if (st == DM_OK) {
        st = print_of(&work, NULL, as_written, err);
    }
    for (int32_t f = 1; st == DM_OK && f < self->n_forms; f++) {
        st = print_of(&work, self->forms[f], other, err);
        if (st == DM_OK && other[0][0] != '\0' &&
            (strcmp(other[0], as_written[0]) != 0 ||
                strcmp(other[1], as_written[1]) != 0)) {
            char *form = self->forms[f];

            self->forms[f] = self->forms[kept];
            self->forms[kept++] = form;
        }
    }
    for (int32_t f = kept; st == DM_OK && f < self->n_forms; f++) {
        free(self->forms[f]);
        self->forms[f] = NULL;
    }
    self->n_forms = st == DM_OK ? kept : self->n_forms;
    self->tries_forms = st != DM_OK;
    clear_pairs(&work);
    return st;
}

/* ---- built in or not ---- */

/* A factor over all that the model allows; one without bounds keeps its range. Each halving
 * brings both ends half the way back to the range. */
static struct dm_study_factor
widen(const struct dm_study_factor *factor, int32_t halvings)
{
    struct dm_study_factor out = *factor;
    bool in_value;
    const struct dm_field *field = dm_field_of_path(factor->path, &in_value);
    int64_t low, high;

    if (factor->n_choices == 0 && field != NULL && dm_field_low(field, &low) &&
        dm_field_high(field, &high)) {
        out.low = factor->low - (factor->low - low) / (INT64_C(1) << halvings);
        out.high = factor->high + (high - factor->high) / (INT64_C(1) << halvings);
        out.is_log = false;
    }
    return out;
}

/* What the hard bounds allow of each factor alone a scenario mostly refuses of all at once:
 * a point that is refused is drawn in until it is not. */
struct wide {
    struct dm_study study[BUILT_IN_HALVINGS + 1];
    struct dm_study_factor *factors; /* of them all, owned */
    char **fixed;                    /* owned; the texts are not */
    char few[sizeof FEW_PERSONS];    /* stands in `fixed` */
};

static void
wide_clear(struct wide *self)
{
    dm_design_clear(&self->study[0].design);
    free(self->factors);
    free(self->fixed);
}

static dm_status
wide_init(
    struct wide *self, const struct dm_study *study, int32_t n_points, struct dm_error *err)
{
    struct dm_design_options how = study->design.options;
    size_t n = (size_t) study->n_factors, n_sets = study->n_sets;

    *self = (struct wide){ .factors =
                               calloc(n * (BUILT_IN_HALVINGS + 1), sizeof *self->factors),
        .fixed = calloc(n_sets + 1, sizeof *self->fixed),
        .few = FEW_PERSONS };
    if (self->factors == NULL || self->fixed == NULL) {
        (void) dm_error_set(err, DM_ENOMEM, "no memory for a claim");
        return DM_ENOMEM;
    }
    for (size_t i = 0; i < n_sets; i++) {
        self->fixed[i] = study->sets[i];
    }
    if (study->base->society.persons > BUILT_IN_PERSONS) {
        self->fixed[n_sets++] = self->few;
    }
    struct dm_study wide = *study;
    wide.sets = self->fixed;
    wide.n_sets = n_sets;
    how.n = n_points;
    dm_status st = dm_design_init(&wide.design, &how, err);
    for (int32_t k = 0; st == DM_OK && k <= BUILT_IN_HALVINGS; k++) {
        wide.factors = self->factors + (size_t) k * n;
        for (size_t f = 0; f < n; f++) {
            wide.factors[f] = widen(&study->factors[f], k);
        }
        self->study[k] = wide;
    }
    return st;
}

dm_status
dm_claim_built_in(const struct dm_claim *self, const struct dm_file_source *files,
    const struct dm_claim_options *options, int32_t n_points, struct dm_same_sign *out,
    struct dm_error *err)
{
    struct wide wide;
    struct dm_claim_result result = { .effect = NULL };
    struct work work = { .claim = self,
        .study = wide.study,
        .n_studies = BUILT_IN_HALVINGS + 1,
        .files = files,
        .options = options,
        .n_pairs = 1,
        .out = &result,
        .err = err };
    dm_status st = wide_init(&wide, self->study, n_points, err);

    if (st == DM_OK) {
        st = prepare(&work, 1);
    }
    if (st == DM_OK) {
        run_all(&work, 1);
        st = work.status;
    }
    if (st == DM_OK) {
        *out = dm_same_sign_of(result.effect, n_points);
    }
    clear_pairs(&work);
    dm_claim_result_clear(&result);
    wide_clear(&wide);
    return st;
}
