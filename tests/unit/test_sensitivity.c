/* SPDX-License-Identifier: Apache-2.0
 *
 * Indices against functions whose indices are known by analysis (Ishigami and Homma 1990,
 * Sobol's G, a sum), and laws: what does not move them, what is left out, what an interval
 * covers. */
#include "experiment/sensitivity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define PI 3.14159265358979323846

typedef double function_of(const double *x, int32_t d);

/* a = 7, b = 0.1. */
static double
ishigami(const double *x, int32_t d)
{
    double z[3] = { 0.0 };

    for (int32_t f = 0; f < 3 && f < d; f++) {
        z[f] = PI * (2.0 * x[f] - 1.0);
    }
    return sin(z[0]) + 7.0 * sin(z[1]) * sin(z[1]) + 0.1 * pow(z[2], 4.0) * sin(z[0]);
}

static const double g_a[8] = { 0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0 };

static double
sobol_g(const double *x, int32_t d)
{
    double product = 1.0;

    for (int32_t f = 0; f < d; f++) {
        product *= (fabs(4.0 * x[f] - 2.0) + g_a[f]) / (1.0 + g_a[f]);
    }
    return product;
}

/* 1 x_1 + 2 x_2 + ... */
static double
weighted(const double *x, int32_t d)
{
    double sum = 0.0;

    for (int32_t f = 0; f < d; f++) {
        sum += (f + 1.0) * x[f];
    }
    return sum;
}

static double
constant(const double *x, int32_t d)
{
    (void) x;
    (void) d;
    return 0.1;
}

/* A design and its values. */
struct study {
    struct dm_design design;
    double *y;
};

static struct study
study_of(struct dm_design_options options, function_of *function)
{
    struct study self;
    struct dm_error err = { 0 };
    double x[DM_DESIGN_MAX_FACTORS];

    if (dm_design_init(&self.design, &options, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    int64_t n = dm_design_rows(&self.design);
    self.y = calloc((size_t) n, sizeof *self.y);
    assert_non_null(self.y);
    for (int64_t row = 0; row < n; row++) {
        for (int32_t f = 0; f < options.n_factors; f++) {
            x[f] = dm_coordinate_double(dm_design_point(&self.design, row, f));
        }
        self.y[row] = function(x, options.n_factors);
    }
    return self;
}

static void
study_clear(struct study *self)
{
    free(self->y);
    dm_design_clear(&self->design);
}

static void
sobol_of(const struct study *study, int32_t resamples, struct dm_interval *index)
{
    const struct dm_resampling how = { .n = resamples, .seed = 77 };
    struct dm_error err = { 0 };

    assert_int_equal(dm_sobol_indices(&study->design, study->y, &how, index, &err), DM_OK);
}

static void
morris_of(const struct study *study, int32_t resamples, struct dm_morris_effect *effect)
{
    const struct dm_resampling how = { .n = resamples, .seed = 77 };
    struct dm_error err = { 0 };

    assert_int_equal(
        dm_morris_effects(&study->design, study->y, &how, effect, &err), DM_OK);
}

static void
assert_near(double value, double expected, double within)
{
    if (!(fabs(value - expected) <= within)) {
        fail_msg("%.17g is not %.17g within %g", value, expected, within);
    }
}

/* 4096 blocks of a scrambled net: within 0.01 of analysis, pairs within 0.02. */
static void
test_ishigami(void **state)
{
    static const double expected[9] = { 0.3139, 0.4424, 0.0, 0.5576, 0.4424, 0.2437, 0.0,
        0.2437, 0.0 };
    struct dm_interval index[9];
    struct study study = study_of((struct dm_design_options){ .kind = DM_DESIGN_SALTELLI,
                                      .n_factors = 3,
                                      .n = 4096,
                                      .seed = 1,
                                      .scrambled = true,
                                      .second_order = true },
        ishigami);

    (void) state;
    sobol_of(&study, 200, index);
    assert_int_equal(dm_sobol_count(&study.design), 9);
    for (size_t i = 0; i < 9; i++) {
        assert_near(index[i].mean, expected[i], i < 6 ? 0.01 : 0.02);
        assert_int_equal(index[i].n, 4096);
        assert_true(index[i].lo <= expected[i] + 1e-4 && expected[i] - 1e-4 <= index[i].hi);
        assert_true(index[i].hi - index[i].lo < 0.2);
    }
    assert_near(index[dm_sobol_pair(&study.design, 0, 2)].mean, 0.2437, 0.02);
    study_clear(&study);
}

/* V_i = 1 / (3 (1 + a_i)^2); products of 1 + V_i give the rest. */
static void
test_sobol_g(void **state)
{
    struct dm_interval index[2 * 8 + 28];
    double v[8];
    double all = 1.0;
    struct study study = study_of((struct dm_design_options){ .kind = DM_DESIGN_SALTELLI,
                                      .n_factors = 8,
                                      .n = 8192,
                                      .seed = 6,
                                      .scrambled = true,
                                      .second_order = true },
        sobol_g);

    (void) state;
    for (int f = 0; f < 8; f++) {
        v[f] = 1.0 / 3.0 / ((1.0 + g_a[f]) * (1.0 + g_a[f]));
        all *= 1.0 + v[f];
    }
    sobol_of(&study, 0, index);
    for (int32_t f = 0; f < 8; f++) {
        assert_near(index[f].mean, v[f] / (all - 1.0), 0.01);
        assert_near(index[8 + f].mean, v[f] * all / (1.0 + v[f]) / (all - 1.0), 0.01);
        for (int32_t k = f + 1; k < 8; k++) {
            assert_near(index[dm_sobol_pair(&study.design, f, k)].mean,
                v[f] * v[k] / (all - 1.0), 0.02);
        }
    }
    study_clear(&study);
}

static void
test_pairs_stand_in_order(void **state)
{
    static const int32_t some[] = { 1, 2, 3, 9, 64 };

    (void) state;
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        struct dm_design design = { .options = {
                                        .n_factors = some[i], .second_order = true } };
        size_t next = 2 * (size_t) some[i];
        for (int32_t j = 0; j < some[i]; j++) {
            for (int32_t k = j + 1; k < some[i]; k++) {
                assert_int_equal(dm_sobol_pair(&design, j, k), next++);
            }
        }
        assert_int_equal(dm_sobol_count(&design), next);
    }
}

/* Another unit and another zero of y move no index. */
static void
test_units_do_not_matter(void **state)
{
    struct dm_interval before[9];
    struct dm_interval after[9];
    struct study study = study_of((struct dm_design_options){ .kind = DM_DESIGN_SALTELLI,
                                      .n_factors = 3,
                                      .n = 128,
                                      .scrambled = true,
                                      .second_order = true },
        ishigami);

    (void) state;
    sobol_of(&study, 50, before);
    for (int64_t row = 0; row < dm_design_rows(&study.design); row++) {
        study.y[row] = 1e6 - 250.0 * study.y[row];
    }
    sobol_of(&study, 50, after);
    for (size_t i = 0; i < 9; i++) {
        assert_near(after[i].mean, before[i].mean, 1e-9);
        assert_near(after[i].lo, before[i].lo, 1e-9);
        assert_near(after[i].hi, before[i].hi, 1e-9);
    }
    study_clear(&study);
}

static void
assert_undefined(const struct dm_interval *index, size_t n_indices, int n)
{
    for (size_t i = 0; i < n_indices; i++) {
        assert_true(isnan(index[i].mean) && isnan(index[i].lo) && isnan(index[i].hi));
        assert_int_equal(index[i].n, n);
    }
}

static void
test_no_variance(void **state)
{
    struct dm_interval index[9];
    struct dm_design_options options = {
        .kind = DM_DESIGN_SALTELLI, .n_factors = 3, .n = 33, .second_order = true
    };
    struct study study = study_of(options, constant);

    (void) state;
    sobol_of(&study, 20, index);
    assert_undefined(index, 9, 33);
    for (int64_t row = 0; row < dm_design_rows(&study.design); row++) {
        study.y[row] = (double) NAN;
    }
    sobol_of(&study, 20, index);
    assert_undefined(index, 9, 0);
    study_clear(&study);
}

/* The sequence of n - 1 blocks is the start of that of n: leaving the last block out is
 * having one less. */
static void
test_undefined_block_is_left_out(void **state)
{
    struct dm_interval without[9];
    struct dm_interval shorter[9];
    struct dm_design_options options = { .kind = DM_DESIGN_SALTELLI,
        .n_factors = 3,
        .n = 64,
        .scrambled = true,
        .second_order = true };
    struct study study = study_of(options, ishigami);
    options.n = 63;
    struct study other = study_of(options, ishigami);

    (void) state;
    study.y[63 * study.design.n_block + 2] = (double) INFINITY;
    sobol_of(&study, 10, without);
    sobol_of(&other, 10, shorter);
    for (size_t i = 0; i < 9; i++) {
        assert_near(without[i].mean, shorter[i].mean, 0.0);
        assert_near(without[i].lo, shorter[i].lo, 0.0);
        assert_near(without[i].hi, shorter[i].hi, 0.0);
        assert_int_equal(without[i].n, 63);
    }
    study_clear(&study);
    study_clear(&other);
}

/* Rows of a net are steadier than rows of luck, for which the bootstrap is made: 95 %
 * intervals hold the true value for no fewer than 93 of 100 seeds. */
static void
test_intervals_cover(void **state)
{
    static const double expected[6] = { 0.3139, 0.4424, 0.0, 0.5576, 0.4424, 0.2437 };
    int held[6] = { 0 };

    (void) state;
    for (uint32_t seed = 0; seed < 100; seed++) {
        struct dm_interval index[6];
        struct study study =
            study_of((struct dm_design_options){ .kind = DM_DESIGN_SALTELLI,
                         .n_factors = 3,
                         .n = 256,
                         .seed = seed,
                         .scrambled = true },
                ishigami);
        sobol_of(&study, 100, index);
        for (size_t i = 0; i < 6; i++) {
            held[i] += index[i].lo <= expected[i] && expected[i] <= index[i].hi;
        }
        study_clear(&study);
    }
    for (size_t i = 0; i < 6; i++) {
        assert_in_range(held[i], 93, 100);
    }
}

/* Of a sum every elementary effect is the weight: sigma is nothing, and so is the interval.
 */
static void
test_morris_of_a_sum(void **state)
{
    struct dm_morris_effect effect[5];
    struct study study = study_of(
        (struct dm_design_options){
            .kind = DM_DESIGN_MORRIS, .n_factors = 5, .n = 20, .morris_levels = 6 },
        weighted);

    (void) state;
    morris_of(&study, 30, effect);
    for (int32_t f = 0; f < 5; f++) {
        assert_near(effect[f].mu, f + 1.0, 1e-12);
        assert_near(effect[f].mu_star.mean, f + 1.0, 1e-12);
        assert_near(effect[f].sigma, 0.0, 1e-12);
        assert_near(effect[f].mu_star.hi - effect[f].mu_star.lo, 0.0, 1e-12);
        assert_int_equal(effect[f].mu_star.n, 20);
    }
    study_clear(&study);
}

/* x_3 of Ishigami's function works only together with x_1: mu is about nothing, mu* is not.
 * |mu| <= mu*, and mu*^2 <= mu^2 + sigma^2 (n - 1) / n. */
static void
test_morris_of_an_interaction(void **state)
{
    struct dm_morris_effect effect[3];
    struct study study = study_of(
        (struct dm_design_options){
            .kind = DM_DESIGN_MORRIS, .n_factors = 3, .n = 1000, .morris_levels = 4 },
        ishigami);

    (void) state;
    morris_of(&study, 200, effect);
    for (int f = 0; f < 3; f++) {
        double squares = effect[f].mu * effect[f].mu +
                         effect[f].sigma * effect[f].sigma * 999.0 / 1000.0;
        assert_true(fabs(effect[f].mu) <= effect[f].mu_star.mean + 1e-12);
        assert_true(effect[f].mu_star.mean <= sqrt(squares) + 1e-12);
    }
    assert_true(fabs(effect[2].mu) < 4.0 * effect[2].sigma / sqrt(1000.0));
    assert_true(effect[2].mu_star.lo > 1.0);
    /* the bootstrap of a mean: sd / sqrt(n), its own noise within a fifth */
    double sd = sqrt(effect[2].sigma * effect[2].sigma -
                     effect[2].mu_star.mean * effect[2].mu_star.mean);
    double half = 0.5 * (effect[2].mu_star.hi - effect[2].mu_star.lo);
    assert_near(half / (1.96 * sd / sqrt(1000.0)), 1.0, 0.2);
    study_clear(&study);
}

/* A step with an undefined end is left out of its factor alone; what is left is too little
 * for a spread. A constant has effects, of nothing. */
static void
test_morris_undefined(void **state)
{
    struct dm_morris_effect effect[4];
    struct study study = study_of(
        (struct dm_design_options){
            .kind = DM_DESIGN_MORRIS, .n_factors = 4, .n = 2, .morris_levels = 4 },
        constant);
    int lost = 0;

    (void) state;
    study.y[0] = (double) NAN;
    morris_of(&study, 10, effect);
    for (int32_t f = 0; f < 4; f++) {
        bool first = dm_design_move(&study.design, 0, f).step == 0;
        assert_int_equal(effect[f].mu_star.n, first ? 1 : 2);
        assert_true(isnan(effect[f].sigma) == first);
        assert_near(effect[f].mu_star.mean, 0.0, 0.0);
        lost += first;
    }
    assert_int_equal(lost, 1);
    for (int64_t row = 0; row < dm_design_rows(&study.design); row++) {
        study.y[row] = (double) NAN;
    }
    morris_of(&study, 10, effect);
    assert_int_equal(effect[0].mu_star.n, 0);
    assert_true(isnan(effect[0].mu) && isnan(effect[0].mu_star.mean) &&
                isnan(effect[0].mu_star.lo));
    study_clear(&study);
}

/* Main effects of a sum are its weights. An interaction of the first two is mixed with a
 * third factor in resolution III, with none folded over. */
static double
sum_and_product(const double *x, int32_t d)
{
    return weighted(x, d) + 100.0 * (x[0] - 0.5) * (x[1] - 0.5);
}

static void
test_main_effects(void **state)
{
    double effect[6];
    struct dm_design_options options = { .kind = DM_DESIGN_FACTORIAL, .n_factors = 6 };

    (void) state;
    for (int foldover = 0; foldover < 2; foldover++) {
        options.foldover = foldover;
        struct study sum = study_of(options, weighted);
        struct study both = study_of(options, sum_and_product);
        int n_moved = 0;
        assert_int_equal(
            dm_factorial_effects(&sum.design, sum.y, effect), foldover ? 16 : 8);
        for (int32_t f = 0; f < 6; f++) {
            assert_near(effect[f], f + 1.0, 1e-12);
        }
        (void) dm_factorial_effects(&both.design, both.y, effect);
        for (int32_t f = 0; f < 6; f++) {
            n_moved += fabs(effect[f] - (f + 1.0)) > 1.0;
        }
        assert_int_equal(n_moved, foldover ? 0 : 1);
        sum.y[3] = (double) NAN;
        assert_int_equal(
            dm_factorial_effects(&sum.design, sum.y, effect), foldover ? 15 : 7);
        assert_true(isnan(effect[0]) && isnan(effect[5]));
        study_clear(&sum);
        study_clear(&both);
    }
}

static void
test_refused(void **state)
{
    const double y[8] = { 0.0 };
    const struct dm_resampling none = { 0 };
    const struct dm_resampling many = { .n = DM_MAX_RESAMPLES + 1 };
    struct dm_interval index[4];
    struct dm_morris_effect effect[2];
    struct dm_error err = { 0 };
    struct study study = study_of(
        (struct dm_design_options){
            .kind = DM_DESIGN_MORRIS, .n_factors = 2, .n = 1, .morris_levels = 4 },
        constant);

    (void) state;
    assert_int_equal(dm_sobol_indices(&study.design, y, &none, index, &err), DM_EUSAGE);
    assert_string_equal(err.text, "sensitivity: the design is of another kind");
    assert_int_equal(dm_morris_effects(&study.design, y, &many, effect, &err), DM_EUSAGE);
    assert_string_equal(err.text, "sensitivity: resamples: 1000001 is not in 0 to 1000000");
    study_clear(&study);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ishigami),
        cmocka_unit_test(test_sobol_g),
        cmocka_unit_test(test_pairs_stand_in_order),
        cmocka_unit_test(test_units_do_not_matter),
        cmocka_unit_test(test_no_variance),
        cmocka_unit_test(test_undefined_block_is_left_out),
        cmocka_unit_test(test_intervals_cover),
        cmocka_unit_test(test_morris_of_a_sum),
        cmocka_unit_test(test_morris_of_an_interaction),
        cmocka_unit_test(test_morris_undefined),
        cmocka_unit_test(test_main_effects),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
