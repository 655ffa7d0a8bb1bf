/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws of designs: strata hit once, nets before and after scrambling, the structure of
 * blocks and trajectories, orthogonal columns. Rows are computed in any order. */
#include "experiment/design.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define SOME         4096

static struct dm_design
design_of(struct dm_design_options options)
{
    struct dm_design design;
    struct dm_error err = { 0 };

    if (dm_design_init(&design, &options, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    return design;
}

/* floor(n x), which of n equal parts. */
static uint64_t
part(struct dm_coordinate at, uint64_t n)
{
    return at.numerator * n / at.denominator;
}

static bool
is_equal(struct dm_coordinate a, struct dm_coordinate b)
{
    return a.numerator == b.numerator && a.denominator == b.denominator;
}

/* Each of `n` parts holds one of the rows first .. first + n - 1. */
static void
verify_strata(const struct dm_design *design, int64_t first, uint32_t n, int32_t factor)
{
    uint8_t hits[SOME] = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        struct dm_coordinate at = dm_design_point(design, first + i, factor);
        assert_true(at.numerator < at.denominator);
        assert_true(at.numerator <= UINT64_C(1) << 52);
        hits[part(at, n)]++;
    }
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(hits[i], 1);
    }
}

static void
test_latin_strata(void **state)
{
    static const uint32_t rows[] = { 1, 2, 3, 10, 257, 1000 };

    (void) state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dm_design design = design_of((struct dm_design_options){
            .kind = DM_DESIGN_LATIN, .n_factors = 7, .n = rows[i], .seed = 5 });
        assert_int_equal(dm_design_rows(&design), rows[i]);
        for (int32_t f = 0; f < 7; f++) {
            verify_strata(&design, 0, rows[i], f);
        }
        dm_design_clear(&design);
    }
}

/* All 24 orders of four strata come up about equally often: chi squared of 23 degrees of
 * freedom, above 50 once in a thousand seeds. */
static void
test_latin_orders(void **state)
{
    double squares = 0.0;
    int seen[256] = { 0 };
    int n_orders = 0;

    (void) state;
    for (uint32_t seed = 0; seed < 2400; seed++) {
        struct dm_design design = design_of((struct dm_design_options){
            .kind = DM_DESIGN_LATIN, .n_factors = 2, .n = 4, .seed = seed });
        unsigned order = 0;
        for (int64_t row = 0; row < 4; row++) {
            order = order << 2 | (unsigned) part(dm_design_point(&design, row, 1), 4);
        }
        seen[order]++;
        dm_design_clear(&design);
    }
    for (size_t i = 0; i < COUNT(seen); i++) {
        n_orders += seen[i] > 0;
        squares += seen[i] > 0 ? (seen[i] - 100.0) * (seen[i] - 100.0) / 100.0 : 0.0;
    }
    assert_int_equal(n_orders, 24);
    assert_true(squares < 50.0);
}

/* Joe and Kuo's table, dimensions 1 to 3, points 0 to 9 as their program prints them. */
static void
test_sobol_first_points(void **state)
{
    static const double known[10][3] = { { 0, 0, 0 }, { 0.5, 0.5, 0.5 },
        { 0.75, 0.25, 0.25 }, { 0.25, 0.75, 0.75 }, { 0.375, 0.375, 0.625 },
        { 0.875, 0.875, 0.125 }, { 0.625, 0.125, 0.875 }, { 0.125, 0.625, 0.375 },
        { 0.1875, 0.3125, 0.9375 }, { 0.6875, 0.8125, 0.4375 } };
    struct dm_design design = design_of(
        (struct dm_design_options){ .kind = DM_DESIGN_SOBOL, .n_factors = 3, .n = 10 });

    (void) state;
    for (int64_t row = 9; row >= 0; row--) {
        for (int32_t f = 0; f < 3; f++) {
            double x = dm_coordinate_double(dm_design_point(&design, row, f));
            assert_memory_equal(&x, &known[row][f], sizeof x);
        }
    }
    dm_design_clear(&design);
}

/* Every run of 2^m rows that starts at a multiple of 2^m hits each dyadic interval of
 * length 2^-m once, in each dimension. */
static void
verify_net(const struct dm_design *design)
{
    for (int32_t f = 0; f < design->options.n_factors; f++) {
        for (uint32_t n = 1; n <= SOME; n *= 2) {
            verify_strata(design, 0, n, f);
        }
        verify_strata(design, 512, 512, f);
        verify_strata(design, 3 * 64, 64, f);
    }
}

static void
test_sobol_net(void **state)
{
    (void) state;
    for (int scrambled = 0; scrambled < 2; scrambled++) {
        struct dm_design design =
            design_of((struct dm_design_options){ .kind = DM_DESIGN_SOBOL,
                .n_factors = DM_DESIGN_MAX_DIMENSIONS,
                .n = SOME,
                .seed = 3,
                .scrambled = scrambled });
        verify_net(&design);
        dm_design_clear(&design);
    }
}

/* The first two dimensions are a (0, 2)-net: of 2^m rows one in each box of area 2^-m. */
static void
test_sobol_boxes(void **state)
{
    (void) state;
    struct dm_design design = design_of((struct dm_design_options){
        .kind = DM_DESIGN_SOBOL, .n_factors = 2, .n = 256, .seed = 9, .scrambled = true });
    for (uint32_t wide = 1; wide <= 256; wide *= 2) {
        uint8_t hits[256] = { 0 };
        for (int64_t row = 0; row < 256; row++) {
            uint64_t x = part(dm_design_point(&design, row, 0), wide);
            uint64_t y = part(dm_design_point(&design, row, 1), 256 / wide);
            hits[x * (256 / wide) + y]++;
        }
        for (size_t i = 0; i < COUNT(hits); i++) {
            assert_int_equal(hits[i], 1);
        }
    }
    dm_design_clear(&design);
}

/* Two points that share k digits and no more share k and no more after scrambling; all
 * else is left to luck. */
static int
shared_digits(uint64_t a, uint64_t b)
{
    int k = 0;

    while (k < 32 && ((a ^ b) >> (31 - k) & 1) == 0) {
        k++;
    }
    return k;
}

static void
test_scrambling_is_nested(void **state)
{
    struct dm_design_options options = {
        .kind = DM_DESIGN_SOBOL, .n_factors = 5, .n = 128, .seed = 11
    };
    struct dm_design plain = design_of(options);
    options.scrambled = true;
    struct dm_design mixed = design_of(options);

    (void) state;
    for (int32_t f = 0; f < 5; f++) {
        for (int64_t i = 0; i < 128; i++) {
            for (int64_t k = 0; k < i; k++) {
                assert_int_equal(shared_digits(dm_design_point(&plain, i, f).numerator,
                                     dm_design_point(&plain, k, f).numerator),
                    shared_digits(dm_design_point(&mixed, i, f).numerator,
                        dm_design_point(&mixed, k, f).numerator));
            }
        }
    }
    dm_design_clear(&plain);
    dm_design_clear(&mixed);
}

/* Over seeds a scrambled point is uniform: mean and variance within four standard errors,
 * and digits far down as well as the first. */
static void
test_scrambling_is_uniform(void **state)
{
    const int n = 4000;
    double sum = 0.0;
    double squares = 0.0;
    int digit[32] = { 0 };

    (void) state;
    for (int seed = 0; seed < n; seed++) {
        struct dm_design design =
            design_of((struct dm_design_options){ .kind = DM_DESIGN_SOBOL,
                .n_factors = 2,
                .n = 8,
                .seed = (uint32_t) seed,
                .scrambled = true });
        struct dm_coordinate at = dm_design_point(&design, 6, 1);
        double x = dm_coordinate_double(at) - 0.5;
        sum += x;
        squares += x * x;
        for (int k = 0; k < 32; k++) {
            digit[k] += (int) (at.numerator >> k & 1);
        }
        dm_design_clear(&design);
    }
    assert_true(sum / n > -0.0183 && sum / n < 0.0183); /* 4 / sqrt(12 n) */
    assert_true(squares / n > 0.0786 && squares / n < 0.0881);
    for (int k = 0; k < 32; k++) {
        assert_in_range(digit[k], 2000 - 127, 2000 + 127); /* 4 sqrt(n) / 2 */
    }
}

/* Coordinate of A (or B) of block `i`. */
static struct dm_coordinate
of_matrix(const struct dm_design *design, int64_t i, bool b, int32_t factor)
{
    int32_t width = design->n_block;
    return dm_design_point(design, i * width + (b ? width - 1 : 0), factor);
}

static void
verify_block(const struct dm_design *design, int64_t i)
{
    int32_t d = design->options.n_factors;

    for (int32_t k = 0; k < d; k++) {
        for (int32_t f = 0; f < d; f++) {
            struct dm_coordinate ab =
                dm_design_point(design, i * design->n_block + 1 + k, f);
            assert_true(is_equal(ab, of_matrix(design, i, k == f, f)));
            if (design->options.second_order) {
                struct dm_coordinate ba =
                    dm_design_point(design, i * design->n_block + 1 + d + k, f);
                assert_true(is_equal(ba, of_matrix(design, i, k != f, f)));
            }
        }
    }
}

/* A and B together are the Sobol' sequence of twice the dimensions. */
static void
verify_saltelli(int32_t d, bool second_order, bool scrambled)
{
    struct dm_design_options options = { .kind = DM_DESIGN_SALTELLI,
        .n_factors = d,
        .n = 32,
        .seed = 4,
        .second_order = second_order,
        .scrambled = scrambled };
    struct dm_design design = design_of(options);

    assert_int_equal(dm_design_rows(&design), 32 * (second_order ? 2 * d + 2 : d + 2));
    for (int64_t i = 0; i < 32; i++) {
        verify_block(&design, i);
    }
    if (2 * d <= DM_DESIGN_MAX_DIMENSIONS) {
        options.kind = DM_DESIGN_SOBOL;
        options.n_factors = 2 * d;
        struct dm_design sobol = design_of(options);
        for (int64_t i = 0; i < 32; i++) {
            for (int32_t f = 0; f < 2 * d; f++) {
                assert_true(is_equal(
                    dm_design_point(&sobol, i, f), of_matrix(&design, i, f >= d, f % d)));
            }
        }
        dm_design_clear(&sobol);
    }
    dm_design_clear(&design);
}

static void
test_saltelli_blocks(void **state)
{
    (void) state;
    verify_saltelli(1, false, false);
    verify_saltelli(1, true, true);
    verify_saltelli(3, false, true);
    verify_saltelli(3, true, true);
    verify_saltelli(5, true, false);
    verify_saltelli(DM_DESIGN_MAX_DIMENSIONS / 2, true, true);
}

/* One factor moves at each step, by half the levels, each once; all levels are met. */
static void
verify_trajectory(const struct dm_design *design, int64_t t, uint64_t levels[64])
{
    int32_t d = design->options.n_factors;
    int64_t half = design->options.morris_levels / 2;

    for (int32_t f = 0; f < d; f++) {
        struct dm_morris_move move = dm_design_move(design, t, f);
        assert_in_range(move.step, 0, d - 1);
        for (int32_t s = 0; s < d; s++) {
            struct dm_coordinate from = dm_design_point(design, t * (d + 1) + s, f);
            struct dm_coordinate to = dm_design_point(design, t * (d + 1) + s + 1, f);
            int64_t change = (int64_t) to.numerator - (int64_t) from.numerator;
            assert_int_equal(change, s != move.step ? 0 : move.up ? half : -half);
            assert_true(to.numerator <= to.denominator);
            levels[f] |= UINT64_C(1) << from.numerator | UINT64_C(1) << to.numerator;
        }
        for (int32_t g = 0; g < f; g++) {
            assert_int_not_equal(move.step, dm_design_move(design, t, g).step);
        }
    }
}

static void
test_morris_trajectories(void **state)
{
    static const int32_t p[] = { 2, 4, 6, 10 };

    (void) state;
    for (size_t i = 0; i < COUNT(p); i++) {
        uint64_t levels[64] = { 0 };
        struct dm_design design =
            design_of((struct dm_design_options){ .kind = DM_DESIGN_MORRIS,
                .n_factors = 9,
                .n = 200,
                .seed = 2,
                .morris_levels = p[i] });
        assert_int_equal(dm_design_rows(&design), 2000);
        for (int64_t t = 0; t < 200; t++) {
            verify_trajectory(&design, t, levels);
        }
        for (int32_t f = 0; f < 9; f++) {
            assert_int_equal(levels[f], (UINT64_C(1) << p[i]) - 1);
        }
        dm_design_clear(&design);
    }
}

/* Half of the moves are up and half of the orders have one factor before another: 1000
 * trajectories, within four standard deviations. */
static void
test_morris_luck(void **state)
{
    int up = 0;
    int before = 0;
    struct dm_design design =
        design_of((struct dm_design_options){ .kind = DM_DESIGN_MORRIS,
            .n_factors = DM_DESIGN_MAX_DIMENSIONS,
            .n = 1000,
            .morris_levels = 4 });

    (void) state;
    for (int64_t t = 0; t < 1000; t++) {
        struct dm_morris_move last = dm_design_move(&design, t, 63);
        up += last.up;
        before += last.step < dm_design_move(&design, t, 0).step;
    }
    assert_in_range(up, 500 - 63, 500 + 63);
    assert_in_range(before, 500 - 63, 500 + 63);
    dm_design_clear(&design);
}

static int
sign_of(const struct dm_design *design, int64_t row, int32_t factor)
{
    return dm_design_point(design, row, factor).numerator == 1 ? 1 : -1;
}

/* Columns add up to nothing and are orthogonal; folded over, no main effect is mixed with
 * an interaction of two, and any product of three columns adds up to nothing. */
static void
verify_fraction(int32_t d, bool foldover, int64_t rows)
{
    struct dm_design design = design_of((struct dm_design_options){
        .kind = DM_DESIGN_FACTORIAL, .n_factors = d, .foldover = foldover });

    assert_int_equal(dm_design_rows(&design), rows);
    for (int32_t f = 0; f < d; f++) {
        for (int32_t g = f; g < d; g++) {
            int sum = 0;
            int both = 0;
            int three = 0;
            for (int64_t row = 0; row < rows; row++) {
                int product = sign_of(&design, row, f) * sign_of(&design, row, g);
                sum += sign_of(&design, row, f);
                both += product;
                three += product * sign_of(&design, row, d - 1);
            }
            assert_int_equal(sum, 0);
            assert_int_equal(both, f == g ? rows : 0);
            assert_true(!foldover || three == 0);
        }
    }
    dm_design_clear(&design);
}

static void
test_fractions(void **state)
{
    (void) state;
    verify_fraction(1, false, 2);
    verify_fraction(3, false, 4);
    verify_fraction(7, false, 8);
    verify_fraction(8, false, 16);
    verify_fraction(1, true, 2);
    verify_fraction(4, true, 8);
    verify_fraction(5, true, 16);
    verify_fraction(64, true, 128);
}

static void
test_grid(void **state)
{
    static const int32_t levels[] = { 3, 1, 2 };
    static const uint64_t known[6][3] = { { 0, 0, 0 }, { 0, 0, 1 }, { 1, 0, 0 },
        { 1, 0, 1 }, { 2, 0, 0 }, { 2, 0, 1 } };
    struct dm_design design = design_of((struct dm_design_options){
        .kind = DM_DESIGN_GRID, .n_factors = 3, .levels = levels });

    (void) state;
    assert_int_equal(dm_design_rows(&design), 6);
    for (int64_t row = 0; row < 6; row++) {
        for (int32_t f = 0; f < 3; f++) {
            struct dm_coordinate at = dm_design_point(&design, row, f);
            assert_int_equal(at.numerator, known[row][f]);
            assert_int_equal(dm_coordinate_choice(at, levels[f]), known[row][f]);
        }
    }
    assert_int_equal(2.0 * dm_coordinate_double(dm_design_point(&design, 3, 0)), 1);
    assert_int_equal(dm_coordinate_double(dm_design_point(&design, 5, 0)), 1);
    dm_design_clear(&design);
}

/* Level k of n levels is choice k of n, and choices part [0, 1) equally. */
static void
test_choices(void **state)
{
    (void) state;
    for (uint64_t n = 2; n <= DM_DESIGN_MAX_LEVELS; n++) {
        for (uint64_t k = 0; k < n; k++) {
            struct dm_coordinate level = { k, n - 1 };
            struct dm_coordinate least = { k, n };
            assert_int_equal(dm_coordinate_choice(level, (int32_t) n), k);
            assert_int_equal(dm_coordinate_choice(least, (int32_t) n), k);
        }
    }
    struct dm_coordinate most = { (UINT64_C(1) << 52) - 1, UINT64_C(1) << 52 };
    assert_int_equal(dm_coordinate_choice(most, DM_DESIGN_MAX_LEVELS), 1023);
    assert_true(dm_coordinate_double(most) < 1.0);
}

/* Other seeds give other points, where there is luck; the same the same. */
static void
test_seeds(void **state)
{
    static const enum dm_design_kind kinds[] = { DM_DESIGN_LATIN, DM_DESIGN_SOBOL,
        DM_DESIGN_SALTELLI, DM_DESIGN_MORRIS };

    (void) state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct dm_design_options options = {
            .kind = kinds[i], .n_factors = 4, .n = 50, .morris_levels = 8, .scrambled = true
        };
        struct dm_design a = design_of(options);
        struct dm_design b = design_of(options);
        options.seed = 1;
        struct dm_design other = design_of(options);
        int differ = 0;
        for (int64_t row = dm_design_rows(&a) - 1; row >= 0; row--) {
            struct dm_coordinate at = dm_design_point(&a, row, 2);
            assert_true(is_equal(at, dm_design_point(&b, row, 2)));
            differ += !is_equal(at, dm_design_point(&other, row, 2));
        }
        assert_true(differ > dm_design_rows(&a) / 2);
        dm_design_clear(&a);
        dm_design_clear(&b);
        dm_design_clear(&other);
    }
}

/* The first rows of a longer Latin hypercube are others; those of the sequence are not. */
static void
test_longer_sequence(void **state)
{
    struct dm_design_options options = {
        .kind = DM_DESIGN_SALTELLI, .n_factors = 3, .n = 16, .scrambled = true
    };
    struct dm_design shorter = design_of(options);
    options.n = 64;
    struct dm_design longer = design_of(options);

    (void) state;
    for (int64_t row = 0; row < dm_design_rows(&shorter); row++) {
        assert_true(
            is_equal(dm_design_point(&shorter, row, 1), dm_design_point(&longer, row, 1)));
    }
    dm_design_clear(&shorter);
    dm_design_clear(&longer);
}

static void
test_refused(void **state)
{
    static const int32_t wrong[] = { 2, 0 };
    static const int32_t many[] = { 1024, 1024, 2 };
    const struct {
        struct dm_design_options options;
        const char *text;
    } cases[] = {
        { { .kind = DM_DESIGN_LATIN, .n_factors = 513, .n = 1 },
            "design: factors: 513 is not in 1 to 512" },
        { { .kind = DM_DESIGN_SALTELLI, .n_factors = 65, .n = 1 },
            "design: factors: 65 is not in 1 to 64; take a Morris design or a Latin "
            "hypercube for more" },
        { { .kind = DM_DESIGN_SOBOL, .n_factors = 129, .n = 1 },
            "design: factors: 129 is not in 1 to 128; take a Morris design or a Latin "
            "hypercube for more" },
        { { .kind = DM_DESIGN_LATIN, .n_factors = 0, .n = 1 },
            "design: factors: 0 is not in 1 to 512" },
        { { .kind = DM_DESIGN_SOBOL, .n_factors = 2, .n = 0 },
            "design: n: 0 is not in 1 to 1048576" },
        { { .kind = DM_DESIGN_SALTELLI, .n_factors = 2, .n = DM_DESIGN_MAX_N + 1 },
            "design: n: 1048577 is not in 1 to 1048576" },
        { { .kind = DM_DESIGN_MORRIS, .n_factors = 2, .n = 2, .morris_levels = 5 },
            "design: levels of a Morris trajectory: 5 is not an even number in 2 to 1024" },
        { { .kind = DM_DESIGN_GRID, .n_factors = 2, .levels = wrong },
            "design: levels of factor 2: 0 is not in 1 to 1024" },
        { { .kind = DM_DESIGN_GRID, .n_factors = 1 },
            "design: levels of factor 1: 0 is not in 1 to 1024" },
        { { .kind = DM_DESIGN_GRID, .n_factors = 3, .levels = many },
            "design: a grid of more than 1048576 points; fewer levels, or a Latin "
            "hypercube" },
    };

    (void) state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct dm_design design;
        struct dm_error err = { 0 };
        assert_int_equal(dm_design_init(&design, &cases[i].options, &err), DM_ESCENARIO);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(dm_design_rows(&design), 0);
        dm_design_clear(&design); /* safe after failure, and twice */
        dm_design_clear(&design);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latin_strata),
        cmocka_unit_test(test_latin_orders),
        cmocka_unit_test(test_sobol_first_points),
        cmocka_unit_test(test_sobol_net),
        cmocka_unit_test(test_sobol_boxes),
        cmocka_unit_test(test_scrambling_is_nested),
        cmocka_unit_test(test_scrambling_is_uniform),
        cmocka_unit_test(test_saltelli_blocks),
        cmocka_unit_test(test_morris_trajectories),
        cmocka_unit_test(test_morris_luck),
        cmocka_unit_test(test_fractions),
        cmocka_unit_test(test_grid),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_seeds),
        cmocka_unit_test(test_longer_sequence),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
