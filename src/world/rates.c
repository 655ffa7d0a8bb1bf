/* SPDX-License-Identifier: Apache-2.0
 *
 * How often people do what: base index and steps of attributes (docs/odd/submodels.md, 3);
 * what they expect of the regime is compiled in perceived.c. C_a makes r_a the mean rate of
 * the eligible at tick 0; it comes from the rounded steps, so that rounding does not move
 * the mean. */
#include "plan.h"

#include <string.h>

#define NANO_SQUARED (DM_NANO * DM_NANO)
#define LEAST_MEAN   (UINT64_C(1) << 20) /* 2^-20 in Q40: below, C_a would be coarse */
#define STEPS_CAP                                                                          \
    (16 * 1024) /* nats / 1024 that attributes and poverty may add, for exp to fit */

static int32_t
step(int64_t coefficient_nano, int64_t value_nano)
{
    return (int32_t) dm_rmuldiv(coefficient_nano * 1024, value_nano, NANO_SQUARED);
}

/* 2^32 times the share of adults who are poor at tick 0. */
static uint64_t
poor_share(const struct dm_society *society)
{
    int32_t knot[DM_MAX_QUINTILES + 1];
    uint64_t count[2] = { 0,
        0 }; /* ranks with base income below the line; with income out of work below it */
    uint64_t age[DM_MAX_AGE_BANDS], all = 0, works = 0, out;

    dm_income_knots(society, knot);
    for (int lost = 0; lost < 2; lost++) {
        uint64_t lo = 0,
                 hi =
                     DM_ONE32; /* first rank at or above the line: income grows with rank */

        while (lo < hi) {
            uint64_t u = (lo + hi) / 2;
            int32_t base = dm_income_at(knot, (uint32_t) u);
            int32_t income =
                lost ? dm_income_out_of_work(base, society->labour.earner_share_nano)
                     : base;

            if (income < knot[1]) {
                lo = u + 1;
            } else {
                hi = u;
            }
        }
        count[lost] = lo;
    }
    dm_age_weights(society, age);
    for (int32_t b = 0; b < society->n_age_bands; b++) {
        all += age[b];
        works += dm_age_band_works(society, b) ? age[b] : 0;
    }
    out = DM_ONE32 - dm_employed_threshold(&society->labour);
    return count[0] +
           dm_mul32(dm_mul32(dm_muldiv(DM_ONE32, works, all), out), count[1] - count[0]);
}

/* ---- C_a: the mean of exp(eta) over the eligible ---- */

struct mean {
    const struct dm_plan_act *act;
    bool uses_setting, uses_online, uses_group, uses_poverty;
    uint64_t rural, online[DM_N_SETTINGS], group_b, poor;
    uint64_t weight;
    struct dm_sum128 sum; /* of weight * exp */
};

static void
mean_add(struct mean *self, uint64_t weight, int32_t index)
{
    self->weight += weight;
    dm_sum128_add(&self->sum, weight, dm_exp_q40((int64_t) index * (INT64_C(1) << 22)));
}

static void
mean_over_poverty(struct mean *self, uint64_t weight, int32_t index)
{
    if (!self->uses_poverty) {
        mean_add(self, weight, index);
        return;
    }
    mean_add(self, dm_mul32(weight, DM_ONE32 - self->poor), index);
    mean_add(self, dm_mul32(weight, self->poor), index + self->act->poverty);
}

static void
mean_over_norms(struct mean *self, uint64_t weight, int32_t index, int norm)
{
    const struct dm_plan_act *act = self->act;

    while (norm < DM_N_NORMS && !act->uses_norm[norm]) {
        norm++;
    }
    if (norm == DM_N_NORMS) {
        mean_over_poverty(self, weight, index);
        return;
    }
    for (int level = 0; level < DM_MAX_NORM_LEVELS; level++) {
        mean_over_norms(self, dm_mul32(weight, DM_ONE32 / DM_MAX_NORM_LEVELS),
            index + act->norm[norm][level], norm + 1);
    }
}

/* Weight of value 0 or 1 of an attribute with the share `one`; everything at value 0 if it
 * is not used. */
static uint64_t
part(uint64_t weight, bool used, uint64_t one, unsigned value)
{
    if (!used) {
        return value == 0 ? weight : 0;
    }
    return dm_mul32(weight, value == 1 ? one : DM_ONE32 - one);
}

static void
mean_over_class(struct mean *self, unsigned traits)
{
    const struct dm_plan_act *act = self->act;
    unsigned rural = (traits & DM_TRAIT_RURAL) != 0,
             online = (traits & DM_TRAIT_ONLINE) != 0;
    uint64_t weight = part(DM_ONE32, self->uses_setting, self->rural, rural);

    weight = part(weight, self->uses_online, self->online[rural], online);
    weight =
        part(weight, self->uses_group, self->group_b, (traits & DM_TRAIT_GROUP_B) != 0);
    if (weight > 0 && (act->needs & ~traits & (DM_COVERAGE_CLASSES - 1)) == 0 &&
        (act->lacks & traits) == 0) {
        mean_over_norms(self, weight, act->trait[traits], 0);
    }
}

/* The mean, Q40; 0 if nobody is eligible. */
static uint64_t
mean_rate(const struct dm_plan_act *act, const struct dm_act *text,
    const struct dm_society *society, uint64_t poor)
{
    const int64_t *more = text->more_if_nano;
    struct mean self = {
        .act = act,
        .uses_online = more[DM_F_ONLINE] != 0 || (text->who & DM_WHO_ONLINE) != 0,
        .uses_group = more[DM_F_GROUP_B] != 0,
        .uses_poverty = more[DM_F_POVERTY] != 0,
        .rural = DM_ONE32 - dm_threshold(society->urban_nano),
        .online = { dm_threshold(society->online_nano[DM_URBAN]),
            dm_threshold(society->online_nano[DM_RURAL]) },
        .group_b = dm_threshold(society->group_b_nano),
        .poor = poor,
    };
    uint64_t mean;

    self.uses_setting = self.uses_online || more[DM_F_RURAL] != 0 ||
                        (text->who & (DM_WHO_URBAN | DM_WHO_RURAL)) != 0;
    for (unsigned traits = 0; traits < DM_COVERAGE_CLASSES; traits++) {
        mean_over_class(&self, traits);
    }
    if (self.weight == 0) {
        return 0;
    }
    mean = dm_sum128_divide(&self.sum, self.weight);
    return mean > 0 ? mean : 1;
}

/* ---- an act ---- */

static void
set_steps(
    struct dm_plan_act *act, const struct dm_act *text, const struct dm_society *society)
{
    const int64_t *more = text->more_if_nano;

    for (int norm = 0; norm < DM_N_NORMS; norm++) {
        act->uses_norm[norm] = more[norm] != 0;
        for (int level = 0; level < DM_MAX_NORM_LEVELS; level++) {
            act->norm[norm][level] = step(more[norm], society->norm_nano[norm][level]);
        }
    }
    for (unsigned traits = 0; traits < DM_COVERAGE_CLASSES; traits++) {
        act->trait[traits] =
            ((traits & DM_TRAIT_ONLINE) != 0 ? step(more[DM_F_ONLINE], DM_NANO) : 0) +
            ((traits & DM_TRAIT_GROUP_B) != 0 ? step(more[DM_F_GROUP_B], DM_NANO) : 0) +
            ((traits & DM_TRAIT_RURAL) != 0 ? step(more[DM_F_RURAL], DM_NANO) : 0);
    }
    act->poverty = step(more[DM_F_POVERTY], DM_NANO);
    act->needs = (uint8_t) (((text->who & DM_WHO_DRIVER) != 0 ? DM_TRAIT_DRIVER : 0) |
                            ((text->who & DM_WHO_RURAL) != 0 ? DM_TRAIT_RURAL : 0) |
                            ((text->who & DM_WHO_ONLINE) != 0 ? DM_TRAIT_ONLINE : 0));
    act->lacks = (text->who & DM_WHO_URBAN) != 0 ? DM_TRAIT_RURAL : 0;
}

static void
widen(int32_t *lo, int32_t *hi, const int32_t *values, int n)
{
    int32_t least = values[0], most = values[0];

    for (int i = 1; i < n; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    *lo += least;
    *hi += most;
}

/* What attributes and poverty add at least and at most. */
static void
reach_of_steps(const struct dm_plan_act *act, int32_t *lo, int32_t *hi)
{
    int32_t poverty[2] = { 0, act->poverty };

    *lo = *hi = 0;
    for (int norm = 0; norm < DM_N_NORMS; norm++) {
        widen(lo, hi, act->norm[norm], DM_MAX_NORM_LEVELS);
    }
    widen(lo, hi, act->trait, DM_COVERAGE_CLASSES);
    widen(lo, hi, poverty, 2);
}

/* The smallest and largest index that a person can reach. */
static void
reach_of(
    const struct dm_plan *plan, const struct dm_plan_act *act, int32_t *lo, int32_t *hi)
{
    int32_t deter[2] = { 0, 0 };

    reach_of_steps(act, lo, hi);
    *lo += act->base;
    *hi += act->base;
    if (plan->adapt.on) {
        for (int level = 0; level < DM_FEAR_LEVELS; level++) {
            deter[1] = -act->deter[level] < deter[1] ? -act->deter[level] : deter[1];
        }
        widen(lo, hi, deter, 2);
        for (int32_t s = 0; s < plan->n_schemes; s++) {
            widen(lo, hi, act->gain[s], DM_GAIN_LEVELS);
        }
        if (plan->crowding.on) {
            widen(lo, hi, act->crowding, DM_CROWD_LEVELS);
        }
    }
}

static dm_status
set_base(struct dm_plan *plan, int32_t a, const struct dm_act *text,
    const struct dm_society *society, uint64_t poor, struct dm_error *err)
{
    struct dm_plan_act *act = &plan->act[a];
    uint64_t mean;
    int32_t lo, hi;

    reach_of_steps(act, &lo, &hi);
    if (hi > STEPS_CAP) {
        return dm_error_set(err, DM_ESCENARIO,
            "acts.%s.more_if: the coefficients together multiply the rate of some persons "
            "by "
            "more than exp(16)",
            text->id.s);
    }
    mean = mean_rate(act, text, society, poor);
    if (mean > 0 && mean < LEAST_MEAN) {
        return dm_error_set(err, DM_ESCENARIO,
            "acts.%s.more_if: the coefficients together make the mean of exp(...) smaller "
            "than "
            "2^-20; use smaller ones",
            text->id.s);
    }
    act->happens = text->rate_per_year_nano > 0 && mean > 0;
    if (!act->happens) {
        return DM_OK;
    }
    act->base = dm_grid_index(dm_ln_q32((uint64_t) text->rate_per_year_nano) -
                              dm_ln_q32(12 * (uint64_t) DM_NANO) - dm_ln_q32(mean) +
                              dm_ln_q32(UINT64_C(1) << 40));
    act->realised_per_year =
        12.0 * (double) dm_exp_q40((int64_t) act->base * (INT64_C(1) << 22)) /
        (double) (UINT64_C(1) << 40) * (double) mean / (double) (UINT64_C(1) << 40);
    reach_of(plan, act, &lo, &hi);
    act->most = hi;
    if (hi > DM_I_MAX) {
        return dm_error_set(err, DM_ESCENARIO,
            "acts.%s.rate: some persons would do it more than 64 times a month; lower "
            "`rate` "
            "or the coefficients of `more_if`",
            text->id.s);
    }
    if (lo < DM_I_MIN) {
        return dm_error_set(err, DM_ESCENARIO,
            "acts.%s.rate: some persons would do it less than 2^-32 times a month; raise "
            "`rate`, write 0/year, or lower the coefficients of `more_if`",
            text->id.s);
    }
    return DM_OK;
}

/* Folds base and steps into the two tables of a tick. */
static void
fold_tables(struct dm_plan_act *act)
{
    for (unsigned t = 0; t < DM_TRAIT_SETS; t++) {
        bool eligible = act->happens && (act->needs & ~t) == 0 && (act->lacks & t) == 0;

        act->by_traits[t] =
            eligible ? act->base + act->trait[t % DM_COVERAGE_CLASSES] : DM_NO_ACT;
    }
    for (unsigned levels = 0; levels < DM_NORM_SETS; levels++) {
        act->by_norms[levels] = 0;
        for (int norm = 0; norm < DM_N_NORMS; norm++) {
            act->by_norms[levels] += act->norm[norm][levels >> (3 * norm) & 7];
        }
    }
}

static void
bound_sights(struct dm_plan *plan)
{
    for (int32_t k = 0; k < plan->n_sights; k++) {
        struct dm_plan_sight *sight = &plan->sight[k];
        int32_t most = DM_NO_RATE;

        for (int c = 0; c < DM_SIGHT_CLASSES; c++) {
            most = sight->shift[c] > most ? sight->shift[c] : most;
        }
        sight->most = plan->act[sight->act].most + most;
    }
}

dm_status
dm_plan_rates(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, struct dm_error *err)
{
    const struct dm_society *society = &scenario->society;
    uint64_t poor = poor_share(society);

    for (int32_t a = 0; a < scenario->n_acts; a++) {
        const struct dm_act *text = &scenario->acts[a];
        struct dm_plan_act *act = &plan->act[a];

        act->entity = dm_fnv1a(text->id.s);
        act->lawful = text->lawful;
        act->expression = text->lawful && strcmp(text->domain.s, "expression") == 0;
        set_steps(act, text, society);
    }
    dm_plan_perceive(plan, scenario, regime);
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        dm_status st = set_base(plan, a, &scenario->acts[a], society, poor, err);

        if (st != DM_OK) {
            return st;
        }
        fold_tables(&plan->act[a]);
    }
    bound_sights(plan);
    return DM_OK;
}
