/* SPDX-License-Identifier: Apache-2.0
 *
 * A life in words: what happened in both worlds stands once, the rest by world, unseen acts
 * by year; where nobody fits, nobody is told of. */
#include "report/life_text.h"
#include "report/life_words.h"

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

/* ---- sentences ---- */

static const struct {
    const char *kind, *subject, *channel;
    double value;
    const char *words;
} SENTENCES[] = {
    { "record", "bill", "registry", 1.0, "recorded: bill, by registry, +1 point" },
    { "record", "bill", "registry", -1.0, "recorded: bill, by registry, -1 point" },
    { "record", "bill", "registry", -2.5, "recorded: bill, by registry, -2.5 points" },
    { "record", "bill", "registry", (double) NAN, "recorded: bill, by registry" },
    { "refused", "travel", NULL, 1.0, "is refused: travel" },
    { "points-by-table", "bill", NULL, -30.0, "by the table that is worth -30 points" },
    { "fed", "city", NULL, 0.0, "in city, from other schemes and by who one is: 0 points" },
    { "joined", "city", NULL, (double) NAN, "joins city" },
    { "list-entered-at-will", "ledger", NULL, (double) NAN,
        "is put on the list ledger at will, without a ground in the rule" },
    { "list-left-repaired", "ledger", NULL, 1.0,
        "leaves the list ledger because the credit was repaired, after 1 month" },
    { "list-left-household", "ledger", NULL, (double) NAN,
        "leaves the list ledger because nobody of the household is on it any more" },
    { "appeal-filed-rightly", "ledger", NULL, 1.0,
        "appeals against the list ledger (in truth against the rule), at a cost of 1 "
        "yuan" },
    { "appeal-refused-rightly", "ledger", NULL, 2.0,
        "the appeal against the list ledger (in truth by the rule) is refused, after 2 "
        "months" },
    { "appeal-granted-outside-wrongly", "ledger", NULL, 0.0,
        "the external body grants the appeal against the list ledger (in truth by the "
        "rule)" },
    { "compensated", "ledger", NULL, 1200.0,
        "is paid for the time on the list ledger, 1,200 yuan" },
    { "refused-school", "travel", NULL, 2.0,
        "is refused for a child, because of an adult at home: travel, 2 times" },
    { "bounty", NULL, "camera", 100.0,
        "is paid for reporting others, by camera, 100 yuan" },
    { "rated-badly", NULL, "camera", 1.0, "is rated badly by people known, by camera" },
    { "ties-cut", NULL, NULL, 1.0, "loses touch with 1 person" },
    { "ties-made", NULL, NULL, 2.0, "comes to know 2 people" },
};

static void
test_sentences(void **state)
{
    struct dm_scenario *scenario =
        small_scenario("schema: demerit/1\nextends: rich\n", NULL);

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(SENTENCES); k++) {
        struct dm_life_event_row row = { 4, "regime", 0, SENTENCES[k].kind,
            SENTENCES[k].subject, SENTENCES[k].channel, SENTENCES[k].value };
        struct dm_strbuf words = { .text = NULL };

        dm_life_event_words(&words, scenario, &row);
        assert_string_equal(words.text, SENTENCES[k].words);
        dm_strbuf_clear(&words);
    }
    dm_scenario_free(scenario);
}

/* Said once, above the years, and only where it is needed. */
static void
test_notes(void **state)
{
    struct dm_scenario *scenario =
        small_scenario("schema: demerit/1\nextends: rich\n", NULL);
    struct dm_results results;
    struct dm_sink sink;
    struct dm_strbuf out;
    struct dm_life life = { scenario, &results, "worst", 1 };

    (void) state;
    fill(&results);
    assert_int_equal(count(text_of(&life, &out), "In truth"), 0);
    assert_int_equal(count(out.text, "another person"), 0);
    dm_strbuf_clear(&out);
    sink = dm_results_sink(&results);
    add_event(&sink, "regime", 14, "appeal-filed-rightly", "ledger", NULL, 200.0);
    add_event(&sink, "regime", 14, "renewed", NULL, NULL, (double) NAN);
    add_event(&sink, "twin", 14, "renewed", NULL, NULL, (double) NAN);
    assert_int_equal(count(text_of(&life, &out), "In truth: whether"), 1);
    assert_non_null(strstr(out.text,
        "From year 2, month 3 on another person stands in this place; days without"));
    assert_non_null(strstr(out.text,
        "both   another person stands here from this month on, of whom nothing is on "));
    dm_strbuf_clear(&out);
    add_event(&sink, "regime", 30, "renewed", NULL, NULL, (double) NAN);
    assert_non_null(strstr(text_of(&life, &out), "in this place, and later others; days"));
    dm_strbuf_clear(&out);
    dm_results_clear(&results);
    dm_scenario_free(scenario);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_stands_once),
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_notes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
