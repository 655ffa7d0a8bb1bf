/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a results.sqlite back into memory, as the rows that were sent. The file may come
 * from anybody: it is opened read-only, its own schema is not trusted, and what does not
 * look like ours is refused by name. */
#include "read_sqlite.h"

#include "database.h"

#include <math.h>
#include <string.h>

dm_status
dm_sqlite_failed(sqlite3 *db, const char *path, struct dm_error *err)
{
    int code = db != NULL ? sqlite3_errcode(db) & 0xFF : SQLITE_NOMEM;

    if (code == SQLITE_NOMEM) {
        return dm_error_set(err, DM_ENOMEM, "%.300s: no memory", path);
    }
    if (code == SQLITE_CANTOPEN) {
        return dm_error_set(err, DM_ENOINPUT, "%.300s: cannot be read", path);
    }
    if (code == SQLITE_BUSY) {
        return dm_error_set(err, DM_EIO, "%.300s: in use: another process writes it", path);
    }
    return dm_error_set(err, DM_EIO, "%.300s: damaged: %.150s", path, sqlite3_errmsg(db));
}

/* The first column of the first row, or -1. */
static int64_t
number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t value = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        value = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return value;
}

static bool
is_whole(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    bool whole = false;

    if (sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        const void *text = sqlite3_column_text(statement, 0);
        whole = text != NULL && strcmp(text, "ok") == 0;
    }
    sqlite3_finalize(statement);
    return whole;
}

dm_status
dm_sqlite_open(
    sqlite3 **db, const char *path, const struct dm_sqlite_kind *kind, struct dm_error *err)
{
    dm_status st = DM_OK;

    *db = NULL;
    if (sqlite3_open_v2(path, db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_exec(*db,
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; SELECT 1 FROM "
            "sqlite_schema",
            NULL, NULL, NULL) != SQLITE_OK) {
        st = dm_sqlite_failed(*db, path, err);
    } else if (number(*db, "PRAGMA application_id") != kind->id) {
        st = dm_error_set(err, DM_EIO, "%.300s: not results of demerit", path);
    } else if (number(*db, "PRAGMA user_version") != kind->version) {
        st = dm_error_set(err, DM_EIO,
            "%.300s: results of another version of demerit: tables %lld, here %d", path,
            (long long) number(*db, "PRAGMA user_version"), kind->version);
    } else if (!is_whole(*db)) {
        st = dm_error_set(err, DM_EIO, "%.300s: damaged", path);
    }
    if (st != DM_OK) {
        sqlite3_close(*db);
        *db = NULL;
    }
    return st;
}

/* A row being read: columns in order. */
struct cursor {
    sqlite3_stmt *statement;
    int column;
};

static const char *
next_text(struct cursor *row)
{
    const void *text = sqlite3_column_text(row->statement, row->column++);

    return text;
}

/* A text that must be there: an edited file may have dropped it. */
static const char *
next_name(struct cursor *row)
{
    const char *text = next_text(row);

    return text != NULL ? text : "";
}

static int64_t
next_integer(struct cursor *row)
{
    return sqlite3_column_int64(row->statement, row->column++);
}

static int32_t
next_small(struct cursor *row)
{
    return sqlite3_column_int(row->statement, row->column++);
}

static double
next_real(struct cursor *row)
{
    int at = row->column++;

    return sqlite3_column_type(row->statement, at) == SQLITE_NULL
               ? (double) NAN
               : sqlite3_column_double(row->statement, at);
}

static struct dm_value
next_value(struct cursor *row)
{
    struct dm_value value;

    value.mean = next_real(row);
    value.lo = next_real(row);
    value.hi = next_real(row);
    return value;
}

static dm_status
read_run(struct cursor *row, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_run_row run = { .scenario = next_name(row) };

    run.title = next_name(row);
    run.twin = next_name(row);
    run.persons = next_integer(row);
    run.months = next_small(row);
    run.warmup_months = next_small(row);
    run.replicates = next_small(row);
    run.seed = (uint32_t) next_integer(row);
    run.threads = next_small(row);
    run.checksum = next_name(row);
    run.twin_checksum = next_name(row);
    run.measures_checksum = next_name(row);
    run.worlds = next_small(row);
    run.bytes_total = next_integer(row);
    run.bytes_records = next_integer(row);
    run.seconds = next_real(row);
    run.person_months = next_real(row);
    return sink->run(sink->self, &run, err);
}

static dm_status
read_metric(struct cursor *row, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_metric_row metric = { .id = next_name(row) };

    metric.unit = next_name(row);
    metric.direction = next_name(row);
    metric.sentence = next_name(row);
    metric.n = next_integer(row);
    metric.is_difference = next_integer(row) != 0;
    metric.regime = next_value(row);
    metric.twin = next_value(row);
    metric.difference = next_value(row);
    metric.dimension = next_text(row);
    metric.level = next_text(row);
    return sink->metric(sink->self, &metric, err);
}

static dm_status
read_month(struct cursor *row, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_month_row month = { .month = next_small(row) };

    month.id = next_name(row);
    month.dimension = next_text(row);
    month.level = next_text(row);
    month.regime = next_real(row);
    month.twin = next_real(row);
    return sink->month(sink->self, &month, err);
}

static dm_status
read_matrix(struct cursor *row, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_matrix_row cell = { .context = next_name(row) };

    cell.service = next_name(row);
    cell.related = next_integer(row) != 0;
    cell.regime = next_real(row);
    cell.twin = next_real(row);
    return sink->matrix(sink->self, &cell, err);
}

static dm_status
read_bin(struct cursor *row, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_bin_row bin = { .id = next_name(row) };

    bin.from = next_real(row);
    bin.to = next_real(row);
    bin.persons = next_real(row);
    bin.replicates = next_small(row);
    return sink->bin(sink->self, &bin, err);
}

static dm_status
read_life(struct cursor *row, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_life_row life = { .pick = next_name(row) };

    life.person = (uint64_t) next_integer(row);
    life.replicate = (uint32_t) next_integer(row);
    life.group = next_name(row);
    life.setting = next_name(row);
    life.age_band = next_name(row);
    life.income_quintile = next_small(row);
    life.base_income_yuan = next_small(row);
    life.days_lost_regime = next_real(row);
    life.days_lost_twin = next_real(row);
    return sink->life(sink->self, &life, err);
}

static dm_status
read_life_event(struct cursor *row, const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_life_event_row event = { .person = (uint64_t) next_integer(row) };

    event.world = next_name(row);
    event.month = next_small(row);
    event.kind = next_name(row);
    event.subject = next_text(row);
    event.channel = next_text(row);
    event.value = next_real(row);
    return sink->life_event(sink->self, &event, err);
}

#define ESTIMATE                                                                           \
    "id, unit, direction, sentence, n, is_difference, regime_mean, regime_lo, regime_hi, " \
    "twin_mean, twin_lo, twin_hi, difference_mean, difference_lo, difference_hi"

static const struct {
    const char *sql;
    dm_status (*read)(struct cursor *row, const struct dm_sink *sink, struct dm_error *err);
} TABLES[] = {
    { "SELECT scenario, title, twin, persons, months, warmup_months, replicates, seed, "
      "threads, checksum, twin_checksum, measures_checksum, worlds, bytes_total, "
      "bytes_records, seconds, person_months FROM runs ORDER BY seq",
        read_run },
    { "SELECT " ESTIMATE ", dimension, level FROM (SELECT seq, " ESTIMATE
      ", NULL AS dimension, NULL AS level FROM metrics UNION ALL SELECT seq, " ESTIMATE
      ", dimension, level FROM groups) ORDER BY seq",
        read_metric },
    { "SELECT month, id, dimension, level, regime, twin FROM months ORDER BY seq",
        read_month },
    { "SELECT context, service, related, regime, twin FROM matrix ORDER BY seq",
        read_matrix },
    { "SELECT id, low, high, persons, replicates FROM bins ORDER BY seq", read_bin },
    { "SELECT pick, person, replicate, group_id, setting, age_band, income_quintile, "
      "base_income_yuan, days_lost_regime, days_lost_twin FROM persons ORDER BY seq",
        read_life },
    { "SELECT person, world, month, kind, subject, channel, value FROM events ORDER BY seq",
        read_life_event },
};

static dm_status
load_table(sqlite3 *db, const char *path, size_t table, const struct dm_sink *sink,
    struct dm_error *err)
{
    struct cursor row = { .column = 0 };
    dm_status st = DM_OK;
    int code = sqlite3_prepare_v2(db, TABLES[table].sql, -1, &row.statement, NULL);

    if (code == SQLITE_OK) {
        while (st == DM_OK && (code = sqlite3_step(row.statement)) == SQLITE_ROW) {
            row.column = 0;
            st = TABLES[table].read(&row, sink, err);
        }
    }
    if (st == DM_OK && code != SQLITE_DONE) {
        st = dm_sqlite_failed(db, path, err);
    }
    sqlite3_finalize(row.statement);
    return st;
}

dm_status
dm_database_load(const char *path, struct dm_results *results, struct dm_error *err)
{
    struct dm_sink sink = dm_results_sink(results);
    sqlite3 *db;
    dm_status st = dm_sqlite_open(
        &db, path, &(struct dm_sqlite_kind){ DM_DATABASE_ID, DM_DATABASE_VERSION }, err);

    for (size_t i = 0; st == DM_OK && i < sizeof TABLES / sizeof *TABLES; i++) {
        st = load_table(db, path, i, &sink, err);
    }
    sqlite3_close(db);
    return st;
}
