/* SPDX-License-Identifier: Apache-2.0
 *
 * The folder of a run, opened. */
#ifndef DEMERIT_API_STORED_H
#define DEMERIT_API_STORED_H

#include "sources.h"

#include "demerit/store.h"

struct dm_stored {
    char *folder, *results_path; /* owned */
    struct dm_manifest manifest;
};

/* The folder that a user means by a folder or by its manifest.json, results.sqlite or
 * study.sqlite: owned by the caller; NULL: no memory. */
char *dm_stored_folder(const char *run);
/* `run`: the folder, or its manifest.json. Clear it in any case. */
int dm_stored_open(
    struct dm_stored *self, const char *run, struct demerit_problems *problems);
/* The same, of a run that is not finished too. */
int dm_stored_open_any(
    struct dm_stored *self, const char *run, struct demerit_problems *problems);
void dm_stored_clear(struct dm_stored *self);
/* The scenario as it is in sources/ now, which may be another than was run. */
int dm_stored_scenario(const struct dm_stored *self, struct demerit_scenario **out,
    struct demerit_problems *problems);
/* Appends all rows to `results`. A stopped run has none: DEMERIT_ENOINPUT. */
int dm_stored_results(const struct dm_stored *self, struct dm_results *results,
    struct demerit_problems *problems);

#endif
