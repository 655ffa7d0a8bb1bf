/* SPDX-License-Identifier: Apache-2.0
 *
 * Fear and awareness: exactly zero where nothing ever frightened, as large as the text says
 * where something did; what they do to rates, and that without them rates are the twin's.
 */
#include "small_world.h"

#include <math.h>

#define ERRORS 4.0

/* nothing of others reaches a person, and nothing public */
#define ALONE_WITH_IT                                                                      \
    "society.ties={work: 0, friends: 0, long: 0}",                                         \
        "society.households.urban=[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]",                         \
        "society.households.rural=[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]", "response.publicity=0"

/* as SMALL_QUIET, but people adapt */
#define STILL                                                                              \
    "acts.award.rate=0/year", "acts.bill.rate=0/year", "acts.offence.rate=0/year",         \
        "acts.opinion.rate=0/year", "society.persons=4096"

static struct dm_world *
world_of(struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

/* ---- fear ---- */

static void
test_fear_is_zero_without_sanctions(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, (const char *[]){ "lists=null", "sanctions=null", NULL });
    small_tick(&run, 24);
    for (uint64_t p = 0; p < 9000; p++) {
        assert_int_equal(world_of(&run)->fear[0][p], 0);
    }
    small_clear(&run);
}

/* Only what happens to oneself frightens here: fear in those, zero in all others. */
static void
test_fear_is_zero_without_inputs(void **state)
{
    struct small_run run;
    uint8_t *touched = calloc(4096, 1);
    uint64_t afraid = 0, calm = 0;

    (void) state;
    assert_non_null(touched);
    small_rich(&run, (const char *[]){ "society.persons=4096", ALONE_WITH_IT, NULL });
    for (int t = 0; t < 24; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            touched[p] |= run.lane.workers[0].block[DM_REGIME].own_events[p] > 0;
            assert_true(touched[p] || world_of(&run)->fear[0][p] == 0);
        }
    }
    for (uint64_t p = 0; p < 4096; p++) {
        afraid += world_of(&run)->fear[0][p] > 0;
        calm += !touched[p];
    }
    assert_true(afraid > 500 && calm > 500);
    free(touched);
    small_clear(&run);
}

/* One entry to a list frightens by 1 - exp(-own); then it fades by its share a month.
 * Rounding is by a word: at most one step. */
static void
test_fear_by_the_text(void **state)
{
    struct small_run run;
    double fear = 65536.0 * (1.0 - exp(-0.4));

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, ALONE_WITH_IT, "sanctions.slow-lane=null", NULL });
    small_file(&run, 2, 77, "offence", DM_RECORD_UNLAWFUL, 0);
    for (int t = 0; t < 30; t++) {
        small_tick(&run, 1);
        if (t < 2) {
            assert_int_equal(world_of(&run)->fear[0][77], 0);
        } else {
            small_assert_near("fear", world_of(&run)->fear[0][77], fear, t - 1.0, 1.0);
            fear *= 0.95;
        }
        assert_int_equal(world_of(&run)->fear[0][78], 0);
    }
    small_clear(&run);
}

/* A registry's entries are no adverse events of a scheme. */
static void
test_registry_does_not_frighten(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, ALONE_WITH_IT, "sanctions.no-loan=null", NULL });
    small_file(&run, 2, 77, "bill", DM_RECORD_UNLAWFUL, 0);
    small_tick(&run, 10);
    assert_true((world_of(&run)->listed[0][77] &
                    1U << small_list(&run.scenario->regime, "ledger")) != 0);
    assert_int_equal(world_of(&run)->fear[0][77], 0);
    small_clear(&run);
}

/* Ties feel it a month later, by the share of ties newly sanctioned; the listed list must
 * be published for that. */
static void
verify_fear_of_ties(const char *set, bool felt)
{
    struct small_run run;
    uint64_t others = 0;

    small_rich(&run, (const char *[]){ STILL, "response.publicity=0", set, NULL });
    small_file(&run, 2, 1000, "offence", DM_RECORD_UNLAWFUL, 0);
    small_tick(&run, 3);
    for (uint64_t p = 0; p < 4096; p++) {
        assert_true(p == 1000 || world_of(&run)->fear[0][p] == 0);
    }
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        others += p != 1000 && world_of(&run)->fear[0][p] > 0;
    }
    assert_int_equal(others > 3, felt);
    assert_true(others < 30);
    small_clear(&run);
}

static void
test_fear_of_ties(void **state)
{
    (void) state;
    verify_fear_of_ties("lists.dodgers.published=true", true);
    verify_fear_of_ties("lists.dodgers.published=false", false);
}

/* ---- awareness ---- */

static void
test_awareness_is_for_good(void **state)
{
    struct small_run run;
    uint8_t *aware = calloc(9000, 1);
    uint64_t n = 0;

    (void) state;
    assert_non_null(aware);
    small_rich(&run, NULL);
    for (int t = 0; t < 24; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            assert_true(world_of(&run)->aware[0][p] >= aware[p]);
            assert_true(world_of(&run)->aware[0][p] <= 1);
        }
        memcpy(aware, world_of(&run)->aware[0], 9000);
    }
    for (uint64_t p = 0; p < 9000; p++) {
        n += aware[p];
    }
    assert_true(n > 9000 / 5 && n < 9000);
    free(aware);
    small_clear(&run);
}

/* Publicity alone: 1 - exp(-0.02 * 0.5) a month of those who do not know yet. */
static void
test_awareness_by_publicity(void **state)
{
    struct small_run run;
    double unaware[2] = { 0 };

    (void) state;
    small_rich(&run,
        (const char *[]){ "society.persons=100000", "lists=null", "sanctions=null", NULL });
    for (int k = 0; k < 2; k++) {
        for (uint64_t p = 0; p < 100000; p++) {
            unaware[k] += world_of(&run)->aware[0][p] == 0;
        }
        small_tick(&run, k == 0 ? 12 : 0);
    }
    small_assert_share("unaware at first", unaware[0], 100000.0, 0.8, ERRORS);
    small_assert_share("still unaware", unaware[1], unaware[0], exp(-12.0 * 0.01), ERRORS);
    small_clear(&run);
}

/* ---- rates ---- */

static int32_t
rate(struct small_run *run, int side, int32_t a, uint32_t i)
{
    return dm_block_rate_index(&run->lane.workers[0].block[side], a, i);
}

/* With nobody adapting, and work as it is, people do what they do in the twin. */
static void
test_no_adaptation_no_change(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, (const char *[]){ "society.persons=4096", "adaptation=null",
                         "sanctions.no-job=null", NULL });
    for (int t = 0; t < 20; t++) {
        small_tick(&run, 1);
        for (int32_t a = 0; a < run.scenario->n_acts; a++) {
            for (uint32_t i = 0; i < 4096; i++) {
                assert_int_equal(rate(&run, DM_REGIME, a, i), rate(&run, DM_TWIN, a, i));
            }
        }
    }
    small_clear(&run);
}

/* The aware refrain from what costs points and seek what gives them; the unaware do as in
 * the twin. */
static void
test_response(void **state)
{
    struct small_run run;
    uint64_t n[4] = { 0 };
    uint8_t *aware;

    (void) state;
    small_rich(
        &run, (const char *[]){ "society.persons=4096", "sanctions.no-job=null", NULL });
    aware = calloc(4096, 1);
    assert_non_null(aware);
    for (int t = 0; t < 12; t++) {
        memcpy(aware, world_of(&run)->aware[0], 4096);
        small_tick(&run, 1);
        for (int32_t a = 0; a < run.scenario->n_acts; a++) {
            bool good = strcmp(run.scenario->acts[a].id.s, "award") == 0;

            for (uint32_t i = 0; i < 4096; i++) {
                int32_t here = rate(&run, DM_REGIME, a, i),
                        there = rate(&run, DM_TWIN, a, i);

                if (aware[i] == 0) {
                    assert_int_equal(here, there);
                } else if (there != DM_NO_RATE) {
                    assert_true(good ? here >= there : here < there);
                    n[a] += here != there;
                }
            }
        }
    }
    for (int a = 0; a < 4; a++) {
        assert_true(n[a] > 100);
    }
    free(aware);
    small_clear(&run);
}

/* A twin without a scheme has nobody aware, whatever its adaptation says. */
static void
test_nobody_is_aware_without_a_scheme(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ "schemes=null", "rewards=null", "lists.shame=null",
                  "sanctions={no-job: null, no-ticket: null, no-seat: null}", NULL });
    assert_false(run.setting.plan[DM_REGIME]->adapt.on);
    assert_null(dm_world_column(world_of(&run), DM_COLUMN_FEAR, 0));
    assert_null(dm_world_column(world_of(&run), DM_COLUMN_AWARE, 0));
    small_tick(&run, 3);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fear_is_zero_without_sanctions),
        cmocka_unit_test(test_fear_is_zero_without_inputs),
        cmocka_unit_test(test_fear_by_the_text),
        cmocka_unit_test(test_registry_does_not_frighten),
        cmocka_unit_test(test_fear_of_ties),
        cmocka_unit_test(test_awareness_is_for_good),
        cmocka_unit_test(test_awareness_by_publicity),
        cmocka_unit_test(test_no_adaptation_no_change),
        cmocka_unit_test(test_response),
        cmocka_unit_test(test_nobody_is_aware_without_a_scheme),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
