/* SPDX-License-Identifier: Apache-2.0
 *
 * A report whatever the results: what a person wrote never becomes markup, what is
 * undefined never becomes a number, and nothing is asked of a network. How it looks is
 * tested in a browser (tests/report). */
#include "report/html.h"
#include "report/html_page.h"
#include "report/summary.h"

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
        strstr(out.text, "<th scope=\"row\">few</th><td class=\"n\">too few to say</td>"));
    dm_strbuf_clear(&out);
    dm_results_clear(&results);
    free(scenario);
}

/* A list that is drawn like being under a sanction is told of and not drawn again. */
static void
expect_lists(double listed, bool drawn)
{
    struct dm_scenario *scenario = scenario_create();
    struct dm_results results;
    struct dm_sink sink;
    struct dm_strbuf out = { .text = NULL };

    dm_results_init(&results);
    sink = dm_results_sink(&results);
    send_run(&sink, "t", 2);
    for (int32_t t = 0; t < 24; t++) {
        const struct dm_month_row sanctioned = { t, "sanctioned_share", NULL, NULL, 0.1,
            0.1 },
                                  on_list = { t, "listed_share", NULL, NULL,
                                      t == 20 ? listed : 0.1, 0.1 };
        assert_int_equal(sink.month(sink.self, &sanctioned, NULL), DM_OK);
        assert_int_equal(sink.month(sink.self, &on_list, NULL), DM_OK);
    }
    assert_int_equal(dm_report_html_again(&results, scenario, NULL, &out), DM_OK);
    assert_int_equal(strstr(out.text, "On a list: ") != NULL, drawn);
    assert_int_equal(strstr(out.text, "Being on a list is not drawn apart") == NULL, drawn);
    dm_strbuf_clear(&out);
    dm_results_clear(&results);
    free(scenario);
}

static void
test_what_looks_alike_is_drawn_once(void **state)
{
    (void) state;
    expect_lists(0.1, false);
    expect_lists(0.0992, false);
    expect_lists(0.0988, true);
}

static void
send_difference(struct dm_sink *sink, const char *id, struct dm_value regime,
    struct dm_value twin, struct dm_value difference)
{
    const struct dm_metric_row row = { .id = id,
        .unit = "share",
        .direction = "harm",
        .sentence = "s",
        .n = 3,
        .is_difference = isnan(twin.mean),
        .regime = regime,
        .twin = twin,
        .difference = difference };

    assert_int_equal(sink->metric(sink->self, &row, NULL), DM_OK);
}

/* A run of three replicates: the registry is in both worlds, the benefit may be luck. */
static void
send_small_effect(struct dm_sink *sink)
{
    const double none = (double) NAN;
    const struct dm_value null = { none, none, none };

    send_run(sink, "t", 3);
    send_difference(sink, "sanctioned_share", (struct dm_value){ 0.164, 0.16, 0.168 },
        (struct dm_value){ 0.163, 0.159, 0.167 },
        (struct dm_value){ 0.001, 0.0005, 0.0015 });
    send_difference(sink, "access_lost_days.loan", (struct dm_value){ 54.0, 53.0, 55.0 },
        (struct dm_value){ 54.5, 53.5, 55.5 }, (struct dm_value){ -0.5, -0.6, -0.4 });
    send_difference(sink, "access_lost_days.licence",
        (struct dm_value){ 0.00012, 0.00004, 0.0002 }, (struct dm_value){ 0.0, 0.0, 0.0 },
        (struct dm_value){ 0.00001, 0.0, 0.00002 });
    send_difference(sink, "wrongful_share.rule", (struct dm_value){ 0.126, 0.125, 0.127 },
        (struct dm_value){ 0.131, 0.130, 0.132 },
        (struct dm_value){ -0.005, -0.006, -0.004 });
    send_difference(
        sink, "offence_change", (struct dm_value){ -0.01, -0.03, 0.01 }, null, null);
}

static void
test_the_difference_stands_beside_the_levels(void **state)
{
    struct dm_scenario *scenario = scenario_create();
    struct dm_results results;
    struct dm_sink sink;
    struct dm_strbuf out = { .text = NULL };

    (void) state;
    dm_results_init(&results);
    sink = dm_results_sink(&results);
    send_small_effect(&sink);
    assert_int_equal(dm_report_html_again(&results, scenario, NULL, &out), DM_OK);
    assert_non_null(strstr(out.text,
        "under sanction, average month</th><td class=\"n level\">16,400 <span "
        "class=\"ci\">(16,000 to 16,800)</span></td><td class=\"n level\">16,300</td>"
        "<td class=\"n\">+100 <span class=\"ci\">(50 to 150)</span></td>"));
    assert_non_null(strstr(out.text, "days a year, per person</th>"));
    assert_non_null(
        strstr(out.text, "<td class=\"n\">-0.500 <span class=\"ci\">(-0.600 to -0.400)"));
    assert_non_null(strstr(out.text, "12.6 (12.5 to 12.7), in the twin 13.1, would not"));
    dm_strbuf_clear(&out);
    dm_results_clear(&results);
    free(scenario);
}

/* On a terminal: no line beyond it, and luck is not called a benefit. */
static void
test_the_summary_of_a_small_effect(void **state)
{
    struct dm_scenario *scenario = scenario_create();
    struct dm_results results;
    struct dm_sink sink;
    struct dm_strbuf out = { .text = NULL };
    struct dm_prose prose;

    (void) state;
    dm_results_init(&results);
    sink = dm_results_sink(&results);
    send_small_effect(&sink);
    dm_prose_init(&prose, &out, (struct dm_style){ .width = 80 });
    dm_summary(scenario, &results, NULL, &prose);
    assert_false(out.failed);
    assert_non_null(strstr(out.text, "average month   16,400  16,300  +100 (50 to 150)\n"));
    assert_non_null(strstr(out.text, " 0.0001       0  0 (0 to 0)\n"));
    assert_non_null(strstr(out.text, "for 100 of them there are\n  99.4 in"));
    assert_non_null(strstr(out.text, "No clear change in unlawful acts, of 100: -1"));
    assert_null(strstr(out.text, "Fewer unlawful acts"));
    for (const char *line = out.text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        assert_true(strcspn(line, "\n") <= 80);
    }
    dm_strbuf_clear(&out);
    dm_results_clear(&results);
    free(scenario);
}

static void
test_nobody_is_said_of_these_replicates(void **state)
{
    struct dm_scenario *scenario = scenario_create();
    struct dm_results results;
    struct dm_sink sink;
    struct dm_strbuf out = { .text = NULL };

    (void) state;
    dm_results_init(&results);
    sink = dm_results_sink(&results);
    send_run(&sink, "t", 2);
    assert_int_equal(dm_report_html_again(&results, scenario, NULL, &out), DM_OK);
    assert_non_null(
        strstr(out.text, "Nobody was listed or sanctioned in these 2 replicates."));
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
        cmocka_unit_test(test_what_looks_alike_is_drawn_once),
        cmocka_unit_test(test_the_difference_stands_beside_the_levels),
        cmocka_unit_test(test_the_summary_of_a_small_effect),
        cmocka_unit_test(test_nobody_is_said_of_these_replicates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
