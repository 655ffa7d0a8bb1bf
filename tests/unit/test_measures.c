/* SPDX-License-Identifier: Apache-2.0
 *
 * What is counted beyond the spine: what goes in comes out, all is as listed where nothing
 * errs, intensities are sums of rates, money adds up, and what is off is told as null. */
#include "experiment/formula.h"
#include "experiment/table.h"
#include "measure/tally.h"
#include "small_world.h"

#include <math.h>

#define SETS(...)        ((const char *[]){ __VA_ARGS__, NULL })
#define WHOLE            "run.warmup_months=0"
#define TOTAL(sum, name) small_total(sum, DM_COUNTER_##name, 0)
#define NO_ERRORS                                                                          \
    "channels.registry.false_records=0/year", "channels.registry.misattribution=0 %",      \
        "channels.camera.false_records=0/year", "channels.camera.misattribution=0 %",      \
        "channels.monitor.false_records=0/year", "channels.monitor.misattribution=0 %"

static int
bits_in(unsigned bits)
{
    int n = 0;

    for (; bits != 0; bits &= bits - 1) {
        n++;
    }
    return n;
}

/* ---- lists ---- */

static void
verify_flows(const struct small_run *run, const struct dm_tally *sum)
{
    const struct dm_world *world = &run->lane.world[DM_REGIME];
    int64_t on = 0, entries = 0, exits = 0;

    for (uint64_t p = 0; p < world->n; p++) {
        on += bits_in(world->listed[0][p]);
    }
    assert_true(TOTAL(sum, ENTRIES) - TOTAL(sum, EXITS) == on);
    for (int32_t l = 0; l < world->plan->n_lists; l++) {
        int64_t here = 0, entered = small_total(sum, DM_COUNTER_LIST_ENTRIES, l),
                left = small_total(sum, DM_COUNTER_LIST_EXITS, l);

        for (uint64_t p = 0; p < world->n; p++) {
            here += world->listed[0][p] >> l & 1;
        }
        assert_true(entered > 0 && entered - left == here);
        assert_true(small_total(sum, DM_COUNTER_LIST_MONTHS, l) >= here);
        entries += entered;
        exits += left;
    }
    /* nobody falls here: all entries are to lists */
    assert_true(entries == TOTAL(sum, ENTRIES) && exits == TOTAL(sum, EXITS));
    assert_true(TOTAL(sum, EXITS) > 100);
    assert_true(TOTAL(sum, EXITS_EXPIRED) + TOTAL(sum, EXITS_FULFILLED) +
                    TOTAL(sum, EXITS_REPAIRED) + TOTAL(sum, EXITS_APPEALED) ==
                TOTAL(sum, EXITS));
}

/* Each month of a spell is of one kind, and what is not by rule has causes, which add up to
 * a whole. */
static void
verify_causes(const struct dm_tally *sum)
{
    int64_t months = TOTAL(sum, SPELL_MONTHS);

    assert_true(months > 100);
    assert_true(TOTAL(sum, OF_SOLE) + TOTAL(sum, OF_JOINT) + TOTAL(sum, OF_OVERDETERMINED) +
                    TOTAL(sum, OF_RULE) ==
                months);
    assert_true(TOTAL(sum, BY_UNLAWFUL) + TOTAL(sum, BY_LAWFUL) + TOTAL(sum, BY_ERROR) +
                    TOTAL(sum, BY_ASSOCIATION) + TOTAL(sum, BY_INHERITED) ==
                DM_CAUSE_WHOLE * (months - TOTAL(sum, OF_RULE)));
}

static void
test_kinds_of_causes(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, SETS(WHOLE, "society.persons=4096"));
    sum = small_measure(&run, DM_REGIME, 30);
    verify_causes(&sum);
    assert_true(TOTAL(&sum, OF_SOLE) > TOTAL(&sum, OF_JOINT));
    assert_true(TOTAL(&sum, OF_JOINT) > 0 && TOTAL(&sum, OF_OVERDETERMINED) > 0);
    assert_true(TOTAL(&sum, OF_RULE) == 0);
    dm_tally_clear(&sum);
    small_clear(&run);
    /* who starts below the cut is there by rule */
    small_rich(&run, SETS(WHOLE, "society.persons=4096", "schemes.clinic.start=50"));
    sum = small_measure(&run, DM_REGIME, 12);
    verify_causes(&sum);
    assert_true(TOTAL(&sum, OF_RULE) == 12 * 4096);
    dm_tally_clear(&sum);
    small_clear(&run);
    /* of one cause only */
    small_rich(
        &run, SETS(WHOLE, NO_ERRORS, "schemes.city.association.weight=0 %",
                  "acts.opinion.rate=0.000001/year", "acts.award.rate=0.000001/year"));
    sum = small_measure(&run, DM_REGIME, 24);
    verify_causes(&sum);
    assert_true(TOTAL(&sum, OF_SOLE) == TOTAL(&sum, SPELL_MONTHS));
    assert_true(TOTAL(&sum, BY_UNLAWFUL) == DM_CAUSE_WHOLE * TOTAL(&sum, OF_SOLE));
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* Who entered and has not left is on the list. */
static void
test_flows(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, SETS(WHOLE, "sanctions.no-seat.active=false"));
    sum = small_measure(&run, DM_REGIME, 30);
    verify_flows(&run, &sum);
    dm_tally_clear(&sum);
    small_clear(&run);
    small_rich(&run, SETS(WHOLE, "sanctions.no-seat.active=false",
                         "lists.shame.exit={fulfilment: 5 %/month, repair: 20 %/month, "
                         "repair_after: 3 months}",
                         "redress={notice: 100 %, filing: 100 %, grants_wrongful: 80 %, "
                         "delay: 2 months}"));
    sum = small_measure(&run, DM_REGIME, 30);
    verify_flows(&run, &sum);
    assert_true(TOTAL(&sum, EXITS_FULFILLED) > 10 && TOTAL(&sum, EXITS_APPEALED) > 10);
    dm_tally_clear(&sum);
    small_clear(&run);
}

static void
test_nothing_errs(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, SETS(WHOLE, NO_ERRORS, "schemes.city.association.weight=0 %"));
    sum = small_measure(&run, DM_REGIME, 24);
    dm_observe_end(&sum, &run.lane.ledger[DM_REGIME], &run.lane.world[DM_REGIME]);
    assert_true(TOTAL(&sum, UNLAWFUL_RECORDS) > 1000);
    assert_true(TOTAL(&sum, UNLAWFUL_TRUE) == TOTAL(&sum, UNLAWFUL_RECORDS));
    assert_true(TOTAL(&sum, UNLAWFUL_RECORDS) < TOTAL(&sum, RECORDS));
    /* every list here has a sanction */
    assert_true(TOTAL(&sum, SANCTION_ENTRIES) == TOTAL(&sum, ENTRIES));
    assert_true(TOTAL(&sum, SANCTION_RIGHT) == TOTAL(&sum, ENTRIES));
    /* opinion is adverse and lawful: the shame list may have no offence behind it */
    assert_true(TOTAL(&sum, LISTED_TRUE) <= TOTAL(&sum, LISTED_NEW));
    assert_true(TOTAL(&sum, LISTED_NEW) == TOTAL(&sum, LISTED_EVER));
    dm_tally_clear(&sum);
    small_clear(&run);
    /* only false records: nobody did anything that is known */
    small_rich(&run, SETS(WHOLE, SMALL_QUIET, "acts.bill.rate=0.000001/year",
                         "acts.offence.rate=0.000001/year"));
    sum = small_measure(&run, DM_REGIME, 24);
    dm_observe_end(&sum, &run.lane.ledger[DM_REGIME], &run.lane.world[DM_REGIME]);
    assert_true(TOTAL(&sum, LISTED_NEW) > 100 && TOTAL(&sum, LISTED_TRUE) == 0);
    assert_true(TOTAL(&sum, UNLAWFUL_TRUE) == 0 && TOTAL(&sum, SANCTION_RIGHT) == 0);
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* ---- lawful acts ---- */

static int64_t
lawful_rates(const struct small_run *run)
{
    const struct dm_block *block = &run->lane.workers[0].block[DM_REGIME];
    int64_t sum = 0;

    for (int32_t a = 0; a < run->scenario->n_acts; a++) {
        for (uint32_t i = 0; run->scenario->acts[a].lawful && i < block->m; i++) {
            int32_t index = dm_block_rate_index(block, a, i);

            sum += index == DM_NO_RATE ? 0 : block->grid->rate24[index - DM_I_MIN];
        }
    }
    return sum;
}

static void
test_lawful(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, SETS(WHOLE, "society.persons=4096"));
    for (int t = 0; t < 15; t++) {
        sum = small_measure(&run, DM_REGIME, 1);
        assert_true(
            TOTAL(&sum, LAWFUL) == (t % DM_LAWFUL_EVERY == 0 ? lawful_rates(&run) : 0));
        if (t == 14) { /* some are aware, and award brings points */
            assert_true(TOTAL(&sum, GAMED) > 0);
            assert_true(TOTAL(&sum, GAMED) < TOTAL(&sum, REWARDED));
        }
        assert_true(TOTAL(&sum, UNREWARDED) == 0);
        dm_tally_clear(&sum);
    }
    small_clear(&run);
    small_rich(&run, SETS(WHOLE, "acts.award.gain=0"));
    sum = small_measure(&run, DM_REGIME, 15);
    assert_true(TOTAL(&sum, REWARDED) > 0 && TOTAL(&sum, GAMED) == 0);
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* What records cost is the price of each that takes effect, and moves nothing: the state is
 * the same, and so is all else that is counted; at 0 the counter is not even kept. */
static void
test_cost_of_records(void **state)
{
    static const char *const sets[][4] = { { WHOLE, "society.persons=4096" },
        { WHOLE, "society.persons=4096", "channels.camera.cost=0" },
        { WHOLE, "society.persons=4096", "channels.camera.cost=7" } };
    struct dm_digest digest[3];
    int64_t records[3];

    (void) state;
    for (int k = 0; k < 3; k++) {
        struct small_run run;
        struct dm_tally sum;
        int32_t camera;

        small_rich(&run, sets[k]);
        sum = small_measure(&run, DM_REGIME, 18);
        camera = small_channel(&run.scenario->regime, "camera");
        records[k] = small_total(&sum, DM_COUNTER_CHANNEL_RECORDS, camera);
        assert_true(dm_digest_state(&run.lane.world[DM_REGIME], run.lane.tick, &digest[k]));
        assert_true(records[k] > 1000 && records[k] == records[0]);
        assert_memory_equal(&digest[k], &digest[0], sizeof digest[0]);
        assert_true((sum.shape.slot[DM_COUNTER_CHANNEL_YUAN] == DM_NO_SLOT) == (k < 2));
        assert_true(TOTAL(&sum, CHANNEL_YUAN) == (k < 2 ? 0 : 7 * records[k]));
        assert_true(TOTAL(&sum, COST_YUAN) == TOTAL(&sum, CHANNEL_YUAN));
        dm_tally_clear(&sum);
        small_clear(&run);
    }
}

/* Half a nat from everybody who is drawn at all, if the next tier is near. */
static void
test_displaced(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run,
        SETS(WHOLE, "schemes.city.points.opinion=null", "acts.opinion.displaced=0.5"));
    sum = small_measure(&run, DM_REGIME, 22);
    assert_true(TOTAL(&sum, DISPLACED) > 0);
    assert_true((double) TOTAL(&sum, DISPLACED) <
                (1.0 - exp(-0.5)) * (double) TOTAL(&sum, UNREWARDED));
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* ---- redress, reports, opinion, opt-in, leaks ---- */

static void
test_money(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, SETS(WHOLE, "channels.camera.bounty={yuan: 30, pull: 1}",
                         "redress={notice: 100 %, filing: 100 %, cost: 70, officers: 900, "
                         "grants_wrongful: 80 %, compensation: 20 %}"));
    sum = small_measure(&run, DM_REGIME, 18);
    assert_true(TOTAL(&sum, APPEALS) > 100);
    assert_true(TOTAL(&sum, FILING_YUAN) == 70 * TOTAL(&sum, APPEALS));
    assert_true(TOTAL(&sum, BOUNTY_YUAN) > 0 && TOTAL(&sum, BOUNTY_YUAN) % 30 == 0);
    assert_true(TOTAL(&sum, COMPENSATION_YUAN) > 0);
    assert_true(TOTAL(&sum, COST_YUAN) == TOTAL(&sum, FILING_YUAN) +
                                              TOTAL(&sum, BOUNTY_YUAN) +
                                              TOTAL(&sum, COMPENSATION_YUAN));
    assert_true(TOTAL(&sum, GRANTED) <= TOTAL(&sum, DECISIONS));
    assert_true(TOTAL(&sum, DECISIONS) <= TOTAL(&sum, APPEALS));
    assert_true(TOTAL(&sum, EXITS_APPEALED) == TOTAL(&sum, GRANTED));
    assert_true(TOTAL(&sum, WAITING) > 0);
    assert_true(TOTAL(&sum, WAITED) >= TOTAL(&sum, DECISIONS)); /* none acts at once */
    dm_tally_clear(&sum);
    small_clear(&run);
}

static void
test_of_everybody(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    /* without a cost what is shown is what is felt */
    small_rich(
        &run, SETS(WHOLE, "opinion={pace: 20 %/month, constant: 0.3, harm: 4, cost: 0}",
                  "schemes.city.opt_in.uptake=100 %", "adaptation.crowding=0.5",
                  "channels.camera.leak=12/year"));
    sum = small_measure(&run, DM_REGIME, 18);
    assert_true(TOTAL(&sum, OPINIONS) == TOTAL(&sum, PERSON_MONTHS));
    assert_true(TOTAL(&sum, DISSENTS) > 0);
    assert_true(TOTAL(&sum, OPINIONS) - TOTAL(&sum, DISSENTS) == TOTAL(&sum, APPROVES));
    assert_true(dm_tally_cells(&sum, DM_COUNTER_APPROVES, 0)[DM_CELL_GROUP] == 0);
    assert_true(TOTAL(&sum, OPTED_IN) == TOTAL(&sum, OPT_IN_MONTHS));
    assert_true(TOTAL(&sum, TAKES_PART) == TOTAL(&sum, PERSON_MONTHS));
    assert_true(TOTAL(&sum, STAYS_OUT) == 0);
    assert_true(TOTAL(&sum, CROWD) > 0);
    /* each month all that the camera ever recorded */
    assert_true(
        TOTAL(&sum, EXPOSED) > 4 * small_total(&sum, DM_COUNTER_CHANNEL_RECORDS,
                                       small_channel(&run.scenario->regime, "camera")));
    dm_tally_clear(&sum);
    small_clear(&run);
}

static void
test_ties_and_copies(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, SETS(WHOLE, "response.cut.base=5 %/month",
                         "lists.dodgers.copies=6 months", "society.means=[1, 2, 3, 4, 5]"));
    sum = small_measure(&run, DM_REGIME, 1);
    /* of ties that are cut at 5 % a month */
    small_assert_near("cut",
        (double) TOTAL(&sum, TIES_CUT) / (double) TOTAL(&sum, TIES_AT_START), 0.05, 0.002,
        4.0);
    dm_tally_clear(&sum);
    sum = small_measure(&run, DM_REGIME, 17);
    assert_true(TOTAL(&sum, COPIES_HELD) > 0 && TOTAL(&sum, DENIED_AFTER) > 0);
    assert_true(TOTAL(&sum, MEANS) > 256 * TOTAL(&sum, PERSON_MONTHS));
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* ---- what is told ---- */

static struct dm_table
table_of(const char *text, const char *const *sets)
{
    struct dm_scenario *scenario = small_scenario(text, sets);
    struct dm_table table;
    struct dm_error err = { 0 };

    if (dm_table_run(scenario, &(struct dm_pair_options){ .threads = 1 }, &table, &err) !=
        DM_OK) {
        fail_msg("%s", err.text);
    }
    dm_scenario_free(scenario);
    return table;
}

static double
value_of(const struct dm_table *table, enum dm_table_side side, const char *id)
{
    int32_t m = dm_table_find(table, id);

    if (m < 0) {
        fail_msg("no measure %s", id);
    }
    return dm_table_values(table, side, m)[0];
}

/* Null where a mechanism is off, and never left out. */
static void
test_off(void **state)
{
    static const char *const off[] = { "denied_after_delisting", "copies_held",
        "appeals_filed", "appeals_granted", "appeal_wait", "appeal_backlog", "admin_cost",
        "admin_cost.filing", "admin_cost.compensation", "admin_cost.bounties", "uptake",
        "participation", "refused", "exposures", "shame_events", "ties_cut_share",
        "approval_private", "approval_expressed", "approval_gap", "crowded_out",
        "displaced_good", "income_lost.buffer", "school_slope", "jurisdiction_spread" };
    struct dm_table table = table_of("schema: demerit/1\nextends: rich\n",
        SETS("run.years=3", "run.replicates=1", "society.persons=4096"));

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(off); k++) {
        for (int side = 0; side < DM_TABLE_SIDES; side++) {
            assert_true(isnan(value_of(&table, (enum dm_table_side) side, off[k])));
        }
    }
    assert_true(value_of(&table, DM_TABLE_REGIME, "exits") > 0.0);
    assert_true(value_of(&table, DM_TABLE_REGIME, "wrongful_days") > 30.0);
    assert_true(isnan(value_of(&table, DM_TABLE_REGIME, "trapped_60"))); /* too short */
    assert_true(value_of(&table, DM_TABLE_REGIME, "miss_rate.camera") > 0.6);
    assert_true(isnan(value_of(&table, DM_TABLE_TWIN, "miss_rate.camera")));
    assert_true(value_of(&table, DM_TABLE_TWIN, "miss_rate.registry") > 0.0);
    dm_table_clear(&table);
}

/* School is denied to the households of whoever is listed; who has the mechanism and who
 * has not are told apart. */
static void
test_on_in_one_world(void **state)
{
    struct dm_table table = table_of(
        "schema: demerit/1\nextends: rich\n"
        "services:\n  school: {demand: 12/year, per: school}\n"
        "sanctions:\n  no-school: {on: {list: dodgers}, service: school, denies: 100 %}\n"
        "redress: {notice: 100 %, filing: 100 %, cost: 70}\n",
        SETS("run.years=3", "run.replicates=1", "society.persons=4096",
            "society.schooled=50 %"));

    (void) state;
    assert_true(value_of(&table, DM_TABLE_REGIME, "appeals_filed") > 0.0);
    assert_true(value_of(&table, DM_TABLE_TWIN, "appeals_filed") >= 0.0);
    assert_true(isnan(value_of(&table, DM_TABLE_TWIN, "appeals_granted")));
    small_assert_near("cost", value_of(&table, DM_TABLE_REGIME, "admin_cost.filing"),
        0.07 * value_of(&table, DM_TABLE_REGIME, "appeals_filed"), 1e-9, 1.0);
    assert_true(!isnan(value_of(&table, DM_TABLE_REGIME, "school_slope")));
    dm_table_clear(&table);
}

/* A list that the twin lacks has nothing there; tiers are the regime's, and everybody is in
 * one. What splits other counters is part of no checksum, wherever it stands. */
static void
test_by_list(void **state)
{
    struct dm_table table = table_of("schema: demerit/1\nextends: rich\n",
        SETS("run.years=3", "run.replicates=1", "society.persons=4096"));
    double tiers = 0.0, listed = 0.0;

    (void) state;
    assert_true(value_of(&table, DM_TABLE_REGIME, "entries.dodgers") > 0.0);
    assert_true(fabs(value_of(&table, DM_TABLE_TWIN, "entries.dodgers")) <= 0.0);
    assert_true(fabs(value_of(&table, DM_TABLE_TWIN, "listed_share.dodgers")) <= 0.0);
    /* the registry is another number in the twin: the same list all the same */
    assert_true(value_of(&table, DM_TABLE_TWIN, "entries.ledger") > 0.0);
    assert_true(fabs(value_of(&table, DM_TABLE_TWIN, "entries.ledger") -
                     value_of(&table, DM_TABLE_TWIN, "entries")) < 1e-9);
    assert_true(value_of(&table, DM_TABLE_REGIME, "exits_from.dodgers") <=
                value_of(&table, DM_TABLE_REGIME, "entries.dodgers") +
                    1000.0 * value_of(&table, DM_TABLE_REGIME, "listed_share.dodgers"));
    for (int32_t m = 0; m < table.n_metrics; m++) {
        double value = dm_table_values(&table, DM_TABLE_REGIME, m)[0];

        if (strncmp(table.metric[m].id, "tier_share.", 11) == 0) {
            assert_true(isnan(dm_table_values(&table, DM_TABLE_TWIN, m)[0]));
            tiers += value;
        } else if (strncmp(table.metric[m].id, "listed_share.", 13) == 0) {
            listed += value;
        }
    }
    assert_true(fabs(tiers - 1.0) < 1e-12);
    assert_true(listed >= value_of(&table, DM_TABLE_REGIME, "listed_share"));
    dm_table_clear(&table);
}

static void
test_apart(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, SETS(WHOLE, "response.cut.base=5 %/month"));
    sum = small_measure(&run, DM_REGIME, 2);
    assert_true(sum.shape.beyond);
    int32_t n_lists = run.lane.world[DM_REGIME].plan->n_lists;
    const int64_t *end = sum.count + dm_tally_n_hashed(&sum);
    int32_t apart = 3 * n_lists + 4; /* of lists, and kinds of causes */
    assert_true(n_lists > 0 && sum.shape.n_apart == apart);
    assert_true(dm_tally_n(&sum) - dm_tally_n_hashed(&sum) == (size_t) apart * DM_N_CELLS);
    assert_true(dm_tally_cells(&sum, DM_COUNTER_LIST_MONTHS, 0) == end);
    assert_true(dm_tally_cells(&sum, DM_COUNTER_TIES_CUT, 0) < end);
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* Every template is expanded, in the order of measures.def, and a run has them all. */
static void
test_ids(void **state)
{
    struct dm_scenario *scenario = small_scenario("schema: demerit/1\nextends: rich\n",
        SETS("run.years=1", "run.replicates=1", "society.persons=200"));
    static char ids[400][DM_TABLE_ID_BYTES];
    struct dm_table table = table_of("schema: demerit/1\nextends: rich\n",
        SETS("run.years=1", "run.replicates=1", "society.persons=200"));
    size_t n = dm_table_ids(scenario, ids, SMALL_COUNT(ids));

    (void) state;
    assert_true(n == (size_t) table.n_metrics);
    for (size_t k = 0; k < n; k++) {
        assert_string_equal(ids[k], table.metric[k].id);
        assert_null(strstr(ids[k], "CHANNEL"));
        assert_null(strstr(ids[k], "LIST"));
    }
    assert_true(dm_table_ids(scenario, ids, 3) == n);
    dm_table_clear(&table);
    dm_scenario_free(scenario);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flows),
        cmocka_unit_test(test_nothing_errs),
        cmocka_unit_test(test_lawful),
        cmocka_unit_test(test_displaced),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_of_everybody),
        cmocka_unit_test(test_ties_and_copies),
        cmocka_unit_test(test_off),
        cmocka_unit_test(test_on_in_one_world),
        cmocka_unit_test(test_by_list),
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_cost_of_records),
        cmocka_unit_test(test_kinds_of_causes),
        cmocka_unit_test(test_ids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
