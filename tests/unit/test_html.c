/* SPDX-License-Identifier: Apache-2.0
 *
 * A report whatever the results: what a person wrote never becomes markup, what is
 * undefined never becomes a number, and nothing is asked of a network. How it looks is
 * tested in a browser (tests/report). */
#include "report/html.h"
#include "report/html_page.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

static const char EVIL[] = "</script><img src=x onerror='alert(1)'>\"&\x01";

static void
test_text_never_becomes_markup(void **state)
{
    struct dm_strbuf out = { .text = NULL };

    (void) state;
    dm_html_text(&out, "a < b & c > d \"e\" 'f'\x01\x7f");
    assert_string_equal(out.text, "a &lt; b &amp; c &gt; d &quot;e&quot; &#39;f&#39;\x7f");
    dm_strbuf_clear(&out);
}

static struct dm_scenario *
scenario_create(void)
{
    struct dm_scenario *scenario = calloc(1, sizeof *scenario);

    assert_non_null(scenario);
    strcpy(scenario->name.s, "s");
    return scenario;
}

static void
send_run(struct dm_sink *sink, const char *twin, int32_t replicates)
{
    const struct dm_run_row row = { .scenario = "s",
        .title = EVIL,
        .twin = twin,
        .persons = 10,
        .months = 24,
        .replicates = replicates,
        .checksum = EVIL,
        .twin_checksum = twin,
        .measures_checksum = "m" };

    assert_int_equal(sink->run(sink->self, &row, NULL), DM_OK);
}

/* A total and two levels, one of too few events, all texts hostile. */
static void
send_metrics(struct dm_sink *sink, const char *id, double mean)
{
    struct dm_metric_row row = { .id = id,
        .unit = EVIL,
        .direction = "harm",
        .sentence = EVIL,
        .n = 2,
        .regime = { mean, mean, mean },
        .twin = { mean, mean, mean } };

    assert_int_equal(sink->metric(sink->self, &row, NULL), DM_OK);
    row.dimension = "age_band";
    row.level = EVIL;
    row.n = 20;
    assert_int_equal(sink->metric(sink->self, &row, NULL), DM_OK);
    row.level = "few";
    row.n = 19;
    assert_int_equal(sink->metric(sink->self, &row, NULL), DM_OK);
}

static void
send_rest(struct dm_sink *sink)
{
    const struct dm_matrix_row cell = { EVIL, EVIL, false, 1.0, (double) NAN };
    const struct dm_bin_row bins[] = { { "access_lost_days", 0.0, 0.0, 0.5, 2 },
        { "access_lost_days", 300.0, (double) INFINITY, 0.5, 2 } };
    const struct dm_life_row life = { .pick = EVIL,
        .group = EVIL,
        .setting = EVIL,
        .age_band = EVIL,
        .days_lost_regime = (double) NAN,
        .days_lost_twin = (double) NAN };
    const struct dm_life_event_row event = { 0, "regime", 3, "refused", EVIL, EVIL,
        (double) NAN };

    for (int32_t t = 0; t < 24; t++) {
        const struct dm_month_row month = { t, "sanctioned_share", NULL, NULL,
            t == 3 ? (double) NAN : 0.1, (double) NAN };
        assert_int_equal(sink->month(sink->self, &month, NULL), DM_OK);
    }
    assert_int_equal(sink->matrix(sink->self, &cell, NULL), DM_OK);
    assert_int_equal(sink->bin(sink->self, &bins[0], NULL), DM_OK);
    assert_int_equal(sink->bin(sink->self, &bins[1], NULL), DM_OK);
    assert_int_equal(sink->life(sink->self, &life, NULL), DM_OK);
    assert_int_equal(sink->life_event(sink->self, &event, NULL), DM_OK);
}

static size_t
count(const char *text, const char *what)
{
    size_t n = 0;

    for (; (text = strstr(text, what)) != NULL; text++) {
        n++;
    }
    return n;
}

static void
verify_report(struct dm_results *results, struct dm_scenario *scenario)
{
    struct dm_strbuf out = { .text = NULL };
    const char *end;

    assert_int_equal(dm_report_html_again(results, scenario, EVIL, &out), DM_OK);
    assert_null(strstr(out.text, "<img"));
    assert_null(strstr(out.text, "src=\""));
    assert_null(strstr(out.text, " style=\""));
    assert_null(strstr(out.text, "\x01"));
    assert_int_equal(count(out.text, "</script"), dm_report_has_charts() ? 2 : 0);
    assert_non_null(strstr(out.text, "default-src 'none'"));
    for (const char *const *said = (const char *const[]){ "Not for decisions on persons",
             "Not a model of China", "Not a design aid", NULL };
         *said != NULL; said++) {
        assert_non_null(strstr(out.text, *said));
    }
    /* numbers: before the script, which has words of its own */
    end = strstr(out.text, "<footer>");
    assert_non_null(end);
    out.text[end - out.text] = '\0';
    assert_null(strstr(out.text, ">nan"));
    assert_null(strstr(out.text, ">-nan"));
    assert_null(strstr(out.text, ">inf"));
    assert_int_equal(count(out.text, "<section"), count(out.text, "</section>"));
    assert_int_equal(count(out.text, "<figure"), count(out.text, "</figure>"));
    assert_int_equal(count(out.text, "<details"), count(out.text, "</details>"));
    assert_int_equal(count(out.text, "<tr>"), count(out.text, "</tr>"));
    dm_strbuf_clear(&out);
}

static void
test_report_of_hostile_texts(void **state)
{
    struct dm_scenario *scenario = scenario_create();
    struct dm_results results;
    struct dm_sink sink;

    (void) state;
    dm_results_init(&results);
    sink = dm_results_sink(&results);
    send_run(&sink, "t", 2);
    send_metrics(&sink, "sanctioned_share", 0.25);
    send_metrics(&sink, "causes.error", (double) NAN);
    send_metrics(&sink, "causes.unlawful", 1.0);
    send_rest(&sink);
    verify_report(&results, scenario);
    dm_results_clear(&results);
    free(scenario);
}

static void
test_report_of_nothing(void **state)
{
    struct dm_scenario *scenario = scenario_create();
    struct dm_results results;
    struct dm_sink sink;

    (void) state;
    dm_results_init(&results);
    sink = dm_results_sink(&results);
    send_run(&sink, "", 1);
    verify_report(&results, scenario);
    dm_results_clear(&results);
    free(scenario);
}

static void
test_few_events_give_no_number(void **state)
{
    struct dm_scenario *scenario = scenario_create();
    struct dm_results results;
    struct dm_sink sink;
    struct dm_strbuf out = { .text = NULL };

    (void) state;
    dm_results_init(&results);
    sink = dm_results_sink(&results);
    send_run(&sink, "t", 2);
    send_metrics(&sink, "sanctioned_share", 0.25);
    assert_int_equal(dm_report_html_again(&results, scenario, NULL, &out), DM_OK);
    assert_non_null(
        strstr(out.text, "<th scope=\"row\">few</th><td class=\"n\">not defined</td>"));
    dm_strbuf_clear(&out);
    dm_results_clear(&results);
    free(scenario);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_never_becomes_markup),
        cmocka_unit_test(test_report_of_hostile_texts),
        cmocka_unit_test(test_report_of_nothing),
        cmocka_unit_test(test_few_events_give_no_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
