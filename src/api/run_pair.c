/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a scenario with its twin into memory, and tells of it as text or JSON. */
#include "handles.h"

#include "experiment/precise.h"
#include "report/result_json.h"

#include <stdio.h>
#include <stdlib.h>

void
demerit_result_free(struct demerit_result *self)
{
    if (self != NULL) {
        dm_results_clear(&self->results);
        free(self);
    }
}

struct demerit_replicates {
    struct dm_pair *pair; /* owned */
    struct dm_precise reached;
    double asked;
    int most;
    char metric[96];
};

struct watching {
    const struct dm_scenario *scenario;
    const struct demerit_run_options *options;
};

static struct demerit_month_world
world_of(const struct dm_month_sums *sums)
{
    return (struct demerit_month_world){ .listed = sums->listed,
        .sanctioned = sums->sanctioned,
        .refused = sums->refused,
        .days_lost = sums->days_lost };
}

static void
show_month(void *context, const struct dm_month_view *view)
{
    const struct watching *self = context;
    const struct dm_scheme *scheme = &self->scenario->regime.schemes[0];
    struct demerit_month month = { .month = view->month + 1,
        .months = view->n_months,
        .persons = view->persons,
        .has_twin = view->n_sides > 1,
        .regime = world_of(&view->side[DM_REGIME]),
        .twin = world_of(&view->side[DM_TWIN]),
        .aware_share = view->aware_share,
        .fear = view->fear };

    _Static_assert(sizeof month.tier / sizeof *month.tier == DM_MAX_TIERS, "tiers");
    /* as the plan chooses it */
    for (int s = 0; s < self->scenario->regime.n_schemes; s++) {
        if (self->scenario->regime.schemes[s].published) {
            scheme = &self->scenario->regime.schemes[s];
        }
    }
    month.n_tiers = self->scenario->regime.n_schemes > 0 ? scheme->n_tiers : 0;
    for (int t = 0; t < month.n_tiers; t++) {
        month.tier[t] = scheme->tiers[t].id.s;
        month.in_tier[t] = view->in_tier[t];
    }
    self->options->month(self->options->self, &month);
}

dm_status
dm_run_checked(const struct dm_scenario *scenario,
    const struct demerit_run_options *options, struct dm_checkpoints *checkpoints,
    const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_progress progress = { .self = NULL };
    struct dm_pair_options how = { .threads = 0, .checkpoints = checkpoints };
    struct watching watching = { .scenario = scenario, .options = options };
    struct demerit_replicates *over = options != NULL ? options->replicates : NULL;
    const struct dm_month_watch watch = { .self = &watching, .month = show_month };

    if (options != NULL) {
        progress = (struct dm_progress){ .self = options->self, .tick = options->tick };
        how.threads = options->threads;
        how.progress = options->tick != NULL ? &progress : NULL;
        how.watch = options->month != NULL ? &watch : NULL;
        how.interval = options->bootstrap ? DM_INTERVAL_BOOTSTRAP : DM_INTERVAL_T;
    }
    if (over != NULL) {
        return dm_pair_send(over->pair, scenario, how.progress, sink, err);
    }
    return dm_pair_run(scenario, &how, sink, err);
}

dm_status
dm_run_into(const struct dm_scenario *scenario, const struct demerit_run_options *options,
    const struct dm_sink *sink, struct dm_error *err)
{
    return dm_run_checked(scenario, options, NULL, sink, err);
}

/* ---- as many replicates as it takes ---- */

void
demerit_replicates_free(struct demerit_replicates *self)
{
    if (self != NULL) {
        dm_pair_free(self->pair);
        free(self);
    }
}

int
demerit_replicates_count(const struct demerit_replicates *self)
{
    return self->reached.replicates;
}

bool
demerit_replicates_suffice(const struct demerit_replicates *self)
{
    return self->reached.reached;
}

int
demerit_replicates_run(struct demerit_replicates **out,
    const struct demerit_scenario *scenario, const struct demerit_precision *precision,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_progress progress = { .self = NULL };
    struct dm_pair_options how = { .threads = options != NULL ? options->threads : 0,
        .interval =
            options != NULL && options->bootstrap ? DM_INTERVAL_BOOTSTRAP : DM_INTERVAL_T };

    if (out == NULL || scenario == NULL || precision == NULL || precision->metric == NULL ||
        !(precision->half_width > 0.0) || precision->most < 2) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_replicates *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    if (options != NULL && options->tick != NULL) {
        progress = (struct dm_progress){ .self = options->self, .tick = options->tick };
    }
    self->asked = precision->half_width;
    self->most = precision->most;
    (void) snprintf(self->metric, sizeof self->metric, "%s", precision->metric);
    struct dm_precision asked = { .metric = self->metric,
        .half_width = precision->half_width,
        .most = precision->most,
        .batch = precision->batch,
        .self = precision->self };
    dm_status st =
        dm_pair_open(&self->pair, scenario->scenario, &how, precision->with_persons, &err);
    if (st == DM_OK) {
        st = dm_precise_run(
            self->pair, scenario->scenario, &asked, &progress, &self->reached, &err);
    }
    if (st != DM_OK) {
        demerit_replicates_free(self);
        return dm_problems_add_error(problems, st, &err);
    }
    *out = self;
    return DEMERIT_OK;
}

void
dm_results_say_how(struct dm_results *results, const struct demerit_run_options *options)
{
    const struct demerit_replicates *over = options != NULL ? options->replicates : NULL;

    if (options != NULL && options->bootstrap) {
        results->how.interval = "bootstrap";
    }
    if (over != NULL) {
        results->how.precision_of = over->metric;
        results->how.asked = over->asked;
        results->how.half_width = over->reached.half_width;
        results->how.most = over->most;
        results->how.reached = over->reached.reached;
    }
}

static int
run_into_memory(struct demerit_result *self, const struct demerit_run_options *options,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_sink sink = dm_results_sink(&self->results);
    dm_status status;

    sink.life = NULL; /* two more replicates, for what neither text nor JSON tells */
    status = dm_run_into(self->scenario, options, &sink, &err);
    dm_results_say_how(&self->results, options);
    if (status == DM_OK && !self->results.has_run) {
        status = dm_error_set(&err, DM_EINTERNAL, "the run sent no result");
    }
    return status == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, status, &err);
}

int
demerit_run(struct demerit_result **out, const struct demerit_scenario *scenario,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    if (out == NULL || scenario == NULL || (options != NULL && options->threads < 0)) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_result *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    self->scenario = scenario->scenario;
    dm_results_init(&self->results);
    int status = run_into_memory(self, options, problems);
    if (status != DEMERIT_OK) {
        demerit_result_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

char *
demerit_result_text(
    const struct demerit_result *self, const struct demerit_style *style, const char *again)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_summary(self->scenario, &self->results, again, &prose);
    return dm_text_from(&out);
}

char *
demerit_result_json(const struct demerit_result *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_result_json(&self->results, &self->scenario->provenance, &out);
    return dm_text_from(&out);
}
