/* SPDX-License-Identifier: Apache-2.0
 *
 * Adaptation (docs/odd/submodels.md, 7; mechanisms.md, M11 to M13): fear and awareness,
 * from what happens to oneself, to one's ties and in public; prosociality that rewards
 * crowd out; evasion. Exactly zero where every input always was. */
#include "stage.h"
#include "ties.h"

#define ONE     65536U /* of fear and of crowding out */
#define AT_MOST 65535U

static uint32_t
events_of(const struct dm_block *block, uint32_t i)
{
    return block->own_events[i] < DM_EVENTS_CAP ? block->own_events[i] : DM_EVENTS_CAP;
}

/* What the share of sanctioned persons leaves of calm, this month. */
static uint64_t
publicity_keep(const struct dm_world *world, const struct dm_plan_adapt *adapt)
{
    uint64_t prevalence = dm_muldiv(DM_ONE32, world->n_sanctioned, world->n);

    return dm_exp_q32(-(int64_t) dm_mul32(adapt->fear_publicity_q32, prevalence));
}

/* state x kept + (1 - state) (1 - `keep`), rounded by a word. */
static uint16_t
drift(uint32_t state, uint64_t kept, uint64_t keep, uint32_t word)
{
    uint64_t sum = state * kept + (ONE - state) * (DM_ONE32 - keep);

    sum = (sum + word) >> 32;
    return (uint16_t) (sum < AT_MOST ? sum : AT_MOST);
}

static void
frighten(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_plan_adapt *adapt = &span->plan->adapt;
    uint16_t *fear = block->world->fear[0] + block->first;
    uint64_t publicity = publicity_keep(block->world, adapt);

    for (uint32_t i = span->from; i < span->to; i++) {
        uint32_t ties = block->tie_counts[i];
        uint64_t keep = dm_mul32(adapt->fear_own[events_of(block, i)],
            adapt->fear_ties[dm_ties_number(ties)][dm_ties_newly(ties)]);

        fear[i] =
            drift(fear[i], adapt->decay_keep, dm_mul32(keep, publicity), block->words[i]);
    }
}

static void
inform(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_plan_adapt *adapt = &span->plan->adapt;
    uint8_t *aware = block->world->aware[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        uint32_t ties = block->tie_counts[i];
        uint64_t keep = dm_mul32(adapt->aware_own[events_of(block, i)],
            adapt->aware_ties[dm_ties_number(ties)][dm_ties_flagged(ties)]);

        keep = dm_mul32(keep, adapt->aware_publicity);
        aware[i] |= block->words[i] < DM_ONE32 - keep;
    }
}

/* What the reward that pulls most leaves of doing good for its own sake. */
static uint64_t
strongest_pull(const struct dm_block *block, const struct dm_plan *plan, uint32_t i)
{
    uint64_t least = DM_ONE32;

    for (int32_t s = 0; s < plan->n_schemes; s++) {
        uint64_t keep =
            plan->crowding.keep[s][block->level_at_start[(size_t) s * DM_COMMUNITY + i]];

        least = keep < least ? keep : least;
    }
    return least;
}

static void
crowd_out(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_world *world = block->world;
    const uint8_t *aware = world->aware[0] + block->first;
    uint16_t *crowd = world->crowd[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        uint64_t keep = aware[i] != 0 ? strongest_pull(block, span->plan, i) : DM_ONE32;

        crowd[i] =
            drift(crowd[i], span->plan->crowding.recovery_keep, keep, block->words[i]);
    }
}

/* Starting is dearer to compute than to bound: the exact threshold is asked for only where
 * the word lies between those of the fears around. */
static bool
starts(const struct dm_plan_evasion *evasion, uint32_t fear, uint32_t word)
{
    uint32_t step = fear >> 8;

    if (word < evasion->starts[step]) {
        return true;
    }
    return word < evasion->starts[step + 1] && word < dm_plan_evasion_starts(evasion, fear);
}

static void
evade(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_world *world = block->world;
    const struct dm_plan_evasion *evasion = &span->plan->evasion;
    const uint16_t *fear = world->fear[0] + block->first;
    uint8_t *evading = world->evading[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        evading[i] = evading[i] != 0 ? block->words[i] >= evasion->stops
                                     : starts(evasion, fear[i], block->words[i]);
    }
}

static void
over_spans(struct dm_block *block, enum dm_draw draw,
    void (*step)(struct dm_block *block, const struct dm_span *span))
{
    dm_block_words(block, 0, draw);
    for (int32_t k = 0; k < block->n_spans; k++) {
        if (block->span[k].plan->adapt.on) {
            step(block, &block->span[k]);
        }
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_plan *plan = block->world->plan;

    if (!plan->keeps.adapts) {
        return;
    }
    if (!plan->adapt.fearless) {
        over_spans(block, DM_DRAW_FEAR, frighten);
    }
    over_spans(block, DM_DRAW_AWARE, inform);
    if (plan->keeps.crowding) {
        over_spans(block, DM_DRAW_CROWDED, crowd_out);
    }
    if (plan->keeps.evasion) {
        over_spans(block, DM_DRAW_EVADES, evade);
    }
}

const struct dm_stage dm_stage_adapt = {
    .name = "adapt",
    .doc = "Fear and awareness grow with what happens to oneself, to ties and in public; "
           "rewards crowd out prosociality; fear makes evade.",
    .reads = DM_BIT(PUBLISHED),
    .writes = DM_BIT(FEAR) | DM_BIT(AWARE) | DM_BIT(CROWD) | DM_BIT(EVADING),
    .step_block = step_block,
};
