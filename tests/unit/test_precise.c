/* SPDX-License-Identifier: Apache-2.0
 *
 * A run whose replicates were added in batches is the run of as many at once, down to every
 * checksum and number; and it stops when it is told to. */
#include "experiment/precise.h"

#include "experiment/table.h"
#include "small_world.h"

#include <math.h>

#define RICH "schema: demerit/1\nextends: rich\n"

static struct dm_scenario *
scenario_of(const char *replicates)
{
    const char *const sets[] = { "society.persons=1500", "run.years=2", replicates, NULL };

    return small_scenario(RICH, sets);
}

static struct dm_pair *
opened(const struct dm_scenario *scenario, int32_t lanes)
{
    static const struct dm_pair_options options = { .threads = 2 };
    struct dm_pair_options how = options;
    struct dm_pair *pair;

    how.lanes = lanes;
    assert_int_equal(dm_pair_open(&pair, scenario, &how, false, NULL), DM_OK);
    return pair;
}

static void
same_tables(const struct dm_table *a, const struct dm_table *b)
{
    assert_string_equal(a->checksum, b->checksum);
    assert_string_equal(a->twin_checksum, b->twin_checksum);
    assert_string_equal(a->measures_checksum, b->measures_checksum);
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_metrics, b->n_metrics);
    for (int side = 0; side < DM_TABLE_SIDES; side++) {
        assert_memory_equal(a->value[side], b->value[side],
            (size_t) a->n_metrics * (size_t) a->n * sizeof(double));
    }
}

static void
test_batches_are_one_run(void **state)
{
    struct dm_scenario *few = scenario_of("run.replicates=2"),
                       *all = scenario_of("run.replicates=7");
    struct dm_pair_options options = { .threads = 1 };
    struct dm_table whole, parts = { .n = 0 };
    struct dm_table_filler filler = { .table = &parts };
    struct dm_sink sink = dm_table_sink(&filler);
    struct dm_error err = { .status = DM_OK };

    (void) state;
    assert_int_equal(dm_table_run(all, &options, &whole, NULL), DM_OK);
    for (int32_t lanes = 0; lanes <= 2; lanes++) {
        struct dm_pair *pair = opened(few, lanes);

        assert_int_equal(dm_pair_grow(pair, 1, NULL, NULL), DM_OK);
        assert_int_equal(dm_pair_grow(pair, 4, NULL, NULL), DM_OK);
        assert_int_equal(dm_pair_send(pair, all, NULL, &sink, &err), DM_EUSAGE);
        assert_string_equal(
            err.text, "the replicates that were run are those of another scenario");
        assert_int_equal(dm_pair_grow(pair, 7, NULL, NULL), DM_OK);
        assert_int_equal(dm_pair_replicates(pair), 7);
        assert_int_equal(dm_pair_send(pair, all, NULL, &sink, NULL), DM_OK);
        same_tables(&whole, &parts);
        dm_table_clear(&parts);
        filler = (struct dm_table_filler){ .table = &parts };
        dm_pair_free(pair);
    }
    dm_table_clear(&whole);
    dm_scenario_free(few);
    dm_scenario_free(all);
}

struct seen {
    int n;
    int32_t replicates[32], next[32];
    double half_width[32];
};

static void
note(void *self, int32_t replicates, double half_width, int32_t next)
{
    struct seen *seen = self;

    assert_true(seen->n < 32);
    seen->replicates[seen->n] = replicates;
    seen->half_width[seen->n] = half_width;
    seen->next[seen->n++] = next;
}

static struct dm_precise
until(
    const struct dm_scenario *scenario, double half_width, int32_t most, struct seen *seen)
{
    struct dm_precision asked = { .metric = "listed_share",
        .half_width = half_width,
        .most = most,
        .batch = note,
        .self = seen };
    struct dm_pair *pair = opened(scenario, 0);
    struct dm_precise out;

    seen->n = 0;
    assert_int_equal(dm_precise_run(pair, scenario, &asked, NULL, &out, NULL), DM_OK);
    assert_int_equal(out.replicates, dm_pair_replicates(pair));
    dm_pair_free(pair);
    return out;
}

static void
test_stops(void **state)
{
    struct dm_scenario *scenario = scenario_of("run.replicates=2");
    struct seen seen, again;
    struct dm_precise wide = until(scenario, 1e6, 50, &seen), narrow, capped;

    (void) state;
    assert_true(wide.reached && wide.replicates == DM_LEAST_PRECISE && seen.n == 1);
    assert_true(wide.half_width > 0.0);
    narrow = until(scenario, 0.7 * wide.half_width, 400, &seen);
    assert_true(narrow.reached && narrow.half_width <= 0.7 * wide.half_width);
    assert_true(narrow.replicates > DM_LEAST_PRECISE && seen.n > 1);
    for (int i = 0; i + 1 < seen.n; i++) {
        assert_int_equal(seen.next[i], seen.replicates[i + 1]);
        assert_true(seen.half_width[i] > 0.7 * wide.half_width);
        assert_true(4 * seen.next[i] >= 5 * seen.replicates[i]);
        assert_true(seen.next[i] <= 2 * seen.replicates[i]);
    }
    until(scenario, 0.7 * wide.half_width, 400, &again);
    assert_memory_equal(
        seen.replicates, again.replicates, (size_t) seen.n * sizeof(int32_t));
    capped = until(scenario, 1e-12, 9, &seen);
    assert_true(!capped.reached && capped.replicates == 9);
    dm_scenario_free(scenario);
}

static void
test_no_such_measure(void **state)
{
    struct dm_scenario *scenario = scenario_of("run.replicates=2");
    struct dm_precision asked = { .metric = "happiness", .half_width = 1.0, .most = 9 };
    struct dm_pair *pair = opened(scenario, 0);
    struct dm_error err = { .status = DM_OK };
    struct dm_precise out;

    (void) state;
    assert_int_equal(dm_precise_run(pair, scenario, &asked, NULL, &out, &err), DM_EUSAGE);
    assert_string_equal(err.text, "the run has no measure `happiness`");
    dm_pair_free(pair);
    dm_scenario_free(scenario);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_batches_are_one_run),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_no_such_measure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
