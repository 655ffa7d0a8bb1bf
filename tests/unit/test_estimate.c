/* SPDX-License-Identifier: Apache-2.0
 *
 * From counters to rows: every breakdown adds up to the total, accounts balance, thin cells
 * are not shown, rows come in order whatever the threads. Also the measures over persons,
 * against plain definitions. */
#include "experiment/estimate.h"

#include "experiment/formula.h"
#include "experiment/pair.h"
#include "measure/inequality.h"
#include "small_world.h"

#include <math.h>
#include <stdio.h>

/* ---- counters ---- */

static int64_t
sum_of_cells(const int64_t *count, int from, int n)
{
    int64_t sum = 0;

    for (int k = 0; k < n; k++) {
        sum += count[from + k];
    }
    return sum;
}

static void
verify_breakdowns(const struct dm_tally *tally)
{
    static const struct {
        int from, n;
    } dimensions[] = {
        { DM_CELL_GROUP, DM_N_GROUPS },
        { DM_CELL_QUINTILE, DM_MAX_QUINTILES },
        { DM_CELL_SETTING, DM_N_SETTINGS },
        { DM_CELL_AGE_BAND, DM_MAX_AGE_BANDS },
        { DM_CELL_TIER, DM_MAX_TIERS },
        { DM_CELL_JURISDICTION, DM_MAX_JURISDICTIONS },
    };

    for (int32_t slot = 0; slot < tally->shape.n_slots; slot++) {
        const int64_t *count = tally->count + (size_t) slot * DM_N_CELLS;

        for (size_t d = 0; d < SMALL_COUNT(dimensions); d++) {
            assert_true(sum_of_cells(count, dimensions[d].from, dimensions[d].n) ==
                        count[DM_CELL_TOTAL]);
        }
    }
}

static void
test_breakdowns_add_up(void **state)
{
    struct small_run run;
    struct dm_tally sum;

    (void) state;
    small_rich(&run, NULL);
    sum = small_measure(&run, DM_REGIME, 18);
    dm_observe_end(&sum, &run.lane.ledger[DM_REGIME], &run.lane.world[DM_REGIME]);
    verify_breakdowns(&sum);
    assert_true(small_total(&sum, DM_COUNTER_PERSON_MONTHS, 0) == INT64_C(18) * 9000);
    assert_true(small_total(&sum, DM_COUNTER_PERSONS, 0) == 9000);
    dm_tally_clear(&sum);
    small_clear(&run);
}

#define TOTAL(name) small_total(&sum, DM_COUNTER_##name, 0)

static void
test_accounts_balance(void **state)
{
    struct small_run run;
    struct dm_tally sum, twin;
    struct dm_error err = { 0 };
    int64_t records = 0, right = 0;

    (void) state;
    small_rich(&run, NULL);
    assert_int_equal(dm_tally_init(&sum, run.setting.plan[DM_REGIME], &err), DM_OK);
    assert_int_equal(dm_tally_init(&twin, run.setting.plan[DM_TWIN], &err), DM_OK);
    for (int t = 0; t < 18; t++) {
        assert_int_equal(dm_lane_tick(&run.lane, true, &err), DM_OK);
        dm_tally_add(&sum, &run.lane.month[DM_REGIME]);
        dm_tally_add(&twin, &run.lane.month[DM_TWIN]);
    }
    for (int32_t c = 0; c < 3; c++) {
        records += small_total(&sum, DM_COUNTER_CHANNEL_RECORDS, c);
        right += small_total(&sum, DM_COUNTER_CHANNEL_TRUE, c);
    }
    assert_true(records == TOTAL(RECORDS) && right == TOTAL(RECORDS_TRUE));
    assert_true(right > 0 && right < records);
    assert_true(TOTAL(GAINS) - TOTAL(LOSSES) ==
                TOTAL(INCOME) - small_total(&twin, DM_COUNTER_INCOME, 0));
    assert_true(TOTAL(GAINS) > 0 && TOTAL(LOSSES) > 0);
    assert_true(TOTAL(LABOUR) == small_total(&twin, DM_COUNTER_LABOUR, 0));
    assert_true(TOTAL(EMPLOYED) < TOTAL(LABOUR));
    assert_true(small_total(&twin, DM_COUNTER_EXPRESSION, 0) - TOTAL(EXPRESSION) <=
                TOTAL(EXPRESSION_FALL));
    assert_true(TOTAL(SANCTIONED) >= TOTAL(LISTED) / 2 &&
                TOTAL(SANCTIONED) <= TOTAL(PERSON_MONTHS));
    /* no scheme here sanctions by rule: every spell-month is explained */
    assert_true(TOTAL(BY_UNLAWFUL) + TOTAL(BY_LAWFUL) + TOTAL(BY_ERROR) +
                    TOTAL(BY_ASSOCIATION) + TOTAL(BY_INHERITED) ==
                DM_CAUSE_WHOLE * TOTAL(SPELL_MONTHS));
    assert_true(TOTAL(WRONG_RULE) > 0 && TOTAL(WRONG_LAW) <= TOTAL(WRONG_LAW_WIDE));
    assert_true(TOTAL(WRONG_LAW_WIDE) < TOTAL(SPELL_MONTHS));
    dm_tally_clear(&sum);
    dm_tally_clear(&twin);
    small_clear(&run);
}

/* Intensities are the sums of everybody's rates, whatever table they come from. */
static void
verify_intensity(struct small_run *run, int side)
{
    const struct dm_block *block = &run->lane.workers[0].block[side];
    uint64_t offences = 0, expression = 0;

    for (int32_t a = 0; a < run->scenario->n_acts; a++) {
        const struct dm_act *act = &run->scenario->acts[a];
        bool speaks = act->lawful && strcmp(act->domain.s, "expression") == 0;

        for (uint32_t i = 0; i < block->m; i++) {
            int32_t index = dm_block_rate_index(block, a, i);
            uint64_t rate = index == DM_NO_RATE ? 0 : block->grid->rate24[index - DM_I_MIN];

            offences += act->lawful ? 0 : rate;
            expression += speaks ? rate : 0;
        }
    }
    assert_true(
        small_total(&run->lane.month[side], DM_COUNTER_OFFENCES, 0) == (int64_t) offences);
    assert_true(small_total(&run->lane.month[side], DM_COUNTER_EXPRESSION, 0) ==
                (int64_t) expression);
}

static void
test_intensities(void **state)
{
    struct small_run run;
    struct dm_error err = { 0 };

    (void) state;
    small_rich(&run, (const char *[]){ "society.persons=4096", NULL });
    for (int t = 0; t < 8; t++) {
        assert_int_equal(dm_lane_tick(&run.lane, true, &err), DM_OK);
        verify_intensity(&run, DM_REGIME);
        verify_intensity(&run, DM_TWIN);
    }
    small_clear(&run);
}

/* ---- rows ---- */

#define MAX_ROWS 4000

struct kept {
    char id[80], dimension[40], level[40];
    int64_t n;
    bool is_difference;
    struct dm_value regime, twin, difference;
};

struct rows {
    struct kept *metric;
    int n_metrics, n_runs, n_months, first_month, last_month;
    struct dm_run_row run;
    char checksum[33], twin_checksum[33], measures_checksum[33];
    dm_status fail_with;
};

static dm_status
take_run(void *self, const struct dm_run_row *row, struct dm_error *err)
{
    struct rows *rows = self;

    (void) err;
    rows->n_runs++;
    rows->run = *row;
    (void) snprintf(rows->checksum, sizeof rows->checksum, "%s", row->checksum);
    (void) snprintf(
        rows->twin_checksum, sizeof rows->twin_checksum, "%s", row->twin_checksum);
    (void) snprintf(rows->measures_checksum, sizeof rows->measures_checksum, "%s",
        row->measures_checksum);
    return DM_OK;
}

static dm_status
take_metric(void *self, const struct dm_metric_row *row, struct dm_error *err)
{
    struct rows *rows = self;
    struct kept *kept = &rows->metric[rows->n_metrics];

    assert_true(rows->n_runs == 1); /* the run comes first */
    assert_true(rows->n_months == 0);
    assert_true(rows->n_metrics < MAX_ROWS);
    assert_true(
        strlen(row->unit) > 0 && strlen(row->direction) > 0 && strlen(row->sentence) > 0);
    if (rows->fail_with != DM_OK) {
        return dm_error_set(err, rows->fail_with, "the disk is full");
    }
    (void) snprintf(kept->id, sizeof kept->id, "%s", row->id);
    (void) snprintf(kept->dimension, sizeof kept->dimension, "%s",
        row->dimension != NULL ? row->dimension : "");
    (void) snprintf(
        kept->level, sizeof kept->level, "%s", row->level != NULL ? row->level : "");
    kept->n = row->n;
    kept->is_difference = row->is_difference;
    kept->regime = row->regime;
    kept->twin = row->twin;
    kept->difference = row->difference;
    rows->n_metrics++;
    return DM_OK;
}

static dm_status
take_month(void *self, const struct dm_month_row *row, struct dm_error *err)
{
    struct rows *rows = self;

    (void) err;
    rows->first_month = rows->n_months == 0 || row->month < rows->first_month
                            ? row->month
                            : rows->first_month;
    rows->last_month = rows->n_months == 0 || row->month > rows->last_month
                           ? row->month
                           : rows->last_month;
    rows->n_months++;
    return DM_OK;
}

static dm_status
run_rows(struct rows *rows, struct dm_scenario *scenario,
    const struct dm_pair_options *options, struct dm_error *err)
{
    struct dm_sink sink = {
        .self = rows, .run = take_run, .metric = take_metric, .month = take_month
    };
    dm_status st;

    rows->metric = calloc(MAX_ROWS, sizeof *rows->metric);
    assert_non_null(rows->metric);
    st = dm_pair_run(scenario, options, &sink, err);
    dm_scenario_free(scenario);
    return st;
}

static void
run_rich(struct rows *rows, const char *const *sets, struct dm_pair_options options)
{
    struct dm_error err = { 0 };

    *rows = (struct rows){ 0 };
    if (run_rows(rows, small_scenario("schema: demerit/1\nextends: rich\n", sets), &options,
            &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
}

#define SHORT "run.years=2", "society.persons=4500"

/* Index in measures.def of an id, services expanded. */
static int
place_of(const char *id)
{
    for (int m = 0; m < DM_N_MEASURES; m++) {
        size_t stem = strcspn(dm_measures[m].id, "S");
        bool expands = strstr(dm_measures[m].id, "SERVICE") != NULL;

        if (expands ? strncmp(dm_measures[m].id, id, stem) == 0
                    : strcmp(dm_measures[m].id, id) == 0) {
            return m;
        }
    }
    fail_msg("%s is no measure", id);
    return -1;
}

static bool
same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool
same_value(struct dm_value a, struct dm_value b)
{
    return same(a.mean, b.mean) && same(a.lo, b.lo) && same(a.hi, b.hi);
}

static bool
undefined(struct dm_value v)
{
    return isnan(v.mean) && isnan(v.lo) && isnan(v.hi);
}

static void
test_order_of_rows(void **state)
{
    struct rows rows;
    int last = 0, measures = 0;

    (void) state;
    run_rich(
        &rows, (const char *[]){ SHORT, NULL }, (struct dm_pair_options){ .threads = 1 });
    for (int k = 0; k < rows.n_metrics; k++) {
        int place = place_of(rows.metric[k].id);

        assert_true(place >= last);
        measures += k == 0 || place > last;
        last = place;
        /* a measure's total comes first; an id is sent in one piece */
        assert_true(k > 0 && strcmp(rows.metric[k].id, rows.metric[k - 1].id) == 0
                        ? rows.metric[k].dimension[0] != '\0'
                        : rows.metric[k].dimension[0] == '\0');
    }
    assert_int_equal(measures, DM_N_MEASURES);
    assert_true(rows.n_months > 0);
    assert_int_equal(rows.first_month, 6); /* the warm-up is left out */
    assert_int_equal(rows.last_month, 23);
    assert_int_equal(rows.run.months, 24);
    assert_true(rows.run.persons == 4500);
    small_assert_near(
        "person-months", rows.run.person_months, 4500.0 * 24.0 * 2.0 * 2.0, 1.0, 0.5);
    free(rows.metric);
}

/* One dimension at a time, from the list; group never crosses jurisdiction. */
static void
test_dimensions(void **state)
{
    static const char *const allowed[] = { "", "group", "income_quintile", "setting",
        "age_band", "tier", "jurisdiction", "channel", "context" };
    struct rows rows;
    int seen[SMALL_COUNT(allowed)] = { 0 };

    (void) state;
    run_rich(
        &rows, (const char *[]){ SHORT, NULL }, (struct dm_pair_options){ .threads = 1 });
    for (int k = 0; k < rows.n_metrics; k++) {
        size_t d = 0;

        while (
            d < SMALL_COUNT(allowed) && strcmp(rows.metric[k].dimension, allowed[d]) != 0) {
            d++;
        }
        assert_true(d < SMALL_COUNT(allowed));
        seen[d]++;
    }
    for (size_t d = 0; d < SMALL_COUNT(allowed); d++) {
        assert_true(seen[d] > 0);
    }
    free(rows.metric);
}

static void
test_thin_cells(void **state)
{
    struct rows rows;
    int thin = 0, shown = 0;

    (void) state;
    run_rich(&rows, (const char *[]){ "run.years=1", "society.persons=100", NULL },
        (struct dm_pair_options){ .threads = 1 });
    for (int k = 0; k < rows.n_metrics; k++) {
        const struct kept *row = &rows.metric[k];

        if (row->dimension[0] == '\0') {
            assert_true(row->n == 2); /* replicates */
        } else if (row->n < 20) {
            assert_true(undefined(row->regime) && undefined(row->twin) &&
                        undefined(row->difference));
            thin++;
        } else {
            shown += !undefined(row->regime);
        }
    }
    assert_true(thin > 20 && shown > 20);
    free(rows.metric);
}

static void
verify_values(const struct rows *rows, bool single)
{
    for (int k = 0; k < rows->n_metrics; k++) {
        const struct kept *row = &rows->metric[k];

        if (single) {
            assert_true(same(row->regime.lo, row->regime.mean) &&
                        same(row->regime.hi, row->regime.mean));
            assert_true(
                same(row->twin.lo, row->twin.mean) && same(row->twin.hi, row->twin.mean));
            assert_true(same(row->difference.lo, row->difference.mean) &&
                        same(row->difference.hi, row->difference.mean));
        } else if (!undefined(row->regime)) {
            assert_true(
                row->regime.lo <= row->regime.mean && row->regime.mean <= row->regime.hi);
        }
        if (row->is_difference) {
            assert_true(undefined(row->twin));
            assert_true(same_value(row->regime, row->difference));
        } else if (!undefined(row->twin) && !undefined(row->difference)) {
            small_assert_near(row->id, row->difference.mean,
                row->regime.mean - row->twin.mean, 1e-9 * (1.0 + fabs(row->regime.mean)),
                1.0);
        }
    }
}

static void
test_values(void **state)
{
    struct rows rows;

    (void) state;
    run_rich(&rows, (const char *[]){ SHORT, "run.replicates=1", NULL },
        (struct dm_pair_options){ .threads = 1 });
    verify_values(&rows, true);
    free(rows.metric);
    run_rich(&rows, (const char *[]){ SHORT, "run.replicates=3", NULL },
        (struct dm_pair_options){ .threads = 1 });
    verify_values(&rows, false);
    free(rows.metric);
}

static void
test_without_a_twin(void **state)
{
    struct rows rows;

    (void) state;
    run_rich(&rows, (const char *[]){ SHORT, "twin=no", NULL },
        (struct dm_pair_options){ .threads = 1 });
    assert_string_equal(rows.twin_checksum, "");
    assert_int_equal(strlen(rows.checksum), 32);
    for (int k = 0; k < rows.n_metrics; k++) {
        assert_true(undefined(rows.metric[k].twin) && undefined(rows.metric[k].difference));
        assert_true(!rows.metric[k].is_difference || undefined(rows.metric[k].regime));
    }
    free(rows.metric);
}

static void
assert_same_rows(const struct rows *a, const struct rows *b)
{
    assert_string_equal(a->checksum, b->checksum);
    assert_string_equal(a->twin_checksum, b->twin_checksum);
    assert_string_equal(a->measures_checksum, b->measures_checksum);
    assert_int_equal(a->n_metrics, b->n_metrics);
    for (int k = 0; k < a->n_metrics; k++) {
        assert_string_equal(a->metric[k].id, b->metric[k].id);
        assert_true(a->metric[k].n == b->metric[k].n);
        assert_true(same_value(a->metric[k].regime, b->metric[k].regime));
        assert_true(same_value(a->metric[k].twin, b->metric[k].twin));
        assert_true(same_value(a->metric[k].difference, b->metric[k].difference));
    }
}

/* Threads, tiles, and replicates side by side or in turn: to the last bit of every row. */
static void
test_scheduling_changes_nothing(void **state)
{
    static const struct dm_pair_options others[] = {
        { .threads = 2 },
        { .threads = 4, .tile_communities = 3 },
        { .threads = 1, .tile_communities = 16 },
        { .threads = 2, .lanes = 1, .tile_communities = 1 },
        { .threads = 4, .lanes = 2 },
    };
    struct rows one, other;

    (void) state;
    run_rich(&one, (const char *[]){ "run.years=2", "run.replicates=3", NULL },
        (struct dm_pair_options){ .threads = 1, .tile_communities = 1 });
    for (size_t k = 0; k < SMALL_COUNT(others); k++) {
        run_rich(
            &other, (const char *[]){ "run.years=2", "run.replicates=3", NULL }, others[k]);
        assert_same_rows(&one, &other);
        free(other.metric);
    }
    free(one.metric);
}

/* ---- what ends a run ---- */

static bool
stop_at_once(void *self, double done, double all)
{
    (void) self;
    assert_true(done > 0.0 && done <= all);
    return true;
}

static void
test_stopping(void **state)
{
    struct dm_progress progress = { .tick = stop_at_once };
    struct dm_pair_options options = { .threads = 2, .progress = &progress };
    struct rows rows = { 0 };
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(
        run_rows(&rows, small_scenario("schema: demerit/1\nextends: rich\n", NULL),
            &options, &err),
        DM_ESTOPPED);
    assert_string_equal(err.text, "stopped");
    assert_int_equal(rows.n_runs + rows.n_metrics + rows.n_months, 0);
    free(rows.metric);
}

static void
test_sink_fails(void **state)
{
    struct dm_pair_options options = { .threads = 1 };
    struct rows rows = { .fail_with = DM_EIO };
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(run_rows(&rows,
                         small_scenario("schema: demerit/1\nextends: rich\n",
                             (const char *[]){ SHORT, NULL }),
                         &options, &err),
        DM_EIO);
    assert_string_equal(err.text, "the disk is full");
    assert_int_equal(rows.n_metrics, 0);
    free(rows.metric);
}

static void
test_refused_plan(void **state)
{
    struct dm_pair_options options = { .threads = 1 };
    struct rows rows = { 0 };
    struct dm_error err = { 0 };

    (void) state;
    assert_int_equal(run_rows(&rows,
                         small_scenario("schema: demerit/1\nextends: rich\n",
                             (const char *[]){ "acts.bill.rate=700/year", NULL }),
                         &options, &err),
        DM_ESCENARIO);
    assert_non_null(strstr(
        err.text, "acts.bill.rate: some persons would do it more than 64 times a month"));
    assert_int_equal(rows.n_runs, 0);
    free(rows.metric);
}

/* ---- measures over persons ---- */

struct crowd {
    struct dm_scenario *scenario;
    struct dm_population people;
    struct dm_ledger ledger;
};

static void
crowd_init(struct crowd *self, const char *const *sets)
{
    struct dm_error err = { 0 };

    self->scenario = small_scenario("schema: demerit/1\nextends: base\n", sets);
    assert_int_equal(dm_population_init(&self->people, self->scenario, 0, &err), DM_OK);
    assert_int_equal(dm_ledger_init(&self->ledger, self->people.n, &err), DM_OK);
}

static void
crowd_clear(struct crowd *self)
{
    dm_ledger_clear(&self->ledger);
    dm_population_clear(&self->people);
    dm_scenario_free(self->scenario);
}

static double
gap(const struct crowd *self)
{
    struct dm_error err = { 0 };

    return dm_gap_at_equal_conduct(&self->ledger, &self->ledger, &self->people, &err);
}

static uint32_t
arbitrary(uint64_t i)
{
    uint32_t out[4];

    dm_philox((uint32_t[4]){ (uint32_t) i }, (struct dm_key){ .seed = 31 }, out);
    return out[0];
}

/* The mark alone costs two months; conduct costs too, and B does more of it: the gap is
 * what the mark costs. */
static void
test_gap_at_equal_conduct(void **state)
{
    struct crowd crowd;

    (void) state;
    crowd_init(&crowd, (const char *[]){ "society.persons=50000", NULL });
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        bool b = (crowd.people.traits[p] & DM_TRAIT_GROUP_B) != 0;
        uint32_t class_ =
            arbitrary(p) % 8 + (b ? arbitrary(p) >> 31 : 0); /* B leans upwards */

        crowd.ledger.conduct[p] = class_ < 2 ? 0 : 1000 * (class_ < 7 ? class_ : 7);
        crowd.ledger.lost[p] =
            65536 * (crowd.ledger.conduct[p] / 1000) + (b ? 2 * 65536 : 0);
    }
    small_assert_near("gap", gap(&crowd), 2.0, 1e-9, 1.0);
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        crowd.ledger.lost[p] = 3 * 65536;
    }
    small_assert_near("gap of equals", gap(&crowd), 0.0, 1e-12, 1.0);
    crowd_clear(&crowd);
    crowd_init(&crowd, (const char *[]){ "society.group_b=0", NULL });
    assert_true(isnan(gap(&crowd))); /* nobody to compare */
    crowd_clear(&crowd);
}

/* Twice the midrank, by counting. */
static double
midrank(const struct crowd *self, uint64_t p, bool income)
{
    double rank = 1.0;

    for (uint64_t q = 0; q < self->people.n; q++) {
        int64_t x = income ? (int64_t) (self->people.income_rank[p] >> 16)
                           : (int64_t) self->ledger.score[p];
        int64_t y = income ? (int64_t) (self->people.income_rank[q] >> 16)
                           : (int64_t) self->ledger.score[q];

        rank += 2.0 * (y < x) + (y == x);
    }
    return rank;
}

static double
spearman(const struct crowd *self)
{
    double middle = (double) self->people.n + 1.0, xy = 0.0, xx = 0.0, yy = 0.0;

    for (uint64_t p = 0; p < self->people.n; p++) {
        double x = midrank(self, p, false) - middle, y = midrank(self, p, true) - middle;

        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    return xy / sqrt(xx * yy);
}

static void
test_rank_correlation(void **state)
{
    struct crowd crowd;

    (void) state;
    crowd_init(&crowd, (const char *[]){ "society.persons=3000", NULL });
    assert_true(
        isnan(dm_score_income_rank(&crowd.ledger, &crowd.people))); /* all scores alike */
    for (int sign = -1; sign <= 1; sign += 2) {
        for (uint64_t p = 0; p < crowd.people.n; p++) {
            crowd.ledger.score[p] = sign * (int32_t) (crowd.people.income_rank[p] >> 16);
        }
        small_assert_near("one order", dm_score_income_rank(&crowd.ledger, &crowd.people),
            sign, 1e-12, 1.0);
    }
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        crowd.ledger.score[p] = (int32_t) (arbitrary(p) % 200) - 100 +
                                (int32_t) (crowd.people.income_rank[p] >> 26);
    }
    small_assert_near("by counting", dm_score_income_rank(&crowd.ledger, &crowd.people),
        spearman(&crowd), 1e-12, 1.0);
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        crowd.ledger.score[p] = (int32_t) (arbitrary(p) % 200);
    }
    small_assert_near("unrelated", dm_score_income_rank(&crowd.ledger, &crowd.people), 0.0,
        1.0 / sqrt(3000.0), 4.0);
    crowd_clear(&crowd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breakdowns_add_up),
        cmocka_unit_test(test_accounts_balance),
        cmocka_unit_test(test_intensities),
        cmocka_unit_test(test_order_of_rows),
        cmocka_unit_test(test_dimensions),
        cmocka_unit_test(test_thin_cells),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_without_a_twin),
        cmocka_unit_test(test_scheduling_changes_nothing),
        cmocka_unit_test(test_stopping),
        cmocka_unit_test(test_sink_fails),
        cmocka_unit_test(test_refused_plan),
        cmocka_unit_test(test_gap_at_equal_conduct),
        cmocka_unit_test(test_rank_correlation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
