/* SPDX-License-Identifier: Apache-2.0
 *
 * Scenarios from disk. A reference with a `/` or ending in `.yaml` is a path, beside the
 * file that names it; any other is a name in the library. */
#include "handles.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 4 * DM_MAX_FILE_BYTES };

bool
dm_reference_is_path(const char *reference)
{
    size_t n = strlen(reference);

    return strchr(reference, '/') != NULL ||
           (n >= 5 && strcmp(reference + n - 5, ".yaml") == 0);
}

const char *
dm_library_path(const struct demerit_library *library, const char *name)
{
    for (size_t i = 0; library != NULL && i < library->n; i++) {
        if (strcmp(library->entries[i].name, name) == 0) {
            return library->entries[i].path;
        }
    }
    return NULL;
}

/* The folder of `from_file` with `reference` behind it. "./" is left out, so that a file
 * has one name however it is reached by way of its own folder. */
static char *
beside(const char *from_file, const char *reference)
{
    struct dm_strbuf path = { .text = NULL };
    const char *slash =
        from_file == NULL || reference[0] == '/' ? NULL : strrchr(from_file, '/');

    if (slash != NULL) {
        dm_strbuf_addn(&path, from_file, (size_t) (slash - from_file) + 1);
    }
    while (from_file != NULL && strncmp(reference, "./", 2) == 0) {
        reference += 2;
    }
    dm_strbuf_add(&path, reference);
    return dm_text_from(&path);
}

/* All of a stream, but never more than a few times what a scenario may have: the reader
 * refuses such a file by its size. */
static dm_status
read_all(FILE *file, struct dm_strbuf *out)
{
    char chunk[4096];
    size_t n;

    while (out->n <= MOST_BYTES && (n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        dm_strbuf_addn(out, chunk, n);
    }
    if (ferror(file)) {
        return DM_ENOINPUT;
    }
    return out->failed ? DM_ENOMEM : DM_OK;
}

static dm_status
read_file(const char *path, char **text, size_t *n)
{
    struct dm_strbuf out = { .text = NULL };
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return errno == ENOMEM ? DM_ENOMEM : DM_ENOINPUT;
    }
    dm_status status = read_all(file, &out);
    int error = errno;
    fclose(file);
    *n = out.n;
    if (status == DM_OK) {
        *text = dm_text_from(&out);
        status = *text == NULL ? DM_ENOMEM : DM_OK;
    }
    dm_strbuf_clear(&out);
    errno = error;
    return status;
}

static dm_status
load(void *context, const char *reference, const char *from_file, char **path, char **text,
    size_t *n)
{
    const struct dm_disk *disk = context;
    char *found;

    if (dm_reference_is_path(reference)) {
        found = beside(from_file, reference);
    } else {
        const char *known = dm_library_path(disk->library, reference);
        if (known == NULL) {
            errno = ENOENT;
            return DM_ENOINPUT;
        }
        found = dm_copy_text(known);
    }
    if (found == NULL) {
        return DM_ENOMEM;
    }
    dm_status status = read_file(found, text, n);
    if (status != DM_OK) {
        free(found);
        return status;
    }
    *path = found;
    return DM_OK;
}

struct dm_file_source
dm_disk_source(struct dm_disk *disk)
{
    return (struct dm_file_source){ .context = disk, .load = load };
}
