/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws, keeps and finds those whom luck singles out. */
#include "luck.h"

#include <stdlib.h>

/* One draw for persons [from, to): where the persons found stand in the arrays. */
struct dm_drawn {
    uint32_t entity;
    enum dm_draw draw;
    uint32_t least, from, to, at, n;
};

/* ---- room ---- */

static bool
grow_draws(struct dm_luck *self, uint32_t capacity)
{
    struct dm_drawn *drawn = realloc(self->drawn, capacity * sizeof *drawn);

    if (drawn == NULL) {
        return false;
    }
    self->drawn = drawn;
    self->drawn_capacity = capacity;
    return true;
}

static bool
grow_found(struct dm_luck *self, uint32_t capacity)
{
    uint32_t *word = realloc(self->word, capacity * sizeof *word);

    if (word == NULL) {
        return false;
    }
    self->word = word;
    uint16_t *person = realloc(self->person, capacity * sizeof *person);
    if (person == NULL) {
        return false;
    }
    self->person = person;
    self->capacity = capacity;
    return true;
}

/* Room for another draw of `n` persons. */
static bool
make_room(struct dm_luck *self, uint32_t n)
{
    uint32_t draws = self->drawn_capacity == 0 ? 64 : 2 * self->drawn_capacity;

    return (self->n_drawn < self->drawn_capacity || grow_draws(self, draws)) &&
           (self->capacity - self->n >= n ||
               grow_found(self, 2 * self->capacity + 4 * DM_COMMUNITY));
}

/* ---- draws ---- */

static const struct dm_drawn *
draw_anew(struct dm_block *block, const struct dm_span *span, uint32_t entity,
    enum dm_draw draw, uint32_t least)
{
    struct dm_luck *self = &block->luck;
    struct dm_drawn *drawn;

    if (!make_room(self, span->to - span->from)) {
        block->no_memory = true;
        return NULL;
    }
    drawn = &self->drawn[self->n_drawn++];
    *drawn = (struct dm_drawn){ entity, draw, least, span->from, span->to, self->n, 0 };
    dm_block_words_of(block, span, entity, draw);
    drawn->n = dm_words_from(block->words + span->from, span->to - span->from, least,
        span->from, self->person + self->n, self->word + self->n);
    self->n += drawn->n;
    return drawn;
}

/* What the twin drew, which asks in much the same order. */
static const struct dm_drawn *
drawn_by_twin(struct dm_block *block, const struct dm_span *span, uint32_t entity,
    enum dm_draw draw, uint32_t least)
{
    const struct dm_luck *twin = &block->twin->luck;

    for (uint32_t k = 0; k < twin->n_drawn; k++) {
        uint32_t at = (block->luck.next + k) % twin->n_drawn;
        const struct dm_drawn *drawn = &twin->drawn[at];

        if (drawn->entity == entity && drawn->draw == draw && drawn->least <= least &&
            drawn->from <= span->from && span->to <= drawn->to) {
            block->luck.next = at + 1;
            return drawn;
        }
    }
    return NULL;
}

/* First of `n` ascending persons that is not below `from`. */
static uint32_t
first_from(const uint16_t *person, uint32_t n, uint32_t from)
{
    uint32_t lo = 0, hi = n;

    while (lo < hi) {
        uint32_t middle = (lo + hi) / 2;

        if (person[middle] < from) {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    return lo;
}

static struct dm_lucky
those_of(
    const struct dm_luck *self, const struct dm_drawn *drawn, const struct dm_span *span)
{
    const uint16_t *person = self->person + drawn->at;
    uint32_t first =
        drawn->from < span->from ? first_from(person, drawn->n, span->from) : 0;
    uint32_t end = span->to < drawn->to ? first_from(person, drawn->n, span->to) : drawn->n;

    return (struct dm_lucky){ end - first, person + first, self->word + drawn->at + first };
}

struct dm_lucky
dm_luck_of(struct dm_block *block, const struct dm_span *span, uint32_t entity,
    enum dm_draw draw, uint64_t least)
{
    const struct dm_drawn *drawn;

    if (least > UINT32_MAX) {
        return (struct dm_lucky){ 0, NULL, NULL };
    }
    drawn = block->twin != NULL ? drawn_by_twin(block, span, entity, draw, (uint32_t) least)
                                : NULL;
    if (drawn != NULL) {
        return those_of(&block->twin->luck, drawn, span);
    }
    drawn = draw_anew(block, span, entity, draw, (uint32_t) least);
    return drawn != NULL ? those_of(&block->luck, drawn, span)
                         : (struct dm_lucky){ 0, NULL, NULL };
}

/* ---- bounds ---- */

/* A sight or a channel of some rules. */
struct asker {
    uint32_t entity;
    int64_t bound;  /* lower: for more words */
    int32_t *most;  /* of a sight, which asks from its largest rate on: -bound */
    uint64_t *none; /* of a channel, which asks from this word on: bound */
};

/* The lowest word that makes a false record. */
static uint64_t
none_of(const struct dm_plan_channel *channel)
{
    uint64_t none = DM_ONE32;

    for (int g = 0; g < DM_N_GROUPS; g++) {
        if (channel->makes_false[g] && channel->false_records[g].t[0] < none) {
            none = channel->false_records[g].t[0];
        }
    }
    return none;
}

static size_t
count_askers(const struct dm_rulebook *book)
{
    size_t n = 0;

    for (int32_t k = 0; k < book->n_plans; k++) {
        n += (size_t) (book->plan[k]->n_sights + book->plan[k]->n_channels);
    }
    return n;
}

/* Returns the end. */
static struct asker *
list_askers(const struct dm_rulebook *book, struct asker *to)
{
    for (int32_t k = 0; k < book->n_plans; k++) {
        struct dm_plan *plan = book->plan[k];

        for (int32_t j = 0; j < plan->n_sights; j++) {
            struct dm_plan_sight *sight = &plan->sight[j];

            *to++ = (struct asker){ sight->entity, -(int64_t) sight->most,
                &sight->most_of_all, NULL };
        }
        for (int32_t c = 0; c < plan->n_channels; c++) {
            struct dm_plan_channel *channel = &plan->channel[c];

            *to++ = (struct asker){ channel->entity, (int64_t) none_of(channel), NULL,
                &channel->none_of_all };
        }
    }
    return to;
}

static bool
same_draw(const struct asker *a, const struct asker *b)
{
    return a->entity == b->entity && (a->most == NULL) == (b->most == NULL);
}

/* Those of one draw together, the lowest bound first. */
static int
compare(const void *a, const void *b)
{
    const struct asker *x = a, *y = b;

    if (x->entity != y->entity) {
        return x->entity < y->entity ? -1 : 1;
    }
    if (!same_draw(x, y)) {
        return x->most == NULL ? -1 : 1;
    }
    return (x->bound > y->bound) - (x->bound < y->bound);
}

dm_status
dm_luck_unite(struct dm_rulebook *regime, struct dm_rulebook *twin, struct dm_error *err)
{
    size_t n = count_askers(regime) + count_askers(twin);
    struct asker *all = malloc((n + 1) * sizeof *all);

    if (all == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for %zu bounds of luck", n);
    }
    (void) list_askers(twin, list_askers(regime, all));
    qsort(all, n, sizeof *all, compare);
    for (size_t k = 0; k < n; k++) {
        struct asker *asker = &all[k];

        if (k > 0 && same_draw(asker, asker - 1)) {
            asker->bound = asker[-1].bound;
        }
        if (asker->most != NULL) {
            *asker->most = (int32_t) -asker->bound;
        } else {
            *asker->none = (uint64_t) asker->bound;
        }
    }
    free(all);
    return DM_OK;
}
