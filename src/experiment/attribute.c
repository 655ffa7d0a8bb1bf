/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of coalitions by replicate, then shares by replicate, then means: so that shares
 * add up in every replicate. */
#include "attribute.h"

#include "scenario/reader.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

struct work {
    const struct dm_shapley *plan;
    const struct dm_mechanism *const *mechanisms;
    const int32_t *group;
    const char *metric;
    const struct dm_coalition_source *source;
    const struct dm_pair_options *options;
    struct dm_attribution *out;
    struct dm_error *err;
    int32_t n;     /* replicates */
    double *twin;  /* [n], owned: the same in every coalition; NULL: with a twin in each */
    double unit;   /* person-months of the first run */
    double *value; /* [n][n_sets], owned */
    size_t done;   /* coalitions */
};

/* The part of all runs that is done, from the part of this one. */
static bool
tick(void *context, double done, double all)
{
    struct work *self = context;
    const struct dm_progress *progress = self->options->progress;

    if (self->done == 0) {
        self->unit = all;
    }
    return progress->tick(progress->self, ((double) self->done + done / all) * self->unit,
        (double) self->plan->n_sets * self->unit);
}

/* What switches off all that is not in `set`; returns how many. */
static size_t
overlays_of(const struct work *self, uint32_t set, const char **overlays)
{
    size_t n = 0;

    for (int32_t p = 0; p < self->plan->n; p++) {
        const char *const *off = self->mechanisms[p]->off;

        for (; (set >> p & 1) == 0 && *off != NULL; off++) {
            overlays[n++] = *off;
        }
    }
    return n;
}

/* What is known after the run with everything on, which comes first. */
static dm_status
start(struct work *self, const struct dm_table *table, int32_t m)
{
    struct dm_attribution *out = self->out;
    size_t n = (size_t) table->n;

    self->n = table->n;
    self->value = calloc(n * self->plan->n_sets, sizeof *self->value);
    self->twin = table->has_twin && dm_table_is_own(self->metric)
                     ? calloc(n, sizeof *self->twin)
                     : NULL;
    if (self->value == NULL ||
        (self->twin == NULL && table->has_twin && dm_table_is_own(self->metric))) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for values of coalitions");
    }
    if (self->twin != NULL) {
        memcpy(self->twin, dm_table_values(table, DM_TABLE_TWIN, m), n * sizeof(double));
    }
    out->unit = table->metric[m].unit;
    out->direction = table->metric[m].direction;
    out->has_twin = table->has_twin;
    memcpy(out->checksum, table->checksum, sizeof out->checksum);
    return DM_OK;
}

static dm_status
keep_values(struct work *self, size_t s, const struct dm_table *table)
{
    int32_t m = dm_table_find(table, self->metric);
    dm_status st = DM_OK;

    if (m < 0) {
        return dm_error_set(
            self->err, DM_EUSAGE, "the scenario has no measure `%s`", self->metric);
    }
    if (self->done == 0) {
        st = start(self, table, m);
    }
    for (int32_t r = 0; st == DM_OK && r < self->n; r++) {
        double *value = &self->value[(size_t) r * self->plan->n_sets + s];

        if (self->twin != NULL) {
            *value = dm_table_values(table, DM_TABLE_REGIME, m)[r] - self->twin[r];
        } else {
            *value = dm_table_values(
                table, table->has_twin ? DM_TABLE_DIFFERENCE : DM_TABLE_REGIME, m)[r];
        }
    }
    return st;
}

static dm_status
run_coalition(struct work *self, size_t s)
{
    const char *overlays[DM_MOST_PLAYERS * DM_MOST_OVERLAYS];
    size_t n = overlays_of(self, self->plan->sets[s], overlays);
    struct dm_progress progress = { .self = self, .tick = tick };
    struct dm_pair_options options = *self->options;
    struct dm_scenario *scenario = NULL;
    struct dm_table table;
    dm_status st =
        self->source->open(self->source->self, overlays, n, &scenario, self->err);

    if (st != DM_OK) {
        return st;
    }
    if (self->twin != NULL) {
        scenario->twin_name.s[0] = '\0';
    }
    options.progress = self->options->progress != NULL ? &progress : NULL;
    st = dm_table_run(scenario, &options, &table, self->err);
    if (st == DM_OK) {
        st = keep_values(self, s, &table);
        dm_table_clear(&table);
    }
    dm_scenario_free(scenario);
    self->done++;
    return st;
}

/* Over replicates: the value of coalition s, less that of nobody where `less_nobody`. */
static struct dm_interval
over_luck(const struct work *self, double *x, size_t s, bool less_nobody)
{
    for (int32_t r = 0; r < self->n; r++) {
        const double *v = self->value + (size_t) r * self->plan->n_sets;

        x[r] = less_nobody ? v[s] - v[0] : v[s];
    }
    return dm_t_interval(x, (size_t) self->n);
}

/* Over orders drawn, of the mean over replicates. */
static struct dm_interval
over_samples(const struct work *self, int32_t p, double *x)
{
    int32_t samples = self->plan->samples;

    for (int32_t k = 0; k < samples; k++) {
        x[k] = 0.0;
        for (int32_t r = 0; r < self->n; r++) {
            x[k] += dm_shapley_share_in(
                        self->plan, p, k, self->value + (size_t) r * self->plan->n_sets) /
                    (double) self->n;
        }
    }
    return dm_t_interval(x, (size_t) samples);
}

/* Over luck, of the shares of all mechanisms in a group together. */
static struct dm_interval
of_group(const struct work *self, int32_t g, double *x)
{
    for (int32_t r = 0; r < self->n; r++) {
        x[r] = 0.0;
        for (int32_t p = 0; p < self->plan->n; p++) {
            x[r] += self->group[p] == g ? dm_shapley_share(self->plan, p,
                                              self->value + (size_t) r * self->plan->n_sets)
                                        : 0.0;
        }
    }
    return dm_t_interval(x, (size_t) self->n);
}

static dm_status
share_out(struct work *self)
{
    int32_t most = self->n > self->plan->samples ? self->n : self->plan->samples;
    double *x = calloc((size_t) most + 1, sizeof *x);
    struct dm_attribution *out = self->out;

    if (x == NULL) {
        return dm_error_set(self->err, DM_ENOMEM, "no memory for shares");
    }
    out->with_all = over_luck(self, x, self->plan->n_sets - 1, false);
    out->with_none = over_luck(self, x, 0, false);
    out->total = over_luck(self, x, self->plan->n_sets - 1, true);
    for (int32_t p = 0; p < self->plan->n; p++) {
        for (int32_t r = 0; r < self->n; r++) {
            x[r] = dm_shapley_share(
                self->plan, p, self->value + (size_t) r * self->plan->n_sets);
        }
        out->share[p] = dm_t_interval(x, (size_t) self->n);
        out->sampling[p] = over_samples(self, p, x);
    }
    for (int32_t g = 0; g < out->n_groups; g++) {
        out->group_share[g] = of_group(self, g, x);
    }
    free(x);
    return DM_OK;
}

dm_status
dm_attribute_run(const struct dm_shapley *plan,
    const struct dm_mechanism *const *mechanisms, const int32_t *group, int32_t n_groups,
    const char *metric, const struct dm_coalition_source *source,
    const struct dm_pair_options *options, struct dm_attribution *out, struct dm_error *err)
{
    struct work self = { .plan = plan,
        .mechanisms = mechanisms,
        .group = group,
        .metric = metric,
        .source = source,
        .options = options,
        .out = out,
        .err = err };
    dm_status st = DM_OK;

    *out = (struct dm_attribution){ .n = plan->n, .n_groups = n_groups };
    /* everybody first: what is kept of a run beside its values is the scenario's own */
    for (size_t k = plan->n_sets; st == DM_OK && k > 0; k--) {
        st = run_coalition(&self, k - 1);
    }
    if (st == DM_OK) {
        st = share_out(&self);
    }
    free(self.value);
    free(self.twin);
    return st;
}
