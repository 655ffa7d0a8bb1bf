/* SPDX-License-Identifier: Apache-2.0
 *
 * The results of one run, kept in memory: what a report or an export reads. Implements
 * struct dm_sink; a result database implements the same port. Rows stay in the order in
 * which they were sent. */
#ifndef DEMERIT_STORAGE_RESULTS_H
#define DEMERIT_STORAGE_RESULTS_H

#include "port/sink.h"

#include <stddef.h>

/* How the replicates came about, where the caller says so; it is no row and not stored. */
struct dm_results_how {
    const char *interval;     /* borrowed; NULL: Student's t */
    const char *precision_of; /* id of the measure, borrowed; NULL: as many as were asked
                                 for */
    double asked, half_width; /* in its unit */
    int32_t most;
    bool reached;
};

struct dm_results {
    bool has_run;
    struct dm_results_how how;
    struct dm_run_row run; /* its texts, and those of the rows, are owned by `texts` */
    struct dm_metric_row *metrics; /* owned */
    size_t n_metrics, metric_capacity;
    struct dm_month_row *months; /* owned */
    size_t n_months, month_capacity;
    struct dm_matrix_row *matrix; /* owned */
    size_t n_matrix, matrix_capacity;
    struct dm_bin_row *bins; /* owned */
    size_t n_bins, bin_capacity;
    struct dm_life_row *lives; /* owned */
    size_t n_lives, life_capacity;
    struct dm_life_event_row *life_events; /* owned */
    size_t n_life_events, life_event_capacity;
    char **texts; /* owned, each of them too */
    size_t n_texts, text_capacity;
};

void dm_results_init(struct dm_results *self);
void dm_results_clear(struct dm_results *self);

/* A sink that appends to `self`, which must outlive it. */
struct dm_sink dm_results_sink(struct dm_results *self);

/* The row of a measure, or of one level of a breakdown; NULL where none was sent. Borrowed
 * until the next row. */
const struct dm_metric_row *dm_results_total(const struct dm_results *self, const char *id);
const struct dm_metric_row *dm_results_level(const struct dm_results *self, const char *id,
    const char *dimension, const char *level);

#endif
