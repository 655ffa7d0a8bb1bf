/* SPDX-License-Identifier: Apache-2.0
 *
 * Scenario files in memory, for tests: a list of names and texts ended by a NULL name. */
#ifndef DEMERIT_TESTS_MEMORY_FILES_H
#define DEMERIT_TESTS_MEMORY_FILES_H

#include "scenario/reader.h"

#include <stdlib.h>
#include <string.h>

struct memory_file {
    const char *name, *text;
};

static char *
memory_copy(const char *text, size_t n)
{
    char *copy = malloc(n + 1);

    if (copy != NULL) {
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

static dm_status
memory_load(void *context, const char *reference, const char *from_file, char **path,
    char **text, size_t *n)
{
    (void) from_file;
    for (const struct memory_file *file = context; file->name != NULL; file++) {
        if (strcmp(file->name, reference) == 0) {
            *n = strlen(file->text);
            *path = memory_copy(reference, strlen(reference));
            *text = memory_copy(file->text, *n);
            if (*path == NULL || *text == NULL) {
                free(*path);
                free(*text);
                return DM_ENOMEM;
            }
            return DM_OK;
        }
    }
    return DM_ENOINPUT;
}

#endif
