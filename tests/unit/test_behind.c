/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums of records in force: added up when asked for, or kept as records come and go, they
 * are the same numbers and have the same consequences. */
#include "world/behind.h"

#include "small_world.h"

#define TICKS 30

/* Everything that counts is on: redress strikes records out, persons are renewed. */
static const char *const sets[] = { "society.persons=5000", "run.warmup_months=0",
    "society.renewal=10 %/year",
    "redress={filing: 80 %, decides: 80 %/month, grants_wrongful: 90 %}", NULL };

static void
start(struct small_run *self, bool kept)
{
    small_rich(self, sets);
    for (int32_t r = 0; r < self->setting.rules[DM_REGIME].n_plans; r++) {
        assert_false(self->setting.rules[DM_REGIME].plan[r]->keeps.sums);
        self->setting.rules[DM_REGIME].plan[r]->keeps.sums = kept;
    }
}

static void
verify_columns(const struct dm_world *a, const struct dm_world *b, double *all)
{
    static const enum dm_column columns[] = { DM_COLUMN_LAWFUL, DM_COLUMN_ERROR,
        DM_COLUMN_INDUCED, DM_COLUMN_ADVERSE };

    for (size_t c = 0; c < SMALL_COUNT(columns); c++) {
        for (int k = 0; k < dm_world_arrays(a, columns[c]); k++) {
            uint64_t here[DM_COMMUNITY] = { 0 }, there[DM_COMMUNITY] = { 0 };

            assert_true(dm_world_hashed(a, columns[c], k, 4096, 904, here));
            assert_true(dm_world_hashed(b, columns[c], k, 4096, 904, there));
            assert_memory_equal(here, there, 904 * dm_columns[columns[c]].hashed);
            for (uint64_t p = 4096; p < 5000; p += 7) {
                int64_t number = dm_world_kept(a, columns[c], k, p);

                assert_true(number == dm_world_kept(b, columns[c], k, p));
                *all += number != 0;
            }
        }
    }
}

static void
verify_person(struct small_run *a, struct small_run *b, uint64_t p)
{
    const struct dm_world *worlds[] = { &a->lane.world[DM_REGIME],
        &b->lane.world[DM_REGIME] };
    struct dm_behind added, kept;

    for (int32_t s = 0; s < worlds[0]->plan->n_schemes; s++) {
        dm_behind_of(worlds[0], s, p, &added);
        dm_behind_of(worlds[1], s, p, &kept);
        assert_int_equal(added.lawful, kept.lawful);
        assert_int_equal(added.error, kept.error);
        assert_int_equal(added.induced, kept.induced);
        assert_memory_equal(added.adverse, kept.adverse, sizeof added.adverse);
    }
}

static void
test_added_up_as_kept(void **state)
{
    struct small_run added, kept;
    struct dm_error err = { 0 };
    struct dm_digest a, b;
    double all = 0.0;

    (void) state;
    start(&added, false);
    start(&kept, true);
    for (int t = 0; t < TICKS; t++) {
        assert_int_equal(dm_lane_tick(&added.lane, true, &err), DM_OK);
        assert_int_equal(dm_lane_tick(&kept.lane, true, &err), DM_OK);
        verify_columns(&added.lane.world[DM_REGIME], &kept.lane.world[DM_REGIME], &all);
        for (uint64_t p = 0; p < 5000; p += 97) {
            verify_person(&added, &kept, p);
        }
        assert_true(dm_digest_state(&added.lane.world[DM_REGIME], added.lane.tick, &a) &&
                    dm_digest_state(&kept.lane.world[DM_REGIME], kept.lane.tick, &b));
        assert_true(a.low == b.low && a.high == b.high);
        assert_true(dm_digest_diagnostics(
                        &added.lane.world[DM_REGIME], &added.lane.ledger[DM_REGIME], &a) &&
                    dm_digest_diagnostics(
                        &kept.lane.world[DM_REGIME], &kept.lane.ledger[DM_REGIME], &b));
        assert_true(a.low == b.low && a.high == b.high);
    }
    assert_true(all > 100.0);
    assert_true(dm_world_record_bytes(&added.lane.world[DM_REGIME]) <
                dm_world_record_bytes(&kept.lane.world[DM_REGIME]));
    small_clear(&added);
    small_clear(&kept);
}

/* Where a record has no end, or fades, nothing can be added up later. */
static void
test_when_kept(void **state)
{
    static const char *const without_end[] = { "schemes.city.records_expire=never", NULL };
    static const char *const fading[] = { "forms.forgetting=half-life", NULL };
    struct small_run run;

    (void) state;
    small_rich(&run, without_end);
    assert_true(run.setting.plan[DM_REGIME]->keeps.sums);
    assert_false(dm_world_adds_up(run.setting.plan[DM_REGIME], DM_COLUMN_ERROR));
    small_clear(&run);
    small_rich(&run, fading);
    assert_true(run.setting.plan[DM_REGIME]->keeps.sums);
    small_clear(&run);
    small_rich(&run, NULL);
    assert_true(dm_world_adds_up(run.setting.plan[DM_REGIME], DM_COLUMN_ERROR));
    assert_false(dm_world_adds_up(run.setting.plan[DM_REGIME], DM_COLUMN_STAY));
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_added_up_as_kept),
        cmocka_unit_test(test_when_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
