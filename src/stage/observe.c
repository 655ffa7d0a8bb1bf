/* SPDX-License-Identifier: Apache-2.0
 *
 * Observation (docs/odd/submodels.md, 5; mechanisms.md, M2): what the channels record,
 * rightly, under the wrong person, or out of nothing, and who is paid for it. A channel is
 * error rates and nothing else. Records go to the pending bucket of the month in which they
 * take effect. Ratings by ties are drawn in peers.c. */
#include "filing.h"
#include "world/luck.h"

#include <string.h>

/* Months until a false registry record is corrected: the first k with u < 1 - (1-h)^k. */
static uint32_t
correction(const struct dm_plan *plan, const struct dm_plan_channel *channel, uint32_t u)
{
    uint64_t stays = DM_ONE32;

    if (!channel->registry || plan->correction_keep == DM_ONE32) {
        return DM_NO_LIMIT;
    }
    for (uint32_t k = 1; k <= DM_LONGEST_CORRECTION; k++) {
        stays = dm_mul32(stays, plan->correction_keep);
        if (u < DM_ONE32 - stays) {
            return k;
        }
    }
    return DM_NO_LIMIT;
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

/* Report j about person i, whatever became of it, pays somebody of the community. */
static void
pay_reporter(struct dm_block *block, uint32_t channel, uint32_t yuan, uint32_t i,
    uint32_t entity, uint32_t j)
{
    uint32_t reporter =
        dm_below(dm_block_word(block, i, entity, DM_DRAW_REPORTER, j), block->m);

    uint64_t p = block->first + reporter;

    if (!dm_world_keep(block->world, DM_COLUMN_OWED, 0, p,
            dm_world_kept(block->world, DM_COLUMN_OWED, 0, p) + yuan)) {
        block->no_memory = true;
    }
    dm_block_event(block, DM_EVENT_BOUNTY, reporter, channel, 0, yuan);
}

/* One record of an act of person i: hers, another's, or lost. */
static void
record_act(struct dm_block *block, const struct dm_plan *plan,
    const struct dm_plan_sight *sight, uint32_t i, uint32_t j, bool induced)
{
    const struct dm_plan_channel *channel = &plan->channel[sight->channel];
    bool b = (block->world->population->traits[block->first + i] & DM_TRAIT_GROUP_B) != 0;
    struct dm_filing filing = { i, sight->act, sight->channel,
        plan->act[sight->act].lawful ? DM_RECORD_LAWFUL : DM_RECORD_UNLAWFUL, induced,
        DM_NO_LIMIT, channel->delay };

    if (dm_block_word(block, i, sight->entity, DM_DRAW_MISATTRIBUTED, j) >=
        channel->misattribution[b]) {
        dm_file(block, filing);
        return;
    }
    if (somebody_else(block, i,
            dm_block_word(block, i, sight->entity, DM_DRAW_MISATTRIBUTED_TO, j),
            &filing.person)) {
        filing.limit = correction(
            plan, channel, dm_block_word(block, i, sight->entity, DM_DRAW_CORRECTED, j));
        filing.class_ = DM_RECORD_ERROR;
        filing.induced = false;
        filing.delay = channel->delay > 1 ? channel->delay : 1;
        dm_file(block, filing);
    }
}

/* The records that one channel makes of one person's acts of one type this month, by her
 * word u. */
static void
record_acts(struct dm_block *block, const struct dm_plan *plan,
    const struct dm_plan_sight *sight, uint32_t i, uint32_t u, int32_t index, int32_t shift)
{
    uint32_t yuan = plan->channel[sight->channel].bounty_yuan;
    uint32_t n = dm_rate_count(block->grid, u, index);
    uint32_t of_twin = count_in_twin(block, sight, i, u, shift);

    for (uint32_t j = 0; j < n; j++) {
        record_act(block, plan, sight, i, j, of_twin <= j);
        if (yuan > 0) {
            pay_reporter(block, sight->channel, yuan, i, sight->entity, j);
        }
    }
}

/* One word per person, which mostly says no at one comparison with the largest rate that
 * anybody can reach. */
static void
look(struct dm_block *block, const struct dm_span *span, const struct dm_plan_sight *sight)
{
    struct dm_lucky seen;

    if (sight->most < DM_I_MIN) {
        return;
    }
    seen = dm_luck_of(block, span, sight->entity, DM_DRAW_SEEN,
        block->grid->t0[sight->most_of_all - DM_I_MIN]);
    for (uint32_t k = 0; k < seen.n; k++) {
        uint32_t i = seen.person[k], u = seen.word[k];
        int32_t shift = sight->shift[dm_block_sight_class(block, i)];
        /* no rate and no sight are far below the grid */
        int32_t index = dm_block_rate_index(block, sight->act, i) + shift;

        if (index >= DM_I_MIN && u >= block->grid->t0[index - DM_I_MIN]) {
            record_acts(block, span->plan, sight, i, u, index, shift);
        }
    }
}

/* False record j about person i. */
static void
invent_one(
    struct dm_block *block, const struct dm_plan *plan, uint32_t c, uint32_t i, uint32_t j)
{
    const struct dm_plan_channel *channel = &plan->channel[c];
    uint32_t u = dm_block_word(block, i, channel->entity, DM_DRAW_FALSE_ACT, j);
    int k = dm_pick(u, channel->false_pick, channel->n_false_acts);
    uint32_t limit = correction(plan, channel,
        dm_block_word(block, i, channel->entity, DM_DRAW_CORRECTED_FALSE, j));

    dm_file(block, (struct dm_filing){ i, channel->false_act[k], c, DM_RECORD_ERROR, false,
                       limit, channel->delay });
    if (channel->bounty_yuan > 0) {
        pay_reporter(block, c, channel->bounty_yuan, i, channel->entity, j);
    }
}

static void
invent(struct dm_block *block, const struct dm_span *span, uint32_t c)
{
    const struct dm_plan_channel *channel = &span->plan->channel[c];
    const uint8_t *traits = block->world->population->traits + block->first;
    struct dm_lucky seen;

    if (!channel->makes_false[DM_GROUP_A] && !channel->makes_false[DM_GROUP_B]) {
        return;
    }
    seen = dm_luck_of(
        block, span, channel->entity, DM_DRAW_FALSE_RECORD, channel->none_of_all);
    for (uint32_t k = 0; k < seen.n; k++) {
        uint32_t i = seen.person[k];
        const struct dm_plan_row *row =
            &channel->false_records[(traits[i] & DM_TRAIT_GROUP_B) != 0];
        uint32_t n = dm_count_from(seen.word[k], row->t, row->n);

        if (n > 0 && channel->workplace &&
            (dm_block_sight_class(block, i) & DM_SIGHT_IDLE) != 0) {
            continue;
        }
        for (uint32_t j = 0; j < n; j++) {
            invent_one(block, span->plan, c, i, j);
        }
    }
}

/* What was earned by reports last month is this month's income. */
static void
turn_bounties(struct dm_block *block)
{
    struct dm_world *world = block->world;

    for (uint32_t i = 0; i < block->m; i++) {
        uint64_t p = block->first + i;

        block->owed_at_start[i] = dm_world_kept(world, DM_COLUMN_OWED, 0, p);
        if (block->owed_at_start[i] != 0) {
            (void) dm_world_keep(world, DM_COLUMN_OWED, 0, p, 0); /* cannot fail */
        }
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_plan_keeps *keeps = &block->world->plan->keeps;

    if (keeps->bounties) {
        turn_bounties(block);
    }
    for (int32_t n = 0; n < block->n_spans; n++) {
        const struct dm_span *span = &block->span[n];
        const struct dm_plan *plan = span->plan;

        for (int32_t k = 0; k < plan->n_sights; k++) {
            if (plan->act[plan->sight[k].act].happens) {
                look(block, span, &plan->sight[k]);
            }
        }
        for (int32_t c = 0; c < plan->n_channels; c++) {
            invent(block, span, (uint32_t) c);
        }
    }
    if (keeps->ratings) {
        dm_peers_rate(block);
    }
}

const struct dm_stage dm_stage_observe = {
    .name = "observe",
    .doc = "Records acts, with the channels' errors, to take effect now or later.",
    .reads = DM_BIT(EMPLOYED) | DM_BIT(OWED) | DM_BIT(SIGNAL),
    .writes = DM_BIT(OWED) | DM_BIT(RATED_BADLY),
    .step_block = step_block,
};
