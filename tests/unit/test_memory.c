/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes of a person: what is said beforehand is what is there, all that grows is counted,
 * and with every mechanism on at once it stays within 64. And numbers that share a place:
 * a cause, and the one context behind all of it. */
#include "small_world.h"
#include "world/cause.h"
#include "world/contexts.h"

#define PERSONS 8192

/* The scenario of the benchmarks, which stands in a library of its own. */
static struct dm_scenario *
everything(void)
{
    static const char *const sets[] = { "society.persons=8192", "run.years=4", NULL };

    return small_of_folder(SCENARIOS "/../bench", "everything", sets);
}

/* Columns times persons, and bits of who has a row, before anything happened. */
static void
verify_start(const struct small_run *run, int side)
{
    const struct dm_world *world = &run->lane.world[side];
    const struct dm_ledger *ledger = &run->lane.ledger[side];
    int64_t dense = 1 + (world->signal_next != NULL), few = 4 + (ledger->score != NULL) * 4;

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        int arrays = dm_columns[c].sparse ? 0 : dm_world_arrays(world, (enum dm_column) c);

        for (int k = 0; k < arrays; k++) {
            assert_non_null(dm_world_column(world, (enum dm_column) c, k));
        }
        dense += (int64_t) dm_columns[c].width * arrays;
    }
    /* sparse columns, open spells, rows and two years of income: ten bytes for 64 */
    assert_true(world->sparse != NULL && run->lane.indicators[side].open != NULL &&
                ledger->income[0] != NULL);
    assert_true(
        dm_world_bytes(world->plan, PERSONS) == dense * PERSONS + PERSONS / 64 * 10);
    assert_true(dm_side_bytes(world->plan, run->scenario) ==
                (dense + few) * PERSONS + 5 * (PERSONS / 64 * 10));
}

static void
test_everything_in_64_bytes(void **state)
{
    struct dm_error err = { 0 };
    struct small_run run;
    int64_t bytes, grown, fixed = 0;

    (void) state;
    small_start(&run, everything());
    for (int side = 0; side < DM_N_SIDES; side++) {
        verify_start(&run, side);
        fixed += dm_side_bytes(run.setting.plan[side], run.scenario);
    }
    for (int t = 0; t < 48; t++) {
        assert_int_equal(dm_lane_tick(&run.lane, t >= 12, &err), DM_OK);
    }
    bytes = dm_lane_bytes(&run.lane, &grown);
    assert_true(bytes - grown == fixed);
    for (int side = 0; side < DM_N_SIDES; side++) {
        assert_true(dm_ledger_row_bytes(&run.lane.ledger[side]) > 0);
        assert_true(dm_indicators_bytes(&run.lane.indicators[side]) > 0);
        grown -= dm_ledger_row_bytes(&run.lane.ledger[side]) +
                 dm_indicators_bytes(&run.lane.indicators[side]) +
                 dm_world_record_bytes(&run.lane.world[side]);
    }
    assert_true(grown == 0);
    bytes += dm_population_bytes(PERSONS) + dm_network_bytes(run.scenario);
    assert_in_range(bytes, 40 * 2 * PERSONS, 64 * 2 * PERSONS);
    small_clear(&run);
}

/* ---- a cause and its context ---- */

static void
verify_cause(struct dm_world *world, uint64_t p, uint64_t cause, uint64_t shares)
{
    assert_true(dm_world_keep_cause(world, DM_COLUMN_LIST_CONTEXTS, 0, p, cause, shares));
    assert_true((uint64_t) dm_world_kept(world, DM_COLUMN_LIST_CAUSE, 0, p) == cause);
    assert_true((uint64_t) dm_world_kept(world, DM_COLUMN_LIST_CONTEXTS, 0, p) == shares);
}

static void
test_cause_with_context(void **state)
{
    static const uint32_t steps[][3] = { { 7, 0, 0 }, { 0, 0, 1 }, { 3, 2, 1 },
        { 0, 9, 1 } };
    const struct dm_cause sole = dm_cause_sole(DM_BY_INHERITED, true);
    uint64_t cause = dm_cause_pack(&sole);
    struct small_run run;
    struct dm_world *world = &run.lane.world[DM_REGIME];

    (void) state;
    small_rich(&run, (const char *[]){ SMALL_QUIET, NULL });
    for (size_t k = 0; k < SMALL_COUNT(steps); k++) {
        uint64_t shares = dm_contexts_pack(steps[k], 3, 0);

        verify_cause(world, 9, cause, shares);
        verify_cause(world, 9, cause, dm_contexts_pack(steps[k], 3, 5));
        verify_cause(world, 9, cause, DM_NO_CONTEXT);
        verify_cause(world, 9, cause, shares);
        /* each by itself: the other stays */
        assert_true(
            dm_world_keep(world, DM_COLUMN_LIST_CAUSE, 0, 9, (int64_t) (cause ^ 2)));
        assert_true(
            (uint64_t) dm_world_kept(world, DM_COLUMN_LIST_CONTEXTS, 0, 9) == shares);
        assert_true(dm_world_keep(world, DM_COLUMN_LIST_CONTEXTS, 0, 9, 0));
        assert_true(dm_world_kept(world, DM_COLUMN_LIST_CONTEXTS, 0, 9) == 0);
        assert_true(
            (uint64_t) dm_world_kept(world, DM_COLUMN_LIST_CAUSE, 0, 9) == (cause ^ 2));
        verify_cause(world, 9, 0, DM_NO_CONTEXT);
        assert_int_equal(dm_sparse_head(&world->sparse[0], 9), 0); /* nothing is left */
    }
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_in_64_bytes),
        cmocka_unit_test(test_cause_with_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
