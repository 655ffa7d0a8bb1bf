/* SPDX-License-Identifier: Apache-2.0
 *
 * Review and redress (docs/odd/mechanisms.md, M8): who learns of a listing and appeals,
 * bodies with few officers, decisions that act months later, and what a granted appeal
 * gives back. Cases are filed while communities step; bodies work between ticks. */
#include "points.h"
#include "sanction.h"

#include "world/behind.h"
#include "world/rulebook.h"

#define PER_OFFICERS (UINT64_C(100000) * (uint64_t) DM_NANO)

static const struct dm_plan_body *
body_of(const struct dm_plan *plan, bool outside)
{
    return outside ? &plan->redress.outside : &plan->redress.body;
}

static unsigned
bits_of(const struct dm_case *one, bool granted)
{
    return (one->wrongful ? DM_CASE_WRONGFUL : 0U) | (granted ? DM_CASE_GRANTED : 0U) |
           (one->outside ? DM_CASE_OUTSIDE : 0U);
}

/* Whether the listing that was appealed is still the one. */
static bool
stands(const struct dm_world *world, const struct dm_case *one, uint32_t tick)
{
    return dm_world_kept(world, DM_COLUMN_STAY, one->list, one->person) > 0 &&
           tick - dm_world_kept(world, DM_COLUMN_SPENT, one->list, one->person) ==
               one->filed;
}

static void
set_stage(struct dm_world *world, const struct dm_case *one, enum dm_case_stage stage)
{
    if (!dm_world_keep(world, DM_COLUMN_STAGE, one->list, one->person,
            (int64_t) stage + (one->outside ? DM_CASE_OUTSIDE : 0))) {
        world->no_memory = true;
    }
}

/* The same in a tick, by the thread that has the block. */
static void
set_stage_in(struct dm_block *block, const struct dm_case *one, enum dm_case_stage stage)
{
    dm_list_put(block, DM_COLUMN_STAGE, one->list, (uint32_t) (one->person - block->first),
        (unsigned) stage + (one->outside ? DM_CASE_OUTSIDE : 0U));
}

/* No case is open any more. */
static void
close_case(struct dm_block *block, int32_t l, uint32_t i)
{
    dm_list_put(block, DM_COLUMN_STAGE, l, i, DM_CASE_NONE);
    dm_list_resume(block, l, i);
}

static void
add(struct dm_block *block, struct dm_case_pile *pile, const struct dm_case *one)
{
    if (!dm_case_pile_add(&pile[block->community], one)) {
        block->no_memory = true;
    }
}

/* ---- decisions ---- */

static bool
is_granted(
    const struct dm_block *block, const struct dm_plan *plan, const struct dm_case *one)
{
    return dm_word(block->key, one->person, one->filed, plan->list[one->list].entity,
               one->outside ? DM_DRAW_GRANTED_OUTSIDE : DM_DRAW_GRANTED,
               0) < body_of(plan, one->outside)->granted[one->wrongful];
}

/* For every month listed, at once. */
static void
compensate(struct dm_block *block, const struct dm_plan *plan, const struct dm_case *one,
    uint32_t i)
{
    const struct dm_world *world = block->world;
    int64_t base = world->population->base_income[one->person];
    int64_t yuan = (int64_t) dm_muldiv((uint64_t) base,
                       (uint64_t) plan->redress.compensation_nano, (uint64_t) DM_NANO) *
                   dm_world_kept(world, DM_COLUMN_SPENT, one->list, one->person);

    if (yuan > 0) {
        block->redress_yuan[i] += yuan;
        dm_block_event(
            block, DM_EVENT_COMPENSATED, i, one->list, 0, (uint32_t) (yuan / 12));
    }
}

static bool decide_at_once(
    struct dm_block *block, const struct dm_plan *plan, struct dm_case *one);

/* A refused case may go to the external body, once; else it is over. True if that grants
 * it at once. */
static bool
go_outside(struct dm_block *block, const struct dm_plan *plan, struct dm_case *one)
{
    uint32_t i = (uint32_t) (one->person - block->first);

    if (!one->outside && plan->redress.filed_outside > 0 &&
        dm_word(block->key, one->person, one->filed, plan->list[one->list].entity,
            DM_DRAW_FILED_OUTSIDE, 0) < plan->redress.filed_outside) {
        one->outside = true;
        dm_block_event(block, DM_EVENT_FILED, i, one->list, bits_of(one, false), 0);
        return decide_at_once(block, plan, one);
    }
    close_case(block, one->list, i);
    return false;
}

/* What a decision does in the tick in which it acts. True if it grants: the caller ends the
 * listing. */
static bool
act(struct dm_block *block, const struct dm_plan *plan, struct dm_case *one)
{
    uint32_t i = (uint32_t) (one->person - block->first);
    bool granted = is_granted(block, plan, one);

    dm_block_event(block, DM_EVENT_DECIDED, i, one->list, bits_of(one, granted),
        block->tick - one->filed);
    if (!granted) {
        return go_outside(block, plan, one);
    }
    compensate(block, plan, one, i);
    if (one->wrongful) {
        block->struck[i] |= (uint16_t) (1U << one->list);
    }
    return true;
}

/* A body without a queue decides in the tick in which a case is filed; the others find it
 * at the tick's end. True if that grants it now. */
static bool
decide_at_once(struct dm_block *block, const struct dm_plan *plan, struct dm_case *one)
{
    if (!body_of(plan, one->outside)->unlimited) {
        set_stage_in(block, one, DM_CASE_WAITING);
        add(block, block->world->cases->filed, one);
        return false;
    }
    if (plan->redress.delay == 0) {
        return act(block, plan, one);
    }
    one->acts = (uint16_t) (block->tick + plan->redress.delay);
    set_stage_in(block, one, DM_CASE_DECIDED);
    add(block, block->world->cases->due, one);
    return false;
}

void
dm_redress_act(struct dm_block *block)
{
    struct dm_cases *cases = block->world->cases;
    struct dm_case_pile *due = &cases->due[block->community];
    uint32_t n = due->n, kept = 0;

    for (uint32_t k = 0; k < n; k++) {
        struct dm_case one = due->items[k]; /* acting may add others behind */
        uint32_t i = (uint32_t) (one.person - block->first);

        if (one.acts != block->tick) {
            due->items[kept++] = one;
        } else if (!stands(block->world, &one, block->tick)) {
            cases->lapsed_at_act[block->community]++;
        } else if (act(block, dm_block_plan(block, i), &one)) {
            dm_list_leave(block, one.list, i, DM_EXIT_APPEALED);
        }
    }
    for (uint32_t k = n; k < due->n; k++) {
        due->items[kept++] = due->items[k];
    }
    due->n = kept;
}

/* ---- at an entry ---- */

bool
dm_redress_reverses(const struct dm_block *block, int32_t l, uint32_t i, bool wrongful)
{
    const struct dm_plan *plan = dm_block_plan(block, i);

    return plan->redress.reversed[wrongful] > 0 &&
           dm_block_word(block, i, plan->list[l].entity, DM_DRAW_REVIEWED, 0) <
               plan->redress.reversed[wrongful];
}

static bool
can_pay(const struct dm_world *world, const struct dm_plan *plan, uint64_t p)
{
    int64_t cost = INT64_C(256) * 12 * plan->redress.cost_yuan;

    return world->means[0] == NULL ||
           cost <= (int64_t) world->means[0][p] * world->population->base_income[p];
}

static bool
files(const struct dm_block *block, const struct dm_plan *plan, int32_t l, uint32_t i)
{
    const struct dm_world *world = block->world;
    const struct dm_plan_redress *redress = &plan->redress;
    uint32_t entity = plan->list[l].entity;
    uint64_t p = block->first + i;
    bool explained;

    if (!plan->list[l].appeal || (plan->keeps.adapts && world->aware[0][p] == 0) ||
        !can_pay(world, plan, p) ||
        dm_block_word(block, i, entity, DM_DRAW_NOTICED, 0) >= redress->noticed) {
        return false;
    }
    explained = dm_block_word(block, i, entity, DM_DRAW_EXPLAINED, 0) < redress->explained;
    return dm_block_word(block, i, entity, DM_DRAW_FILED, 0) <
           redress->filed[world->population->quintile[p]][explained];
}

bool
dm_redress_files(struct dm_block *block, int32_t l, uint32_t i, bool wrongful)
{
    const struct dm_plan *plan = dm_block_plan(block, i);
    struct dm_case one = { .person = block->first + i,
        .filed = (uint16_t) block->tick,
        .list = (uint8_t) l,
        .wrongful = wrongful };

    if (!files(block, plan, l, i)) {
        return false;
    }
    block->redress_yuan[i] -= 12 * (int64_t) plan->redress.cost_yuan;
    dm_block_event(block, DM_EVENT_FILED, i, (uint32_t) l, bits_of(&one, false),
        plan->redress.cost_yuan);
    if (plan->redress.suspends) {
        dm_list_put(block, DM_COLUMN_SUSPENDED, 0, i,
            dm_list_number(block, DM_COLUMN_SUSPENDED, 0, i) | 1U << l);
    }
    if (!decide_at_once(block, plan, &one)) {
        return false;
    }
    close_case(block, l, i);
    return true;
}

/* ---- what is struck out ---- */

static bool
is_struck(const struct dm_record *record, void *context)
{
    struct dm_block *block = context;
    struct dm_world *world = block->world;
    unsigned struck = block->struck[record->person];

    if (struck == 0 || record->class_ != DM_RECORD_ERROR) {
        return false;
    }
    if (record->source >= DM_BEARER_LIST) {
        int32_t l = (int32_t) record->source - DM_BEARER_LIST;
        uint32_t hits;

        if ((struck >> l & 1U) == 0) {
            return false;
        }
        hits = dm_list_number(block, DM_COLUMN_WINDOW, l, record->person);
        dm_list_put(block, DM_COLUMN_WINDOW, l, record->person, (uint16_t) (hits - 1U));
        return true;
    }
    for (int32_t l = 0; l < world->plan->n_lists; l++) {
        if ((struck >> l & 1U) != 0 && world->plan->list[l].scheme == record->source) {
            dm_points_strike_steps(block, record);
            return true;
        }
    }
    return false;
}

/* Not all records are kept one by one, but their sum is. */
static void
strike_points(struct dm_block *block, int32_t s, uint32_t i)
{
    struct dm_world *world = block->world;
    uint64_t p = block->first + i;
    struct dm_behind behind;

    dm_behind_in(block, s, i, &behind);
    world->own[s][p] = (int32_t) ((uint32_t) world->own[s][p] - (uint32_t) behind.error);
    if (world->plan->keeps.sums && !dm_world_keep(world, DM_COLUMN_ERROR, s, p, 0)) {
        block->no_memory = true;
    }
}

void
dm_redress_strike(struct dm_block *block)
{
    struct dm_world *world = block->world;
    bool any = false;

    for (uint32_t i = 0; i < block->m; i++) {
        unsigned done = 0; /* schemes: their records stand until all points are struck */

        for (int32_t l = 0; block->struck[i] != 0 && l < world->plan->n_lists; l++) {
            int32_t s = world->plan->list[l].scheme;

            if ((block->struck[i] >> l & 1U) != 0 && s >= 0 && (done >> s & 1U) == 0) {
                strike_points(block, s, i);
                done |= 1U << s;
            }
        }
        any = any || block->struck[i] != 0;
    }
    if (any) {
        dm_months_drop(&world->in_force[block->community], is_struck, block);
        dm_behind_forget(block);
    }
}

/* ---- bodies ---- */

static const struct dm_plan *
rules_in(const struct dm_world *world, int32_t jurisdiction)
{
    return world->rules != NULL ? dm_rulebook_plan(world->rules, jurisdiction, world->tick)
                                : world->plan;
}

static const struct dm_plan *
rules_of(const struct dm_world *world, uint64_t p)
{
    return rules_in(world, dm_population_cell(world->population, p) / 2);
}

/* floor(officers n / 100,000 + 1/2) */
static uint32_t
officers_of(const struct dm_plan_body *body, uint64_t n)
{
    uint64_t officers;

    if (body->unlimited) {
        return UINT32_MAX;
    }
    officers = (dm_muldiv((uint64_t) body->officers_nano * 2, n, PER_OFFICERS) + 1) / 2;
    return officers < UINT32_MAX ? (uint32_t) officers : UINT32_MAX - 1;
}

static void
push(struct dm_world *world, struct dm_case_pile *pile, const struct dm_case *one)
{
    if (!dm_case_pile_add(pile, one)) {
        world->no_memory = true;
    }
}

/* Decided at the end of this tick: acts after the next one's start. */
static void
decide(struct dm_world *world, struct dm_case one)
{
    uint32_t acts = world->tick + 1 + rules_of(world, one.person)->redress.delay;

    one.acts = (uint16_t) acts;
    if (stands(world, &one, world->tick)) {
        set_stage(world, &one, DM_CASE_DECIDED);
    }
    push(world, &world->cases->due[one.person / DM_COMMUNITY], &one);
}

static bool
is_decided(const struct dm_world *world, const struct dm_plan_body *body,
    const struct dm_case *one)
{
    return body->unlimited ||
           dm_word(world->key, one->person, world->tick,
               world->plan->list[one->list].entity,
               one->outside ? DM_DRAW_DECIDED_OUTSIDE : DM_DRAW_DECIDED, 0) < body->decides;
}

static void
clear_hands(
    struct dm_world *world, struct dm_body_state *self, const struct dm_plan_body *body)
{
    struct dm_case_pile *hand = &self->in_hand;
    uint32_t kept = 0;

    for (uint32_t k = 0; k < hand->n; k++) {
        if (is_decided(world, body, &hand->items[k])) {
            decide(world, hand->items[k]);
            self->month.decided++;
        } else {
            hand->items[kept++] = hand->items[k];
        }
    }
    hand->n = kept;
}

/* First come, first served. Without a limit there is nothing to wait for. */
static void
take(struct dm_world *world, struct dm_body_state *self, const struct dm_plan_body *body)
{
    struct dm_case_pile *waiting = &self->waiting;

    while (waiting->head < waiting->n && self->in_hand.n < self->month.officers) {
        const struct dm_case *one = &waiting->items[waiting->head++];

        if (!stands(world, one, world->tick)) {
            self->month.lapsed++;
            continue;
        }
        self->month.opened++;
        self->month.waited += world->tick - one->filed;
        if (body->unlimited) {
            decide(world, *one);
            self->month.decided++;
        } else {
            set_stage(world, one, DM_CASE_IN_HAND);
            push(world, &self->in_hand, one);
        }
    }
    dm_case_pile_trim(waiting);
}

static void
turn_body(struct dm_world *world, struct dm_body_state *self,
    const struct dm_plan_body *body, uint64_t n)
{
    self->month.officers = officers_of(body, n);
    dm_case_pile_sort(&self->waiting);
    clear_hands(world, self, body);
    take(world, self, body);
    self->month.waiting = self->waiting.n - self->waiting.head;
    self->month.in_hand = self->in_hand.n;
}

/* What communities filed comes before the bodies. */
static void
hand_in(struct dm_world *world)
{
    struct dm_cases *cases = world->cases;

    for (int32_t b = 0; b <= cases->n_bodies; b++) {
        cases->body[b].month = (struct dm_body_month){ 0 };
    }
    for (uint32_t c = 0; c < cases->n_communities; c++) {
        struct dm_case_pile *filed = &cases->filed[c];

        for (uint32_t k = 0; k < filed->n; k++) {
            const struct dm_case *one = &filed->items[k];
            int32_t b = one->outside ? cases->n_bodies
                        : cases->n_bodies == 1
                            ? 0
                            : dm_population_cell(world->population, one->person) / 2;

            push(world, &cases->body[b].waiting, one);
            cases->body[b].month.filed++;
        }
        filed->n = 0;
    }
}

void
dm_redress_turn(struct dm_world *world)
{
    struct dm_cases *cases = world->cases;
    const struct dm_population *people = world->population;

    hand_in(world);
    for (int32_t b = 0; b <= cases->n_bodies; b++) {
        bool outside = b == cases->n_bodies, whole = outside || cases->n_bodies == 1;
        uint64_t n =
            whole ? world->n : people->cell_first[2 * b + 2] - people->cell_first[2 * b];

        turn_body(
            world, &cases->body[b], body_of(rules_in(world, whole ? 0 : b), outside), n);
    }
}
