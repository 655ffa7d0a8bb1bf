/* SPDX-License-Identifier: Apache-2.0
 *
 * Two files of one study: the rows of one taken over into the other, or only compared. The
 * other is held to its hashes first. */
#include "read_sqlite.h"
#include "study_handle.h"
#include "study_seal.h"

/* The first row that two files tell differently; NULL outcomes are equal. */
static const char CONFLICT[] =
    "SELECT a.row FROM runs a JOIN other.runs b USING (row) "
    "WHERE a.status = 'ok' AND b.status = 'ok' AND (a.checksum IS NOT b.checksum "
    "OR a.twin_checksum IS NOT b.twin_checksum "
    "OR a.measures_checksum IS NOT b.measures_checksum) "
    "UNION SELECT a.row FROM outcomes a JOIN other.outcomes b "
    "USING (metric, side, row, replicate) WHERE a.value IS NOT b.value "
    "UNION SELECT a.row FROM points a JOIN other.points b USING (row, factor) "
    "WHERE a.value IS NOT b.value ORDER BY 1 LIMIT 1";

/* A failed run here gives way to one that is ok there. */
static const char TAKE[] =
    "BEGIN; CREATE TEMP TABLE taken AS SELECT row FROM other.runs b WHERE NOT EXISTS "
    "(SELECT 1 FROM runs a WHERE a.row = b.row AND (a.status = 'ok' OR b.status = "
    "'failed')); "
    "DELETE FROM points WHERE row IN (SELECT row FROM taken); "
    "INSERT OR REPLACE INTO runs SELECT * FROM other.runs WHERE row IN (SELECT row FROM "
    "taken); "
    "INSERT INTO points SELECT * FROM other.points WHERE row IN (SELECT row FROM taken); "
    "INSERT INTO outcomes SELECT * FROM other.outcomes WHERE row IN (SELECT row FROM "
    "taken); "
    "COMMIT;";

static dm_status
open_to_read(sqlite3 **db, const char *path, struct dm_error *err)
{
    const struct dm_sqlite_kind kind = { DM_STUDY_ID, DM_STUDY_VERSION };
    dm_status st = dm_sqlite_open(db, path, &kind, err);

    if (st == DM_OK) {
        st = dm_study_check_seals(*db, path, err);
    }
    if (st != DM_OK) {
        sqlite3_close(*db);
        *db = NULL;
    }
    return st;
}

/* The file may come from anybody: it is looked at before it is joined to ours. */
static dm_status
attach(struct dm_study_store *self, const char *other, struct dm_error *err)
{
    struct dm_bound attach = { .statement = NULL };
    sqlite3 *db;
    dm_status st = open_to_read(&db, other, err);

    if (st != DM_OK) {
        return st;
    }
    sqlite3_close(db);
    attach.code =
        sqlite3_prepare_v2(self->db, "ATTACH ? AS other", -1, &attach.statement, NULL);
    dm_bind_text(&attach, other);
    st = dm_bound_run(&attach) ? DM_OK : dm_study_failed(self, err);
    sqlite3_finalize(attach.statement);
    return st;
}

dm_status
dm_study_store_merge(
    struct dm_study_store *self, const char *other, int64_t *n_new, struct dm_error *err)
{
    int64_t row = -1;
    dm_status st = attach(self, other, err);

    *n_new = 0;
    if (st == DM_OK) {
        st = dm_study_answer(self, CONFLICT, &row, err);
    }
    if (st == DM_OK && row >= 0) {
        st = dm_error_set(err, DM_ESCENARIO,
            "%.300s: row %lld has other values than the same row of what was merged before",
            other, (long long) row);
    }
    if (st == DM_OK) {
        st = dm_study_execute(self, TAKE, err);
    }
    if (st == DM_OK) {
        st = dm_study_answer(self, "SELECT count(*) FROM taken", n_new, err);
    }
    return st == DM_OK ? dm_study_execute(self, "DROP TABLE taken; DETACH other", err) : st;
}

/* ---- looking, and comparing ---- */

static dm_status
look_at_rows(
    sqlite3 *db, const char *path, uint8_t *is_over, int64_t n_rows, struct dm_error *err)
{
    sqlite3_stmt *rows = NULL;
    dm_status st = DM_OK;
    int code = sqlite3_prepare_v2(
        db, "SELECT row, status = 'ok' FROM runs ORDER BY row", -1, &rows, NULL);

    while (st == DM_OK && (code == SQLITE_OK || code == SQLITE_ROW) &&
           (code = sqlite3_step(rows)) == SQLITE_ROW) {
        int64_t row = sqlite3_column_int64(rows, 0);

        if (row < 0 || row >= n_rows) {
            st = dm_error_set(
                err, DM_EIO, "%.300s: the study has no row %lld", path, (long long) row);
        } else {
            is_over[row] = sqlite3_column_int(rows, 1) != 0 ? 1 : 2;
        }
    }
    if (st == DM_OK && code != SQLITE_DONE) {
        st = dm_sqlite_failed(db, path, err);
    }
    sqlite3_finalize(rows);
    return st;
}

dm_status
dm_study_store_look(
    const char *path, uint8_t *is_over, int64_t n_rows, bool *changed, struct dm_error *err)
{
    const struct dm_sqlite_kind kind = { DM_STUDY_ID, DM_STUDY_VERSION };
    sqlite3 *db;
    dm_status st = dm_sqlite_open(&db, path, &kind, err);

    *changed = false;
    if (st == DM_OK) {
        st = dm_study_check_seals(db, path, err);
        *changed = st == DM_EIO;
    }
    if (st == DM_OK) {
        st = look_at_rows(db, path, is_over, n_rows, err);
    }
    sqlite3_close(db);
    return st;
}

dm_status
dm_study_store_compare(struct dm_study_store *self, const char *path, bool findings,
    struct dm_study_compared *out, struct dm_error *err)
{
    sqlite3 *db;
    dm_status st = open_to_read(&db, path, err);

    if (st == DM_OK) {
        st = dm_study_compare(db, self->db, findings, path, out, err);
    }
    sqlite3_close(db);
    return st;
}
