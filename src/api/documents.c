/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of a result, the ODD description and the model card of a scenario. What the
 * engine knows of itself is gathered here, as prose may not look into it. */
#include "handles.h"

#include "engine/lane.h"
#include "report/html.h"
#include "report/odd.h"
#include "world/rulebook.h"

#define DM_ARRAYS_WORDS_ONE            "one"
#define DM_ARRAYS_WORDS_SCHEME         "one per scheme"
#define DM_ARRAYS_WORDS_LIST           "one per list"
#define DM_ARRAYS_WORDS_SCHEME_CONTEXT "one per scheme and collection context"
#define DM_ROLE_WORDS_STATE            "state"
#define DM_ROLE_WORDS_DIAGNOSTIC       "diagnostic"

static const struct dm_odd_column COLUMNS[] = {
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, meaning)   \
    { #name, DM_ARRAYS_WORDS_##multiplicity, DM_ROLE_WORDS_##role, meaning, false },
#include "world/columns.def"
#undef DM_COLUMN
};

char *
demerit_report_html(const struct demerit_result *self, const char *again)
{
    struct dm_strbuf out = { .text = NULL };

    if (dm_report_html_again(&self->results, self->scenario, again, &out) != DM_OK) {
        out.failed = true;
    }
    return dm_text_from(&out);
}

bool
demerit_report_has_charts(void)
{
    return dm_report_has_charts();
}

/* Whether a stage has nothing to do under these rules. */
static bool
is_idle(
    const struct dm_stage *stage, const struct dm_plan_keeps *keeps, bool anybody_is_new)
{
    return (stage == &dm_stage_renewal && !anybody_is_new) ||
           (stage == &dm_stage_respond && !keeps->ties && !keeps->shaming) ||
           (stage == &dm_stage_adapt && !keeps->adapts) ||
           (stage == &dm_stage_opinion && !keeps->opinion);
}

/* The first plan of a world knows what all its rules together keep. */
static dm_status
write_odd(
    const struct dm_scenario *scenario, const struct dm_plan *plan, struct dm_strbuf *out)
{
    enum { MOST_STAGES = 16, N = sizeof COLUMNS / sizeof *COLUMNS };
    struct dm_odd_stage stages[MOST_STAGES];
    struct dm_odd_column columns[N];
    struct dm_odd_model model = {
        .version = demerit_version(), .columns = columns, .stages = stages, .n_columns = N
    };

    for (int i = 0; i < N; i++) {
        columns[i] = COLUMNS[i];
        columns[i].kept = dm_world_keeps(plan, (enum dm_column) i);
    }
    for (int i = 0; i < dm_n_stages && i < MOST_STAGES; i++) {
        const struct dm_stage *stage = dm_stage_order[i];

        stages[model.n_stages++] = (struct dm_odd_stage){ .name = stage->name,
            .doc = stage->doc,
            .idle = is_idle(stage, &plan->keeps, plan->people.renewed > 0) };
    }
    return dm_odd(scenario, &model, out);
}

dm_status
dm_document_odd(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    struct dm_rulebook rules;
    struct dm_error err = { 0 };
    dm_status st = dm_rulebook_init(&rules, scenario, false, &err);

    if (st == DM_OK) {
        st = write_odd(scenario, rules.plan[0], out);
        dm_rulebook_clear(&rules);
    }
    return st;
}

dm_status
dm_document_card(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    return dm_card(scenario, demerit_version(), out);
}

char *
demerit_scenario_odd(const struct demerit_scenario *self)
{
    struct dm_strbuf out = { .text = NULL };

    if (dm_document_odd(self->scenario, &out) != DM_OK) {
        out.failed = true;
    }
    return dm_text_from(&out);
}

char *
demerit_scenario_card(const struct demerit_scenario *self)
{
    struct dm_strbuf out = { .text = NULL };

    if (dm_document_card(self->scenario, &out) != DM_OK) {
        out.failed = true;
    }
    return dm_text_from(&out);
}
