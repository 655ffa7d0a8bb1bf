/* SPDX-License-Identifier: Apache-2.0
 *
 * A followed life as rows for a sink: ids instead of indices, a person's attributes as the
 * breakdowns name them and nothing finer. */
#ifndef DEMERIT_EXPERIMENT_LIFE_ROWS_H
#define DEMERIT_EXPERIMENT_LIFE_ROWS_H

#include "port/sink.h"
#include "trace.h"

/* `traces` are the regime's and the twin's, the latter empty without one. */
dm_status dm_life_rows_send(const struct dm_setting_of_run *setting,
    const struct dm_trace traces[DM_N_SIDES], const char *pick, uint32_t replicate,
    bool with_events, const struct dm_sink *sink, struct dm_error *err) DM_MUST_USE;

#endif
