/* SPDX-License-Identifier: Apache-2.0
 *
 * Each measure is a formula over counters of one cell, of the regime and of the twin.
 * Doubles begin here, after the run, and are summed in order of replicates. */
#include "estimate.h"

#include "base/stats.h"
#include "each.h"
#include "formula.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_EVENTS 20 /* no breakdown under this (MODEL, "Measures") */

static dm_status
init_outcome(
    const struct dm_outcomes *self, struct dm_outcome *outcome, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int side = 0; st == DM_OK && side < DM_N_SIDES; side++) {
        if (self->setting->plan[side] != NULL) {
            st = dm_tally_init(&outcome->sum[side], self->setting->plan[side], err);
        }
    }
    return st;
}

static void
clear_outcome(struct dm_outcome *outcome)
{
    dm_tally_clear(&outcome->sum[DM_REGIME]);
    dm_tally_clear(&outcome->sum[DM_TWIN]);
}

dm_status
dm_outcomes_resize(struct dm_outcomes *self, int32_t n, struct dm_error *err)
{
    struct dm_outcome *outcome = calloc((size_t) n, sizeof *outcome);
    int32_t kept = n < self->n ? n : self->n;
    dm_status st = DM_OK;

    if (outcome == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for %d replicates", (int) n);
    }
    for (int32_t r = kept; st == DM_OK && r < n; r++) {
        st = init_outcome(self, &outcome[r], err);
    }
    for (int32_t r = kept; st != DM_OK && r < n; r++) {
        clear_outcome(&outcome[r]);
    }
    if (st != DM_OK) {
        free(outcome);
        return st;
    }
    for (int32_t r = 0; r < kept; r++) {
        outcome[r] = self->outcome[r];
    }
    for (int32_t r = kept; r < self->n; r++) {
        clear_outcome(&self->outcome[r]);
    }
    free(self->outcome);
    self->outcome = outcome;
    self->n = n;
    return DM_OK;
}

dm_status
dm_outcomes_init(struct dm_outcomes *self, const struct dm_setting_of_run *setting,
    int32_t n, int32_t measured_months, struct dm_error *err)
{
    *self = (struct dm_outcomes){ .setting = setting, .measured_months = measured_months };
    dm_status st = dm_outcomes_resize(self, n, err);

    if (st != DM_OK) {
        *self = (struct dm_outcomes){ 0 };
    }
    return st;
}

void
dm_outcomes_clear(struct dm_outcomes *self)
{
    for (int32_t r = 0; self->outcome != NULL && r < self->n; r++) {
        clear_outcome(&self->outcome[r]);
    }
    free(self->outcome);
    *self = (struct dm_outcomes){ 0 };
}

/* One row in the making. */
struct row {
    const struct dm_outcomes *outcomes;
    const struct dm_sink *sink;
    struct dm_error *err;
    struct dm_metric_row out;
    struct dm_formula formula;
};

static struct dm_value
value_of(struct dm_interval interval)
{
    return (struct dm_value){ interval.mean, interval.lo, interval.hi };
}

static struct dm_value
nothing(void)
{
    return (struct dm_value){ (double) NAN, (double) NAN, (double) NAN };
}

/* Estimates over replicates of one cell, and sends the row. */
static dm_status
send_cell(struct row *self, int32_t cell, const char *dimension, const char *level)
{
    const struct dm_outcomes *all = self->outcomes;
    size_t n = (size_t) all->n;
    double *x = malloc(3 * n * sizeof *x);
    int64_t events = 0;
    dm_status st = DM_OK;

    if (x == NULL) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for estimates");
    }
    for (size_t r = 0; r < n; r++) {
        struct dm_formula_values values =
            dm_formula_at(&self->formula, all, &all->outcome[r], cell);

        x[r] = values.regime;
        x[n + r] = values.twin;
        x[2 * n + r] = values.difference;
        events += values.events;
    }
    self->out.dimension = dimension;
    self->out.level = level;
    self->out.n = dimension == NULL ? all->n : events;
    self->out.by_replicate = dimension == NULL ? x : NULL;
    self->out.regime = value_of(dm_interval_of(all->interval, x, n, all->seed));
    self->out.twin = self->out.is_difference
                         ? nothing()
                         : value_of(dm_interval_of(all->interval, x + n, n, all->seed));
    self->out.difference = value_of(dm_interval_of(all->interval, x + 2 * n, n, all->seed));
    if (dimension != NULL && events < MIN_EVENTS) {
        self->out.regime = self->out.twin = self->out.difference = nothing();
    }
    if (self->sink->metric != NULL) {
        st = self->sink->metric(self->sink->self, &self->out, self->err);
    }
    free(x);
    return st;
}

static dm_status
send_levels(struct row *self, const char *dimension, int32_t first_cell, int32_t n,
    const char *const *names)
{
    dm_status st = DM_OK;

    for (int32_t k = 0; st == DM_OK && k < n; k++) {
        st = send_cell(self, first_cell + k, dimension, names[k]);
    }
    return st;
}

static dm_status
send_age_bands(struct row *self, const struct dm_society *society)
{
    dm_status st = DM_OK;
    char name[32];

    for (int32_t b = 0; st == DM_OK && b < society->n_age_bands; b++) {
        if (b + 1 < society->n_age_bands) {
            (void) snprintf(name, sizeof name, "%d-%d", (int) society->age_band_from[b],
                (int) society->age_band_from[b + 1] - 1);
        } else {
            (void) snprintf(name, sizeof name, "%d+", (int) society->age_band_from[b]);
        }
        st = send_cell(self, DM_CELL_AGE_BAND + b, "age_band", name);
    }
    return st;
}

static dm_status
send_tiers(struct row *self, const struct dm_scenario *scenario)
{
    int32_t main = self->outcomes->setting->plan[DM_REGIME]->main_scheme;
    dm_status st = DM_OK;

    for (int32_t k = 0;
         st == DM_OK && main >= 0 && k < scenario->regime.schemes[main].n_tiers; k++) {
        st = send_cell(
            self, DM_CELL_TIER + k, "tier", scenario->regime.schemes[main].tiers[k].id.s);
    }
    return st;
}

static dm_status
send_jurisdictions(struct row *self, const struct dm_society *society)
{
    dm_status st = DM_OK;
    char name[16];

    for (int32_t j = 0;
         st == DM_OK && society->n_jurisdictions > 1 && j < society->n_jurisdictions; j++) {
        (void) snprintf(name, sizeof name, "J%02d", (int) j + 1);
        st = send_cell(self, DM_CELL_JURISDICTION + j, "jurisdiction", name);
    }
    return st;
}

static dm_status
send_breakdowns(struct row *self)
{
    static const char *const groups[] = { "A", "B" };
    static const char *const quintiles[] = { "1", "2", "3", "4", "5" };
    static const char *const settings[] = { "urban", "rural" };
    const struct dm_scenario *scenario = self->outcomes->setting->scenario;
    dm_status st = send_levels(self, "group", DM_CELL_GROUP, DM_N_GROUPS, groups);

    if (st == DM_OK) {
        st = send_levels(
            self, "income_quintile", DM_CELL_QUINTILE, DM_MAX_QUINTILES, quintiles);
    }
    if (st == DM_OK) {
        st = send_levels(self, "setting", DM_CELL_SETTING, DM_N_SETTINGS, settings);
    }
    if (st == DM_OK) {
        st = send_age_bands(self, &scenario->society);
    }
    if (st == DM_OK) {
        st = send_tiers(self, scenario);
    }
    if (st == DM_OK) {
        st = send_jurisdictions(self, &scenario->society);
    }
    return st;
}

/* Records by channel, then by collection context. */
static dm_status
send_channels(struct row *self)
{
    const struct dm_scenario *scenario = self->outcomes->setting->scenario;
    struct dm_formula whole = self->formula;
    dm_status st = DM_OK;

    for (int32_t c = 0; st == DM_OK && c < scenario->regime.n_channels; c++) {
        self->formula =
            dm_formula_of_channel(&whole, c, dm_each_in_twin(scenario, DM_EACH_CHANNEL, c));
        st = send_cell(self, DM_CELL_TOTAL, "channel", scenario->regime.channels[c].id.s);
    }
    for (int32_t k = 0; st == DM_OK && k < scenario->n_contexts; k++) {
        self->formula = dm_formula_of_context(&whole, k);
        st = send_cell(self, DM_CELL_TOTAL, "context", scenario->contexts[k].s);
    }
    self->formula = whole;
    return st;
}

static dm_status
send_measure(struct row *self, const char *id)
{
    dm_status st;

    self->out.id = id;
    st = send_cell(self, DM_CELL_TOTAL, NULL, NULL);
    if (st == DM_OK && self->formula.has_cells) {
        st = send_breakdowns(self);
    }
    if (st == DM_OK && self->formula.has_channels) {
        st = send_channels(self);
    }
    /* names of levels and services live only as long as their loops */
    self->out.id = self->out.level = NULL;
    return st;
}

/* Of all and of each group. */
static dm_status
send_of_channel(struct row *self, const char *id)
{
    static const char *const groups[] = { "A", "B" };
    dm_status st;

    self->out.id = id;
    st = send_cell(self, DM_CELL_TOTAL, NULL, NULL);
    if (st == DM_OK) {
        st = send_levels(self, "group", DM_CELL_GROUP, DM_N_GROUPS, groups);
    }
    self->out.id = self->out.level = NULL;
    return st;
}

/* One measure for each service, channel, list or tier. */
static dm_status
send_each(struct row *self, const char *id, enum dm_each each, int stem)
{
    const struct dm_scenario *scenario = self->outcomes->setting->scenario;
    char name[2 * DM_MAX_ID_BYTES + 2];
    dm_status st = DM_OK;

    for (int32_t k = 0; st == DM_OK && k < dm_each_count(scenario, each); k++) {
        (void) snprintf(
            name, sizeof name, "%.*s.%s", stem, id, dm_each_id(scenario, each, k));
        self->formula.index = self->formula.channel = k;
        self->formula.in_twin = dm_each_in_twin(scenario, each, k);
        st = each == DM_EACH_CHANNEL ? send_of_channel(self, name)
                                     : send_measure(self, name);
    }
    return st;
}

static dm_status
send_all(struct row *row)
{
    dm_status st = DM_OK;
    enum dm_each each;
    int stem;

    for (int m = 0; st == DM_OK && m < DM_N_MEASURES; m++) {
        const struct dm_measure_info *info = &dm_measures[m];

        row->formula = dm_formula_of((enum dm_measure) m);
        row->out = (struct dm_metric_row){
            .unit = info->unit,
            .direction = info->direction,
            .sentence = info->sentence,
            .is_difference = info->is_difference,
        };
        each = dm_each_of(info->id, &stem);
        st = each == DM_EACH_NONE ? send_measure(row, info->id)
                                  : send_each(row, info->id, each, stem);
    }
    return st;
}

dm_status
dm_estimate_all(
    const struct dm_outcomes *self, const struct dm_sink *sink, struct dm_error *err)
{
    const struct dm_setting_of_run *setting = self->setting;
    struct dm_missed *missed = calloc(DM_N_SIDES, sizeof *missed);
    struct dm_outcomes with = *self;
    struct row row = { .outcomes = &with, .sink = sink, .err = err };
    dm_status st = DM_OK;

    if (missed == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for estimates");
    }
    with.missed = missed;
    for (int side = 0; st == DM_OK && side < DM_N_SIDES; side++) {
        if (setting->plan[side] != NULL) {
            st = dm_missed_init(&missed[side], &setting->rules[side], &setting->population,
                setting->grid, (uint32_t) setting->scenario->run.warmup_months, err);
        }
    }
    if (st == DM_OK) {
        st = send_all(&row);
    }
    free(missed);
    return st;
}
