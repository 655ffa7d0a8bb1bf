/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine compiled with DM_CHECK_WRITES, which aborts at a write that a stage has not
 * declared: a world with every mechanism must come through, and be the world that the
 * ordinary engine makes. */
#include "small_world.h"

static void
test_undeclared_writes(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, NULL);
    sum = small_measure(&run, DM_REGIME, 24);
    assert_true(small_total(&sum, DM_COUNTER_ENTRIES, 0) > 0);
    assert_true(small_total(&sum, DM_COUNTER_DENIED, 1) > 0);
    dm_tally_clear(&sum);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undeclared_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
