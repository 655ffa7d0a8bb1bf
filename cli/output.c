/* SPDX-License-Identifier: Apache-2.0
 *
 * Where text goes, how wide it is, and what an exit code means. Also where scenarios are
 * looked for, since that depends on the environment and on where the program was put. */
#define _POSIX_C_SOURCE 200809L

#include "cli.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDEST = 100, NARROWEST = 40, PLAIN_WIDTH = 80, MOST_FOLDERS = 32 };

static int
terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    long width = columns != NULL ? strtol(columns, NULL, 10) : 0;
    struct winsize size = { .ws_col = 0 };

    if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        width = size.ws_col;
    }
    if (width <= 0) {
        width = PLAIN_WIDTH;
    }
    return (int) (width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width);
}

/* Whether escape sequences may go to a file descriptor. */
static bool
wants_color(const struct cli *self, int fd)
{
    const char *when = self->values[CLI_COLOR], *no = getenv("NO_COLOR"),
               *term = getenv("TERM");

    if (when != NULL && strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    return (no == NULL || no[0] == '\0') && term != NULL && strcmp(term, "dumb") != 0 &&
           isatty(fd) == 1;
}

struct demerit_style
cli_style(const struct cli *self)
{
    return (struct demerit_style){ .width = terminal_width(),
        .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
        .color = wants_color(self, STDOUT_FILENO) };
}

int
cli_print(struct cli *self, char *text)
{
    if (text == NULL) {
        return cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
    }
    fputs(text, stdout);
    demerit_text_free(text);
    return CLI_OK;
}

int
cli_fail(
    struct cli *self, int code, const char *key, const char *hint, const char *format, ...)
{
    char message[512];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    demerit_problems_add(self->problems, code, key, message, hint);
    return code;
}

int
cli_code(int status)
{
    switch ((enum demerit_status) status) {
    case DEMERIT_OK:
        return CLI_OK;
    case DEMERIT_EUSAGE:
        return CLI_USAGE;
    case DEMERIT_ESCENARIO:
        return CLI_BAD_SCENARIO;
    case DEMERIT_ENOINPUT:
        return CLI_NO_INPUT;
    case DEMERIT_ECREATE:
        return CLI_CANNOT_CREATE;
    case DEMERIT_EIO:
        return CLI_IO;
    case DEMERIT_ENOMEM:
    case DEMERIT_ESTOPPED:
        return CLI_FAILED;
    case DEMERIT_EINTERNAL:
    default:
        return CLI_INTERNAL;
    }
}

void
cli_report(struct cli *self)
{
    cli_name_flags(self);
    char *text = self->json ? demerit_problems_json(self->problems)
                            : demerit_problems_text(
                                  self->problems, wants_color(self, STDERR_FILENO));

    if (text == NULL || demerit_problems_count(self->problems) == 0) {
        fputs("demerit: failed, and there was no memory to say why\n", stderr);
    } else {
        fputs(text, self->json ? stdout : stderr);
    }
    demerit_text_free(text);
}

/* Whether nobody reads any more; an earlier write may have failed of it. */
static bool
is_pipe_closed(void)
{
    struct pollfd end = { .fd = STDOUT_FILENO, .events = POLLOUT };

    return poll(&end, 1, 0) == 1 && (end.revents & POLLERR) != 0;
}

int
cli_flush(void)
{
    bool failed = ferror(stdout) != 0;

    errno = 0;
    failed = fflush(stdout) != 0 || failed;
    int reason = errno;
    if (!failed) {
        return CLI_OK;
    }
    if (reason != EPIPE && !is_pipe_closed()) { /* who reads a part, as head does, knows */
        fprintf(stderr, "demerit: standard output: %s\n",
            reason != 0 ? strerror(reason) : "cannot be written");
    }
    return CLI_IO;
}

struct folders {
    char *owned[MOST_FOLDERS];
    size_t n;
    bool failed;
};

static void
add_folder(struct folders *self, const char *first, size_t n, const char *rest)
{
    size_t size = n + strlen(rest) + 1;
    char *folder;

    if (self->n == MOST_FOLDERS || n + strlen(rest) == 0) {
        return;
    }
    folder = malloc(size);
    if (folder == NULL) {
        self->failed = true;
        return;
    }
    snprintf(folder, size, "%.*s%s", (int) n, first, rest);
    self->owned[self->n++] = folder;
}

/* What the user set, then what stands beside the program, then where it was installed or
 * built. */
static void
find_folders(struct folders *self, const char *program)
{
    const char *set = getenv("DEMERIT_SCENARIOS");
    const char *slash = program != NULL ? strrchr(program, '/') : NULL;

    while (set != NULL && set[0] != '\0') {
        size_t n = strcspn(set, ":");
        add_folder(self, set, n, "");
        set += n + (set[n] == ':' ? 1 : 0);
    }
    if (slash != NULL) {
        add_folder(
            self, program, (size_t) (slash - program), "/../share/demerit/scenarios");
    }
    add_folder(self, "", 0, DEMERIT_SOURCE_SCENARIOS);
    add_folder(self, "", 0, DEMERIT_INSTALLED_SCENARIOS);
}

struct demerit_library *
cli_library(struct cli *self)
{
    struct folders folders = { .n = 0 };

    if (self->library == NULL) {
        find_folders(&folders, self->arguments[0]);
        const void *names = folders.owned;
        self->library = folders.failed ? NULL : demerit_library_create(names, folders.n);
        for (size_t i = 0; i < folders.n; i++) {
            free(folders.owned[i]);
        }
        if (self->library == NULL) {
            cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
        }
    }
    return self->library;
}

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

FILE *
cli_create(struct cli *self, const char *path, int *code)
{
    FILE *file = fopen(path, cli_has(self, CLI_FORCE) ? "wb" : "wbx");

    if (file == NULL && errno == EEXIST) {
        *code = is_there(self, path);
    } else if (file == NULL) {
        *code = cli_fail(self, CLI_CANNOT_CREATE, NULL, NULL, "%s: cannot be created: %s",
            path, strerror(errno));
    }
    return file;
}

/* Half a file would pass for a whole one. Devices stay. */
static void
remove_part(const char *path)
{
    struct stat what;

    if (lstat(path, &what) == 0 && S_ISREG(what.st_mode)) {
        (void) remove(path);
    }
}

int
cli_close(struct cli *self, FILE *file, const char *path, int code)
{
    bool failed = ferror(file) != 0;

    failed = fclose(file) != 0 || failed;
    int reason = errno;
    if (failed) {
        remove_part(path);
    }
    if (failed && code == CLI_OK) {
        code = cli_fail(
            self, CLI_IO, NULL, NULL, "%s: cannot be written: %s", path, strerror(reason));
    }
    return code;
}

int
cli_write_file(struct cli *self, const char *path, char *text)
{
    int code = CLI_OK;
    FILE *file;

    if (text == NULL) {
        return cli_fail(self, CLI_FAILED, NULL, NULL, "out of memory");
    }
    file = cli_create(self, path, &code);
    if (file != NULL) {
        (void) fputs(text, file); /* a failure stays with the stream */
        code = cli_close(self, file, path, code);
    }
    demerit_text_free(text);
    return code;
}
