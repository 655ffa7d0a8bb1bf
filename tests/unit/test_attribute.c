/* SPDX-License-Identifier: Apache-2.0
 *
 * Shares of a small world's harm: they add up, a mechanism that is off already gets exactly
 * nothing, and progress goes from nothing to all. */
#include "experiment/attribute.h"

#include "small_world.h"

#include <math.h>

#define RICH "schema: demerit/1\nextends: rich\n"

static const struct dm_mechanism errors = { .id = "errors",
    .off = { "channels.camera.false_records=0/year",
        "channels.monitor.false_records=0/year", "channels.camera.misattribution=0 %",
        "channels.monitor.misattribution=0 %" } };
static const struct dm_mechanism ties = { .id = "ties",
    .off = { "schemes.city.association.weight=0 %" } };
static const struct dm_mechanism nothing = { .id = "nothing",
    .off = { "lists.ledger.term=10 months" } }; /* as it is */
static const struct dm_mechanism tickets = { .id = "tickets",
    .off = { "sanctions.no-ticket.denies=0 %" } };

static dm_status
open_rich(void *self, const char *const *overlays, size_t n, struct dm_scenario **out,
    struct dm_error *err)
{
    const char *sets[40] = { "society.persons=1500", "run.years=2", "run.replicates=3" };
    int *opened = self;

    (void) err;
    (*opened)++;
    for (size_t i = 0; i < n; i++) {
        sets[3 + i] = overlays[i];
    }
    *out = small_scenario(RICH, sets);
    return DM_OK;
}

struct seen {
    double last, most;
    int calls;
};

static bool
see(void *self, double done, double all)
{
    struct seen *seen = self;

    assert_true(done >= seen->last && done <= all);
    seen->last = done;
    seen->most = all;
    seen->calls++;
    return false;
}

static void
attribute(const struct dm_shapley *plan, const struct dm_mechanism *const *mechanisms,
    const char *metric, struct dm_attribution *out)
{
    int opened = 0;
    struct seen seen = { 0 };
    struct dm_progress progress = { .self = &seen, .tick = see };
    struct dm_coalition_source source = { .self = &opened, .open = open_rich };
    struct dm_pair_options options = { .threads = 1, .progress = &progress };
    const int32_t group[] = { 0, 0, 1, 1 };
    struct dm_error err = { 0 };

    if (dm_attribute_run(
            plan, mechanisms, group, 2, metric, &source, &options, out, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(opened, plan->n_sets); /* each coalition once */
    assert_true(seen.calls > 0 && fabs(seen.last - seen.most) < 1e-6);
}

static void
verify_metric(const char *metric, bool grouped)
{
    const struct dm_mechanism *const mechanisms[] = { &errors, &ties, &nothing, &tickets };
    const int32_t group[] = { 0, 0, 1, 1 };
    struct dm_attribution out;
    struct dm_shapley plan;
    double sum = 0.0;

    assert_int_equal(dm_shapley_exact(&plan, 4, grouped ? group : NULL, NULL), DM_OK);
    attribute(&plan, mechanisms, metric, &out);
    for (int p = 0; p < 4; p++) {
        sum += out.share[p].mean;
        assert_true(out.share[p].lo <= out.share[p].mean);
        assert_true(out.share[p].hi >= out.share[p].mean);
        assert_true(isnan(out.sampling[p].mean)); /* nothing is drawn */
    }
    assert_true(fabs(sum - out.total.mean) < 1e-9 * fabs(out.with_all.mean));
    assert_true(fabs(out.with_all.mean - out.with_none.mean - out.total.mean) < 1e-9);
    assert_true(fabs(out.share[2].mean) <= 0.0 && fabs(out.share[2].hi) <= 0.0);
    assert_true(
        fabs(out.group_share[0].mean - out.share[0].mean - out.share[1].mean) < 1e-9);
    dm_shapley_clear(&plan);
}

static void
test_shares_add_up(void **state)
{
    (void) state;
    verify_metric("access_lost_days", false);
    verify_metric("access_lost_days.travel", true);
    verify_metric("income_lost", false);
}

/* Refusing tickets costs days of travel, whatever else there is. */
static void
test_share_of_refusals_is_positive(void **state)
{
    const struct dm_mechanism *const mechanisms[] = { &errors, &tickets };
    struct dm_attribution out;
    struct dm_shapley plan;

    (void) state;
    assert_int_equal(dm_shapley_exact(&plan, 2, NULL, NULL), DM_OK);
    attribute(&plan, mechanisms, "access_lost_days.travel", &out);
    assert_true(out.share[1].lo > 0.0);
    assert_string_equal(out.unit, "days per person-year");
    assert_true(out.has_twin);
    assert_int_equal(strlen(out.checksum), 32);
    dm_shapley_clear(&plan);
}

static void
test_sampled_shares_add_up(void **state)
{
    const struct dm_mechanism *const mechanisms[] = { &errors, &ties, &nothing, &tickets };
    struct dm_attribution out;
    struct dm_shapley plan;
    double sum = 0.0;

    (void) state;
    assert_int_equal(dm_shapley_sampled(&plan, 4, NULL, 3, 1, NULL), DM_OK);
    attribute(&plan, mechanisms, "listed_share", &out);
    for (int p = 0; p < 4; p++) {
        sum += out.share[p].mean;
        assert_true(fabs(out.sampling[p].mean - out.share[p].mean) < 1e-12);
    }
    assert_true(fabs(sum - out.total.mean) < 1e-12);
    dm_shapley_clear(&plan);
}

static void
test_unknown_metric(void **state)
{
    const struct dm_mechanism *const mechanisms[] = { &ties };
    int opened = 0;
    struct dm_coalition_source source = { .self = &opened, .open = open_rich };
    struct dm_pair_options options = { .threads = 1 };
    struct dm_attribution out;
    struct dm_shapley plan;
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(dm_shapley_exact(&plan, 1, NULL, NULL), DM_OK);
    assert_int_equal(dm_attribute_run(&plan, mechanisms, NULL, 0, "happiness", &source,
                         &options, &out, &err),
        DM_EUSAGE);
    assert_string_equal(err.text, "the scenario has no measure `happiness`");
    dm_shapley_clear(&plan);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_add_up),
        cmocka_unit_test(test_share_of_refusals_is_positive),
        cmocka_unit_test(test_sampled_shares_add_up),
        cmocka_unit_test(test_unknown_metric),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
