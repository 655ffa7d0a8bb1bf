/* SPDX-License-Identifier: Apache-2.0
 *
 * What each month looked like: counters summed over replicates, for the society and by
 * group and income quintile. */
#ifndef DEMERIT_EXPERIMENT_SERIES_H
#define DEMERIT_EXPERIMENT_SERIES_H

#include "engine/lane.h"
#include "port/sink.h"

/* the total, groups and quintiles: the first cells of a tally */
#define DM_SERIES_CELLS DM_CELL_SETTING

enum dm_series_id {
    DM_SERIES_LISTED,
    DM_SERIES_SANCTIONED,
    DM_SERIES_RECORDS,
    DM_SERIES_ENTRIES,
    DM_SERIES_DENIALS,
    DM_N_SERIES
};

struct dm_series_month {
    int64_t count[DM_N_SERIES][DM_SERIES_CELLS];
    int64_t persons[DM_SERIES_CELLS];
    int64_t mood[DM_N_MOODS];
};

struct dm_series {
    int32_t n_months;
    struct dm_series_month *month[DM_N_SIDES]; /* [n_months], owned; the twin's NULL without
                                                  one */
};

dm_status dm_series_init(struct dm_series *self, int32_t n_months, bool paired,
    struct dm_error *err) DM_MUST_USE;
void dm_series_clear(struct dm_series *self);
void dm_series_add(
    struct dm_series *self, int side, int32_t month, const struct dm_tally *tally);
/* Adds all of `other`, of the same shape; one thread at a time. */
void dm_series_merge(struct dm_series *self, const struct dm_series *other);
void dm_series_zero(struct dm_series *self);
/* A row for every series, level and month from `first` on, in the unit of the measure of
 * that id. A level with under 20 events in a month has no value. */
dm_status dm_series_send(const struct dm_series *self, int32_t first,
    const struct dm_sink *sink, struct dm_error *err) DM_MUST_USE;

#endif
