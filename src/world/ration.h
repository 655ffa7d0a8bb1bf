/* SPDX-License-Identifier: Apache-2.0
 *
 * Rationed rewards (docs/odd/mechanisms.md, M3): the chance of one who qualifies, for the
 * stage that pays and for whoever tells it. */
#ifndef DEMERIT_WORLD_RATION_H
#define DEMERIT_WORLD_RATION_H

#include "world.h"

/* 2^32 times the chance to have reward r this month; as many qualify as at the end of the
 * last tick. */
static inline uint64_t
dm_ration_chance(
    const struct dm_world *world, const struct dm_plan_reward *reward, int32_t r)
{
    uint64_t cap = dm_muldiv((uint64_t) reward->ration_nano, world->n, (uint64_t) DM_NANO);
    uint64_t qualified = world->n_qualified[r];

    return qualified > cap ? dm_muldiv(DM_ONE32, cap, qualified) : DM_ONE32;
}

#endif
