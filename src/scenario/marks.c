/* SPDX-License-Identifier: Apache-2.0
 *
 * The values that carry a source or an assumption, as they were written, for whoever tells
 * what a scenario rests on. Variants are left out: one of them is merged in already. */
#include "scenario/freezing.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBERS_SHOWN = 6 };

struct marks {
    struct dm_scenario *scenario;
    size_t capacity;
};

/* An owned copy; NULL: no memory. */
static char *
copy_of(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);

    return copy == NULL ? NULL : memcpy(copy, text, size);
}

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
    char *copy = out.failed ? NULL : copy_of(out.text != NULL ? out.text : "");
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
        .path = copy_of(path),
        .value = text_of(map, "value"),
        .source = text_of(map, "source"),
        .confidence = text_of(map, "confidence"),
        .range = text_of(map, "range"),
        .note = text_of(map, "note") };
    return mark->path != NULL && mark->value != NULL && mark->source != NULL &&
           mark->confidence != NULL && mark->range != NULL && mark->note != NULL;
}

static bool
collect(struct marks *self, const struct dm_node *node, const char *path)
{
    char key[DM_KEY_BYTES];
    bool marked = false, ok = true;

    if (node->kind != DM_NODE_MAP) {
        return true;
    }
    enum dm_mark_kind kind = dm_mark_kind_of(node, &marked);
    if (marked) {
        ok = add_mark(self, node, path, kind);
    }
    for (size_t i = 0; ok && i < node->n_entries; i++) {
        dm_key_join(key, path, node->entries[i].key->text);
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
