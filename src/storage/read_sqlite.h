/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of ours opened to be read, wherever it comes from: results of a run, or a study.
 */
#ifndef DEMERIT_STORAGE_READ_SQLITE_H
#define DEMERIT_STORAGE_READ_SQLITE_H

#include "base/status.h"

#include <sqlite3.h>

struct dm_sqlite_kind {
    int id, version; /* application_id, user_version */
};

/* Read-only, its schema not trusted, every page checked. On failure `*db` is NULL and
 * DM_EIO names the path: of another kind or version, damaged, or in use; DM_ENOINPUT: there
 * is none. Close it with sqlite3_close(). */
dm_status dm_sqlite_open(sqlite3 **db, const char *path, const struct dm_sqlite_kind *kind,
    struct dm_error *err) DM_MUST_USE;
/* What the last call on `db` failed of; never DM_OK. */
dm_status dm_sqlite_failed(sqlite3 *db, const char *path, struct dm_error *err);

#endif
