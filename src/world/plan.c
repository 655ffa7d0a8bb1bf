/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles channels, schemes, lists, sanctions and adaptation into the tables of a tick
 * (docs/odd/submodels.md, 3). Rates of acts are compiled in rates.c. */
#include "plan.h"

#include "base/philox.h"

#include <string.h>

static uint64_t
monthly_mean_q40(int64_t per_year_nano)
{
    return dm_muldiv((uint64_t) per_year_nano, UINT64_C(1) << 40, 12 * (uint64_t) DM_NANO);
}

static void
row_init(struct dm_plan_row *row, int64_t per_year_nano)
{
    dm_poisson_thresholds(monthly_mean_q40(per_year_nano), row->t, DM_POISSON_CAP, &row->n);
}

/* ---- channels ---- */

static void
false_acts(struct dm_plan_channel *channel, const struct dm_channel *text,
    const struct dm_scenario *scenario)
{
    uint64_t weight[DM_MAX_ACTS], sum = 0;

    for (int32_t a = 0; a < scenario->n_acts; a++) {
        uint64_t w = text->sees_nano[a] == 0
                         ? 0
                         : dm_muldiv((uint64_t) scenario->acts[a].rate_per_year_nano,
                               (uint64_t) text->sees_nano[a], (uint64_t) DM_NANO);

        if (w > 0) {
            channel->false_act[channel->n_false_acts] = (uint8_t) a;
            weight[channel->n_false_acts++] = w;
            sum += w;
        }
    }
    if (sum > 0) {
        dm_pick_thresholds(weight, channel->n_false_acts, channel->false_pick);
    }
}

/* The plan's own index of a context of the scenario: channels of one regime use few. */
static uint8_t
context_of(struct dm_plan *plan, int32_t context)
{
    for (int32_t k = 0; k < plan->n_contexts; k++) {
        if (plan->context[k] == context) {
            return (uint8_t) k;
        }
    }
    plan->context[plan->n_contexts] = (uint8_t) context;
    return (uint8_t) plan->n_contexts++;
}

static void
set_channels(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    plan->n_channels = regime->n_channels;
    for (int32_t c = 0; c < regime->n_channels; c++) {
        const struct dm_channel *text = &regime->channels[c];
        struct dm_plan_channel *channel = &plan->channel[c];

        channel->entity = dm_fnv1a(text->id.s);
        channel->delay = (uint32_t) text->delay_months;
        channel->registry = text->registry;
        channel->context = context_of(plan, text->context);
        false_acts(channel, text, scenario);
        for (int g = 0; g < DM_N_GROUPS; g++) {
            channel->misattribution[g] = dm_threshold(text->misattribution_nano[g]);
            channel->makes_false[g] =
                text->false_per_year_nano[g] > 0 && channel->n_false_acts > 0;
            row_init(&channel->false_records[g], text->false_per_year_nano[g]);
        }
    }
}

static int64_t
coverage(const struct dm_channel *channel, unsigned traits)
{
    int64_t cov = channel->covers_setting_nano[(traits & DM_TRAIT_RURAL) != 0] *
                  channel->covers_online_nano[(traits & DM_TRAIT_ONLINE) != 0] / DM_NANO;

    return cov * channel->covers_group_nano[(traits & DM_TRAIT_GROUP_B) != 0] / DM_NANO;
}

/* The thinnings of act a, channel by channel: what the first has kept the next does not
 * see, under dedupe. */
static void
set_sights_of(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, int32_t a)
{
    int64_t keep[DM_COVERAGE_CLASSES];

    for (int k = 0; k < DM_COVERAGE_CLASSES; k++) {
        keep[k] = DM_NANO;
    }
    for (int32_t c = 0; c < regime->n_channels; c++) {
        const struct dm_channel *channel = &regime->channels[c];
        struct dm_plan_sight *sight = &plan->sight[plan->n_sights];

        if (channel->sees_nano[a] == 0) {
            continue;
        }
        *sight = (struct dm_plan_sight){ .act = (uint8_t) a, .channel = (uint8_t) c };
        sight->entity = dm_fnv1a_pair(scenario->acts[a].id.s, channel->id.s);
        for (unsigned k = 0; k < DM_COVERAGE_CLASSES; k++) {
            int64_t seen = channel->sees_nano[a] * coverage(channel, k) / DM_NANO;
            int64_t kept = seen * keep[k] / DM_NANO;

            sight->shift[k] = kept == 0
                                  ? DM_NO_RATE
                                  : (int16_t) dm_grid_index(dm_ln_q32((uint64_t) kept) -
                                                            dm_ln_q32((uint64_t) DM_NANO));
            if (regime->dedupe_by_act) {
                keep[k] = keep[k] * (DM_NANO - seen) / DM_NANO;
            }
        }
        plan->n_sights++;
    }
}

/* ---- schemes and lists ---- */

static int64_t
association_step(const struct dm_scheme *text, const struct dm_plan_scheme *scheme)
{
    int64_t w = text->association_weight_nano, span;

    if (w == 0 || !text->published || scheme->n_cuts == 0) {
        return 0;
    }
    if (scheme->n_cuts == 1) {
        span = (int64_t) scheme->start - scheme->cut[0];
        return dm_rdiv(w * (span < 0 ? -span : span), 1000);
    }
    span = (int64_t) scheme->cut[scheme->n_cuts - 1] - scheme->cut[0];
    return dm_rdiv(w * span, 1000 * (int64_t) (scheme->n_cuts - 1));
}

static void
set_scheme(struct dm_plan_scheme *scheme, const struct dm_scheme *text)
{
    int64_t span;

    *scheme = (struct dm_plan_scheme){
        .entity = dm_fnv1a(text->id.s),
        .start = text->start_centi,
        .low = text->low_centi,
        .high = text->high_centi,
        .published = text->published,
        .n_cuts = text->n_tiers - 1,
        .association_of = text->association_of,
        .spell_tier = -1,
        .list_tier = -1,
        .expire_months = text->expire_months,
    };
    for (int32_t i = 0; i < scheme->n_cuts; i++) {
        scheme->cut[i] = text->tiers[i + 1].from_centi;
    }
    scheme->association = association_step(text, scheme);
    span = scheme->n_cuts == 0 ? 0
                               : (int64_t) scheme->cut[scheme->n_cuts - 1] - scheme->cut[0];
    for (int level = 1; level < DM_GAIN_LEVELS; level++) {
        int64_t reach = span >> (DM_GAIN_LEVELS - 1 - level);

        scheme->reach[level] = reach < 1 ? 1 : (int32_t) reach;
    }
}

int32_t
dm_plan_gain_level(const struct dm_plan_scheme *scheme, int32_t tier, int32_t score)
{
    int32_t distance, level = 1;

    if (tier == scheme->n_cuts) {
        return 0;
    }
    distance = scheme->cut[tier] - score;
    while (level < DM_GAIN_LEVELS - 1 && distance > scheme->reach[level]) {
        level++;
    }
    return level;
}

static void
set_schemes(struct dm_plan *plan, const struct dm_regime *regime)
{
    plan->n_schemes = regime->n_schemes;
    plan->published_scheme = -1;
    plan->main_scheme = regime->n_schemes > 0 ? 0 : -1;
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        set_scheme(&plan->scheme[s], &regime->schemes[s]);
        if (regime->schemes[s].published) {
            plan->published_scheme = plan->main_scheme = s;
        }
    }
}

static void
set_lists(struct dm_plan *plan, const struct dm_regime *regime)
{
    plan->n_lists = regime->n_lists;
    for (int32_t l = 0; l < regime->n_lists; l++) {
        const struct dm_list *text = &regime->lists[l];
        uint16_t bit = (uint16_t) (1U << l);

        plan->list[l] = (struct dm_plan_list){
            .entity = dm_fnv1a(text->id.s),
            .black = text->kind == DM_LIST_BLACK,
            .published = text->published,
            .by_act = text->tier < 0,
            .scheme = text->scheme,
            .tier = text->tier,
            .term = (uint32_t) text->term_months,
        };
        plan->black_lists |= text->kind == DM_LIST_BLACK ? bit : 0;
        plan->published_lists |= text->published ? bit : 0;
        plan->act_lists |= text->tier < 0 ? bit : 0;
        if (plan->list[l].black && text->tier >= 0 &&
            text->tier > plan->scheme[text->scheme].list_tier) {
            plan->scheme[text->scheme].list_tier = text->tier;
        }
    }
}

/* ---- what follows from a record, a list, a tier ---- */

static struct dm_plan_ground
ground_of(const struct dm_ground *text)
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

static void
set_sanctions(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t i = 0; i < regime->n_sanctions; i++) {
        const struct dm_sanction *text = &regime->sanctions[i];

        set_ground(plan, &text->on);
        if (text->service >= 0 && text->denies_nano > 0) {
            struct dm_plan_service *service = &plan->service[text->service];

            service->denial[service->n_denials++] = (struct dm_plan_denial){
                .on = ground_of(&text->on),
                .keep = DM_ONE32 - dm_threshold(text->denies_nano),
            };
        }
        if (text->hiring_factor_nano != DM_NANO ||
            text->separation_factor_nano != DM_NANO) {
            plan->factor[plan->n_factors++] = (struct dm_plan_factor){
                .on = ground_of(&text->on),
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

/* Adverse points are kept by context in 16 bits: in steps of 1/256 of the dearest record.
 */
static void
set_adverse(struct dm_plan *plan, int32_t n_acts, int32_t s)
{
    int64_t most = 0, grain;

    for (int32_t a = 0; a < n_acts; a++) {
        int64_t points = -(int64_t) plan->effect[a].points[s];

        most = points > most ? points : most;
    }
    grain = (most + 255) / 256;
    plan->scheme[s].grain = grain > 0 ? (int32_t) grain : 1;
    for (int32_t a = 0; a < n_acts; a++) {
        int64_t points = -(int64_t) plan->effect[a].points[s];
        int64_t steps = dm_rdiv(points > 0 ? points : 0, plan->scheme[s].grain);

        plan->effect[a].adverse[s] = (uint16_t) (points > 0 && steps == 0 ? 1 : steps);
    }
}

static void
set_effects(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        for (int32_t s = 0; s < regime->n_schemes; s++) {
            plan->effect[a].points[s] =
                regime->schemes[s].has_points[a] ? regime->schemes[s].points_centi[a] : 0;
        }
        for (int32_t l = 0; l < regime->n_lists; l++) {
            if (regime->lists[l].tier < 0 && regime->lists[l].acts[a]) {
                plan->effect[a].lists |= (uint16_t) (1U << l);
            }
        }
    }
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        set_adverse(plan, scenario->n_acts, s);
    }
}

static void
set_services(struct dm_plan *plan, const struct dm_scenario *scenario)
{
    plan->n_services = scenario->n_services;
    for (int32_t v = 0; v < scenario->n_services; v++) {
        plan->service[v].entity = dm_fnv1a(scenario->services[v].id.s);
        row_init(&plan->service[v].demand, scenario->services[v].demand_per_year_nano);
    }
}

static void
set_rewards(struct dm_plan *plan, const struct dm_regime *regime)
{
    plan->n_rewards = regime->n_rewards;
    for (int32_t i = 0; i < regime->n_rewards; i++) {
        plan->reward[i] = (struct dm_plan_reward){
            .scheme = regime->rewards[i].on.scheme,
            .tier = regime->rewards[i].on.tier,
            .yuan_per_year = (int32_t) regime->rewards[i].income_yuan_per_year,
        };
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

    adapt->on = text->on && regime->n_schemes > 0;
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

/* How far ahead a record may take effect or expire. */
static uint32_t
longest(const struct dm_regime *regime, bool corrects)
{
    uint32_t term = 1, delay = 1;

    for (int32_t s = 0; s < regime->n_schemes; s++) {
        int32_t months = regime->schemes[s].expire_months;

        /* a record that never expires is not kept, unless it may be corrected */
        if (months == DM_NEVER) {
            months = corrects ? DM_LONGEST_CORRECTION : 1;
        }
        term = (uint32_t) months > term ? (uint32_t) months : term;
    }
    for (int32_t l = 0; l < regime->n_lists; l++) {
        uint32_t months = (uint32_t) regime->lists[l].term_months;

        term = months > term ? months : term;
    }
    for (int32_t c = 0; c < regime->n_channels; c++) {
        uint32_t months = (uint32_t) regime->channels[c].delay_months;

        delay = months > delay ? months : delay;
    }
    return term + delay;
}

dm_status
dm_plan_init(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, struct dm_error *err)
{
    const struct dm_safeguards *safe = &regime->safeguards;
    const struct dm_labour *labour = &scenario->society.labour;
    int32_t knot[DM_MAX_QUINTILES + 1];
    int64_t hazard =
        safe->notice_nano * safe->filing_nano / DM_NANO * safe->success_nano / DM_NANO;

    memset(plan, 0, sizeof *plan);
    plan->n_acts = scenario->n_acts;
    plan->measure_causes = scenario->measure_causes;
    plan->dedupe_by_act = regime->dedupe_by_act;
    plan->correction_keep = DM_ONE32 - dm_threshold(hazard);
    plan->separation_nano = labour->separation_per_year_nano / 12;
    plan->hiring_nano = labour->hiring_per_year_nano / 12;
    plan->separation = dm_threshold(plan->separation_nano);
    plan->hiring = dm_threshold(plan->hiring_nano);
    plan->employed_at_start = dm_employed_threshold(labour);
    dm_income_knots(&scenario->society, knot);
    plan->poverty_line = knot[1];
    set_channels(plan, scenario, regime);
    set_schemes(plan, regime);
    set_lists(plan, regime);
    set_services(plan, scenario);
    set_effects(plan, scenario, regime);
    set_sanctions(plan, scenario, regime);
    set_rewards(plan, regime);
    set_adaptation(plan, regime);
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        set_sights_of(plan, scenario, regime, a);
    }
    plan->longest_months = longest(regime, plan->correction_keep < DM_ONE32);
    return dm_plan_rates(plan, scenario, regime, err);
}
