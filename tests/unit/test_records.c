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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bucket_order),
        cmocka_unit_test(test_months),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
