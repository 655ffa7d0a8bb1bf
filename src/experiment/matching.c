/* SPDX-License-Identifier: Apache-2.0
 *
 * Waves: run points of what is left, drop what is implausible by more than the cut-off,
 * look closer at the rest. A point is dropped if any target is, or more than may be. */
#include "matching.h"

#include "emulate.h"
#include "scenario/units.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATES = 8192, COORDINATE_BITS = 40 };

struct work {
    const struct dm_calibration *calibration;
    const struct dm_file_source *files;
    int32_t d, n_targets, jobs;
    struct dm_setting_of_run society;
    const struct dm_progress *progress;
    double done, all;
    bool stop;
    double *at;       /* [points][d], of this wave */
    double *mean;     /* [n_targets][points] */
    double *variance; /* of luck, of the mean */
    double *prior;    /* [CANDIDATES][d]: stands for the whole space */
    uint8_t *is_left; /* [CANDIDATES] */
    struct dm_emulator emulator[DM_CALIBRATE_MOST_TARGETS];
    struct dm_calibrated *out;
    dm_status status;
    struct dm_error *err;
};

void
dm_calibrated_clear(struct dm_calibrated *self)
{
    free(self->region);
    *self = (struct dm_calibrated){ .region = NULL };
}

/* ---- runs ---- */

static void
fail(struct work *self, dm_status st, const char *why)
{
#ifdef _OPENMP
#pragma omp critical(dm_calibrate)
#endif
    {
        if (self->status == DM_OK) {
            self->status = dm_error_set(self->err, st, "%s", why);
        }
        self->stop = true;
    }
}

static struct dm_scenario *
scenario_at(struct work *self, const double *x, bool *refused)
{
    const struct dm_study *study = self->calibration->study;
    const char *sets[DM_CALIBRATE_MOST_FACTORS];
    struct dm_strbuf text = { .text = NULL };
    struct dm_diagnostics found = { .items = NULL };
    struct dm_scenario *scenario = NULL;
    uint64_t one = UINT64_C(1) << COORDINATE_BITS;
    dm_status st = DM_ENOMEM;

    for (int32_t f = 0; f < self->d; f++) {
        const struct dm_study_factor *factor = &study->factors[f];
        struct dm_coordinate u = { (uint64_t) llround(x[f] * (double) one), one };

        dm_strbuf_addf(&text, "%s=", factor->path);
        if (factor->n_choices > 0) {
            dm_strbuf_add(
                &text, factor->choices[dm_coordinate_choice(u, factor->n_choices)]);
        } else {
            dm_unit_format(factor->kind, dm_study_number(factor, u), &text);
        }
        dm_strbuf_addn(&text, "", 1);
    }
    if (!text.failed) {
        const char *at = text.text;

        for (int32_t f = 0; f < self->d; f++) {
            sets[f] = at;
            at += strlen(at) + 1;
        }
        st = dm_study_scenario(
            study, sets, (size_t) self->d, self->files, &scenario, &found);
    }
    *refused = st == DM_ESCENARIO;
    if (st != DM_OK && st != DM_ESCENARIO) {
        fail(self, st, "no memory for a scenario");
    }
    dm_diagnostics_clear(&found);
    dm_strbuf_clear(&text);
    return scenario;
}

static void
keep_means(struct work *self, const struct dm_table *table, int32_t k)
{
    for (int32_t t = 0; t < self->n_targets; t++) {
        int32_t m = dm_table_find(table, self->calibration->target[t].metric);
        size_t at = (size_t) t * (size_t) self->calibration->points + (size_t) k;
        struct dm_interval of = { (double) NAN, 0, 0, 0 };
        double squares = 0.0;

        if (m >= 0) {
            const double *x = dm_table_values(table, DM_TABLE_REGIME, m);

            of = dm_t_interval(x, (size_t) table->n);
            for (int32_t r = 0; r < table->n; r++) {
                squares += isnan(x[r]) ? 0.0 : (x[r] - of.mean) * (x[r] - of.mean);
            }
        }
        self->mean[at] = of.mean;
        self->variance[at] = of.n > 1 ? squares / (of.n - 1.0) / of.n : 0.0;
    }
}

static void
run_point(struct work *self, int32_t k)
{
    struct dm_pair_options how = { .threads = 1, .like = &self->society };
    struct dm_error err = { .status = DM_OK };
    struct dm_table table = { .n = 0 };
    bool refused;
    struct dm_scenario *scenario =
        scenario_at(self, self->at + (size_t) k * (size_t) self->d, &refused);
    dm_status st = scenario != NULL ? dm_table_run(scenario, &how, &table, &err) : DM_OK;

    if (st != DM_OK && st != DM_ESCENARIO) {
        fail(self, st, err.text);
    }
    keep_means(self, &table, k);
    dm_table_clear(&table);
    dm_scenario_free(scenario);
#ifdef _OPENMP
#pragma omp critical(dm_calibrate_tick)
#endif
    {
        self->done += 1.0;
        if (self->progress != NULL && self->progress->tick != NULL && !self->stop &&
            self->progress->tick(self->progress->self, self->done, self->all)) {
            fail(self, DM_ESTOPPED, "stopped");
        }
    }
}

static void
run_points(struct work *self, int32_t n)
{
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1) num_threads(self->jobs) if (self->jobs > 1)
#endif
    for (int32_t k = 0; k < n; k++) {
        if (!self->stop) {
            run_point(self, k);
        }
    }
}

/* ---- implausibility ---- */

/* Vernon, Goldstein and Bower 2010, eq. 9. */
static double
implausibility(const struct dm_target *target, double mean, double variance)
{
    double spread = sqrt(target->observed_sd * target->observed_sd +
                         target->model_sd * target->model_sd + variance);
    double distance = fabs(target->value - mean);

    return spread > 0.0 ? distance / spread : distance > 0.0 ? (double) INFINITY : 0.0;
}

/* Of a point that was run; undefined is implausible. */
static bool
target_is_met(const struct work *self, int32_t t, int32_t k)
{
    size_t at = (size_t) t * (size_t) self->calibration->points + (size_t) k;

    return implausibility(&self->calibration->target[t], self->mean[at],
               self->variance[at]) <= self->calibration->cutoff;
}

/* The second-largest implausibility is within the cut-off where one target at most is not.
 */
static bool
run_is_left(const struct work *self, int32_t k)
{
    int32_t missed = 0;

    for (int32_t t = 0; t < self->n_targets; t++) {
        missed += !target_is_met(self, t, k);
    }
    return missed <= self->calibration->may_miss;
}

/* Luck is in the emulator's residuals already. */
static bool
candidate_is_left(const struct work *self, const double *x)
{
    int32_t missed = 0;

    for (int32_t t = 0; t < self->n_targets; t++) {
        double variance, mean = dm_emulator_mean(&self->emulator[t], x, &variance);

        missed += !(implausibility(&self->calibration->target[t], mean, variance) <=
                    self->calibration->cutoff);
    }
    return missed <= self->calibration->may_miss;
}

/* ---- waves ---- */

/* Points of a Latin hypercube, in the unit cube. */
static dm_status
fill_cube(const struct work *self, double *x, int64_t n, uint32_t seed)
{
    struct dm_design design;
    struct dm_design_options how = {
        .kind = DM_DESIGN_LATIN, .n_factors = self->d, .n = n, .seed = seed
    };
    dm_status st = dm_design_init(&design, &how, self->err);

    for (int64_t k = 0; st == DM_OK && k < n; k++) {
        for (int32_t f = 0; f < self->d; f++) {
            x[k * self->d + f] = dm_coordinate_double(dm_design_point(&design, k, f));
        }
    }
    dm_design_clear(&design);
    return st;
}

/* What is left of the wave's points that were run bounds the next: with a tenth to both
 * sides, since what lies between two points that were dropped may have been missed. */
static void
bound_by_runs(struct work *self, struct dm_wave *wave, const struct dm_wave *before)
{
    double volume = 1.0;

    for (int32_t f = 0; f < self->d; f++) {
        double lo = 1.0, hi = 0.0, was_lo = before != NULL ? before->lo[f] : 0.0,
               was_hi = before != NULL ? before->hi[f] : 1.0;

        for (int32_t k = 0; k < wave->n_run; k++) {
            double x = self->at[(size_t) k * (size_t) self->d + (size_t) f];

            if (run_is_left(self, k)) {
                lo = x < lo ? x : lo;
                hi = x > hi ? x : hi;
            }
        }
        double more = 0.1 * (was_hi - was_lo);
        wave->lo[f] = lo - more > was_lo ? lo - more : was_lo;
        wave->hi[f] = hi + more < was_hi ? hi + more : was_hi;
        volume *= was_hi - was_lo;
    }
    wave->share_left = volume * wave->n_left / wave->n_run;
}

static dm_status
fit(struct work *self, int32_t n)
{
    size_t d = (size_t) self->d;
    double *x = calloc((size_t) n * d, sizeof *x), *y = calloc((size_t) n, sizeof *y);
    dm_status st = x != NULL && y != NULL ? DM_OK : DM_ENOMEM;

    for (int32_t t = 0; st == DM_OK && t < self->n_targets; t++) {
        int32_t m = 0;

        for (int32_t k = 0; k < n; k++) {
            double mean =
                self->mean[(size_t) t * (size_t) self->calibration->points + (size_t) k];

            if (!isnan(mean)) {
                memcpy(x + (size_t) m * d, self->at + (size_t) k * d, d * sizeof *x);
                y[m++] = mean;
            }
        }
        dm_emulator_clear(&self->emulator[t]);
        st = dm_emulator_fit(&self->emulator[t], x, y, m, self->d, self->err);
    }
    free(x);
    free(y);
    return st;
}

static void
bound_by_candidates(struct work *self, struct dm_wave *wave)
{
    int32_t n = 0;

    for (int32_t f = 0; f < self->d; f++) {
        wave->lo[f] = 1.0;
        wave->hi[f] = 0.0;
    }
    for (int32_t c = 0; c < CANDIDATES; c++) {
        const double *x = self->prior + (size_t) c * (size_t) self->d;

        self->is_left[c] = self->is_left[c] && candidate_is_left(self, x);
        n += self->is_left[c];
        for (int32_t f = 0; self->is_left[c] && f < self->d; f++) {
            wave->lo[f] = x[f] < wave->lo[f] ? x[f] : wave->lo[f];
            wave->hi[f] = x[f] > wave->hi[f] ? x[f] : wave->hi[f];
        }
    }
    wave->share_left = (double) n / CANDIDATES;
}

/* The next wave's points; how many. */
static int32_t
choose_points(struct work *self, int32_t w)
{
    int32_t want = self->calibration->points, n = 0;
    const struct dm_wave *before = w > 0 ? &self->out->wave[w - 1] : NULL;

    if (w > 0 && self->calibration->emulated) {
        for (int32_t c = 0; c < CANDIDATES && n < want; c++) {
            if (self->is_left[c]) {
                memcpy(self->at + (size_t) n++ * (size_t) self->d,
                    self->prior + (size_t) c * (size_t) self->d,
                    (size_t) self->d * sizeof *self->at);
            }
        }
        return n;
    }
    if (fill_cube(self, self->at, want, 100U + (uint32_t) w) != DM_OK) {
        return 0;
    }
    for (int32_t k = 0; before != NULL && k < want; k++) {
        for (int32_t f = 0; f < self->d; f++) {
            double *x = &self->at[(size_t) k * (size_t) self->d + (size_t) f];

            *x = before->lo[f] + *x * (before->hi[f] - before->lo[f]);
        }
    }
    return want;
}

/* Of the first wave. */
static void
look_at_targets(struct work *self, int32_t n)
{
    for (int32_t t = 0; t < self->n_targets; t++) {
        struct dm_target_alone *alone = &self->out->alone[t];
        const double *mean = self->mean + (size_t) t * (size_t) self->calibration->points;

        *alone = (struct dm_target_alone){ (double) NAN, (double) NAN, 0 };
        for (int32_t k = 0; k < n; k++) {
            alone->n_left += target_is_met(self, t, k);
            alone->least = fmin(alone->least, mean[k]); /* the other, where one is NaN */
            alone->most = fmax(alone->most, mean[k]);
        }
    }
}

static dm_status
run_wave(struct work *self, int32_t w)
{
    struct dm_wave *wave = &self->out->wave[w];
    dm_status st = DM_OK;

    *wave = (struct dm_wave){ .n_run = choose_points(self, w) };
    run_points(self, wave->n_run);
    if (self->status != DM_OK) {
        return self->status;
    }
    for (int32_t k = 0; k < wave->n_run; k++) {
        wave->n_left += run_is_left(self, k);
    }
    if (w == 0) {
        look_at_targets(self, wave->n_run);
    }
    if (self->calibration->emulated && wave->n_run >= dm_emulate_least(self->d)) {
        st = fit(self, wave->n_run);
        if (st == DM_OK) {
            bound_by_candidates(self, wave);
        }
    } else {
        bound_by_runs(self, wave, w > 0 ? &self->out->wave[w - 1] : NULL);
    }
    self->out->n_waves = w + 1;
    return st;
}

/* ---- the region ---- */

static dm_status
keep_region(struct work *self)
{
    const struct dm_wave *last = &self->out->wave[self->out->n_waves - 1];
    int32_t most = self->calibration->emulated ? CANDIDATES : last->n_run;
    size_t d = (size_t) self->d;

    self->out->region = calloc((size_t) most * d + 1, sizeof *self->out->region);
    if (self->out->region == NULL) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for a region");
    }
    for (int32_t k = 0; k < most; k++) {
        bool left =
            self->calibration->emulated ? self->is_left[k] != 0 : run_is_left(self, k);
        const double *from = self->calibration->emulated ? self->prior : self->at;

        if (left) {
            memcpy(self->out->region + (size_t) self->out->n_region++ * d,
                from + (size_t) k * d, d * sizeof *from);
        }
    }
    return DM_OK;
}

/* Eigenvalues and vectors of a symmetric matrix by Jacobi's rotations; columns of `v`. */
static void
jacobi(
    double a[][DM_CALIBRATE_MOST_FACTORS], double v[][DM_CALIBRATE_MOST_FACTORS], int32_t d)
{
    for (int sweep = 0; sweep < 60; sweep++) {
        for (int32_t p = 0; p < d; p++) {
            for (int32_t q = p + 1; q < d; q++) {
                double angle = 0.5 * atan2(2.0 * a[p][q], a[q][q] - a[p][p]),
                       c = cos(angle), s = sin(angle);

                for (int32_t k = 0; k < d; k++) {
                    double x = a[k][p], y = a[k][q], vx = v[k][p], vy = v[k][q];

                    a[k][p] = c * x - s * y;
                    a[k][q] = s * x + c * y;
                    v[k][p] = c * vx - s * vy;
                    v[k][q] = s * vx + c * vy;
                }
                for (int32_t k = 0; k < d; k++) {
                    double x = a[p][k], y = a[q][k];

                    a[p][k] = c * x - s * y;
                    a[q][k] = s * x + c * y;
                }
            }
        }
    }
}

static void
find_axes(struct dm_calibrated *self, int32_t d)
{
    double a[DM_CALIBRATE_MOST_FACTORS][DM_CALIBRATE_MOST_FACTORS] = { { 0.0 } },
           v[DM_CALIBRATE_MOST_FACTORS][DM_CALIBRATE_MOST_FACTORS] = { { 0.0 } },
           mean[DM_CALIBRATE_MOST_FACTORS] = { 0.0 };
    bool taken[DM_CALIBRATE_MOST_FACTORS] = { false };
    int32_t n = self->n_region;

    for (int32_t i = 0; i < n * d; i++) {
        mean[i % d] += self->region[i] / n;
    }
    for (int32_t k = 0; k < n; k++) {
        const double *x = self->region + (size_t) k * (size_t) d;

        for (int32_t i = 0; i < d; i++) {
            for (int32_t j = 0; j < d; j++) {
                a[i][j] += (x[i] - mean[i]) * (x[j] - mean[j]) / n;
            }
        }
    }
    for (int32_t i = 0; i < d; i++) {
        self->spread[i] = sqrt(12.0 * a[i][i]); /* a uniform prior has 1/12 */
        v[i][i] = 1.0;
    }
    jacobi(a, v, d);
    for (int32_t k = 0; k < d; k++) {
        int32_t best = 0;

        while (taken[best]) { /* k of them are */
            best++;
        }
        for (int32_t i = best + 1; i < d; i++) {
            best = !taken[i] && a[i][i] > a[best][best] ? i : best;
        }
        taken[best] = true;
        self->ratio[k] = sqrt(12.0 * (a[best][best] > 0.0 ? a[best][best] : 0.0));
        for (int32_t i = 0; i < d; i++) {
            self->axis[k][i] = v[i][best];
        }
    }
}

void
dm_calibrated_pair(const struct dm_calibrated *self, int32_t n_factors, int32_t a,
    int32_t b, double cell[DM_CALIBRATE_CELLS][DM_CALIBRATE_CELLS])
{
    memset(cell, 0, sizeof(double) * DM_CALIBRATE_CELLS * DM_CALIBRATE_CELLS);
    for (int32_t k = 0; k < self->n_region; k++) {
        const double *x = self->region + (size_t) k * (size_t) n_factors;
        int i = (int) (x[a] * DM_CALIBRATE_CELLS), j = (int) (x[b] * DM_CALIBRATE_CELLS);

        i = i < DM_CALIBRATE_CELLS ? i : DM_CALIBRATE_CELLS - 1;
        j = j < DM_CALIBRATE_CELLS ? j : DM_CALIBRATE_CELLS - 1;
        cell[i][j] += 1.0 / self->n_region;
    }
}

/* ---- all of it ---- */

static dm_status
prepare(struct work *self)
{
    size_t n = (size_t) self->calibration->points, d = (size_t) self->d;

    self->at = calloc(n * d, sizeof *self->at);
    self->mean = calloc(n * (size_t) self->n_targets, sizeof *self->mean);
    self->variance = calloc(n * (size_t) self->n_targets, sizeof *self->variance);
    self->prior = calloc(CANDIDATES * d, sizeof *self->prior);
    self->is_left = calloc(CANDIDATES, 1);
    if (!self->at || !self->mean || !self->variance || !self->prior || !self->is_left) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for a calibration");
    }
    if (self->calibration->emulated &&
        self->calibration->points < dm_emulate_least(self->d)) {
        return dm_error_set(self->err, DM_EUSAGE,
            "points: an emulator of %d parameters takes %d points a wave at least",
            (int) self->d, (int) dm_emulate_least(self->d));
    }
    memset(self->is_left, 1, CANDIDATES);
    dm_status st = fill_cube(self, self->prior, CANDIDATES, 99U);
    return st == DM_OK
               ? dm_setting_init(&self->society, self->calibration->study->base, self->err)
               : st;
}

dm_status
dm_calibrate(const struct dm_calibration *self, const struct dm_file_source *files,
    int32_t jobs, const struct dm_progress *progress, struct dm_calibrated *out,
    struct dm_error *err)
{
    struct work work = { .calibration = self,
        .files = files,
        .d = self->study->n_factors,
        .n_targets = self->n_targets,
        .jobs = jobs,
        .progress = progress,
        .all = (double) self->waves * self->points,
        .out = out,
        .err = err };
    dm_status st;

    *out = (struct dm_calibrated){ .region = NULL };
    st = prepare(&work);
    for (int32_t w = 0; st == DM_OK && w < self->waves; w++) {
        st = run_wave(&work, w);
        if (!(out->wave[w].share_left > 0.0)) {
            break;
        }
    }
    if (st == DM_OK) {
        st = keep_region(&work);
    }
    if (st == DM_OK && out->n_region > 0) {
        find_axes(out, work.d);
    }
    for (int32_t t = 0; t < self->n_targets; t++) {
        dm_emulator_clear(&work.emulator[t]);
    }
    dm_setting_clear(&work.society);
    free(work.at);
    free(work.mean);
    free(work.variance);
    free(work.prior);
    free(work.is_left);
    if (st != DM_OK) {
        dm_calibrated_clear(out);
    }
    return st;
}
