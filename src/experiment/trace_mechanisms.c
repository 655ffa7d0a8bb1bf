/* SPDX-License-Identifier: Apache-2.0
 *
 * What mechanisms beyond the spine did to a person in a month, lists aside (docs/odd/
 * mechanisms.md). Never fear, attitude or evasion: a life is not told by them. Ties are
 * numbers only, for a mate is somebody else. */
#include "trace_parts.h"

#include "world/ration.h"

#include <math.h>

#define CENTI 100.0

static const struct dm_event *
event_about(const struct dm_block *block, enum dm_event_kind kind, uint32_t i)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        if (block->events[k].person == i && block->events[k].kind == kind) {
            return &block->events[k];
        }
    }
    return NULL;
}

/* ---- renewal ---- */

/* As dm_world_begin() does: what the newcomer had before this month's stages. */
static void
begin(struct dm_trace *self, const struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const struct dm_population *people = world->population;
    uint64_t p = self->person;

    for (int32_t s = 0; s < self->plan->n_schemes; s++) {
        const struct dm_plan_scheme *scheme = &self->plan->scheme[s];

        self->tier[s] =
            (uint8_t) dm_plan_tier(scheme, dm_plan_clamp(scheme, scheme->start));
        self->fed[s] = 0;
        self->has_errors[s] = false;
    }
    self->employed = (people->traits[p] & DM_TRAIT_LABOUR) != 0 &&
                     dm_word(people->key, p, 0, 0, DM_DRAW_EMPLOYED_AT_START, 0) <
                         self->plan->employed_at_start;
    self->aware = 0;
    self->listed = self->suspended = 0;
    for (int32_t l = 0; l < DM_MAX_LISTS; l++) {
        self->shield[l] = 0;
    }
    self->members = dm_world_members_at_start(world, self->plan, p);
    self->ties = world->network->ties[p];
    self->drawn = self->not_drawn = 0;
}

void
dm_trace_look_at_renewal(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    if (event_about(block, DM_EVENT_RENEWED, i) == NULL) {
        return;
    }
    /* what would have ended this month was told in advance, and went with the other */
    while (self->n_events > 0 &&
           self->events[self->n_events - 1].month == (int32_t) block->tick) {
        self->n_events--;
    }
    self->n_invented = 0;
    begin(self, block);
    dm_trace_tell(self, block->tick, DM_TRACE_RENEWED, -1, (double) NAN);
}

/* ---- neighbours ---- */

static void
look_at_bounties(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    double yuan[DM_MAX_CHANNELS] = { 0.0 };

    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];

        if (event->person == i && event->kind == DM_EVENT_BOUNTY) {
            yuan[event->subject] += event->value;
        }
    }
    for (int32_t c = 0; c < self->plan->n_channels; c++) {
        if (yuan[c] > 0.0) {
            dm_trace_add(
                self, block->tick, dm_trace_event_of(DM_TRACE_BOUNTY, -1, c, yuan[c]));
        }
    }
}

static void
look_at_ratings(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];

        if (event->person != i || event->kind != DM_EVENT_RATED) {
            continue;
        }
        if (event->value > event->detail) {
            dm_trace_add(self, block->tick,
                dm_trace_event_of(
                    DM_TRACE_RATED_WELL, -1, event->subject, event->value - event->detail));
        }
        if (event->detail > 0) {
            dm_trace_add(self, block->tick,
                dm_trace_event_of(DM_TRACE_RATED_BADLY, -1, event->subject, event->detail));
        }
    }
}

static uint32_t
count(uint32_t bits)
{
    uint32_t n = 0;

    for (; bits != 0; bits &= bits - 1) {
        n++;
    }
    return n;
}

static void
look_at_ties(struct dm_trace *self, const struct dm_block *block)
{
    uint32_t now = dm_world_ties(block->world, self->person);
    uint32_t first = block->world->network->ties[self->person];
    const struct {
        enum dm_trace_kind kind;
        uint32_t n;
    } changes[] = {
        { DM_TRACE_TIES_CUT, count(self->ties & ~now) },
        { DM_TRACE_TIES_RESTORED, count(now & ~self->ties & first) },
        { DM_TRACE_TIES_MADE, count(now & ~self->ties & ~first) },
    };

    for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
        if (changes[k].n > 0) {
            dm_trace_tell(self, block->tick, changes[k].kind, -1, changes[k].n);
        }
    }
    self->ties = now;
}

void
dm_trace_look_at_neighbours(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    look_at_bounties(self, block, i);
    look_at_ratings(self, block, i);
}

/* ---- schemes and rewards ---- */

static void
look_at_reward(struct dm_trace *self, const struct dm_block *block, uint32_t i, int32_t r)
{
    const struct dm_plan_reward *reward = &self->plan->reward[r];
    uint32_t bit = UINT32_C(1) << r;
    bool qualifies =
        reward->active && block->world->tier[reward->scheme][self->person] >= reward->tier;
    uint64_t below = dm_ration_chance(block->world, reward, r);
    bool drawn = qualifies && (below == DM_ONE32 || dm_block_word(block, i, reward->entity,
                                                        DM_DRAW_REWARDED, 0) < below);

    if (drawn && (self->drawn & bit) == 0) {
        dm_trace_tell(self, block->tick, DM_TRACE_REWARD_DRAWN, r, (double) NAN);
    } else if (qualifies && !drawn && (self->not_drawn & bit) == 0) {
        dm_trace_tell(self, block->tick, DM_TRACE_REWARD_NOT_DRAWN, r, (double) NAN);
    }
    self->drawn = drawn ? self->drawn | bit : self->drawn & ~bit;
    self->not_drawn = qualifies && !drawn ? self->not_drawn | bit : self->not_drawn & ~bit;
}

void
dm_trace_look_at_schemes(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    const struct dm_plan_keeps *keeps = &self->plan->keeps;
    uint8_t members =
        keeps->opt_in != 0 ? block->world->members[0][self->person] : self->members;

    for (int32_t s = 0; s < self->plan->n_schemes; s++) {
        int32_t fed = dm_block_fed(block, s, i);

        if (fed != self->fed[s]) {
            dm_trace_tell(self, block->tick, DM_TRACE_FED, s, fed / CENTI);
        }
        self->fed[s] = fed;
        if (((unsigned) (members & ~self->members) >> s & 1U) != 0) {
            dm_trace_tell(self, block->tick, DM_TRACE_JOINED, s, (double) NAN);
        }
    }
    self->members = members;
    for (int32_t r = 0; r < self->plan->n_rewards; r++) {
        if ((keeps->rations >> r & 1U) != 0) {
            look_at_reward(self, block, i, r);
        }
    }
}

/* ---- what others do to who is sanctioned ---- */

bool
dm_trace_look_at_shaming(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    const struct dm_event *shamed = event_about(block, DM_EVENT_SHAMED, i);
    bool ousted = event_about(block, DM_EVENT_OUSTED, i) != NULL;

    if (shamed != NULL) {
        dm_trace_tell(self, block->tick, DM_TRACE_SHAMED, -1, shamed->value);
    }
    if (ousted && self->employed == 0) { /* found in this very month */
        dm_trace_tell(self, block->tick, DM_TRACE_JOB_FOUND, -1, (double) NAN);
    }
    if (ousted) {
        dm_trace_tell(self, block->tick, DM_TRACE_OUSTED, -1, (double) NAN);
    }
    look_at_ties(self, block);
    return ousted;
}

void
dm_trace_take_refusal(
    struct dm_trace *self, const struct dm_block *block, const struct dm_event *event)
{
    bool school = self->plan->service[event->subject].per_school;

    dm_trace_tell(self, block->tick,
        event->detail != 0
            ? (school ? DM_TRACE_REFUSED_SCHOOL_BY_COPIES : DM_TRACE_REFUSED_BY_COPIES)
            : (school ? DM_TRACE_REFUSED_SCHOOL : DM_TRACE_REFUSED),
        event->subject, event->value);
}
