/* SPDX-License-Identifier: Apache-2.0
 *
 * What others get to see of sanctions, and how many persons are sanctioned
 * (docs/odd/submodels.md, 6). */
#include "stage.h"

enum published_bit { LISTED = 8, SANCTIONED = 16, NEWLY_SANCTIONED = 32 };

static void
publish(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_world *world = block->world;
    const struct dm_plan *plan = span->plan;
    const uint8_t *spell = world->spell[0] + block->first;
    uint8_t *out = world->published_next + block->first;
    uint8_t visible_spell =
        plan->published_scheme < 0
            ? 0
            : (uint8_t) (plan->spell_schemes & 1U << plan->published_scheme);

    for (uint32_t i = span->from; i < span->to; i++) {
        unsigned byte = out[i], listed = dm_world_listed(world, block->first + i);

        byte |= (listed & plan->published_lists) != 0 ? LISTED : 0U;
        byte |= (listed & plan->visible_lists) != 0 || (spell[i] & visible_spell) != 0
                    ? SANCTIONED
                    : 0U;
        byte |= (listed & block->entered[i] & plan->visible_lists) != 0 ||
                        (block->fell[i] & visible_spell) != 0
                    ? NEWLY_SANCTIONED
                    : 0U;
        out[i] = (uint8_t) byte;
    }
}

static uint32_t
count_sanctioned(const struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const uint16_t *listed = world->listed[0] + block->first;
    const uint8_t *spell = world->spell[0] + block->first;
    uint32_t n = 0;

    for (int32_t k = 0; k < block->n_spans; k++) {
        const struct dm_span *span = &block->span[k];

        for (uint32_t i = span->from; i < span->to; i++) {
            n += (listed[i] & span->plan->black_lists) != 0 || spell[i] != 0;
        }
    }
    return n;
}

static void
step_block(struct dm_block *block)
{
    for (int32_t n = 0; n < block->n_spans; n++) {
        publish(block, &block->span[n]);
    }
    block->world->sanctioned_in[block->community] = count_sanctioned(block);
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
