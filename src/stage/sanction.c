/* SPDX-License-Identifier: Apache-2.0
 *
 * Sanctions (docs/odd/submodels.md, 6): who enters and leaves lists and sanctioned tiers,
 * what services refuse them, what it does to their work and income, and what others get to
 * see of it. */
#include "reward.h"
#include "world/cause.h"
#include "world/contexts.h"

#include <string.h>

enum published_bit { LISTED = 8, SANCTIONED = 16, NEWLY_SANCTIONED = 32 };

/* ---- causes, kept for the spell ---- */

static uint64_t
score_cause(const struct dm_block *block, int32_t s, int32_t tier, uint32_t i)
{
    const struct dm_world *world = block->world;
    const struct dm_plan_scheme *scheme = &world->plan->scheme[s];
    uint64_t p = block->first + i;
    int64_t lawful = dm_world_kept(world, DM_COLUMN_LAWFUL, s, p);
    int64_t error = dm_world_kept(world, DM_COLUMN_ERROR, s, p);
    const int64_t points[DM_N_COMPONENTS] = {
        [DM_BY_UNLAWFUL] = world->own[s][p] - lawful - error,
        [DM_BY_LAWFUL] = lawful,
        [DM_BY_ERROR] = error,
        [DM_BY_ASSOCIATION] = scheme->association != 0 ? block->association[i] : 0,
        [DM_BY_INHERITED] = dm_block_fed(block, s, i),
    };
    struct dm_cause cause = dm_block_by_rule(block, s, i)
                                ? (struct dm_cause){ .kind = DM_BY_RULE }
                                : dm_cause_of_score(scheme, tier, points,
                                      dm_world_kept(world, DM_COLUMN_INDUCED, s, p));

    return dm_cause_pack(&cause);
}

static uint64_t
list_cause(const struct dm_block *block, int32_t l, uint32_t i)
{
    const struct dm_plan_list *list = &block->world->plan->list[l];
    struct dm_cause cause;

    if (!list->by_act) {
        return score_cause(block, list->scheme, list->tier, i);
    }
    cause = dm_cause_of_hits(block->hit_classes[(size_t) l * DM_COMMUNITY + i]);
    return dm_cause_pack(&cause);
}

/* What was collected where, behind a score: adverse points in force by context; ties speak
 * for none. A tier that one has by rule is nobody's record. */
static uint64_t
score_contexts(const struct dm_block *block, int32_t s, uint64_t cause, uint32_t i)
{
    const struct dm_world *world = block->world;
    const struct dm_plan *plan = world->plan;
    int32_t association = plan->scheme[s].association != 0 ? block->association[i] : 0;
    uint32_t steps[DM_MAX_CONTEXTS] = { 0 };

    if (dm_cause_unpack(cause).kind == DM_BY_RULE) {
        return DM_NO_CONTEXT;
    }
    for (int32_t k = 0; k < plan->n_contexts; k++) {
        steps[k] = (uint32_t) dm_world_kept(
            world, DM_COLUMN_ADVERSE, s * plan->n_contexts + k, block->first + i);
    }
    return dm_contexts_pack(steps, plan->n_contexts,
        association < 0 ? (uint32_t) (-(int64_t) association / plan->scheme[s].grain) : 0);
}

static uint64_t
list_contexts(const struct dm_block *block, int32_t l, uint64_t cause, uint32_t i)
{
    const struct dm_plan *plan = block->world->plan;
    uint32_t steps[DM_MAX_CONTEXTS] = { 0 };

    if (!plan->list[l].by_act) {
        return score_contexts(block, plan->list[l].scheme, cause, i);
    }
    for (int32_t k = 0; k < plan->n_contexts; k++) {
        steps[k] = block->hit_contexts[(size_t) l * DM_COMMUNITY + i] >> k & 1U;
    }
    return dm_contexts_pack(steps, plan->n_contexts, 0);
}

static void
keep_list_cause(struct dm_block *block, int32_t l, uint32_t i, bool on)
{
    struct dm_world *world = block->world;
    uint64_t p = block->first + i, cause = on ? list_cause(block, l, i) : 0;
    uint64_t contexts = on ? list_contexts(block, l, cause, i) : DM_NO_CONTEXT;

    /* the cause last: it is asked for each month, and what is new is found first */
    if (!dm_world_keep(world, DM_COLUMN_LIST_CONTEXTS, l, p, (int64_t) contexts) ||
        !dm_world_keep(world, DM_COLUMN_LIST_CAUSE, l, p, (int64_t) cause)) {
        block->no_memory = true;
    }
}

static void
keep_spell_cause(struct dm_block *block, int32_t s, uint32_t i, bool on)
{
    struct dm_world *world = block->world;
    int32_t tier = world->plan->scheme[s].spell_tier;
    uint64_t p = block->first + i, cause = on ? score_cause(block, s, tier, i) : 0;
    uint64_t contexts = on ? score_contexts(block, s, cause, i) : DM_NO_CONTEXT;

    /* the cause last: it is asked for each month, and what is new is found first */
    if (!dm_world_keep(world, DM_COLUMN_SPELL_CONTEXTS, s, p, (int64_t) contexts) ||
        !dm_world_keep(world, DM_COLUMN_SPELL_CAUSE, s, p, (int64_t) cause)) {
        block->no_memory = true;
    }
}

/* ---- lists ---- */

/* Updates one person's standing; returns whether it is an entry. */
static inline bool
list_by_tier(const struct dm_plan_list *list, uint16_t *left, uint32_t tier)
{
    bool enters;

    *left = (uint16_t) (*left - (*left > 0));
    enters = *left == 0 && (int32_t) tier <= list->tier;
    *left = enters ? (uint16_t) list->term : *left;
    return enters;
}

static void
turn_list(struct dm_block *block, int32_t l)
{
    struct dm_world *world = block->world;
    const struct dm_plan_list *list = &world->plan->list[l];
    uint16_t bit = (uint16_t) (1U << l);
    uint16_t *stay = world->stay[l] + block->first;
    uint16_t *listed = world->listed[0] + block->first;
    const uint8_t *tier = list->by_act ? NULL : world->tier[list->scheme] + block->first;

    for (uint32_t i = 0; i < block->m; i++) {
        bool was = (listed[i] & bit) != 0, enters, on;

        if (list->by_act) {
            on = stay[i] > 0;
            enters = on && !was;
        } else {
            enters = list_by_tier(list, &stay[i], tier[i]);
            on = stay[i] > 0;
        }
        if (!on && !was) {
            continue;
        }
        listed[i] = (uint16_t) (on ? listed[i] | bit : listed[i] & ~bit);
        if (enters) {
            block->entered[i] |= bit;
            block->own_events[i] = (uint8_t) (block->own_events[i] + list->black);
            dm_block_event(block, DM_EVENT_ENTRY, i, (uint32_t) l, 0, 1);
        }
        if (world->plan->measure_causes && (enters || !on)) {
            keep_list_cause(block, l, i, on);
        }
    }
}

static void
turn_spell(struct dm_block *block, int32_t s)
{
    struct dm_world *world = block->world;
    const struct dm_plan_scheme *scheme = &world->plan->scheme[s];
    uint8_t bit = (uint8_t) (1U << s);
    uint8_t *spell = world->spell[0] + block->first;
    const uint8_t *tier = world->tier[s] + block->first;

    for (uint32_t i = 0; i < block->m; i++) {
        bool was = (spell[i] & bit) != 0, on = tier[i] <= scheme->spell_tier;

        if (on == was) {
            continue;
        }
        spell[i] = (uint8_t) (on ? spell[i] | bit : spell[i] & ~bit);
        if (on) {
            block->fell[i] |= bit;
            block->own_events[i]++;
            dm_block_event(block, DM_EVENT_FALL, i, (uint32_t) s, 0, 1);
        }
        if (world->plan->measure_causes) {
            keep_spell_cause(block, s, i, on);
        }
    }
}

/* ---- services ---- */

static void
refuse(struct dm_block *block, uint32_t i, uint32_t v, uint64_t keep)
{
    const struct dm_plan_service *service = &block->world->plan->service[v];
    uint32_t demands =
        dm_count_from(dm_block_word(block, i, service->entity, DM_DRAW_DEMAND, 0),
            service->demand.t, service->demand.n);
    uint32_t refused = 0;

    for (uint32_t j = 0; j < demands; j++) {
        refused +=
            dm_block_word(block, i, service->entity, DM_DRAW_DENIED, j) < DM_ONE32 - keep;
    }
    dm_block_event(block, DM_EVENT_BARRED, i, v, 0, (uint32_t) ((DM_ONE32 - keep) >> 16));
    if (refused > 0) {
        uint32_t events = block->own_events[i] + refused;

        block->own_events[i] = (uint8_t) (events < DM_EVENTS_CAP ? events : DM_EVENTS_CAP);
        dm_block_event(block, DM_EVENT_DENIED, i, v, 0, refused);
    }
}

static void
serve(struct dm_block *block, uint32_t i)
{
    const struct dm_world *world = block->world;

    for (int32_t v = 0; v < world->plan->n_services; v++) {
        const struct dm_plan_service *service = &world->plan->service[v];
        uint64_t keep = DM_ONE32;

        for (int32_t k = 0; k < service->n_denials; k++) {
            if (dm_world_holds(world, &service->denial[k].on, block->first + i)) {
                keep = dm_mul32(keep, service->denial[k].keep);
            }
        }
        if (keep < DM_ONE32) {
            refuse(block, i, (uint32_t) v, keep);
        }
    }
}

/* ---- work and income ---- */

struct chances {
    uint64_t separation, hiring; /* thresholds */
};

#define ALONG_THE_WAY (DM_NANO * DM_NANO) /* so that many factors cannot overflow */

static int64_t
times(int64_t p_nano, int64_t factor_nano)
{
    uint64_t p = dm_muldiv((uint64_t) p_nano, (uint64_t) factor_nano, DM_NANO);

    return p < ALONG_THE_WAY ? (int64_t) p : ALONG_THE_WAY;
}

static uint64_t
chance(int64_t p_nano)
{
    return dm_threshold(p_nano < DM_NANO ? p_nano : DM_NANO);
}

static struct chances
chances_of(const struct dm_world *world, uint64_t p)
{
    const struct dm_plan *plan = world->plan;
    int64_t separation = plan->separation_nano, hiring = plan->hiring_nano;

    if (plan->n_factors == 0 || (world->listed[0][p] == 0 && world->spell[0][p] == 0)) {
        return (struct chances){ plan->separation, plan->hiring };
    }
    for (int32_t k = 0; k < plan->n_factors; k++) {
        if (dm_world_holds(world, &plan->factor[k].on, p)) {
            separation = times(separation, plan->factor[k].separation_nano);
            hiring = times(hiring, plan->factor[k].hiring_nano);
        }
    }
    return (struct chances){ chance(separation), chance(hiring) };
}

static void
work(struct dm_block *block)
{
    struct dm_world *world = block->world;
    const uint8_t *traits = world->population->traits + block->first;
    uint8_t *employed = world->employed[0] + block->first;

    dm_block_words(block, 0, DM_DRAW_SEPARATION);
    for (uint32_t i = 0; i < block->m; i++) {
        struct chances chances;

        if ((traits[i] & DM_TRAIT_LABOUR) == 0) {
            continue;
        }
        chances = chances_of(world, block->first + i);
        if (employed[i] != 0) {
            employed[i] = block->words[i] >= chances.separation;
        } else {
            employed[i] = dm_block_word(block, i, 0, DM_DRAW_HIRING, 0) < chances.hiring;
        }
    }
}

static void
earn(struct dm_block *block)
{
    const struct dm_world *world = block->world;

    for (uint32_t i = 0; i < block->m; i++) {
        block->income[i] =
            dm_world_income(world, block->first + i) - block->lost_to_fines[i];
    }
    dm_reward_pay(block);
}

/* ---- what others see ---- */

static void
publish(struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const struct dm_plan *plan = world->plan;
    const uint16_t *listed = world->listed[0] + block->first;
    const uint8_t *spell = world->spell[0] + block->first;
    uint8_t *out = world->published_next + block->first;
    uint8_t visible_spell =
        plan->published_scheme < 0
            ? 0
            : (uint8_t) (plan->spell_schemes & 1U << plan->published_scheme);

    for (uint32_t i = 0; i < block->m; i++) {
        unsigned byte = out[i];

        byte |= (listed[i] & plan->published_lists) != 0 ? LISTED : 0U;
        byte |= (listed[i] & plan->visible_lists) != 0 || (spell[i] & visible_spell) != 0
                    ? SANCTIONED
                    : 0U;
        byte |= (block->entered[i] & plan->visible_lists) != 0 ||
                        (block->fell[i] & visible_spell) != 0
                    ? NEWLY_SANCTIONED
                    : 0U;
        out[i] = (uint8_t) byte;
    }
}

static uint32_t
count_sanctioned(const struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const uint16_t *listed = world->listed[0] + block->first;
    const uint8_t *spell = world->spell[0] + block->first;
    uint32_t n = 0;

    for (uint32_t i = 0; i < block->m; i++) {
        n += (listed[i] & world->plan->black_lists) != 0 || spell[i] != 0;
    }
    return n;
}

static void
step_block(struct dm_block *block)
{
    struct dm_world *world = block->world;
    const struct dm_plan *plan = world->plan;

    for (int32_t l = 0; l < plan->n_lists; l++) {
        turn_list(block, l);
    }
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        if ((plan->spell_schemes >> s & 1U) != 0) {
            turn_spell(block, s);
        }
    }
    for (uint32_t i = 0; i < block->m; i++) {
        if (world->listed[0][block->first + i] != 0 ||
            world->spell[0][block->first + i] != 0) {
            serve(block, i);
        }
    }
    work(block);
    earn(block);
    publish(block);
    world->sanctioned_in[block->community] = count_sanctioned(block);
}

static void
step_global(struct dm_world *world)
{
    world->n_sanctioned = 0;
    for (uint32_t c = 0; c < world->population->n_communities; c++) {
        world->n_sanctioned += world->sanctioned_in[c];
    }
}

const struct dm_stage dm_stage_sanction = {
    .name = "sanction",
    .doc =
        "Lists, sanctioned tiers, refused services, work, income, and what is published.",
    .reads = DM_BIT(TIER) | DM_BIT(OWN) | DM_BIT(LAWFUL) | DM_BIT(ERROR) | DM_BIT(INDUCED) |
             DM_BIT(ADVERSE),
    .writes = DM_BIT(STAY) | DM_BIT(LISTED) | DM_BIT(SPELL) | DM_BIT(LIST_CAUSE) |
              DM_BIT(SPELL_CAUSE) | DM_BIT(LIST_CONTEXTS) | DM_BIT(SPELL_CONTEXTS) |
              DM_BIT(EMPLOYED),
    .step_block = step_block,
    .step_global = step_global,
};
