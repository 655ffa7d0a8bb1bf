/* SPDX-License-Identifier: Apache-2.0
 *
 * SQLite with a write-ahead log: a commit is one append, so every row can have its own, and
 * a killed process leaves whole rows. */
#include "build.h"
#include "study_handle.h"
#include "study_seal.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const texts[DM_STUDY_N_STATEMENTS] = {
    [DM_STUDY_RUN] = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, '')",
    [DM_STUDY_CLEAR_POINTS] = "DELETE FROM points WHERE row = ?",
    [DM_STUDY_POINT] = "INSERT INTO points VALUES (?, ?, ?)",
    [DM_STUDY_OUTCOME] = "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?)",
    [DM_STUDY_NOTE] = "INSERT OR REPLACE INTO meta VALUES (?, ?)",
    [DM_STUDY_SPREAD] = "INSERT INTO spread VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [DM_STUDY_INDEX] = "INSERT INTO indices VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
};

/* ---- what every call needs ---- */

dm_status
dm_study_failed(const struct dm_study_store *self, struct dm_error *err)
{
    int code = self->db != NULL ? sqlite3_errcode(self->db) & 0xFF : SQLITE_NOMEM;

    if (code == SQLITE_NOMEM) {
        return dm_error_set(err, DM_ENOMEM, "%.300s: no memory", self->path);
    }
    return dm_error_set(err, DM_EIO, "%.300s: %s", self->path,
        code == SQLITE_FULL                            ? "the disk is full"
        : code == SQLITE_BUSY || code == SQLITE_LOCKED ? "another process is using it"
        : code == SQLITE_NOTADB || code == SQLITE_CORRUPT
            ? "it is damaged, or no study of ours"
            : sqlite3_errmsg(self->db));
}

dm_status
dm_study_execute(struct dm_study_store *self, const char *sql, struct dm_error *err)
{
    /* NOLINTNEXTLINE(clang-analyzer-*): callers have opened it */
    return sqlite3_exec(self->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? DM_OK
               : dm_study_failed(self, err);
}

static struct dm_bound
bind(struct dm_study_store *self, enum dm_study_statement which)
{
    return (struct dm_bound){ .statement = self->statement[which], .code = SQLITE_OK };
}

static dm_status
run(struct dm_study_store *self, struct dm_bound *bound, struct dm_error *err)
{
    dm_status st = dm_bound_run(bound) ? DM_OK : dm_study_failed(self, err);

    (void) sqlite3_reset(bound->statement);
    (void) sqlite3_clear_bindings(bound->statement);
    return st;
}

/* ---- opening and closing ---- */

static dm_status
prepare(struct dm_study_store *self, struct dm_error *err)
{
    for (int i = 0; i < DM_STUDY_N_STATEMENTS; i++) {
        if (sqlite3_prepare_v3(self->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                &self->statement[i], NULL) != SQLITE_OK) {
            return dm_study_failed(self, err);
        }
    }
    return DM_OK;
}

dm_status
dm_study_answer(
    struct dm_study_store *self, const char *sql, int64_t *out, struct dm_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(self->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        *out = sqlite3_column_int64(statement, 0);
    }
    dm_status st =
        code == SQLITE_ROW || code == SQLITE_DONE ? DM_OK : dm_study_failed(self, err);
    sqlite3_finalize(statement);
    return st;
}

/* Whether a pragma has this value; one that cannot be read has none. */
static bool
pragma_is(struct dm_study_store *self, const char *sql, int64_t wanted)
{
    int64_t value = -1;

    return dm_study_answer(self, sql, &value, NULL) == DM_OK && value == wanted;
}

/* Locked from the first read on, so that two cannot resume one study. */
static dm_status
open_file(struct dm_study_store **out, const char *path, bool is_new, struct dm_error *err)
{
    struct dm_study_store *self = calloc(1, sizeof *self);

    *out = NULL;
    if (self == NULL || (self->path = dm_copy_text(path)) == NULL) {
        free(self);
        (void) dm_error_set(err, DM_ENOMEM, "%.300s: no memory", path);
        return DM_ENOMEM;
    }
    *out = self;
    if (sqlite3_open_v2(path, &self->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        return dm_study_failed(self, err);
    }
    dm_status st = dm_study_execute(self, "PRAGMA locking_mode = EXCLUSIVE", err);
    if (st == DM_OK && !is_new) {
        st = dm_study_execute(self, "BEGIN IMMEDIATE; COMMIT", err);
    }
    if (st == DM_OK && !is_new &&
        !(pragma_is(self, "PRAGMA application_id", DM_STUDY_ID) &&
            pragma_is(self, "PRAGMA user_version", DM_STUDY_VERSION))) {
        st = dm_error_set(err, DM_EIO, "%.300s: no study of this version", path);
    }
    if (st == DM_OK) {
        st = dm_study_execute(
            self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", err);
    }
    return st;
}

static dm_status
make_tables(struct dm_study_store *self, struct dm_error *err)
{
    struct dm_strbuf sql = { .text = NULL };

    dm_strbuf_addf(&sql, "BEGIN; PRAGMA application_id = %d; PRAGMA user_version = %d;",
        DM_STUDY_ID, DM_STUDY_VERSION);
    dm_strbuf_add(&sql, DM_STUDY_SQL);
    dm_strbuf_add(&sql, "COMMIT;");
    dm_status st = sql.failed ? dm_error_set(err, DM_ENOMEM, "no memory for the tables")
                              : dm_study_execute(self, sql.text, err);
    dm_strbuf_clear(&sql);
    return st;
}

static dm_status
open_store(struct dm_study_store **out, const char *path, bool is_new, struct dm_error *err)
{
    dm_status st = open_file(out, path, is_new, err);

    if (st == DM_OK && is_new) {
        st = make_tables(*out, err);
    }
    if (st == DM_OK) {
        st = prepare(*out, err);
    }
    if (st != DM_OK) {
        dm_study_store_free(*out);
        *out = NULL;
    }
    return st;
}

dm_status
dm_study_store_create(struct dm_study_store **out, const char *path, struct dm_error *err)
{
    return open_store(out, path, true, err);
}

dm_status
dm_study_store_open(struct dm_study_store **out, const char *path, struct dm_error *err)
{
    dm_status st = open_store(out, path, false, err);

    if (st == DM_OK) {
        st = dm_study_check_seals((*out)->db, path, err);
        if (st != DM_OK) {
            dm_study_store_free(*out);
            *out = NULL;
        }
    }
    return st;
}

static void
finalize(struct dm_study_store *self)
{
    for (int i = 0; i < DM_STUDY_N_STATEMENTS; i++) {
        sqlite3_finalize(self->statement[i]);
        self->statement[i] = NULL;
    }
}

void
dm_study_store_free(struct dm_study_store *self)
{
    if (self != NULL) {
        finalize(self);
        sqlite3_close(self->db);
        free(self->path);
        free(self);
    }
}

/* A reader of what a killed process left makes an index of its journal, which nobody needs
 * once there is no journal. */
static void
remove_index(const char *path)
{
    struct dm_strbuf name = { .text = NULL };

    dm_strbuf_addf(&name, "%s-shm", path);
    if (!name.failed) {
        (void) remove(name.text);
    }
    dm_strbuf_clear(&name);
}

dm_status
dm_study_store_close(struct dm_study_store *self, struct dm_error *err)
{
    finalize(self);
    dm_status st = dm_study_execute(self, "PRAGMA journal_mode = DELETE", err);
    if (st == DM_OK && sqlite3_close(self->db) != SQLITE_OK) {
        st = dm_study_failed(self, err);
    } else if (st == DM_OK) {
        self->db = NULL;
        remove_index(self->path);
    }
    dm_study_store_free(self);
    return st;
}

/* ---- what the study is made of ---- */

dm_status
dm_study_store_note(
    struct dm_study_store *self, const char *key, const char *value, struct dm_error *err)
{
    struct dm_bound row = bind(self, DM_STUDY_NOTE);

    dm_bind_text(&row, key);
    dm_bind_text(&row, value);
    return run(self, &row, err);
}

dm_status
dm_study_store_note_of(struct dm_study_store *self, const char *key, struct dm_strbuf *out,
    struct dm_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(
        self->db, "SELECT value FROM meta WHERE key = ?", -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        const void *text = sqlite3_column_text(statement, 0);
        dm_strbuf_add(out, text != NULL ? text : "");
    }
    dm_status st =
        code == SQLITE_ROW || code == SQLITE_DONE ? DM_OK : dm_study_failed(self, err);
    sqlite3_finalize(statement);
    return st;
}

/* A statement that is used a few times only; it is finalized. */
static dm_status
run_once(struct dm_study_store *self, struct dm_bound *bound, struct dm_error *err)
{
    dm_status st = dm_bound_run(bound) ? DM_OK : dm_study_failed(self, err);

    sqlite3_finalize(bound->statement);
    return st;
}

static struct dm_bound
bind_once(struct dm_study_store *self, const char *sql)
{
    struct dm_bound bound = { .statement = NULL };

    bound.code = sqlite3_prepare_v2(self->db, sql, -1, &bound.statement, NULL);
    return bound;
}

dm_status
dm_study_store_factor(struct dm_study_store *self, const struct dm_stored_factor *factor,
    struct dm_error *err)
{
    struct dm_bound row =
        bind_once(self, "INSERT INTO factors VALUES (?, ?, ?, ?, ?, ?, ?, ?)");

    dm_bind_integer(&row, factor->factor);
    dm_bind_text(&row, factor->id);
    dm_bind_text(&row, factor->path);
    dm_bind_integer(&row, factor->is_assumed ? 1 : 0);
    dm_bind_text(&row, factor->scale);
    dm_bind_text(&row, factor->low);
    dm_bind_text(&row, factor->high);
    dm_bind_text(&row, factor->choices);
    return run_once(self, &row, err);
}

dm_status
dm_study_store_left_out(
    struct dm_study_store *self, const char *path, const char *why, struct dm_error *err)
{
    struct dm_bound row = bind_once(self, "INSERT OR REPLACE INTO left_out VALUES (?, ?)");

    dm_bind_text(&row, path);
    dm_bind_text(&row, why);
    return run_once(self, &row, err);
}

dm_status
dm_study_store_metric(struct dm_study_store *self, int32_t metric, const char *id,
    const char *unit, const char *direction, struct dm_error *err)
{
    struct dm_bound row = bind_once(self, "INSERT INTO metrics VALUES (?, ?, ?, ?)");

    dm_bind_integer(&row, metric);
    dm_bind_text(&row, id);
    dm_bind_text(&row, unit);
    dm_bind_text(&row, direction);
    return run_once(self, &row, err);
}

dm_status
dm_study_store_seal(struct dm_study_store *self, struct dm_error *err)
{
    dm_status st = dm_study_seal_made_of(self->db, self->path, err);

    return st == DM_OK ? dm_study_seal_findings(self->db, self->path, err) : st;
}

/* ---- rows ---- */

dm_status
dm_study_store_begin(
    struct dm_study_store *self, const struct dm_stored_run *over, struct dm_error *err)
{
    dm_status st = dm_study_execute(self, "BEGIN", err);
    struct dm_bound clear = bind(self, DM_STUDY_CLEAR_POINTS),
                    row = bind(self, DM_STUDY_RUN);

    self->row = over->row;
    if (st == DM_OK) {
        dm_bind_integer(&clear, over->row);
        st = run(self, &clear, err);
    }
    if (st == DM_OK) {
        dm_bind_integer(&row, over->row);
        dm_bind_text(&row, over->error == NULL ? "ok" : "failed");
        dm_bind_text(&row, over->error);
        dm_bind_text(&row, over->checksum);
        dm_bind_text(&row, over->twin_checksum);
        dm_bind_text(&row, over->measures_checksum);
        dm_bind_real(&row, over->seconds);
        st = run(self, &row, err);
    }
    return st;
}

dm_status
dm_study_store_point(struct dm_study_store *self, int64_t row, int32_t factor,
    const char *value, struct dm_error *err)
{
    struct dm_bound point = bind(self, DM_STUDY_POINT);

    dm_bind_integer(&point, row);
    dm_bind_integer(&point, factor);
    dm_bind_text(&point, value);
    return run(self, &point, err);
}

dm_status
dm_study_store_outcome(struct dm_study_store *self, int64_t row, int32_t metric, int side,
    int32_t replicate, double value, struct dm_error *err)
{
    struct dm_bound outcome = bind(self, DM_STUDY_OUTCOME);

    dm_bind_integer(&outcome, metric);
    dm_bind_integer(&outcome, side);
    dm_bind_integer(&outcome, row);
    dm_bind_integer(&outcome, replicate);
    dm_bind_real(&outcome, value);
    return run(self, &outcome, err);
}

dm_status
dm_study_store_end(struct dm_study_store *self, struct dm_error *err)
{
    dm_status st = dm_study_seal_row(self->db, self->path, self->row, err);

    return st == DM_OK ? dm_study_execute(self, "COMMIT", err) : st;
}

/* ---- reading rows ---- */

static const char *
column(sqlite3_stmt *statement, int i)
{
    const void *text = sqlite3_column_text(statement, i);

    return text;
}

static double
real(sqlite3_stmt *statement, int i)
{
    return sqlite3_column_type(statement, i) == SQLITE_NULL
               ? (double) NAN
               : sqlite3_column_double(statement, i);
}

dm_status
dm_study_store_runs(struct dm_study_store *self,
    bool (*look)(void *context, const struct dm_stored_run *run), void *context,
    struct dm_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool on = true;
    int code = sqlite3_prepare_v2(self->db,
        "SELECT row, error, checksum, twin_checksum, measures_checksum, seconds FROM runs "
        "ORDER BY row",
        -1, &statement, NULL);

    while (code == SQLITE_OK && on) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW) {
            struct dm_stored_run over = { .row = sqlite3_column_int64(statement, 0),
                .error = column(statement, 1),
                .checksum = column(statement, 2),
                .twin_checksum = column(statement, 3),
                .measures_checksum = column(statement, 4),
                .seconds = real(statement, 5) };
            on = look(context, &over);
            code = SQLITE_OK;
        }
    }
    dm_status st =
        code == SQLITE_OK || code == SQLITE_DONE ? DM_OK : dm_study_failed(self, err);
    sqlite3_finalize(statement);
    return st;
}

dm_status
dm_study_store_outcomes(struct dm_study_store *self, int32_t metric, int side,
    void (*look)(void *context, int64_t row, int32_t replicate, double value),
    void *context, struct dm_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(self->db,
        "SELECT row, replicate, value FROM outcomes WHERE metric = ? AND side = ? "
        "ORDER BY row, replicate",
        -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_bind_int(statement, 1, metric);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_bind_int(statement, 2, side);
    }
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        look(context, sqlite3_column_int64(statement, 0), sqlite3_column_int(statement, 1),
            real(statement, 2));
        code = SQLITE_OK;
    }
    dm_status st = code == SQLITE_DONE ? DM_OK : dm_study_failed(self, err);
    sqlite3_finalize(statement);
    return st;
}

/* ---- findings ---- */

static dm_status
add_spread(void *context, const struct dm_spread_row *spread, struct dm_error *err)
{
    struct dm_study_store *self = context;
    struct dm_bound row = bind(self, DM_STUDY_SPREAD);

    dm_bind_text(&row, spread->metric);
    dm_bind_text(&row, spread->side);
    dm_bind_integer(&row, spread->n);
    dm_bind_real(&row, spread->least);
    dm_bind_real(&row, spread->q05);
    dm_bind_real(&row, spread->q25);
    dm_bind_real(&row, spread->median);
    dm_bind_real(&row, spread->q75);
    dm_bind_real(&row, spread->q95);
    dm_bind_real(&row, spread->most);
    dm_bind_real(&row, spread->luck);
    return run(self, &row, err);
}

static dm_status
add_index(void *context, const struct dm_index_row *index, struct dm_error *err)
{
    struct dm_study_store *self = context;
    struct dm_bound row = bind(self, DM_STUDY_INDEX);

    dm_bind_text(&row, index->metric);
    dm_bind_text(&row, index->side);
    dm_bind_text(&row, index->kind);
    dm_bind_text(&row, index->factor);
    dm_bind_text(&row, index->other);
    dm_bind_real(&row, index->estimate);
    dm_bind_real(&row, index->lo);
    dm_bind_real(&row, index->hi);
    dm_bind_integer(&row, index->n);
    return run(self, &row, err);
}

dm_status
dm_study_store_start_findings(struct dm_study_store *self, struct dm_error *err)
{
    return dm_study_execute(self, "BEGIN; DELETE FROM spread; DELETE FROM indices", err);
}

struct dm_finding_sink
dm_study_store_findings(struct dm_study_store *self)
{
    return (
        struct dm_finding_sink){ .self = self, .spread = add_spread, .index = add_index };
}

dm_status
dm_study_store_end_findings(struct dm_study_store *self, struct dm_error *err)
{
    dm_status st = dm_study_seal_findings(self->db, self->path, err);

    return st == DM_OK ? dm_study_execute(self, "COMMIT", err) : st;
}
