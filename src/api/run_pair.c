/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a scenario with its twin into memory, and tells of it as text or JSON. */
#include "handles.h"

#include "experiment/pair.h"
#include "report/result_json.h"

#include <stdlib.h>

void
demerit_result_free(struct demerit_result *self)
{
    if (self != NULL) {
        dm_results_clear(&self->results);
        free(self);
    }
}

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
    for (int s = 0; s < self->scenario->regime.n_schemes;
         s++) { /* as the plan chooses it */
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
dm_run_into(const struct dm_scenario *scenario, const struct demerit_run_options *options,
    const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_progress progress = { .self = NULL };
    struct dm_pair_options how = { .threads = 0 };
    struct watching watching = { .scenario = scenario, .options = options };
    const struct dm_month_watch watch = { .self = &watching, .month = show_month };

    if (options != NULL) {
        progress = (struct dm_progress){ .self = options->self, .tick = options->tick };
        how.threads = options->threads;
        how.progress = options->tick != NULL ? &progress : NULL;
        how.watch = options->month != NULL ? &watch : NULL;
    }
    return dm_pair_run(scenario, &how, sink, err);
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
