/* SPDX-License-Identifier: Apache-2.0
 *
 * What people expect of the regime when they choose: how likely an act is seen, what it
 * would cost or gain, and how much of that an opaque regime leaves to guessing
 * (docs/odd/submodels.md, 3; docs/odd/mechanisms.md, M4). */
#include "plan.h"

#include <string.h>

#define DETERRENCE_CAP (2 * DM_NANO) /* MODEL, stage 2 */
#define ONE40          (INT64_C(1) << 40)

/* Of every act, in nano. */
struct expected {
    int64_t detection[DM_MAX_ACTS], loss[DM_MAX_ACTS];
};

static int64_t
scaled(int64_t x_nano, int64_t y_nano)
{
    return dm_rmuldiv(x_nano, y_nano, DM_NANO);
}

static int32_t
nats_index(int64_t nats_nano)
{
    return (int32_t) dm_rmuldiv(nats_nano, 1024, DM_NANO);
}

/* Points that a record would get as the table stands. */
static int64_t
points_in(const struct dm_plan *plan, int32_t s, int32_t a)
{
    return plan->scheme[s].active ? plan->effect[a].points[s] : 0;
}

/* ---- detection and loss as the rules have them ---- */

static int64_t
mean_coverage(const struct dm_channel *channel, const struct dm_society *society)
{
    uint64_t sum = 0, all = 0;

    for (unsigned traits = 0; traits < DM_COVERAGE_CLASSES; traits++) {
        unsigned s = (traits & DM_TRAIT_RURAL) != 0, o = (traits & DM_TRAIT_ONLINE) != 0;
        unsigned g = (traits & DM_TRAIT_GROUP_B) != 0;
        int64_t ws = s ? DM_NANO - society->urban_nano : society->urban_nano;
        int64_t wo = o ? society->online_nano[s] : DM_NANO - society->online_nano[s];
        int64_t wg = g ? society->group_b_nano : DM_NANO - society->group_b_nano;
        int64_t w = ws * wo / DM_NANO * wg / DM_NANO;
        int64_t cov = channel->covers_setting_nano[s] * channel->covers_online_nano[o] /
                      DM_NANO * channel->covers_group_nano[g] / DM_NANO;

        sum += (uint64_t) w * (uint64_t) cov;
        all += (uint64_t) w;
    }
    return (int64_t) (sum / all);
}

static int64_t
perceived_detection(
    const struct dm_regime *regime, const struct dm_society *society, int32_t a)
{
    int64_t keep = DM_NANO;

    for (int32_t c = 0; c < regime->n_channels; c++) {
        int64_t seen = dm_plan_sees(&regime->channels[c], a) *
                       mean_coverage(&regime->channels[c], society) / DM_NANO;

        keep = keep * (DM_NANO - seen) / DM_NANO;
    }
    return DM_NANO - keep;
}

/* The score below which a person is sanctioned or on a black list; INT64_MIN: none,
 * INT64_MAX: everybody is. */
static int64_t
line_of(const struct dm_plan_scheme *scheme, const struct dm_regime *regime, int32_t s)
{
    int32_t tier =
        scheme->spell_tier > scheme->list_tier ? scheme->spell_tier : scheme->list_tier;
    int64_t line = tier < 0                 ? INT64_MIN
                   : tier >= scheme->n_cuts ? INT64_MAX
                                            : scheme->cut[tier];

    for (int32_t l = 0; l < regime->n_lists; l++) {
        const struct dm_list *list = &regime->lists[l];

        if (list->by_score && list->scheme == s && list->active &&
            list->kind == DM_LIST_BLACK && list->below_centi > line) {
            line = list->below_centi;
        }
    }
    return line;
}

static int64_t
loss_by_score(const struct dm_plan_scheme *scheme, int64_t line, int64_t points)
{
    int64_t distance, loss;

    if (points >= 0 || line == INT64_MIN) {
        return 0;
    }
    if (line == INT64_MAX || scheme->start <= line) {
        return DM_NANO;
    }
    distance = scheme->start - line;
    loss = -points * DM_NANO / distance;
    return loss < DM_NANO ? loss : DM_NANO;
}

static bool
blacklists(const struct dm_plan *plan, int32_t a)
{
    bool any = false;

    for (int32_t l = 0; l < plan->n_lists; l++) {
        const struct dm_plan_list *list = &plan->list[l];

        any =
            any || (list->active && list->black && (plan->effect[a].lists >> l & 1U) != 0);
    }
    return any;
}

static int64_t
perceived_loss(const struct dm_plan *plan, const struct dm_regime *regime, int32_t a)
{
    int64_t most = blacklists(plan, a) ? DM_NANO : 0;

    for (int32_t s = 0; s < plan->n_schemes; s++) {
        const struct dm_plan_scheme *scheme = &plan->scheme[s];
        int64_t loss =
            loss_by_score(scheme, line_of(scheme, regime, s), points_in(plan, s, a));

        most = loss > most ? loss : most;
    }
    return most;
}

/* ---- opacity: part of what is expected comes from the domain, and from all acts ---- */

static int64_t
share_who(const struct dm_society *society, unsigned who)
{
    int64_t urban = society->urban_nano, share = DM_NANO;
    int64_t online = (urban * society->online_nano[DM_URBAN] +
                         (DM_NANO - urban) * society->online_nano[DM_RURAL]) /
                     DM_NANO;

    share = (who & DM_WHO_DRIVER) != 0 ? share * society->drivers_nano / DM_NANO : share;
    share = (who & DM_WHO_URBAN) != 0 ? share * urban / DM_NANO : share;
    share = (who & DM_WHO_RURAL) != 0 ? share * (DM_NANO - urban) / DM_NANO : share;
    return (who & DM_WHO_ONLINE) != 0 ? share * online / DM_NANO : share;
}

struct pool {
    struct dm_sum128 sum;
    uint64_t weight;
    int64_t most;
};

static void
pool_add(struct pool *self, const struct dm_scenario *scenario, int32_t a, int64_t value)
{
    const struct dm_act *act = &scenario->acts[a];
    uint64_t weight = dm_muldiv((uint64_t) act->rate_per_year_nano,
        (uint64_t) share_who(&scenario->society, act->who), (uint64_t) DM_NANO);

    if (act->rate_per_year_nano == 0) {
        return;
    }
    dm_sum128_add(&self->sum, weight, (uint64_t) value);
    self->weight += weight;
    self->most = value > self->most ? value : self->most;
}

static int64_t
pool_mean(const struct pool *self)
{
    return self->weight == 0 ? 0 : (int64_t) dm_sum128_divide(&self->sum, self->weight);
}

/* What stands for the rule that people do not know. */
static int64_t
guess_of(const struct dm_scenario *scenario, const struct dm_adaptation *text,
    const int64_t value[DM_MAX_ACTS], int32_t act)
{
    enum dm_opacity_form form = scenario->forms.opacity;
    int64_t reach = text->opacity_reach_nano;
    struct pool domain = { .weight = 0 }, all = { .weight = 0 };

    if (form == DM_OPACITY_LOST) {
        return 0;
    }
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        pool_add(&all, scenario, a, value[a]);
        if (strcmp(scenario->acts[a].domain.s, scenario->acts[act].domain.s) == 0) {
            pool_add(&domain, scenario, a, value[a]);
        }
    }
    return scaled(DM_NANO - reach,
               form == DM_OPACITY_WORST ? domain.most : pool_mean(&domain)) +
           scaled(reach, pool_mean(&all));
}

static void
blur(const struct dm_scenario *scenario, const struct dm_adaptation *text,
    int64_t value[DM_MAX_ACTS])
{
    int64_t opacity = text->opacity_nano, blurred[DM_MAX_ACTS];

    if (opacity == 0) {
        return;
    }
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        blurred[a] = scaled(DM_NANO - opacity, value[a]) +
                     scaled(opacity, guess_of(scenario, text, value, a));
    }
    memcpy(value, blurred, (size_t) scenario->n_acts * sizeof *value);
}

/* ---- deterrence ---- */

/* s^0.2, the exponent of MODEL, stage 2. */
static int64_t
fifth_root(int64_t s_nano)
{
    uint64_t root;

    if (s_nano <= 0) {
        return 0;
    }
    root = dm_exp_q40(
        dm_rdiv(dm_ln_q32((uint64_t) s_nano) - dm_ln_q32((uint64_t) DM_NANO), 5));
    root = dm_muldiv(root, (uint64_t) DM_NANO, UINT64_C(1) << 40);
    return root < (uint64_t) DM_NANO ? (int64_t) root : DM_NANO;
}

/* How severity counts: in the form `certainty` only whether there is any. */
static int64_t
severity(enum dm_deterrence_form form, int64_t loss)
{
    if (form == DM_DETER_CERTAINTY) {
        return loss > 0 ? DM_NANO : 0;
    }
    return fifth_root(loss);
}

static int64_t
bounded(enum dm_deterrence_form form, int64_t d)
{
    uint64_t left;

    if (form != DM_DETER_SATURATING) {
        return d < DETERRENCE_CAP ? d : DETERRENCE_CAP;
    }
    left = dm_exp_q40(-dm_rmuldiv(d, (int64_t) DM_ONE32, DETERRENCE_CAP));
    return dm_rmuldiv(2 * (ONE40 - (int64_t) left), DM_NANO, ONE40);
}

static void
set_deterrence(struct dm_plan_act *act, const struct dm_scenario *scenario, int64_t epsilon,
    int64_t announced, int64_t detection, int64_t loss)
{
    enum dm_deterrence_form form = scenario->forms.deterrence;
    int64_t root = severity(form, loss);

    for (int level = 0; level < DM_FEAR_LEVELS; level++) {
        int64_t phi = announced + (DM_NANO - announced) * level / DM_FEAR_LEVELS;
        int64_t d = scaled(scaled(scaled(epsilon, phi), detection), root);

        act->deter[level] = nats_index(bounded(form, d));
        act->has_deter = act->has_deter || act->deter[level] != 0;
    }
}

/* ---- gain, and what it displaces ---- */

static void
set_gain(struct dm_plan_act *act, int32_t s, const struct dm_plan_scheme *scheme,
    int64_t gamma, int64_t points)
{
    if (points <= 0 || scheme->n_cuts == 0) {
        return;
    }
    for (int level = 1; level < DM_GAIN_LEVELS; level++) {
        int64_t share = points * DM_NANO / scheme->reach[level];

        act->gain[s][level] = nats_index(scaled(gamma, share < DM_NANO ? share : DM_NANO));
        act->has_gain = act->has_gain || act->gain[s][level] != 0;
    }
}

/* How strongly scheme s draws people to what it rewards. */
static int64_t
pull_of(const struct dm_plan *plan, int32_t s, int32_t level)
{
    int64_t most = 0, pull;

    for (int32_t a = 0; a < plan->n_acts; a++) {
        int64_t points = points_in(plan, s, a);

        most = points > most ? points : most;
    }
    if (level == 0 || plan->scheme[s].n_cuts == 0) {
        return 0;
    }
    pull = most * DM_NANO / plan->scheme[s].reach[level];
    return pull < DM_NANO ? pull : DM_NANO;
}

/* In some scheme, active or not. */
static bool
rewarded(const struct dm_regime *regime, int32_t a)
{
    bool any = false;

    for (int32_t s = 0; s < regime->n_schemes; s++) {
        any = any ||
              (regime->schemes[s].has_points[a] && regime->schemes[s].points_centi[a] > 0);
    }
    return any;
}

/* An unrewarded lawful act gives way to what is rewarded: it stands where gain would. */
static void
set_displacement(
    struct dm_plan *plan, const struct dm_regime *regime, int32_t a, int64_t displaced)
{
    struct dm_plan_act *act = &plan->act[a];

    if (displaced == 0 || !act->lawful || rewarded(regime, a)) {
        return;
    }
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        for (int level = 1; level < DM_GAIN_LEVELS; level++) {
            act->gain[s][level] = -nats_index(scaled(displaced, pull_of(plan, s, level)));
            act->has_gain = act->has_gain || act->gain[s][level] != 0;
        }
    }
}

static uint32_t
conduct_weight(const struct dm_plan *plan, int32_t a, int64_t detection)
{
    int64_t most = 0;

    for (int32_t s = 0; s < plan->n_schemes; s++) {
        int64_t points = points_in(plan, s, a);

        points = points < 0 ? -points : points;
        most = points > most ? points : most;
    }
    /* points are in hundredths already: 100 |points| */
    return (uint32_t) (most * detection / DM_NANO);
}

void
dm_plan_perceive(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    struct expected all = { .loss = { 0 } };

    for (int32_t a = 0; a < scenario->n_acts; a++) {
        all.detection[a] = perceived_detection(regime, &scenario->society, a);
        all.loss[a] = perceived_loss(plan, regime, a);
        plan->act[a].conduct_weight =
            plan->act[a].lawful ? 0 : conduct_weight(plan, a, all.detection[a]);
    }
    blur(scenario, &regime->adaptation, all.detection);
    blur(scenario, &regime->adaptation, all.loss);
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        const struct dm_act *text = &scenario->acts[a];

        set_deterrence(&plan->act[a], scenario, text->deterrence_nano,
            regime->adaptation.announced_nano, all.detection[a], all.loss[a]);
        for (int32_t s = 0; s < plan->n_schemes; s++) {
            set_gain(
                &plan->act[a], s, &plan->scheme[s], text->gain_nano, points_in(plan, s, a));
        }
        set_displacement(plan, regime, a, text->displaced_nano);
    }
}
