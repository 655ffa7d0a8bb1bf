/* SPDX-License-Identifier: Apache-2.0
 *
 * Sparse numbers against a table with a place for each: whatever is put, the same comes
 * back, and what is taken out makes room for what comes after. */
#include "world/sparse.h"

#include "base/philox.h"
#include "small_world.h"

#define PERSONS 40U
#define KEYS    30U

static uint32_t
draw(uint32_t step, uint32_t index)
{
    return dm_word((struct dm_key){ 7, 1 }, step, 0, 0, DM_DRAW_SEEN, index);
}

static void
verify(const struct dm_sparse *sparse, int32_t table[PERSONS][KEYS])
{
    for (uint32_t i = 0; i < PERSONS; i++) {
        for (uint32_t key = 0; key < KEYS; key++) {
            assert_int_equal(dm_sparse_get(sparse, i, key), table[i][key]);
        }
    }
}

static void
test_as_a_table(void **state)
{
    struct dm_sparse sparse;
    static int32_t table[PERSONS][KEYS];

    (void) state;
    assert_true(dm_sparse_init(&sparse, PERSONS));
    for (uint32_t step = 0; step < 20000; step++) {
        uint32_t i = draw(step, 0) % PERSONS, key = draw(step, 1) % KEYS;
        int32_t value = draw(step, 2) % 3 == 0 ? (int32_t) draw(step, 3) : 0;

        table[i][key] = value;
        assert_true(dm_sparse_put(&sparse, i, key, value));
        if (step % 100 == 0) {
            verify(&sparse, table);
        }
    }
    verify(&sparse, table);
    dm_sparse_empty(&sparse);
    memset(table, 0, sizeof table);
    verify(&sparse, table);
    dm_sparse_clear(&sparse);
}

/* Memory follows the most that was there at a time, not how often it changed. */
static void
test_room_is_used_again(void **state)
{
    struct dm_sparse sparse;
    int64_t bytes;

    (void) state;
    assert_true(dm_sparse_init(&sparse, PERSONS));
    assert_true(dm_sparse_bytes(&sparse) == 0);
    for (uint32_t round = 0; round < 100; round++) {
        for (uint32_t k = 0; k < PERSONS * KEYS; k++) {
            assert_true(dm_sparse_put(&sparse, k % PERSONS, (k + round) % KEYS, 1));
        }
        for (uint32_t k = 0; k < PERSONS * KEYS; k++) {
            assert_true(dm_sparse_put(&sparse, k / KEYS, k % KEYS, 0));
        }
        assert_true(sparse.n <= PERSONS * KEYS + 1);
    }
    bytes = dm_sparse_bytes(&sparse);
    assert_true(bytes > 0 && bytes <= (int64_t) (sizeof *sparse.node * 2 * PERSONS * KEYS));
    assert_true(dm_sparse_put(&sparse, 0, 0, 0));
    assert_true(dm_sparse_bytes(&sparse) == bytes);
    dm_sparse_clear(&sparse);
}

/* Who is dropped has nothing left, the others have all; the room is used again. */
static void
test_drop(void **state)
{
    struct dm_sparse sparse;
    uint32_t n;

    (void) state;
    assert_true(dm_sparse_init(&sparse, PERSONS));
    for (uint32_t k = 0; k < PERSONS * KEYS; k++) {
        assert_true(dm_sparse_put(&sparse, k / KEYS, k % KEYS, 7));
    }
    n = sparse.n;
    dm_sparse_drop(&sparse, 3);
    dm_sparse_drop(&sparse, 3);
    for (uint32_t k = 0; k < PERSONS * KEYS; k++) {
        assert_int_equal(dm_sparse_get(&sparse, k / KEYS, k % KEYS), k / KEYS == 3 ? 0 : 7);
    }
    for (uint32_t k = 0; k < KEYS; k++) {
        assert_true(dm_sparse_put(&sparse, 3, k, 8));
    }
    assert_int_equal(sparse.n, n);
    dm_sparse_clear(&sparse);
}

/* What one never had is known without a look, and so is what one had. */
static void
test_groups(void **state)
{
    const uint32_t near = 5, same = near + 10 * DM_SPARSE_GROUP, far = 3 * DM_SPARSE_GROUP;
    struct dm_sparse sparse;

    (void) state;
    assert_true(dm_sparse_init(&sparse, PERSONS));
    assert_false(dm_sparse_may_have(&sparse, 1, near));
    assert_true(dm_sparse_put(&sparse, 1, near, -1));
    assert_true(dm_sparse_put(&sparse, 1, far, 3));
    assert_true(
        dm_sparse_may_have(&sparse, 1, near) && dm_sparse_may_have(&sparse, 1, far));
    assert_false(dm_sparse_may_have(&sparse, 1, 2 * DM_SPARSE_GROUP));
    assert_false(dm_sparse_may_have(&sparse, 2, near));
    assert_int_equal(dm_sparse_get(&sparse, 1, same), 0); /* shares the bit only */
    assert_true(dm_sparse_put(&sparse, 1, same, 4));
    assert_true(dm_sparse_put(&sparse, 1, near, 0));
    assert_int_equal(dm_sparse_get(&sparse, 1, same), 4);
    assert_true(dm_sparse_put(&sparse, 1, same, 0));
    assert_false(dm_sparse_may_have(&sparse, 1, near));
    assert_int_equal(dm_sparse_get(&sparse, 1, far), 3);
    assert_true(dm_sparse_put(&sparse, 1, far, 0));
    assert_int_equal(dm_sparse_first(&sparse, 1), 0);
    dm_sparse_clear(&sparse);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_a_table),
        cmocka_unit_test(test_room_is_used_again),
        cmocka_unit_test(test_drop),
        cmocka_unit_test(test_groups),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
