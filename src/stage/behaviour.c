/* SPDX-License-Identifier: Apache-2.0
 *
 * Behaviour (docs/odd/submodels.md, 5): the rate of every act type for every person, as an index on the grid of rates. Acts
 * themselves are drawn by those who see them. */
#include "stage.h"

#define FAR_BELOW (INT32_MIN / 2) /* what nobody does: no sum of steps brings it back */

/* Base and steps of setting, online and group for each combination of traits. */
static void
add_traits(const struct dm_block *block, const struct dm_plan_act *act, int32_t *index)
{
    const uint8_t *traits = block->world->population->traits + block->first;
    int32_t by_traits[32];

    for (unsigned t = 0; t < 32; t++) {
        bool eligible = act->happens && (act->needs & ~t) == 0 && (act->lacks & t) == 0;

        by_traits[t] =
            eligible ? act->base + act->trait[t % DM_COVERAGE_CLASSES] : FAR_BELOW;
    }
    for (uint32_t i = 0; i < block->m; i++) {
        index[i] = by_traits[traits[i] & 31];
    }
}

static void
add_norms(const struct dm_block *block, const struct dm_plan_act *act, int32_t *index)
{
    const uint16_t *norms = block->world->population->norms + block->first;

    for (int norm = 0; norm < DM_N_NORMS; norm++) {
        const int32_t *steps = act->norm[norm];

        for (uint32_t i = 0; act->uses_norm[norm] && i < block->m; i++) {
            index[i] += steps[(norms[i] >> (3 * norm)) & 7];
        }
    }
}

static void
add_poverty(const struct dm_block *block, const struct dm_plan_act *act, int32_t *index)
{
    const struct dm_world *world = block->world;
    int32_t line = world->plan->poverty_line;

    if (act->poverty == 0) {
        return;
    }
    for (uint32_t i = 0; i < block->m; i++) {
        index[i] += dm_world_income(world, block->first + i) < line ? act->poverty : 0;
    }
}

/* Deterrence and gain, of those who know that they are scored. */
static void
add_response(const struct dm_block *block, const struct dm_plan_act *act, int32_t *index)
{
    const struct dm_world *world = block->world;
    const uint8_t *aware, *level;
    const uint16_t *fear;

    if (!world->plan->adapt.on || (!act->has_deter && !act->has_gain)) {
        return;
    }
    aware = world->aware[0] + block->first;
    fear = world->fear[0] + block->first;
    for (uint32_t i = 0; i < block->m; i++) {
        index[i] -= aware[i] != 0 ? act->deter[fear[i] >> 10] : 0;
    }
    for (int32_t s = 0; act->has_gain && s < world->plan->n_schemes; s++) {
        level = world->gain_level[s] + block->first;
        for (uint32_t i = 0; i < block->m; i++) {
            index[i] += aware[i] != 0 ? act->gain[s][level[i]] : 0;
        }
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_plan *plan = block->world->plan;
    int32_t *index = (int32_t *) block->association; /* free until the score stage */

    for (int32_t a = 0; a < plan->n_acts; a++) {
        int16_t *out = block->rate_index + (size_t) a * DM_COMMUNITY;

        add_traits(block, &plan->act[a], index);
        add_norms(block, &plan->act[a], index);
        add_poverty(block, &plan->act[a], index);
        add_response(block, &plan->act[a], index);
        for (uint32_t i = 0; i < block->m; i++) {
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
