/* SPDX-License-Identifier: Apache-2.0
 *
 * What a month brings besides work: rewards and bounties. For the sanction stage. */
#ifndef DEMERIT_STAGE_REWARD_H
#define DEMERIT_STAGE_REWARD_H

#include "stage.h"

/* Adds to block->income what is paid for tiers and for last month's reports, and sets
 * block->paid where a reward is. After the tiers of the tick. */
void dm_reward_pay(struct dm_block *block);

#endif
