/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles who enters and leaves lists beyond tiers and records in force, and what the
 * society holds that sanctions on services, work and money ask for (docs/odd/mechanisms.md,
 * M5 to M7). Also which of their columns a run needs. */
#include "plan.h"

static uint64_t
monthly(int64_t per_year_nano)
{
    return dm_threshold(per_year_nano / 12);
}

static int64_t
at_most_one(int64_t p_nano)
{
    return p_nano < DM_NANO ? p_nano : DM_NANO;
}

/* ---- lists ---- */

static void
set_list(struct dm_plan_list *list, const struct dm_list *text)
{
    int64_t at_will = text->at_will_per_year_nano / 12;
    int64_t of_poor =
        dm_rmuldiv(text->fulfilment_nano, text->fulfilment_poor_nano, DM_NANO);

    list->active = text->active;
    list->by_score = text->by_score;
    list->below = text->below_centi;
    list->count = text->counts ? (uint32_t) text->count : 1;
    list->within = text->counts ? (uint32_t) text->within_months : 1;
    list->firm_listed = monthly(text->representatives_per_year_nano);
    list->at_will[DM_GROUP_A] = dm_threshold(at_most_one(at_will));
    list->at_will[DM_GROUP_B] = dm_threshold(at_most_one((int64_t) dm_muldiv(
        (uint64_t) at_will, (uint64_t) text->at_will_bias_b_nano, (uint64_t) DM_NANO)));
    list->inherits = dm_threshold(text->household_nano);
    list->fulfilled[0] = dm_threshold(text->fulfilment_nano);
    list->fulfilled[1] = dm_threshold(at_most_one(of_poor));
    list->repaired = dm_threshold(text->repair_nano);
    list->repair_after = (uint32_t) text->repair_after_months;
    list->copies = (uint32_t) text->copies_months;
    list->appeal = text->appeal;
}

/* Whether hits of records in force and tiers do not say all about entries and exits. */
static bool
is_elaborate(const struct dm_list *text)
{
    return text->counts || text->by_score || text->representatives_per_year_nano > 0 ||
           text->at_will_per_year_nano > 0 || text->household_nano > 0 ||
           text->fulfilment_nano > 0 || text->repair_after_months > 0;
}

static bool
has_acts(const struct dm_list *text, int32_t n_acts)
{
    for (int32_t a = 0; a < n_acts; a++) {
        if (text->acts[a]) {
            return true;
        }
    }
    return false;
}

static void
set_keeps(struct dm_plan_keeps *keeps, const struct dm_list *text, int32_t l,
    int32_t n_acts, bool redress)
{
    uint16_t bit = (uint16_t) (1U << l);
    bool elaborate = is_elaborate(text) || redress;

    keeps->grounds |= elaborate ? bit : 0;
    keeps->left_lists |= elaborate || text->tier >= 0 ? bit : 0;
    keeps->acts |= text->tier < 0 && has_acts(text, n_acts) ? bit : 0;
    keeps->windows |= text->counts && text->count > 1 ? bit : 0;
    keeps->households |= text->household_nano > 0 ? bit : 0;
    keeps->exits |= text->fulfilment_nano > 0 || text->repair_after_months > 0 || redress;
    keeps->copies |= text->copies_months > 0;
}

/* Where some rules keep months left, all do; an entry by act then is a ground like others.
 */
void
dm_plan_list_kinds(struct dm_plan *plan)
{
    plan->keeps.grounds |= plan->keeps.left_lists & plan->keeps.acts;
    for (int32_t l = 0; l < plan->n_lists; l++) {
        plan->list[l].by_act = (plan->keeps.left_lists >> l & 1U) == 0;
    }
}

/* ---- the society ---- */

static void
set_people(struct dm_plan *plan, const struct dm_society *society)
{
    struct dm_plan_people *people = &plan->people;

    people->represents = dm_threshold(society->representatives_nano);
    people->schooled = dm_threshold(society->schooled_nano);
    people->debtor = dm_threshold(society->debtors_nano);
    people->debt_months = society->debt_months;
    people->renewed = monthly(society->renewal_per_year_nano);
    plan->keeps.means = society->has_means;
    for (int q = 0; q < DM_MAX_QUINTILES; q++) {
        people->means[q] = (uint16_t) (256 * society->means_nano[q] / DM_NANO);
    }
}

static void
set_interests(struct dm_plan *plan, const struct dm_regime *regime)
{
    for (int32_t i = 0; i < regime->n_sanctions; i++) {
        const struct dm_sanction *text = &regime->sanctions[i];

        if (text->active && text->interest_nano > 0) {
            plan->interest[plan->n_interests++] = (struct dm_plan_interest){
                .on = dm_plan_ground_of(&text->on),
                .per_year_nano = text->interest_nano,
            };
        }
    }
}

void
dm_plan_lists(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t l = 0; l < regime->n_lists; l++) {
        set_list(&plan->list[l], &regime->lists[l]);
        set_keeps(&plan->keeps, &regime->lists[l], l, scenario->n_acts, regime->redress.on);
    }
    for (int32_t v = 0; v < scenario->n_services; v++) {
        plan->service[v].per_school = scenario->services[v].per_school;
    }
    dm_plan_list_kinds(plan);
    set_people(plan, &scenario->society);
    set_interests(plan, regime);
    plan->fixed_jobs = scenario->forms.labour == DM_LABOUR_FIXED;
}
