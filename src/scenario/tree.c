/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of trees and walking in them. */
#include "scenario/tree.h"

#include "scenario/scenario.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 32768 };

struct dm_arena_chunk {
    struct dm_arena_chunk *next;
    size_t used, capacity;
    alignas(max_align_t) unsigned char bytes[];
};

void *
dm_arena_alloc(struct dm_arena *self, size_t n)
{
    size_t need =
        (n + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    struct dm_arena_chunk *chunk = self->head;

    if (chunk == NULL || chunk->capacity - chunk->used < need) {
        size_t capacity = need > CHUNK_BYTES ? need : CHUNK_BYTES;

        chunk = calloc(1, sizeof *chunk + capacity);
        if (chunk == NULL) {
            self->failed = true;
            return NULL;
        }
        chunk->capacity = capacity;
        chunk->next = self->head;
        self->head = chunk;
    }
    chunk->used += need;
    return chunk->bytes + (chunk->used - need);
}

const char *
dm_arena_text(struct dm_arena *self, const char *text, size_t n)
{
    char *copy = dm_arena_alloc(self, n + 1);

    if (copy != NULL && n > 0) {
        memcpy(copy, text, n);
    }
    return copy;
}

void
dm_arena_clear(struct dm_arena *self)
{
    while (self->head != NULL) {
        struct dm_arena_chunk *next = self->head->next;

        free(self->head);
        self->head = next;
    }
    self->failed = false;
}

static const struct dm_entry *
entry_at(const struct dm_node *map, const char *key, size_t n)
{
    if (map == NULL || map->kind != DM_NODE_MAP) {
        return NULL;
    }
    for (size_t i = 0; i < map->n_entries; i++) {
        const char *text = map->entries[i].key->text;

        if (strncmp(text, key, n) == 0 && text[n] == '\0') {
            return &map->entries[i];
        }
    }
    return NULL;
}

const struct dm_node *
dm_node_at(const struct dm_node *map, const char *key)
{
    const struct dm_entry *entry = entry_at(map, key, strlen(key));

    return entry == NULL ? NULL : entry->value;
}

const struct dm_node *
dm_node_key(const struct dm_node *map, const char *key)
{
    const struct dm_entry *entry = entry_at(map, key, strlen(key));

    return entry == NULL ? NULL : entry->key;
}

const struct dm_node *
dm_node_walk(const struct dm_node *map, const char *path)
{
    while (map != NULL && *path != '\0') {
        size_t n = strcspn(path, ".");
        const struct dm_entry *entry = entry_at(map, path, n);

        map = entry == NULL ? NULL : entry->value;
        path += path[n] == '.' ? n + 1 : n;
    }
    return map;
}

bool
dm_node_is_annotated(const struct dm_node *node)
{
    return dm_node_at(node, "value") != NULL;
}

const struct dm_node *
dm_node_plain(const struct dm_node *node)
{
    const struct dm_node *value = dm_node_at(node, "value");

    return value != NULL ? value : node;
}

bool
dm_is_annotation(const char *key)
{
    static const char *const WORDS[] = { "value", "source", "note", "range", "confidence" };

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strcmp(key, WORDS[i]) == 0) {
            return true;
        }
    }
    return false;
}

struct dm_node *
dm_node_shell(struct dm_arena *arena, const struct dm_node *like, size_t capacity)
{
    struct dm_node *node = dm_arena_alloc(arena, sizeof *node);
    struct dm_entry *entries = dm_arena_alloc(arena, (capacity + 1) * sizeof *entries);

    if (node == NULL || entries == NULL) {
        return NULL;
    }
    *node = *like;
    node->entries = entries;
    node->n_entries = 0;
    return node;
}

bool
dm_is_one_of(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool
dm_is_id(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return text[0] >= 'a' && text[0] <= 'z' && text[n] == '\0' && n <= DM_MAX_ID_BYTES;
}
