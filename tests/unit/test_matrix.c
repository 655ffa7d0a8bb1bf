/* SPDX-License-Identifier: Apache-2.0
 *
 * Refusals by collection context: shares are exact, columns add up to the refusals, one
 * context has all of it, and months and bins agree with the measures. */
#include "experiment/pair.h"
#include "world/contexts.h"

#include "small_world.h"

#include <math.h>
#include <stdio.h>

static void
assert_close(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        fail_msg("%.17g and %.17g are more than %g apart", a, b, tolerance);
    }
}

/* What a run sent, numbers only; texts are compared while they live. */
struct seen {
    double refusals[DM_N_SIDES];  /* per 1,000 person-years, all services */
    double matrix[DM_N_SIDES];    /* the same, summed over contexts */
    double of_finance, of_others; /* of the regime's matrix */
    int n_contexts_with_refusals, n_matrix_rows;
    char context[64];
    double month_sum, month_n; /* denials, the total */
    double group_sum;          /* persons-weighted check of levels: listed_share */
    double fear_most, aware_most;
    double bins[4]; /* shares by kind */
    double listed_mean, listed_sum;
    int n_bins[4];
    double spread[2]; /* of difference and shrunk: share beyond a day */
};

static dm_status
take_metric(void *context, const struct dm_metric_row *row, struct dm_error *err)
{
    struct seen *self = context;

    (void) err;
    if (row->dimension == NULL && strncmp(row->id, "denials.", 8) == 0) {
        self->refusals[DM_REGIME] += row->regime.mean;
        self->refusals[DM_TWIN] += row->twin.mean;
    }
    if (row->dimension == NULL && strcmp(row->id, "listed_share") == 0) {
        self->listed_mean = row->regime.mean;
    }
    return DM_OK;
}

static dm_status
take_month(void *context, const struct dm_month_row *row, struct dm_error *err)
{
    struct seen *self = context;

    (void) err;
    if (row->dimension == NULL && strcmp(row->id, "denials") == 0) {
        self->month_sum += row->regime;
        self->month_n += 1.0;
    }
    if (row->dimension == NULL && strcmp(row->id, "listed_share") == 0) {
        self->listed_sum += row->regime;
    }
    if (strcmp(row->id, "fear") == 0) {
        assert_true(isnan(row->twin));
        assert_null(row->dimension);
        self->fear_most = fmax(self->fear_most, row->regime);
    }
    if (strcmp(row->id, "aware_share") == 0) {
        assert_null(row->dimension);
        self->aware_most = fmax(self->aware_most, row->regime);
    }
    return DM_OK;
}

static dm_status
take_matrix(void *context, const struct dm_matrix_row *row, struct dm_error *err)
{
    struct seen *self = context;

    (void) err;
    self->n_matrix_rows++;
    self->matrix[DM_REGIME] += row->regime;
    self->matrix[DM_TWIN] += row->twin;
    if (row->regime > 0.0 && strcmp(self->context, row->context) != 0) {
        self->n_contexts_with_refusals++;
        (void) snprintf(self->context, sizeof self->context, "%s", row->context);
    }
    assert_int_equal(row->related,
        strcmp(row->context, "finance") == 0 && strcmp(row->service, "loan") == 0);
    *(strcmp(row->context, "finance") == 0 ? &self->of_finance : &self->of_others) +=
        row->regime;
    return DM_OK;
}

static dm_status
take_bin(void *context, const struct dm_bin_row *row, struct dm_error *err)
{
    static const char *const ids[] = { "access_lost_days", "access_lost_days.twin",
        "access_lost_days.difference", "access_lost_days.difference_shrunk" };
    struct seen *self = context;

    (void) err;
    for (int k = 0; k < 4; k++) {
        if (strcmp(row->id, ids[k]) == 0) {
            self->bins[k] += row->persons;
            self->n_bins[k]++;
            if (k >= 2 && (row->from >= 100.0 || row->to <= -1.0)) {
                self->spread[k - 2] += row->persons;
            }
        }
    }
    assert_true(row->from <= row->to);
    return DM_OK;
}

static struct seen
run(const char *text, const char *const *sets)
{
    struct dm_scenario *scenario = small_scenario(text, sets);
    struct seen seen = { .n_matrix_rows = 0 };
    struct dm_sink sink = { .self = &seen,
        .metric = take_metric,
        .month = take_month,
        .matrix = take_matrix,
        .bin = take_bin };
    struct dm_pair_options options = { .threads = 2 };
    struct dm_error err = { 0 };

    if (dm_pair_run(scenario, &options, &sink, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    dm_scenario_free(scenario);
    return seen;
}

#define RICH "schema: demerit/1\nextends: rich\n"

static void
test_rows_add_up_to_refusals(void **state)
{
    struct seen seen = run(RICH, NULL);

    (void) state;
    assert_true(seen.refusals[DM_REGIME] > seen.refusals[DM_TWIN]);
    assert_true(seen.refusals[DM_TWIN] > 0.0);
    for (int side = 0; side < DM_N_SIDES; side++) {
        assert_close(seen.matrix[side], seen.refusals[side], 1e-9 * seen.refusals[side]);
    }
    assert_true(seen.of_finance > 0.0 && seen.of_others > 0.0);
    assert_true(seen.n_contexts_with_refusals >= 3);
}

static void
test_one_context_has_all(void **state)
{
    const char *sets[] = { "channels.camera.context=finance",
        "channels.monitor.context=finance", "schemes.city.association=null", NULL };
    struct seen seen = run(RICH, sets);

    (void) state;
    assert_int_equal(seen.n_contexts_with_refusals, 1);
    assert_string_equal(seen.context, "finance");
    assert_int_equal(seen.n_matrix_rows, 2); /* finance, by loan and travel */
    assert_close(seen.of_finance, seen.refusals[DM_REGIME], 1e-9 * seen.of_finance);
}

/* Who is below the tier from the start has no record to thank for it. */
static void
test_none_where_no_record_explains(void **state)
{
    const char *sets[] = { SMALL_QUIET, "channels.registry.false_records=0/year",
        "channels.camera.false_records=0/year", "channels.monitor.false_records=0/year",
        "schemes.city.start=700", NULL };
    struct seen seen = run(RICH, sets);

    (void) state;
    assert_true(seen.refusals[DM_REGIME] > 0.0);
    assert_string_equal(seen.context, "none");
    assert_int_equal(seen.n_contexts_with_refusals, 1);
}

static void
test_no_matrix_without_causes(void **state)
{
    const char *sets[] = { "measure.causes=off", NULL };

    (void) state;
    assert_int_equal(run(RICH, sets).n_matrix_rows, 0);
}

static void
test_months_agree_with_measures(void **state)
{
    struct seen seen = run(RICH, NULL);

    (void) state;
    assert_close(
        seen.month_sum / seen.month_n, seen.refusals[DM_REGIME], 1e-9 * seen.month_sum);
    assert_close(seen.listed_sum / seen.month_n, seen.listed_mean, 1e-12);
    assert_true(seen.fear_most > 0.0 && seen.fear_most < 1.0);
    assert_true(seen.aware_most > 0.0 && seen.aware_most <= 1.0);
}

static void
test_bins_hold_everybody_once(void **state)
{
    struct seen seen = run(RICH, NULL);
    const char *one[] = { "run.replicates=1", NULL };
    struct seen single = run(RICH, one);
    const char *alone[] = { "twin=no", NULL };
    struct seen without = run(RICH, alone);

    (void) state;
    for (int k = 0; k < 4; k++) {
        assert_close(seen.bins[k], 1.0, 1e-12);
        assert_int_equal(seen.n_bins[k], k < 2 ? 8 : 9);
        assert_int_equal(without.n_bins[k], k == 0 ? 8 : 0);
    }
    assert_int_equal(single.n_bins[2], 9);
    assert_int_equal(single.n_bins[3], 0);
    /* what luck adds is taken away */
    assert_true(seen.spread[1] < seen.spread[0]);
}

/* ---- shares ---- */

static void
test_shares_add_up(void **state)
{
    const uint32_t cases[][8] = { { 1 }, { 0, 3 }, { 1, 1, 1 },
        { 7, 0, 11, 13, 1, 0, 5, 2 }, { 1000, 1, 1, 1, 1, 1, 1, 1 },
        { 65535, 65535, 65535, 65535, 65535, 65535 } };

    (void) state;
    for (size_t c = 0; c < SMALL_COUNT(cases); c++) {
        uint64_t packed = dm_contexts_pack(cases[c], 8, 0);
        unsigned sum = 0;

        for (int k = 0; k < DM_CONTEXTS_KEPT; k++) {
            struct dm_context_share at = dm_contexts_at(packed, k);

            assert_true(at.share == 0 || cases[c][at.context] > 0);
            sum += at.share;
        }
        assert_int_equal(sum, DM_CONTEXTS_WHOLE);
    }
}

static void
test_shares_follow_points(void **state)
{
    const uint32_t steps[] = { 10, 0, 30 };
    uint64_t packed = dm_contexts_pack(steps, 3, 20);

    (void) state;
    assert_int_equal(dm_contexts_at(packed, 0).context, 2);
    assert_int_equal(dm_contexts_at(packed, 0).share, 60);
    assert_int_equal(dm_contexts_at(packed, 1).context, 0);
    assert_int_equal(dm_contexts_at(packed, 1).share, 20);
    assert_int_equal(dm_contexts_at(packed, 2).share, 0); /* 40 are nobody's record */
    assert_int_equal(dm_contexts_pack(steps + 1, 1, 9), DM_NO_CONTEXT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_add_up_to_refusals),
        cmocka_unit_test(test_one_context_has_all),
        cmocka_unit_test(test_none_where_no_record_explains),
        cmocka_unit_test(test_no_matrix_without_causes),
        cmocka_unit_test(test_months_agree_with_measures),
        cmocka_unit_test(test_bins_hold_everybody_once),
        cmocka_unit_test(test_shares_add_up),
        cmocka_unit_test(test_shares_follow_points),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
