/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws are functions of what they are for, so that a person's own can be asked for again.
 * Only where a record of somebody else's act came from is inferred: a false record that was
 * not made up is misattributed. */
#include "trace_parts.h"

#include "world/worth.h"

#include <math.h>
#include <stdlib.h>

#define CENTI 100.0

void
dm_trace_start(struct dm_trace *self, uint64_t person, const struct dm_world *world,
    uint32_t first_measured, uint32_t n_months)
{
    *self = (struct dm_trace){ .person = person,
        .plan = world->plan,
        .first_measured = first_measured,
        .n_months = n_months,
        .employed = world->employed[0][person] };
    for (int32_t s = 0; s < world->plan->n_schemes; s++) {
        self->tier[s] = world->tier[s][person];
    }
    if (world->plan->keeps.opt_in != 0) {
        self->members = world->members[0][person];
    }
    self->ties = dm_world_ties(world, person);
}

void
dm_trace_clear(struct dm_trace *self)
{
    free(self->events);
    free(self->invented);
    free(self->mine);
    *self = (struct dm_trace){ 0 };
}

/* `items` with room for one more than n, or NULL, and then the old block is still there. */
static void *
grown(void *items, size_t n, size_t *capacity, size_t size)
{
    size_t more = *capacity == 0 ? 64 : 2 * *capacity;
    void *moved;

    if (n < *capacity) {
        return items;
    }
    moved = realloc(items, more * size);
    if (moved != NULL) {
        *capacity = more;
    }
    return moved;
}

void
dm_trace_add(struct dm_trace *self, uint32_t month, struct dm_trace_event event)
{
    struct dm_trace_event *events =
        grown(self->events, self->n_events, &self->capacity, sizeof *events);

    if (events == NULL) {
        self->no_memory = true;
        return;
    }
    self->events = events;
    event.month = (int32_t) month;
    events[self->n_events++] = event;
}

struct dm_trace_event
dm_trace_event_of(enum dm_trace_kind kind, int32_t subject, int32_t channel, double value)
{
    return (struct dm_trace_event){
        .kind = kind, .subject = subject, .channel = channel, .scheme = -1, .value = value
    };
}

void
dm_trace_tell(struct dm_trace *self, uint32_t month, enum dm_trace_kind kind,
    int32_t subject, double value)
{
    dm_trace_add(self, month, dm_trace_event_of(kind, subject, -1, value));
}

int64_t
dm_trace_kept(const struct dm_block *block, enum dm_column column, int k, uint32_t i)
{
    const struct dm_world *world = block->world;
    const void *dense = dm_world_column(world, column, k);
    uint64_t p = block->first + i;

    if (dm_columns[column].sparse) {
        return dm_world_kept(world, column, k, p);
    }
    if (dense == NULL) {
        return 0;
    }
    switch (dm_columns[column].width) {
    case sizeof(uint8_t):
        return ((const uint8_t *) dense)[p];
    case sizeof(uint16_t):
        return ((const uint16_t *) dense)[p];
    case sizeof(uint32_t):
        return ((const uint32_t *) dense)[p];
    default:
        return ((const int64_t *) dense)[p];
    }
}

/* ---- acts ---- */

static uint32_t
seen_by(const struct dm_block *block, const struct dm_plan_sight *sight, uint32_t i,
    int32_t index)
{
    int32_t shifted = index + sight->shift[dm_block_sight_class(block, i)];

    return shifted < DM_I_MIN
               ? 0
               : dm_rate_count(block->grid,
                     dm_block_word(block, i, sight->entity, DM_DRAW_SEEN, 0), shifted);
}

static uint64_t
rate_or_none(int32_t index)
{
    return index < DM_I_MIN ? 0 : dm_rate40(index);
}

/* What one channel leaves of acts that no channel before it saw. */
static uint64_t
left_by(const struct dm_plan *plan, uint64_t rest, uint64_t all, uint64_t seen)
{
    if (plan->dedupe_by_act) {
        return rest > seen ? rest - seen : 0;
    }
    return all > 0 ? dm_muldiv(rest, all - seen, all) : 0;
}

/* poisson(u, mean): mostly none, which 1 - mean <= exp(-mean) tells at one comparison. */
static uint32_t
count_of(uint32_t u, uint64_t mean_q40)
{
    return u + (mean_q40 >> 8) + 2 < DM_ONE32 ? 0 : dm_poisson_count(u, mean_q40);
}

static uint32_t
unseen(const struct dm_block *block, int32_t a, uint32_t i, int32_t index)
{
    const struct dm_plan *plan = dm_block_plan(block, i);
    uint64_t all = rate_or_none(index), rest = all;

    for (int32_t k = 0; k < plan->n_sights; k++) {
        const struct dm_plan_sight *sight = &plan->sight[k];

        if (sight->act == a) {
            rest = left_by(plan, rest, all,
                rate_or_none(index + sight->shift[dm_block_sight_class(block, i)]));
        }
    }
    return rest == 0
               ? 0
               : count_of(
                     dm_block_word(block, i, plan->act[a].entity, DM_DRAW_UNSEEN, 0), rest);
}

bool
dm_trace_offends(const struct dm_block *block, uint32_t i)
{
    const struct dm_plan *plan = dm_block_plan(block, i);

    for (int32_t a = 0; a < plan->n_acts; a++) {
        int32_t index;

        if (!plan->act[a].happens || plan->act[a].lawful) {
            continue;
        }
        index = dm_block_rate_index(block, a, i);
        if (index == DM_NO_RATE) {
            continue;
        }
        for (int32_t k = 0; k < plan->n_sights; k++) {
            if (plan->sight[k].act == a && seen_by(block, &plan->sight[k], i, index) > 0) {
                return true;
            }
        }
        if (unseen(block, a, i, index) > 0) {
            return true;
        }
    }
    return false;
}

static void
look_at_sight(struct dm_trace *self, const struct dm_block *block,
    const struct dm_plan_sight *sight, uint32_t i, int32_t index)
{
    const struct dm_plan_channel *channel = &self->plan->channel[sight->channel];
    bool b = (block->world->population->traits[self->person] & DM_TRAIT_GROUP_B) != 0;
    uint32_t n = seen_by(block, sight, i, index), away = 0;

    for (uint32_t j = 0; j < n; j++) {
        away += dm_block_word(block, i, sight->entity, DM_DRAW_MISATTRIBUTED, j) <
                channel->misattribution[b];
    }
    if (n > away) {
        dm_trace_add(self, block->tick,
            dm_trace_event_of(DM_TRACE_ACT_SEEN, sight->act, sight->channel, n - away));
    }
    if (away > 0) {
        dm_trace_add(self, block->tick,
            dm_trace_event_of(DM_TRACE_ACT_MISFILED, sight->act, sight->channel, away));
    }
}

static void
look_at_acts(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    const struct dm_plan *plan = self->plan;

    for (int32_t a = 0; a < plan->n_acts; a++) {
        int32_t index =
            plan->act[a].happens ? dm_block_rate_index(block, a, i) : DM_NO_RATE;
        uint32_t n;

        if (index == DM_NO_RATE) {
            continue;
        }
        for (int32_t k = 0; k < plan->n_sights; k++) {
            if (plan->sight[k].act == a) {
                look_at_sight(self, block, &plan->sight[k], i, index);
            }
        }
        n = unseen(block, a, i, index);
        if (n > 0) {
            dm_trace_add(
                self, block->tick, dm_trace_event_of(DM_TRACE_ACT_UNSEEN, a, -1, n));
        }
    }
}

/* ---- records ---- */

static void
invent(struct dm_trace *self, uint32_t due, int act, int32_t channel)
{
    struct dm_trace_invented *invented =
        grown(self->invented, self->n_invented, &self->invented_capacity, sizeof *invented);

    if (invented == NULL) {
        self->no_memory = true;
        return;
    }
    self->invented = invented;
    invented[self->n_invented++] =
        (struct dm_trace_invented){ due, (uint8_t) act, (uint8_t) channel };
}

static void
look_at_inventions(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    bool b = (block->world->population->traits[self->person] & DM_TRAIT_GROUP_B) != 0;

    for (int32_t c = 0; c < self->plan->n_channels; c++) {
        const struct dm_plan_channel *channel = &self->plan->channel[c];
        const struct dm_plan_row *row = &channel->false_records[b];
        uint32_t n;

        if (!channel->makes_false[b]) {
            continue;
        }
        if (channel->workplace && (dm_block_sight_class(block, i) & DM_SIGHT_IDLE) != 0) {
            continue;
        }
        n = dm_count_from(dm_block_word(block, i, channel->entity, DM_DRAW_FALSE_RECORD, 0),
            row->t, row->n);
        for (uint32_t j = 0; j < n; j++) {
            int k = dm_pick(dm_block_word(block, i, channel->entity, DM_DRAW_FALSE_ACT, j),
                channel->false_pick, channel->n_false_acts);

            invent(self, block->tick + channel->delay, channel->false_act[k], c);
        }
    }
}

/* Takes a made-up record off the way; false: there was none like it. */
static bool
arrives(struct dm_trace *self, uint32_t tick, unsigned act, unsigned channel)
{
    for (size_t k = 0; k < self->n_invented; k++) {
        const struct dm_trace_invented *at = &self->invented[k];

        if (at->due == tick && at->act == act && at->channel == channel) {
            self->invented[k] = self->invented[--self->n_invented];
            return true;
        }
    }
    return false;
}

static int32_t
points_in(const struct dm_plan *plan, unsigned act, int32_t s)
{
    return plan->scheme[s].active ? plan->effect[act].points[s] : 0;
}

/* The scheme whose points are told: the main one, else the first in which the act has any.
 */
static int32_t
told_scheme(const struct dm_plan *plan, unsigned act)
{
    if (plan->main_scheme >= 0 && points_in(plan, act, plan->main_scheme) != 0) {
        return plan->main_scheme;
    }
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        if (points_in(plan, act, s) != 0) {
            return s;
        }
    }
    return -1;
}

/* By a tie, under a channel that collects ratings: no act stands behind it. */
static bool
rated(const struct dm_plan *plan, const struct dm_event *event)
{
    const struct dm_plan_peers *peers = &plan->channel[event->detail].peers;

    return peers->on && (event->subject == peers->good || event->subject == peers->bad);
}

static enum dm_trace_kind
kind_of_record(
    struct dm_trace *self, const struct dm_block *block, const struct dm_event *event)
{
    if (event->value != DM_RECORD_ERROR) {
        return DM_TRACE_RECORD;
    }
    if (rated(self->plan, event)) {
        return DM_TRACE_RECORD_RATING;
    }
    return arrives(self, block->tick, event->subject, event->detail)
               ? DM_TRACE_RECORD_FALSE
               : DM_TRACE_RECORD_MISATTRIBUTED;
}

static void
take_record(
    struct dm_trace *self, const struct dm_block *block, const struct dm_event *event)
{
    unsigned act = event->subject, channel = event->detail;
    int32_t scheme = told_scheme(self->plan, act);
    int32_t points = scheme < 0 ? 0 : dm_worth(block, event->person, act, channel, scheme);
    struct dm_trace_event told = dm_trace_event_of(kind_of_record(self, block, event),
        (int32_t) act, (int32_t) channel, scheme < 0 ? (double) NAN : points / CENTI);

    told.scheme = scheme;
    dm_trace_add(self, block->tick, told);
    if (scheme >= 0 && points != points_in(self->plan, act, scheme)) {
        dm_trace_tell(self, block->tick, DM_TRACE_POINTS_BY_TABLE, (int32_t) act,
            points_in(self->plan, act, scheme) / CENTI);
    }
}

static int64_t
fines_of(const struct dm_plan *plan, unsigned act)
{
    int64_t sum = 0;

    for (int32_t k = 0; k < plan->effect[act].n_fines; k++) {
        sum += plan->effect[act].fine_each_nano[k];
    }
    return sum;
}

/* The month's fines, over the records that carry one. */
static void
look_at_fines(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    double yuan = (double) block->lost_to_fines[i] / 12.0, all = 0.0;

    if (block->lost_to_fines[i] == 0) {
        return;
    }
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];

        if (event->person == i && event->kind == DM_EVENT_RECORD) {
            all += (double) fines_of(self->plan, event->subject);
        }
    }
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];
        double part = event->person == i && event->kind == DM_EVENT_RECORD
                          ? (double) fines_of(self->plan, event->subject)
                          : 0.0;

        if (part > 0.0) {
            dm_trace_add(self, block->tick,
                dm_trace_event_of(DM_TRACE_FINED, event->subject, -1, yuan * part / all));
        }
    }
}

static void
look_at_events(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];

        if (event->person != i) {
            continue;
        }
        if (event->kind == DM_EVENT_RECORD) {
            take_record(self, block, event);
        } else if (event->kind == DM_EVENT_DENIED) {
            dm_trace_take_refusal(self, block, event);
        } else if (event->kind == DM_EVENT_BARRED && block->tick >= self->first_measured) {
            self->lost += event->value;
        }
    }
}

/* What the next tick will end stands in its bucket, and nothing more can come into it. */
static void
look_at_ends(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    const struct dm_bucket *bucket =
        dm_months_at(&block->world->in_force[block->community], block->tick + 1);

    if (block->tick + 1 >= self->n_months) {
        return;
    }
    for (uint32_t k = 0; k < bucket->n; k++) {
        const struct dm_record *record = &bucket->items[k];

        if (record->person == i && record->source < DM_BEARER_LIST &&
            record->source == told_scheme(self->plan, record->act)) {
            struct dm_trace_event ends = dm_trace_event_of(
                DM_TRACE_RECORD_ENDS, record->act, record->channel, record->points / CENTI);

            ends.scheme = record->source;
            dm_trace_add(self, block->tick + 1, ends);
        }
    }
}

/* ---- where one stands ---- */

static void
look_at_standing(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    const struct dm_world *world = block->world;
    uint64_t p = self->person;

    for (int32_t s = 0; s < self->plan->n_schemes; s++) {
        struct dm_trace_event tier = dm_trace_event_of(DM_TRACE_TIER, world->tier[s][p], -1,
            block->score[(size_t) s * DM_COMMUNITY + i] / CENTI);

        tier.scheme = s;
        if (world->tier[s][p] != self->tier[s]) {
            dm_trace_add(self, block->tick, tier);
        }
        self->tier[s] = world->tier[s][p];
    }
}

static void
look_at_life(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    const struct dm_world *world = block->world;
    uint8_t employed = world->employed[0][self->person];

    if (!dm_trace_look_at_shaming(self, block, i) && employed != self->employed) {
        dm_trace_add(self, block->tick,
            dm_trace_event_of(employed != 0 ? DM_TRACE_JOB_FOUND : DM_TRACE_JOB_LOST, -1,
                -1, (double) NAN));
    }
    self->employed = employed;
    if (self->plan->keeps.adapts && world->aware[0][self->person] != self->aware) {
        self->aware = world->aware[0][self->person];
        dm_trace_add(
            self, block->tick, dm_trace_event_of(DM_TRACE_AWARE, -1, -1, (double) NAN));
    }
}

/* The block as if nothing had happened to anybody else. */
static struct dm_block
view_of(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    struct dm_block view = *block;

    view.n_events = 0;
    for (uint32_t k = 0; k < block->n_events; k++) {
        struct dm_event *mine =
            block->events[k].person != i
                ? NULL
                : grown(self->mine, view.n_events, &self->mine_capacity, sizeof *mine);

        if (mine != NULL) {
            self->mine = mine;
            mine[view.n_events++] = block->events[k];
        } else if (block->events[k].person == i) {
            self->no_memory = true;
        }
    }
    view.events = self->mine;
    return view;
}

static void
look(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    self->plan = dm_block_plan(block, i);
    dm_trace_look_at_renewal(self, block, i);
    look_at_acts(self, block, i);
    look_at_inventions(self, block, i);
    dm_trace_look_at_neighbours(self, block, i);
    look_at_fines(self, block, i);
    look_at_events(self, block, i);
    dm_trace_look_at_schemes(self, block, i);
    look_at_standing(self, block, i);
    dm_trace_look_at_lists(self, block, i);
    look_at_life(self, block, i);
    look_at_ends(self, block, i);
}

void
dm_trace_look(struct dm_trace *self, const struct dm_block *block)
{
    if (self->person >= block->first && self->person < block->first + block->m) {
        uint32_t i = (uint32_t) (self->person - block->first);
        struct dm_block view = view_of(self, block, i);

        look(self, &view, i);
    }
}
