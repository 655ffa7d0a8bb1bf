/* SPDX-License-Identifier: Apache-2.0
 *
 * One synthetic life of a scenario, told as text or JSON. */
#include "handles.h"

#include "experiment/life.h"
#include "report/life_text.h"

#include <stdlib.h>
#include <string.h>

struct demerit_life {
    const struct dm_scenario *scenario; /* borrowed */
    struct dm_results results;
    enum dm_pick pick;
    uint32_t replicate;
};

void
demerit_life_free(struct demerit_life *self)
{
    if (self != NULL) {
        dm_results_clear(&self->results);
        free(self);
    }
}

/* The rule of that name; by number where there is none. DM_N_PICKS: no such rule. */
static enum dm_pick
pick_named(const char *name)
{
    for (int k = 0; name != NULL && k < DM_PICK_PERSON; k++) {
        if (strcmp(name, dm_pick_ids[k]) == 0) {
            return (enum dm_pick) k;
        }
    }
    return name == NULL ? DM_PICK_PERSON : DM_N_PICKS;
}

static int
explain_into(struct demerit_life *self, uint64_t person,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_sink sink = dm_results_sink(&self->results);
    struct dm_progress progress = { .self = NULL };
    struct dm_life_options how = { .replicate = self->replicate };

    if (options != NULL) {
        progress = (struct dm_progress){ .self = options->self, .tick = options->tick };
        how.threads = options->threads;
        how.progress = options->tick != NULL ? &progress : NULL;
    }
    dm_status status =
        dm_life_explain(self->scenario, self->pick, person, &how, &sink, &err);
    return status == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, status, &err);
}

int
demerit_explain(struct demerit_life **out, const struct demerit_scenario *scenario,
    const struct demerit_life_options *which, const struct demerit_run_options *options,
    struct demerit_problems *problems)
{
    if (out == NULL || scenario == NULL || which == NULL ||
        pick_named(which->pick) == DM_N_PICKS ||
        (options != NULL && options->threads < 0)) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_life *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    self->scenario = scenario->scenario;
    self->pick = pick_named(which->pick);
    self->replicate = which->replicate > 0 ? which->replicate : 1;
    dm_results_init(&self->results);
    int status = explain_into(self, which->person, options, problems);
    if (status != DEMERIT_OK) {
        demerit_life_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

static struct dm_life
life_of(const struct demerit_life *self)
{
    return (struct dm_life){ .scenario = self->scenario,
        .results = &self->results,
        .pick = dm_pick_ids[self->pick],
        .replicate = self->replicate };
}

char *
demerit_life_text(
    const struct demerit_life *self, const struct demerit_style *style, const char *again)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_life life = life_of(self);
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    dm_life_text(&life, again, &prose);
    return dm_text_from(&out);
}

char *
demerit_life_json(const struct demerit_life *self)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_life life = life_of(self);

    dm_life_json(&life, &out);
    return dm_text_from(&out);
}
