/* SPDX-License-Identifier: Apache-2.0
 *
 * R replicates of a regime and its twin. Small societies run replicates side by side, one
 * thread each; large ones run them in turn, with threads over tiles. Either way rows come
 * out in order of replicates and no result changes. */
#include "pair_lanes.h"

#include "bins.h"
#include "direct.h"
#include "engine/threads.h"
#include "estimate.h"
#include "life.h"
#include "matrix.h"
#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SMALL_SOCIETY 200000 /* persons up to which replicates run side by side */

static double
seconds(void)
{
    struct timespec now;

    if (timespec_get(&now, TIME_UTC) != TIME_UTC) {
        return 0.0;
    }
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

/* Folds digests in order of replicates. */
static bool
fold(const struct dm_outcomes *outcomes, int which, char text[33])
{
    struct dm_checksum *sum = dm_checksum_create();

    if (sum == NULL) {
        return false;
    }
    for (int32_t r = 0; r < outcomes->n; r++) {
        const struct dm_outcome *outcome = &outcomes->outcome[r];
        struct dm_digest digest =
            which < DM_N_SIDES ? outcome->state[which] : outcome->measures;

        dm_checksum_u64(sum, digest.low);
        dm_checksum_u64(sum, digest.high);
    }
    dm_digest_text(dm_checksum_digest(sum), text);
    dm_checksum_free(sum);
    return true;
}

static dm_status
send_run(struct dm_pair *self, const struct dm_sink *sink)
{
    const struct dm_scenario *scenario = self->scenario;
    bool paired = self->setting.plan[DM_TWIN] != NULL;
    char state[33], twin[33] = "", measures[33];
    struct dm_run_row row = {
        .scenario = scenario->name.s,
        .title = scenario->title != NULL ? scenario->title : scenario->name.s,
        .twin = scenario->twin_name.s,
        .persons = scenario->society.persons,
        .months = self->n_months,
        .warmup_months = scenario->run.warmup_months,
        .replicates = self->outcomes.n,
        .seed = scenario->run.seed,
        .threads = self->n_lanes * self->n_threads,
        .checksum = state,
        .twin_checksum = twin,
        .measures_checksum = measures,
        .worlds = self->n_lanes * (paired ? 2 : 1),
        .bytes_records = self->bytes_records,
        .seconds = seconds() - self->started,
        .person_months = self->done,
    };

    if (!fold(&self->outcomes, DM_REGIME, state) ||
        !fold(&self->outcomes, DM_N_SIDES, measures) ||
        (paired && !fold(&self->outcomes, DM_TWIN, twin))) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for a checksum");
    }
    row.bytes_total = self->bytes + dm_population_bytes(self->setting.population.n) +
                      dm_network_bytes(scenario);
    return sink->run != NULL ? sink->run(sink->self, &row, self->err) : DM_OK;
}

/* Months, then the matrix, bins and lives. */
static dm_status
send_rest(struct dm_pair *self, const struct dm_sink *sink)
{
    int32_t warmup = self->scenario->run.warmup_months;
    dm_status st = dm_series_send(&self->series, warmup, sink, self->err);

    if (st == DM_OK) {
        st = dm_matrix_send(&self->outcomes, sink, self->err);
    }
    if (st == DM_OK && self->wants_bins && sink->bin != NULL) {
        st = dm_bins_send(
            &self->bins, self->outcomes.n, self->n_months - warmup, sink, self->err);
    }
    if (st == DM_OK && self->wants_lives && sink->life != NULL) {
        struct dm_life_options how = { .threads = self->options->threads,
            .replicate = 1,
            .progress = self->options->progress,
            .done = self->done,
            .all = self->all };

        st = dm_life_samples(&self->setting, self->lost, &how, sink, self->err);
    }
    return st;
}

/* How the work is spread: n_lanes replicates at a time, n_threads each. */
static void
spread(struct dm_pair *self, int32_t replicates)
{
    int32_t threads =
        self->options->threads > 0 ? self->options->threads : dm_threads_available();
    int32_t lanes = self->scenario->society.persons <= SMALL_SOCIETY ? threads : 1;

    if (self->options->lanes > 0) {
        lanes = self->options->lanes;
    }
    self->n_lanes = lanes < replicates ? lanes : replicates;
    self->n_threads = self->n_lanes > 1 ? 1 : threads;
}

/* What replicates that are over left, from the checkpoint to go on from. */
static dm_status
read_checkpoint(struct dm_pair *self)
{
    struct dm_checkpoints *checkpoints = self->options->checkpoints;
    double month = self->all / ((double) self->n_months * self->outcomes.n);
    dm_status st = DM_OK;

    if (checkpoints != NULL && checkpoints->from != NULL) {
        struct dm_carrier carrier = { .from = checkpoints->from, .err = self->err };

        st = dm_kept_carry(&self->saved, &carrier);
    }
    for (int32_t r = 0; st == DM_OK && r < self->outcomes.n; r++) {
        self->done += month * self->saved.ticks[r];
        if (checkpoints != NULL) {
            checkpoints->months_there += self->saved.ticks[r];
        }
        if (self->saved.ticks[r] < self->n_months) {
            self->ticks_there[r] = self->saved.ticks[r];
            self->saved.ticks[r] = 0;
        }
    }
    return st;
}

/* More ticks, those that are added 0. */
static bool
grow_ticks(int32_t **ticks, int32_t from, int32_t to)
{
    int32_t *more = realloc(*ticks, (size_t) to * sizeof *more);

    if (more != NULL) {
        *ticks = more;
    }
    for (int32_t r = from; more != NULL && r < to; r++) {
        more[r] = 0;
    }
    return more != NULL;
}

/* Room for as many replicates as there are outcomes, beyond the first `from`. */
static dm_status
prepare_saved(struct dm_pair *self, int32_t from)
{
    int32_t n = self->outcomes.n;

    self->saved.outcomes = &self->outcomes;
    self->saved.series = &self->series;
    self->saved.bins = self->wants_bins ? &self->bins : NULL;
    self->saved.lost = self->lost;
    self->saved.n = self->setting.population.n;
    self->saved.n_months = self->n_months;
    return grow_ticks(&self->saved.ticks, from, n) &&
                   grow_ticks(&self->ticks_there, from, n)
               ? DM_OK
               : dm_error_set(self->err, DM_ENOMEM, "no memory for %d replicates", (int) n);
}

static dm_status
prepare(struct dm_pair *self)
{
    const struct dm_run *run = &self->scenario->run;
    dm_status st = dm_setting_init_like(
        &self->setting, self->scenario, self->options->like, self->err);

    self->n_months = 12 * run->years;
    spread(self, run->replicates);
    if (st == DM_OK) {
        st = dm_outcomes_init(&self->outcomes, &self->setting, run->replicates,
            self->n_months - run->warmup_months, self->err);
    }
    if (st == DM_OK) {
        bool paired = self->setting.plan[DM_TWIN] != NULL;

        self->all = (double) self->setting.population.n * self->n_months * run->replicates *
                    (paired ? 2 : 1);
        st = dm_series_init(&self->series, self->n_months, paired, self->err);
        if (st == DM_OK && self->wants_bins) {
            st = dm_bins_init(&self->bins, self->setting.population.n, paired, self->err);
        }
        if (st == DM_OK && self->wants_lives) {
            self->lost = calloc((size_t) self->setting.population.n, sizeof *self->lost);
            st = self->lost != NULL
                     ? DM_OK
                     : dm_error_set(self->err, DM_ENOMEM, "no memory for sample lives");
        }
    }
    if (st == DM_OK) {
        st = prepare_saved(self, 0);
    }
    if (st == DM_OK) {
        st = read_checkpoint(self);
    }
    if (st == DM_OK && self->wants_lives) {
        self->all += dm_life_samples_work(&self->setting);
    }
    return st;
}

static void
clear(struct dm_pair *self)
{
    dm_series_clear(&self->series);
    dm_bins_clear(&self->bins);
    free(self->lost);
    free(self->saved.ticks);
    free(self->ticks_there);
    dm_outcomes_clear(&self->outcomes);
    dm_setting_clear(&self->setting);
}

/* One more pass where the scenario asks for it. */
static dm_status
measure_direct(struct dm_pair *self)
{
    struct dm_direct_options how = { .threads = self->options->threads,
        .progress = self->options->progress,
        .done = self->done,
        .all = self->all };

    return dm_direct_measure(&self->outcomes, &how, self->err);
}

/* The run row and those of metrics. */
static dm_status
send_first(struct dm_pair *self, const struct dm_sink *sink)
{
    dm_status st = send_run(self, sink);

    if (st == DM_OK) {
        self->outcomes.interval = self->options->interval;
        self->outcomes.seed = self->scenario->run.seed;
        st = measure_direct(self);
    }
    if (st == DM_OK) {
        st = dm_estimate_all(&self->outcomes, sink, self->err);
    }
    return st;
}

static dm_status
send_all(struct dm_pair *self, const struct dm_sink *sink)
{
    dm_status st = send_first(self, sink);

    return st == DM_OK ? send_rest(self, sink) : st;
}

dm_status
dm_pair_run(const struct dm_scenario *scenario, const struct dm_pair_options *options,
    const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_pair self = { .scenario = scenario,
        .options = options,
        .err = err,
        .started = seconds(),
        .wants_bins = sink->bin != NULL,
        .wants_lives = sink->life != NULL };

    DM_ASSERT(options->checkpoints == NULL || options->persons == NULL);
    dm_status st = prepare(&self);

    if (st == DM_OK) {
        st = dm_pair_run_lanes(&self);
    }
    if (st == DM_OK) {
        st = send_all(&self, sink);
    }
    clear(&self);
    return st;
}

/* ---- replicates added to those that are over ---- */

dm_status
dm_pair_open(struct dm_pair **out, const struct dm_scenario *scenario,
    const struct dm_pair_options *options, bool with_persons, struct dm_error *err)
{
    struct dm_pair *self = calloc(1, sizeof *self);
    dm_status st;

    *out = NULL;
    if (self == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for a run");
    }
    *self = (struct dm_pair){ .scenario = scenario,
        .kept = *options,
        .err = err,
        .started = seconds(),
        .wants_bins = with_persons,
        .wants_lives = with_persons };
    self->options = &self->kept;
    st = prepare(self);
    self->err = NULL;
    if (st != DM_OK) {
        dm_pair_free(self);
        return st;
    }
    *out = self;
    return DM_OK;
}

void
dm_pair_free(struct dm_pair *self)
{
    if (self != NULL) {
        clear(self);
        free(self);
    }
}

int32_t
dm_pair_replicates(const struct dm_pair *self)
{
    return self->over;
}

dm_status
dm_pair_grow(struct dm_pair *self, int32_t replicates, const struct dm_progress *progress,
    struct dm_error *err)
{
    int64_t bytes = self->bytes, records = self->bytes_records;
    double work = (double) self->setting.population.n * self->n_months *
                  (self->setting.plan[DM_TWIN] != NULL ? 2 : 1);
    dm_status st = DM_OK;

    DM_ASSERT(self->status == DM_OK && replicates >= self->over);
    self->err = err;
    self->kept.progress = progress;
    if (replicates != self->outcomes.n) {
        st = dm_outcomes_resize(&self->outcomes, replicates, err);
    }
    if (st == DM_OK) {
        st = prepare_saved(self, self->over);
    }
    spread(self, replicates - self->over);
    self->all = work * replicates;
    self->bytes = self->bytes_records = 0;
    if (st == DM_OK) {
        st = dm_pair_run_lanes(self);
    }
    self->bytes = bytes > self->bytes ? bytes : self->bytes;
    self->bytes_records = records > self->bytes_records ? records : self->bytes_records;
    self->over = st == DM_OK ? replicates : self->over;
    self->err = NULL;
    return st;
}

enum dm_interval_kind
dm_pair_interval(const struct dm_pair *self)
{
    return self->options->interval;
}

dm_status
dm_pair_send_metrics(struct dm_pair *self, const struct dm_sink *sink, struct dm_error *err)
{
    dm_status st;

    self->err = err;
    st = send_first(self, sink);
    self->err = NULL;
    return st;
}

dm_status
dm_pair_send(struct dm_pair *self, const struct dm_scenario *as,
    const struct dm_progress *progress, const struct dm_sink *sink, struct dm_error *err)
{
    dm_status st;

    if (as->run.replicates != self->over || as->run.seed != self->scenario->run.seed ||
        as->run.years != self->scenario->run.years ||
        as->society.persons != self->scenario->society.persons) {
        return dm_error_set(
            err, DM_EUSAGE, "the replicates that were run are those of another scenario");
    }
    self->err = err;
    self->kept.progress = progress;
    self->all += self->wants_lives && sink->life != NULL
                     ? dm_life_samples_work(&self->setting)
                     : 0.0;
    st = send_all(self, sink);
    self->err = NULL;
    return st;
}

int64_t
dm_pair_bytes(const struct dm_scenario *scenario, int32_t threads)
{
    struct dm_pair_options options = { .threads = threads };
    struct dm_pair self = { .scenario = scenario, .options = &options };
    int64_t n = scenario->society.persons, bytes;

    spread(&self, scenario->run.replicates);
    bytes = dm_population_bytes((uint64_t) n) + dm_network_bytes(scenario);
    for (int side = 0; side < DM_N_SIDES; side++) {
        struct dm_rulebook rules;

        if ((side == DM_REGIME || scenario->twin_name.s[0] != '\0') &&
            dm_rulebook_init(&rules, scenario, side == DM_TWIN, NULL) == DM_OK) {
            bytes += self.n_lanes * dm_side_bytes(rules.plan[0], scenario);
            dm_rulebook_clear(&rules);
        }
    }
    return bytes;
}
