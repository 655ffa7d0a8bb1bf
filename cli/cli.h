/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the command line share: the parsed line, the exit codes, and how
 * anything reaches the user. */
#ifndef DEMERIT_CLI_CLI_H
#define DEMERIT_CLI_CLI_H

#include "demerit/core.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum cli_exit {
    CLI_OK = 0,
    CLI_FAILED = 1,
    CLI_USAGE = 64,
    CLI_BAD_SCENARIO = 65,
    CLI_NO_INPUT = 66,
    CLI_INTERNAL = 70,
    CLI_CANNOT_CREATE = 73,
    CLI_IO = 74,
    CLI_STOPPED = 75 /* with a folder that can be resumed */
};

enum cli_flag {
#define CLI_FLAG(name, flag, value, help) CLI_##name,
#include "flags.def"
#undef CLI_FLAG
    CLI_N_FLAGS
};

#define CLI_BIT(flag) (UINT64_C(1) << (flag))

struct cli;

struct cli_command {
    const char *name, *argument; /* argument: NULL for none */
    const char *summary;         /* a line of `demerit --help` */
    const char *help;            /* what else `demerit help COMMAND` says */
    uint64_t flags;              /* bits of cli_flag */
    int (*run)(struct cli *self);
};

struct cli {
    const struct cli_command *command;
    const char *argument;
    const char *values[CLI_N_FLAGS]; /* borrowed from argv; "" for a flag without a value,
                                        NULL: not given */
    char **sets;                     /* owned, each too; in order of the line */
    size_t n_sets;
    const char **variants, **groups; /* owned; the values of --variant and --group, in order
                                        of the line */
    size_t n_variants, n_groups;
    const char **more; /* owned; words behind the argument, where a command takes them */
    size_t n_more;
    int n_arguments;
    char **arguments; /* argv */
    bool json;
    struct demerit_problems *problems; /* owned */
    struct demerit_library *library;   /* owned; NULL until asked for */
};

/* arguments.c. Fills command, argument, values and sets. 0, or an exit code with the reason
 * in `problems`. */
int cli_parse(struct cli *self, int argc, char **argv);
bool cli_has(const struct cli *self, enum cli_flag flag);
/* A flag's value as a number from 1 to `most`; 0 where it is not given. */
long cli_count(const struct cli *self, enum cli_flag flag);
/* Lays `path=value` over what the line sets; once. */
int cli_add_set(struct cli *self, const char *set);
/* Lets problems with a set that a flag stands for name the flag. */
void cli_name_flags(struct cli *self);
struct demerit_options cli_scenario_options(const struct cli *self);
/* The line that repeats a run, quoted for a shell; NULL: no memory. */
char *cli_again(const struct cli *self, uint32_t seed);
/* The same without a seed of its own. */
char *cli_again_as_given(const struct cli *self);

/* commands.c, run_command.c, store_commands.c, explain_command.c,
 * page_commands.c, compare_command.c, attribute_command.c, sweep_command.c */
const struct cli_command *cli_commands(size_t *n);
int cli_list(struct cli *self);
int cli_show(struct cli *self);
int cli_check(struct cli *self);
int cli_schema(struct cli *self);
int cli_new(struct cli *self);
int cli_verify(struct cli *self);
int cli_verify_run(struct cli *self);
int cli_explain(struct cli *self);
int cli_watch(struct cli *self);
int cli_odd(struct cli *self);
int cli_card(struct cli *self);
int cli_report_of_run(struct cli *self);
int cli_run(struct cli *self);
int cli_compare(struct cli *self);
int cli_attribute(struct cli *self);
int cli_export(struct cli *self);
int cli_sweep(struct cli *self);
int cli_resume(struct cli *self);
int cli_resume_sweep(struct cli *self);
int cli_merge(struct cli *self);
/* Does long work with a progress line and signals caught: `work` runs something with
 * `options` and returns a status of the library. `replicate_months` may be 0: then the line
 * shows the share only. An exit code; 130 and 143 after a signal. */
int cli_do_long(struct cli *self, double replicate_months,
    int (*work)(void *context, const struct demerit_run_options *options), void *context);
int cli_help(struct cli *self);
int cli_claims(struct cli *self);
int cli_calibrate(struct cli *self);

/* precision.c. With --precision: runs replicates of the scenario until there are enough,
 * and opens it once more with that many. Without: does nothing. */
struct cli_precise {
    struct demerit_replicates *replicates; /* owned; NULL: without --precision */
    struct demerit_scenario *first;        /* owned; what the replicates were run of */
};
int cli_make_precise(struct cli *self, struct cli_precise *out,
    struct demerit_scenario **scenario, bool with_persons);
void cli_precise_clear(struct cli_precise *self);
bool cli_wants_bootstrap(const struct cli *self);

/* help.c */
void cli_print_help(const struct cli_command *command); /* NULL: of the program */
const char *cli_flag_name(enum cli_flag flag);
bool cli_flag_takes_value(enum cli_flag flag);

/* guess.c. What a run of the line's scenario would take on the threads of the line, from
 * its first second with so many persons; seconds: NaN where it does not run. */
struct cli_guess {
    double seconds;
    long long persons;
};
struct cli_guess cli_guess_run(
    const struct cli *self, const struct demerit_scenario *scenario);
/* The line of a plan for `runs` such runs; with --json the last value and the end. */
void cli_print_guess(const struct cli *self, const struct cli_guess *guess, double runs);
void cli_format_seconds(char *out, size_t size, double seconds); /* "about 3 min" */

/* run_command.c: "24 MB" */
void cli_format_bytes(char *out, size_t size, int64_t bytes);

/* output.c */
struct demerit_style cli_style(const struct cli *self);
/* CLI_CANNOT_CREATE where a file is there and --force is not given. */
int cli_may_create(struct cli *self, const char *path);
/* Creates a file, over another with --force only; NULL leaves why in `*code`. */
FILE *cli_create(struct cli *self, const char *path, int *code);
/* Closes it; `code`, or CLI_IO if anything could not be written. */
int cli_close(struct cli *self, FILE *file, const char *path, int code);
/* Writes an owned text and frees it; an exit code. */
int cli_write_file(struct cli *self, const char *path, char *text);
/* Prints an owned text on standard output and frees it; an exit code. */
int cli_print(struct cli *self, char *text);
/* Adds a problem whose number is the exit code, and returns that. */
int cli_fail(
    struct cli *self, int code, const char *key, const char *hint, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 5, 6)))
#endif
    ;
/* The exit code of a status of the library. */
int cli_code(int status);
/* Prints what is wrong: as text on standard error, or as JSON on standard output. */
void cli_report(struct cli *self);
/* 0, or CLI_IO where standard output did not take everything. */
int cli_flush(void);
/* The library of scenarios; NULL: no memory. */
struct demerit_library *cli_library(struct cli *self);

#endif
