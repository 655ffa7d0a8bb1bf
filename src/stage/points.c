/* SPDX-License-Identifier: Apache-2.0
 *
 * Records take effect and end: what one is worth for the person it is about, at an
 * official's discretion and by where it was collected, and for how long. Also what it costs
 * at once: fines and hits on lists; and what leaks of all that was collected. */
#include "points.h"

#include "world/behind.h"
#include "world/worth.h"

/* Saturates: then the split by context is of the first 65,535 steps, and nothing worse. */
static bool
apply_adverse(struct dm_world *world, const struct dm_record *record, uint64_t p,
    unsigned s, int32_t sign)
{
    const struct dm_plan *plan = world->plan;
    unsigned k = s * (unsigned) plan->n_contexts + plan->channel[record->channel].context;
    int64_t sum = dm_world_kept(world, DM_COLUMN_ADVERSE, (int) k, p) +
                  sign * dm_behind_steps(plan, record);

    return dm_world_keep(world, DM_COLUMN_ADVERSE, (int) k, p,
        sum < 0            ? 0
        : sum > UINT16_MAX ? UINT16_MAX
                           : sum);
}

void
dm_points_strike_steps(struct dm_block *block, const struct dm_record *record)
{
    const struct dm_plan *plan = block->world->plan;

    if (plan->keeps.sums && plan->measure_causes && record->points < 0 &&
        !apply_adverse(
            block->world, record, block->first + record->person, record->source, -1)) {
        block->no_memory = true;
    }
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

static void
apply_hit(struct dm_block *block, int32_t l, uint64_t p, int32_t sign)
{
    struct dm_world *world = block->world;
    enum dm_column column = world->plan->list[l].by_act ? DM_COLUMN_STAY : DM_COLUMN_WINDOW;
    int64_t hits = dm_world_kept(world, column, l, p);

    if (!dm_world_keep(world, column, l, p, (uint16_t) (hits + sign))) { /* modulo 2^16 */
        block->no_memory = true;
    }
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
        apply_hit(block, (int32_t) s - DM_BEARER_LIST, p, sign);
        return;
    }
    world->own[s][p] = (int32_t) ((uint32_t) world->own[s][p] + (uint32_t) points);
    if (!world->plan->keeps.sums ||
        (!world->plan->measure_causes &&
            (!world->plan->keeps.errors || record->class_ != DM_RECORD_ERROR))) {
        return;
    }
    if (!apply_component(world, record, p, s, points) ||
        (world->plan->measure_causes && record->points < 0 &&
            !apply_adverse(world, record, p, s, sign))) {
        block->no_memory = true;
    }
}

/* Puts a record in force for one bearer, and sees to its end: after `months`, or when it is
 * corrected. */
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

/* ---- in schemes ---- */

/* Months that a record counts from now on. */
static int32_t
months_of(const struct dm_plan_scheme *scheme, uint32_t tick)
{
    return scheme->expire_months == DM_YEAR_END ? (int32_t) (12 - tick % 12)
                                                : scheme->expire_months;
}

static void
score_record(struct dm_block *block, const struct dm_plan *plan,
    const struct dm_record *record, int32_t s)
{
    const struct dm_plan_scheme *scheme = &plan->scheme[s];
    int32_t points = dm_worth(block, record->person, record->act, record->source, s);
    struct dm_record fading = *record;

    if (points == 0) {
        return;
    }
    fading.limit = 0;
    put_in_force(block, scheme->fades > 0 ? &fading : record, (unsigned) s, points,
        scheme->fades > 0 ? DM_NEVER : months_of(scheme, block->tick));
}

/* ---- lists by act ---- */

/* Whether what this channel collected counts on the list. */
static bool
counts_on(const struct dm_block *block, const struct dm_plan *plan,
    const struct dm_record *record, int32_t l)
{
    const struct dm_plan_effect *effect = &plan->effect[record->act];

    if ((effect->lists >> l & 1U) == 0 || !plan->list[l].active) {
        return false;
    }
    return (plan->list[l].foreign >> record->source & 1U) == 0 ||
           dm_block_word(block, record->person, effect->at_list[l], DM_DRAW_LINKED, 0) <
               plan->linked;
}

/* Until the record ends; or for the window in which a list counts. */
static void
keep_hit(struct dm_block *block, const struct dm_plan *plan, const struct dm_record *record,
    int32_t l)
{
    const struct dm_plan_list *list = &plan->list[l];
    struct dm_record counted = *record;

    counted.limit = 0;
    if (list->by_act) {
        put_in_force(block, record, DM_BEARER_LIST + (unsigned) l, 0, (int32_t) list->term);
    } else if ((plan->keeps.windows >> l & 1U) != 0) {
        put_in_force(
            block, &counted, DM_BEARER_LIST + (unsigned) l, 0, (int32_t) list->within);
    }
}

static void
hit(struct dm_block *block, const struct dm_plan *plan, const struct dm_record *record,
    int32_t l)
{
    size_t at = (size_t) l * DM_COMMUNITY + record->person;
    uint8_t *classes = block->hit_classes + at;
    uint32_t *contexts = block->hit_contexts + at;
    uint32_t lasts = plan->list[l].term, limit = (uint32_t) record->limit;
    uint32_t context = UINT32_C(1) << block->world->plan->channel[record->source].context;

    if (limit != 0 && limit < lasts) {
        lasts = limit;
    }
    if (*classes == 0 || lasts > block->hit_lasts[at]) {
        block->hit_lasts[at] = (uint16_t) lasts;
    }
    *contexts = *classes == 0 ? context : *contexts | context;
    *classes |= (uint8_t) (1U << record->class_);
    if (record->class_ == DM_RECORD_UNLAWFUL && !record->induced) {
        *classes |= DM_HIT_OF_OWN_ACCORD;
    }
    keep_hit(block, plan, record, l);
}

/* ---- a month ---- */

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
    const struct dm_plan *plan = dm_block_plan(block, record->person);
    uint32_t i = record->person;

    dm_block_event(block, DM_EVENT_RECORD, i, record->act, record->source, record->class_);
    fine(block, &plan->effect[record->act], i);
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        score_record(block, plan, record, s);
    }
    for (int32_t l = 0; l < plan->n_lists; l++) {
        if (counts_on(block, plan, record, l)) {
            hit(block, plan, record, l);
        }
    }
}

static int32_t
faded(int64_t x, int32_t months)
{
    return (int32_t) (x - dm_rdiv(x, months));
}

/* The diagnostic sums of one person, each faded by itself. */
static bool
fade_components(struct dm_world *world, int32_t s, uint64_t p, int32_t months)
{
    static const enum dm_column sums[] = { DM_COLUMN_LAWFUL, DM_COLUMN_ERROR,
        DM_COLUMN_INDUCED };
    const int32_t contexts = world->plan->n_contexts;
    bool ok = true;

    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++) {
        int64_t x = dm_world_kept(world, sums[k], s, p);

        ok = ok && (x == 0 || dm_world_keep(world, sums[k], s, p, faded(x, months)));
    }
    for (int32_t k = s * contexts; k < (s + 1) * contexts; k++) {
        int64_t x = dm_world_kept(world, DM_COLUMN_ADVERSE, k, p);

        ok = ok &&
             (x == 0 || dm_world_keep(world, DM_COLUMN_ADVERSE, k, p, faded(x, months)));
    }
    return ok;
}

static void
fade(struct dm_block *block, const struct dm_span *span, int32_t s)
{
    struct dm_world *world = block->world;
    int32_t months = span->plan->scheme[s].fades;

    for (uint32_t i = span->from; months > 0 && i < span->to; i++) {
        uint64_t p = block->first + i;

        world->own[s][p] = faded(world->own[s][p], months);
        if (world->plan->keeps.errors && !fade_components(world, s, p, months)) {
            block->no_memory = true;
        }
    }
}

/* All that a channel ever learned about the community comes out at once. */
static void
leak(struct dm_block *block, const struct dm_bucket *starts)
{
    uint64_t *collected = block->world->totals[block->community].collected;

    for (uint32_t k = 0; k < starts->n; k++) {
        collected[starts->items[k].source]++;
    }
    for (int32_t c = 0; c < block->world->plan->n_channels; c++) {
        const struct dm_plan_channel *channel = &dm_block_plan(block, 0)->channel[c];

        block->exposed[c] = 0;
        if (channel->leak > 0 && dm_word(block->key, block->community, block->tick,
                                     channel->entity, DM_DRAW_LEAK, 0) < channel->leak) {
            block->exposed[c] = collected[c];
        }
    }
}

void
dm_points_turn(struct dm_block *block)
{
    struct dm_world *world = block->world;
    struct dm_bucket *ends = dm_months_at(&world->in_force[block->community], block->tick);
    struct dm_bucket *starts = dm_months_at(&world->pending[block->community], block->tick);

    for (int32_t n = 0; n < block->n_spans; n++) {
        for (int32_t s = 0; s < world->plan->n_schemes; s++) {
            fade(block, &block->span[n], s);
        }
    }
    for (uint32_t k = 0; k < ends->n; k++) {
        apply(block, &ends->items[k], -1);
    }
    dm_bucket_empty(ends);
    for (uint32_t k = 0; k < starts->n; k++) {
        take_effect(block, &starts->items[k]);
    }
    if (world->plan->keeps.leaks) {
        leak(block, starts);
    }
    dm_bucket_empty(starts);
}
