/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles what people do about being scored beyond fear (docs/odd/mechanisms.md, M9 to
 * M14): ties that change, shaming, crowding out, evasion, opinion, and the forms of fear.
 * Also which columns the mechanisms need. */
#include "plan.h"

#define ONE40      (UINT64_C(1) << 40)
#define FEAR_SHIFT 16
#define TERMS_CAP  (16 * DM_NANO) /* nats of approval, either way */

static int64_t
scaled(int64_t x_nano, int64_t y_nano)
{
    return dm_rmuldiv(x_nano, y_nano, DM_NANO);
}

/* ---- ties ---- */

static int64_t
weight_of_published(const struct dm_plan *plan, const struct dm_regime *regime)
{
    int32_t s = plan->published_scheme;

    return s >= 0 && regime->schemes[s].active ? regime->schemes[s].association_weight_nano
                                               : 0;
}

static void
set_tie_change(struct dm_plan *plan, const struct dm_regime *regime)
{
    const struct dm_response *text = &regime->response;
    int64_t weight = weight_of_published(plan, regime);
    int64_t flagged =
        scaled(scaled(text->cut_association_nano, weight), regime->publicity_nano) +
        text->cut_flagged_nano;

    for (int f = 0; f < 3; f++) {
        int64_t hazard = text->cut_base_nano + f * flagged;

        plan->tie_change.cut[f] = dm_threshold(hazard < DM_NANO ? hazard : DM_NANO);
    }
    plan->tie_change.restore = dm_threshold(text->restore_nano);
    plan->tie_change.seek = dm_threshold(text->seek_nano);
    plan->tie_change.on = plan->tie_change.cut[2] > 0 || plan->tie_change.restore > 0 ||
                          plan->tie_change.seek > 0;
}

static void
set_shaming(struct dm_plan *plan, const struct dm_regime *regime)
{
    const struct dm_response *text = &regime->response;

    plan->shaming = (struct dm_plan_shaming){
        .per_year_nano = scaled(text->shaming_per_year_nano, regime->publicity_nano),
        .radius_nano = text->shaming_radius_nano,
        .threshold = (uint32_t) text->shaming_threshold,
        .escalates = dm_threshold(text->shaming_escalates_nano),
    };
}

/* ---- crowding out ---- */

static int64_t
largest_gain(const struct dm_plan *plan, int32_t s)
{
    int64_t most = 0;

    for (int32_t a = 0; a < plan->n_acts; a++) {
        int32_t points = plan->effect[a].points[s];

        most = points > most ? points : most;
    }
    return most;
}

/* Bénabou and Tirole 2006: the stronger a reward pulls, the less is done for its own sake.
 */
static uint64_t
keep_at(const struct dm_plan *plan, const struct dm_regime *regime, int32_t s, int level)
{
    int64_t pull = 0, crowding_nano = regime->adaptation.crowding_nano;

    if (level > 0 && regime->schemes[s].active && plan->scheme[s].n_cuts > 0) {
        /* cppcheck-suppress arrayIndexOutOfBoundsCond ; levels are below DM_GAIN_LEVELS */
        pull = largest_gain(plan, s) * DM_NANO / plan->scheme[s].reach[level];
        pull = pull < DM_NANO ? pull : DM_NANO;
    }
    return dm_exp_q32(-(int64_t) dm_muldiv(
        dm_muldiv((uint64_t) crowding_nano, (uint64_t) pull, (uint64_t) DM_NANO), DM_ONE32,
        (uint64_t) DM_NANO));
}

/* Rules that do not crowd out may follow rules that did: the range of rates is that of all.
 */
static bool
crowds_anywhere(const struct dm_scenario *scenario)
{
    bool any = scenario->regime.adaptation.crowding_nano > 0 ||
               scenario->twin.adaptation.crowding_nano > 0;

    for (int32_t k = 0; k + 1 < scenario->rules.n_regimes; k++) {
        any = any || scenario->rules.regime[k].adaptation.crowding_nano > 0;
    }
    for (int32_t k = 0; k + 1 < scenario->twin_rules.n_regimes; k++) {
        any = any || scenario->twin_rules.regime[k].adaptation.crowding_nano > 0;
    }
    return any;
}

static void
set_crowding(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    const struct dm_adaptation *text = &regime->adaptation;
    struct dm_plan_crowding *crowding = &plan->crowding;

    crowding->on = crowds_anywhere(scenario);
    crowding->recovery_keep = DM_ONE32 - dm_threshold(text->crowding_recovery_nano);
    for (int32_t s = 0; crowding->on && s < plan->n_schemes; s++) {
        for (int level = 0; level < DM_GAIN_LEVELS; level++) {
            crowding->keep[s][level] = keep_at(plan, regime, s, level);
        }
    }
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        int64_t kappa = scenario->acts[a].more_if_nano[DM_F_PROSOCIALITY];

        plan->act[a].has_crowding = kappa != 0;
        for (int64_t l = 0; l < DM_CROWD_LEVELS; l++) {
            plan->act[a].crowding[l] =
                -(int32_t) dm_rdiv(kappa * l * 1024, DM_CROWD_LEVELS * DM_NANO);
        }
    }
}

/* ---- evasion ---- */

static uint64_t
starts(const struct dm_plan_evasion *self, uint64_t fear)
{
    uint64_t nats =
        dm_muldiv(fear * self->fear_nano, DM_ONE32 >> FEAR_SHIFT, (uint64_t) DM_NANO);

    return DM_ONE32 - dm_mul32(self->calm, dm_exp_q32(-(int64_t) nats));
}

uint64_t
dm_plan_evasion_starts(const struct dm_plan_evasion *self, uint32_t fear)
{
    return starts(self, fear);
}

static void
set_evasion(struct dm_plan *plan, const struct dm_regime *regime)
{
    const struct dm_adaptation *text = &regime->adaptation;
    struct dm_plan_evasion *evasion = &plan->evasion;

    evasion->on =
        plan->adapt.on && (text->evasion_starts_nano > 0 || text->evasion_fear_nano > 0);
    evasion->calm = DM_ONE32 - dm_threshold(text->evasion_starts_nano);
    evasion->stops = dm_threshold(text->evasion_stops_nano);
    evasion->fear_nano = (uint64_t) text->evasion_fear_nano;
    for (uint64_t k = 0; evasion->on && k < DM_FEAR_STEPS; k++) {
        evasion->starts[k] = starts(evasion, k << 8);
    }
}

/* ---- opinion ---- */

/* 2^32 / (1 + exp(-x)) */
static uint64_t
logistic(int64_t x_nano)
{
    int64_t x = x_nano < -TERMS_CAP ? -TERMS_CAP : x_nano > TERMS_CAP ? TERMS_CAP : x_nano;
    uint64_t e = dm_exp_q40(dm_rmuldiv(x < 0 ? x : -x, (int64_t) DM_ONE32, DM_NANO));

    return x < 0 ? dm_muldiv(e, DM_ONE32, ONE40 + e)
                 : dm_muldiv(DM_ONE32, ONE40, ONE40 + e);
}

uint64_t
dm_plan_approval(const struct dm_plan_opinion *self, unsigned terms, uint32_t fear)
{
    int64_t calm = DM_NANO - (int64_t) ((uint64_t) fear * (uint64_t) DM_NANO >> FEAR_SHIFT);

    return logistic(self->constant_nano +
                    ((terms & DM_OPINION_BENEFIT) != 0 ? self->benefit_nano : 0) -
                    ((terms & DM_OPINION_HARM) != 0 ? self->harm_nano : 0) -
                    ((terms & DM_OPINION_INJUSTICE) != 0 ? self->injustice_nano : 0) -
                    ((terms & DM_OPINION_ONLINE) != 0 ? self->information_nano : 0) +
                    scaled(self->safety_nano, calm));
}

/* A chord is off its curve by at most h^2/8 of the second derivative, here 0.097 s^2 with
 * s the safety and h = 2^-8: 790 s^2 in 2^-32. Rounding, to nano s at worst, adds less than
 * 200 for the three values. */
static uint64_t
slack_of(const struct dm_plan_opinion *self)
{
    int64_t safety = self->safety_nano < 0 ? -self->safety_nano : self->safety_nano;
    uint64_t milli = (uint64_t) safety / 1000000 + 1;

    return milli * milli * 800 / 1000000 + 256;
}

static void
set_opinion(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    const struct dm_opinion *text = &regime->opinion;
    struct dm_plan_opinion *opinion = &plan->opinion;
    uint64_t start = logistic(text->constant_nano) >> FEAR_SHIFT;

    opinion->on = text->on;
    opinion->form = scenario->forms.dissent;
    opinion->at_start = (uint16_t) (start < UINT16_MAX ? start : UINT16_MAX);
    opinion->pace = dm_threshold(text->pace_nano);
    opinion->pace_keep = DM_ONE32 - opinion->pace;
    opinion->constant_nano = text->constant_nano;
    opinion->benefit_nano = text->benefit_nano;
    opinion->harm_nano = text->harm_nano;
    opinion->injustice_nano = text->injustice_nano;
    opinion->safety_nano = text->safety_nano;
    opinion->information_nano = text->information_nano;
    opinion->cost_nano = text->cost_nano;
    opinion->n_thresholds = text->n_thresholds;
    for (int32_t k = 0; k < text->n_thresholds; k++) {
        opinion->threshold_nano[k] = text->thresholds_nano[k];
    }
    for (int level = 0; level < DM_MAX_NORM_LEVELS; level++) {
        opinion->honesty_nano[level] = scenario->society.norm_nano[DM_HONESTY][level];
    }
    for (unsigned terms = 0; terms < DM_OPINION_TERMS; terms++) {
        opinion->calm[terms] = dm_plan_approval(opinion, terms, 0);
        for (uint32_t step = 0; opinion->on && step < DM_FEAR_STEPS; step++) {
            opinion->at_fear[terms][step] = dm_plan_approval(opinion, terms, step << 8);
        }
    }
    opinion->slack = slack_of(opinion);
}

/* ---- fear ---- */

static void
set_fear_form(struct dm_plan_adapt *adapt, enum dm_fear_form form)
{
    adapt->fearless = form == DM_FEAR_OFF;
    for (int d = 0; form == DM_FEAR_OWN && d < DM_TIES_CAP; d++) {
        for (int k = 0; k <= d; k++) {
            adapt->fear_ties[d][k] = DM_ONE32;
        }
    }
}

static bool
peers_rate(const struct dm_regime *regime)
{
    bool any = false;

    for (int32_t c = 0; c < regime->n_channels; c++) {
        any = any || regime->channels[c].peers.rate_per_year_nano > 0;
    }
    return any;
}

void
dm_plan_responses(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    set_fear_form(&plan->adapt, scenario->forms.fear);
    set_tie_change(plan, regime);
    set_shaming(plan, regime);
    set_crowding(plan, scenario, regime);
    set_evasion(plan, regime);
    set_opinion(plan, scenario, regime);
    plan->keeps.ties = plan->tie_change.on;
    plan->keeps.shaming = plan->shaming.per_year_nano > 0;
    plan->keeps.crowding = plan->adapt.on && regime->adaptation.crowding_nano > 0;
    plan->keeps.evasion = plan->evasion.on;
    plan->keeps.opinion = plan->opinion.on;
    plan->keeps.signal = plan->opinion.on || peers_rate(regime);
}
