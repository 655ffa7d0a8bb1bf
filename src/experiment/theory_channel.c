/* SPDX-License-Identifier: Apache-2.0
 *
 * What channels get wrong: base rates, and the false flags of two groups. A case of the
 * base-rate table is a person looked at once; here every person is looked at `CASES` times
 * a tick, so that bad cases are acts, and flags on good ones false records. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdio.h>

#define CASES 10.0 /* a person, a tick */

static const char base_rate_yaml[] =
    "schema: demerit/1\n"
    "name: base-rate\n"
    "family: theory\n"
    "twin: no\n"
    "acts: {deed: {domain: street, lawful: false, rate: 1/month}}\n"
    "channels: {watch: {context: street, sees: {deed: 50 %}, false_records: 1/month}}\n"
    "measure: {causes: off}\n";

struct base_rate_case {
    double prevalence, sensitivity, false_positive, misattributed;
    int64_t persons;
    int ticks;
};

static const struct base_rate_case cases[] = {
    { 1e-6, 0.99, 1e-3, 0.0, 100000, 200 }, { 1e-4, 0.99, 1e-3, 0.0, 100000, 100 },
    { 0.001, 0.99, 0.01, 0.0, 50000, 100 }, { 0.01, 0.99, 0.01, 0.0, 50000, 50 },
    { 0.01, 0.90, 0.001, 0.0, 50000, 50 }, { 0.05, 0.80, 0.05, 0.0, 50000, 20 },
    { 0.05, 0.80, 0.05, 0.1, 50000, 20 }, /* a tenth of the records under another person */
};

struct flags {
    double cases;
    double all, right;
};

static dm_status
count_flags(struct flags *out, struct dm_lab *lab, int ticks, struct dm_error *err)
{
    const struct dm_tally *month = &lab->lane.month[DM_REGIME];
    dm_status st =
        dm_lab_run(lab, 1, false, err); /* what is misattributed comes a tick late */

    *out = (struct flags){ .cases = CASES * (double) lab->n * ticks };
    for (int t = 0; st == DM_OK && t < ticks; t++) {
        st = dm_lab_run(lab, 1, true, err);
        out->all +=
            (double) dm_tally_cells(month, DM_COUNTER_CHANNEL_RECORDS, 0)[DM_CELL_TOTAL];
        out->right +=
            (double) dm_tally_cells(month, DM_COUNTER_CHANNEL_TRUE, 0)[DM_CELL_TOTAL];
    }
    return st;
}

static dm_status
say_ppv(const struct dm_theory *theory, const struct base_rate_case *c, const char *id,
    double seen, const struct flags *flags, struct dm_error *err)
{
    double keep = 1.0 - c->misattributed;
    double wrong = (1.0 - c->prevalence) * c->false_positive;
    double expected =
        keep * dm_base_rate_ppv(c->prevalence, c->sensitivity, c->false_positive);
    double ppv = flags->right / flags->all;
    struct dm_theory_row row = {
        .expected = expected,
        .simulated = ppv,
        .se = sqrt(expected * (1.0 - expected) / flags->all),
        .grid = fabs(keep * seen / (seen + wrong) - expected),
        .n = (int64_t) flags->all,
        .unit = "flags",
    };

    snprintf(row.id, sizeof row.id, "%s.ppv", id);
    snprintf(row.what, sizeof row.what,
        "share of flags that are right: prevalence %g, sensitivity %g, false positives "
        "%g%s",
        c->prevalence, c->sensitivity, c->false_positive,
        c->misattributed > 0.0 ? ", 10 % misattributed" : "");
    return dm_theory_say(theory, row, err);
}

/* Flags, or the wrong ones of them, in a million cases. */
static dm_status
say_flags(const struct dm_theory *theory, const char *id, const char *what, double expected,
    double grid, double number, const struct flags *flags, struct dm_error *err)
{
    struct dm_theory_row row = {
        .expected = 1e6 * expected,
        .simulated = 1e6 * number / flags->cases,
        .se = 1e6 * sqrt(expected / flags->cases),
        .grid = 1e6 * grid,
        .n = (int64_t) flags->cases,
        .unit = "cases",
    };

    snprintf(row.id, sizeof row.id, "%s.%s", id, what);
    snprintf(row.what, sizeof row.what, "%s of a million cases",
        what[0] == 'w' ? "wrong flags" : "flags");
    return dm_theory_say(theory, row, err);
}

static dm_status
say_case(const struct dm_theory *theory, const struct base_rate_case *c, int number,
    double seen, const struct flags *flags, struct dm_error *err)
{
    double right = c->prevalence * c->sensitivity, off = fabs(seen - right);
    double wrong = (1.0 - c->prevalence) * c->false_positive + c->misattributed * right;
    char id[32];
    dm_status st;

    snprintf(id, sizeof id, "base-rate.%d", number);
    st = say_ppv(theory, c, id, seen, flags, err);
    if (st == DM_OK) {
        st = say_flags(theory, id, "flags", right * (1.0 - c->misattributed) + wrong, off,
            flags->all, flags, err);
    }
    if (st == DM_OK) {
        st = say_flags(theory, id, "wrong", wrong, c->misattributed * off,
            flags->all - flags->right, flags, err);
    }
    return st;
}

static dm_status
try_base_rate(const struct dm_theory *theory, const struct base_rate_case *c, int number,
    struct dm_error *err)
{
    struct dm_lab_sets sets = { .n = 0 };
    struct flags flags;
    struct dm_lab lab;
    dm_status st;

    dm_lab_set(&sets, "acts.deed.rate=%.9f/month", c->prevalence * CASES);
    dm_lab_set(&sets, "channels.watch.sees.deed=%.9f", c->sensitivity);
    dm_lab_set(&sets, "channels.watch.false_records=%.9f/month",
        (1.0 - c->prevalence) * c->false_positive * CASES);
    dm_lab_set(&sets, "channels.watch.misattribution=%.9f", c->misattributed);
    st = dm_lab_init(&lab, theory, base_rate_yaml, &sets, c->persons, err);
    if (st == DM_OK) {
        st = count_flags(&flags, &lab, c->ticks, err);
    }
    if (st == DM_OK) {
        double seen =
            dm_lab_rate(&lab, "deed", "watch", 0, CASES * c->prevalence * c->sensitivity);

        st = say_case(theory, c, number, seen / CASES, &flags, err);
    }
    dm_lab_clear(&lab);
    return st;
}

dm_status
dm_theory_base_rates(const struct dm_theory *theory, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (size_t i = 0; st == DM_OK && i < sizeof cases / sizeof *cases; i++) {
        st = try_base_rate(theory, &cases[i], (int) i + 1, err);
    }
    return st;
}

/* ---- two groups ---- */

/* Equal conduct of which the register makes up three times as many records in group B; and
 * ordinary acts, of which group A has a share of 95 % and group B of 80 % (ln(0.80 / 0.95)
 * apart), taken for bad ones twice as often in group B. */
static const char flags_yaml[] =
    "schema: demerit/1\n"
    "name: false-flags\n"
    "family: theory\n"
    "twin: no\n"
    "society: {group_b: 50 %}\n"
    "acts:\n"
    "  deed: {domain: street, lawful: false, rate: 0.2/month}\n"
    "  ordinary: {domain: street, lawful: true, rate: 0.9/month, "
    "more_if: {group_b: -0.171850257}}\n"
    "channels:\n"
    "  mistake: {context: street, sees: {ordinary: 20 %}, covers: {group_a: 50 %}}\n"
    "  register:\n"
    "    context: street\n"
    "    sees: {deed: 50 %}\n"
    "    false_records: {value: 0.02/month, group_b: 0.06/month}\n"
    "measure: {causes: off}\n";

enum { MISTAKE, REGISTER, N_FLAGGERS };

/* 0.9 is the mean of the two groups' ordinary acts. */
static const double mistaken_rate[DM_N_GROUPS] = {
    0.9 * 0.95 / (0.5 * (0.95 + 0.80)) * 0.10,
    0.9 * 0.80 / (0.5 * (0.95 + 0.80)) * 0.20,
};

#define FLAG_TICKS 100

struct group_flags {
    double person_ticks[DM_N_GROUPS];
    double all[N_FLAGGERS][DM_N_GROUPS], right[N_FLAGGERS][DM_N_GROUPS];
};

static void
add_group_flags(struct group_flags *self, const struct dm_tally *month)
{
    for (int g = 0; g < DM_N_GROUPS; g++) {
        int cell = DM_CELL_GROUP + g;

        self->person_ticks[g] +=
            (double) dm_tally_cells(month, DM_COUNTER_PERSON_MONTHS, 0)[cell];
        for (int c = 0; c < N_FLAGGERS; c++) {
            self->all[c][g] +=
                (double) dm_tally_cells(month, DM_COUNTER_CHANNEL_RECORDS, c)[cell];
            self->right[c][g] +=
                (double) dm_tally_cells(month, DM_COUNTER_CHANNEL_TRUE, c)[cell];
        }
    }
}

/* B to A, a head. */
static dm_status
say_group_ratio(const struct dm_theory *theory, const char *id, const char *what,
    double expected, double on_grid, const double number[DM_N_GROUPS],
    const struct group_flags *flags, struct dm_error *err)
{
    double ratio = number[DM_GROUP_B] / flags->person_ticks[DM_GROUP_B] /
                   (number[DM_GROUP_A] / flags->person_ticks[DM_GROUP_A]);
    struct dm_theory_row row = {
        .expected = expected,
        .simulated = ratio,
        .se = ratio * sqrt(1.0 / number[DM_GROUP_A] + 1.0 / number[DM_GROUP_B]),
        .grid = fabs(on_grid - expected),
        .n = (int64_t) (number[DM_GROUP_A] + number[DM_GROUP_B]),
        .unit = "flags",
    };

    snprintf(row.id, sizeof row.id, "%s", id);
    snprintf(row.what, sizeof row.what, "%s", what);
    return dm_theory_say(theory, row, err);
}

/* Ratio of the rates at which the mistaken channel flags the groups, on the engine's grid.
 */
static double
grid_ratio(const struct dm_lab *lab)
{
    double rate[DM_N_GROUPS] = { 0.0, 0.0 };

    for (uint64_t p = 0; p < lab->n && (rate[0] <= 0.0 || rate[1] <= 0.0); p++) {
        int b = (lab->setting.population.traits[p] & DM_TRAIT_GROUP_B) != 0;

        rate[b] = dm_lab_rate(lab, "ordinary", "mistake", p, mistaken_rate[b]);
    }
    return rate[DM_GROUP_B] / rate[DM_GROUP_A];
}

static dm_status
say_group_flags(const struct dm_theory *theory, const struct dm_lab *lab,
    const struct group_flags *flags, struct dm_error *err)
{
    double wrong[DM_N_GROUPS];
    dm_status st;

    for (int g = 0; g < DM_N_GROUPS; g++) {
        wrong[g] = flags->all[REGISTER][g] - flags->right[REGISTER][g];
    }
    st = say_group_ratio(theory, "false-flags.made-up",
        "false records a head, group B to A: ratio of their rates", 0.06 / 0.02,
        0.06 / 0.02, wrong, flags, err);
    if (st == DM_OK) {
        st = say_group_ratio(theory, "false-flags.right",
            "right records a head, B to A: equal conduct", 1.0, 1.0, flags->right[REGISTER],
            flags, err);
    }
    if (st == DM_OK) {
        st = say_group_ratio(theory, "false-flags.mistaken",
            "flags on good acts, B to A: 2 x (1 - 0.20) / (1 - 0.05)",
            mistaken_rate[DM_GROUP_B] / mistaken_rate[DM_GROUP_A], grid_ratio(lab),
            flags->all[MISTAKE], flags, err);
    }
    return st;
}

dm_status
dm_theory_false_flags(const struct dm_theory *theory, struct dm_error *err)
{
    struct group_flags flags = { .person_ticks = { 0.0 } };
    struct dm_lab lab;
    dm_status st = dm_lab_init(&lab, theory, flags_yaml, NULL, 50000, err);

    for (int t = 0; st == DM_OK && t < FLAG_TICKS; t++) {
        st = dm_lab_run(&lab, 1, true, err);
        if (st == DM_OK) {
            add_group_flags(&flags, &lab.lane.month[DM_REGIME]);
        }
    }
    if (st == DM_OK) {
        st = say_group_flags(theory, &lab, &flags, err);
    }
    dm_lab_clear(&lab);
    return st;
}
