/* SPDX-License-Identifier: Apache-2.0
 *
 * A lane carried out and in again is the same lane: the same digests at once, and after
 * some more months; for every scenario of the library and the one that has everything, over
 * threads and tiles. And a run that goes on from its checkpoint sends the same rows. */
#include "engine/resume.h"

#include "experiment/pair.h"
#include "small_world.h"
#include "storage/results.h"

#include <stdio.h>

/* ---- a snapshot in memory ---- */

struct kept_piece {
    struct dm_piece piece;
    char name[48];
    unsigned char *bytes; /* owned */
    size_t n;
};

struct memory {
    struct kept_piece *pieces; /* owned */
    size_t n, capacity;
    int ended;
};

static void
forget(struct memory *self)
{
    for (size_t i = 0; i < self->n; i++) {
        free(self->pieces[i].bytes);
    }
    free(self->pieces);
    *self = (struct memory){ .ended = self->ended };
}

static dm_status
begin(void *context, struct dm_error *err)
{
    (void) err;
    forget(context);
    return DM_OK;
}

static dm_status
put(void *context, const struct dm_piece *piece, const void *bytes, size_t n,
    struct dm_error *err)
{
    struct memory *self = context;

    (void) err;
    if (self->n == self->capacity) {
        self->capacity = 2 * self->capacity + 64;
        self->pieces = realloc(self->pieces, self->capacity * sizeof *self->pieces);
        assert_non_null(self->pieces);
    }
    struct kept_piece *kept = &self->pieces[self->n++];
    *kept = (struct kept_piece){ .piece = *piece, .bytes = malloc(n + 1), .n = n };
    assert_non_null(kept->bytes);
    if (n > 0) {
        memcpy(kept->bytes, bytes, n);
    }
    snprintf(kept->name, sizeof kept->name, "%s", piece->name);
    return DM_OK;
}

static dm_status
end(void *context, struct dm_error *err)
{
    struct memory *self = context;

    (void) err;
    self->ended++;
    return DM_OK;
}

static struct kept_piece *
find(struct memory *self, const struct dm_piece *piece)
{
    for (size_t i = 0; i < self->n; i++) {
        const struct dm_piece *one = &self->pieces[i].piece;

        if (one->replicate == piece->replicate && one->side == piece->side &&
            one->array == piece->array && one->tile == piece->tile &&
            strcmp(self->pieces[i].name, piece->name) == 0) {
            return &self->pieces[i];
        }
    }
    return NULL;
}

static dm_status
get(void *context, const struct dm_piece *piece, const void **bytes, size_t *n,
    struct dm_error *err)
{
    const struct kept_piece *kept = find(context, piece);

    if (kept == NULL) {
        return dm_error_set(err, DM_EIO, "memory: no piece %s", piece->name);
    }
    *bytes = kept->bytes;
    *n = kept->n;
    return DM_OK;
}

/* ---- a lane ---- */

static struct dm_digest
digest_of(struct small_run *run, int side)
{
    struct dm_digest digest;

    assert_true(dm_digest_state(&run->lane.world[side], run->lane.tick, &digest));
    return digest;
}

static void
assert_same(struct small_run *a, struct small_run *b)
{
    assert_int_equal(a->lane.tick, b->lane.tick);
    for (int side = 0; side < a->lane.n_sides; side++) {
        struct dm_digest x = digest_of(a, side), y = digest_of(b, side);

        assert_true(x.low == y.low && x.high == y.high);
        assert_true(dm_digest_diagnostics(&a->lane.world[side], &a->lane.ledger[side], &x));
        assert_true(dm_digest_diagnostics(&b->lane.world[side], &b->lane.ledger[side], &y));
        assert_true(x.low == y.low && x.high == y.high);
        assert_memory_equal(a->lane.month[side].count, b->lane.month[side].count,
            dm_tally_n(&a->lane.month[side]) * sizeof(int64_t));
    }
}

static void
measure(struct small_run *run, int ticks)
{
    for (int t = 0; t < ticks; t++) {
        assert_int_equal(dm_lane_tick(&run->lane, true, NULL), DM_OK);
    }
}

/* After `months`: out, in, and on. The other lane has a past of its own to be rid of. */
static void
verify_round_trip(struct dm_scenario *one, struct dm_scenario *other, int months)
{
    struct memory memory = { .pieces = NULL };
    struct dm_snapshot_sink sink = { .self = &memory, .put = put };
    struct dm_snapshot_source source = { .self = &memory, .name = "memory", .get = get };
    struct dm_error err = { .status = DM_OK };
    struct dm_carrier carrier = { .to = &sink, .replicate = 1, .err = &err };
    struct small_run a, b;

    small_start_tiled(&a, one, 1, 1);
    small_start_tiled(&b, other, 4, 3);
    measure(&a, months);
    measure(&b, 2);
    assert_int_equal(dm_lane_carry(&a.lane, &carrier), DM_OK);
    carrier = (struct dm_carrier){ .from = &source, .replicate = 1, .err = &err };
    dm_lane_start(&b.lane, 1);
    if (dm_lane_carry(&b.lane, &carrier) != DM_OK) {
        fail_msg("%s", err.text);
    }
    for (int side = 0; side < a.lane.n_sides;
         side++) { /* of the month before: not carried */
        dm_tally_zero(&a.lane.month[side]);
        dm_tally_zero(&b.lane.month[side]);
    }
    assert_same(&a, &b);
    measure(&a, 3);
    measure(&b, 3);
    assert_same(&a, &b);
    small_clear(&a);
    small_clear(&b);
    forget(&memory);
}

static const char *const small[] = { "society.persons=5000", "run.years=2",
    "run.warmup_months=0", NULL };

/* It stands in another library. */
static struct dm_scenario *
everything(void)
{
    return small_of_folder(SCENARIOS "/../tests/cli/scenarios", "everything", small);
}

static void
test_everything(void **state)
{
    static const int months[] = { 1, 7, 20 };

    (void) state;
    for (size_t i = 0; i < SMALL_COUNT(months); i++) {
        verify_round_trip(everything(), everything(), months[i]);
    }
}

static void
test_library(void **state)
{
    static const char *const names[] = { "base", "none", "ordinary-law", "rongcheng",
        "suining-2010", "suzhou" };

    (void) state;
    for (size_t i = 0; i < SMALL_COUNT(names); i++) {
        verify_round_trip(
            small_library(names[i], small), small_library(names[i], small), 14);
    }
}

/* ---- what is refused ---- */

static void
verify_refused(struct memory *memory, const char *name, size_t at, unsigned char value)
{
    struct dm_snapshot_source source = { .self = memory, .name = "memory", .get = get };
    struct dm_error err = { .status = DM_OK };
    struct dm_carrier carrier = { .from = &source, .replicate = 1, .err = &err };
    struct dm_piece piece = { .name = name, .replicate = 1 };
    struct kept_piece *kept = find(memory, &piece);
    struct small_run run;

    if (kept == NULL || kept->n <= at) {
        fail_msg("no piece %s of more than %zu bytes", name, at);
        return;
    }
    unsigned char was = kept->bytes[at];
    kept->bytes[at] = value;
    small_start(&run, small_scenario("schema: demerit/1\nextends: rich\n", small));
    assert_int_equal(dm_lane_carry(&run.lane, &carrier), DM_EIO);
    assert_true(source.refused);
    assert_non_null(strstr(err.text, name));
    assert_non_null(strstr(err.text, "memory: tile 0 of column"));
    kept->bytes[at] = was;
    small_clear(&run);
}

/* Numbers that would lead out of a table, whatever hash they come with. */
static void
test_impossible(void **state)
{
    struct memory memory = { .pieces = NULL };
    struct dm_snapshot_sink sink = { .self = &memory, .put = put };
    struct dm_carrier carrier = { .to = &sink, .replicate = 1 };
    struct small_run run;

    (void) state;
    small_start(&run, small_scenario("schema: demerit/1\nextends: rich\n", small));
    measure(&run, 12);
    assert_int_equal(dm_lane_carry(&run.lane, &carrier), DM_OK);
    small_clear(&run);
    verify_refused(&memory, "tier", 17, 8);
    verify_refused(&memory, "gain_level", 17, 16);
    verify_refused(&memory, "employed", 4, 2);
    verify_refused(&memory, "tick", 1, 200);
    verify_refused(&memory, "records in force", 0, 255);
    verify_refused(&memory, "list_cause", 3, 255); /* a person beyond the tile */
    verify_refused(&memory, "ledger.rows", 3, 255);
    forget(&memory);
}

/* ---- a run ---- */

struct stopper {
    int months, after;
};

static bool
stop_after(void *context, double done, double all)
{
    struct stopper *self = context;

    (void) done;
    (void) all;
    return ++self->months == self->after;
}

static void
run_once(struct dm_results *out, int32_t lanes, int32_t threads,
    struct dm_checkpoints *checkpoints, int after, dm_status expected)
{
    struct dm_scenario *scenario = everything();
    struct stopper stopper = { .after = after };
    struct dm_progress progress = { .self = &stopper, .tick = stop_after };
    struct dm_pair_options options = { .threads = threads,
        .lanes = lanes,
        .progress = &progress,
        .checkpoints = checkpoints };
    struct dm_sink sink = dm_results_sink(out);
    struct dm_error err = { .status = DM_OK };

    sink.life = NULL;
    dm_status st = dm_pair_run(scenario, &options, &sink, &err);
    if (st != expected) {
        fail_msg("%d, not %d: %s", (int) st, (int) expected, err.text);
    }
    dm_scenario_free(scenario);
}

static void
assert_same_rows(const struct dm_results *a, const struct dm_results *b)
{
    assert_string_equal(a->run.checksum, b->run.checksum);
    assert_string_equal(a->run.twin_checksum, b->run.twin_checksum);
    assert_string_equal(a->run.measures_checksum, b->run.measures_checksum);
    assert_int_equal(a->n_metrics, b->n_metrics);
    for (size_t i = 0; i < a->n_metrics; i++) {
        assert_memory_equal(
            &a->metrics[i].regime, &b->metrics[i].regime, sizeof a->metrics[i].regime);
        assert_memory_equal(&a->metrics[i].difference, &b->metrics[i].difference,
            sizeof a->metrics[i].difference);
    }
    assert_int_equal(a->n_months, b->n_months);
    for (size_t i = 0; i < a->n_months; i++) {
        assert_memory_equal(
            &a->months[i].regime, &b->months[i].regime, sizeof a->months[i].regime);
    }
    assert_int_equal(a->n_bins, b->n_bins);
    for (size_t i = 0; i < a->n_bins; i++) {
        assert_memory_equal(
            &a->bins[i].persons, &b->bins[i].persons, sizeof a->bins[i].persons);
    }
}

/* Stopped in the first and in the second replicate, alone and side by side; resumed with
 * other threads. */
static void
test_runs(void **state)
{
    static const struct {
        int32_t lanes, threads, then_lanes, then_threads;
        int after;
    } cases[] = { { 1, 1, 1, 4, 10 }, { 1, 4, 2, 2, 35 }, { 2, 2, 1, 1, 20 },
        { 2, 2, 2, 2, 44 } };
    struct dm_results whole;

    (void) state;
    dm_results_init(&whole);
    run_once(&whole, 1, 1, NULL, 0, DM_OK);
    for (size_t i = 0; i < SMALL_COUNT(cases); i++) {
        struct memory memory = { .pieces = NULL };
        struct dm_snapshot_sink sink = {
            .self = &memory, .begin = begin, .put = put, .end = end
        };
        struct dm_snapshot_source source = { .self = &memory, .name = "m", .get = get };
        struct dm_checkpoints to = { .to = &sink, .every_months = 9 };
        struct dm_checkpoints from = { .from = &source };
        struct dm_results part, rest;

        dm_results_init(&part);
        dm_results_init(&rest);
        run_once(&part, cases[i].lanes, cases[i].threads, &to, cases[i].after, DM_ESTOPPED);
        assert_true(memory.ended >= 1);
        run_once(&rest, cases[i].then_lanes, cases[i].then_threads, &from, 0, DM_OK);
        assert_true(from.months_there >= cases[i].after - 2);
        assert_same_rows(&whole, &rest);
        dm_results_clear(&part);
        dm_results_clear(&rest);
        forget(&memory);
    }
    dm_results_clear(&whole);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything),
        cmocka_unit_test(test_library),
        cmocka_unit_test(test_impossible),
        cmocka_unit_test(test_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
