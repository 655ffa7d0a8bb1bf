/* SPDX-License-Identifier: Apache-2.0
 *
 * The scratch that stages share within a tick: allocated once per thread, before tick 0. */
#include "block.h"

#include "behind.h"
#include "rulebook.h"

#include <stdlib.h>
#include <string.h>

static void *
rows(int32_t n, size_t width)
{
    return calloc((size_t) (n > 0 ? n : 1) * DM_COMMUNITY, width);
}

dm_status
dm_block_init(struct dm_block *self, const struct dm_plan *plan,
    const struct dm_rate_grid *grid, struct dm_error *err)
{
    *self = (struct dm_block){
        .grid = grid,
        .level_at_start = rows(plan->n_schemes, 1),
        .score = rows(plan->n_schemes, sizeof *self->score),
        .hit_classes = rows(plan->n_lists, sizeof *self->hit_classes),
        .hit_contexts = rows(plan->n_lists, sizeof *self->hit_contexts),
        .hit_lasts = rows(plan->n_lists, sizeof *self->hit_lasts),
        .association = rows(1, sizeof *self->association),
        .lost_to_fines = rows(1, sizeof *self->lost_to_fines),
        .income = rows(1, sizeof *self->income),
        .words = rows(1, sizeof *self->words),
        .poor = rows(1, sizeof *self->poor),
        .alarm = rows(1, 1),
        .crowding = rows(1, 1),
        .sight_class = rows(plan->keeps.watched, 1),
        .owed_at_start = rows(plan->keeps.bounties, sizeof *self->owed_at_start),
        .fed = rows(plan->keeps.fed ? plan->n_schemes : 0, sizeof *self->fed),
        .refuses = rows(plan->keeps.opt_in != 0, 1),
        .paid = rows(1, 1),
        .tie_signals = rows(1, sizeof *self->tie_signals),
        .own_ties = rows(plan->keeps.ties, sizeof *self->own_ties),
        .tie_counts = rows(1, sizeof *self->tie_counts),
        .tie_tiers = rows(1, sizeof *self->tie_tiers),
        .published_twice = rows(2, 1),
        .own_events = rows(1, 1),
        .fell = rows(1, 1),
        .entered = rows(1, sizeof *self->entered),
        .copied = rows(1, sizeof *self->copied),
        .standing = rows(1, sizeof *self->standing),
        .struck = rows(1, sizeof *self->struck),
        .redress_yuan = rows(1, sizeof *self->redress_yuan),
        .chains = dm_behind_chains_create(),
    };
    if (self->level_at_start == NULL || self->score == NULL || self->hit_classes == NULL ||
        self->association == NULL || self->lost_to_fines == NULL || self->income == NULL ||
        self->words == NULL || self->poor == NULL || self->alarm == NULL ||
        self->tie_counts == NULL || self->tie_tiers == NULL ||
        self->published_twice == NULL || self->own_events == NULL || self->fell == NULL ||
        self->entered == NULL || self->hit_contexts == NULL || self->hit_lasts == NULL ||
        self->copied == NULL || self->struck == NULL || self->redress_yuan == NULL ||
        self->crowding == NULL || self->sight_class == NULL ||
        self->owed_at_start == NULL || self->fed == NULL || self->refuses == NULL ||
        self->paid == NULL || self->standing == NULL || self->tie_signals == NULL ||
        self->own_ties == NULL || self->chains == NULL) {
        dm_block_clear(self);
        return dm_error_set(err, DM_ENOMEM, "no memory for the scratch of a thread");
    }
    return DM_OK;
}

void
dm_block_clear(struct dm_block *self)
{
    free(self->level_at_start);
    free(self->score);
    free(self->hit_classes);
    free(self->hit_contexts);
    free(self->hit_lasts);
    free(self->association);
    free(self->lost_to_fines);
    free(self->income);
    free(self->words);
    free(self->poor);
    free(self->alarm);
    free(self->crowding);
    free(self->sight_class);
    free(self->owed_at_start);
    free(self->fed);
    free(self->refuses);
    free(self->paid);
    free(self->tie_signals);
    free(self->own_ties);
    free(self->tie_counts);
    free(self->tie_tiers);
    free(self->published_twice);
    free(self->own_events);
    free(self->fell);
    free(self->entered);
    free(self->copied);
    free(self->standing);
    free(self->struck);
    free(self->redress_yuan);
    free(self->luck.drawn);
    free(self->luck.person);
    free(self->luck.word);
    dm_behind_chains_free(self->chains);
    free(self->events);
    *self = (struct dm_block){ 0 };
}

/* Those of the start, but for those that differ. */
static void
find_ties(struct dm_block *self)
{
    const struct dm_world *world = self->world;

    self->ties = world->network->ties + self->first;
    if (!world->plan->keeps.ties) {
        return;
    }
    memcpy(self->own_ties, self->ties, self->m * sizeof *self->ties);
    for (uint32_t i = 0; i < self->m; i++) {
        self->own_ties[i] ^=
            (uint32_t) dm_world_kept(world, DM_COLUMN_TIES, 0, self->first + i);
    }
    self->ties = self->own_ties;
}

void
dm_block_keep_ties(struct dm_block *self)
{
    struct dm_world *world = self->world;
    const uint32_t *at_start = world->network->ties + self->first;

    for (uint32_t i = 0; i < self->m; i++) {
        uint64_t p = self->first + i;
        uint32_t differ = self->own_ties[i] ^ at_start[i];

        if (differ != (uint32_t) dm_world_kept(world, DM_COLUMN_TIES, 0, p) &&
            !dm_world_keep(world, DM_COLUMN_TIES, 0, p, differ)) {
            self->no_memory = true;
        }
    }
}

void
dm_block_at(struct dm_block *self, struct dm_world *world, uint32_t community,
    struct dm_key key, uint32_t tick)
{
    self->world = world;
    self->community = community;
    self->first = (uint64_t) community * DM_COMMUNITY;
    self->m = dm_community_size(world->population, community);
    self->first_cell = dm_population_cell(world->population, self->first);
    self->last_cell = dm_population_cell(world->population, self->first + self->m - 1);
    self->key = key;
    self->tick = tick;
    self->n_events = 0;
    self->n_standing = 0;
    self->luck.n_drawn = self->luck.n = self->luck.next = 0;
    self->heard = false;
    dm_behind_forget(self);
    self->n_spans = dm_rulebook_spans(
        world->rules, world->plan, world->population, community, tick, self->span);
    find_ties(self);
    memset(self->hit_classes, 0, (size_t) world->plan->n_lists * DM_COMMUNITY);
    memset(self->lost_to_fines, 0, self->m * sizeof *self->lost_to_fines);
    memset(self->own_events, 0, self->m);
    memset(self->paid, 0, self->m);
    memset(self->fell, 0, self->m);
    memset(self->entered, 0, self->m * sizeof *self->entered);
    memset(self->copied, 0, self->m * sizeof *self->copied);
    if (world->plan->keeps.redress) {
        memset(self->struck, 0, self->m * sizeof *self->struck);
        memset(self->redress_yuan, 0, self->m * sizeof *self->redress_yuan);
    }
}

#define AT_ONCE 8 /* persons: mostly nothing stands against any of them */

static bool
any_stands(const struct dm_block *self, uint32_t i)
{
    uint64_t listed[2], copied[2], spell;

    memcpy(listed, self->world->listed[0] + self->first + i, sizeof listed);
    memcpy(&spell, self->world->spell[0] + self->first + i, sizeof spell);
    memcpy(copied, self->copied + i, sizeof copied);
    return (listed[0] | listed[1] | spell | copied[0] | copied[1]) != 0;
}

void
dm_block_find_standing(struct dm_block *self)
{
    const uint16_t *listed = self->world->listed[0] + self->first;
    const uint8_t *spell = self->world->spell[0] + self->first;
    uint32_t n = 0;

    for (uint32_t i = 0; i < self->m;) {
        uint32_t end = i + AT_ONCE < self->m ? i + AT_ONCE : self->m;

        if (end - i == AT_ONCE && !any_stands(self, i)) {
            i = end;
            continue;
        }
        for (; i < end; i++) {
            self->standing[n] = (uint16_t) i;
            n += (listed[i] | spell[i] | self->copied[i]) != 0;
        }
    }
    self->n_standing = n;
}

void
dm_block_event(struct dm_block *self, enum dm_event_kind kind, uint32_t person,
    uint32_t subject, uint32_t detail, uint32_t value)
{
    if (self->n_events == self->events_capacity) {
        uint32_t capacity =
            self->events_capacity == 0 ? DM_COMMUNITY : 2 * self->events_capacity;
        struct dm_event *events = realloc(self->events, capacity * sizeof *events);

        if (events == NULL) {
            self->no_memory = true;
            return;
        }
        self->events = events;
        self->events_capacity = capacity;
    }
    self->events[self->n_events++] = (struct dm_event){
        .person = (uint16_t) person,
        .kind = (uint8_t) kind,
        .subject = (uint8_t) subject,
        .detail = (uint8_t) detail,
        .value = value,
    };
}
