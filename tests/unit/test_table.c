/* SPDX-License-Identifier: Apache-2.0
 *
 * The table by replicate says what the rows of the same run say, sums services, and leaves
 * the run as it is. */
#include "experiment/table.h"

#include "small_world.h"

#include <math.h>

#define RICH "schema: demerit/1\nextends: rich\n"

static const char *const SETS[] = { "society.persons=6000", "run.years=3",
    "run.replicates=3", NULL };
static void
run_table(struct dm_table *table, const char *const *sets, int32_t lanes)
{
    struct dm_scenario *scenario = small_scenario(RICH, sets);
    struct dm_pair_options options = { .threads = 2, .lanes = lanes };
    struct dm_error err = { 0 };

    if (dm_table_run(scenario, &options, table, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    dm_scenario_free(scenario);
}

struct seen {
    int n;
    const struct dm_table *table;
};

static dm_status
same_mean(void *self, const struct dm_metric_row *row, struct dm_error *err)
{
    struct seen *seen = self;
    int32_t m = dm_table_find(seen->table, row->id);
    struct dm_interval interval;

    (void) err;
    if (row->dimension != NULL) {
        return DM_OK;
    }
    assert_true(m >= 0);
    interval = dm_t_interval(
        dm_table_values(seen->table, DM_TABLE_REGIME, m), (size_t) seen->table->n);
    assert_true(fabs(interval.mean - row->regime.mean) <= 0.0 ||
                (isnan(interval.mean) && isnan(row->regime.mean)));
    assert_string_equal(row->unit, seen->table->metric[m].unit);
    assert_string_equal(row->direction, seen->table->metric[m].direction);
    seen->n++;
    return DM_OK;
}

static void
test_rows_agree(void **state)
{
    struct dm_scenario *scenario = small_scenario(RICH, SETS);
    struct dm_pair_options options = { .threads = 1 };
    struct dm_table table;
    struct seen seen = { .table = &table };
    struct dm_sink sink = { .self = &seen, .metric = same_mean };

    (void) state;
    run_table(&table, SETS, 0);
    assert_int_equal(dm_pair_run(scenario, &options, &sink, NULL), DM_OK);
    assert_true(seen.n > 20);
    dm_scenario_free(scenario);
    dm_table_clear(&table);
    dm_table_clear(&table); /* twice is safe */
}

/* access_lost_days is the sum of access_lost_days.SERVICE, replicate by replicate. */
static void
test_sum_over_services(void **state)
{
    struct dm_table table;
    double largest = 0.0;

    (void) state;
    run_table(&table, SETS, 0);
    int32_t whole = dm_table_find(&table, "access_lost_days");
    assert_true(whole >= 0);
    for (int32_t r = 0; r < table.n; r++) {
        double sum = 0.0;

        for (int32_t m = 0; m < table.n_metrics; m++) {
            if (strncmp(table.metric[m].id, "access_lost_days.", 17) == 0) {
                sum += dm_table_values(&table, DM_TABLE_REGIME, m)[r];
            }
        }
        assert_true(fabs(sum - dm_table_values(&table, DM_TABLE_REGIME, whole)[r]) < 1e-12);
        largest = sum > largest ? sum : largest;
    }
    assert_true(largest > 0.0);
    assert_int_equal(dm_table_find(&table, "no-such-metric"), -1);
    dm_table_clear(&table);
}

static void
test_no_result_depends_on_lanes(void **state)
{
    struct dm_table a, b;

    (void) state;
    run_table(&a, SETS, 1);
    run_table(&b, SETS, 2);
    assert_string_equal(a.checksum, b.checksum);
    assert_string_equal(a.twin_checksum, b.twin_checksum);
    assert_int_equal(a.n_metrics, b.n_metrics);
    for (int side = 0; side < DM_TABLE_SIDES; side++) {
        assert_memory_equal(a.value[side], b.value[side],
            (size_t) a.n_metrics * (size_t) a.n * sizeof(double));
    }
    dm_table_clear(&a);
    dm_table_clear(&b);
}

/* What is said not to need a twin is the same without one, bit by bit. */
static void
test_own_metrics(void **state)
{
    static const char *const none[] = { "society.persons=6000", "run.years=3",
        "run.replicates=3", "twin=no", NULL };
    struct dm_table a, b;
    int own = 0;

    (void) state;
    run_table(&a, SETS, 0);
    run_table(&b, none, 0);
    assert_string_equal(a.checksum, b.checksum);
    assert_false(b.has_twin);
    for (int32_t m = 0; m < a.n_metrics; m++) {
        if (dm_table_is_own(a.metric[m].id)) {
            assert_memory_equal(dm_table_values(&a, DM_TABLE_REGIME, m),
                dm_table_values(&b, DM_TABLE_REGIME, m), 3 * sizeof(double));
            own++;
        }
    }
    /* two of them for all services and for each of two, three for each of three lists, one
     * for each of four tiers */
    assert_int_equal(own, 8 + 3 + 3 + 3 * 3 + 4);
    assert_true(dm_table_is_own("entries.ledger") && !dm_table_is_own("entriesledger"));
    assert_false(dm_table_is_own("facts_recorded.ledger"));
    assert_false(dm_table_is_own("wrongful_share.law_wide"));
    assert_false(dm_table_is_own("gap.conduct"));
    assert_false(dm_table_is_own("income_lost"));
    dm_table_clear(&a);
    dm_table_clear(&b);
}

static void
test_paired_difference(void **state)
{
    const double a[] = { 1.0, 2.0, 4.0 }, b[] = { 0.5, 1.5, 3.5 };
    struct dm_interval same = dm_table_paired(a, a, 3), apart = dm_table_paired(a, b, 3);

    (void) state;
    assert_true(fabs(same.mean) <= 0.0 && fabs(same.lo) <= 0.0 && fabs(same.hi) <= 0.0);
    /* what varies in both alike leaves no width */
    assert_true(fabs(apart.mean - 0.5) < 1e-15 && apart.hi - apart.lo < 1e-12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_agree),
        cmocka_unit_test(test_sum_over_services),
        cmocka_unit_test(test_no_result_depends_on_lanes),
        cmocka_unit_test(test_own_metrics),
        cmocka_unit_test(test_paired_difference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
