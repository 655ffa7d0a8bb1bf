/* SPDX-License-Identifier: Apache-2.0
 *
 * Expected acts a month of a person who does not respond to the regime: a table over
 * attributes and poverty, so that the measures need not sum over act types for everybody
 * every month; one table for each way in which rules weigh conduct and move acts. */
#ifndef DEMERIT_MEASURE_INTENSITY_H
#define DEMERIT_MEASURE_INTENSITY_H

#include "world/rulebook.h"

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

/* The tables of one world whose rules vary in time and place. */
struct dm_intensity_book {
    const struct dm_rulebook *rules, *judge; /* borrowed: this world's; the regime's */
    int32_t n;
    struct dm_intensities **table; /* [n], owned: no two are equal */
    uint16_t *of;                  /* [judge's plans][this world's plans], owned */
};

/* `rules` and `judge` must outlive it. On failure `self` is cleared. Pair with
 * dm_intensity_book_clear(). */
dm_status dm_intensity_book_init(struct dm_intensity_book *self,
    const struct dm_rulebook *rules, const struct dm_rulebook *judge,
    const struct dm_rate_grid *grid, struct dm_error *err) DM_MUST_USE;
void dm_intensity_book_clear(struct dm_intensity_book *self);
/* The table of a jurisdiction in month `tick`. */
const struct dm_intensities *dm_intensity_book_at(
    const struct dm_intensity_book *self, int32_t jurisdiction, uint32_t tick);

static inline const struct dm_intensity *
dm_intensity_at(
    const struct dm_intensities *self, bool poor, unsigned traits, unsigned norms)
{
    return &self->at[poor][traits % DM_TRAIT_SETS][norms % DM_NORM_SETS];
}

#endif
