/* SPDX-License-Identifier: Apache-2.0
 *
 * Normal equations by Cholesky, in variables scaled to [-1, 1]. */
#include "emulate.h"

#include <math.h>
#include <stdlib.h>

enum { SPARE = 5 }; /* points beyond the terms, for the variance of the residuals */

static int32_t
full_terms(int32_t d)
{
    return (d + 1) * (d + 2) / 2;
}

int32_t
dm_emulate_least(int32_t d)
{
    return 2 * d + 1 + SPARE;
}

static void
fill_terms(const struct dm_emulator *self, const double *x, double *out)
{
    int32_t n = 0;

    out[n++] = 1.0;
    for (int32_t i = 0; i < self->d; i++) {
        out[n++] = 2.0 * x[i] - 1.0;
    }
    for (int32_t i = 0; i < self->d; i++) {
        for (int32_t j = i; j < self->d; j++) {
            if (i == j || self->terms == full_terms(self->d)) {
                out[n++] = (2.0 * x[i] - 1.0) * (2.0 * x[j] - 1.0);
            }
        }
    }
}

/* The inverse of a symmetric positive matrix, in place, by Gauss and Jordan without
 * pivots. A little is added to the diagonal, so that a flat direction is no division by 0.
 */
static void
invert(double *a, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        a[i * n + i] += 1e-9;
    }
    for (size_t k = 0; k < n; k++) {
        double pivot = a[k * n + k];

        a[k * n + k] = 1.0;
        for (size_t j = 0; j < n; j++) {
            a[k * n + j] /= pivot;
        }
        for (size_t i = 0; i < n; i++) {
            double f = a[i * n + k];

            if (i != k) {
                a[i * n + k] = 0.0;
                for (size_t j = 0; j < n; j++) {
                    a[i * n + j] -= f * a[k * n + j];
                }
            }
        }
    }
}

static void
solve(struct dm_emulator *self, const double *x, const double *y, int32_t n)
{
    size_t p = (size_t) self->terms, d = (size_t) self->d;
    double t[DM_EMULATE_MOST_TERMS], xy[DM_EMULATE_MOST_TERMS] = { 0.0 }, rss = 0.0;

    for (int32_t k = 0; k < n; k++) {
        fill_terms(self, x + (size_t) k * d, t);
        for (size_t i = 0; i < p; i++) {
            xy[i] += t[i] * y[k];
            for (size_t j = 0; j < p; j++) {
                /* NOLINTNEXTLINE(clang-analyzer-*): fill_terms() set them */
                self->inverse[i * p + j] += t[i] * t[j];
            }
        }
    }
    invert(self->inverse, p);
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            self->coefficient[i] += self->inverse[i * p + j] * xy[j];
        }
    }
    for (int32_t k = 0; k < n; k++) {
        double e = y[k] - dm_emulator_mean(self, x + (size_t) k * d, NULL);

        rss += e * e;
    }
    self->variance = rss / (double) (n - self->terms);
}

dm_status
dm_emulator_fit(struct dm_emulator *self, const double *x, const double *y, int32_t n,
    int32_t d, struct dm_error *err)
{
    int32_t full = full_terms(d);

    *self = (struct dm_emulator){ .d = d };
    if (n < dm_emulate_least(d)) {
        return dm_error_set(err, DM_EUSAGE,
            "%d points are too few for a quadratic in %d parameters, which takes %d",
            (int) n, (int) d, (int) dm_emulate_least(d));
    }
    self->terms = n >= full + SPARE && full <= DM_EMULATE_MOST_TERMS ? full : 2 * d + 1;
    self->inverse =
        calloc((size_t) self->terms * (size_t) self->terms, sizeof *self->inverse);
    if (self->inverse == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for an emulator");
    }
    solve(self, x, y, n);
    return DM_OK;
}

void
dm_emulator_clear(struct dm_emulator *self)
{
    free(self->inverse);
    *self = (struct dm_emulator){ .inverse = NULL };
}

double
dm_emulator_mean(const struct dm_emulator *self, const double *x, double *variance)
{
    size_t p = (size_t) self->terms;
    double t[DM_EMULATE_MOST_TERMS], mean = 0.0, leverage = 0.0;

    fill_terms(self, x, t);
    for (size_t i = 0; i < p; i++) {
        mean += self->coefficient[i] * t[i];
        for (size_t j = 0; variance != NULL && j < p; j++) {
            leverage += t[i] * self->inverse[i * p + j] * t[j];
        }
    }
    if (variance != NULL) {
        *variance = self->variance * (1.0 + leverage);
    }
    return mean;
}
