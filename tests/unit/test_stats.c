/* SPDX-License-Identifier: Apache-2.0
 *
 * Estimates against printed tables, against each other, and against GSL where it is
 * installed. */
#include "base/stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#ifdef HAVE_GSL
#include <gsl/gsl_cdf.h>
#endif

static void
assert_near(double a, double b, double relative)
{
    if (!(fabs(a - b) <= relative * fmax(fabs(b), 1e-300))) {
        fail_msg("%.17g is not %.17g", a, b);
    }
}

/* df = 1 and 2 have closed forms; the others are from printed tables. */
static void
test_t_quantile(void **state)
{
    (void) state;
    for (double p = 0.01; p < 0.995; p += 0.01) {
        assert_true(fabs(dm_t_quantile(p, 1.0) + 1.0 / tan(acos(-1.0) * p)) < 1e-11);
        double a = 4.0 * p * (1.0 - p);
        assert_true(fabs(dm_t_quantile(p, 2.0) - 2.0 * (p - 0.5) * sqrt(2.0 / a)) < 1e-11);
    }
    assert_true(fabs(dm_t_quantile(0.975, 9.0) - 2.262157163) < 1e-9);
    assert_true(fabs(dm_t_quantile(0.975, 1e9) - 1.959963985) < 1e-8);
    assert_true(fabs(dm_t_quantile(0.5, 3.0)) < 1e-15);
}

static void
test_interval(void **state)
{
    const double x[] = { 1.0, (double) NAN, 2.0, 3.0, 4.0 };
    struct dm_interval r = dm_t_interval(x, 5);

    (void) state;
    assert_int_equal(r.n, 4);
    assert_near(r.mean, 2.5, 1e-15);
    assert_near(r.hi, 2.5 + 3.182446305 * sqrt(5.0 / 3.0 / 4.0), 1e-9);
    assert_near(r.lo + r.hi, 5.0, 1e-14);

    r = dm_t_interval(x, 2);
    assert_int_equal(r.n, 1);
    assert_near(r.lo, 1.0, 0.0);
    assert_near(r.mean, 1.0, 0.0);
    assert_near(r.hi, 1.0, 0.0);

    r = dm_t_interval(x + 1, 1);
    assert_int_equal(r.n, 0);
    assert_true(isnan(r.mean) && isnan(r.lo) && isnan(r.hi));

    const double same[] = { 0.1, 0.1, 0.1 };
    r = dm_t_interval(same, 3);
    assert_true(fabs(r.hi - r.lo) < 1e-15);
}

static void
test_normal(void **state)
{
    (void) state;
    assert_near(dm_normal_cdf(0.0), 0.5, 1e-15);
    assert_near(dm_normal_cdf(1.959963984540054), 0.975, 1e-13);
    assert_near(dm_normal_cdf(-10.0), 7.619853024160526e-24, 1e-12);
}

static void
test_binomial(void **state)
{
    (void) state;
    assert_near(dm_binomial_sf(2, 3, 0.5), 0.5, 1e-14);
    assert_near(dm_binomial_sf(10, 10, 0.1), 1e-10, 1e-12);
    assert_near(dm_binomial_sf(1, 20, 0.05), 1.0 - pow(0.95, 20.0), 1e-13);
    assert_near(dm_binomial_sf(0, 10, 0.3), 1.0, 0.0);
    assert_true(dm_binomial_sf(11, 10, 0.3) <= 0.0);
    assert_true(dm_binomial_sf(1, 10, 0.0) <= 0.0);
    assert_near(dm_binomial_sf(10, 10, 1.0), 1.0, 0.0);
    for (int k = 1; k <= 40; k++) { /* exchange success and failure */
        assert_near(
            dm_binomial_sf(k, 40, 0.3) + dm_binomial_sf(41 - k, 40, 0.7), 1.0, 1e-13);
    }
}

static void
test_poisson(void **state)
{
    (void) state;
    assert_near(dm_poisson_cdf(0, 2.0), exp(-2.0), 1e-14);
    assert_near(dm_poisson_cdf(1, 2.0), 3.0 * exp(-2.0), 1e-14);
    assert_near(dm_poisson_cdf(5, 0.0), 1.0, 0.0);
    assert_true(dm_poisson_cdf(-1, 2.0) <= 0.0);
    assert_near(dm_poisson_cdf(3000, 2.0), 1.0, 1e-14);
}

#ifdef HAVE_GSL
static void
test_gsl_agrees(void **state)
{
    static const double df[] = { 1, 1.5, 2, 3, 4, 9, 19, 29, 30, 99, 199, 999, 9999 };
    static const double p[] = { 1e-6, 0.001, 0.025, 0.3, 0.49, 0.6, 0.9, 0.975, 0.9995 };
    static const double mean[] = { 0.01, 1.0, 4.17, 64.0, 1500.0 };

    (void) state;
    for (size_t i = 0; i < sizeof df / sizeof df[0]; i++) {
        for (size_t k = 0; k < sizeof p / sizeof p[0]; k++) {
            assert_near(dm_t_quantile(p[k], df[i]), gsl_cdf_tdist_Pinv(p[k], df[i]), 1e-9);
        }
    }
    for (int k = 0; k <= 3000; k += 1 + k / 5) {
        for (size_t i = 0; i < sizeof mean / sizeof mean[0]; i++) {
            double expected = gsl_cdf_poisson_P((unsigned) k, mean[i]);
            assert_near(
                dm_poisson_cdf(k, mean[i]), expected, expected > 1e-250 ? 1e-9 : 1.0);
        }
        for (int tenth = 1; tenth < 10 && k > 0; tenth++) {
            double expected = gsl_cdf_binomial_Q((unsigned) k - 1, tenth / 10.0, 3000);
            assert_near(dm_binomial_sf(k, 3000, tenth / 10.0), expected,
                expected > 1e-250 ? 1e-9 : 1.0);
        }
    }
}
#endif

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_t_quantile),
        cmocka_unit_test(test_interval),
        cmocka_unit_test(test_normal),
        cmocka_unit_test(test_binomial),
        cmocka_unit_test(test_poisson),
#ifdef HAVE_GSL
        cmocka_unit_test(test_gsl_agrees),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
