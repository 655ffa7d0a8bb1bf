/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit compare`: a scenario and its variants on the same persons with the same luck. */
#include "cli.h"

#include "demerit/store.h"

#include <stdio.h>
#include <stdlib.h>

struct job {
    struct cli *cli;
    struct demerit_options how;
    struct demerit_compared *compared;
};

static int
do_compare(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;
    struct cli *cli = self->cli;
    struct demerit_run_options how = *options;

    how.bootstrap = cli_wants_bootstrap(cli);
    how.simultaneous = cli_has(cli, CLI_SIMULTANEOUS);
    return cli_has(cli, CLI_OUT)
               ? demerit_store_compare(self->compared, cli->values[CLI_OUT], cli->library,
                     cli->argument, &self->how, &how, cli->problems)
               : demerit_compare_run(self->compared, &how, cli->problems);
}

static int64_t
most_bytes(const struct cli *self, const struct demerit_compared *compared)
{
    int64_t most = 0;

    for (size_t i = 0; i < demerit_compare_count(compared); i++) {
        int64_t bytes = demerit_scenario_bytes(
            demerit_compare_scenario(compared, i), (int) cli_count(self, CLI_THREADS));

        most = bytes > most ? bytes : most;
    }
    return most;
}

static void
print_plan_json(const struct cli *self, const struct demerit_compared *compared)
{
    const struct demerit_scenario *scenario = demerit_compare_scenario(compared, 0);
    size_t n = demerit_compare_count(compared);

    printf("{\"schema\": \"demerit-plan/1\", \"scenario\": \"%s\", \"persons\": %lld, "
           "\"months\": %d, \"replicates\": %d, \"seed\": %lu, \"worlds\": %d, "
           "\"variants\": [",
        demerit_scenario_name(scenario), (long long) demerit_scenario_persons(scenario),
        demerit_scenario_months(scenario), demerit_scenario_replicates(scenario),
        (unsigned long) demerit_scenario_seed(scenario),
        demerit_scenario_twin(scenario)[0] != '\0' ? 2 : 1);
    for (size_t i = 0; i < n; i++) {
        printf("%s\"%s\"", i == 0 ? "" : ", ", demerit_compare_name(compared, i));
    }
    printf("], \"runs\": %zu, \"bytes\": %lld, \"seconds\": ",
        n * (size_t) demerit_scenario_replicates(scenario),
        (long long) most_bytes(self, compared));
}

static int
print_plan(const struct cli *self, const struct demerit_compared *compared)
{
    const struct demerit_scenario *scenario = demerit_compare_scenario(compared, 0);
    int worlds = demerit_scenario_twin(scenario)[0] != '\0' ? 2 : 1,
        replicates = demerit_scenario_replicates(scenario),
        months = demerit_scenario_months(scenario);
    size_t n = demerit_compare_count(compared);
    double persons = (double) demerit_scenario_persons(scenario);
    struct cli_guess guess = cli_guess_run(self, scenario);
    char size[32];

    if (self->json) {
        print_plan_json(self, compared);
        cli_print_guess(self, &guess, (double) n);
        return CLI_OK;
    }
    cli_format_bytes(size, sizeof size, most_bytes(self, compared));
    printf("%s: ok, nothing was run\nvariants:", demerit_scenario_name(scenario));
    for (size_t i = 0; i < n; i++) {
        printf("%s %s", i == 0 ? "" : ",", demerit_compare_name(compared, i));
    }
    printf("\n%zu %s x %d %s = %zu runs%s\n", n, n == 1 ? "variant" : "variants",
        replicates, replicates == 1 ? "replicate" : "replicates", n * (size_t) replicates,
        worlds > 1 ? ", each with its twin" : "");
    printf("%.0f persons, %d months: %.3g million person-months\n", persons, months,
        persons * months * replicates * worlds * (double) n / 1e6);
    printf("memory: about %s and 12 bytes a person and replicate, records in force not "
           "counted; variants run one after the other\n",
        size);
    cli_print_guess(self, &guess, (double) n);
    return CLI_OK;
}

static int
print_comparison(struct cli *self, const struct demerit_compared *compared)
{
    struct demerit_style style = cli_style(self);

    if (self->json) {
        return cli_print(self, demerit_compare_json(compared));
    }
    char *again =
        cli_again(self, demerit_scenario_seed(demerit_compare_scenario(compared, 0)));
    int code = cli_print(self, demerit_compare_text(compared, &style, again));
    free(again);
    if (code == CLI_OK && cli_has(self, CLI_OUT)) {
        printf("Results: %s/compare.json\n", self->values[CLI_OUT]);
    }
    return code;
}

static int
run_and_print(struct job *self)
{
    const struct demerit_scenario *scenario = demerit_compare_scenario(self->compared, 0);
    int code = cli_do_long(self->cli,
        (double) demerit_scenario_months(scenario) * demerit_scenario_replicates(scenario) *
            (double) demerit_compare_count(self->compared),
        do_compare, self);

    return code == CLI_OK ? print_comparison(self->cli, self->compared) : code;
}

int
cli_compare(struct cli *self)
{
    struct job job = { .cli = self, .how = cli_scenario_options(self) };

    job.how.variant = NULL;
    if (cli_library(self) == NULL) {
        return CLI_FAILED;
    }
    int code = cli_code(demerit_compare_open(&job.compared, self->library, self->argument,
        &job.how, self->n_variants > 0 ? self->variants : NULL, self->n_variants,
        self->problems));
    if (code == CLI_OK) {
        code = cli_has(self, CLI_DRY_RUN) ? print_plan(self, job.compared)
                                          : run_and_print(&job);
    }
    demerit_compare_free(job.compared);
    return code;
}
