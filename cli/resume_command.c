/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit resume`: goes on with a sweep or a run, by what the folder holds. What is read
 * is in the folder; the library of scenarios is not looked at. */
#include "cli.h"

#include "demerit/store.h"
#include "demerit/sweep.h"

#include <stdio.h>
#include <string.h>

struct job {
    struct cli *cli;
    struct demerit_store *store;
    struct demerit_result *result;
};

static int
do_run(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;

    return demerit_store_run(self->store, &self->result, options, self->cli->problems);
}

/* A line each. */
static void
print_notes(const struct cli *self, const char *notes)
{
    while (!cli_has(self, CLI_QUIET) && *notes != '\0') {
        size_t n = strcspn(notes, "\n");

        fprintf(stderr, "demerit: %.*s\n", (int) n, notes);
        notes += n + (notes[n] == '\n' ? 1 : 0);
    }
}

static int
print_result(struct cli *self, const struct demerit_result *result, const char *again)
{
    struct demerit_style style = cli_style(self);

    return cli_print(self, self->json ? demerit_result_json(result)
                                      : demerit_result_text(result, &style, again));
}

static int
go_on(struct job *self, const struct demerit_scenario *scenario)
{
    struct cli *cli = self->cli;
    int code = cli_do_long(cli,
        (double) demerit_scenario_months(scenario) * demerit_scenario_replicates(scenario),
        do_run, self);

    print_notes(cli, demerit_store_notes(self->store));
    if (code > 128 && demerit_store_can_resume(self->store)) {
        return CLI_STOPPED;
    }
    if (code == CLI_OK) {
        code = print_result(cli, self->result, demerit_store_again(self->store));
    }
    if (code == CLI_OK && !cli->json) {
        printf("Results: %s\nReport: %s/report.html\n", demerit_store_folder(self->store),
            demerit_store_folder(self->store));
    }
    return code;
}

static int
resume_run(struct cli *self)
{
    struct job job = { .cli = self };
    struct demerit_scenario *scenario = NULL;
    int code = cli_code(demerit_store_resume(&job.store, &scenario, self->argument,
        (int) cli_count(self, CLI_CHECKPOINT_EVERY), self->problems));

    if (code == CLI_OK && cli_has(self, CLI_DRY_RUN)) {
        printf("%s: can be resumed, nothing was run\n", demerit_store_folder(job.store));
    } else if (code == CLI_OK) {
        code = go_on(&job, scenario);
    }
    demerit_result_free(job.result);
    demerit_store_free(job.store);
    demerit_scenario_free(scenario);
    return code;
}

/* What it found stands in its folder. */
static int
print_finished(struct cli *self)
{
    struct demerit_result *result = NULL;
    struct demerit_scenario *scenario = NULL;
    int code =
        cli_code(demerit_store_open(&result, &scenario, self->argument, self->problems));

    if (code == CLI_OK) {
        print_notes(self, "the run is finished: nothing was run");
        code = print_result(self, result, NULL);
    }
    demerit_result_free(result);
    demerit_scenario_free(scenario);
    return code;
}

int
cli_resume(struct cli *self)
{
    bool finished = false;

    if (demerit_folder_is_sweep(self->argument)) {
        return cli_resume_sweep(self);
    }
    if (cli_has(self, CLI_JOBS)) {
        return cli_fail(
            self, CLI_USAGE, "--jobs", "--threads", "only a sweep is run in jobs");
    }
    int code =
        cli_code(demerit_store_is_finished(self->argument, &finished, self->problems));
    return code != CLI_OK ? code : finished ? print_finished(self) : resume_run(self);
}
