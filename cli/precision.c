/* SPDX-License-Identifier: Apache-2.0
 *
 * `--precision ID=W`: how many replicates a run takes is found out while they run; then it
 * is a run of that many, and nothing is run twice. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MOST = 1000 };

bool
cli_wants_bootstrap(const struct cli *self)
{
    return cli_has(self, CLI_INTERVAL) &&
           strcmp(self->values[CLI_INTERVAL], "bootstrap") == 0;
}

struct job {
    struct cli *cli;
    const struct demerit_scenario *scenario;
    struct demerit_precision precision;
    struct demerit_replicates *replicates;
};

static void
say_where(void *context, int replicates, double half_width, int next)
{
    const struct job *self = context;

    if (cli_has(self->cli, CLI_QUIET)) {
        return;
    }
    fprintf(stderr, "%d replicates: %s +- %.3g, asked +- %.3g", replicates,
        self->precision.metric, half_width, self->precision.half_width);
    if (next > replicates) {
        fprintf(stderr, "; on to %d\n", next);
    } else {
        fputs(half_width <= self->precision.half_width ? ": enough\n"
                                                       : ": not reached, no more allowed\n",
            stderr);
    }
}

static int
run_replicates(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;
    struct demerit_run_options how = *options;

    how.bootstrap = cli_wants_bootstrap(self->cli);
    return demerit_replicates_run(
        &self->replicates, self->scenario, &self->precision, &how, self->cli->problems);
}

static int
run_until_precise(struct job *self, bool with_persons)
{
    struct cli *cli = self->cli;
    const char *value = cli->values[CLI_PRECISION], *sign = strchr(value, '=');
    long most = cli_count(cli, CLI_MAX_REPLICATES);
    char metric[96];

    snprintf(metric, sizeof metric, "%.*s", (int) (sign - value), value);
    self->precision = (struct demerit_precision){ .metric = metric,
        .half_width = strtod(sign + 1, NULL),
        .most = most > 0 ? (int) most : DEFAULT_MOST,
        .with_persons = with_persons,
        .batch = say_where,
        .self = self };
    return cli_do_long(cli, 0.0, run_replicates, self);
}

int
cli_make_precise(struct cli *self, struct cli_precise *out,
    struct demerit_scenario **scenario, bool with_persons)
{
    struct job job = { .cli = self, .scenario = *scenario };
    char set[48];

    if (!cli_has(self, CLI_PRECISION)) {
        return cli_has(self, CLI_MAX_REPLICATES)
                   ? cli_fail(self, CLI_USAGE, "--max-replicates", NULL,
                         "belongs to --precision")
                   : CLI_OK;
    }
    int code = run_until_precise(&job, with_persons);
    out->replicates = job.replicates;
    if (code != CLI_OK) {
        return code;
    }
    snprintf(
        set, sizeof set, "run.replicates=%d", demerit_replicates_count(job.replicates));
    code = cli_add_set(self, set);
    if (code == CLI_OK) {
        struct demerit_options how = cli_scenario_options(self);

        out->first = *scenario;
        *scenario = NULL;
        code = cli_code(demerit_scenario_open(
            scenario, self->library, self->argument, &how, self->problems));
    }
    return code;
}

void
cli_precise_clear(struct cli_precise *self)
{
    demerit_replicates_free(self->replicates);
    demerit_scenario_free(self->first);
    *self = (struct cli_precise){ NULL, NULL };
}
