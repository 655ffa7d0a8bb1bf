/* SPDX-License-Identifier: Apache-2.0
 *
 * A run and its folder, shared by the files that make one and that go on with one. */
#ifndef DEMERIT_API_STORE_HANDLE_H
#define DEMERIT_API_STORE_HANDLE_H

#include "demerit/store.h"

#include "experiment/checkpoint.h"
#include "storage/checkpoint_sqlite.h"
#include "storage/database.h"
#include "storage/manifest.h"

struct demerit_store {
    const struct dm_scenario *scenario;  /* borrowed */
    char *folder;                        /* owned */
    struct dm_database *database;        /* owned; NULL once it is closed */
    struct dm_checkpoint_writer *writer; /* owned; NULL: no checkpoints */
    struct dm_manifest manifest;
    bool used, has_results; /* has_results: under their name */
    bool goes_on;           /* the folder was there: it is never removed */
    struct dm_strbuf notes; /* a line each */
};

/* Makes results.sqlite.part, and says in it what is run. */
dm_status dm_store_start_database(
    struct demerit_store *self, struct dm_error *err) DM_MUST_USE;
/* The manifest of a run that can be resumed, and the writer of its checkpoints. */
dm_status dm_store_start_checkpoints(
    struct demerit_store *self, struct dm_error *err) DM_MUST_USE;

/* store_resume.c: runs, from the newest checkpoint that can be used, if the store goes on
 * with a run. */
dm_status dm_store_run_into(struct demerit_store *self,
    const struct demerit_run_options *options, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

#endif
