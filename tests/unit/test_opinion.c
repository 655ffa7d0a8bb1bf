/* SPDX-License-Identifier: Apache-2.0
 *
 * Opinion: where approval settles, that nothing else knows of it, and who shows what she
 * thinks at which cost, or beyond which share. */
#include "small_world.h"
#include "stage/ties.h"

#include <math.h>
#include <stdio.h>

#define ERRORS 4.0

#define STILL                                                                              \
    "acts.award.rate=0/year", "acts.bill.rate=0/year", "acts.offence.rate=0/year",         \
        "acts.opinion.rate=0/year"

static struct dm_world *
world_of(struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

/* ---- opinion ---- */

static void
test_approval_settles_where_the_text_says(void **state)
{
    struct small_run run;
    double sum[2] = { 0 }, n[2] = { 0 };

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "channels=null", "rewards=null",
                  "opinion={pace: 10 %/month, constant: 0.7, information: 1.5}", NULL });
    for (uint64_t p = 0; p < 9000; p++) {
        small_assert_near("at first", world_of(&run)->approval[0][p],
            65536.0 / (1.0 + exp(-0.7)), 1.0, 1.0);
    }
    small_tick(&run, 150);
    for (uint64_t p = 0; p < 9000; p++) {
        bool online = (run.setting.population.traits[p] & DM_TRAIT_ONLINE) != 0;

        sum[online] += world_of(&run)->approval[0][p] / 65536.0;
        n[online] += 1.0;
    }
    /* rounding by a word: a step of 2^-16 in either direction, independently each month */
    small_assert_near("offline", sum[0] / n[0], 1.0 / (1.0 + exp(-0.7)), 1e-6, 10.0);
    small_assert_near("online", sum[1] / n[1], 1.0 / (1.0 + exp(0.8)), 1e-6, 10.0);
    small_clear(&run);
}

#define OPINION                                                                            \
    "opinion={pace: 20 %/month, constant: 0.3, harm: 2, benefit: 1, injustice: 1, "        \
    "safety: 0.5, information: 0.6, cost: 0}"

static bool
dissents(struct small_run *run, uint64_t p)
{
    return (world_of(run)->signal[0][p] & DM_SIGNAL_DISSENTS) != 0;
}

/* Kuran: where dissent costs nothing, what is shown is what is thought. */
static void
test_no_cost_no_falsification(void **state)
{
    struct small_run run;
    uint64_t n = 0;

    (void) state;
    small_rich(&run, (const char *[]){ OPINION, NULL });
    for (int t = 0; t < 24; t++) {
        small_tick(&run, 1);
        n = 0;
        for (uint64_t p = 0; p < 9000; p++) {
            bool apart = world_of(&run)->approval[0][p] < 32768;

            assert_int_equal(dissents(&run, p), apart);
            n += apart;
        }
        assert_int_equal(world_of(&run)->n_dissenters, n);
    }
    assert_true(n > 300 && n < 8700);
    small_clear(&run);
}

/* The dearer dissent, the fewer: who shows it at a cost shows it at any lower one. */
static void
test_dissent_falls_with_its_cost(void **state)
{
    static const char *const costs[] = { "opinion.cost=0", "opinion.cost=0.02",
        "opinion.cost=0.1", "opinion.cost=0.4", "opinion.cost=100" };
    struct small_run run[SMALL_COUNT(costs)];
    uint64_t shown[SMALL_COUNT(costs)] = { 0 };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(costs); k++) {
        small_rich(&run[k], (const char *[]){ OPINION, costs[k], NULL });
        /* a first spark that does not depend on cost */
        memset(world_of(&run[k])->signal[0], DM_SIGNAL_DISSENTS, 9000);
    }
    for (int t = 0; t < 18; t++) {
        for (size_t k = 0; k < SMALL_COUNT(costs); k++) {
            small_tick(&run[k], 1);
            shown[k] = world_of(&run[k])->n_dissenters;
            for (uint64_t p = 0; k > 0 && p < 9000; p++) {
                assert_int_equal(
                    world_of(&run[k])->approval[0][p], world_of(&run[0])->approval[0][p]);
                assert_true(!dissents(&run[k], p) || dissents(&run[k - 1], p));
            }
        }
    }
    assert_true(shown[0] > shown[1] && shown[1] > shown[4]);
    for (size_t k = 0; k < SMALL_COUNT(costs); k++) {
        small_clear(&run[k]);
    }
}

/* Where dissent costs anything and nobody shows it, nobody begins. */
static void
test_silence_lasts_at_any_cost(void **state)
{
    struct small_run run;
    uint64_t apart = 0;

    (void) state;
    small_rich(&run, (const char *[]){ OPINION, "opinion.cost=0.000001", NULL });
    small_tick(&run, 24);
    for (uint64_t p = 0; p < 9000; p++) {
        apart += world_of(&run)->approval[0][p] < 32768;
    }
    assert_true(apart > 300);
    assert_int_equal(world_of(&run)->n_dissenters, 0);
    small_clear(&run);
}

/* Opinion is felt and shown; nothing else of the state knows of it. */
static void
test_opinion_moves_nothing_else(void **state)
{
    struct small_run off, run;

    (void) state;
    small_rich(&off, NULL);
    small_rich(&run, (const char *[]){ OPINION, NULL });
    small_tick(&off, 24);
    small_tick(&run, 24);
    small_assert_same_state(&off, &run, DM_REGIME);
    small_clear(&off);
    small_clear(&run);
}

/* Granovetter's hundred: all, and with one threshold moved one. */
static void
test_hundred_thresholds(void **state)
{
    (void) state;
    for (int moved = 0; moved < 2; moved++) {
        struct small_run run;
        char set[2048];
        size_t at = (size_t) snprintf(set, sizeof set, "opinion.thresholds=[0");

        for (int k = 1; k < 100; k++) {
            at += (size_t) snprintf(
                set + at, sizeof set - at, ", 0.%02d", k == 1 && moved ? 2 : k);
        }
        (void) snprintf(set + at, sizeof set - at, "]");
        small_rich(&run, (const char *[]){ "society.persons=100",
                             "forms.dissent=thresholds", set, NULL });
        small_tick(&run, 120);
        assert_int_equal(world_of(&run)->n_dissenters, moved ? 1 : 100);
        small_clear(&run);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_approval_settles_where_the_text_says),
        cmocka_unit_test(test_no_cost_no_falsification),
        cmocka_unit_test(test_dissent_falls_with_its_cost),
        cmocka_unit_test(test_silence_lasts_at_any_cost),
        cmocka_unit_test(test_opinion_moves_nothing_else),
        cmocka_unit_test(test_hundred_thresholds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
