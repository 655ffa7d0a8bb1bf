/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashes (XXH3-128) of what a study.sqlite holds: of each row of the design with its points
 * and outcomes, of what the study is made of, and of what was found. They are written with
 * what they are of, and asked for whenever it is read. Who edits a table and its hash, too,
 * is found by running rows again. */
#ifndef DEMERIT_STORAGE_STUDY_SEAL_H
#define DEMERIT_STORAGE_STUDY_SEAL_H

#include "study_store.h"

#include <sqlite3.h>
#include <stdint.h>

/* Writes the hash of a row; in the transaction that wrote it. seconds are not part of it:
 * they alone differ when a row is run again. */
dm_status dm_study_seal_row(
    sqlite3 *db, const char *path, int64_t row, struct dm_error *err) DM_MUST_USE;
/* factors, left_out, metrics and meta; spread and indices. */
dm_status dm_study_seal_made_of(
    sqlite3 *db, const char *path, struct dm_error *err) DM_MUST_USE;
dm_status dm_study_seal_findings(
    sqlite3 *db, const char *path, struct dm_error *err) DM_MUST_USE;

/* DM_EIO: something is not what it was when it was written; the text names the row. */
dm_status dm_study_check_seals(
    sqlite3 *db, const char *path, struct dm_error *err) DM_MUST_USE;

/* As dm_study_store_compare(), of two connections. */
dm_status dm_study_compare(sqlite3 *kept, sqlite3 *again, bool findings, const char *path,
    struct dm_study_compared *out, struct dm_error *err) DM_MUST_USE;

#endif
