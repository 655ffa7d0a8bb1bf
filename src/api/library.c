/* SPDX-License-Identifier: Apache-2.0
 *
 * Which scenarios there are: every NAME/scenario.yaml in a few folders, found once. Titles
 * are read when they are asked for. */
#define _POSIX_C_SOURCE 200809L

#include "handles.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_readable(const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return false;
    }
    fclose(file);
    return true;
}

static bool
reserve_one(struct demerit_library *self)
{
    if (self->n < self->capacity) {
        return true;
    }
    size_t capacity = self->capacity == 0 ? 32 : 2 * self->capacity;
    struct dm_library_entry *entries = realloc(self->entries, capacity * sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    self->entries = entries;
    self->capacity = capacity;
    return true;
}

/* Keeps the entries in order of name. Takes the path. */
static bool
insert(struct demerit_library *self, const char *name, char *path)
{
    char *copy = dm_copy_text(name);

    if (copy == NULL || !reserve_one(self)) {
        free(copy);
        return false;
    }
    size_t at = self->n++;
    for (; at > 0 && strcmp(self->entries[at - 1].name, name) > 0; at--) {
        self->entries[at] = self->entries[at - 1];
    }
    self->entries[at] = (struct dm_library_entry){ .name = copy, .path = path };
    return true;
}

/* False: no memory. */
static bool
add_if_scenario(struct demerit_library *self, const char *folder, const char *name)
{
    struct dm_strbuf path = { .text = NULL };

    if (!demerit_name_is_valid(name) || dm_library_path(self, name) != NULL) {
        return true;
    }
    dm_strbuf_addf(&path, "%s%s%s/scenario.yaml", folder,
        folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    char *text = dm_text_from(&path);
    if (text == NULL) {
        return false;
    }
    if (is_readable(text) && insert(self, name, text)) {
        return true;
    }
    bool no_memory = is_readable(text);
    free(text);
    return !no_memory;
}

static bool
add_folder(struct demerit_library *self, const char *folder)
{
    DIR *stream = folder == NULL || folder[0] == '\0' ? NULL : opendir(folder);
    bool ok = true;

    if (stream == NULL) {
        return folder == NULL || folder[0] == '\0' || errno != ENOMEM;
    }
    for (struct dirent *entry = readdir(stream); ok && entry != NULL;
         entry = readdir(stream)) {
        ok = add_if_scenario(self, folder, entry->d_name);
    }
    closedir(stream);
    return ok;
}

struct demerit_library *
demerit_library_create(const char *const *folders, size_t n)
{
    struct demerit_library *self = calloc(1, sizeof *self);

    for (size_t i = 0; self != NULL && i < n; i++) {
        if (!add_folder(self, folders[i])) {
            demerit_library_free(self);
            self = NULL;
        }
    }
    return self;
}

void
demerit_library_free(struct demerit_library *self)
{
    if (self == NULL) {
        return;
    }
    for (size_t i = 0; i < self->n; i++) {
        free(self->entries[i].name);
        free(self->entries[i].path);
    }
    free(self->entries);
    free(self);
}

size_t
demerit_library_count(const struct demerit_library *self)
{
    return self == NULL ? 0 : self->n;
}

const char *
demerit_library_name(const struct demerit_library *self, size_t i)
{
    return i < demerit_library_count(self) ? self->entries[i].name : NULL;
}

/* NULL where it does not read. */
static struct dm_scenario *
read_entry(const struct demerit_library *self, size_t i)
{
    struct dm_disk disk = { .library = self };
    struct dm_file_source source = dm_disk_source(&disk);
    struct dm_diagnostics diagnostics = { .items = NULL };
    struct dm_scenario *scenario = NULL;

    if (dm_scenario_read(&scenario, self->entries[i].name, &source, NULL, &diagnostics) !=
        DM_OK) {
        scenario = NULL;
    }
    dm_diagnostics_clear(&diagnostics);
    return scenario;
}

static const char *
title_of(const struct dm_scenario *scenario)
{
    return scenario == NULL          ? "(has errors: see demerit check)"
           : scenario->title != NULL ? scenario->title
                                     : "";
}

char *
demerit_library_text(const struct demerit_library *self, const struct demerit_style *style)
{
    struct dm_strbuf out = { .text = NULL }, text = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, dm_style_from(style));
    for (size_t i = 0; i < demerit_library_count(self); i++) {
        struct dm_scenario *scenario = read_entry(self, i);
        dm_prose_paragraph(&prose, 0, 4, self->entries[i].name);
        dm_strbuf_add(&text, title_of(scenario));
        dm_prose_flush(&prose, 4, 4, &text);
        dm_scenario_free(scenario);
    }
    return dm_text_from(&out);
}

static const char *
family_of(const struct dm_scenario *scenario)
{
    static const char *const families[] = { [DM_AS_DOCUMENTED] = "as-documented",
        [DM_AS_DESCRIBED] = "as-described",
        [DM_TWIN_WORLD] = "twin",
        [DM_THEORY] = "theory" };

    return scenario == NULL ? NULL : families[scenario->family];
}

char *
demerit_library_json(const struct demerit_library *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_add(&out, "{\"schema\": \"demerit-list/1\", \"scenarios\": [");
    for (size_t i = 0; i < demerit_library_count(self); i++) {
        struct dm_scenario *scenario = read_entry(self, i);
        dm_strbuf_add(&out, i == 0 ? "\n  {\"name\": " : ",\n  {\"name\": ");
        dm_strbuf_add_json(&out, self->entries[i].name);
        dm_strbuf_add(&out, ", \"title\": ");
        dm_strbuf_add_json(&out, scenario == NULL ? NULL : scenario->title);
        dm_strbuf_add(&out, ", \"family\": ");
        dm_strbuf_add_json(&out, family_of(scenario));
        dm_strbuf_add(&out, "}");
        dm_scenario_free(scenario);
    }
    dm_strbuf_add(&out, "\n]}\n");
    return dm_text_from(&out);
}
