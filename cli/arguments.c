/* SPDX-License-Identifier: Apache-2.0
 *
 * From argv to a command, its argument and its flags: `--flag value` or `--flag=value`, in
 * any order, `--` ends them. --persons and its like become --set. */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
cli_has(const struct cli *self, enum cli_flag flag)
{
    return self->values[flag] != NULL;
}

/* The path that a flag stands for in a scenario, or NULL. */
static const char *
set_path(enum cli_flag flag)
{
    static const char *const paths[CLI_N_FLAGS] = { [CLI_PERSONS] = "society.persons=",
        [CLI_YEARS] = "run.years=",
        [CLI_SEED] = "run.seed=",
        [CLI_REPLICATES] = "run.replicates=",
        [CLI_WARMUP] = "run.warmup_months=",
        [CLI_SET] = "" };

    return paths[flag];
}

/* Digits alone, at most `most`. */
static bool
parse_number(const char *text, unsigned long long most, unsigned long long *number)
{
    size_t n = strspn(text, "0123456789");

    if (n == 0 || text[n] != '\0') {
        return false;
    }
    errno = 0;
    *number = strtoull(text, NULL, 10);
    return errno == 0 && *number <= most;
}

long
cli_count(const struct cli *self, enum cli_flag flag)
{
    unsigned long long number = 0;

    if (!cli_has(self, flag) || !parse_number(self->values[flag], 1000000, &number)) {
        return 0;
    }
    return (long) number;
}

/* "listed_share=0.001" */
static bool
is_precision(const char *value)
{
    const char *sign = strchr(value, '=');
    char *end = NULL;

    return sign != NULL && sign != value && sign[1] != '\0' &&
           strtod(sign + 1, &end) > 0.0 && *end == '\0' && isfinite(strtod(sign + 1, NULL));
}

static bool
is_when(const char *value)
{
    return strcmp(value, "auto") == 0 || strcmp(value, "always") == 0 ||
           strcmp(value, "never") == 0;
}

static bool
is_rule(const char *value)
{
    return strcmp(value, "median") == 0 || strcmp(value, "worst") == 0 ||
           strcmp(value, "never-offended") == 0;
}

/* What a value must be, where it is not; NULL: it is sound. */
static const char *
what_is_wrong(enum cli_flag flag, const char *value)
{
    unsigned long long number;

    if (flag == CLI_SEED) {
        return parse_number(value, UINT32_MAX, &number)
                   ? NULL
                   : "a whole number from 0 to 4294967295";
    }
    if (flag == CLI_THREADS || flag == CLI_JOBS) {
        return parse_number(value, 1024, &number) && number > 0
                   ? NULL
                   : "a whole number from 1 to 1024";
    }
    if (flag == CLI_CHECKPOINT_EVERY) {
        return parse_number(value, 100000, &number) && number > 0
                   ? NULL
                   : "a whole number of months from 1 to 100000";
    }
    if (flag == CLI_LUCK) {
        return parse_number(value, 1000000, &number) && number > 0
                   ? NULL
                   : "a whole number from 1 to 1000000";
    }
    if (flag == CLI_EXACT_UP_TO) {
        return parse_number(value, 16, &number) && number > 0
                   ? NULL
                   : "a whole number from 1 to 16";
    }
    if (flag == CLI_SAMPLES) {
        return parse_number(value, 100000, &number) && number > 0
                   ? NULL
                   : "a whole number from 1 to 100000";
    }
    if (flag == CLI_MAX_REPLICATES || flag == CLI_POINTS) {
        return parse_number(value, 100000, &number) && number > 1
                   ? NULL
                   : "a whole number from 2 to 100000";
    }
    if (flag == CLI_INTERVAL) {
        return strcmp(value, "t") == 0 || strcmp(value, "bootstrap") == 0
                   ? NULL
                   : "t or bootstrap";
    }
    if (flag == CLI_PRECISION) {
        return is_precision(value)
                   ? NULL
                   : "ID=W, a measure and a width above 0, as in listed_share=0.001";
    }
    if (flag == CLI_PERSON) {
        return parse_number(value, INT64_MAX, &number) ? NULL : "a whole number from 0";
    }
    if (flag == CLI_PICK) {
        return is_rule(value) ? NULL : "median, worst or never-offended";
    }
    if (flag == CLI_PROGRESS || flag == CLI_COLOR) {
        return is_when(value) ? NULL : "auto, always or never";
    }
    if (flag == CLI_SET) {
        const char *sign = strchr(value, '=');
        return sign != NULL && sign != value ? NULL
                                             : "PATH=VALUE, as in society.persons=20000";
    }
    if (set_path(flag) != NULL) {
        return parse_number(value, INT64_MAX, &number) ? NULL
               : value[strspn(value, "0123456789")] == '\0' && value[0] != '\0'
                   ? "a number that any society or run could have"
                   : "a whole number from 0";
    }
    return value[0] != '\0' ? NULL : "a name";
}

static int
keep_set(struct cli *self, const char *path, const char *value)
{
    size_t size = strlen(path) + strlen(value) + 1;
    char *set = malloc(size);

    if (set == NULL) {
        return cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
    }
    snprintf(set, size, "%s%s", path, value);
    self->sets[self->n_sets++] = set;
    return CLI_OK;
}

void
cli_name_flags(struct cli *self)
{
    for (int i = 0; i < CLI_N_FLAGS; i++) {
        enum cli_flag flag = (enum cli_flag) i;
        const char *path = set_path(flag), *value = self->values[flag];
        char from[128], to[128];

        if (path != NULL && path[0] != '\0' && value != NULL) {
            snprintf(from, sizeof from, "--set %s%s", path, value);
            snprintf(to, sizeof to, "--%s %s", cli_flag_name(flag), value);
            demerit_problems_rename(self->problems, from, to);
        }
    }
}

int
cli_add_set(struct cli *self, const char *set)
{
    return keep_set(self, "", set);
}

static int
take_value(struct cli *self, enum cli_flag flag, const char *value)
{
    const char *wrong = what_is_wrong(flag, value);

    if (wrong != NULL) {
        char name[32];
        snprintf(name, sizeof name, "--%s", cli_flag_name(flag));
        return cli_fail(self, CLI_USAGE, name, NULL, "`%.60s` is not %s", value, wrong);
    }
    self->values[flag] = value;
    if (flag == CLI_VARIANT) {
        self->variants[self->n_variants++] = value;
    }
    if (flag == CLI_GROUP) {
        self->groups[self->n_groups++] = value;
    }
    return set_path(flag) != NULL ? keep_set(self, set_path(flag), value) : CLI_OK;
}

static enum cli_flag
find_flag(const char *name, size_t n)
{
    for (int i = 0; i < CLI_N_FLAGS; i++) {
        const char *known = cli_flag_name((enum cli_flag) i);
        if (strlen(known) == n && strncmp(known, name, n) == 0) {
            return (enum cli_flag) i;
        }
    }
    return CLI_N_FLAGS;
}

static int
unknown_flag(struct cli *self, const char *argument)
{
    const char *names[CLI_N_FLAGS] = { NULL };
    char word[64], hint[96], help[64];
    size_t n = 0;

    for (int i = 0; i < CLI_N_FLAGS; i++) {
        if (self->command == NULL || (self->command->flags & CLI_BIT(i)) != 0) {
            names[n++] = cli_flag_name((enum cli_flag) i);
        }
    }
    snprintf(word, sizeof word, "%.*s", (int) strcspn(argument + 2, "="), argument + 2);
    const char *nearest = demerit_nearest(word, names, n);
    snprintf(hint, sizeof hint, "did you mean `--%s`?", nearest != NULL ? nearest : "");
    snprintf(help, sizeof help, "`demerit %s%s` lists what there is",
        self->command != NULL ? "help " : "--help",
        self->command != NULL ? self->command->name : "");
    return cli_fail(self, CLI_USAGE, NULL, nearest != NULL ? hint : help,
        "%s%s has no flag `--%s`", self->command != NULL ? "demerit " : "",
        self->command != NULL ? self->command->name : "demerit", word);
}

/* One `--flag`; `*i` moves on where its value is the next argument. */
static int
take_flag(struct cli *self, int argc, char **argv, int *i)
{
    const char *argument = argv[*i], *sign = strchr(argument, '=');
    size_t n = sign != NULL ? (size_t) (sign - argument) - 2 : strlen(argument) - 2;
    enum cli_flag flag = find_flag(argument + 2, n);

    if (flag == CLI_N_FLAGS ||
        (self->command != NULL && (self->command->flags & CLI_BIT(flag)) == 0)) {
        return unknown_flag(self, argument);
    }
    if (!cli_flag_takes_value(flag)) {
        self->values[flag] = "";
        return sign == NULL ? CLI_OK
                            : cli_fail(self, CLI_USAGE, NULL, NULL, "--%s takes no value",
                                  cli_flag_name(flag));
    }
    if (sign != NULL) {
        return take_value(self, flag, sign + 1);
    }
    if (*i + 1 >= argc) {
        return cli_fail(
            self, CLI_USAGE, NULL, NULL, "--%s needs a value", cli_flag_name(flag));
    }
    *i += 1;
    return take_value(self, flag, argv[*i]);
}

static int
unknown_command(struct cli *self, const char *word)
{
    const char *names[32] = { NULL };
    char hint[96];
    size_t n;
    const struct cli_command *commands = cli_commands(&n);

    for (size_t i = 0; i < n; i++) {
        names[i] = commands[i].name;
    }
    const char *nearest = demerit_nearest(word, names, n);
    snprintf(hint, sizeof hint, "did you mean `%s`?", nearest != NULL ? nearest : "");
    return cli_fail(self, CLI_USAGE, NULL,
        nearest != NULL ? hint : "`demerit --help` lists what there is",
        "unknown command `%.60s`", word);
}

static int
take_word(struct cli *self, const char *word)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);

    if (self->command != NULL && self->command->argument != NULL &&
        self->argument == NULL) {
        self->argument = word;
        return CLI_OK;
    }
    if (self->command != NULL && self->command->argument != NULL &&
        strstr(self->command->argument, "...") != NULL) {
        self->more[self->n_more++] = word;
        return CLI_OK;
    }
    if (self->command != NULL) {
        return cli_fail(
            self, CLI_USAGE, NULL, NULL, "`%.60s`: one argument too many", word);
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(commands[i].name, word) == 0) {
            self->command = &commands[i];
            return CLI_OK;
        }
    }
    return unknown_command(self, word);
}

static int
take_all(struct cli *self, int argc, char **argv)
{
    bool only_words = false;

    for (int i = 1; i < argc; i++) {
        int code;
        if (!only_words && strcmp(argv[i], "--") == 0) {
            only_words = true;
            continue;
        }
        if (!only_words && strcmp(argv[i], "-h") == 0) {
            self->values[CLI_HELP] = "";
            code = CLI_OK;
        } else if (!only_words && strncmp(argv[i], "--", 2) == 0) {
            code = take_flag(self, argc, argv, &i);
        } else if (!only_words && argv[i][0] == '-' && argv[i][1] != '\0') {
            code = cli_fail(
                self, CLI_USAGE, NULL, "flags have two dashes", "no flag `%.60s`", argv[i]);
        } else {
            code = take_word(self, argv[i]);
        }
        if (code != CLI_OK) {
            return code;
        }
    }
    return CLI_OK;
}

/* A flag before the command was taken when its command was not known yet. */
static int
check_flags(struct cli *self)
{
    for (int i = 0; self->command != NULL && i < CLI_N_FLAGS; i++) {
        if (self->values[i] != NULL && (self->command->flags & CLI_BIT(i)) == 0) {
            return cli_fail(self, CLI_USAGE, NULL, NULL, "demerit %s has no flag `--%s`",
                self->command->name, cli_flag_name((enum cli_flag) i));
        }
    }
    return CLI_OK;
}

int
cli_parse(struct cli *self, int argc, char **argv)
{
    self->n_arguments = argc;
    self->arguments = argv;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        self->json = self->json || strcmp(argv[i], "--json") == 0;
    }
    self->sets = calloc((size_t) argc + 1, sizeof *self->sets);
    self->variants = calloc((size_t) argc + 1, sizeof *self->variants);
    self->groups = calloc((size_t) argc + 1, sizeof *self->groups);
    self->more = calloc((size_t) argc + 1, sizeof *self->more);
    if (self->sets == NULL || self->variants == NULL || self->groups == NULL ||
        self->more == NULL) {
        return cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
    }
    int code = take_all(self, argc, argv);
    if (code == CLI_OK) {
        code = check_flags(self);
    }
    if (code != CLI_OK || cli_has(self, CLI_HELP) || cli_has(self, CLI_VERSION)) {
        return code;
    }
    if (self->command == NULL) {
        return cli_fail(self, CLI_USAGE, NULL, "`demerit --help` lists what there is",
            "no command given");
    }
    if (self->command->argument != NULL && self->argument == NULL &&
        self->command->argument[0] != '[') {
        return cli_fail(self, CLI_USAGE, NULL, NULL, "demerit %s needs %s",
            self->command->name, self->command->argument);
    }
    return CLI_OK;
}

struct demerit_options
cli_scenario_options(const struct cli *self)
{
    /* char ** is no const char *const * in C: through void. */
    const void *sets = self->sets;

    return (struct demerit_options){ .variant = self->values[CLI_VARIANT],
        .sets = sets,
        .n_sets = self->n_sets,
        .twin = self->values[CLI_TWIN] };
}

struct line {
    char *text;
    size_t n, size;
};

static void
add(struct line *line, const char *text)
{
    for (; *text != '\0' && line->n + 1 < line->size; text++) {
        line->text[line->n++] = *text;
    }
    line->text[line->n] = '\0';
}

static void
add_quoted(struct line *line, const char *word)
{
    const char *plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+%@";

    add(line, " ");
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        add(line, word);
        return;
    }
    add(line, "'");
    for (; *word != '\0'; word++) {
        char letter[2] = { *word, '\0' };
        add(line, *word == '\'' ? "'\\''" : letter);
    }
    add(line, "'");
}

/* Whether an argument says how to show or compute, not what. Its value may follow it. */
static bool
is_presentation(const char *argument, bool *skip_next)
{
    static const enum cli_flag flags[] = { CLI_JSON, CLI_QUIET, CLI_PROGRESS, CLI_COLOR,
        CLI_THREADS, CLI_JOBS, CLI_OUT, CLI_REPORT, CLI_FORCE };

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const char *name = cli_flag_name(flags[i]);
        size_t n = strlen(name);
        if (strncmp(argument, "--", 2) == 0 && strncmp(argument + 2, name, n) == 0 &&
            (argument[n + 2] == '\0' || argument[n + 2] == '=')) {
            *skip_next = argument[n + 2] == '\0' && cli_flag_takes_value(flags[i]);
            return true;
        }
    }
    return false;
}

static char *
again(const struct cli *self, const uint32_t *seed)
{
    struct line line = { .size = 64 };
    char with_seed[32];

    for (int i = 1; i < self->n_arguments; i++) {
        line.size += 4 * strlen(self->arguments[i]) + 3;
    }
    line.text = calloc(1, line.size);
    if (line.text == NULL) {
        return NULL;
    }
    add(&line, "demerit");
    for (int i = 1; i < self->n_arguments; i++) {
        bool skip_next = false;
        if (is_presentation(self->arguments[i], &skip_next)) {
            i += skip_next ? 1 : 0;
        } else {
            add_quoted(&line, self->arguments[i]);
        }
    }
    if (seed != NULL && !cli_has(self, CLI_SEED)) {
        snprintf(with_seed, sizeof with_seed, " --seed %lu", (unsigned long) *seed);
        add(&line, with_seed);
    }
    return line.text;
}

char *
cli_again(const struct cli *self, uint32_t seed)
{
    return again(self, &seed);
}

char *
cli_again_as_given(const struct cli *self)
{
    return again(self, NULL);
}
