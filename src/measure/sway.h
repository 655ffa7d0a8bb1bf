/* SPDX-License-Identifier: Apache-2.0
 *
 * How the acts that respond to rules move, laid out so that all of them are summed at once:
 * what stands in plans act by act stands here row by row. */
#ifndef DEMERIT_MEASURE_SWAY_H
#define DEMERIT_MEASURE_SWAY_H

#include "world/block.h"

/* Of one plan. Rows hold a step of the index for each act, unlawful ones first. */
struct dm_sway {
    int32_t n, n_unlawful;
    uint8_t act[DM_MAX_ACTS];
    int32_t n_schemes;
    bool crowds;   /* some act is crowded out */
    int32_t *rows; /* owned: [DM_SWAY_ROWS + n_schemes * DM_GAIN_LEVELS][n] */
};

/* Where the rows of each kind begin. */
enum {
    DM_SWAY_TRAITS = 0, /* of the poor after the others */
    DM_SWAY_NORMS = DM_SWAY_TRAITS + 2 * DM_TRAIT_SETS,
    DM_SWAY_FEAR = DM_SWAY_NORMS + DM_NORM_SETS,
    DM_SWAY_CROWD = DM_SWAY_FEAR + DM_FEAR_LEVELS,
    DM_SWAY_GAIN = DM_SWAY_CROWD + DM_CROWD_LEVELS,
    DM_SWAY_ROWS = DM_SWAY_GAIN
};

/* False if there is no memory. Pair with dm_sway_clear(). */
bool dm_sway_init(struct dm_sway *self, const struct dm_plan *plan);
void dm_sway_clear(struct dm_sway *self);
/* Whether the act is one of those that are measured, and moves under the plan. */
bool dm_sway_has(const struct dm_plan *plan, const struct dm_plan_act *act);

/* Index of the rate of each act of person i of a block under that plan, who is aware. */
void dm_sway_of(
    const struct dm_sway *self, const struct dm_block *block, uint32_t i, int32_t *index);

#endif
