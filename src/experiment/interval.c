/* SPDX-License-Identifier: Apache-2.0
 *
 * Bootstrap samples are keyed: place i of sample j is a function of the seed, so that every
 * measure sees the same samples, on every platform. */
#include "interval.h"

#include "base/fixed.h"
#include "base/philox.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Samples as rows of a matrix: which[j * stride + i]. */
struct samples {
    uint32_t *which; /* owned */
    size_t stride;   /* dm_words() fills up to a multiple of four */
};

static bool
draw(struct samples *self, size_t n, uint32_t seed)
{
    const struct dm_key key = { seed, 0 };

    self->stride = (n + 3) / 4 * 4;
    self->which = malloc(DM_BOOTSTRAP_SAMPLES * self->stride * sizeof *self->which);
    for (uint32_t j = 0; self->which != NULL && j < DM_BOOTSTRAP_SAMPLES; j++) {
        uint32_t *row = self->which + j * self->stride;

        dm_words(key, 0, n, 0, 0, DM_DRAW_BOOTSTRAP, j, row);
        for (size_t i = 0; i < n; i++) {
            row[i] = dm_below(row[i], (uint32_t) n);
        }
    }
    return self->which != NULL;
}

/* Quantiles of means are too near by sqrt((n - 1) / n) (Hesterberg 2015, section 3.2). */
static struct dm_interval
bootstrap(const double *x, size_t n, uint32_t seed)
{
    struct dm_interval out = dm_t_interval(x, n);
    struct samples samples = { .which = NULL };
    double *mean = malloc(DM_BOOTSTRAP_SAMPLES * sizeof *mean);
    double stretch = sqrt((double) n / ((double) n - 1.0));

    out.lo = out.hi = (double) NAN;
    if (mean != NULL && draw(&samples, n, seed)) {
        for (size_t j = 0; j < DM_BOOTSTRAP_SAMPLES; j++) {
            double sum = 0.0;

            for (size_t i = 0; i < n; i++) {
                sum += x[samples.which[j * samples.stride + i]];
            }
            mean[j] = sum / (double) n;
        }
        qsort(mean, DM_BOOTSTRAP_SAMPLES, sizeof *mean, dm_compare_doubles);
        out.lo = out.mean +
                 stretch * (dm_quantile(mean, DM_BOOTSTRAP_SAMPLES, 0.025) - out.mean);
        out.hi = out.mean +
                 stretch * (dm_quantile(mean, DM_BOOTSTRAP_SAMPLES, 0.975) - out.mean);
    }
    free(samples.which);
    free(mean);
    return out;
}

struct dm_interval
dm_interval_of(enum dm_interval_kind kind, const double *x, size_t n, uint32_t seed)
{
    struct dm_interval out = dm_t_interval(x, n);

    if (kind == DM_INTERVAL_T || out.n < 2) {
        return out;
    }
    double *known = malloc((size_t) out.n * sizeof *known);
    size_t m = 0;

    for (size_t i = 0; known != NULL && i < n; i++) {
        if (!isnan(x[i])) {
            known[m++] = x[i];
        }
    }
    out.lo = out.hi = (double) NAN;
    if (known != NULL) {
        out = bootstrap(known, m, seed);
    }
    free(known);
    return out;
}

/* ---- many at once ---- */

struct moments {
    double mean, error; /* standard error of the mean; NaN: a value is undefined */
};

static struct moments
moments_of(const double *x, size_t n, const uint32_t *which)
{
    struct moments out = { 0.0, 0.0 };

    for (size_t i = 0; i < n; i++) {
        out.mean += x[which != NULL ? which[i] : i];
    }
    out.mean /= (double) n;
    for (size_t i = 0; i < n; i++) {
        double d = x[which != NULL ? which[i] : i] - out.mean;

        out.error += d * d;
    }
    out.error = sqrt(out.error / ((double) n - 1.0) / (double) n);
    return out;
}

/* Rounding of equal values leaves a spread of next to nothing. */
static bool
varies(struct moments m)
{
    return m.error > 1e-13 * fabs(m.mean);
}

/* A sample that repeats one value has no error to scale by: it is left out. */
static double
largest_t(const double *x, size_t n_means, size_t n, const struct moments *of,
    const uint32_t *which)
{
    double largest = 0.0;

    for (size_t k = 0; k < n_means; k++) {
        if (varies(of[k])) {
            struct moments m = moments_of(x + k * n, n, which);
            double t = varies(m) ? fabs(m.mean - of[k].mean) / m.error : 0.0;

            largest = t > largest ? t : largest;
        }
    }
    return largest;
}

static double
max_t(const double *x, size_t n_means, size_t n, const struct moments *of, uint32_t seed)
{
    struct samples samples = { .which = NULL };
    double *t = malloc(DM_BOOTSTRAP_SAMPLES * sizeof *t), out = (double) NAN;

    if (t != NULL && draw(&samples, n, seed)) {
        for (size_t j = 0; j < DM_BOOTSTRAP_SAMPLES; j++) {
            t[j] = largest_t(x, n_means, n, of, samples.which + j * samples.stride);
        }
        qsort(t, DM_BOOTSTRAP_SAMPLES, sizeof *t, dm_compare_doubles);
        out = dm_quantile(t, DM_BOOTSTRAP_SAMPLES, 0.95);
    }
    free(samples.which);
    free(t);
    return out;
}

dm_status
dm_joint_intervals(const double *x, int32_t n_means, int32_t n, uint32_t seed,
    struct dm_joint *joint, struct dm_interval *interval)
{
    struct moments *of = calloc((size_t) n_means + 1, sizeof *of);

    if (of == NULL) {
        return DM_ENOMEM;
    }
    *joint = (struct dm_joint){ .method = n >= DM_LEAST_MAX_T ? DM_JOINT_MAX_T
                                                              : DM_JOINT_BONFERRONI,
        .multiplier = (double) NAN };
    for (int32_t k = 0; k < n_means; k++) {
        of[k] = n > 1 ? moments_of(x + (size_t) k * (size_t) n, (size_t) n, NULL)
                      : (struct moments){ x[k], 0.0 };
        joint->n_means += varies(of[k]) ? 1 : 0;
    }
    if (joint->n_means > 0 && joint->method == DM_JOINT_BONFERRONI) {
        joint->multiplier = dm_t_quantile(1.0 - 0.025 / joint->n_means, n - 1.0);
    } else if (joint->n_means > 0) {
        joint->multiplier = max_t(x, (size_t) n_means, (size_t) n, of, seed);
    }
    for (int32_t k = 0; k < n_means; k++) {
        double half = varies(of[k]) ? joint->multiplier * of[k].error : 0.0 * of[k].error;

        interval[k] = (struct dm_interval){ of[k].mean, of[k].mean - half,
            of[k].mean + half, isnan(of[k].mean) ? 0 : n };
    }
    free(of);
    return joint->n_means > 0 && isnan(joint->multiplier) ? DM_ENOMEM : DM_OK;
}

const char *
dm_joint_word(enum dm_joint_method method)
{
    return method == DM_JOINT_MAX_T ? "max-t" : "bonferroni";
}
