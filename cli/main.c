/* SPDX-License-Identifier: Apache-2.0
 *
 * The program: parse, do, report, and say by the exit code how it went. */
#define _POSIX_C_SOURCE 200809L

#include "cli.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int
dispatch(struct cli *self, int argc, char **argv)
{
    int code = cli_parse(self, argc, argv);

    if (code != CLI_OK) {
        return code;
    }
    if (cli_has(self, CLI_HELP)) {
        cli_print_help(self->command);
        return CLI_OK;
    }
    if (cli_has(self, CLI_VERSION)) {
        printf("demerit %s\n", demerit_version());
        puts(demerit_report_has_charts() ? "reports: with charts"
                                         : "reports: tables only (built without npm)");
        return CLI_OK;
    }
    return self->command->run(self);
}

static void
clear(struct cli *self)
{
    for (size_t i = 0; i < self->n_sets; i++) {
        free(self->sets[i]);
    }
    free(self->sets);
    free(self->variants);
    free(self->groups);
    free(self->more);
    demerit_library_free(self->library);
    demerit_problems_free(self->problems);
}

int
main(int argc, char **argv)
{
    struct cli self = { .problems = demerit_problems_create() };

    setlocale(LC_CTYPE, "");
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, exit code 74 */
    int code = dispatch(&self, argc, argv);
    if (code != CLI_OK) {
        cli_report(&self);
    }
    int flushed = cli_flush();
    clear(&self);
    return flushed != CLI_OK ? flushed : code;
}
