/* SPDX-License-Identifier: Apache-2.0
 *
 * What channels see of whom: evaders less, those out of work not at all at a workplace, and
 * more of everybody where reports are paid. */
#include "small_world.h"

#include <math.h>

#define PERSONS 4096

/* Records of the camera that took effect this tick, by person; it has no delay. */
static uint32_t
count_records(const struct small_run *run, uint32_t of[PERSONS])
{
    const struct dm_block *block = &run->lane.workers[0].block[DM_REGIME];
    int32_t camera = small_channel(&run->scenario->regime, "camera");
    uint32_t n = 0;

    memset(of, 0, PERSONS * sizeof *of);
    for (uint32_t k = 0; k < block->n_events; k++) {
        if (block->events[k].kind == DM_EVENT_RECORD && block->events[k].detail == camera) {
            of[block->events[k].person]++;
            n++;
        }
    }
    return n;
}

#define RIGHT                                                                              \
    "society.persons=4096", "channels.camera.misattribution=0 %",                          \
        "channels.camera.false_records=0/year", "acts.offence.rate=24/year",               \
        "observation.dedupe=none"

static void
assert_same_after(const char *const *sets, const char *const *others, int ticks)
{
    struct small_run a, b;
    char x[33], y[33];

    small_rich(&a, sets);
    small_rich(&b, others);
    small_tick(&a, ticks);
    small_tick(&b, ticks);
    small_state_text(&a, DM_REGIME, x);
    small_state_text(&b, DM_REGIME, y);
    assert_string_equal(x, y);
    small_clear(&a);
    small_clear(&b);
}

/* ---- evaders ---- */

/* In the first month after some have begun to evade, all else is as without. */
static void
test_evaders(void **state)
{
    static const char *const evaded[] = { "channels.camera.evaded=0 %",
        "channels.camera.evaded=40 %", "channels.camera.evaded=100 %" };
    static uint32_t of[3][PERSONS];
    static uint8_t evading[PERSONS];

    (void) state;
    for (int k = 0; k < 3; k++) {
        struct small_run run;

        small_rich(&run, (const char *[]){ RIGHT, "adaptation.evasion.starts=50 %/month",
                             evaded[k], NULL });
        small_tick(&run, 1);
        memcpy(evading, run.lane.world[DM_REGIME].evading[0], PERSONS);
        small_tick(&run, 1);
        assert_true(count_records(&run, of[k]) > 200);
        small_clear(&run);
    }
    for (int p = 0; p < PERSONS; p++) {
        assert_true(of[1][p] <= of[0][p] && of[2][p] <= of[1][p]);
        assert_true(evading[p] != 0 || of[2][p] == of[0][p]);
        assert_true(evading[p] == 0 || of[2][p] == 0);
    }
}

static void
test_nobody_evades(void **state)
{
    (void) state;
    assert_same_after((const char *[]){ "channels.camera.evaded=100 %", NULL },
        (const char *[]){ "channels.camera.evaded=0 %", NULL }, 12);
}

/* ---- workplace ---- */

static void
test_workplace(void **state)
{
    static uint32_t of[PERSONS];
    static uint8_t employed[PERSONS];
    struct small_run run;
    uint32_t n = 0;

    (void) state;
    small_rich(&run,
        (const char *[]){ "society.persons=4096", "acts.offence.rate=24/year",
            "channels.camera.misattribution=0 %", "channels.camera.false_records=2/year",
            "channels.camera.workplace=true", NULL });
    for (int t = 0; t < 6; t++) {
        memcpy(employed, run.lane.world[DM_REGIME].employed[0], PERSONS);
        small_tick(&run, 1);
        n += count_records(&run, of);
        for (int p = 0; p < PERSONS; p++) {
            assert_true(of[p] == 0 || employed[p] != 0);
        }
    }
    assert_true(n > 1000);
    small_clear(&run);
}

/* Those in work are seen as by any channel. */
static void
test_workers(void **state)
{
    static uint32_t at_work[PERSONS], anywhere[PERSONS];
    static uint8_t employed[PERSONS];
    struct small_run run;

    (void) state;
    small_rich(&run, (const char *[]){ RIGHT, "channels.camera.workplace=true", NULL });
    memcpy(employed, run.lane.world[DM_REGIME].employed[0], PERSONS);
    small_tick(&run, 1);
    count_records(&run, at_work);
    small_clear(&run);
    small_rich(&run, (const char *[]){ RIGHT, NULL });
    small_tick(&run, 1);
    count_records(&run, anywhere);
    small_clear(&run);
    for (int p = 0; p < PERSONS; p++) {
        assert_int_equal(at_work[p], employed[p] != 0 ? anywhere[p] : 0);
    }
}

/* ---- bounties ---- */

static void
test_bounties_add_up(void **state)
{
    static uint32_t of[PERSONS];
    static int64_t owed[PERSONS];
    struct small_run run, plain;
    const struct dm_world *world;

    (void) state;
    small_rich(&run, (const char *[]){ RIGHT, "channels.camera.bounty.yuan=70", NULL });
    small_rich(&plain, (const char *[]){ RIGHT, NULL });
    world = &run.lane.world[DM_REGIME];
    for (int t = 0; t < 12; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];
        const struct dm_block *other = &plain.lane.workers[0].block[DM_REGIME];
        int64_t paid = 0, earned = 0;

        for (uint32_t i = 0; i < PERSONS; i++) {
            owed[i] = dm_world_kept(world, DM_COLUMN_OWED, 0, i);
        }
        small_tick(&run, 1);
        small_tick(&plain, 1);
        for (uint32_t i = 0; i < PERSONS; i++) {
            /* what was owed is this month's income, and nothing else differs */
            assert_int_equal(block->income[i] - other->income[i], 12 * owed[i]);
            earned += dm_world_kept(world, DM_COLUMN_OWED, 0, i);
        }
        for (uint32_t k = 0; k < block->n_events; k++) {
            paid += block->events[k].kind == DM_EVENT_BOUNTY ? block->events[k].value : 0;
        }
        assert_true(paid > 0);
        assert_int_equal(paid, earned);
        assert_int_equal(paid, 70 * (int64_t) count_records(&run, of));
    }
    small_clear(&run);
    small_clear(&plain);
}

static void
test_pull_without_bounty(void **state)
{
    (void) state;
    assert_same_after((const char *[]){ "channels.camera.bounty.pull=100", NULL },
        (const char *[]){ "channels.camera.bounty.pull=0", NULL }, 12);
}

/* 500 yuan at a pull of 2 double what is seen and made up. */
static void
test_lure(void **state)
{
    static uint32_t of[PERSONS];
    struct small_run run;
    const struct dm_channel *camera;
    double n[2];

    (void) state;
    for (int k = 0; k < 2; k++) {
        small_rich(&run,
            (const char *[]){ RIGHT, "adaptation=null",
                k == 0 ? "channels.camera.bounty.pull=0" : "channels.camera.bounty.pull=2",
                "channels.camera.bounty.yuan=500", NULL });
        camera =
            &run.scenario->regime.channels[small_channel(&run.scenario->regime, "camera")];
        assert_int_equal(dm_plan_sees(camera, small_act(&run, "offence")),
            k == 0 ? 4 * DM_NANO / 10 : 8 * DM_NANO / 10);
        n[k] = 0.0;
        for (int t = 0; t < 12; t++) {
            small_tick(&run, 1);
            n[k] += count_records(&run, of);
        }
        small_clear(&run);
    }
    small_assert_near("twice as many", n[1], 2.0 * n[0], sqrt(n[1] + 4.0 * n[0]), 4.0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evaders),
        cmocka_unit_test(test_nobody_evades),
        cmocka_unit_test(test_workplace),
        cmocka_unit_test(test_workers),
        cmocka_unit_test(test_bounties_add_up),
        cmocka_unit_test(test_pull_without_bounty),
        cmocka_unit_test(test_lure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
