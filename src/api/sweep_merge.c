/* SPDX-License-Identifier: Apache-2.0
 *
 * Folders of sweeps opened again: one to go on with, or several to join. */
#include "sweep_handle.h"

#include "storage/folder.h"

#include <stdlib.h>
#include <string.h>

int
demerit_sweep_resume(
    struct demerit_sweep **out, const char *folder, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (out == NULL || folder == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_sweep *self = dm_sweep_handle();
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    int status = dm_sweep_reopen(self, folder, problems);
    if (status == DEMERIT_OK) {
        dm_status st = dm_sweep_open_store(self, &err);
        st = st == DM_OK ? dm_sweep_look_at_rows(self, &err) : st;
        status = st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
    }
    if (status != DEMERIT_OK) {
        demerit_sweep_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

/* ---- joining ---- */

/* The folder's copies become those of the new folder, under the same names. */
static dm_status
adopt_sources(struct demerit_sweep *self, const char *from, struct dm_error *err)
{
    struct dm_manifest *manifest = &self->manifest;
    struct dm_keeper *keeper = &self->keeper;
    dm_status st = DM_OK;

    keeper->files = calloc(manifest->n_files + 1, sizeof *keeper->files);
    if (keeper->files == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for the sources");
    }
    for (size_t i = 0; st == DM_OK && i < manifest->n_files; i++) {
        struct dm_strbuf text = { .text = NULL };

        st = dm_folder_read(
            from, manifest->files[i].name, 4 * DM_MAX_FILE_BYTES, &text, err);
        keeper->files[i] =
            (struct dm_kept_file){ .name = dm_copy_text(manifest->files[i].name),
                .n = text.n };
        keeper->files[i].text = dm_text_from(&text);
        keeper->n = i + 1;
        if (keeper->files[i].name == NULL || keeper->files[i].text == NULL) {
            st = dm_error_set(err, DM_ENOMEM, "no memory for the sources");
        }
    }
    manifest->n_files = 0; /* written anew, with the same names */
    return st;
}

/* Whether a folder is of the same study. */
static dm_status
check_same(const struct demerit_sweep *self, const char *folder, struct dm_error *err)
{
    struct dm_manifest other = { .status = NULL };
    dm_status st = dm_manifest_read(&other, folder, err);

    if (st == DM_OK && strcmp(other.status, DM_STATUS_SWEEP) != 0) {
        st = dm_error_set(err, DM_ENOINPUT, "%.300s holds a run, and no sweep", folder);
    } else if (st == DM_OK && strcmp(other.scenario_hash, self->study->hash) != 0) {
        st = dm_error_set(err, DM_ESCENARIO,
            "%.200s is of another study than %.200s: factors, design, measures or scenario "
            "differ",
            folder, self->study->name.s);
    } else if (st == DM_OK &&
               (other.version == NULL || strcmp(other.version, DEMERIT_VERSION) != 0)) {
        st = dm_error_set(
            err, DM_EIO, "%.300s was made by another version of demerit", folder);
    }
    dm_manifest_clear(&other);
    return st;
}

static dm_status
take_rows(struct demerit_sweep *self, const char *folder, struct dm_error *err)
{
    char *path = dm_folder_path(folder, DM_FILE_STUDY);
    int64_t n_new = 0;
    dm_status st = path == NULL ? dm_error_set(err, DM_ENOMEM, "no memory to merge")
                                : dm_study_store_merge(self->store, path, &n_new, err);

    free(path);
    return st;
}

static dm_status
join(struct demerit_sweep *self, const char *const *from, size_t n, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (size_t i = 1; st == DM_OK && i < n; i++) {
        st = check_same(self, from[i], err);
    }
    if (st == DM_OK) {
        st = adopt_sources(self, from[0], err);
    }
    if (st == DM_OK) {
        st = dm_sweep_make_folder(self, false, err);
    }
    for (size_t i = 0; st == DM_OK && i < n; i++) {
        st = take_rows(self, from[i], err);
    }
    if (st == DM_OK) {
        st = dm_sweep_look_at_rows(self, err);
    }
    if (st == DM_OK) {
        st = dm_sweep_find(self, err);
    }
    if (st != DM_OK && self->store != NULL) {
        dm_study_store_free(self->store);
        self->store = NULL;
        dm_folder_remove(self->folder);
        return st;
    }
    if (st == DM_OK) {
        st = dm_study_store_close(self->store, err);
        self->store = NULL;
    }
    return st;
}

int
demerit_sweep_merge(struct demerit_sweep **out, const char *folder, const char *const *from,
    size_t n, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (out == NULL || folder == NULL || from == NULL || n == 0) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_sweep *self = dm_sweep_handle();
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    int status = dm_sweep_reopen(self, from[0], problems);
    if (status == DEMERIT_OK) {
        free(self->folder);
        self->folder = dm_copy_text(folder);
        dm_status st = self->folder != NULL ? join(self, from, n, &err) : DM_ENOMEM;
        status = st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
    }
    if (status != DEMERIT_OK) {
        demerit_sweep_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}
