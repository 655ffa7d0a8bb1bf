/* SPDX-License-Identifier: Apache-2.0
 *
 * The closed forms against printed values and against the equations that they solve; how a
 * check is judged; and all checks, with fewer persons than `demerit verify --theory` has.
 */
#include "demerit/core.h"
#include "experiment/closed_form.h"
#include "experiment/theory_lab.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
assert_near(double a, double b, double apart)
{
    if (!(fabs(a - b) <= apart)) {
        fail_msg("%.17g is not %.17g within %g", a, b, apart);
    }
}

/* docs/odd/verification.md gives these. */
static void
test_printed_values(void **state)
{
    (void) state;
    assert_near(dm_passage_by(9, 0.5, 12), 0.152763, 5e-7);
    assert_near(dm_ruin_chance(0.55, 10, 20), 0.118501, 5e-7);
    assert_near(dm_ruin_steps(0.55, 10, 20), 76.30, 5e-3);
    assert_near(dm_ruin_chance(0.5, 8, 18), 0.555556, 5e-7);
    assert_near(dm_ruin_steps(0.5, 8, 18), 80.0, 1e-9);
    assert_near(dm_ruin_chance(0.48, 10, 30), 0.877807, 5e-7);
    assert_near(dm_ruin_steps(0.48, 10, 30), 158.36, 6e-3);
    assert_near(dm_ruin_ever(0.55, 10), 0.134431, 5e-7);
    assert_near(dm_base_rate_ppv(1e-6, 0.99, 1e-3), 0.000989, 5e-7);
    assert_near(dm_base_rate_ppv(1e-4, 0.99, 1e-3), 0.090090, 5e-7);
    assert_near(dm_base_rate_ppv(0.001, 0.99, 0.01), 0.090164, 5e-7);
    assert_near(dm_base_rate_ppv(0.01, 0.99, 0.01), 0.5, 5e-7);
    assert_near(dm_base_rate_ppv(0.01, 0.90, 0.001), 0.900901, 5e-7);
    assert_near(dm_base_rate_ppv(0.05, 0.80, 0.05), 0.457143, 5e-7);
}

/* Granovetter's table; a quantile has its probability; the lowest root is a root, and
 * nothing below it is. */
static void
test_cascades_solve_their_equation(void **state)
{
    static const double table[][2] = { { 10.0, 0.77 }, { 11.0, 1.71 }, { 12.0, 4.02 },
        { 12.1, 4.55 }, { 12.2, 5.48 }, { 20.0, 99.99 }, { 30.0, 99.34 }, { 50.0, 90.5 },
        { 100.0, 65.9 } };

    (void) state;
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        double sigma = table[k][0], share = dm_cascade_share(25.0, sigma);

        assert_near(100.0 * share, table[k][1], k < 7 ? 5.1e-3 : 5.1e-2);
        assert_near(share, 0.5 * erfc((25.0 - 100.0 * share) / sigma / sqrt(2.0)), 1e-9);
        for (double r = 0.0; r < 0.99 * share; r += 0.001) {
            assert_true(0.5 * erfc((25.0 - 100.0 * r) / sigma / sqrt(2.0)) > r);
        }
        assert_near(dm_cascade_share_of(25.0, sigma, 100000), share, 2e-4);
    }
    assert_true(dm_cascade_share(25.0, 12.222) < 0.062);
    assert_true(dm_cascade_share(25.0, 12.2222) > 0.99);
    for (double p = 0.05; p < 1.0; p += 0.05) {
        assert_near(0.5 * erfc(-dm_normal_quantile(p) / sqrt(2.0)), p, 1e-14);
    }
    assert_near(dm_normal_quantile(0.975), 1.959964, 5e-7);
    assert_near(dm_ring_clustering(10), 0.6667, 5e-5);
}

/* The law of the first step: r(i) = p r(i+1) + q r(i-1), and one step more for d. */
static void
test_walks_solve_their_equation(void **state)
{
    static const double ps[] = { 0.3, 0.48, 0.5, 0.55, 0.8 };

    (void) state;
    for (size_t k = 0; k < sizeof ps / sizeof *ps; k++) {
        double p = ps[k], q = 1.0 - p;

        assert_near(dm_ruin_chance(p, 0, 12), 1.0, 1e-12);
        assert_near(dm_ruin_chance(p, 12, 12), 0.0, 1e-12);
        for (int i = 1; i < 12; i++) {
            assert_near(dm_ruin_chance(p, i, 12),
                p * dm_ruin_chance(p, i + 1, 12) + q * dm_ruin_chance(p, i - 1, 12), 1e-12);
            assert_near(dm_ruin_steps(p, i, 12),
                1.0 + p * dm_ruin_steps(p, i + 1, 12) + q * dm_ruin_steps(p, i - 1, 12),
                1e-9);
        }
    }
    assert_near(dm_ruin_ever(0.6, 5), dm_ruin_chance(0.6, 5, 2000), 1e-12);
}

/* Whole ticks add half a tick to the mean and 1/12 to the variance of Erlang(k, rate). */
static void
test_passage_is_erlang_in_whole_ticks(void **state)
{
    (void) state;
    assert_near(dm_passage_mean(9, 0.1), 90.5, 1e-6);
    assert_near(dm_passage_sd(9, 0.1), sqrt(900.0 + 1.0 / 12.0), 1e-6);
    assert_near(dm_passage_mean(1, 0.7), 1.0 / (1.0 - exp(-0.7)), 1e-12);
}

static void
test_lists_obey_little(void **state)
{
    double sum = 0.0;

    (void) state;
    /* the longer the stay, the more; never more than everybody */
    for (int term = 1; term < 40; term++) {
        assert_true(dm_hit_share(0.05, term) > dm_hit_share(0.05, term - 1));
        assert_true(dm_term_share(0.05, term) < 1.0);
        sum += pow(0.9, term - 1);
        assert_near(dm_record_stay(0.1, term), sum, 1e-12);
    }
    assert_near(dm_hit_stay(0.05, 1), 1.0 / exp(-0.05), 1e-12);
    assert_near(dm_record_stay(0.0, 24), 24.0, 0.0);
    assert_near(dm_term_share(1.0, 12), 1.0, 1e-15);
}

static void
test_states_settle(void **state)
{
    double settled = dm_fear_after(0.1, 0.048, 1000);

    (void) state;
    assert_near(0.048 * settled, (1.0 - settled) * (1.0 - exp(-0.1)), 1e-12);
    assert_near(dm_fear_after(0.1, 0.048, 1), 1.0 - exp(-0.1), 1e-15);
    assert_near(dm_employment(0.25, 0.02), 0.925926, 5e-7);
}

static void
test_samples(void **state)
{
    struct dm_sample sample = { .n = 0.0 };

    (void) state;
    for (int i = 1; i <= 5; i++) {
        dm_sample_add(&sample, 1e6 + i);
    }
    assert_near(sample.mean, 1e6 + 3.0, 1e-9);
    assert_near(dm_sample_variance(&sample), 2.5, 1e-9);
    assert_near(dm_sample_se(&sample), sqrt(0.5), 1e-9);
}

static void
test_judgement(void **state)
{
    static const struct {
        double expected, simulated, se, grid;
        bool pass;
    } cases[] = {
        { 10.0, 10.39, 0.1, 0.0, true },
        { 10.0, 10.41, 0.1, 0.0, false },
        { 10.0, 9.59, 0.1, 0.0, false },
        { 10.0, 10.41, 0.1, 0.02, true },
        { 0.0, 0.0, 0.0, 0.0, true },
        { 0.0, 1.0, 0.0, 0.0, false },
        { 10.0, (double) NAN, 0.1, 0.0, false },
        { 10.0, 10.0, (double) NAN, 0.0, false },
    };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dm_theory_row row = { .expected = cases[i].expected,
            .simulated = cases[i].simulated,
            .se = cases[i].se,
            .grid = cases[i].grid };

        dm_theory_judge(&row);
        if (row.pass != cases[i].pass) {
            fail_msg("case %zu is judged wrongly", i);
        }
    }
}

static void
test_a_wrong_text_is_our_fault(void **state)
{
    struct dm_theory theory = { .thin = 1 };
    struct dm_error err = { .status = DM_OK };
    struct dm_lab lab;

    (void) state;
    assert_int_equal(
        dm_lab_init(&lab, &theory,
            "schema: demerit/1\ntwin: no\nacts: {slip: {rate: 1/month}}\n", NULL, 10, &err),
        DM_EINTERNAL);
    assert_non_null(strstr(err.text, "a scenario of theory is refused: acts.slip"));
}

/* The engine at another rate than theory is told of lies outside the tolerance. */
static void
test_a_wrong_rate_is_noticed(void **state)
{
    static const char yaml[] =
        "schema: demerit/1\n"
        "twin: no\n"
        "society: {drivers: 100 %, labour: {hiring: 3/year, separation: 0.24/year}}\n";
    struct dm_theory theory = { .thin = 1 };
    struct dm_error err = { .status = DM_OK };
    struct dm_sample at_work = { .n = 0.0 };
    struct dm_lab lab;

    (void) state;
    assert_int_equal(dm_lab_init(&lab, &theory, yaml, NULL, 20000, &err), DM_OK);
    assert_int_equal(dm_lab_run(&lab, 10, false, &err), DM_OK);
    for (uint64_t p = 0; p < lab.n; p++) {
        dm_sample_add(&at_work, lab.world->employed[0][p]);
    }
    struct dm_theory_row row = { .simulated = at_work.mean, .se = dm_sample_se(&at_work) };
    row.expected = dm_employment(3.0 / 12.0, 0.24 / 12.0);
    dm_theory_judge(&row);
    assert_true(row.pass);
    row.expected = dm_employment(3.0 / 12.0, 0.28 / 12.0);
    dm_theory_judge(&row);
    assert_false(row.pass);
    dm_lab_clear(&lab);
}

static dm_status
stop_at_once(void *self, const struct dm_theory_row *row, struct dm_error *err)
{
    int *rows = self;

    (void) row;
    (*rows)++;
    return dm_error_set(err, DM_EIO, "the sink is full");
}

static void
test_a_sink_that_fails_ends_it(void **state)
{
    struct dm_error err = { .status = DM_OK };
    int rows = 0;
    struct dm_theory_sink sink = { .self = &rows, .row = stop_at_once };

    (void) state;
    assert_int_equal(dm_theory_run(&sink, 100, &err), DM_EIO);
    assert_int_equal(rows, 1);
    assert_string_equal(err.text, "the sink is full");
}

static void
test_all_checks_pass(void **state)
{
    struct demerit_problems *problems = demerit_problems_create();
    struct demerit_verification *result = NULL;
    char *text, *json;

    (void) state;
    assert_int_equal(demerit_verify_theory(&result, 0, problems), DEMERIT_EUSAGE);
    assert_int_equal(demerit_verify_theory(&result, 10, problems), DEMERIT_OK);
    text = demerit_verification_text(result, NULL);
    json = demerit_verification_json(result);
    assert_non_null(text);
    assert_non_null(json);
    if (demerit_verification_failed(result) != 0) {
        fail_msg("%s", text);
    }
    assert_true(demerit_verification_checks(result) > 50);
    assert_non_null(strstr(json, "{\"schema\": \"demerit-theory/1\", \"pass\": true"));
    assert_non_null(strstr(json, "\"id\": \"walk.never.ruin\""));
    assert_non_null(strstr(text, "checks pass"));
    assert_null(strstr(text, "FAIL"));
    demerit_text_free(text);
    demerit_text_free(json);
    demerit_verification_free(result);
    demerit_problems_free(problems);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printed_values),
        cmocka_unit_test(test_cascades_solve_their_equation),
        cmocka_unit_test(test_walks_solve_their_equation),
        cmocka_unit_test(test_passage_is_erlang_in_whole_ticks),
        cmocka_unit_test(test_lists_obey_little),
        cmocka_unit_test(test_states_settle),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_judgement),
        cmocka_unit_test(test_a_wrong_text_is_our_fault),
        cmocka_unit_test(test_a_wrong_rate_is_noticed),
        cmocka_unit_test(test_a_sink_that_fails_ends_it),
        cmocka_unit_test(test_all_checks_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
