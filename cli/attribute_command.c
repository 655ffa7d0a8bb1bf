/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit attribute`: shares of a harm by mechanism. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    struct cli *cli;
    struct demerit_attributed *attributed;
};

static int
do_attribute(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;

    return demerit_attribute_run(self->attributed, options, self->cli->problems);
}

/* Worlds of all runs together. */
static double
person_months(const struct demerit_attributed *attributed)
{
    const struct demerit_scenario *scenario = demerit_attribute_scenario(attributed);

    return (double) demerit_scenario_persons(scenario) * demerit_scenario_months(scenario) *
           demerit_scenario_replicates(scenario) *
           (double) demerit_attribute_coalitions(attributed) *
           (demerit_scenario_twin(scenario)[0] != '\0' ? 2 : 1);
}

static void
print_plan_json(const struct cli *self, const struct demerit_attributed *attributed)
{
    const struct demerit_scenario *scenario = demerit_attribute_scenario(attributed);

    printf("{\"schema\": \"demerit-plan/1\", \"scenario\": \"%s\", \"persons\": %lld, "
           "\"months\": %d, \"replicates\": %d, \"seed\": %lu, \"worlds\": %d, "
           "\"mechanisms\": [",
        demerit_scenario_name(scenario), (long long) demerit_scenario_persons(scenario),
        demerit_scenario_months(scenario), demerit_scenario_replicates(scenario),
        (unsigned long) demerit_scenario_seed(scenario),
        demerit_scenario_twin(scenario)[0] != '\0' ? 2 : 1);
    for (size_t i = 0; i < demerit_attribute_count(attributed); i++) {
        printf("%s\"%s\"", i == 0 ? "" : ", ", demerit_attribute_mechanism(attributed, i));
    }
    printf("], \"coalitions\": %zu, \"samples\": %d, \"runs\": %zu, \"bytes\": %lld, "
           "\"seconds\": ",
        demerit_attribute_coalitions(attributed), demerit_attribute_samples(attributed),
        demerit_attribute_coalitions(attributed) *
            (size_t) demerit_scenario_replicates(scenario),
        (long long) demerit_scenario_bytes(scenario, (int) cli_count(self, CLI_THREADS)));
}

static int
print_plan(const struct cli *self, const struct demerit_attributed *attributed)
{
    const struct demerit_scenario *scenario = demerit_attribute_scenario(attributed);
    int replicates = demerit_scenario_replicates(scenario),
        samples = demerit_attribute_samples(attributed);
    size_t n = demerit_attribute_count(attributed),
           coalitions = demerit_attribute_coalitions(attributed);
    struct cli_guess guess = cli_guess_run(self, scenario);
    char size[32];

    if (self->json) {
        print_plan_json(self, attributed);
        cli_print_guess(self, &guess, (double) coalitions);
        return CLI_OK;
    }
    cli_format_bytes(size, sizeof size,
        demerit_scenario_bytes(scenario, (int) cli_count(self, CLI_THREADS)));
    printf("%s: ok, nothing was run\nmechanisms:", demerit_scenario_name(scenario));
    for (size_t i = 0; i < n; i++) {
        printf("%s %s", i == 0 ? "" : ",", demerit_attribute_mechanism(attributed, i));
    }
    if (samples > 0) {
        printf("\n%d orders drawn; ", samples);
    } else {
        fputs("\nexact; ", stdout);
    }
    printf("%zu coalitions x %d %s = %zu runs%s: %.3g million person-months\n", coalitions,
        replicates, replicates == 1 ? "replicate" : "replicates",
        coalitions * (size_t) replicates,
        demerit_scenario_twin(scenario)[0] != '\0' ? ", each with its twin" : "",
        person_months(attributed) / 1e6);
    printf("memory: about %s, records and what follows from them not counted\n", size);
    cli_print_guess(self, &guess, (double) coalitions);
    return CLI_OK;
}

static int
print_shares(struct cli *self, const struct demerit_attributed *attributed)
{
    struct demerit_style style = cli_style(self);

    if (self->json) {
        return cli_print(self, demerit_attribute_json(attributed));
    }
    char *again =
        cli_again(self, demerit_scenario_seed(demerit_attribute_scenario(attributed)));
    int code = cli_print(self, demerit_attribute_text(attributed, &style, again));
    free(again);
    return code;
}

static int
run_and_print(struct job *self)
{
    const struct demerit_scenario *scenario = demerit_attribute_scenario(self->attributed);
    int code = cli_do_long(self->cli,
        (double) demerit_scenario_months(scenario) * demerit_scenario_replicates(scenario) *
            (double) demerit_attribute_coalitions(self->attributed),
        do_attribute, self);

    return code == CLI_OK ? print_shares(self->cli, self->attributed) : code;
}

/* The words of a list with commas; `text` is cut up and must outlive them. */
static size_t
split(char *text, const char **words)
{
    size_t n = 0;

    while (text != NULL) {
        char *comma = strchr(text, ',');

        words[n++] = text;
        if (comma != NULL) {
            *comma++ = '\0';
        }
        text = comma;
    }
    return n;
}

/* `text`: a copy of the value of --mechanisms, or NULL. */
static int
open_and_run(struct cli *self, char *text, const char **words)
{
    struct job job = { .cli = self };
    struct demerit_options how = cli_scenario_options(self);
    size_t n = text != NULL ? split(text, words) : 0;
    const struct demerit_attribute_options options = { .metric = self->values[CLI_METRIC],
        .mechanisms = words,
        .n_mechanisms = n,
        .exact_up_to = (int) cli_count(self, CLI_EXACT_UP_TO),
        .samples = (int) cli_count(self, CLI_SAMPLES),
        .by_group = cli_has(self, CLI_BY_GROUP),
        .groups = self->groups,
        .n_groups = self->n_groups };
    int code = cli_code(demerit_attribute_open(
        &job.attributed, self->library, self->argument, &how, &options, self->problems));

    if (code == CLI_OK) {
        code = cli_has(self, CLI_DRY_RUN) ? print_plan(self, job.attributed)
                                          : run_and_print(&job);
    }
    demerit_attribute_free(job.attributed);
    return code;
}

int
cli_attribute(struct cli *self)
{
    const char *list = self->values[CLI_MECHANISMS];
    size_t size = list != NULL ? strlen(list) + 1 : 1;
    char *text = calloc(size, 1);
    const char **words = calloc(size, sizeof *words);
    int code;

    if (text == NULL || words == NULL) {
        code = cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
    } else if (cli_library(self) == NULL) {
        code = CLI_FAILED;
    } else {
        memcpy(text, list != NULL ? list : "", size);
        code = open_and_run(self, list != NULL ? text : NULL, words);
    }
    free(words);
    free(text);
    return code;
}
