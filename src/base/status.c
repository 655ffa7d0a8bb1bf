/* SPDX-License-Identifier: Apache-2.0
 *
 * Formats the text of an error into the caller's buffer, and stops the program on a bug
 * of ours. The only place in the library that prints: a failed assertion has no caller
 * left to report to. */
#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* A text that was cut ends in dots, and never in half a UTF-8 character. */
static void
mark_cut(char *text, size_t size)
{
    size_t end = size - sizeof "...";

    while (end > 0 && ((unsigned char) text[end] & 0xC0) == 0x80) {
        end--;
    }
    for (int i = 0; i < 3; i++) {
        text[end++] = '.';
    }
    text[end] = '\0';
}

dm_status
dm_error_set(struct dm_error *err, dm_status status, const char *format, ...)
{
    if (err != NULL) {
        va_list args;

        err->status = status;
        va_start(args, format);
        int n = vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
        if (n < 0) {
            err->text[0] = '\0';
        } else if ((size_t) n >= sizeof err->text) {
            mark_cut(err->text, sizeof err->text);
        }
    }
    return status;
}

void
dm_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
    abort();
}
