/* SPDX-License-Identifier: Apache-2.0
 *
 * States of a person: work as a chain of two states, with and without a label, and fear and
 * awareness under constant input. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdlib.h>

/* ---- work ---- */

/* Drivers get a label in the first ticks and keep it: points never expire, the term is
 * longer than the run. It costs them two fifths of their chance to be hired. */
static const char labour_yaml[] =
    "schema: demerit/1\n"
    "name: label\n"
    "family: theory\n"
    "twin: no\n"
    "society:\n"
    "  drivers: 50 %\n"
    "  labour: {hiring: 3/year, separation: 0.24/year}\n"
    "acts: {deed: {domain: street, lawful: false, who: driver, rate: 0.5/month}}\n"
    "channels: {witness: {context: street, sees: {deed: 100 %}}}\n"
    "schemes:\n"
    "  score:\n"
    "    start: 0\n"
    "    points: {deed: -1}\n"
    "    tiers: [{id: low, below: 0}, {id: fair, from: 0}]\n"
    "lists: {label: {kind: black, enter: {tier: low}, term: 1200 months}}\n"
    "sanctions: {mark: {on: {list: label}, hiring: x0.6}}\n"
    "measure: {causes: off}\n";

#define HIRE          (3.0 / 12.0)
#define PART          (0.24 / 12.0)
#define HIRE_LABELLED (0.6 * HIRE)
#define WORK_WARMUP                                                                        \
    150 /* e^-30 are not labelled after 60; memory of work fades by 0.83 a tick */
#define WORK_TICKS 300

static dm_status
watch_work(double *worked, struct dm_lab *lab, struct dm_error *err)
{
    dm_status st = dm_lab_run(lab, WORK_WARMUP, false, err);

    for (int t = 0; st == DM_OK && t < WORK_TICKS; t++) {
        st = dm_lab_run(lab, 1, false, err);
        for (uint64_t p = 0; st == DM_OK && p < lab->n; p++) {
            worked[p] += lab->world->employed[0][p];
        }
    }
    return st;
}

static dm_status
say_work(const struct dm_theory *theory, const struct dm_lab *lab, const double *worked,
    struct dm_error *err)
{
    double free_share = dm_employment(HIRE, PART),
           marked_share = dm_employment(HIRE_LABELLED, PART);
    struct dm_sample at_work[2] = { { .n = 0.0 } }; /* without and with a label */
    dm_status st;

    for (uint64_t p = 0; p < lab->n; p++) {
        dm_sample_add(&at_work[lab->world->listed[0][p] != 0], worked[p] / WORK_TICKS);
    }
    st = dm_theory_say_mean(theory, "work.free",
        "share in work without a label: h / (h + s), h = 0.25, s = 0.02", free_share,
        free_share, &at_work[0], err);
    if (st == DM_OK) {
        st = dm_theory_say_mean(theory, "work.labelled",
            "share in work with a label for good: (h - d) / (h - d + s), d = 0.10",
            marked_share, marked_share, &at_work[1], err);
    }
    if (st == DM_OK) {
        st = dm_theory_say(theory,
            (struct dm_theory_row){
                .id = "work.loss",
                .what = "years of work lost for each year with a label",
                .expected = free_share - marked_share,
                .simulated = at_work[0].mean - at_work[1].mean,
                .se = hypot(dm_sample_se(&at_work[0]), dm_sample_se(&at_work[1])),
                .n = (int64_t) lab->n,
                .unit = "persons",
            },
            err);
    }
    return st;
}

dm_status
dm_theory_labour(const struct dm_theory *theory, struct dm_error *err)
{
    double *worked = NULL;
    struct dm_lab lab;
    dm_status st = dm_lab_init(&lab, theory, labour_yaml, NULL, 40000, err);

    if (st == DM_OK) {
        worked = dm_lab_rows(&lab, sizeof *worked, err);
        st = worked != NULL ? watch_work(worked, &lab, err) : DM_ENOMEM;
    }
    if (st == DM_OK) {
        st = say_work(theory, &lab, worked, err);
    }
    free(worked);
    dm_lab_clear(&lab);
    return st;
}

/* ---- fear ---- */

/* Everybody is in the low tier from the start, and a black list of one tick is entered anew
 * each tick: one adverse event a tick. */
static const char fear_yaml[] =
    "schema: demerit/1\n"
    "name: fear\n"
    "family: theory\n"
    "twin: no\n"
    "schemes:\n"
    "  score: {start: 0, tiers: [{id: low, below: 10}, {id: fair, from: 10}]}\n"
    "lists: {shame: {kind: black, enter: {tier: low}, term: 1 month}}\n"
    "adaptation:\n"
    "  awareness: {own: 0.02}\n"
    "  fear: {own: 0.1, decay: 4.8 %/month}\n"
    "measure: {causes: off}\n";

#define FEAR_INPUT      0.1
#define FEAR_DECAY      0.048
#define AWARENESS_INPUT 0.02

static const struct fear_case {
    int ticks;
    const char *id, *what;
} fear_cases[] = {
    { 1, "fear.1", "mean fear after 1 tick of one adverse event a tick, from none" },
    { 6, "fear.6", "after 6 ticks" },
    { 24, "fear.24", "after 24 ticks" },
    { 120, "fear.120", "after 120 ticks: settled" },
};

static dm_status
say_fear(const struct dm_theory *theory, const struct dm_lab *lab,
    const struct fear_case *c, struct dm_error *err)
{
    struct dm_sample fear = { .n = 0.0 };
    double expected = dm_fear_after(FEAR_INPUT, FEAR_DECAY, c->ticks);

    for (uint64_t p = 0; p < lab->n; p++) {
        dm_sample_add(&fear, ldexp(lab->world->fear[0][p], -16));
    }
    return dm_theory_say_mean(theory, c->id, c->what, expected, expected, &fear, err);
}

static dm_status
say_aware(const struct dm_theory *theory, const struct dm_lab *lab, int ticks,
    struct dm_error *err)
{
    struct dm_sample aware = { .n = 0.0 };
    double expected = 1.0 - exp(-AWARENESS_INPUT * ticks);

    for (uint64_t p = 0; p < lab->n; p++) {
        dm_sample_add(&aware, lab->world->aware[0][p]);
    }
    return dm_theory_say_mean(theory, "awareness.24",
        "share aware after 24 ticks of it: 1 - e^(-0.02 x 24)", expected, expected, &aware,
        err);
}

dm_status
dm_theory_fear(const struct dm_theory *theory, struct dm_error *err)
{
    struct dm_lab lab;
    dm_status st = dm_lab_init(&lab, theory, fear_yaml, NULL, 32768, err);
    int done = 0;

    for (size_t i = 0; st == DM_OK && i < sizeof fear_cases / sizeof *fear_cases; i++) {
        st = dm_lab_run(&lab, fear_cases[i].ticks - done, false, err);
        done = fear_cases[i].ticks;
        if (st == DM_OK) {
            st = say_fear(theory, &lab, &fear_cases[i], err);
        }
        if (st == DM_OK && done == 24) {
            st = say_aware(theory, &lab, done, err);
        }
    }
    dm_lab_clear(&lab);
    return st;
}
