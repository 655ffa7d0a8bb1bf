/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes the manifest as JSON by hand, reads it by SQLite's JSON functions: no second
 * parser. A manifest may come from anybody, so names of files are held to the folder. */
#define _POSIX_C_SOURCE 200809L

#include "manifest.h"

#include "folder.h"

#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_BYTES = 1 << 20 };

void
dm_manifest_clear(struct dm_manifest *self)
{
    for (size_t i = 0; i < self->n_texts; i++) {
        free(self->texts[i]);
    }
    free(self->texts);
    free(self->sets);
    free(self->arguments);
    free(self->loads);
    free(self->files);
    *self = (struct dm_manifest){ .status = NULL };
}

/* Lists are short: one more at a time. NULL: no memory, and the old block is still owned.
 */
static void *
one_more(void *items, size_t n, size_t size)
{
    return realloc(items, (n + 1) * size);
}

const char *
dm_manifest_keep(struct dm_manifest *self, const char *text)
{
    if (text == NULL) {
        return NULL;
    }
    char **texts = one_more(self->texts, self->n_texts, sizeof *texts);
    char *copy = dm_copy_text(text);
    if (texts != NULL) {
        self->texts = texts;
    }
    if (texts == NULL || copy == NULL) {
        free(copy);
        return NULL;
    }
    self->texts[self->n_texts++] = copy;
    return copy;
}

static bool
add_text(struct dm_manifest *self, const char ***list, size_t *n, const char *text)
{
    const char **longer = one_more(*list, *n, sizeof *longer);

    if (longer == NULL) {
        return false;
    }
    *list = longer;
    longer[*n] = dm_manifest_keep(self, text);
    return longer[(*n)++] != NULL;
}

bool
dm_manifest_add_set(struct dm_manifest *self, const char *text)
{
    return add_text(self, &self->sets, &self->n_sets, text);
}

bool
dm_manifest_add_argument(struct dm_manifest *self, const char *text)
{
    return add_text(self, &self->arguments, &self->n_arguments, text);
}

bool
dm_manifest_add_command(struct dm_manifest *self, const char *const *words, size_t n_words)
{
    bool ok = true;

    for (size_t i = 0; ok && i < n_words; i++) {
        const char *slash = i == 0 ? strrchr(words[i], '/') : NULL;

        ok = dm_manifest_add_argument(self, slash != NULL ? slash + 1 : words[i]);
    }
    return ok;
}

/* As "2026-01-31T12:00:00Z". */
void
dm_manifest_start(struct dm_manifest *self)
{
    time_t now = time(NULL);
    struct tm utc;
    char text[32] = "";

    if (gmtime_r(&now, &utc) != NULL &&
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0) {
        self->started = dm_manifest_keep(self, text);
    }
}

bool
dm_manifest_add_load(
    struct dm_manifest *self, const char *reference, const char *from, const char *file)
{
    struct dm_manifest_load *loads = one_more(self->loads, self->n_loads, sizeof *loads);

    if (loads == NULL) {
        return false;
    }
    self->loads = loads;
    struct dm_manifest_load *load = &loads[self->n_loads++];
    load->reference = dm_manifest_keep(self, reference);
    load->from = dm_manifest_keep(self, from);
    load->file = dm_manifest_keep(self, file);
    return load->reference != NULL && load->file != NULL &&
           (from == NULL || load->from != NULL);
}

bool
dm_manifest_add_file(
    struct dm_manifest *self, const char *name, const char *hash, int64_t bytes)
{
    struct dm_manifest_file *files = one_more(self->files, self->n_files, sizeof *files);

    if (files == NULL) {
        return false;
    }
    self->files = files;
    struct dm_manifest_file *file = &files[self->n_files++];
    file->name = dm_manifest_keep(self, name);
    file->hash = dm_manifest_keep(self, hash);
    file->bytes = bytes;
    return file->name != NULL && file->hash != NULL;
}

/* ---- writing ---- */

static void
put_text(struct dm_strbuf *out, const char *key, const char *text)
{
    dm_strbuf_addf(out, ",\n  \"%s\": ", key);
    dm_strbuf_add_json(out, text);
}

static void
put_integer(struct dm_strbuf *out, const char *key, int64_t value)
{
    dm_strbuf_addf(out, ",\n  \"%s\": %" PRId64, key, value);
}

static void
put_list(struct dm_strbuf *out, const char *key, const char *const *list, size_t n)
{
    dm_strbuf_addf(out, ",\n  \"%s\": [", key);
    for (size_t i = 0; i < n; i++) {
        dm_strbuf_add(out, i == 0 ? "" : ", ");
        dm_strbuf_add_json(out, list[i]);
    }
    dm_strbuf_add(out, "]");
}

static void
put_loads(struct dm_strbuf *out, const struct dm_manifest *self)
{
    dm_strbuf_add(out, ",\n  \"sources\": [");
    for (size_t i = 0; i < self->n_loads; i++) {
        dm_strbuf_add(out, i == 0 ? "\n    {\"reference\": " : ",\n    {\"reference\": ");
        dm_strbuf_add_json(out, self->loads[i].reference);
        dm_strbuf_add(out, ", \"from\": ");
        dm_strbuf_add_json(out, self->loads[i].from);
        dm_strbuf_add(out, ", \"file\": ");
        dm_strbuf_add_json(out, self->loads[i].file);
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, "]");
}

static void
put_files(struct dm_strbuf *out, const struct dm_manifest *self)
{
    dm_strbuf_add(out, ",\n  \"files\": [");
    for (size_t i = 0; i < self->n_files; i++) {
        dm_strbuf_add(out, i == 0 ? "\n    {\"name\": " : ",\n    {\"name\": ");
        dm_strbuf_add_json(out, self->files[i].name);
        dm_strbuf_add(out, ", \"xxh3_128\": ");
        dm_strbuf_add_json(out, self->files[i].hash);
        dm_strbuf_addf(out, ", \"bytes\": %" PRId64 "}", self->files[i].bytes);
    }
    dm_strbuf_add(out, "]");
}

static void
put_all(struct dm_strbuf *out, const struct dm_manifest *self)
{
    const void *sets = self->sets, *arguments = self->arguments;

    dm_strbuf_add(out, "{\n  \"schema\": \"" DM_MANIFEST_SCHEMA "\"");
    put_text(out, "status", self->status);
    dm_strbuf_add(
        out, ",\n  \"synthetic\": true,\n  \"not_for\": \"decisions on persons\"");
    put_text(out, "demerit", self->version);
    put_text(out, "commit", self->commit);
    put_text(out, "compiler", self->compiler);
    put_text(out, "key_layout", self->key_layout);
    put_text(out, "scenario", self->scenario);
    put_text(out, "title", self->title);
    put_text(out, "scenario_hash", self->scenario_hash);
    put_text(out, "reference", self->reference);
    put_text(out, "variant", self->variant);
    put_text(out, "twin", self->twin);
    put_list(out, "set", sets, self->n_sets);
    put_integer(out, "seed", self->seed);
    put_integer(out, "replicates", self->replicates);
    put_integer(out, "persons", self->persons);
    put_integer(out, "months", self->months);
    put_text(out, "checksum", self->checksum);
    put_text(out, "twin_checksum", self->twin_checksum);
    put_text(out, "measures_checksum", self->measures_checksum);
    put_list(out, "command_line", arguments, self->n_arguments);
    put_text(out, "started", self->started);
    dm_strbuf_add(out, ",\n  \"seconds\": ");
    dm_strbuf_add_number(out, self->seconds);
    put_integer(out, "threads", self->threads);
    put_text(out, "again", self->again);
    put_integer(out, "checkpoint_months", self->checkpoint_months);
    dm_strbuf_addf(out, ",\n  \"resumed\": %s", self->resumed ? "true" : "false");
    put_integer(out, "resumed_months", self->resumed_months);
    put_loads(out, self);
    put_files(out, self);
    dm_strbuf_add(out, "\n}\n");
}

dm_status
dm_manifest_write(const struct dm_manifest *self, const char *folder, struct dm_error *err)
{
    const char *part = DM_FILE_MANIFEST ".part";
    struct dm_strbuf out = { .text = NULL };

    put_all(&out, self);
    dm_status st = out.failed ? dm_error_set(err, DM_ENOMEM, "no memory for the manifest")
                              : dm_folder_write(folder, part, out.text, out.n, NULL, err);
    dm_strbuf_clear(&out);
    return st == DM_OK ? dm_folder_publish(folder, part, DM_FILE_MANIFEST, err) : st;
}

/* ---- reading ---- */

struct reader {
    sqlite3 *db;
    const char *json;
    struct dm_manifest *manifest;
    bool failed;
};

/* A query over the document (?1), with an optional path (?2). */
static sqlite3_stmt *
ask(struct reader *self, const char *sql, const char *path)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(self->db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_bind_text(statement, 1, self->json, -1, SQLITE_STATIC) != SQLITE_OK ||
        (path != NULL &&
            sqlite3_bind_text(statement, 2, path, -1, SQLITE_STATIC) != SQLITE_OK)) {
        self->failed = true;
    }
    return statement;
}

static const char *
column(sqlite3_stmt *row, int i)
{
    const void *text = sqlite3_column_text(row, i);

    return text;
}

static const char *
text_at(struct reader *self, const char *path)
{
    sqlite3_stmt *statement = ask(self, "SELECT json_extract(?1, ?2)", path);
    const char *text = NULL;

    if (!self->failed && sqlite3_step(statement) == SQLITE_ROW) {
        const char *found = column(statement, 0);
        text = dm_manifest_keep(self->manifest, found);
        self->failed = self->failed || (found != NULL && text == NULL);
    }
    sqlite3_finalize(statement);
    return text;
}

static double
number_at(struct reader *self, const char *path)
{
    sqlite3_stmt *statement = ask(self, "SELECT json_extract(?1, ?2)", path);
    double value = 0.0;

    if (!self->failed && sqlite3_step(statement) == SQLITE_ROW) {
        value = sqlite3_column_double(statement, 0);
    }
    sqlite3_finalize(statement);
    return value;
}

/* A count: whole and in the range in which a double is exact. */
static int64_t
integer_at(struct reader *self, const char *path)
{
    double value = number_at(self, path);

    return value >= 0.0 && value <= 9007199254740992.0 ? (int64_t) value : 0;
}

static void
read_list(struct reader *self, const char *path,
    bool (*add)(struct dm_manifest *manifest, const char *text))
{
    sqlite3_stmt *rows = ask(self, "SELECT value FROM json_each(?1, ?2)", path);

    while (!self->failed && sqlite3_step(rows) == SQLITE_ROW) {
        const char *text = column(rows, 0);
        self->failed = text == NULL || !add(self->manifest, text);
    }
    sqlite3_finalize(rows);
}

static void
read_loads(struct reader *self)
{
    sqlite3_stmt *rows = ask(self,
        "SELECT json_extract(value, '$.reference'), json_extract(value, '$.from'), "
        "json_extract(value, '$.file') FROM json_each(?1, '$.sources')",
        NULL);

    while (!self->failed && sqlite3_step(rows) == SQLITE_ROW) {
        const char *reference = column(rows, 0), *file = column(rows, 2);
        self->failed =
            reference == NULL || file == NULL || !dm_folder_name_is_safe(file) ||
            !dm_manifest_add_load(self->manifest, reference, column(rows, 1), file);
    }
    sqlite3_finalize(rows);
}

static void
read_files(struct reader *self)
{
    sqlite3_stmt *rows = ask(self,
        "SELECT json_extract(value, '$.name'), json_extract(value, '$.xxh3_128'), "
        "json_extract(value, '$.bytes') FROM json_each(?1, '$.files')",
        NULL);

    while (!self->failed && sqlite3_step(rows) == SQLITE_ROW) {
        const char *name = column(rows, 0), *hash = column(rows, 1);
        self->failed = name == NULL || hash == NULL || !dm_folder_name_is_safe(name) ||
                       !dm_manifest_add_file(
                           self->manifest, name, hash, sqlite3_column_int64(rows, 2));
    }
    sqlite3_finalize(rows);
}

static void
read_fields(struct reader *self)
{
    struct dm_manifest *m = self->manifest;

    m->status = text_at(self, "$.status");
    m->version = text_at(self, "$.demerit");
    m->commit = text_at(self, "$.commit");
    m->compiler = text_at(self, "$.compiler");
    m->key_layout = text_at(self, "$.key_layout");
    m->scenario = text_at(self, "$.scenario");
    m->title = text_at(self, "$.title");
    m->scenario_hash = text_at(self, "$.scenario_hash");
    m->reference = text_at(self, "$.reference");
    m->variant = text_at(self, "$.variant");
    m->twin = text_at(self, "$.twin");
    m->checksum = text_at(self, "$.checksum");
    m->twin_checksum = text_at(self, "$.twin_checksum");
    m->measures_checksum = text_at(self, "$.measures_checksum");
    m->started = text_at(self, "$.started");
    m->seed = integer_at(self, "$.seed");
    m->replicates = integer_at(self, "$.replicates");
    m->persons = integer_at(self, "$.persons");
    m->months = integer_at(self, "$.months");
    m->threads = integer_at(self, "$.threads");
    m->again = text_at(self, "$.again");
    m->checkpoint_months = integer_at(self, "$.checkpoint_months");
    m->resumed = integer_at(self, "$.resumed") != 0;
    m->resumed_months = integer_at(self, "$.resumed_months");
    m->seconds = number_at(self, "$.seconds");
    read_list(self, "$.set", dm_manifest_add_set);
    read_list(self, "$.command_line", dm_manifest_add_argument);
    read_loads(self);
    read_files(self);
}

/* What a run cannot have left out. */
static bool
is_ours(struct reader *self)
{
    sqlite3_stmt *valid = ask(self, "SELECT json_valid(?1)", NULL);
    bool is_json = !self->failed && sqlite3_step(valid) == SQLITE_ROW &&
                   sqlite3_column_int(valid, 0) == 1;

    sqlite3_finalize(valid);
    if (!is_json) {
        return false;
    }
    const char *schema = text_at(self, "$.schema");
    return schema != NULL && strcmp(schema, DM_MANIFEST_SCHEMA) == 0;
}

static dm_status
parse(struct dm_manifest *manifest, const char *json, const char *folder,
    struct dm_error *err)
{
    struct reader self = { .json = json, .manifest = manifest };
    bool ours = false;

    if (sqlite3_open(":memory:", &self.db) == SQLITE_OK && (ours = is_ours(&self))) {
        read_fields(&self);
    }
    sqlite3_close(self.db);
    if (!ours || self.failed || manifest->status == NULL || manifest->reference == NULL ||
        manifest->scenario_hash == NULL) {
        return dm_error_set(
            err, DM_EIO, "%.300s/" DM_FILE_MANIFEST ": no manifest of a run", folder);
    }
    return DM_OK;
}

dm_status
dm_manifest_read(struct dm_manifest *self, const char *folder, struct dm_error *err)
{
    struct dm_strbuf text = { .text = NULL };
    char *there = dm_folder_path(folder, DM_SOURCES);

    *self = (struct dm_manifest){ .status = NULL };
    dm_status st = dm_folder_read(folder, DM_FILE_MANIFEST, MOST_BYTES, &text, err);
    if (st == DM_OK) {
        st = parse(self, text.text != NULL ? text.text : "", folder, err);
    } else if (st == DM_ENOINPUT && dm_folder_exists(there)) {
        st = dm_error_set(err, DM_ENOINPUT,
            "%.300s holds no " DM_FILE_MANIFEST ": the run was not finished", folder);
    }
    free(there);
    dm_strbuf_clear(&text);
    return st;
}
