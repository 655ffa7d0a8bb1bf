/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a scenario and its twin on the same persons with the same luck, R times, and
 * estimates every measure. */
#ifndef DEMERIT_EXPERIMENT_PAIR_H
#define DEMERIT_EXPERIMENT_PAIR_H

#include "checkpoint.h"
#include "engine/lane.h"
#include "interval.h"
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
    /* Persons and ties to use where they are the scenario's (engine/lane.h); may be NULL.
     * No result depends on it. */
    const struct dm_setting_of_run *like;
    enum dm_interval_kind interval; /* of the rows sent */
    /* May be NULL; for dm_pair_run() only, and without `persons`: what that saw is in no
     * checkpoint. */
    struct dm_checkpoints *checkpoints;
};

/* Sends one run row, then metric rows in order of measures.def, then months, the matrix,
 * bins and the lives that rules pick, each only if the sink takes it: bins cost memory,
 * lives two more replicates. The scenario must outlive the call. DM_ESCENARIO with a text
 * if the plan refuses a rate; DM_ENOMEM; DM_ESTOPPED; or what the sink returned, or those
 * of the checkpoints. A stopped run leaves a checkpoint, where they are asked for. */
dm_status dm_pair_run(const struct dm_scenario *scenario,
    const struct dm_pair_options *options, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

/* The same in parts, for who does not know yet how many replicates it takes: replicates are
 * added to those that are over, and what is sent is what dm_pair_run() would send of as
 * many. `with_persons`: bins and lives will be asked for. The scenario, and what `options`
 * points to, must outlive the pair; its replicates are not looked at. Free with
 * dm_pair_free() (NULL too). */
struct dm_pair;
dm_status dm_pair_open(struct dm_pair **out, const struct dm_scenario *scenario,
    const struct dm_pair_options *options, bool with_persons,
    struct dm_error *err) DM_MUST_USE;
void dm_pair_free(struct dm_pair *self);
int32_t dm_pair_replicates(const struct dm_pair *self); /* those that are over */
/* Runs replicates until there are so many, not fewer than there are. After a failure the
 * pair can only be freed. */
dm_status dm_pair_grow(struct dm_pair *self, int32_t replicates,
    const struct dm_progress *progress, struct dm_error *err) DM_MUST_USE;
enum dm_interval_kind dm_pair_interval(const struct dm_pair *self);
/* Sends the run row, with the replicates that are over, and all metric rows. */
dm_status dm_pair_send_metrics(
    struct dm_pair *self, const struct dm_sink *sink, struct dm_error *err) DM_MUST_USE;
/* Sends all rows, as of `as`: the scenario with that many replicates. DM_EUSAGE: it is
 * another one. */
dm_status dm_pair_send(struct dm_pair *self, const struct dm_scenario *as,
    const struct dm_progress *progress, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

/* Memory that a run would take, in bytes, without running it (records in force excluded).
 */
int64_t dm_pair_bytes(const struct dm_scenario *scenario, int32_t threads);

#endif
