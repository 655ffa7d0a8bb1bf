/* SPDX-License-Identifier: Apache-2.0
 *
 * The folder of a run on disk: made once, never overwritten unasked, every file written to
 * the end before anything says that it is there. Names are relative to the folder. */
#ifndef DEMERIT_STORAGE_FOLDER_H
#define DEMERIT_STORAGE_FOLDER_H

#include "base/strbuf.h"

#define DM_FILE_MANIFEST "manifest.json"
#define DM_FILE_RESOLVED "resolved.yaml"
#define DM_FILE_RESULTS  "results.sqlite"
#define DM_FILE_REPORT   "report.html"
#define DM_FILE_ODD      "odd.md"
#define DM_FILE_CARD     "card.md"
#define DM_SOURCES       "sources"

/* Makes the folder, its parents and `sources/`. One that is there and not empty: DM_ECREATE
 * with the reason, unless `force`, and then only a folder that holds our manifest and
 * nothing that we did not write is emptied. */
dm_status dm_folder_make(const char *folder, bool force, struct dm_error *err) DM_MUST_USE;
/* Removes all that we write, and the folder where nothing else is in it. For a run that
 * failed; does what it can. */
void dm_folder_remove(const char *folder);

/* Removes what a run that did not end may have left beside its sources, its manifest and
 * its checkpoints: all that it makes again. */
void dm_folder_remove_products(const char *folder);

/* folder/name, owned by the caller; NULL: no memory. */
char *dm_folder_path(const char *folder, const char *name);
bool dm_folder_exists(const char *path); /* a file too; NULL: no */
/* Letters, digits, `.`, `_`, `-`, with one `/` at most, no part starting with a dot: a name
 * that stays in the folder. */
bool dm_folder_name_is_safe(const char *name);

/* A new file, written and flushed to the disk. Its hash (XXH3-128) goes to `hash`, if it is
 * not NULL. */
dm_status dm_folder_write(const char *folder, const char *name, const void *bytes, size_t n,
    char hash[33], struct dm_error *err) DM_MUST_USE;
/* An empty new file, for one who writes by himself. */
dm_status dm_folder_reserve(
    const char *folder, const char *name, struct dm_error *err) DM_MUST_USE;
/* Flushes `from` to the disk and gives it its name; then flushes the folder. */
dm_status dm_folder_publish(
    const char *folder, const char *from, const char *to, struct dm_error *err) DM_MUST_USE;
/* DM_ENOINPUT where there is no such file. */
dm_status dm_folder_hash(const char *folder, const char *name, char hash[33],
    int64_t *bytes, struct dm_error *err) DM_MUST_USE;
/* All of a file of at most `most` bytes, appended to `out`. */
dm_status dm_folder_read(const char *folder, const char *name, size_t most,
    struct dm_strbuf *out, struct dm_error *err) DM_MUST_USE;

#endif
