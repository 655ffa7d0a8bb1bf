/* SPDX-License-Identifier: Apache-2.0
 *
 * The files that a scenario is read from: kept while it is read from disk, and read again
 * from a run's folder. */
#ifndef DEMERIT_API_SOURCES_H
#define DEMERIT_API_SOURCES_H

#include "handles.h"

#include "storage/manifest.h"

struct dm_kept_file {
    char *path, *name, *text; /* owned; name: in the folder, sources/NAME.yaml */
    size_t n;
};

/* A file source that keeps what it loads, and notes in `manifest` which file was called
 * what. `library` and `manifest` are borrowed. */
struct dm_keeper {
    struct dm_disk disk;
    struct dm_manifest *manifest;
    struct dm_kept_file *files; /* owned */
    size_t n;
};
void dm_keeper_init(struct dm_keeper *self, const struct demerit_library *library,
    struct dm_manifest *manifest);
void dm_keeper_clear(struct dm_keeper *self);
struct dm_file_source dm_keeper_source(struct dm_keeper *self);
/* Keeps the files of a scenario by reading it. DEMERIT_ENOINPUT: its hash is no longer
 * `hash`, so a file was changed. */
int dm_keeper_read(struct dm_keeper *self, const char *reference,
    const struct dm_read_options *how, const char *hash, struct demerit_problems *problems);
/* Writes what was kept into a folder; with its hashes into `manifest` (NULL: nowhere). */
dm_status dm_keeper_write(const struct dm_keeper *self, const char *folder,
    struct dm_manifest *manifest, struct dm_error *err) DM_MUST_USE;

/* A file source over sources/ of a run's folder: what the scenario asks for is answered as
 * it was answered then, and nothing else is found. Both are borrowed. */
struct dm_replay {
    const char *folder;
    const struct dm_manifest *manifest;
};
struct dm_file_source dm_replay_source(struct dm_replay *self);

#endif
