/* SPDX-License-Identifier: Apache-2.0
 *
 * From counters to rows: thin cells are not shown, one replicate has no interval, rows come
 * in order of measures.def, the same whatever the threads; and what ends a run early. */
#include "experiment/estimate.h"

#include "experiment/formula.h"
#include "experiment/pair.h"
#include "small_world.h"

#include <math.h>
#include <stdio.h>

/* ---- rows ---- */

#define MAX_ROWS 4000

struct kept {
    char id[80], dimension[40], level[40];
    int64_t n;
    bool is_difference;
    struct dm_value regime, twin, difference;
};

struct rows {
    struct kept *metric;
    int n_metrics, n_runs, n_months, first_month, last_month;
    struct dm_run_row run;
    char checksum[33], twin_checksum[33], measures_checksum[33];
    dm_status fail_with;
};

static dm_status
take_run(void *self, const struct dm_run_row *row, struct dm_error *err)
{
    struct rows *rows = self;

    (void) err;
    rows->n_runs++;
    rows->run = *row;
    (void) snprintf(rows->checksum, sizeof rows->checksum, "%s", row->checksum);
    (void) snprintf(
        rows->twin_checksum, sizeof rows->twin_checksum, "%s", row->twin_checksum);
    (void) snprintf(rows->measures_checksum, sizeof rows->measures_checksum, "%s",
        row->measures_checksum);
    return DM_OK;
}

static dm_status
take_metric(void *self, const struct dm_metric_row *row, struct dm_error *err)
{
    struct rows *rows = self;
    struct kept *kept = &rows->metric[rows->n_metrics];

    assert_true(rows->n_runs == 1); /* the run comes first */
    assert_true(rows->n_months == 0);
    assert_true(rows->n_metrics < MAX_ROWS);
    assert_true(
        strlen(row->unit) > 0 && strlen(row->direction) > 0 && strlen(row->sentence) > 0);
    if (rows->fail_with != DM_OK) {
        return dm_error_set(err, rows->fail_with, "the disk is full");
    }
    (void) snprintf(kept->id, sizeof kept->id, "%s", row->id);
    (void) snprintf(kept->dimension, sizeof kept->dimension, "%s",
        row->dimension != NULL ? row->dimension : "");
    (void) snprintf(
        kept->level, sizeof kept->level, "%s", row->level != NULL ? row->level : "");
    kept->n = row->n;
    kept->is_difference = row->is_difference;
    kept->regime = row->regime;
    kept->twin = row->twin;
    kept->difference = row->difference;
    rows->n_metrics++;
    return DM_OK;
}

static dm_status
take_month(void *self, const struct dm_month_row *row, struct dm_error *err)
{
    struct rows *rows = self;

    (void) err;
    rows->first_month = rows->n_months == 0 || row->month < rows->first_month
                            ? row->month
                            : rows->first_month;
    rows->last_month = rows->n_months == 0 || row->month > rows->last_month
                           ? row->month
                           : rows->last_month;
    rows->n_months++;
    return DM_OK;
}

static dm_status
run_rows(struct rows *rows, struct dm_scenario *scenario,
    const struct dm_pair_options *options, struct dm_error *err)
{
    struct dm_sink sink = {
        .self = rows, .run = take_run, .metric = take_metric, .month = take_month
    };
    dm_status st;

    rows->metric = calloc(MAX_ROWS, sizeof *rows->metric);
    assert_non_null(rows->metric);
    st = dm_pair_run(scenario, options, &sink, err);
    dm_scenario_free(scenario);
    return st;
}

static void
run_rich(struct rows *rows, const char *const *sets, struct dm_pair_options options)
{
    struct dm_error err = { 0 };

    *rows = (struct rows){ 0 };
    if (run_rows(rows, small_scenario("schema: demerit/1\nextends: rich\n", sets), &options,
            &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
}

#define SHORT "run.years=2", "society.persons=4500"

/* Index in measures.def of an id, templates expanded. */
static int
place_of(const char *id)
{
    for (int m = 0; m < DM_N_MEASURES; m++) {
        size_t stem = strcspn(dm_measures[m].id, "SCLT"); /* SERVICE, CHANNEL, ... */
        bool expands = dm_measures[m].id[stem] != '\0';

        if (expands ? strncmp(dm_measures[m].id, id, stem) == 0
                    : strcmp(dm_measures[m].id, id) == 0) {
            return m;
        }
    }
    fail_msg("%s is no measure", id);
    return -1;
}

static bool
same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool
same_value(struct dm_value a, struct dm_value b)
{
    return same(a.mean, b.mean) && same(a.lo, b.lo) && same(a.hi, b.hi);
}

static bool
undefined(struct dm_value v)
{
    return isnan(v.mean) && isnan(v.lo) && isnan(v.hi);
}

static void
test_order_of_rows(void **state)
{
    struct rows rows;
    int last = 0, measures = 0;

    (void) state;
    run_rich(
        &rows, (const char *[]){ SHORT, NULL }, (struct dm_pair_options){ .threads = 1 });
    for (int k = 0; k < rows.n_metrics; k++) {
        int place = place_of(rows.metric[k].id);

        assert_true(place >= last);
        measures += k == 0 || place > last;
        last = place;
        /* a measure's total comes first; an id is sent in one piece */
        assert_true(k > 0 && strcmp(rows.metric[k].id, rows.metric[k - 1].id) == 0
                        ? rows.metric[k].dimension[0] != '\0'
                        : rows.metric[k].dimension[0] == '\0');
    }
    assert_int_equal(measures, DM_N_MEASURES);
    assert_true(rows.n_months > 0);
    assert_int_equal(rows.first_month, 6); /* the warm-up is left out */
    assert_int_equal(rows.last_month, 23);
    assert_int_equal(rows.run.months, 24);
    assert_true(rows.run.persons == 4500);
    small_assert_near(
        "person-months", rows.run.person_months, 4500.0 * 24.0 * 2.0 * 2.0, 1.0, 0.5);
    free(rows.metric);
}

/* One dimension at a time, from the list; group never crosses jurisdiction. */
static void
test_dimensions(void **state)
{
    static const char *const allowed[] = { "", "group", "income_quintile", "setting",
        "age_band", "tier", "jurisdiction", "channel", "context" };
    struct rows rows;
    int seen[SMALL_COUNT(allowed)] = { 0 };

    (void) state;
    run_rich(
        &rows, (const char *[]){ SHORT, NULL }, (struct dm_pair_options){ .threads = 1 });
    for (int k = 0; k < rows.n_metrics; k++) {
        size_t d = 0;

        while (
            d < SMALL_COUNT(allowed) && strcmp(rows.metric[k].dimension, allowed[d]) != 0) {
            d++;
        }
        assert_true(d < SMALL_COUNT(allowed));
        seen[d]++;
    }
    for (size_t d = 0; d < SMALL_COUNT(allowed); d++) {
        assert_true(seen[d] > 0);
    }
    free(rows.metric);
}

static void
test_thin_cells(void **state)
{
    struct rows rows;
    int thin = 0, shown = 0;

    (void) state;
    run_rich(&rows, (const char *[]){ "run.years=1", "society.persons=100", NULL },
        (struct dm_pair_options){ .threads = 1 });
    for (int k = 0; k < rows.n_metrics; k++) {
        const struct kept *row = &rows.metric[k];

        if (row->dimension[0] == '\0') {
            assert_true(row->n == 2); /* replicates */
        } else if (row->n < 20) {
            assert_true(undefined(row->regime) && undefined(row->twin) &&
                        undefined(row->difference));
            thin++;
        } else {
            shown += !undefined(row->regime);
        }
    }
    assert_true(thin > 20 && shown > 20);
    free(rows.metric);
}

static void
verify_values(const struct rows *rows, bool single)
{
    for (int k = 0; k < rows->n_metrics; k++) {
        const struct kept *row = &rows->metric[k];

        if (single) {
            assert_true(same(row->regime.lo, row->regime.mean) &&
                        same(row->regime.hi, row->regime.mean));
            assert_true(
                same(row->twin.lo, row->twin.mean) && same(row->twin.hi, row->twin.mean));
            assert_true(same(row->difference.lo, row->difference.mean) &&
                        same(row->difference.hi, row->difference.mean));
        } else if (!undefined(row->regime)) {
            assert_true(
                row->regime.lo <= row->regime.mean && row->regime.mean <= row->regime.hi);
        }
        if (row->is_difference) {
            assert_true(undefined(row->twin));
            assert_true(same_value(row->regime, row->difference));
        } else if (!undefined(row->twin) && !undefined(row->difference)) {
            small_assert_near(row->id, row->difference.mean,
                row->regime.mean - row->twin.mean, 1e-9 * (1.0 + fabs(row->regime.mean)),
                1.0);
        }
    }
}

static void
test_values(void **state)
{
    struct rows rows;

    (void) state;
    run_rich(&rows, (const char *[]){ SHORT, "run.replicates=1", NULL },
        (struct dm_pair_options){ .threads = 1 });
    verify_values(&rows, true);
    free(rows.metric);
    run_rich(&rows, (const char *[]){ SHORT, "run.replicates=3", NULL },
        (struct dm_pair_options){ .threads = 1 });
    verify_values(&rows, false);
    free(rows.metric);
}

static void
test_without_a_twin(void **state)
{
    struct rows rows;

    (void) state;
    run_rich(&rows, (const char *[]){ SHORT, "twin=no", NULL },
        (struct dm_pair_options){ .threads = 1 });
    assert_string_equal(rows.twin_checksum, "");
    assert_int_equal(strlen(rows.checksum), 32);
    for (int k = 0; k < rows.n_metrics; k++) {
        assert_true(undefined(rows.metric[k].twin) && undefined(rows.metric[k].difference));
        assert_true(!rows.metric[k].is_difference || undefined(rows.metric[k].regime));
    }
    free(rows.metric);
}

static void
assert_same_rows(const struct rows *a, const struct rows *b)
{
    assert_string_equal(a->checksum, b->checksum);
    assert_string_equal(a->twin_checksum, b->twin_checksum);
    assert_string_equal(a->measures_checksum, b->measures_checksum);
    assert_int_equal(a->n_metrics, b->n_metrics);
    for (int k = 0; k < a->n_metrics; k++) {
        assert_string_equal(a->metric[k].id, b->metric[k].id);
        assert_true(a->metric[k].n == b->metric[k].n);
        assert_true(same_value(a->metric[k].regime, b->metric[k].regime));
        assert_true(same_value(a->metric[k].twin, b->metric[k].twin));
        assert_true(same_value(a->metric[k].difference, b->metric[k].difference));
    }
}

/* Threads, tiles, and replicates side by side or in turn: to the last bit of every row. */
static void
test_scheduling_changes_nothing(void **state)
{
    static const struct dm_pair_options others[] = {
        { .threads = 2 },
        { .threads = 4, .tile_communities = 3 },
        { .threads = 1, .tile_communities = 16 },
        { .threads = 2, .lanes = 1, .tile_communities = 1 },
        { .threads = 4, .lanes = 2 },
    };
    struct rows one, other;

    (void) state;
    run_rich(&one, (const char *[]){ "run.years=2", "run.replicates=3", NULL },
        (struct dm_pair_options){ .threads = 1, .tile_communities = 1 });
    for (size_t k = 0; k < SMALL_COUNT(others); k++) {
        run_rich(
            &other, (const char *[]){ "run.years=2", "run.replicates=3", NULL }, others[k]);
        assert_same_rows(&one, &other);
        free(other.metric);
    }
    free(one.metric);
}

/* What is said of memory beforehand is what a run takes, records apart. */
static void
test_bytes(void **state)
{
    static const char *const sets[] = { SHORT, NULL };

    (void) state;
    for (int32_t threads = 1; threads <= 2; threads++) {
        struct dm_scenario *scenario =
            small_scenario("schema: demerit/1\nextends: rich\n", sets);
        double expected = (double) dm_pair_bytes(scenario, threads);
        struct rows rows;

        dm_scenario_free(scenario);
        run_rich(&rows, sets, (struct dm_pair_options){ .threads = threads });
        small_assert_near("bytes", (double) (rows.run.bytes_total - rows.run.bytes_records),
            expected, 0.01 * expected, 1.0);
        assert_true(rows.run.bytes_records > 0);
        free(rows.metric);
    }
}

/* ---- what ends a run ---- */

static bool
stop_at_once(void *self, double done, double all)
{
    (void) self;
    assert_true(done > 0.0 && done <= all);
    return true;
}

static void
test_stopping(void **state)
{
    struct dm_progress progress = { .tick = stop_at_once };
    struct dm_pair_options options = { .threads = 2, .progress = &progress };
    struct rows rows = { 0 };
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(
        run_rows(&rows, small_scenario("schema: demerit/1\nextends: rich\n", NULL),
            &options, &err),
        DM_ESTOPPED);
    assert_string_equal(err.text, "stopped");
    assert_int_equal(rows.n_runs + rows.n_metrics + rows.n_months, 0);
    free(rows.metric);
}

static void
test_sink_fails(void **state)
{
    struct dm_pair_options options = { .threads = 1 };
    struct rows rows = { .fail_with = DM_EIO };
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(run_rows(&rows,
                         small_scenario("schema: demerit/1\nextends: rich\n",
                             (const char *[]){ SHORT, NULL }),
                         &options, &err),
        DM_EIO);
    assert_string_equal(err.text, "the disk is full");
    assert_int_equal(rows.n_metrics, 0);
    free(rows.metric);
}

static void
test_refused_plan(void **state)
{
    struct dm_pair_options options = { .threads = 1 };
    struct rows rows = { 0 };
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(run_rows(&rows,
                         small_scenario("schema: demerit/1\nextends: rich\n",
                             (const char *[]){ "acts.bill.rate=700/year", NULL }),
                         &options, &err),
        DM_ESCENARIO);
    assert_non_null(strstr(
        err.text, "acts.bill.rate: some persons would do it more than 64 times a month"));
    assert_int_equal(rows.n_runs, 0);
    free(rows.metric);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_rows),
        cmocka_unit_test(test_dimensions),
        cmocka_unit_test(test_thin_cells),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_without_a_twin),
        cmocka_unit_test(test_scheduling_changes_nothing),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_stopping),
        cmocka_unit_test(test_sink_fails),
        cmocka_unit_test(test_refused_plan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
