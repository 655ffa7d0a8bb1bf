/* SPDX-License-Identifier: Apache-2.0
 *
 * A replicate is run again as often as needed: once to learn who lost what, once to see who
 * did nothing unlawful, once to follow who was picked. It is the same each time. */
#include "life.h"

#include "engine/threads.h"
#include "life_rows.h"
#include "trace.h"

#include <stdlib.h>
#include <string.h>

#define TILE_COMMUNITIES 1
#define WORTH_A_THREAD   16             /* communities */
#define N_SAMPLES        DM_PICK_PERSON /* the picks before it are rules */
#define NOBODY           UINT64_MAX

const char *const dm_pick_ids[DM_N_PICKS] = {
    [DM_PICK_MEDIAN] = "median",
    [DM_PICK_WORST] = "worst",
    [DM_PICK_NEVER_OFFENDED] = "never-offended",
    [DM_PICK_PERSON] = "person",
};

/* One replicate, told as often as asked. */
struct telling {
    const struct dm_setting_of_run *setting;
    struct dm_life_options options;
    struct dm_lane lane;
    int32_t n_months, warmup;
    uint64_t chosen[DM_N_PICKS];
    bool wanted[DM_N_PICKS];
};

static double
work_of_pass(const struct dm_setting_of_run *setting)
{
    return (double) setting->population.n * 12.0 * setting->scenario->run.years *
           (setting->plan[DM_TWIN] != NULL ? 2.0 : 1.0);
}

double
dm_life_samples_work(const struct dm_setting_of_run *setting)
{
    return 2.0 * work_of_pass(setting);
}

static dm_status
telling_init(struct telling *self, const struct dm_setting_of_run *setting,
    const struct dm_life_options *options, struct dm_error *err)
{
    int32_t threads = options->threads > 0 ? options->threads : dm_threads_available();
    int32_t busy = 1 + (int32_t) (setting->population.n_communities / WORTH_A_THREAD);

    *self = (struct telling){ .setting = setting,
        .options = *options,
        .n_months = 12 * setting->scenario->run.years,
        .warmup = setting->scenario->run.warmup_months };
    for (int k = 0; k < DM_N_PICKS; k++) {
        self->chosen[k] = NOBODY;
    }
    /* threads with little to do mostly wait for each other */
    return dm_lane_init(&self->lane, setting, &dm_exchange_serial,
        threads < busy ? threads : busy, TILE_COMMUNITIES, err);
}

static void
telling_clear(struct telling *self)
{
    dm_lane_clear(&self->lane);
}

/* Runs the replicate, from the start that dm_lane_start() made. */
static dm_status
pass(
    struct telling *self, const struct dm_watch *watch, bool measures, struct dm_error *err)
{
    const struct dm_progress *progress = self->options.progress;
    double month = work_of_pass(self->setting) / self->n_months;
    dm_status st = DM_OK;

    self->lane.watch = watch;
    for (int32_t t = 0; st == DM_OK && t < self->n_months; t++) {
        st = dm_lane_tick(&self->lane, measures && t >= self->warmup, err);
        self->options.done += month;
        if (st == DM_OK && progress != NULL && progress->tick != NULL &&
            progress->tick(progress->self, self->options.done, self->options.all)) {
            st = dm_error_set(err, DM_ESTOPPED, "stopped");
        }
    }
    self->lane.watch = NULL;
    return st;
}

/* ---- who is picked ---- */

static int
by_size(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static uint64_t
lowest_with(const uint32_t *lost, uint64_t n, uint32_t value)
{
    uint64_t p = 0;

    while (p < n && lost[p] != value) {
        p++;
    }
    return p < n ? p : NOBODY;
}

/* By rank among those who lost anything; among equals the lowest number. */
static dm_status
pick_by_rank(struct telling *self, const uint32_t *lost, struct dm_error *err)
{
    uint64_t n = self->setting->population.n;
    uint32_t *some = malloc((size_t) n * sizeof *some);
    size_t k = 0;

    if (some == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for picking a life");
    }
    for (uint64_t p = 0; p < n; p++) {
        if (lost[p] > 0) {
            some[k++] = lost[p];
        }
    }
    if (k > 0) {
        qsort(some, k, sizeof *some, by_size);
        self->chosen[DM_PICK_MEDIAN] = lowest_with(lost, n, some[(k - 1) / 2]);
        self->chosen[DM_PICK_WORST] = lowest_with(lost, n, some[9 * (k - 1) / 10]);
    }
    free(some);
    return DM_OK;
}

static void
look_for_offences(void *context, const struct dm_block *regime, const struct dm_block *twin)
{
    uint8_t *clean = context;

    for (uint32_t i = 0; i < regime->m; i++) {
        if (clean[regime->first + i] != 0 &&
            (dm_trace_offends(regime, i) || (twin != NULL && dm_trace_offends(twin, i)))) {
            clean[regime->first + i] = 0;
        }
    }
}

static dm_status
pick_never_offended(struct telling *self, const uint32_t *lost, struct dm_error *err)
{
    uint64_t n = self->setting->population.n, best = NOBODY;
    uint8_t *clean = calloc((size_t) n, 1);
    struct dm_watch watch = { .self = clean, .look = look_for_offences };
    dm_status st;

    if (clean == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for picking a life");
    }
    for (uint64_t p = 0; p < n; p++) {
        clean[p] = lost[p] > 0;
    }
    dm_lane_start(&self->lane, self->options.replicate);
    st = pass(self, &watch, false, err);
    for (uint64_t p = 0; st == DM_OK && p < n; p++) {
        if (clean[p] != 0 && (best == NOBODY || lost[p] > lost[best])) {
            best = p;
        }
    }
    self->chosen[DM_PICK_NEVER_OFFENDED] = best;
    free(clean);
    return st;
}

static dm_status
pick(struct telling *self, const uint32_t *lost, struct dm_error *err)
{
    dm_status st = DM_OK;

    if (self->wanted[DM_PICK_MEDIAN] || self->wanted[DM_PICK_WORST]) {
        st = pick_by_rank(self, lost, err);
    }
    if (st == DM_OK && self->wanted[DM_PICK_NEVER_OFFENDED]) {
        st = pick_never_offended(self, lost, err);
    }
    return st;
}

/* ---- what befell them ---- */

struct followed {
    int n;
    enum dm_pick pick[DM_N_PICKS];
    struct dm_trace trace[DM_N_PICKS][DM_N_SIDES];
};

static void
follow(void *context, const struct dm_block *regime, const struct dm_block *twin)
{
    struct followed *self = context;

    for (int k = 0; k < self->n; k++) {
        dm_trace_look(&self->trace[k][DM_REGIME], regime);
        if (twin != NULL) {
            dm_trace_look(&self->trace[k][DM_TWIN], twin);
        }
    }
}

static void
start_following(struct telling *self, struct followed *followed)
{
    for (int k = 0; k < DM_N_PICKS; k++) {
        if (!self->wanted[k] || self->chosen[k] == NOBODY) {
            continue;
        }
        for (int side = 0; side < self->lane.n_sides; side++) {
            dm_trace_start(&followed->trace[followed->n][side], self->chosen[k],
                &self->lane.world[side], (uint32_t) self->warmup,
                (uint32_t) self->n_months);
        }
        followed->pick[followed->n++] = (enum dm_pick) k;
    }
}

static bool
told_before(const struct followed *followed, int k)
{
    for (int j = 0; j < k; j++) {
        if (followed->trace[j][DM_REGIME].person == followed->trace[k][DM_REGIME].person) {
            return true;
        }
    }
    return false;
}

static dm_status
send_followed(const struct telling *self, const struct followed *followed,
    const struct dm_sink *sink, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int k = 0; st == DM_OK && k < followed->n; k++) {
        st = dm_life_rows_send(self->setting, followed->trace[k],
            dm_pick_ids[followed->pick[k]], self->options.replicate,
            !told_before(followed, k), sink, err);
    }
    return st;
}

static dm_status
tell(struct telling *self, const struct dm_sink *sink, struct dm_error *err)
{
    struct followed *followed = calloc(1, sizeof *followed);
    struct dm_watch watch = { .self = followed, .look = follow };
    dm_status st = DM_OK;

    if (followed == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for a life");
    }
    dm_lane_start(&self->lane, self->options.replicate);
    start_following(self, followed);
    if (followed->n > 0) {
        st = pass(self, &watch, false, err);
    }
    for (int k = 0; st == DM_OK && k < followed->n; k++) {
        if (followed->trace[k][DM_REGIME].no_memory ||
            followed->trace[k][DM_TWIN].no_memory) {
            st = dm_error_set(err, DM_ENOMEM, "no memory for the events of a life");
        }
    }
    if (st == DM_OK) {
        st = send_followed(self, followed, sink, err);
    }
    for (int k = 0; k < followed->n; k++) {
        dm_trace_clear(&followed->trace[k][DM_REGIME]);
        dm_trace_clear(&followed->trace[k][DM_TWIN]);
    }
    free(followed);
    return st;
}

dm_status
dm_life_samples(const struct dm_setting_of_run *setting, const uint32_t *lost,
    const struct dm_life_options *options, const struct dm_sink *sink, struct dm_error *err)
{
    struct telling self;
    dm_status st = telling_init(&self, setting, options, err);

    for (int k = 0; k < N_SAMPLES; k++) {
        self.wanted[k] = true;
    }
    if (st == DM_OK) {
        st = pick(&self, lost, err);
    }
    if (st == DM_OK) {
        st = tell(&self, sink, err);
    }
    telling_clear(&self);
    return st;
}

/* Who lost what is learnt from a pass with measures. */
static dm_status
explain(struct telling *self, enum dm_pick rule, uint64_t person,
    const struct dm_sink *sink, struct dm_error *err)
{
    dm_status st = DM_OK;

    self->wanted[rule] = true;
    self->options.all =
        work_of_pass(self->setting) * (rule == DM_PICK_PERSON              ? 1.0
                                          : rule == DM_PICK_NEVER_OFFENDED ? 3.0
                                                                           : 2.0);
    if (rule == DM_PICK_PERSON) {
        self->chosen[rule] = person;
        return tell(self, sink, err);
    }
    dm_lane_start(&self->lane, self->options.replicate);
    st = pass(self, NULL, true, err);
    if (st == DM_OK) {
        uint64_t n = self->setting->population.n;
        uint32_t *lost = malloc((size_t) n * sizeof *lost);

        if (lost == NULL) {
            return dm_error_set(err, DM_ENOMEM, "no memory for picking a life");
        }
        dm_ledger_lost_all(&self->lane.ledger[DM_REGIME], lost);
        st = pick(self, lost, err);
        free(lost);
    }
    return st == DM_OK ? tell(self, sink, err) : st;
}

dm_status
dm_life_explain(const struct dm_scenario *scenario, enum dm_pick rule, uint64_t person,
    const struct dm_life_options *options, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_setting_of_run setting;
    struct telling self;
    dm_status st;

    if (rule == DM_PICK_PERSON && person >= (uint64_t) scenario->society.persons) {
        return dm_error_set(err, DM_EUSAGE,
            "there is no person %llu: the society has persons 0 to %llu",
            (unsigned long long) person,
            (unsigned long long) scenario->society.persons - 1);
    }
    st = dm_setting_init(&setting, scenario, err);
    if (st != DM_OK) {
        return st;
    }
    st = telling_init(&self, &setting, options, err);
    if (st == DM_OK) {
        st = explain(&self, rule, person, sink, err);
    }
    telling_clear(&self);
    dm_setting_clear(&setting);
    return st;
}
