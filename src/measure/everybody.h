/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters that every person adds to every month: shape of their scratch. */
#ifndef DEMERIT_MEASURE_EVERYBODY_H
#define DEMERIT_MEASURE_EVERYBODY_H

#include "observer.h"

enum dm_dense {
    DM_DENSE_PERSONS,
    DM_DENSE_INCOME,
    DM_DENSE_LABOUR,
    DM_DENSE_EMPLOYED,
    DM_DENSE_EXPRESSION,
    DM_DENSE_FALL,
    DM_DENSE_OFFENCES,
    DM_N_DENSE
};

/* group x quintile x age band x tier; setting and jurisdiction are constant along a run of
 * persons */
#define DM_DENSE_KEYS (DM_N_GROUPS * DM_MAX_QUINTILES * DM_MAX_AGE_BANDS * DM_MAX_TIERS)

/* Row of a person among the keys. */
static inline size_t
dm_dense_key(const struct dm_world *world, uint64_t p)
{
    const struct dm_population *people = world->population;
    size_t key = (people->traits[p] & DM_TRAIT_GROUP_B) != 0 ? 1 : 0;

    key = key * DM_MAX_QUINTILES + people->quintile[p];
    key = key * DM_MAX_AGE_BANDS + people->age_band[p];
    return key * DM_MAX_TIERS +
           (world->plan->main_scheme >= 0 ? world->tier[world->plan->main_scheme][p] : 0U);
}

/* Adds the rows of `n` sums each at self->sums, of persons of one jurisdiction and setting
 * (`cell`), to the cells that each key is in. */
void dm_dense_fold(struct dm_observer *self, const struct dm_world *world, int32_t cell,
    const enum dm_counter *counter, int n);

#endif
