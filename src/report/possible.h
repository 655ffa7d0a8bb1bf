/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a measure can lie at all: a share from 0 to 1, a count of refusals at 0 or more. An
 * interval of Student's t knows nothing of it and may reach beyond; what is shown to people
 * ends where the measure does. The database and the JSON keep the interval as computed. */
#ifndef DEMERIT_REPORT_POSSIBLE_H
#define DEMERIT_REPORT_POSSIBLE_H

#include "storage/results.h"

struct dm_range {
    double lo, hi; /* may be infinite */
};

/* Of a measure's id as in a result: `denials.travel`, or `denials` of all services. Any
 * number is possible of an id that is no measure. */
struct dm_range dm_possible_range(const char *id);
/* Of the difference regime - twin: where one of the two is the same in every replicate, the
 * other is all that varies. */
struct dm_range dm_possible_difference(
    struct dm_range range, const struct dm_value *regime, const struct dm_value *twin);
/* `value` with its bounds in the range. A mean outside is left with its bounds alone: no
 * range of ours may hide a wrong number. */
struct dm_value dm_possible_value(const struct dm_value *value, struct dm_range range);

/* The three values of a row as they are shown. */
struct dm_value dm_possible_regime(const struct dm_metric_row *row);
struct dm_value dm_possible_twin(const struct dm_metric_row *row);
struct dm_value dm_possible_change(const struct dm_metric_row *row);
/* Whether an interval of a row ends where its measure does and not where it was computed
 * to. */
bool dm_possible_cuts(const struct dm_metric_row *row);
/* Whether that is so of any row: then the note below is said. */
bool dm_possible_cuts_any(const struct dm_results *results);
extern const char dm_possible_note[];

#endif
