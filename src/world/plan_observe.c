/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles the channels of a regime: who sees what, and how often they are wrong
 * (docs/odd/submodels.md, 3). */
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

void
dm_plan_channels(struct dm_plan *plan, const struct dm_scenario *scenario,
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
            dm_plan_row_init(&channel->false_records[g], text->false_per_year_nano[g]);
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

void
dm_plan_sights(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        set_sights_of(plan, scenario, regime, a);
    }
}
