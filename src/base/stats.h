/* SPDX-License-Identifier: Apache-2.0
 *
 * Estimates over replicates: doubles, summed in the order given. No word of the domain. */
#ifndef DEMERIT_BASE_STATS_H
#define DEMERIT_BASE_STATS_H

#include <stddef.h>

struct dm_interval {
    double mean, lo, hi; /* NaN where undefined */
    int n;
};

/* Student t interval of 95 % over x[0..n) (NaN entries are skipped). n = 1: lo = hi = mean.
 * n = 0: all NaN. */
struct dm_interval dm_t_interval(const double *x, size_t n);
/* Quantile of Student's t, 0 < p < 1, df >= 1. Agrees with GSL to 1e-9 (tested). */
double dm_t_quantile(double p, double df);
/* Quantile of x[0..n), ascending, linear between its numbers (type 7 of Hyndman and Fan
 * 1996); NaN where n is 0. */
double dm_quantile(const double *sorted, size_t n, double p);
int dm_compare_doubles(const void *a, const void *b); /* ascending, for qsort() */
double dm_normal_cdf(double x);
/* Upper tail of the binomial, P(X >= k), n trials; and of the Poisson at mean m. */
double dm_binomial_sf(int k, int n, double p);
double dm_poisson_cdf(int k, double mean);

#endif
