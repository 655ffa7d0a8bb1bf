/* SPDX-License-Identifier: Apache-2.0
 *
 * Files in memory for the reader: one text under one name, and copies as any file source
 * hands them over. */
#include "scenario/reader.h"

#include <stdlib.h>
#include <string.h>

dm_status
dm_file_copy(const char *name, const char *bytes, size_t n_bytes, char **path, char **text,
    size_t *n)
{
    *path = dm_copy_text(name);
    *text = dm_copy_bytes(bytes, n_bytes);
    *n = n_bytes;
    if (*path == NULL || *text == NULL) {
        free(*path);
        free(*text);
        return DM_ENOMEM;
    }
    return DM_OK;
}

static dm_status
load(void *context, const char *reference, const char *from_file, char **path, char **text,
    size_t *n)
{
    const struct dm_written_file *self = context;

    if (from_file == NULL && strcmp(reference, self->path) == 0) {
        return dm_file_copy(self->path, self->text, strlen(self->text), path, text, n);
    }
    return self->others != NULL ? self->others->load(self->others->context, reference,
                                      from_file, path, text, n)
                                : DM_ENOINPUT;
}

struct dm_file_source
dm_written_source(struct dm_written_file *self)
{
    return (struct dm_file_source){ .context = self, .load = load };
}
