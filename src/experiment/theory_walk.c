/* SPDX-License-Identifier: Apache-2.0
 *
 * Gambler's ruin: a score that steps up and down until it reaches a bound. Ticks tell how
 * many steps up and down a person made, not in which order; all orders are equally likely
 * (steps are independent Poisson events), so what an order decides, whether and when a
 * bound was met inside the tick, is averaged over all of them exactly. Nothing is lost to
 * the length of a tick. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char walk_yaml[] =
    "schema: demerit/1\n"
    "name: walk\n"
    "family: theory\n"
    "twin: no\n"
    "acts:\n"
    "  down: {domain: street, lawful: false, rate: 0.5/month}\n"
    "  up: {domain: street, lawful: true, rate: 0.5/month}\n"
    "channels: {witness: {context: street, sees: {down: 100 %, up: 100 %}}}\n"
    "schemes:\n"
    "  place: {start: 0, points: {down: -1, up: 1}, tiers: [{id: all}]}\n"
    "  steps: {start: 0, points: {down: 1, up: 1}, tiers: [{id: all}]}\n"
    "measure: {causes: off}\n";

struct walk_case {
    const char *id;
    double p;
    int start, top;
    bool never; /* no top: the one given is so far that who gets there does not come back */
};

static const struct walk_case cases[] = {
    { "walk.55", 0.55, 10, 20, false }, { "walk.50", 0.50, 8, 18, false },
    { "walk.48", 0.48, 10, 30, false },
    { "walk.never", 0.55, 10, 100, true }, /* (q/p)^100 < 2e-9 */
};

#define WALKERS    20000
#define MOST_TICKS 20000
#define PACE       1.0  /* steps of a person a tick */
#define MOST_STEPS 64   /* of a person in a tick: never reached, 1/64! < 1e-89 */
#define LEFT       1e-8 /* share still walking at which a case ends */

struct walker {
    double walks;         /* chance that no bound has been met yet */
    double ruined, steps; /* chance to have ended at 0; mean steps until the end */
    int32_t place, count; /* where the steps lead, bounds left aside; number of steps */
};

/* One tick of `up` and `down` steps in random order. `alive[j]`: chance that no bound is
 * met and j of the steps so far went up. */
static void
walk(struct walker *self, const struct walk_case *c, int up, int down)
{
    double alive[MOST_STEPS + 1] = { self->walks };
    int n = up + down;

    for (int k = 0; k < n; k++) {
        for (int j = k < up ? k : up; j >= 0 && k - j <= down; j--) {
            double rises = alive[j] * (up - j) / (n - k), falls = alive[j] - rises;
            int at = self->place + j - (k - j);
            double ended = 0.0;

            if (at + 1 == c->top) {
                ended += rises;
                rises = 0.0;
            }
            if (at - 1 == 0) {
                ended += falls;
                self->ruined += falls;
                falls = 0.0;
            }
            self->steps += ended * (self->count + k + 1);
            if (j < up) {
                alive[j + 1] += rises;
            }
            alive[j] = falls;
        }
    }
    self->walks = alive[up];
}

/* Takes over what the tick did to a person. */
static void
follow(struct walker *self, const struct walk_case *c, int place, int count)
{
    int n = count - self->count, up = (n + place - self->place) / 2;

    DM_ASSERT(n >= 0 && n <= MOST_STEPS && up >= 0 && up <= n);
    if (self->walks > 0.0 && n > 0) {
        if (self->place + up >= c->top || self->place - (n - up) <= 0) {
            walk(self, c, up, n - up);
        }
    }
    self->place = place;
    self->count = count;
}

/* Share of walkers still on their way. */
static double
follow_all(struct walker *walkers, const struct dm_lab *lab, const struct walk_case *c)
{
    const int32_t *place = lab->world->own[dm_lab_scheme(lab, "place")];
    const int32_t *steps = lab->world->own[dm_lab_scheme(lab, "steps")];
    double left = 0.0;

    for (uint64_t p = 0; p < lab->n; p++) {
        follow(&walkers[p], c, c->start + (int) (place[p] / 100), (int) (steps[p] / 100));
        left += walkers[p].walks;
    }
    return left / (double) lab->n;
}

static dm_status
walk_all(struct walker *walkers, struct dm_lab *lab, const struct walk_case *c,
    struct dm_error *err)
{
    dm_status st = DM_OK;
    double left = 1.0;

    for (uint64_t p = 0; p < lab->n; p++) {
        walkers[p] = (struct walker){ .walks = 1.0, .place = c->start };
    }
    for (int t = 0; st == DM_OK && left > LEFT && t < MOST_TICKS; t++) {
        st = dm_lab_run(lab, 1, false, err);
        left = st == DM_OK ? follow_all(walkers, lab, c) : left;
    }
    return st;
}

static dm_status
say_walk(const struct dm_theory *theory, const struct dm_lab *lab,
    const struct walker *walkers, const struct walk_case *c, struct dm_error *err)
{
    double up = dm_lab_rate(lab, "up", "witness", 0, PACE * c->p),
           down = dm_lab_rate(lab, "down", "witness", 0, PACE * (1.0 - c->p)),
           p = up / (up + down);
    struct dm_sample ruined = { .n = 0.0 }, steps = { .n = 0.0 };
    char id[40], what[160];
    dm_status st;

    for (uint64_t i = 0; i < lab->n; i++) {
        dm_sample_add(&ruined, walkers[i].ruined);
        dm_sample_add(&steps, walkers[i].steps);
    }
    snprintf(id, sizeof id, "%s.ruin", c->id);
    if (c->never) {
        snprintf(what, sizeof what, "chance ever to reach 0 from %d, up with p = %.2f",
            c->start, c->p);
        return dm_theory_say_mean(theory, id, what, dm_ruin_ever(c->p, c->start),
            dm_ruin_ever(p, c->start), &ruined, err);
    }
    snprintf(what, sizeof what, "chance to reach 0 before %d from %d, up with p = %.2f",
        c->top, c->start, c->p);
    st = dm_theory_say_mean(theory, id, what, dm_ruin_chance(c->p, c->start, c->top),
        dm_ruin_chance(p, c->start, c->top), &ruined, err);
    if (st == DM_OK) {
        snprintf(id, sizeof id, "%s.steps", c->id);
        st = dm_theory_say_mean(theory, id, "steps until one of the two is reached",
            dm_ruin_steps(c->p, c->start, c->top), dm_ruin_steps(p, c->start, c->top),
            &steps, err);
    }
    return st;
}

static dm_status
try_walk(const struct dm_theory *theory, const struct walk_case *c, struct dm_error *err)
{
    struct dm_lab_sets sets = { .n = 0 };
    struct walker *walkers = NULL;
    struct dm_lab lab;
    dm_status st;

    dm_lab_set(&sets, "acts.up.rate=%.9f/month", PACE * c->p);
    dm_lab_set(&sets, "acts.down.rate=%.9f/month", PACE * (1.0 - c->p));
    st = dm_lab_init(&lab, theory, walk_yaml, &sets, WALKERS, err);
    if (st == DM_OK) {
        walkers = dm_lab_rows(&lab, sizeof *walkers, err);
        st = walkers != NULL ? walk_all(walkers, &lab, c, err) : DM_ENOMEM;
    }
    if (st == DM_OK) {
        st = say_walk(theory, &lab, walkers, c, err);
    }
    free(walkers);
    dm_lab_clear(&lab);
    return st;
}

dm_status
dm_theory_walks(const struct dm_theory *theory, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (size_t i = 0; st == DM_OK && i < sizeof cases / sizeof *cases; i++) {
        st = try_walk(theory, &cases[i], err);
    }
    return st;
}
