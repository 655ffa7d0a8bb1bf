/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit calibrate`: what published aggregates leave of the assumed ranges. */
#include "cli.h"

#include "demerit/calibrate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
    struct cli *cli;
    struct demerit_calibration *calibration;
};

static int
do_calibrate(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;

    return demerit_calibrate_run(self->calibration, (int) cli_count(self->cli, CLI_JOBS),
        options, self->cli->problems);
}

static int
run_and_print(struct job *self)
{
    struct cli *cli = self->cli;
    struct demerit_style style = cli_style(cli);
    int code = cli_do_long(cli, 0.0, do_calibrate, self);

    if (code != CLI_OK) {
        return code;
    }
    if (cli->json) {
        return cli_print(cli, demerit_calibrate_json(self->calibration));
    }
    char *again = cli_again_as_given(cli);
    code = cli_print(cli, demerit_calibrate_text(self->calibration, &style, again));
    free(again);
    return code;
}

int
cli_calibrate(struct cli *self)
{
    struct job job = { .cli = self };

    if (cli_library(self) == NULL) {
        return CLI_FAILED;
    }
    int code = cli_code(demerit_calibrate_open(
        &job.calibration, self->library, self->argument, self->problems));
    if (code == CLI_OK && cli_has(self, CLI_DRY_RUN)) {
        printf("at most %" PRId64 " points x %d replicates; nothing was run\n",
            demerit_calibrate_points(job.calibration),
            demerit_calibrate_replicates(job.calibration));
    } else if (code == CLI_OK) {
        code = run_and_print(&job);
    }
    demerit_calibrate_free(job.calibration);
    return code;
}
