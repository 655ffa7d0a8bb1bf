/* SPDX-License-Identifier: Apache-2.0
 *
 * Shares of persons with more days lost in one world: counted by hand, zero against itself
 * under same-luck coupling and not under independent luck, undefined where there is no
 * other luck. */
#include "experiment/harmed.h"

#include "small_world.h"

#include <math.h>

static void
fill(struct dm_losses *self, uint64_t persons, int32_t kept, const uint32_t *lost)
{
    assert_int_equal(dm_losses_init(self, persons, kept, NULL), DM_OK);
    memcpy(self->lost, lost, (size_t) persons * (size_t) kept * sizeof *lost);
}

static void
test_counted_by_hand(void **state)
{
    const uint32_t a[] = { 5, 0, 3, 9, /* replicate 2: */ 1, 1, 1, 1 };
    const uint32_t b[] = { 4, 0, 4, 0, /* replicate 2: */ 0, 2, 1, 0 };
    struct dm_losses x, y;
    struct dm_harmed harmed;

    (void) state;
    fill(&x, 4, 2, a);
    fill(&y, 4, 2, b);
    assert_int_equal(dm_harmed_of(&x, &y, &harmed, NULL), DM_OK);
    assert_int_equal(harmed.kept, 2);
    assert_true(fabs(harmed.harmed_same.mean - 0.5) < 1e-15);  /* 2 of 4, 2 of 4 */
    assert_true(fabs(harmed.spared_same.mean - 0.25) < 1e-15); /* 1 of 4, 1 of 4 */
    /* a1 against b2: 5>0 0<2 3>1 9>0; a2 against b1: 1<4 1>0 1<4 1>0 */
    assert_true(fabs(harmed.harmed_independent.mean - 0.625) < 1e-15);
    assert_true(fabs(harmed.spared_independent.mean - 0.375) < 1e-15);
    dm_losses_clear(&x);
    dm_losses_clear(&x); /* twice is safe */
    dm_losses_clear(&y);
}

static void
test_one_replicate_has_no_other_luck(void **state)
{
    const uint32_t a[] = { 1, 2 }, b[] = { 0, 2 };
    struct dm_losses x, y;
    struct dm_harmed harmed;

    (void) state;
    fill(&x, 2, 1, a);
    fill(&y, 2, 1, b);
    assert_int_equal(dm_harmed_of(&x, &y, &harmed, NULL), DM_OK);
    assert_true(fabs(harmed.harmed_same.mean - 0.5) < 1e-15);
    assert_true(isnan(harmed.harmed_independent.mean));
    dm_losses_clear(&x);
    dm_losses_clear(&y);
}

static void
test_room(void **state)
{
    (void) state;
    assert_int_equal(dm_losses_room(1000, 10, 3, 1 << 20), 10);
    assert_int_equal(dm_losses_room(1000, 100, 3, 12000 * 7 + 5), 7);
    assert_int_equal(dm_losses_room(1000000, 100, 3, 1), 2);
    assert_int_equal(dm_losses_room(1000000, 1, 3, 1), 1);
}

/* A world against itself: nobody is harmed by the coupling of same luck; other luck alone
 * makes some lose more and as many lose less. */
static void
test_a_world_against_itself(void **state)
{
    const char *const sets[] = { "society.persons=6000", "run.years=3", "run.replicates=3",
        NULL };
    struct dm_scenario *scenario =
        small_scenario("schema: demerit/1\nextends: rich\n", sets);
    struct dm_losses regime, twin;
    struct dm_losses_pair pair = { .regime = &regime, .twin = &twin };
    struct dm_persons_watch watch = dm_losses_watch(&pair);
    struct dm_pair_options options = { .threads = 2, .persons = &watch };
    struct dm_sink sink = { .self = NULL };
    struct dm_harmed harmed;

    (void) state;
    assert_int_equal(dm_losses_init(&regime, 6000, 3, NULL), DM_OK);
    assert_int_equal(dm_losses_init(&twin, 6000, 3, NULL), DM_OK);
    assert_int_equal(dm_pair_run(scenario, &options, &sink, NULL), DM_OK);
    assert_int_equal(dm_harmed_of(&regime, &regime, &harmed, NULL), DM_OK);
    assert_true(fabs(harmed.harmed_same.mean) <= 0.0);
    assert_true(fabs(harmed.spared_same.mean) <= 0.0);
    assert_true(harmed.harmed_independent.mean > 0.01);
    small_assert_near("more and fewer under other luck", harmed.harmed_independent.mean,
        harmed.spared_independent.mean, 0.01, 5.0);
    assert_int_equal(dm_harmed_of(&regime, &twin, &harmed, NULL), DM_OK);
    assert_true(harmed.harmed_same.mean > harmed.spared_same.mean);
    dm_losses_clear(&regime);
    dm_losses_clear(&twin);
    dm_scenario_free(scenario);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counted_by_hand),
        cmocka_unit_test(test_one_replicate_has_no_other_luck),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_a_world_against_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
