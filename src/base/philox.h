/* SPDX-License-Identifier: Apache-2.0
 *
 * Keyed draws: Philox4x32-10 and the counter layout of docs/odd/numerics.md §6. A draw is a
 * function of what it is for. */
#ifndef DEMERIT_BASE_PHILOX_H
#define DEMERIT_BASE_PHILOX_H

#include <stddef.h>
#include <stdint.h>

enum dm_draw {
#define DM_DRAW(name, id, key, doc) DM_DRAW_##name = (id),
#include "draws.def"
#undef DM_DRAW
};

struct dm_key {
    uint32_t seed, replicate;
};

void dm_philox(const uint32_t counter[4], struct dm_key key, uint32_t out[4]);

/* The word of person p. */
uint32_t dm_word(struct dm_key key, uint64_t p, uint32_t tick, uint32_t entity,
    enum dm_draw draw, uint32_t index);
/* The words of persons p0 .. p0+n-1, into out[0..n); p0 a multiple of 4, out with room for
 * n rounded up to a multiple of 4. */
void dm_words(struct dm_key key, uint64_t p0, size_t n, uint32_t tick, uint32_t entity,
    enum dm_draw draw, uint32_t index, uint32_t *out);
/* Of n <= 65,536 words those that are at least `least`: their places, counted from `first`,
 * into `place`, and the words; returns how many. Both with room for n. */
uint32_t dm_words_from(const uint32_t *words, uint32_t n, uint32_t least, uint32_t first,
    uint16_t *place, uint32_t *found);
/* The word of the unordered pair {a, b}, a != b. */
uint32_t dm_pair_word(
    struct dm_key key, uint64_t a, uint64_t b, enum dm_draw draw, uint32_t index);

/* 32-bit FNV-1a. */
uint32_t dm_fnv1a(const char *text);
/* of "A/B". */
uint32_t dm_fnv1a_pair(const char *a, const char *b);

#endif
