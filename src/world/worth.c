/* SPDX-License-Identifier: Apache-2.0
 *
 * Points of the table, times what the official makes of them, times linkage. */
#include "worth.h"

static int32_t
at_discretion(const struct dm_block *block, const struct dm_plan_scheme *scheme,
    uint32_t entity, uint32_t i, int32_t points)
{
    uint32_t level = dm_block_word(block, i, entity, DM_DRAW_DISCRETION, 0) >> 26;
    bool b = (block->world->population->traits[block->first + i] & DM_TRAIT_GROUP_B) != 0;

    return (int32_t) dm_rmuldiv(
        points, scheme->factor_nano[b && points < 0][level], DM_NANO);
}

int32_t
dm_worth(
    const struct dm_block *block, uint32_t i, uint32_t act, uint32_t channel, int32_t s)
{
    const struct dm_plan *plan = dm_block_plan(block, i);
    const struct dm_plan_effect *effect = &plan->effect[act];
    const struct dm_plan_scheme *scheme = &plan->scheme[s];
    int32_t points = effect->points[s];

    if (points == 0 || !scheme->active) {
        return 0;
    }
    if (scheme->discretion) {
        points = at_discretion(block, scheme, effect->at_scheme[s], i, points);
    }
    if ((scheme->foreign >> channel & 1U) != 0) {
        points = (int32_t) dm_rmuldiv(points, plan->linkage_nano, DM_NANO);
    }
    return points;
}
