/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeping and replaying the files of a scenario. Two files of one name from two places get
 * two names in the folder; no path of the disk is written down but what the scenarios
 * themselves say. */
#include "sources.h"

#include "storage/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 4 * DM_MAX_FILE_BYTES };

void
dm_keeper_init(struct dm_keeper *self, const struct demerit_library *library,
    struct dm_manifest *manifest)
{
    *self = (struct dm_keeper){ .disk = { .library = library }, .manifest = manifest };
}

void
dm_keeper_clear(struct dm_keeper *self)
{
    for (size_t i = 0; i < self->n; i++) {
        free(self->files[i].path);
        free(self->files[i].name);
        free(self->files[i].text);
    }
    free(self->files);
    *self = (struct dm_keeper){ .files = NULL };
}

static const struct dm_kept_file *
find_path(const struct dm_keeper *self, const char *path)
{
    for (size_t i = 0; path != NULL && i < self->n; i++) {
        if (strcmp(self->files[i].path, path) == 0) {
            return &self->files[i];
        }
    }
    return NULL;
}

static bool
is_taken(const struct dm_keeper *self, const char *name)
{
    for (size_t i = 0; i < self->n; i++) {
        if (strcmp(self->files[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The reference without folders and `.yaml`, of letters that any file system takes. */
static void
add_stem(struct dm_strbuf *out, const char *reference)
{
    const char *slash = strrchr(reference, '/'),
               *stem = slash != NULL ? slash + 1 : reference;
    size_t n = strlen(stem);

    if (n > 5 && strcmp(stem + n - 5, ".yaml") == 0) {
        n -= 5;
    }
    for (size_t i = 0; i < n && i < 64; i++) {
        bool plain = (stem[i] >= 'a' && stem[i] <= 'z') ||
                     (stem[i] >= 'A' && stem[i] <= 'Z') ||
                     (stem[i] >= '0' && stem[i] <= '9') || stem[i] == '-';
        dm_strbuf_addn(out, plain ? &stem[i] : "_", 1);
    }
}

/* A name in the folder that no other file has; NULL: no memory. */
static char *
choose_name(const struct dm_keeper *self, const char *reference)
{
    char *name = NULL;

    for (size_t i = 1; name == NULL || is_taken(self, name); i++) {
        struct dm_strbuf out = { .text = NULL };
        free(name);
        dm_strbuf_add(&out, DM_SOURCES "/");
        add_stem(&out, reference);
        if (i > 1) {
            dm_strbuf_addf(&out, "-%zu", i);
        }
        dm_strbuf_add(&out, ".yaml");
        name = dm_text_from(&out);
        if (name == NULL) {
            return NULL;
        }
    }
    return name;
}

/* The kept copy of a file, made if need be; NULL: no memory. */
static const struct dm_kept_file *
keep(struct dm_keeper *self, const char *reference, const char *path, const char *text,
    size_t n)
{
    const struct dm_kept_file *known = find_path(self, path);

    if (known != NULL) {
        return known;
    }
    struct dm_kept_file *files = realloc(self->files, (self->n + 1) * sizeof *files);
    if (files == NULL) {
        return NULL;
    }
    self->files = files;
    struct dm_kept_file file = { .path = dm_copy_text(path),
        .name = choose_name(self, reference),
        .text = dm_copy_bytes(text, n),
        .n = n };
    if (file.path == NULL || file.name == NULL || file.text == NULL) {
        free(file.path);
        free(file.name);
        free(file.text);
        return NULL;
    }
    files[self->n] = file;
    return &files[self->n++];
}

static bool
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static const struct dm_manifest_load *
find_load(const struct dm_manifest *manifest, const char *reference, const char *from)
{
    for (size_t i = 0; i < manifest->n_loads; i++) {
        if (same(manifest->loads[i].reference, reference) &&
            same(manifest->loads[i].from, from)) {
            return &manifest->loads[i];
        }
    }
    return NULL;
}

static bool
note(struct dm_keeper *self, const char *reference, const char *from_file, const char *path,
    const char *text, size_t n)
{
    const struct dm_kept_file *file = keep(self, reference, path, text, n);
    const struct dm_kept_file *from = find_path(self, from_file);
    const char *from_name = from != NULL ? from->name : NULL;

    return file != NULL &&
           (find_load(self->manifest, reference, from_name) != NULL ||
               dm_manifest_add_load(self->manifest, reference, from_name, file->name));
}

static dm_status
load_and_keep(void *context, const char *reference, const char *from_file, char **path,
    char **text, size_t *n)
{
    struct dm_keeper *self = context;
    struct dm_file_source disk = dm_disk_source(&self->disk);
    dm_status status = disk.load(disk.context, reference, from_file, path, text, n);

    if (status == DM_OK && !note(self, reference, from_file, *path, *text, *n)) {
        free(*path);
        free(*text);
        status = DM_ENOMEM;
    }
    return status;
}

struct dm_file_source
dm_keeper_source(struct dm_keeper *self)
{
    return (struct dm_file_source){ .context = self, .load = load_and_keep };
}

int
dm_keeper_read(struct dm_keeper *self, const char *reference,
    const struct dm_read_options *how, const char *hash, struct demerit_problems *problems)
{
    struct dm_file_source source = dm_keeper_source(self);
    struct dm_diagnostics diagnostics = { .items = NULL };
    struct dm_error err = { .status = DM_OK };
    struct dm_scenario *scenario = NULL;
    dm_status st = dm_scenario_read(&scenario, reference, &source, how, &diagnostics);
    int status = dm_problems_take_read(problems, st, &diagnostics);

    if (st == DM_OK && strcmp(scenario->hash, hash) != 0) {
        st = dm_error_set(
            &err, DM_ENOINPUT, "%.300s was changed while it was being read", reference);
        status = dm_problems_add_error(problems, st, &err);
    }
    dm_scenario_free(scenario);
    return status;
}

dm_status
dm_keeper_write(const struct dm_keeper *self, const char *folder,
    struct dm_manifest *manifest, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (size_t i = 0; st == DM_OK && i < self->n; i++) {
        const struct dm_kept_file *file = &self->files[i];
        char hash[33];

        st = dm_folder_write(folder, file->name, file->text, file->n, hash, err);
        if (st == DM_OK && manifest != NULL &&
            !dm_manifest_add_file(manifest, file->name, hash, (int64_t) file->n)) {
            st = dm_error_set(err, DM_ENOMEM, "no memory for the sources");
        }
    }
    return st;
}

static dm_status
load_again(void *context, const char *reference, const char *from_file, char **path,
    char **text, size_t *n)
{
    const struct dm_replay *self = context;
    const struct dm_manifest_load *load = find_load(self->manifest, reference, from_file);
    struct dm_strbuf out = { .text = NULL };

    if (load == NULL) {
        errno = ENOENT;
        return DM_ENOINPUT;
    }
    dm_status status = dm_folder_read(self->folder, load->file, MOST_BYTES, &out, NULL);
    *n = out.n;
    if (status != DM_OK) {
        dm_strbuf_clear(&out);
        return status == DM_ENOMEM ? DM_ENOMEM : DM_ENOINPUT;
    }
    *text = dm_text_from(&out);
    *path = dm_copy_text(load->file);
    if (*text == NULL || *path == NULL) {
        free(*text);
        free(*path);
        return DM_ENOMEM;
    }
    return DM_OK;
}

struct dm_file_source
dm_replay_source(struct dm_replay *self)
{
    return (struct dm_file_source){ .context = self, .load = load_again };
}
