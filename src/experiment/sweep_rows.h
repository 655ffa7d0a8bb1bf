/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs the rows of a study: every row is a run of its own, with the same persons and the
 * same luck as the others as far as its values leave them (common random numbers). */
#ifndef DEMERIT_EXPERIMENT_SWEEP_ROWS_H
#define DEMERIT_EXPERIMENT_SWEEP_ROWS_H

#include "study.h"
#include "table.h"

/* A row that is over. Borrowed for the duration of the call. */
struct dm_sweep_row {
    int64_t row;
    const char *error;            /* NULL: it ran */
    const struct dm_table *table; /* NULL: it failed */
    double seconds;
};

/* Takes rows, one at a time, in the order in which they end. A failure ends the sweep. */
struct dm_sweep_sink {
    void *self;
    dm_status (*row)(void *self, const struct dm_sweep_row *row, struct dm_error *err);
};

struct dm_sweep_options {
    int32_t jobs;                       /* rows at once; at least 1 */
    int32_t threads;                    /* of each row; with several jobs it is 1 */
    int64_t first, end;                 /* rows first .. end - 1 */
    const uint8_t *is_done;             /* [n_rows] true: not again; NULL: none is */
    const struct dm_progress *progress; /* in person-months; may be NULL */
    bool alone; /* draws the society for each row; no result depends on it */
};

/* A row whose scenario is refused, or whose run fails, is told to the sink and the others
 * go on. DM_ESTOPPED if the progress says so: rows under way are lost. DM_ENOMEM; what the
 * sink returned. */
dm_status dm_sweep_run(const struct dm_study *study, const struct dm_file_source *files,
    const struct dm_sweep_options *options, const struct dm_sweep_sink *sink,
    struct dm_error *err) DM_MUST_USE;

/* What a row takes, from the first second of one of them, on one thread. */
struct dm_sweep_estimate {
    double seconds; /* NaN: it does not run */
    int64_t bytes;  /* of memory */
};
struct dm_sweep_estimate dm_sweep_estimate(
    const struct dm_study *study, const struct dm_file_source *files, int64_t row);

#endif
