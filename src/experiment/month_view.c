/* SPDX-License-Identifier: Apache-2.0
 *
 * The totals of the counters that a tick left. */
#include "month_view.h"

#define DAYS_A_MONTH 30.4375

static int64_t
total(const struct dm_tally *tally, enum dm_counter counter, int32_t index)
{
    return dm_tally_cells(tally, counter, index)[DM_CELL_TOTAL];
}

static struct dm_month_sums
sums_of(const struct dm_tally *tally)
{
    struct dm_month_sums sums = { .listed = total(tally, DM_COUNTER_LISTED, 0),
        .sanctioned = total(tally, DM_COUNTER_SANCTIONED, 0) };

    for (int32_t s = 0; s < tally->shape.n_services; s++) {
        sums.refused += total(tally, DM_COUNTER_DENIED, s);
        sums.days_lost +=
            (double) total(tally, DM_COUNTER_BARRED, s) * DAYS_A_MONTH / 65536.0;
    }
    return sums;
}

void
dm_month_view_of(
    const struct dm_lane *lane, int32_t month, int32_t n_months, struct dm_month_view *out)
{
    const struct dm_tally *regime = &lane->month[DM_REGIME];
    const int64_t *persons = dm_tally_cells(regime, DM_COUNTER_PERSON_MONTHS, 0);
    double n = (double) persons[DM_CELL_TOTAL];

    *out = (struct dm_month_view){ .month = month,
        .n_months = n_months,
        .persons = persons[DM_CELL_TOTAL],
        .n_sides = lane->n_sides };
    for (int t = 0; t < DM_MAX_TIERS; t++) {
        out->in_tier[t] = persons[DM_CELL_TIER + t];
    }
    for (int side = 0; side < lane->n_sides; side++) {
        out->side[side] = sums_of(&lane->month[side]);
    }
    if (n > 0.0) {
        out->fear = (double) regime->mood[DM_MOOD_FEAR] / (65536.0 * n);
        out->aware_share = (double) regime->mood[DM_MOOD_AWARE] / n;
    }
}
