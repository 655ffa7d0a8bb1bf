/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a scenario and its twin on the same persons with the same luck, R times, and
 * estimates every measure. */
#ifndef DEMERIT_EXPERIMENT_PAIR_H
#define DEMERIT_EXPERIMENT_PAIR_H

#include "engine/lane.h"
#include "month_view.h"
#include "port/sink.h"
#include "scenario/scenario.h"

/* Looks at a replicate's sums by person when it ends: one thread at a time, in any order of
 * replicates (counted from 1). `twin` may be NULL. */
struct dm_persons_watch {
    void *self;
    void (*replicate)(void *self, uint32_t replicate, const struct dm_ledger *regime,
        const struct dm_ledger *twin);
};

struct dm_pair_options {
    int32_t threads;                    /* 0: all cores */
    int32_t tile_communities;           /* 0: the engine chooses; no result depends on it */
    const struct dm_progress *progress; /* may be NULL */
    const struct dm_month_watch *watch; /* may be NULL */
    /* Replicates side by side, a thread each; 1: in turn, with all threads over tiles; 0:
     * the engine chooses. No result depends on it. */
    int32_t lanes;
    const struct dm_persons_watch *persons; /* may be NULL */
    /* Persons and ties to use where they are the scenario's (engine/lane.h); may be NULL. No
     * result depends on it. */
    const struct dm_setting_of_run *like;
};

/* Sends one run row, then metric rows in order of measures.def, then months, the matrix,
 * bins and the lives that rules pick, each only if the sink takes it: bins cost memory,
 * lives two more replicates. The scenario must outlive the call. DM_ESCENARIO with a text
 * if the plan refuses a rate; DM_ENOMEM; DM_ESTOPPED; or what the sink returned. */
dm_status dm_pair_run(const struct dm_scenario *scenario,
    const struct dm_pair_options *options, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

/* Memory that a run would take, in bytes, without running it (records in force excluded).
 */
int64_t dm_pair_bytes(const struct dm_scenario *scenario, int32_t threads);

#endif
