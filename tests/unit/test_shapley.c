/* SPDX-License-Identifier: Apache-2.0
 *
 * The axioms: shares add up; who adds nothing gets nothing; who is exchangeable gets the
 * same; an additive game is its own solution. Owen values are Shapley values where nobody
 * shares a group, and groups get what the game between groups gives them. */
#include "experiment/shapley.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BIT(p) (UINT32_C(1) << (p))

typedef double game(uint32_t set);

/* Fills v for a plan. */
static double *
values(const struct dm_shapley *plan, game *worth)
{
    double *v = malloc(plan->n_sets * sizeof *v);

    assert_non_null(v);
    for (size_t s = 0; s < plan->n_sets; s++) {
        v[s] = worth(plan->sets[s]);
    }
    return v;
}

static void
shares_of(const struct dm_shapley *plan, game *worth, double *share)
{
    double *v = values(plan, worth);

    for (int32_t p = 0; p < plan->n; p++) {
        share[p] = dm_shapley_share(plan, p, v);
    }
    free(v);
}

static void
exact(struct dm_shapley *plan, int32_t n, const int32_t *group)
{
    assert_int_equal(dm_shapley_exact(plan, n, group, NULL), DM_OK);
}

static void
near(double seen, double expected)
{
    if (!(fabs(seen - expected) < 1e-12 * (1.0 + fabs(expected)))) {
        fail_msg("%.17g is not %.17g", seen, expected);
    }
}

/* ---- games ---- */

static double
additive(uint32_t set)
{
    static const double worth[] = { 1.0, -2.5, 0.25, 1e3, 0.0, 7.0, 3.0, -1.0 };
    double sum = 5.0; /* what nobody brings is nobody's share */

    for (int p = 0; p < 8; p++) {
        sum += (set & BIT(p)) != 0 ? worth[p] : 0.0;
    }
    return sum;
}

static double
all_alike(uint32_t set)
{
    int n = 0;

    for (; set != 0; set &= set - 1) {
        n++;
    }
    return (double) (n * n * n) - 0.3 * n;
}

/* A left glove (0) and two right ones (1, 2): 2/3, 1/6, 1/6. Player 3 adds nothing. */
static double
gloves(uint32_t set)
{
    return (set & BIT(0)) != 0 && (set & (BIT(1) | BIT(2))) != 0 ? 1.0 : 0.0;
}

/* Anything at all: bits scrambled. */
static double
odd_game(uint32_t set)
{
    return (double) ((set * UINT32_C(2654435761)) >> 8) / 1e6;
}

/* ---- laws ---- */

static void
test_additive_game(void **state)
{
    static const double worth[] = { 1.0, -2.5, 0.25, 1e3, 0.0, 7.0, 3.0, -1.0 };
    double share[8];
    struct dm_shapley plan;

    (void) state;
    exact(&plan, 8, NULL);
    assert_int_equal(plan.n_sets, 256);
    shares_of(&plan, additive, share);
    for (int p = 0; p < 8; p++) {
        near(share[p], worth[p]);
    }
    dm_shapley_clear(&plan);
    dm_shapley_clear(&plan); /* twice is safe */
}

static void
test_symmetry(void **state)
{
    double share[6];
    struct dm_shapley plan;

    (void) state;
    exact(&plan, 6, NULL);
    shares_of(&plan, all_alike, share);
    for (int p = 0; p < 6; p++) {
        near(share[p], (216.0 - 1.8) / 6.0);
    }
    dm_shapley_clear(&plan);
}

static void
test_gloves_and_a_dummy(void **state)
{
    double share[4];
    struct dm_shapley plan;

    (void) state;
    exact(&plan, 4, NULL);
    shares_of(&plan, gloves, share);
    near(share[0], 2.0 / 3.0);
    near(share[1], 1.0 / 6.0);
    near(share[2], 1.0 / 6.0);
    assert_true(fabs(share[3]) <= 0.0); /* exactly: it never changes a value */
    dm_shapley_clear(&plan);
}

static void
verify_adds_up(const struct dm_shapley *plan, game *worth)
{
    double *v = values(plan, worth), sum = 0.0;

    assert_int_equal(plan->sets[0], 0);
    assert_int_equal(plan->sets[plan->n_sets - 1], BIT(plan->n) - 1);
    for (int32_t p = 0; p < plan->n; p++) {
        sum += dm_shapley_share(plan, p, v);
    }
    near(sum, v[plan->n_sets - 1] - v[0]);
    free(v);
}

static void
test_shares_add_up(void **state)
{
    static const int32_t two[] = { 0, 0, 1, 1, 0, 1, 2 }, one[] = { 4, 4, 4, 4, 4, 4, 4 };
    const int32_t *const groups[] = { NULL, two, one };

    (void) state;
    for (int32_t n = 1; n <= 7; n++) {
        for (size_t g = 0; g < 3; g++) {
            struct dm_shapley plan;

            exact(&plan, n, groups[g]);
            verify_adds_up(&plan, odd_game);
            dm_shapley_clear(&plan);
            assert_int_equal(dm_shapley_sampled(&plan, n, groups[g], 5, 3, NULL), DM_OK);
            verify_adds_up(&plan, odd_game);
            dm_shapley_clear(&plan);
        }
    }
}

/* Each alone in a group, or all in one: Owen's values are Shapley's. */
static void
test_owen_without_groups(void **state)
{
    static const int32_t alone[] = { 5, 4, 3, 2, 1, 0 }, together[] = { 0, 0, 0, 0, 0, 0 };
    double shapley[6], owen[6];
    struct dm_shapley plan;

    (void) state;
    exact(&plan, 6, NULL);
    shares_of(&plan, odd_game, shapley);
    dm_shapley_clear(&plan);
    for (int k = 0; k < 2; k++) {
        exact(&plan, 6, k == 0 ? alone : together);
        shares_of(&plan, odd_game, owen);
        for (int p = 0; p < 6; p++) {
            near(owen[p], shapley[p]);
        }
        dm_shapley_clear(&plan);
    }
}

static uint32_t
spread_groups(uint32_t groups)
{
    return ((groups & 1) != 0 ? BIT(0) | BIT(3) : 0) | ((groups & 2) != 0 ? BIT(1) : 0) |
           ((groups & 4) != 0 ? BIT(2) | BIT(4) | BIT(5) : 0);
}

static double
between_groups(uint32_t set)
{
    return odd_game(spread_groups(set));
}

static void
test_groups_get_their_own_game(void **state)
{
    static const int32_t group[] = { 0, 1, 2, 0, 2, 2 };
    double owen[6], whole[3];
    struct dm_shapley plan;

    (void) state;
    exact(&plan, 3, NULL);
    shares_of(&plan, between_groups, whole);
    dm_shapley_clear(&plan);
    exact(&plan, 6, group);
    assert_true(plan.n_sets < 64); /* groups come and go as a whole */
    shares_of(&plan, odd_game, owen);
    near(owen[0] + owen[3], whole[0]);
    near(owen[1], whole[1]);
    near(owen[2] + owen[4] + owen[5], whole[2]);
    dm_shapley_clear(&plan);
}

/* ---- samples ---- */

static void
test_samples_are_unbiased(void **state)
{
    enum { N = 5, SAMPLES = 4000 };
    double exactly[N], drawn[N];
    struct dm_shapley plan;

    (void) state;
    exact(&plan, N, NULL);
    shares_of(&plan, odd_game, exactly);
    dm_shapley_clear(&plan);
    assert_int_equal(dm_shapley_sampled(&plan, N, NULL, SAMPLES, 11, NULL), DM_OK);
    double *v = values(&plan, odd_game);
    for (int32_t p = 0; p < N; p++) {
        double squares = 0.0;

        drawn[p] = dm_shapley_share(&plan, p, v);
        for (int32_t k = 0; k < SAMPLES; k++) {
            double apart = dm_shapley_share_in(&plan, p, k, v) - drawn[p];

            squares += apart * apart;
        }
        /* five standard errors */
        assert_true(fabs(drawn[p] - exactly[p]) < 5.0 * sqrt(squares) / SAMPLES);
    }
    free(v);
    dm_shapley_clear(&plan);
}

static void
test_same_seed_same_orders(void **state)
{
    struct dm_shapley a, b, other;

    (void) state;
    assert_int_equal(dm_shapley_sampled(&a, 12, NULL, 6, 1, NULL), DM_OK);
    assert_int_equal(dm_shapley_sampled(&b, 12, NULL, 6, 1, NULL), DM_OK);
    assert_int_equal(dm_shapley_sampled(&other, 12, NULL, 6, 2, NULL), DM_OK);
    assert_int_equal(a.n_sets, b.n_sets);
    assert_memory_equal(a.sets, b.sets, a.n_sets * sizeof *a.sets);
    assert_true(a.n_sets != other.n_sets ||
                memcmp(a.sets, other.sets, a.n_sets * sizeof *a.sets) != 0);
    assert_true(a.n_sets <= 6 * 11 + 2);
    dm_shapley_clear(&a);
    dm_shapley_clear(&b);
    dm_shapley_clear(&other);
}

/* A group's mechanisms arrive one after the other. */
static void
test_groups_stay_together(void **state)
{
    static const int32_t group[] = { 0, 1, 0, 1, 0, 1 };
    const uint32_t first = BIT(0) | BIT(2) | BIT(4), second = BIT(1) | BIT(3) | BIT(5);
    struct dm_shapley plan;

    (void) state;
    assert_int_equal(dm_shapley_sampled(&plan, 6, group, 50, 1, NULL), DM_OK);
    for (size_t s = 0; s < plan.n_sets; s++) {
        uint32_t a = plan.sets[s] & first, b = plan.sets[s] & second;

        assert_true(a == 0 || a == first || b == 0 || b == second);
    }
    dm_shapley_clear(&plan);
}

static void
test_too_many(void **state)
{
    struct dm_shapley plan;
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(dm_shapley_exact(&plan, 17, NULL, &err), DM_EUSAGE);
    assert_string_equal(err.text, "exact shares: 17 mechanisms is not 1 to 16");
    assert_int_equal(dm_shapley_sampled(&plan, 33, NULL, 4, 1, &err), DM_EUSAGE);
    assert_string_equal(err.text, "sampled shares: 33 mechanisms, 4 samples");
    dm_shapley_clear(&plan);
    assert_int_equal(dm_shapley_sampled(&plan, 32, NULL, 3, 1, &err), DM_OK);
    assert_int_equal(plan.sets[plan.n_sets - 1], UINT32_MAX);
    dm_shapley_clear(&plan);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_additive_game),
        cmocka_unit_test(test_symmetry),
        cmocka_unit_test(test_gloves_and_a_dummy),
        cmocka_unit_test(test_shares_add_up),
        cmocka_unit_test(test_owen_without_groups),
        cmocka_unit_test(test_groups_get_their_own_game),
        cmocka_unit_test(test_samples_are_unbiased),
        cmocka_unit_test(test_same_seed_same_orders),
        cmocka_unit_test(test_groups_stay_together),
        cmocka_unit_test(test_too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
