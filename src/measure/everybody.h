/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters that every person adds to every month: shape of their scratch. */
#ifndef DEMERIT_MEASURE_EVERYBODY_H
#define DEMERIT_MEASURE_EVERYBODY_H

#include "observer.h"

enum dm_dense {
    DM_DENSE_PERSONS, /* while they are added up, with the two last in its upper bits */
    DM_DENSE_INCOME,
    DM_DENSE_EXPRESSION,
    DM_DENSE_OFFENCES,
    DM_DENSE_FALL,
    DM_DENSE_LOSSES,
    DM_DENSE_GAINS,
    DM_DENSE_LABOUR,
    DM_DENSE_EMPLOYED,
    DM_N_DENSE
};

/* group x quintile x age band x tier; setting and jurisdiction are constant along a run of
 * persons */
#define DM_DENSE_KEYS (DM_N_GROUPS * DM_MAX_QUINTILES * DM_MAX_AGE_BANDS * DM_MAX_TIERS)

#define DM_CHUNK 512 /* persons whose scratch stays in the nearest cache */

struct dm_dense_scratch {
    int64_t sums[DM_DENSE_KEYS * DM_N_DENSE]; /* by key, then counter */
    /* of the persons of a chunk: */
    uint64_t expression[DM_CHUNK], offences[DM_CHUNK], conduct[DM_CHUNK]; /* intensities */
    uint16_t key[DM_CHUNK], some[DM_CHUNK];
};

/* How many keys this world's persons have. */
static inline size_t
dm_dense_keys(const struct dm_world *world)
{
    return (size_t) DM_N_GROUPS * DM_MAX_QUINTILES *
           (size_t) world->population->n_age_bands *
           (world->plan->main_scheme >= 0 ? DM_MAX_TIERS : 1);
}

/* Keys of persons [from, to) of a community, into `key`. */
void dm_dense_key(const struct dm_world *world, uint64_t first, uint32_t from, uint32_t to,
    uint16_t *key);

/* Adds the rows of `n` sums each at self->dense->sums, of persons of one jurisdiction and
 * setting (`cell`), to the cells that each key is in. */
void dm_dense_fold(struct dm_observer *self, const struct dm_world *world, int32_t cell,
    const enum dm_counter *counter, int n);

#endif
