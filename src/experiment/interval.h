/* SPDX-License-Identifier: Apache-2.0
 *
 * Intervals of luck: of a mean over replicates, by Student's t or by the bootstrap, and of
 * many means at once (docs/experiments.md, Estimates). Nothing here is a range over
 * assumptions. */
#ifndef DEMERIT_EXPERIMENT_INTERVAL_H
#define DEMERIT_EXPERIMENT_INTERVAL_H

#include "base/stats.h"
#include "base/status.h"

#include <stdint.h>

enum dm_interval_kind { DM_INTERVAL_T, DM_INTERVAL_BOOTSTRAP };

enum {
    DM_BOOTSTRAP_SAMPLES = 2000,
    DM_LEAST_MAX_T = 10 /* replicates from which many means are bootstrapped together */
};

/* 95 % over x[0..n), NaN entries skipped. BOOTSTRAP: quantiles of the means of samples
 * drawn with replacement, drawn by `seed`, the same for every x of one n, and stretched by
 * sqrt(n / (n - 1)); the mean is the estimate. n = 1: lo = hi = mean. Without memory the
 * bootstrap is NaN. */
struct dm_interval dm_interval_of(
    enum dm_interval_kind kind, const double *x, size_t n, uint32_t seed);

enum dm_joint_method { DM_JOINT_MAX_T, DM_JOINT_BONFERRONI };

struct dm_joint {
    enum dm_joint_method method;
    int32_t n_means;   /* that vary; the others have no width */
    double multiplier; /* half-widths in standard errors of the mean; NaN: nothing varies */
};

/* x[k * n + r]: the r-th of n values whose mean is the k-th of n_means. All true means lie
 * in mean +- multiplier * standard error at once, 95 %. From DM_LEAST_MAX_T values on the
 * multiplier is the 95 % quantile, over samples of r, of the largest
 * |sample's mean - mean| / (sample's standard error), so that dependence between means is
 * used (Romano and Wolf 2005); below, Bonferroni's of Student's t. Means with a NaN, or
 * without spread, do not count. `interval` [n_means]. DM_ENOMEM. */
dm_status dm_joint_intervals(const double *x, int32_t n_means, int32_t n, uint32_t seed,
    struct dm_joint *joint, struct dm_interval *interval) DM_MUST_USE;
/* "max-t", "bonferroni" */
const char *dm_joint_word(enum dm_joint_method method);

#endif
