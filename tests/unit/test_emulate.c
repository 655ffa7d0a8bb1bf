/* SPDX-License-Identifier: Apache-2.0
 *
 * A quadratic is found again exactly; noise is told as variance; too few points are
 * refused. */
#include "experiment/emulate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

enum { N = 60, D = 3 };

static double x[N * D], y[N];

static double
uniform(uint32_t i)
{
    i ^= i >> 16;
    i *= 0x7feb352dU;
    i ^= i >> 15;
    i *= 0x846ca68bU;
    return (i ^ i >> 16) / 4294967296.0;
}

static double
truth(const double *p)
{
    return 2.0 + p[0] - 3.0 * p[1] + 4.0 * p[0] * p[2] - 1.5 * p[1] * p[1];
}

static void
place(double noise)
{
    for (uint32_t i = 0; i < N * D; i++) {
        x[i] = uniform(i + 1);
    }
    for (uint32_t k = 0; k < N; k++) {
        y[k] = truth(x + (size_t) k * D) + noise * (uniform(1000 + k) - 0.5);
    }
}

static void
test_exact(void **state)
{
    const double p[] = { 0.3, 0.9, 0.1 };
    struct dm_emulator of;
    double variance;

    (void) state;
    place(0.0);
    assert_int_equal(dm_emulator_fit(&of, x, y, N, D, NULL), DM_OK);
    assert_int_equal(of.terms, 10);
    assert_true(fabs(dm_emulator_mean(&of, p, &variance) - truth(p)) < 1e-6);
    assert_true(variance < 1e-9);
    dm_emulator_clear(&of);
    dm_emulator_clear(&of);
}

static void
test_noise_is_told(void **state)
{
    const double p[] = { 0.5, 0.5, 0.5 };
    struct dm_emulator of;
    double variance;

    (void) state;
    place(1.0); /* variance 1 / 12 */
    assert_int_equal(dm_emulator_fit(&of, x, y, N, D, NULL), DM_OK);
    double mean = dm_emulator_mean(&of, p, &variance);
    assert_true(variance > 0.03 && variance < 0.25);
    assert_true(fabs(mean - truth(p)) < 3.0 * sqrt(variance));
    dm_emulator_clear(&of);
}

static void
test_few_points(void **state)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_emulator of;

    (void) state;
    place(0.0);
    assert_int_equal(dm_emulator_fit(&of, x, y, 13, D, NULL), DM_OK);
    assert_int_equal(of.terms, 7); /* squares alone */
    dm_emulator_clear(&of);
    assert_int_equal(dm_emulator_fit(&of, x, y, 11, D, &err), DM_EUSAGE);
    assert_string_equal(
        err.text, "11 points are too few for a quadratic in 3 parameters, which takes 12");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_noise_is_told),
        cmocka_unit_test(test_few_points),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
