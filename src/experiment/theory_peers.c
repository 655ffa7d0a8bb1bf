/* SPDX-License-Identifier: Apache-2.0
 *
 * What a norm of rating one another comes to where opinions are private and noisy (Ohtsuki
 * and Iwasa 2004; Hilbe et al. 2018): stern judging to one half of bad names whatever the
 * noise, shunning to bad names only, both to none without noise. A person's ties are few:
 * the share of the bad among n of them varies, which moves the fixed point; by how much is
 * computed and stated as the grid. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char peers_yaml[] =
    "schema: demerit/1\n"
    "name: peers\n"
    "family: theory\n"
    "twin: no\n"
    "society:\n"
    "  ties: {work: 12, friends: 12, long: 8}\n"
    "acts:\n"
    "  praise: {domain: talk, lawful: true, rate: 0/month}\n"
    "  blame: {domain: talk, lawful: true, rate: 0/month}\n"
    "channels:\n"
    "  talk: {context: talk, peers: {rate: 0.5/year, norm: stern, good: praise, bad: "
    "blame}}\n"
    "measure: {causes: off}\n";

#define RATERS     20000
#define WARMUP     150 /* ticks: from all good names, doubling, to the fixed point */
#define MEASURED   50
#define GOOD_TICKS 24 /* without noise */

struct peers_case {
    const char *id, *what, *norm;
    double noise, expected;
    bool stern;
};

static const struct peers_case cases[] = {
    { "peers.stern.1", "share rated badly last: stern judging, 1 % noise", "stern", 0.01,
        0.5, true },
    { "peers.stern.10", "share rated badly last: stern judging, 10 % noise", "stern", 0.1,
        0.5, true },
    { "peers.shunning.1", "share rated badly last: shunning, 1 % noise", "shunning", 0.01,
        1.0, false },
};

/* Mean of 1 / number of ties. */
static double
mean_inverse_ties(const struct dm_lab *lab)
{
    const struct dm_network *network = &lab->setting.network;
    double sum = 0.0, n = 0.0;

    for (uint64_t p = 0; p < lab->n; p++) {
        int ties = (int) dm_household_adults(&lab->setting.population, p) - 1;

        for (int slot = 0; slot < DM_MAX_TIE_SLOTS; slot++) {
            ties += (int) (network->ties[p] >> slot & 1U);
        }
        if (ties > 0) {
            sum += 1.0 / ties;
            n += 1.0;
        }
    }
    return sum / n;
}

static dm_status
watch_names(double *bad, struct dm_lab *lab, struct dm_error *err)
{
    dm_status st = dm_lab_run(lab, WARMUP, false, err);

    for (int t = 0; st == DM_OK && t < MEASURED; t++) {
        st = dm_lab_run(lab, 1, false, err);
        for (uint64_t p = 0; st == DM_OK && p < lab->n; p++) {
            bad[p] += (double) dm_world_kept(lab->world, DM_COLUMN_RATED_BADLY, 0, p) /
                      (double) MEASURED;
        }
    }
    return st;
}

static dm_status
try_noise(const struct dm_theory *theory, const struct peers_case *c, struct dm_error *err)
{
    struct dm_lab_sets sets = { .n = 0 };
    struct dm_sample sample = { .n = 0.0 };
    double *bad = NULL;
    struct dm_lab lab;
    dm_status st;

    dm_lab_set(&sets, "channels.talk.peers.norm=%s", c->norm);
    dm_lab_set(&sets, "channels.talk.peers.noise=%.2f", c->noise);
    st = dm_lab_init(&lab, theory, peers_yaml, &sets, RATERS, err);
    if (st == DM_OK) {
        bad = dm_lab_rows(&lab, sizeof *bad, err);
        st = bad != NULL ? watch_names(bad, &lab, err) : DM_ENOMEM;
    }
    for (uint64_t p = 0; st == DM_OK && p < lab.n; p++) {
        dm_sample_add(&sample, bad[p]);
    }
    if (st == DM_OK) {
        st = dm_theory_say_mean(theory, c->id, c->what, c->expected,
            dm_bad_names(c->stern, c->noise, mean_inverse_ties(&lab)), &sample, err);
    }
    free(bad);
    dm_lab_clear(&lab);
    return st;
}

/* Where all begin well and nobody errs, nobody is ever rated badly: exactly. */
static dm_status
try_silence(const struct dm_theory *theory, const char *norm, struct dm_error *err)
{
    struct dm_theory_row row = { .unit = "persons" };
    struct dm_lab_sets sets = { .n = 0 };
    struct dm_lab lab;
    dm_status st;

    dm_lab_set(&sets, "channels.talk.peers.norm=%s", norm);
    st = dm_lab_init(&lab, theory, peers_yaml, &sets, RATERS, err);
    for (int t = 0; st == DM_OK && t < GOOD_TICKS; t++) {
        st = dm_lab_run(&lab, 1, false, err);
        for (uint64_t p = 0; st == DM_OK && p < lab.n; p++) {
            row.simulated += (double) dm_world_kept(lab.world, DM_COLUMN_RATED_BADLY, 0, p);
        }
    }
    if (st == DM_OK) {
        row.n = (int64_t) lab.n;
        snprintf(row.id, sizeof row.id, "peers.%s.good", norm);
        snprintf(row.what, sizeof row.what,
            "bad names where all begin well and nobody errs: %s", norm);
        st = dm_theory_say(theory, row, err);
    }
    dm_lab_clear(&lab);
    return st;
}

dm_status
dm_theory_peers(const struct dm_theory *theory, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (size_t i = 0; st == DM_OK && i < sizeof cases / sizeof *cases; i++) {
        st = try_noise(theory, &cases[i], err);
    }
    if (st == DM_OK) {
        st = try_silence(theory, "stern", err);
    }
    return st == DM_OK ? try_silence(theory, "shunning", err) : st;
}
