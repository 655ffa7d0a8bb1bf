/* SPDX-License-Identifier: Apache-2.0
 *
 * Exact zeros and symmetries of whole runs: what is not there does nothing, a regime that
 * is its twin does no harm, and the names of groups mean nothing. */
#include "experiment/estimate.h"

#include "experiment/pair.h"
#include "small_world.h"

#include <math.h>
#include <stdio.h>

#define TICKS       24
#define TOTAL(name) small_total(&sum, DM_COUNTER_##name, 0)

static struct dm_tally
measure_rich(const char *const *sets)
{
    struct small_run run;
    struct dm_tally sum;

    small_rich(&run, sets);
    sum = small_measure(&run, DM_REGIME, TICKS);
    small_clear(&run);
    return sum;
}

static void
assert_no_sanction(const struct dm_tally *tally)
{
    static const enum dm_counter zero[] = { DM_COUNTER_LISTED, DM_COUNTER_ENTRIES,
        DM_COUNTER_SANCTIONED, DM_COUNTER_SPELL_MONTHS, DM_COUNTER_WRONG_RULE,
        DM_COUNTER_WRONG_LAW, DM_COUNTER_WRONG_LAW_WIDE, DM_COUNTER_BY_UNLAWFUL,
        DM_COUNTER_BY_LAWFUL, DM_COUNTER_BY_ERROR, DM_COUNTER_BY_ASSOCIATION,
        DM_COUNTER_BY_INHERITED, DM_COUNTER_LISTED_EVER };

    for (size_t k = 0; k < SMALL_COUNT(zero); k++) {
        assert_true(small_total(tally, zero[k], 0) == 0);
    }
    for (int32_t v = 0; v < tally->shape.n_services; v++) {
        assert_true(small_total(tally, DM_COUNTER_DENIED, v) == 0);
        assert_true(small_total(tally, DM_COUNTER_BARRED, v) == 0);
    }
}

/* ---- nothing comes of nothing ---- */

static void
test_no_rules_no_harm(void **state)
{
    static const char *const names[] = { "none", "base" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(names); k++) {
        struct small_run run;
        struct dm_tally sum;

        small_start(&run,
            small_library(names[k], (const char *[]){ "society.persons=20000", NULL }));
        sum = small_measure(&run, DM_REGIME, TICKS);
        assert_no_sanction(&sum);
        assert_true(TOTAL(RECORDS) == 0);
        assert_true(TOTAL(OFFENCES) > 0); /* people do what they do */
        dm_tally_clear(&sum);
        small_clear(&run);
    }
}

/* Rules, but nobody looks and nothing is made up: everybody keeps the score of the start.
 */
static void
test_rules_without_observation(void **state)
{
    struct small_run run;
    const struct dm_world *world;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, (const char *[]){ "channels=null", NULL });
    world = &run.lane.world[DM_REGIME];
    sum = small_measure(&run, DM_REGIME, TICKS);
    assert_no_sanction(&sum);
    assert_true(TOTAL(RECORDS) == 0);
    for (int32_t s = 0; s < world->plan->n_schemes; s++) {
        int32_t tier = dm_plan_tier(&world->plan->scheme[s], world->plan->scheme[s].start);

        for (uint64_t p = 0; p < world->n; p++) {
            assert_int_equal(world->own[s][p], 0);
            assert_int_equal(world->tier[s][p], tier);
        }
    }
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* Observation without rules: facts are held about people, and nothing follows. */
static void
test_observation_without_rules(void **state)
{
    struct dm_tally sum = measure_rich((const char *[]){
        "schemes=null", "lists=null", "sanctions=null", "rewards=null", NULL });

    (void) state;
    assert_no_sanction(&sum);
    assert_true(TOTAL(RECORDS) > 1000);
    dm_tally_clear(&sum);
}

/* A scheme that sanctions nothing scores, and that is all. */
static void
test_scores_without_sanctions(void **state)
{
    struct small_run run;
    struct dm_tally sum;
    uint64_t scored = 0;

    (void) state;
    small_rich(&run, (const char *[]){ "lists=null", "sanctions=null", "rewards=null",
                         "adaptation=null", NULL });
    sum = small_measure(&run, DM_REGIME, TICKS);
    assert_no_sanction(&sum);
    assert_true(TOTAL(LOSSES) == 0);
    for (uint64_t p = 0; p < 9000; p++) {
        scored += run.lane.world[DM_REGIME].own[0][p] != 0;
    }
    assert_true(scored > 1000);
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* ---- a cause that is not there has no part ---- */

#define NO_ERRORS                                                                          \
    "channels.camera.false_records=0/year", "channels.monitor.false_records=0/year",       \
        "channels.registry.false_records=0/year", "channels.camera.misattribution=0",      \
        "channels.monitor.misattribution=0", "channels.registry.misattribution=0"

static void
test_causes_turned_off(void **state)
{
    struct dm_tally sum =
        measure_rich((const char *[]){ "schemes.city.association.weight=50 %", NULL });

    (void) state;
    assert_true(TOTAL(BY_ERROR) > 0 && TOTAL(BY_ASSOCIATION) != 0 && TOTAL(BY_LAWFUL) != 0);
    assert_true(TOTAL(BY_INHERITED) == 0 && TOTAL(WRONG_RULE) > 0);
    dm_tally_clear(&sum);
    sum = measure_rich(
        (const char *[]){ NO_ERRORS, "schemes.city.association.weight=50 %", NULL });
    assert_true(TOTAL(BY_ERROR) == 0);
    assert_true(TOTAL(WRONG_RULE) == 0); /* all records are true */
    assert_true(TOTAL(RECORDS) == TOTAL(RECORDS_TRUE));
    assert_true(TOTAL(SPELL_MONTHS) > 0 && TOTAL(WRONG_LAW) > 0);
    dm_tally_clear(&sum);
    sum = measure_rich((const char *[]){ "schemes.city.association.weight=0", NULL });
    assert_true(TOTAL(BY_ASSOCIATION) == 0 && TOTAL(SPELL_MONTHS) > 0);
    dm_tally_clear(&sum);
    sum = measure_rich(
        (const char *[]){ "schemes.city.points={opinion: 0, award: 0}", NULL });
    assert_true(TOTAL(BY_LAWFUL) == 0 && TOTAL(SPELL_MONTHS) > 0);
    dm_tally_clear(&sum);
}

/* Nothing induced where nobody adapts and work is as in the twin: law, narrow and wide, are
 * one. */
static void
test_nothing_induced(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, (const char *[]){ "adaptation=null", "sanctions.no-job=null", NULL });
    sum = small_measure(&run, DM_REGIME, TICKS);
    assert_true(TOTAL(WRONG_LAW) == TOTAL(WRONG_LAW_WIDE) && TOTAL(WRONG_LAW) > 0);
    for (int32_t s = 0; s < 2; s++) {
        for (uint64_t p = 0; p < 9000; p++) {
            assert_int_equal(
                dm_world_kept(&run.lane.world[DM_REGIME], DM_COLUMN_INDUCED, s, p), 0);
        }
    }
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* ---- a regime that is its twin ---- */

struct differences {
    int n, undefined;
    char checksum[33], twin_checksum[33];
};

static dm_status
keep_checksums(void *self, const struct dm_run_row *row, struct dm_error *err)
{
    struct differences *all = self;

    (void) err;
    (void) snprintf(all->checksum, sizeof all->checksum, "%s", row->checksum);
    (void) snprintf(
        all->twin_checksum, sizeof all->twin_checksum, "%s", row->twin_checksum);
    return DM_OK;
}

static dm_status
expect_zero(void *self, const struct dm_metric_row *row, struct dm_error *err)
{
    struct differences *all = self;

    (void) err;
    if (isnan(row->difference.mean)) {
        all->undefined++;
        return DM_OK;
    }
    if (fabs(row->difference.mean) > 0.0 || fabs(row->difference.lo) > 0.0 ||
        fabs(row->difference.hi) > 0.0) {
        fail_msg("%s %s %s: %.17g", row->id, row->dimension != NULL ? row->dimension : "",
            row->level != NULL ? row->level : "", row->difference.mean);
    }
    all->n++;
    return DM_OK;
}

static void
verify_own_twin(const char *text)
{
    struct dm_scenario *scenario = small_scenario(text, NULL);
    struct dm_pair_options options = { .threads = 2 };
    struct differences all = { 0 };
    struct dm_sink sink = { .self = &all, .run = keep_checksums, .metric = expect_zero };
    struct dm_error err = { 0 };

    assert_int_equal(dm_pair_run(scenario, &options, &sink, &err), DM_OK);
    assert_string_equal(all.checksum, all.twin_checksum);
    assert_true(all.n > 100);
    dm_scenario_free(scenario);
}

static void
test_regime_is_its_twin(void **state)
{
    (void) state;
    verify_own_twin("schema: demerit/1\nextends: rich\ntwin: rich\n");
    verify_own_twin("schema: demerit/1\nextends: law\ntwin: law\n");
}

/* Every regime contains ordinary law: what it leaves as it was stays exactly as it was. */
static void
test_law_runs_in_both_worlds(void **state)
{
    struct small_run run;
    const struct dm_world *world;
    int32_t here, there;

    (void) state;
    small_rich(&run, (const char *[]){ "adaptation=null", "sanctions.no-job=null",
                         "channels.camera.sees.bill=null", NULL });
    world = run.lane.world;
    here = small_list(&run.scenario->regime, "ledger");
    there = small_list(&run.scenario->twin, "ledger");
    for (int t = 0; t < TICKS; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            assert_int_equal(dm_world_kept(&world[DM_REGIME], DM_COLUMN_STAY, here, p),
                dm_world_kept(&world[DM_TWIN], DM_COLUMN_STAY, there, p));
        }
    }
    small_clear(&run);
}

/* ---- names of groups ---- */

/* Everybody in A with A's numbers is everybody in B with the same numbers for B. */
static void
test_relabelling_groups(void **state)
{
    struct small_run a, b;

    (void) state;
    small_rich(&a, (const char *[]){ "society.group_b=0",
                       "channels.camera.misattribution={value: 4 %, group_b: 12 %}",
                       "channels.camera.false_records={value: 0.1/year, group_b: 2/year}",
                       "channels.monitor.covers={group_a: 70 %, group_b: 30 %}", NULL });
    small_rich(&b, (const char *[]){ "society.group_b=100 %",
                       "channels.camera.misattribution={value: 12 %, group_b: 4 %}",
                       "channels.camera.false_records={value: 2/year, group_b: 0.1/year}",
                       "channels.monitor.covers={group_a: 30 %, group_b: 70 %}",
                       "adaptation.announced=30 %", NULL });
    for (int t = 0; t < TICKS; t++) {
        small_tick(&a, 1);
        small_tick(&b, 1);
        small_assert_same_state(&a, &b, DM_REGIME);
        small_assert_same_state(&a, &b, DM_TWIN);
    }
    assert_true(a.lane.world[DM_REGIME].n_sanctioned > 100);
    small_clear(&a);
    small_clear(&b);
}

/* Twice the errors for B alone: no record of group A changes while nobody reacts to others.
 */
static void
test_errors_of_one_group(void **state)
{
    struct small_run a, b;
    uint64_t differ = 0;

    (void) state;
    small_rich(&a,
        (const char *[]){ "adaptation=null", "schemes.city.association.weight=0", NULL });
    small_rich(&b,
        (const char *[]){ "adaptation=null", "schemes.city.association.weight=0",
            "channels.camera.misattribution={value: 4 %, group_b: 40 %}",
            "channels.registry.false_records={value: 0.2/year, group_b: 1/year}", NULL });
    for (int t = 0; t < TICKS; t++) {
        small_tick(&a, 1);
        small_tick(&b, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            bool same =
                a.lane.world[DM_REGIME].own[0][p] == b.lane.world[DM_REGIME].own[0][p];

            differ += !same;
            assert_true(same || (a.setting.population.traits[p] & DM_TRAIT_GROUP_B) != 0);
        }
    }
    assert_true(differ > 1000);
    small_clear(&a);
    small_clear(&b);
}

/* ---- the library ---- */

/* ---- named, but without a cause ---- */

/* What is named changes nobody's state where what would drive it is 0; both have `given`.
 */
static const struct {
    const char *what, *given[3], *named[3];
} idle[] = {
    { "a bounty of nothing, however it pulls", { NULL },
        { "channels.camera.bounty={yuan: 0, pull: 5}" } },
    { "what records cost", { NULL }, { "channels.camera.cost=50" } },
    { "restoring, where no tie is cut", { NULL }, { "response.restore=50 %/month" } },
    { "opinion, which no stage reads", { NULL },
        { "opinion={pace: 10 %/month, constant: 1, benefit: 1, harm: 3, injustice: 2, "
          "safety: 1, information: 1, cost: 0.5}" } },
    { "opinion by thresholds", { "forms.dissent=thresholds" },
        { "opinion={pace: 10 %/month, thresholds: [0 %, 5 %, 20 %]}" } },
    { "shaming where nothing is published", { "response.publicity=0 %" },
        { "response.shaming={rate: 12/year, radius: 5, threshold: 1, escalates: 100 %}" } },
    { "a scheme that feeds another with no weight", { NULL },
        { "schemes.city.feeds.clinic=0" } },
    { "a yearly budget that nobody spends", { "acts.bill.rate=0/year" },
        { "schemes.purse={start: 12, records_expire: year-end, points: {bill: -3}, tiers: "
          "[{id: spent, below: 6}, {id: left, from: 6}]}",
            "sanctions.no-purse={on: {scheme: purse, tier: spent}, service: travel, "
            "denies: 100 %}" } },
};

static void
start_idle(struct small_run *run, size_t k, bool named)
{
    const char *sets[8] = { "society.persons=4096" };
    size_t n = 1;

    for (size_t i = 0; i < 3 && idle[k].given[i] != NULL; i++) {
        sets[n++] = idle[k].given[i];
    }
    for (size_t i = 0; named && i < 3 && idle[k].named[i] != NULL; i++) {
        sets[n++] = idle[k].named[i];
    }
    small_rich(run, sets);
}

static void
test_named_without_a_cause(void **state)
{
    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(idle); k++) {
        struct small_run without, with;

        start_idle(&without, k, false);
        start_idle(&with, k, true);
        small_tick(&without, TICKS);
        small_tick(&with, TICKS);
        small_assert_same_state(&without, &with, DM_REGIME);
        small_assert_same_state(&without, &with, DM_TWIN);
        small_clear(&without);
        small_clear(&with);
    }
}

/* A bounty without pull brings no record more, but it pays: that is an effect of its own.
 */
static void
test_bounty_without_pull(void **state)
{
    struct dm_tally sum[2];

    (void) state;
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = { "society.persons=4096", "run.warmup_months=0",
            "acts.bill.more_if=null", "acts.offence.more_if=null",
            k == 0 ? NULL : "channels.camera.bounty={yuan: 100, pull: 0}", NULL };

        sum[k] = measure_rich(sets);
    }
    for (int32_t c = 0; c < sum[0].shape.n_channels; c++) {
        assert_true(small_total(&sum[0], DM_COUNTER_CHANNEL_RECORDS, c) ==
                    small_total(&sum[1], DM_COUNTER_CHANNEL_RECORDS, c));
    }
    assert_true(small_total(&sum[1], DM_COUNTER_BOUNTY_YUAN, 0) > 0);
    assert_true(small_total(&sum[1], DM_COUNTER_INCOME, 0) >
                small_total(&sum[0], DM_COUNTER_INCOME, 0));
    dm_tally_clear(&sum[0]);
    dm_tally_clear(&sum[1]);
}

/* One act within one month is what a list by act asks for anyway. It is kept in another
 * way, so not the columns of the list are compared but who is on it, and all that follows.
 */
static void
test_one_act_is_one_act(void **state)
{
    static const enum dm_counter same[] = { DM_COUNTER_LISTED, DM_COUNTER_ENTRIES,
        DM_COUNTER_EXITS, DM_COUNTER_SPELL_MONTHS, DM_COUNTER_WRONG_RULE,
        DM_COUNTER_WRONG_LAW, DM_COUNTER_BY_UNLAWFUL, DM_COUNTER_BY_ERROR,
        DM_COUNTER_OF_SOLE, DM_COUNTER_REFUSALS, DM_COUNTER_LOST, DM_COUNTER_INCOME,
        DM_COUNTER_EMPLOYED, DM_COUNTER_OFFENCES, DM_COUNTER_EXPRESSION,
        DM_COUNTER_RECORDS };
    struct small_run run[2];
    struct dm_tally sum[2];

    (void) state;
    for (int k = 0; k < 2; k++) {
        small_rich(&run[k],
            (const char *[]){ "society.persons=4096", "run.warmup_months=0",
                "channels.camera.registry=true",
                k == 0 ? NULL
                       : "lists.dodgers.enter={act: offence, count: 1, within: 1 month}",
                NULL });
        sum[k] = small_measure(&run[k], DM_REGIME, TICKS);
    }
    for (uint64_t p = 0; p < run[0].lane.world[DM_REGIME].n; p++) {
        assert_int_equal(run[0].lane.world[DM_REGIME].listed[0][p],
            run[1].lane.world[DM_REGIME].listed[0][p]);
    }
    for (size_t k = 0; k < SMALL_COUNT(same); k++) {
        assert_true(small_total(&sum[0], same[k], 0) == small_total(&sum[1], same[k], 0));
    }
    for (int k = 0; k < 2; k++) {
        dm_tally_clear(&sum[k]);
        small_clear(&run[k]);
    }
}

static void
test_library_runs(void **state)
{
    static const char *const names[] = { "ordinary-law", "rongcheng", "suining-2010",
        "suzhou" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(names); k++) {
        struct small_run run;
        struct dm_tally sum;

        small_start(&run,
            small_library(names[k], (const char *[]){ "society.persons=10000", NULL }));
        sum = small_measure(&run, DM_REGIME, 12);
        assert_true(TOTAL(RECORDS) > 0);
        dm_tally_clear(&sum);
        small_clear(&run);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_rules_no_harm),
        cmocka_unit_test(test_rules_without_observation),
        cmocka_unit_test(test_observation_without_rules),
        cmocka_unit_test(test_scores_without_sanctions),
        cmocka_unit_test(test_causes_turned_off),
        cmocka_unit_test(test_nothing_induced),
        cmocka_unit_test(test_regime_is_its_twin),
        cmocka_unit_test(test_law_runs_in_both_worlds),
        cmocka_unit_test(test_relabelling_groups),
        cmocka_unit_test(test_errors_of_one_group),
        cmocka_unit_test(test_named_without_a_cause),
        cmocka_unit_test(test_bounty_without_pull),
        cmocka_unit_test(test_one_act_is_one_act),
        cmocka_unit_test(test_library_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
