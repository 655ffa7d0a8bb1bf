/* SPDX-License-Identifier: Apache-2.0
 *
 * Behaviour (docs/odd/submodels.md, 5): the rate of every act type for every person, as an
 * index on the grid of rates. Acts themselves are drawn by those who see them. */
#include "stage.h"

#define ALARMS (DM_FEAR_LEVELS + 1)

/* What every act asks of a person, once: poor, and how alarmed. */
static void
look_at_persons(struct dm_block *block)
{
    const struct dm_world *world = block->world;
    int32_t line = world->plan->poverty_line;

    for (uint32_t i = 0; i < block->m; i++) {
        block->poor[i] = dm_world_income(world, block->first + i) < line ? -1 : 0;
    }
    if (world->plan->adapt.on) {
        const uint8_t *aware = world->aware[0] + block->first;
        const uint16_t *fear = world->fear[0] + block->first;

        for (uint32_t i = 0; i < block->m; i++) {
            block->alarm[i] = aware[i] != 0 ? (uint8_t) (1 + (fear[i] >> 10)) : 0;
        }
    }
}

/* Base and steps of everything that is not the regime's doing. */
static void
propensity(
    const struct dm_block *block, const struct dm_plan_act *act, int32_t *restrict index)
{
    const uint8_t *restrict traits = block->world->population->traits + block->first;
    const uint16_t *restrict norms = block->world->population->norms + block->first;
    const int32_t *restrict poor = block->poor;
    const uint32_t m = block->m;

    for (uint32_t i = 0; i < m; i++) {
        index[i] = act->by_traits[traits[i] % DM_TRAIT_SETS] +
                   act->by_norms[norms[i] % DM_NORM_SETS] + (poor[i] & act->poverty);
    }
}

/* Deterrence and gain, of those who know that they are scored. */
static void
add_response(
    const struct dm_block *block, const struct dm_plan_act *act, int32_t *restrict index)
{
    const struct dm_world *world = block->world;
    const uint8_t *restrict alarm = block->alarm;
    const uint32_t m = block->m;
    int32_t deter[ALARMS] = { 0 };

    if (!world->plan->adapt.on || (!act->has_deter && !act->has_gain)) {
        return;
    }
    for (int level = 0; level < DM_FEAR_LEVELS; level++) {
        deter[level + 1] = act->deter[level];
    }
    for (uint32_t i = 0; act->has_deter && i < m; i++) {
        index[i] -= deter[alarm[i]];
    }
    for (int32_t s = 0; act->has_gain && s < world->plan->n_schemes; s++) {
        const uint8_t *restrict level = world->gain_level[s] + block->first;

        for (uint32_t i = 0; i < m; i++) {
            index[i] += alarm[i] != 0 ? act->gain[s][level[i]] : 0;
        }
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_plan *plan = block->world->plan;
    int32_t *restrict index = block->association; /* free until the score stage */
    const uint32_t m = block->m;

    look_at_persons(block);
    for (int32_t a = 0; a < plan->n_acts; a++) {
        int16_t *restrict out = block->rate_index + (size_t) a * DM_COMMUNITY;

        propensity(block, &plan->act[a], index);
        add_response(block, &plan->act[a], index);
        for (uint32_t i = 0; i < m; i++) {
            out[i] = index[i] < DM_I_MIN ? DM_NO_RATE : (int16_t) index[i];
        }
    }
}

const struct dm_stage dm_stage_behaviour = {
    .name = "behaviour",
    .doc = "Sets the rate of every act type for every person.",
    .reads = DM_BIT(EMPLOYED) | DM_BIT(AWARE) | DM_BIT(FEAR) | DM_BIT(GAIN_LEVEL),
    .writes = 0,
    .step_block = step_block,
};
