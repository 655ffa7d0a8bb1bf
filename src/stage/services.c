/* SPDX-License-Identifier: Apache-2.0
 *
 * What services refuse (docs/odd/submodels.md, 6): who is listed or in a sanctioned tier;
 * of whom recipients still keep a copy; and a school, whose household has such an adult
 * (mechanisms.md, M6 and M7). */
#include "stage.h"

/* Share of demands that pass, and whether copies alone stand against the person. */
struct passing {
    uint64_t keep;
    bool by_copies;
};

static void
refuse(struct dm_block *block, const struct dm_plan_service *service, uint32_t i,
    uint32_t v, const struct passing *passing)
{
    uint32_t demands =
        dm_count_from(dm_block_word(block, i, service->entity, DM_DRAW_DEMAND, 0),
            service->demand.t, service->demand.n);
    uint32_t refused = 0;

    for (uint32_t j = 0; j < demands; j++) {
        refused += dm_block_word(block, i, service->entity, DM_DRAW_DENIED, j) <
                   DM_ONE32 - passing->keep;
    }
    dm_block_event(block, DM_EVENT_BARRED, i, v, passing->by_copies,
        (uint32_t) ((DM_ONE32 - passing->keep) >> 16));
    if (refused > 0) {
        uint32_t events = block->own_events[i] + refused;

        block->own_events[i] = (uint8_t) (events < DM_EVENTS_CAP ? events : DM_EVENTS_CAP);
        dm_block_event(block, DM_EVENT_DENIED, i, v, passing->by_copies, refused);
    }
}

/* Each denial once, whoever of the adults [from, to) gives the ground. */
static struct passing
passing_of(const struct dm_block *block, const struct dm_plan_service *service,
    uint32_t from, uint32_t to)
{
    struct passing passing = { DM_ONE32, true };

    for (int32_t k = 0; k < service->n_denials; k++) {
        const struct dm_plan_denial *denial = &service->denial[k];
        bool holds = false, copied = false;

        for (uint32_t i = from; i < to; i++) {
            holds = holds || dm_world_holds(block->world, &denial->on, block->first + i);
            copied = copied || (block->copied[i] & denial->on.lists) != 0;
        }
        if (holds || copied) {
            passing.keep = dm_mul32(passing.keep, denial->keep);
            passing.by_copies = passing.by_copies && !holds;
        }
    }
    return passing;
}

static inline bool
is_barred(const struct dm_block *block, uint32_t i)
{
    const struct dm_world *world = block->world;

    return world->listed[0][block->first + i] != 0 ||
           world->spell[0][block->first + i] != 0 || block->copied[i] != 0;
}

static void
serve(struct dm_block *block, const struct dm_plan *plan, uint32_t i)
{
    for (int32_t v = 0; v < plan->n_services; v++) {
        const struct dm_plan_service *service = &plan->service[v];
        struct passing passing;

        if (service->per_school) {
            continue;
        }
        passing = passing_of(block, service, i, i + 1);
        if (passing.keep < DM_ONE32) {
            refuse(block, service, i, (uint32_t) v, &passing);
        }
    }
}

/* Whether person i speaks for a child at school. */
static bool
has_pupil(const struct dm_block *block, const struct dm_plan *plan, uint32_t i)
{
    const struct dm_population *people = block->world->population;
    uint64_t p = block->first + i;

    return dm_household_place(people, p) == 0 && people->children[p] > 0 &&
           dm_word(people->key, p, 0, 0, DM_DRAW_SCHOOLED, 0) < plan->people.schooled;
}

/* A household is under the rules of its first person. */
static void
teach(struct dm_block *block, const struct dm_plan *plan, uint32_t i)
{
    uint32_t to = i + dm_household_adults(block->world->population, block->first + i);
    bool barred = false, asked = false;

    for (uint32_t k = i; k < to; k++) {
        barred = barred || is_barred(block, k);
    }
    for (int32_t v = 0; barred && v < plan->n_services; v++) {
        const struct dm_plan_service *service = &plan->service[v];
        struct passing passing;

        if (!service->per_school) {
            continue;
        }
        asked = asked || has_pupil(block, plan, i);
        passing = passing_of(block, service, i, to);
        if (asked && passing.keep < DM_ONE32) {
            refuse(block, service, i, (uint32_t) v, &passing);
        }
    }
}

static bool
serves_schools(const struct dm_plan *plan)
{
    for (int32_t v = 0; v < plan->n_services; v++) {
        if (plan->service[v].per_school) {
            return true;
        }
    }
    return false;
}

/* Somebody of the household stands somewhere: once for all of them. */
static void
teach_household(struct dm_block *block, uint32_t i, uint32_t *taught)
{
    uint32_t head = i - dm_household_place(block->world->population, block->first + i);
    const struct dm_plan *plan = dm_block_plan(block, head);

    if (head != *taught && serves_schools(plan)) {
        teach(block, plan, head);
    }
    *taught = head;
}

static void
step_block(struct dm_block *block)
{
    const struct dm_population *people = block->world->population;
    uint32_t taught = UINT32_MAX;

    dm_block_find_standing(block);
    for (uint32_t k = 0; k < block->n_standing; k++) {
        uint32_t i = block->standing[k];
        bool heads = dm_household_place(people, block->first + i) == 0;

        if (!heads) {
            teach_household(block, i, &taught);
        }
        serve(block, dm_block_plan(block, i), i);
        if (heads) {
            teach_household(block, i, &taught);
        }
    }
}

const struct dm_stage dm_stage_services = {
    .name = "services",
    .doc = "Services refuse who is sanctioned.",
    .reads =
        DM_BIT(LISTED) | DM_BIT(SPELL) | DM_BIT(TIER) | DM_BIT(SUSPENDED) | DM_BIT(STALE),
    .writes = 0,
    .step_block = step_block,
};
