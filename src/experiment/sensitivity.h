/* SPDX-License-Identifier: Apache-2.0
 *
 * What a result hangs on: Sobol' indices, elementary effects and main effects of the rows
 * of a design (docs/experiments.md, Indices). Doubles, summed in the order of rows. */
#ifndef DEMERIT_EXPERIMENT_SENSITIVITY_H
#define DEMERIT_EXPERIMENT_SENSITIVITY_H

#include "base/stats.h"
#include "design.h"

/* Bootstrap samples of the rows: 0 for no interval, at most DM_MAX_RESAMPLES. */
#define DM_MAX_RESAMPLES 1000000
struct dm_resampling {
    int32_t n;
    uint32_t seed;
};

/* In what follows y holds a value for each row of the design, in its order; one that is not
 * finite is undefined. An interval is the estimate, in `mean`, with 1.96 standard
 * deviations of its bootstrap samples to both sides (lo and hi NaN without them), and the
 * number n of what it was computed from. What is undefined is NaN, and n says of how many.
 */

/* Number of Sobol' indices of a design of Saltelli: d of first order, then d total, then,
 * with BA_i, those of pairs. */
size_t dm_sobol_count(const struct dm_design *design);
/* Where the index of the pair j < k stands. */
size_t dm_sobol_pair(const struct dm_design *design, int32_t j, int32_t k);
/* Fills index[0 .. dm_sobol_count()), whose n are blocks: one with an undefined value is
 * left out whole. All NaN where y does not vary. DM_ENOMEM; DM_EUSAGE if the design is not
 * of Saltelli, or there are too many resamples. */
dm_status dm_sobol_indices(const struct dm_design *design, const double *y,
    const struct dm_resampling *resampling, struct dm_interval *index,
    struct dm_error *err) DM_MUST_USE;

/* Of elementary effects, in units of y for a factor's whole range. `sigma` is NaN for fewer
 * than two, and mu_star.n is their number. */
struct dm_morris_effect {
    double mu, sigma;
    struct dm_interval mu_star;
};
/* Fills effect[0 .. n_factors). A step with an undefined end is left out. DM_ENOMEM;
 * DM_EUSAGE if the design is not of Morris, or there are too many resamples. */
dm_status dm_morris_effects(const struct dm_design *design, const double *y,
    const struct dm_resampling *resampling, struct dm_morris_effect *effect,
    struct dm_error *err) DM_MUST_USE;

/* Fills effect[0 .. n_factors) with mean y at the upper level less mean y at the lower; all
 * NaN if one value is undefined, as columns then are no longer orthogonal. Returns how many
 * are defined. DM_ASSERT: a factorial design. */
int64_t dm_factorial_effects(
    const struct dm_design *design, const double *y, double *effect);

#endif
