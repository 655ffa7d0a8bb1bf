/* SPDX-License-Identifier: Apache-2.0
 *
 * Batches of replicates. That it stops when the interval happens to be narrow makes it
 * hold the mean a little less often than it says (Chow and Robbins 1965: right in the
 * limit of a small width). */
#include "precise.h"

#include "table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static dm_status
look(struct dm_pair *pair, const struct dm_scenario *scenario,
    const struct dm_precision *precision, double *half_width, struct dm_error *err)
{
    struct dm_table table = { .n = 0 };
    struct dm_table_filler filler = { .table = &table };
    struct dm_sink sink = dm_table_sink(&filler);
    dm_status st = dm_pair_send_metrics(pair, &sink, err);
    int32_t m = st == DM_OK ? dm_table_find(&table, precision->metric) : -1;

    if (st == DM_OK && m < 0) {
        st = dm_error_set(
            err, DM_EUSAGE, "the run has no measure `%.60s`", precision->metric);
    }
    if (st == DM_OK) {
        struct dm_interval of = dm_interval_of(dm_pair_interval(pair),
            dm_table_values(
                &table, table.has_twin ? DM_TABLE_DIFFERENCE : DM_TABLE_REGIME, m),
            (size_t) table.n, scenario->run.seed);

        *half_width = of.n < DM_LEAST_PRECISE ? (double) NAN : 0.5 * (of.hi - of.lo);
    }
    dm_table_clear(&table);
    return st;
}

static int32_t
next_of(int32_t n, double half_width, const struct dm_precision *precision)
{
    double ratio = half_width / precision->half_width, aim = n * ratio * ratio;
    int32_t least = n + (n + 3) / 4, next = 2 * n;

    if (aim < next) { /* written so that NaN doubles */
        next = aim > least ? (int32_t) ceil(aim) : least;
    }
    return next < precision->most ? next : precision->most;
}

/* Asked before anything runs, so that a slip of the pen costs no batch. */
static dm_status
check_metric(const struct dm_scenario *scenario, const char *metric, struct dm_error *err)
{
    size_t n = dm_table_ids(scenario, NULL, 0);
    char(*ids)[DM_TABLE_ID_BYTES] = calloc(n + 1, sizeof *ids);
    bool known = false;

    if (ids == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for the ids of %zu measures", n);
    }
    dm_table_ids(scenario, ids, n);
    for (size_t i = 0; i < n; i++) {
        known = known || strcmp(ids[i], metric) == 0;
    }
    free(ids);
    return known ? DM_OK
                 : dm_error_set(err, DM_EUSAGE, "the run has no measure `%.60s`", metric);
}

dm_status
dm_precise_run(struct dm_pair *pair, const struct dm_scenario *scenario,
    const struct dm_precision *precision, const struct dm_progress *progress,
    struct dm_precise *out, struct dm_error *err)
{
    int32_t n = scenario->run.replicates > DM_LEAST_PRECISE ? scenario->run.replicates
                                                            : DM_LEAST_PRECISE;
    dm_status st = check_metric(scenario, precision->metric, err);

    n = n < precision->most ? n : precision->most;
    for (bool over = false; st == DM_OK && !over;) {
        st = dm_pair_grow(pair, n, progress, err);
        if (st == DM_OK) {
            out->replicates = n;
            st = look(pair, scenario, precision, &out->half_width, err);
        }
        out->reached = st == DM_OK && out->half_width <= precision->half_width;
        over = st != DM_OK || out->reached || n >= precision->most;
        n = over ? n : next_of(n, out->half_width, precision);
        if (st == DM_OK && precision->batch != NULL) {
            precision->batch(precision->self, out->replicates, out->half_width, n);
        }
    }
    return st;
}
