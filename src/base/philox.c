/* SPDX-License-Identifier: Apache-2.0
 *
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3,
 * SC 2011) in the counter layout of docs/odd/numerics.md §6. dm_words() is the hot loop of
 * the program: one loop over counters without a branch, which compilers turn into vector
 * code. */
#include "philox.h"

#include "status.h"

#define MULTIPLIER_0 0xD2511F53U
#define MULTIPLIER_1 0xCD9E8D57U
#define WEYL_0       0x9E3779B9U
#define WEYL_1       0xBB67AE85U
#define ROUNDS       10
#define PERSON_LIMIT (UINT64_C(1) << 50) /* persons above 2^34 share c1 with the tick */

/* The same loop compiled for wider vectors and chosen at run time: integers, so the bits
 * are the same. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__EMSCRIPTEN__)
#define HAS_WIDE 1
#else
#define HAS_WIDE 0
#endif

/* The loop over counters is vectorised only where the one over rounds is gone. */
#if defined(__clang__)
#define UNROLL_ROUNDS _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define UNROLL_ROUNDS _Pragma("GCC unroll 10")
#else
#define UNROLL_ROUNDS
#endif

void
dm_philox(const uint32_t counter[4], struct dm_key key, uint32_t out[4])
{
    uint32_t x0 = counter[0];
    uint32_t x1 = counter[1];
    uint32_t x2 = counter[2];
    uint32_t x3 = counter[3];
    uint32_t k0 = key.seed;
    uint32_t k1 = key.replicate;

    for (int r = 0; r < ROUNDS; r++) {
        uint64_t a = (uint64_t) x0 * MULTIPLIER_0;
        uint64_t b = (uint64_t) x2 * MULTIPLIER_1;
        x0 = (uint32_t) (b >> 32) ^ x1 ^ k0;
        x1 = (uint32_t) b;
        x2 = (uint32_t) (a >> 32) ^ x3 ^ k1;
        x3 = (uint32_t) a;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
}

/* What the counters of one draw share (§6). A *group* is four persons who share a call. */
struct address {
    struct dm_key key;
    uint32_t entity, draw_index;
};

static struct address
address_of(
    struct dm_key key, uint32_t tick, uint32_t entity, enum dm_draw draw, uint32_t index)
{
    DM_ASSERT(tick < 1U << 16 && index < 1U << 24);
    return (struct address){
        .key = key, .entity = entity, .draw_index = (uint32_t) draw << 24 | index
    };
}

static uint32_t
c1_of(uint32_t tick, uint64_t group)
{
    return tick + ((uint32_t) (group >> 32) << 16);
}

/* All words of `count` consecutive groups from c0 on, person by person; c0 does not wrap.
 * The state is held in 64-bit lanes of which only the low half counts: what is above it in
 * a product is cut off by the next multiplication, which vector units do for nothing. */
static inline __attribute__((always_inline)) void
groups(const struct address *at, uint32_t c0, uint32_t c1, uint32_t count, uint32_t *out)
{
    const struct address a = *at;
    uint32_t *restrict row = out;

    for (uint32_t i = 0; i < count; i++) {
        uint64_t x0 = c0 + i;
        uint64_t x1 = c1;
        uint64_t x2 = a.entity;
        uint64_t x3 = a.draw_index;
        uint32_t k0 = a.key.seed;
        uint32_t k1 = a.key.replicate;
        UNROLL_ROUNDS
        for (int r = 0; r < ROUNDS; r++) {
            uint64_t p0 = (uint64_t) (uint32_t) x0 * MULTIPLIER_0;
            uint64_t p1 = (uint64_t) (uint32_t) x2 * MULTIPLIER_1;
            x0 = (p1 >> 32) ^ x1 ^ k0;
            x1 = p1;
            x2 = (p0 >> 32) ^ x3 ^ k1;
            x3 = p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        row[4 * (size_t) i] = (uint32_t) x0;
        row[4 * (size_t) i + 1] = (uint32_t) x1;
        row[4 * (size_t) i + 2] = (uint32_t) x2;
        row[4 * (size_t) i + 3] = (uint32_t) x3;
    }
}

static void
groups_plain(
    const struct address *at, uint32_t c0, uint32_t c1, uint32_t count, uint32_t *out)
{
    groups(at, c0, c1, count, out);
}

#if HAS_WIDE
__attribute__((target("avx2"))) static void
groups_avx2(
    const struct address *at, uint32_t c0, uint32_t c1, uint32_t count, uint32_t *out)
{
    groups(at, c0, c1, count, out);
}

__attribute__((target("avx512f,avx512dq"))) static void
groups_avx512(
    const struct address *at, uint32_t c0, uint32_t c1, uint32_t count, uint32_t *out)
{
    groups(at, c0, c1, count, out);
}
#endif

static void
run_groups(
    const struct address *at, uint32_t c0, uint32_t c1, uint32_t count, uint32_t *out)
{
#if HAS_WIDE
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
        groups_avx512(at, c0, c1, count, out);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        groups_avx2(at, c0, c1, count, out);
        return;
    }
#endif
    groups_plain(at, c0, c1, count, out);
}

uint32_t
dm_word(struct dm_key key, uint64_t p, uint32_t tick, uint32_t entity, enum dm_draw draw,
    uint32_t index)
{
    DM_ASSERT(p < PERSON_LIMIT);
    struct address at = address_of(key, tick, entity, draw, index);
    uint32_t counter[4] = { (uint32_t) (p / 4), c1_of(tick, p / 4), entity, at.draw_index };
    uint32_t out[4];

    dm_philox(counter, key, out);
    return out[p & 3];
}

static uint64_t
smallest(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

void
dm_words(struct dm_key key, uint64_t p0, size_t n, uint32_t tick, uint32_t entity,
    enum dm_draw draw, uint32_t index, uint32_t *out)
{
    struct address at = address_of(key, tick, entity, draw, index);
    uint64_t left = ((uint64_t) n + 3) / 4;

    DM_ASSERT(p0 % 4 == 0 && p0 + n <= PERSON_LIMIT);
    for (uint64_t group = p0 / 4; left > 0;) {
        uint64_t until_c0_wraps = (UINT64_C(1) << 32) - (uint32_t) group;
        uint32_t count = (uint32_t) smallest(left, until_c0_wraps, UINT32_MAX);
        run_groups(&at, (uint32_t) group, c1_of(tick, group), count, out);
        out += 4 * (size_t) count;
        group += count;
        left -= count;
    }
}

/* ---- the few that are high enough ---- */

#define AT_ONCE 16 /* words: mostly none of them is */

static inline __attribute__((always_inline)) uint32_t
words_from(const uint32_t *words, uint32_t n, uint32_t least, uint32_t first,
    uint16_t *place, uint32_t *found)
{
    uint32_t count = 0, i = 0;

    for (; i + AT_ONCE <= n; i += AT_ONCE) {
        uint32_t any = 0;

        for (uint32_t j = 0; j < AT_ONCE; j++) {
            any |= words[i + j] >= least;
        }
        for (uint32_t j = i; any != 0 && j < i + AT_ONCE; j++) {
            place[count] = (uint16_t) (first + j);
            found[count] = words[j];
            count += words[j] >= least;
        }
    }
    for (; i < n; i++) {
        place[count] = (uint16_t) (first + i);
        found[count] = words[i];
        count += words[i] >= least;
    }
    return count;
}

#if HAS_WIDE
__attribute__((target("avx2"))) static uint32_t
words_from_avx2(const uint32_t *words, uint32_t n, uint32_t least, uint32_t first,
    uint16_t *place, uint32_t *found)
{
    return words_from(words, n, least, first, place, found);
}
#endif

uint32_t
dm_words_from(const uint32_t *words, uint32_t n, uint32_t least, uint32_t first,
    uint16_t *place, uint32_t *found)
{
#if HAS_WIDE
    if (__builtin_cpu_supports("avx2")) {
        return words_from_avx2(words, n, least, first, place, found);
    }
#endif
    return words_from(words, n, least, first, place, found);
}

uint32_t
dm_pair_word(struct dm_key key, uint64_t a, uint64_t b, enum dm_draw draw, uint32_t index)
{
    uint64_t lo = a < b ? a : b;
    uint64_t hi = a < b ? b : a;
    uint32_t out[4];

    DM_ASSERT(a != b && hi >> 48 == 0 && index < 1U << 24);
    uint32_t counter[4] = { (uint32_t) lo, (uint32_t) hi,
        (uint32_t) (lo >> 32) + ((uint32_t) (hi >> 32) << 16),
        (uint32_t) draw << 24 | index };
    dm_philox(counter, key, out);
    return out[0];
}

static uint32_t
fnv1a_more(uint32_t hash, const char *text)
{
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char) *text) * 16777619U;
    }
    return hash;
}

uint32_t
dm_fnv1a(const char *text)
{
    return fnv1a_more(2166136261U, text);
}

uint32_t
dm_fnv1a_pair(const char *a, const char *b)
{
    return fnv1a_more(fnv1a_more(dm_fnv1a(a), "/"), b);
}
