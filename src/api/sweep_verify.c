/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a study's folder still is what its study gives. First the files and the hashes of
 * the tables; then some rows, run again into a database in memory; then what was found,
 * from all rows that are there. Nothing is changed. */
#include "stored.h"
#include "sweep_handle.h"
#include "verified.h"

#include "demerit/store.h"
#include "storage/build.h"
#include "storage/folder.h"

#include <stdlib.h>
#include <string.h>

enum { FEW_ROWS = 5, CHECKSUMS_OF_ROW = 3 };

#define MOST_BYTES ((size_t) 1 << 30) /* of a study.json */

struct verifying {
    struct demerit_comparison *found;
    struct demerit_sweep *sweep;
    char *folder, *path; /* owned: of the study, and of its tables */
    uint8_t *is_over;    /* [n_rows], owned: 1 it ran, 2 it failed */
};

/* ---- rows ---- */

/* `wanted` of those that ran, evenly: the k-th in the middle of the k-th part. 0: a few;
 * -1: all. What is chosen is not done. */
static void
choose(struct verifying *self, int wanted)
{
    int64_t n = self->sweep->study->design.n_rows, n_ran = 0, at = 0, taken = 0;

    for (int64_t row = 0; row < n; row++) {
        n_ran += self->is_over[row] == 1;
        self->found->n_over += self->is_over[row] != 0;
    }
    int64_t most = wanted < 0 ? n_ran : wanted == 0 ? FEW_ROWS : wanted;
    most = most < n_ran ? most : n_ran;
    for (int64_t row = 0; row < n; row++) {
        bool ran = self->is_over[row] == 1;
        bool is_next = ran && taken < most && at >= (2 * taken + 1) * n_ran / (2 * most);

        self->sweep->is_done[row] = !is_next;
        taken += is_next;
        at += ran;
    }
    self->found->n_rows = n;
    self->found->n_again = taken;
}

/* An empty database in memory, in place of the one before. */
static dm_status
start_in_memory(struct demerit_sweep *sweep, struct dm_error *err)
{
    dm_study_store_free(sweep->store);
    sweep->store = NULL;
    return dm_sweep_make_folder(sweep, false, err);
}

static void
take_compared(struct demerit_comparison *found, const struct dm_study_compared *compared)
{
    int64_t n_checksums = CHECKSUMS_OF_ROW * compared->n_rows;

    found->n_checksums += (int) n_checksums;
    found->n_values += compared->n_values - n_checksums;
    found->n_values_differ += compared->n_differ;
    if (compared->n_differ > 0) {
        dm_strbuf_add(dm_comparison_differ(found), compared->first.text);
    }
}

static dm_status
compare(struct verifying *self, bool findings, struct dm_error *err)
{
    struct dm_study_compared compared = { .n_rows = 0 };
    dm_status st =
        dm_study_store_compare(self->sweep->store, self->path, findings, &compared, err);

    if (st == DM_OK) {
        take_compared(self->found, &compared);
    }
    dm_strbuf_clear(&compared.first);
    return st;
}

static dm_status
run_again(
    struct verifying *self, const struct demerit_run_options *options, struct dm_error *err)
{
    dm_status st = start_in_memory(self->sweep, err);

    if (st == DM_OK) {
        int threads = options != NULL ? options->threads : 0;
        st = dm_sweep_run_rows(self->sweep, threads, options, err);
    }
    return st == DM_OK ? compare(self, false, err) : st;
}

/* ---- what was found ---- */

/* The document, made by the same program, is the same to the byte. */
static dm_status
compare_document(struct verifying *self, struct dm_error *err)
{
    struct dm_strbuf kept = { .text = NULL };
    char *again = demerit_sweep_json(self->sweep);
    dm_status st = dm_folder_read(self->folder, DM_FILE_STUDY_JSON, MOST_BYTES, &kept, err);

    if (st == DM_OK && again == NULL) {
        st = dm_error_set(err, DM_ENOMEM, "no memory for a comparison");
    }
    if (st == DM_OK && again != NULL &&
        (kept.text == NULL || strlen(again) != kept.n ||
            memcmp(again, kept.text, kept.n) != 0)) {
        dm_strbuf_addf(dm_comparison_differ(self->found),
            "%s/" DM_FILE_STUDY_JSON ": not what the rows that are there give\n",
            self->folder);
    }
    self->found->n_files++;
    dm_strbuf_clear(&kept);
    demerit_text_free(again);
    return st;
}

static bool
is_same_build(const struct dm_manifest *manifest)
{
    return manifest->commit != NULL && strcmp(manifest->commit, DM_BUILD_COMMIT) == 0 &&
           manifest->compiler != NULL &&
           strcmp(manifest->compiler, dm_build_compiler()) == 0;
}

/* Of a study that has been finished at least once. */
static dm_status
find_again(struct verifying *self, struct dm_error *err)
{
    int64_t n_new = 0;
    dm_status st = start_in_memory(self->sweep, err);

    if (st == DM_OK) {
        st = dm_study_store_merge(self->sweep->store, self->path, &n_new, err);
    }
    if (st == DM_OK) {
        st = dm_sweep_look_at_rows(self->sweep, err);
    }
    if (st == DM_OK) {
        st = dm_sweep_find(self->sweep, err);
    }
    if (st == DM_OK) {
        st = compare(self, true, err);
    }
    if (st == DM_OK && is_same_build(&self->sweep->manifest)) {
        st = compare_document(self, err);
    }
    return st;
}

/* ---- all of it ---- */

static dm_status
compare_rows(struct verifying *self, int rows, const struct demerit_run_options *options,
    struct dm_error *err)
{
    int64_t n_rows = self->sweep->study->design.n_rows;
    bool changed = false;
    dm_status st = dm_study_store_look(self->path, self->is_over, n_rows, &changed, err);

    if (st != DM_OK && changed) {
        dm_strbuf_addf(dm_comparison_differ(self->found), "%s\n", err->text);
        return DM_OK;
    }
    if (st == DM_OK) {
        choose(self, rows);
        st = run_again(self, options, err);
    }
    char *document = dm_folder_path(self->folder, DM_FILE_STUDY_JSON);
    bool is_there = dm_folder_exists(document);

    free(document);
    return st == DM_OK && is_there && self->found->n_differences == 0
               ? find_again(self, err)
               : st;
}

/* While rows run into memory the study has no folder; its sources are borrowed from it. */
static dm_status
compare_study(struct verifying *self, int rows, const struct demerit_run_options *options,
    struct dm_error *err)
{
    char *folder = self->sweep->folder;

    self->path = dm_folder_path(self->folder, DM_FILE_STUDY);
    self->is_over = calloc((size_t) self->sweep->study->design.n_rows, 1);
    if (self->path == NULL || self->is_over == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory to verify a study");
    }
    self->sweep->folder = NULL;
    dm_status st = compare_rows(self, rows, options, err);
    self->sweep->folder = folder;
    return st == DM_OK && self->found->differences.failed
               ? dm_error_set(err, DM_ENOMEM, "no memory for a comparison")
               : st;
}

static int
verify_folder(struct verifying *self, int rows, const struct demerit_run_options *options,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_manifest manifest;
    dm_status st = dm_manifest_read(&manifest, self->folder, &err);

    if (st == DM_OK) {
        dm_comparison_files(self->found, self->folder, &manifest);
        self->found->note = dm_comparison_note(&manifest);
    }
    dm_manifest_clear(&manifest);
    if (st != DM_OK || self->found->n_differences > 0) { /* other sources, other rows */
        return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
    }
    int status = dm_sweep_reopen(self->sweep, self->folder, problems);
    if (status == DEMERIT_OK) {
        const struct dm_study *study = self->sweep->study;

        dm_comparison_head(
            self->found, &self->sweep->manifest, study->name.s, study->title, study->base);
        st = compare_study(self, rows, options, &err);
        status = st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
    }
    return status;
}

int
demerit_sweep_verify(struct demerit_comparison **out, const char *folder, int rows,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    if (out == NULL || folder == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct verifying self = { .found = calloc(1, sizeof *self.found),
        .sweep = dm_sweep_handle(),
        .folder = dm_stored_folder(folder) };
    char *name = dm_stored_folder(folder);
    int status = DEMERIT_OK;

    if (self.found == NULL || self.sweep == NULL || self.folder == NULL || name == NULL) {
        status = dm_problems_add_error(problems, DM_ENOMEM, NULL);
        free(name);
    } else {
        self.found->is_study = true;
        self.found->folder = name;
        status = verify_folder(&self, rows, options, problems);
    }
    demerit_sweep_free(self.sweep);
    free(self.folder);
    free(self.path);
    free(self.is_over);
    if (status != DEMERIT_OK) {
        demerit_comparison_free(self.found);
        return status;
    }
    *out = self.found;
    return DEMERIT_OK;
}
