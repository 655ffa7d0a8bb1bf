/* SPDX-License-Identifier: Apache-2.0
 *
 * Studies: what is refused and where, the value of a factor in a row, assumed values as
 * factors, and rows that come out the same whoever runs them. */
#include "experiment/findings.h"
#include "experiment/sweep_rows.h"

#include "memory_files.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char WORLD[] =
    "schema: demerit/1\n"
    "twin: no\n"
    "run: {years: 2, warmup_months: 12, replicates: 2, seed: 1}\n"
    "society: {persons: 800, group_b: {value: 10 %, source: assumed, range: [0.05, 0.3]}}\n"
    "acts:\n"
    "  late-bill: {domain: finance, lawful: false,\n"
    "    rate: {value: 6 %/month, source: assumed, range: [0.01, 0.1]}}\n"
    "channels:\n"
    "  company: {context: finance, sees: {late-bill: {value: 90 %, source: assumed}},\n"
    "    false_records: 0.1/year,\n"
    "    misattribution: {value: 1 %, group_b: 3 %, source: assumed, range: [0, 0.05]}}\n"
    "schemes:\n"
    "  city: {start: 100, low: 0, high: 200, published: true, points: {late-bill: -30},\n"
    "    records_expire: {value: 24 months, source: assumed, range: [6, 48]},\n"
    "    tiers: [{id: low, below: 60}, {id: high, from: 60}]}\n"
    "lists:\n"
    "  shame: {kind: black, enter: {tier: low}, term: 6 months, published: true}\n"
    "services: {loan: {demand: 0.5/year, related_to: [finance]}}\n"
    "sanctions: {no-loan: {on: {list: shame}, service: loan, denies: 90 %}}\n";

#define HEAD   "schema: demerit-study/1\nscenario: world\n"
#define DESIGN "design: {kind: latin-hypercube, samples: 6}\n"

static struct dm_study *
read_study(const char *text, struct dm_diagnostics *found, dm_status expected)
{
    struct memory_file files[] = { { "study.yaml", text }, { "world", WORLD },
        { NULL, NULL } };
    struct dm_file_source source = { .context = files, .load = memory_load };
    struct dm_study *study = NULL;
    struct dm_strbuf told = { .text = NULL };
    dm_status st = dm_study_read(&study, "study.yaml", &source, NULL, 0, found);

    dm_diagnostics_text(found, false, &told);
    if (st != expected) {
        fail_msg("status %d: %s", (int) st, told.text != NULL ? told.text : text);
    }
    dm_strbuf_clear(&told);
    return study;
}

static struct dm_study *
good_study(const char *text)
{
    struct dm_diagnostics found = { .items = NULL };
    struct dm_study *study = read_study(text, &found, DM_OK);

    dm_diagnostics_clear(&found);
    return study;
}

/* ---- what is refused ---- */

static const struct {
    const char *text;
    int number, line;
    const char *says;
} BAD[] = {
    { HEAD "objective: {minimise: offence_change}\n" DESIGN "factors: assumed\n", 200, 3,
        "a study has no objective" },
    { HEAD "design: {kind: sobol, samples: 4, target: 3}\nfactors: assumed\n", 200, 3,
        "searches for no optimum" },
    { HEAD DESIGN
        "factors:\n  a: {path: schemes.city.start, range: [1, 9], maximise: true}\n",
        200, 5, "draws no frontier" },
    { HEAD DESIGN, 201, 1, "a study needs `factors`" },
    { HEAD DESIGN "factors:\n  a: {path: run.seed, values: [1, 2]}\n", 202, 5,
        "all rows have the same luck" },
    { HEAD DESIGN "factors:\n  a: {path: schemes.city.nothing, range: [1, 2]}\n", 202, 5,
        "is no number of a scenario" },
    { HEAD DESIGN "factors:\n  a: {path: schemes.city.start}\n", 203, 5,
        "needs `range` or `values`" },
    { HEAD DESIGN "factors:\n  a: {path: schemes.city.start, range: [9, 1]}\n", 204, 5,
        "the lower end comes first" },
    { HEAD DESIGN "factors:\n  a: {path: acts.late-bill.rate, range: [1, 2]}\n", 204, 5,
        "an end of this range is a rate" },
    { HEAD DESIGN "factors:\n  a: {path: schemes.city.start, range: [0, 9], scale: log}\n",
        204, 5, "begins above 0" },
    { HEAD DESIGN "factors:\n  a: {path: channels.company.active, values: [on, of]}\n", 205,
        5, "the scenario refuses it" },
    { HEAD DESIGN "factors:\n  a: {path: schemes.city.start, range: [1, 300]}\n", 205, 5,
        "the scenario refuses it" },
    { HEAD "design: {kind: morris, levels: 3}\nfactors: assumed\n", 206, 3,
        "3 is not an even number" },
    { HEAD "design: {kind: grid, samples: 3}\nfactors: assumed\n", 206, 3,
        "a grid design has no samples" },
    { HEAD DESIGN "metrics: [denial]\nfactors: assumed\n", 207, 4,
        "has no measure `denial`" },
    { HEAD DESIGN "factors:\n  a: {path: schemes.city.start, range: [1, 2]}\n"
                  "  b: {path: schemes.city.start, range: [3, 4]}\n",
        208, 6, "varies this path already" },
    { HEAD DESIGN "factors:\n  a: {path: sanctions.no-loan.denies, range: [50 %, 120 %]}\n",
        154, 5, "120 % is above 100 %" },
    { HEAD DESIGN "persons: 0\nfactors: assumed\n", 154, 4, "0 is below 1" },
    { HEAD DESIGN "set: {lists.shame.term: 3 parsecs}\nfactors: assumed\n", 152, 4,
        "has a unit that a duration does not have" },
    { "schema: demerit/1\n", 121, 1, "this is no study" },
};

static void
test_refused(void **state)
{
    (void) state;
    for (size_t i = 0; i < COUNT(BAD); i++) {
        struct dm_diagnostics found = { .items = NULL };
        struct dm_study *study = read_study(BAD[i].text, &found, DM_ESCENARIO);

        assert_null(study);
        assert_true(found.n >= 1);
        if (found.items[0].number != BAD[i].number || found.items[0].line != BAD[i].line ||
            strstr(found.items[0].message, BAD[i].says) == NULL) {
            fail_msg("case %zu: E%04d in line %d: %s", i, found.items[0].number,
                found.items[0].line, found.items[0].message);
        }
        dm_diagnostics_clear(&found);
    }
}

static void
test_all_at_once(void **state)
{
    struct dm_diagnostics found = { .items = NULL };

    (void) state;
    (void) read_study(HEAD "persns: 3\n" DESIGN "goal: 1\nfactors:\n  a: {path: x.y}\n"
                           "  B: {path: z}\n",
        &found, DM_ESCENARIO);
    assert_int_equal(found.n, 4);
    dm_diagnostics_clear(&found);
    /* a kind that is not known keeps no number from being looked at */
    (void) read_study(HEAD
        "design: {kind: lattice, samples: -1, trajectories: 0, levels: 1}\n"
        "factors: assumed\n",
        &found, DM_ESCENARIO);
    assert_int_equal(found.n, 4);
    assert_non_null(strstr(found.items[0].message, "one of grid"));
    assert_non_null(strstr(found.items[1].message, "-1 is not in 1 to"));
    assert_non_null(strstr(found.items[2].message, "0 is not in 1 to"));
    assert_non_null(strstr(found.items[3].message, "1 is not in 2 to"));
    dm_diagnostics_clear(&found);
}

/* A file cut off anywhere is read or refused, and no more than that. */
static void
test_cut_anywhere(void **state)
{
    static const char text[] =
        HEAD "set: {lists.shame.term: 9 months}\nmetrics: [listed_share]\n"
             "design: {kind: morris, trajectories: 2, levels: 4}\nassumed: [schemes]\n"
             "factors:\n  a: {path: schemes.city.start, range: [90, 120]}\n"
             "  b: {path: schemes.city.records_expire, values: [never, 1 year]}\n";
    char cut[sizeof text];
    int n_read = 0;

    (void) state;
    for (size_t n = 0; n < sizeof text; n++) {
        struct memory_file files[] = { { "study.yaml", cut }, { "world", WORLD },
            { NULL, NULL } };
        struct dm_file_source source = { .context = files, .load = memory_load };
        struct dm_diagnostics found = { .items = NULL };
        struct dm_study *study = NULL;

        memcpy(cut, text, n);
        cut[n] = '\0';
        dm_status st = dm_study_read(&study, "study.yaml", &source, NULL, 0, &found);
        assert_true((st == DM_OK) == (study != NULL) && (st == DM_OK) == (found.n == 0));
        n_read += st == DM_OK;
        dm_study_free(study);
        dm_diagnostics_clear(&found);
    }
    assert_true(n_read > 0 && n_read < 80);
}

/* ---- values ---- */

static void
assert_value(const struct dm_study *study, int64_t row, int32_t factor, const char *wanted)
{
    struct dm_strbuf text = { .text = NULL };

    dm_study_value(study, row, factor, &text);
    assert_string_equal(text.text, wanted);
    dm_strbuf_clear(&text);
}

static void
test_values_of_a_grid(void **state)
{
    struct dm_study *study = good_study(
        HEAD "design: {kind: grid, levels: 4}\nfactors:\n"
             "  a: {path: sanctions.no-loan.denies, range: [10 %, 90 %]}\n"
             "  b: {path: schemes.city.records_expire, values: [never, 1 year]}\n"
             "  c: {path: acts.late-bill.rate, range: [0.001/year, 1/year], "
             "scale: log}\n"
             "  d: {path: schemes.city.points.late-bill, range: [-40, -10], "
             "levels: 2}\n");

    (void) state;
    assert_int_equal(study->design.n_rows, 4 * 2 * 4 * 2);
    assert_value(study, 0, 0, "10 %");
    assert_value(study, 63, 0, "90 %");
    assert_value(study, 16, 0, "36.6666667 %"); /* nano, half up */
    assert_value(study, 0, 1, "never");
    assert_value(study, 8, 1, "1 year");
    assert_value(study, 0, 2, "0.001/year");
    assert_value(study, 2, 2, "0.01/year");
    assert_value(study, 4, 2, "0.1/year");
    assert_value(study, 6, 2, "1/year");
    assert_value(study, 0, 3, "-40");
    assert_value(study, 1, 3, "-10");
    dm_study_free(study);
}

/* Ends are reached exactly, and a finer coordinate never goes down. */
static void
test_numbers_are_monotone(void **state)
{
    struct dm_study_factor factor = { .low = 7, .high = 123456789012 };

    (void) state;
    for (int log = 0; log < 2; log++) {
        int64_t last = log ? 100000 : factor.low;

        factor.is_log = log == 1;
        factor.low = last;
        for (uint64_t k = 0; k <= 1000; k++) {
            struct dm_coordinate at = { k, 1000 };
            int64_t value = dm_study_number(&factor, at);

            assert_true(value >= last && value <= factor.high);
            last = value;
        }
        assert_true(last == factor.high);
    }
}

static void
test_assumed(void **state)
{
    struct dm_study *study =
        good_study(HEAD "design: {kind: factorial}\nfactors: assumed\n");
    static const char *const ids[] = { "society.group_b", "acts.late-bill.rate",
        "channels.company.misattribution", "schemes.city.records_expire" };

    (void) state;
    assert_int_equal(study->n_factors, COUNT(ids));
    for (size_t f = 0; f < COUNT(ids); f++) {
        assert_string_equal(study->factors[f].id, ids[f]);
        assert_true(study->factors[f].is_assumed);
    }
    /* 0.01 of a value written by the month is by the month */
    assert_true(study->factors[1].low == 12 * INT64_C(10000000));
    assert_true(study->factors[3].high == 48);
    assert_int_equal(study->n_omitted, 1);
    assert_string_equal(study->omitted[0].path, "channels.company.sees.late-bill");
    assert_string_equal(study->omitted[0].why, "it states no range");
    dm_study_free(study);
    study = good_study(
        HEAD DESIGN "set: {society.group_b.value: 20 %}\nassumed: [society, acts]\n");
    assert_int_equal(study->n_factors, 1);
    assert_string_equal(study->omitted[0].why, "the study sets it");
    dm_study_free(study);
}

/* A value for all leaves that of group B alone. */
static void
test_assumed_keeps_group_b(void **state)
{
    struct dm_study *study =
        good_study(HEAD "design: {kind: grid, levels: 2}\nassumed: [channels]\n");
    struct memory_file files[] = { { "world", WORLD }, { NULL, NULL } };
    struct dm_file_source source = { .context = files, .load = memory_load };
    struct dm_diagnostics found = { .items = NULL };
    struct dm_scenario *scenario = NULL;

    (void) state;
    assert_int_equal(dm_study_row(study, 1, &source, &scenario, &found), DM_OK);
    assert_true(scenario->regime.channels[0].misattribution_nano[0] == 50000000);
    assert_true(scenario->regime.channels[0].misattribution_nano[1] == 30000000);
    dm_scenario_free(scenario);
    dm_study_free(study);
}

static void
test_hash(void **state)
{
    static const char *const texts[] = { HEAD DESIGN "assumed: [acts]\n",
        HEAD DESIGN "assumed: [schemes]\n",
        HEAD "design: {kind: latin-hypercube, samples: 6, seed: 2}\nassumed: [acts]\n",
        HEAD DESIGN "assumed: [acts]\npersons: 900\n",
        HEAD DESIGN "assumed: [acts]\nmetrics: [listed_share]\n" };
    struct dm_study *first = good_study(texts[0]);
    struct dm_study *same = good_study(HEAD "title: Another\n" DESIGN "assumed: [acts]\n");

    (void) state;
    assert_string_equal(first->hash, same->hash);
    for (size_t i = 1; i < COUNT(texts); i++) {
        struct dm_study *other = good_study(texts[i]);
        assert_string_not_equal(first->hash, other->hash);
        dm_study_free(other);
    }
    dm_study_free(first);
    dm_study_free(same);
}

/* ---- rows ---- */

enum { MOST_ROWS = 16 };

struct seen {
    int n;
    char checksum[MOST_ROWS][33];
    char error[MOST_ROWS][128];
    double listed[MOST_ROWS];
};

static dm_status
see(void *context, const struct dm_sweep_row *row, struct dm_error *err)
{
    struct seen *self = context;

    (void) err;
    self->n++;
    if (row->table != NULL) {
        int32_t m = dm_table_find(row->table, "listed_share");

        memcpy(self->checksum[row->row], row->table->measures_checksum, 33);
        self->listed[row->row] = dm_table_values(row->table, DM_TABLE_REGIME, m)[0];
    } else {
        (void) snprintf(self->error[row->row], sizeof self->error[0], "%s", row->error);
    }
    return DM_OK;
}

static void
run_all(const struct dm_study *study, int32_t jobs, bool alone, struct seen *seen)
{
    struct memory_file files[] = { { "world", WORLD }, { NULL, NULL } };
    struct dm_file_source source = { .context = files, .load = memory_load };
    struct dm_sweep_sink sink = { .self = seen, .row = see };
    struct dm_sweep_options options = {
        .jobs = jobs, .threads = 1, .end = study->design.n_rows, .alone = alone
    };
    struct dm_error err = { .status = DM_OK };

    *seen = (struct seen){ .n = 0 };
    if (dm_sweep_run(study, &source, &options, &sink, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(seen->n, study->design.n_rows);
}

/* Neither the number of workers nor a society used twice changes a row; and rows of one
 * value are equal, as they have the same luck. */
static void
test_rows_do_not_depend_on_who_runs_them(void **state)
{
    struct dm_study *study =
        good_study(HEAD "design: {kind: grid, levels: 2}\nfactors:\n"
                        "  b: {path: society.group_b, range: [10 %, 60 %]}\n"
                        "  r: {path: acts.late-bill.rate, range: [0.5/year, 2/year]}\n"
                        "  d: {path: sanctions.no-loan.denies, range: [0 %, 90 %]}\n");
    struct seen one, four, alone;

    (void) state;
    run_all(study, 1, false, &one);
    run_all(study, 4, false, &four);
    run_all(study, 1, true, &alone);
    assert_memory_equal(one.checksum, four.checksum, sizeof one.checksum);
    assert_memory_equal(one.checksum, alone.checksum, sizeof one.checksum);
    assert_string_not_equal(one.checksum[0], one.checksum[2]);
    for (int i = 0; i < 8; i += 2) { /* who is listed does not hang on what is denied */
        assert_true(fabs(one.listed[i] - one.listed[i + 1]) <= 0.0);
    }
    dm_study_free(study);
}

static void
test_a_row_that_fails_is_told(void **state)
{
    struct dm_study *study =
        good_study(HEAD "design: {kind: grid, levels: 2}\nfactors:\n"
                        "  s: {path: schemes.city.start, range: [100, 180]}\n"
                        "  h: {path: schemes.city.high, range: [120, 200]}\n");
    struct seen seen;

    (void) state;
    run_all(study, 2, false, &seen);
    assert_string_equal(seen.error[0], "");
    assert_non_null(strstr(seen.error[2], "error[E0177]"));
    assert_true(seen.checksum[2][0] == '\0' && seen.checksum[3][0] != '\0');
    dm_study_free(study);
}

/* ---- findings ---- */

static void
test_rank_correlation(void **state)
{
    const double x[] = { 1, 2, 3, 4, (double) NAN }, up[] = { 1, 8, 27, 64, 5 },
                 down[] = { 4, 3, 2, 1, 0 }, tied[] = { 1, 1, 2, 2, 0 };
    double r;
    int64_t n;

    (void) state;
    assert_int_equal(dm_rank_correlation(x, up, 5, &r, &n, NULL), DM_OK);
    assert_true(n == 4 && fabs(r - 1.0) < 1e-15);
    assert_int_equal(dm_rank_correlation(x, down, 5, &r, &n, NULL), DM_OK);
    assert_true(fabs(r + 1.0) < 1e-15);
    assert_int_equal(dm_rank_correlation(x, tied, 5, &r, &n, NULL), DM_OK);
    assert_true(fabs(r - 4.0 / sqrt(20.0)) < 1e-15); /* by hand */
    assert_int_equal(dm_rank_correlation(x, up, 2, &r, &n, NULL), DM_OK);
    assert_true(isnan(r));
}

struct told {
    struct dm_spread_row spread;
    int n;
    double effect[8];
};

static dm_status
take_spread(void *self, const struct dm_spread_row *row, struct dm_error *err)
{
    (void) err;
    ((struct told *) self)->spread = *row;
    return DM_OK;
}

static dm_status
take_index(void *self, const struct dm_index_row *row, struct dm_error *err)
{
    struct told *told = self;

    (void) err;
    assert_string_equal(row->kind, "main_effect");
    told->effect[told->n++] = row->estimate;
    return DM_OK;
}

/* y = 10 a + b over a two-level design of 8 rows: effects are the coefficients, whatever
 * luck is. */
static void
test_findings_of_a_factorial(void **state)
{
    struct dm_study *study =
        good_study(HEAD "design: {kind: factorial}\nfactors:\n"
                        "  a: {path: schemes.city.start, range: [100, 180]}\n"
                        "  b: {path: acts.late-bill.rate, range: [0.5/year, 2/year]}\n"
                        "  c: {path: sanctions.no-loan.denies, range: [0 %, 90 %]}\n");
    struct told told = { .n = 0 };
    struct dm_finding_sink sink = { &told, take_spread, take_index };
    double y[16], luck[16];
    int64_t n = study->design.n_rows;

    (void) state;
    assert_true(n <= 16);
    for (int64_t i = 0; i < n; i++) {
        y[i] = 10.0 * dm_coordinate_double(dm_design_point(&study->design, i, 0)) +
               dm_coordinate_double(dm_design_point(&study->design, i, 1));
        luck[i] = i % 2 == 0 ? 0.5 : 1.5;
    }
    assert_int_equal(dm_findings_of(study, "m", "regime", y, luck, &sink, NULL), DM_OK);
    assert_int_equal(told.n, 3);
    assert_true(fabs(told.effect[0] - 10.0) < 1e-12 && fabs(told.effect[1] - 1.0) < 1e-12 &&
                fabs(told.effect[2]) < 1e-12);
    assert_true(fabs(told.spread.least) <= 0.0 && fabs(told.spread.most - 11.0) < 1e-12);
    assert_true(fabs(told.spread.luck - 1.0) < 1e-12 && told.spread.n == n);
    assert_true(fabs(told.spread.median - 5.5) < 1e-12);
    dm_study_free(study);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_values_of_a_grid),
        cmocka_unit_test(test_numbers_are_monotone),
        cmocka_unit_test(test_assumed),
        cmocka_unit_test(test_assumed_keeps_group_b),
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_rows_do_not_depend_on_who_runs_them),
        cmocka_unit_test(test_a_row_that_fails_is_told),
        cmocka_unit_test(test_rank_correlation),
        cmocka_unit_test(test_findings_of_a_factorial),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
