/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit --help`, `demerit help COMMAND`, and the names of flags. */
#include "cli.h"

#include <stdio.h>

static const struct {
    const char *name, *value, *help;
} flags[CLI_N_FLAGS] = {
#define CLI_FLAG(name, flag, value, help) { flag, value, help },
#include "flags.def"
#undef CLI_FLAG
};

const char *
cli_flag_name(enum cli_flag flag)
{
    return flags[flag].name;
}

bool
cli_flag_takes_value(enum cli_flag flag)
{
    return flags[flag].value != NULL;
}

static void
print_program_help(void)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);

    puts("Usage: demerit COMMAND [ARGUMENT] [--flag[=value] ...]\n\n"
         "Runs synthetic societies under a social-scoring regime, and says who is harmed, "
         "by how\n"
         "much, through what, and what a safeguard would change. All persons are "
         "synthetic.\n"
         "Not a model of China, not a design aid, not for decisions on "
         "persons.\n\nCommands:");
    for (size_t i = 0; i < n; i++) {
        char usage[64];
        snprintf(usage, sizeof usage, "%s %s", commands[i].name,
            commands[i].argument != NULL ? commands[i].argument : "");
        printf("  %-18s %s\n", usage, commands[i].summary);
    }
    puts("\n`demerit help COMMAND` lists its flags. SCENARIO is a path if it contains `/` "
         "or ends in\n"
         "`.yaml`, else a name that `demerit list` shows.\n\n"
         "Environment: DEMERIT_SCENARIOS (folders of scenarios, separated by `:`), "
         "NO_COLOR, COLUMNS.\n"
         "Exit codes: 0 ok, 1 failed, 64 usage, 65 bad scenario, 66 no input, 70 internal "
         "error,\n"
         "73 cannot create, 74 cannot write, 75 stopped, `demerit resume` goes on; 130 and "
         "143 stopped.");
}

static void
print_command_help(const struct cli_command *command)
{
    printf("Usage: demerit %s%s%s [--flag[=value] ...]\n\n%s.\n", command->name,
        command->argument != NULL ? " " : "",
        command->argument != NULL ? command->argument : "", command->summary);
    if (command->help != NULL) {
        printf("%s\n", command->help);
    }
    printf("\nFlags:\n");
    for (int i = 0; i < CLI_N_FLAGS; i++) {
        if ((command->flags & CLI_BIT(i)) != 0) {
            char usage[64];
            snprintf(usage, sizeof usage, "--%s%s%s", flags[i].name,
                flags[i].value != NULL ? " " : "",
                flags[i].value != NULL ? flags[i].value : "");
            printf("  %-28s %s\n", usage, flags[i].help);
        }
    }
}

void
cli_print_help(const struct cli_command *command)
{
    if (command == NULL) {
        print_program_help();
    } else {
        print_command_help(command);
    }
}
