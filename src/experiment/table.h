/* SPDX-License-Identifier: Apache-2.0
 *
 * A run as a table of numbers by replicate: what sets of runs against each other reads. */
#ifndef DEMERIT_EXPERIMENT_TABLE_H
#define DEMERIT_EXPERIMENT_TABLE_H

#include "base/stats.h"
#include "pair.h"

enum dm_table_side { DM_TABLE_REGIME, DM_TABLE_TWIN, DM_TABLE_DIFFERENCE, DM_TABLE_SIDES };

#define DM_TABLE_ID_BYTES (2 * DM_MAX_ID_BYTES + 2)

struct dm_table_metric {
    char id[DM_TABLE_ID_BYTES];   /* expanded: denials.travel */
    const char *unit, *direction; /* of src/scenario/measures.def */
    bool is_difference;           /* the twin's value is NaN, difference == regime */
};

/* Metrics in the order of measures.def; where a measure is one for each service, their sum
 * over services comes first, under the id without the service (access_lost_days). */
struct dm_table {
    int32_t n_metrics, n; /* n: replicates */
    bool has_twin;
    struct dm_table_metric *metric; /* [n_metrics], owned */
    double *value[DM_TABLE_SIDES];  /* [n_metrics][n], owned; NaN where undefined */
    char checksum[33], twin_checksum[33], measures_checksum[33]; /* twin: "" without one */
};

/* Runs the scenario and fills the table. Errors as dm_pair_run(); `out` is then clear. Pair
 * with dm_table_clear(). */
dm_status dm_table_run(const struct dm_scenario *scenario,
    const struct dm_pair_options *options, struct dm_table *out,
    struct dm_error *err) DM_MUST_USE;
void dm_table_clear(struct dm_table *self);

/* A sink that fills `self`, zeroed before, and passes every row but lives on to `next` (may
 * be NULL: to nobody). All must outlive it; pair with dm_table_clear(). */
struct dm_table_filler {
    struct dm_table *table;
    const struct dm_sink *next;
    int32_t capacity; /* rows that there is room for */
};
struct dm_sink dm_table_sink(struct dm_table_filler *self);

/* The ids that a table of this scenario has, in its order, `most` at most; returns how many
 * there are. */
size_t dm_table_ids(
    const struct dm_scenario *scenario, char (*ids)[DM_TABLE_ID_BYTES], size_t most);

/* Whether the regime's value of a metric is the same, to the last bit, in a run without a
 * twin. Only what is known to be (tested) is. */
bool dm_table_is_own(const char *id);

/* Index of a metric, -1: there is none. */
int32_t dm_table_find(const struct dm_table *self, const char *id);
/* The values of a metric by replicate. */
const double *dm_table_values(
    const struct dm_table *self, enum dm_table_side side, int32_t metric);
/* The luck interval of `a` less `b`, paired by replicate; both of n numbers. */
struct dm_interval dm_table_paired(const double *a, const double *b, int32_t n);

#endif
