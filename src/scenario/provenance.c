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

    return (source != NULL && strcmp(source, "assumed") == 0) ||
           (note != NULL && strstr(note, "assumed") != NULL) ||
           (source == NULL && dm_node_at(map, "range") != NULL);
}

static void
count(const struct dm_node *node, struct dm_provenance *out)
{
    const char *confidence;

    if (node->kind != DM_NODE_MAP) {
        return;
    }
    confidence = text_at(node, "confidence");
    if (confidence != NULL && strcmp(confidence, "R") == 0) {
        out->n_unverified++;
    } else if (is_assumed(node)) {
        out->n_assumed++;
    } else if (text_at(node, "source") != NULL) {
        out->n_sourced++;
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
