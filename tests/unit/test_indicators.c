/* SPDX-License-Identifier: Apache-2.0
 *
 * Indicators of treatment: a burden that can be worked out by hand, on either side of the
 * ordinary sanction; laws between the readings, the parts and their union; and that they
 * add up to the refusals and days of the other measures. */
#include "measure/indicators.h"

#include "small_world.h"

static struct dm_tally
measure(struct small_run *run, int side, int ticks)
{
    struct dm_tally sum = small_measure(run, side, ticks);

    dm_observe_indicators_end(&sum, &run->lane.indicators[side], &run->lane.world[side]);
    return sum;
}

#define TOTAL(name, index) small_total(&sum, DM_COUNTER_##name, index)

/* ---- one spell ---- */

#define FINES                                                                              \
    "acts.offence.fine_days.low=1", "acts.offence.fine_days.middle=5",                     \
        "acts.offence.fine_days.high=10", "acts.bill.fine_days.low=1"
#define ALONE                                                                              \
    SMALL_QUIET, "channels.registry.false_records=0/year",                                 \
        "channels.camera.false_records=0/year", "channels.monitor.false_records=0/year",   \
        "schemes.city.association=null"

/* A record of an offence: three months on the list, a tenth of the journeys refused. */
static struct dm_tally
one_offence(enum dm_record_class class_, int ticks)
{
    const char *sets[] = { ALONE, FINES, NULL };
    struct small_run run;
    struct dm_tally sum;

    small_rich(&run, sets);
    small_file(&run, 0, 5, "offence", class_, 0);
    sum = measure(&run, DM_REGIME, ticks);
    small_clear(&run);
    return sum;
}

/* 0.3 of 30.4375 days: 9.13 of them, against 1, 5 and 10. */
static void
test_burden_over_the_ordinary_sanction(void **state)
{
    static const struct {
        int ticks;
        double days;
    } cases[] = { { 10, 9.13125 }, { 3, 9.13125 }, { 2, 6.0875 } };

    (void) state;
    for (size_t c = 0; c < SMALL_COUNT(cases); c++) {
        static const double fine[DM_N_FINE_TABLES] = { 1.0, 5.0, 10.0 };
        struct dm_tally sum = one_offence(DM_RECORD_UNLAWFUL, cases[c].ticks);

        for (int k = 0; k < DM_N_FINE_TABLES; k++) {
            double expected = cases[c].days / fine[k];

            assert_int_equal(TOTAL(WEIGHED, k), 1);
            assert_int_equal(TOTAL(FINABLE, k), 1);
            small_assert_near("ratio", (double) TOTAL(RATIO, k) / 65536.0, expected,
                1e-3 * expected, 1.0);
            assert_int_equal(TOTAL(OVER_1, k), expected > 1.0);
            assert_int_equal(TOTAL(OVER_3, k), expected > 3.0);
            assert_int_equal(TOTAL(OVER_10, k), expected > 10.0);
        }
        dm_tally_clear(&sum);
    }
}

/* Nothing is the ordinary sanction of what the person did not do: above every bound. */
static void
test_a_false_record_has_no_ordinary_sanction(void **state)
{
    struct dm_tally sum = one_offence(DM_RECORD_ERROR, 10);

    (void) state;
    assert_int_equal(TOTAL(WEIGHED, DM_FINES_HIGH), 1);
    assert_int_equal(TOTAL(FINABLE, DM_FINES_HIGH), 0);
    assert_int_equal(TOTAL(OVER_10, DM_FINES_HIGH), 1);
    assert_true(TOTAL(LOST, 0) > 0);
    assert_int_equal(TOTAL(LOST_UNJUSTIFIED, 0), TOTAL(LOST, 0));
    dm_tally_clear(&sum);
}

static void
test_an_own_act_justifies_all_of_it(void **state)
{
    struct dm_tally sum = one_offence(DM_RECORD_UNLAWFUL, 10);

    (void) state;
    assert_true(TOTAL(LOST, 0) > 0);
    assert_int_equal(TOTAL(LOST_UNJUSTIFIED, 0), 0);
    dm_tally_clear(&sum);
}

/* Spells that began before the first measured month are left out; so are those of a table
 * in which no act has a sanction. */
static void
test_what_is_not_weighed(void **state)
{
    const char *sets[] = { ALONE, "acts.offence.fine_days.low=1", NULL };
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, sets);
    small_file(&run, 0, 5, "offence", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 1, 6, "offence", DM_RECORD_UNLAWFUL, 0);
    small_tick(&run, 1);
    sum = measure(&run, DM_REGIME, 8);
    assert_int_equal(TOTAL(WEIGHED, DM_FINES_LOW), 1);
    assert_int_equal(TOTAL(WEIGHED, DM_FINES_MIDDLE), 0);
    assert_true(TOTAL(LOST, 0) > 0);
    dm_tally_clear(&sum);
    small_clear(&run);
}

/* ---- a whole society ---- */

static void
verify_sums(const struct dm_tally *tally, const struct small_run *run)
{
    const struct dm_tally sum = *tally;
    int64_t refused = 0, barred = 0;

    for (int32_t v = 0; v < run->scenario->n_services; v++) {
        refused += TOTAL(DENIED, v);
        barred += TOTAL(BARRED, v);
    }
    assert_true(refused > 100);
    assert_int_equal(TOTAL(REFUSALS, 0), refused);
    assert_int_equal(TOTAL(REFUSED, 0), refused * 65536);
    assert_int_equal(TOTAL(LOST, 0), barred);
}

/* The part from unrelated contexts is what the matrix says, but for rounding. */
static void
verify_matrix(const struct dm_tally *tally, const struct small_run *run, int side)
{
    const struct dm_plan *plan = run->setting.plan[side];
    const struct dm_tally sum = *tally;
    int64_t unrelated = 0;

    for (int32_t v = 0; v < plan->n_services; v++) {
        for (int32_t k = 0; k < plan->n_contexts; k++) {
            if ((plan->indicators.unrelated[DM_MATRIX_MIDDLE][v] >> k & 1U) != 0) {
                unrelated += tally->matrix[v * (plan->n_contexts + 1) + k];
            }
        }
    }
    small_assert_near("unrelated", (double) TOTAL(REFUSED_UNRELATED, DM_MATRIX_MIDDLE),
        (double) unrelated, 4.0 * (double) TOTAL(REFUSALS, 0), 1.0);
}

static void
verify_order(const struct dm_tally *tally)
{
    const struct dm_tally sum = *tally;

    assert_true(TOTAL(REFUSED_UNRELATED, DM_MATRIX_NARROW) >
                TOTAL(REFUSED_UNRELATED, DM_MATRIX_MIDDLE));
    assert_true(TOTAL(REFUSED_UNRELATED, DM_MATRIX_MIDDLE) >
                TOTAL(REFUSED_UNRELATED, DM_MATRIX_WIDE));
    assert_true(TOTAL(REFUSED_UNRELATED, DM_MATRIX_WIDE) > 0);
    assert_true(TOTAL(TOUCHED, 0) >= TOTAL(REFUSED_UNRELATED, DM_MATRIX_MIDDLE));
    assert_true(TOTAL(TOUCHED, 0) >= TOTAL(REFUSED_UNJUSTIFIED, 0));
    assert_true(TOTAL(TOUCHED, 0) <= TOTAL(REFUSED, 0));
    for (int k = 0; k < DM_N_FINE_TABLES; k++) {
        assert_true(TOTAL(WEIGHED, k) >= TOTAL(OVER_1, k));
        assert_true(TOTAL(OVER_1, k) >= TOTAL(OVER_3, k));
        assert_true(TOTAL(OVER_3, k) >= TOTAL(OVER_10, k));
        assert_true(TOTAL(OVER_10, k) >= TOTAL(WEIGHED, k) - TOTAL(FINABLE, k));
        assert_true(TOTAL(FINABLE, k) > 0);
    }
    assert_true(TOTAL(OVER_1, DM_FINES_LOW) > TOTAL(OVER_1, DM_FINES_HIGH));
    assert_true(TOTAL(RATIO, DM_FINES_LOW) > TOTAL(RATIO, DM_FINES_HIGH));
}

#define WHOLE                                                                              \
    "acts.offence.fine_days.low=1", "acts.offence.fine_days.middle=5",                     \
        "acts.offence.fine_days.high=100", "acts.bill.fine_days.low=1",                    \
        "acts.bill.fine_days.middle=5", "acts.bill.fine_days.high=100",                    \
        "services.loan.related_narrow=[]",                                                 \
        "services.loan.related_wide=[finance, traffic]",                                   \
        "services.travel.related_to=[traffic]", "services.travel.related_narrow=[]",       \
        "services.travel.related_wide=[traffic, expression]"

static void
test_a_whole_society(void **state)
{
    const char *sets[] = { WHOLE, NULL };

    (void) state;
    for (int side = 0; side < DM_N_SIDES; side++) {
        struct small_run run;
        struct dm_tally sum;

        small_rich(&run, sets);
        sum = measure(&run, side, 36);
        verify_sums(&sum, &run);
        verify_matrix(&sum, &run, side);
        if (side == DM_REGIME) {
            verify_order(&sum);
        }
        dm_tally_clear(&sum);
        small_clear(&run);
    }
}

static void
test_no_threads_or_tiles_show(void **state)
{
    const char *sets[] = { WHOLE, NULL };
    struct dm_tally sum[2];

    (void) state;
    for (int k = 0; k < 2; k++) {
        struct small_run run;

        small_start_tiled(&run, small_scenario("schema: demerit/1\nextends: rich\n", sets),
            k == 0 ? 1 : 3, k == 0 ? 3 : 1);
        sum[k] = measure(&run, DM_REGIME, 24);
        small_clear(&run);
    }
    assert_memory_equal(
        sum[0].count, sum[1].count, dm_tally_n(&sum[0]) * sizeof *sum[0].count);
    dm_tally_clear(&sum[0]);
    dm_tally_clear(&sum[1]);
}

static void
test_nothing_without_causes(void **state)
{
    const char *sets[] = { WHOLE, "measure.causes=off", NULL };
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, sets);
    assert_null(run.lane.indicators[DM_REGIME].open);
    sum = measure(&run, DM_REGIME, 12);
    assert_int_equal(TOTAL(REFUSED, 0), 0);
    assert_int_equal(TOTAL(WEIGHED, DM_FINES_LOW), 0);
    dm_tally_clear(&sum);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_burden_over_the_ordinary_sanction),
        cmocka_unit_test(test_a_false_record_has_no_ordinary_sanction),
        cmocka_unit_test(test_an_own_act_justifies_all_of_it),
        cmocka_unit_test(test_what_is_not_weighed),
        cmocka_unit_test(test_a_whole_society),
        cmocka_unit_test(test_no_threads_or_tiles_show),
        cmocka_unit_test(test_nothing_without_causes),
    };

    return cmocka_run_group_tests_name("indicators", tests, NULL, NULL);
}
