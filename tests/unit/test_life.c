/* SPDX-License-Identifier: Apache-2.0
 *
 * A told life is what the engine did: its records are the engine's records of that person,
 * its points add up to the person's points, and what is drawn for the telling alone has the
 * rate that the act has. */
#include "experiment/life.h"
#include "experiment/trace.h"
#include "storage/results.h"

#include "small_world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define RICH  "schema: demerit/1\nextends: rich\n"
#define TICKS 48

/* ---- the first persons of a run, all followed ---- */

#define N_FOLLOWED 600

struct crowd {
    struct dm_trace trace[N_FOLLOWED][DM_N_SIDES];
    int64_t records[N_FOLLOWED][DM_N_SIDES];
    double expected_unseen[DM_N_SIDES]; /* sum over persons, acts and months */
};

static void
count_records(struct crowd *self, int side, const struct dm_block *block)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        uint64_t p = block->first + block->events[k].person;

        if (p < N_FOLLOWED && block->events[k].kind == DM_EVENT_RECORD) {
            self->records[p][side]++;
        }
    }
}

static double
rate(int32_t index)
{
    return index < DM_I_MIN ? 0.0 : (double) dm_rate40(index) / 1099511627776.0;
}

/* lambda (1 - sum of q), or lambda times the product of 1 - q, in doubles. */
static double
unseen_rate(const struct dm_block *block, int32_t a, uint32_t i)
{
    const struct dm_plan *plan = block->world->plan;
    uint8_t traits = block->world->population->traits[block->first + i];
    int32_t index = dm_block_rate_index(block, a, i);
    double all = rate(index), rest = all;

    for (int32_t k = 0; k < plan->n_sights; k++) {
        if (plan->sight[k].act == a) {
            double seen = rate(index + plan->sight[k].shift[traits % DM_COVERAGE_CLASSES]);

            rest = plan->dedupe_by_act ? rest - seen : rest * (1.0 - seen / all);
        }
    }
    return rest;
}

static void
follow_one(struct crowd *self, int side, const struct dm_block *block)
{
    count_records(self, side, block);
    for (uint32_t p = 0; p < N_FOLLOWED; p++) {
        dm_trace_look(&self->trace[p][side], block);
        if (block->first != 0) {
            continue;
        }
        for (int32_t a = 0; a < block->world->plan->n_acts; a++) {
            if (block->world->plan->act[a].happens &&
                dm_block_rate_index(block, a, p) != DM_NO_RATE) {
                self->expected_unseen[side] += unseen_rate(block, a, p);
            }
        }
    }
}

static void
follow(void *context, const struct dm_block *regime, const struct dm_block *twin)
{
    if (regime->first == 0) {
        follow_one(context, DM_REGIME, regime);
        if (twin != NULL) {
            follow_one(context, DM_TWIN, twin);
        }
    }
}

/* Pair with crowd_free(), after which the run is still there. */
static struct crowd *
crowd_of(struct small_run *run, const char *const *sets)
{
    struct crowd *self = calloc(1, sizeof *self);
    struct dm_watch watch = { .self = self, .look = follow };

    assert_non_null(self);
    small_rich(run, sets);
    for (uint64_t p = 0; p < N_FOLLOWED; p++) {
        for (int side = 0; side < run->lane.n_sides; side++) {
            dm_trace_start(&self->trace[p][side], p, &run->lane.world[side], 0, TICKS);
        }
    }
    run->lane.watch = &watch;
    small_tick(run, TICKS);
    run->lane.watch = NULL;
    return self;
}

static void
crowd_free(struct crowd *self)
{
    for (int p = 0; p < N_FOLLOWED; p++) {
        dm_trace_clear(&self->trace[p][DM_REGIME]);
        dm_trace_clear(&self->trace[p][DM_TWIN]);
    }
    free(self);
}

/* Events of a kind: how many, or the sum of their values. */
static double
total(const struct crowd *self, int side, enum dm_trace_kind kind, bool values)
{
    double sum = 0.0;

    for (int p = 0; p < N_FOLLOWED; p++) {
        for (size_t k = 0; k < self->trace[p][side].n_events; k++) {
            const struct dm_trace_event *event = &self->trace[p][side].events[k];

            sum += event->kind != kind ? 0.0 : values ? event->value : 1.0;
        }
    }
    return sum;
}

static bool
is_record(enum dm_trace_kind kind)
{
    return kind == DM_TRACE_RECORD || kind == DM_TRACE_RECORD_FALSE ||
           kind == DM_TRACE_RECORD_MISATTRIBUTED;
}

static void
test_records_are_the_engines(void **state)
{
    struct small_run run;
    struct crowd *crowd = crowd_of(&run, NULL);

    (void) state;
    for (int p = 0; p < N_FOLLOWED; p++) {
        for (int side = 0; side < DM_N_SIDES; side++) {
            const struct dm_trace *trace = &crowd->trace[p][side];
            int64_t told = 0;

            assert_false(trace->no_memory);
            for (size_t k = 0; k < trace->n_events; k++) {
                told += is_record(trace->events[k].kind);
                assert_true(k == 0 || trace->events[k].month >= trace->events[k - 1].month);
                assert_true(trace->events[k].month < TICKS);
            }
            assert_int_equal(told, crowd->records[p][side]);
        }
    }
    assert_true(total(crowd, DM_REGIME, DM_TRACE_RECORD_FALSE, false) > 100.0);
    assert_true(total(crowd, DM_REGIME, DM_TRACE_RECORD_MISATTRIBUTED, false) > 20.0);
    assert_true(total(crowd, DM_REGIME, DM_TRACE_ACT_MISFILED, true) > 20.0);
    crowd_free(crowd);
    small_clear(&run);
}

/* Every act of `rich` has points in its published scheme: they come and go. */
static void
test_points_add_up(void **state)
{
    struct small_run run;
    struct crowd *crowd = crowd_of(&run, NULL);
    int32_t s = run.setting.plan[DM_REGIME]->published_scheme;
    int n_with_points = 0;

    (void) state;
    for (int p = 0; p < N_FOLLOWED; p++) {
        const struct dm_trace *trace = &crowd->trace[p][DM_REGIME];
        double points = 0.0;

        for (size_t k = 0; k < trace->n_events; k++) {
            const struct dm_trace_event *event = &trace->events[k];

            points += is_record(event->kind)                ? event->value
                      : event->kind == DM_TRACE_RECORD_ENDS ? -event->value
                                                            : 0.0;
        }
        n_with_points += run.lane.world[DM_REGIME].own[s][p] != 0;
        assert_int_equal(lround(100.0 * points), run.lane.world[DM_REGIME].own[s][p]);
    }
    assert_true(n_with_points > N_FOLLOWED / 2);
    crowd_free(crowd);
    small_clear(&run);
}

static void
test_origins_are_told_apart(void **state)
{
    const char *no_mix_up[] = { "channels.registry.misattribution=0 %",
        "channels.camera.misattribution=0 %", "channels.monitor.misattribution=0 %", NULL };
    const char *no_invention[] = { "channels.registry.false_records=0/year",
        "channels.camera.false_records=0/year", "channels.monitor.false_records=0/year",
        NULL };
    struct small_run run;
    struct crowd *crowd = crowd_of(&run, no_mix_up);

    (void) state;
    assert_true(total(crowd, DM_REGIME, DM_TRACE_RECORD_FALSE, false) > 0.0);
    assert_true(total(crowd, DM_REGIME, DM_TRACE_RECORD_MISATTRIBUTED, false) < 1.0);
    assert_true(total(crowd, DM_REGIME, DM_TRACE_ACT_MISFILED, false) < 1.0);
    crowd_free(crowd);
    small_clear(&run);
    crowd = crowd_of(&run, no_invention);
    assert_true(total(crowd, DM_REGIME, DM_TRACE_RECORD_FALSE, false) < 1.0);
    assert_true(total(crowd, DM_REGIME, DM_TRACE_RECORD_MISATTRIBUTED, false) > 0.0);
    crowd_free(crowd);
    small_clear(&run);
}

/* Nothing is late, nothing goes astray: what was seen is what was recorded. */
static void
test_seen_acts_become_records(void **state)
{
    const char *sets[] = { "channels.registry.misattribution=0 %",
        "channels.camera.misattribution=0 %", "channels.monitor.misattribution=0 %",
        "channels.registry.delay=0 months", "channels.monitor.delay=0 months", NULL };
    double seen;
    struct small_run run;
    struct crowd *crowd = crowd_of(&run, sets);

    (void) state;
    seen = total(crowd, DM_REGIME, DM_TRACE_ACT_SEEN, true);
    assert_true(seen > 100.0);
    assert_int_equal(lround(seen), lround(total(crowd, DM_REGIME, DM_TRACE_RECORD, false)));
    crowd_free(crowd);
    small_clear(&run);
}

static void
test_unseen_acts_have_their_rate(void **state)
{
    const char *dedupe[] = { "observation.dedupe=none", NULL };

    (void) state;
    for (int k = 0; k < 2; k++) {
        struct small_run run;
        struct crowd *crowd = crowd_of(&run, k == 0 ? NULL : dedupe);

        for (int side = 0; side < DM_N_SIDES; side++) {
            double told = total(crowd, side, DM_TRACE_ACT_UNSEEN, true);
            double expected = crowd->expected_unseen[side];

            assert_true(expected > 1000.0);
            small_assert_near("unseen acts", told, expected, sqrt(expected), 4.0);
        }
        crowd_free(crowd);
        small_clear(&run);
    }
}

/* ---- whom rules pick ---- */

static struct dm_results
explain(const char *const *sets, enum dm_pick rule, uint64_t person, int32_t threads)
{
    struct dm_scenario *scenario = small_scenario(RICH, sets);
    struct dm_life_options options = { .threads = threads, .replicate = 1 };
    struct dm_error err = { 0 };
    struct dm_results results;
    struct dm_sink sink;

    dm_results_init(&results);
    sink = dm_results_sink(&results);
    if (dm_life_explain(scenario, rule, person, &options, &sink, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    dm_scenario_free(scenario);
    return results;
}

static bool
same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
assert_same_events(const struct dm_results *a, const struct dm_results *b)
{
    assert_int_equal(a->n_life_events, b->n_life_events);
    assert_true(a->n_life_events > 20);
    for (size_t k = 0; k < a->n_life_events; k++) {
        const struct dm_life_event_row *x = &a->life_events[k], *y = &b->life_events[k];

        assert_true(x->month == y->month && same_text(x->kind, y->kind) &&
                    same_text(x->world, y->world) && same_text(x->subject, y->subject) &&
                    same_text(x->channel, y->channel));
        assert_true(isnan(x->value) ? isnan(y->value)
                                    : !(x->value < y->value) && !(x->value > y->value));
    }
}

static void
test_a_life_is_the_same_again(void **state)
{
    struct dm_results worst = explain(NULL, DM_PICK_WORST, 0, 1);
    struct dm_results threads = explain(NULL, DM_PICK_WORST, 0, 3);
    struct dm_results by_number;

    (void) state;
    assert_int_equal(worst.n_lives, 1);
    by_number = explain(NULL, DM_PICK_PERSON, worst.lives[0].person, 1);
    assert_same_events(&worst, &threads);
    assert_same_events(&worst, &by_number);
    assert_string_equal(by_number.lives[0].pick, "person");
    assert_true(worst.lives[0].days_lost_regime > 0.0);
    dm_results_clear(&worst);
    dm_results_clear(&threads);
    dm_results_clear(&by_number);
}

/* The ledger of the same replicate, asked in another way. */
static void
test_ranks_are_those_of_the_ledger(void **state)
{
    struct dm_results median = explain(NULL, DM_PICK_MEDIAN, 0, 2);
    struct dm_results worst = explain(NULL, DM_PICK_WORST, 0, 2);
    struct small_run run;
    struct dm_tally sum;
    double some = 0.0, below_median = 0.0, above_median = 0.0, above_worst = 0.0;

    (void) state;
    small_rich(&run, NULL);
    small_tick(&run, 6);
    sum = small_measure(&run, DM_REGIME, TICKS - 6);
    for (uint64_t p = 0; p < run.setting.population.n; p++) {
        double days = dm_ledger_lost(&run.lane.ledger[DM_REGIME], p) * 30.4375 / 65536.0;

        some += days > 0.0;
        below_median += days > 0.0 && days < median.lives[0].days_lost_regime - 1e-6;
        above_median += days > median.lives[0].days_lost_regime + 1e-6;
        above_worst += days > worst.lives[0].days_lost_regime + 1e-6;
        assert_true(p != worst.lives[0].person ||
                    fabs(days - worst.lives[0].days_lost_regime) < 1e-6);
    }
    assert_true(below_median <= some / 2.0 && above_median <= some / 2.0 + 1.0);
    assert_true(above_worst <= some / 10.0 + 1.0);
    assert_true(worst.lives[0].days_lost_regime > median.lives[0].days_lost_regime);
    dm_tally_clear(&sum);
    small_clear(&run);
    dm_results_clear(&median);
    dm_results_clear(&worst);
}

static void
test_never_offended_never_did(void **state)
{
    struct dm_results results = explain(NULL, DM_PICK_NEVER_OFFENDED, 0, 2);

    (void) state;
    assert_int_equal(results.n_lives, 1);
    assert_true(results.lives[0].days_lost_regime > 0.0);
    for (size_t k = 0; k < results.n_life_events; k++) {
        const struct dm_life_event_row *event = &results.life_events[k];

        if (strncmp(event->kind, "act-", 4) == 0) {
            assert_true(strcmp(event->subject, "opinion") == 0 ||
                        strcmp(event->subject, "award") == 0);
        }
    }
    dm_results_clear(&results);
}

static void
test_nobody_fits(void **state)
{
    const char *sets[] = { SMALL_QUIET, "channels.registry.false_records=0/year",
        "channels.camera.false_records=0/year", "channels.monitor.false_records=0/year",
        NULL };

    (void) state;
    for (int rule = DM_PICK_MEDIAN; rule < DM_PICK_PERSON; rule++) {
        struct dm_results results = explain(sets, (enum dm_pick) rule, 0, 1);

        assert_int_equal(results.n_lives, 0);
        assert_int_equal(results.n_life_events, 0);
        dm_results_clear(&results);
    }
}

static void
test_no_such_person(void **state)
{
    struct dm_scenario *scenario = small_scenario(RICH, NULL);
    struct dm_life_options options = { .threads = 1, .replicate = 1 };
    struct dm_sink sink = { .self = NULL };
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(
        dm_life_explain(scenario, DM_PICK_PERSON, 9000, &options, &sink, &err), DM_EUSAGE);
    assert_string_equal(
        err.text, "there is no person 9000: the society has persons 0 to 8999");
    dm_scenario_free(scenario);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_are_the_engines),
        cmocka_unit_test(test_points_add_up),
        cmocka_unit_test(test_origins_are_told_apart),
        cmocka_unit_test(test_seen_acts_become_records),
        cmocka_unit_test(test_unseen_acts_have_their_rate),
        cmocka_unit_test(test_a_life_is_the_same_again),
        cmocka_unit_test(test_ranks_are_those_of_the_ledger),
        cmocka_unit_test(test_never_offended_never_did),
        cmocka_unit_test(test_nobody_fits),
        cmocka_unit_test(test_no_such_person),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
