/* SPDX-License-Identifier: Apache-2.0
 *
 * Refusals by where the records behind them were collected (docs/odd/measures.md): over
 * the sanctions that deny the service, in proportion to what each denies, then by the
 * shares of contexts fixed at entry. */
#include "observer.h"
#include "world/contexts.h"

static uint64_t
contexts_behind(const struct dm_world *world, const struct dm_plan_ground *on, uint64_t p)
{
    for (int32_t l = 0; l < world->plan->n_lists; l++) {
        if ((on->lists >> l & 1U) != 0) {
            return (uint64_t) dm_world_kept(world, DM_COLUMN_LIST_CONTEXTS, l, p);
        }
    }
    return (uint64_t) dm_world_kept(world, DM_COLUMN_SPELL_CONTEXTS, on->scheme, p);
}

/* Each takes its part of what is left, so that nothing is lost to rounding. */
static void
add_part(int64_t *row, const struct dm_plan *plan, uint64_t packed, uint64_t part)
{
    uint64_t left = DM_CONTEXTS_WHOLE;

    for (int k = 0; k < DM_CONTEXTS_KEPT && left > 0; k++) {
        struct dm_context_share at = dm_contexts_at(packed, k);
        uint64_t here = dm_muldiv(part, at.share, left);

        row[at.context] += (int64_t) here;
        part -= here;
        left -= at.share;
    }
    row[plan->n_contexts] += (int64_t) part;
}

static uint64_t
denies(const struct dm_world *world, const struct dm_plan_denial *denial, uint64_t p)
{
    return dm_world_holds(world, &denial->on, p) ? DM_ONE32 - denial->keep : 0;
}

void
dm_observe_refusal(
    struct dm_tally *tally, const struct dm_block *block, const struct dm_event *event)
{
    const struct dm_world *world = block->world;
    const struct dm_plan *plan = dm_block_plan(block, event->person);
    const struct dm_plan_service *service = &plan->service[event->subject];
    int64_t *row = tally->matrix + event->subject * ((size_t) plan->n_contexts + 1);
    uint64_t p = block->first + event->person, all = 0;
    uint64_t left = (uint64_t) event->value << 16;

    for (int32_t k = 0; k < service->n_denials; k++) {
        all += denies(world, &service->denial[k], p);
    }
    for (int32_t k = 0; plan->measure_causes && k < service->n_denials && all > 0; k++) {
        uint64_t weight = denies(world, &service->denial[k], p);
        uint64_t part = dm_muldiv(left, weight, all);

        if (part > 0) {
            add_part(row, plan, contexts_behind(world, &service->denial[k].on, p), part);
        }
        left -= part;
        all -= weight;
    }
    /* kept copies, and housemates of a pupil, speak for no record of the person's own */
    row[plan->n_contexts] += plan->measure_causes ? (int64_t) left : 0;
}
