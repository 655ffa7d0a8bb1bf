/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands that print a page: report, odd, card. */
#include "cli.h"

#include "demerit/store.h"

#include <stdio.h>
#include <string.h>

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
