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

dm_status
dm_run_into(const struct dm_scenario *scenario, const struct demerit_run_options *options,
    const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_progress progress = { .self = NULL };
    struct dm_pair_options how = { .threads = 0 };

    if (options != NULL) {
        progress = (struct dm_progress){ .self = options->self, .tick = options->tick };
        how.threads = options->threads;
        how.progress = options->tick != NULL ? &progress : NULL;
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
