/* SPDX-License-Identifier: Apache-2.0
 *
 * Laying one tree over another: maps merge by key, single values and lists replace, `null`
 * deletes. A value with its annotations (`{value: ...}`) replaces as a whole; without
 * `value` such a map only adds to them. */
#include "scenario/reading.h"

#include <string.h>

/* Where in a file the maps stand: below a variant or a change of rules, nulls are kept for
 * the day when it comes. */
enum mode { AT_ROOT, PLAIN, AT_OVERLAYS, AT_TIMELINE, AT_PATCH, KEEP_NULLS };

static enum mode
below(enum mode mode, const char *key)
{
    switch (mode) {
    case AT_ROOT:
        if (strcmp(key, "variants") == 0 || strcmp(key, "jurisdictions") == 0) {
            return AT_OVERLAYS;
        }
        return strcmp(key, "timeline") == 0 ? AT_TIMELINE : PLAIN;
    case AT_OVERLAYS:
        return KEEP_NULLS;
    case AT_TIMELINE:
        return AT_PATCH;
    case AT_PATCH:
        return strcmp(key, "set") == 0 ? KEEP_NULLS : PLAIN;
    case PLAIN:
    case KEEP_NULLS:
        return mode;
    }
    return mode;
}

/* Does `over` only change annotations, or the value for group B? */
static bool
only_annotates(const struct dm_node *over)
{
    for (size_t i = 0; i < over->n_entries; i++) {
        const char *key = over->entries[i].key->text;

        if (!dm_is_annotation(key) && strcmp(key, "group_b") != 0) {
            return false;
        }
    }
    return true;
}

static bool
merges_by_key(const struct dm_node *base, const struct dm_node *over)
{
    if (base == NULL || base->kind != DM_NODE_MAP || dm_node_is_annotated(over)) {
        return false;
    }
    return !dm_node_is_annotated(base) || only_annotates(over);
}

static const struct dm_node *
merge(struct dm_arena *arena, const struct dm_node *base, const struct dm_node *over,
    enum mode mode)
{
    struct dm_node *out;

    if (over->kind != DM_NODE_MAP || dm_node_is_annotated(over)) {
        return over; /* as a whole: a null in it deletes nothing, and check.c sees it */
    }
    base = merges_by_key(base, over) ? base : NULL;
    out =
        dm_node_shell(arena, over, over->n_entries + (base == NULL ? 0 : base->n_entries));
    if (out == NULL) {
        return NULL;
    }
    for (size_t i = 0; base != NULL && i < base->n_entries; i++) {
        if (dm_node_at(over, base->entries[i].key->text) == NULL) {
            out->entries[out->n_entries++] = base->entries[i];
        }
    }
    for (size_t i = 0; i < over->n_entries; i++) {
        struct dm_entry entry = over->entries[i];

        if (entry.value->kind == DM_NODE_NULL && mode != KEEP_NULLS) {
            continue;
        }
        entry.value = merge(arena, dm_node_at(base, entry.key->text), entry.value,
            below(mode, entry.key->text));
        if (entry.value == NULL) {
            return NULL;
        }
        out->entries[out->n_entries++] = entry;
    }
    return out;
}

const struct dm_node *
dm_merge(struct dm_arena *arena, const struct dm_node *base, const struct dm_node *over)
{
    return merge(arena, base, over, AT_ROOT);
}

/* The map that a step of `--set` goes into: a single value becomes `{value: ...}` if the
 * step annotates it. */
static struct dm_node *
map_to_set(struct dm_arena *arena, const struct dm_node *node, const struct dm_node *like,
    const struct dm_node *key)
{
    struct dm_node *out;
    struct dm_node *word;

    if (node != NULL && node->kind == DM_NODE_MAP) {
        out = dm_node_shell(arena, node, node->n_entries + 1);
        for (size_t i = 0; out != NULL && i < node->n_entries; i++) {
            if (strcmp(node->entries[i].key->text, key->text) != 0) {
                out->entries[out->n_entries++] = node->entries[i];
            }
        }
        return out;
    }
    out = dm_node_shell(arena, like, 2);
    if (out != NULL) {
        out->kind = DM_NODE_MAP;
        out->text = NULL;
    }
    if (out != NULL && node != NULL && strcmp(key->text, "group_b") == 0) {
        word = dm_node_shell(arena, key, 0);
        if (word == NULL) {
            return NULL;
        }
        word->text = "value";
        out->entries[out->n_entries++] = (struct dm_entry){ word, node };
    }
    return out;
}

static const struct dm_node *set(struct dm_arena *arena, const struct dm_node *node,
    const char *path, const struct dm_node *value);

/* In a list of tiers, the one with this id. */
static const struct dm_node *
set_in_list(struct dm_arena *arena, const struct dm_node *list, const char *id,
    const char *rest, const struct dm_node *value)
{
    struct dm_node *out = dm_node_shell(arena, list, list->n_entries);

    for (size_t i = 0; out != NULL && i < list->n_entries; i++) {
        struct dm_entry entry = list->entries[i];
        const struct dm_node *name = dm_node_plain(dm_node_at(entry.value, "id"));

        if (name != NULL && name->kind == DM_NODE_SCALAR && strcmp(name->text, id) == 0) {
            entry.value = set(arena, entry.value, rest, value);
            if (entry.value == NULL) {
                return NULL;
            }
        }
        out->entries[out->n_entries++] = entry;
    }
    return out;
}

static bool
has_tier(const struct dm_node *list, const char *id)
{
    for (size_t i = 0; list != NULL && list->kind == DM_NODE_LIST && i < list->n_entries;
         i++) {
        const struct dm_node *name =
            dm_node_plain(dm_node_at(list->entries[i].value, "id"));

        if (name != NULL && name->kind == DM_NODE_SCALAR && strcmp(name->text, id) == 0) {
            return true;
        }
    }
    return false;
}

static const struct dm_node *
set(struct dm_arena *arena, const struct dm_node *node, const char *path,
    const struct dm_node *value)
{
    size_t n = strcspn(path, ".");
    const char *rest = path[n] == '.' ? path + n + 1 : "";
    struct dm_node *key = dm_node_shell(arena, value, 0), *out;
    const struct dm_node *child;

    if (key == NULL || (key->text = dm_arena_text(arena, path, n)) == NULL) {
        return NULL;
    }
    key->kind = DM_NODE_SCALAR;
    if (rest[0] != '\0' && has_tier(node, key->text)) {
        return set_in_list(arena, node, key->text, rest, value);
    }
    out = map_to_set(arena, node, value, key);
    if (out == NULL) {
        return NULL;
    }
    child = dm_node_at(node, key->text);
    child = rest[0] != '\0' ? set(arena, child, rest, value)
                            : merge(arena, child, value, PLAIN);
    if (child == NULL) {
        return NULL;
    }
    if (child->kind != DM_NODE_NULL) {
        out->entries[out->n_entries++] = (struct dm_entry){ key, child };
    }
    return out;
}

const struct dm_node *
dm_merge_set(struct dm_arena *arena, const struct dm_node *root, const char *path,
    const struct dm_node *value)
{
    return set(arena, root, path, value);
}
