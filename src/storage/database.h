/* SPDX-License-Identifier: Apache-2.0
 *
 * A results.sqlite: written once by one writer, read by anybody. The writer is a sink. */
#ifndef DEMERIT_STORAGE_DATABASE_H
#define DEMERIT_STORAGE_DATABASE_H

#include "base/strbuf.h"
#include "results.h"

#define DM_DATABASE_ID      0x446d5253 /* application_id: "DmRS" */
#define DM_DATABASE_VERSION 1          /* user_version */

struct dm_database; /* opaque: one writer */

/* Makes the tables in `path`, an empty file that is there already. Everything is written in
 * transactions of bounded size, without a journal: the file is complete after
 * dm_database_close() or it is none. `*out` is NULL on failure; DM_EIO names the path. */
dm_status dm_database_create(
    struct dm_database **out, const char *path, struct dm_error *err) DM_MUST_USE;
void dm_database_free(struct dm_database *self); /* closes without care; NULL is allowed */
/* Sets a row of `meta`. */
dm_status dm_database_note(struct dm_database *self, const char *key, const char *value,
    struct dm_error *err) DM_MUST_USE;
/* The sink lives as long as the database. Rows keep their order; doubles are kept exactly,
 * NaN as NULL; only the sign of a zero is lost, to SQLite. DM_EIO if the disk is full or
 * fails. */
struct dm_sink dm_database_sink(struct dm_database *self);
/* Writes what is pending and closes. */
dm_status dm_database_close(struct dm_database *self, struct dm_error *err) DM_MUST_USE;

/* All rows of a file, appended to `results` (initialised). DM_EIO names the file if it is
 * damaged or no results of ours. */
dm_status dm_database_load(
    const char *path, struct dm_results *results, struct dm_error *err) DM_MUST_USE;

enum dm_table_format { DM_TABLE_CSV, DM_TABLE_JSONL };

/* Receives a piece of text; false stops with DM_EIO. */
struct dm_writer {
    void *self;
    bool (*write)(void *self, const char *text, size_t n);
};

/* One table as text, row after row in the order kept: CSV by RFC 4180 with the columns
 * `synthetic` and `not_for` (and `resumed` of a run that was) at the end of each row; or
 * JSON lines, the first of which says what they are. */
dm_status dm_database_export(const char *path, const char *table,
    enum dm_table_format format, const struct dm_writer *out,
    struct dm_error *err) DM_MUST_USE;
/* The i-th table that can be exported, or NULL. */
const char *dm_database_table(size_t i);

#endif
