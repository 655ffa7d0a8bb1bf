/* SPDX-License-Identifier: Apache-2.0
 *
 * Ratings by ties: what the norms come to, with noise and without, and that nobody is rated
 * without a tie or a rate. */
#include "experiment/closed_form.h"
#include "small_world.h"

#include <math.h>

/* 33 ties a person, for the mean field to be near. */
static const char rated[] =
    "schema: demerit/1\n"
    "extends: base\n"
    "family: theory\n"
    "society:\n"
    "  persons: 4096\n"
    "  ties: {work: 12, friends: 12, long: 8, clustering: 0 %, homophily: 0 %}\n"
    "acts:\n"
    "  praise: {domain: talk, lawful: true, rate: 0/year}\n"
    "  blame: {domain: talk, lawful: true, rate: 0/year}\n"
    "channels:\n"
    "  neighbours: {context: talk, peers: {rate: 1/year, good: praise, bad: blame}}\n"
    "schemes:\n"
    "  name: {start: 0, points: {praise: 1, blame: -1}, tiers: [{id: all}]}\n";

static double
share_bad(const struct small_run *run)
{
    const struct dm_world *world = &run->lane.world[DM_REGIME];
    double n = 0.0;

    for (uint64_t p = 0; p < world->n; p++) {
        n += dm_world_kept(world, DM_COLUMN_RATED_BADLY, 0, p) != 0;
    }
    return n / (double) world->n;
}

static double
share_after(const char *norm, const char *noise, const char *other, int ticks)
{
    struct small_run run;
    double share;

    small_start(&run, small_scenario(rated, (const char *[]){ norm, noise, other, NULL }));
    small_tick(&run, ticks);
    share = share_bad(&run);
    small_clear(&run);
    return share;
}

#define STERN    "channels.neighbours.peers.norm=stern"
#define SHUNNING "channels.neighbours.peers.norm=shunning"
#define PLAIN    "channels.neighbours.peers.norm=plain"
#define NOISE(x) "channels.neighbours.peers.noise=" x

/* Hilbe et al. 2018: private and noisy opinions do not hold a good name up. */
static void
test_fixed_points(void **state)
{
    (void) state;
    assert_true(fabs(share_after(STERN, NOISE("1 %"), NULL, 120) - 0.5) <= 0.02);
    assert_true(fabs(share_after(STERN, NOISE("10 %"), NULL, 60) - 0.5) <= 0.02);
    assert_true(share_after(SHUNNING, NOISE("1 %"), NULL, 120) >= 0.98);
    assert_true(share_after(STERN, NOISE("0 %"), NULL, 24) <= 0.0);
    assert_true(share_after(SHUNNING, NOISE("0 %"), NULL, 24) <= 0.0);
    assert_true(share_after(PLAIN, NOISE("0 %"), NULL, 24) <= 0.0);
}

/* The closed form: one half for any noise, all where the bad are shunned, and nobody
 * without noise. */
static void
test_closed_form(void **state)
{
    (void) state;
    for (double noise = 0.01; noise < 0.5; noise += 0.01) {
        double bad = dm_bad_names(false, noise, 0.03), x = 1.0 - bad;

        assert_true(fabs(dm_bad_names(true, noise, 0.0) - 0.5) < 1e-9);
        assert_true(fabs(noise + (1.0 - 2.0 * noise) * (1.0 - x * x - x * bad * 0.03) -
                         bad) < 1e-9);
    }
    assert_true(fabs(dm_bad_names(true, 0.0001, 1.0 / 32.0) - (1.0 - 32.0 / 62.0)) < 1e-4);
    assert_true(dm_bad_names(false, 0.001, 0.0) > 0.998);
    assert_true(dm_bad_names(true, 0.0, 0.0) <= 0.0);
    assert_true(dm_bad_names(false, 0.0, 0.0) <= 0.0);
}

/* Where the norm asks nothing, what is left is noise and bias. */
static void
test_plain(void **state)
{
    struct small_run run;
    double bad[2] = { 0.0, 0.0 }, n[2] = { 0.0, 0.0 };

    (void) state;
    small_start(
        &run, small_scenario(rated, (const char *[]){ PLAIN, NOISE("10 %"),
                                        "channels.neighbours.peers.bias_b=30 %", NULL }));
    small_tick(&run, 24);
    for (uint64_t p = 0; p < 4096; p++) {
        bool b = (run.setting.population.traits[p] & DM_TRAIT_GROUP_B) != 0;

        bad[b] +=
            dm_world_kept(&run.lane.world[DM_REGIME], DM_COLUMN_RATED_BADLY, 0, p) != 0;
        n[b] += 1.0;
    }
    small_assert_share("noise", bad[0], n[0], 0.1, 4.0);
    small_assert_share("noise and bias", bad[1], n[1], 0.3 + 0.1 * (1.0 - 0.6), 4.0);
    small_clear(&run);
}

/* One bad name is paid back by those who are tied to it. */
static void
test_retaliation(void **state)
{
    struct small_run run;
    const struct dm_world *world;
    uint64_t bad = 0, away = 0;

    (void) state;
    small_start(
        &run, small_scenario(rated, (const char *[]){ PLAIN, NOISE("0 %"),
                                        "channels.neighbours.peers.retaliation=100 %",
                                        "channels.neighbours.peers.rate=12/year", NULL }));
    world = &run.lane.world[DM_REGIME];
    small_tick(&run, 1);
    assert_true(share_bad(&run) <= 0.0);
    for (uint64_t p = 0; p < 4096; p += 256) {
        run.lane.world[DM_REGIME].signal[0][p] |= 2;
    }
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        uint32_t signals = run.lane.workers[0].block[DM_REGIME].tie_signals[p];

        bad += dm_world_kept(world, DM_COLUMN_RATED_BADLY, 0, p) != 0;
        away +=
            dm_world_kept(world, DM_COLUMN_RATED_BADLY, 0, p) != 0 && signals >> 16 == 0;
    }
    assert_true(bad > 0);
    assert_int_equal(away, 0);
    small_clear(&run);
}

/* ---- what a rating is ---- */

static void
test_records_of_ratings(void **state)
{
    struct small_run run;
    int64_t expected[4096] = { 0 };

    (void) state;
    small_start(
        &run, small_scenario(rated, (const char *[]){ STERN, NOISE("20 %"), NULL }));
    for (int t = 0; t < 6; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];

            if (event->kind == DM_EVENT_RATED) {
                assert_true(event->value > 0 && event->detail <= event->value);
                expected[event->person] +=
                    100 * ((int64_t) event->value - 2 * event->detail);
            } else if (event->kind == DM_EVENT_RECORD) {
                assert_int_equal(event->value, DM_RECORD_ERROR);
            }
        }
        for (uint64_t p = 0; p < 4096; p++) {
            assert_int_equal(run.lane.world[DM_REGIME].own[0][p], expected[p]);
        }
    }
    small_clear(&run);
}

static void
test_rate_of_ratings(void **state)
{
    struct small_run run;
    double ratings = 0.0, ties = 0.0;

    (void) state;
    small_start(
        &run, small_scenario(rated, (const char *[]){ STERN, NOISE("20 %"), NULL }));
    for (int t = 0; t < 12; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            ratings +=
                block->events[k].kind == DM_EVENT_RATED ? block->events[k].value : 0.0;
        }
        for (uint32_t i = 0; i < block->m; i++) {
            ties += block->tie_signals[i] & 255U;
        }
    }
    ties /= 12.0; /* one rating a tie and year */
    small_assert_near("ratings", ratings, ties, sqrt(ties), 4.0);
    small_clear(&run);
}

/* ---- exact zeros ---- */

static void
test_nobody_to_rate(void **state)
{
    struct small_run run;

    (void) state;
    small_start(&run,
        small_scenario(rated, (const char *[]){ STERN, NOISE("50 %"), "society.ties.work=0",
                                  "society.ties.friends=0", "society.ties.long=0", NULL }));
    small_tick(&run, 12);
    for (uint64_t p = 0; p < 4096; p++) {
        if (dm_household_adults(&run.setting.population, p) == 1) {
            assert_int_equal(run.lane.world[DM_REGIME].own[0][p], 0);
            assert_int_equal(
                dm_world_kept(&run.lane.world[DM_REGIME], DM_COLUMN_RATED_BADLY, 0, p), 0);
        }
    }
    small_clear(&run);
}

static void
test_no_ratings(void **state)
{
    struct small_run a, b;
    char x[33], y[33];

    (void) state;
    small_rich(&a, NULL);
    small_rich(&b, (const char *[]){ "channels.camera.peers.rate=0/year",
                       "channels.camera.peers.good=award", "channels.camera.peers.bad=bill",
                       "channels.camera.peers.norm=stern", NULL });
    small_tick(&a, 12);
    small_tick(&b, 12);
    assert_int_equal(dm_world_arrays(&b.lane.world[DM_REGIME], DM_COLUMN_RATED_BADLY), 0);
    assert_null(b.lane.world[DM_REGIME].signal[0]);
    small_state_text(&a, DM_REGIME, x);
    small_state_text(&b, DM_REGIME, y);
    assert_string_equal(x, y);
    small_clear(&a);
    small_clear(&b);
}

static void
test_inactive(void **state)
{
    struct small_run run;

    (void) state;
    small_start(
        &run, small_scenario(rated, (const char *[]){ STERN, NOISE("50 %"),
                                        "channels.neighbours.active=false", NULL }));
    small_tick(&run, 12);
    assert_true(share_bad(&run) <= 0.0);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed_points),
        cmocka_unit_test(test_closed_form),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_retaliation),
        cmocka_unit_test(test_records_of_ratings),
        cmocka_unit_test(test_rate_of_ratings),
        cmocka_unit_test(test_nobody_to_rate),
        cmocka_unit_test(test_no_ratings),
        cmocka_unit_test(test_inactive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
