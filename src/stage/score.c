/* SPDX-License-Identifier: Apache-2.0
 *
 * Score (docs/odd/submodels.md, 6): points in force are summed, what other schemes, ties
 * and attributes add comes on top, the sum is clamped, tiers follow. Records themselves are
 * turned in points.c. */
#include "points.h"
#include "ties.h"

#include <string.h>

/* ---- schemes of records and ties only ---- */

static void
score(struct dm_block *block, const struct dm_span *span, int32_t s)
{
    struct dm_world *world = block->world;
    const struct dm_plan_scheme *scheme = &span->plan->scheme[s];
    const int32_t *own = world->own[s] + block->first;
    int32_t *out = block->score + (size_t) s * DM_COMMUNITY;
    bool associates = scheme->association != 0;

    for (uint32_t i = span->from; i < span->to; i++) {
        int64_t sum = scheme->start + own[i];

        if (scheme->published) {
            world->published_next[block->first + i] =
                (uint8_t) dm_plan_tier(scheme, dm_plan_clamp(scheme, sum));
        }
        sum += associates ? block->association[i] : 0;
        out[i] = dm_plan_clamp(scheme, sum);
    }
    for (uint32_t i = span->from; i < span->to; i++) {
        int32_t tier = dm_plan_tier(scheme, out[i]);

        world->tier[s][block->first + i] = (uint8_t) tier;
        world->gain_level[s][block->first + i] =
            (uint8_t) dm_plan_gain_level(scheme, tier, out[i]);
    }
}

/* ---- the others ---- */

static void
stand(struct dm_block *block, const struct dm_plan_scheme *scheme, int32_t s, uint32_t i,
    int32_t base_tier, int32_t tier)
{
    struct dm_world *world = block->world;
    int32_t score = block->score[(size_t) s * DM_COMMUNITY + i];

    if (scheme->published) {
        world->published_next[block->first + i] = (uint8_t) base_tier;
    }
    world->tier[s][block->first + i] = (uint8_t) tier;
    world->gain_level[s][block->first + i] =
        (uint8_t) dm_plan_gain_level(scheme, dm_plan_tier(scheme, score), score);
}

/* Nobody is above or below the start. */
static void
score_inactive(struct dm_block *block, const struct dm_span *span, int32_t s)
{
    const struct dm_plan_scheme *scheme = &span->plan->scheme[s];
    int32_t start = dm_plan_clamp(scheme, scheme->start);
    int32_t tier = dm_plan_tier(scheme, start);

    for (uint32_t i = span->from; i < span->to; i++) {
        block->score[(size_t) s * DM_COMMUNITY + i] = start;
        stand(block, scheme, s, i, tier, tier);
    }
}

/* Who is not in has the score of the others but for ties, and the tier of the refusers. */
static void
stand_outside(struct dm_block *block, const struct dm_plan_scheme *scheme, int32_t s,
    uint32_t i, int32_t base, int32_t refusers)
{
    block->score[(size_t) s * DM_COMMUNITY + i] = base;
    block->refuses[i] |= (uint8_t) (1U << s);
    if (scheme->association != 0) {
        block->association[i] = 0;
    }
    stand(block, scheme, s, i, refusers, refusers);
    dm_opt_in_ask(block, scheme, s, i, dm_plan_tier(scheme, base), refusers);
}

static void
score_with_all(struct dm_block *block, const struct dm_span *span, int32_t s)
{
    const struct dm_plan_scheme *scheme = &span->plan->scheme[s];
    const int32_t *own = block->world->own[s] + block->first;
    int32_t *out = block->score + (size_t) s * DM_COMMUNITY;
    int32_t refusers = scheme->opt_in ? dm_opt_in_refusers(block->world, scheme, s) : -1;

    for (uint32_t i = span->from; i < span->to; i++) {
        int64_t sum = (int64_t) scheme->start + own[i] + dm_block_fed(block, s, i);
        int32_t base = dm_plan_clamp(scheme, sum);

        if (scheme->opt_in && !dm_opt_in_has(block, s, i)) {
            stand_outside(block, scheme, s, i, base, refusers);
            continue;
        }
        sum += scheme->association != 0 ? block->association[i] : 0;
        out[i] = dm_plan_clamp(scheme, sum);
        stand(
            block, scheme, s, i, dm_plan_tier(scheme, base), dm_plan_tier(scheme, out[i]));
    }
}

/* ---- a month ---- */

static bool
associates(const struct dm_span *span)
{
    const struct dm_plan *plan = span->plan;

    return plan->published_scheme >= 0 &&
           plan->scheme[plan->published_scheme].association != 0;
}

/* Once for all where the same ties count for all. */
static void
look_at_ties(struct dm_block *block)
{
    bool looked = false;
    unsigned last = 0;

    for (int32_t n = 0; n < block->n_spans; n++) {
        const struct dm_span *span = &block->span[n];
        const struct dm_plan_scheme *scheme =
            associates(span) ? &span->plan->scheme[span->plan->published_scheme] : NULL;
        unsigned of = scheme != NULL ? scheme->association_of : 0;

        if ((scheme != NULL || dm_ties_matter(span->plan)) && (!looked || of != last)) {
            dm_ties_look(block, of);
            looked = true;
            last = of;
        }
        if (scheme != NULL) {
            dm_association_of(block, span, scheme);
        }
    }
}

static void
step_span(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_plan_keeps *keeps = &block->world->plan->keeps;

    for (int32_t s = 0; s < span->plan->n_schemes; s++) {
        const struct dm_plan_scheme *scheme = &span->plan->scheme[s];

        if (keeps->fed) {
            dm_feeds_of(block, span, s);
        }
        if (!scheme->active) {
            score_inactive(block, span, s);
        } else if (scheme->fed || scheme->opt_in) {
            score_with_all(block, span, s);
        } else {
            score(block, span, s);
        }
    }
}

static void
step_block(struct dm_block *block)
{
    struct dm_world *world = block->world;

    dm_points_turn(block);
    memset(world->published_next + block->first, 0, block->m);
    if (world->plan->keeps.opt_in != 0) {
        dm_opt_in_count_anew(block);
    }
    look_at_ties(block);
    for (int32_t n = 0; n < block->n_spans; n++) {
        step_span(block, &block->span[n]);
    }
}

const struct dm_stage dm_stage_score = {
    .name = "score",
    .doc =
        "Puts records in force and ends them; sums points, adds association, finds tiers.",
    .reads = DM_BIT(PUBLISHED) | DM_BIT(EMPLOYED) | DM_BIT(TIES),
    .writes = DM_BIT(OWN) | DM_BIT(TIER) | DM_BIT(GAIN_LEVEL) | DM_BIT(STAY) |
              DM_BIT(LAWFUL) | DM_BIT(ERROR) | DM_BIT(INDUCED) | DM_BIT(ADVERSE) |
              DM_BIT(MEMBERS) | DM_BIT(WINDOW),
    .step_block = step_block,
    .step_global = dm_world_totals_sum,
};
