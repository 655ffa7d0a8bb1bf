/* SPDX-License-Identifier: Apache-2.0
 *
 * What other schemes and attributes add to a score: by weight, from records only, and
 * nothing where the weight is nothing. */
#include "small_world.h"

#define QUIET(...) ((const char *[]){ SMALL_QUIET, __VA_ARGS__, NULL })

static int32_t
score(const struct small_run *run, const char *scheme, uint64_t p)
{
    const struct dm_block *block = &run->lane.workers[0].block[DM_REGIME];
    int32_t s = small_scheme(&run->scenario->regime, scheme);

    return block->score[(size_t) s * DM_COMMUNITY + p];
}

static int32_t
tier(const struct small_run *run, const char *scheme, uint64_t p)
{
    return run->lane.world[DM_REGIME].tier[small_scheme(&run->scenario->regime, scheme)][p];
}

/* ---- feeds ---- */

static void
test_weight(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, QUIET("schemes.clinic.feeds.city=0.25", "schemes.city.association.weight=0"));
    small_file(&run, 0, 1, "bill", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 0, 2, "award", DM_RECORD_LAWFUL, 0);
    for (int k = 0; k < 20; k++) {
        small_file(&run, 0, 3, "award", DM_RECORD_LAWFUL, 0); /* 1,200 at most */
    }
    small_tick(&run, 1);
    assert_int_equal(score(&run, "clinic", 1), 10000 - 3000 - 1500);
    assert_int_equal(tier(&run, "clinic", 1), 0); /* 55, below 60 */
    assert_int_equal(score(&run, "clinic", 2), 10000 + 1500);
    assert_int_equal(score(&run, "clinic", 3), 10000 + 5000);
    assert_int_equal(score(&run, "clinic", 4), 10000);
    assert_int_equal(score(&run, "city", 1), 100000 - 6000);
    small_tick(&run, 12);
    assert_int_equal(score(&run, "clinic", 1), 10000);
    small_clear(&run);
}

/* The tier that a feed alone brings about is nobody's act: component I has it all. */
static void
test_cause_of_a_feed(void **state)
{
    struct small_run run;
    const struct dm_world *world;

    (void) state;
    small_rich(&run, QUIET("schemes.clinic.feeds.city=1", "schemes.clinic.points.bill=0",
                         "schemes.city.association.weight=0"));
    world = &run.lane.world[DM_REGIME];
    small_file(&run, 0, 1, "bill", DM_RECORD_UNLAWFUL, 0);
    small_tick(&run, 1);
    assert_int_equal(score(&run, "clinic", 1), 4000);
    assert_int_equal(
        world->spell[0][1] >> small_scheme(&run.scenario->regime, "clinic") & 1, 1);
    assert_int_equal(dm_world_kept(world, DM_COLUMN_SPELL_CAUSE,
                         small_scheme(&run.scenario->regime, "clinic"), 1) >>
                             32 &
                         255,
        120);
    small_clear(&run);
}

static void
test_both_ways(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("schemes.clinic.feeds.city=1", "schemes.city.feeds.clinic=1",
                         "schemes.city.association.weight=0"));
    small_file(&run, 0, 1, "bill", DM_RECORD_UNLAWFUL, 0); /* 60 there, 30 here */
    for (int t = 0; t < 8; t++) {
        small_tick(&run, 1);
        assert_int_equal(score(&run, "city", 1), 100000 - 6000 - 3000);
        assert_int_equal(score(&run, "clinic", 1), 10000 - 3000 - 6000);
        assert_int_equal(score(&run, "city", 2), 100000);
    }
    small_clear(&run);
}

static void
test_of_an_inactive_scheme(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("schemes.clinic.feeds.city=1", "schemes.city.active=false"));
    small_file(&run, 0, 1, "bill", DM_RECORD_UNLAWFUL, 0);
    small_tick(&run, 1);
    assert_int_equal(score(&run, "clinic", 1), 10000 - 3000);
    assert_int_equal(score(&run, "city", 1), 100000);
    assert_int_equal(tier(&run, "city", 1), 2);
    small_clear(&run);
}

/* ---- attributes ---- */

static void
test_attributes(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    uint8_t employed[4096];

    (void) state;
    small_rich(&run,
        QUIET("schemes.clinic.attributes.income=10", "schemes.clinic.attributes.online=-2",
            "schemes.clinic.attributes.employed=0.5"));
    people = &run.setting.population;
    for (int t = 0; t < 6; t++) {
        memcpy(employed, run.lane.world[DM_REGIME].employed[0], sizeof employed);
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            int32_t points = 250 * people->quintile[p];

            points -= (people->traits[p] & DM_TRAIT_ONLINE) != 0 ? 200 : 0;
            points += employed[p] != 0 ? 50 : 0;
            assert_int_equal(score(&run, "clinic", p), 10000 + points);
        }
    }
    small_clear(&run);
}

/* An index on a scale of its own, with the bounds and tiers it names. */
static void
test_index(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, QUIET("schemes.index={start: 0, low: -5, high: 5, feeds: {city: 0.1, "
                    "clinic: 0.2}, tiers: [{id: red, below: -1}, {id: green, from: -1}]}",
                  "schemes.city.association.weight=0"));
    small_file(&run, 0, 1, "offence", DM_RECORD_UNLAWFUL, 0); /* -40 and -25 */
    small_file(&run, 0, 2, "opinion", DM_RECORD_LAWFUL, 0);   /* -20 */
    small_file(&run, 0, 3, "award", DM_RECORD_LAWFUL, 0);     /* +60 */
    small_tick(&run, 1);
    assert_int_equal(score(&run, "index", 1), -500); /* -4 - 5, cut at the bound */
    assert_int_equal(score(&run, "index", 2), -200);
    assert_int_equal(score(&run, "index", 3), 500);
    assert_int_equal(tier(&run, "index", 2), 0);
    assert_int_equal(tier(&run, "index", 3), 1);
    small_clear(&run);
}

/* ---- exact zeros ---- */

static void
test_weight_zero(void **state)
{
    struct small_run a, b;
    char x[33], y[33];

    (void) state;
    small_rich(&a, NULL);
    small_rich(&b, (const char *[]){ "schemes.clinic.feeds.city=0",
                       "schemes.city.attributes.income=0", NULL });
    small_tick(&a, 12);
    small_tick(&b, 12);
    small_state_text(&a, DM_REGIME, x);
    small_state_text(&b, DM_REGIME, y);
    assert_string_equal(x, y);
    small_clear(&a);
    small_clear(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weight),
        cmocka_unit_test(test_cause_of_a_feed),
        cmocka_unit_test(test_both_ways),
        cmocka_unit_test(test_of_an_inactive_scheme),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_weight_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
