/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person's ties show: counts over last tick's published bytes of household, work and
 * friends. */
#ifndef DEMERIT_STAGE_TIES_H
#define DEMERIT_STAGE_TIES_H

#include "stage.h"

/* Fills block->tie_counts (all ties; flagged; newly flagged) and block->tie_tiers (ties of
 * the kinds in `of`, bits of dm_tie_kind; the sum of their base tiers). */
void dm_ties_look(struct dm_block *block, unsigned of);

static inline uint32_t
dm_ties_number(uint32_t counts)
{
    return counts & 255U;
}

static inline uint32_t
dm_ties_flagged(uint32_t counts)
{
    return (counts >> 8) & 255U;
}

static inline uint32_t
dm_ties_newly(uint32_t counts)
{
    return counts >> 16;
}

#endif
