/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies of redress alone, as queues: cases are put before them by the hundred thousand and
 * served by the stage's own code, without a society that would have to bring them about.
 * Compared with Erlang's M/M/c (docs/odd/verification.md, 12): a queue that starts as his
 * formulas say must stay so. That needs far fewer cases than a long run, whose mean at
 * nine tenths and more of capacity wanders for very long. */
#include "small_world.h"

#include "stage/sanction.h"
#include "world/cases.h"

#include <math.h>
#include <stdio.h>

#define NEAR      0.03
#define PERSONS   4096U
#define FIRST     20000U /* tick of a start: cases can be older */
#define MOST_OPEN 4096
#define STATES    4000

struct row {
    int officers;
    double arrivals; /* a unit of time; one decision a unit and officer */
    int ticks;       /* to a unit of time */
    int starts;      /* queues that are looked at, */
    double units;    /* each for so long */
    double p_wait, mean_wait,
        mean_waiting; /* Erlang's, as docs/odd/verification.md has them */
};

static const struct row rows[] = {
    { 1, 0.8, 64, 6000, 4.0, 0.800000, 4.000000, 3.200000 },
    { 3, 2.0, 64, 8000, 3.0, 0.444444, 0.444444, 0.888889 },
    { 10, 9.0, 64, 6000, 2.0, 0.668732, 0.668732, 6.018584 },
    { 10, 9.9, 64, 800, 4.0, 0.963738, 9.637384, 95.410104 },
    { 100, 95.0, 400, 3000, 0.3, 0.506457, 0.101291, 9.622680 },
};

/* ---- what theory says ---- */

/* P(n cases are there), n = 0 .. STATES - 1. */
static void
stationary(const struct row *row, double p[STATES])
{
    double sum = 1.0;

    p[0] = 1.0;
    for (int n = 1; n < STATES; n++) {
        p[n] = p[n - 1] * row->arrivals / (n < row->officers ? n : row->officers);
        sum += p[n];
    }
    for (int n = 0; n < STATES; n++) {
        p[n] /= sum;
    }
}

/* The numbers of the table are those of the formulas. */
static void
verify_row(const struct row *row, const double p[STATES])
{
    double wait = 0.0, waiting = 0.0;

    for (int n = row->officers; n < STATES; n++) {
        wait += p[n];
        waiting += (n - row->officers) * p[n];
    }
    small_assert_near("P(wait)", row->p_wait, wait, 1e-6, 1.0);
    small_assert_near("Lq", row->mean_waiting, waiting, 1e-5 * waiting, 1.0);
    small_assert_near("Wq", row->mean_wait, waiting / row->arrivals, 1e-5, 1.0);
}

/* ---- a body and its cases ---- */

struct queue {
    struct small_run run;
    struct dm_world *world; /* borrowed */
    const struct row *row;
    uint64_t person;           /* the next to file */
    uint16_t filed[MOST_OPEN]; /* of who waits, in order: a ring */
    uint64_t who[MOST_OPEN];
    uint32_t first, n;
    uint32_t words[4]; /* of luck that is the test's own */
    uint32_t drawn;
    struct dm_key key;
};

static double
uniform(struct queue *self)
{
    if (self->drawn % 4 == 0) {
        dm_philox((uint32_t[4]){ self->drawn / 4 }, self->key, self->words);
    }
    return (self->words[self->drawn++ % 4] + 0.5) / 4294967296.0;
}

/* By inversion: means are below one. */
static int
poisson(struct queue *self, double mean)
{
    double u = uniform(self), term = exp(-mean);
    int n = 0;

    while (u > term && n < 64) {
        u -= term;
        term *= mean / ++n;
    }
    return n;
}

static void
queue_init(struct queue *self, const struct row *row)
{
    char officers[64], decides[64];

    *self = (struct queue){ .row = row };
    (void) snprintf(officers, sizeof officers, "redress.officers=%.6f",
        row->officers * 1e5 / (double) PERSONS);
    (void) snprintf(
        decides, sizeof decides, "redress.decides=%.6f %%/month", 100.0 / row->ticks);
    small_rich(&self->run,
        (const char *[]){ SMALL_QUIET, "redress={pooled: true}", officers, decides, NULL });
    self->world = &self->run.lane.world[DM_REGIME];
    for (uint64_t p = 0; p < PERSONS; p++) { /* all are listed */
        assert_true(dm_world_keep(self->world, DM_COLUMN_STAY, 0, p, 1));
    }
    assert_int_equal(self->world->cases->n_bodies, 1);
}

/* Person and list 0, filed now. */
static void
file(struct queue *self, struct dm_case_pile *pile)
{
    struct dm_case one = { .person = self->person % PERSONS,
        .filed = (uint16_t) self->world->tick };
    uint32_t at = (self->first + self->n++) % MOST_OPEN;

    assert_true(self->n < MOST_OPEN);
    self->filed[at] = one.filed;
    self->who[at] = one.person;
    self->person++;
    assert_true(dm_case_pile_add(pile, &one));
}

/* A queue with `x` cases, of whom those that wait came at ticks before. */
static void
start(struct queue *self, uint32_t replicate, int x)
{
    struct dm_world *world = self->world;
    struct dm_body_state *body = &world->cases->body[0];

    dm_cases_empty(world->cases);
    world->key.replicate = replicate;
    world->tick = FIRST;
    self->key = (struct dm_key){ .seed = 77, .replicate = replicate };
    self->drawn = self->first = self->n = 0;
    self->person = 0;
    for (int k = 0; k < x; k++) {
        file(self, k < self->row->officers ? &body->in_hand : &body->waiting);
        if (k < self->row->officers) {
            self->n--; /* does not wait */
            self->first++;
        }
    }
}

/* What was seen of a queue. */
struct seen {
    double waiting, ticks;       /* sum over ticks */
    double cases, delayed, wait; /* of those filed while it was looked at; in ticks */
    double decided;
};

/* One tick; cases filed at ticks from `since` to `until` are looked at. Who is taken is the
 * first who waits. */
static void
turn(struct queue *self, struct seen *seen, uint32_t since, uint32_t until)
{
    struct dm_world *world = self->world;
    struct dm_body_month *month = &world->cases->body[0].month;
    int n = poisson(self, self->row->arrivals / self->row->ticks);
    uint64_t waited = 0;

    if (self->person % PERSONS + (uint64_t) n >= PERSONS) { /* in order within a tick */
        self->person += PERSONS - self->person % PERSONS;
    }
    for (int k = 0; k < n; k++) {
        file(self, &world->cases->filed[0]);
    }
    for (uint32_t k = 0; k < self->n && k < (uint32_t) self->row->officers; k++) {
        uint32_t at = (self->first + k) % MOST_OPEN; /* may be taken: the listing stands */

        assert_true(dm_world_keep(world, DM_COLUMN_SPENT, 0, self->who[at],
            (int64_t) world->tick - self->filed[at]));
    }
    dm_redress_turn(world);
    world->cases->due[0].n = 0;
    assert_int_equal(month->officers, self->row->officers);
    assert_int_equal(month->lapsed, 0);
    for (uint32_t k = 0; k < month->opened; k++) {
        uint32_t filed = self->filed[self->first++ % MOST_OPEN];

        waited += world->tick - filed;
        if (filed > since && filed <= until) {
            seen->cases += 1.0;
            seen->delayed += world->tick > filed;
            seen->wait += world->tick - filed;
        }
    }
    self->n -= month->opened;
    assert_true(month->waited == waited); /* first come, first served */
    assert_int_equal(month->waiting, self->n);
    assert_true(month->in_hand == (uint32_t) self->row->officers || self->n == 0);
    seen->decided += month->decided;
}

/* From `x` cases on, until all that came in the time that is looked at were taken. */
static void
look(struct queue *self, uint32_t replicate, int x, struct seen *seen)
{
    uint32_t until = FIRST + (uint32_t) (self->row->units * self->row->ticks);

    start(self, replicate, x);
    while (self->world->tick < until ||
           (self->n > 0 && self->filed[self->first % MOST_OPEN] <= until)) {
        self->world->tick++;
        turn(self, seen, FIRST, until);
        if (self->world->tick <= until) {
            seen->waiting += self->n;
            seen->ticks += 1.0;
        }
    }
}

static void
assert_within(const struct row *row, const char *what, double seen, double expected)
{
    if (!(fabs(seen - expected) <= NEAR * expected)) {
        fail_msg("%d officers, %g arrive: %s is %.6f, not %.6f", row->officers,
            row->arrivals, what, seen, expected);
    }
}

/* ---- tests ---- */

/* Starts at the middles of equal parts of the stationary distribution. */
static void
test_erlang(void **state)
{
    (void) state;
    for (size_t r = 0; r < SMALL_COUNT(rows); r++) {
        const struct row *row = &rows[r];
        struct seen seen = { 0 };
        struct queue queue;
        double p[STATES], below = 0.0;
        int x = 0;

        stationary(row, p);
        verify_row(row, p);
        queue_init(&queue, row);
        for (int k = 0; k < row->starts; k++) {
            while (below + p[x] < (k + 0.5) / row->starts && x < STATES - 1) {
                below += p[x++];
            }
            look(&queue, (uint32_t) k + 1, x, &seen);
        }
        assert_within(row, "Lq", seen.waiting / seen.ticks, row->mean_waiting);
        assert_within(row, "Wq", seen.wait / seen.cases / row->ticks, row->mean_wait);
        assert_within(row, "P(wait)", seen.delayed / seen.cases, row->p_wait);
        small_clear(&queue.run);
    }
}

/* At and above capacity the backlog grows by what arrives and cannot be served. */
static void
test_backlog(void **state)
{
    static const struct row above[] = { { 10, 10.0, 16, 60, 40.0, 0.0, 0.0, 0.0 },
        { 10, 12.0, 16, 60, 40.0, 0.0, 0.0, 0.0 } };

    (void) state;
    for (size_t r = 0; r < SMALL_COUNT(above); r++) {
        const struct row *row = &above[r];
        double grown = 0.0, variance;
        struct seen seen = { 0 };
        struct queue queue;

        queue_init(&queue, row);
        for (int k = 0; k < row->starts; k++) {
            start(&queue, (uint32_t) k + 1, 300); /* nobody is idle */
            for (int t = 0; t < (int) row->units * row->ticks; t++) {
                queue.world->tick++;
                turn(&queue, &seen, 0, 0);
            }
            grown += (double) queue.n - (300 - row->officers);
        }
        /* Poisson's arrivals, and decisions of ten in hand with 1/16 each */
        variance = row->units * (row->arrivals + row->officers * (1.0 - 1.0 / row->ticks));
        small_assert_near("backlog", grown / row->starts,
            (row->arrivals - row->officers) * row->units, sqrt(variance / row->starts),
            4.0);
        small_assert_near("decided", seen.decided / row->starts, row->officers * row->units,
            sqrt(variance / row->starts), 4.0);
        small_clear(&queue.run);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_erlang),
        cmocka_unit_test(test_backlog),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
