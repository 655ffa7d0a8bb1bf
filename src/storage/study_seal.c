/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash is that of the answers to queries in a fixed order, column by column, each with
 * its type. So what is hashed when it is written and when it is read is the same text of
 * SQL, and two files are compared by it, too. */
#include "study_seal.h"

#include "base/checksum.h"
#include "read_sqlite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-12 /* relative; checksums are compared as texts */
#define MADE_OF   "study_xxh3_128"
#define FINDINGS  "findings_xxh3_128"

/* The first n_keys columns say which line it is. */
struct part {
    const char *name, *sql;
    int n_keys;
};

/* Of the row ?1. */
static const struct part of_row[] = {
    { "runs",
        "SELECT status, error, checksum, twin_checksum, measures_checksum FROM runs WHERE "
        "row = ?1",
        0 },
    { "points",
        "SELECT (SELECT id FROM factors f WHERE f.factor = p.factor) AS factor, value "
        "FROM points p WHERE row = ?1 ORDER BY p.factor",
        1 },
    { "outcomes",
        "SELECT (SELECT id FROM metrics m WHERE m.metric = o.metric) AS metric, CASE side "
        "WHEN 0 THEN 'regime' WHEN 1 THEN 'twin' ELSE 'difference' END AS side, replicate, "
        "value FROM outcomes o WHERE metric IN (SELECT metric FROM metrics) AND side IN "
        "(0, 1, 2) AND row = ?1 ORDER BY o.metric, o.side, o.replicate",
        3 },
};

static const struct part of_study[] = {
    { "factors", "SELECT * FROM factors ORDER BY factor", 1 },
    { "left_out", "SELECT * FROM left_out ORDER BY path", 1 },
    { "metrics", "SELECT * FROM metrics ORDER BY metric", 1 },
    { "meta",
        "SELECT key, value FROM meta WHERE key NOT IN ('" MADE_OF "', '" FINDINGS
        "') ORDER BY key",
        1 },
};

static const struct part of_findings[] = {
    { "spread", "SELECT * FROM spread ORDER BY metric, side", 2 },
    { "indices",
        "SELECT metric, side, kind, factor, other, estimate, lo, hi, n FROM indices ORDER "
        "BY seq",
        5 },
};

enum { N_ROW = 3, N_STUDY = 4, N_FINDINGS = 2, MOST_PARTS = 4 };

/* ---- queries that are asked again and again ---- */

struct asking {
    sqlite3 *db; /* borrowed, as are path and parts */
    const char *path;
    const struct part *parts;
    int n;
    sqlite3_stmt *statement[MOST_PARTS];
    struct dm_checksum *sum;
};

static void
asking_clear(struct asking *self)
{
    for (int i = 0; i < self->n; i++) {
        sqlite3_finalize(self->statement[i]);
    }
    dm_checksum_free(self->sum);
}

static dm_status
asking_init(struct asking *self, sqlite3 *db, const char *path, const struct part *parts,
    int n, struct dm_error *err)
{
    *self = (struct asking){ .db = db, .path = path, .parts = parts, .n = n };
    self->sum = dm_checksum_create();
    if (self->sum == NULL) {
        return dm_error_set(err, DM_ENOMEM, "%.300s: no memory", path);
    }
    for (int i = 0; i < n; i++) {
        if (sqlite3_prepare_v2(db, parts[i].sql, -1, &self->statement[i], NULL) !=
            SQLITE_OK) {
            dm_status st = dm_sqlite_failed(db, path, err);
            asking_clear(self);
            return st;
        }
    }
    return DM_OK;
}

static sqlite3_stmt *
ask(struct asking *self, int part, int64_t row)
{
    sqlite3_stmt *statement = self->statement[part];

    sqlite3_reset(statement);
    if (sqlite3_bind_parameter_count(statement) > 0) {
        sqlite3_bind_int64(statement, 1, row);
    }
    return statement;
}

/* ---- hashes ---- */

static void
add_column(struct dm_checksum *sum, sqlite3_stmt *line, int i)
{
    int type = sqlite3_column_type(line, i);
    double real;
    uint64_t bits;

    dm_checksum_u64(sum, (uint64_t) type);
    if (type == SQLITE_INTEGER) {
        dm_checksum_u64(sum, (uint64_t) sqlite3_column_int64(line, i));
    } else if (type == SQLITE_FLOAT) {
        real = sqlite3_column_double(line, i);
        memcpy(&bits, &real, sizeof bits);
        dm_checksum_u64(sum, bits);
    } else if (type != SQLITE_NULL) {
        const void *text = sqlite3_column_text(line, i);
        size_t n = text != NULL ? (size_t) sqlite3_column_bytes(line, i) : 0;

        dm_checksum_u64(sum, n);
        dm_checksum_bytes(sum, text, n);
    }
}

/* Of all parts. `n_lines` is counted up by the lines of each part. */
static dm_status
hash_of(struct asking *self, int64_t row, char hash[33], int64_t n_lines[MOST_PARTS],
    struct dm_error *err)
{
    dm_checksum_reset(self->sum);
    for (int part = 0; part < self->n; part++) {
        sqlite3_stmt *line = ask(self, part, row);
        int code;

        dm_checksum_u64(self->sum, (uint64_t) part);
        while ((code = sqlite3_step(line)) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(line); i++) {
                add_column(self->sum, line, i);
            }
            n_lines[part]++;
        }
        sqlite3_reset(line);
        if (code != SQLITE_DONE) {
            return dm_sqlite_failed(self->db, self->path, err);
        }
    }
    dm_digest_text(dm_checksum_digest(self->sum), hash);
    return DM_OK;
}

static dm_status
hash_once(sqlite3 *db, const char *path, const struct part *parts, int n, int64_t row,
    char hash[33], struct dm_error *err)
{
    struct asking asking;
    int64_t n_lines[MOST_PARTS] = { 0 };
    dm_status st = asking_init(&asking, db, path, parts, n, err);

    if (st == DM_OK) {
        st = hash_of(&asking, row, hash, n_lines, err);
        asking_clear(&asking);
    }
    return st;
}

/* Runs `sql` with a text as ?1 and a number or a text as ?2. */
static dm_status
write_hash(sqlite3 *db, const char *path, const char *sql, const char *hash,
    const char *key, int64_t row, struct dm_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool ok = sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
              sqlite3_bind_text(statement, 1, hash, -1, SQLITE_STATIC) == SQLITE_OK &&
              (key != NULL ? sqlite3_bind_text(statement, 2, key, -1, SQLITE_STATIC)
                           : sqlite3_bind_int64(statement, 2, row)) == SQLITE_OK &&
              sqlite3_step(statement) == SQLITE_DONE;
    dm_status st = ok ? DM_OK : dm_sqlite_failed(db, path, err);

    sqlite3_finalize(statement);
    return st;
}

dm_status
dm_study_seal_row(sqlite3 *db, const char *path, int64_t row, struct dm_error *err)
{
    char hash[33];
    dm_status st = hash_once(db, path, of_row, N_ROW, row, hash, err);

    return st == DM_OK
               ? write_hash(db, path, "UPDATE runs SET xxh3_128 = ?1 WHERE row = ?2", hash,
                     NULL, row, err)
               : st;
}

static dm_status
seal(sqlite3 *db, const char *path, const struct part *parts, int n, const char *key,
    struct dm_error *err)
{
    char hash[33];
    dm_status st = hash_once(db, path, parts, n, 0, hash, err);

    return st == DM_OK ? write_hash(db, path,
                             "INSERT OR REPLACE INTO meta (value, key) VALUES (?1, ?2)",
                             hash, key, 0, err)
                       : st;
}

dm_status
dm_study_seal_made_of(sqlite3 *db, const char *path, struct dm_error *err)
{
    return seal(db, path, of_study, N_STUDY, MADE_OF, err);
}

dm_status
dm_study_seal_findings(sqlite3 *db, const char *path, struct dm_error *err)
{
    return seal(db, path, of_findings, N_FINDINGS, FINDINGS, err);
}

/* ---- checking ---- */

static dm_status
check_rows(sqlite3 *db, const char *path, struct asking *asking,
    int64_t n_lines[MOST_PARTS], struct dm_error *err)
{
    sqlite3_stmt *rows = NULL;
    dm_status st = DM_OK;
    int code = sqlite3_prepare_v2(
        db, "SELECT row, xxh3_128 FROM runs ORDER BY row", -1, &rows, NULL);

    while (st == DM_OK && (code == SQLITE_OK || code == SQLITE_ROW) &&
           (code = sqlite3_step(rows)) == SQLITE_ROW) {
        int64_t row = sqlite3_column_int64(rows, 0);
        const void *text = sqlite3_column_text(rows, 1);
        const char *kept = text;
        char hash[33];

        st = hash_of(asking, row, hash, n_lines, err);
        if (st == DM_OK && (kept == NULL || strcmp(kept, hash) != 0)) {
            st = dm_error_set(err, DM_EIO,
                "%.300s: row %lld was changed since it was run: its hash is no longer that "
                "of its points and outcomes",
                path, (long long) row);
        }
    }
    if (st == DM_OK && code != SQLITE_DONE) {
        st = dm_sqlite_failed(db, path, err);
    }
    sqlite3_finalize(rows);
    return st;
}

/* What is there but belongs to no row, measure or factor. */
static dm_status
check_strays(
    sqlite3 *db, const char *path, const int64_t n_lines[MOST_PARTS], struct dm_error *err)
{
    static const char *const counts[N_ROW] = { NULL, "SELECT count(*) FROM points",
        "SELECT count(*) FROM outcomes" };

    for (int part = 1; part < N_ROW; part++) {
        sqlite3_stmt *count = NULL;
        bool ok = sqlite3_prepare_v2(db, counts[part], -1, &count, NULL) == SQLITE_OK &&
                  sqlite3_step(count) == SQLITE_ROW;
        int64_t n = ok ? sqlite3_column_int64(count, 0) : -1;

        sqlite3_finalize(count);
        if (!ok) {
            return dm_sqlite_failed(db, path, err);
        }
        if (n != n_lines[part]) {
            return dm_error_set(err, DM_EIO,
                "%.300s: table %s was changed: it holds %lld lines, and the rows that were "
                "run have %lld",
                path, of_row[part].name, (long long) n, (long long) n_lines[part]);
        }
    }
    return DM_OK;
}

static dm_status
check_sealed(sqlite3 *db, const char *path, const struct part *parts, int n,
    const char *key, const char *what, struct dm_error *err)
{
    sqlite3_stmt *ask = NULL;
    char hash[33];
    dm_status st = hash_once(db, path, parts, n, 0, hash, err);

    if (st == DM_OK &&
        (sqlite3_prepare_v2(db, "SELECT 1 FROM meta WHERE key = ? AND value = ?", -1, &ask,
             NULL) != SQLITE_OK ||
            sqlite3_bind_text(ask, 1, key, -1, SQLITE_STATIC) != SQLITE_OK ||
            sqlite3_bind_text(ask, 2, hash, -1, SQLITE_STATIC) != SQLITE_OK)) {
        st = dm_sqlite_failed(db, path, err);
    }
    if (st == DM_OK && sqlite3_step(ask) != SQLITE_ROW) {
        st = dm_error_set(
            err, DM_EIO, "%.300s: %s changed since they were written", path, what);
    }
    sqlite3_finalize(ask);
    return st;
}

dm_status
dm_study_check_seals(sqlite3 *db, const char *path, struct dm_error *err)
{
    struct asking asking;
    int64_t n_lines[MOST_PARTS] = { 0 };
    dm_status st = check_sealed(db, path, of_study, N_STUDY, MADE_OF,
        "factors, measures or notes of the study were", err);

    st = st == DM_OK ? asking_init(&asking, db, path, of_row, N_ROW, err) : st;
    if (st == DM_OK) {
        st = check_rows(db, path, &asking, n_lines, err);
        asking_clear(&asking);
    }
    if (st == DM_OK) {
        st = check_strays(db, path, n_lines, err);
    }
    return st == DM_OK ? check_sealed(db, path, of_findings, N_FINDINGS, FINDINGS,
                             "the tables spread or indices were", err)
                       : st;
}

/* ---- two files ---- */

static bool
is_same(sqlite3_stmt *a, sqlite3_stmt *b, int i)
{
    int type = sqlite3_column_type(a, i);

    if (type != sqlite3_column_type(b, i)) {
        return false;
    }
    if (type == SQLITE_FLOAT) {
        double x = sqlite3_column_double(a, i), y = sqlite3_column_double(b, i);
        double size = fabs(x) > fabs(y) ? fabs(x) : fabs(y);

        return (isinf(x) && isinf(y) && (x > 0.0) == (y > 0.0)) ||
               fabs(x - y) <= TOLERANCE * size;
    }
    if (type == SQLITE_NULL) {
        return true;
    }
    const void *s = sqlite3_column_text(a, i), *t = sqlite3_column_text(b, i);
    return s != NULL && t != NULL && strcmp(s, t) == 0;
}

static void
add_value(struct dm_strbuf *out, sqlite3_stmt *line, int i)
{
    const void *text = sqlite3_column_text(line, i);

    if (sqlite3_column_type(line, i) == SQLITE_FLOAT) {
        dm_strbuf_add_number(out, sqlite3_column_double(line, i));
    } else {
        dm_strbuf_add(out, text != NULL ? text : "none");
    }
}

/* "row 3: outcomes: metric listed_share, side regime, replicate 2: value: 0.5 in the
 * folder, 0.4 in the run again"; i -1: the line is in one only. */
static void
tell(struct dm_study_compared *out, const struct part *part, int64_t row,
    sqlite3_stmt *kept, sqlite3_stmt *again, int i)
{
    sqlite3_stmt *one = kept != NULL ? kept : again;

    if (out->n_differ++ > 0) {
        return;
    }
    if (row >= 0) {
        dm_strbuf_addf(&out->first, "row %lld: ", (long long) row);
    }
    dm_strbuf_addf(&out->first, "%s: ", part->name);
    for (int key = 0; key < part->n_keys; key++) {
        dm_strbuf_addf(
            &out->first, "%s%s ", key == 0 ? "" : ", ", sqlite3_column_name(one, key));
        add_value(&out->first, one, key);
    }
    if (i < 0) {
        dm_strbuf_addf(&out->first, "%sonly in the %s\n", part->n_keys > 0 ? ": " : "",
            kept != NULL ? "folder" : "run again");
        return;
    }
    dm_strbuf_addf(
        &out->first, "%s%s: ", part->n_keys > 0 ? ": " : "", sqlite3_column_name(one, i));
    add_value(&out->first, kept, i);
    dm_strbuf_add(&out->first, " in the folder, ");
    add_value(&out->first, again, i);
    dm_strbuf_add(&out->first, " in the run again\n");
}

static void
compare_line(struct dm_study_compared *out, const struct part *part, int64_t row,
    sqlite3_stmt *kept, sqlite3_stmt *again)
{
    for (int i = 0; i < sqlite3_column_count(kept); i++) {
        out->n_values += i < part->n_keys ? 0 : 1;
        if (!is_same(kept, again, i)) {
            tell(out, part, row, kept, again, i);
        }
    }
}

static dm_status
compare_part(struct asking *kept, struct asking *again, int part, int64_t row,
    struct dm_study_compared *out, struct dm_error *err)
{
    const struct part *of = &kept->parts[part];
    sqlite3_stmt *a = ask(kept, part, row), *b = ask(again, part, row);
    int code = sqlite3_step(a), other = sqlite3_step(b);

    while (code == SQLITE_ROW && other == SQLITE_ROW) {
        compare_line(out, of, row, a, b);
        code = sqlite3_step(a);
        other = sqlite3_step(b);
    }
    if (code == SQLITE_ROW || other == SQLITE_ROW) {
        tell(out, of, row, code == SQLITE_ROW ? a : NULL, other == SQLITE_ROW ? b : NULL,
            -1);
    } else if (code != SQLITE_DONE || other != SQLITE_DONE) {
        return dm_sqlite_failed(
            code != SQLITE_DONE ? kept->db : again->db, kept->path, err);
    }
    sqlite3_reset(a);
    sqlite3_reset(b);
    return DM_OK;
}

static dm_status
compare_parts(sqlite3 *kept, sqlite3 *again, const char *path, const struct part *parts,
    int n, const int64_t *rows, int64_t n_rows, struct dm_study_compared *out,
    struct dm_error *err)
{
    struct asking a, b;
    dm_status st = asking_init(&a, kept, path, parts, n, err);

    if (st != DM_OK) {
        return st;
    }
    st = asking_init(&b, again, path, parts, n, err);
    if (st == DM_OK) {
        for (int64_t i = 0; st == DM_OK && i < n_rows; i++) {
            for (int part = 0; st == DM_OK && part < n; part++) {
                st = compare_part(&a, &b, part, rows[i], out, err);
            }
        }
        asking_clear(&b);
    }
    asking_clear(&a);
    return st;
}

/* Numbers of the rows of a file; owned by the caller. NULL: no memory, or it failed. */
static int64_t *
rows_of(sqlite3 *db, int64_t *n)
{
    sqlite3_stmt *rows = NULL;
    int64_t *out = NULL, size = 0;

    *n = 0;
    if (sqlite3_prepare_v2(db, "SELECT row FROM runs ORDER BY row", -1, &rows, NULL) ==
        SQLITE_OK) {
        out = malloc(sizeof *out);
    }
    while (out != NULL && sqlite3_step(rows) == SQLITE_ROW) {
        if (*n >= size) {
            size = size == 0 ? 64 : 2 * size;
            int64_t *more = realloc(out, (size_t) size * sizeof *more);
            if (more == NULL) {
                free(out);
            }
            out = more;
        }
        if (out != NULL) {
            out[(*n)++] = sqlite3_column_int64(rows, 0);
        }
    }
    sqlite3_finalize(rows);
    return out;
}

dm_status
dm_study_compare(sqlite3 *kept, sqlite3 *again, bool findings, const char *path,
    struct dm_study_compared *out, struct dm_error *err)
{
    const int64_t none = -1;
    int64_t *rows = NULL;
    dm_status st;

    if (findings) {
        st = compare_parts(kept, again, path, of_findings, N_FINDINGS, &none, 1, out, err);
    } else {
        rows = rows_of(again, &out->n_rows);
        st = rows != NULL ? compare_parts(kept, again, path, of_row, N_ROW, rows,
                                out->n_rows, out, err)
                          : DM_ENOMEM;
    }
    free(rows);
    return st == DM_ENOMEM || (st == DM_OK && out->first.failed)
               ? dm_error_set(err, DM_ENOMEM, "%.300s: no memory", path)
               : st;
}
