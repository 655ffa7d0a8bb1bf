/* SPDX-License-Identifier: Apache-2.0
 *
 * A study.sqlite being written, shared by the files that write rows and that join two of
 * them. */
#ifndef DEMERIT_STORAGE_STUDY_HANDLE_H
#define DEMERIT_STORAGE_STUDY_HANDLE_H

#include "bound.h"
#include "study_store.h"

enum dm_study_statement {
    DM_STUDY_RUN,
    DM_STUDY_CLEAR_POINTS,
    DM_STUDY_POINT,
    DM_STUDY_OUTCOME,
    DM_STUDY_NOTE,
    DM_STUDY_SPREAD,
    DM_STUDY_INDEX,
    DM_STUDY_N_STATEMENTS
};

struct dm_study_store {
    sqlite3 *db; /* owned, as are the statements */
    sqlite3_stmt *statement[DM_STUDY_N_STATEMENTS];
    char *path;  /* owned */
    int64_t row; /* under way: the last that was begun */
};

/* What the last call failed of; never DM_OK. */
dm_status dm_study_failed(const struct dm_study_store *self, struct dm_error *err);
dm_status dm_study_execute(
    struct dm_study_store *self, const char *sql, struct dm_error *err) DM_MUST_USE;
/* The whole number that a query answers; one without an answer leaves it as it is. */
dm_status dm_study_answer(struct dm_study_store *self, const char *sql, int64_t *out,
    struct dm_error *err) DM_MUST_USE;

#endif
