/* SPDX-License-Identifier: Apache-2.0
 *
 * Spread and indices of one measure over the rows of a study. */
#include "findings.h"

#include "base/stats.h"
#include "sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct finding {
    const struct dm_study *study;
    const struct dm_finding_sink *sink;
    struct dm_index_row row; /* metric and side */
    const double *y;
    struct dm_error *err;
};

static dm_status
no_memory(struct dm_error *err)
{
    return dm_error_set(err, DM_ENOMEM, "no memory for what a study finds");
}

/* ---- spread ---- */

static double
mean_of_defined(const double *x, int64_t n)
{
    double sum = 0.0;
    int64_t defined = 0;

    for (int64_t i = 0; i < n; i++) {
        if (isfinite(x[i])) {
            sum += x[i];
            defined++;
        }
    }
    return defined > 0 ? sum / (double) defined : (double) NAN;
}

static dm_status
send_spread(const struct finding *self, const double *luck)
{
    int64_t n_rows = self->study->design.n_rows, n = 0;
    double *sorted = malloc((size_t) n_rows * sizeof *sorted);

    if (sorted == NULL) {
        return no_memory(self->err);
    }
    for (int64_t i = 0; i < n_rows; i++) {
        if (isfinite(self->y[i])) {
            sorted[n++] = self->y[i];
        }
    }
    qsort(sorted, (size_t) n, sizeof *sorted, dm_compare_doubles);
    struct dm_spread_row row = { .metric = self->row.metric,
        .side = self->row.side,
        .n = n,
        .least = n > 0 ? sorted[0] : (double) NAN,
        .q05 = dm_quantile(sorted, (size_t) n, 0.05),
        .q25 = dm_quantile(sorted, (size_t) n, 0.25),
        .median = dm_quantile(sorted, (size_t) n, 0.5),
        .q75 = dm_quantile(sorted, (size_t) n, 0.75),
        .q95 = dm_quantile(sorted, (size_t) n, 0.95),
        .most = n > 0 ? sorted[n - 1] : (double) NAN,
        .luck = mean_of_defined(luck, n_rows) };
    free(sorted);
    return self->sink->spread(self->sink->self, &row, self->err);
}

/* ---- indices ---- */

static dm_status
send(struct finding *self, const char *kind, int32_t factor, const char *other,
    struct dm_interval value)
{
    self->row.kind = kind;
    self->row.factor = self->study->factors[factor].id;
    self->row.other = other;
    self->row.estimate = value.mean;
    self->row.lo = value.lo;
    self->row.hi = value.hi;
    self->row.n = value.n;
    return self->sink->index(self->sink->self, &self->row, self->err);
}

static struct dm_interval
alone(double value, int64_t n)
{
    return (struct dm_interval){ value, (double) NAN, (double) NAN,
        (int) (n < INT32_MAX ? n : INT32_MAX) };
}

static struct dm_resampling
resampling_of(const struct dm_study *study)
{
    return (struct dm_resampling){ .n = study->n_resamples,
        .seed = study->design.options.seed };
}

static dm_status
send_pairs(struct finding *self, const struct dm_interval *index)
{
    const struct dm_study *study = self->study;
    dm_status st = DM_OK;

    for (int32_t j = 0; j < study->n_factors && study->design.options.second_order; j++) {
        for (int32_t k = j + 1; st == DM_OK && k < study->n_factors; k++) {
            st = send(self, "pair", j, study->factors[k].id,
                index[dm_sobol_pair(&study->design, j, k)]);
        }
    }
    return st;
}

static dm_status
send_sobol(struct finding *self)
{
    const struct dm_study *study = self->study;
    struct dm_resampling resampling = resampling_of(study);
    struct dm_interval *index = calloc(dm_sobol_count(&study->design), sizeof *index);
    dm_status st = index == NULL ? no_memory(self->err)
                                 : dm_sobol_indices(&study->design, self->y, &resampling,
                                       index, self->err);

    for (int32_t f = 0; st == DM_OK && f < study->n_factors; f++) {
        /* NOLINTNEXTLINE(clang-analyzer-*): no_memory() is never DM_OK */
        st = send(self, "first", f, "", index[f]);
        if (st == DM_OK) {
            st = send(self, "total", f, "", index[study->n_factors + f]);
        }
    }
    if (st == DM_OK) {
        st = send_pairs(self, index);
    }
    free(index);
    return st;
}

static dm_status
send_morris(struct finding *self)
{
    const struct dm_study *study = self->study;
    struct dm_resampling resampling = resampling_of(study);
    struct dm_morris_effect *effect = calloc((size_t) study->n_factors, sizeof *effect);
    dm_status st = effect == NULL ? no_memory(self->err)
                                  : dm_morris_effects(&study->design, self->y, &resampling,
                                        effect, self->err);

    for (int32_t f = 0; st == DM_OK && f < study->n_factors; f++) {
        /* NOLINTNEXTLINE(clang-analyzer-*): no_memory() is never DM_OK */
        st = send(self, "mu_star", f, "", effect[f].mu_star);
        if (st == DM_OK) {
            st = send(self, "mu", f, "", alone(effect[f].mu, effect[f].mu_star.n));
        }
        if (st == DM_OK) {
            st = send(self, "sigma", f, "", alone(effect[f].sigma, effect[f].mu_star.n));
        }
    }
    free(effect);
    return st;
}

static dm_status
send_factorial(struct finding *self)
{
    const struct dm_study *study = self->study;
    double *effect = calloc((size_t) study->n_factors, sizeof *effect);

    if (effect == NULL) {
        return no_memory(self->err);
    }
    int64_t n = dm_factorial_effects(&study->design, self->y, effect);
    dm_status st = DM_OK;
    for (int32_t f = 0; st == DM_OK && f < study->n_factors; f++) {
        st = send(self, "main_effect", f, "", alone(effect[f], n));
    }
    free(effect);
    return st;
}

/* ---- designs without indices of their own ---- */

struct ranked {
    double value;
    size_t at;
};

static int
compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->value < y->value || x->value > y->value) {
        return x->value < y->value ? -1 : 1;
    }
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Replaces x[0..n) by ranks from 1; those that tie share their mean. */
static void
rank(double *x, struct ranked *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        /* NOLINTNEXTLINE(clang-analyzer-*): no_memory() is never DM_OK */
        order[i] = (struct ranked){ x[i], i };
    }
    /* NOLINTNEXTLINE(clang-analyzer-*): no_memory() is never DM_OK */
    qsort(order, n, sizeof *order, compare_ranked);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && !(order[end].value > order[i].value); end++) {
        }
        for (size_t k = i; k < end; k++) {
            x[order[k].at] = 0.5 * (double) (i + 1 + end);
        }
    }
}

/* Pearson's correlation; NaN where one does not vary. */
static double
correlation_of(const double *x, const double *y, size_t n)
{
    double mean = 0.5 * (double) (n + 1), xx = 0.0, yy = 0.0, xy = 0.0; /* of ranks */

    for (size_t i = 0; i < n; i++) {
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
        xy += (x[i] - mean) * (y[i] - mean);
    }
    return n >= 3 && xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : (double) NAN;
}

dm_status
dm_rank_correlation(const double *x, const double *y, size_t n_pairs, double *correlation,
    int64_t *n, struct dm_error *err)
{
    double *a = malloc((n_pairs + 1) * sizeof *a), *b = malloc((n_pairs + 1) * sizeof *b);
    struct ranked *order = malloc((n_pairs + 1) * sizeof *order);
    size_t kept = 0;
    dm_status st = a != NULL && b != NULL && order != NULL ? DM_OK : no_memory(err);

    for (size_t i = 0; st == DM_OK && i < n_pairs; i++) {
        if (isfinite(x[i]) && isfinite(y[i])) {
            /* NOLINTNEXTLINE(clang-analyzer-*): no_memory() is never DM_OK */
            a[kept] = x[i];
            /* NOLINTNEXTLINE(clang-analyzer-*): no_memory() is never DM_OK */
            b[kept++] = y[i];
        }
    }
    if (st == DM_OK) {
        rank(a, order, kept);
        rank(b, order, kept);
        *correlation = correlation_of(a, b, kept);
        *n = (int64_t) kept;
    }
    free(a);
    free(b);
    free(order);
    return st;
}

/* Numbers against ranks of their place in the range. */
static dm_status
send_correlation(struct finding *self, int32_t f)
{
    const struct dm_design *design = &self->study->design;
    size_t n_rows = (size_t) design->n_rows;
    double *x = malloc(n_rows * sizeof *x), correlation;
    int64_t n;

    if (x == NULL) {
        return no_memory(self->err);
    }
    for (size_t i = 0; i < n_rows; i++) {
        x[i] = dm_coordinate_double(dm_design_point(design, (int64_t) i, f));
    }
    dm_status st = dm_rank_correlation(x, self->y, n_rows, &correlation, &n, self->err);
    free(x);
    return st == DM_OK ? send(self, "rank_correlation", f, "", alone(correlation, n)) : st;
}

/* Words have no order: the mean at each of them. */
static dm_status
send_means(struct finding *self, int32_t f)
{
    const struct dm_design *design = &self->study->design;
    const struct dm_study_factor *factor = &self->study->factors[f];
    double sum[DM_STUDY_MAX_CHOICES] = { 0.0 };
    int64_t n[DM_STUDY_MAX_CHOICES] = { 0 };
    dm_status st = DM_OK;

    for (int64_t i = 0; i < design->n_rows; i++) {
        if (isfinite(self->y[i])) {
            int32_t k =
                dm_coordinate_choice(dm_design_point(design, i, f), factor->n_choices);
            sum[k] += self->y[i];
            n[k]++;
        }
    }
    for (int32_t k = 0; st == DM_OK && k < factor->n_choices; k++) {
        st = send(self, "mean_at", f, factor->choices[k],
            alone(n[k] > 0 ? sum[k] / (double) n[k] : (double) NAN, n[k]));
    }
    return st;
}

static dm_status
send_plain(struct finding *self)
{
    dm_status st = DM_OK;

    for (int32_t f = 0; st == DM_OK && f < self->study->n_factors; f++) {
        st = self->study->factors[f].n_choices > 0 ? send_means(self, f)
                                                   : send_correlation(self, f);
    }
    return st;
}

dm_status
dm_findings_of(const struct dm_study *study, const char *metric, const char *side,
    const double *y, const double *luck, const struct dm_finding_sink *sink,
    struct dm_error *err)
{
    struct finding self = { .study = study,
        .sink = sink,
        .row = { .metric = metric, .side = side },
        .y = y,
        .err = err };
    dm_status st = send_spread(&self, luck);

    if (st != DM_OK) {
        return st;
    }
    switch (study->design.options.kind) {
    case DM_DESIGN_SALTELLI:
        return send_sobol(&self);
    case DM_DESIGN_MORRIS:
        return send_morris(&self);
    case DM_DESIGN_FACTORIAL:
        return send_factorial(&self);
    case DM_DESIGN_GRID:
    case DM_DESIGN_LATIN:
    case DM_DESIGN_SOBOL:
        return send_plain(&self);
    }
    return dm_error_set(err, DM_EINTERNAL, "design: no such kind");
}
