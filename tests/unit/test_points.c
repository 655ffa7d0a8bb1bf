/* SPDX-License-Identifier: Apache-2.0
 *
 * What a record is worth and for how long: budgets of a year, half-life, linkage, an
 * official's discretion; and what leaks. Each is nothing where its cause is nothing. */
#include "small_world.h"

#include <math.h>
#include <stdio.h>

#define QUIET(...) ((const char *[]){ SMALL_QUIET, __VA_ARGS__, NULL })

static int32_t
own(const struct small_run *run, const char *scheme, uint64_t p)
{
    return run->lane.world[DM_REGIME].own[small_scheme(&run->scenario->regime, scheme)][p];
}

static bool
on_ledger(const struct small_run *run, uint64_t p)
{
    return (run->lane.world[DM_REGIME].listed[0][p] >>
                   small_list(&run->scenario->regime, "ledger") &
               1) != 0;
}

/* After `ticks` ticks of the rich world with and without some sets: the same state. */
static void
assert_no_effect(const char *const *sets, const char *const *others, int ticks)
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

/* ---- a budget of a year ---- */

static void
test_year_end(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("schemes.city.records_expire=year-end",
                         "channels.monitor.delay=12 months")); /* room for those below */
    small_file(&run, 3, 1, "bill", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 11, 2, "bill", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 12, 3, "award", DM_RECORD_LAWFUL, 0);
    small_file(&run, 5, 4, "bill", DM_RECORD_ERROR, 3);  /* corrected */
    small_file(&run, 9, 5, "bill", DM_RECORD_ERROR, 20); /* too late */
    for (int t = 0; t < 30; t++) {
        small_tick(&run, 1);
        assert_int_equal(own(&run, "city", 1), t >= 3 && t < 12 ? -6000 : 0);
        assert_int_equal(own(&run, "city", 2), t == 11 ? -6000 : 0);
        assert_int_equal(own(&run, "city", 3), t >= 12 && t < 24 ? 6000 : 0);
        assert_int_equal(own(&run, "city", 4), t >= 5 && t < 8 ? -6000 : 0);
        assert_int_equal(own(&run, "city", 5), t >= 9 && t < 12 ? -6000 : 0);
        assert_int_equal(own(&run, "clinic", 1), t >= 3 && t < 12 ? -3000 : 0);
    }
    small_clear(&run);
}

/* At the turn of a year nothing of the year before is left of anybody. */
static void
test_budgets_reset(void **state)
{
    static const char *const sets[] = { "schemes.city.records_expire=year-end",
        "schemes.clinic.records_expire=year-end", "society.persons=4096",
        "acts.award.rate=0/year", "acts.bill.rate=0/year", "acts.opinion.rate=0/year",
        "channels.camera.false_records=0/year", "channels.monitor.false_records=0/year",
        "channels.registry.false_records=0/year", "channels.camera.sees.bill=0 %", NULL };
    struct small_run run;

    (void) state;
    small_rich(&run, sets);
    for (int year = 0; year < 3; year++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];
        int64_t left = 0, seen = 0;

        small_tick(&run, 11);
        for (uint64_t p = 0; p < 4096; p++) {
            left += own(&run, "city", p);
        }
        assert_true(left < 0);
        small_tick(&run, 1); /* December */
        small_tick(&run, 1); /* January, whose records are those of the month alone */
        left = 0;
        for (uint64_t p = 0; p < 4096; p++) {
            left += own(&run, "city", p);
        }
        for (uint32_t k = 0; k < block->n_events; k++) {
            seen += block->events[k].kind == DM_EVENT_RECORD;
        }
        assert_true(seen > 0);
        assert_int_equal(left, -4000 * seen);
        small_tick(&run, 11);
    }
    small_clear(&run);
}

/* ---- half-life ---- */

static void
test_half_life(void **state)
{
    struct small_run run;
    int32_t x = -6000, y = 6000;
    int64_t sum = 0;

    (void) state;
    small_rich(&run, QUIET("forms.forgetting=half-life"));
    small_file(&run, 0, 1, "bill", DM_RECORD_ERROR, 0);
    small_file(&run, 0, 2, "award", DM_RECORD_LAWFUL, 0);
    small_file(
        &run, 0, 3, "bill", DM_RECORD_ERROR, 2); /* a correction takes nothing back */
    for (int t = 0; t < 300; t++) {
        const struct dm_world *world = &run.lane.world[DM_REGIME];
        int32_t s = small_scheme(&run.scenario->regime, "city");

        small_tick(&run, 1);
        assert_int_equal(own(&run, "city", 1), x);
        assert_int_equal(own(&run, "city", 2), y);
        assert_int_equal(own(&run, "city", 3), x);
        assert_int_equal(dm_world_kept(world, DM_COLUMN_ERROR, s, 1), x);
        assert_int_equal(dm_world_kept(world, DM_COLUMN_LAWFUL, s, 2), y);
        assert_true(on_ledger(&run, 1) == (t < 10)); /* a list's term is its own */
        assert_true(on_ledger(&run, 3) == (t < 2));
        sum += x;
        x -= (int32_t) dm_rdiv(x, 12);
        y -= (int32_t) dm_rdiv(y, 12);
    }
    /* the same weight as 12 months in full, but for roundings and what is too small to fade
     */
    assert_true(llabs(sum + INT64_C(12) * 6000) < 300 * 6);
    assert_true(abs(x) < 6);
    small_clear(&run);
}

static void
test_half_life_of_never(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, QUIET("forms.forgetting=half-life", "schemes.city.records_expire=never",
                  "schemes.clinic.records_expire=year-end"));
    small_file(&run, 0, 1, "bill", DM_RECORD_UNLAWFUL, 0);
    for (int t = 0; t < 40; t++) {
        small_tick(&run, 1);
        assert_int_equal(own(&run, "city", 1), -6000);
        assert_int_equal(own(&run, "clinic", 1), t < 12 ? -3000 : 0);
    }
    small_clear(&run);
}

/* ---- linkage ---- */

/* What a record of the camera (traffic) is worth where `contexts` is one's own. */
static int32_t
linked_points(const char *contexts, const char *linkage)
{
    struct small_run run;
    int32_t points;

    /* small_file() files under the first channel: the camera */
    small_rich(&run, QUIET(contexts, linkage));
    small_file(&run, 0, 9, "bill", DM_RECORD_UNLAWFUL, 0);
    small_tick(&run, 1);
    points = own(&run, "city", 9);
    small_clear(&run);
    return points;
}

static void
test_linkage_of_points(void **state)
{
    (void) state;
    assert_int_equal(
        linked_points("schemes.city.contexts=[finance]", "observation.linkage=100 %"),
        -6000);
    assert_int_equal(
        linked_points("schemes.city.contexts=[finance]", "observation.linkage=25 %"),
        -1500);
    assert_int_equal(
        linked_points("schemes.city.contexts=[finance]", "observation.linkage=0 %"), 0);
    assert_int_equal(
        linked_points("schemes.city.contexts=[traffic]", "observation.linkage=0 %"), -6000);
    assert_int_equal(
        linked_points("schemes.city.start=1000", "observation.linkage=0 %"), -6000);
}

/* Who is listed, of 4096 persons with a foreign record each. */
static uint32_t
linked_listings(const char *linkage, bool listed[4096])
{
    struct small_run run;
    uint32_t n = 0;

    small_rich(&run, QUIET("lists.ledger.contexts=[finance]", linkage));
    for (uint64_t p = 0; p < 4096; p++) {
        small_file(&run, 2, p, "bill", DM_RECORD_UNLAWFUL, 0);
    }
    small_tick(&run, 3);
    for (uint64_t p = 0; p < 4096; p++) {
        listed[p] = on_ledger(&run, p);
        n += listed[p];
    }
    small_clear(&run);
    return n;
}

static void
test_linkage_of_lists(void **state)
{
    bool less[4096], more[4096];

    (void) state;
    assert_int_equal(linked_listings("observation.linkage=0 %", less), 0);
    small_assert_share(
        "linked", linked_listings("observation.linkage=30 %", less), 4096, 0.3, 4.0);
    small_assert_share(
        "linked", linked_listings("observation.linkage=70 %", more), 4096, 0.7, 4.0);
    for (int p = 0; p < 4096; p++) {
        assert_true(more[p] || !less[p]);
    }
    assert_int_equal(linked_listings("observation.linkage=100 %", more), 4096);
}

/* Without adaptation the records are the same: each adverse one weighs more the better
 * contexts are linked. */
static void
test_linkage_is_monotone(void **state)
{
    static const char *const linkage[] = { "observation.linkage=0 %",
        "observation.linkage=40 %", "observation.linkage=90 %" };
    struct small_run runs[3];

    (void) state;
    for (int k = 0; k < 3; k++) {
        small_rich(&runs[k], (const char *[]){ "adaptation=null", "society.persons=4096",
                                 linkage[k], "schemes.clinic.contexts=[finance]",
                                 "lists.ledger.contexts=[traffic]", NULL });
        small_tick(&runs[k], 24);
    }
    for (int k = 1; k < 3; k++) {
        int l = small_list(&runs[k].scenario->regime, "ledger"), fewer = 0;

        for (uint64_t p = 0; p < 4096; p++) {
            uint16_t before = (uint16_t) dm_world_kept(
                &runs[k - 1].lane.world[DM_REGIME], DM_COLUMN_STAY, l, p);
            uint16_t after = (uint16_t) dm_world_kept(
                &runs[k].lane.world[DM_REGIME], DM_COLUMN_STAY, l, p);

            assert_true(own(&runs[k], "clinic", p) <= own(&runs[k - 1], "clinic", p));
            assert_true(before <= after);
            fewer += before < after;
        }
        assert_true(fewer > 20);
    }
    for (int k = 0; k < 3; k++) {
        small_clear(&runs[k]);
    }
}

static void
test_linkage_without_contexts(void **state)
{
    (void) state;
    assert_no_effect((const char *[]){ "observation.linkage=0 %", NULL },
        (const char *[]){ "observation.linkage=100 %", NULL }, 12);
    assert_no_effect((const char *[]){ "observation.linkage=0 %",
                         "schemes.city.contexts=[finance, traffic, expression]", NULL },
        (const char *[]){ "observation.linkage=100 %", NULL }, 12);
}

/* ---- discretion ---- */

static const struct dm_plan_scheme *
city_of(const struct small_run *run)
{
    const struct dm_plan *plan = run->lane.world[DM_REGIME].plan;

    return &plan->scheme[small_scheme(&run->scenario->regime, "city")];
}

static void
test_factors(void **state)
{
    static const char *const sigmas[] = { "schemes.city.discretion.sigma=0.1",
        "schemes.city.discretion.sigma=0.7", "schemes.city.discretion.sigma=3" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(sigmas); k++) {
        struct small_run run;
        double sum = 0.0;

        small_rich(&run, QUIET(sigmas[k], "schemes.city.discretion.bias_b=0.5"));
        assert_true(city_of(&run)->discretion);
        for (int level = 0; level < DM_DISCRETION_LEVELS; level++) {
            double a = (double) city_of(&run)->factor_nano[0][level] * 1e-9;
            double b = (double) city_of(&run)->factor_nano[1][level] * 1e-9;

            sum += a;
            assert_true(fabs(b / a - exp(0.5)) < 1e-5 || a < 1e-4);
            assert_true(level == 0 || city_of(&run)->factor_nano[0][level] >
                                          city_of(&run)->factor_nano[0][level - 1]);
        }
        assert_true(fabs(sum / DM_DISCRETION_LEVELS - 1.0) < 1e-6);
        small_clear(&run);
    }
}

static void
test_bounds_of_factors(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, QUIET("schemes.city.discretion.sigma=2", "schemes.city.discretion.least=x0.5",
                  "schemes.city.discretion.most=x2"));
    assert_int_equal(city_of(&run)->factor_nano[0][0], DM_NANO / 2);
    assert_int_equal(city_of(&run)->factor_nano[0][DM_DISCRETION_LEVELS - 1], 2 * DM_NANO);
    small_clear(&run);
}

static void
test_no_discretion(void **state)
{
    (void) state;
    assert_no_effect((const char *[]){ "schemes.city.discretion.sigma=0",
                         "schemes.city.discretion.bias_b=0", NULL },
        (const char *[]){ "schemes.city.start=1000", NULL }, 12);
}

/* All records of an act in a month have one factor, and it stays theirs; on average it is
 * 1, and e^bias in group B. */
static void
test_points_at_discretion(void **state)
{
    struct small_run run;
    double sum[2] = { 0.0, 0.0 }, n[2] = { 0.0, 0.0 };

    (void) state;
    small_rich(&run,
        QUIET("schemes.city.discretion.sigma=0.3", "schemes.city.discretion.bias_b=0.4"));
    for (uint64_t p = 0; p < 4096; p++) {
        small_file(&run, 1, p, "bill", DM_RECORD_UNLAWFUL, 0);
        small_file(&run, 2, p, "award", DM_RECORD_LAWFUL, 0);
        small_file(&run, 2, p, "award", DM_RECORD_LAWFUL, 0);
    }
    small_tick(&run, 2);
    for (uint64_t p = 0; p < 4096; p++) {
        bool b = (run.setting.population.traits[p] & DM_TRAIT_GROUP_B) != 0;

        sum[b] += own(&run, "city", p) / -6000.0;
        n[b] += 1.0;
    }
    small_assert_near("group A", sum[0] / n[0], 1.0, 0.31 / sqrt(n[0]), 4.0);
    small_assert_near(
        "group B", sum[1] / n[1], exp(0.4), 0.31 * exp(0.4) / sqrt(n[1]), 4.0);
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        assert_int_equal(dm_world_kept(&run.lane.world[DM_REGIME], DM_COLUMN_LAWFUL,
                             small_scheme(&run.scenario->regime, "city"), p) %
                             2,
            0); /* two of the same worth */
    }
    small_tick(&run, 12); /* expired as they came */
    for (uint64_t p = 0; p < 4096; p++) {
        assert_int_equal(own(&run, "city", p), 0);
    }
    small_clear(&run);
}

/* ---- leaks ---- */

static void
test_leaks(void **state)
{
    struct small_run run;
    uint64_t collected = 0;
    int32_t camera;

    (void) state;
    small_rich(&run,
        (const char *[]){ "channels.camera.leak=12/year", "society.persons=4096", NULL });
    camera = small_channel(&run.scenario->regime, "camera");
    for (int t = 0; t < 12; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            collected += block->events[k].kind == DM_EVENT_RECORD &&
                         block->events[k].detail == camera;
        }
        assert_true(collected > 0);
        assert_int_equal(block->exposed[camera], collected); /* once a month for sure */
        assert_int_equal(
            block->exposed[small_channel(&run.scenario->regime, "monitor")], 0);
    }
    small_clear(&run);
    assert_no_effect((const char *[]){ "channels.camera.leak=12/year", NULL },
        (const char *[]){ "channels.camera.leak=0/year", NULL }, 12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_year_end),
        cmocka_unit_test(test_budgets_reset),
        cmocka_unit_test(test_half_life),
        cmocka_unit_test(test_half_life_of_never),
        cmocka_unit_test(test_linkage_of_points),
        cmocka_unit_test(test_linkage_of_lists),
        cmocka_unit_test(test_linkage_is_monotone),
        cmocka_unit_test(test_linkage_without_contexts),
        cmocka_unit_test(test_factors),
        cmocka_unit_test(test_bounds_of_factors),
        cmocka_unit_test(test_no_discretion),
        cmocka_unit_test(test_points_at_discretion),
        cmocka_unit_test(test_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
