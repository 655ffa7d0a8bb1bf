/* SPDX-License-Identifier: Apache-2.0
 *
 * Observation (docs/odd/submodels.md, 5): what the channels record, rightly, under the
 * wrong person, or out of nothing. A channel is error rates and nothing else. Records go to
 * the pending bucket of the month in which they take effect. */
#include "stage.h"

#define NO_LIMIT 0

static void
file(struct dm_block *block, uint32_t person, uint32_t act, uint32_t channel,
    enum dm_record_class class_, bool induced, uint32_t limit, uint32_t delay)
{
    struct dm_record record = {
        .person = person % DM_COMMUNITY,
        .act = act % DM_MAX_ACTS,
        .source = channel % DM_MAX_CHANNELS,
        .class_ = class_ & 3U,
        .induced = induced,
        .limit = (int32_t) limit,
    };
    struct dm_bucket *bucket =
        dm_months_at(&block->world->pending[block->community], block->tick + delay);

    if (!dm_bucket_add(bucket, &record)) {
        block->no_memory = true;
    }
}

/* Months until a false registry record is corrected: the first k with u < 1 - (1-h)^k. */
static uint32_t
correction(const struct dm_plan *plan, const struct dm_plan_channel *channel, uint32_t u)
{
    uint64_t stays = DM_ONE32;

    if (!channel->registry || plan->correction_keep == DM_ONE32) {
        return NO_LIMIT;
    }
    for (uint32_t k = 1; k <= DM_LONGEST_CORRECTION; k++) {
        stays = dm_mul32(stays, plan->correction_keep);
        if (u < DM_ONE32 - stays) {
            return k;
        }
    }
    return NO_LIMIT;
}

/* The k-th other person of the same community and group; false if there is none. */
static bool
somebody_else(const struct dm_block *block, uint32_t i, uint32_t u, uint32_t *other)
{
    const struct dm_population *people = block->world->population;
    const uint16_t *places = people->by_group + block->first;
    uint32_t n_a = people->n_group_a[block->community];
    bool b = (people->traits[block->first + i] & DM_TRAIT_GROUP_B) != 0;
    uint32_t n = b ? block->m - n_a : n_a, k;

    if (n < 2) {
        return false;
    }
    places += b ? n_a : 0;
    k = dm_below(u, n - 1);
    /* places ascend: skip oneself */
    *other = places[k] < i ? places[k] : places[k + 1];
    return true;
}

/* What the same word gives at the twin's rate: records beyond it are induced. None is where
 * there is no such rate. */
static uint32_t
count_in_twin(const struct dm_block *block, const struct dm_plan_sight *sight, uint32_t i,
    uint32_t u, int32_t shift)
{
    int32_t index;

    if (block->twin == NULL) {
        return UINT32_MAX;
    }
    index = dm_block_rate_index(block->twin, sight->act, i);
    if (index == DM_NO_RATE) {
        return UINT32_MAX;
    }
    index += shift;
    return index < DM_I_MIN ? 0 : dm_rate_count(block->grid, u, index);
}

/* The records that one channel makes of one person's acts of one type this month. */
static void
record_acts(struct dm_block *block, const struct dm_plan_sight *sight, uint32_t i,
    uint32_t u, int32_t index, int32_t shift)
{
    const struct dm_plan *plan = block->world->plan;
    const struct dm_plan_channel *channel = &plan->channel[sight->channel];
    bool b = (block->world->population->traits[block->first + i] & DM_TRAIT_GROUP_B) != 0;
    uint32_t n = dm_rate_count(block->grid, u, index);
    uint32_t of_twin = count_in_twin(block, sight, i, u, shift);
    enum dm_record_class own =
        plan->act[sight->act].lawful ? DM_RECORD_LAWFUL : DM_RECORD_UNLAWFUL;

    for (uint32_t j = 0; j < n; j++) {
        uint32_t other, limit;

        if (dm_block_word(block, i, sight->entity, DM_DRAW_MISATTRIBUTED, j) >=
            channel->misattribution[b]) {
            file(block, i, sight->act, sight->channel, own, of_twin <= j, NO_LIMIT,
                channel->delay);
            continue;
        }
        if (somebody_else(block, i,
                dm_block_word(block, i, sight->entity, DM_DRAW_MISATTRIBUTED_TO, j),
                &other)) {
            limit = correction(plan, channel,
                dm_block_word(block, i, sight->entity, DM_DRAW_CORRECTED, j));
            file(block, other, sight->act, sight->channel, DM_RECORD_ERROR, false, limit,
                channel->delay > 1 ? channel->delay : 1);
        }
    }
}

/* Whose word is so high that the largest reachable rate could yield a record. */
static uint32_t
survivors(
    const struct dm_block *block, const struct dm_plan_sight *sight, uint16_t *restrict out)
{
    const uint32_t *restrict words = block->words;
    const uint32_t least = block->grid->t0[sight->most - DM_I_MIN], m = block->m;
    uint32_t n = 0;

    for (uint32_t i = 0; i < m; i++) {
        out[n] = (uint16_t) i;
        n += words[i] >= least;
    }
    return n;
}

/* One word per person, which mostly says no at one comparison. */
static void
look(struct dm_block *block, const struct dm_plan_sight *sight)
{
    const uint8_t *traits = block->world->population->traits + block->first;
    uint16_t seen[DM_COMMUNITY];
    uint32_t n;

    if (sight->most < DM_I_MIN) {
        return;
    }
    dm_block_words(block, sight->entity, DM_DRAW_SEEN);
    n = survivors(block, sight, seen);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = seen[k];
        int32_t shift = sight->shift[traits[i] % DM_COVERAGE_CLASSES];
        /* no rate and no sight are far below the grid */
        int32_t index = dm_block_rate_index(block, sight->act, i) + shift;

        if (index >= DM_I_MIN && block->words[i] >= block->grid->t0[index - DM_I_MIN]) {
            record_acts(block, sight, i, block->words[i], index, shift);
        }
    }
}

static void
invent(struct dm_block *block, uint32_t c)
{
    const struct dm_plan *plan = block->world->plan;
    const struct dm_plan_channel *channel = &plan->channel[c];
    const uint8_t *traits = block->world->population->traits + block->first;

    if (!channel->makes_false[DM_GROUP_A] && !channel->makes_false[DM_GROUP_B]) {
        return;
    }
    dm_block_words(block, channel->entity, DM_DRAW_FALSE_RECORD);
    for (uint32_t i = 0; i < block->m; i++) {
        const struct dm_plan_row *row =
            &channel->false_records[(traits[i] & DM_TRAIT_GROUP_B) != 0];
        uint32_t n = block->words[i] < row->t[0]
                         ? 0
                         : dm_count_from(block->words[i], row->t, row->n);

        for (uint32_t j = 0; j < n; j++) {
            uint32_t u = dm_block_word(block, i, channel->entity, DM_DRAW_FALSE_ACT, j);
            int k = dm_pick(u, channel->false_pick, channel->n_false_acts);
            uint32_t limit = correction(plan, channel,
                dm_block_word(block, i, channel->entity, DM_DRAW_CORRECTED_FALSE, j));

            file(block, i, channel->false_act[k], c, DM_RECORD_ERROR, false, limit,
                channel->delay);
        }
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_plan *plan = block->world->plan;

    for (int32_t k = 0; k < plan->n_sights; k++) {
        if (plan->act[plan->sight[k].act].happens) {
            look(block, &plan->sight[k]);
        }
    }
    for (int32_t c = 0; c < plan->n_channels; c++) {
        invent(block, (uint32_t) c);
    }
}

const struct dm_stage dm_stage_observe = {
    .name = "observe",
    .doc = "Records acts, with the channels' errors, to take effect now or later.",
    .reads = 0,
    .writes = 0,
    .step_block = step_block,
};
