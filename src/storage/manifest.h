/* SPDX-License-Identifier: Apache-2.0
 *
 * manifest.json: what a run was made of and what it left, written last. A folder without
 * one is an unfinished run. No host, user or environment stands in it. */
#ifndef DEMERIT_STORAGE_MANIFEST_H
#define DEMERIT_STORAGE_MANIFEST_H

#include "base/strbuf.h"

#define DM_MANIFEST_SCHEMA "demerit-manifest/1"
#define DM_KEY_LAYOUT      "philox4x32-10/1"

struct dm_manifest_file {
    const char *name; /* in the folder, e.g. sources/rongcheng.yaml */
    const char *hash; /* XXH3-128 */
    int64_t bytes;
};

/* One reading of a file: what the scenario called it, from which file, and where it is. */
struct dm_manifest_load {
    const char *reference;
    const char *from; /* NULL: the scenario itself */
    const char *file;
};

/* Texts are borrowed from whoever filled it in, or owned by `texts` after reading or
 * dm_manifest_keep(). NULL where there is none. */
struct dm_manifest {
    const char *status; /* complete, stopped, running (it can be resumed) */
    const char *version, *commit, *compiler, *key_layout;
    const char *scenario, *title, *scenario_hash;
    const char *reference, *variant, *twin; /* as given; twin: an override */
    const char *checksum, *twin_checksum, *measures_checksum;
    const char *started; /* UTC */
    const char *again;   /* the command that repeats it */
    int64_t seed, replicates, persons, months, threads;
    int64_t checkpoint_months; /* 0: it makes no checkpoints */
    bool resumed;              /* part of it was read from a checkpoint, */
    int64_t resumed_months;    /* so many months of all replicates */
    double seconds;
    const char **sets, **arguments; /* owned arrays */
    size_t n_sets, n_arguments;
    struct dm_manifest_load *loads; /* owned */
    size_t n_loads;
    struct dm_manifest_file *files; /* owned */
    size_t n_files;
    char **texts; /* owned, each too */
    size_t n_texts;
};

void dm_manifest_clear(struct dm_manifest *self);
/* A copy that lives as long as the manifest; NULL: no memory, or text was NULL. */
const char *dm_manifest_keep(struct dm_manifest *self, const char *text);
/* These keep copies. False: no memory. */
bool dm_manifest_add_set(struct dm_manifest *self, const char *text);
bool dm_manifest_add_argument(struct dm_manifest *self, const char *text);
/* A command line; of the program only the name, since its folder may tell of the user. */
bool dm_manifest_add_command(
    struct dm_manifest *self, const char *const *words, size_t n_words);
bool dm_manifest_add_load(
    struct dm_manifest *self, const char *reference, const char *from, const char *file);
bool dm_manifest_add_file(
    struct dm_manifest *self, const char *name, const char *hash, int64_t bytes);

/* Sets `started` to this moment; NULL, where the clock or memory fails. */
void dm_manifest_start(struct dm_manifest *self);

/* In one step: a reader finds all of it or nothing. */
dm_status dm_manifest_write(
    const struct dm_manifest *self, const char *folder, struct dm_error *err) DM_MUST_USE;
/* Clear it in any case. DM_ENOINPUT: there is none, with a text that says whether the
 * folder holds an unfinished run. DM_EIO: it is no manifest of ours. */
dm_status dm_manifest_read(
    struct dm_manifest *self, const char *folder, struct dm_error *err) DM_MUST_USE;

#endif
