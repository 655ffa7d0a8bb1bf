/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands on the folder of a run: export, verify. */
#include "cli.h"

#include "demerit/store.h"
#include "demerit/sweep.h"

#include <stdio.h>
#include <string.h>

/* What fails on standard output is found when it is flushed at the end. */
static bool
write_piece(void *context, const char *text, size_t n)
{
    FILE *file = context;

    return fwrite(text, 1, n, file) == n || file == stdout;
}

static const char *
value_or(const struct cli *self, enum cli_flag flag, const char *otherwise)
{
    return cli_has(self, flag) ? self->values[flag] : otherwise;
}

static int
export_to(struct cli *self, FILE *file)
{
    return cli_code(demerit_store_export(self->argument, value_or(self, CLI_TABLE, NULL),
        value_or(self, CLI_FORMAT, "csv"), write_piece, file, self->problems));
}

static int
export_to_file(struct cli *self, const char *path)
{
    int code = CLI_OK;
    FILE *file = cli_create(self, path, &code);

    if (file == NULL) {
        return code;
    }
    code = cli_close(self, file, path, export_to(self, file));
    if (code != CLI_OK) {
        remove(path);
    }
    return code;
}

int
cli_export(struct cli *self)
{
    return cli_has(self, CLI_OUT) ? export_to_file(self, self->values[CLI_OUT])
                                  : export_to(self, stdout);
}

struct verification {
    struct cli *cli;
    struct demerit_comparison *found;
};

static int
do_verify(void *context, const struct demerit_run_options *options)
{
    struct verification *self = context;

    if (!demerit_folder_is_sweep(self->cli->argument)) {
        return demerit_store_verify(
            &self->found, self->cli->argument, options, self->cli->problems);
    }
    return demerit_sweep_verify(&self->found, self->cli->argument,
        cli_has(self->cli, CLI_ALL) ? -1 : 0, options, self->cli->problems);
}

int
cli_verify_run(struct cli *self)
{
    struct verification verification = { .cli = self };

    if (cli_has(self, CLI_ALL) && !demerit_folder_is_sweep(self->argument)) {
        return cli_fail(
            self, CLI_USAGE, "--all", NULL, "a run is always run again as a whole");
    }
    int code = cli_do_long(self, 0.0, do_verify, &verification);

    if (code != CLI_OK) {
        return code;
    }
    int n = demerit_comparison_differences(verification.found);
    code = cli_print(self, self->json ? demerit_comparison_json(verification.found)
                                      : demerit_comparison_text(verification.found));
    if (code == CLI_OK && n > 0) {
        self->json = false; /* the one document is out: this goes to standard error */
        code = cli_fail(self, CLI_FAILED, NULL, NULL, "%s: %d %s", self->argument, n,
            n == 1 ? "difference" : "differences");
    }
    demerit_comparison_free(verification.found);
    return code;
}
