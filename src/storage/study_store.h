/* SPDX-License-Identifier: Apache-2.0
 *
 * A study.sqlite: one writer, a transaction for each row of the design, so that whoever is
 * killed loses the rows under way and nothing else. Not what the numbers mean. */
#ifndef DEMERIT_STORAGE_STUDY_STORE_H
#define DEMERIT_STORAGE_STUDY_STORE_H

#include "base/strbuf.h"
#include "database.h"
#include "port/study_rows.h"

#include <stdbool.h>

#define DM_FILE_STUDY      "study.sqlite"
#define DM_FILE_STUDY_JSON "study.json"
#define DM_STATUS_SWEEP    "sweep"    /* of the manifest of a sweep's folder */
#define DM_STUDY_ID        0x446d5354 /* application_id: "DmST" */
#define DM_STUDY_VERSION   2          /* user_version */

struct dm_study_store; /* opaque; while it is open no other process can open the file */

/* Makes the tables in `path`, an empty file that is there already; or opens what was made
 * so. `*out` is NULL on failure. DM_EIO names the path: it is no file of ours, damaged, in
 * use, or a row, or what was found, is not what was written: the text says which. */
dm_status dm_study_store_create(
    struct dm_study_store **out, const char *path, struct dm_error *err) DM_MUST_USE;
dm_status dm_study_store_open(
    struct dm_study_store **out, const char *path, struct dm_error *err) DM_MUST_USE;
void dm_study_store_free(struct dm_study_store *self); /* NULL is allowed */
/* Ends the journal, so that the file stands alone, and closes. */
dm_status dm_study_store_close(
    struct dm_study_store *self, struct dm_error *err) DM_MUST_USE;

/* Rows of `meta`. dm_study_store_note_of() appends to `out`, nothing where there is no such
 * key. */
dm_status dm_study_store_note(struct dm_study_store *self, const char *key,
    const char *value, struct dm_error *err) DM_MUST_USE;
dm_status dm_study_store_note_of(struct dm_study_store *self, const char *key,
    struct dm_strbuf *out, struct dm_error *err) DM_MUST_USE;

/* What the study is made of, once, after creating. low and high, or choices, may be NULL.
 */
struct dm_stored_factor {
    int32_t factor;
    const char *id, *path, *scale, *low, *high, *choices;
    bool is_assumed;
};
dm_status dm_study_store_factor(struct dm_study_store *self,
    const struct dm_stored_factor *factor, struct dm_error *err) DM_MUST_USE;
dm_status dm_study_store_left_out(struct dm_study_store *self, const char *path,
    const char *why, struct dm_error *err) DM_MUST_USE;
dm_status dm_study_store_metric(struct dm_study_store *self, int32_t metric, const char *id,
    const char *unit, const char *direction, struct dm_error *err) DM_MUST_USE;

/* When all of that is there: writes the hashes of it, which whoever opens the file asks
 * for. */
dm_status dm_study_store_seal(
    struct dm_study_store *self, struct dm_error *err) DM_MUST_USE;

/* A row that is over: begin, its points and outcomes, end. It replaces one that failed.
 * `error` NULL: it ran; checksums are NULL where it did not. NaN is kept as NULL. After a
 * failure dm_study_store_free() undoes the row. */
struct dm_stored_run {
    int64_t row;
    const char *error, *checksum, *twin_checksum, *measures_checksum;
    double seconds;
};
dm_status dm_study_store_begin(struct dm_study_store *self, const struct dm_stored_run *run,
    struct dm_error *err) DM_MUST_USE;
dm_status dm_study_store_point(struct dm_study_store *self, int64_t row, int32_t factor,
    const char *value, struct dm_error *err) DM_MUST_USE;
dm_status dm_study_store_outcome(struct dm_study_store *self, int64_t row, int32_t metric,
    int side, int32_t replicate, double value, struct dm_error *err) DM_MUST_USE;
dm_status dm_study_store_end(struct dm_study_store *self, struct dm_error *err) DM_MUST_USE;

/* Every row that is over, in order; false from `look` ends early. Texts are borrowed. */
dm_status dm_study_store_runs(struct dm_study_store *self,
    bool (*look)(void *context, const struct dm_stored_run *run), void *context,
    struct dm_error *err) DM_MUST_USE;
/* The outcomes of one measure and side, by row and replicate. */
dm_status dm_study_store_outcomes(struct dm_study_store *self, int32_t metric, int side,
    void (*look)(void *context, int64_t row, int32_t replicate, double value),
    void *context, struct dm_error *err) DM_MUST_USE;

/* Empties spread and indices; then the sink, between begin and end of a transaction of its
 * own, fills them. */
dm_status dm_study_store_start_findings(
    struct dm_study_store *self, struct dm_error *err) DM_MUST_USE;
struct dm_finding_sink dm_study_store_findings(struct dm_study_store *self);
dm_status dm_study_store_end_findings(
    struct dm_study_store *self, struct dm_error *err) DM_MUST_USE;

/* Takes over the rows of another study.sqlite of the same study. A row in both must be the
 * same, time aside: else DM_ESCENARIO names the first that is not. What failed there and
 * ran here stays, and the other way round. */
dm_status dm_study_store_merge(struct dm_study_store *self, const char *other,
    int64_t *n_new, struct dm_error *err) DM_MUST_USE;

/* Which rows a study.sqlite holds, opened to be read: is_over[row] is set to 1 for those
 * that ran, 2 for those that failed. DM_EIO as dm_study_store_open(); `*changed`: because
 * something is not what was written. */
dm_status dm_study_store_look(const char *path, uint8_t *is_over, int64_t n_rows,
    bool *changed, struct dm_error *err) DM_MUST_USE;

/* Compares the rows that `self` holds, time aside, with the same rows of the file `path`;
 * or, if `findings`, what was found. Numbers may differ by 1e-12 of their size. The first
 * that differs is told as a line in `first`; of all there is their number. */
struct dm_study_compared {
    int64_t n_rows, n_values, n_differ;
    struct dm_strbuf first;
};
dm_status dm_study_store_compare(struct dm_study_store *self, const char *path,
    bool findings, struct dm_study_compared *out, struct dm_error *err) DM_MUST_USE;

/* One table of a study.sqlite that nobody has open, as dm_database_export() prints those of
 * a run: `points` and `results` with ids in place of numbers. */
dm_status dm_study_store_export(const char *path, const char *table,
    enum dm_table_format format, const struct dm_writer *out,
    struct dm_error *err) DM_MUST_USE;
/* The i-th table that can be exported, or NULL. */
const char *dm_study_store_table(size_t i);

#endif
