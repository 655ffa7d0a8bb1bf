/* SPDX-License-Identifier: Apache-2.0
 *
 * Renewal (docs/odd/mechanisms.md, M7): at the start of a month some persons make room for
 * others with the same fixed attributes, of whom nothing is on record. */
#include "ties.h"

static bool
is_of_the_renewed(const struct dm_record *record, void *context)
{
    return ((const bool *) context)[record->person];
}

static void
step_block(struct dm_block *block)
{
    struct dm_world *world = block->world;
    uint64_t threshold = world->plan->people.renewed;
    bool renewed[DM_COMMUNITY], any = false;

    if (threshold == 0) {
        return;
    }
    if (world->plan->keeps.ties) {
        dm_ties_renew(block, threshold);
    }
    dm_block_words(block, 0, DM_DRAW_RENEWED);
    for (uint32_t i = 0; i < block->m; i++) {
        renewed[i] = block->words[i] < threshold;
        if (renewed[i]) {
            any = true;
            dm_world_renew(world, dm_block_plan(block, i), block->first + i);
            dm_block_event(block, DM_EVENT_RENEWED, i, 0, 0, 1);
        }
    }
    if (any) {
        dm_months_drop(&world->pending[block->community], is_of_the_renewed, renewed);
        dm_months_drop(&world->in_force[block->community], is_of_the_renewed, renewed);
    }
}

const struct dm_stage dm_stage_renewal = {
    .name = "renewal",
    .doc = "Some persons make room for others of whom nothing is on record.",
    .reads = 0,
    .writes = DM_BIT(EMPLOYED) | DM_BIT(AWARE) | DM_BIT(FEAR) | DM_BIT(OWN) | DM_BIT(TIER) |
              DM_BIT(GAIN_LEVEL) | DM_BIT(SPELL) | DM_BIT(LISTED) | DM_BIT(STAY) |
              DM_BIT(LAWFUL) | DM_BIT(ERROR) | DM_BIT(INDUCED) | DM_BIT(ADVERSE) |
              DM_BIT(SPELL_CAUSE) | DM_BIT(LIST_CAUSE) | DM_BIT(SPELL_CONTEXTS) |
              DM_BIT(LIST_CONTEXTS) | DM_BIT(TIES) | DM_BIT(CROWD) | DM_BIT(EVADING) |
              DM_BIT(APPROVAL) | DM_BIT(MEMBERS) | DM_BIT(OWED) | DM_BIT(RATED_BADLY) |
              DM_BIT(SHIELD) | DM_BIT(SPENT) | DM_BIT(STALE) | DM_BIT(WINDOW) |
              DM_BIT(INHERITED) | DM_BIT(SUSPENDED) | DM_BIT(STAGE) | DM_BIT(MEANS),
    .step_block = step_block,
};
