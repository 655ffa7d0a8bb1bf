/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters that every person adds to every month: shape of their scratch. */
#ifndef DEMERIT_MEASURE_EVERYBODY_H
#define DEMERIT_MEASURE_EVERYBODY_H

#include "tally.h"

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

#endif
