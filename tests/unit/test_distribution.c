/* SPDX-License-Identifier: Apache-2.0
 *
 * Gini, mobility and mixing against plain definitions and known cases. */
#include "measure/distribution.h"

#include "measure/mixing.h"
#include "small_world.h"

#include <math.h>

#define N 1000

static struct dm_ledger
ledger_of(bool incomes)
{
    struct dm_ledger ledger;
    struct dm_error err = { 0 };

    assert_int_equal(dm_ledger_init(&ledger, N, &err), DM_OK);
    for (int k = 0; incomes && k < 2; k++) {
        ledger.income[k] = calloc(1, sizeof *ledger.income[k]);
        assert_non_null(ledger.income[k]);
        assert_true(dm_few_init(ledger.income[k], N, sizeof(uint32_t)));
    }
    return ledger;
}

/* Nobody has a base income here: what differs from it is all there is. */
static void
put_income(struct dm_ledger *ledger, int which, uint32_t p, uint32_t income)
{
    uint32_t *row = dm_few_put(ledger->income[which], p);

    assert_non_null(row);
    *row = income;
}

static double
gini(const struct dm_ledger *ledger)
{
    double value;

    assert_int_equal(dm_score_gini(ledger, &value, NULL), DM_OK);
    return value;
}

static double
mobility(const struct dm_ledger *ledger)
{
    int32_t nothing[N] = { 0 };
    struct dm_population people = { .n = N, .base_income = nothing };
    double value;

    assert_int_equal(dm_income_mobility(ledger, &people, &value, NULL), DM_OK);
    return value;
}

/* Half the mean difference of two persons, over the mean. */
static double
gini_by_pairs(const struct dm_ledger *ledger)
{
    double apart = 0.0, all = 0.0;

    for (uint64_t p = 0; p < ledger->n; p++) {
        for (uint64_t q = 0; q < ledger->n; q++) {
            apart += abs(ledger->score[p] - ledger->score[q]);
        }
        all += ledger->score[p];
    }
    return apart / (2.0 * (double) ledger->n * all);
}

static void
test_gini(void **state)
{
    struct dm_ledger ledger = ledger_of(false);

    (void) state;
    assert_true(isnan(gini(&ledger))); /* nobody has any */
    ledger.score[3] = 500;
    small_assert_near("one has all", gini(&ledger), 1.0 - 1.0 / N, 1e-12, 1.0);
    for (int p = 0; p < N; p++) {
        ledger.score[p] = 70000;
    }
    small_assert_near("all alike", gini(&ledger), 0.0, 1e-12, 1.0);
    for (int p = 0; p < N; p++) {
        ledger.score[p] = p * p % 977 + (p % 3) * 100000;
    }
    small_assert_near("by pairs", gini(&ledger), gini_by_pairs(&ledger), 1e-12, 1.0);
    ledger.score[7] = -1;
    assert_true(isnan(gini(&ledger)));
    dm_ledger_clear(&ledger);
}

static void
test_mobility(void **state)
{
    struct dm_ledger none = ledger_of(false), ledger = ledger_of(true);

    (void) state;
    assert_true(isnan(mobility(&none))); /* the run is too short */
    assert_true(isnan(mobility(&ledger)));
    for (uint32_t p = 0; p < N; p++) {
        put_income(&ledger, 0, p, 1000 + 12 * p);
        put_income(&ledger, 1, p, 5 + 7 * p);
    }
    small_assert_near("one order", mobility(&ledger), 0.0, 1e-12, 1.0);
    for (uint32_t p = 0; p < N; p++) {
        put_income(&ledger, 1, p, UINT32_MAX - (p << 20)); /* in classes of 2^16 */
    }
    small_assert_near("turned round", mobility(&ledger), 2.0, 1e-12, 1.0);
    dm_ledger_clear(&none);
    dm_ledger_clear(&ledger);
}

/* ---- mixing ---- */

/* Pearson's correlation over both directions of every tie, from its definition. */
static double
correlation_over_ties(const struct dm_world *world)
{
    double n = 0.0, mean = 0.0, xx = 0.0, xy = 0.0;

    for (int pass = 0; pass < 2; pass++) {
        for (uint64_t p = 0; p < world->n; p++) {
            for (int32_t slot = 0; slot < 32; slot++) {
                uint64_t q = (dm_world_ties(world, p) >> slot & 1U) != 0
                                 ? dm_network_mate(world->network, p, slot)
                                 : DM_NO_PARTNER;
                double x = world->published[0][p] & 7;

                if (q == DM_NO_PARTNER) {
                    continue;
                }
                if (pass == 0) {
                    n += 1.0;
                    mean += x;
                } else {
                    xx += (x - mean) * (x - mean);
                    xy += (x - mean) * ((world->published[0][q] & 7) - mean);
                }
            }
        }
        mean = pass == 0 ? mean / n : mean;
    }
    return xy / xx;
}

static void
test_mixing(void **state)
{
    struct small_run run;
    struct dm_world *world = &run.lane.world[DM_REGIME];

    (void) state;
    small_rich(&run, NULL);
    assert_true(isnan(dm_tier_assortativity(world, world))); /* all in one tier */
    small_tick(&run, 12);
    small_assert_near("by definition", dm_tier_assortativity(world, world),
        correlation_over_ties(world), 1e-12, 1.0);
    /* tiers by group: ties are homophilous */
    for (uint64_t p = 0; p < world->n; p++) {
        world->published[0][p] =
            (world->population->traits[p] & DM_TRAIT_GROUP_B) != 0 ? 0x1a : 0x19;
    }
    small_assert_near("by definition", dm_tier_assortativity(world, world),
        correlation_over_ties(world), 1e-12, 1.0);
    assert_true(dm_tier_assortativity(world, world) > 0.1);
    small_clear(&run);
    small_start(&run, small_scenario("schema: demerit/1\nextends: law\n", NULL));
    small_tick(&run, 1);
    assert_true(isnan(dm_tier_assortativity(world, world)));
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gini),
        cmocka_unit_test(test_mobility),
        cmocka_unit_test(test_mixing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
