/* SPDX-License-Identifier: Apache-2.0
 *
 * Fills the table of intensities. */
#include "intensity.h"

#include <string.h>

static void
add_act(struct dm_intensities *self, const struct dm_plan_act *act, uint32_t weight,
    const struct dm_rate_grid *grid)
{
    for (int poor = 0; poor < 2; poor++) {
        for (unsigned t = 0; t < DM_TRAIT_SETS; t++) {
            for (unsigned n = 0; n < DM_NORM_SETS; n++) {
                struct dm_intensity *at = &self->at[poor][t][n];
                int32_t index =
                    act->by_traits[t] + act->by_norms[n] + (poor ? act->poverty : 0);
                uint32_t rate = index < DM_I_MIN ? 0 : grid->rate24[index - DM_I_MIN];

                at->expression += act->lawful ? rate : 0;
                at->offences += act->lawful ? 0 : rate;
                at->conduct += (uint64_t) rate * weight >> 16;
            }
        }
    }
}

void
dm_intensities_init(struct dm_intensities *self, const struct dm_plan *plan,
    const struct dm_plan *judge, const struct dm_rate_grid *grid)
{
    memset(self, 0, sizeof *self);
    for (int32_t a = 0; a < plan->n_acts; a++) {
        const struct dm_plan_act *act = &plan->act[a];

        if (!act->happens || (act->lawful && !act->expression)) {
            continue;
        }
        self->conduct_weight[a] = judge->act[a].conduct_weight; /* 0 for lawful acts */
        add_act(self, act, self->conduct_weight[a], grid);
        if (act->has_deter || act->has_gain || (plan->crowding.on && act->has_crowding)) {
            self->responding[self->n_responding++] = (uint8_t) a;
        }
    }
}
