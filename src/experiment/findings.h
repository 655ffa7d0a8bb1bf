/* SPDX-License-Identifier: Apache-2.0
 *
 * What the rows of a study say: how far a measure ranges over its assumptions, and what
 * that range hangs on (docs/experiments.md). Nothing is sorted by size, and nothing is
 * best. */
#ifndef DEMERIT_EXPERIMENT_FINDINGS_H
#define DEMERIT_EXPERIMENT_FINDINGS_H

#include "port/study_rows.h"
#include "study.h"

/* One measure of one side. y and luck have an entry for each row of the design: the mean
 * over its replicates, and half the width of its interval; NaN where there is none. Sends
 * the spread, then the indices of the design in order of factors. DM_ENOMEM; what the sink
 * returned. */
dm_status dm_findings_of(const struct dm_study *study, const char *metric, const char *side,
    const double *y, const double *luck, const struct dm_finding_sink *sink,
    struct dm_error *err) DM_MUST_USE;

/* Spearman's rank correlation of the pairs that are defined, ties at their mean rank; NaN
 * for fewer than three, or where one does not vary. `*n` is how many there are. DM_ENOMEM.
 */
dm_status dm_rank_correlation(const double *x, const double *y, size_t n_pairs,
    double *correlation, int64_t *n, struct dm_error *err) DM_MUST_USE;

#endif
