/* SPDX-License-Identifier: Apache-2.0
 *
 * The values that an ODD description quotes: patterns reach what they name and no more, a
 * default is not a mechanism, and a change of rules is. */
#include "report/odd_values.h"

#include "small_world.h"

#define RICH "schema: demerit/1\nextends: rich\n"
#define CHANGE                                                                             \
    "timeline: {later: {from: 3 months, set: {response: {shaming: {rate: 1/year}}}}}\n"

static struct dm_scenario *scenario;
static struct dm_odd_values values;

static void
open_values(const char *text, const char *const *sets)
{
    scenario = small_scenario(text, sets);
    assert_int_equal(dm_odd_values_init(&values, scenario), DM_OK);
    assert_true(values.n > 100);
}

static void
close_values(void)
{
    dm_odd_values_clear(&values);
    dm_odd_values_clear(&values);
    dm_scenario_free(scenario);
}

static bool
any(const char *patterns)
{
    return dm_odd_values_any(&values, patterns, strlen(patterns));
}

static void
assert_written(const char *patterns, const char *expected)
{
    struct dm_strbuf out = { .text = NULL };
    bool written = dm_odd_values_write(&values, patterns, strlen(patterns), &out);

    assert_int_equal(written, expected != NULL);
    assert_string_equal(out.text != NULL ? out.text : "", expected != NULL ? expected : "");
    dm_strbuf_clear(&out);
}

static void
test_defaults_are_off(void **state)
{
    const char *const sets[] = { "channels.camera.evaded=0 %", "response.restore=0 %/month",
        NULL };

    (void) state;
    open_values(RICH, sets);
    assert_false(any("channels.*.evaded"));
    assert_false(any("response.restore response.cut redress opinion"));
    assert_false(any("society.means")); /* not there at all */
    assert_false(any("timeline jurisdictions"));
    assert_written("channels.*.evaded redress", NULL);
    close_values();
}

static void
test_patterns_reach_what_they_name(void **state)
{
    const char *const sets[] = { "channels.camera.evaded=25 %",
        "response.cut.base=1 %/month", "society.means=[1, 1, 2, 3, 5]", NULL };

    (void) state;
    open_values(RICH, sets);
    assert_true(any("channels.*.evaded") && any("channels.camera.evaded"));
    assert_false(any("channels.monitor.evaded"));
    assert_true(any("response.cut") && any("opinion  response.cut"));
    assert_false(any("response.cut.flagged"));
    assert_false(any("response.cu")); /* a step is whole */
    assert_false(any("evaded") || any("*.evaded"));
    assert_written("response.cut channels.*.evaded society.means",
        "`society.means` [1, 1, 2, 3, 5], `channels.camera.evaded` 25 %, "
        "`response.cut.base` 1 %/month");
    assert_written(
        "channels.camera.evaded channels.*.evaded", "`channels.camera.evaded` 25 %");
    close_values();
}

/* After `=` the value decides, be it the default or not. */
static void
test_one_value_that_counts(void **state)
{
    const char *const sets[] = { "channels.camera.delay=2 months", NULL };

    (void) state;
    open_values(RICH, sets);
    assert_true(
        any("channels.camera.delay=2 months") == false); /* a blank ends a pattern */
    assert_true(any("forms.fear=ties"));
    assert_false(any("forms.fear=tie") || any("forms.fear=own") || any("forms.fear"));
    close_values();
}

static void
test_a_change_of_rules_counts(void **state)
{
    (void) state;
    open_values(RICH, NULL);
    assert_false(any("response.shaming"));
    close_values();
    open_values(RICH CHANGE, NULL);
    assert_true(any("response.shaming") && any("timeline"));
    assert_false(any("response.cut") || any("response.haming"));
    assert_written("response.shaming", NULL); /* on, with no value from the start */
    close_values();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_are_off),
        cmocka_unit_test(test_patterns_reach_what_they_name),
        cmocka_unit_test(test_one_value_that_counts),
        cmocka_unit_test(test_a_change_of_rules_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
