/* SPDX-License-Identifier: Apache-2.0
 *
 * Behaviour (docs/odd/submodels.md, 5): what the rates of this month depend on, as the last
 * tick left it: who is poor, who is aware and how afraid, how far the next tier is, who
 * evades. With
 * the fixed attributes it gives the rate of any act (dm_block_rate_index), looked up where
 * it is needed: acts themselves are drawn by those who see them. */
#include "stage.h"

#include <string.h>

/* Where some channel asks who evades, or who is in work. */
static void
classify(struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const uint8_t *traits = world->population->traits + block->first;

    for (uint32_t i = 0; i < block->m; i++) {
        uint64_t p = block->first + i;
        bool evades = world->evading[0] != NULL && world->evading[0][p] != 0;

        block->sight_class[i] =
            (uint8_t) (traits[i] % DM_COVERAGE_CLASSES + (evades ? DM_SIGHT_EVADES : 0U) +
                       (world->employed[0][p] == 0 ? DM_SIGHT_IDLE : 0U));
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const int32_t line = world->plan->poverty_line;
    const uint32_t m = block->m;

    for (uint32_t i = 0; i < m; i++) {
        block->poor[i] = dm_world_income(world, block->first + i) < line ? -1 : 0;
    }
    if (world->plan->keeps.watched) {
        classify(block);
    }
    if (!world->plan->keeps.adapts) {
        memset(block->alarm, 0, m);
        return;
    }
    for (uint32_t i = 0; i < m; i++) {
        block->alarm[i] = world->aware[0][block->first + i] != 0
                              ? (uint8_t) (1 + (world->fear[0][block->first + i] >> 10))
                              : 0;
    }
    for (uint32_t i = 0; world->crowd[0] != NULL && i < m; i++) {
        block->crowding[i] = (uint8_t) (world->crowd[0][block->first + i] >> 10);
    }
    for (int32_t s = 0; s < world->plan->n_schemes; s++) {
        memcpy(block->level_at_start + (size_t) s * DM_COMMUNITY,
            world->gain_level[s] + block->first, m);
    }
}

const struct dm_stage dm_stage_behaviour = {
    .name = "behaviour",
    .doc = "Sets what the rate of every act type of every person depends on.",
    .reads = DM_BIT(EMPLOYED) | DM_BIT(AWARE) | DM_BIT(FEAR) | DM_BIT(GAIN_LEVEL) |
             DM_BIT(CROWD) | DM_BIT(EVADING),
    .writes = 0,
    .step_block = step_block,
};
