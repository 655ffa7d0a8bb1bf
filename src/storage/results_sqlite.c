/* SPDX-License-Identifier: Apache-2.0
 *
 * The sink that writes a results.sqlite: a statement per table, prepared once, one
 * connection, one stream of transactions. There is no journal, since a file that was not
 * closed is thrown away and never repaired; so what is in memory stays bounded by SQLite's
 * page cache. */
#include "bound.h"
#include "build.h"
#include "database.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_IN_TRANSACTION = 10000 };

enum table { META, RUNS, METRICS, GROUPS, MONTHS, MATRIX, BINS, PERSONS, EVENTS, N_TABLES };

static const struct {
    const char *name;
    int n_columns;
} TABLES[N_TABLES] = {
    [META] = { "meta", 2 },
    [RUNS] = { "runs", 18 },
    [METRICS] = { "metrics", 16 },
    [GROUPS] = { "groups", 18 },
    [MONTHS] = { "months", 7 },
    [MATRIX] = { "matrix", 6 },
    [BINS] = { "bins", 6 },
    [PERSONS] = { "persons", 11 },
    [EVENTS] = { "events", 8 },
};

struct dm_database {
    sqlite3 *db; /* owned, as are the statements */
    sqlite3_stmt *insert[N_TABLES];
    int64_t n_rows[N_TABLES], n_estimates; /* estimates: metrics and groups */
    int n_pending;
    char *path; /* owned */
};

static dm_status
failed(const struct dm_database *self, struct dm_error *err)
{
    int code = self->db != NULL ? sqlite3_errcode(self->db) : SQLITE_NOMEM;

    if ((code & 0xFF) == SQLITE_NOMEM) {
        return dm_error_set(err, DM_ENOMEM, "%.300s: no memory", self->path);
    }
    int reason = sqlite3_system_errno(self->db);
    return dm_error_set(err, DM_EIO, "%.300s: cannot be written: %s", self->path,
        (code & 0xFF) == SQLITE_FULL ? "the disk is full"
        : reason != 0                ? strerror(reason)
                                     : sqlite3_errmsg(self->db));
}

static dm_status
execute(struct dm_database *self, const char *sql, struct dm_error *err)
{
    return sqlite3_exec(self->db, sql, NULL, NULL, NULL) == SQLITE_OK ? DM_OK
                                                                      : failed(self, err);
}

static dm_status
prepare(struct dm_database *self, enum table table, struct dm_error *err)
{
    struct dm_strbuf sql = { .text = NULL };

    dm_strbuf_addf(&sql, "INSERT %s INTO %s VALUES (?", table == META ? "OR REPLACE" : "",
        TABLES[table].name);
    for (int i = 1; i < TABLES[table].n_columns; i++) {
        dm_strbuf_add(&sql, ", ?");
    }
    dm_strbuf_add(&sql, ")");
    if (sql.failed) {
        dm_strbuf_clear(&sql);
        return dm_error_set(err, DM_ENOMEM, "%.300s: no memory", self->path);
    }
    int code = sqlite3_prepare_v3(
        self->db, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &self->insert[table], NULL);
    dm_strbuf_clear(&sql);
    return code == SQLITE_OK ? DM_OK : failed(self, err);
}

static dm_status
make_tables(struct dm_database *self, struct dm_error *err)
{
    struct dm_strbuf sql = { .text = NULL };

    dm_strbuf_addf(&sql,
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = "
        "EXCLUSIVE; "
        "PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN;",
        DM_DATABASE_ID, DM_DATABASE_VERSION);
    dm_strbuf_add(&sql, DM_SCHEMA_SQL);
    dm_status st = sql.failed ? dm_error_set(err, DM_ENOMEM, "no memory for the tables")
                              : execute(self, sql.text, err);
    dm_strbuf_clear(&sql);
    for (enum table t = META; st == DM_OK && t < N_TABLES; t++) {
        st = prepare(self, t, err);
    }
    return st;
}

dm_status
dm_database_create(struct dm_database **out, const char *path, struct dm_error *err)
{
    struct dm_database *self = calloc(1, sizeof *self);
    dm_status st = DM_OK;

    *out = NULL;
    if (self == NULL || (self->path = dm_copy_text(path)) == NULL) {
        free(self);
        return dm_error_set(err, DM_ENOMEM, "%.300s: no memory", path);
    }
    if (sqlite3_open_v2(path, &self->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        st = failed(self, err);
    }
    if (st == DM_OK) {
        st = make_tables(self, err);
    }
    if (st != DM_OK) {
        dm_database_free(self);
        return st;
    }
    *out = self;
    return DM_OK;
}

void
dm_database_free(struct dm_database *self)
{
    if (self == NULL) {
        return;
    }
    for (enum table t = META; t < N_TABLES; t++) {
        sqlite3_finalize(self->insert[t]);
    }
    sqlite3_close(self->db);
    free(self->path);
    free(self);
}

dm_status
dm_database_close(struct dm_database *self, struct dm_error *err)
{
    dm_status st = execute(self, "COMMIT", err);

    for (enum table t = META; t < N_TABLES; t++) {
        sqlite3_finalize(self->insert[t]);
        self->insert[t] = NULL;
    }
    if (st == DM_OK && sqlite3_close(self->db) != SQLITE_OK) {
        st = failed(self, err);
    } else if (st == DM_OK) {
        self->db = NULL;
    }
    dm_database_free(self);
    return st;
}

static struct dm_bound
begin(struct dm_database *self, enum table table, int64_t seq)
{
    struct dm_bound row = { .statement = self->insert[table], .column = 1 };

    row.code = sqlite3_bind_int64(row.statement, 1, seq);
    return row;
}

static void
add_value(struct dm_bound *row, const struct dm_value *value)
{
    dm_bind_real(row, value->mean);
    dm_bind_real(row, value->lo);
    dm_bind_real(row, value->hi);
}

static dm_status
send(struct dm_database *self, struct dm_bound *row, struct dm_error *err)
{
    if (!dm_bound_run(row)) {
        dm_status st = failed(self, err);
        (void) sqlite3_reset(row->statement);
        return st;
    }
    (void) sqlite3_reset(row->statement);
    if (++self->n_pending < ROWS_IN_TRANSACTION) {
        return DM_OK;
    }
    self->n_pending = 0;
    return execute(self, "COMMIT; BEGIN", err);
}

dm_status
dm_database_note(
    struct dm_database *self, const char *key, const char *value, struct dm_error *err)
{
    struct dm_bound row = { .statement = self->insert[META] };

    dm_bind_text(&row, key);
    dm_bind_text(&row, value);
    return send(self, &row, err);
}

static dm_status
add_run(void *sink, const struct dm_run_row *run, struct dm_error *err)
{
    struct dm_database *self = sink;
    struct dm_bound row = begin(self, RUNS, self->n_rows[RUNS]++);

    dm_bind_text(&row, run->scenario);
    dm_bind_text(&row, run->title);
    dm_bind_text(&row, run->twin);
    dm_bind_integer(&row, run->persons);
    dm_bind_integer(&row, run->months);
    dm_bind_integer(&row, run->warmup_months);
    dm_bind_integer(&row, run->replicates);
    dm_bind_integer(&row, run->seed);
    dm_bind_integer(&row, run->threads);
    dm_bind_text(&row, run->checksum);
    dm_bind_text(&row, run->twin_checksum);
    dm_bind_text(&row, run->measures_checksum);
    dm_bind_integer(&row, run->worlds);
    dm_bind_integer(&row, run->bytes_total);
    dm_bind_integer(&row, run->bytes_records);
    dm_bind_real(&row, run->seconds);
    dm_bind_real(&row, run->person_months);
    return send(self, &row, err);
}

static dm_status
add_metric(void *sink, const struct dm_metric_row *metric, struct dm_error *err)
{
    struct dm_database *self = sink;
    enum table table = metric->dimension == NULL ? METRICS : GROUPS;
    struct dm_bound row = begin(self, table, self->n_estimates++);

    dm_bind_text(&row, metric->id);
    dm_bind_text(&row, metric->unit);
    dm_bind_text(&row, metric->direction);
    dm_bind_text(&row, metric->sentence);
    dm_bind_integer(&row, metric->n);
    dm_bind_integer(&row, metric->is_difference ? 1 : 0);
    add_value(&row, &metric->regime);
    add_value(&row, &metric->twin);
    add_value(&row, &metric->difference);
    if (table == GROUPS) {
        dm_bind_text(&row, metric->dimension);
        dm_bind_text(&row, metric->level);
    }
    return send(self, &row, err);
}

static dm_status
add_month(void *sink, const struct dm_month_row *month, struct dm_error *err)
{
    struct dm_database *self = sink;
    struct dm_bound row = begin(self, MONTHS, self->n_rows[MONTHS]++);

    dm_bind_integer(&row, month->month);
    dm_bind_text(&row, month->id);
    dm_bind_text(&row, month->dimension);
    dm_bind_text(&row, month->level);
    dm_bind_real(&row, month->regime);
    dm_bind_real(&row, month->twin);
    return send(self, &row, err);
}

static dm_status
add_matrix(void *sink, const struct dm_matrix_row *cell, struct dm_error *err)
{
    struct dm_database *self = sink;
    struct dm_bound row = begin(self, MATRIX, self->n_rows[MATRIX]++);

    dm_bind_text(&row, cell->context);
    dm_bind_text(&row, cell->service);
    dm_bind_integer(&row, cell->related ? 1 : 0);
    dm_bind_real(&row, cell->regime);
    dm_bind_real(&row, cell->twin);
    return send(self, &row, err);
}

static dm_status
add_bin(void *sink, const struct dm_bin_row *bin, struct dm_error *err)
{
    struct dm_database *self = sink;
    struct dm_bound row = begin(self, BINS, self->n_rows[BINS]++);

    dm_bind_text(&row, bin->id);
    dm_bind_real(&row, bin->from);
    dm_bind_real(&row, bin->to);
    dm_bind_real(&row, bin->persons);
    dm_bind_integer(&row, bin->replicates);
    return send(self, &row, err);
}

/* The number of a synthetic person; societies are far smaller than the type. */
static dm_status
add_person(struct dm_bound *row, uint64_t person, struct dm_error *err)
{
    if (person > INT64_MAX) {
        return dm_error_set(
            err, DM_EINTERNAL, "person %" PRIu64 " is beyond any society", person);
    }
    dm_bind_integer(row, (int64_t) person);
    return DM_OK;
}

static dm_status
add_life(void *sink, const struct dm_life_row *life, struct dm_error *err)
{
    struct dm_database *self = sink;
    struct dm_bound row = begin(self, PERSONS, self->n_rows[PERSONS]++);

    dm_bind_text(&row, life->pick);
    dm_status st = add_person(&row, life->person, err);
    if (st != DM_OK) {
        return st;
    }
    dm_bind_integer(&row, life->replicate);
    dm_bind_text(&row, life->group);
    dm_bind_text(&row, life->setting);
    dm_bind_text(&row, life->age_band);
    dm_bind_integer(&row, life->income_quintile);
    dm_bind_integer(&row, life->base_income_yuan);
    dm_bind_real(&row, life->days_lost_regime);
    dm_bind_real(&row, life->days_lost_twin);
    return send(self, &row, err);
}

static dm_status
add_life_event(void *sink, const struct dm_life_event_row *event, struct dm_error *err)
{
    struct dm_database *self = sink;
    struct dm_bound row = begin(self, EVENTS, self->n_rows[EVENTS]++);
    dm_status st = add_person(&row, event->person, err);

    if (st != DM_OK) {
        return st;
    }
    dm_bind_text(&row, event->world);
    dm_bind_integer(&row, event->month);
    dm_bind_text(&row, event->kind);
    dm_bind_text(&row, event->subject);
    dm_bind_text(&row, event->channel);
    dm_bind_real(&row, event->value);
    return send(self, &row, err);
}

struct dm_sink
dm_database_sink(struct dm_database *self)
{
    return (struct dm_sink){ .self = self,
        .run = add_run,
        .metric = add_metric,
        .month = add_month,
        .matrix = add_matrix,
        .bin = add_bin,
        .life = add_life,
        .life_event = add_life_event };
}
