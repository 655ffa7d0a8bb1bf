/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit explain`: one synthetic life, of a scenario or of the scenario in the folder of
 * a run. */
#include "cli.h"

#include "demerit/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    struct cli *cli;
    const struct demerit_scenario *scenario;
    struct demerit_life_options which;
    struct demerit_life *life;
};

static int
do_explain(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;

    return demerit_explain(
        &self->life, self->scenario, &self->which, options, self->cli->problems);
}

/* Whether the argument is the folder of a run, or its manifest. */
static bool
is_run(const char *argument)
{
    static const char manifest[] = "manifest.json";
    size_t n = strlen(argument), m = sizeof manifest - 1;
    char *path;
    FILE *file;

    if (n >= m && strcmp(argument + n - m, manifest) == 0) {
        return true;
    }
    path = malloc(n + m + 2);
    if (path == NULL) {
        return false;
    }
    snprintf(path, n + m + 2, "%s/%s", argument, manifest);
    file = fopen(path, "rb");
    free(path);
    if (file == NULL) {
        return false;
    }
    fclose(file);
    return true;
}

/* A run's scenario is what it was when it ran. */
static int
open_run(struct cli *self, struct demerit_scenario **scenario)
{
    struct demerit_result *result = NULL;

    if (self->n_sets > 0 || cli_has(self, CLI_VARIANT) || cli_has(self, CLI_TWIN)) {
        return cli_fail(self, CLI_USAGE, NULL, "name the scenario instead of the folder",
            "the scenario of a run cannot be changed");
    }
    int code =
        cli_code(demerit_store_open(&result, scenario, self->argument, self->problems));
    demerit_result_free(result);
    return code;
}

static int
open_scenario(struct cli *self, struct demerit_scenario **scenario)
{
    struct demerit_options how = cli_scenario_options(self);

    if (cli_library(self) == NULL) {
        return CLI_FAILED;
    }
    return cli_code(demerit_scenario_open(
        scenario, self->library, self->argument, &how, self->problems));
}

static int
print_life(struct cli *self, const struct job *job, bool of_run)
{
    struct demerit_style style = cli_style(self);

    if (self->json) {
        return cli_print(self, demerit_life_json(job->life));
    }
    char *again = of_run ? NULL : cli_again(self, demerit_scenario_seed(job->scenario));
    int code = cli_print(self, demerit_life_text(job->life, &style, again));
    free(again);
    return code;
}

static int
explain(struct cli *self, const struct demerit_scenario *scenario, bool of_run)
{
    struct job job = { .cli = self,
        .scenario = scenario,
        .which = { .pick = self->values[CLI_PICK],
            .replicate = (uint32_t) cli_count(self, CLI_LUCK) } };

    if (cli_has(self, CLI_PERSON)) {
        job.which.person = strtoull(self->values[CLI_PERSON], NULL, 10);
    }
    int code = cli_do_long(self, 0.0, do_explain, &job);
    if (code == CLI_OK) {
        code = print_life(self, &job, of_run);
    }
    demerit_life_free(job.life);
    return code;
}

int
cli_explain(struct cli *self)
{
    struct demerit_scenario *scenario = NULL;
    bool of_run = is_run(self->argument);

    if (cli_has(self, CLI_PICK) == cli_has(self, CLI_PERSON)) {
        return cli_fail(self, CLI_USAGE, NULL,
            "--pick median, worst or never-offended, or --person N",
            "say whose life, by a rule or by number");
    }
    int code = of_run ? open_run(self, &scenario) : open_scenario(self, &scenario);
    if (code == CLI_OK) {
        code = explain(self, scenario, of_run);
    }
    demerit_scenario_free(scenario);
    return code;
}
