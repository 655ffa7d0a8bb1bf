/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the facade that run a study share: sweep_open.c (from files to a
 * study), sweep_folder.c (its folder), sweep_run.c (rows and findings), sweep_merge.c. */
#ifndef DEMERIT_API_SWEEP_HANDLE_H
#define DEMERIT_API_SWEEP_HANDLE_H

#include "sources.h"

#include "demerit/sweep.h"
#include "experiment/sweep_rows.h"
#include "report/study_report.h"

/* The files of a study in memory, by what they were asked for as. Filled while the study is
 * read; then only looked at, by many threads at once. */
struct dm_cached_file {
    char *reference, *from, *path, *text; /* owned; from NULL: nobody */
    size_t n;
};
struct dm_file_cache {
    struct dm_file_source inner; /* borrowed; asked for what is not there, until frozen */
    bool is_frozen;
    struct dm_cached_file *files; /* owned */
    size_t n;
};
void dm_file_cache_clear(struct dm_file_cache *self);
struct dm_file_source dm_file_cache_source(struct dm_file_cache *self);

struct demerit_sweep {
    struct dm_study *study;      /* owned */
    struct dm_manifest manifest; /* of a new folder, or read from one */
    struct dm_keeper keeper;     /* the study's files, to be copied into a new folder */
    struct dm_file_cache cache;
    struct dm_replay replay;      /* of a folder that is there */
    char *folder;                 /* owned; NULL: none */
    struct dm_study_store *store; /* owned; NULL until there is one */
    int64_t first, end;           /* rows chosen */
    uint8_t *is_done;             /* [n_rows], owned */
    int64_t n_ok, n_failed;
    struct dm_told_failure *failures; /* owned, each text too: the first of them */
    size_t n_failures;
    struct dm_told_metric *metrics; /* [n_metrics], owned; ids of the study */
    struct dm_spread_row *spreads;  /* owned; texts are the study's */
    size_t n_spreads;
    struct dm_index_row *indices; /* owned; texts are the study's */
    size_t n_indices;
};

/* sweep_open.c: a handle without a study; NULL: no memory. */
struct demerit_sweep *dm_sweep_handle(void);
/* Reads the study of a folder through its copies, after comparing them with the manifest.
 */
int dm_sweep_reopen(
    struct demerit_sweep *self, const char *folder, struct demerit_problems *problems);
/* sweep_folder.c: copies of all that was read, tables and manifest. `self->folder` NULL: a
 * database in memory. */
dm_status dm_sweep_make_folder(
    struct demerit_sweep *self, bool force, struct dm_error *err) DM_MUST_USE;
dm_status dm_sweep_open_store(struct demerit_sweep *self, struct dm_error *err) DM_MUST_USE;
/* sweep_tell.c: a factor as it is stored and told. `texts` is what it borrows, to be freed
 * in any case. False: no memory. */
enum { DM_FACTOR_TEXTS = 3 };
bool dm_sweep_factor(const struct dm_study *study, int32_t f, struct dm_stored_factor *out,
    char *texts[DM_FACTOR_TEXTS]);
/* sweep_run.c: counts what is over. */
dm_status dm_sweep_look_at_rows(
    struct demerit_sweep *self, struct dm_error *err) DM_MUST_USE;
/* Runs the rows chosen that are not done, into the store. */
dm_status dm_sweep_run_rows(struct demerit_sweep *self, int jobs,
    const struct demerit_run_options *options, struct dm_error *err) DM_MUST_USE;
/* Spread and indices of what is there, into tables, memory and study.json. */
dm_status dm_sweep_find(struct demerit_sweep *self, struct dm_error *err) DM_MUST_USE;

#endif
