/* SPDX-License-Identifier: Apache-2.0
 *
 * A life in words: what happened in both worlds stands once, the rest by world, unseen acts
 * by year; where nobody fits, nobody is told of. */
#include "report/life_text.h"

#include "small_world.h"

#include <math.h>
#include <stdio.h>

static void
add_event(struct dm_sink *sink, const char *world, int32_t month, const char *kind,
    const char *subject, const char *channel, double value)
{
    struct dm_life_event_row row = { 4, world, month, kind, subject, channel, value };
    struct dm_error err = { 0 };

    assert_int_equal(sink->life_event(sink->self, &row, &err), DM_OK);
}

/* The first event in both worlds, then one of each. */
static void
fill(struct dm_results *results)
{
    struct dm_life_row life = { "worst", 4, 1, "B", "rural", "30-44", 2, 12345, 100.4,
        0.0 };
    struct dm_error err = { 0 };
    struct dm_sink sink;

    dm_results_init(results);
    sink = dm_results_sink(results);
    assert_int_equal(sink.life(sink.self, &life, &err), DM_OK);
    add_event(&sink, "regime", 2, "act-seen", "bill", "registry", 1.0);
    add_event(&sink, "regime", 2, "record-false", "offence", "camera", -40.0);
    add_event(&sink, "regime", 3, "act-unseen", "bill", NULL, 2.0);
    add_event(&sink, "regime", 5, "act-unseen", "bill", NULL, 1.0);
    add_event(&sink, "regime", 13, "refused", "travel", NULL, 3.0);
    add_event(&sink, "twin", 2, "act-seen", "bill", "registry", 1.0);
    add_event(&sink, "twin", 2, "refused", "loan", NULL, 1.0);
    add_event(&sink, "twin", 4, "act-unseen", "bill", NULL, 3.0);
}

static char *
text_of(const struct dm_life *life, struct dm_strbuf *out)
{
    struct dm_prose prose;

    *out = (struct dm_strbuf){ .text = NULL };
    dm_prose_init(&prose, out, (struct dm_style){ .width = 200, .utf8 = true });
    dm_life_text(life, "demerit explain x", &prose);
    assert_false(out->failed);
    return out->text;
}

static int
count(const char *text, const char *part)
{
    int n = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        n++;
    }
    return n;
}

static void
test_both_stands_once(void **state)
{
    struct dm_scenario *scenario =
        small_scenario("schema: demerit/1\nextends: rich\n", NULL);
    struct dm_results results;
    struct dm_strbuf out;
    struct dm_life life = { scenario, &results, "worst", 1 };
    const char *text;

    (void) state;
    fill(&results);
    text = text_of(&life, &out);
    assert_int_equal(count(text, "did and was seen: bill"), 1);
    assert_non_null(strstr(text, "  month 3  both   did and was seen: bill"));
    assert_non_null(strstr(text, "regime recorded, and never happened: offence"));
    assert_non_null(strstr(text, "twin   is refused: loan"));
    assert_non_null(strstr(text, "  month 2  regime is refused: travel, 3 times"));
    /* three in either world this year, though not in the same months */
    assert_non_null(strstr(text, "  unseen   both   bill (3 times)"));
    assert_int_equal(count(text, "bill (3 times)"), 1);
    assert_int_equal(count(text, "\nYear "), 4);
    assert_int_equal(count(text, "  nothing\n"), 2);
    assert_non_null(
        strstr(text, "Without some service: 100 days under the regime, 0 days"));
    assert_non_null(strstr(text, "With other luck this person may fare otherwise."));
    assert_non_null(strstr(text, "\nAgain: demerit explain x\n"));
    dm_strbuf_clear(&out);
    dm_results_clear(&results);
    dm_scenario_free(scenario);
}

static void
test_nobody(void **state)
{
    struct dm_scenario *scenario =
        small_scenario("schema: demerit/1\nextends: rich\n", NULL);
    struct dm_results results;
    struct dm_strbuf out, json = { .text = NULL };
    struct dm_life life = { scenario, &results, "never-offended", 1 };
    const char *text;

    (void) state;
    dm_results_init(&results);
    text = text_of(&life, &out);
    assert_non_null(strstr(text, "Nobody in this society, on this luck, fits the rule."));
    assert_int_equal(count(text, "\nYear "), 0);
    dm_life_json(&life, &json);
    assert_non_null(strstr(json.text, "\"life\": null\n}"));
    assert_non_null(strstr(json.text, "\"not_for\": \"decisions on persons\""));
    dm_strbuf_clear(&out);
    dm_strbuf_clear(&json);
    dm_results_clear(&results);
    dm_scenario_free(scenario);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_stands_once),
        cmocka_unit_test(test_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
