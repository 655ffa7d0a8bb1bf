/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of those few persons of a community who have one: a bit a person says who, and a
 * person's row is as many from the first as there are bits before hers. */
#ifndef DEMERIT_WORLD_FEW_H
#define DEMERIT_WORLD_FEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dm_few {
    uint64_t *has;       /* [words] bit by person; owned */
    uint16_t *before;    /* [words] persons with a row before this word; in its block */
    unsigned char *rows; /* [capacity] rows of `width` bytes, in order of persons; owned */
    uint32_t words, n, capacity, width;
};

/* For m persons, at most 65,536, and rows of `width` bytes. False: no memory. */
bool dm_few_init(struct dm_few *self, uint32_t m, uint32_t width);
void dm_few_clear(struct dm_few *self);
/* Keeps its memory. */
void dm_few_empty(struct dm_few *self);
/* Rows, with those that are free. */
int64_t dm_few_row_bytes(const struct dm_few *self);
/* Of the bits of all communities of n persons, whoever has a row. */
int64_t dm_few_bits_bytes(uint64_t n);

/* The person's row, which is all zeros if she had none; valid until another is put or
 * taken. NULL: no memory, and all is as it was. */
void *dm_few_put(struct dm_few *self, uint32_t i);
/* Takes the person's row away, if she has one. */
void dm_few_take(struct dm_few *self, uint32_t i);

static inline bool
dm_few_has(const struct dm_few *self, uint32_t i)
{
    return (self->has[i / 64] >> i % 64 & 1U) != 0;
}

/* Number of bits (Warren 2012, Hacker's Delight, 5-1). */
static inline uint32_t
dm_few_ones(uint64_t x)
{
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t) (x * UINT64_C(0x0101010101010101) >> 56);
}

/* Persons with a row before person i. */
static inline uint32_t
dm_few_rank(const struct dm_few *self, uint32_t i)
{
    return self->before[i / 64] +
           dm_few_ones(self->has[i / 64] & ((UINT64_C(1) << i % 64) - 1));
}

/* The person's row, NULL: she has none. */
static inline void *
dm_few_find(const struct dm_few *self, uint32_t i)
{
    return dm_few_has(self, i) ? self->rows + (size_t) dm_few_rank(self, i) * self->width
                               : NULL;
}

#endif
