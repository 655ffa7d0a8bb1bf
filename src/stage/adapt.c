/* SPDX-License-Identifier: Apache-2.0
 *
 * Adaptation (docs/odd/submodels.md, 7): fear and awareness, from what happens to oneself,
 * to one's ties and in public. Exactly zero where every input always was. */
#include "stage.h"
#include "ties.h"

#define FEAR_ONE 65536U
#define FEAR_MAX 65535U

static uint32_t
events_of(const struct dm_block *block, uint32_t i)
{
    return block->own_events[i] < DM_EVENTS_CAP ? block->own_events[i] : DM_EVENTS_CAP;
}

/* What the share of sanctioned persons leaves of calm, this month. */
static uint64_t
publicity_keep(const struct dm_world *world)
{
    uint64_t prevalence = dm_muldiv(DM_ONE32, world->n_sanctioned, world->n);

    return dm_exp_q32(
        -(int64_t) dm_mul32(world->plan->adapt.fear_publicity_q32, prevalence));
}

static void
frighten(struct dm_block *block)
{
    const struct dm_plan_adapt *adapt = &block->world->plan->adapt;
    uint16_t *fear = block->world->fear[0] + block->first;
    uint64_t publicity = publicity_keep(block->world);

    dm_block_words(block, 0, DM_DRAW_FEAR);
    for (uint32_t i = 0; i < block->m; i++) {
        uint32_t ties = block->tie_counts[i];
        uint64_t keep = dm_mul32(adapt->fear_own[events_of(block, i)],
            adapt->fear_ties[dm_ties_number(ties)][dm_ties_newly(ties)]);
        uint64_t sum;

        keep = dm_mul32(keep, publicity);
        sum = fear[i] * adapt->decay_keep + (FEAR_ONE - fear[i]) * (DM_ONE32 - keep);
        sum = (sum + block->words[i]) >> 32;
        fear[i] = (uint16_t) (sum < FEAR_MAX ? sum : FEAR_MAX);
    }
}

static void
inform(struct dm_block *block)
{
    const struct dm_plan_adapt *adapt = &block->world->plan->adapt;
    uint8_t *aware = block->world->aware[0] + block->first;

    dm_block_words(block, 0, DM_DRAW_AWARE);
    for (uint32_t i = 0; i < block->m; i++) {
        uint32_t ties = block->tie_counts[i];
        uint64_t keep = dm_mul32(adapt->aware_own[events_of(block, i)],
            adapt->aware_ties[dm_ties_number(ties)][dm_ties_flagged(ties)]);

        keep = dm_mul32(keep, adapt->aware_publicity);
        aware[i] |= block->words[i] < DM_ONE32 - keep;
    }
}

static void
step_block(struct dm_block *block)
{
    if (block->world->plan->adapt.on) {
        frighten(block);
        inform(block);
    }
}

const struct dm_stage dm_stage_adapt = {
    .name = "adapt",
    .doc = "Fear and awareness grow with what happens to oneself, to ties and in public.",
    .reads = DM_BIT(PUBLISHED),
    .writes = DM_BIT(FEAR) | DM_BIT(AWARE),
    .step_block = step_block,
};
