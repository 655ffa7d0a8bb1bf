/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles the channels of a regime: who sees what, how often they are wrong
 * (docs/odd/submodels.md, 3), what is paid for a report, and how ties rate one another
 * (docs/odd/mechanisms.md, M2). */
#include "plan.h"

#include "base/philox.h"

static uint64_t
monthly_mean_q40(int64_t per_year_nano)
{
    return dm_muldiv((uint64_t) per_year_nano, UINT64_C(1) << 40, 12 * (uint64_t) DM_NANO);
}

void
dm_plan_row_init(struct dm_plan_row *row, int64_t per_year_nano)
{
    dm_poisson_thresholds(monthly_mean_q40(per_year_nano), row->t, DM_POISSON_CAP, &row->n);
}

/* ---- what is paid for a report lures ---- */

#define MOST_A_YEAR (768 * DM_NANO) /* 64 a month: what a Poisson count may have */

static int64_t
lured(const struct dm_channel *text, int64_t x_nano, int64_t most)
{
    int64_t lure = DM_NANO + text->bounty_pull_nano * text->bounty_yuan / 1000;
    int64_t more = text->bounty_yuan == 0 ? x_nano : dm_rmuldiv(x_nano, lure, DM_NANO);

    return more < most ? more : most;
}

int64_t
dm_plan_sees(const struct dm_channel *text, int32_t a)
{
    return text->active ? lured(text, text->sees_nano[a], DM_NANO) : 0;
}

static void
set_false_records(struct dm_plan_channel *channel, const struct dm_channel *text)
{
    for (int g = 0; g < DM_N_GROUPS; g++) {
        int64_t a_year = lured(text, text->false_per_year_nano[g], MOST_A_YEAR);

        channel->makes_false[g] = text->active && a_year > 0 && channel->n_false_acts > 0;
        dm_plan_row_init(&channel->false_records[g], a_year);
    }
}

static void
false_acts(struct dm_plan_channel *channel, const struct dm_channel *text,
    const struct dm_scenario *scenario)
{
    uint64_t weight[DM_MAX_ACTS], sum = 0;

    for (int32_t a = 0; a < scenario->n_acts; a++) {
        uint64_t w = dm_muldiv((uint64_t) scenario->acts[a].rate_per_year_nano,
            (uint64_t) dm_plan_sees(text, a), (uint64_t) DM_NANO);

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

/* ---- ratings by ties ---- */

static void
set_peers(struct dm_plan_peers *peers, const struct dm_channel *text)
{
    const struct dm_peers *from = &text->peers;

    *peers = (struct dm_plan_peers){
        .on = text->active && from->rate_per_year_nano > 0,
        .norm = from->norm,
        .noise_nano = from->noise_nano,
        .bias_b_nano = from->bias_b_nano,
        .retaliation_nano = from->retaliation_nano,
        .good = (uint8_t) from->good,
        .bad = (uint8_t) from->bad,
    };
    for (int32_t ties = 0; peers->on && ties < DM_TIES_CAP; ties++) {
        struct dm_plan_row row;

        peers->mean_q40[ties] = monthly_mean_q40(from->rate_per_year_nano * ties);
        dm_poisson_thresholds(peers->mean_q40[ties], row.t, DM_POISSON_CAP, &row.n);
        peers->none[ties] = row.t[0];
    }
}

/* ---- channels ---- */

uint32_t
dm_plan_foreign(const struct dm_regime *regime, uint32_t own_contexts)
{
    uint32_t foreign = 0;

    for (int32_t c = 0; own_contexts != 0 && c < regime->n_channels; c++) {
        if ((own_contexts >> regime->channels[c].context & 1U) == 0) {
            foreign |= UINT32_C(1) << c;
        }
    }
    return foreign;
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
set_channel(struct dm_plan_channel *channel, const struct dm_channel *text,
    const struct dm_scenario *scenario)
{
    channel->entity = dm_fnv1a(text->id.s);
    channel->delay = (uint32_t) text->delay_months;
    channel->registry = text->registry;
    channel->workplace = text->workplace;
    channel->bounty_yuan = (uint32_t) text->bounty_yuan;
    channel->cost_yuan = (uint32_t) text->cost_yuan;
    channel->leak = dm_threshold(text->leak_per_year_nano / 12);
    for (int g = 0; g < DM_N_GROUPS; g++) {
        channel->misattribution[g] = dm_threshold(text->misattribution_nano[g]);
    }
    false_acts(channel, text, scenario);
    set_false_records(channel, text);
    set_peers(&channel->peers, text);
}

void
dm_plan_channels(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    plan->n_channels = regime->n_channels;
    plan->linkage_nano = regime->linkage_nano;
    plan->linked = dm_threshold(regime->linkage_nano);
    for (int32_t c = 0; c < regime->n_channels; c++) {
        const struct dm_channel *text = &regime->channels[c];
        struct dm_plan_channel *channel = &plan->channel[c];

        channel->context = context_of(plan, text->context);
        set_channel(channel, text, scenario);
        plan->keeps.bounties |= text->bounty_yuan > 0;
        plan->keeps.costs |= text->cost_yuan > 0;
        plan->keeps.ratings |= text->peers.rate_per_year_nano > 0;
        plan->keeps.leaks |= text->leak_per_year_nano > 0;
        plan->keeps.watched |= text->workplace || text->evaded_nano > 0;
    }
}

static int64_t
coverage(const struct dm_channel *channel, unsigned traits)
{
    int64_t cov = channel->covers_setting_nano[(traits & DM_TRAIT_RURAL) != 0] *
                  channel->covers_online_nano[(traits & DM_TRAIT_ONLINE) != 0] / DM_NANO;

    return cov * channel->covers_group_nano[(traits & DM_TRAIT_GROUP_B) != 0] / DM_NANO;
}

/* What a channel sees of the acts of a class of persons, before others have seen them. */
static int64_t
seen_of(const struct dm_channel *channel, int32_t a, unsigned class_)
{
    int64_t seen = dm_plan_sees(channel, a) * coverage(channel, class_) / DM_NANO;

    if ((class_ & DM_SIGHT_IDLE) != 0 && channel->workplace) {
        return 0;
    }
    return (class_ & DM_SIGHT_EVADES) != 0
               ? seen * (DM_NANO - channel->evaded_nano) / DM_NANO
               : seen;
}

/* The thinnings of act a, channel by channel: what the first has kept the next does not
 * see, under dedupe. */
static void
set_sights_of(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, int32_t a)
{
    int64_t keep[DM_SIGHT_CLASSES];

    for (int k = 0; k < DM_SIGHT_CLASSES; k++) {
        keep[k] = DM_NANO;
    }
    for (int32_t c = 0; c < regime->n_channels; c++) {
        const struct dm_channel *channel = &regime->channels[c];
        struct dm_plan_sight *sight = &plan->sight[plan->n_sights];

        if (dm_plan_sees(channel, a) == 0) {
            continue;
        }
        *sight = (struct dm_plan_sight){ .act = (uint8_t) a, .channel = (uint8_t) c };
        sight->entity = dm_fnv1a_pair(scenario->acts[a].id.s, channel->id.s);
        for (unsigned k = 0; k < DM_SIGHT_CLASSES; k++) {
            int64_t seen = seen_of(channel, a, k);
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

void
dm_plan_sights(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        set_sights_of(plan, scenario, regime, a);
    }
}
