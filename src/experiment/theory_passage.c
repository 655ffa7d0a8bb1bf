/* SPDX-License-Identifier: Apache-2.0
 *
 * First passage: how long until deductions bring a score below a line, and how much sooner
 * for a group that is falsely flagged more often. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdlib.h>

/* 1000 points, 50 off for each slip, sanctioned below 600: the 9th. 30 off, grade D below
 * 600: the 14th (Suining). */
static const char deductions_yaml[] =
    "schema: demerit/1\n"
    "name: deductions\n"
    "family: theory\n"
    "twin: no\n"
    "acts: {slip: {domain: street, lawful: false, rate: 0.5/month}}\n"
    "channels: {witness: {context: street, sees: {slip: 100 %}}}\n"
    "schemes:\n"
    "  count: {start: 0, points: {slip: 1}, tiers: [{id: all}]}\n"
    "  score:\n"
    "    start: 1000\n"
    "    points: {slip: -50}\n"
    "    tiers: [{id: low, below: 600}, {id: fair, from: 600}]\n"
    "  suining:\n"
    "    start: 1000\n"
    "    points: {slip: -30}\n"
    "    tiers: [{id: d, below: 600}, {id: c, from: 600}]\n"
    "sanctions: {label: {on: {scheme: score, tier: low}, hiring: x0.5}}\n"
    "measure: {causes: off}\n";

#define SLIP_RATE       0.5
#define EVENTS_TO_FALL  9
#define EVENTS_TO_D     14
#define DEDUCTION_TICKS 100 /* P(T > 100) is below 1e-12 */

/* Two groups of equal conduct: bad acts at 0.1 a tick of which 80 % are flagged, good acts
 * at 0.9 of which 5 % are flagged in group A, 10 % in group B. */
static const char groups_yaml[] =
    "schema: demerit/1\n"
    "name: groups\n"
    "family: theory\n"
    "twin: no\n"
    "society: {group_b: 50 %}\n"
    "acts:\n"
    "  bad: {domain: street, lawful: false, rate: 0.1/month}\n"
    "  good: {domain: street, lawful: true, rate: 0.9/month}\n"
    "channels:\n"
    "  eye: {context: street, sees: {bad: 80 %}}\n"
    "  mistake: {context: street, sees: {good: 10 %}, covers: {group_a: 50 %}}\n"
    "schemes:\n"
    "  score:\n"
    "    start: 1000\n"
    "    points: {bad: -50, good: -50}\n"
    "    tiers: [{id: low, below: 600}, {id: fair, from: 600}]\n"
    "sanctions: {label: {on: {tier: low}, hiring: x0.5}}\n"
    "measure: {causes: off}\n";

static const double bad_flagged = 0.1 * 0.8,
                    good_flagged[DM_N_GROUPS] = { 0.9 * 0.05, 0.9 * 0.10 };
#define GROUP_TICKS 400

/* Runs and notes each person's first tick in a sanctioned tier, from 1; ticks + 1 if never.
 */
static dm_status
watch_falls(struct dm_lab *lab, int ticks, uint16_t *fall, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (uint64_t p = 0; p < lab->n; p++) {
        fall[p] = (uint16_t) (ticks + 1);
    }
    for (int t = 1; st == DM_OK && t <= ticks; t++) {
        st = dm_lab_run(lab, 1, false, err);
        for (uint64_t p = 0; st == DM_OK && p < lab->n; p++) {
            if (lab->world->spell[0][p] != 0 && fall[p] > ticks) {
                fall[p] = (uint16_t) t;
            }
        }
    }
    return st;
}

/* ---- fixed deductions ---- */

static dm_status
say_share(const struct dm_theory *theory, const struct dm_lab *lab, const uint16_t *fall,
    int ticks, const char *id, const char *what, struct dm_error *err)
{
    struct dm_sample fallen = { .n = 0.0 };
    double rate = dm_lab_rate(lab, "slip", "witness", 0, SLIP_RATE);

    for (uint64_t p = 0; p < lab->n; p++) {
        dm_sample_add(&fallen, fall[p] <= ticks ? 1.0 : 0.0);
    }
    return dm_theory_say_mean(theory, id, what,
        dm_passage_by(EVENTS_TO_FALL, SLIP_RATE, ticks),
        dm_passage_by(EVENTS_TO_FALL, rate, ticks), &fallen, err);
}

/* The error of a standard deviation s is sqrt((m4 - s^4) / n) / 2s. */
static dm_status
say_spread(const struct dm_theory *theory, const struct dm_lab *lab, const uint16_t *fall,
    const struct dm_sample *time, struct dm_error *err)
{
    double variance = dm_sample_variance(time), fourth = 0.0, n = time->n;
    double expected = dm_passage_sd(EVENTS_TO_FALL, SLIP_RATE);
    double on_grid =
        dm_passage_sd(EVENTS_TO_FALL, dm_lab_rate(lab, "slip", "witness", 0, SLIP_RATE));

    for (uint64_t p = 0; p < lab->n; p++) {
        fourth += pow(fall[p] - time->mean, 4.0) / n;
    }
    return dm_theory_say(theory,
        (struct dm_theory_row){
            .id = "deductions.sd",
            .what = "standard deviation of the ticks until the 9th deduction",
            .expected = expected,
            .simulated = sqrt(variance),
            .se = sqrt((fourth - variance * variance) / n) / (2.0 * sqrt(variance)),
            .grid = fabs(on_grid - expected),
            .n = (int64_t) lab->n,
            .unit = "persons",
        },
        err);
}

static dm_status
say_falls(const struct dm_theory *theory, const struct dm_lab *lab, const uint16_t *fall,
    struct dm_error *err)
{
    struct dm_sample time = { .n = 0.0 };
    double rate = dm_lab_rate(lab, "slip", "witness", 0, SLIP_RATE);
    dm_status st = say_share(theory, lab, fall, 12, "deductions.by-12",
        "share sanctioned within 12 ticks: the 9th deduction of 50 from 1000, line 600",
        err);

    for (uint64_t p = 0; p < lab->n; p++) {
        dm_sample_add(&time, fall[p]);
    }
    if (st == DM_OK) {
        st = say_share(theory, lab, fall, 24, "deductions.by-24",
            "share sanctioned within 24 ticks", err);
    }
    if (st == DM_OK) {
        st = dm_theory_say_mean(theory, "deductions.mean",
            "ticks until the 9th deduction, counted in whole ticks",
            dm_passage_mean(EVENTS_TO_FALL, SLIP_RATE),
            dm_passage_mean(EVENTS_TO_FALL, rate), &time, err);
    }
    return st == DM_OK ? say_spread(theory, lab, fall, &time, err) : st;
}

/* Persons whose tier is not what their number of records says. */
static int64_t
misplaced(const struct dm_lab *lab, const char *scheme, int events)
{
    const int32_t *count = lab->world->own[dm_lab_scheme(lab, "count")];
    const uint8_t *tier = lab->world->tier[dm_lab_scheme(lab, scheme)];
    int64_t n = 0;

    for (uint64_t p = 0; p < lab->n; p++) {
        n += (tier[p] == 0) != (count[p] >= 100 * events);
    }
    return n;
}

/* Half way, where a fair part is on either side. */
static dm_status
say_rules(const struct dm_theory *theory, const struct dm_lab *lab, struct dm_error *err)
{
    dm_status st = dm_theory_say(theory,
        (struct dm_theory_row){
            .id = "deductions.rule",
            .what = "persons below 600 without 9 deductions of 50, or with and not below",
            .simulated = (double) misplaced(lab, "score", EVENTS_TO_FALL),
            .n = (int64_t) lab->n,
            .unit = "persons",
        },
        err);

    if (st == DM_OK) {
        st = dm_theory_say(theory,
            (struct dm_theory_row){
                .id = "deductions.suining",
                .what =
                    "persons of grade D without 14 deductions of 30, or with and not of it",
                .simulated = (double) misplaced(lab, "suining", EVENTS_TO_D),
                .n = (int64_t) lab->n,
                .unit = "persons",
            },
            err);
    }
    return st;
}

dm_status
dm_theory_deductions(const struct dm_theory *theory, struct dm_error *err)
{
    struct dm_lab lab;
    uint16_t *fall = NULL;
    dm_status st = dm_lab_init(&lab, theory, deductions_yaml, NULL, 200000, err);

    if (st == DM_OK) {
        fall = dm_lab_rows(&lab, sizeof *fall, err);
        st = fall != NULL ? watch_falls(&lab, DEDUCTION_TICKS, fall, err) : DM_ENOMEM;
    }
    if (st == DM_OK) {
        st = say_falls(theory, &lab, fall, err);
    }
    if (st == DM_OK) {
        dm_lane_start(&lab.lane, 2);
        st = dm_lab_run(&lab, 20, false, err);
    }
    if (st == DM_OK) {
        st = say_rules(theory, &lab, err);
    }
    free(fall);
    dm_lab_clear(&lab);
    return st;
}

/* ---- two groups ---- */

static enum dm_group
group_of(const struct dm_lab *lab, uint64_t p)
{
    return (lab->setting.population.traits[p] & DM_TRAIT_GROUP_B) != 0 ? DM_GROUP_B
                                                                       : DM_GROUP_A;
}

static double
flag_rate(enum dm_group group)
{
    return bad_flagged + good_flagged[group];
}

/* The same on the engine's grid. */
static double
grid_rate(const struct dm_lab *lab, enum dm_group group)
{
    uint64_t p = 0;

    while (p + 1 < lab->n && group_of(lab, p) != group) {
        p++;
    }
    return dm_lab_rate(lab, "bad", "eye", p, bad_flagged) +
           dm_lab_rate(lab, "good", "mistake", p, good_flagged[group]);
}

/* A time counted in whole ticks is half a tick longer on average. */
static dm_status
say_ratio(const struct dm_theory *theory, const struct dm_lab *lab,
    const struct dm_sample time[DM_N_GROUPS], struct dm_error *err)
{
    double a = time[DM_GROUP_A].mean - 0.5, b = time[DM_GROUP_B].mean - 0.5;
    double expected = flag_rate(DM_GROUP_B) / flag_rate(DM_GROUP_A);
    double on_grid = grid_rate(lab, DM_GROUP_B) / grid_rate(lab, DM_GROUP_A);

    return dm_theory_say(theory,
        (struct dm_theory_row){
            .id = "groups.ratio",
            .what =
                "how much later group A falls than B: the inverse of the rates of flags",
            .expected = expected,
            .simulated = a / b,
            .se = a / b *
                  hypot(dm_sample_se(&time[DM_GROUP_A]) / a,
                      dm_sample_se(&time[DM_GROUP_B]) / b),
            .grid = fabs(on_grid - expected),
            .n = (int64_t) lab->n,
            .unit = "persons",
        },
        err);
}

static dm_status
say_groups(const struct dm_theory *theory, const struct dm_lab *lab, const uint16_t *fall,
    struct dm_error *err)
{
    static const char *const ids[DM_N_GROUPS] = { "groups.a", "groups.b" };
    static const char *const whats[DM_N_GROUPS] = {
        "ticks until the 9th flag, right or wrong, at 0.1 x 80 % + 0.9 x 5 % a tick",
        "the same for group B: equal conduct, 10 % of good acts flagged"
    };
    struct dm_sample time[DM_N_GROUPS] = { { .n = 0.0 } };
    dm_status st = DM_OK;

    for (uint64_t p = 0; p < lab->n; p++) {
        dm_sample_add(&time[group_of(lab, p)], fall[p]);
    }
    for (int g = 0; st == DM_OK && g < DM_N_GROUPS; g++) {
        st = dm_theory_say_mean(theory, ids[g], whats[g],
            dm_passage_mean(EVENTS_TO_FALL, flag_rate((enum dm_group) g)),
            dm_passage_mean(EVENTS_TO_FALL, grid_rate(lab, (enum dm_group) g)), &time[g],
            err);
    }
    return st == DM_OK ? say_ratio(theory, lab, time, err) : st;
}

dm_status
dm_theory_groups(const struct dm_theory *theory, struct dm_error *err)
{
    struct dm_lab lab;
    uint16_t *fall = NULL;
    dm_status st = dm_lab_init(&lab, theory, groups_yaml, NULL, 60000, err);

    if (st == DM_OK) {
        fall = dm_lab_rows(&lab, sizeof *fall, err);
        st = fall != NULL ? watch_falls(&lab, GROUP_TICKS, fall, err) : DM_ENOMEM;
    }
    if (st == DM_OK) {
        st = say_groups(theory, &lab, fall, err);
    }
    free(fall);
    dm_lab_clear(&lab);
    return st;
}
