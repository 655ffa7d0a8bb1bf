/* SPDX-License-Identifier: Apache-2.0
 *
 * Why somebody entered a list or fell into a sanctioned tier, and where what counted was
 * collected: found at the entry, kept for the spell (docs/odd/submodels.md, 8;
 * mechanisms.md, M5). */
#include "sanction.h"

#include "world/behind.h"
#include "world/cause.h"
#include "world/contexts.h"

struct components {
    int64_t points[DM_N_COMPONENTS], induced;
};

static struct components
components_of(const struct dm_block *block, int32_t s, uint32_t i)
{
    const struct dm_world *world = block->world;
    const struct dm_plan_scheme *scheme = &dm_block_plan(block, i)->scheme[s];
    struct dm_behind behind;
    int64_t lawful, error;

    dm_behind_in(block, s, i, &behind);
    lawful = behind.lawful;
    error = behind.error;
    return (struct components){
        .points = {
            [DM_BY_UNLAWFUL] = world->own[s][block->first + i] - lawful - error,
            [DM_BY_LAWFUL] = lawful,
            [DM_BY_ERROR] = error,
            [DM_BY_ASSOCIATION] = scheme->association != 0 ? block->association[i] : 0,
            [DM_BY_INHERITED] = dm_block_fed(block, s, i),
        },
        .induced = behind.induced,
    };
}

static struct dm_cause
spell_cause(const struct dm_block *block, int32_t s, int32_t tier, uint32_t i)
{
    struct components of = components_of(block, s, i);

    return dm_block_by_rule(block, s, i)
               ? (struct dm_cause){ .kind = DM_BY_RULE }
               : dm_cause_of_score(
                     &dm_block_plan(block, i)->scheme[s], tier, of.points, of.induced);
}

/* Who is not in an opt-in scheme has a score of her own, but not a tier. */
static bool
lists_by_rule(const struct dm_block *block, const struct dm_plan_list *list, uint32_t i)
{
    return list->by_score ? !dm_block_plan(block, i)->scheme[list->scheme].active
                          : dm_block_by_rule(block, list->scheme, i);
}

static struct dm_cause
score_cause(const struct dm_block *block, const struct dm_plan_list *list, uint32_t i)
{
    struct components of = components_of(block, list->scheme, i);

    if (!list->by_score || lists_by_rule(block, list, i)) {
        return spell_cause(block, list->scheme, list->tier, i);
    }
    return dm_cause_below(
        &dm_block_plan(block, i)->scheme[list->scheme], list->below, of.points, of.induced);
}

static struct dm_cause
list_cause(const struct dm_block *block, int32_t l, uint32_t i, enum dm_entry_ground ground)
{
    switch (ground) {
    case DM_ENTRY_SCORE:
        return score_cause(block, &dm_block_plan(block, i)->list[l], i);
    case DM_ENTRY_AT_WILL:
        return dm_cause_sole(DM_BY_ERROR, true);
    case DM_ENTRY_FIRM:
    case DM_ENTRY_HOUSEHOLD:
        return dm_cause_sole(DM_BY_INHERITED, false);
    case DM_ENTRY_ACT:
    case DM_ENTRY_NONE:
        break;
    }
    return dm_cause_of_hits(block->hit_classes[(size_t) l * DM_COMMUNITY + i]);
}

/* What was collected where, behind a score: adverse points in force by context; ties speak
 * for none. A tier that one has by rule is nobody's record. */
static uint64_t
score_contexts(const struct dm_block *block, int32_t s, enum dm_cause_kind kind, uint32_t i)
{
    const struct dm_plan *plan = dm_block_plan(block, i);
    int32_t association = plan->scheme[s].association != 0 ? block->association[i] : 0;
    uint32_t steps[DM_MAX_CONTEXTS] = { 0 };
    struct dm_behind behind;

    if (kind == DM_BY_RULE) {
        return DM_NO_CONTEXT;
    }
    dm_behind_in(block, s, i, &behind);
    for (int32_t k = 0; k < plan->n_contexts; k++) {
        steps[k] = behind.adverse[k];
    }
    return dm_contexts_pack(steps, plan->n_contexts,
        association < 0 ? (uint32_t) (-(int64_t) association / plan->scheme[s].grain) : 0);
}

static uint64_t
hit_contexts(const struct dm_block *block, int32_t l, uint32_t i)
{
    int32_t n = block->world->plan->n_contexts;
    uint32_t steps[DM_MAX_CONTEXTS] = { 0 };

    for (int32_t k = 0; k < n; k++) {
        steps[k] = block->hit_contexts[(size_t) l * DM_COMMUNITY + i] >> k & 1U;
    }
    return dm_contexts_pack(steps, n, 0);
}

void
dm_entry_cause_list(
    struct dm_block *block, int32_t l, uint32_t i, enum dm_entry_ground ground)
{
    uint64_t contexts = DM_NO_CONTEXT, packed = 0;

    if (ground != DM_ENTRY_NONE) {
        struct dm_cause cause = list_cause(block, l, i, ground);

        packed = dm_cause_pack(&cause);
        if (ground == DM_ENTRY_ACT) {
            contexts = hit_contexts(block, l, i);
        } else if (ground == DM_ENTRY_SCORE) {
            contexts = score_contexts(
                block, dm_block_plan(block, i)->list[l].scheme, cause.kind, i);
        }
    }
    if (!dm_world_keep_cause(
            block->world, DM_COLUMN_LIST_CONTEXTS, l, block->first + i, packed, contexts)) {
        block->no_memory = true;
    }
}

void
dm_entry_cause_spell(struct dm_block *block, int32_t s, uint32_t i, bool on)
{
    uint64_t contexts = DM_NO_CONTEXT, packed = 0;

    if (on) {
        struct dm_cause cause =
            spell_cause(block, s, dm_block_plan(block, i)->scheme[s].spell_tier, i);

        packed = dm_cause_pack(&cause);
        contexts = score_contexts(block, s, cause.kind, i);
    }
    if (!dm_world_keep_cause(block->world, DM_COLUMN_SPELL_CONTEXTS, s, block->first + i,
            packed, contexts)) {
        block->no_memory = true;
    }
}

static bool
score_is_wrongful(const struct dm_block *block, const struct dm_plan_list *list, uint32_t i)
{
    const struct dm_plan_scheme *scheme = &dm_block_plan(block, i)->scheme[list->scheme];
    struct components of = components_of(block, list->scheme, i);
    int64_t sum = scheme->start - of.points[DM_BY_ERROR];
    int32_t score;

    if (lists_by_rule(block, list, i)) {
        return false;
    }
    for (int k = 0; k < DM_N_COMPONENTS; k++) {
        sum += of.points[k];
    }
    score = dm_plan_clamp(scheme, sum);
    return list->by_score ? score >= list->below : dm_plan_tier(scheme, score) > list->tier;
}

bool
dm_entry_is_wrongful(
    const struct dm_block *block, int32_t l, uint32_t i, enum dm_entry_ground ground)
{
    switch (ground) {
    case DM_ENTRY_ACT:
        return (block->hit_classes[(size_t) l * DM_COMMUNITY + i] & 7U) ==
               1U << DM_RECORD_ERROR;
    case DM_ENTRY_SCORE:
        return score_is_wrongful(block, &dm_block_plan(block, i)->list[l], i);
    case DM_ENTRY_AT_WILL:
        return true;
    case DM_ENTRY_FIRM:
    case DM_ENTRY_HOUSEHOLD:
    case DM_ENTRY_NONE:
        break;
    }
    return false;
}
