/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of a result, the ODD description and the model card of a scenario. What the
 * engine knows of itself is gathered here, as prose may not look into it. */
#include "handles.h"

#include "engine/lane.h"
#include "report/html.h"
#include "report/odd.h"

#define DM_ARRAYS_ONE            "one"
#define DM_ARRAYS_SCHEME         "one per scheme"
#define DM_ARRAYS_LIST           "one per list"
#define DM_ARRAYS_SCHEME_CONTEXT "one per scheme and collection context"
#define DM_ROLE_WORDS_STATE      "state"
#define DM_ROLE_WORDS_DIAGNOSTIC "diagnostic"

static const struct dm_odd_column COLUMNS[] = {
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, meaning)   \
    { #name, DM_ARRAYS_##multiplicity, DM_ROLE_WORDS_##role, meaning, #needs },
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

dm_status
dm_document_odd(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    enum { MOST_STAGES = 16 };
    struct dm_odd_stage stages[MOST_STAGES];
    struct dm_odd_model model = { .version = demerit_version(),
        .columns = COLUMNS,
        .stages = stages,
        .n_columns = sizeof COLUMNS / sizeof *COLUMNS };

    for (int i = 0; i < dm_n_stages && i < MOST_STAGES; i++) {
        stages[model.n_stages++] = (struct dm_odd_stage){ .name = dm_stage_order[i]->name,
            .doc = dm_stage_order[i]->doc };
    }
    return dm_odd(scenario, &model, out);
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
