/* SPDX-License-Identifier: Apache-2.0
 *
 * Same luck means same luck: nothing depends on threads, tiles, what is measured, what the
 * twin is, which replicate ran before, the order of a file, or entities that do nothing.
 * What a checksum covers. What stages write. */
#include "small_world.h"

#include <stdio.h>

#define TICKS 20
#define MANY  "society.persons=13000"

struct three { /* the digests of a lane after some ticks */
    char regime[33], twin[33], measures[33];
};

static struct three
digests_of(struct small_run *run)
{
    struct three text = { "", "", "" };
    struct dm_digest digest;

    small_state_text(run, DM_REGIME, text.regime);
    if (run->lane.n_sides > 1) {
        small_state_text(run, DM_TWIN, text.twin);
    }
    assert_true(dm_digest_diagnostics(
        &run->lane.world[DM_REGIME], &run->lane.ledger[DM_REGIME], &digest));
    dm_digest_text(digest, text.measures);
    return text;
}

static struct three
run_tiled(const char *const *sets, int32_t threads, int32_t tile)
{
    struct small_run run;
    struct three text;
    struct dm_tally sum;

    small_start_tiled(
        &run, small_scenario("schema: demerit/1\nextends: rich\n", sets), threads, tile);
    sum = small_measure(&run, DM_REGIME, TICKS);
    assert_true(small_total(&sum, DM_COUNTER_ENTRIES, 0) > 0);
    text = digests_of(&run);
    dm_tally_clear(&sum);
    small_clear(&run);
    return text;
}

static void
test_tiles_and_threads(void **state)
{
    static const int32_t shapes[][2] = { { 1, 3 }, { 1, 16 }, { 2, 1 }, { 4, 1 },
        { 2, 3 } };
    struct three one = run_tiled((const char *[]){ MANY, NULL }, 1, 1);

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(shapes); k++) {
        struct three other =
            run_tiled((const char *[]){ MANY, NULL }, shapes[k][0], shapes[k][1]);

        assert_string_equal(one.regime, other.regime);
        assert_string_equal(one.twin, other.twin);
        assert_string_equal(one.measures, other.measures);
    }
}

static void
test_counters_do_not_depend_on_threads(void **state)
{
    struct small_run a, b;

    (void) state;
    small_start_tiled(&a,
        small_scenario(
            "schema: demerit/1\nextends: rich\n", (const char *[]){ MANY, NULL }),
        1, 3);
    small_start_tiled(&b,
        small_scenario(
            "schema: demerit/1\nextends: rich\n", (const char *[]){ MANY, NULL }),
        3, 1);
    for (int t = 0; t < TICKS; t++) {
        struct dm_error err = { 0 };

        assert_int_equal(dm_lane_tick(&a.lane, true, &err), DM_OK);
        assert_int_equal(dm_lane_tick(&b.lane, true, &err), DM_OK);
        for (int side = 0; side < DM_N_SIDES; side++) {
            const struct dm_tally *x = &a.lane.month[side], *y = &b.lane.month[side];

            assert_memory_equal(x->count, y->count,
                (size_t) x->shape.n_slots * DM_N_CELLS * sizeof *x->count);
        }
    }
    small_clear(&a);
    small_clear(&b);
}

/* A replicate run after another is the replicate run alone; each has its own luck, on the
 * same persons. */
static void
test_replicates(void **state)
{
    struct small_run run;
    struct three first, third, again;

    (void) state;
    small_rich(&run, NULL);
    small_tick(&run, TICKS);
    first = digests_of(&run);
    dm_lane_start(&run.lane, 3);
    small_tick(&run, TICKS);
    third = digests_of(&run);
    small_clear(&run);
    small_rich(&run, NULL);
    dm_lane_start(&run.lane, 3);
    small_tick(&run, TICKS);
    again = digests_of(&run);
    small_clear(&run);
    assert_string_equal(third.regime, again.regime);
    assert_string_equal(third.twin, again.twin);
    assert_string_equal(third.measures, again.measures);
    assert_string_not_equal(first.regime, third.regime);
}

static void
test_seed(void **state)
{
    struct three one = run_tiled(NULL, 1, 1),
                 other = run_tiled((const char *[]){ "run.seed=8", NULL }, 1, 1);

    (void) state;
    assert_string_not_equal(one.regime, other.regime);
    assert_string_not_equal(one.twin, other.twin);
}

static void
test_measuring_changes_nothing(void **state)
{
    struct three with = run_tiled(NULL, 1, 1);
    struct three without = run_tiled((const char *[]){ "measure.causes=off", NULL }, 1, 1);
    struct three alone = run_tiled((const char *[]){ "twin=no", NULL }, 1, 1);
    struct three other = run_tiled((const char *[]){ "twin=nothing", NULL }, 1, 1);
    struct small_run run;
    char unmeasured[33];

    (void) state;
    assert_string_equal(with.regime, without.regime);
    assert_string_equal(with.twin, without.twin);
    assert_string_not_equal(with.measures, without.measures);
    assert_string_equal(with.regime, alone.regime);
    assert_string_equal(with.regime, other.regime);
    assert_string_not_equal(with.twin, other.twin);
    small_rich(&run, NULL);
    small_tick(&run, TICKS);
    small_state_text(&run, DM_REGIME, unmeasured);
    assert_string_equal(with.regime, unmeasured);
    small_clear(&run);
}

/* ---- entities that do nothing ---- */

/* Names before and after all others: no place in an order matters. */
static void
verify_idle(const char *extra)
{
    struct small_run plain, more;
    char text[512];

    (void) snprintf(text, sizeof text, "schema: demerit/1\nextends: rich\n%s", extra);
    small_rich(&plain, NULL);
    small_start(&more, small_scenario(text, NULL));
    for (int t = 0; t < TICKS; t++) {
        small_tick(&plain, 1);
        small_tick(&more, 1);
        small_assert_same_state(&plain, &more, DM_REGIME);
        small_assert_same_state(&plain, &more, DM_TWIN);
    }
    small_clear(&plain);
    small_clear(&more);
}

static void
test_idle_channel(void **state)
{
    (void) state;
    verify_idle("channels:\n"
                "  aaa: {context: health, sees: {bill: 0 %}, false_records: 5/year, "
                "misattribution: 50 %}\n"
                "  zzz: {context: health, sees: {bill: 50 %}, covers: 0 %, misattribution: "
                "50 %}\n");
}

static void
test_act_of_rate_0(void **state)
{
    (void) state;
    verify_idle("acts:\n"
                "  aaa: {domain: finance, lawful: false, rate: 0/year}\n"
                "  zzz: {domain: civic, lawful: true, rate: 0/year, gain: 1}\n"
                "channels: {camera: {sees: {aaa: 100 %, zzz: 100 %}}}\n"
                "schemes: {city: {points: {aaa: -1000, zzz: 500}}}\n");
}

static void
test_list_that_nobody_enters(void **state)
{
    (void) state;
    verify_idle("acts: {never: {domain: finance, lawful: false, rate: 0/year}}\n"
                "lists:\n"
                "  aaa: {enter: {act: never}, term: 12 months, published: true}\n"
                "  zzz: {enter: {act: never}, term: 12 months}\n"
                "sanctions:\n"
                "  aaa: {on: {list: aaa}, service: travel, denies: 100 %, hiring: x0}\n");
}

static void
test_service_that_nobody_is_denied(void **state)
{
    (void) state;
    verify_idle("services: {aaa: {demand: 5/year}, zzz: {demand: 700/year}}\n");
}

static void
test_scheme_without_points(void **state)
{
    (void) state;
    verify_idle("schemes:\n"
                "  aaa: {start: 0, tiers: [{id: x, below: -5}, {id: y, from: -5}]}\n"
                "  zzz: {start: 9, tiers: [{id: x, below: 10}, {id: y, from: 10}]}\n");
}

static void
test_order_of_a_file(void **state)
{
    static const char one[] =
        "schema: demerit/1\nextends: base\ntwin: no\nacts:\n  zeal: {domain: a, lawful: "
        "true, rate: 1/year}\n"
        "  arson: {lawful: false, domain: b, rate: 2/year}\nchannels:\n  two: {context: x, "
        "sees: {zeal: 50 %, arson: 20 %}}\n"
        "  one: {context: y, sees: {arson: 30 %}, misattribution: 5 %}\nschemes:\n  s: "
        "{start: 0, points: {zeal: 1, arson: -2},"
        " tiers: [{id: low, below: -3}, {id: high, from: -3}]}\nlists:\n  l: {enter: "
        "{tier: low}, term: 3 months}\n";
    static const char other[] =
        "schema: demerit/1\nlists:\n  l: {term: 3 months, enter: {tier: low}}\nschemes:\n  "
        "s: {points: {arson: -2, zeal: 1}, start: 0,"
        " tiers: [{id: low, below: -3}, {id: high, from: -3}]}\nchannels:\n  one: "
        "{misattribution: 5 %, sees: {arson: 30 %}, context: y}\n"
        "  two: {sees: {arson: 20 %, zeal: 50 %}, context: x}\nacts:\n  arson: {rate: "
        "2/year, lawful: false, domain: b}\n"
        "  zeal: {rate: 1/year, domain: a, lawful: true}\ntwin: no\nextends: base\n";
    struct small_run a, b;
    char x[33], y[33];

    (void) state;
    small_start(&a, small_scenario(one, NULL));
    small_start(&b, small_scenario(other, NULL));
    small_tick(&a, TICKS);
    small_tick(&b, TICKS);
    small_state_text(&a, DM_REGIME, x);
    small_state_text(&b, DM_REGIME, y);
    assert_string_equal(x, y);
    assert_string_equal(a.scenario->hash, b.scenario->hash);
    assert_true(a.lane.world[DM_REGIME].n_sanctioned > 0);
    small_clear(&a);
    small_clear(&b);
}

/* ---- what the checksum covers ---- */

/* One bit of any column of the state changes `checksum`; of a diagnostic one, only the
 * other. */
static void
test_digest_covers_columns(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, NULL);
    small_tick(&run, 5);
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        for (int k = 0; k < dm_columns[c].arrays; k++) {
            unsigned char *array =
                dm_world_column(&run.lane.world[DM_REGIME], (enum dm_column) c, k);
            struct three before = digests_of(&run), after;

            if (array == NULL) {
                continue;
            }
            array[8999 * dm_columns[c].width] ^= 1;
            after = digests_of(&run);
            array[8999 * dm_columns[c].width] ^= 1;
            assert_int_equal(strcmp(before.regime, after.regime) != 0,
                dm_columns[c].role == DM_ROLE_STATE);
            assert_int_equal(strcmp(before.measures, after.measures) != 0,
                dm_columns[c].role == DM_ROLE_DIAGNOSTIC);
        }
    }
    small_clear(&run);
}

/* The total that fear reads next month is state too. */
static void
test_digest_covers_totals(void **state)
{
    struct small_run run;
    struct three before, after;

    (void) state;
    small_rich(&run, NULL);
    small_tick(&run, 5);
    before = digests_of(&run);
    run.lane.world[DM_REGIME].n_sanctioned++;
    after = digests_of(&run);
    assert_string_not_equal(before.regime, after.regime);
    assert_string_equal(before.twin, after.twin);
    small_clear(&run);
}

/* Records by content, whatever their order; their class and `induced` are diagnostic. */
static void
verify_bucket(struct small_run *run, struct dm_bucket *bucket)
{
    struct three before = digests_of(run), after;
    struct dm_record first;

    assert_true(bucket->n > 1);
    first = bucket->items[0];
    bucket->items[0] = bucket->items[bucket->n - 1];
    bucket->items[bucket->n - 1] = first;
    after = digests_of(run);
    assert_string_equal(before.regime, after.regime);
    bucket->items[0].class_ ^= 1;
    bucket->items[0].induced = !bucket->items[0].induced;
    after = digests_of(run);
    assert_string_equal(before.regime, after.regime);
    bucket->items[0].points ^= 1;
    after = digests_of(run);
    assert_string_not_equal(before.regime, after.regime);
    bucket->items[0].points ^= 1;
    bucket->n--;
    after = digests_of(run);
    assert_string_not_equal(before.regime, after.regime);
}

/* The same of numbers that are kept sparse. What is added up is covered with the records,
 * and is kept where one of them has no end. */
static void
verify_sparse(const char *const *sets, int32_t at_least)
{
    struct small_run run;
    struct dm_world *world;
    int32_t n = 0;

    small_rich(&run, sets);
    small_tick(&run, 5);
    world = &run.lane.world[DM_REGIME];
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        enum dm_column column = (enum dm_column) c;
        uint64_t values[DM_COMMUNITY];

        for (int k = 0; dm_columns[c].sparse && !dm_world_adds_up(world->plan, column) &&
                        dm_world_hashed(world, column, k, 0, DM_COMMUNITY, values);
             k++) {
            struct three before = digests_of(&run), after;
            int64_t was = dm_world_kept(world, column, k, 8999);

            assert_true(dm_world_keep(world, column, k, 8999, was ^ 1));
            after = digests_of(&run);
            if (dm_columns[c].role == DM_ROLE_STATE) {
                assert_string_not_equal(before.regime, after.regime);
                assert_string_equal(before.measures, after.measures);
            } else {
                assert_string_equal(before.regime, after.regime);
                assert_string_not_equal(before.measures, after.measures);
            }
            assert_true(dm_world_keep(world, column, k, 8999, was));
            after = digests_of(&run);
            assert_string_equal(before.regime, after.regime);
            assert_string_equal(before.measures, after.measures);
            n++;
        }
    }
    assert_true(n >= at_least);
    small_clear(&run);
}

static void
test_digest_covers_sparse(void **state)
{
    (void) state;
    verify_sparse(NULL, 6);
    verify_sparse((const char *[]){ "schemes.city.records_expire=never", NULL }, 9);
}

static void
test_digest_covers_records(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, NULL);
    small_tick(&run, 6);
    verify_bucket(&run, dm_months_at(&run.lane.world[DM_REGIME].pending[1], 6));
    verify_bucket(&run, dm_months_at(&run.lane.world[DM_REGIME].in_force[2], 14));
    small_clear(&run);
}

/* ---- stages ---- */

static void
digest_columns(const struct dm_world *world, struct dm_digest out[DM_N_COLUMNS])
{
    uint64_t values[DM_COMMUNITY];

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        struct dm_checksum *sum = dm_checksum_create();

        assert_non_null(sum);
        for (int k = 0; k < dm_columns[c].arrays; k++) {
            for (uint64_t p = 0; p < world->n; p += DM_COMMUNITY) {
                uint32_t m =
                    dm_community_size(world->population, (uint32_t) (p / DM_COMMUNITY));

                if (dm_world_hashed(world, (enum dm_column) c, k, p, m, values)) {
                    dm_checksum_bytes(sum, values, m * dm_columns[c].hashed);
                }
            }
        }
        out[c] = dm_checksum_digest(sum);
        dm_checksum_free(sum);
    }
}

static uint64_t
columns_kept(const struct dm_world *world)
{
    uint64_t values[DM_COMMUNITY], kept = 0;

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        if (dm_world_hashed(world, (enum dm_column) c, 0, 0, 1, values)) {
            kept |= UINT64_C(1) << c;
        }
    }
    return kept;
}

/* A stage writes what it declares, all of it in time unless another does, and nothing else.
 */
static void
test_stages_declare_their_writes(void **state)
{
    struct small_run run;
    uint64_t written[16] = { 0 }, all = 0;

    (void) state;
    small_rich(&run, (const char *[]){ "society.persons=3000", NULL });
    assert_true(dm_n_stages <= 16);
    for (uint32_t t = 0; t < 30; t++) {
        struct dm_world *world = &run.lane.world[DM_REGIME];
        struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];
        uint8_t *seen = world->published[0];

        dm_block_at(block, world, 0, run.lane.key, t);
        block->twin = NULL;
        for (int s = 0; s < dm_n_stages; s++) {
            struct dm_digest before[DM_N_COLUMNS], after[DM_N_COLUMNS];

            digest_columns(world, before);
            dm_stage_order[s]->step_block(block);
            digest_columns(world, after);
            for (int c = 0; c < DM_N_COLUMNS; c++) {
                if (before[c].low != after[c].low || before[c].high != after[c].high) {
                    written[s] |= UINT64_C(1) << c;
                    all |= UINT64_C(1) << c;
                }
            }
        }
        for (int s = 0; s < dm_n_stages; s++) {
            if (dm_stage_order[s]->step_global != NULL) {
                dm_stage_order[s]->step_global(world);
            }
        }
        world->published[0] = world->published_next;
        world->published_next = seen;
    }
    for (int s = 0; s < dm_n_stages; s++) {
        uint64_t declared = dm_stage_order[s]->writes &
                            columns_kept(&run.lane.world[DM_REGIME]) &
                            ~DM_BIT(INDUCED); /* needs a twin */

        if ((written[s] & ~dm_stage_order[s]->writes) != 0 ||
            (declared & ~written[s] & ~all) != 0) {
            fail_msg("stage %s declares %llx and writes %llx", dm_stage_order[s]->name,
                (unsigned long long) declared, (unsigned long long) written[s]);
        }
        assert_true(strlen(dm_stage_order[s]->doc) > 0);
    }
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tiles_and_threads),
        cmocka_unit_test(test_counters_do_not_depend_on_threads),
        cmocka_unit_test(test_replicates),
        cmocka_unit_test(test_seed),
        cmocka_unit_test(test_measuring_changes_nothing),
        cmocka_unit_test(test_idle_channel),
        cmocka_unit_test(test_act_of_rate_0),
        cmocka_unit_test(test_list_that_nobody_enters),
        cmocka_unit_test(test_service_that_nobody_is_denied),
        cmocka_unit_test(test_scheme_without_points),
        cmocka_unit_test(test_order_of_a_file),
        cmocka_unit_test(test_digest_covers_columns),
        cmocka_unit_test(test_digest_covers_totals),
        cmocka_unit_test(test_digest_covers_sparse),
        cmocka_unit_test(test_digest_covers_records),
        cmocka_unit_test(test_stages_declare_their_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
