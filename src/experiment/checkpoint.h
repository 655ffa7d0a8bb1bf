/* SPDX-License-Identifier: Apache-2.0
 *
 * What is carried into a checkpoint beside the lanes: what a run keeps of replicates that
 * are over, and the sums of one that is under way. */
#ifndef DEMERIT_EXPERIMENT_CHECKPOINT_H
#define DEMERIT_EXPERIMENT_CHECKPOINT_H

#include "bins.h"
#include "engine/resume.h"
#include "estimate.h"
#include "series.h"

/* When checkpoints are made, and which one a run goes on from. Both may be NULL. */
struct dm_checkpoints {
    const struct dm_snapshot_sink *to;
    /* Every so many months of a replicate that runs alone; of replicates side by side,
     * after the end of one when so many months were run since the last. */
    int32_t every_months;
    struct dm_snapshot_source *from;
    int64_t months_there; /* set by the run: months of all replicates that `from` holds */
};

/* Of replicates that are over; all borrowed, bins and lost may be NULL. */
struct dm_kept {
    struct dm_outcomes *outcomes;
    struct dm_series *series;
    struct dm_bins *bins;
    uint32_t *lost; /* [persons] */
    uint64_t n;     /* persons */
    int32_t n_months;
    /* [replicates] ticks done; n_months: it is over */
    int32_t *ticks;
};

/* One replicate under way. */
struct dm_under_way {
    int32_t r;                  /* from 0 */
    struct dm_outcome *outcome; /* borrowed: its sums so far */
    struct dm_series series;    /* of this replicate alone */
    struct dm_checksum *sum;    /* owned: of the measures */
};

dm_status dm_under_way_init(struct dm_under_way *self, int32_t n_months, bool paired,
    struct dm_error *err) DM_MUST_USE;
void dm_under_way_clear(struct dm_under_way *self);
void dm_under_way_start(struct dm_under_way *self, int32_t r, struct dm_outcome *outcome);

/* `carrier` has a direction and nothing else. When sending, a replicate whose ticks are
 * neither 0 nor n_months is one that dm_under_way_carry() sent. */
dm_status dm_kept_carry(struct dm_kept *self, struct dm_carrier *carrier) DM_MUST_USE;
/* With its lane, which dm_lane_start() prepared. */
dm_status dm_under_way_carry(struct dm_under_way *self, struct dm_lane *lane,
    struct dm_carrier *carrier) DM_MUST_USE;

#endif
