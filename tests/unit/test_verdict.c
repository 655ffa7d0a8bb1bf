/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of verdicts at their thresholds, by effects made up for them; luck and
 * assumptions do not mix; the parameters that decide are those that do. */
#include "experiment/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

enum { K = 200, R = 4, F = 2, D = 3 };

static double effect[F * K * R], at[K * D];

static uint32_t
scramble(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    return x * 0x846ca68bU;
}

static void
place_points(void)
{
    for (uint32_t i = 0; i < K * D; i++) {
        at[i] = scramble(i + 1) / 4294967296.0;
    }
}

/* The first `n` points of a form get `a`, the others `b`; +- `luck` between pairs. */
static void
fill(int form, int n, double a, double b, double luck)
{
    for (int k = 0; k < K; k++) {
        for (int r = 0; r < R; r++) {
            effect[(form * K + k) * R + r] = (k < n ? a : b) + (r % 2 == 0 ? luck : -luck);
        }
    }
}

static struct dm_verdict_told
told(int32_t n_forms, int direction)
{
    struct dm_ensemble ensemble = { .n_forms = n_forms,
        .n_points = K,
        .n_pairs = R,
        .n_factors = D,
        .effect = effect,
        .at = at,
        .smallest = 1.0,
        .direction = direction };
    struct dm_verdict_told out;

    assert_int_equal(dm_verdict_of(&ensemble, &out, NULL), DM_OK);
    return out;
}

static void
test_thresholds(void **state)
{
    static const struct {
        int n; /* points of 200 with the first effect */
        double a, b;
        int direction;
        enum dm_verdict verdict;
    } cases[] = {
        { 190, 2.0, 0.0, 1, DM_VERDICT_HOLDS },
        { 189, 2.0, 0.0, 1, DM_VERDICT_DEPENDS },
        { 190, 1.0, 0.0, 1, DM_VERDICT_HOLDS }, /* the smallest effect itself matters */
        { 190, -2.0, 0.0, 1, DM_VERDICT_OPPOSITE },
        { 190, -2.0, 0.0, -1, DM_VERDICT_HOLDS },
        { 190, 0.5, 3.0, 1, DM_VERDICT_NEGLIGIBLE },
        { 200, 0.0, 0.0, -1, DM_VERDICT_NEGLIGIBLE },
        { 100, 2.0, -2.0, 1, DM_VERDICT_DEPENDS },
    };

    (void) state;
    place_points();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fill(0, cases[i].n, cases[i].a, cases[i].b, 0.0);
        if (told(1, cases[i].direction).verdict != cases[i].verdict) {
            fail_msg("case %zu", i);
        }
    }
}

static void
test_every_form(void **state)
{
    struct dm_verdict_told out;

    (void) state;
    place_points();
    fill(0, K, 2.0, 2.0, 0.0);
    fill(1, K, 2.0, 2.0, 0.0);
    assert_int_equal(told(2, 1).verdict, DM_VERDICT_HOLDS);
    fill(1, K, 0.1, 0.1, 0.0); /* one form disagrees, and alone decides */
    out = told(2, 1);
    assert_int_equal(out.verdict, DM_VERDICT_DEPENDS);
    assert_int_equal(out.deciding[0].factor, -1);
    assert_true(fabs(out.deciding[0].strength - 1.0) < 1e-12);
    assert_true(fabs(out.form[1].negligible - 1.0) < 1e-9);
}

/* More than one point in ten that luck may move over a threshold: nothing is said. */
static void
test_unclear(void **state)
{
    struct dm_verdict_told out;

    (void) state;
    place_points();
    fill(0, K, 2.0, 2.0, 0.0);
    for (int k = 0; k < 20; k++) {
        for (int r = 0; r < R; r++) {
            effect[k * R + r] = r % 2 == 0 ? 1.2 : 0.9; /* mean 1.05, about +- 0.28 */
        }
    }
    out = told(1, 1);
    assert_int_equal(out.verdict, DM_VERDICT_HOLDS);
    assert_true(fabs(out.form[0].unclear - 0.1) < 1e-9);
    memcpy(effect + 20 * R, effect, R * sizeof *effect);
    assert_int_equal(told(1, 1).verdict, DM_VERDICT_NOT_RESOLVED);
    fill(0, K, 2.0, 2.0, 0.0);
    for (int i = 0; i < 21 * R; i++) {
        effect[i] = (double) NAN; /* undefined is unclear, not negligible */
    }
    out = told(1, 1);
    assert_int_equal(out.verdict, DM_VERDICT_NOT_RESOLVED);
    assert_true(fabs(out.form[0].undefined - 0.105) < 1e-9);
}

static void
test_luck_and_assumptions_apart(void **state)
{
    struct dm_verdict_told out;

    (void) state;
    place_points();
    fill(0, 100, 3.0, 5.0, 0.0); /* no luck, wide assumptions */
    out = told(1, 1);
    assert_true(fabs(out.effect.mean - 4.0) < 1e-9 && out.effect.hi - out.effect.lo < 1e-9);
    assert_true(fabs(out.range_lo - 3.0) < 1e-9 && fabs(out.range_hi - 5.0) < 1e-9);
    fill(0, K, 4.0, 4.0, 0.5); /* luck alone */
    out = told(1, 1);
    assert_true(out.effect.hi - out.effect.lo > 0.5);
    assert_true(out.greatest - out.least < 1e-9);
}

static void
test_what_decides(void **state)
{
    struct dm_verdict_told out;

    (void) state;
    place_points();
    for (int k = 0; k < K; k++) {
        double x = 4.0 * (at[k * D + 2] - 0.5) - 1.5 * (at[k * D] - 0.5);

        for (int r = 0; r < R; r++) {
            effect[k * R + r] = x;
        }
    }
    out = told(1, 1);
    assert_int_equal(out.verdict, DM_VERDICT_DEPENDS);
    assert_int_equal(out.deciding[0].factor, 2);
    assert_int_equal(out.deciding[1].factor, 0);
    assert_true(out.deciding[0].strength > out.deciding[1].strength);
    fill(0, K, 7.0, 7.0, 0.0); /* nothing varies, so nothing decides */
    out = told(1, 1);
    assert_int_equal(out.deciding[0].factor, -2);
}

static void
test_same_sign(void **state)
{
    const double up[] = { 1, 2, 0, 3 }, mixed[] = { 1, 2, -1e-9, 3 },
                 zero[] = { 0, 0, 0, 1 }, down[] = { -1, -2, (double) NAN, -3 };

    (void) state;
    assert_int_equal(dm_same_sign_of(up, 4).sign, 1);
    assert_int_equal(dm_same_sign_of(mixed, 4).sign, 0);
    assert_int_equal(dm_same_sign_of(zero, 4).sign, 0); /* too many without one */
    assert_int_equal(dm_same_sign_of(down, 4).sign, -1);
    assert_int_equal(dm_same_sign_of(down, 4).undefined, 1);
}

/* Words that speak of the world are not used. */
static void
test_words(void **state)
{
    (void) state;
    assert_string_equal(dm_verdict_words[DM_VERDICT_HOLDS], "holds in this model");
    for (int v = 0; v < DM_N_VERDICTS; v++) {
        assert_null(strstr(dm_verdict_words[v], "support"));
        assert_null(strstr(dm_verdict_words[v], "refute"));
        assert_null(strstr(dm_verdict_words[v], "confirm"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thresholds),
        cmocka_unit_test(test_every_form),
        cmocka_unit_test(test_unclear),
        cmocka_unit_test(test_luck_and_assumptions_apart),
        cmocka_unit_test(test_what_decides),
        cmocka_unit_test(test_same_sign),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
