/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures over persons at the end of a replicate: gaps between groups at equal conduct,
 * and how score follows income. Doubles, summed in person order. */
#ifndef DEMERIT_MEASURE_INEQUALITY_H
#define DEMERIT_MEASURE_INEQUALITY_H

#include "observer.h"

/* At equal conduct. */
struct dm_equal_conduct {
    double gap;    /* service-months without access of group B minus group A */
    double merged; /* share of persons in strata of more than one class */
};

/* Standardised over strata of unlawful conduct in the twin: none, then ten classes cut at
 * pooled deciles; a class with under 100 persons of either group merges downwards, the
 * lowest upwards (docs/odd/measures.md). NaN both if no class holds 100 of both. Conduct is
 * compared in 2^16 classes. `lost` is the ledger whose outcome is compared. DM_ENOMEM: NaN
 * too. */
dm_status dm_gap_at_equal_conduct(const struct dm_ledger *twin,
    const struct dm_ledger *lost, const struct dm_population *population,
    struct dm_equal_conduct *to, struct dm_error *err) DM_MUST_USE;

/* Spearman rank correlation of `ledger->score` and income rank, ties at midranks (income in
 * 2^16 classes, scores exact up to 2^22 distinct steps). NaN if either is constant.
 * DM_ENOMEM:
 * `*correlation` is NaN too. */
dm_status dm_score_income_rank(const struct dm_ledger *ledger,
    const struct dm_population *population, double *correlation,
    struct dm_error *err) DM_MUST_USE;

#endif
