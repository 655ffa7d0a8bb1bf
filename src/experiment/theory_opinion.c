/* SPDX-License-Identifier: Apache-2.0
 *
 * Cascades of visible dissent (Granovetter 1978): thresholds 0 .. 99, and normally
 * distributed ones, whose lowest fixed point jumps at a critical spread; and how far a rule
 * that is only announced chills. The engine has a table of thresholds, here the quantiles
 * at k / N (with which a cascade stops where the continuous one does, to the next 1 / N):
 * what the table moves is computed apart and stated as the grid. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char cascade_head[] = "schema: demerit/1\n"
                                   "name: cascade\n"
                                   "family: theory\n"
                                   "twin: no\n"
                                   "forms: {dissent: thresholds}\n"
                                   "measure: {causes: off}\n"
                                   "opinion:\n"
                                   "  thresholds: [";

#define MEAN        25.0 /* per cent */
#define TABLE       500
#define FEW         100
#define ROUNDS      400 /* more than any of these cascades takes */
#define NUMBER_SIZE 16  /* bytes of a threshold as text */

/* Thresholds in per cent, dealt out so that any run of persons has some of each size. */
static char *
cascade_text(const double *percent, int n, struct dm_error *err)
{
    size_t size = sizeof cascade_head + (size_t) n * NUMBER_SIZE + 8, at;
    char *text = malloc(size);

    if (text == NULL) {
        dm_error_set(err, DM_ENOMEM, "no memory for thresholds of theory");
        return NULL;
    }
    at = (size_t) snprintf(text, size, "%s", cascade_head);
    for (int k = 0; k < n; k++) {
        double share = percent[k * 617 % n] / 100.0; /* 617 is prime to 100 and 500 */

        share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
        at += (size_t) snprintf(text + at, size - at, "%s%.9f", k > 0 ? ", " : "", share);
    }
    snprintf(text + at, size - at, "]\n");
    return text;
}

/* Share of visible dissenters when nothing changes any more. */
static dm_status
cascade(const struct dm_theory *theory, const double *percent, int n, int64_t persons,
    double *share, struct dm_error *err)
{
    char *text = cascade_text(percent, n, err);
    struct dm_lab lab = { .scenario = NULL };
    uint64_t before = 0;
    dm_status st =
        text != NULL ? dm_lab_init(&lab, theory, text, NULL, persons, err) : DM_ENOMEM;

    for (int t = 0; st == DM_OK && t < ROUNDS; t++) {
        st = dm_lab_run(&lab, 1, false, err);
        if (st == DM_OK && t > 0 && lab.world->n_dissenters == before) {
            break;
        }
        before = lab.world->n_dissenters;
    }
    *share = st == DM_OK ? (double) before / (double) lab.n : (double) NAN;
    dm_lab_clear(&lab);
    free(text);
    return st;
}

/* As many persons as thresholds, however thin the rest is. */
static dm_status
cascade_of_table(const struct dm_theory *theory, const double *percent, int n,
    double *share, struct dm_error *err)
{
    return cascade(theory, percent, n, n * theory->thin, share, err);
}

static void
normal_quantiles(double *percent, int n, double sigma, double place)
{
    for (int k = 0; k < n; k++) {
        percent[k] = MEAN + sigma * dm_normal_quantile((k + place) / n);
    }
}

/* ---- one hundred persons ---- */

static dm_status
say_riot(const struct dm_theory *theory, bool one_moved, struct dm_error *err)
{
    double percent[FEW], share;
    struct dm_theory_row row = {
        .expected = one_moved ? 1.0 : 100.0, .n = FEW, .unit = "persons"
    };
    dm_status st;

    for (int k = 0; k < FEW; k++) {
        percent[k] = k;
    }
    percent[1] = one_moved ? 2.0 : 1.0;
    st = cascade_of_table(theory, percent, FEW, &share, err);
    if (st != DM_OK) {
        return st;
    }
    row.simulated = share * FEW;
    snprintf(row.id, sizeof row.id, "cascade.%s", one_moved ? "one-moved" : "all");
    snprintf(row.what, sizeof row.what, "persons of 100 who act, thresholds 0 .. 99%s",
        one_moved ? " but 2 in place of 1" : "");
    return dm_theory_say(theory, row, err);
}

/* Of 100 persons at mid-quantiles few act at sigma 12.5, and all at 12.6. */
static dm_status
say_few(const struct dm_theory *theory, double sigma, double expected, const char *id,
    struct dm_error *err)
{
    double percent[FEW], share;
    struct dm_theory_row row = { .expected = expected, .n = FEW, .unit = "persons" };
    dm_status st;

    normal_quantiles(percent, FEW, sigma, 0.5);
    st = cascade_of_table(theory, percent, FEW, &share, err);
    if (st != DM_OK) {
        return st;
    }
    row.simulated = share > 0.5 ? 1.0 : 0.0;
    snprintf(row.id, sizeof row.id, "%s", id);
    snprintf(row.what, sizeof row.what,
        "1: most of 100 act, thresholds the mid-quantiles of normal(25, %.1f)", sigma);
    return dm_theory_say(theory, row, err);
}

/* ---- the normal table ---- */

static dm_status
say_normal(const struct dm_theory *theory, double sigma, struct dm_error *err)
{
    double percent[TABLE], share;
    struct dm_theory_row row = {
        .expected = dm_cascade_share(MEAN, sigma), .n = TABLE, .unit = "persons"
    };
    dm_status st;

    normal_quantiles(percent, TABLE, sigma, 0.0);
    st = cascade_of_table(theory, percent, TABLE, &share, err);
    if (st != DM_OK) {
        return st;
    }
    row.simulated = share;
    row.grid = fabs(dm_cascade_share_of(MEAN, sigma, TABLE) - row.expected);
    snprintf(row.id, sizeof row.id, "cascade.normal.%g", sigma);
    snprintf(row.what, sizeof row.what, "share who act, thresholds normal(25, %g) per cent",
        sigma);
    return dm_theory_say(theory, row, err);
}

#define CRITICAL       12.2221
#define CRITICAL_GRID  0.05
#define CRITICAL_STEPS 5

/* Halving, on many persons. */
static dm_status
say_critical(const struct dm_theory *theory, struct dm_error *err)
{
    double low = CRITICAL - 0.1, high = CRITICAL + 0.1, percent[TABLE];
    struct dm_theory_row row = { .id = "cascade.critical",
        .what = "spread at which all begin to act, mean 25 per cent",
        .expected = CRITICAL,
        .grid = CRITICAL_GRID,
        .n = 100000 / theory->thin,
        .unit = "persons" };
    dm_status st = DM_OK;

    for (int step = 0; st == DM_OK && step < CRITICAL_STEPS; step++) {
        double sigma = 0.5 * (low + high), share;

        normal_quantiles(percent, TABLE, sigma, 0.0);
        st = cascade(theory, percent, TABLE, 100000, &share, err);
        if (share > 0.5) {
            high = sigma;
        } else {
            low = sigma;
        }
    }
    row.simulated = 0.5 * (low + high);
    return st == DM_OK ? dm_theory_say(theory, row, err) : st;
}

dm_status
dm_theory_cascades(const struct dm_theory *theory, struct dm_error *err)
{
    static const double spreads[] = { 10.0, 11.0, 12.0, 12.1, 12.2, 20.0, 30.0, 50.0,
        100.0 };
    dm_status st = say_riot(theory, false, err);

    if (st == DM_OK) {
        st = say_riot(theory, true, err);
    }
    if (st == DM_OK) {
        st = say_few(theory, 12.5, 0.0, "cascade.few.12.5", err);
    }
    if (st == DM_OK) {
        st = say_few(theory, 12.6, 1.0, "cascade.few.12.6", err);
    }
    for (size_t k = 0; st == DM_OK && k < sizeof spreads / sizeof *spreads; k++) {
        st = say_normal(theory, spreads[k], err);
    }
    return st == DM_OK ? say_critical(theory, err) : st;
}

/* ---- chilling ---- */

/* Two lawful acts of the same rate, both seen whenever they happen. One costs what stands
 * between the start and a sanctioned tier; nobody is afraid yet. */
static const char chilling_yaml[] =
    "schema: demerit/1\n"
    "name: chilling\n"
    "family: theory\n"
    "twin: no\n"
    "acts:\n"
    "  free: {domain: expression, lawful: true, rate: 1/month}\n"
    "  muted: {domain: expression, lawful: true, rate: 1/month, deterrence: 0.9}\n"
    "channels:\n"
    "  ear: {context: street, sees: {free: 100 %}}\n"
    "  wall: {context: street, sees: {muted: 100 %}}\n"
    "schemes:\n"
    "  score: {start: 0, points: {muted: -1}, tiers: [{id: low, below: 0}, {id: fair, "
    "from: 0}]}\n"
    "services: {travel: {demand: 1/year}}\n"
    "sanctions: {closed: {on: {scheme: score, tier: low}, service: travel, denies: 1 %}}\n"
    "adaptation: {aware_at_start: 100 %, announced: 30 %}\n"
    "measure: {causes: off}\n";

#define CHILLED        0.27 /* deterrence times belief in an announced rule */
#define CHILLING_TICKS 60
#define INDEX_ERROR    (3.0 * 0.5 / 1024.0) /* of the rounding of rates, in nats */

static dm_status
say_chilled(const struct dm_theory *theory, double muted, double spoken, int64_t n,
    struct dm_error *err)
{
    double kept = muted / spoken, se = kept * sqrt(1.0 / muted + 1.0 / spoken);
    dm_status st = dm_theory_say(theory,
        (struct dm_theory_row){ .id = "chilling.fall",
            .what = "share of lawful expression withheld: 1 - exp(-0.9 x 0.3)",
            .expected = 1.0 - exp(-CHILLED),
            .simulated = 1.0 - kept,
            .se = se,
            .grid = kept * INDEX_ERROR,
            .n = n,
            .unit = "persons" },
        err);

    if (st != DM_OK) {
        return st;
    }
    return dm_theory_say(theory,
        (struct dm_theory_row){ .id = "chilling.band",
            .what = "the same against falls of 20 to 30 % seen when surveillance became "
                    "known: a band, no fit",
            .expected = 0.25,
            .simulated = 1.0 - kept,
            .grid = 0.05,
            .n = n,
            .unit = "persons" },
        err);
}

dm_status
dm_theory_chilling(const struct dm_theory *theory, struct dm_error *err)
{
    struct dm_lab lab;
    double count[2] = { 0.0, 0.0 };
    int64_t n = 0;
    dm_status st = dm_lab_init(&lab, theory, chilling_yaml, NULL, 20000, err);

    for (int t = 0; st == DM_OK && t < CHILLING_TICKS; t++) {
        st = dm_lab_run(&lab, 1, true, err);
        for (int c = 0; st == DM_OK && c < 2; c++) {
            count[c] += (double) dm_tally_cells(
                &lab.lane.month[DM_REGIME], DM_COUNTER_CHANNEL_RECORDS, c)[DM_CELL_TOTAL];
        }
    }
    n = (int64_t) lab.n;
    dm_lab_clear(&lab);
    return st == DM_OK ? say_chilled(theory, count[1], count[0], n, err) : st;
}
