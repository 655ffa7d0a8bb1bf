/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles review and redress (docs/odd/mechanisms.md, M8): who learns of a listing, who
 * appeals, what the bodies decide and how fast. */
#include "plan.h"

static int64_t
part(int64_t x_nano, int64_t y_nano)
{
    return dm_rmuldiv(x_nano, y_nano, DM_NANO);
}

static void
set_body(struct dm_plan_body *body, const struct dm_body *text)
{
    *body = (struct dm_plan_body){
        .unlimited = text->officers_nano == DM_UNLIMITED,
        .officers_nano = text->officers_nano,
        .decides = dm_threshold(text->decides_nano),
        .granted = { dm_threshold(text->grants_rightful_nano),
            dm_threshold(text->grants_wrongful_nano) },
    };
}

/* Who is told why appeals more often. */
static void
set_filing(struct dm_plan_redress *redress, const struct dm_redress *text, bool by_income)
{
    for (int q = 0; q < DM_MAX_QUINTILES; q++) {
        int64_t by = by_income ? text->filing_by_income_nano[q] : DM_NANO;
        int64_t explained = part(text->filing_nano, by);
        int64_t unexplained = part(explained, text->unexplained_nano);

        redress->filed[q][0] = dm_threshold(unexplained < DM_NANO ? unexplained : DM_NANO);
        redress->filed[q][1] = dm_threshold(explained < DM_NANO ? explained : DM_NANO);
    }
}

void
dm_plan_redress(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    const struct dm_redress *text = &regime->redress;
    struct dm_plan_redress *redress = &plan->redress;

    plan->keeps.errors = scenario->measure_causes || text->on;
    if (!text->on) {
        return;
    }
    plan->keeps.redress = true;
    plan->keeps.suspends = text->suspends;
    *redress = (struct dm_plan_redress){
        .pooled = text->pooled,
        .suspends = text->suspends,
        .noticed = dm_threshold(text->notice_nano),
        .explained = dm_threshold(text->explanation_nano),
        .reversed = { dm_threshold(text->reversal_rightful_nano),
            dm_threshold(text->reversal_nano) },
        .delay = (uint32_t) text->delay_months,
        .cost_yuan = (uint32_t) text->cost_yuan,
        .compensation_nano = text->compensation_nano,
        .filed_outside = dm_threshold(text->filing_outside_nano),
    };
    set_filing(redress, text, scenario->forms.filing == DM_FILING_BY_INCOME);
    set_body(&redress->body, &text->body);
    set_body(&redress->outside, &text->outside);
}
