/* SPDX-License-Identifier: Apache-2.0
 *
 * Where results go. The core calls a sink; a database, a table in memory or a test
 * receives. Texts are borrowed for the duration of the call. Every function may be NULL:
 * then that kind of row is dropped. */
#ifndef DEMERIT_PORT_SINK_H
#define DEMERIT_PORT_SINK_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* NaN where undefined */
struct dm_value {
    double mean, lo, hi;
};

/* One run: R replicates of a regime, each with its twin. Sent once, after the last tick. */
struct dm_run_row {
    const char *scenario, *title, *twin; /* twin: "" without one */
    int64_t persons;
    int32_t months, warmup_months, replicates;
    uint32_t seed;
    int32_t threads;
    const char *checksum, *twin_checksum,
        *measures_checksum; /* 32 hexadecimal digits; twin: "" without one */
    int64_t bytes_total;    /* memory of society and worlds at the end */
    int64_t bytes_records;  /* of them, records in force and pending */
    double seconds;
    double person_months; /* of the regime and the twin together */
};

/* An estimate: the total (dimension NULL) or one level of a breakdown. */
struct dm_metric_row {
    const char *id; /* expanded: denials.travel */
    const char *unit, *direction, *sentence;
    const char *dimension, *level; /* group A, income_quintile 1, setting urban, age_band,
                                      tier, jurisdiction J01, channel, context */
    int64_t n;                     /* replicates in a total, events in a breakdown */
    struct dm_value regime, twin, difference;
    bool is_difference; /* twin is null by definition and difference equals regime */
};

/* What a month looked like: sums over the society, mean over replicates. */
struct dm_month_row {
    int32_t month;
    const char *id;
    double regime, twin;
};

struct dm_sink {
    void *self;
    dm_status (*run)(void *self, const struct dm_run_row *row, struct dm_error *err);
    dm_status (*metric)(void *self, const struct dm_metric_row *row, struct dm_error *err);
    dm_status (*month)(void *self, const struct dm_month_row *row, struct dm_error *err);
};

/* Work done so far, for a progress line; `stop` may be set by a signal handler's flag.
 * Called between ticks, from one thread at a time. Returning true stops the run with
 * DM_ESTOPPED. */
struct dm_progress {
    void *self;
    bool (*tick)(void *self, double done_person_months, double all_person_months);
};

#endif
