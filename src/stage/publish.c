/* SPDX-License-Identifier: Apache-2.0
 *
 * What others get to see of sanctions, and how many persons are sanctioned
 * (docs/odd/submodels.md, 6). */
#include "stage.h"

enum published_bit { LISTED = 8, SANCTIONED = 16, NEWLY_SANCTIONED = 32 };

static unsigned
seen_of(const struct dm_block *block, const struct dm_plan *plan, uint32_t i)
{
    const struct dm_world *world = block->world;
    unsigned listed = dm_world_listed(world, block->first + i), byte = 0;
    unsigned visible_spell =
        plan->published_scheme < 0 ? 0 : plan->spell_schemes & 1U << plan->published_scheme;

    byte |= (listed & plan->published_lists) != 0 ? LISTED : 0U;
    byte |= (listed & plan->visible_lists) != 0 ||
                    (world->spell[0][block->first + i] & visible_spell) != 0
                ? SANCTIONED
                : 0U;
    byte |= (listed & block->entered[i] & plan->visible_lists) != 0 ||
                    (block->fell[i] & visible_spell) != 0
                ? NEWLY_SANCTIONED
                : 0U;
    return byte;
}

static void
step_block(struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const uint16_t *listed = world->listed[0] + block->first;
    const uint8_t *spell = world->spell[0] + block->first;
    uint8_t *out = world->published_next + block->first;
    uint32_t n = 0;

    for (uint32_t k = 0; k < block->n_standing; k++) {
        uint32_t i = block->standing[k];
        const struct dm_plan *plan = dm_block_plan(block, i);

        out[i] = (uint8_t) (out[i] | seen_of(block, plan, i));
        n += (listed[i] & plan->black_lists) != 0 || spell[i] != 0;
    }
    world->sanctioned_in[block->community] = n;
}

static void
step_global(struct dm_world *world)
{
    world->n_sanctioned = 0;
    for (uint32_t c = 0; c < world->population->n_communities; c++) {
        world->n_sanctioned += world->sanctioned_in[c];
    }
}

const struct dm_stage dm_stage_publish = {
    .name = "publish",
    .doc = "What others will see of sanctions; how many are sanctioned.",
    .reads = DM_BIT(LISTED) | DM_BIT(SPELL) | DM_BIT(SUSPENDED),
    .writes = 0,
    .step_block = step_block,
    .step_global = step_global,
};
