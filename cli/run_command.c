/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit run`: the run itself and its folder, the progress line of long work, and what an
 * interrupt does. The first signal stops between ticks, the second leaves at once. */
#define _POSIX_C_SOURCE 200809L

#include "cli.h"

#include "demerit/store.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stopped_by; /* the signal, 0 without one */

static void
on_signal(int number)
{
    if (stopped_by != 0) {
        _exit(128 + number);
    }
    stopped_by = number;
}

struct handlers {
    struct sigaction interrupt, terminate;
};

static void
catch_signals(struct handlers *old)
{
    struct sigaction action = { .sa_handler = on_signal };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &old->interrupt);
    sigaction(SIGTERM, &action, &old->terminate);
}

static void
release_signals(const struct handlers *old)
{
    sigaction(SIGINT, &old->interrupt, NULL);
    sigaction(SIGTERM, &old->terminate, NULL);
}

struct progress {
    bool shown, drawn;
    double started, last; /* seconds */
    double replicate_months;
};

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static void
print_left(double seconds)
{
    if (seconds < 90.0) {
        fprintf(stderr, "%.0f s left", seconds);
    } else if (seconds < 5400.0) {
        fprintf(stderr, "%.0f min left", seconds / 60.0);
    } else {
        fprintf(stderr, "%.1f h left", seconds / 3600.0);
    }
}

static bool
on_tick(void *context, double done, double all)
{
    struct progress *self = context;
    double t = now(), share = all > 0.0 ? done / all : 0.0;

    if (self->shown && t - self->last >= 0.1 && share > 0.0) {
        double months = share * self->replicate_months, elapsed = t - self->started;
        fprintf(stderr, "\r\033[K%3.0f %%  ", 100.0 * share);
        if (months > 0.0) {
            fprintf(stderr, "%.0f of %.0f replicate-months, %.3g a second, ", months,
                self->replicate_months, elapsed > 0.0 ? months / elapsed : 0.0);
        }
        print_left(elapsed * (1.0 - share) / share);
        fflush(stderr);
        self->last = t;
        self->drawn = true;
    }
    return stopped_by != 0;
}

static void
erase(const struct progress *self)
{
    if (self->drawn) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}

static bool
wants_progress(const struct cli *self)
{
    const char *when = self->values[CLI_PROGRESS], *term = getenv("TERM");

    if (when != NULL && strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    return !cli_has(self, CLI_QUIET) && term != NULL && strcmp(term, "dumb") != 0 &&
           isatty(STDERR_FILENO) == 1;
}

void
cli_format_bytes(char *out, size_t size, int64_t bytes)
{
    static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
    double value = (double) bytes;
    size_t unit = 0;

    while (value >= 1000.0 && unit + 1 < sizeof units / sizeof *units) {
        value /= 1000.0;
        unit++;
    }
    snprintf(out, size, "%.*f %s", unit > 0 && value < 10.0 ? 1 : 0, value, units[unit]);
}

static int
print_plan(const struct cli *self, const struct demerit_scenario *scenario, int threads)
{
    const char *twin = demerit_scenario_twin(scenario);
    int worlds = twin[0] != '\0' ? 2 : 1;
    long long persons = demerit_scenario_persons(scenario);
    int months = demerit_scenario_months(scenario),
        replicates = demerit_scenario_replicates(scenario);
    int64_t bytes = demerit_scenario_bytes(scenario, threads);
    struct cli_guess guess = cli_guess_run(self, scenario);
    char size[32];

    if (self->json) {
        printf("{\"schema\": \"demerit-plan/1\", \"scenario\": \"%s\", \"persons\": %lld, "
               "\"months\": %d, "
               "\"replicates\": %d, \"seed\": %lu, \"worlds\": %d, \"bytes\": %lld, "
               "\"seconds\": ",
            demerit_scenario_name(scenario), persons, months, replicates,
            (unsigned long) demerit_scenario_seed(scenario), worlds, (long long) bytes);
        cli_print_guess(self, &guess, 1.0);
        return CLI_OK;
    }
    cli_format_bytes(size, sizeof size, bytes);
    printf("%s: ok, nothing was run\n", demerit_scenario_name(scenario));
    printf("%lld persons, %d months, %d %s, %d %s: %.3g million person-months\n", persons,
        months, replicates, replicates == 1 ? "replicate" : "replicates", worlds,
        worlds == 1 ? "world" : "worlds (regime and twin)",
        (double) persons * months * replicates * worlds / 1e6);
    printf("memory: about %s, records and what follows from them not counted\n", size);
    cli_print_guess(self, &guess, 1.0);
    return CLI_OK;
}

static int
print_result(struct cli *self, const struct demerit_result *result, uint32_t seed)
{
    struct demerit_style style = cli_style(self);

    if (self->json) {
        return cli_print(self, demerit_result_json(result));
    }
    char *again = cli_again(self, seed);
    int code = cli_print(self, demerit_result_text(result, &style, again));
    free(again);
    return code;
}

int
cli_do_long(struct cli *self, double replicate_months,
    int (*work)(void *context, const struct demerit_run_options *options), void *context)
{
    struct progress progress = { .shown = wants_progress(self),
        .started = now(),
        .replicate_months = replicate_months };
    struct demerit_run_options options = {
        .threads = (int) cli_count(self, CLI_THREADS), .tick = on_tick, .self = &progress
    };
    struct handlers old;

    catch_signals(&old);
    int status = work(context, &options);
    release_signals(&old);
    erase(&progress);
    if (status == DEMERIT_ESTOPPED) {
        return 128 + (stopped_by != 0 ? (int) stopped_by : SIGINT);
    }
    return cli_code(status);
}

struct job {
    struct cli *cli;
    const struct demerit_scenario *scenario;
    struct demerit_replicates *replicates; /* NULL: none are over */
    struct demerit_store *store;           /* NULL: without a folder */
    struct demerit_result *result;
};

static int
do_run(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;
    struct demerit_run_options how = *options;

    how.bootstrap = cli_wants_bootstrap(self->cli);
    how.replicates = self->replicates;
    return self->store != NULL
               ? demerit_store_run(self->store, &self->result, &how, self->cli->problems)
               : demerit_run(&self->result, self->scenario, &how, self->cli->problems);
}

static int
make_store(struct job *self, const struct demerit_options *how)
{
    struct cli *cli = self->cli;
    const void *arguments = cli->arguments;
    char *again = cli_again(cli, demerit_scenario_seed(self->scenario));
    const struct demerit_store_options options = { .folder = cli->values[CLI_OUT],
        .force = cli_has(cli, CLI_FORCE),
        .arguments = arguments,
        .n_arguments = (size_t) cli->n_arguments,
        .again = again,
        .checkpoint_months = (int) cli_count(cli, CLI_CHECKPOINT_EVERY) };
    int code = cli_code(demerit_store_create(&self->store, self->scenario, cli->library,
        cli->argument, how, &options, cli->problems));

    free(again);
    return code;
}

/* JSON on standard output needs no folder, unless --out asks for one. */
static bool
wants_folder(const struct cli *self)
{
    if (cli_has(self, CLI_OUT)) {
        return true;
    }
    if (!self->json && !demerit_store_is_built() && !cli_has(self, CLI_QUIET)) {
        fputs("No folder is written: this program was built without SQLite.\n", stderr);
    }
    return !self->json && demerit_store_is_built();
}

static int
write_report(struct cli *self, const struct demerit_result *result, uint32_t seed)
{
    char *again = cli_again(self, seed);
    int code =
        cli_write_file(self, self->values[CLI_REPORT], demerit_report_html(result, again));

    free(again);
    if (code == CLI_OK && !self->json) {
        printf("Report: %s\n", self->values[CLI_REPORT]);
    }
    return code;
}

static int
run_and_print(struct cli *self, const struct demerit_scenario *scenario,
    const struct demerit_options *how, struct demerit_replicates *replicates)
{
    struct job job = { .cli = self, .scenario = scenario, .replicates = replicates };
    const char *report = self->values[CLI_REPORT];
    int code = report != NULL ? cli_may_create(self, report) : CLI_OK;

    if (code == CLI_OK && wants_folder(self)) {
        code = make_store(&job, how);
    }
    if (code == CLI_OK) {
        code = cli_do_long(self,
            (double) demerit_scenario_months(scenario) *
                demerit_scenario_replicates(scenario),
            do_run, &job);
    }
    if (code > 128 && job.store != NULL && demerit_store_can_resume(job.store)) {
        code = CLI_STOPPED;
    }
    if (code == CLI_OK) {
        code = print_result(self, job.result, demerit_scenario_seed(scenario));
    }
    if (code == CLI_OK && job.store != NULL && !self->json) {
        printf("Results: %s\n", demerit_store_folder(job.store));
        if (report == NULL) {
            printf("Report: %s/report.html\n", demerit_store_folder(job.store));
        }
    }
    if (code == CLI_OK && report != NULL) {
        code = write_report(self, job.result, demerit_scenario_seed(scenario));
    }
    demerit_result_free(job.result);
    demerit_store_free(job.store);
    return code;
}

/* What cannot be done at once. */
static int
check_flags(struct cli *self)
{
    if (cli_wants_bootstrap(self) && wants_folder(self)) {
        return cli_fail(self, CLI_USAGE, "--interval",
            "add --json and leave --out away, or use t",
            "a folder holds Student's intervals");
    }
    if (cli_has(self, CLI_CHECKPOINT_EVERY) && self->json && !cli_has(self, CLI_OUT)) {
        return cli_fail(self, CLI_USAGE, "--checkpoint-every", "add --out",
            "checkpoints are kept in a run's folder, and --json writes none");
    }
    if (cli_has(self, CLI_CHECKPOINT_EVERY) && cli_has(self, CLI_PRECISION)) {
        return cli_fail(self, CLI_USAGE, "--checkpoint-every", "leave one of them out",
            "with --precision no checkpoints are made");
    }
    return CLI_OK;
}

/* A system that lends memory it has not kills the program when it is used. */
static int
check_memory(struct cli *self, const struct demerit_scenario *scenario)
{
    int64_t needed = demerit_scenario_bytes(scenario, (int) cli_count(self, CLI_THREADS));
    double here = (double) sysconf(_SC_PHYS_PAGES) * (double) sysconf(_SC_PAGESIZE);
    char wants[32], has[32];

    if (here <= 1.0 || (double) needed <= here) { /* the product of two -1: not known */
        return CLI_OK;
    }
    cli_format_bytes(wants, sizeof wants, needed);
    cli_format_bytes(has, sizeof has, (int64_t) here);
    return cli_fail(self, CLI_FAILED, NULL, "take fewer with --persons",
        "%lld persons need about %s of memory, and this machine has %s",
        (long long) demerit_scenario_persons(scenario), wants, has);
}

int
cli_run(struct cli *self)
{
    struct demerit_options how = cli_scenario_options(self);
    struct demerit_scenario *scenario;
    struct cli_precise precise = { .replicates = NULL };

    if (cli_library(self) == NULL) {
        return CLI_FAILED;
    }
    int code = check_flags(self);
    if (code != CLI_OK) {
        return code;
    }
    code = cli_code(demerit_scenario_open(
        &scenario, self->library, self->argument, &how, self->problems));
    if (code == CLI_OK && cli_has(self, CLI_DRY_RUN)) {
        code = print_plan(self, scenario, (int) cli_count(self, CLI_THREADS));
    } else if (code == CLI_OK) {
        code = check_memory(self, scenario);
    }
    if (code == CLI_OK && !cli_has(self, CLI_DRY_RUN)) {
        code = cli_make_precise(self, &precise, &scenario, wants_folder(self));
        how = cli_scenario_options(self);
        if (code == CLI_OK) {
            code = run_and_print(self, scenario, &how, precise.replicates);
        }
    }
    cli_precise_clear(&precise);
    demerit_scenario_free(scenario);
    return code;
}
