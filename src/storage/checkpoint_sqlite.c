/* SPDX-License-Identifier: Apache-2.0
 *
 * A file is written under another name, without a journal and in one transaction, flushed,
 * renamed, and its folder flushed: at any moment the newest name is that of a whole
 * checkpoint. */
#define _POSIX_C_SOURCE 200809L

#include "checkpoint_sqlite.h"

#include "base/checksum.h"
#include "build.h"
#include "folder.h"
#include "manifest.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART        "part" /* the name while it is written */
#define MOST_NUMBER 999999

static const char schema[] =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE pieces (replicate INTEGER NOT NULL, side INTEGER NOT NULL, name TEXT NOT "
    "NULL, part INTEGER NOT NULL, tile INTEGER NOT NULL, xxh3_128 TEXT NOT NULL, bytes "
    "BLOB "
    "NOT NULL);"
    "CREATE UNIQUE INDEX piece ON pieces (replicate, side, name, part, tile);";

static const char *
byte_order(void)
{
    const uint16_t one = 1;

    return *(const unsigned char *) &one == 1 ? "little" : "big";
}

/* ---- names ---- */

static void
name_of(uint32_t number, char name[DM_CHECKPOINT_MOST_NAME])
{
    snprintf(name, DM_CHECKPOINT_MOST_NAME, "checkpoint-%06" PRIu32 ".sqlite", number);
}

/* 0: it is no checkpoint's name. */
static uint32_t
number_of(const char *name)
{
    char again[DM_CHECKPOINT_MOST_NAME];
    unsigned long number = 0;

    if (strncmp(name, "checkpoint-", 11) == 0 && strspn(name + 11, "0123456789") == 6) {
        number = strtoul(name + 11, NULL, 10);
    }
    name_of((uint32_t) number, again);
    return number > 0 && strcmp(name, again) == 0 ? (uint32_t) number : 0;
}

static void
remove_in(const char *folder, const char *name)
{
    char *path = dm_folder_path(folder, name);

    if (path != NULL) {
        (void) unlink(path);
    }
    free(path);
}

uint32_t
dm_checkpoint_before(const char *folder, uint32_t below)
{
    char *path = dm_folder_path(folder, DM_CHECKPOINTS);
    DIR *stream = path != NULL ? opendir(path) : NULL;
    uint32_t newest = 0;

    for (struct dirent *entry = stream != NULL ? readdir(stream) : NULL; entry != NULL;
         entry = readdir(stream)) {
        uint32_t number = number_of(entry->d_name);

        newest = number < below && number > newest ? number : newest;
    }
    if (stream != NULL) {
        closedir(stream);
    }
    free(path);
    return newest;
}

void
dm_checkpoints_remove(const char *folder)
{
    char *path = dm_folder_path(folder, DM_CHECKPOINTS);
    char name[DM_CHECKPOINT_MOST_NAME];

    for (uint32_t k; path != NULL && (k = dm_checkpoint_before(folder, UINT32_MAX)) > 0;) {
        name_of(k, name);
        remove_in(path, name);
        if (dm_checkpoint_before(folder, UINT32_MAX) == k) { /* it cannot be removed */
            break;
        }
    }
    if (path != NULL) {
        remove_in(path, PART);
        (void) rmdir(path);
    }
    free(path);
}

/* ---- writing ---- */

struct dm_checkpoint_writer {
    char *folder, *run, *scenario_hash, *part; /* owned; folder: checkpoints/ of the run */
    const char *version;
    sqlite3 *db; /* owned; NULL between checkpoints */
    sqlite3_stmt *insert;
    struct dm_checksum *sum; /* owned */
    uint32_t before;         /* the last checkpoint that can be used, 0: none */
};

static dm_status
no_memory(struct dm_error *err)
{
    return dm_error_set(err, DM_ENOMEM, "no memory for a checkpoint");
}

static void
throw_away(struct dm_checkpoint_writer *self)
{
    sqlite3_finalize(self->insert);
    sqlite3_close(self->db);
    self->insert = NULL;
    self->db = NULL;
    if (self->folder != NULL) {
        remove_in(self->folder, PART);
    }
}

static dm_status
cannot_write(struct dm_checkpoint_writer *self, struct dm_error *err)
{
    int code = self->db != NULL ? sqlite3_errcode(self->db) & 0xFF : SQLITE_NOMEM;
    int reason = self->db != NULL ? sqlite3_system_errno(self->db) : 0;

    if (code == SQLITE_NOMEM) {
        return no_memory(err);
    }
    return dm_error_set(err, DM_EIO, "%.300s: the checkpoint cannot be written: %s",
        self->folder,
        code == SQLITE_FULL || reason == ENOSPC ? "the disk is full"
        : reason != 0                           ? strerror(reason)
                                                : sqlite3_errmsg(self->db));
}

static dm_status
write_meta(struct dm_checkpoint_writer *self, struct dm_error *err)
{
    const char *const notes[][2] = { { "schema", "demerit-checkpoint/1" },
        { "synthetic", "true" }, { "not_for", "decisions on persons" },
        { "demerit", self->version }, { "commit", DM_BUILD_COMMIT },
        { "key_layout", DM_KEY_LAYOUT }, { "byte_order", byte_order() },
        { "scenario_hash", self->scenario_hash } };
    sqlite3_stmt *insert = NULL;
    bool ok = sqlite3_prepare_v2(self->db, "INSERT INTO meta VALUES (?, ?)", -1, &insert,
                  NULL) == SQLITE_OK;

    for (size_t i = 0; ok && i < sizeof notes / sizeof *notes; i++) {
        ok = sqlite3_bind_text(insert, 1, notes[i][0], -1, SQLITE_STATIC) == SQLITE_OK &&
             sqlite3_bind_text(insert, 2, notes[i][1], -1, SQLITE_STATIC) == SQLITE_OK &&
             sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
    }
    dm_status st = ok ? DM_OK : cannot_write(self, err);
    sqlite3_finalize(insert);
    return st;
}

static dm_status
begin_file(struct dm_checkpoint_writer *self, struct dm_error *err)
{
    char sql[256];

    snprintf(sql, sizeof sql,
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = "
        "EXCLUSIVE; PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN;",
        DM_CHECKPOINT_ID, DM_CHECKPOINT_VERSION);
    if (sqlite3_open_v2(self->part, &self->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
        sqlite3_exec(self->db, sql, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(self->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v3(self->db, "INSERT INTO pieces VALUES (?, ?, ?, ?, ?, ?, ?)", -1,
            SQLITE_PREPARE_PERSISTENT, &self->insert, NULL) != SQLITE_OK) {
        return cannot_write(self, err);
    }
    return write_meta(self, err);
}

static dm_status
begin(void *context, struct dm_error *err)
{
    struct dm_checkpoint_writer *self = context;

    throw_away(self);
    if (mkdir(self->folder, 0777) != 0 && errno != EEXIST) {
        return dm_error_set(err, DM_EIO, "%.300s: the checkpoint cannot be written: %s",
            self->folder, strerror(errno));
    }
    dm_status st = dm_folder_reserve(self->folder, PART, err);
    st = st == DM_ECREATE ? dm_error_set(err, DM_EIO,
                                "%.300s: the checkpoint cannot be written", self->folder)
                          : st;
    st = st == DM_OK ? begin_file(self, err) : st;
    if (st != DM_OK) {
        throw_away(self);
    }
    return st;
}

/* Of the bytes and of what they are: a damaged index may lead to another piece, whole in
 * itself. */
static void
hash_piece(struct dm_checksum *sum, const struct dm_piece *piece, const void *bytes,
    size_t n, char hash[33])
{
    const int32_t place[] = { piece->replicate, piece->side, piece->array, piece->tile };

    dm_checksum_reset(sum);
    dm_checksum_array(sum, place, sizeof place / sizeof *place, sizeof *place);
    dm_checksum_bytes(sum, piece->name, strlen(piece->name) + 1);
    dm_checksum_bytes(sum, bytes, n);
    dm_digest_text(dm_checksum_digest(sum), hash);
}

static dm_status
put(void *context, const struct dm_piece *piece, const void *bytes, size_t n,
    struct dm_error *err)
{
    struct dm_checkpoint_writer *self = context;
    char hash[33];

    if (self->db == NULL) { /* an earlier piece could not be written */
        return dm_error_set(
            err, DM_EIO, "%.300s: the checkpoint cannot be written", self->folder);
    }
    hash_piece(self->sum, piece, bytes, n, hash);
    bool ok =
        sqlite3_bind_int(self->insert, 1, piece->replicate) == SQLITE_OK &&
        sqlite3_bind_int(self->insert, 2, piece->side) == SQLITE_OK &&
        sqlite3_bind_text(self->insert, 3, piece->name, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_int(self->insert, 4, piece->array) == SQLITE_OK &&
        sqlite3_bind_int(self->insert, 5, piece->tile) == SQLITE_OK &&
        sqlite3_bind_text(self->insert, 6, hash, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_blob64(self->insert, 7, n > 0 ? bytes : "", n, SQLITE_STATIC) ==
            SQLITE_OK &&
        sqlite3_step(self->insert) == SQLITE_DONE;
    dm_status st = ok ? DM_OK : cannot_write(self, err);

    sqlite3_reset(self->insert);
    sqlite3_clear_bindings(self->insert);
    if (st != DM_OK) {
        throw_away(self);
    }
    return st;
}

/* Two are kept: this one, and the last that could be used before it. */
static void
remove_others(struct dm_checkpoint_writer *self, uint32_t newest)
{
    char name[DM_CHECKPOINT_MOST_NAME];

    for (uint32_t k = newest; (k = dm_checkpoint_before(self->run, k)) > 0;) {
        if (k != self->before) {
            name_of(k, name);
            remove_in(self->folder, name);
        }
    }
    self->before = newest;
}

void
dm_checkpoint_keeps(struct dm_checkpoint_writer *self, uint32_t number)
{
    if (self != NULL) {
        self->before = number;
    }
}

static dm_status
end(void *context, struct dm_error *err)
{
    struct dm_checkpoint_writer *self = context;
    uint32_t number = dm_checkpoint_before(self->run, UINT32_MAX) + 1;
    char name[DM_CHECKPOINT_MOST_NAME];
    dm_status st = DM_OK;

    sqlite3_finalize(self->insert);
    self->insert = NULL;
    if (number > MOST_NUMBER) {
        st = dm_error_set(err, DM_EIO, "%.300s: too many checkpoints", self->folder);
    } else if (sqlite3_exec(self->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        st = cannot_write(self, err);
    }
    if (st == DM_OK) {
        sqlite3_close(self->db);
        self->db = NULL;
        name_of(number, name);
        st = dm_folder_publish(self->folder, PART, name, err);
    }
    if (st == DM_OK) {
        remove_others(self, number);
    } else {
        throw_away(self);
    }
    return st;
}

dm_status
dm_checkpoint_writer_create(struct dm_checkpoint_writer **out, const char *folder,
    const char *scenario_hash, const char *version, struct dm_error *err)
{
    struct dm_checkpoint_writer *self = calloc(1, sizeof *self);

    *out = NULL;
    if (self == NULL) {
        return no_memory(err);
    }
    self->version = version;
    self->sum = dm_checksum_create();
    self->run = dm_copy_text(folder);
    self->folder = dm_folder_path(folder, DM_CHECKPOINTS);
    self->part = dm_folder_path(folder, DM_CHECKPOINTS "/" PART);
    self->scenario_hash = dm_copy_text(scenario_hash);
    if (self->run == NULL || self->folder == NULL || self->part == NULL ||
        self->scenario_hash == NULL || self->sum == NULL) {
        dm_checkpoint_writer_free(self);
        return no_memory(err);
    }
    *out = self;
    return DM_OK;
}

void
dm_checkpoint_writer_free(struct dm_checkpoint_writer *self)
{
    if (self != NULL) {
        throw_away(self);
        free(self->run);
        free(self->folder);
        free(self->part);
        free(self->scenario_hash);
        dm_checksum_free(self->sum);
        free(self);
    }
}

struct dm_snapshot_sink
dm_checkpoint_sink(struct dm_checkpoint_writer *self)
{
    return (
        struct dm_snapshot_sink){ .self = self, .begin = begin, .put = put, .end = end };
}

/* ---- reading ---- */

struct dm_checkpoint_reader {
    char *path; /* owned */
    sqlite3 *db;
    sqlite3_stmt *select;
    struct dm_checksum *sum; /* owned */
};

static dm_status
refuse(const struct dm_checkpoint_reader *self, const char *why, struct dm_error *err)
{
    return dm_error_set(err, DM_EIO, "%.300s: %s", self->path, why);
}

/* What the program and the run must agree on. */
static dm_status
check_meta(struct dm_checkpoint_reader *self, const char *scenario_hash,
    const char *version, struct dm_error *err)
{
    const char *const notes[][3] = {
        { "schema", "demerit-checkpoint/1", "is no checkpoint" },
        { "demerit", version, "was written by another version of demerit" },
        { "commit", DM_BUILD_COMMIT, "was written by another build of demerit" },
        { "key_layout", DM_KEY_LAYOUT, "was written by another version of demerit" },
        { "byte_order", byte_order(), "was written on a machine of another byte order" },
        { "scenario_hash", scenario_hash, "is of another run than the folder's sources" },
    };
    const char *why = NULL;
    sqlite3_stmt *ask = NULL;

    if (sqlite3_prepare_v2(self->db, "SELECT value FROM meta WHERE key = ?", -1, &ask,
            NULL) != SQLITE_OK) {
        return refuse(self, "is no checkpoint, or is damaged", err);
    }
    for (size_t i = 0; why == NULL && i < sizeof notes / sizeof *notes; i++) {
        sqlite3_bind_text(ask, 1, notes[i][0], -1, SQLITE_STATIC);
        const void *text =
            sqlite3_step(ask) == SQLITE_ROW ? sqlite3_column_text(ask, 0) : NULL;
        const char *value = text;
        why = value == NULL || strcmp(value, notes[i][1]) != 0 ? notes[i][2] : NULL;
        sqlite3_reset(ask);
    }
    sqlite3_finalize(ask);
    return why == NULL ? DM_OK : refuse(self, why, err);
}

static dm_status
open_file(struct dm_checkpoint_reader *self, const char *scenario_hash, const char *version,
    struct dm_error *err)
{
    if (sqlite3_open_v2(self->path, &self->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        return refuse(self, "cannot be read", err);
    }
    dm_status st = check_meta(self, scenario_hash, version, err);
    if (st == DM_OK &&
        sqlite3_prepare_v3(self->db,
            "SELECT xxh3_128, bytes FROM pieces WHERE replicate = ? AND side = ? AND name "
            "= "
            "? AND part = ? AND tile = ?",
            -1, SQLITE_PREPARE_PERSISTENT, &self->select, NULL) != SQLITE_OK) {
        st = refuse(self, "is damaged", err);
    }
    return st;
}

dm_status
dm_checkpoint_open(struct dm_checkpoint_reader **out, const char *folder, uint32_t number,
    const char *scenario_hash, const char *version, struct dm_error *err)
{
    struct dm_checkpoint_reader *self = calloc(1, sizeof *self);
    char name[DM_CHECKPOINT_MOST_NAME];

    *out = NULL;
    if (self == NULL) {
        return no_memory(err);
    }
    char *inner = dm_folder_path(folder, DM_CHECKPOINTS);
    name_of(number, name);
    self->path = inner != NULL ? dm_folder_path(inner, name) : NULL;
    self->sum = dm_checksum_create();
    free(inner);
    dm_status st = self->path != NULL && self->sum != NULL
                       ? open_file(self, scenario_hash, version, err)
                       : no_memory(err);
    if (st != DM_OK) {
        dm_checkpoint_close(self);
        return st;
    }
    *out = self;
    return DM_OK;
}

void
dm_checkpoint_close(struct dm_checkpoint_reader *self)
{
    if (self != NULL) {
        sqlite3_finalize(self->select);
        sqlite3_close(self->db);
        dm_checksum_free(self->sum);
        free(self->path);
        free(self);
    }
}

static dm_status
refuse_piece(const struct dm_checkpoint_reader *self, const struct dm_piece *piece,
    const char *why, struct dm_error *err)
{
    return dm_error_set(err, DM_EIO,
        "%.300s: tile %d of column %s (array %d, replicate %d, world %d) %s", self->path,
        (int) piece->tile, piece->name, (int) piece->array, (int) piece->replicate,
        (int) piece->side, why);
}

static dm_status
get(void *context, const struct dm_piece *piece, const void **bytes, size_t *n,
    struct dm_error *err)
{
    struct dm_checkpoint_reader *self = context;
    char hash[33];

    sqlite3_reset(self->select);
    sqlite3_bind_int(self->select, 1, piece->replicate);
    sqlite3_bind_int(self->select, 2, piece->side);
    sqlite3_bind_text(self->select, 3, piece->name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(self->select, 4, piece->array);
    sqlite3_bind_int(self->select, 5, piece->tile);
    int code = sqlite3_step(self->select);
    if (code != SQLITE_ROW) {
        return refuse_piece(
            self, piece, code == SQLITE_DONE ? "is missing" : "cannot be read", err);
    }
    const void *kept = sqlite3_column_text(self->select, 0);
    *bytes = sqlite3_column_blob(self->select, 1);
    *n = (size_t) sqlite3_column_bytes(self->select, 1);
    if (kept == NULL || (*bytes == NULL && sqlite3_errcode(self->db) == SQLITE_NOMEM)) {
        return no_memory(err);
    }
    hash_piece(self->sum, piece, *bytes, *n, hash);
    return strcmp(kept, hash) == 0 ? DM_OK : refuse_piece(self, piece, "is damaged", err);
}

struct dm_snapshot_source
dm_checkpoint_source(struct dm_checkpoint_reader *self)
{
    return (struct dm_snapshot_source){ .self = self, .name = self->path, .get = get };
}
