/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit watch`: one replicate of a run, month by month. A terminal is redrawn in place,
 * no faster than can be followed; elsewhere each month is a line. */
#define _POSIX_C_SOURCE 200809L

#include "cli.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PER = 100000, FIXED_COLUMNS = 28, LEAST_BAR = 4, MONTH_NS = 80000000 };

struct watch {
    struct cli *cli;
    const struct demerit_scenario *scenario;
    struct demerit_result *result;
    struct demerit_run_options options;
    bool redraws;
    struct demerit_style style;
    int lines; /* drawn last, to go back over */
};

static double
share(int64_t n, const struct demerit_month *month)
{
    return month->persons > 0 ? (double) n / (double) month->persons : 0.0;
}

/* 12,345 without the help of a locale. */
static void
print_count(double value, int width)
{
    char digits[32], out[48];
    int n = snprintf(digits, sizeof digits, "%.0f", fabs(value)), k = 0;

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            out[k++] = ',';
        }
        out[k++] = digits[i];
    }
    out[k] = '\0';
    printf("%*s", width, out);
}

static void
end_line(struct watch *self)
{
    fputs("\033[K\n", stdout);
    self->lines++;
}

static void
draw_bar(const struct watch *self, double part)
{
    int room = self->style.width - FIXED_COLUMNS, full;

    if (room < LEAST_BAR) {
        return;
    }
    full = (int) lround(part * room);
    fputs(self->style.color ? "\033[33m" : "", stdout);
    for (int i = 0; i < full; i++) {
        fputs(self->style.utf8 ? "\xE2\x96\x88" : "#", stdout);
    }
    fputs(self->style.color ? "\033[0m" : "", stdout);
}

static void
draw_tiers(struct watch *self, const struct demerit_month *month)
{
    for (int t = month->n_tiers - 1; t >= 0; t--) {
        printf("  %-14.14s ", month->tier[t]);
        print_count(PER * share(month->in_tier[t], month), 8);
        fputs("  ", stdout);
        draw_bar(self, share(month->in_tier[t], month));
        end_line(self);
    }
}

static void
draw_pair(struct watch *self, const struct demerit_month *month, const char *words,
    double regime, double twin)
{
    double scale = month->persons > 0 ? PER / (double) month->persons : 0.0;

    printf("  %-17s", words);
    print_count(regime * scale, 10);
    if (month->has_twin) {
        print_count(twin * scale, 10);
    }
    end_line(self);
}

static void
draw(struct watch *self, const struct demerit_month *month)
{
    const char *bold = self->style.color ? "\033[1m" : "",
               *plain = self->style.color ? "\033[0m" : "";

    if (self->lines > 0) {
        printf("\033[%dA", self->lines);
    }
    self->lines = 0;
    printf(
        "%sMonth %d of %d%s, of 100,000 people", bold, month->month, month->months, plain);
    end_line(self);
    draw_tiers(self, month);
    printf("  %-17s%10s%10s", "", "regime", month->has_twin ? "twin" : "");
    end_line(self);
    draw_pair(self, month, "on a list", (double) month->regime.listed,
        (double) month->twin.listed);
    draw_pair(self, month, "under a sanction", (double) month->regime.sanctioned,
        (double) month->twin.sanctioned);
    draw_pair(self, month, "refusals", (double) month->regime.refused,
        (double) month->twin.refused);
    draw_pair(self, month, "days lost", month->regime.days_lost, month->twin.days_lost);
    printf("  know of it %.0f of 100, fear %.1f of 100", 100.0 * month->aware_share,
        100.0 * month->fear);
    end_line(self);
    fflush(stdout);
}

static void
print_pair(const struct demerit_month *month, const char *words, double regime, double twin)
{
    double scale = month->persons > 0 ? PER / (double) month->persons : 0.0;

    printf("; %s %.0f", words, regime * scale);
    if (month->has_twin) {
        printf(" (twin %.0f)", twin * scale);
    }
}

static void
print_line(const struct demerit_month *month)
{
    printf("month %d:", month->month);
    for (int t = month->n_tiers - 1; t >= 0; t--) {
        printf(" %s %.0f", month->tier[t], PER * share(month->in_tier[t], month));
    }
    print_pair(month, "listed", (double) month->regime.listed, (double) month->twin.listed);
    print_pair(month, "sanctioned", (double) month->regime.sanctioned,
        (double) month->twin.sanctioned);
    print_pair(
        month, "refused", (double) month->regime.refused, (double) month->twin.refused);
    print_pair(month, "days lost", month->regime.days_lost, month->twin.days_lost);
    printf("; aware %.0f; fear %.4f\n", PER * month->aware_share, month->fear);
}

static void
on_month(void *context, const struct demerit_month *month)
{
    struct watch *self = context;
    const struct timespec pause = { .tv_nsec = MONTH_NS };

    if (self->redraws) {
        draw(self, month);
        nanosleep(&pause, NULL); /* a signal ends it early */
    } else {
        print_line(month);
    }
}

static bool
on_tick(void *context, double done, double all)
{
    struct watch *self = context;

    return self->options.tick(self->options.self, done, all);
}

static int
do_watch(void *context, const struct demerit_run_options *options)
{
    struct watch *self = context;
    const struct demerit_run_options how = {
        .threads = options->threads, .tick = on_tick, .self = self, .month = on_month
    };

    self->options = *options;
    return demerit_run(&self->result, self->scenario, &how, self->cli->problems);
}

static bool
can_redraw(void)
{
    const char *term = getenv("TERM");

    return isatty(STDOUT_FILENO) == 1 && term != NULL && strcmp(term, "dumb") != 0;
}

static int
watch_scenario(struct cli *self, const struct demerit_scenario *scenario)
{
    struct watch watch = {
        .cli = self, .scenario = scenario, .redraws = can_redraw(), .style = cli_style(self)
    };

    printf("%s\nSynthetic: not for decisions on persons. One replicate of luck; numbers of "
           "100,000 people.\n",
        demerit_scenario_title(scenario));
    fflush(stdout);
    int code = cli_do_long(self, 0.0, do_watch, &watch);
    demerit_result_free(watch.result);
    return code;
}

int
cli_watch(struct cli *self)
{
    struct demerit_options how = cli_scenario_options(self);
    struct demerit_scenario *scenario = NULL;
    const char **sets = calloc(how.n_sets + 1, sizeof *sets);
    int code = cli_library(self) == NULL ? CLI_FAILED : CLI_OK;

    if (sets == NULL) {
        return cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
    }
    for (size_t i = 0; i < how.n_sets; i++) {
        sets[i] = how.sets[i];
    }
    sets[how.n_sets++] = "run.replicates=1";
    how.sets = sets;
    self->values[CLI_PROGRESS] = "never"; /* the picture is the progress */
    if (code == CLI_OK) {
        code = cli_code(demerit_scenario_open(
            &scenario, self->library, self->argument, &how, self->problems));
    }
    if (code == CLI_OK) {
        code = watch_scenario(self, scenario);
    }
    demerit_scenario_free(scenario);
    free(sets);
    return code;
}
