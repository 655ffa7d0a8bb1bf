/* SPDX-License-Identifier: Apache-2.0
 *
 * What a channel misses of the acts that it is there to see: from rules and intensities,
 * not from what happened; acts that nobody saw are not drawn. */
#ifndef DEMERIT_MEASURE_MISSED_H
#define DEMERIT_MEASURE_MISSED_H

#include "world/rulebook.h"

enum dm_missed_of { DM_MISSED_ALL, DM_MISSED_A, DM_MISSED_B, DM_N_MISSED };

/* By channel, of everybody and of each group; NaN where nobody does such acts. */
struct dm_missed {
    double share[DM_MAX_CHANNELS][DM_N_MISSED];
    int64_t persons[DM_N_MISSED];
};

/* Of the acts that a channel sees, done before anybody responds to a regime, the share
 * expected to leave no record by it about who did them: not covered, not seen, kept by an
 * earlier channel, or filed under somebody else. Rules of month `tick`; incomes and work as
 * at the start. */
dm_status dm_missed_init(struct dm_missed *self, const struct dm_rulebook *rules,
    const struct dm_population *population, const struct dm_rate_grid *grid, uint32_t tick,
    struct dm_error *err) DM_MUST_USE;

#endif
