/* SPDX-License-Identifier: Apache-2.0
 *
 * Where measures can lie, and estimates as they are shown: no interval reaches beyond, no
 * mean is moved, and a level that luck may move by more than itself is not told. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/estimate_words.h"
#include "report/possible.h"

static void
expect_range(const char *id, double lo, double hi)
{
    struct dm_range range = dm_possible_range(id);

    if (!(range.lo >= lo && range.lo <= lo && range.hi >= hi && range.hi <= hi)) {
        fail_msg("%s: %g to %g, not %g to %g", id, range.lo, range.hi, lo, hi);
    }
}

static void
test_ranges(void **state)
{
    double more = (double) INFINITY;

    (void) state;
    expect_range("listed_ever", 0.0, 1.0);
    expect_range("denials.loan", 0.0, more);
    expect_range("denials", 0.0, more); /* of all services */
    expect_range("denied_after_delisting", 0.0, more);
    expect_range("exits", 0.0, more);
    expect_range("tier_share.aa", 0.0, 1.0);
    expect_range("gap.total", -more, more);
    expect_range("gap.conduct", -more, more);
    expect_range("causes.lawful", -more, more);
    expect_range("offence_change", -1.0, more);
    expect_range("chilled_share", -more, 1.0);
    expect_range("score_income_rank", -1.0, 1.0);
    expect_range("deni", -more, more);
    expect_range("", -more, more);
}

static struct dm_metric_row
row_of(const char *id, struct dm_value regime, struct dm_value twin)
{
    return (struct dm_metric_row){ .id = id,
        .n = 4,
        .regime = regime,
        .twin = twin,
        .difference = {
            regime.mean - twin.mean, regime.lo - twin.hi, regime.hi - twin.lo } };
}

static void
expect_words(const struct dm_metric_row *row, const char *level, const char *difference)
{
    struct dm_strbuf text = { .text = NULL };

    dm_words_regime(&text, row, 1.0, true, "");
    assert_string_equal(text.text, level);
    dm_strbuf_clear(&text);
    dm_words_difference(&text, row, 1.0, true);
    assert_string_equal(text.text, difference);
    dm_strbuf_clear(&text);
}

/* Refusals in the regime alone are as many more than in the twin, which never has fewer
 * than none. */
static void
test_an_interval_ends_where_its_measure_does(void **state)
{
    struct dm_metric_row few = row_of(
        "denials.licence", (struct dm_value){ 1.0, -0.5, 2.5 }, (struct dm_value){ 0 });
    struct dm_metric_row nearly_all = row_of("ppv.record",
        (struct dm_value){ 0.95, 0.85, 1.05 }, (struct dm_value){ 1.0, 1.0, 1.0 });
    struct dm_metric_row inside =
        row_of("denials.loan", (struct dm_value){ 4.0, 3.0, 5.0 }, few.regime);

    (void) state;
    expect_words(&few, "1.00 (0 to 2.50)", "+1.00 (0 to 2.50)");
    expect_words(&nearly_all, "0.95 (0.85 to 1.00)", "-0.050 (-0.150 to 0)");
    expect_words(&inside, "4.00 (3.00 to 5.00)", "+3.00 (0.50 to 5.50)");
    assert_true(dm_possible_cuts(&few));
    assert_true(dm_possible_cuts(&inside)); /* of its twin */
    inside.twin = (struct dm_value){ 1.0, 0.5, 1.5 };
    assert_false(dm_possible_cuts(&inside));
}

/* A contrast may be negative, and a mean that cannot be is not hidden. */
static void
test_what_is_not_cut(void **state)
{
    struct dm_metric_row gap = row_of("gap.total", (struct dm_value){ 1.0, -10.0, 12.0 },
                             (struct dm_value){ 0 }),
                         wrong =
                             row_of("listed_ever", (struct dm_value){ -0.5, -0.75, -0.25 },
                                 (struct dm_value){ 0 });
    struct dm_value nothing = { (double) NAN, (double) NAN, (double) NAN }, shown;

    (void) state;
    expect_words(&gap, "1.0 (-10.0 to 12.0)", "+1.0 (-10.0 to 12.0)");
    expect_words(&wrong, "-0.500 (-0.750 to -0.250)", "-0.500 (-0.750 to -0.250)");
    shown = dm_possible_value(&nothing, dm_possible_range("listed_ever"));
    assert_true(isnan(shown.mean) && isnan(shown.lo) && isnan(shown.hi));
}

static void
test_too_few_to_say(void **state)
{
    static const struct {
        int64_t n;
        double half;
        bool defined;
    } cases[] = { { 19, 0.01, false }, { 20, 0.01, true }, { 1000, 0.25, true },
        { 1000, 0.26, false } };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double half = cases[i].half;
        struct dm_metric_row row = row_of("sanctioned_share",
            (struct dm_value){ 0.25, 0.25 - half, 0.25 + half }, (struct dm_value){ 0 });

        assert_true(dm_words_defined(&row)); /* of the whole society */
        row.dimension = "group";
        row.level = "B";
        row.n = cases[i].n;
        assert_int_equal(dm_words_defined(&row), cases[i].defined);
        if (!cases[i].defined) {
            struct dm_strbuf text = { .text = NULL };

            dm_words_regime(&text, &row, 1.0, true, "");
            assert_memory_equal(text.text, "too few to say (", 16);
            dm_strbuf_clear(&text);
        }
        row.id = "causes.lawful"; /* may be negative: its width says nothing */
        assert_int_equal(dm_words_defined(&row), cases[i].n >= DM_MIN_EVENTS);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_an_interval_ends_where_its_measure_does),
        cmocka_unit_test(test_what_is_not_cut),
        cmocka_unit_test(test_too_few_to_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
