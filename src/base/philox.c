/* SPDX-License-Identifier: Apache-2.0
 *
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3,
 * SC 2011) in the counter layout of docs/odd/numerics.md §6. dm_words() is the hot loop of
 * the program: it works on batches of counters held as one array per word, a shape that
 * compilers turn into vector code. */
#include "philox.h"

#include "status.h"

#include <string.h>

#define MULTIPLIER_0 0xD2511F53U
#define MULTIPLIER_1 0xCD9E8D57U
#define WEYL_0       0x9E3779B9U
#define WEYL_1       0xBB67AE85U
#define ROUNDS       10
#define LANES        16 /* counters in a batch */

/* The same loop compiled for wider vectors and chosen at run time: integers, so the bits
 * are the same. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__EMSCRIPTEN__)
#define HAS_WIDE 1
#else
#define HAS_WIDE 0
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

/* A counter of §6; `group` is the person / 4. */
struct address {
    struct dm_key key;
    uint32_t tick, entity, draw_index;
};

static struct address
address_of(
    struct dm_key key, uint32_t tick, uint32_t entity, enum dm_draw draw, uint32_t index)
{
    DM_ASSERT(tick < 1U << 16 && index < 1U << 24);
    return (struct address){ .key = key,
        .tick = tick,
        .entity = entity,
        .draw_index = (uint32_t) draw << 24 | index };
}

/* All words of LANES consecutive groups, person by person. */
static inline __attribute__((always_inline)) void
batch(const struct address *at, uint64_t group, uint32_t *out)
{
    uint32_t x0[LANES], x1[LANES], x2[LANES], x3[LANES];
    uint32_t k0 = at->key.seed;
    uint32_t k1 = at->key.replicate;

    for (uint32_t i = 0; i < LANES; i++) {
        x0[i] = (uint32_t) (group + i);
        x1[i] = at->tick + ((uint32_t) ((group + i) >> 32) << 16);
        x2[i] = at->entity;
        x3[i] = at->draw_index;
    }
    for (int r = 0; r < ROUNDS; r++) {
        for (int i = 0; i < LANES; i++) {
            uint64_t a = (uint64_t) x0[i] * MULTIPLIER_0;
            uint64_t b = (uint64_t) x2[i] * MULTIPLIER_1;
            x0[i] = (uint32_t) (b >> 32) ^ x1[i] ^ k0;
            x1[i] = (uint32_t) b;
            x2[i] = (uint32_t) (a >> 32) ^ x3[i] ^ k1;
            x3[i] = (uint32_t) a;
        }
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    for (int i = 0; i < LANES; i++) {
        out[4 * i] = x0[i];
        out[4 * i + 1] = x1[i];
        out[4 * i + 2] = x2[i];
        out[4 * i + 3] = x3[i];
    }
}

static inline __attribute__((always_inline)) void
batches(const struct address *at, uint64_t group, size_t count, uint32_t *out)
{
    for (size_t i = 0; i < count; i++) {
        batch(at, group + LANES * i, out + 4 * LANES * i);
    }
}

static void
batches_plain(const struct address *at, uint64_t group, size_t count, uint32_t *out)
{
    batches(at, group, count, out);
}

#if HAS_WIDE
__attribute__((target("avx2"))) static void
batches_avx2(const struct address *at, uint64_t group, size_t count, uint32_t *out)
{
    batches(at, group, count, out);
}

__attribute__((target("avx512f"))) static void
batches_avx512(const struct address *at, uint64_t group, size_t count, uint32_t *out)
{
    batches(at, group, count, out);
}
#endif

static void
run_batches(const struct address *at, uint64_t group, size_t count, uint32_t *out)
{
#if HAS_WIDE
    if (__builtin_cpu_supports("avx512f")) {
        batches_avx512(at, group, count, out);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        batches_avx2(at, group, count, out);
        return;
    }
#endif
    batches_plain(at, group, count, out);
}

uint32_t
dm_word(struct dm_key key, uint64_t p, uint32_t tick, uint32_t entity, enum dm_draw draw,
    uint32_t index)
{
    DM_ASSERT(p >> 50 == 0);
    struct address at = address_of(key, tick, entity, draw, index);
    uint32_t counter[4] = { (uint32_t) (p >> 2), at.tick + ((uint32_t) (p >> 34) << 16),
        at.entity, at.draw_index };
    uint32_t out[4];

    dm_philox(counter, key, out);
    return out[p & 3];
}

void
dm_words(struct dm_key key, uint64_t p0, size_t n, uint32_t tick, uint32_t entity,
    enum dm_draw draw, uint32_t index, uint32_t *out)
{
    const size_t words = 4 * LANES;
    struct address at = address_of(key, tick, entity, draw, index);
    size_t full = n / words;
    size_t rest = (n % words + 3) / 4 * 4;

    DM_ASSERT(p0 % 4 == 0 && p0 + n <= UINT64_C(1) << 50);
    run_batches(&at, p0 / 4, full, out);
    if (rest > 0) {
        uint32_t last[4 * LANES];
        run_batches(&at, p0 / 4 + LANES * full, 1, last);
        memcpy(out + full * words, last, rest * sizeof *out);
    }
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
