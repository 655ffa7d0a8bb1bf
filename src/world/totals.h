/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole numbers that stages leave of a community. Summed over communities, in order, they
 * are what the next tick knows of the whole society. */
#ifndef DEMERIT_WORLD_TOTALS_H
#define DEMERIT_WORLD_TOTALS_H

#include "scenario/scenario.h"

struct dm_totals {
    uint32_t out[DM_MAX_SCHEMES];        /* who is not in an opt-in scheme, */
    uint32_t out_tiers[DM_MAX_SCHEMES];  /* and the sum of the tiers they would have */
    uint32_t qualified[DM_MAX_REWARDS];  /* for a rationed reward */
    uint64_t collected[DM_MAX_CHANNELS]; /* records of a channel that ever took effect;
                                            where channels leak; no stage's business */
};

#endif
