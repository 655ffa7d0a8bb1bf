/* SPDX-License-Identifier: Apache-2.0
 *
 * Score (docs/odd/submodels.md, 6): records take effect and expire; points in force are
 * summed, association is added, the sum is clamped, tiers follow. Also what a record costs
 * at once: fines and hits on lists. */
#include "stage.h"
#include "ties.h"

#include <string.h>

#define MICRO 1000000

/* Saturates: then the split by context is of the first 65,535 steps, and nothing worse. */
static bool
apply_adverse(struct dm_world *world, const struct dm_record *record, uint64_t p,
    unsigned s, int32_t sign)
{
    const struct dm_plan *plan = world->plan;
    unsigned k = s * (unsigned) plan->n_contexts + plan->channel[record->channel].context;
    int64_t sum = dm_world_kept(world, DM_COLUMN_ADVERSE, (int) k, p) +
                  sign * plan->effect[record->act].adverse[s];

    return dm_world_keep(world, DM_COLUMN_ADVERSE, (int) k, p,
        sum < 0            ? 0
        : sum > UINT16_MAX ? UINT16_MAX
                           : sum);
}

/* Of own unlawful acts only the induced have a component of their own. */
static bool
apply_component(struct dm_world *world, const struct dm_record *record, uint64_t p,
    unsigned s, int32_t points)
{
    enum dm_column of = record->class_ == DM_RECORD_LAWFUL  ? DM_COLUMN_LAWFUL
                        : record->class_ == DM_RECORD_ERROR ? DM_COLUMN_ERROR
                                                            : DM_COLUMN_INDUCED;

    if (record->class_ == DM_RECORD_UNLAWFUL && !record->induced) {
        return true;
    }
    return dm_world_keep(
        world, of, (int) s, p, dm_world_kept(world, of, (int) s, p) + points);
}

/* Adds (sign 1) or takes back (sign -1) what a record in force is worth. */
static void
apply(struct dm_block *block, const struct dm_record *record, int32_t sign)
{
    struct dm_world *world = block->world;
    uint64_t p = block->first + record->person;
    int32_t points = sign * record->points;
    unsigned s = record->source;

    if (s >= DM_BEARER_LIST) {
        uint16_t *hits = &world->stay[s - DM_BEARER_LIST][p];

        *hits = (uint16_t) (*hits + sign); /* modulo 2^16 */
        return;
    }
    world->own[s][p] = (int32_t) ((uint32_t) world->own[s][p] + (uint32_t) points);
    if (!world->plan->measure_causes) {
        return;
    }
    if (!apply_component(world, record, p, s, points) ||
        (record->points < 0 && !apply_adverse(world, record, p, s, sign))) {
        block->no_memory = true;
    }
}

/* Puts a record in force for one bearer, and sees to its end. */
static void
put_in_force(struct dm_block *block, const struct dm_record *pending, unsigned bearer,
    int32_t points, int32_t months)
{
    struct dm_record record = *pending;
    uint32_t term = (uint32_t) months, limit = (uint32_t) pending->limit;

    record.channel = pending->source;
    record.source = bearer & 31U;
    record.points = points;
    apply(block, &record, 1);
    if (months == DM_NEVER && limit == 0) {
        return;
    }
    if (months == DM_NEVER || (limit != 0 && limit < term)) {
        term = limit;
    }
    if (!dm_bucket_add(
            dm_months_at(&block->world->in_force[block->community], block->tick + term),
            &record)) {
        block->no_memory = true;
    }
}

static void
fine(struct dm_block *block, const struct dm_plan_effect *effect, uint32_t i)
{
    uint64_t income = (uint64_t) dm_world_income(block->world, block->first + i);

    for (int32_t k = 0; k < effect->n_fines; k++) {
        block->lost_to_fines[i] +=
            (int64_t) dm_muldiv(income, (uint64_t) effect->fine_each_nano[k], DM_NANO);
    }
}

static void
take_effect(struct dm_block *block, const struct dm_record *record)
{
    const struct dm_plan *plan = block->world->plan;
    const struct dm_plan_effect *effect = &plan->effect[record->act];
    uint32_t i = record->person;

    dm_block_event(block, DM_EVENT_RECORD, i, record->act, record->source, record->class_);
    fine(block, effect, i);
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        if (effect->points[s] != 0) {
            put_in_force(block, record, (unsigned) s, effect->points[s],
                plan->scheme[s].expire_months);
        }
    }
    for (int32_t l = 0; l < plan->n_lists; l++) {
        uint8_t *classes = block->hit_classes + (size_t) l * DM_COMMUNITY + i;
        uint32_t *contexts = block->hit_contexts + (size_t) l * DM_COMMUNITY + i;
        uint32_t context = UINT32_C(1) << plan->channel[record->source].context;

        if ((effect->lists >> l & 1U) == 0) {
            continue;
        }
        *contexts = *classes == 0 ? context : *contexts | context;
        *classes |= (uint8_t) (1U << record->class_);
        if (record->class_ == DM_RECORD_UNLAWFUL && !record->induced) {
            *classes |= DM_HIT_OF_OWN_ACCORD;
        }
        put_in_force(
            block, record, DM_BEARER_LIST + (unsigned) l, 0, (int32_t) plan->list[l].term);
    }
}

static void
turn_records(struct dm_block *block)
{
    struct dm_bucket *ends =
        dm_months_at(&block->world->in_force[block->community], block->tick);
    struct dm_bucket *starts =
        dm_months_at(&block->world->pending[block->community], block->tick);

    for (uint32_t k = 0; k < ends->n; k++) {
        apply(block, &ends->items[k], -1);
    }
    dm_bucket_empty(ends);
    for (uint32_t k = 0; k < starts->n; k++) {
        take_effect(block, &starts->items[k]);
    }
    dm_bucket_empty(starts);
}

/* A = w kappa (mean base tier of ties - own base tier): divided once, after the product. */
static void
associate(struct dm_block *block, const struct dm_plan_scheme *scheme)
{
    const uint8_t *published = block->world->published[0] + block->first;

    for (uint32_t i = 0; i < block->m; i++) {
        int64_t n = (int64_t) (block->tie_tiers[i] & 255U);
        int64_t apart = (int64_t) (block->tie_tiers[i] >> 8) - n * (published[i] & 7);

        block->association[i] =
            apart == 0 ? 0 : (int32_t) dm_rdiv(scheme->association * apart, MICRO * n);
    }
}

static void
score(struct dm_block *block, int32_t s)
{
    struct dm_world *world = block->world;
    const struct dm_plan_scheme *scheme = &world->plan->scheme[s];
    const int32_t *own = world->own[s] + block->first;
    int32_t *out = block->score + (size_t) s * DM_COMMUNITY;
    bool associates = scheme->association != 0;

    for (uint32_t i = 0; i < block->m; i++) {
        int64_t sum = scheme->start + own[i];

        if (scheme->published) {
            world->published_next[block->first + i] =
                (uint8_t) dm_plan_tier(scheme, dm_plan_clamp(scheme, sum));
        }
        sum += associates ? block->association[i] : 0;
        out[i] = dm_plan_clamp(scheme, sum);
    }
    for (uint32_t i = 0; i < block->m; i++) {
        int32_t tier = dm_plan_tier(scheme, out[i]);

        world->tier[s][block->first + i] = (uint8_t) tier;
        world->gain_level[s][block->first + i] =
            (uint8_t) dm_plan_gain_level(scheme, tier, out[i]);
    }
}

static void
step_block(struct dm_block *block)
{
    struct dm_world *world = block->world;
    const struct dm_plan *plan = world->plan;
    bool associates = plan->published_scheme >= 0 &&
                      plan->scheme[plan->published_scheme].association != 0;

    turn_records(block);
    memset(world->published_next + block->first, 0, block->m);
    if (associates || plan->adapt.on) {
        dm_ties_look(
            block, associates ? plan->scheme[plan->published_scheme].association_of : 0);
    }
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        if (plan->scheme[s].association != 0) {
            associate(block, &plan->scheme[s]);
        }
        score(block, s);
    }
}

const struct dm_stage dm_stage_score = {
    .name = "score",
    .doc =
        "Puts records in force and ends them; sums points, adds association, finds tiers.",
    .reads = DM_BIT(PUBLISHED) | DM_BIT(EMPLOYED),
    .writes = DM_BIT(OWN) | DM_BIT(TIER) | DM_BIT(GAIN_LEVEL) | DM_BIT(STAY) |
              DM_BIT(LAWFUL) | DM_BIT(ERROR) | DM_BIT(INDUCED) | DM_BIT(ADVERSE),
    .step_block = step_block,
};
