/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of some persons against a table with a row for each: who comes and goes moves nobody
 * else's, and what is empty is a sixteenth. */
#include "world/few.h"

#include "base/philox.h"
#include "small_world.h"

#define PERSONS 200U /* neither whole words nor one */

struct row {
    uint32_t value;
    uint16_t other;
};

static uint32_t
draw(uint32_t step, uint32_t index)
{
    return dm_word((struct dm_key){ 11, 1 }, step, 0, 0, DM_DRAW_SEEN, index);
}

static void
verify(const struct dm_few *few, const struct row table[PERSONS], const bool has[PERSONS])
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < PERSONS; i++) {
        const struct row *row = dm_few_find(few, i);

        assert_int_equal(row != NULL, has[i]);
        assert_int_equal(dm_few_has(few, i), has[i]);
        assert_int_equal(dm_few_rank(few, i), n);
        if (row != NULL) {
            assert_int_equal(row->value, table[i].value);
            assert_int_equal(row->other, table[i].other);
            n++;
        }
    }
    assert_int_equal(few->n, n);
}

static void
test_as_a_table(void **state)
{
    static struct row table[PERSONS];
    static bool has[PERSONS];
    struct dm_few few;

    (void) state;
    assert_true(dm_few_init(&few, PERSONS, sizeof(struct row)));
    for (uint32_t step = 0; step < 10000; step++) {
        uint32_t i = draw(step, 0) % PERSONS;

        if (draw(step, 1) % 3 == 0) {
            dm_few_take(&few, i);
            has[i] = false;
        } else {
            struct row *row = dm_few_put(&few, i);

            assert_non_null(row);
            if (!has[i]) { /* new: all zeros, whatever stood there */
                assert_int_equal(row->value, 0);
                assert_int_equal(row->other, 0);
            }
            row->value = table[i].value = draw(step, 2);
            row->other = table[i].other = (uint16_t) draw(step, 3);
            has[i] = true;
        }
        if (step % 50 == 0) {
            verify(&few, table, has);
        }
    }
    verify(&few, table, has);
    dm_few_empty(&few);
    memset(has, 0, sizeof has);
    verify(&few, table, has);
    dm_few_clear(&few);
    dm_few_clear(&few);
}

/* From the last to the first, then each taken twice. */
static void
test_all_and_none(void **state)
{
    struct dm_few few;

    (void) state;
    assert_true(dm_few_init(&few, PERSONS, sizeof(uint32_t)));
    assert_int_equal(dm_few_row_bytes(&few), 0);
    for (uint32_t i = PERSONS; i > 0; i--) {
        uint32_t *row = dm_few_put(&few, i - 1);

        assert_non_null(row);
        if (row != NULL) { /* for compilers that do not know what asserts */
            *row = i - 1;
        }
    }
    for (uint32_t i = 0; i < PERSONS; i++) {
        const uint32_t *row = dm_few_find(&few, i);

        assert_int_equal(row != NULL ? *row : PERSONS, i);
    }
    assert_in_range(dm_few_row_bytes(&few), 4 * PERSONS, 4 * (PERSONS + PERSONS / 16 + 16));
    for (uint32_t i = 0; i < PERSONS; i++) {
        dm_few_take(&few, i);
        dm_few_take(&few, i);
        assert_int_equal(few.n, PERSONS - 1 - i);
    }
    dm_few_clear(&few);
}

static void
test_ones(void **state)
{
    (void) state;
    assert_int_equal(dm_few_ones(0), 0);
    assert_int_equal(dm_few_ones(UINT64_MAX), 64);
    for (uint32_t step = 0; step < 1000; step++) {
        uint64_t x = (uint64_t) draw(step, 0) << 32 | draw(step, 1);
        uint32_t n = 0;

        for (uint32_t k = 0; k < 64; k++) {
            n += x >> k & 1U;
        }
        assert_int_equal(dm_few_ones(x), n);
    }
}

/* Ten bytes for 64 persons, who are in communities. */
static void
test_bits_bytes(void **state)
{
    (void) state;
    assert_int_equal(dm_few_bits_bytes(1), 10);
    assert_int_equal(dm_few_bits_bytes(4096), 640);
    assert_int_equal(dm_few_bits_bytes(4097), 650);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_a_table),
        cmocka_unit_test(test_all_and_none),
        cmocka_unit_test(test_ones),
        cmocka_unit_test(test_bits_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
