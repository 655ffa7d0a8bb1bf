/* SPDX-License-Identifier: Apache-2.0
 *
 * YAML as a tree whose nodes know where they stand, and the memory it lives in. Nodes never
 * change once built, so that trees of several files can share them after merging. */
#ifndef DEMERIT_SCENARIO_TREE_H
#define DEMERIT_SCENARIO_TREE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

#define DM_TREE_MAX_ENTRIES 512 /* of one map or list: keeps every walk short */

/* Memory that is freed all at once. After a failed allocation `failed` stays set. */
struct dm_arena {
    struct dm_arena_chunk *head;
    bool failed;
};
void *dm_arena_alloc(struct dm_arena *self, size_t n); /* zeroed; NULL: no memory */
const char *dm_arena_text(struct dm_arena *self, const char *text, size_t n);
void dm_arena_clear(struct dm_arena *self);

/* A text that nodes come from; borrowed, outlives them. */
struct dm_text {
    const char *path;
    const char *text;
    size_t n;
    bool is_flag; /* `--set ...`: has no lines */
};

enum dm_node_kind { DM_NODE_NULL, DM_NODE_SCALAR, DM_NODE_LIST, DM_NODE_MAP };

struct dm_entry {
    const struct dm_node *key; /* NULL in a list */
    const struct dm_node *value;
};

struct dm_node {
    enum dm_node_kind kind;
    const struct dm_text *source;
    int line, column, width; /* from 1; width in characters, 0 if it spans lines */
    const char *text;        /* of a scalar */
    size_t n_entries;
    struct dm_entry *entries;
};

/* The value under `key`, or NULL (also when `map` is NULL or no map). */
const struct dm_node *dm_node_at(const struct dm_node *map, const char *key);
/* The same along a dotted path. */
const struct dm_node *dm_node_walk(const struct dm_node *map, const char *path);
const struct dm_node *dm_node_key(const struct dm_node *map, const char *key);
/* A map with the key `value` stands for that value. */
bool dm_node_is_annotated(const struct dm_node *node);
const struct dm_node *dm_node_plain(const struct dm_node *node);
/* A word of annotation: value, source, note, range, confidence. */
bool dm_is_annotation(const char *key);

/* A copy of `map` without its entries, with room for `capacity`. NULL: no memory. */
struct dm_node *dm_node_shell(
    struct dm_arena *arena, const struct dm_node *like, size_t capacity);

/* Whether `text` is one of `words`, n of them. */
bool dm_is_one_of(const char *text, const char *const *words, size_t n);
/* [a-z][a-z0-9_-]*, at most DM_MAX_ID_BYTES long. */
bool dm_is_id(const char *text);

#endif
