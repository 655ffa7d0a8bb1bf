/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists and sanctioned tiers (docs/odd/submodels.md, 6; mechanisms.md, M5 and M6): who
 * enters and leaves them, which housemates share a listing, what copies of it remain. What
 * follows from it is in services.c and work.c. */
#include "sanction.h"

#include <string.h>

/* ---- one list ---- */

/* A list in the tick under way. */
struct turn {
    struct dm_block *block;
    int32_t l;
    uint16_t bit;
    uint8_t ground[DM_COMMUNITY]; /* dm_entry_ground of this tick's entry */
    uint8_t drawn[DM_COMMUNITY];  /* bit by dm_entry_ground: a draw listed the person */
};

/* Puts what the turn made of person i where others find it. */
static void
settle(struct dm_block *block, int32_t l, uint32_t i, bool on, enum dm_entry_ground ground)
{
    uint16_t *listed = &block->world->listed[0][block->first + i];
    uint16_t bit = (uint16_t) (1U << l);

    *listed = (uint16_t) (on ? *listed | bit : *listed & ~bit);
    if (ground != DM_ENTRY_NONE) {
        block->entered[i] |= bit;
        block->own_events[i] =
            (uint8_t) (block->own_events[i] + dm_block_plan(block, i)->list[l].black);
        dm_block_event(block, DM_EVENT_ENTRY, i, (uint32_t) l, ground, 1);
    }
    if (block->world->plan->measure_causes && (ground != DM_ENTRY_NONE || !on)) {
        dm_entry_cause_list(block, l, i, ground);
    }
}

void
dm_list_resume(struct dm_block *block, int32_t l, uint32_t i)
{
    uint32_t suspended;

    if (block->world->plan->keeps.suspends) {
        suspended = dm_list_number(block, DM_COLUMN_SUSPENDED, 0, i);
        dm_list_put(block, DM_COLUMN_SUSPENDED, 0, i, suspended & ~(1U << l));
    }
}

/* Ends a listing in one's own right, before what it was is forgotten. */
static void
end(struct dm_block *block, int32_t l, uint32_t i, enum dm_exit_way way)
{
    const struct dm_plan_keeps *keeps = &block->world->plan->keeps;
    uint32_t spent = keeps->exits ? dm_list_number(block, DM_COLUMN_SPENT, l, i) : 0;

    dm_block_event(block, DM_EVENT_EXIT, i, (uint32_t) l, way, spent);
    dm_list_put(block, DM_COLUMN_STAY, l, i, 0);
    if (keeps->exits) {
        dm_list_put(block, DM_COLUMN_SPENT, l, i, 0);
    }
    if (keeps->redress) {
        dm_list_put(block, DM_COLUMN_STAGE, l, i, DM_CASE_NONE);
    }
    dm_list_resume(block, l, i);
}

void
dm_list_leave(struct dm_block *block, int32_t l, uint32_t i, enum dm_exit_way way)
{
    end(block, l, i, way);
    dm_list_put(block, DM_COLUMN_SHIELD, l, i, dm_block_plan(block, i)->list[l].term);
}

/* ---- lists by tier, or by records in force, and nothing else ---- */

static void
turn_hits(struct dm_block *block, int32_t l)
{
    const uint16_t *listed = block->world->listed[0] + block->first;

    for (uint32_t i = 0; i < block->m; i++) {
        bool was = (listed[i] >> l & 1U) != 0, on = dm_list_has(block, l, i);

        if (on == was) {
            continue;
        }
        if (!on) {
            dm_block_event(block, DM_EVENT_EXIT, i, (uint32_t) l, DM_EXIT_EXPIRED, 0);
        }
        settle(block, l, i, on, on ? DM_ENTRY_ACT : DM_ENTRY_NONE);
    }
}

/* Terms run on while the list is not active; then it has no tier. */
static void
turn_tier(struct dm_block *block, const struct dm_span *span, int32_t l)
{
    struct dm_world *world = block->world;
    const struct dm_plan_list *list = &span->plan->list[l];
    const uint8_t *tier = world->tier[list->scheme] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        uint32_t left = dm_list_number(block, DM_COLUMN_STAY, l, i);
        bool enters = left <= 1 && (int32_t) tier[i] <= list->tier;

        if (left > 1) {
            dm_list_put(block, DM_COLUMN_STAY, l, i, left - 1);
            continue;
        }
        if (left == 0 && !enters) {
            continue;
        }
        if (left == 1) {
            end(block, l, i, DM_EXIT_EXPIRED);
        }
        dm_list_put(block, DM_COLUMN_STAY, l, i, enters ? list->term : 0);
        settle(block, l, i, enters, enters ? DM_ENTRY_SCORE : DM_ENTRY_NONE);
    }
}

/* ---- lists with more than that ---- */

static void
draw_firms(struct turn *turn, const struct dm_span *span)
{
    struct dm_block *block = turn->block;
    const struct dm_plan_list *list = &span->plan->list[turn->l];
    struct dm_key key = block->world->population->key;

    if (list->firm_listed == 0 || span->plan->people.represents == 0) {
        return;
    }
    dm_block_words_of(block, span, list->entity, DM_DRAW_FIRM_LISTED);
    for (uint32_t i = span->from; i < span->to; i++) {
        if (block->words[i] < list->firm_listed &&
            dm_word(key, block->first + i, 0, 0, DM_DRAW_REPRESENTS, 0) <
                span->plan->people.represents) {
            turn->drawn[i] |= 1U << DM_ENTRY_FIRM;
        }
    }
}

static void
draw_at_will(struct turn *turn, const struct dm_span *span)
{
    struct dm_block *block = turn->block;
    const struct dm_plan_list *list = &span->plan->list[turn->l];
    const uint8_t *traits = block->world->population->traits + block->first;

    if (list->at_will[DM_GROUP_A] == 0 && list->at_will[DM_GROUP_B] == 0) {
        return;
    }
    dm_block_words_of(block, span, list->entity, DM_DRAW_AT_WILL);
    for (uint32_t i = span->from; i < span->to; i++) {
        bool b = (traits[i] & DM_TRAIT_GROUP_B) != 0;

        turn->drawn[i] |= block->words[i] < list->at_will[b] ? 1U << DM_ENTRY_AT_WILL : 0U;
    }
}

/* Who is on the list may fulfil what was owed, or have the listing repaired. */
static void
exits(struct turn *turn, const struct dm_plan *plan, uint32_t i)
{
    struct dm_block *block = turn->block;
    const struct dm_plan_list *list = &plan->list[turn->l];
    bool poor = dm_world_income(block->world, block->first + i) < plan->poverty_line;

    if (list->fulfilled[poor] > 0 && dm_block_word(block, i, list->entity,
                                         DM_DRAW_FULFILLED, 0) < list->fulfilled[poor]) {
        dm_list_leave(block, turn->l, i, DM_EXIT_FULFILLED);
        return;
    }
    if (list->repair_after > 0 &&
        dm_list_number(block, DM_COLUMN_SPENT, turn->l, i) >= list->repair_after &&
        dm_block_word(block, i, list->entity, DM_DRAW_REPAIRED, 0) < list->repaired) {
        dm_list_leave(block, turn->l, i, DM_EXIT_REPAIRED);
    }
}

static bool
enough_hits(const struct turn *turn, const struct dm_plan *plan, uint32_t i)
{
    const struct dm_block *block = turn->block;
    unsigned fresh = block->hit_classes[(size_t) turn->l * DM_COMMUNITY + i] & 7U;

    return fresh != 0 && ((plan->keeps.windows >> turn->l & 1U) == 0 ||
                             dm_list_number(block, DM_COLUMN_WINDOW, turn->l, i) >=
                                 plan->list[turn->l].count);
}

/* Until the last of this tick's records ends, or is corrected. */
static uint32_t
months_of_hits(const struct turn *turn, uint32_t i)
{
    return turn->block->hit_lasts[(size_t) turn->l * DM_COMMUNITY + i];
}

static bool
low_score(const struct turn *turn, const struct dm_plan_list *list, uint32_t i)
{
    const struct dm_block *block = turn->block;

    if (list->by_score) {
        return block->score[(size_t) list->scheme * DM_COMMUNITY + i] < list->below;
    }
    return list->tier >= 0 &&
           (int32_t) block->world->tier[list->scheme][block->first + i] <= list->tier;
}

static enum dm_entry_ground
ground_of(const struct turn *turn, const struct dm_plan *plan, uint32_t i)
{
    const struct dm_plan_list *list = &plan->list[turn->l];

    if (enough_hits(turn, plan, i)) {
        return DM_ENTRY_ACT;
    }
    if (dm_list_has(turn->block, turn->l, i)) {
        return DM_ENTRY_NONE;
    }
    if (low_score(turn, list, i)) {
        return DM_ENTRY_SCORE;
    }
    return (turn->drawn[i] >> DM_ENTRY_FIRM & 1U) != 0      ? DM_ENTRY_FIRM
           : (turn->drawn[i] >> DM_ENTRY_AT_WILL & 1U) != 0 ? DM_ENTRY_AT_WILL
                                                            : DM_ENTRY_NONE;
}

/* Review, then appeal; false if the entry was undone at once and never happened. */
static bool
stands(struct turn *turn, uint32_t i, enum dm_entry_ground ground)
{
    struct dm_block *block = turn->block;
    bool wrongful;

    if (!block->world->plan->keeps.redress) {
        return true;
    }
    wrongful = dm_entry_is_wrongful(block, turn->l, i, ground);
    return !dm_redress_reverses(block, turn->l, i, wrongful) &&
           (ground == DM_ENTRY_FIRM || !dm_redress_files(block, turn->l, i, wrongful));
}

static void
enter(
    struct turn *turn, const struct dm_plan *plan, uint32_t i, enum dm_entry_ground ground)
{
    struct dm_block *block = turn->block;
    uint32_t term = plan->list[turn->l].term;

    dm_list_put(block, DM_COLUMN_STAY, turn->l, i,
        ground == DM_ENTRY_ACT ? months_of_hits(turn, i) : term);
    if (stands(turn, i, ground)) {
        turn->ground[i] = (uint8_t) ground;
        return;
    }
    dm_list_put(block, DM_COLUMN_STAY, turn->l, i, 0);
    dm_list_put(block, DM_COLUMN_SHIELD, turn->l, i, term);
}

/* Another month on the list. Returns the months left, 1 for a listing that would end but
 * that a new record renews. */
static uint32_t
stay_on(struct turn *turn, const struct dm_plan *plan, uint32_t i)
{
    struct dm_block *block = turn->block;
    uint32_t left;

    if (!dm_list_has(block, turn->l, i)) {
        return 0;
    }
    exits(turn, plan, i);
    left = dm_list_number(block, DM_COLUMN_STAY, turn->l, i);
    if (left == 1 && plan->list[turn->l].active && enough_hits(turn, plan, i)) {
        return 1;
    }
    if (left == 1) {
        end(block, turn->l, i, DM_EXIT_EXPIRED);
    } else if (left > 1) {
        dm_list_put(block, DM_COLUMN_STAY, turn->l, i, left - 1);
    }
    return left > 0 ? left - 1 : 0;
}

/* Another month of being free from the list. Returns the months left. */
static uint32_t
stay_off(struct turn *turn, const struct dm_plan *plan, uint32_t i)
{
    struct dm_block *block = turn->block;
    uint32_t left =
        plan->keeps.exits ? dm_list_number(block, DM_COLUMN_SHIELD, turn->l, i) : 0;

    if (left > 0) {
        dm_list_put(block, DM_COLUMN_SHIELD, turn->l, i, left - 1);
    }
    return left > 0 ? left - 1 : 0;
}

static void
turn_person(struct turn *turn, const struct dm_plan *plan, uint32_t i)
{
    struct dm_block *block = turn->block;
    uint32_t left = stay_on(turn, plan, i), shield = stay_off(turn, plan, i);
    enum dm_entry_ground ground;

    if (!plan->list[turn->l].active || shield > 0) {
        return;
    }
    ground = ground_of(turn, plan, i);
    if (ground != DM_ENTRY_NONE && left > 0) {
        uint32_t months = months_of_hits(turn, i);

        dm_list_put(block, DM_COLUMN_STAY, turn->l, i, months > left ? months : left);
    } else if (ground != DM_ENTRY_NONE) {
        enter(turn, plan, i, ground);
    }
}

/* Nearly everybody nearly always: off the list, free to enter, and without a ground. */
static inline bool
is_idle(const struct turn *turn, const struct dm_plan *plan, uint32_t i)
{
    const struct dm_block *block = turn->block;

    return turn->drawn[i] == 0 &&
           block->hit_classes[(size_t) turn->l * DM_COMMUNITY + i] == 0 &&
           !dm_list_has(block, turn->l, i) &&
           (!plan->keeps.exits ||
               dm_list_number(block, DM_COLUMN_SHIELD, turn->l, i) == 0) &&
           !low_score(turn, &plan->list[turn->l], i);
}

/* ---- housemates ---- */

/* Nobody inherits a listing without being listed. */
static inline bool
inherits(const struct turn *turn, uint32_t i)
{
    const struct dm_block *block = turn->block;

    return (block->world->listed[0][block->first + i] & turn->bit) != 0 &&
           (dm_list_number(block, DM_COLUMN_INHERITED, 0, i) & turn->bit) != 0;
}

static void
share(struct turn *turn, uint32_t i, bool with_somebody)
{
    struct dm_block *block = turn->block;
    const struct dm_plan_list *list = &dm_block_plan(block, i)->list[turn->l];
    bool was = inherits(turn, i);
    bool on = with_somebody && !dm_list_has(block, turn->l, i) && (was || list->active) &&
              dm_word(block->key, block->first + i, 0, list->entity, DM_DRAW_INHERITS, 0) <
                  list->inherits;

    if (on != was) {
        dm_list_put(block, DM_COLUMN_INHERITED, 0, i,
            dm_list_number(block, DM_COLUMN_INHERITED, 0, i) ^ turn->bit);
    }
    if (on && !was) {
        turn->ground[i] = DM_ENTRY_HOUSEHOLD;
    } else if (was && !on) {
        dm_block_event(
            block, DM_EVENT_EXIT, i, (uint32_t) turn->l, DM_EXIT_WITH_HOUSEMATE, 0);
    }
}

/* Households do not cross communities. */
static void
share_in_households(struct turn *turn)
{
    const struct dm_population *people = turn->block->world->population;
    uint32_t i = 0;

    while (i < turn->block->m) {
        uint32_t adults = dm_household_adults(people, turn->block->first + i), has = 0;

        for (uint32_t k = i; k < i + adults; k++) {
            has += dm_list_has(turn->block, turn->l, k);
        }
        for (uint32_t k = i; k < i + adults; k++) {
            share(turn, k, has > 0);
        }
        i += adults;
    }
}

static void
turn_grounds(struct dm_block *block, int32_t l)
{
    struct turn turn = { .block = block, .l = l, .bit = (uint16_t) (1U << l) };
    const struct dm_world *world = block->world;
    bool shared = (world->plan->keeps.households >> l & 1U) != 0;
    uint16_t busy[DM_COMMUNITY];
    uint32_t n_busy = 0;

    for (int32_t n = 0; n < block->n_spans; n++) {
        const struct dm_span *span = &block->span[n];

        draw_firms(&turn, span);
        draw_at_will(&turn, span);
        for (uint32_t i = span->from; i < span->to; i++) {
            if (!is_idle(&turn, span->plan, i)) {
                busy[n_busy++] = (uint16_t) i;
                turn_person(&turn, span->plan, i);
            }
        }
    }
    if (shared) {
        share_in_households(&turn);
    }
    for (uint32_t k = 0; k < (shared ? block->m : n_busy); k++) {
        /* cppcheck-suppress uninitvar ; the first n_busy are set */
        uint32_t i = shared ? k : busy[k];
        bool on =
            dm_list_has(block, l, i) ||
            (shared && (dm_list_number(block, DM_COLUMN_INHERITED, 0, i) & turn.bit) != 0);
        bool was = (world->listed[0][block->first + i] & turn.bit) != 0;

        if (on != was || turn.ground[i] != DM_ENTRY_NONE) {
            settle(block, l, i, on, (enum dm_entry_ground) turn.ground[i]);
        }
    }
}

/* ---- sanctioned tiers ---- */

static void
turn_spell(struct dm_block *block, const struct dm_span *span, int32_t s)
{
    struct dm_world *world = block->world;
    const struct dm_plan_scheme *scheme = &span->plan->scheme[s];
    uint8_t bit = (uint8_t) (1U << s);
    uint8_t *spell = world->spell[0] + block->first;
    const uint8_t *tier = world->tier[s] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
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
            dm_entry_cause_spell(block, s, i, on);
        }
    }
}

/* ---- a month ---- */

static void
count_months(struct dm_block *block)
{
    const struct dm_world *world = block->world;

    for (int32_t l = 0; l < world->plan->n_lists; l++) {
        if ((world->plan->keeps.left_lists >> l & 1U) == 0) {
            continue;
        }
        for (uint32_t i = 0; i < block->m; i++) {
            if (dm_list_has(block, l, i)) {
                dm_list_put(block, DM_COLUMN_SPENT, l, i,
                    (uint16_t) (dm_list_number(block, DM_COLUMN_SPENT, l, i) + 1U));
            }
        }
    }
}

/* What recipients keep of a listing that is over. */
static void
keep_copies(struct dm_block *block, const uint16_t *before, int32_t l)
{
    const uint16_t *listed = block->world->listed[0] + block->first;

    for (uint32_t i = 0; i < block->m; i++) {
        uint32_t was = dm_list_number(block, DM_COLUMN_STALE, l, i), stale = was;

        if ((listed[i] >> l & 1U) != 0) {
            stale = 0;
        } else if ((before[i] >> l & 1U) != 0) {
            stale = dm_block_plan(block, i)->list[l].copies;
        } else if (stale > 0) {
            stale--;
        }
        if (stale != was) {
            dm_list_put(block, DM_COLUMN_STALE, l, i, stale);
        }
        block->copied[i] |= (uint16_t) ((unsigned) (stale > 0) << l);
    }
}

static void
turn_list(struct dm_block *block, int32_t l)
{
    const struct dm_plan *plan = block->world->plan;

    if ((plan->keeps.grounds >> l & 1U) != 0) {
        turn_grounds(block, l);
    } else if (plan->list[l].by_act) {
        turn_hits(block, l);
    } else {
        for (int32_t n = 0; n < block->n_spans; n++) {
            turn_tier(block, &block->span[n], l);
        }
    }
}

static void
turn_spells(struct dm_block *block)
{
    const struct dm_plan *plan = block->world->plan;

    for (int32_t s = 0; s < plan->n_schemes; s++) {
        if ((plan->spell_schemes >> s & 1U) == 0) {
            continue;
        }
        for (int32_t n = 0; n < block->n_spans; n++) {
            turn_spell(block, &block->span[n], s);
        }
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_plan *plan = block->world->plan;
    uint16_t before[DM_COMMUNITY];

    memcpy(before, block->world->listed[0] + block->first, block->m * sizeof *before);
    if (plan->keeps.exits) {
        count_months(block);
    }
    if (plan->keeps.redress) {
        dm_redress_act(block);
    }
    for (int32_t l = 0; l < plan->n_lists; l++) {
        turn_list(block, l);
        if (plan->keeps.copies) {
            keep_copies(block, before, l);
        }
    }
    turn_spells(block);
    if (plan->keeps.redress) {
        dm_redress_strike(block);
    }
}

static void
step_global(struct dm_world *world)
{
    if (world->cases != NULL) {
        dm_redress_turn(world);
    }
}

const struct dm_stage dm_stage_lists = {
    .name = "lists",
    .doc = "Who enters and leaves lists and sanctioned tiers; review and appeals; bodies "
           "decide between months.",
    .reads = DM_BIT(TIER) | DM_BIT(OWN) | DM_BIT(LAWFUL) | DM_BIT(ERROR) | DM_BIT(INDUCED) |
             DM_BIT(ADVERSE) | DM_BIT(WINDOW) | DM_BIT(EMPLOYED) | DM_BIT(AWARE) |
             DM_BIT(MEANS),
    .writes = DM_BIT(STAY) | DM_BIT(LISTED) | DM_BIT(SPELL) | DM_BIT(LIST_CAUSE) |
              DM_BIT(SPELL_CAUSE) | DM_BIT(LIST_CONTEXTS) | DM_BIT(SPELL_CONTEXTS) |
              DM_BIT(SHIELD) | DM_BIT(SPENT) | DM_BIT(STALE) | DM_BIT(INHERITED) |
              DM_BIT(SUSPENDED) | DM_BIT(STAGE) | DM_BIT(OWN) | DM_BIT(ERROR) |
              DM_BIT(ADVERSE) | DM_BIT(WINDOW),
    .step_block = step_block,
    .step_global = step_global,
};
