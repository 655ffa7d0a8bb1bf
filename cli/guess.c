/* SPDX-License-Identifier: Apache-2.0
 *
 * How long work would take, for --dry-run: the first second of the run itself, of few of
 * its persons. A guess: records and lists fill up later, and other programs run, too. */
#define _POSIX_C_SOURCE 200809L

#include "cli.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PROBE_SECONDS 1.0

enum { PROBE_PERSONS = 20000 }; /* enough for caches to be as full as later */

struct clock {
    double started, first, share; /* first: when the first month was over */
};

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static bool
look_at_clock(void *context, double done, double all)
{
    struct clock *self = context;
    double t = now();

    self->first = self->first > 0.0 ? self->first : t;
    self->share = all > 0.0 ? done / all : 0.0;
    return t - self->started > PROBE_SECONDS;
}

static double
seconds_of(const struct demerit_scenario *scenario, int threads)
{
    struct clock clock = { .started = now() };
    const struct demerit_run_options options = {
        .threads = threads, .tick = look_at_clock, .self = &clock
    };
    struct demerit_result *result = NULL;
    int status = demerit_run(&result, scenario, &options, NULL);

    demerit_result_free(result);
    if ((status != DEMERIT_OK && status != DEMERIT_ESTOPPED) || !(clock.share > 0.0)) {
        return (double) NAN;
    }
    return clock.first - clock.started + (now() - clock.first) / clock.share;
}

/* The scenario as the line has it, of so few persons; NULL: not to be had. */
static struct demerit_scenario *
open_few(const struct cli *self, const char *persons)
{
    struct demerit_options how = cli_scenario_options(self);
    const char **sets = calloc(self->n_sets + 1, sizeof *sets);
    struct demerit_scenario *scenario = NULL;

    if (sets == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < self->n_sets; i++) {
        sets[i] = self->sets[i];
    }
    sets[self->n_sets] = persons;
    how.sets = sets;
    how.n_sets = self->n_sets + 1;
    (void) demerit_scenario_open(&scenario, self->library, self->argument, &how, NULL);
    free(sets);
    return scenario;
}

struct cli_guess
cli_guess_run(const struct cli *self, const struct demerit_scenario *scenario)
{
    long long persons = demerit_scenario_persons(scenario);
    struct cli_guess guess = { .persons =
                                   persons < PROBE_PERSONS ? persons : PROBE_PERSONS };
    char set[64];

    snprintf(set, sizeof set, "society.persons=%lld", guess.persons);
    struct demerit_scenario *few = open_few(self, set);
    guess.seconds = few == NULL ? (double) NAN
                                : seconds_of(few, (int) cli_count(self, CLI_THREADS)) *
                                      ((double) persons / (double) guess.persons);
    demerit_scenario_free(few);
    return guess;
}

void
cli_format_seconds(char *out, size_t size, double seconds)
{
    if (isnan(seconds)) {
        snprintf(out, size, "an unknown time");
    } else if (seconds < 90.0) {
        snprintf(out, size, "about %.0f s", seconds < 1.0 ? 1.0 : seconds);
    } else if (seconds < 5400.0) {
        snprintf(out, size, "about %.0f min", seconds / 60.0);
    } else {
        snprintf(out, size, "about %.1f h", seconds / 3600.0);
    }
}

void
cli_print_guess(const struct cli *self, const struct cli_guess *guess, double runs)
{
    char time[48];

    if (self->json) {
        if (isnan(guess->seconds)) {
            puts("null}");
        } else {
            printf("%.3g}\n", guess->seconds * runs);
        }
        return;
    }
    cli_format_seconds(time, sizeof time, guess->seconds * runs);
    printf("time: %s, guessed from the first second of %s on %lld persons\n", time,
        runs > 1.0 ? "one of them" : "the run", guess->persons);
}
