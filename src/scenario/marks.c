/* SPDX-License-Identifier: Apache-2.0
 *
 * The values that carry a source or an assumption, as they were written, for whoever tells
 * what a scenario rests on. Variants are left out: one of them is merged in already. */
#include "scenario/freezing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_SHOWN = 6 };

struct marks {
    struct dm_scenario *scenario;
    size_t capacity;
};

static void
add_value(const struct dm_node *node, struct dm_strbuf *out)
{
    if (node->kind == DM_NODE_SCALAR) {
        dm_strbuf_add(out, node->text);
        return;
    }
    for (size_t i = 0; i < node->n_entries && i < NUMBERS_SHOWN; i++) {
        dm_strbuf_add(out, i == 0 ? "" : ", ");
        if (node->entries[i].value->kind == DM_NODE_SCALAR) {
            dm_strbuf_add(out, node->entries[i].value->text);
        }
    }
    if (node->n_entries > NUMBERS_SHOWN) {
        dm_strbuf_addf(out, ", ... (%zu in all)", node->n_entries);
    }
}

/* The text of an annotation or value, owned; "" where there is none. */
static char *
text_of(const struct dm_node *map, const char *key)
{
    const struct dm_node *node = dm_node_at(map, key);
    struct dm_strbuf out = { .text = NULL };

    if (node != NULL && node->kind != DM_NODE_MAP) {
        add_value(node, &out);
        if (strcmp(key, "value") == 0 && dm_node_at(map, "group_b") != NULL) {
            dm_strbuf_add(&out, "; group B: ");
            add_value(dm_node_at(map, "group_b"), &out);
        }
    }
    char *copy = out.failed ? NULL : dm_copy_text(out.text != NULL ? out.text : "");
    dm_strbuf_clear(&out);
    return copy;
}

static bool
add_mark(
    struct marks *self, const struct dm_node *map, const char *path, enum dm_mark_kind kind)
{
    struct dm_scenario *scenario = self->scenario;

    if (scenario->n_marks == self->capacity) {
        size_t more = self->capacity == 0 ? 64 : 2 * self->capacity;
        struct dm_mark *moved = realloc(scenario->marks, more * sizeof *moved);
        if (moved == NULL) {
            return false;
        }
        scenario->marks = moved;
        self->capacity = more;
    }
    struct dm_mark *mark = &scenario->marks[scenario->n_marks++];
    *mark = (struct dm_mark){ .kind = kind,
        .path = dm_copy_text(path),
        .value = text_of(map, "value"),
        .source = text_of(map, "source"),
        .confidence = text_of(map, "confidence"),
        .range = text_of(map, "range"),
        .note = text_of(map, "note") };
    return mark->path != NULL && mark->value != NULL && mark->source != NULL &&
           mark->confidence != NULL && mark->range != NULL && mark->note != NULL;
}

/* Path of entry i: by its key; in a list by its id, else by its number. */
static void
path_of_entry(
    char key[DM_KEY_BYTES], const char *path, const struct dm_node *node, size_t i)
{
    const struct dm_entry *entry = &node->entries[i];
    const struct dm_node *id = dm_node_plain(dm_node_at(entry->value, "id"));
    char number[24];

    if (entry->key != NULL) {
        dm_key_join(key, path, entry->key->text);
    } else if (id != NULL && id->kind == DM_NODE_SCALAR) {
        dm_key_join(key, path, id->text);
    } else {
        (void) snprintf(number, sizeof number, "%zu", i + 1);
        dm_key_join(key, path, number);
    }
}

static bool
collect(struct marks *self, const struct dm_node *node, const char *path)
{
    char key[DM_KEY_BYTES];
    bool marked = false, ok = true;

    if (node->kind != DM_NODE_MAP && node->kind != DM_NODE_LIST) {
        return true;
    }
    enum dm_mark_kind kind = dm_mark_kind_of(node, &marked); /* a list carries none */
    if (marked) {
        ok = add_mark(self, node, path, kind);
    }
    for (size_t i = 0; ok && i < node->n_entries; i++) {
        path_of_entry(key, path, node, i);
        ok = collect(self, node->entries[i].value, key);
    }
    return ok;
}

bool
dm_marks_collect(struct dm_scenario *scenario, const struct dm_node *root)
{
    struct marks self = { .scenario = scenario };
    bool ok = true;

    for (size_t i = 0; ok && root->kind == DM_NODE_MAP && i < root->n_entries; i++) {
        const char *key = root->entries[i].key->text;
        if (strcmp(key, "variants") != 0) {
            ok = collect(&self, root->entries[i].value, key);
        }
    }
    return ok;
}

void
dm_marks_free(struct dm_scenario *scenario)
{
    for (size_t i = 0; i < scenario->n_marks; i++) {
        struct dm_mark *mark = &scenario->marks[i];
        free(mark->path);
        free(mark->value);
        free(mark->source);
        free(mark->confidence);
        free(mark->range);
        free(mark->note);
    }
    free(scenario->marks);
    scenario->marks = NULL;
    scenario->n_marks = 0;
}
