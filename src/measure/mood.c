/* SPDX-License-Identifier: Apache-2.0
 *
 * Fear and awareness of everybody together: how they move over time. Never of a group,
 * never of a person. */
#include "observer.h"

void
dm_observe_mood(struct dm_tally *tally, const struct dm_block *block)
{
    uint32_t fear = 0, aware = 0; /* a community's sum of 16 bits each fits */

    if (!block->world->plan->keeps.adapts) {
        return;
    }
    const uint16_t *fears = block->world->fear[0] + block->first;
    const uint8_t *awares = block->world->aware[0] + block->first;
    for (uint32_t i = 0; i < block->m; i++) {
        fear += fears[i];
        aware += awares[i];
    }
    tally->mood[DM_MOOD_FEAR] += fear;
    tally->mood[DM_MOOD_AWARE] += aware;
}
