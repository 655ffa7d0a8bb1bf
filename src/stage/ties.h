/* SPDX-License-Identifier: Apache-2.0
 *
 * A person's ties: what they show (counts over last tick's bytes of household, work and
 * friends), and how they change (docs/odd/mechanisms.md, M9). */
#ifndef DEMERIT_STAGE_TIES_H
#define DEMERIT_STAGE_TIES_H

#include "stage.h"

/* bits of the published byte beside the tier (submodels, 6) */
#define DM_PUBLISHED_TIER    7U
#define DM_PUBLISHED_FLAGGED 16U
#define DM_PUBLISHED_NEWLY   32U

/* bits of the signal byte (mechanisms, M14) */
#define DM_SIGNAL_DISSENTS 1U
#define DM_SIGNAL_BADLY    2U

/* Fills block->tie_counts (all ties; flagged; newly flagged) and block->tie_tiers (ties of
 * the kinds in `of`, bits of dm_tie_kind; the sum of their base tiers). */
void dm_ties_look(struct dm_block *block, unsigned of);
/* Fills block->tie_signals, once a tick: all ties; those who visibly dissent; those who
 * were rated badly. Only where signals are kept. */
void dm_ties_hear(struct dm_block *block);
/* Whether some stage after the scores reads block->tie_counts. */
static inline bool
dm_ties_matter(const struct dm_plan *plan)
{
    return plan->keeps.adapts || plan->keeps.ties || plan->keeps.opinion;
}

/* Cuts, restores and makes ties of the block for the next tick. After dm_ties_look(), only
 * where ties are kept. A tie inside the community is turned at both ends; of a long tie
 * each end finds the same for itself. */
void dm_ties_change(struct dm_block *block);
/* At the start of a tick: the ties of persons p with word(RENEWED, p) < threshold, at both
 * ends, are as before tick 0. Only where ties are kept; uses block->words. */
void dm_ties_renew(struct dm_block *block, uint64_t threshold);

/* of tie_counts */
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

/* of tie_signals; the number is dm_ties_number() */
static inline uint32_t
dm_ties_dissenting(uint32_t signals)
{
    return (signals >> 8) & 255U;
}

static inline uint32_t
dm_ties_badly(uint32_t signals)
{
    return signals >> 16;
}

#endif
