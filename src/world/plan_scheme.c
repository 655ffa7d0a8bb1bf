/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles the schemes of a regime: where tiers lie, what a record of an act is worth
 * (docs/odd/submodels.md, 3), at whose discretion, and what else makes a score
 * (docs/odd/mechanisms.md, M3). */
#include "plan.h"

#include "base/philox.h"

static int64_t
association_step(const struct dm_scheme *text, const struct dm_plan_scheme *scheme)
{
    int64_t w = text->association_weight_nano, span;

    if (w == 0 || !text->published || !text->active || scheme->n_cuts == 0) {
        return 0;
    }
    if (scheme->n_cuts == 1) {
        span = (int64_t) scheme->start - scheme->cut[0];
        return dm_rdiv(w * (span < 0 ? -span : span), 1000);
    }
    span = (int64_t) scheme->cut[scheme->n_cuts - 1] - scheme->cut[0];
    return dm_rdiv(w * span, 1000 * (int64_t) (scheme->n_cuts - 1));
}

/* Standard normal levels of docs/odd/numerics.md, 10: from the middle outwards. */
static const int64_t normal_nano[DM_DISCRETION_LEVELS / 2] = { 19584285, 58782936, 98072152,
    137513402, 177169821, 217106947, 257393526, 298102413, 339311607, 381105455, 423576084,
    466825123, 510965807, 556125594, 602449453, 650104071, 699283302, 750215375, 803172566,
    858484474, 916556668, 977897544, 1043158263, 1113194277, 1189164350, 1272698641,
    1366203816, 1473467578, 1601008665, 1761670410, 1987427886, 2417559016 };

static int64_t
normal_level(int k)
{
    const int half = DM_DISCRETION_LEVELS / 2;

    return k >= half ? normal_nano[k - half] : -normal_nano[half - 1 - k];
}

/* exp(sigma z), exp(bias) more for points below 0 of group B; over the mean of group A. */
static void
set_discretion(struct dm_plan_scheme *scheme, const struct dm_scheme *text)
{
    uint64_t e[DM_DISCRETION_LEVELS], sum = 0;
    uint64_t bias =
        dm_exp_q40(dm_rmuldiv(text->discretion_bias_b_nano, (int64_t) DM_ONE32, DM_NANO));

    scheme->discretion = text->discretion;
    for (int k = 0; k < DM_DISCRETION_LEVELS; k++) {
        e[k] = dm_exp_q40(dm_rmuldiv(text->discretion_sigma_nano * normal_level(k),
            (int64_t) DM_ONE32, DM_NANO * DM_NANO));
        sum += e[k];
    }
    for (int b = 0; b < 2; b++) {
        for (int k = 0; k < DM_DISCRETION_LEVELS; k++) {
            uint64_t harsh = b ? dm_muldiv(e[k], bias, UINT64_C(1) << 40) : e[k];
            int64_t factor = dm_rmuldiv(
                (int64_t) (DM_DISCRETION_LEVELS * harsh), DM_NANO, (int64_t) sum);

            scheme->factor_nano[b][k] =
                factor < text->discretion_least_nano  ? text->discretion_least_nano
                : factor > text->discretion_most_nano ? text->discretion_most_nano
                                                      : factor;
        }
    }
}

static void
set_attributes(struct dm_plan_scheme *scheme, const struct dm_scheme *text)
{
    for (int q = 0; q < DM_MAX_QUINTILES; q++) {
        scheme->by_quintile[q] = (int32_t) dm_rdiv(
            (int64_t) text->attribute_income_centi * q, DM_MAX_QUINTILES - 1);
    }
    scheme->by_online = text->attribute_online_centi;
    scheme->by_employed = text->attribute_employed_centi;
    scheme->fed = text->attribute_income_centi != 0 || text->attribute_online_centi != 0 ||
                  text->attribute_employed_centi != 0;
    for (int f = 0; f < DM_MAX_SCHEMES; f++) {
        scheme->feed_nano[f] = text->feeds_nano[f];
        scheme->fed = scheme->fed || text->feeds_nano[f] != 0;
    }
}

static void
set_opt_in(struct dm_plan_scheme *scheme, const struct dm_scheme *text)
{
    scheme->opt_in = text->opt_in;
    scheme->uptake = dm_threshold(text->uptake_nano);
    scheme->joins = dm_threshold(text->joins_nano);
    scheme->refusers = text->refusers;
}

static void
set_scheme(struct dm_plan_scheme *scheme, const struct dm_scheme *text)
{
    int64_t span;

    *scheme = (struct dm_plan_scheme){
        .entity = dm_fnv1a(text->id.s),
        .active = text->active,
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
    set_discretion(scheme, text);
    set_attributes(scheme, text);
    set_opt_in(scheme, text);
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

void
dm_plan_schemes(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    bool fades = scenario->forms.forgetting == DM_FORGETTING_HALF_LIFE;

    plan->n_schemes = regime->n_schemes;
    plan->association_form = scenario->forms.association;
    plan->published_scheme = -1;
    plan->main_scheme = regime->n_schemes > 0 ? 0 : -1;
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        struct dm_plan_scheme *scheme = &plan->scheme[s];

        set_scheme(scheme, &regime->schemes[s]);
        scheme->foreign = dm_plan_foreign(regime, regime->schemes[s].own_contexts);
        scheme->fades = fades && scheme->expire_months > 0 ? scheme->expire_months : 0;
        plan->keeps.fed |= scheme->fed;
        plan->keeps.sums |= scheme->fades > 0 || scheme->expire_months == DM_NEVER;
        plan->keeps.opt_in |= (uint8_t) (scheme->opt_in ? 1U << s : 0U);
        if (regime->schemes[s].published) {
            plan->published_scheme = plan->main_scheme = s;
        }
    }
}

void
dm_plan_grain(struct dm_plan *plan, int32_t s, int32_t grain)
{
    plan->scheme[s].grain = grain;
    for (int32_t a = 0; a < plan->n_acts; a++) {
        int64_t points = -(int64_t) plan->effect[a].points[s];
        int64_t steps = dm_rdiv(points > 0 ? points : 0, grain);

        plan->effect[a].adverse[s] = (uint16_t) (points > 0 && steps == 0 ? 1 : steps);
    }
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
    dm_plan_grain(plan, s, grain > 0 ? (int32_t) grain : 1);
}

void
dm_plan_effects(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        for (int32_t s = 0; s < regime->n_schemes; s++) {
            plan->effect[a].points[s] =
                regime->schemes[s].has_points[a] ? regime->schemes[s].points_centi[a] : 0;
            plan->effect[a].at_scheme[s] =
                dm_fnv1a_pair(regime->schemes[s].id.s, scenario->acts[a].id.s);
        }
        for (int32_t l = 0; l < regime->n_lists; l++) {
            plan->effect[a].at_list[l] =
                dm_fnv1a_pair(regime->lists[l].id.s, scenario->acts[a].id.s);
            if (regime->lists[l].tier < 0 && regime->lists[l].acts[a]) {
                plan->effect[a].lists |= (uint16_t) (1U << l);
            }
        }
    }
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        set_adverse(plan, scenario->n_acts, s);
    }
}
