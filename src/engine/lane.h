/* SPDX-License-Identifier: Apache-2.0
 *
 * A lane runs one replicate at a time: a regime's world and, in lockstep, its twin's, on a
 * shared society, tick by tick, over tiles of communities. Threads and tiles are its own
 * affair: no result depends on them. */
#ifndef DEMERIT_ENGINE_LANE_H
#define DEMERIT_ENGINE_LANE_H

#include "base/checksum.h"
#include "measure/indicators.h"
#include "measure/observer.h"
#include "port/exchange.h"
#include "stage/stage.h"
#include "world/rulebook.h"

enum dm_side { DM_REGIME, DM_TWIN, DM_N_SIDES };

/* What all lanes of a run share; constant during it. */
struct dm_setting_of_run {
    const struct dm_scenario *scenario; /* borrowed */
    struct dm_rulebook rules[DM_N_SIDES];
    const struct dm_plan *plan[DM_N_SIDES]; /* the shape: the first of rules; the twin's
                                               NULL without one */
    struct dm_population population;
    struct dm_network network;
    struct dm_rate_grid *grid; /* owned */
    struct dm_intensity_book intensities[DM_N_SIDES];
    bool borrows; /* population, network and grid are another setting's */
};

/* The society is that of the seed. Pair with dm_setting_clear(). */
dm_status dm_setting_init(struct dm_setting_of_run *self,
    const struct dm_scenario *scenario, struct dm_error *err) DM_MUST_USE;
/* The same, but where `like` has the same society and seed its persons, ties and grid are
 * used, and it must outlive `self`. No result depends on it. `like` may be NULL. */
dm_status dm_setting_init_like(struct dm_setting_of_run *self,
    const struct dm_scenario *scenario, const struct dm_setting_of_run *like,
    struct dm_error *err) DM_MUST_USE;
/* Persons, ties and grid alone, for others to be like. */
dm_status dm_setting_init_society(struct dm_setting_of_run *self,
    const struct dm_scenario *scenario, struct dm_error *err) DM_MUST_USE;
/* Whether a setting has the society that `scenario` would draw. */
bool dm_setting_has_society_of(
    const struct dm_setting_of_run *self, const struct dm_scenario *scenario);
void dm_setting_clear(struct dm_setting_of_run *self);

struct dm_worker {
    struct dm_block block[DM_N_SIDES];
    struct dm_observer observer[DM_N_SIDES];
};

/* Looks at a community after both its worlds stepped: the blocks are as the stages left
 * them, for as long as the call lasts. May be called by several threads at once, each with
 * another community. `twin` may be NULL. */
struct dm_watch {
    void *self;
    void (*look)(void *self, const struct dm_block *regime, const struct dm_block *twin);
};

struct dm_lane {
    const struct dm_setting_of_run *setting; /* borrowed */
    const struct dm_exchange *exchange;      /* borrowed */
    const struct dm_watch *watch;            /* borrowed; NULL: nobody looks */
    int n_sides;                             /* 1 without a twin */
    int32_t n_threads, tile_communities;
    struct dm_world world[DM_N_SIDES];
    struct dm_ledger ledger[DM_N_SIDES];
    struct dm_indicators indicators[DM_N_SIDES];
    struct dm_worker *workers;         /* [n_threads], owned */
    struct dm_tally month[DM_N_SIDES]; /* what the last measured tick added */
    struct dm_key key;
    uint32_t tick; /* the next to run */
};

dm_status dm_lane_init(struct dm_lane *self, const struct dm_setting_of_run *setting,
    const struct dm_exchange *exchange, int32_t n_threads, int32_t tile_communities,
    struct dm_error *err) DM_MUST_USE;
void dm_lane_clear(struct dm_lane *self);
/* Before tick 0 of this replicate. */
void dm_lane_start(struct dm_lane *self, uint32_t replicate);
/* One tick of both sides; with `measures` their counters are left in self->month. DM_ENOMEM
 * leaves the lane unusable for this replicate. */
dm_status dm_lane_tick(
    struct dm_lane *self, bool measures, struct dm_error *err) DM_MUST_USE;
/* A world and what its measures remember, before anything grows. */
int64_t dm_side_bytes(const struct dm_plan *plan, const struct dm_scenario *scenario);
/* What is held now; of this `*records` came with what happened: records, rows of the few.
 */
int64_t dm_lane_bytes(const struct dm_lane *self, int64_t *records);

/* The order of stages, for the tick and for the ODD. */
extern const struct dm_stage *const dm_stage_order[];
extern const int dm_n_stages;

/* Digest of the state of one world: columns marked STATE, records, totals
 * (docs/odd/numerics.md, 8). Sorts records in their buckets. False if memory ran out. */
bool dm_digest_state(struct dm_world *world, uint32_t tick, struct dm_digest *digest);
/* Digest of what only measures read: DIAGNOSTIC columns and the ledger. */
bool dm_digest_diagnostics(
    const struct dm_world *world, const struct dm_ledger *ledger, struct dm_digest *digest);

#endif
