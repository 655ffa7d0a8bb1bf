/* SPDX-License-Identifier: Apache-2.0
 *
 * Intervals of luck: the bootstrap holds the mean about as often as it says, many at once
 * hold all of them as often, and neither depends on anything but values and seed. */
#include "experiment/interval.h"

#include "base/philox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdbool.h>

enum { R = 20, TRIALS = 400, MEANS = 6 };

/* About normal: the sum of twelve uniforms, of mean 0 and variance 1. */
static double
noise(uint32_t seed, uint32_t i)
{
    struct dm_key key = { seed, 77 };
    double sum = -6.0;

    for (uint32_t k = 0; k < 12; k++) {
        sum += dm_word(key, i, 0, 0, DM_DRAW_BOOTSTRAP, k) / 4294967296.0;
    }
    return sum;
}

static void
test_bootstrap_covers(void **state)
{
    int held = 0;

    (void) state;
    for (uint32_t t = 0; t < TRIALS; t++) {
        double x[R];

        for (uint32_t i = 0; i < R; i++) {
            x[i] = 3.0 + noise(t, i);
        }
        struct dm_interval b = dm_interval_of(DM_INTERVAL_BOOTSTRAP, x, R, t);
        struct dm_interval s = dm_interval_of(DM_INTERVAL_T, x, R, t);

        assert_true(fabs(b.mean - s.mean) <= 0.0 && b.lo < b.mean && b.hi > b.mean);
        held += b.lo <= 3.0 && b.hi >= 3.0;
    }
    /* 95 % of 400 with four standard deviations of 4.4, and a little for 20 values */
    assert_in_range(held, 356, 397);
}

static void
test_bootstrap_of_few(void **state)
{
    const double one[] = { 2.5 }, none[] = { (double) NAN }, same[] = { 4, 4, 4, 4 },
                 gaps[] = { 1.0, (double) NAN, 2.0, 4.0 }, full[] = { 1.0, 2.0, 4.0 };
    struct dm_interval of = dm_interval_of(DM_INTERVAL_BOOTSTRAP, one, 1, 1);

    (void) state;
    assert_true(of.n == 1 && fabs(of.hi - of.lo) <= 0.0);
    of = dm_interval_of(DM_INTERVAL_BOOTSTRAP, none, 1, 1);
    assert_true(of.n == 0 && isnan(of.mean) && isnan(of.lo));
    of = dm_interval_of(DM_INTERVAL_BOOTSTRAP, same, 4, 1);
    assert_true(fabs(of.lo - 4.0) <= 0.0 && fabs(of.hi - 4.0) <= 0.0);
    of = dm_interval_of(DM_INTERVAL_BOOTSTRAP, gaps, 4, 9);
    struct dm_interval without = dm_interval_of(DM_INTERVAL_BOOTSTRAP, full, 3, 9);
    assert_true(
        of.n == 3 && fabs(of.lo - without.lo) <= 0.0 && fabs(of.hi - without.hi) <= 0.0);
    without = dm_interval_of(DM_INTERVAL_BOOTSTRAP, full, 3, 9);
    assert_true(fabs(of.lo - without.lo) <= 0.0); /* the seed decides */
}

/* How often all of MEANS intervals hold, at n values each. */
static int
jointly_held(int32_t n, bool copies, double *multiplier, enum dm_joint_method *method)
{
    int held = 0;

    *multiplier = 0.0;
    for (uint32_t t = 0; t < TRIALS / 2; t++) {
        double x[MEANS * R];
        struct dm_interval of[MEANS];
        struct dm_joint joint;
        bool all = true;

        for (int32_t k = 0; k < MEANS; k++) {
            for (int32_t i = 0; i < n; i++) {
                x[k * n + i] = noise(1000 + t, (uint32_t) (i + (copies ? 0 : k * n)));
            }
        }
        assert_int_equal(dm_joint_intervals(x, MEANS, n, t, &joint, of), DM_OK);
        assert_int_equal(joint.n_means, MEANS);
        for (int32_t k = 0; k < MEANS; k++) {
            all = all && of[k].lo <= 0.0 && of[k].hi >= 0.0;
        }
        held += all;
        *multiplier += joint.multiplier / (TRIALS / 2);
        *method = joint.method;
    }
    return held;
}

static void
test_joint_covers(void **state)
{
    enum dm_joint_method method;
    double apart, together, few;

    (void) state;
    assert_in_range(jointly_held(R, false, &apart, &method), 180, 200);
    assert_int_equal(method, DM_JOINT_MAX_T);
    assert_in_range(jointly_held(R, true, &together, &method), 176, 200);
    /* six times the same is one: the multiplier knows */
    assert_true(together < apart - 0.3);
    assert_in_range(jointly_held(4, false, &few, &method), 184, 200);
    assert_int_equal(method, DM_JOINT_BONFERRONI);
    assert_true(fabs(few - dm_t_quantile(1.0 - 0.025 / MEANS, 3.0)) < 1e-9);
    assert_string_equal(dm_joint_word(method), "bonferroni");
}

static void
test_joint_without_spread(void **state)
{
    const double x[] = { 0, 0, 0, 0, 1, 2, 3, 4, (double) NAN, 1, 1, 2 };
    struct dm_interval of[3], alone;
    struct dm_joint joint;

    (void) state;
    assert_int_equal(dm_joint_intervals(x, 3, 4, 1, &joint, of), DM_OK);
    assert_int_equal(joint.n_means, 1);
    assert_true(fabs(of[0].lo) <= 0.0 && fabs(of[0].hi) <= 0.0);
    alone = dm_t_interval(x + 4, 4); /* a family of one is no family */
    assert_true(fabs(of[1].lo - alone.lo) < 1e-12 && fabs(of[1].hi - alone.hi) < 1e-12);
    assert_true(isnan(of[2].mean) && of[2].n == 0);
    assert_int_equal(dm_joint_intervals(x, 1, 4, 1, &joint, of), DM_OK);
    assert_true(joint.n_means == 0 && isnan(joint.multiplier));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bootstrap_covers),
        cmocka_unit_test(test_bootstrap_of_few),
        cmocka_unit_test(test_joint_covers),
        cmocka_unit_test(test_joint_without_spread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
