/* SPDX-License-Identifier: Apache-2.0
 *
 * How many values carry a source, an assumption or a mark of doubt. Each annotated value or
 * map counts once. */
#include "scenario/freezing.h"

#include <string.h>

static const char *
text_at(const struct dm_node *map, const char *key)
{
    const struct dm_node *node = dm_node_at(map, key);

    return node != NULL && node->kind == DM_NODE_SCALAR ? node->text : NULL;
}

static bool
is_assumed(const struct dm_node *map)
{
    const char *source = text_at(map, "source"), *note = text_at(map, "note");

    if (source != NULL) {
        return strcmp(source, "assumed") == 0;
    }
    return (note != NULL && strstr(note, "assumed") != NULL) ||
           dm_node_at(map, "range") != NULL;
}

/* Whether anything in it carries a mark. */
static bool
has_marks(const struct dm_node *node)
{
    for (size_t i = 0; i < node->n_entries; i++) {
        const struct dm_node *inside = node->entries[i].value;

        if (inside->kind == DM_NODE_MAP &&
            (text_at(inside, "source") != NULL || text_at(inside, "confidence") != NULL)) {
            return true;
        }
        if ((inside->kind == DM_NODE_MAP || inside->kind == DM_NODE_LIST) &&
            has_marks(inside)) {
            return true;
        }
    }
    return false;
}

/* How sure a map is of which the parts say so themselves is no number beside theirs. */
enum dm_mark_kind
dm_mark_kind_of(const struct dm_node *map, bool *marked)
{
    const char *confidence = text_at(map, "confidence");

    *marked = true;
    if (confidence != NULL && strcmp(confidence, "R") == 0) {
        *marked = dm_node_at(map, "value") != NULL || text_at(map, "source") != NULL ||
                  !has_marks(map);
        return DM_MARK_UNVERIFIED;
    }
    if (is_assumed(map)) {
        return DM_MARK_ASSUMED;
    }
    *marked = text_at(map, "source") != NULL;
    return DM_MARK_SOURCED;
}

static void
count(const struct dm_node *node, struct dm_provenance *out)
{
    bool marked = false;

    if (node->kind != DM_NODE_MAP && node->kind != DM_NODE_LIST) {
        return;
    }
    enum dm_mark_kind kind = dm_mark_kind_of(node, &marked); /* a list carries none */
    if (marked) {
        out->n_unverified += kind == DM_MARK_UNVERIFIED ? 1 : 0;
        out->n_assumed += kind == DM_MARK_ASSUMED ? 1 : 0;
        out->n_sourced += kind == DM_MARK_SOURCED ? 1 : 0;
    }
    for (size_t i = 0; i < node->n_entries; i++) {
        count(node->entries[i].value, out);
    }
}

struct dm_provenance
dm_provenance_count(const struct dm_node *root)
{
    struct dm_provenance out = { 0 };

    for (size_t i = 0; root->kind == DM_NODE_MAP && i < root->n_entries; i++) {
        if (strcmp(root->entries[i].key->text, "variants") != 0) {
            count(root->entries[i].value, &out);
        }
    }
    return out;
}
