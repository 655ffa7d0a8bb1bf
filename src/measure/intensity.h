/* SPDX-License-Identifier: Apache-2.0
 *
 * Expected acts a month of a person who does not respond to the regime: a table over
 * attributes and poverty, so that the measures need not sum over act types for everybody
 * every month. */
#ifndef DEMERIT_MEASURE_INTENSITY_H
#define DEMERIT_MEASURE_INTENSITY_H

#include "world/plan.h"

struct dm_intensity {
    uint64_t offences, expression; /* 2^-24 acts a month: unlawful; lawful expression */
    uint64_t conduct;              /* unlawful acts times their weight, 2^-8 */
};

struct dm_intensities {
    int32_t n_responding; /* acts of either kind that deterrence or gain moves */
    uint8_t responding[DM_MAX_ACTS];
    uint32_t conduct_weight[DM_MAX_ACTS];
    struct dm_intensity at[2][DM_TRAIT_SETS][DM_NORM_SETS]; /* poor or not */
};

/* `judge` is the plan whose points weigh conduct: the regime's, for both worlds. */
void dm_intensities_init(struct dm_intensities *self, const struct dm_plan *plan,
    const struct dm_plan *judge, const struct dm_rate_grid *grid);

static inline const struct dm_intensity *
dm_intensity_at(
    const struct dm_intensities *self, bool poor, unsigned traits, unsigned norms)
{
    return &self->at[poor][traits % DM_TRAIT_SETS][norms % DM_NORM_SETS];
}

#endif
