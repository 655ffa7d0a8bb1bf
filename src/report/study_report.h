/* SPDX-License-Identifier: Apache-2.0
 *
 * A study as it is told: what was varied, how far each measure ranges over that, and what
 * the range hangs on. In the order of the file; nothing is ranked. */
#ifndef DEMERIT_REPORT_STUDY_REPORT_H
#define DEMERIT_REPORT_STUDY_REPORT_H

#include "base/strbuf.h"
#include "report/prose.h"
#include "storage/study_store.h"

struct dm_told_metric {
    const char *id, *unit, *direction;
};

struct dm_told_failure {
    int64_t row;
    char *error; /* owned by the caller */
};

/* All texts are borrowed, NULL where there is none. */
struct dm_study_told {
    const char *name, *title, *scenario, *variant, *twin, *hash, *design;
    int64_t persons;
    int32_t months, replicates;
    uint32_t seed, design_seed;
    int64_t n_rows, n_ok, n_failed; /* of the design; those that are over */
    const struct dm_stored_factor *factors;
    size_t n_factors;
    const char *const *omitted, *const *why; /* [n_omitted] */
    size_t n_omitted;
    const struct dm_told_metric *metrics;
    size_t n_metrics;
    const struct dm_told_failure *failures; /* the first of them */
    size_t n_failures;
    const struct dm_spread_row *spreads;
    size_t n_spreads;
    const struct dm_index_row *indices;
    size_t n_indices;
};

/* demerit-study-result/1 */
void dm_study_json(const struct dm_study_told *self, struct dm_strbuf *out);
/* `again`: the command that repeats it, or NULL. */
void dm_study_text(
    const struct dm_study_told *self, const char *again, struct dm_prose *prose);

#endif
