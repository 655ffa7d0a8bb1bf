/* SPDX-License-Identifier: Apache-2.0
 *
 * Schemes that one joins of one's own will (docs/odd/mechanisms.md, M3). Who is not in is
 * taken for what those are on average who are not in: so the best of them join, the average
 * sinks, and the next join (unravelling: Milgrom 1981, Grossman 1981). */
#include "points.h"

#include <string.h>

void
dm_opt_in_count_anew(struct dm_block *block)
{
    struct dm_totals *totals = &block->world->totals[block->community];

    memset(block->refuses, 0, block->m);
    memset(totals->out, 0, sizeof totals->out);
    memset(totals->out_tiers, 0, sizeof totals->out_tiers);
}

int32_t
dm_opt_in_refusers(
    const struct dm_world *world, const struct dm_plan_scheme *scheme, int32_t s)
{
    if (scheme->refusers >= 0) {
        return scheme->refusers;
    }
    if (world->n_out[s] == 0) {
        return dm_plan_tier(scheme, dm_plan_clamp(scheme, scheme->start));
    }
    return (int32_t) (world->out_tiers[s] / world->n_out[s]);
}

void
dm_opt_in_ask(struct dm_block *block, const struct dm_plan_scheme *scheme, int32_t s,
    uint32_t i, int32_t would_be, int32_t refusers)
{
    struct dm_world *world = block->world;
    struct dm_totals *totals = &world->totals[block->community];

    if (would_be > refusers &&
        dm_block_word(block, i, scheme->entity, DM_DRAW_JOINS, 0) < scheme->joins) {
        world->members[0][block->first + i] |= (uint8_t) (1U << s);
        return;
    }
    totals->out[s]++;
    totals->out_tiers[s] += (uint32_t) would_be;
}
