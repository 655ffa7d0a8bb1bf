/* SPDX-License-Identifier: Apache-2.0
 *
 * Miss rates against what the table of a channel says: sight, coverage, an earlier channel,
 * wrong persons; within the step of the grid of rates. */
#include "measure/missed.h"

#include "small_world.h"

#include <math.h>

#define GRID (1.0 / 1024.0) /* a step of the index, in nats */

#define ONE_CAMERA                                                                         \
    "schema: demerit/1\nextends: base\nfamily: theory\n"                                   \
    "channels:\n  camera: {context: traffic, sees: {offence: 40 %}}\n"

static struct dm_missed
missed_by(const char *text, const char *const *sets)
{
    struct small_run run;
    struct dm_missed missed;
    struct dm_error err = { 0 };

    small_start(&run, small_scenario(text, sets));
    assert_int_equal(dm_missed_init(&missed, &run.setting.rules[DM_REGIME],
                         &run.setting.population, run.setting.grid, 0, &err),
        DM_OK);
    assert_true(missed.persons[DM_MISSED_ALL] == (int64_t) run.setting.population.n);
    assert_true(missed.persons[DM_MISSED_A] + missed.persons[DM_MISSED_B] ==
                missed.persons[DM_MISSED_ALL]);
    small_clear(&run);
    return missed;
}

static void
test_one_channel(void **state)
{
    struct dm_missed missed = missed_by(ONE_CAMERA, NULL);

    (void) state;
    for (int of = 0; of < DM_N_MISSED; of++) {
        small_assert_near("sight", missed.share[0][of], 0.6, GRID, 1.0);
        assert_true(isnan(missed.share[1][of])); /* there is no such channel */
    }
    missed = missed_by(ONE_CAMERA,
        (const char *[]){ "channels.camera.covers.group_b=50 %",
            "channels.camera.misattribution={value: 10 %, group_b: 20 %}", NULL });
    small_assert_near("A", missed.share[0][DM_MISSED_A], 1.0 - 0.4 * 0.9, GRID, 1.0);
    small_assert_near("B", missed.share[0][DM_MISSED_B], 1.0 - 0.2 * 0.8, GRID, 1.0);
    assert_true(missed.share[0][DM_MISSED_ALL] > missed.share[0][DM_MISSED_A]);
    assert_true(missed.share[0][DM_MISSED_ALL] < missed.share[0][DM_MISSED_B]);
}

/* What the first keeps the second cannot record, if an act is recorded once. */
static void
test_two_channels(void **state)
{
    static const char text[] =
        ONE_CAMERA "  drone: {context: traffic, sees: {offence: 50 %}}\n";
    struct dm_missed once = missed_by(text, NULL), each;

    (void) state;
    small_assert_near("first", once.share[0][DM_MISSED_ALL], 0.6, GRID, 1.0);
    small_assert_near("second", once.share[1][DM_MISSED_ALL], 1.0 - 0.3, GRID, 1.0);
    each = missed_by(text, (const char *[]){ "observation.dedupe=none", NULL });
    small_assert_near("each", each.share[1][DM_MISSED_ALL], 0.5, GRID, 1.0);
}

/* Acts that nobody does are none to miss. */
static void
test_no_acts(void **state)
{
    struct dm_missed missed =
        missed_by(ONE_CAMERA, (const char *[]){ "acts.offence.rate=0/year", NULL });

    (void) state;
    assert_true(isnan(missed.share[0][DM_MISSED_ALL]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_channel),
        cmocka_unit_test(test_two_channels),
        cmocka_unit_test(test_no_acts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
