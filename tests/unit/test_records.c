/* SPDX-License-Identifier: Apache-2.0
 *
 * The buckets that records wait in: their order does not matter, and each month has its
 * own. */
#include "world/records.h"

#include "small_world.h"

static struct dm_record
record_of(unsigned k)
{
    return (struct dm_record){ .person = k % 7 & 7U,
        .act = k % 3 & 3U,
        .source = k % 5 & 7U,
        .channel = k % 11 & 15U,
        .class_ = k & 1U,
        .points = (int32_t) (k % 13) - 6 };
}

static void
test_bucket_order(void **state)
{
    struct dm_bucket there = { 0 }, back = { 0 };

    (void) state;
    for (unsigned k = 0; k < 500; k++) {
        struct dm_record a = record_of(k), b = record_of(499 - k);

        assert_true(dm_bucket_add(&there, &a));
        assert_true(dm_bucket_add(&back, &b));
    }
    dm_bucket_sort(&there);
    dm_bucket_sort(&back);
    for (uint32_t k = 0; k < 500; k++) {
        assert_int_equal(there.items[k].person, back.items[k].person);
        assert_int_equal(there.items[k].source, back.items[k].source);
        assert_int_equal(there.items[k].act, back.items[k].act);
        assert_int_equal(there.items[k].channel, back.items[k].channel);
        assert_int_equal(there.items[k].points, back.items[k].points);
        assert_true(k == 0 || there.items[k].person >= there.items[k - 1].person);
    }
    assert_true(there.capacity >= 500);
    dm_bucket_empty(&there);
    assert_int_equal(there.n, 0);
    assert_int_equal(there.capacity, 0);
    dm_bucket_empty(&back);
}

/* A ring that reaches `months` ahead has a bucket of its own for each of them and for now.
 */
static void
test_months(void **state)
{
    struct dm_ring_of_months ring;

    (void) state;
    assert_true(dm_months_init(&ring, 12));
    for (uint32_t now = 0; now < 40; now++) {
        for (uint32_t a = 0; a <= 12; a++) {
            for (uint32_t b = 0; b < a; b++) {
                assert_true(dm_months_at(&ring, now + a) != dm_months_at(&ring, now + b));
            }
        }
    }
    dm_months_clear(&ring);
    dm_months_clear(&ring);
}

static bool
is_even(const struct dm_record *record, void *context)
{
    ++*(int *) context;
    return record->person % 2 == 0;
}

/* What goes is gone from every month, and nothing else is. */
static void
test_drop(void **state)
{
    struct dm_ring_of_months ring;
    int asked = 0;
    uint32_t n = 0;

    (void) state;
    assert_true(dm_months_init(&ring, 12));
    for (unsigned k = 0; k < 500; k++) {
        struct dm_record record = { .person = k % 4096U };

        assert_true(dm_bucket_add(dm_months_at(&ring, k), &record));
    }
    dm_months_drop(&ring, is_even, &asked);
    assert_int_equal(asked, 500);
    for (uint32_t m = 0; m <= 12; m++) {
        for (uint32_t k = 0; k < ring.slot[m].n; k++) {
            assert_int_equal(ring.slot[m].items[k].person % 2, 1);
        }
        n += ring.slot[m].n;
    }
    assert_int_equal(n, 250);
    dm_months_clear(&ring);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bucket_order),
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_drop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
