/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows stand without gaps: one that comes or goes moves those behind it, which costs little
 * where a community is a block, and nothing stands empty but a sixteenth. */
#include "few.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 16U

bool
dm_few_init(struct dm_few *self, uint32_t m, uint32_t width)
{
    uint32_t words = (m + 63) / 64;

    *self = (struct dm_few){ .words = words, .width = width };
    self->has = calloc(words, sizeof *self->has + sizeof *self->before);
    if (self->has == NULL) {
        return false;
    }
    self->before = (uint16_t *) (self->has + words);
    return true;
}

void
dm_few_clear(struct dm_few *self)
{
    free(self->has);
    free(self->rows);
    *self = (struct dm_few){ 0 };
}

void
dm_few_empty(struct dm_few *self)
{
    memset(self->has, 0, self->words * (sizeof *self->has + sizeof *self->before));
    self->n = 0;
}

int64_t
dm_few_row_bytes(const struct dm_few *self)
{
    return (int64_t) self->capacity * (int64_t) self->width;
}

int64_t
dm_few_bits_bytes(uint64_t n)
{
    const struct dm_few *self = NULL;

    return (int64_t) ((n + 63) / 64 * (sizeof *self->has + sizeof *self->before));
}

static bool
grow(struct dm_few *self)
{
    uint32_t capacity = self->capacity + self->capacity / 16 + FIRST_CAPACITY;
    unsigned char *rows = realloc(self->rows, (size_t) capacity * self->width);

    if (rows == NULL) {
        return false;
    }
    self->rows = rows;
    self->capacity = capacity;
    return true;
}

/* Words behind the person's have `change` rows more before them, 1 or -1. */
static void
shift(struct dm_few *self, uint32_t i, int change)
{
    self->has[i / 64] ^= UINT64_C(1) << i % 64;
    for (uint32_t w = i / 64 + 1; w < self->words; w++) {
        self->before[w] = (uint16_t) (self->before[w] + change);
    }
}

void *
dm_few_put(struct dm_few *self, uint32_t i)
{
    size_t rank = dm_few_rank(self, i), width = self->width;
    unsigned char *row;

    if (!dm_few_has(self, i)) {
        if (self->n == self->capacity && !grow(self)) {
            return NULL;
        }
        row = self->rows + rank * width;
        memmove(row + width, row, (self->n - rank) * width);
        memset(row, 0, width);
        shift(self, i, 1);
        self->n++;
    }
    return self->rows + rank * width;
}

void
dm_few_take(struct dm_few *self, uint32_t i)
{
    size_t rank = dm_few_rank(self, i), width = self->width;
    unsigned char *row = self->rows + rank * width;

    if (dm_few_has(self, i)) {
        self->n--;
        memmove(row, row + width, (self->n - rank) * width);
        shift(self, i, -1);
    }
}
