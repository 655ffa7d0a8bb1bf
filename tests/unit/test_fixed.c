/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer arithmetic against the worked values of numerics.md, and its laws: exp and ln
 * against libm, counts monotone in word and mean, the table of rates against the exact
 * path. */
#include "base/fixed.h"

#include "base/philox.h"
#include "numerics_values.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* A word that is some fixed function of i. */
static uint32_t
arbitrary(uint32_t i)
{
    uint32_t out[4];

    dm_philox((uint32_t[4]){ i }, (struct dm_key){ .seed = 17 }, out);
    return out[0];
}

static void
test_decimal(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(decimal_values); i++) {
        const char *text = decimal_values[i].text;
        int64_t nano = -77;
        enum dm_decimal_fault fault = dm_decimal_parse(text, strlen(text), &nano);
        if (fault != decimal_values[i].fault) {
            fail_msg("'%s': fault %d", text, (int) fault);
        }
        int64_t expected = fault == DM_DECIMAL_OK ? decimal_values[i].nano : -77;
        if (nano != expected) {
            fail_msg("'%s': %lld", text, (long long) nano);
        }
    }
}

/* Only text[0..n) is read. */
static void
test_decimal_ends_where_told(void **state)
{
    int64_t nano = 0;

    (void) state;
    assert_int_equal(dm_decimal_parse("12.5%", 4, &nano), DM_DECIMAL_OK);
    assert_true(nano == INT64_C(12500000000));
    assert_int_equal(dm_decimal_parse("12.5%", 5, &nano), DM_DECIMAL_SYNTAX);
    assert_int_equal(dm_decimal_parse("12.5%", 3, &nano), DM_DECIMAL_SYNTAX);
    assert_int_equal(dm_decimal_parse("12e3", 3, &nano), DM_DECIMAL_SYNTAX);
}

static void
test_division(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(rdiv_values); i++) {
        int64_t a = rdiv_values[i].a;
        int64_t b = rdiv_values[i].b;
        assert_true(dm_rdiv(a, b) == rdiv_values[i].result);
        assert_true(dm_rdiv(-a, b) == -rdiv_values[i].result);
        assert_true(dm_rmuldiv(a, 1, b) == rdiv_values[i].result);
        assert_true(dm_rmuldiv(a, b, b) == a);
    }
    assert_true(dm_rmuldiv(INT64_MAX, -INT64_MAX, INT64_MAX) == -INT64_MAX);
    assert_true(dm_rmuldiv(-5, 3, 10) == -2);
    assert_true(dm_muldiv(UINT64_MAX, UINT64_MAX, UINT64_MAX) == UINT64_MAX);
    assert_true(dm_muldiv(UINT64_MAX, 5, 7) == UINT64_C(13176245766935394010));
    assert_true(dm_muldiv_ceil(UINT64_MAX, 5, 7) == UINT64_C(13176245766935394011));
    assert_true(dm_muldiv_ceil(14, 5, 7) == 10);
}

static void
test_thresholds(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(thr_values); i++) {
        assert_true(dm_threshold(thr_values[i].p) == thr_values[i].result);
    }
    for (size_t i = 0; i < COUNT(mul32_values); i++) {
        assert_true(
            dm_mul32(mul32_values[i].s, mul32_values[i].t) == mul32_values[i].result);
        assert_true(
            dm_mul32(mul32_values[i].t, mul32_values[i].s) == mul32_values[i].result);
    }
}

static void
test_exp_and_ln(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(exp_q40_values); i++) {
        assert_true(dm_exp_q40(exp_q40_values[i].x) == exp_q40_values[i].result);
    }
    for (size_t i = 0; i < COUNT(exp_q32_values); i++) {
        assert_true(dm_exp_q32(exp_q32_values[i].x) == exp_q32_values[i].result);
    }
    for (size_t i = 0; i < COUNT(ln_values); i++) {
        assert_true(dm_ln_q32(ln_values[i].n) == ln_values[i].result);
    }
    assert_true(dm_exp_q32(0) == DM_ONE32);
    assert_true(dm_exp_q40(INT64_MIN / 2) == 0);
}

/* Within two units of what libm says, over the whole domain. */
static void
test_exp_and_ln_agree_with_libm(void **state)
{
    (void) state;
    for (uint32_t i = 0; i < 20000; i++) {
        int64_t x = (int64_t) ((uint64_t) arbitrary(i) * 80) - INT64_C(64) * (1LL << 32);
        if (x < INT64_C(16) << 32) {
            double y = ldexp(exp(ldexp((double) x, -32)), 40);
            assert_true(fabs((double) dm_exp_q40(x) - y) <= 2.0 + 1e-13 * y);
        }
        uint64_t n = ((uint64_t) arbitrary(i) << 32 | arbitrary(i + 1)) >> (i % 64);
        if (n > 0) {
            double y = ldexp(log((double) n), 32);
            assert_true(fabs((double) dm_ln_q32(n) - y) <= 2.0);
        }
    }
}

static void
test_grid(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(idx_values); i++) {
        assert_int_equal(dm_grid_index(idx_values[i].y), idx_values[i].result);
    }
    for (size_t i = 0; i < COUNT(rate_values); i++) {
        assert_true(dm_rate40(rate_values[i].i) == rate_values[i].rate40);
    }
    for (int32_t i = DM_I_MIN; i <= DM_I_MAX; i++) {
        assert_int_equal(dm_grid_index((int64_t) i * (1 << 22)), i);
        assert_true(i == DM_I_MIN || dm_rate40(i) >= dm_rate40(i - 1));
    }
}

static void
test_poisson(void **state)
{
    uint64_t t[DM_POISSON_CAP];
    int n = 0;

    (void) state;
    for (size_t i = 0; i < COUNT(poisson_values); i++) {
        dm_poisson_thresholds(poisson_values[i].mean, t, DM_POISSON_CAP, &n);
        assert_int_equal(n, poisson_values[i].n);
        assert_memory_equal(t, poisson_values[i].t, (size_t) n * sizeof t[0]);
        for (size_t k = 0; k < COUNT(some_words); k++) {
            uint32_t u = some_words[k];
            assert_int_equal(
                dm_poisson_count(u, poisson_values[i].mean), poisson_values[i].count[k]);
            assert_int_equal(dm_count_from(u, t, n), poisson_values[i].count[k]);
        }
    }
}

/* The count without division is the count by thresholds, at and beside each threshold. */
static void
verify_count_at_thresholds(uint64_t mean)
{
    uint64_t t[DM_POISSON_CAP];
    int n = 0;

    dm_poisson_thresholds(mean, t, DM_POISSON_CAP, &n);
    assert_true(t[n - 1] == DM_ONE32);
    for (int k = 0; k < n; k++) {
        assert_true(k == 0 || t[k] >= t[k - 1]);
        for (uint64_t u = t[k] > 0 ? t[k] - 1 : 0; u <= t[k] && u < DM_ONE32; u++) {
            assert_int_equal(
                dm_poisson_count((uint32_t) u, mean), dm_count_from((uint32_t) u, t, n));
        }
    }
}

static void
test_count_changes_at_thresholds(void **state)
{
    (void) state;
    verify_count_at_thresholds(0);
    for (int32_t i = DM_I_MIN; i <= DM_I_MAX; i += 97) {
        verify_count_at_thresholds(dm_rate40(i));
    }
}

static void
test_count_is_monotone(void **state)
{
    (void) state;
    for (uint32_t i = 0; i < 300; i++) {
        uint32_t u = arbitrary(i);
        uint32_t last = 0;
        for (int32_t g = DM_I_MIN + (int32_t) (i % 50); g <= DM_I_MAX; g += 50) {
            uint32_t count = dm_poisson_count(u, dm_rate40(g));
            assert_true(count >= last);
            assert_true(u == UINT32_MAX || dm_poisson_count(u + 1, dm_rate40(g)) >= count);
            last = count;
        }
    }
}

/* The mean count over all words, from the thresholds: exact up to their rounding. */
static void
test_mean_count_is_the_mean(void **state)
{
    uint64_t t[DM_POISSON_CAP];
    int n = 0;

    (void) state;
    for (int32_t i = -9000; i <= DM_I_MAX; i += 331) {
        double mean = ldexp((double) dm_rate40(i), -40);
        double sum = 0.0;
        dm_poisson_thresholds(dm_rate40(i), t, DM_POISSON_CAP, &n);
        for (int k = 0; k < n; k++) {
            sum += 1.0 - ldexp((double) t[k], -32);
        }
        assert_true(fabs(sum - mean) < (n + 1) * 0x1p-32);
    }
}

static void
test_rate_grid(void **state)
{
    struct dm_rate_grid *grid = malloc(sizeof *grid);

    (void) state;
    assert_non_null(grid);
    dm_rate_grid_init(grid);
    for (size_t i = 0; i < COUNT(rate_values); i++) {
        assert_int_equal(grid->rate24[rate_values[i].i - DM_I_MIN], rate_values[i].rate24);
    }
    for (int32_t i = DM_I_MIN; i <= DM_I_MAX; i += 7) {
        uint64_t rate = dm_rate40(i);
        uint32_t t0 = grid->t0[i - DM_I_MIN];
        uint32_t t1 = grid->t1[i - DM_I_MIN];
        const uint32_t words[] = { 0, t0 - 1, t0, t1 - 1, t1, UINT32_MAX, arbitrary(t0) };
        for (size_t k = 0; k < COUNT(words); k++) {
            assert_int_equal(
                dm_rate_count(grid, words[k], i), dm_poisson_count(words[k], rate));
        }
    }
    free(grid);
}

static void
test_pick(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(pick_values); i++) {
        uint64_t t[COUNT(pick_values[0].t)];
        int n = pick_values[i].n;
        dm_pick_thresholds(pick_values[i].w, n, t);
        assert_memory_equal(t, pick_values[i].t, (size_t) n * sizeof t[0]);
        for (size_t k = 0; k < COUNT(some_words); k++) {
            int got = dm_pick(some_words[k], t, n);
            assert_int_equal(got, pick_values[i].k[k]);
            assert_true(pick_values[i].w[got] > 0);
        }
    }
    for (size_t i = 0; i < COUNT(below_values); i++) {
        assert_int_equal(
            dm_below(below_values[i].u, below_values[i].n), below_values[i].result);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal),
        cmocka_unit_test(test_decimal_ends_where_told),
        cmocka_unit_test(test_division),
        cmocka_unit_test(test_thresholds),
        cmocka_unit_test(test_exp_and_ln),
        cmocka_unit_test(test_exp_and_ln_agree_with_libm),
        cmocka_unit_test(test_grid),
        cmocka_unit_test(test_poisson),
        cmocka_unit_test(test_count_changes_at_thresholds),
        cmocka_unit_test(test_count_is_monotone),
        cmocka_unit_test(test_mean_count_is_the_mean),
        cmocka_unit_test(test_rate_grid),
        cmocka_unit_test(test_pick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
