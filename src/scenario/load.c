/* SPDX-License-Identifier: Apache-2.0
 *
 * From references to one tree: files through the file source, `extends`, then variant and
 * `--set`. */
#include "scenario/reading.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA_VERSION "demerit/1"

/* The files that led here, innermost first. */
struct chain {
    const struct chain *from;
    const char *path;
    int n;
};

static void
check_header(struct dm_reading *self, struct dm_loaded *file)
{
    const struct dm_node *root = file->root;
    const struct dm_node *schema = dm_node_plain(dm_node_at(root, "schema"));

    if (root->kind != DM_NODE_MAP) {
        dm_complain(self, DM_FAULT_NOT_A_MAP, root, NULL, "a scenario is a map of keys");
        file->root = NULL;
    } else if (schema == NULL) {
        dm_complain(self, DM_FAULT_NO_SCHEMA, root, "schema", "is missing");
        dm_hint(self, "the first line of a scenario is `schema: " SCHEMA_VERSION "`");
    } else if (schema->kind != DM_NODE_SCALAR ||
               strcmp(schema->text, SCHEMA_VERSION) != 0) {
        dm_complain(self, DM_FAULT_WRONG_SCHEMA, schema, "schema",
            "this program reads `" SCHEMA_VERSION "` only");
        file->root = NULL; /* its keys may mean something else */
    } else if (strcmp(root->entries[0].key->text, "schema") != 0) {
        dm_complain(self, DM_FAULT_NO_SCHEMA, dm_node_key(root, "schema"), "schema",
            "must be the first key of the file");
    }
}

static struct dm_loaded *
find_loaded(struct dm_reading *self, const char *path)
{
    for (struct dm_loaded *f = self->loaded; f != NULL; f = f->next) {
        if (strcmp(f->path, path) == 0) {
            return f;
        }
    }
    return NULL;
}

/* Takes over path and bytes. NULL: no memory. */
static struct dm_loaded *
keep(struct dm_reading *self, char *path, char *bytes, size_t n)
{
    struct dm_loaded *file = calloc(1, sizeof *file);

    if (file == NULL) {
        self->arena.failed = true;
        free(path);
        free(bytes);
        return NULL;
    }
    *file = (struct dm_loaded){ .text = { .path = path, .text = bytes, .n = n },
        .path = path,
        .bytes = bytes,
        .next = self->loaded };
    self->loaded = file;
    file->root = dm_yaml_parse(self, &file->text);
    return file;
}

/* The same for a scenario, which may have been loaded before. */
static struct dm_loaded *
keep_scenario(struct dm_reading *self, char *path, char *bytes, size_t n)
{
    struct dm_loaded *file = find_loaded(self, path);

    if (file != NULL) {
        free(path);
        free(bytes);
        return file;
    }
    file = keep(self, path, bytes, n);
    if (file != NULL && file->root != NULL) {
        check_header(self, file);
    }
    return file;
}

dm_status
dm_load_plain(struct dm_reading *self, const char *reference, const char *what,
    const struct dm_loaded **out)
{
    char *path = NULL, *bytes = NULL;
    size_t n = 0;
    dm_status st =
        self->files->load(self->files->context, reference, NULL, &path, &bytes, &n);

    *out = NULL;
    if (st == DM_ENOINPUT) {
        dm_complain(self, DM_FAULT_NO_FILE, NULL, NULL, "cannot read the %s `%s`", what,
            dm_quote(reference).s);
    }
    if (st != DM_OK) {
        return st;
    }
    *out = keep(self, path, bytes, n);
    return *out != NULL ? DM_OK : DM_ENOMEM;
}

void
dm_load_release(struct dm_reading *self)
{
    while (self->loaded != NULL) {
        struct dm_loaded *next = self->loaded->next;

        free(self->loaded->path);
        free(self->loaded->bytes);
        free(self->loaded);
        self->loaded = next;
    }
}

static struct dm_loaded *
fetch(struct dm_reading *self, const char *reference, const char *from_file,
    const struct dm_node *at)
{
    char *path = NULL, *bytes = NULL;
    size_t n = 0;
    dm_status st =
        self->files->load(self->files->context, reference, from_file, &path, &bytes, &n);

    if (st == DM_ENOMEM) {
        self->arena.failed = true;
        return NULL;
    }
    if (st != DM_OK) {
        self->no_input = true;
        dm_complain(self, DM_FAULT_NO_FILE, at, NULL, "cannot read the scenario `%s`",
            dm_quote(reference).s);
        if (strchr(reference, '/') == NULL) {
            dm_hint(self, "a library name is meant; a path has a `/` or ends in `.yaml`");
        }
        return NULL;
    }
    return keep_scenario(self, path, bytes, n);
}

/* What a file says about itself and not about what extends it. */
static const struct dm_node *
without_own(struct dm_arena *arena, const struct dm_node *root)
{
    static const char *const OWN[] = { "schema", "name", "title", "description", "family",
        "extends" };
    struct dm_node *out = dm_node_shell(arena, root, root->n_entries);

    for (size_t i = 0; out != NULL && i < root->n_entries; i++) {
        if (!dm_is_one_of(root->entries[i].key->text, OWN, sizeof OWN / sizeof *OWN)) {
            out->entries[out->n_entries++] = root->entries[i];
        }
    }
    return out;
}

static bool
is_cycle(struct dm_reading *self, const struct chain *chain, const char *path,
    const struct dm_node *at)
{
    for (const struct chain *c = chain; c != NULL; c = c->from) {
        if (strcmp(c->path, path) == 0) {
            dm_complain(self, DM_FAULT_EXTENDS_CYCLE, at, "extends",
                "%s extends itself this way", path);
            return true;
        }
    }
    if (chain != NULL && chain->n >= DM_MAX_EXTENDS) {
        dm_complain(self, DM_FAULT_EXTENDS_CHAIN, at, "extends",
            "more than %d files extend one another", DM_MAX_EXTENDS);
        return true;
    }
    return false;
}

static const struct dm_node *
load_chain(struct dm_reading *self, const char *reference, const struct dm_node *at,
    const struct chain *chain, const char *from_file)
{
    struct dm_loaded *file = fetch(self, reference, from_file, at);
    struct chain here = { .from = chain, .n = chain == NULL ? 1 : chain->n + 1 };
    const struct dm_node *extends, *base = NULL;

    if (file == NULL || file->root == NULL || is_cycle(self, chain, file->path, at)) {
        return NULL;
    }
    here.path = file->path;
    extends = dm_node_plain(dm_node_at(file->root, "extends"));
    if (extends != NULL && extends->kind == DM_NODE_SCALAR) {
        base = load_chain(self, extends->text, extends, &here, file->path);
        base = base == NULL ? NULL : without_own(&self->arena, base);
        if (base == NULL) {
            dm_check(self, file->root);
            return NULL;
        }
    }
    return dm_merge(&self->arena, base, file->root);
}

const struct dm_node *
dm_load(struct dm_reading *self, const char *reference, const char *from_file,
    const struct dm_node *at)
{
    return load_chain(self, reference, at, NULL, from_file);
}

/* "did you mean `a`? there are: a, b" */
static void
hint_variants(struct dm_reading *self, const char *name, const struct dm_node *variants)
{
    const char *words[DM_TREE_MAX_ENTRIES] = { NULL }, *near;
    struct dm_strbuf text = { .text = NULL };
    size_t n = 0;

    for (size_t i = 0;
         variants != NULL && variants->kind == DM_NODE_MAP && i < variants->n_entries;
         i++) {
        if (n < DM_TREE_MAX_ENTRIES && !dm_is_annotation(variants->entries[i].key->text)) {
            words[n++] = variants->entries[i].key->text;
        }
    }
    near = dm_nearest(name, words, n);
    if (near != NULL) {
        dm_strbuf_addf(&text, "did you mean `%s`? ", near);
    }
    dm_strbuf_add(&text, n == 0 ? "the scenario has none" : "there are: ");
    for (size_t i = 0; i < n; i++) {
        dm_strbuf_addf(&text, "%s%s", i == 0 ? "" : ", ", words[i]);
    }
    dm_hint(self, "%s", text.text != NULL ? text.text : "");
    dm_strbuf_clear(&text);
}

static const struct dm_node *
choose_variant(struct dm_reading *self, const struct dm_node *root, const char *name)
{
    const struct dm_node *variants = dm_node_at(root, "variants");
    const struct dm_node *variant = dm_node_at(variants, name);

    if (variant != NULL && variant->kind == DM_NODE_MAP && !dm_is_annotation(name)) {
        return dm_merge(&self->arena, root, variant);
    }
    dm_complain(self, DM_FAULT_NO_VARIANT, variants != NULL ? variants : root, NULL,
        "there is no variant `%s`", dm_quote(name).s);
    hint_variants(self, name, variants);
    return root;
}

/* The text of a flag as a source that positions can name. */
static struct dm_text *
flag_text(struct dm_reading *self, const char *set)
{
    static const char PREFIX[] = "--set ";
    size_t n = strlen(set), before = sizeof PREFIX - 1;
    char *path = dm_arena_alloc(&self->arena, before + n + 1);
    struct dm_text *text = dm_arena_alloc(&self->arena, sizeof *text);

    if (path == NULL || text == NULL) {
        return NULL;
    }
    memcpy(path, PREFIX, before);
    memcpy(path + before, set, n);
    *text = (struct dm_text){ .path = path, .is_flag = true };
    return text;
}

static bool
is_path(const char *set)
{
    size_t n = strcspn(set, "=");

    if (set[n] != '=' || n == 0 || set[0] == '.' || set[n - 1] == '.') {
        return false;
    }
    for (size_t i = 1; i < n; i++) {
        if (set[i] == '.' && set[i - 1] == '.') {
            return false;
        }
    }
    return n < DM_KEY_BYTES;
}

const struct dm_node *
dm_load_set(struct dm_reading *self, const struct dm_node *root, const char *set)
{
    struct dm_text *text = flag_text(self, set);
    const struct dm_node *value;
    const char *path;
    size_t n = strcspn(set, "=");

    if (text == NULL) {
        return NULL;
    }
    if (!is_path(set)) {
        struct dm_node at = { .source = text };

        dm_complain(self, DM_FAULT_BAD_SET, &at, NULL, "is not `path=value`");
        dm_hint(self, "write it like `--set society.persons=20000`");
        return root;
    }
    path = dm_arena_text(&self->arena, set, n);
    text->text = set + n + 1;
    text->n = strlen(text->text);
    value = dm_yaml_parse(self, text);
    if (path == NULL) {
        return NULL;
    }
    return value == NULL ? root : dm_merge_set(&self->arena, root, path, value);
}

const struct dm_node *
dm_load_options(struct dm_reading *self, const struct dm_node *root,
    const struct dm_read_options *options)
{
    if (options == NULL || root == NULL) {
        return root;
    }
    if (options->variant != NULL) {
        root = choose_variant(self, root, options->variant);
    }
    for (size_t i = 0; root != NULL && i < options->n_sets; i++) {
        root = dm_load_set(self, root, options->sets[i]);
    }
    for (size_t i = 0; root != NULL && i < options->n_overlays; i++) {
        root = dm_overlay(self, root, options->overlays[i], options->spared);
    }
    return root;
}
