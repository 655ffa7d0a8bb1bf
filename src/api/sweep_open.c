/* SPDX-License-Identifier: Apache-2.0
 *
 * From files to a study: those of the disk, kept for its folder, or the copies in a folder
 * that is there. */
#include "stored.h"
#include "sweep_handle.h"

#include "experiment/each.h"
#include "experiment/formula.h"
#include "scenario/reading.h"
#include "storage/build.h"
#include "storage/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- files in memory ---- */

void
dm_file_cache_clear(struct dm_file_cache *self)
{
    for (size_t i = 0; i < self->n; i++) {
        free(self->files[i].reference);
        free(self->files[i].from);
        free(self->files[i].path);
        free(self->files[i].text);
    }
    free(self->files);
    *self = (struct dm_file_cache){ .files = NULL };
}

static bool
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const struct dm_cached_file *
find_file(const struct dm_file_cache *self, const char *reference, const char *from)
{
    for (size_t i = 0; i < self->n; i++) {
        if (same(self->files[i].reference, reference) && same(self->files[i].from, from)) {
            return &self->files[i];
        }
    }
    return NULL;
}

/* Asks for a file and keeps it. NULL: `*st` says why. */
static const struct dm_cached_file *
fetch(struct dm_file_cache *self, const char *reference, const char *from, dm_status *st)
{
    struct dm_cached_file *files = realloc(self->files, (self->n + 1) * sizeof *files);
    struct dm_cached_file file = { .reference = NULL };
    char *path = NULL, *text = NULL;

    *st = DM_ENOMEM;
    if (files == NULL) {
        return NULL;
    }
    self->files = files;
    *st = self->inner.load(self->inner.context, reference, from, &path, &text, &file.n);
    if (*st != DM_OK) {
        return NULL;
    }
    file.reference = dm_copy_text(reference);
    file.from = from != NULL ? dm_copy_text(from) : NULL;
    file.path = dm_copy_text(path);
    file.text = dm_copy_bytes(text, file.n);
    free(path);
    free(text);
    files[self->n++] = file;
    if (file.reference == NULL || file.path == NULL || file.text == NULL ||
        (from != NULL && file.from == NULL)) {
        *st = DM_ENOMEM;
        return NULL;
    }
    return &files[self->n - 1];
}

static dm_status
load_cached(void *context, const char *reference, const char *from_file, char **path,
    char **text, size_t *n)
{
    struct dm_file_cache *self = context;
    const struct dm_cached_file *file = find_file(self, reference, from_file);
    dm_status st = DM_ENOINPUT;

    errno = ENOENT;
    if (file == NULL && !self->is_frozen) {
        file = fetch(self, reference, from_file, &st);
    }
    return file != NULL ? dm_file_copy(file->path, file->text, file->n, path, text, n) : st;
}

struct dm_file_source
dm_file_cache_source(struct dm_file_cache *self)
{
    return (struct dm_file_source){ .context = self, .load = load_cached };
}

/* ---- the handle ---- */

struct demerit_sweep *
dm_sweep_handle(void)
{
    return calloc(1, sizeof(struct demerit_sweep));
}

void
demerit_sweep_free(struct demerit_sweep *self)
{
    if (self == NULL) {
        return;
    }
    dm_study_store_free(self->store);
    for (size_t i = 0; i < self->n_failures; i++) {
        free(self->failures[i].error);
    }
    free(self->failures);
    free(self->metrics);
    free(self->spreads);
    free(self->indices);
    free(self->is_done);
    dm_file_cache_clear(&self->cache);
    dm_keeper_clear(&self->keeper);
    dm_manifest_clear(&self->manifest);
    dm_study_free(self->study);
    free(self->folder);
    free(self);
}

/* Unit and direction of a measure; a sum over services has those of its parts. */
static struct dm_told_metric
metric_of(const char *id)
{
    struct dm_told_metric out = { .id = id, .unit = "", .direction = "" };

    for (int k = 0; k < DM_N_MEASURES; k++) {
        int n;
        enum dm_each each = dm_each_of(dm_measures[k].id, &n);

        if (strncmp(dm_measures[k].id, id, (size_t) n) == 0 &&
            (id[n] == '\0' || (each != DM_EACH_NONE && id[n] == '.'))) {
            out.unit = dm_measures[k].unit;
            out.direction = dm_measures[k].direction;
        }
    }
    return out;
}

/* What does not depend on where the study was read from. */
static dm_status
prepare(struct demerit_sweep *self)
{
    const struct dm_study *study = self->study;
    size_t n = (size_t) study->n_metrics;

    self->cache.is_frozen = true;
    self->end = study->design.n_rows;
    self->is_done = calloc((size_t) study->design.n_rows, 1);
    self->metrics = calloc(n + 1, sizeof *self->metrics);
    for (size_t m = 0; self->metrics != NULL && m < n; m++) {
        self->metrics[m] = metric_of(study->metrics[m]);
    }
    return self->is_done != NULL && self->metrics != NULL ? DM_OK : DM_ENOMEM;
}

static int
read_study(struct demerit_sweep *self, const char *reference, const char *const *sets,
    size_t n_sets, struct demerit_problems *problems)
{
    struct dm_file_source source = dm_file_cache_source(&self->cache);
    struct dm_diagnostics diagnostics = { .items = NULL };
    dm_status st =
        dm_study_read(&self->study, reference, &source, sets, n_sets, &diagnostics);

    if (st == DM_OK) {
        st = prepare(self);
    }
    return dm_problems_take_read(problems, st, &diagnostics);
}

static bool
describe(struct demerit_sweep *self, const char *reference, const char *const *sets,
    size_t n_sets)
{
    const struct dm_scenario *base = self->study->base;
    struct dm_manifest *manifest = &self->manifest;
    bool ok = true;

    manifest->status = DM_STATUS_SWEEP;
    manifest->version = DEMERIT_VERSION;
    manifest->commit = DM_BUILD_COMMIT;
    manifest->compiler = dm_build_compiler();
    manifest->key_layout = DM_KEY_LAYOUT;
    manifest->scenario = self->study->name.s;
    manifest->title = self->study->title;
    manifest->scenario_hash = self->study->hash;
    manifest->seed = base->run.seed;
    manifest->replicates = base->run.replicates;
    manifest->persons = base->society.persons;
    manifest->months = 12 * (int64_t) base->run.years;
    manifest->reference = dm_manifest_keep(manifest, reference);
    for (size_t i = 0; ok && i < n_sets; i++) {
        ok = dm_manifest_add_set(manifest, sets[i]);
    }
    return ok && manifest->reference != NULL;
}

int
demerit_sweep_open(struct demerit_sweep **out, const struct demerit_library *library,
    const char *study, const char *const *sets, size_t n_sets,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (out == NULL || study == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    if (!dm_reference_is_path(study)) {
        dm_status st = dm_error_set(&err, DM_ENOINPUT,
            "%s: a study is a path, with a `/` or ending in `.yaml`", dm_quote(study).s);
        return dm_problems_add_error(problems, st, &err);
    }
    struct demerit_sweep *self = dm_sweep_handle();
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    dm_keeper_init(&self->keeper, library, &self->manifest);
    self->cache.inner = dm_keeper_source(&self->keeper);
    int status = read_study(self, study, sets, n_sets, problems);
    if (status == DEMERIT_OK && !describe(self, study, sets, n_sets)) {
        status = dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    if (status != DEMERIT_OK) {
        demerit_sweep_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

/* ---- a folder that is there ---- */

/* Whether every file that the manifest names is as it was. */
static dm_status
check_files(const struct demerit_sweep *self, struct dm_error *err)
{
    const struct dm_manifest *manifest = &self->manifest;

    for (size_t i = 0; i < manifest->n_files; i++) {
        char hash[33];
        int64_t bytes;
        dm_status st =
            dm_folder_hash(self->folder, manifest->files[i].name, hash, &bytes, err);

        if (st == DM_OK && strcmp(hash, manifest->files[i].hash) != 0) {
            st = dm_error_set(err, DM_EIO,
                "%.200s/%.100s was changed since the sweep began; rows of two studies "
                "would "
                "be mixed",
                self->folder, manifest->files[i].name);
        }
        if (st != DM_OK) {
            return st;
        }
    }
    return DM_OK;
}

static dm_status
check_version(const struct demerit_sweep *self, struct dm_error *err)
{
    const struct dm_manifest *m = &self->manifest;

    if (m->version == NULL || strcmp(m->version, DEMERIT_VERSION) != 0 ||
        m->key_layout == NULL || strcmp(m->key_layout, DM_KEY_LAYOUT) != 0) {
        return dm_error_set(err, DM_EIO,
            "%.200s was begun by demerit %.40s, and this is " DEMERIT_VERSION
            ": rows of two programs would be mixed",
            self->folder, m->version != NULL ? m->version : "of an unknown version");
    }
    return DM_OK;
}

static dm_status
read_folder(struct demerit_sweep *self, struct dm_error *err)
{
    dm_status st = dm_manifest_read(&self->manifest, self->folder, err);

    if (st == DM_OK && strcmp(self->manifest.status, DM_STATUS_SWEEP) != 0) {
        st = dm_error_set(
            err, DM_ENOINPUT, "%.300s holds a run, and no sweep", self->folder);
    }
    if (st == DM_OK) {
        st = check_version(self, err);
    }
    return st == DM_OK ? check_files(self, err) : st;
}

int
dm_sweep_reopen(
    struct demerit_sweep *self, const char *folder, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_manifest *manifest = &self->manifest;

    self->folder = dm_stored_folder(folder);
    dm_status st = self->folder != NULL ? read_folder(self, &err) : DM_ENOMEM;
    if (st != DM_OK) {
        return dm_problems_add_error(problems, st, &err);
    }
    self->replay = (struct dm_replay){ .folder = self->folder, .manifest = manifest };
    self->cache.inner = dm_replay_source(&self->replay);
    const void *sets = manifest->sets;
    int status = read_study(self, manifest->reference, sets, manifest->n_sets, problems);
    if (status == DEMERIT_OK && strcmp(self->study->hash, manifest->scenario_hash) != 0) {
        st = dm_error_set(&err, DM_EIO,
            "%.300s: its study reads otherwise than when it was begun", folder);
        status = dm_problems_add_error(problems, st, &err);
    }
    return status;
}

bool
demerit_folder_is_sweep(const char *folder)
{
    struct dm_manifest manifest = { .status = NULL };
    char *where = dm_stored_folder(folder);
    bool is_sweep = where != NULL && dm_manifest_read(&manifest, where, NULL) == DM_OK &&
                    strcmp(manifest.status, DM_STATUS_SWEEP) == 0;

    dm_manifest_clear(&manifest);
    free(where);
    return is_sweep;
}
