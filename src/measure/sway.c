/* SPDX-License-Identifier: Apache-2.0
 *
 * Turns a plan's acts into rows, and sums those of a person. */
#include "sway.h"

#include <stdlib.h>

static int32_t *
row_of(const struct dm_sway *self, int32_t row)
{
    return self->rows + (size_t) row * (size_t) self->n;
}

static void
set_act(struct dm_sway *self, const struct dm_plan_act *act, int32_t k)
{
    for (int32_t t = 0; t < DM_TRAIT_SETS; t++) {
        row_of(self, DM_SWAY_TRAITS + t)[k] = act->by_traits[t];
        row_of(self, DM_SWAY_TRAITS + DM_TRAIT_SETS + t)[k] =
            act->by_traits[t] + act->poverty;
    }
    for (int32_t norms = 0; norms < DM_NORM_SETS; norms++) {
        row_of(self, DM_SWAY_NORMS + norms)[k] = act->by_norms[norms];
    }
    for (int32_t level = 0; level < DM_FEAR_LEVELS; level++) {
        row_of(self, DM_SWAY_FEAR + level)[k] = -act->deter[level];
    }
    for (int32_t level = 0; level < DM_CROWD_LEVELS; level++) {
        row_of(self, DM_SWAY_CROWD + level)[k] =
            act->has_crowding ? act->crowding[level] : 0;
    }
    for (int32_t s = 0; s < self->n_schemes; s++) {
        for (int32_t level = 0; level < DM_GAIN_LEVELS; level++) {
            row_of(self, DM_SWAY_GAIN + s * DM_GAIN_LEVELS + level)[k] =
                act->gain[s][level];
        }
    }
    self->crowds = self->crowds || act->has_crowding;
}

bool
dm_sway_has(const struct dm_plan *plan, const struct dm_plan_act *act)
{
    return act->happens && (!act->lawful || act->expression) &&
           (act->has_deter || act->has_gain || (plan->crowding.on && act->has_crowding));
}

static void
add_acts(struct dm_sway *self, const struct dm_plan *plan, bool lawful)
{
    for (int32_t a = 0; a < plan->n_acts; a++) {
        if (plan->act[a].lawful == lawful && dm_sway_has(plan, &plan->act[a])) {
            self->act[self->n++] = (uint8_t) a;
        }
    }
}

bool
dm_sway_init(struct dm_sway *self, const struct dm_plan *plan)
{
    *self = (struct dm_sway){ .n_schemes = plan->n_schemes };
    add_acts(self, plan, false);
    self->n_unlawful = self->n;
    add_acts(self, plan, true);
    if (self->n == 0) {
        return true;
    }
    self->rows = malloc((size_t) (DM_SWAY_ROWS + self->n_schemes * DM_GAIN_LEVELS) *
                        (size_t) self->n * sizeof *self->rows);
    for (int32_t k = 0; self->rows != NULL && k < self->n; k++) {
        set_act(self, &plan->act[self->act[k]], k);
    }
    return self->rows != NULL;
}

void
dm_sway_clear(struct dm_sway *self)
{
    free(self->rows);
    *self = (struct dm_sway){ 0 };
}

static void
add_row(const struct dm_sway *self, int32_t row, int32_t *restrict index)
{
    const int32_t *restrict step = row_of(self, row);
    const int32_t n = self->n;

    for (int32_t k = 0; k < n; k++) {
        index[k] += step[k];
    }
}

void
dm_sway_of(
    const struct dm_sway *self, const struct dm_block *block, uint32_t i, int32_t *index)
{
    const struct dm_population *people = block->world->population;
    const uint64_t p = block->first + i;
    const int32_t poor = block->poor[i] != 0 ? DM_TRAIT_SETS : 0;
    const int32_t *restrict traits =
        row_of(self, DM_SWAY_TRAITS + poor + people->traits[p] % DM_TRAIT_SETS);
    const int32_t *restrict norms =
        row_of(self, DM_SWAY_NORMS + people->norms[p] % DM_NORM_SETS);
    const int32_t *restrict fear = row_of(self, DM_SWAY_FEAR + block->alarm[i] - 1);
    int32_t *restrict out = index;

    for (int32_t k = 0; k < self->n; k++) {
        out[k] = traits[k] + norms[k] + fear[k];
    }
    for (int32_t s = 0; s < self->n_schemes; s++) {
        add_row(self,
            DM_SWAY_GAIN + s * DM_GAIN_LEVELS +
                block->level_at_start[(size_t) s * DM_COMMUNITY + i],
            out);
    }
    if (self->crowds) {
        add_row(self, DM_SWAY_CROWD + block->crowding[i], out);
    }
}
