/* SPDX-License-Identifier: Apache-2.0
 *
 * Rewards for a tier: for all who qualify, or by lot for as many as there are. */
#include "small_world.h"

#define QUIET(...)                                                                         \
    ((const char *[]){ SMALL_QUIET, "schemes.city.records_expire=never",                   \
        "schemes.city.association.weight=0", __VA_ARGS__, NULL })

#define QUALIFY 1024 /* of 4096: every fourth */

static void
lift(struct small_run *run)
{
    for (uint64_t p = 0; p < 4096; p += 4096 / QUALIFY) {
        small_file(run, 0, p, "award", DM_RECORD_LAWFUL, 0);
    }
}

/* How many are paid this month; all of them must qualify and have 300 yuan more. */
static uint64_t
count_paid(const struct small_run *run)
{
    const struct dm_world *world = &run->lane.world[DM_REGIME];
    const struct dm_block *block = &run->lane.workers[0].block[DM_REGIME];
    int32_t s = small_scheme(&run->scenario->regime, "city");
    uint64_t n = 0;

    for (uint32_t i = 0; i < block->m; i++) {
        int64_t more = block->income[i] - dm_world_income(world, i);

        assert_int_equal(more, block->paid[i] != 0 ? 300 : 0);
        assert_true(block->paid[i] == 0 || world->tier[s][i] == 3);
        n += block->paid[i];
    }
    return n;
}

static void
test_all(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("rewards.bonus.ration=100 %"));
    lift(&run);
    for (int t = 0; t < 4; t++) {
        small_tick(&run, 1);
        assert_int_equal(count_paid(&run), QUALIFY);
    }
    assert_null(run.lane.world[DM_REGIME].totals);
    small_clear(&run);
}

static void
test_ration(void **state)
{
    struct small_run run;
    double paid = 0.0;

    (void) state;
    small_rich(&run, QUIET("rewards.bonus.ration=10 %")); /* 409 of 1024 */
    lift(&run);
    small_tick(&run, 1);
    assert_int_equal(count_paid(&run), QUALIFY); /* nobody qualified the month before */
    assert_int_equal(run.lane.world[DM_REGIME].n_qualified[0], QUALIFY);
    for (int t = 0; t < 12; t++) {
        small_tick(&run, 1);
        paid += (double) count_paid(&run);
    }
    small_assert_share("by lot", paid, 12.0 * QUALIFY, 409.0 / QUALIFY, 4.0);
    small_clear(&run);
}

static void
test_enough_for_all(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("rewards.bonus.ration=25 %")); /* just */
    lift(&run);
    for (int t = 0; t < 4; t++) {
        small_tick(&run, 1);
        assert_int_equal(count_paid(&run), QUALIFY);
    }
    small_clear(&run);
}

static void
test_none(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("rewards.bonus.ration=0 %"));
    lift(&run);
    small_tick(&run, 1);
    for (int t = 0; t < 3; t++) {
        small_tick(&run, 1);
        assert_int_equal(count_paid(&run), 0);
    }
    small_clear(&run);
    small_rich(&run, QUIET("rewards.bonus.active=false"));
    lift(&run);
    for (int t = 0; t < 3; t++) {
        small_tick(&run, 1);
        assert_int_equal(count_paid(&run), 0);
    }
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_ration),
        cmocka_unit_test(test_enough_for_all),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
