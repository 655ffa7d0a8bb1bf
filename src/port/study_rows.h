/* SPDX-License-Identifier: Apache-2.0
 *
 * What a study finds, as rows: the spread of a measure over the rows of its design, and
 * what that spread hangs on. Texts are borrowed for the duration of the call. */
#ifndef DEMERIT_PORT_STUDY_ROWS_H
#define DEMERIT_PORT_STUDY_ROWS_H

#include "base/status.h"

#include <stdint.h>

/* Over rows, each the mean of its replicates: the range over assumptions. Beside it, and
 * never mixed with it, luck: half the width of a row's interval over its replicates, in the
 * mean over rows (NaN with one replicate). NaN where nothing is defined. */
struct dm_spread_row {
    const char *metric, *side; /* side: regime, twin, difference */
    int64_t n;                 /* rows with a value */
    double least, q05, q25, median, q75, q95, most;
    double luck;
};

/* One number about one factor. kind: first, total (Sobol' indices), pair (of `other` too);
 * mu, sigma, mu_star (elementary effects); main_effect; rank_correlation; mean_at (`other`
 * is the choice). NaN where undefined; lo and hi too where there is no interval. */
struct dm_index_row {
    const char *metric, *side, *kind, *factor;
    const char *other; /* "" where there is none */
    double estimate, lo, hi;
    int64_t n; /* blocks, effects or rows that it was computed from */
};

struct dm_finding_sink {
    void *self;
    dm_status (*spread)(void *self, const struct dm_spread_row *row, struct dm_error *err);
    dm_status (*index)(void *self, const struct dm_index_row *row, struct dm_error *err);
};

#endif
