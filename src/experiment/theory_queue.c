/* SPDX-License-Identifier: Apache-2.0
 *
 * The body that decides appeals, as a queue. Listings at will are a stream as good as
 * Poisson's (few of very many), all of them are appealed, and the redress stage serves
 * them. Compared with the queue in ticks, whose state is iterated until it stays, and that
 * with Erlang's in continuous time (M/M/c), to which it comes as ticks grow short. */
#include "base/strbuf.h"
#include "theory_lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sixteen bodies side by side, each with 256 persons who can be put on any of 16 lists: a
 * source that is listed is silent until its term is over, so that there must be many. */
static const char queue_yaml[] =
    "schema: demerit/1\n"
    "name: queue\n"
    "family: theory\n"
    "twin: no\n"
    "society:\n"
    "  jurisdictions: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    "  ties: {work: 0, friends: 0, long: 0}\n"
    "measure: {causes: off}\n"
    "redress:\n  notice: 100 %\n  filing: 100 %\n";

#define BODIES  16
#define PERSONS 4096
#define LISTS   16
enum { SOURCES = PERSONS / BODIES * LISTS };
#define STEP  0.5  /* time of a tick as simulated */
#define SHORT 32   /* ticks to a unit of time, for what continuous time is compared with */
#define NEAR  0.03 /* of continuous time, with ticks so short */

struct queue {
    const char *id;
    double arrivals, decides; /* a unit of time; a unit and officer */
    int officers;
    double longest; /* units of time that a listing lasts: hardly a case waits as long */
    int warmup, ticks;
};

static const struct queue queues[] = {
    { "one", 0.8, 1.0, 1, 30.0, 1000, 6000 },
    { "three", 2.0, 1.0, 3, 15.0, 200, 3000 },
    { "ten", 9.0, 1.0, 10, 10.0, 400, 4000 },
    { "ten-of-one", 0.9, 1.0, 1, 60.0, 3000, 8000 },
};

/* ---- what theory says ---- */

/* Erlang's C: mean number who wait. */
static double
erlang_waiting(double arrivals, double decides, int officers)
{
    double load = arrivals / decides, rho = load / officers, term = 1.0, sum = 0.0, all;

    for (int k = 0; k < officers; k++) {
        sum += term;
        term *= load / (k + 1);
    }
    all = term / (1.0 - rho);
    return all / (sum + all) * rho / (1.0 - rho);
}

#define STATES  1600
#define MOST    128 /* officers, and arrivals of a tick */
#define SETTLED 1e-10

/* The queue in ticks: cases in hand are decided, each with a chance; then what arrived in
 * the tick and what waits is taken. */
struct chain {
    int officers, n_arrivals;
    double decided[MOST + 1][MOST + 1]; /* of so many in hand so many */
    double arrive[MOST + 1];
    double now[STATES], next[STATES];
};

static void
set_chain(struct chain *self, double arrivals, double decides, int officers)
{
    *self = (struct chain){ .officers = officers };
    self->decided[0][0] = 1.0;
    for (int m = 1; m <= officers; m++) {
        for (int k = 0; k <= m; k++) {
            self->decided[m][k] = self->decided[m - 1][k] * (1.0 - decides) +
                                  (k > 0 ? self->decided[m - 1][k - 1] * decides : 0.0);
        }
    }
    self->arrive[0] = exp(-arrivals);
    while (self->n_arrivals < MOST &&
           (self->n_arrivals <= (int) arrivals || self->arrive[self->n_arrivals] > 1e-15)) {
        self->n_arrivals++;
        self->arrive[self->n_arrivals] =
            self->arrive[self->n_arrivals - 1] * arrivals / self->n_arrivals;
    }
    self->now[0] = 1.0;
}

static void
step(struct chain *self)
{
    memset(self->next, 0, sizeof self->next);
    for (int x = 0; x < STATES && (x < MOST || self->now[x] > 1e-16); x++) {
        int m = x < self->officers ? x : self->officers;

        for (int k = 0; k <= m; k++) {
            self->next[x - k] += self->now[x] * self->decided[m][k];
        }
    }
    memset(self->now, 0, sizeof self->now);
    for (int x = 0; x < STATES && (x < MOST || self->next[x] > 1e-16); x++) {
        for (int k = 0; k <= self->n_arrivals && x + k < STATES; k++) {
            self->now[x + k] += self->next[x] * self->arrive[k];
        }
    }
}

static double
waiting(const struct chain *self)
{
    double mean = 0.0;

    for (int x = self->officers; x < STATES; x++) {
        mean += self->now[x] * (x - self->officers);
    }
    return mean;
}

/* Mean number who wait at the end of a tick; NaN: no memory. */
static double
waiting_in_ticks(const struct queue *queue, double tick)
{
    struct chain *chain = malloc(sizeof *chain);
    double before = -1.0, now = 0.0;

    if (chain == NULL) {
        return (double) NAN;
    }
    set_chain(chain, queue->arrivals * tick, queue->decides * tick, queue->officers);
    while (fabs(now - before) > SETTLED) {
        before = now;
        for (int k = 0; k < 16; k++) {
            step(chain);
        }
        now = waiting(chain);
    }
    free(chain);
    return now;
}

/* ---- what the engine does ---- */

/* Sources that are not listed make up for those that are. */
static dm_status
make(struct dm_lab *lab, const struct dm_theory *theory, const struct queue *queue,
    struct dm_error *err)
{
    int term = (int) (queue->longest / STEP);
    double a_tick = queue->arrivals * STEP;
    double each = a_tick / ((double) SOURCES - a_tick * term);
    struct dm_strbuf text = { 0 };
    dm_status st = DM_ENOMEM;

    dm_strbuf_addf(&text, "%s", queue_yaml);
    dm_strbuf_addf(&text, "  officers: %.6f\n  decides: %.6f %%/month\nlists:\n",
        queue->officers * 1e5 * BODIES / PERSONS, 100.0 * queue->decides * STEP);
    for (int l = 0; l < LISTS; l++) {
        dm_strbuf_addf(&text, "  list-%d: {enter: {at_will: %.9f/year}, term: %d months}\n",
            l, 12.0 * each, term);
    }
    if (text.text != NULL) {
        st = dm_lab_init(lab, theory, text.text, NULL, PERSONS * theory->thin, err);
    } else {
        *lab = (struct dm_lab){ .scenario = NULL };
        (void) dm_error_set(err, DM_ENOMEM, "no memory for a scenario");
    }
    dm_strbuf_clear(&text);
    return st;
}

/* Of the bodies, each a queue of its own. */
struct seen {
    struct dm_sample waiting; /* mean number, of bodies */
    double opened, waited;    /* cases taken; ticks they waited, all together */
};

static dm_status
watch(struct seen *seen, struct dm_lab *lab, const struct queue *queue, int64_t thin,
    struct dm_error *err)
{
    double waiting[BODIES] = { 0.0 };
    int ticks = (int) (queue->ticks / thin) + 1;
    dm_status st = dm_lab_run(lab, queue->warmup, false, err);

    *seen = (struct seen){ .opened = 0.0 };
    for (int t = 0; st == DM_OK && t < ticks; t++) {
        st = dm_lab_run(lab, 1, false, err);
        for (int b = 0; st == DM_OK && b < BODIES; b++) {
            const struct dm_body_month *month = &lab->world->cases->body[b].month;

            waiting[b] += month->waiting;
            seen->opened += month->opened;
            seen->waited += (double) month->waited;
        }
    }
    for (int b = 0; b < BODIES; b++) {
        dm_sample_add(&seen->waiting, waiting[b] / ticks);
    }
    return st;
}

static dm_status
say_simulated(const struct dm_theory *theory, const struct queue *queue,
    const struct seen *seen, double expected, struct dm_error *err)
{
    struct dm_theory_row row = {
        .expected = expected,
        .simulated = seen->waiting.mean,
        .se = dm_sample_se(&seen->waiting),
        /* arrivals of sources that fall silent vary a little less than Poisson's */
        .grid = expected * queue->arrivals * queue->longest / (double) SOURCES,
        .n = (int64_t) seen->opened,
        .unit = "cases",
    };

    (void) snprintf(row.id, sizeof row.id, "queue.%s", queue->id);
    (void) snprintf(row.what, sizeof row.what,
        "cases waiting before a body of %d, %g filed and %g decided each a unit of time",
        queue->officers, queue->arrivals, queue->decides);
    return dm_theory_say(theory, row, err);
}

/* Without simulation: the queue in ticks against that in continuous time. */
static dm_status
say_limit(const struct dm_theory *theory, const struct queue *queue, struct dm_error *err)
{
    double erlang = erlang_waiting(queue->arrivals, queue->decides, queue->officers);
    struct dm_theory_row row = {
        .expected = erlang,
        .simulated = waiting_in_ticks(queue, 1.0 / SHORT),
        .grid = NEAR * erlang,
        .n = SHORT,
        .unit = "ticks",
    };

    (void) snprintf(row.id, sizeof row.id, "queue.%s.erlang", queue->id);
    (void) snprintf(row.what, sizeof row.what,
        "the same in 1/%d of a unit, computed, against Erlang's M/M/%d", SHORT,
        queue->officers);
    return dm_theory_say(theory, row, err);
}

static dm_status
try_queue(const struct dm_theory *theory, const struct queue *queue, double *wait,
    struct dm_error *err)
{
    struct seen seen = { .opened = 0.0 };
    struct dm_lab lab;
    dm_status st = make(&lab, theory, queue, err);

    if (st == DM_OK) {
        st = watch(&seen, &lab, queue, theory->thin, err);
    }
    if (st == DM_OK) {
        *wait = STEP * seen.waited / seen.opened;
        st = say_simulated(theory, queue, &seen, waiting_in_ticks(queue, STEP), err);
    }
    if (st == DM_OK) {
        st = say_limit(theory, queue, err);
    }
    dm_lab_clear(&lab);
    return st;
}

/* One queue before ten officers waits less than ten queues before one each. */
static dm_status
say_pooling(
    const struct dm_theory *theory, double pooled, double apart, struct dm_error *err)
{
    return dm_theory_say(theory,
        (struct dm_theory_row){
            .id = "queue.pooling",
            .what = "wait before a body of ten shorter than half that before ten of one: 1",
            .expected = 1.0,
            .simulated = pooled < 0.5 * apart ? 1.0 : 0.0,
            .n = BODIES,
            .unit = "bodies",
        },
        err);
}

dm_status
dm_theory_queues(const struct dm_theory *theory, struct dm_error *err)
{
    enum { N = sizeof queues / sizeof *queues };
    double wait[N] = { 0.0 };
    dm_status st = DM_OK;

    for (int k = 0; st == DM_OK && k < N; k++) {
        st = try_queue(theory, &queues[k], &wait[k], err);
    }
    return st == DM_OK ? say_pooling(theory, wait[N - 2], wait[N - 1], err) : st;
}
