/* SPDX-License-Identifier: Apache-2.0
 *
 * A run in the making, shared by pair.c, which prepares it and sends what it found, and
 * pair_lanes.c, which runs its replicates. */
#ifndef DEMERIT_EXPERIMENT_PAIR_LANES_H
#define DEMERIT_EXPERIMENT_PAIR_LANES_H

#include "bins.h"
#include "estimate.h"
#include "pair.h"
#include "series.h"

struct dm_pair {
    const struct dm_scenario *scenario;
    const struct dm_pair_options *options;
    struct dm_pair_options kept; /* what `options` points to where replicates are added */
    struct dm_setting_of_run setting;
    struct dm_outcomes outcomes;
    struct dm_series series;
    struct dm_bins bins;
    bool wants_bins, wants_lives;
    uint32_t *lost;       /* [persons], owned: of replicate 1, where lives are wanted */
    struct dm_kept saved; /* all of it, for checkpoints; its ticks owned */
    int32_t *ticks_there; /* [replicates], owned: ticks that the checkpoint begins with */
    int64_t since;        /* months run since the last checkpoint */
    bool begun;           /* a checkpoint of a run that stops */
    int32_t n_months, n_lanes, n_threads; /* threads of a lane */
    int32_t over;                         /* replicates that earlier calls ran */
    int64_t bytes, bytes_records;         /* largest of any lane, lanes together */
    double started;                       /* seconds */
    double done, all;                     /* person-months */
    bool stop;
    dm_status status; /* the first failure */
    struct dm_error *err;
};

/* Runs the replicates that are not over, on n_lanes at a time, and makes the checkpoints
 * that are asked for. The first failure; DM_ESTOPPED. */
dm_status dm_pair_run_lanes(struct dm_pair *self) DM_MUST_USE;

#endif
