/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands that print a page: report, odd, card; and how a page gets into a file. */
#include "cli.h"

#include "demerit/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int
is_there(struct cli *self, const char *path)
{
    return cli_fail(self, CLI_CANNOT_CREATE, NULL, "--force overwrites it",
        "%s is there already", path);
}

int
cli_may_create(struct cli *self, const char *path)
{
    FILE *file = cli_has(self, CLI_FORCE) ? NULL : fopen(path, "rb");

    if (file == NULL) {
        return CLI_OK;
    }
    fclose(file);
    return is_there(self, path);
}

int
cli_write_file(struct cli *self, const char *path, char *text)
{
    FILE *file = NULL;
    int code = CLI_OK;

    if (text == NULL) {
        return cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
    }
    file = fopen(path, cli_has(self, CLI_FORCE) ? "wb" : "wbx");
    if (file == NULL && errno == EEXIST) {
        code = is_there(self, path);
    } else if (file == NULL) {
        code = cli_fail(self, CLI_CANNOT_CREATE, NULL, NULL, "%s: cannot be created: %s",
            path, strerror(errno));
    } else {
        bool failed = fputs(text, file) == EOF;
        failed = fclose(file) != 0 || failed;
        if (failed) {
            code = cli_fail(self, CLI_IO, NULL, NULL, "%s: cannot be written: %s", path,
                strerror(errno));
        }
    }
    demerit_text_free(text);
    return code;
}

/* To the file of --out, or to standard output; the text is freed. */
static int
put(struct cli *self, char *text)
{
    return cli_has(self, CLI_OUT) ? cli_write_file(self, self->values[CLI_OUT], text)
                                  : cli_print(self, text);
}

static int
put_page(struct cli *self, char *(*page)(const struct demerit_scenario *scenario))
{
    struct demerit_options how = cli_scenario_options(self);
    struct demerit_scenario *scenario;

    if (cli_library(self) == NULL) {
        return CLI_FAILED;
    }
    int code = cli_code(demerit_scenario_open(
        &scenario, self->library, self->argument, &how, self->problems));
    if (code == CLI_OK) {
        code = put(self, page(scenario));
    }
    demerit_scenario_free(scenario);
    return code;
}

int
cli_odd(struct cli *self)
{
    return put_page(self, demerit_scenario_odd);
}

int
cli_card(struct cli *self)
{
    return put_page(self, demerit_scenario_card);
}

int
cli_report_of_run(struct cli *self)
{
    struct demerit_result *result = NULL;
    struct demerit_scenario *scenario = NULL;
    int code =
        cli_code(demerit_store_open(&result, &scenario, self->argument, self->problems));

    if (code == CLI_OK) {
        code = put(self, demerit_report_html(result, NULL));
    }
    demerit_result_free(result);
    demerit_scenario_free(scenario);
    return code;
}
