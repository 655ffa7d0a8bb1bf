/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws against the published known answers, against Random123 where it is installed, and
 * against the worked values of our counter layout. */
#include "base/philox.h"

#include "numerics_values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#ifdef HAVE_RANDOM123
#include <Random123/philox.h>
#endif

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define MOST_WORDS   83 /* five times as many as are looked at together, and some */

/* Random123, tests/kat_vectors, the rows "philox4x32 10". */
static const struct {
    uint32_t counter[4];
    struct dm_key key;
    uint32_t out[4];
} known[] = {
    { { 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, { 0xffffffff, 0xffffffff },
        { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, { 0xa4093822, 0x299f31d0 },
        { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static void
test_known_answers(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(known); i++) {
        uint32_t out[4];
        dm_philox(known[i].counter, known[i].key, out);
        assert_memory_equal(out, known[i].out, sizeof out);
    }
}

#ifdef HAVE_RANDOM123
/* Each output is the next counter and key. */
static void
test_random123_agrees(void **state)
{
    uint32_t x[4] = { 1, 2, 3, 4 };

    (void) state;
    for (uint32_t i = 0; i < 10000; i++) {
        struct dm_key key = { .seed = x[1] ^ i, .replicate = x[2] };
        philox4x32_ctr_t counter = { { x[0], x[1], x[2], x[3] } };
        philox4x32_key_t r123_key = { { key.seed, key.replicate } };
        philox4x32_ctr_t expected = philox4x32_R(10, counter, r123_key);
        dm_philox(x, key, x);
        assert_memory_equal(x, expected.v, sizeof x);
    }
}
#endif

static void
test_words_of_persons(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(word_values); i++) {
        struct dm_key key = { word_values[i].seed, word_values[i].replicate };
        for (size_t k = 0; k < COUNT(some_persons); k++) {
            assert_int_equal(
                dm_word(key, some_persons[k], word_values[i].tick, word_values[i].entity,
                    (enum dm_draw) word_values[i].draw, word_values[i].index),
                word_values[i].word[k]);
        }
    }
}

/* Many words at once are the words one by one, and nothing behind them is touched. */
static void
verify_words(uint64_t p0, size_t n)
{
    const uint32_t untouched = 0xA5A5A5A5;
    const struct dm_key key = { 42, 3 };
    uint32_t out[1200];
    size_t rounded = (n + 3) / 4 * 4;

    for (size_t i = 0; i < COUNT(out); i++) {
        out[i] = untouched;
    }
    dm_words(key, p0, n, 7, 99, DM_DRAW_SEEN, 5, out);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(out[i], dm_word(key, p0 + i, 7, 99, DM_DRAW_SEEN, 5));
    }
    for (size_t i = rounded; i < COUNT(out); i++) {
        assert_int_equal(out[i], untouched);
    }
}

static void
test_many_words_are_words(void **state)
{
    const uint64_t starts[] = { 0, 4, 1000, (UINT64_C(1) << 34) - 4,
        (UINT64_C(1) << 34) - 200, UINT64_C(1) << 34, (UINT64_C(3) << 34) - 64,
        (UINT64_C(1) << 50) - 1200 };

    (void) state;
    for (size_t i = 0; i < COUNT(starts); i++) {
        for (size_t n = 0; n < 150; n++) {
            verify_words(starts[i], n);
        }
        verify_words(starts[i], 1197);
    }
}

/* The few found at once are those found one by one, and nothing behind room for all of them
 * is touched. */
static void
verify_words_from(const uint32_t *words, uint32_t n, uint32_t least, uint32_t first)
{
    uint16_t place[MOST_WORDS + 1] = { 0 };
    uint32_t found[MOST_WORDS + 1] = { 0 };
    uint32_t count, k = 0;

    place[n] = 0xA5A5;
    found[n] = 0xA5A5A5A5;
    count = dm_words_from(words, n, least, first, place, found);
    for (uint32_t i = 0; i < n; i++) {
        if (words[i] >= least) {
            assert_true(k < count);
            assert_int_equal(place[k], first + i);
            assert_int_equal(found[k], words[i]);
            k++;
        }
    }
    assert_int_equal(count, k);
    assert_int_equal(place[n], 0xA5A5);
    assert_int_equal(found[n], 0xA5A5A5A5);
}

/* Any length from any word on: those that are looked at together begin anywhere. */
static void
test_few_words_are_those_that_are_high(void **state)
{
    static const uint32_t leasts[] = { 0, 1, 1U << 31, 0xF0000000U, 0xFF000000U,
        UINT32_MAX };
    uint32_t words[MOST_WORDS + 45]; /* a multiple of 4, for dm_words() */

    (void) state;
    dm_words((struct dm_key){ 8, 1 }, 0, COUNT(words), 2, 3, DM_DRAW_SEEN, 0, words);
    words[20] = 0;
    words[37] = UINT32_MAX;
    for (uint32_t n = 0; n <= MOST_WORDS; n++) {
        for (uint32_t start = 0; start <= 45; start++) {
            uint32_t k = (n + start) % (uint32_t) COUNT(leasts);

            verify_words_from(words + start, n, leasts[k], start);
            verify_words_from(words + start, n, words[start + n / 2], 65536 - n);
        }
    }
}

/* One that is just high enough, and one just not, wherever they stand. */
static void
test_one_word_among_many(void **state)
{
    const uint32_t least = 0x80000000U; /* the first that is negative if taken as signed */
    uint32_t words[MOST_WORDS] = { 0 };

    (void) state;
    for (uint32_t at = 0; at < MOST_WORDS; at++) {
        for (uint32_t other = 0; other < MOST_WORDS; other++) {
            words[at] = least;
            words[other] = other == at ? least : least - 1;
            verify_words_from(words, MOST_WORDS, least, 0);
            words[at] = words[other] = 0;
        }
    }
}

static void
test_pairs(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(pair_values); i++) {
        struct dm_key key = { pair_values[i].seed, pair_values[i].replicate };
        enum dm_draw draw = (enum dm_draw) pair_values[i].draw;
        uint64_t a = pair_values[i].a;
        uint64_t b = pair_values[i].b;
        uint32_t index = pair_values[i].index;
        assert_int_equal(dm_pair_word(key, a, b, draw, index), pair_values[i].word);
        assert_int_equal(dm_pair_word(key, b, a, draw, index), pair_values[i].word);
    }
}

static void
test_fnv1a(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(fnv_values); i++) {
        assert_int_equal(dm_fnv1a(fnv_values[i].text), fnv_values[i].result);
    }
    assert_int_equal(dm_fnv1a("foobar"), 0xbf9cf968); /* draft-eastlake-fnv, appendix C */
    assert_int_equal(dm_fnv1a_pair("littering", "cameras"), dm_fnv1a("littering/cameras"));
    assert_int_equal(dm_fnv1a_pair("", ""), dm_fnv1a("/"));
}

static void
test_draw_ids_are_unique(void **state)
{
    static const struct {
        int id;
        const char *name;
    } draws[] = {
#define DM_DRAW(name, id, key, doc) { id, #name },
#include "base/draws.def"
#undef DM_DRAW
    };

    (void) state;
    for (size_t i = 0; i < COUNT(draws); i++) {
        assert_true(draws[i].id > 0 && draws[i].id < 256);
        for (size_t k = 0; k < i; k++) {
            if (draws[i].id == draws[k].id) {
                fail_msg(
                    "%s and %s share id %d", draws[i].name, draws[k].name, draws[i].id);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
#ifdef HAVE_RANDOM123
        cmocka_unit_test(test_random123_agrees),
#endif
        cmocka_unit_test(test_words_of_persons),
        cmocka_unit_test(test_many_words_are_words),
        cmocka_unit_test(test_few_words_are_those_that_are_high),
        cmocka_unit_test(test_one_word_among_many),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_fnv1a),
        cmocka_unit_test(test_draw_ids_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
