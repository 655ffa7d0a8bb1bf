/* SPDX-License-Identifier: Apache-2.0
 *
 * Rewards by tier, for all who qualify or by lot where they are rationed (docs/odd/
 * mechanisms.md, M3), and what reports of the last month are paid (M2). */
#include "reward.h"

#include "world/ration.h"

static void
pay_one(struct dm_block *block, const struct dm_plan_reward *reward, uint32_t i)
{
    block->income[i] += reward->yuan_per_year;
    block->paid[i] = 1;
}

static void
pay_all(
    struct dm_block *block, const struct dm_span *span, const struct dm_plan_reward *reward)
{
    const uint8_t *tier = block->world->tier[reward->scheme] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        bool has = tier[i] >= reward->tier;

        block->income[i] += has ? reward->yuan_per_year : 0;
        block->paid[i] |= has;
    }
}

static void
pay_by_lot(struct dm_block *block, const struct dm_span *span,
    const struct dm_plan_reward *reward, int32_t r)
{
    struct dm_world *world = block->world;
    const uint8_t *tier = world->tier[reward->scheme] + block->first;
    uint64_t below = dm_ration_chance(world, reward, r);
    uint32_t n = 0;

    for (uint32_t i = span->from; i < span->to; i++) {
        if (tier[i] < reward->tier) {
            continue;
        }
        n++;
        if (below == DM_ONE32 ||
            dm_block_word(block, i, reward->entity, DM_DRAW_REWARDED, 0) < below) {
            pay_one(block, reward, i);
        }
    }
    world->totals[block->community].qualified[r] += n;
}

static void
pay_span(struct dm_block *block, const struct dm_span *span)
{
    uint32_t rations = block->world->plan->keeps.rations;

    for (int32_t r = 0; r < span->plan->n_rewards; r++) {
        const struct dm_plan_reward *reward = &span->plan->reward[r];

        if (!reward->active) {
            continue;
        }
        if ((rations >> r & 1U) != 0) {
            pay_by_lot(block, span, reward, r);
        } else {
            pay_all(block, span, reward);
        }
    }
}

void
dm_reward_pay(struct dm_block *block)
{
    const struct dm_plan_keeps *keeps = &block->world->plan->keeps;

    for (int32_t r = 0; keeps->rations != 0 && r < block->world->plan->n_rewards; r++) {
        block->world->totals[block->community].qualified[r] = 0;
    }
    for (int32_t n = 0; n < block->n_spans; n++) {
        pay_span(block, &block->span[n]);
    }
    for (uint32_t i = 0; keeps->bounties && i < block->m; i++) {
        block->income[i] += 12 * block->owed_at_start[i];
    }
}
