/* SPDX-License-Identifier: Apache-2.0
 *
 * The replicates of a run, side by side or in turn, month by month; what is kept of each
 * when it is over; and when a checkpoint is made. */
#include "pair_lanes.h"

#include "at_end.h"
#include "measure/inequality.h"

#include <string.h>

#define TILE_COMMUNITIES 4

static void
fail(struct dm_pair *self, dm_status st, const struct dm_error *err)
{
#ifdef _OPENMP
#pragma omp critical(dm_pair)
#endif
    {
        if (self->status == DM_OK) {
            self->status = st;
            if (self->err != NULL && err != NULL) {
                *self->err = *err;
            }
        }
        self->stop = true;
    }
}

/* Counts the work done, shows it, and asks whether to go on. */
static bool
goes_on(struct dm_pair *self, double person_months)
{
    const struct dm_progress *progress = self->options->progress;
    bool stopped = false, on;

#ifdef _OPENMP
#pragma omp critical(dm_pair)
#endif
    {
        self->done += person_months;
        if (progress != NULL && progress->tick != NULL && !self->stop) {
            stopped = progress->tick(progress->self, self->done, self->all);
        }
        if (stopped && self->status == DM_OK) {
            self->status = dm_error_set(self->err, DM_ESTOPPED, "stopped");
        }
        self->stop = self->stop || stopped;
        on = !self->stop;
    }
    return on;
}

/* Adds a measured month to the replicate's sums, to the series, and to the digest of the
 * counters. */
static void
keep_month(struct dm_under_way *way, const struct dm_lane *lane, int32_t month)
{
    for (int side = 0; side < lane->n_sides; side++) {
        const struct dm_tally *tally = &lane->month[side];

        dm_tally_add(&way->outcome->sum[side], tally);
        dm_checksum_array(
            way->sum, tally->count, dm_tally_n_hashed(tally), sizeof *tally->count);
        dm_series_add(&way->series, side, month, tally);
    }
}

static void
show_month(const struct dm_pair *self, const struct dm_lane *lane, int32_t month)
{
    const struct dm_month_watch *watch = self->options->watch;
    struct dm_month_view view;

    if (watch != NULL && lane->key.replicate == 1) {
        dm_month_view_of(lane, month, self->n_months, &view);
        watch->month(watch->self, &view);
    }
}

/* What is kept by person over replicates. */
static void
keep_persons(struct dm_pair *self, const struct dm_lane *lane)
{
    const struct dm_ledger *twin = lane->n_sides == 2 ? &lane->ledger[DM_TWIN] : NULL;

    if (self->wants_bins) {
        dm_bins_add(&self->bins, &lane->ledger[DM_REGIME], twin);
    }
    if (self->options->persons != NULL) {
        self->options->persons->replicate(self->options->persons->self, lane->key.replicate,
            &lane->ledger[DM_REGIME], twin);
    }
    if (self->wants_lives && lane->key.replicate == 1) {
        dm_ledger_lost_all(&lane->ledger[DM_REGIME], self->lost);
    }
}

/* From here on the replicate is over. */
static void
keep_replicate(
    struct dm_pair *self, const struct dm_lane *lane, const struct dm_under_way *way)
{
#ifdef _OPENMP
#pragma omp critical(dm_pair)
#endif
    {
        keep_persons(self, lane);
        dm_series_merge(&self->series, &way->series);
        self->saved.ticks[way->r] = self->n_months;
    }
}

static dm_status
finish_side(struct dm_pair *self, struct dm_lane *lane, struct dm_under_way *way, int side,
    struct dm_error *err)
{
    const struct dm_population *people = &self->setting.population;
    const struct dm_ledger *conduct = &lane->ledger[lane->n_sides - 1];
    struct dm_outcome *outcome = way->outcome;
    struct dm_world *world = &lane->world[side];
    struct dm_digest diagnostics;

    if (!dm_digest_state(world, lane->tick, &outcome->state[side]) ||
        !dm_digest_diagnostics(world, &lane->ledger[side], &diagnostics)) {
        return dm_error_set(err, DM_ENOMEM, "no memory for a checksum");
    }
    dm_checksum_u64(way->sum, diagnostics.low);
    dm_checksum_u64(way->sum, diagnostics.high);
    dm_observe_end(&outcome->sum[side], &lane->ledger[side], world);
    dm_observe_indicators_end(&outcome->sum[side], &lane->indicators[side], world);
    dm_status st = dm_gap_at_equal_conduct(
        conduct, &lane->ledger[side], people, &outcome->equal_conduct[side], err);
    return st == DM_OK ? dm_outcome_end(outcome, lane, side, err) : st;
}

static dm_status
finish_replicate(struct dm_pair *self, struct dm_lane *lane, struct dm_under_way *way,
    struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int side = 0; st == DM_OK && side < lane->n_sides; side++) {
        st = finish_side(self, lane, way, side, err);
    }
    if (st == DM_OK) {
        way->outcome->measures = dm_checksum_digest(way->sum);
        keep_replicate(self, lane, way);
    }
    return st;
}

/* ---- checkpoints: one thread at a time ---- */

static dm_status
send_under_way(struct dm_pair *self, struct dm_lane *lane, struct dm_under_way *way,
    struct dm_error *err)
{
    const struct dm_snapshot_sink *to = self->options->checkpoints->to;
    struct dm_carrier carrier = { .to = to, .err = err };
    dm_status st = self->begun ? DM_OK : to->begin(to->self, err);

    self->begun = true;
    if (st == DM_OK && way != NULL) {
        self->saved.ticks[way->r] = (int32_t) lane->tick;
        st = dm_under_way_carry(way, lane, &carrier);
    }
    return st;
}

/* Closes a checkpoint that holds what is under way, or nothing yet. */
static dm_status
end_checkpoint(struct dm_pair *self, struct dm_error *err)
{
    const struct dm_snapshot_sink *to = self->options->checkpoints->to;
    struct dm_carrier carrier = { .to = to, .err = err };
    dm_status st = send_under_way(self, NULL, NULL, err);

    if (st == DM_OK) {
        st = dm_kept_carry(&self->saved, &carrier);
    }
    if (st == DM_OK) {
        st = to->end(to->self, err);
    }
    self->begun = false;
    self->since = 0;
    return st;
}

static bool
makes_checkpoints(const struct dm_pair *self)
{
    const struct dm_checkpoints *checkpoints = self->options->checkpoints;

    return checkpoints != NULL && checkpoints->to != NULL;
}

/* A replicate that runs alone is sent as it is; of those side by side only what is over. A
 * run that stops sends all that are under way, each from its own thread, and is closed when
 * all have stopped. */
static dm_status
checkpoint(struct dm_pair *self, struct dm_lane *lane, struct dm_under_way *way,
    bool goes_on, struct dm_error *err)
{
    bool over = (int32_t) lane->tick == self->n_months, alone = self->n_lanes == 1;
    dm_status st = DM_OK;

#ifdef _OPENMP
#pragma omp critical(dm_pair)
#endif
    {
        self->since += alone ? 1 : over ? self->n_months : 0;
        if (!goes_on) {
            if (!over && self->status == DM_ESTOPPED) {
                st = send_under_way(self, lane, way, err);
            }
        } else if (self->since >= self->options->checkpoints->every_months &&
                   (alone || over)) {
            st = over ? DM_OK : send_under_way(self, lane, way, err);
            st = st == DM_OK ? end_checkpoint(self, err) : st;
        }
    }
    return st;
}

/* Reads one that is under way in the checkpoint, or begins it. */
static dm_status
start_replicate(struct dm_pair *self, struct dm_lane *lane, struct dm_under_way *way,
    int32_t r, struct dm_error *err)
{
    dm_status st = DM_OK;

    dm_lane_start(lane, (uint32_t) r + 1);
    dm_under_way_start(way, r, &self->outcomes.outcome[r]);
    if (self->ticks_there[r] > 0) {
#ifdef _OPENMP
#pragma omp critical(dm_pair)
#endif
        {
            struct dm_carrier carrier = { .from = self->options->checkpoints->from,
                .err = err };

            st = dm_under_way_carry(way, lane, &carrier);
        }
    }
    return st;
}

/* A month of one replicate, with all that follows from it. `*on`: whether to go on. */
static dm_status
run_month(struct dm_pair *self, struct dm_lane *lane, struct dm_under_way *way, bool *on,
    struct dm_error *err)
{
    int32_t t = (int32_t) lane->tick, warmup = self->scenario->run.warmup_months;
    dm_status st = dm_lane_tick(lane, t >= warmup, err);

    if (st == DM_OK && t >= warmup) {
        keep_month(way, lane, t);
        show_month(self, lane, t);
    }
    if (st == DM_OK && t + 1 == self->n_months) {
        st = finish_replicate(self, lane, way, err);
    }
    *on = st == DM_OK && goes_on(self, (double) self->setting.population.n * lane->n_sides);
    return st == DM_OK && makes_checkpoints(self) ? checkpoint(self, lane, way, *on, err)
                                                  : st;
}

static void
run_replicate(
    struct dm_pair *self, struct dm_lane *lane, struct dm_under_way *way, int32_t r)
{
    struct dm_error err = { .status = DM_OK };
    dm_status st = start_replicate(self, lane, way, r, &err);
    bool on = true;

    while (st == DM_OK && on && (int32_t) lane->tick < self->n_months) {
        st = run_month(self, lane, way, &on, &err);
    }
    if (st != DM_OK) {
        fail(self, st, &err);
    }
}

static void
run_lane(struct dm_pair *self, int32_t first, int32_t step)
{
    int32_t tile = self->options->tile_communities;
    struct dm_error err = { .status = DM_OK };
    struct dm_under_way way = { .sum = NULL };
    struct dm_lane lane;
    int64_t bytes, records;
    dm_status st = dm_lane_init(&lane, &self->setting, &dm_exchange_serial, self->n_threads,
        tile > 0 ? tile : TILE_COMMUNITIES, &err);

    if (st == DM_OK) {
        st = dm_under_way_init(&way, self->n_months, lane.n_sides == 2, &err);
    }
    if (st != DM_OK) {
        fail(self, st, &err);
    }
    for (int32_t r = self->over + first; st == DM_OK && r < self->outcomes.n && !self->stop;
         r += step) {
        if (self->saved.ticks[r] < self->n_months) {
            run_replicate(self, &lane, &way, r);
        }
    }
    if (st == DM_OK) {
        bytes = dm_lane_bytes(&lane, &records);
#ifdef _OPENMP
#pragma omp critical(dm_pair)
#endif
        {
            self->bytes += bytes;
            self->bytes_records += records;
        }
    }
    dm_under_way_clear(&way);
    dm_lane_clear(&lane);
}

static void
run_lanes(struct dm_pair *self)
{
#ifdef _OPENMP
#pragma omp parallel for schedule(static, 1)                                               \
    num_threads(self->n_lanes) if (self->n_lanes > 1)
#endif
    for (int32_t k = 0; k < self->n_lanes; k++) {
        run_lane(self, k, self->n_lanes);
    }
}

/* All replicates; then the checkpoint of a run that was stopped, or the last one, before
 * the work that lives are. */
dm_status
dm_pair_run_lanes(struct dm_pair *self)
{
    struct dm_error err = { .status = DM_OK };
    dm_status st;

    run_lanes(self);
    st = self->status;
    if (makes_checkpoints(self) &&
        (st == DM_ESTOPPED || (st == DM_OK && self->since > 0 && self->wants_lives))) {
        dm_status written = end_checkpoint(self, &err);

        if (written != DM_OK) {
            return dm_error_set(self->err, written, "%s", err.text);
        }
    }
    return st;
}
