/* SPDX-License-Identifier: Apache-2.0
 *
 * What the mark alone does: exactly nothing where no parameter asks for the group, whatever
 * else differs between groups; more where the regime is harder on group B, less where it is
 * lenient. */
#include "experiment/direct.h"

#include "experiment/formula.h"
#include "experiment/pair.h"
#include "small_world.h"

#include <math.h>

struct seen {
    struct dm_value direct, total;
    int rows;
};

static dm_status
take_metric(void *context, const struct dm_metric_row *row, struct dm_error *err)
{
    struct seen *self = context;

    (void) err;
    if (row->dimension == NULL && strcmp(row->id, "gap.direct") == 0) {
        self->direct = row->regime;
        self->rows++;
        assert_true(isnan(row->twin.mean) && isnan(row->difference.mean));
    } else if (row->dimension == NULL && strcmp(row->id, "gap.total") == 0) {
        self->total = row->regime;
    }
    return DM_OK;
}

static struct seen
run(const char *const *sets, int32_t threads)
{
    struct dm_scenario *scenario =
        small_scenario("schema: demerit/1\nextends: rich\n", sets);
    struct seen seen = { .rows = 0 };
    struct dm_sink sink = { .self = &seen, .metric = take_metric };
    struct dm_pair_options options = { .threads = threads };
    struct dm_error err = { 0 };

    if (dm_pair_run(scenario, &options, &sink, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    dm_scenario_free(scenario);
    assert_int_equal(seen.rows, 1);
    return seen;
}

#define EVEN                                                                               \
    "measure.direct=on", "channels.camera.misattribution={value: 4 %, group_b: 4 %}",      \
        "society.persons=4200", "run.years=2"

static void
test_nothing_unless_asked_for(void **state)
{
    const char *off[] = { "society.persons=4200", "run.years=1", NULL };
    const char *nobody[] = { EVEN, "society.group_b=0 %", NULL };

    (void) state;
    assert_true(isnan(run(off, 1).direct.mean));
    assert_true(isnan(run(nobody, 1).direct.mean));
}

static bool
is_nothing(struct dm_value value)
{
    static const struct dm_value zero;

    return memcmp(&value, &zero, sizeof zero) == 0;
}

/* Conduct differs, and so does what befalls the groups; the mark does nothing. */
static void
test_exactly_zero_where_nobody_asks(void **state)
{
    const char *sets[] = { EVEN, "acts.bill.more_if.group_b=1.2", NULL };
    struct seen seen = run(sets, 2);

    (void) state;
    assert_true(seen.total.mean > 5.0);
    assert_true(is_nothing(seen.direct));
}

static void
test_sign_follows_the_bias(void **state)
{
    static const struct {
        const char *set;
        double sign;
    } cases[] = {
        { "channels.camera.false_records={value: 0.1/year, group_b: 2/year}", 1.0 },
        { "channels.registry.false_records={value: 0.2/year, group_b: 0/year}", -1.0 },
        { "channels.camera.covers.group_b=0 %", -1.0 },
        { "schemes.clinic.discretion={bias_b: 1}", 1.0 },
        { "schemes.clinic.discretion={bias_b: -1}", -1.0 },
        { "lists.dodgers.enter={at_will: 0.2/year, at_will_bias_b: x4}", 1.0 },
    };

    (void) state;
    for (size_t c = 0; c < SMALL_COUNT(cases); c++) {
        const char *sets[] = { EVEN, cases[c].set, NULL };
        struct seen seen = run(sets, 2);

        if (!(cases[c].sign * seen.direct.mean > 0.0)) {
            fail_msg("%s: %g", cases[c].set, seen.direct.mean);
        }
    }
}

/* A timeline has regimes of its own: these are evened out too. */
static void
test_changes_of_rules_are_evened_out(void **state)
{
    const char *later[] = { EVEN,
        "timeline={harder: {from: 6 months, set: {schemes: {clinic: {discretion: {bias_b: "
        "1}}}}}}",
        NULL };
    const char *even[] = { EVEN,
        "timeline={harder: {from: 6 months, set: {schemes: {clinic: {start: 90}}}}}",
        NULL };

    (void) state;
    assert_true(run(later, 1).direct.mean > 0.0);
    assert_true(is_nothing(run(even, 1).direct));
}

static void
test_no_threads_show(void **state)
{
    const char *sets[] = { EVEN, "schemes.clinic.discretion={bias_b: 1}", NULL };
    struct seen one = run(sets, 1), three = run(sets, 3);

    (void) state;
    assert_memory_equal(&one, &three, sizeof one);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_unless_asked_for),
        cmocka_unit_test(test_exactly_zero_where_nobody_asks),
        cmocka_unit_test(test_sign_follows_the_bias),
        cmocka_unit_test(test_changes_of_rules_are_evened_out),
        cmocka_unit_test(test_no_threads_show),
    };

    return cmocka_run_group_tests_name("direct", tests, NULL, NULL);
}
