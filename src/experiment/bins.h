/* SPDX-License-Identifier: Apache-2.0
 *
 * Persons by expected harm: each person's mean over replicates of luck, the society fixed.
 * Eight bytes a person. */
#ifndef DEMERIT_EXPERIMENT_BINS_H
#define DEMERIT_EXPERIMENT_BINS_H

#include "base/fixed.h"
#include "engine/lane.h"
#include "port/sink.h"

struct dm_bins {
    uint64_t n;
    bool paired;
    uint32_t *lost[DM_N_SIDES]; /* [n] owned: service-months without access, 2^-6, summed */
    struct dm_sum128 squares;   /* of each person's and replicate's difference, 2^-12 */
};

/* Pair with dm_bins_clear(). */
dm_status dm_bins_init(
    struct dm_bins *self, uint64_t n, bool paired, struct dm_error *err) DM_MUST_USE;
void dm_bins_clear(struct dm_bins *self);
/* A finished replicate; one thread at a time. `twin` may be NULL. */
void dm_bins_add(
    struct dm_bins *self, const struct dm_ledger *regime, const struct dm_ledger *twin);
/* Rows access_lost_days (the regime's level) and, with a twin, .twin, .difference and
 * .difference_shrunk; days a year. The last has the variance of .difference less what luck
 * adds to it, the mean variance within a person over the number of replicates; it needs two
 * of them. */
dm_status dm_bins_send(const struct dm_bins *self, int32_t replicates,
    int32_t measured_months, const struct dm_sink *sink, struct dm_error *err) DM_MUST_USE;

#endif
