/* SPDX-License-Identifier: Apache-2.0
 *
 * Little's law: what stands on a list is what enters it times how long it stays. Records in
 * force are a queue with as many servers as customers (M/G/infinity); listings by act and
 * by tier follow from them. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdlib.h>

/* ---- lists by act ---- */

/* Deeds list for 12 ticks. Rumours are all false: the act itself is as rare as can be, the
 * register makes its records up, and each tick a tenth (50 % x 40 % x 50 %) of those in
 * force is corrected. */
static const char hits_yaml[] =
    "schema: demerit/1\n"
    "name: hits\n"
    "family: theory\n"
    "twin: no\n"
    "acts:\n"
    "  deed: {domain: street, lawful: false, rate: 0.05/month}\n"
    "  rumour: {domain: street, lawful: false, rate: 0.00000001/month}\n"
    "channels:\n"
    "  register: {context: street, sees: {rumour: 100 %}, false_records: 0.03/month, "
    "registry: true}\n"
    "  witness: {context: street, sees: {deed: 100 %}}\n"
    "lists:\n"
    "  deeds: {kind: registry, enter: {act: deed}, term: 12 months}\n"
    "  rumours: {kind: registry, enter: {act: rumour}, term: 24 months}\n"
    "safeguards: {correction: {notice: 50 %, filing: 40 %, success: 50 %}}\n"
    "measure: {causes: off}\n";

#define DEED_RATE   0.05
#define DEED_TERM   12
#define RUMOUR_ACTS 1e-8 /* true ones */
#define RUMOUR_RATE 0.03 /* false records */
#define RUMOUR_TERM 24
#define CORRECTED   (0.5 * 0.4 * 0.5)
#define HIT_WARMUP  48  /* both terms are over */
#define HIT_TICKS   200 /* measured */
#define HIT_TAIL    400 /* until who entered has left: P(a listing lasts 400 ticks) < 1e-7 */

/* What is gathered of a person while the measures run. */
struct stay {
    double hits, listed, entries, stayed, rumours;
    bool counts; /* the present listing began while the measures ran */
};

static void
look_at_hits(struct stay *stays, const struct dm_lab *lab, uint16_t *was, bool measured)
{
    const struct dm_world *world = lab->world;
    int deeds = dm_lab_list(lab, "deeds"), rumours = dm_lab_list(lab, "rumours");

    for (uint64_t p = 0; p < lab->n; p++) {
        struct stay *stay = &stays[p];
        bool on = (world->listed[0][p] >> deeds & 1U) != 0, enters = on && was[p] == 0;

        was[p] = on;
        stay->counts = on && (enters ? measured : stay->counts);
        stay->stayed += stay->counts;
        if (measured) {
            stay->hits += (double) dm_world_kept(world, DM_COLUMN_STAY, deeds, p);
            stay->rumours += (double) dm_world_kept(world, DM_COLUMN_STAY, rumours, p);
            stay->listed += on;
            stay->entries += enters;
        }
    }
}

static dm_status
watch_hits(struct stay *stays, uint16_t *was, struct dm_lab *lab, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int t = 0; st == DM_OK && t < HIT_WARMUP + HIT_TICKS + HIT_TAIL; t++) {
        st = dm_lab_run(lab, 1, false, err);
        if (st == DM_OK) {
            look_at_hits(stays, lab, was, t >= HIT_WARMUP && t < HIT_WARMUP + HIT_TICKS);
        }
    }
    return st;
}

/* Mean ticks of a listing, a ratio of two sums: its error by the residuals. */
static dm_status
say_stay(const struct dm_theory *theory, const struct stay *stays, uint64_t n, double rate,
    struct dm_error *err)
{
    struct dm_sample residual = { .n = 0.0 };
    double entries = 0.0, stayed = 0.0, expected = dm_hit_stay(DEED_RATE, DEED_TERM);

    for (uint64_t p = 0; p < n; p++) {
        entries += stays[p].entries;
        stayed += stays[p].stayed;
    }
    for (uint64_t p = 0; p < n; p++) {
        dm_sample_add(&residual, stays[p].stayed - stayed / entries * stays[p].entries);
    }
    return dm_theory_say(theory,
        (struct dm_theory_row){
            .id = "list-by-act.stay",
            .what = "mean ticks of a listing, from the entry to the end",
            .expected = expected,
            .simulated = stayed / entries,
            .se = dm_sample_se(&residual) * (double) n / entries,
            .grid = fabs(dm_hit_stay(rate, DEED_TERM) - expected),
            .n = (int64_t) entries,
            .unit = "listings",
        },
        err);
}

/* Means of a person over the ticks measured. */
struct hit_means {
    struct dm_sample hits, listed, entries, little, rumours;
};

static struct hit_means
mean_hits(const struct stay *stays, uint64_t n)
{
    struct hit_means means = { .hits = { .n = 0.0 } };

    for (uint64_t p = 0; p < n; p++) {
        dm_sample_add(&means.hits, stays[p].hits / HIT_TICKS);
        dm_sample_add(&means.listed, stays[p].listed / HIT_TICKS);
        dm_sample_add(&means.entries, stays[p].entries / HIT_TICKS);
        dm_sample_add(&means.little, (stays[p].listed - stays[p].stayed) / HIT_TICKS);
        dm_sample_add(&means.rumours, stays[p].rumours / HIT_TICKS);
    }
    return means;
}

static dm_status
say_hits(const struct dm_theory *theory, const struct dm_lab *lab, const struct stay *stays,
    struct dm_error *err)
{
    struct hit_means means = mean_hits(stays, lab->n);
    double rate = dm_lab_rate(lab, "deed", "witness", 0, DEED_RATE),
           rumours = RUMOUR_RATE * dm_record_stay(CORRECTED, RUMOUR_TERM),
           seen = dm_lab_rate(lab, "rumour", "register", 0, RUMOUR_ACTS) * RUMOUR_TERM;
    struct {
        const char *id, *what;
        double expected, on_grid;
        const struct dm_sample *sample;
    } rows[] = {
        { "list-by-act.records", "records in force a head: 0.05 a tick x 12 ticks",
            DEED_RATE * DEED_TERM, rate * DEED_TERM, &means.hits },
        { "list-by-act.share", "share listed, a record in force or more",
            dm_hit_share(DEED_RATE, DEED_TERM), dm_hit_share(rate, DEED_TERM),
            &means.listed },
        { "list-by-act.entries", "entries to the list, a head and tick",
            dm_hit_entries(DEED_RATE, DEED_TERM), dm_hit_entries(rate, DEED_TERM),
            &means.entries },
        { "list-by-act.little", "share listed less entries x stay, all three as simulated",
            0.0, 0.0, &means.little },
        { "list-by-act.corrected",
            "false records in force a head: 0.03 a tick, 24 ticks, a tenth corrected a "
            "tick",
            rumours, rumours + seen, &means.rumours },
    };
    dm_status st = say_stay(theory, stays, lab->n, rate, err);

    for (size_t i = 0; st == DM_OK && i < sizeof rows / sizeof *rows; i++) {
        st = dm_theory_say_mean(theory, rows[i].id, rows[i].what, rows[i].expected,
            rows[i].on_grid, rows[i].sample, err);
    }
    return st;
}

dm_status
dm_theory_hits(const struct dm_theory *theory, struct dm_error *err)
{
    struct stay *stays = NULL;
    uint16_t *was = NULL;
    struct dm_lab lab;
    dm_status st = dm_lab_init(&lab, theory, hits_yaml, NULL, 40000, err);

    if (st == DM_OK) {
        stays = dm_lab_rows(&lab, sizeof *stays, err);
        was = dm_lab_rows(&lab, sizeof *was, err);
        st = stays != NULL && was != NULL ? watch_hits(stays, was, &lab, err) : DM_ENOMEM;
    }
    if (st == DM_OK) {
        st = say_hits(theory, &lab, stays, err);
    }
    free(stays);
    free(was);
    dm_lab_clear(&lab);
    return st;
}

/* ---- a list by tier ---- */

/* A record counts for one tick and suffices for the low tier, which lists for 12. */
static const char terms_yaml[] =
    "schema: demerit/1\n"
    "name: terms\n"
    "family: theory\n"
    "twin: no\n"
    "acts: {deed: {domain: street, lawful: false, rate: 0.05/month}}\n"
    "channels: {witness: {context: street, sees: {deed: 100 %}}}\n"
    "schemes:\n"
    "  score:\n"
    "    start: 0\n"
    "    points: {deed: -10}\n"
    "    records_expire: 1 month\n"
    "    tiers: [{id: low, below: 0}, {id: fair, from: 0}]\n"
    "lists: {shame: {kind: black, enter: {tier: low}, term: 12 months}}\n"
    "measure: {causes: off}\n";

#define TERM_WARMUP 300 /* about ten cycles of a term and a wait */
#define TERM_TICKS  200

struct terms {
    double *listed, *entries; /* [n] of a person, while measured */
    double counted;           /* entries, by the counter of the measures */
};

static dm_status
watch_terms(struct terms *self, struct dm_lab *lab, struct dm_error *err)
{
    const int64_t *counted =
        dm_tally_cells(&lab->lane.month[DM_REGIME], DM_COUNTER_ENTRIES, 0);
    dm_status st = dm_lab_run(lab, TERM_WARMUP, false, err);

    for (int t = 0; st == DM_OK && t < TERM_TICKS; t++) {
        st = dm_lab_run(lab, 1, true, err);
        for (uint64_t p = 0; st == DM_OK && p < lab->n; p++) {
            self->listed[p] += lab->world->listed[0][p] != 0;
            /* all of it is left */
            self->entries[p] +=
                dm_world_kept(lab->world, DM_COLUMN_STAY, 0, p) == DEED_TERM;
        }
        self->counted += st == DM_OK ? (double) counted[DM_CELL_TOTAL] : 0.0;
    }
    return st;
}

/* The measures' own count of entries against that of the columns: no tolerance. */
static dm_status
say_counted(const struct dm_theory *theory, const struct terms *terms, uint64_t n,
    struct dm_error *err)
{
    double entries = 0.0;

    for (uint64_t p = 0; p < n; p++) {
        entries += terms->entries[p];
    }
    return dm_theory_say(theory,
        (struct dm_theory_row){
            .id = "list-by-tier.counted",
            .what = "entries as the measures count them, less those seen on persons",
            .simulated = terms->counted - entries,
            .n = (int64_t) entries,
            .unit = "entries",
        },
        err);
}

static dm_status
say_terms(const struct dm_theory *theory, const struct dm_lab *lab,
    const struct terms *terms, struct dm_error *err)
{
    struct dm_sample listed = { .n = 0.0 }, entries = { .n = 0.0 }, little = { .n = 0.0 };
    double share = dm_term_share(1.0 - exp(-DEED_RATE), DEED_TERM);
    double on_grid = dm_term_share(
        1.0 - exp(-dm_lab_rate(lab, "deed", "witness", 0, DEED_RATE)), DEED_TERM);
    dm_status st;

    for (uint64_t p = 0; p < lab->n; p++) {
        dm_sample_add(&listed, terms->listed[p] / TERM_TICKS);
        dm_sample_add(&entries, terms->entries[p] / TERM_TICKS);
        dm_sample_add(
            &little, (terms->listed[p] - DEED_TERM * terms->entries[p]) / TERM_TICKS);
    }
    st = dm_theory_say_mean(theory, "list-by-tier.share",
        "share listed: terms of 12 ticks and the waits between them", share, on_grid,
        &listed, err);
    if (st == DM_OK) {
        st = dm_theory_say_mean(theory, "list-by-tier.entries",
            "entries to the list, a head and tick", share / DEED_TERM, on_grid / DEED_TERM,
            &entries, err);
    }
    if (st == DM_OK) {
        st = dm_theory_say_mean(theory, "list-by-tier.little",
            "share listed less entries x 12, both as simulated", 0.0, 0.0, &little, err);
    }
    return st == DM_OK ? say_counted(theory, terms, lab->n, err) : st;
}

dm_status
dm_theory_terms(const struct dm_theory *theory, struct dm_error *err)
{
    struct terms terms = { .listed = NULL };
    struct dm_lab lab;
    dm_status st = dm_lab_init(&lab, theory, terms_yaml, NULL, 40000, err);

    if (st == DM_OK) {
        terms.listed = dm_lab_rows(&lab, sizeof *terms.listed, err);
        terms.entries = dm_lab_rows(&lab, sizeof *terms.entries, err);
        st = terms.listed != NULL && terms.entries != NULL ? watch_terms(&terms, &lab, err)
                                                           : DM_ENOMEM;
    }
    if (st == DM_OK) {
        st = say_terms(theory, &lab, &terms, err);
    }
    free(terms.listed);
    free(terms.entries);
    dm_lab_clear(&lab);
    return st;
}
