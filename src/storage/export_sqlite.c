/* SPDX-License-Identifier: Apache-2.0
 *
 * A table of a run's or a study's results as text, row by row: CSV or JSON lines, each of
 * which says what it is. What a table is read by is said here, not by the file. */
#include "database.h"
#include "read_sqlite.h"
#include "study_seal.h"
#include "study_store.h"

#include <math.h>
#include <string.h>

struct table {
    const char *name, *sql;
};

#define IN_ORDER(name)                                                                     \
    {                                                                                      \
#name, "SELECT * FROM " #name " ORDER BY seq"                                      \
    }

static const struct table of_run[] = {
    IN_ORDER(bins),
    { "columns", "SELECT * FROM columns ORDER BY rowid" },
    IN_ORDER(events),
    IN_ORDER(groups),
    IN_ORDER(matrix),
    { "meta", "SELECT * FROM meta ORDER BY rowid" },
    IN_ORDER(metrics),
    IN_ORDER(months),
    IN_ORDER(persons),
    IN_ORDER(runs),
};

static const struct table of_study[] = {
    { "factors", "SELECT * FROM factors ORDER BY factor" },
    IN_ORDER(indices),
    { "left_out", "SELECT * FROM left_out ORDER BY path" },
    { "meta", "SELECT * FROM meta ORDER BY key" },
    { "metrics", "SELECT * FROM metrics ORDER BY metric" },
    { "points",
        "SELECT row, id AS factor, path, value FROM points JOIN factors USING (factor) "
        "ORDER BY row, points.factor" },
    { "results",
        "SELECT row, id AS metric, CASE side WHEN 0 THEN 'regime' WHEN 1 THEN 'twin' ELSE "
        "'difference' END AS side, replicate, value FROM outcomes JOIN metrics USING "
        "(metric) ORDER BY row, outcomes.metric, outcomes.side, replicate" },
    { "runs", "SELECT * FROM runs ORDER BY row" },
    { "spread", "SELECT * FROM spread ORDER BY rowid" },
};

#define COUNT(tables) (sizeof(tables) / sizeof(tables)[0])

const char *
dm_database_table(size_t i)
{
    return i < COUNT(of_run) ? of_run[i].name : NULL;
}

const char *
dm_study_store_table(size_t i)
{
    return i < COUNT(of_study) ? of_study[i].name : NULL;
}

/* ---- text ---- */

/* A CSV field: quoted where it holds a comma, a quote or a line end (RFC 4180). */
static void
add_csv_text(struct dm_strbuf *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        dm_strbuf_add(out, text);
        return;
    }
    dm_strbuf_add(out, "\"");
    for (; *text != '\0'; text++) {
        dm_strbuf_addn(out, text, 1);
        if (*text == '"') {
            dm_strbuf_add(out, "\"");
        }
    }
    dm_strbuf_add(out, "\"");
}

/* JSON has no infinity: the edge of the last bin is null there. */
static void
add_cell(struct dm_strbuf *out, sqlite3_stmt *row, int i, enum dm_table_format format)
{
    const void *text;
    double value;

    switch (sqlite3_column_type(row, i)) {
    case SQLITE_INTEGER:
        dm_strbuf_addf(out, "%lld", (long long) sqlite3_column_int64(row, i));
        break;
    case SQLITE_FLOAT:
        value = sqlite3_column_double(row, i);
        if (format == DM_TABLE_CSV && isinf(value)) {
            dm_strbuf_add(out, value > 0.0 ? "inf" : "-inf");
        } else {
            dm_strbuf_add_number(out, value);
        }
        break;
    case SQLITE_NULL:
        dm_strbuf_add(out, format == DM_TABLE_CSV ? "" : "null");
        break;
    default:
        text = sqlite3_column_text(row, i);
        if (format == DM_TABLE_CSV) {
            add_csv_text(out, text != NULL ? text : "");
        } else {
            dm_strbuf_add_json(out, text);
        }
    }
}

/* Whether part of the run was read from a checkpoint: then every export says so. */
static bool
is_resumed(sqlite3 *db)
{
    sqlite3_stmt *ask = NULL;
    bool resumed = sqlite3_prepare_v2(db,
                       "SELECT 1 FROM meta WHERE key = 'resumed' AND value = 'true'", -1,
                       &ask, NULL) == SQLITE_OK &&
                   sqlite3_step(ask) == SQLITE_ROW;

    sqlite3_finalize(ask);
    return resumed;
}

static void
add_head(struct dm_strbuf *out, sqlite3_stmt *rows, const char *table,
    enum dm_table_format format, bool resumed)
{
    if (format == DM_TABLE_JSONL) {
        dm_strbuf_add(out, "{\"schema\": \"demerit-table/1\", \"table\": ");
        dm_strbuf_add_json(out, table);
        dm_strbuf_addf(out,
            ", \"synthetic\": true, \"not_for\": \"decisions on persons\"%s}\n",
            resumed ? ", \"resumed\": true" : "");
        return;
    }
    for (int i = 0; i < sqlite3_column_count(rows); i++) {
        add_csv_text(out, sqlite3_column_name(rows, i));
        dm_strbuf_add(out, ",");
    }
    dm_strbuf_addf(out, "synthetic,not_for%s\r\n", resumed ? ",resumed" : "");
}

static void
add_row(struct dm_strbuf *out, sqlite3_stmt *row, enum dm_table_format format, bool resumed)
{
    int n = sqlite3_column_count(row);

    for (int i = 0; i < n; i++) {
        if (format == DM_TABLE_JSONL) {
            dm_strbuf_add(out, i == 0 ? "{" : ", ");
            dm_strbuf_add_json(out, sqlite3_column_name(row, i));
            dm_strbuf_add(out, ": ");
        }
        add_cell(out, row, i, format);
        if (format == DM_TABLE_CSV) {
            dm_strbuf_add(out, ",");
        }
    }
    dm_strbuf_add(out, format == DM_TABLE_JSONL ? "}\n"
                       : resumed                ? "true,decisions on persons,true\r\n"
                                                : "true,decisions on persons\r\n");
}

/* Hands a line on and empties it. */
static dm_status
flush(struct dm_strbuf *line, const struct dm_writer *out, struct dm_error *err)
{
    dm_status st = line->failed ? dm_error_set(err, DM_ENOMEM, "no memory for a row")
                   : out->write(out->self, line->text, line->n)
                       ? DM_OK
                       : dm_error_set(err, DM_EIO, "the table cannot be written");

    line->n = 0;
    return st;
}

static dm_status
export_rows(sqlite3 *db, const char *path, const struct table *table,
    enum dm_table_format format, const struct dm_writer *out, struct dm_error *err)
{
    struct dm_strbuf line = { .text = NULL };
    sqlite3_stmt *rows = NULL;
    bool resumed = is_resumed(db);
    dm_status st = DM_OK;
    int code = sqlite3_prepare_v2(db, table->sql, -1, &rows, NULL);

    if (code == SQLITE_OK) {
        add_head(&line, rows, table->name, format, resumed);
        st = flush(&line, out, err);
        while (st == DM_OK && (code = sqlite3_step(rows)) == SQLITE_ROW) {
            add_row(&line, rows, format, resumed);
            st = flush(&line, out, err);
        }
    }
    if (st == DM_OK && code != SQLITE_DONE) {
        st = dm_sqlite_failed(db, path, err);
    }
    sqlite3_finalize(rows);
    dm_strbuf_clear(&line);
    return st;
}

static dm_status
export_table(const char *path, const struct dm_sqlite_kind *kind,
    const struct table *tables, size_t n, const char *name, enum dm_table_format format,
    const struct dm_writer *out, struct dm_error *err)
{
    const struct table *table = NULL;
    sqlite3 *db;

    for (size_t i = 0; i < n; i++) {
        table = strcmp(tables[i].name, name) == 0 ? &tables[i] : table;
    }
    if (table == NULL) {
        return dm_error_set(err, DM_EUSAGE, "no table `%.60s`", name);
    }
    dm_status st = dm_sqlite_open(&db, path, kind, err);
    if (st == DM_OK && tables == of_study) {
        st = dm_study_check_seals(db, path, err);
    }
    if (st == DM_OK) {
        st = export_rows(db, path, table, format, out, err);
    }
    sqlite3_close(db);
    return st;
}

dm_status
dm_database_export(const char *path, const char *table, enum dm_table_format format,
    const struct dm_writer *out, struct dm_error *err)
{
    struct dm_sqlite_kind kind = { DM_DATABASE_ID, DM_DATABASE_VERSION };

    return export_table(path, &kind, of_run, COUNT(of_run), table, format, out, err);
}

dm_status
dm_study_store_export(const char *path, const char *table, enum dm_table_format format,
    const struct dm_writer *out, struct dm_error *err)
{
    struct dm_sqlite_kind kind = { DM_STUDY_ID, DM_STUDY_VERSION };

    return export_table(path, &kind, of_study, COUNT(of_study), table, format, out, err);
}
