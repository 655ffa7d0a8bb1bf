/* SPDX-License-Identifier: Apache-2.0
 *
 * Replicates until an interval of luck is narrow enough. How many it takes depends on the
 * scenario, its seed and what was asked, and on nothing else. */
#ifndef DEMERIT_EXPERIMENT_PRECISE_H
#define DEMERIT_EXPERIMENT_PRECISE_H

#include "pair.h"

enum { DM_LEAST_PRECISE = 4 }; /* replicates: fewer tell nothing of their spread */

struct dm_precision {
    const char *metric; /* of a table (table.h): its difference where there is a twin */
    double half_width;  /* above 0, in the measure's unit */
    int32_t most;       /* replicates */
    /* Called when a batch is over; `next`: replicates then, or those there are at the end.
     * May be NULL. */
    void (*batch)(void *self, int32_t replicates, double half_width, int32_t next);
    void *self;
};

struct dm_precise {
    int32_t replicates;
    double half_width; /* NaN: undefined */
    bool reached;
};

/* Adds replicates to `pair`, from its scenario's number or DM_LEAST_PRECISE on. After a
 * batch of n the next one aims at n (half-width / asked)^2, but at a quarter of n more at
 * least and 2 n at most. DM_EUSAGE: there is no such metric. */
dm_status dm_precise_run(struct dm_pair *pair, const struct dm_scenario *scenario,
    const struct dm_precision *precision, const struct dm_progress *progress,
    struct dm_precise *out, struct dm_error *err) DM_MUST_USE;

#endif
