/* SPDX-License-Identifier: Apache-2.0
 *
 * What others do to a person who is seen to be sanctioned: shaming in public, which may
 * cost work (docs/odd/mechanisms.md, M10), and ties that are cut, taken up again or sought
 * (M9). */
#include "ties.h"

#define MOST_SHAMED (UINT64_C(64) << 40) /* mean of a month */

static int64_t
share_flagged(const struct dm_block *block)
{
    const uint8_t *published = block->world->published[0] + block->first;
    int64_t n = 0;

    DM_ASSERT(block->m > 0);
    for (uint32_t i = 0; i < block->m; i++) {
        n += (published[i] & DM_PUBLISHED_FLAGGED) != 0;
    }
    return n * DM_NANO / block->m;
}

static uint64_t
mean_of(const struct dm_plan_shaming *shaming, int64_t share_nano)
{
    int64_t boost = dm_rmuldiv(shaming->radius_nano, share_nano, DM_NANO);
    uint64_t a_year =
        dm_muldiv((uint64_t) shaming->per_year_nano, (uint64_t) (DM_NANO + boost), DM_NANO);
    uint64_t mean = dm_muldiv(a_year, UINT64_C(1) << 40, 12 * (uint64_t) DM_NANO);

    return mean < MOST_SHAMED ? mean : MOST_SHAMED;
}

static void
humiliate(struct dm_block *block, const struct dm_plan_shaming *shaming, uint32_t i,
    uint32_t times)
{
    struct dm_world *world = block->world;
    uint64_t p = block->first + i;
    uint32_t events = block->own_events[i] + times;

    block->own_events[i] = (uint8_t) (events < DM_EVENTS_CAP ? events : DM_EVENTS_CAP);
    world->published_next[p] |= DM_PUBLISHED_NEWLY;
    dm_block_event(block, DM_EVENT_SHAMED, i, 0, 0, times);
    if (shaming->threshold > 0 && times >= shaming->threshold &&
        world->employed[0][p] != 0 &&
        dm_block_word(block, i, 0, DM_DRAW_ESCALATES, 0) < shaming->escalates) {
        world->employed[0][p] = 0;
        dm_block_event(block, DM_EVENT_OUSTED, i, 0, 0, 1);
    }
}

static void
shame(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_plan_shaming *shaming = &span->plan->shaming;
    const uint8_t *published = block->world->published_next + block->first;
    struct dm_plan_row row;

    if (shaming->per_year_nano == 0) {
        return;
    }
    dm_poisson_thresholds(
        mean_of(shaming, share_flagged(block)), row.t, DM_POISSON_CAP, &row.n);
    for (uint32_t i = span->from; i < span->to; i++) {
        uint32_t times = 0;

        if ((published[i] & DM_PUBLISHED_FLAGGED) != 0) {
            times =
                dm_count_from(dm_block_word(block, i, 0, DM_DRAW_SHAMED, 0), row.t, row.n);
        }
        if (times > 0) {
            humiliate(block, shaming, i, times);
        }
    }
}

static void
step_block(struct dm_block *block)
{
    for (int32_t k = 0; k < block->n_spans; k++) {
        shame(block, &block->span[k]);
    }
    if (block->world->plan->keeps.ties) {
        dm_ties_change(block);
    }
}

const struct dm_stage dm_stage_respond = {
    .name = "respond",
    .doc = "Others shame who is visibly sanctioned, and cut, restore and make ties.",
    .reads = DM_BIT(PUBLISHED),
    .writes = DM_BIT(EMPLOYED) | DM_BIT(TIES),
    .step_block = step_block,
};
