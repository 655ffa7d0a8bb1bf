/* SPDX-License-Identifier: Apache-2.0
 *
 * From a text to a running society, through the same reader, plan and engine as any
 * scenario; and means with their errors. */
#include "theory_lab.h"

#include "scenario/reader.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "theory.yaml"
#define ROUNDINGS 3 /* to the grid: of the base rate, a factor, the coverage */

void
dm_lab_set(struct dm_lab_sets *self, const char *format, ...)
{
    va_list args;
    int n;

    DM_ASSERT(self->n < DM_LAB_SETS);
    va_start(args, format);
    n = vsnprintf(self->text[self->n], DM_LAB_SET_BYTES, format, args);
    va_end(args);
    DM_ASSERT(n > 0 && n < DM_LAB_SET_BYTES);
    self->n++;
}

/* ---- a scenario from a text in memory ---- */

/* A built-in scenario that the reader refuses is a fault of ours. */
static dm_status
refuse(dm_status status, const struct dm_diagnostics *problems, struct dm_error *err)
{
    if (status == DM_ENOMEM || problems->no_memory) {
        return dm_error_set(err, DM_ENOMEM, "no memory for a scenario of theory");
    }
    return dm_error_set(err, DM_EINTERNAL, "a scenario of theory is refused: %s: %s",
        problems->n > 0 && problems->items[0].key != NULL ? problems->items[0].key : "?",
        problems->n > 0 ? problems->items[0].message : "no reason");
}

static dm_status
read_text(struct dm_scenario **out, const char *yaml, const struct dm_lab_sets *sets,
    struct dm_error *err)
{
    struct dm_written_file file = { FILE_NAME, yaml, NULL };
    struct dm_file_source source = dm_written_source(&file);
    struct dm_diagnostics problems = { .items = NULL };
    const char *texts[DM_LAB_SETS];
    struct dm_read_options options = { .sets = texts, .n_sets = sets->n };
    dm_status st;

    for (size_t i = 0; i < sets->n; i++) {
        texts[i] = sets->text[i];
    }
    st = dm_scenario_read(out, FILE_NAME, &source, &options, &problems);
    if (st != DM_OK) {
        st = refuse(st, &problems, err);
    }
    dm_diagnostics_clear(&problems);
    return st;
}

/* ---- the society ---- */

dm_status
dm_lab_init(struct dm_lab *self, const struct dm_theory *theory, const char *yaml,
    const struct dm_lab_sets *sets, int64_t persons, struct dm_error *err)
{
    struct dm_lab_sets all = sets != NULL ? *sets : (struct dm_lab_sets){ .n = 0 };
    dm_status st;

    *self = (struct dm_lab){ .scenario = NULL };
    dm_lab_set(&all, "society.persons=%lld", (long long) (persons / theory->thin));
    st = read_text(&self->scenario, yaml, &all, err);
    if (st == DM_OK) {
        st = dm_setting_init(&self->setting, self->scenario, err);
    }
    if (st == DM_OK) {
        st = dm_lane_init(&self->lane, &self->setting, &dm_exchange_serial, 1, 1, err);
    }
    if (st != DM_OK) {
        dm_lab_clear(self);
        return st;
    }
    dm_lane_start(&self->lane, 1);
    self->world = &self->lane.world[DM_REGIME];
    self->n = self->setting.population.n;
    return DM_OK;
}

void
dm_lab_clear(struct dm_lab *self)
{
    dm_lane_clear(&self->lane);
    dm_setting_clear(&self->setting);
    dm_scenario_free(self->scenario);
    *self = (struct dm_lab){ .scenario = NULL };
}

dm_status
dm_lab_run(struct dm_lab *self, int ticks, bool measures, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int t = 0; st == DM_OK && t < ticks; t++) {
        st = dm_lane_tick(&self->lane, measures, err);
    }
    return st;
}

void *
dm_lab_rows(const struct dm_lab *self, size_t width, struct dm_error *err)
{
    void *rows = calloc(self->n, width);

    if (rows == NULL) {
        dm_error_set(err, DM_ENOMEM, "no memory for %llu persons of theory",
            (unsigned long long) self->n);
    }
    return rows;
}

static int
find(const void *ids, int n, size_t stride, const char *id)
{
    const char *at = ids;

    for (int i = 0; i < n; i++) {
        if (strcmp(at + (size_t) i * stride, id) == 0) {
            return i;
        }
    }
    DM_ASSERT(n < 0); /* the ids are ours */
    return -1;
}

int
dm_lab_scheme(const struct dm_lab *self, const char *id)
{
    const struct dm_regime *regime = &self->scenario->regime;

    return find(regime->schemes[0].id.s, regime->n_schemes, sizeof *regime->schemes, id);
}

int
dm_lab_list(const struct dm_lab *self, const char *id)
{
    const struct dm_regime *regime = &self->scenario->regime;

    return find(regime->lists[0].id.s, regime->n_lists, sizeof *regime->lists, id);
}

/* The index of what a channel sees of a person's acts; below the grid if nothing. */
static int32_t
index_seen(const struct dm_lab *self, int act, int channel, uint64_t p)
{
    const struct dm_plan *plan = self->world->plan;
    unsigned traits = self->setting.population.traits[p];

    for (int32_t k = 0; k < plan->n_sights; k++) {
        const struct dm_plan_sight *sight = &plan->sight[k];

        if (sight->act == act && sight->channel == channel) {
            return plan->act[act].by_traits[traits % DM_TRAIT_SETS] +
                   sight->shift[traits % DM_COVERAGE_CLASSES];
        }
    }
    return DM_I_MIN - 1;
}

double
dm_lab_rate(const struct dm_lab *self, const char *act, const char *channel, uint64_t p,
    double nominal)
{
    const struct dm_scenario *scenario = self->scenario;
    const struct dm_regime *regime = &scenario->regime;
    int a = find(scenario->acts[0].id.s, scenario->n_acts, sizeof *scenario->acts, act);
    int c = find(
        regime->channels[0].id.s, regime->n_channels, sizeof *regime->channels, channel);
    int32_t index = index_seen(self, a, c, p);
    double rate;

    if (index < DM_I_MIN || index > DM_I_MAX) {
        return (double) NAN;
    }
    rate = ldexp((double) dm_rate40(index), -40);
    return fabs(log(rate / nominal)) <= ROUNDINGS * 0.5 / 1024.0 ? rate : (double) NAN;
}

/* ---- means ---- */

/* Welford 1962 */
void
dm_sample_add(struct dm_sample *self, double value)
{
    double apart = value - self->mean;

    self->n += 1.0;
    self->mean += apart / self->n;
    self->squares += apart * (value - self->mean);
}

double
dm_sample_variance(const struct dm_sample *self)
{
    return self->n > 1.0 ? self->squares / (self->n - 1.0) : (double) NAN;
}

double
dm_sample_se(const struct dm_sample *self)
{
    return sqrt(dm_sample_variance(self) / self->n);
}

/* ---- rows ---- */

/* What sums of doubles lose, as a share of the expected value. */
#define ROUNDING 1e-9

void
dm_theory_judge(struct dm_theory_row *row)
{
    row->tolerance =
        DM_THEORY_ERRORS * row->se + row->grid + ROUNDING * fabs(row->expected);
    /* written so that NaN fails */
    row->pass = fabs(row->simulated - row->expected) <= row->tolerance;
}

dm_status
dm_theory_say(const struct dm_theory *self, struct dm_theory_row row, struct dm_error *err)
{
    dm_theory_judge(&row);
    return self->sink->row(self->sink->self, &row, err);
}

dm_status
dm_theory_say_mean(const struct dm_theory *self, const char *id, const char *what,
    double expected, double on_grid, const struct dm_sample *sample, struct dm_error *err)
{
    struct dm_theory_row row = {
        .expected = expected,
        .simulated = sample->mean,
        .se = dm_sample_se(sample),
        .grid = fabs(on_grid - expected),
        .n = (int64_t) sample->n,
        .unit = "persons",
    };

    snprintf(row.id, sizeof row.id, "%s", id);
    snprintf(row.what, sizeof row.what, "%s", what);
    return dm_theory_say(self, row, err);
}
