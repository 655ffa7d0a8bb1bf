/* SPDX-License-Identifier: Apache-2.0
 *
 * Monthly buckets of records. They grow while a run goes on: docs/decisions says what
 * happens when memory ends. */
#include "records.h"

#include "scenario/scenario.h"

#include <stdlib.h>

#define FIRST_CAPACITY 4U

_Static_assert(sizeof(struct dm_record) == 8, "packed");
_Static_assert(
    DM_BEARER_LIST + DM_MAX_LISTS <= 32 && DM_MAX_SCHEMES <= DM_BEARER_LIST, "bearers");
_Static_assert(DM_MAX_CHANNELS <= 32 && DM_MAX_ACTS <= 64, "channels and acts");

bool
dm_months_init(struct dm_ring_of_months *self, uint32_t months)
{
    self->months = months;
    self->slot = calloc((size_t) months + 1, sizeof *self->slot);
    return self->slot != NULL;
}

void
dm_months_clear(struct dm_ring_of_months *self)
{
    for (uint32_t i = 0; self->slot != NULL && i <= self->months; i++) {
        free(self->slot[i].items);
    }
    free(self->slot);
    *self = (struct dm_ring_of_months){ 0 };
}

void
dm_months_empty(struct dm_ring_of_months *self)
{
    for (uint32_t i = 0; i <= self->months; i++) {
        dm_bucket_empty(&self->slot[i]);
    }
}

int64_t
dm_months_bytes(const struct dm_ring_of_months *self)
{
    int64_t bytes = (int64_t) (self->months + 1) * (int64_t) sizeof *self->slot;

    for (uint32_t i = 0; i <= self->months; i++) {
        bytes += (int64_t) self->slot[i].capacity * (int64_t) sizeof *self->slot[i].items;
    }
    return bytes;
}

bool
dm_bucket_add(struct dm_bucket *self, const struct dm_record *record)
{
    if (self->n == self->capacity) {
        uint32_t capacity = self->capacity + self->capacity / 32 + FIRST_CAPACITY;
        struct dm_record *items = realloc(self->items, capacity * sizeof *items);

        if (items == NULL) {
            return false;
        }
        self->items = items;
        self->capacity = capacity;
    }
    self->items[self->n++] = *record;
    return true;
}

void
dm_bucket_empty(struct dm_bucket *self)
{
    free(self->items);
    *self = (struct dm_bucket){ 0 };
}

void
dm_months_drop(struct dm_ring_of_months *self,
    bool (*goes)(const struct dm_record *record, void *context), void *context)
{
    for (uint32_t i = 0; i <= self->months; i++) {
        struct dm_bucket *bucket = &self->slot[i];
        uint32_t n = 0;

        for (uint32_t k = 0; k < bucket->n; k++) {
            if (!goes(&bucket->items[k], context)) {
                bucket->items[n++] = bucket->items[k];
            }
        }
        bucket->n = n;
    }
}

static int
order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int
compare(const void *left, const void *right)
{
    const struct dm_record *a = left, *b = right;
    int by = order(a->person, b->person);

    by = by != 0 ? by : order(a->source, b->source);
    by = by != 0 ? by : order(a->act, b->act);
    by = by != 0 ? by : order(a->limit, b->limit);
    by = by != 0 ? by : order(a->channel, b->channel);
    by = by != 0 ? by : order(a->class_, b->class_);
    return by != 0 ? by : order(a->induced, b->induced);
}

void
dm_bucket_sort(struct dm_bucket *self)
{
    if (self->n > 1) {
        qsort(self->items, self->n, sizeof *self->items, compare);
    }
}
