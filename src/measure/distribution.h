/* SPDX-License-Identifier: Apache-2.0
 *
 * How unequal scores are, and whether incomes keep their order: by person, at the end of a
 * replicate. Doubles, summed in ascending order of classes. */
#ifndef DEMERIT_MEASURE_DISTRIBUTION_H
#define DEMERIT_MEASURE_DISTRIBUTION_H

#include "observer.h"

/* Gini coefficient of final scores, exact up to 2^22 distinct steps. NaN if a score is
 * below 0 or all are 0. DM_ENOMEM: `*gini` is NaN too. */
dm_status dm_score_gini(
    const struct dm_ledger *ledger, double *gini, struct dm_error *err) DM_MUST_USE;

/* 1 less the rank correlation of income in the first and in the last measured year, ties at
 * midranks, incomes in 2^16 classes. NaN if these years overlap, or all incomes of one are
 * equal. DM_ENOMEM: `*mobility` is NaN too. */
dm_status dm_income_mobility(const struct dm_ledger *ledger,
    const struct dm_population *people, double *mobility, struct dm_error *err) DM_MUST_USE;

#endif
