/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands that run nothing: list, show, check, schema, new, help; and the table of
 * all. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#define EVERYWHERE                                                                         \
    (CLI_BIT(CLI_HELP) | CLI_BIT(CLI_VERSION) | CLI_BIT(CLI_COLOR) | CLI_BIT(CLI_QUIET))
#define OF_SCENARIOS                                                                       \
    (CLI_BIT(CLI_PERSONS) | CLI_BIT(CLI_YEARS) | CLI_BIT(CLI_SEED) |                       \
        CLI_BIT(CLI_REPLICATES) | CLI_BIT(CLI_WARMUP) | CLI_BIT(CLI_SET) |                 \
        CLI_BIT(CLI_VARIANT) | CLI_BIT(CLI_TWIN))

#define OF_STUDIES (OF_SCENARIOS & ~(CLI_BIT(CLI_VARIANT) | CLI_BIT(CLI_TWIN)))

static const struct cli_command commands[] = {
    { "run", "SCENARIO", "Run a regime and its twin: the same persons, the same luck",
        "Prints a summary, or with --json all measures with intervals and breakdowns. "
        "Writes a\nfolder with the results, the sources and a manifest, but with --json "
        "only "
        "where --out says.",
        EVERYWHERE | OF_SCENARIOS | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_DRY_RUN) |
            CLI_BIT(CLI_JSON) | CLI_BIT(CLI_PROGRESS) | CLI_BIT(CLI_OUT) |
            CLI_BIT(CLI_REPORT) | CLI_BIT(CLI_FORCE) | CLI_BIT(CLI_CHECKPOINT_EVERY) |
            CLI_BIT(CLI_PRECISION) | CLI_BIT(CLI_MAX_REPLICATES) | CLI_BIT(CLI_INTERVAL),
        cli_run },
    { "compare", "SCENARIO",
        "Set its variants side by side: the same persons, the same luck",
        "Prints what differs from the scenario as written, with intervals of luck; who is "
        "harmed, under\nsame-luck coupling and under independent luck; and how expected "
        "harm "
        "is spread. Nothing is\nranked. --json prints all measures of all variants; --out "
        "writes them into a new folder.",
        EVERYWHERE | OF_SCENARIOS | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_DRY_RUN) |
            CLI_BIT(CLI_JSON) | CLI_BIT(CLI_PROGRESS) | CLI_BIT(CLI_OUT) |
            CLI_BIT(CLI_INTERVAL) | CLI_BIT(CLI_SIMULTANEOUS),
        cli_compare },
    { "attribute", "SCENARIO", "Share a harm out among the mechanisms that bring it",
        "Shapley shares: each mechanism is switched off and on in every combination, on "
        "the "
        "same persons\nwith the same luck, and gets what it adds on average. Off means as "
        "in "
        "ordinary law. --dry-run\nsays how many runs that takes.",
        EVERYWHERE | OF_SCENARIOS | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_DRY_RUN) |
            CLI_BIT(CLI_JSON) | CLI_BIT(CLI_PROGRESS) | CLI_BIT(CLI_METRIC) |
            CLI_BIT(CLI_MECHANISMS) | CLI_BIT(CLI_EXACT_UP_TO) | CLI_BIT(CLI_SAMPLES) |
            CLI_BIT(CLI_BY_GROUP) | CLI_BIT(CLI_GROUP),
        cli_attribute },
    { "sweep", "STUDY",
        "Run a scenario over ranges of its assumptions; say what hangs on what",
        "STUDY is a YAML file (docs/experiments.md): factors, a design, measures; no "
        "objective. "
        "Says first how\nmany runs, how long and how large. Every point has the same "
        "persons and "
        "the same luck. A point that\nfails is noted and the others go on (exit code 1). "
        "Stopped "
        "or killed, `demerit resume` runs the rest.",
        EVERYWHERE | OF_STUDIES | CLI_BIT(CLI_JOBS) | CLI_BIT(CLI_ROWS) |
            CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_DRY_RUN) | CLI_BIT(CLI_JSON) |
            CLI_BIT(CLI_PROGRESS) | CLI_BIT(CLI_OUT) | CLI_BIT(CLI_FORCE),
        cli_sweep },
    { "claims", "[H...]", "Test the articles' claims over what had to be assumed",
        "Each claim runs at many points of its assumptions, in every form that matters, "
        "with several pairs\nof society and luck; what luck may do and what assumptions "
        "may do stand apart. The file is hashed\nbefore it runs. --points is for a quick "
        "look. --built-in finds out whose direction follows from\nhow the model is made.",
        EVERYWHERE | CLI_BIT(CLI_POINTS) | CLI_BIT(CLI_PERSONS) | CLI_BIT(CLI_BUILT_IN) |
            CLI_BIT(CLI_CLAIMS_FILE) | CLI_BIT(CLI_JOBS) | CLI_BIT(CLI_THREADS) |
            CLI_BIT(CLI_DRY_RUN) | CLI_BIT(CLI_JSON) | CLI_BIT(CLI_PROGRESS) |
            CLI_BIT(CLI_OUT),
        cli_claims },
    { "calibrate", "STUDY", "Say what published aggregates leave of the assumed ranges",
        "History matching (docs/experiments.md): in waves, points that are at odds with "
        "the "
        "targets are\ndropped. Says which ranges and directions are left, never a best "
        "point. Lawful expression, fear,\nevasion, conformity and the claimed benefit are "
        "no targets.",
        EVERYWHERE | CLI_BIT(CLI_JOBS) | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_DRY_RUN) |
            CLI_BIT(CLI_JSON) | CLI_BIT(CLI_PROGRESS),
        cli_calibrate },
    { "resume", "FOLDER", "Go on with a run, or run what is missing of a sweep",
        "Prints what the run or the sweep would have. A run goes on from its newest "
        "checkpoint that is whole\n(--checkpoint-every), else from the beginning. Refused "
        "if files were changed since it began.",
        EVERYWHERE | CLI_BIT(CLI_JOBS) | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_DRY_RUN) |
            CLI_BIT(CLI_JSON) | CLI_BIT(CLI_PROGRESS) | CLI_BIT(CLI_CHECKPOINT_EVERY),
        cli_resume },
    { "merge", "OUT IN...", "Join folders of one study, run in parts, into a new one",
        "The folders have the same study; a point that is in several must be the same in "
        "all.",
        EVERYWHERE | CLI_BIT(CLI_JSON), cli_merge },
    { "list", NULL, "List the scenarios of the library", NULL,
        EVERYWHERE | CLI_BIT(CLI_JSON), cli_list },
    { "show", "SCENARIO", "Tell a regime in plain language",
        "Who is recorded by whom and with what error, what costs points, what is denied, "
        "what protects.",
        EVERYWHERE | OF_SCENARIOS, cli_show },
    { "check", "SCENARIO", "Check a scenario and its variants; say all that is wrong",
        "With --variant only that variant is checked.",
        EVERYWHERE | OF_SCENARIOS | CLI_BIT(CLI_JSON) | CLI_BIT(CLI_RESOLVED), cli_check },
    { "new", "NAME", "Write NAME.yaml, a commented scenario to start from", NULL,
        EVERYWHERE | CLI_BIT(CLI_FORCE), cli_new },
    { "export", "RUN", "Print a table of a run's or a sweep's results as CSV or JSON lines",
        "RUN is the folder of a run or a sweep. The table `columns` of a run says what "
        "every "
        "column means.",
        EVERYWHERE | CLI_BIT(CLI_TABLE) | CLI_BIT(CLI_FORMAT) | CLI_BIT(CLI_OUT) |
            CLI_BIT(CLI_FORCE),
        cli_export },
    { "verify", "[MANIFEST]",
        "Run a folder's scenario again and compare; or compare the engine with theory",
        "MANIFEST is the folder of a run or a study, or its manifest.json: looks for "
        "edited "
        "files and\nnames the first value that differs; time, host and paths do not "
        "matter. Of a study five rows are\nrun again, or --all. Exit code 1 if anything "
        "differs or a check fails. docs/odd/verification.md has the formulas "
        "of "
        "--theory.",
        EVERYWHERE | CLI_BIT(CLI_JSON) | CLI_BIT(CLI_THEORY) | CLI_BIT(CLI_THREADS) |
            CLI_BIT(CLI_ALL) | CLI_BIT(CLI_PROGRESS),
        cli_verify },
    { "explain", "SCENARIO|RUN", "Tell one synthetic life, in both worlds",
        "What the person did, who recorded it, what was false, and what followed. Whose "
        "life is "
        "told a rule\ndecides, or a number; nobody is chosen by opinion or fear. RUN is "
        "the "
        "folder of a run.",
        EVERYWHERE | OF_SCENARIOS | CLI_BIT(CLI_PICK) | CLI_BIT(CLI_PERSON) |
            CLI_BIT(CLI_LUCK) | CLI_BIT(CLI_THREADS) | CLI_BIT(CLI_JSON) |
            CLI_BIT(CLI_PROGRESS),
        cli_explain },
    { "watch", "SCENARIO", "Watch one replicate of a run, month by month",
        "Redraws a terminal in place; elsewhere prints a line a month. Writes no folder.",
        EVERYWHERE | (OF_SCENARIOS & ~CLI_BIT(CLI_REPLICATES)) | CLI_BIT(CLI_THREADS),
        cli_watch },
    { "report", "RUN", "Print the report of a run: one HTML file that needs no network",
        "RUN is the folder of a run, which holds its report already. With --out into a "
        "file.",
        EVERYWHERE | CLI_BIT(CLI_OUT) | CLI_BIT(CLI_FORCE), cli_report_of_run },
    { "odd", "SCENARIO", "Print the ODD description of a scenario, in Markdown",
        "The general text, each section followed by what this scenario puts into it.",
        EVERYWHERE | OF_SCENARIOS | CLI_BIT(CLI_OUT) | CLI_BIT(CLI_FORCE), cli_odd },
    { "card", "SCENARIO", "Print the model card of a scenario, in Markdown",
        "What it is, which uses to refuse, what it rests on.",
        EVERYWHERE | OF_SCENARIOS | CLI_BIT(CLI_OUT) | CLI_BIT(CLI_FORCE), cli_card },
    { "schema", NULL, "Print the JSON Schema of scenarios, for editors", NULL,
        EVERYWHERE | CLI_BIT(CLI_REFERENCE), cli_schema },
    { "help", "[COMMAND]", "Explain a command and its flags", NULL, EVERYWHERE, cli_help },
};

const struct cli_command *
cli_commands(size_t *n)
{
    *n = sizeof commands / sizeof *commands;
    return commands;
}

int
cli_help(struct cli *self)
{
    size_t n;
    const struct cli_command *all = cli_commands(&n);

    if (self->argument == NULL) {
        cli_print_help(NULL);
        return CLI_OK;
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i].name, self->argument) == 0) {
            cli_print_help(&all[i]);
            return CLI_OK;
        }
    }
    return cli_fail(self, CLI_USAGE, NULL, "`demerit --help` lists what there is",
        "unknown command `%.60s`", self->argument);
}

int
cli_list(struct cli *self)
{
    struct demerit_library *library = cli_library(self);
    struct demerit_style style = cli_style(self);

    if (library == NULL) {
        return CLI_FAILED;
    }
    if (!self->json && demerit_library_count(library) == 0) {
        return cli_fail(self, CLI_NO_INPUT, NULL,
            "set DEMERIT_SCENARIOS to the folder that holds them", "no scenario was found");
    }
    return cli_print(self,
        self->json ? demerit_library_json(library) : demerit_library_text(library, &style));
}

/* Opens the scenario of the line; an exit code. */
static int
open_scenario(struct cli *self, struct demerit_scenario **out)
{
    struct demerit_options options = cli_scenario_options(self);

    *out = NULL;
    return cli_library(self) == NULL ? CLI_FAILED
                                     : cli_code(demerit_scenario_open(out, self->library,
                                           self->argument, &options, self->problems));
}

int
cli_show(struct cli *self)
{
    struct demerit_scenario *scenario;
    struct demerit_style style = cli_style(self);
    int code = open_scenario(self, &scenario);

    if (code == CLI_OK) {
        code = cli_print(self, demerit_scenario_describe(scenario, &style));
    }
    demerit_scenario_free(scenario);
    return code;
}

static int
print_resolved(struct cli *self)
{
    struct demerit_scenario *scenario;
    int code;

    if (self->json) {
        return cli_fail(
            self, CLI_USAGE, "--resolved", NULL, "prints YAML; leave --json out");
    }
    code = open_scenario(self, &scenario);
    if (code == CLI_OK) {
        code = cli_print(self, demerit_scenario_resolved(scenario));
    }
    demerit_scenario_free(scenario);
    return code;
}

/* `names`: one id to a line. */
static void
print_variants(const char *names, const char *quote, const char *separator)
{
    for (const char *line = names; *line != '\0';) {
        size_t n = strcspn(line, "\n");
        printf("%s%s%.*s%s", line == names ? "" : separator, quote, (int) n, line, quote);
        line += n + (line[n] == '\n' ? 1 : 0);
    }
}

int
cli_check(struct cli *self)
{
    struct demerit_options options = cli_scenario_options(self);
    char *names;

    if (cli_has(self, CLI_RESOLVED)) {
        return print_resolved(self);
    }
    if (cli_library(self) == NULL) {
        return CLI_FAILED;
    }
    int code = cli_code(demerit_scenario_check(
        &names, self->library, self->argument, &options, self->problems));
    if (code != CLI_OK) {
        return code;
    }
    if (self->json) {
        printf("{\"schema\": \"demerit-check/1\", \"ok\": true, \"variants\": [");
        print_variants(names, "\"", ", ");
        puts("]}");
    } else {
        printf("%s: ok", self->argument);
        printf("%s", names[0] != '\0' ? "; variants: " : "; no variants");
        print_variants(names, "", ", ");
        putchar('\n');
    }
    demerit_text_free(names);
    return CLI_OK;
}

int
cli_schema(struct cli *self)
{
    return cli_print(self,
        cli_has(self, CLI_REFERENCE) ? demerit_schema_reference() : demerit_schema_json());
}

int
cli_verify(struct cli *self)
{
    struct demerit_style style = cli_style(self);
    struct demerit_verification *result;

    if (!cli_has(self, CLI_THEORY) && self->argument != NULL) {
        return cli_verify_run(self);
    }
    if (!cli_has(self, CLI_THEORY) || self->argument != NULL) {
        return cli_fail(self, CLI_USAGE, NULL, "name the folder of a run, or add --theory",
            "`demerit verify` needs to know what");
    }
    int code = cli_code(demerit_verify_theory(&result, 1, self->problems));
    if (code == CLI_OK) {
        int failed = demerit_verification_failed(result);

        code = cli_print(self, self->json ? demerit_verification_json(result)
                                          : demerit_verification_text(result, &style));
        if (code == CLI_OK && failed > 0) {
            self->json = false; /* the one document is out: this goes to standard error */
            code = cli_fail(self, CLI_FAILED, NULL, NULL, "%d of %d checks fail", failed,
                demerit_verification_checks(result));
        }
        demerit_verification_free(result);
    }
    return code;
}

int
cli_new(struct cli *self)
{
    char path[64];

    if (!demerit_name_is_valid(self->argument)) {
        return cli_fail(self, CLI_USAGE, NULL,
            "up to 32 of a-z, 0-9, - and _, a letter first; the file gets `.yaml` by "
            "itself",
            "`%.60s` is no name for a scenario", self->argument);
    }
    snprintf(path, sizeof path, "%s.yaml", self->argument);
    int code = cli_write_file(self, path, demerit_scenario_skeleton(self->argument));
    if (code == CLI_OK && !cli_has(self, CLI_QUIET)) {
        fprintf(
            stderr, "Wrote %s. Next: demerit check %s; demerit run %s\n", path, path, path);
    }
    return code;
}
