/* SPDX-License-Identifier: Apache-2.0
 *
 * The result set keeps rows whose texts are gone, in order; and the JSON document made of
 * it says null where nothing is known. */
#include "report/result_json.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

enum { MANY = 500 };

static void
send_run(struct dm_sink *sink, const char *twin)
{
    const struct dm_run_row row = { .scenario = "s",
        .title = "A \"title\"",
        .twin = twin,
        .persons = 10,
        .months = 24,
        .warmup_months = 12,
        .replicates = 2,
        .seed = 4294967295U,
        .checksum = "c",
        .twin_checksum = twin,
        .measures_checksum = "m" };

    assert_int_equal(sink->run(sink->self, &row, NULL), DM_OK);
}

static void
send_metric(struct dm_sink *sink, const char *id, const char *dimension, const char *level,
    int64_t n, double mean, bool is_difference)
{
    const double none = (double) NAN;
    const struct dm_metric_row row = { .id = id,
        .unit = "share",
        .direction = "harm",
        .sentence = "x",
        .dimension = dimension,
        .level = level,
        .n = n,
        .regime = { mean, mean, mean },
        .twin = { is_difference ? none : 0.25, none, 0.5 },
        .difference = { 0.125, none, none },
        .is_difference = is_difference };

    assert_int_equal(sink->metric(sink->self, &row, NULL), DM_OK);
}

static void
test_rows_are_copied_in_order(void **state)
{
    struct dm_results results;

    (void) state;
    dm_results_init(&results);
    struct dm_sink sink = dm_results_sink(&results);
    for (int i = 0; i < MANY; i++) {
        char id[32], level[32];
        snprintf(id, sizeof id, "m%d", i / 5);
        snprintf(level, sizeof level, "%d", i % 5);
        send_metric(
            &sink, id, i % 5 == 0 ? NULL : "d", i % 5 == 0 ? NULL : level, i, i, false);
        const struct dm_month_row month = { .month = i, .id = id };
        assert_int_equal(sink.month(sink.self, &month, NULL), DM_OK);
    }
    assert_int_equal(results.n_metrics, MANY);
    assert_int_equal(results.n_months, MANY);
    for (int i = 0; i < MANY; i++) {
        char id[32];
        snprintf(id, sizeof id, "m%d", i / 5);
        assert_int_equal(results.metrics[i].n, i);
        assert_string_equal(results.metrics[i].id, id);
        assert_string_equal(results.months[i].id, id);
    }
    assert_int_equal(dm_results_total(&results, "m7")->n, 35);
    assert_int_equal(dm_results_level(&results, "m7", "d", "3")->n, 38);
    assert_null(dm_results_total(&results, "m"));
    assert_null(dm_results_level(&results, "m7", "d", "5"));
    assert_true(results.n_texts < 300); /* neighbours share their texts */
    dm_results_clear(&results);
    dm_results_clear(&results);
    assert_int_equal(results.n_metrics, 0);
}

static void
expect_json(const struct dm_results *results, const char *const *parts)
{
    const struct dm_provenance provenance = {
        .n_sourced = 1, .n_assumed = 2, .n_unverified = 3
    };
    struct dm_strbuf out = { .text = NULL };

    dm_result_json(results, &provenance, &out);
    assert_false(out.failed);
    for (; *parts != NULL; parts++) {
        if (strstr(out.text, *parts) == NULL) {
            fail_msg("no %s in %s", *parts, out.text);
        }
    }
    assert_null(strstr(out.text, "nan"));
    dm_strbuf_clear(&out);
}

static void
test_json(void **state)
{
    static const char *const parts[] = { "\"title\": \"A \\\"title\\\"\"",
        "\"seed\": 4294967295", "\"synthetic\": true",
        "\"not_for\": \"decisions on persons\"",
        "\"confidence\": {\"sourced\": 1, \"assumed\": 2, \"unverified\": 3}",
        "\"a\": {\"mean\": 0.5, \"lo\": 0.5, \"hi\": 0.5, \"n\": 2, \"unit\": \"share\", "
        "\"direction\": \"harm\", "
        "\"twin\": {\"mean\": 0.25, \"lo\": null, \"hi\": 0.5}, "
        "\"difference\": {\"mean\": 0.125, \"lo\": null, \"hi\": null}, \"by\": "
        "{\"group\": {"
        "\"A\": {\"mean\": 1, \"lo\": 1, \"hi\": 1, \"n\": 20, ",
        "\"B\": {\"mean\": null, \"lo\": null, \"hi\": null, \"n\": 19, "
        "\"twin\": {\"mean\": null, \"lo\": null, \"hi\": null}, "
        "\"difference\": {\"mean\": null, \"lo\": null, \"hi\": null}}}, \"setting\": "
        "{\"urban\": ",
        "\"b\": {\"mean\": 2, \"lo\": 2, \"hi\": 2, \"n\": 2, \"unit\": \"share\", "
        "\"direction\": \"harm\", "
        "\"twin\": null, \"difference\": {\"mean\": 2, \"lo\": 2, \"hi\": 2}, \"by\": {}}",
        "\"c\": {\"mean\": null, \"lo\": null, \"hi\": null, \"n\": 0, ", NULL };
    struct dm_results results;

    (void) state;
    dm_results_init(&results);
    struct dm_sink sink = dm_results_sink(&results);
    send_run(&sink, "t");
    send_metric(&sink, "a", NULL, NULL, 2, 0.5, false);
    send_metric(&sink, "a", "group", "A", 20, 1.0, false);
    send_metric(&sink, "a", "group", "B", 19, 1.0, false);
    send_metric(&sink, "a", "setting", "urban", 20, 1.0, false);
    send_metric(&sink, "b", NULL, NULL, 2, 2.0, true);
    send_metric(&sink, "c", NULL, NULL, 0, (double) NAN, false);
    expect_json(&results, parts);
    dm_results_clear(&results);
}

static void
test_json_without_twin(void **state)
{
    static const char *const parts[] = { "\"twin\": null,\n", "\"twin_checksum\": null,\n",
        "\"n\": 2, \"unit\": \"share\", "
        "\"direction\": \"harm\", \"twin\": null, \"difference\": {\"mean\": null, \"lo\": "
        "null, \"hi\": null}",
        NULL };
    struct dm_results results;

    (void) state;
    dm_results_init(&results);
    struct dm_sink sink = dm_results_sink(&results);
    send_run(&sink, "");
    send_metric(&sink, "a", NULL, NULL, 2, 0.5, false);
    expect_json(&results, parts);
    dm_results_clear(&results);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_copied_in_order),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_without_twin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
