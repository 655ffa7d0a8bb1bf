/* SPDX-License-Identifier: Apache-2.0
 *
 * Scenario files in memory, for tests: a list of names and texts ended by a NULL name. */
#ifndef DEMERIT_TESTS_MEMORY_FILES_H
#define DEMERIT_TESTS_MEMORY_FILES_H

#include "scenario/reader.h"

#include <string.h>

struct memory_file {
    const char *name, *text;
};

static dm_status
memory_load(void *context, const char *reference, const char *from_file, char **path,
    char **text, size_t *n)
{
    (void) from_file;
    for (const struct memory_file *file = context; file->name != NULL; file++) {
        if (strcmp(file->name, reference) == 0) {
            return dm_file_copy(reference, file->text, strlen(file->text), path, text, n);
        }
    }
    return DM_ENOINPUT;
}

#endif
