/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles lists, sanctions and adaptation into the tables of a tick
 * (docs/odd/submodels.md, 3). Channels are compiled in plan_observe.c, schemes in
 * plan_scheme.c, rates of acts in rates.c. */
#include "plan.h"

#include "base/philox.h"

#include <string.h>

/* ---- lists ---- */

static void
set_lists(struct dm_plan *plan, const struct dm_regime *regime)
{
    plan->n_lists = regime->n_lists;
    for (int32_t l = 0; l < regime->n_lists; l++) {
        const struct dm_list *text = &regime->lists[l];
        uint16_t bit = (uint16_t) (1U << l);

        plan->list[l] = (struct dm_plan_list){
            .active = text->active,
            .entity = dm_fnv1a(text->id.s),
            .foreign = dm_plan_foreign(regime, text->own_contexts),
            .black = text->kind == DM_LIST_BLACK,
            .published = text->published,
            .by_act = text->tier < 0,
            .scheme = text->scheme,
            .tier = text->active ? text->tier : -1,
            .term = (uint32_t) text->term_months,
        };
        plan->black_lists |= text->kind == DM_LIST_BLACK ? bit : 0;
        plan->published_lists |= text->published ? bit : 0;
        plan->act_lists |= text->tier < 0 ? bit : 0;
        if (plan->list[l].black && text->active && text->tier >= 0 &&
            text->tier > plan->scheme[text->scheme].list_tier) {
            plan->scheme[text->scheme].list_tier = text->tier;
        }
    }
}

/* ---- what follows from a record, a list, a tier ---- */

struct dm_plan_ground
dm_plan_ground_of(const struct dm_ground *text)
{
    return (struct dm_plan_ground){
        .lists = text->list >= 0 ? (uint16_t) (1U << text->list) : 0,
        .scheme = text->list < 0 && text->tier >= 0 ? text->scheme : -1,
        .tier = text->tier,
    };
}

static void
set_ground(struct dm_plan *plan, const struct dm_ground *on)
{
    if (on->by_act) {
        return;
    }
    if (on->list >= 0) {
        plan->sanctioned_lists |= (uint16_t) (1U << on->list);
        plan->list[on->list].sanctioned = true;
    } else {
        plan->spell_schemes |= (uint8_t) (1U << on->scheme);
        if (on->tier > plan->scheme[on->scheme].spell_tier) {
            plan->scheme[on->scheme].spell_tier = on->tier;
        }
    }
}

/* Demands made elsewhere are denied only where one's lists are honoured. */
static void
set_denial(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, const struct dm_sanction *text)
{
    struct dm_plan_service *service = &plan->service[text->service];
    int64_t away = scenario->services[text->service].away_nano;
    int64_t lost = dm_rmuldiv(away, DM_NANO - regime->recognition_nano, DM_NANO);
    int64_t denies = dm_rmuldiv(text->denies_nano, DM_NANO - lost, DM_NANO);

    service->denial[service->n_denials++] = (struct dm_plan_denial){
        .on = dm_plan_ground_of(&text->on),
        .keep = DM_ONE32 - dm_threshold(denies),
    };
}

static void
set_sanctions(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t i = 0; i < regime->n_sanctions; i++) {
        const struct dm_sanction *text = &regime->sanctions[i];

        if (!text->active) {
            continue;
        }
        set_ground(plan, &text->on);
        if (text->service >= 0 && text->denies_nano > 0) {
            set_denial(plan, scenario, regime, text);
        }
        if (text->hiring_factor_nano != DM_NANO ||
            text->separation_factor_nano != DM_NANO) {
            plan->factor[plan->n_factors++] = (struct dm_plan_factor){
                .on = dm_plan_ground_of(&text->on),
                .separation_nano = text->separation_factor_nano,
                .hiring_nano = text->hiring_factor_nano,
            };
        }
        for (int32_t a = 0; a < scenario->n_acts; a++) {
            struct dm_plan_effect *effect = &plan->effect[a];

            if (text->on.by_act && text->on.acts[a] && text->fine_nano > 0) {
                effect->fine_each_nano[effect->n_fines++] = text->fine_nano;
            }
        }
    }
    plan->visible_lists = plan->published_lists & plan->sanctioned_lists;
}

static void
set_services(struct dm_plan *plan, const struct dm_scenario *scenario)
{
    plan->n_services = scenario->n_services;
    for (int32_t v = 0; v < scenario->n_services; v++) {
        plan->service[v].entity = dm_fnv1a(scenario->services[v].id.s);
        dm_plan_row_init(
            &plan->service[v].demand, scenario->services[v].demand_per_year_nano);
    }
}

static void
set_rewards(struct dm_plan *plan, const struct dm_regime *regime)
{
    plan->n_rewards = regime->n_rewards;
    for (int32_t i = 0; i < regime->n_rewards; i++) {
        plan->reward[i] = (struct dm_plan_reward){
            .entity = dm_fnv1a(regime->rewards[i].id.s),
            .active = regime->rewards[i].active,
            .scheme = regime->rewards[i].on.scheme,
            .tier = regime->rewards[i].on.tier,
            .yuan_per_year = (int32_t) regime->rewards[i].income_yuan_per_year,
            .ration_nano = regime->rewards[i].ration_nano,
        };
        if (regime->rewards[i].ration_nano < DM_NANO) {
            plan->keeps.rations |= UINT32_C(1) << i;
        }
    }
}

/* ---- adaptation ---- */

/* exp(-x k / d); 1 for d = 0 */
static uint64_t
decay(int64_t x_nano, uint64_t k, uint64_t d)
{
    if (d == 0) {
        return DM_ONE32;
    }
    return dm_exp_q32(
        -(int64_t) dm_muldiv((uint64_t) x_nano * k, DM_ONE32, (uint64_t) DM_NANO * d));
}

static void
set_adaptation(struct dm_plan *plan, const struct dm_regime *regime)
{
    const struct dm_adaptation *text = &regime->adaptation;
    struct dm_plan_adapt *adapt = &plan->adapt;
    uint64_t publicity = (uint64_t) regime->publicity_nano;

    adapt->on = plan->keeps.adapts = text->on && regime->n_schemes > 0;
    if (!adapt->on) {
        return;
    }
    adapt->aware_at_start = dm_threshold(text->aware_at_start_nano);
    adapt->decay_keep = DM_ONE32 - dm_threshold(text->fear_decay_nano);
    for (uint64_t k = 0; k <= DM_EVENTS_CAP; k++) {
        adapt->fear_own[k] = decay(text->fear_own_nano, k, 1);
        adapt->aware_own[k] = decay(text->aware_own_nano, k, 1);
    }
    for (uint64_t d = 0; d < DM_TIES_CAP; d++) {
        for (uint64_t k = 0; k <= d; k++) {
            adapt->fear_ties[d][k] = decay(text->fear_ties_nano, k, d);
            adapt->aware_ties[d][k] = decay(text->aware_ties_nano, k, d);
        }
    }
    adapt->aware_publicity = decay(
        (int64_t) dm_muldiv((uint64_t) text->aware_publicity_nano, publicity, DM_NANO), 1,
        1);
    adapt->fear_publicity_q32 =
        dm_muldiv(dm_muldiv((uint64_t) text->fear_publicity_nano, publicity, DM_NANO),
            DM_ONE32, (uint64_t) DM_NANO);
}

/* How far ahead a record may take effect. */
static uint32_t
longest_delay(const struct dm_regime *regime)
{
    uint32_t delay = 1;

    for (int32_t c = 0; c < regime->n_channels; c++) {
        uint32_t months = (uint32_t) regime->channels[c].delay_months;

        delay = months > delay ? months : delay;
    }
    return delay;
}

/* How long it may be in force before it expires. */
static uint32_t
longest_term(const struct dm_regime *regime, bool corrects)
{
    uint32_t term = 1;

    for (int32_t s = 0; s < regime->n_schemes; s++) {
        int32_t months = regime->schemes[s].expire_months;

        /* a record that never expires is not kept, unless it may be corrected */
        if (months == DM_NEVER) {
            months = corrects ? DM_LONGEST_CORRECTION : 1;
        }
        months = months == DM_YEAR_END ? 12 : months;
        term = (uint32_t) months > term ? (uint32_t) months : term;
    }
    for (int32_t l = 0; l < regime->n_lists; l++) {
        const struct dm_list *list = &regime->lists[l];
        int32_t window = list->counts ? list->within_months : 0;
        uint32_t months =
            (uint32_t) (window > list->term_months ? window : list->term_months);

        term = months > term ? months : term;
    }
    return term;
}

dm_status
dm_plan_init(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, struct dm_error *err)
{
    return dm_plan_init_among(plan, scenario, regime, 0, NULL, err);
}

dm_status
dm_plan_init_among(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, int32_t n_contexts, const uint8_t *contexts,
    struct dm_error *err)
{
    const struct dm_safeguards *safe = &regime->safeguards;
    const struct dm_labour *labour = &scenario->society.labour;
    int32_t knot[DM_MAX_QUINTILES + 1];
    int64_t hazard =
        safe->notice_nano * safe->filing_nano / DM_NANO * safe->success_nano / DM_NANO;

    memset(plan, 0, sizeof *plan);
    plan->n_acts = scenario->n_acts;
    plan->n_contexts = n_contexts;
    for (int32_t k = 0; k < n_contexts; k++) {
        plan->context[k] = contexts[k];
    }
    plan->measure_causes = plan->keeps.causes = scenario->measure_causes;
    plan->dedupe_by_act = regime->dedupe_by_act;
    plan->correction_keep = DM_ONE32 - dm_threshold(hazard);
    plan->separation_nano = labour->separation_per_year_nano / 12;
    plan->hiring_nano = labour->hiring_per_year_nano / 12;
    plan->separation = dm_threshold(plan->separation_nano);
    plan->hiring = dm_threshold(plan->hiring_nano);
    plan->employed_at_start = dm_employed_threshold(labour);
    dm_income_knots(&scenario->society, knot);
    plan->poverty_line = knot[1];
    dm_plan_channels(plan, scenario, regime);
    dm_plan_schemes(plan, scenario, regime);
    set_lists(plan, regime);
    set_services(plan, scenario);
    dm_plan_indicators(plan, scenario);
    dm_plan_effects(plan, scenario, regime);
    set_sanctions(plan, scenario, regime);
    set_rewards(plan, regime);
    set_adaptation(plan, regime);
    dm_plan_lists(plan, scenario, regime);
    dm_plan_redress(plan, scenario, regime);
    dm_plan_responses(plan, scenario, regime);
    dm_plan_sights(plan, scenario, regime);
    plan->longest_delay = longest_delay(regime);
    plan->longest_months =
        plan->longest_delay + longest_term(regime, plan->correction_keep < DM_ONE32);
    return dm_plan_rates(plan, scenario, regime, err);
}

/* ---- the plans of one world ---- */

static void
unite_keeps(struct dm_plan_keeps *all, const struct dm_plan_keeps *one)
{
    unsigned char to[sizeof *all], from[sizeof *one];

    memcpy(to, all, sizeof to);
    memcpy(from, one, sizeof from);
    for (size_t i = 0; i < sizeof to; i++) {
        to[i] |= from[i];
    }
    memcpy(all, to, sizeof to);
}

static void
unite_grain(struct dm_plan *const *plan, int32_t n, int32_t s)
{
    int32_t grain = 1;

    for (int32_t i = 0; i < n; i++) {
        grain = plan[i]->scheme[s].grain > grain ? plan[i]->scheme[s].grain : grain;
    }
    for (int32_t i = 0; i < n; i++) {
        dm_plan_grain(plan[i], s, grain);
    }
}

void
dm_plan_unite(struct dm_plan *const *plan, int32_t n)
{
    struct dm_plan_keeps keeps = { 0 };
    uint32_t months = 0, delay = 0;
    unsigned spells = 0;

    for (int32_t i = 0; i < n; i++) {
        unite_keeps(&keeps, &plan[i]->keeps);
        months = plan[i]->longest_months > months ? plan[i]->longest_months : months;
        delay = plan[i]->longest_delay > delay ? plan[i]->longest_delay : delay;
        spells |= plan[i]->spell_schemes;
    }
    for (int32_t i = 0; i < n; i++) {
        plan[i]->keeps = keeps;
        dm_plan_list_kinds(plan[i]);
        plan[i]->longest_months = months;
        plan[i]->longest_delay = delay;
        plan[i]->spell_schemes = (uint8_t) spells;
    }
    for (int32_t s = 0; s < plan[0]->n_schemes; s++) {
        unite_grain(plan, n, s);
    }
}
