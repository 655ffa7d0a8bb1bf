/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers that take the next row each, run it and hand it over, one at a time. A row whose
 * society is that of the worker's row before uses its persons and ties. */
#include "sweep_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CALIBRATION_SECONDS 1.0

struct sweep {
    const struct dm_study *study;
    const struct dm_file_source *files;
    const struct dm_sweep_options *options;
    const struct dm_sweep_sink *sink;
    double done, all, row_work; /* person-months */
    int64_t next;
    bool stop;
    dm_status status;
    struct dm_error *err;
};

/* A worker, how much of its row it has done, and the society of the row before: in most
 * designs the next one has the same. */
struct worker {
    struct sweep *sweep;
    double share;
    struct dm_scenario *scenario; /* owned: that of `society`; NULL: there is none */
    struct dm_setting_of_run society;
};

static double
seconds(void)
{
    struct timespec now;

    return timespec_get(&now, TIME_UTC) == TIME_UTC
               ? (double) now.tv_sec + 1e-9 * (double) now.tv_nsec
               : 0.0;
}

static bool
is_done(const struct dm_sweep_options *options, int64_t row)
{
    return options->is_done != NULL && options->is_done[row] != 0;
}

/* The next row to run; -1: there is none, or the sweep is to end. */
static int64_t
take_row(struct sweep *self)
{
    int64_t row = -1;

#ifdef _OPENMP
#pragma omp critical(dm_sweep)
#endif
    {
        while (self->next < self->options->end && is_done(self->options, self->next)) {
            self->next++;
        }
        if (!self->stop && self->next < self->options->end) {
            row = self->next++;
        }
    }
    return row;
}

/* Adds what a worker did since it last said so, and asks whether to go on. */
static bool
tick(void *context, double done, double all)
{
    struct worker *self = context;
    struct sweep *sweep = self->sweep;
    const struct dm_progress *progress = sweep->options->progress;
    double share = all > 0.0 ? done / all : 1.0;
    bool stop;

#ifdef _OPENMP
#pragma omp critical(dm_sweep)
#endif
    {
        sweep->done += (share - self->share) * sweep->row_work;
        self->share = share;
        if (progress != NULL && progress->tick != NULL && !sweep->stop &&
            progress->tick(progress->self, sweep->done, sweep->all)) {
            sweep->stop = true;
            if (sweep->status == DM_OK) {
                sweep->status = dm_error_set(sweep->err, DM_ESTOPPED, "stopped");
            }
        }
        stop = sweep->stop;
    }
    return stop;
}

/* The first complaint about a row's scenario. */
static void
say_why(const struct dm_diagnostics *found, dm_status st, struct dm_error *err)
{
    const struct dm_diagnostic *first = found->n > 0 ? &found->items[0] : NULL;

    if (first == NULL) {
        (void) dm_error_set(err, st, "%s",
            st == DM_ENOMEM ? "no memory for the scenario" : "the scenario is refused");
        return;
    }
    (void) dm_error_set(err, st, "error[E%04d]: %.100s%s%.300s", first->number,
        first->key != NULL ? first->key : "", first->key != NULL ? ": " : "",
        first->message != NULL ? first->message : "");
}

static void
forget_society(struct worker *self)
{
    dm_setting_clear(&self->society);
    dm_scenario_free(self->scenario);
    self->scenario = NULL;
}

/* The society to use for a scenario, which is taken over where it is drawn for it. Without
 * memory for one the run says so. */
static const struct dm_setting_of_run *
society_of(struct worker *self, struct dm_scenario **scenario)
{
    if (self->sweep->options->alone) {
        return NULL;
    }
    if (self->scenario == NULL || !dm_setting_has_society_of(&self->society, *scenario)) {
        forget_society(self);
        if (dm_setting_init_society(&self->society, *scenario, NULL) == DM_OK) {
            self->scenario = *scenario;
            *scenario = NULL;
        }
    }
    return self->scenario != NULL ? &self->society : NULL;
}

static dm_status
run_row(struct worker *self, int64_t row, struct dm_table *table, struct dm_error *err)
{
    struct sweep *sweep = self->sweep;
    struct dm_progress progress = { .self = self, .tick = tick };
    struct dm_pair_options options = { .threads = sweep->options->threads,
        .progress = &progress };
    struct dm_diagnostics found = { .items = NULL };
    struct dm_scenario *scenario = NULL;
    dm_status st = dm_study_row(sweep->study, row, sweep->files, &scenario, &found);

    *table = (struct dm_table){ 0 };
    if (st != DM_OK) {
        say_why(&found, st, err);
    } else {
        const struct dm_scenario *own = scenario;

        options.like = society_of(self, &scenario);
        st = dm_table_run(own, &options, table, err);
    }
    dm_diagnostics_clear(&found);
    dm_scenario_free(scenario);
    return st;
}

static void
hand_over(struct sweep *self, const struct dm_sweep_row *row)
{
    struct dm_error err = { .status = DM_OK };

#ifdef _OPENMP
#pragma omp critical(dm_sweep)
#endif
    {
        dm_status st = self->status == DM_OK || self->status == DM_ESTOPPED
                           ? self->sink->row(self->sink->self, row, &err)
                           : DM_OK;

        if (st != DM_OK) {
            self->status = dm_error_set(self->err, st, "%s", err.text);
            self->stop = true;
        }
    }
}

static void
work(struct sweep *sweep)
{
    struct worker self = { .sweep = sweep };

    for (int64_t row = take_row(sweep); row >= 0; row = take_row(sweep)) {
        self.share = 0.0;
        struct dm_error err = { .status = DM_OK };
        struct dm_table table;
        double started = seconds();
        dm_status st = run_row(&self, row, &table, &err);

        if (st != DM_ESTOPPED) {
            struct dm_sweep_row over = { .row = row,
                .error = st == DM_OK        ? NULL
                         : err.text[0] != 0 ? err.text
                                            : "no memory",
                .table = st == DM_OK ? &table : NULL,
                .seconds = seconds() - started };

            hand_over(sweep, &over);
            (void) tick(&self, 1.0, 1.0);
        }
        dm_table_clear(&table);
    }
    forget_society(&self);
}

static double
work_of_row(const struct dm_study *study)
{
    const struct dm_scenario *base = study->base;

    return (double) base->society.persons * 12.0 * base->run.years * base->run.replicates *
           (base->twin_name.s[0] != '\0' ? 2.0 : 1.0);
}

dm_status
dm_sweep_run(const struct dm_study *study, const struct dm_file_source *files,
    const struct dm_sweep_options *options, const struct dm_sweep_sink *sink,
    struct dm_error *err)
{
    struct sweep self = { .study = study,
        .files = files,
        .options = options,
        .sink = sink,
        .row_work = work_of_row(study),
        .next = options->first,
        .err = err };

    for (int64_t row = options->first; row < options->end; row++) {
        self.all += is_done(options, row) ? 0.0 : self.row_work;
    }
#ifdef _OPENMP
#pragma omp parallel num_threads(options->jobs) if (options->jobs > 1)
#endif
    work(&self);
    return self.status;
}

/* ---- how long it will take ---- */

struct clock {
    double started, first, share; /* first: when the first month was over */
};

static bool
look_at_clock(void *context, double done, double all)
{
    struct clock *self = context;
    double now = seconds();

    self->first = self->first > 0.0 ? self->first : now;
    self->share = done / all;
    return now - self->started > CALIBRATION_SECONDS;
}

struct dm_sweep_estimate
dm_sweep_estimate(
    const struct dm_study *study, const struct dm_file_source *files, int64_t row)
{
    struct clock clock = { .started = seconds() };
    struct dm_progress progress = { .self = &clock, .tick = look_at_clock };
    struct dm_pair_options options = { .threads = 1, .progress = &progress };
    struct dm_sweep_estimate out = { .seconds = (double) NAN };
    struct dm_diagnostics found = { .items = NULL };
    struct dm_scenario *scenario = NULL;
    struct dm_table table = { 0 };
    dm_status st = dm_study_row(study, row, files, &scenario, &found);

    out.bytes = dm_pair_bytes(study->base, 1);
    if (st == DM_OK) {
        st = dm_table_run(scenario, &options, &table, NULL);
    }
    if ((st == DM_OK || st == DM_ESTOPPED) && clock.share > 0.0) {
        double now = seconds();
        out.seconds = clock.first - clock.started + (now - clock.first) / clock.share;
    }
    dm_table_clear(&table);
    dm_diagnostics_clear(&found);
    dm_scenario_free(scenario);
    return out;
}
