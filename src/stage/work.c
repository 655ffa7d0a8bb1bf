/* SPDX-License-Identifier: Apache-2.0
 *
 * Work, income and means (docs/odd/submodels.md, 6; mechanisms.md, M7): who loses and finds
 * a job, what a month brings and costs, what is put by. */
#include "reward.h"

#include <stdlib.h>

struct chances {
    int64_t separation_nano, hiring_nano; /* may exceed 10^9 on the way */
};

#define ALONG_THE_WAY (DM_NANO * DM_NANO) /* so that many factors cannot overflow */

static int64_t
times(int64_t p_nano, int64_t factor_nano)
{
    uint64_t p = dm_muldiv((uint64_t) p_nano, (uint64_t) factor_nano, DM_NANO);

    return p < ALONG_THE_WAY ? (int64_t) p : ALONG_THE_WAY;
}

static uint64_t
threshold(int64_t p_nano)
{
    return dm_threshold(p_nano < DM_NANO ? p_nano : DM_NANO);
}

static bool
has_factors(const struct dm_world *world, const struct dm_plan *plan, uint64_t p)
{
    return plan->n_factors > 0 && (world->listed[0][p] != 0 || world->spell[0][p] != 0);
}

/* What sanctions make of the chances that are given. */
static struct chances
chances_of(const struct dm_world *world, const struct dm_plan *plan, uint64_t p,
    struct chances chances)
{
    for (int32_t k = 0; k < plan->n_factors; k++) {
        if (dm_world_holds(world, &plan->factor[k].on, p)) {
            chances.separation_nano =
                times(chances.separation_nano, plan->factor[k].separation_nano);
            chances.hiring_nano = times(chances.hiring_nano, plan->factor[k].hiring_nano);
        }
    }
    return chances;
}

/* ---- a market that is open: whoever finds work takes nobody's ---- */

static void
work_open(struct dm_block *block, const struct dm_span *span)
{
    struct dm_world *world = block->world;
    const struct dm_plan *plan = span->plan;
    const uint8_t *traits = world->population->traits + block->first;
    uint8_t *employed = world->employed[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        uint64_t p = block->first + i, separation = plan->separation, hiring = plan->hiring;

        if ((traits[i] & DM_TRAIT_LABOUR) == 0) {
            continue;
        }
        if (has_factors(world, plan, p)) {
            struct chances chances = chances_of(world, plan, p,
                (struct chances){ plan->separation_nano, plan->hiring_nano });

            separation = threshold(chances.separation_nano);
            hiring = threshold(chances.hiring_nano);
        }
        if (employed[i] != 0) {
            employed[i] = block->words[i] >= separation;
        } else {
            employed[i] = dm_block_word(block, i, 0, DM_DRAW_HIRING, 0) < hiring;
        }
    }
}

/* ---- a market with so many jobs and no more ---- */

struct candidate {
    uint64_t key;
    uint32_t i;
};

static int
by_key(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;

    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return (a->i > b->i) - (a->i < b->i);
}

#define KEY_SCALE ((uint64_t) DM_NANO << 10)
#define MOST_KEY  ((uint64_t) INT64_MAX)

/* word x 10^9 x 2^10 / factor, at most 2^63 - 1 */
static uint64_t
key_of(uint32_t word, int64_t factor_nano)
{
    uint64_t factor = factor_nano > 1 ? (uint64_t) factor_nano : 1;

    if (factor < 1024 && word >= dm_muldiv_ceil(MOST_KEY + 1, factor, KEY_SCALE)) {
        return MOST_KEY;
    }
    return dm_muldiv(word, KEY_SCALE, factor);
}

/* Who is out of work at the start; and whether the person, in work, loses it now. */
static bool
loses(const struct dm_block *block, const struct dm_plan *plan, uint32_t i)
{
    uint64_t p = block->first + i, separation = plan->separation;

    if (has_factors(block->world, plan, p)) {
        separation = threshold(
            chances_of(block->world, plan, p, (struct chances){ plan->separation_nano, 0 })
                .separation_nano);
    }
    return block->words[i] < separation;
}

static uint64_t
hiring_key(const struct dm_block *block, const struct dm_plan *plan, uint32_t i)
{
    uint64_t p = block->first + i;
    struct chances chances = { 0, DM_NANO };

    if (has_factors(block->world, plan, p)) {
        chances = chances_of(block->world, plan, p, chances);
    }
    return key_of(dm_block_word(block, i, 0, DM_DRAW_HIRING, 0), chances.hiring_nano);
}

/* The jobs lost go to those who had none, the best placed first; what is left goes back. */
static void
work_fixed(struct dm_block *block)
{
    const uint8_t *traits = block->world->population->traits + block->first;
    uint8_t *employed = block->world->employed[0] + block->first;
    struct candidate candidate[DM_COMMUNITY];
    uint16_t lost[DM_COMMUNITY];
    uint32_t n = 0, vacancies = 0, hired;

    for (uint32_t i = 0; i < block->m; i++) {
        const struct dm_plan *plan = dm_block_plan(block, i);

        if ((traits[i] & DM_TRAIT_LABOUR) == 0) {
            continue;
        }
        if (employed[i] == 0) {
            candidate[n++] = (struct candidate){ hiring_key(block, plan, i), i };
        } else if (loses(block, plan, i)) {
            employed[i] = 0;
            lost[vacancies++] = (uint16_t) i;
        }
    }
    /* cppcheck-suppress uninitvar ; the first n are set */
    qsort(candidate, n, sizeof *candidate, by_key);
    for (hired = 0; hired < n && hired < vacancies; hired++) {
        employed[candidate[hired].i] = 1;
    }
    for (uint32_t k = 0; k + hired < vacancies; k++) {
        employed[lost[k]] = 1;
    }
}

/* ---- income ---- */

/* What debts cost more while sanctioned. */
static int64_t
interest_of(const struct dm_world *world, const struct dm_plan *plan, uint64_t p)
{
    const struct dm_population *people = world->population;
    int64_t debt = people->base_income[p] * plan->people.debt_months / 12, yuan = 0;

    if ((world->listed[0][p] == 0 && world->spell[0][p] == 0) ||
        dm_word(people->key, p, 0, 0, DM_DRAW_DEBTOR, 0) >= plan->people.debtor) {
        return 0;
    }
    for (int32_t k = 0; k < plan->n_interests; k++) {
        if (dm_world_holds(world, &plan->interest[k].on, p)) {
            yuan += (int64_t) dm_muldiv((uint64_t) debt,
                (uint64_t) plan->interest[k].per_year_nano, (uint64_t) DM_NANO);
        }
    }
    return yuan;
}

static void
earn(struct dm_block *block)
{
    const struct dm_world *world = block->world;

    for (int32_t n = 0; n < block->n_spans; n++) {
        const struct dm_span *span = &block->span[n];
        bool interest = span->plan->n_interests > 0 && span->plan->people.debtor > 0;

        for (uint32_t i = span->from; i < span->to; i++) {
            uint64_t p = block->first + i;

            block->income[i] = dm_world_income(world, p) - block->lost_to_fines[i] -
                               (interest ? interest_of(world, span->plan, p) : 0);
        }
    }
    for (uint32_t i = 0; world->plan->keeps.redress && i < block->m; i++) {
        block->income[i] += block->redress_yuan[i];
    }
    dm_reward_pay(block);
}

/* What is left over is put by, up to twice what one had at the start. */
static void
save(struct dm_block *block)
{
    const struct dm_population *people = block->world->population;
    const struct dm_plan *plan = block->world->plan;
    uint16_t *means = block->world->means[0] + block->first;

    for (uint32_t i = 0; i < block->m; i++) {
        int64_t base = people->base_income[block->first + i];
        int64_t most = 2 * (int64_t) plan->people.means[people->quintile[block->first + i]];
        int64_t now = means[i];

        if (base > 0) {
            now += dm_rdiv(256 * (block->income[i] - base), base);
            means[i] = (uint16_t) (now < 0 ? 0 : now > most ? most : now);
        }
    }
}

static void
step_block(struct dm_block *block)
{
    dm_block_words(block, 0, DM_DRAW_SEPARATION);
    if (block->world->plan->fixed_jobs) {
        work_fixed(block);
    } else {
        for (int32_t n = 0; n < block->n_spans; n++) {
            work_open(block, &block->span[n]);
        }
    }
    earn(block);
    if (block->world->plan->keeps.means) {
        save(block);
    }
}

const struct dm_stage dm_stage_work = {
    .name = "work",
    .doc = "The labour market, the month's income, and what is put by.",
    .reads =
        DM_BIT(LISTED) | DM_BIT(SPELL) | DM_BIT(TIER) | DM_BIT(SUSPENDED) | DM_BIT(OWED),
    .writes = DM_BIT(EMPLOYED) | DM_BIT(MEANS),
    .step_block = step_block,
};
