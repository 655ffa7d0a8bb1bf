/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit sweep`, `resume` and `merge`: studies and their folders. */
#include "cli.h"

#include "demerit/sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    struct cli *cli;
    struct demerit_sweep *sweep;
};

static int
do_sweep(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;

    return demerit_sweep_run(
        self->sweep, (int) cli_count(self->cli, CLI_JOBS), options, self->cli->problems);
}

/* ---- before the work ---- */

static void
print_plan_json(const struct demerit_sweep_plan *plan)
{
    printf("{\"schema\": \"demerit-plan/1\", \"study\": \"%s\", \"design\": \"%s\", "
           "\"factors\": %d, \"left_out\": %d, \"persons\": %" PRId64
           ", \"months\": %d, \"replicates\": %d, \"points\": %" PRId64
           ", \"points_to_run\": %" PRId64 ", \"runs\": %" PRId64
           ", \"jobs\": %d, \"bytes\": %" PRId64 ", \"disk_bytes\": %" PRId64
           ", \"seconds\": ",
        plan->name, plan->design, plan->factors, plan->left_out, plan->persons,
        plan->months, plan->replicates, plan->rows, plan->rows_to_run,
        plan->rows_to_run * plan->replicates, plan->jobs, plan->bytes, plan->disk_bytes);
    if (isnan(plan->seconds)) {
        puts("null}");
    } else {
        printf("%.3g}\n", plan->seconds);
    }
}

/* "12 points x 50 replicates = 600 runs, about 4 min, 80 MB" */
static void
print_plan(FILE *file, const struct demerit_sweep_plan *plan)
{
    char time[48], disk[32], memory[32];

    cli_format_seconds(time, sizeof time, plan->seconds);
    cli_format_bytes(disk, sizeof disk, plan->disk_bytes);
    cli_format_bytes(memory, sizeof memory, plan->bytes);
    fprintf(file,
        "%" PRId64 " %s x %d %s = %" PRId64 " runs of %" PRId64
        " persons and %d months, %s on %d %s, %s on disk, %s of memory\n",
        plan->rows_to_run, plan->rows_to_run == 1 ? "point" : "points", plan->replicates,
        plan->replicates == 1 ? "replicate" : "replicates",
        plan->rows_to_run * plan->replicates, plan->persons, plan->months, time, plan->jobs,
        plan->jobs == 1 ? "job" : "jobs", disk, memory);
}

static void
print_left_out(const struct demerit_sweep *sweep)
{
    const char *why, *path;

    for (int i = 0; (path = demerit_sweep_left_out(sweep, i, &why)) != NULL; i++) {
        printf("%s %s: %s\n", i == 0 ? "left as written:\n " : " ", path, why);
    }
}

static int
print_dry_run(const struct cli *self, const struct demerit_sweep *sweep)
{
    struct demerit_sweep_plan plan =
        demerit_sweep_plan(sweep, (int) cli_count(self, CLI_JOBS));

    if (self->json) {
        print_plan_json(&plan);
        return CLI_OK;
    }
    printf("%s: ok, nothing was run\n%s design of %d %s on %s, %" PRId64 " points\n",
        plan.name, plan.design, plan.factors, plan.factors == 1 ? "factor" : "factors",
        plan.scenario, plan.rows);
    print_plan(stdout, &plan);
    print_left_out(sweep);
    return CLI_OK;
}

/* ---- after it ---- */

static int
print_findings(struct cli *self, const struct demerit_sweep *sweep, const char *again)
{
    struct demerit_style style = cli_style(self);
    int64_t failed = demerit_sweep_failed(sweep);
    int code = cli_print(self,
        self->json ? demerit_sweep_json(sweep) : demerit_sweep_text(sweep, &style, again));

    if (code == CLI_OK && !self->json && demerit_sweep_folder(sweep) != NULL) {
        printf("Results: %s/study.sqlite, %s/study.json\n", demerit_sweep_folder(sweep),
            demerit_sweep_folder(sweep));
    }
    if (code == CLI_OK && failed > 0) {
        self->json = false; /* the one document is out: this goes to standard error */
        code = cli_fail(self, CLI_FAILED, NULL,
            "the table `runs` of study.sqlite has the reasons", "%" PRId64 " %s failed",
            failed, failed == 1 ? "point" : "points");
    }
    return code;
}

/* A folder that can be resumed has an exit code of its own. */
static int
run_and_print(struct job *self, const char *again)
{
    struct cli *cli = self->cli;
    struct demerit_sweep_plan plan = { .rows_to_run = 0 };

    if (!cli_has(cli, CLI_QUIET) && demerit_sweep_missing(self->sweep) > 0) {
        plan = demerit_sweep_plan(self->sweep, (int) cli_count(cli, CLI_JOBS));
        print_plan(stderr, &plan);
    }
    int code = cli_do_long(
        cli, (double) plan.rows_to_run * plan.replicates * plan.months, do_sweep, self);
    if (code > 128 && demerit_sweep_folder(self->sweep) != NULL) {
        return CLI_STOPPED;
    }
    return code == CLI_OK ? print_findings(cli, self->sweep, again) : code;
}

/* ---- the commands ---- */

/* "0-499" */
static int
choose_rows(struct cli *self, struct demerit_sweep *sweep)
{
    const char *text = self->values[CLI_ROWS];
    char *end = NULL;
    long long first, last = -1;

    if (text == NULL) {
        return CLI_OK;
    }
    first = strtoll(text, &end, 10);
    if (end != text && *end == '-') {
        const char *rest = end + 1;
        last = strtoll(rest, &end, 10);
        last = end != rest && *end == '\0' ? last : -1;
    }
    if (last < 0) {
        return cli_fail(self, CLI_USAGE, "--rows", NULL, "`%.40s` is not FIRST-LAST", text);
    }
    return cli_code(demerit_sweep_choose_rows(sweep, first, last, self->problems));
}

static int
create(struct cli *self, struct demerit_sweep *sweep)
{
    const void *arguments = self->arguments;
    const struct demerit_sweep_options options = { .folder = self->values[CLI_OUT],
        .nowhere = self->json && !cli_has(self, CLI_OUT),
        .force = cli_has(self, CLI_FORCE),
        .arguments = arguments,
        .n_arguments = (size_t) self->n_arguments };

    return cli_code(demerit_sweep_create(sweep, &options, self->problems));
}

int
cli_sweep(struct cli *self)
{
    struct job job = { .cli = self };
    struct demerit_options how = cli_scenario_options(self);

    if (cli_library(self) == NULL) {
        return CLI_FAILED;
    }
    int code = cli_code(demerit_sweep_open(
        &job.sweep, self->library, self->argument, how.sets, how.n_sets, self->problems));
    if (code == CLI_OK) {
        code = choose_rows(self, job.sweep);
    }
    if (code == CLI_OK && cli_has(self, CLI_DRY_RUN)) {
        code = print_dry_run(self, job.sweep);
    } else if (code == CLI_OK) {
        code = create(self, job.sweep);
        if (code == CLI_OK) {
            char *again = cli_again_as_given(self);
            code = run_and_print(&job, again);
            free(again);
        }
    }
    demerit_sweep_free(job.sweep);
    return code;
}

int
cli_resume_sweep(struct cli *self)
{
    struct job job = { .cli = self };
    int code = cli_code(demerit_sweep_resume(&job.sweep, self->argument, self->problems));

    if (code == CLI_OK) {
        code = cli_has(self, CLI_DRY_RUN) ? print_dry_run(self, job.sweep)
                                          : run_and_print(&job, NULL);
    }
    demerit_sweep_free(job.sweep);
    return code;
}

int
cli_merge(struct cli *self)
{
    struct demerit_sweep *sweep = NULL;

    if (self->n_more == 0) {
        return cli_fail(
            self, CLI_USAGE, NULL, NULL, "demerit merge needs OUT and the folders to join");
    }
    int code = cli_code(demerit_sweep_merge(
        &sweep, self->argument, self->more, self->n_more, self->problems));
    if (code == CLI_OK) {
        code = print_findings(self, sweep, NULL);
    }
    demerit_sweep_free(sweep);
    return code;
}
