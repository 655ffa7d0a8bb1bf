/* SPDX-License-Identifier: Apache-2.0
 *
 * Piles of cases: sparse, for few persons have one. */
#include "cases.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 16U

struct dm_cases *
dm_cases_create(uint32_t n_communities, int32_t n_bodies)
{
    struct dm_cases *self = calloc(1, sizeof *self);

    if (self == NULL) {
        return NULL;
    }
    *self = (struct dm_cases){
        .n_communities = n_communities,
        .n_bodies = n_bodies,
        .filed = calloc(n_communities, sizeof *self->filed),
        .due = calloc(n_communities, sizeof *self->due),
        .body = calloc((size_t) n_bodies + 1, sizeof *self->body),
        .lapsed_at_act = calloc(n_communities, sizeof *self->lapsed_at_act),
    };
    if (self->filed == NULL || self->due == NULL || self->body == NULL ||
        self->lapsed_at_act == NULL) {
        dm_cases_free(self);
        return NULL;
    }
    return self;
}

void
dm_cases_free(struct dm_cases *self)
{
    if (self == NULL) {
        return;
    }
    for (uint32_t c = 0; c < self->n_communities; c++) {
        if (self->filed != NULL) {
            free(self->filed[c].items);
        }
        if (self->due != NULL) {
            free(self->due[c].items);
        }
    }
    for (int32_t b = 0; self->body != NULL && b <= self->n_bodies; b++) {
        free(self->body[b].waiting.items);
        free(self->body[b].in_hand.items);
    }
    free(self->filed);
    free(self->due);
    free(self->body);
    free(self->lapsed_at_act);
    free(self);
}

void
dm_cases_empty(struct dm_cases *self)
{
    for (uint32_t c = 0; c < self->n_communities; c++) {
        self->filed[c].head = self->filed[c].n = 0;
        self->due[c].head = self->due[c].n = 0;
        self->lapsed_at_act[c] = 0;
    }
    for (int32_t b = 0; b <= self->n_bodies; b++) {
        struct dm_body_state *body = &self->body[b];

        body->waiting.head = body->waiting.n = 0;
        body->in_hand.head = body->in_hand.n = 0;
        body->month = (struct dm_body_month){ 0 };
    }
}

static int64_t
bytes_of(const struct dm_case_pile *pile)
{
    return (int64_t) pile->capacity * (int64_t) sizeof *pile->items;
}

int64_t
dm_cases_bytes(const struct dm_cases *self)
{
    int64_t bytes = 0;

    for (uint32_t c = 0; c < self->n_communities; c++) {
        bytes += bytes_of(&self->filed[c]) + bytes_of(&self->due[c]);
    }
    for (int32_t b = 0; b <= self->n_bodies; b++) {
        bytes += bytes_of(&self->body[b].waiting) + bytes_of(&self->body[b].in_hand);
    }
    return bytes;
}

uint64_t
dm_cases_open(const struct dm_cases *self)
{
    uint64_t open = 0;

    for (uint32_t c = 0; c < self->n_communities; c++) {
        open += self->filed[c].n + self->due[c].n;
    }
    for (int32_t b = 0; b <= self->n_bodies; b++) {
        const struct dm_body_state *body = &self->body[b];

        open += body->waiting.n - body->waiting.head + body->in_hand.n;
    }
    return open;
}

bool
dm_case_pile_add(struct dm_case_pile *self, const struct dm_case *one)
{
    if (self->n == self->capacity) {
        uint32_t capacity = self->capacity + self->capacity / 2 + FIRST_CAPACITY;
        struct dm_case *items = realloc(self->items, capacity * sizeof *items);

        if (items == NULL) {
            return false;
        }
        self->items = items;
        self->capacity = capacity;
    }
    self->items[self->n++] = *one;
    return true;
}

static int
compare(const void *left, const void *right)
{
    const struct dm_case *a = left, *b = right;

    if (a->filed != b->filed) {
        return a->filed < b->filed ? -1 : 1;
    }
    if (a->person != b->person) {
        return a->person < b->person ? -1 : 1;
    }
    return (a->list > b->list) - (a->list < b->list);
}

/* Mostly they are in order: the last month's come after all others. */
void
dm_case_pile_sort(struct dm_case_pile *self)
{
    for (uint32_t k = self->head + 1; k < self->n; k++) {
        if (compare(&self->items[k - 1], &self->items[k]) > 0) {
            qsort(self->items + self->head, self->n - self->head, sizeof *self->items,
                compare);
            return;
        }
    }
}

void
dm_case_pile_trim(struct dm_case_pile *self)
{
    if (self->head > self->n / 2) {
        self->n -= self->head;
        memmove(self->items, self->items + self->head, self->n * sizeof *self->items);
        self->head = 0;
    }
}
