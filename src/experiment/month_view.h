/* SPDX-License-Identifier: Apache-2.0
 *
 * What a month of a run looked like, for who watches it live: sums over everybody, of the
 * first replicate. */
#ifndef DEMERIT_EXPERIMENT_MONTH_VIEW_H
#define DEMERIT_EXPERIMENT_MONTH_VIEW_H

#include "engine/lane.h"

struct dm_month_sums {
    int64_t listed, sanctioned, refused; /* persons, persons, demands */
    double days_lost;                    /* summed over services */
};

struct dm_month_view {
    int32_t month, n_months; /* month from 0 */
    int64_t persons;
    int n_sides;
    int64_t in_tier[DM_MAX_TIERS]; /* of the main scheme, from the lowest */
    struct dm_month_sums side[DM_N_SIDES];
    double fear, aware_share; /* means; of the regime */
};

/* Called between ticks, of measured months only, from one thread at a time. */
struct dm_month_watch {
    void *self;
    void (*month)(void *self, const struct dm_month_view *view);
};

/* After a measured tick of the lane. */
void dm_month_view_of(
    const struct dm_lane *lane, int32_t month, int32_t n_months, struct dm_month_view *out);

#endif
