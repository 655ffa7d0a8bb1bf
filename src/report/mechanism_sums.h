/* SPDX-License-Identifier: Apache-2.0
 *
 * What mechanisms beyond lists and services did, and the indicators of treatment: which
 * measures stand together, in whose words, for the terminal and the report alike. Measures
 * are looked up by id; a block that its scenario lacks is nowhere. */
#ifndef DEMERIT_REPORT_MECHANISM_SUMS_H
#define DEMERIT_REPORT_MECHANISM_SUMS_H

#include "report/summary.h"

enum { DM_SUM_ROWS = 4 };

struct dm_sum_row {
    const char *id, *words;
    double scale;
};

struct dm_sum_block {
    const char *title;
    struct dm_sum_row rows[DM_SUM_ROWS]; /* an id NULL ends them */
};

extern const struct dm_sum_block dm_sum_blocks[];
extern const int dm_n_sum_blocks;

/* Stands wherever an indicator does. */
extern const char dm_indicators_text[];

/* Whether some row of the block is there and not nothing. */
bool dm_sum_shows(const struct dm_results *results, const struct dm_sum_block *block);
/* Whether the indicators have something to tell. */
bool dm_indicators_show(const struct dm_results *results);

/* The part of the summary. */
void dm_sum_say(const struct dm_results *results, const struct dm_summary_out *out);

#endif
