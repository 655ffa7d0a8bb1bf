/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine compiled with DM_CHECK_WRITES, which aborts at a write that a stage has not
 * declared: a world with every mechanism must come through, and be the world that the
 * ordinary engine makes. */
#include "small_world.h"

#define FEW "society.persons=1500"

static void
test_undeclared_writes(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, (const char *[]){ FEW, NULL });
    sum = small_measure(&run, DM_REGIME, 14);
    assert_true(small_total(&sum, DM_COUNTER_ENTRIES, 0) > 0);
    assert_true(small_total(&sum, DM_COUNTER_DENIED, 1) > 0);
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* The same with what mechanisms add. */
static void
test_undeclared_writes_of_responses(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run,
        (const char *[]){ FEW, "response.cut.base=2 %/month", "response.restore=5 %/month",
            "response.seek=1 %/month", "response.shaming.rate=6/year",
            "response.shaming.threshold=1", "response.shaming.escalates=50 %",
            "adaptation.crowding=0.2", "adaptation.evasion={starts: 2 %/month, fear: 1}",
            "opinion={pace: 10 %/month, harm: 2}", NULL });
    small_tick(&run, 14);
    assert_true(run.lane.world[DM_REGIME].n_dissenters > 0);
    small_clear(&run);
}

static void
test_undeclared_writes_of_observation(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ FEW, "schemes.city.opt_in.uptake=30 %",
                  "schemes.city.opt_in.joins=5 %/month", "rewards.bonus.ration=3 %",
                  "channels.camera.bounty.yuan=100", "channels.monitor.peers.rate=1/year",
                  "channels.monitor.peers.good=award", "channels.monitor.peers.bad=bill",
                  "schemes.clinic.feeds.city=0.2", "schemes.city.discretion.sigma=0.5",
                  "channels.registry.leak=1/year", "forms.forgetting=half-life", NULL });
    small_tick(&run, 14);
    assert_true(run.lane.world[DM_REGIME].n_out[0] > 0);
    small_clear(&run);
}

static void
test_undeclared_writes_of_lists(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run,
        (const char *[]){ FEW, "lists.shame.enter.at_will=0.1/year",
            "lists.shame.household=30 %", "lists.shame.copies=3 months",
            "lists.shame.exit.fulfilment=5 %/month",
            "lists.dodgers.enter={act: offence, count: 2, within: 6 months}",
            "lists.dodgers.exit={repair_after: 1 month, repair: 30 %/month}",
            "society.means=[1, 1, 1, 1, 1]", "society.renewal=0.1/year",
            "forms.labour=fixed",
            "redress={notice: 90 %, filing: 90 %, officers: 1000, grants_wrongful: 80 %, "
            "suspends: true, external: {filing: 50 %, officers: 500, grants_wrongful: 50 "
            "%}}",
            NULL });
    small_tick(&run, 14);
    assert_true(dm_cases_open(run.lane.world[DM_REGIME].cases) > 0);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undeclared_writes),
        cmocka_unit_test(test_undeclared_writes_of_responses),
        cmocka_unit_test(test_undeclared_writes_of_observation),
        cmocka_unit_test(test_undeclared_writes_of_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
