/* SPDX-License-Identifier: Apache-2.0
 *
 * How long it lasts: geometric times give their closed form whatever is cut off, a small
 * case by hand, which months are one time, and what is never followed. */
#include "measure/history.h"

#include "small_world.h"

#include <math.h>

#define END 200

static uint32_t
arbitrary(uint32_t i, uint32_t j)
{
    uint32_t out[4];

    dm_philox((uint32_t[4]){ i, j }, (struct dm_key){ .seed = 47 }, out);
    return out[0];
}

/* Months that `h` a month ends, at least one; as long as the run at most. */
static uint32_t
geometric(uint32_t i, double h)
{
    uint32_t months = 1;

    while (months < END && arbitrary(i, months) >= h * 4294967296.0) {
        months++;
    }
    return months;
}

static struct dm_history
lasting(uint32_t from, uint32_t months, uint32_t joined)
{
    struct dm_history history = { 0 };

    for (uint32_t t = from; t < from + months && t < END; t++) {
        dm_history_add(&history, t, joined, true);
    }
    return history;
}

/* Hazard h a month: the share that lasts longer than 60 months is (1 - h)^60, and the mean
 * up to then (1 - (1 - h)^60) / h. */
static void
test_geometric(void **state)
{
    const double hazards[] = { 0.005, 0.02, 0.08 };
    const uint32_t n = 40000;

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(hazards); k++) {
        double h = hazards[k], beyond = pow(1.0 - h, 60.0);
        struct dm_lifetimes left = { 0 }, wrong = { 0 };

        for (uint32_t i = 0; i < n; i++) {
            uint32_t from = arbitrary(i, 1000) % 180, months = geometric(i, h);
            struct dm_history a = lasting(from, months, DM_HISTORY_JOINED);
            struct dm_history b = lasting(from, months, 1);

            assert_true(dm_lifetimes_add(&left, &a, DM_HISTORY_JOINED, END));
            assert_true(dm_lifetimes_add(&wrong, &b, 1, END));
        }
        /* two in three are followed for 60 months */
        small_assert_near("S(60)", dm_lifetimes_beyond(&left, 60), beyond,
            sqrt(beyond * (1.0 - beyond) / (0.6 * n)), 4.0);
        small_assert_near("mean", dm_lifetimes_mean(&wrong, 60), (1.0 - beyond) / h,
            25.0 / sqrt(0.6 * n), 4.0);
    }
}

/* Ends after 1, 2 and 2 months; one goes on for more than 1, another for more than 3. */
static void
test_by_hand(void **state)
{
    struct dm_lifetimes all = { .ended = { [1] = 1, [2] = 2 },
        .open = { [1] = 1, [3] = 1 } };
    struct dm_lifetimes none = { .open = { [0] = 5 } };

    (void) state;
    small_assert_near("S(1)", dm_lifetimes_beyond(&all, 1), 4.0 / 5.0, 1e-15, 1.0);
    small_assert_near("S(2)", dm_lifetimes_beyond(&all, 2), 4.0 / 15.0, 1e-15, 1.0);
    small_assert_near("S(3)", dm_lifetimes_beyond(&all, 3), 4.0 / 15.0, 1e-15, 1.0);
    assert_true(isnan(dm_lifetimes_beyond(&all, 4))); /* nobody was followed so far */
    small_assert_near("mean of 2", dm_lifetimes_mean(&all, 2), 1.8, 1e-15, 1.0);
    small_assert_near(
        "mean of 5", dm_lifetimes_mean(&all, 5), 1.8 + 3.0 * 4.0 / 15.0, 1e-14, 1.0);
    assert_true(isnan(dm_lifetimes_mean(&none, 60)));
    all.open[3] = 0;
    all.ended[3] = 1; /* then all have ended: nothing is left to be followed */
    assert_true(dm_lifetimes_beyond(&all, 60) <= 0.0);
}

static void
test_what_is_one_time(void **state)
{
    struct dm_history history = { 0 };
    struct dm_lifetimes sum = { 0 };

    (void) state;
    dm_history_add(&history, 5, 12, true);
    dm_history_add(&history, 6, 12, true);
    dm_history_add(&history, 18, 12, true); /* 11 free months between */
    dm_history_add(&history, 31, 12, true); /* 12 */
    dm_history_add(&history, 32, 12, true);
    assert_int_equal(history.from, 6);
    assert_int_equal(history.last, 18);
    assert_true(dm_lifetimes_add(&sum, &history, 12, 40));
    assert_int_equal(sum.ended[14], 1);
    /* 12 free months after the last: 19 to 30 */
    sum = (struct dm_lifetimes){ 0 };
    assert_true(dm_lifetimes_add(&sum, &history, 12, 30));
    assert_int_equal(sum.open[13], 1);
    sum = (struct dm_lifetimes){ 0 };
    assert_true(dm_lifetimes_add(&sum, &history, 12, 31));
    assert_int_equal(sum.ended[14], 1);
}

static void
test_not_followed(void **state)
{
    struct dm_history before = { 0 }, closed = { 0 }, left = { 0 }, never = { 0 };
    struct dm_lifetimes sum = { 0 };

    (void) state;
    dm_history_add(&before, 0, 12, false);
    dm_history_add(&before, 40, 12, true);
    assert_false(dm_lifetimes_add(&sum, &before, 12, 100));
    assert_false(dm_lifetimes_add(&sum, &never, 12, 100));
    /* replaced while inside: cut off; what another person does later is not hers */
    dm_history_add(&closed, 10, 12, true);
    dm_history_add(&closed, 11, 12, true);
    dm_history_close(&closed, 12);
    dm_history_add(&closed, 13, 12, true);
    assert_true(dm_lifetimes_add(&sum, &closed, 12, 100));
    assert_int_equal(sum.open[1], 1);
    /* replaced when she had left */
    dm_history_add(&left, 10, 12, true);
    dm_history_close(&left, 12);
    assert_true(dm_lifetimes_add(&sum, &left, 12, 100));
    assert_int_equal(sum.ended[1], 1);
    dm_history_close(&never, 3);
    assert_int_equal(never.from, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_geometric),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_what_is_one_time),
        cmocka_unit_test(test_not_followed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
