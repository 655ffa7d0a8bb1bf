/* SPDX-License-Identifier: Apache-2.0
 *
 * A tick: which stage after which, the twin before the regime, and what is swapped between
 * ticks. */
#include "lane.h"
#include "threads.h"

#include <stdlib.h>
#include <string.h>

/* The order of stages. */
const struct dm_stage *const dm_stage_order[] = {
    &dm_stage_renewal,
    &dm_stage_behaviour,
    &dm_stage_observe,
    &dm_stage_score,
    &dm_stage_lists,
    &dm_stage_services,
    &dm_stage_work,
    &dm_stage_publish,
    &dm_stage_respond,
    &dm_stage_adapt,
    &dm_stage_opinion,
};
const int dm_n_stages = (int) (sizeof dm_stage_order / sizeof *dm_stage_order);

#ifdef DM_CHECK_WRITES
/* Debug builds: a stage that writes a column it has not declared fails at once. */
static struct dm_digest
column_digest(const struct dm_block *block, enum dm_column column)
{
    struct dm_checksum *sum = dm_checksum_create();
    uint64_t values[DM_COMMUNITY];
    struct dm_digest digest;

    DM_ASSERT(sum != NULL);
    for (int k = 0; k < dm_columns[column].arrays; k++) {
        if (dm_world_hashed(block->world, column, k, block->first, block->m, values)) {
            dm_checksum_bytes(sum, values, block->m * dm_columns[column].hashed);
        }
    }
    digest = dm_checksum_digest(sum);
    dm_checksum_free(sum);
    return digest;
}

static void
step_checked(const struct dm_stage *stage, struct dm_block *block)
{
    struct dm_digest before[DM_N_COLUMNS];

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        before[c] = column_digest(block, (enum dm_column) c);
    }
    stage->step_block(block);
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        struct dm_digest after = column_digest(block, (enum dm_column) c);
        bool same = before[c].low == after.low && before[c].high == after.high;

        DM_ASSERT(same || (stage->writes >> c & 1U) != 0);
    }
}
#else
static void
step_checked(const struct dm_stage *stage, struct dm_block *block)
{
    stage->step_block(block);
}
#endif

static void
observe(
    struct dm_lane *self, struct dm_worker *worker, int side, const struct dm_block *twin)
{
    struct dm_block *block = &worker->block[side];
    struct dm_observer *observer = &worker->observer[side];

    dm_observe_block(observer, &self->ledger[side], block, twin);
    if (!dm_observe_indicators(&observer->tally, &self->indicators[side], block) ||
        observer->no_memory) {
        block->no_memory = true;
    }
}

static void
step_community(
    struct dm_lane *self, struct dm_worker *worker, uint32_t community, bool measures)
{
    struct dm_block *regime = &worker->block[DM_REGIME], *twin = NULL;

    for (int side = self->n_sides - 1; side >= 0; side--) {
        struct dm_block *block = &worker->block[side];

        dm_block_at(block, &self->world[side], community, self->key, self->tick);
        block->twin = twin;
        for (int s = 0; s < dm_n_stages; s++) {
            step_checked(dm_stage_order[s], block);
        }
        twin = side == DM_TWIN ? block : twin;
    }
    if (measures && twin != NULL) {
        observe(self, worker, DM_TWIN, NULL);
    }
    if (measures) {
        observe(self, worker, DM_REGIME, twin);
    }
    if (self->watch != NULL) {
        self->watch->look(self->watch->self, regime, twin);
    }
}

static void
step_tile(struct dm_lane *self, struct dm_worker *worker, int64_t tile, bool measures)
{
    uint32_t n = self->setting->population.n_communities;
    uint32_t first = (uint32_t) tile * (uint32_t) self->tile_communities;

    for (uint32_t c = first; c < n && c < first + (uint32_t) self->tile_communities; c++) {
        step_community(self, worker, c, measures);
    }
}

/* What others see changes hands between ticks, all at once. */
static void
turn_over(struct dm_lane *self, struct dm_world *world)
{
    uint8_t *seen = world->published[0];

    for (int s = 0; s < dm_n_stages; s++) {
        if (dm_stage_order[s]->step_global != NULL) {
            dm_stage_order[s]->step_global(world);
        }
    }
    world->published[0] = world->published_next;
    world->published_next = seen;
    self->exchange->publish(
        self->exchange->self, world->published[0], world->n, 0, world->n);
    if (world->signal_next != NULL) {
        seen = world->signal[0];
        world->signal[0] = world->signal_next;
        world->signal_next = seen;
        self->exchange->publish(
            self->exchange->self, world->signal[0], world->n, 0, world->n);
    }
}

static bool
gather(struct dm_lane *self, bool measures)
{
    bool ok = true;

    for (int side = 0; side < self->n_sides; side++) {
        dm_tally_zero(&self->month[side]);
        for (int32_t w = 0; w < self->n_threads; w++) {
            ok = ok && !self->workers[w].block[side].no_memory;
            if (measures) {
                dm_tally_add(&self->month[side], &self->workers[w].observer[side].tally);
                dm_tally_zero(&self->workers[w].observer[side].tally);
            }
        }
    }
    return ok;
}

/* False if memory ran out. */
static bool
turn_over_all(struct dm_lane *self)
{
    bool ok = true;

    for (int side = 0; side < self->n_sides; side++) {
        turn_over(self, &self->world[side]);
        ok = ok && !self->world[side].no_memory;
    }
    return ok;
}

dm_status
dm_lane_tick(struct dm_lane *self, bool measures, struct dm_error *err)
{
    int64_t communities = self->setting->population.n_communities;
    int64_t tiles = (communities + self->tile_communities - 1) / self->tile_communities;

    for (int side = 0; side < self->n_sides; side++) {
        self->world[side].key = self->key;
        self->world[side].tick = self->tick;
    }
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic)                                                 \
    num_threads(self->n_threads) if (self->n_threads > 1)
#endif
    for (int64_t tile = 0; tile < tiles; tile++) {
        step_tile(self, &self->workers[self->n_threads > 1 ? dm_thread_index() : 0], tile,
            measures);
    }
    if (!gather(self, measures) || !turn_over_all(self)) {
        return dm_error_set(err, DM_ENOMEM, "month %u: no memory for more records in force",
            (unsigned) self->tick);
    }
    self->tick++;
    return DM_OK;
}
