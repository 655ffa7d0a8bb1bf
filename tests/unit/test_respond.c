/* SPDX-License-Identifier: Apache-2.0
 *
 * Shaming, crowding out, evasion and the forms of fear: exactly zero without a cause, and
 * as large as the text says where there is one. */
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

/* ---- shaming ---- */

struct shamed {
    double months, times, ousted;
};

static struct shamed
watch_shaming(struct small_run *run, int ticks)
{
    struct shamed sum = { 0 };

    for (int t = 0; t < ticks; t++) {
        const struct dm_block *block = &run->lane.workers[0].block[DM_REGIME];

        small_tick(run, 1);
        for (uint32_t i = 0; i < block->m; i++) {
            sum.months += (world_of(run)->published[0][i] & DM_PUBLISHED_FLAGGED) != 0;
        }
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];
            unsigned byte = world_of(run)->published[0][event->person];

            if (event->kind == DM_EVENT_SHAMED) {
                sum.times += event->value;
                assert_int_equal(byte & 48U, 48U); /* flagged, and newly */
                assert_true(block->own_events[event->person] > 0);
            }
            if (event->kind == DM_EVENT_OUSTED) {
                sum.ousted += 1.0;
                assert_int_equal(world_of(run)->employed[0][event->person], 0);
            }
        }
    }
    return sum;
}

static void
test_shaming_by_the_text(void **state)
{
    struct small_run run;
    struct shamed sum;
    double mean;

    (void) state;
    small_rich(&run,
        (const char *[]){ "society.persons=4096", "response.shaming.rate=6/year",
            "response.shaming.threshold=1", "response.shaming.escalates=50 %", NULL });
    sum = watch_shaming(&run, 36);
    mean = sum.months * 6.0 / 12.0 * 0.5; /* half is public */
    assert_true(sum.months > 2000.0 && sum.ousted > 50.0);
    small_assert_near("times shamed", sum.times, mean, sqrt(mean), ERRORS);
    small_clear(&run);
}

/* Where all are flagged, three times as often: twice more by the radius. */
static void
test_shaming_of_all(void **state)
{
    struct small_run run;
    struct shamed sum;
    double mean;

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "society.persons=4096", "response.publicity=100 %",
                  "schemes.city.start=700", "response.shaming.rate=3/year",
                  "response.shaming.radius=2", "response.shaming.threshold=0", NULL });
    small_tick(&run, 1);
    sum = watch_shaming(&run, 12);
    mean = 12.0 * 4096.0 * 3.0 / 12.0 * 3.0;
    assert_true(sum.months > 12.0 * 4096.0 - 0.5);
    assert_true(sum.ousted < 0.5);
    small_assert_near("times shamed", sum.times, mean, sqrt(mean), ERRORS);
    small_clear(&run);
}

static void
test_nobody_is_shamed_without_flag_or_publicity(void **state)
{
    static const char *const none[] = { "response.publicity=0 %",
        "lists={dodgers: {published: false}, shame: {published: false}}" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(none); k++) {
        struct small_run off, run;

        small_rich(&off, (const char *[]){ none[k], NULL });
        small_rich(&run, (const char *[]){ none[k], "response.shaming.rate=12/year",
                             "response.shaming.escalates=100 %", NULL });
        small_tick(&off, 18);
        small_tick(&run, 18);
        small_assert_same_state(&off, &run, DM_REGIME);
        small_clear(&off);
        small_clear(&run);
    }
}

/* ---- crowding out ---- */

static void
test_crowding_is_zero_without_pull(void **state)
{
    struct small_run off, run;

    (void) state;
    small_rich(&off, (const char *[]){ "schemes.city.points.award=0", NULL });
    small_rich(&run,
        (const char *[]){ "schemes.city.points.award=0", "adaptation.crowding=5", NULL });
    small_tick(&off, 24);
    small_tick(&run, 24);
    for (uint64_t p = 0; p < 9000; p++) {
        assert_int_equal(world_of(&run)->crowd[0][p], 0);
    }
    small_assert_same_state(&off, &run, DM_REGIME);
    small_clear(&off);
    small_clear(&run);
}

/* Constant pull: crowd after t months is 1 - exp(-c pull t), and as much of prosociality is
 * gone; only of those who know. */
static void
test_crowding_by_the_text(void **state)
{
    struct small_run run;
    double sum = 0.0, n = 0.0, step;
    int32_t award;

    (void) state;
    /* level of everybody: 30 points to tier a, 60 for an award: full pull */
    small_rich(&run, (const char *[]){ STILL, "society.persons=4096", "channels=null",
                         "adaptation.crowding=0.05", "adaptation.awareness=null", NULL });
    award = small_act(&run, "award");
    small_tick(&run, 10);
    for (uint64_t p = 0; p < 4096; p++) {
        if (world_of(&run)->aware[0][p] != 0) {
            sum += world_of(&run)->crowd[0][p] / 65536.0;
            n += 1.0;
        } else {
            assert_int_equal(world_of(&run)->crowd[0][p], 0);
        }
    }
    assert_true(n > 500.0 && n < 4000.0);
    small_assert_near("crowd", sum / n, 1.0 - exp(-0.5), 1e-4, ERRORS);
    step = -run.setting.plan[DM_REGIME]->act[award].crowding[32] / 1024.0;
    small_assert_near("lost at half", step, 0.5, 0.5 / 1024.0, 1.0);
    small_clear(&run);
}

/* ---- evasion ---- */

static double
share_evading(struct small_run *run)
{
    double n = 0.0;

    for (uint64_t p = 0; p < run->setting.population.n; p++) {
        n += world_of(run)->evading[0][p];
    }
    return n / (double) run->setting.population.n;
}

static void
test_evasion_without_cause(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ "adaptation.evasion={starts: 0 %/month, fear: 0}", NULL });
    small_tick(&run, 6);
    assert_null(world_of(&run)->evading[0]);
    small_clear(&run);
    small_rich(&run, (const char *[]){ "adaptation.evasion.fear=5", "lists=null",
                         "sanctions=null", NULL });
    small_tick(&run, 24);
    assert_true(share_evading(&run) < 1e-9);
    small_clear(&run);
}

/* A chain of two states: s / (s + e) in the long run. */
static void
test_evasion_by_the_text(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "society.persons=40000", "channels=null",
                  "adaptation.evasion={starts: 4 %/month, stops: 12 %/month}", NULL });
    small_tick(&run, 1);
    small_assert_share("first month", 40000.0 * share_evading(&run), 40000.0, 0.04, ERRORS);
    small_tick(&run, 60);
    small_assert_share("settled", 40000.0 * share_evading(&run), 40000.0, 0.25, ERRORS);
    small_clear(&run);
}

/* The bounds at hand bound; the threshold rises with fear. */
static void
test_evasion_rises_with_fear(void **state)
{
    struct small_run run;
    const struct dm_plan_evasion *evasion;
    uint64_t last = 0;

    (void) state;
    small_rich(
        &run, (const char *[]){ "adaptation.evasion={starts: 1 %/month, fear: 3}", NULL });
    evasion = &run.setting.plan[DM_REGIME]->evasion;
    for (uint32_t fear = 0; fear < 65536; fear++) {
        uint64_t t = dm_plan_evasion_starts(evasion, fear);
        double exact = 1.0 - 0.99 * exp(-3.0 * fear / 65536.0);

        assert_true(t >= last);
        assert_true(
            t >= evasion->starts[fear >> 8] && t <= evasion->starts[(fear >> 8) + 1]);
        assert_true(fabs((double) t / 4294967296.0 - exact) < 1e-8);
        last = t;
    }
    small_clear(&run);
}

/* ---- forms of fear ---- */

static void
test_fear_forms(void **state)
{
    static const char *const forms[] = { "forms.fear=ties", "forms.fear=own",
        "forms.fear=off" };
    uint64_t afraid[3] = { 0 }, others[3] = { 0 }, aware[3] = { 0 };

    (void) state;
    for (size_t k = 0; k < 3; k++) {
        struct small_run run;

        small_rich(
            &run, (const char *[]){ STILL, "society.persons=4096", "response.publicity=0",
                      "adaptation.awareness.publicity=0", forms[k], NULL });
        small_file(&run, 2, 1000, "offence", DM_RECORD_UNLAWFUL, 0);
        small_tick(&run, 6);
        afraid[k] = world_of(&run)->fear[0][1000] > 0;
        for (uint64_t p = 0; p < 4096; p++) {
            others[k] += p != 1000 && world_of(&run)->fear[0][p] > 0;
            aware[k] += world_of(&run)->aware[0][p];
        }
        small_clear(&run);
    }
    assert_int_equal(afraid[0], 1);
    assert_int_equal(afraid[1], 1);
    assert_int_equal(afraid[2], 0);
    assert_true(others[0] > 3);
    assert_int_equal(others[1], 0);
    assert_int_equal(others[2], 0);
    assert_int_equal(aware[0], aware[1]);
    assert_int_equal(aware[0], aware[2]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shaming_by_the_text),
        cmocka_unit_test(test_shaming_of_all),
        cmocka_unit_test(test_nobody_is_shamed_without_flag_or_publicity),
        cmocka_unit_test(test_crowding_is_zero_without_pull),
        cmocka_unit_test(test_crowding_by_the_text),
        cmocka_unit_test(test_evasion_without_cause),
        cmocka_unit_test(test_evasion_by_the_text),
        cmocka_unit_test(test_evasion_rises_with_fear),
        cmocka_unit_test(test_fear_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
