/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit claims`: claims as data, tested over what had to be assumed. */
#define _POSIX_C_SOURCE 200809L

#include "cli.h"

#include "demerit/claims.h"
#include "demerit/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct job {
    struct cli *cli;
    struct demerit_claims *claims;
};

static int
do_claims(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;

    return demerit_claims_run(
        self->claims, (int) cli_count(self->cli, CLI_JOBS), options, self->cli->problems);
}

static int
do_built_in(void *context, const struct demerit_run_options *options)
{
    struct job *self = context;

    return demerit_claims_find_built_in(
        self->claims, (int) cli_count(self->cli, CLI_JOBS), options, self->cli->problems);
}

/* The file of --file, else the one that came with the program. */
static const char *
file_of(const struct cli *self)
{
    FILE *file;

    if (cli_has(self, CLI_CLAIMS_FILE)) {
        return self->values[CLI_CLAIMS_FILE];
    }
    file = fopen(DEMERIT_SOURCE_CLAIMS, "rb");
    if (file == NULL) {
        return DEMERIT_INSTALLED_CLAIMS;
    }
    fclose(file);
    return DEMERIT_SOURCE_CLAIMS;
}

static int
open_claims(struct job *self)
{
    struct cli *cli = self->cli;
    const void *sets = cli->sets;
    const char **ids = calloc(cli->n_more + 1, sizeof *ids);
    struct demerit_claims_options how = { .ids = ids,
        .points = (int) cli_count(cli, CLI_POINTS),
        .sets = sets,
        .n_sets = cli->n_sets };

    if (ids == NULL || cli_library(cli) == NULL) {
        free(ids);
        return ids == NULL ? cli_fail(cli, CLI_FAILED, NULL, NULL, "out of memory")
                           : CLI_FAILED;
    }
    if (cli->argument != NULL) {
        ids[how.n_ids++] = cli->argument;
    }
    for (size_t i = 0; i < cli->n_more; i++) {
        ids[how.n_ids++] = cli->more[i];
    }
    int code = cli_code(demerit_claims_open(
        &self->claims, cli->library, file_of(cli), &how, cli->problems));
    free(ids);
    return code;
}

/* Overwrites a lock, which this command alone writes. */
static int
find_built_in(struct job *self)
{
    struct cli *cli = self->cli;
    char *path;
    int code;

    if (cli_has(cli, CLI_POINTS) || cli->n_sets > 0) {
        return cli_fail(
            cli, CLI_USAGE, "--built-in", NULL, "takes claims as they are filed");
    }
    code = cli_do_long(cli, 0.0, do_built_in, self);
    if (code != CLI_OK) {
        return code;
    }
    path = demerit_claims_lock_path(self->claims);
    if (path == NULL) {
        code = cli_fail(cli, CLI_FAILED, NULL, NULL, "out of memory");
    } else if (demerit_claims_lock_is_current(self->claims)) {
        printf("%s: as it was found now\n", path);
    } else {
        char *text = demerit_claims_lock(self->claims);
        FILE *file = text != NULL ? fopen(path, "wb") : NULL;

        code = file == NULL ? cli_fail(cli, CLI_CANNOT_CREATE, NULL, NULL,
                                  "%.300s cannot be written", path)
                            : CLI_OK;
        if (file != NULL) {
            bool ok = fputs(text, file) >= 0;

            ok = fclose(file) == 0 && ok;
            code = ok ? CLI_OK
                      : cli_fail(cli, CLI_IO, NULL, NULL, "%.300s cannot be written", path);
        }
        if (code == CLI_OK) {
            printf("Wrote %s\n", path);
        }
        demerit_text_free(text);
    }
    demerit_text_free(path);
    return code;
}

static void
say_before(const struct job *self)
{
    if (!cli_has(self->cli, CLI_QUIET)) {
        fprintf(stderr, "claims %s: %zu, at most %" PRId64 " runs\n",
            demerit_claims_hash(self->claims), demerit_claims_count(self->claims),
            demerit_claims_runs(self->claims));
    }
}

/* Before anything runs, which may take an hour. */
static int
check_folder(struct cli *self)
{
    const char *path = self->values[CLI_OUT];

    return path != NULL && access(path, F_OK) == 0
               ? cli_fail(self, CLI_CANNOT_CREATE, NULL, NULL,
                     "%.300s is there already: choose another --out, or remove it by hand",
                     path)
               : CLI_OK;
}

static int
run_and_print(struct job *self)
{
    struct cli *cli = self->cli;
    struct demerit_style style = cli_style(cli);
    char *again;
    int code = check_folder(cli);

    if (code != CLI_OK) {
        return code;
    }
    say_before(self);
    code = cli_do_long(cli, 0.0, do_claims, self);
    if (code == CLI_OK && cli_has(cli, CLI_OUT)) {
        code = cli_code(
            demerit_store_claims(self->claims, cli->values[CLI_OUT], cli->problems));
    }
    if (code != CLI_OK) {
        return code;
    }
    again = cli_again_as_given(cli);
    code = cli_print(cli, cli->json ? demerit_claims_json(self->claims)
                                    : demerit_claims_text(self->claims, &style, again));
    free(again);
    if (code == CLI_OK && cli_has(cli, CLI_OUT) && !cli->json) {
        printf("Results: %s/claims.json, %s/points.csv\n", cli->values[CLI_OUT],
            cli->values[CLI_OUT]);
    }
    return code;
}

static int
print_plan(const struct job *self)
{
    printf("claims %s\n", demerit_claims_hash(self->claims));
    for (size_t i = 0; i < demerit_claims_count(self->claims); i++) {
        printf("%s\n", demerit_claims_id(self->claims, i));
    }
    printf(
        "at most %" PRId64 " runs; nothing was run\n", demerit_claims_runs(self->claims));
    return CLI_OK;
}

int
cli_claims(struct cli *self)
{
    struct job job = { .cli = self };
    int code = open_claims(&job);

    if (code == CLI_OK) {
        code = cli_has(self, CLI_DRY_RUN)    ? print_plan(&job)
               : cli_has(self, CLI_BUILT_IN) ? find_built_in(&job)
                                             : run_and_print(&job);
    }
    demerit_claims_free(job.claims);
    return code;
}
