/* SPDX-License-Identifier: Apache-2.0
 *
 * The same case put to every jurisdiction: nothing varies under equal rules without
 * discretion, what discretion alone makes is noise, and other tables show. */
#include "measure/vignette.h"

#include "small_world.h"

#include <math.h>

#define CASES                                                                              \
    "schema: demerit/1\nextends: rich\n"                                                   \
    "measure: {vignettes: {driver: {acts: {offence: 2}}, talker: {acts: {opinion: 3, "     \
    "award: 1}}}}\n"

#define OTHER_TABLE(points)                                                                \
    CASES "jurisdictions: {J02: {schemes: {city: {points: {offence: " points "}}}}}\n"

static const uint32_t last = 47;

static void
start(struct small_run *self, const char *text, const char *const *sets)
{
    small_start(self, small_scenario(text, sets));
}

static double
spread_of(const struct small_run *self, int32_t vignette)
{
    return dm_vignette_spread(&self->setting.rules[DM_REGIME], self->scenario,
        &self->setting.population, self->setting.population.key, vignette, last);
}

static double
mean_spread(const char *text, const char *const *sets)
{
    struct small_run run;
    double spread;

    start(&run, text, sets);
    spread = dm_jurisdiction_spread(&run.setting.rules[DM_REGIME], run.scenario,
        &run.setting.population, run.setting.population.key, last);
    small_clear(&run);
    return spread;
}

static void
test_answers_are_the_table(void **state)
{
    struct small_run run;

    (void) state;
    start(&run, OTHER_TABLE("-10"), NULL);
    assert_string_equal(run.scenario->vignettes[0].id.s, "driver");
    for (int32_t j = 0; j < 3; j++) {
        const struct dm_plan *plan =
            dm_rulebook_plan(&run.setting.rules[DM_REGIME], j, last);

        for (uint32_t k = 0; k < 20; k++) {
            struct dm_key key = run.setting.population.key;

            assert_int_equal(dm_vignette_answer(plan, run.scenario,
                                 &run.scenario->vignettes[0], key, j, k),
                j == 1 ? -2000 : -8000);
            assert_int_equal(dm_vignette_answer(plan, run.scenario,
                                 &run.scenario->vignettes[1], key, j, k),
                0);
        }
    }
    /* nothing varies inside a jurisdiction: no ratio, though they differ */
    assert_true(isnan(spread_of(&run, 0)));
    small_clear(&run);
    assert_true(isnan(mean_spread(CASES, NULL)));
    assert_true(isnan(mean_spread("schema: demerit/1\nextends: rich\n", NULL)));
    assert_true(
        isnan(mean_spread(CASES, (const char *[]){ "schemes.city.discretion.sigma=0.5",
                                     "schemes.city.active=false", NULL })));
}

/* Means of 1,024 draws of one distribution: about one part in 1,024, whatever the spread.
 */
static void
test_discretion_alone_is_noise(void **state)
{
    static const char *const sigma[] = { "schemes.city.discretion.sigma=0.1",
        "schemes.city.discretion.sigma=0.5", "schemes.city.discretion.bias_b=1" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(sigma); k++) {
        double spread = mean_spread(CASES, (const char *[]){ sigma[k], NULL });

        assert_true(spread > 0.0);
        assert_true(spread < 10.0 / DM_VIGNETTE_DRAWS);
    }
}

static void
test_other_tables_show(void **state)
{
    static const char *const sets[] = { "schemes.city.discretion.sigma=0.3", NULL };
    double equal = mean_spread(CASES, sets), near = mean_spread(OTHER_TABLE("-45"), sets),
           far = mean_spread(OTHER_TABLE("-160"), sets);
    struct small_run run;

    (void) state;
    assert_true(equal < near);
    assert_true(near < far);
    assert_true(far > 0.1);
    start(&run, OTHER_TABLE("-160"), sets);
    /* the other case is answered as before */
    assert_true(spread_of(&run, 1) < 10.0 / DM_VIGNETTE_DRAWS);
    assert_true(spread_of(&run, 0) > 20.0 * spread_of(&run, 1));
    small_clear(&run);
}

/* Rules of the month that is asked for. */
static void
test_asks_in_its_month(void **state)
{
    struct small_run run;
    const struct dm_rulebook *rules = &run.setting.rules[DM_REGIME];
    double before, after;

    (void) state;
    start(&run,
        CASES
        "timeline: {reform: {from: 12 months, where: J02, set: {schemes: {city: {points: "
        "{offence: -160}}}}}}\n",
        (const char *[]){ "schemes.city.discretion.sigma=0.3", NULL });
    before = dm_vignette_spread(
        rules, run.scenario, &run.setting.population, run.setting.population.key, 0, 11);
    after = dm_vignette_spread(
        rules, run.scenario, &run.setting.population, run.setting.population.key, 0, 12);
    assert_true(before < 10.0 / DM_VIGNETTE_DRAWS);
    assert_true(after > 0.1);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_the_table),
        cmocka_unit_test(test_discretion_alone_is_noise),
        cmocka_unit_test(test_other_tables_show),
        cmocka_unit_test(test_asks_in_its_month),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
