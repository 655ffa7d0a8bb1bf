/* SPDX-License-Identifier: Apache-2.0
 *
 * Estimators of SALib's analyses sobol, morris and ff, with which they agree on the same
 * rows (tests/salib); the bootstrap has draws of its own. Nothing is ranked. */
#include "sensitivity.h"

#include "base/fixed.h"

#include <math.h>
#include <stdlib.h>

#define NONE        ((double) NAN)
#define NORMAL_97_5 1.959963984540054

/* ---- bootstrap */

/* Mean and squared distances from it of the bootstrap samples of one estimate (Welford). */
struct spread {
    double n, mean, squares;
};

static void
spread_add(struct spread *self, double value)
{
    if (isnan(value)) { /* a sample that does not vary */
        return;
    }
    double distance = value - self->mean;
    self->n += 1.0;
    self->mean += distance / self->n;
    self->squares += distance * (value - self->mean);
}

static struct dm_interval
interval_of(double estimate, const struct spread *spread, size_t n)
{
    double half =
        spread->n < 2.0 ? NONE : NORMAL_97_5 * sqrt(spread->squares / (spread->n - 1.0));

    return (struct dm_interval){
        .mean = estimate, .lo = estimate - half, .hi = estimate + half, .n = (int) n
    };
}

/* Rows of bootstrap sample `b`: n of n, with replacement. */
static void
resample(const struct dm_resampling *how, int32_t b, size_t n, uint32_t *row)
{
    const struct dm_key key = { .seed = how->seed };

    dm_words(key, 0, n, 0, 0, DM_DRAW_RESAMPLE, (uint32_t) b, row);
    for (size_t i = 0; i < n; i++) {
        row[i] = dm_below(row[i], (uint32_t) n);
    }
}

static dm_status
check_call(const struct dm_design *design, enum dm_design_kind kind,
    const struct dm_resampling *how, struct dm_error *err)
{
    if (design->options.kind != kind) {
        return dm_error_set(err, DM_EUSAGE, "sensitivity: the design is of another kind");
    }
    if (how->n < 0 || how->n > DM_MAX_RESAMPLES) {
        return dm_error_set(err, DM_EUSAGE, "sensitivity: resamples: %d is not in 0 to %d",
            how->n, DM_MAX_RESAMPLES);
    }
    return DM_OK;
}

/* Room for `n` rows of a bootstrap sample; dm_words() fills up to a multiple of four. */
static uint32_t *
sample_create(size_t n)
{
    return calloc(n + 4, sizeof(uint32_t));
}

/* ---- Sobol' indices */

/* The blocks that are defined, centred and scaled. */
struct blocks {
    size_t d, width, n, n_indices;
    bool with_pairs;
    double *y;             /* [n][width], owned: A, AB_1 .. AB_d, [BA_1 .. BA_d,] B */
    uint32_t *row;         /* owned */
    double *index;         /* [n_indices], owned */
    struct spread *spread; /* [n_indices], owned */
};

size_t
dm_sobol_count(const struct dm_design *design)
{
    size_t d = (size_t) design->options.n_factors;
    return 2 * d + (design->options.second_order ? d * (d - 1) / 2 : 0);
}

size_t
dm_sobol_pair(const struct dm_design *design, int32_t j, int32_t k)
{
    size_t d = (size_t) design->options.n_factors;
    size_t first = (size_t) j;

    DM_ASSERT(0 <= j && j < k && (size_t) k < d && design->options.second_order);
    return 2 * d + first * d - first * (first + 1) / 2 + (size_t) (k - j) - 1;
}

static bool
all_finite(const double *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(y[i])) {
            return false;
        }
    }
    return true;
}

static void
blocks_clear(struct blocks *self)
{
    free(self->y);
    free(self->row);
    free(self->index);
    free(self->spread);
    *self = (struct blocks){ 0 };
}

static dm_status
blocks_init(struct blocks *self, const struct dm_design *design, const double *y,
    struct dm_error *err)
{
    size_t n = (size_t) design->options.n;

    *self = (struct blocks){ .d = (size_t) design->options.n_factors,
        .width = (size_t) design->n_block,
        .n_indices = dm_sobol_count(design),
        .with_pairs = design->options.second_order };
    self->y = calloc(n * self->width, sizeof *self->y);
    self->row = sample_create(n);
    self->index = calloc(self->n_indices, sizeof *self->index);
    self->spread = calloc(self->n_indices, sizeof *self->spread);
    if (self->y == NULL || self->row == NULL || self->index == NULL ||
        self->spread == NULL) {
        blocks_clear(self);
        return dm_error_set(err, DM_ENOMEM, "sensitivity: no memory for %zu blocks", n);
    }
    for (size_t i = 0; i < n; i++) {
        if (all_finite(y + i * self->width, self->width)) {
            for (size_t k = 0; k < self->width; k++) {
                self->y[self->n * self->width + k] = y[i * self->width + k];
            }
            self->n++;
        }
    }
    for (size_t i = 0; i < self->n; i++) {
        self->row[i] = (uint32_t) i;
    }
    return DM_OK;
}

/* All of y less its mean, over its standard deviation: estimators of products are biased by
 * a mean that is not zero. What does not vary is left as it is. */
static void
blocks_normalise(struct blocks *self)
{
    size_t n = self->n * self->width;
    double sum = 0.0;
    double squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += self->y[i];
    }
    double mean = sum / (double) n;
    for (size_t i = 0; i < n; i++) {
        self->y[i] -= mean;
        squares += self->y[i] * self->y[i];
    }
    double sd = sqrt(squares / (double) n);
    for (size_t i = 0; i < n && sd > 0.0; i++) {
        self->y[i] /= sd;
    }
}

/* Of the rows of A and B that are chosen; exactly 0 where all are equal. */
static double
blocks_variance(const struct blocks *self)
{
    const double *first = self->y + self->row[0] * self->width;
    double sum = 0.0;
    double squares = 0.0;

    /* distances from one of the values: all equal gives sums of exactly 0 */
    for (size_t i = 0; i < self->n; i++) {
        const double *block = self->y + self->row[i] * self->width;
        double a = block[0] - first[0];
        double b = block[self->width - 1] - first[0];
        sum += a + b;
        squares += a * a + b * b;
    }
    double n = 2.0 * (double) self->n;
    return (squares - sum * sum / n) / n;
}

/* First order: Saltelli et al. (2010), table 2 (b). Total: table 2 (f), Jansen (1999). */
static void
blocks_singles(const struct blocks *self, double variance, double *index)
{
    for (size_t j = 0; j < self->d; j++) {
        double first = 0.0;
        double total = 0.0;
        for (size_t i = 0; i < self->n; i++) {
            const double *block = self->y + self->row[i] * self->width;
            double change = block[1 + j] - block[0];
            first += block[self->width - 1] * change;
            total += change * change;
        }
        index[j] = first / (double) self->n / variance;
        index[self->d + j] = 0.5 * total / (double) self->n / variance;
    }
}

/* Pairs: Saltelli (2002), as SALib writes it. */
static void
blocks_pairs(const struct blocks *self, double variance, double *index)
{
    double *pair = index + 2 * self->d;

    for (size_t j = 0; j < self->d; j++) {
        for (size_t k = j + 1; k < self->d; k++) {
            double sum = 0.0;
            for (size_t i = 0; i < self->n; i++) {
                const double *block = self->y + self->row[i] * self->width;
                sum += block[1 + self->d + j] * block[1 + k] -
                       block[0] * block[self->width - 1];
            }
            *pair++ = sum / (double) self->n / variance - index[j] - index[k];
        }
    }
}

/* All indices of the chosen rows; NaN where A and B do not vary. */
static void
blocks_estimate(const struct blocks *self, double *index)
{
    double variance = self->n == 0 ? 0.0 : blocks_variance(self);

    if (!(variance > 0.0)) {
        for (size_t i = 0; i < self->n_indices; i++) {
            index[i] = NONE;
        }
        return;
    }
    blocks_singles(self, variance, index);
    if (self->with_pairs) {
        blocks_pairs(self, variance, index);
    }
}

/* Whole blocks are drawn again, the same for all indices (Archer et al. 1997). */
static void
blocks_bootstrap(struct blocks *self, const struct dm_resampling *how)
{
    for (int32_t b = 0; b < how->n && self->n > 0; b++) {
        resample(how, b, self->n, self->row);
        blocks_estimate(self, self->index);
        for (size_t i = 0; i < self->n_indices; i++) {
            spread_add(&self->spread[i], self->index[i]);
        }
    }
}

dm_status
dm_sobol_indices(const struct dm_design *design, const double *y,
    const struct dm_resampling *resampling, struct dm_interval *index, struct dm_error *err)
{
    struct blocks blocks;
    dm_status st = check_call(design, DM_DESIGN_SALTELLI, resampling, err);

    if (st == DM_OK) {
        st = blocks_init(&blocks, design, y, err);
    }
    if (st != DM_OK) {
        return st;
    }
    blocks_normalise(&blocks);
    blocks_estimate(&blocks, blocks.index);
    for (size_t i = 0; i < blocks.n_indices; i++) {
        index[i].mean = blocks.index[i];
    }
    blocks_bootstrap(&blocks, resampling);
    for (size_t i = 0; i < blocks.n_indices; i++) {
        index[i] = interval_of(index[i].mean, &blocks.spread[i], blocks.n);
    }
    blocks_clear(&blocks);
    return DM_OK;
}

/* ---- elementary effects */

/* Those of one factor, into effect[0..n); returns n. */
static size_t
elementary_effects(
    const struct dm_design *design, const double *y, int32_t factor, double *effect)
{
    double p = design->options.morris_levels;
    double step = p / (2.0 * (p - 1.0));
    size_t n = 0;

    for (int64_t t = 0; t < design->options.n; t++) {
        struct dm_morris_move move = dm_design_move(design, t, factor);
        const double *at = y + t * design->n_block + move.step;
        if (isfinite(at[0]) && isfinite(at[1])) {
            effect[n++] = (move.up ? at[1] - at[0] : at[0] - at[1]) / step;
        }
    }
    return n;
}

/* Mean and standard deviation, with the divisor n - 1. */
static void
mean_and_sd(const double *x, size_t n, double *mean, double *sd)
{
    struct spread all = { 0 };

    for (size_t i = 0; i < n; i++) {
        spread_add(&all, x[i]);
    }
    *mean = n < 1 ? NONE : all.mean;
    *sd = n < 2 ? NONE : sqrt(all.squares / (all.n - 1.0));
}

static double
mean_of(const double *x, const uint32_t *row, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += x[row[i]];
    }
    return sum / (double) n;
}

/* mu and sigma: Morris (1991); mu*: Campolongo, Cariboni and Saltelli (2007). Turns
 * the effects into their sizes. */
static void
morris_effect(double *effect, uint32_t *row, size_t n, const struct dm_resampling *how,
    struct dm_morris_effect *out)
{
    struct spread spread = { 0 };
    double mu_star = 0.0;

    mean_and_sd(effect, n, &out->mu, &out->sigma);
    for (size_t i = 0; i < n; i++) {
        effect[i] = fabs(effect[i]);
        mu_star += effect[i];
    }
    for (int32_t b = 0; b < how->n && n > 0; b++) {
        resample(how, b, n, row);
        spread_add(&spread, mean_of(effect, row, n));
    }
    out->mu_star = interval_of(n == 0 ? NONE : mu_star / (double) n, &spread, n);
}

dm_status
dm_morris_effects(const struct dm_design *design, const double *y,
    const struct dm_resampling *resampling, struct dm_morris_effect *effect,
    struct dm_error *err)
{
    dm_status st = check_call(design, DM_DESIGN_MORRIS, resampling, err);

    if (st != DM_OK) {
        return st;
    }
    size_t n = (size_t) design->options.n;
    double *of_factor = calloc(n, sizeof *of_factor);
    uint32_t *row = sample_create(n);
    if (of_factor == NULL || row == NULL) {
        st = dm_error_set(err, DM_ENOMEM, "sensitivity: no memory for %zu trajectories", n);
        goto out;
    }
    for (int32_t f = 0; f < design->options.n_factors; f++) {
        size_t n_defined = elementary_effects(design, y, f, of_factor);
        morris_effect(of_factor, row, n_defined, resampling, &effect[f]);
    }
out:
    free(of_factor);
    free(row);
    return st;
}

/* ---- main effects */

/* A column has as many rows at one level as at the other. */
static double
main_effect(const struct dm_design *design, const double *y, int32_t factor)
{
    int64_t n = dm_design_rows(design);
    double sum = 0.0;

    for (int64_t i = 0; i < n; i++) {
        sum += dm_design_point(design, i, factor).numerator == 1 ? y[i] : -y[i];
    }
    return sum / (0.5 * (double) n);
}

int64_t
dm_factorial_effects(const struct dm_design *design, const double *y, double *effect)
{
    int64_t n = dm_design_rows(design);
    int64_t n_defined = 0;

    DM_ASSERT(design->options.kind == DM_DESIGN_FACTORIAL);
    for (int64_t i = 0; i < n; i++) {
        n_defined += isfinite(y[i]) ? 1 : 0;
    }
    for (int32_t f = 0; f < design->options.n_factors; f++) {
        effect[f] = n_defined == n ? main_effect(design, y, f) : NONE;
    }
    return n_defined;
}
