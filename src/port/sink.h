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
    int32_t worlds;         /* kept at once: lanes, times 2 with a twin */
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
    const double *by_replicate; /* of a total: [3][n], n of the regime, of the twin, of the
                                   difference, NaN where undefined; NULL in a breakdown */
};

/* What a month looked like: a mean over replicates, of the society (dimension NULL) or one
 * level of a breakdown, in the unit of the measure of that id: listed_share,
 * sanctioned_share, facts_recorded, entries, denials (of all services), by group and
 * income_quintile too; fear (a mean from 0 to 1) and aware_share of the regime's society.
 */
struct dm_month_row {
    int32_t month; /* counted from 0, the first tick of the run */
    const char *id;
    const char *dimension, *level;
    double regime, twin; /* NaN where undefined */
};

/* Refusals split by the collection contexts of the adverse records that led to the sanction
 * (by adverse points; "none" for what no record explains), per 1,000 person-years. A
 * service's rows add up to its refusals. */
struct dm_matrix_row {
    const char *context, *service;
    bool related; /* the service names the context as related */
    double regime, twin;
};

/* Persons by expected harm: the mean of each person over the replicates, society fixed. */
struct dm_bin_row {
    const char *id;  /* access_lost_days (the regime's level), and with .twin, .difference,
                        .difference_shrunk (less what luck adds to the spread) */
    double from, to; /* days a year, from <= x < to, zero left out; both 0: exactly none;
                        from may be -infinity (fewer than in the twin), to infinity */
    double persons;  /* share */
    int32_t replicates; /* over which a person's mean is taken */
};

/* A synthetic life, told in both worlds. */
struct dm_life_row {
    const char *pick; /* the printed rule: median, worst, never-offended, person */
    uint64_t person;  /* row number in the synthetic society */
    uint32_t replicate;
    const char *group, *setting, *age_band; /* "A", "urban", "30-44" */
    int32_t income_quintile;
    int32_t base_income_yuan;
    double days_lost_regime, days_lost_twin; /* over the measured months */
};

struct dm_life_event_row {
    uint64_t person;
    const char *world; /* regime, twin */
    int32_t month;
    /* act-seen, act-misfiled (written down for somebody else), act-unseen, record,
     * record-false, record-misattributed, record-ends, tier, list-entered, list-left,
     * refused, fined, job-lost, job-found, aware. By mechanism: renewed (another person
     * from this month on), record-rating, points-by-table (where a record got others), fed
     * (points from other schemes and attributes), joined, list-entered-{firm, at-will,
     * household}, list-left-{fulfilled, repaired, appealed, household}, listing-{reversed,
     * suspended, resumed}, appeal-{filed, granted, refused}[-outside]-{rightly, wrongly}
     * (in truth, which only the model knows; outside: the external body), compensated,
     * records-struck, refused-by-copies, refused-school[-by-copies], bounty, rated-well,
     * rated-badly, shamed, job-lost-shamed, ties-{cut, restored, made}, reward-drawn,
     * reward-not-drawn */
    const char *kind;
    const char *subject; /* act, tier (SCHEME/TIER where there are several schemes), list,
                            service, scheme or reward id; NULL */
    const char *channel; /* who recorded it, pays or collects ratings, or NULL */
    double value; /* points, score, number (of acts, refusals, ratings, ties), yuan, months
                     (on the list, or since the appeal was filed); NaN */
};

struct dm_sink {
    void *self;
    dm_status (*run)(void *self, const struct dm_run_row *row, struct dm_error *err);
    dm_status (*metric)(void *self, const struct dm_metric_row *row, struct dm_error *err);
    dm_status (*month)(void *self, const struct dm_month_row *row, struct dm_error *err);
    dm_status (*matrix)(void *self, const struct dm_matrix_row *row, struct dm_error *err);
    dm_status (*bin)(void *self, const struct dm_bin_row *row, struct dm_error *err);
    dm_status (*life)(void *self, const struct dm_life_row *row, struct dm_error *err);
    dm_status (*life_event)(
        void *self, const struct dm_life_event_row *row, struct dm_error *err);
};

/* Work done so far, for a progress line; `stop` may be set by a signal handler's flag.
 * Called between ticks, from one thread at a time. Returning true stops the run with
 * DM_ESTOPPED. */
struct dm_progress {
    void *self;
    bool (*tick)(void *self, double done_person_months, double all_person_months);
};

#endif
