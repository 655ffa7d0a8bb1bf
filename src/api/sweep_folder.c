/* SPDX-License-Identifier: Apache-2.0
 *
 * The folder of a sweep: copies of all that was read, the tables with what the study is
 * made of, and the manifest, which comes last: from then on the folder can be resumed. */
#include "sweep_handle.h"

#include "storage/build.h"
#include "storage/folder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dm_status
no_memory(struct dm_error *err)
{
    return dm_error_set(err, DM_ENOMEM, "no memory for the sweep's folder");
}

const char *
demerit_sweep_folder(const struct demerit_sweep *self)
{
    return self->folder;
}

/* ---- what the study is made of ---- */

static dm_status
write_study(struct demerit_sweep *self, struct dm_error *err)
{
    const struct dm_study *study = self->study;
    dm_status st = DM_OK;

    for (int32_t f = 0; st == DM_OK && f < study->n_factors; f++) {
        struct dm_stored_factor factor;
        char *texts[DM_FACTOR_TEXTS];

        st = dm_sweep_factor(study, f, &factor, texts)
                 ? dm_study_store_factor(self->store, &factor, err)
                 : no_memory(err);
        for (int i = 0; i < DM_FACTOR_TEXTS; i++) {
            free(texts[i]);
        }
    }
    for (int32_t i = 0; st == DM_OK && i < study->n_omitted; i++) {
        st = dm_study_store_left_out(
            self->store, study->omitted[i].path, study->omitted[i].why, err);
    }
    for (int32_t m = 0; st == DM_OK && m < study->n_metrics; m++) {
        const struct dm_told_metric *metric = &self->metrics[m];

        st = dm_study_store_metric(
            self->store, m, metric->id, metric->unit, metric->direction, err);
    }
    return st;
}

static dm_status
write_notes(struct demerit_sweep *self, struct dm_error *err)
{
    const struct dm_study *study = self->study;
    char rows[32], first[32], end[32];
    const char *const notes[][2] = { { "schema", "demerit-study-results/1" },
        { "synthetic", "true" }, { "not_for", "decisions on persons" },
        { "demerit", DEMERIT_VERSION }, { "commit", DM_BUILD_COMMIT },
        { "key_layout", DM_KEY_LAYOUT }, { "study", study->name.s },
        { "study_hash", study->hash }, { "scenario", study->scenario },
        { "scenario_hash", study->base->hash },
        { "design", dm_design_word(study->design.options.kind) }, { "rows", rows },
        { "first", first }, { "end", end } };
    dm_status st = DM_OK;

    snprintf(rows, sizeof rows, "%" PRId64, study->design.n_rows);
    snprintf(first, sizeof first, "%" PRId64, self->first);
    snprintf(end, sizeof end, "%" PRId64, self->end);
    for (size_t i = 0; st == DM_OK && i < sizeof notes / sizeof *notes; i++) {
        st = dm_study_store_note(self->store, notes[i][0], notes[i][1], err);
    }
    return st;
}

/* ---- the folder ---- */

static dm_status
make_store(struct demerit_sweep *self, struct dm_error *err)
{
    char *path = self->folder != NULL ? dm_folder_path(self->folder, DM_FILE_STUDY)
                                      : dm_copy_text(":memory:");
    dm_status st = path == NULL ? no_memory(err)
                   : self->folder != NULL
                       ? dm_folder_reserve(self->folder, DM_FILE_STUDY, err)
                       : DM_OK;

    if (st == DM_OK) {
        st = dm_study_store_create(&self->store, path, err);
    }
    free(path);
    if (st == DM_OK) {
        st = write_notes(self, err);
    }
    if (st == DM_OK) {
        st = write_study(self, err);
    }
    return st == DM_OK ? dm_study_store_seal(self->store, err) : st;
}

dm_status
dm_sweep_make_folder(struct demerit_sweep *self, bool force, struct dm_error *err)
{
    dm_status st;

    if (self->folder == NULL) {
        return make_store(self, err);
    }
    st = dm_folder_make(self->folder, force, err);
    if (st != DM_OK) {
        return st;
    }
    st = dm_keeper_write(&self->keeper, self->folder, &self->manifest, err);
    if (st == DM_OK) {
        st = make_store(self, err);
    }
    if (st == DM_OK) {
        dm_manifest_start(&self->manifest);
        st = dm_manifest_write(&self->manifest, self->folder, err);
    }
    if (st != DM_OK) {
        dm_study_store_free(self->store);
        self->store = NULL;
        dm_folder_remove(self->folder);
    }
    return st;
}

static char *
folder_name(const struct demerit_sweep *self, const struct demerit_sweep_options *options)
{
    struct dm_strbuf out = { .text = NULL };

    if (options->folder != NULL) {
        return dm_copy_text(options->folder);
    }
    dm_strbuf_addf(
        &out, "runs/%s-%" PRIu32, self->study->name.s, self->study->base->run.seed);
    return dm_text_from(&out);
}

int
demerit_sweep_create(struct demerit_sweep *self,
    const struct demerit_sweep_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    dm_status st = DM_OK;

    if (self == NULL || options == NULL || self->store != NULL) {
        return DEMERIT_EUSAGE;
    }
    if (!dm_manifest_add_command(
            &self->manifest, options->arguments, options->n_arguments)) {
        st = no_memory(&err);
    }
    if (st == DM_OK && !options->nowhere) {
        self->folder = folder_name(self, options);
        st = self->folder != NULL ? DM_OK : no_memory(&err);
    }
    if (st == DM_OK) {
        st = dm_sweep_make_folder(self, options->force, &err);
    }
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}

/* ---- a folder that is there ---- */

static dm_status
note_number(struct demerit_sweep *self, const char *key, int64_t *out, struct dm_error *err)
{
    struct dm_strbuf text = { .text = NULL };
    dm_status st = dm_study_store_note_of(self->store, key, &text, err);

    if (st == DM_OK && text.text != NULL) {
        long long value = strtoll(text.text, NULL, 10);
        if (value >= 0 && value <= self->study->design.n_rows) {
            *out = value;
        }
    }
    dm_strbuf_clear(&text);
    return st;
}

dm_status
dm_sweep_open_store(struct demerit_sweep *self, struct dm_error *err)
{
    char *path = dm_folder_path(self->folder, DM_FILE_STUDY);
    struct dm_strbuf hash = { .text = NULL };
    dm_status st =
        path != NULL ? dm_study_store_open(&self->store, path, err) : no_memory(err);

    if (st == DM_OK) {
        st = dm_study_store_note_of(self->store, "study_hash", &hash, err);
    }
    if (st == DM_OK && (hash.text == NULL || strcmp(hash.text, self->study->hash) != 0)) {
        st = dm_error_set(err, DM_EIO,
            "%.300s/" DM_FILE_STUDY " is of another study than the folder's sources",
            self->folder);
    }
    if (st == DM_OK) {
        st = note_number(self, "first", &self->first, err);
    }
    if (st == DM_OK) {
        st = note_number(self, "end", &self->end, err);
    }
    dm_strbuf_clear(&hash);
    free(path);
    return st;
}
