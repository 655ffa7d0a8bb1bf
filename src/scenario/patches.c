/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes of rules in time and place (`timeline`, `jurisdictions`; mechanisms, M1): read,
 * and refused where they would add or take away anything. What they come to is worked out
 * in rules.c. */
#include "scenario/flow.h"
#include "scenario/freezing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text of the node as a jurisdiction, from 0; -1 after a complaint. */
static int32_t
read_jurisdiction(struct dm_freezing *self, const struct dm_node *node, const char *path)
{
    int32_t n = self->scenario->society.n_jurisdictions;
    char name[16];

    for (int32_t j = 0; node->kind == DM_NODE_SCALAR && j < n; j++) {
        snprintf(name, sizeof name, "J%02d", j + 1);
        if (strcmp(node->text, name) == 0) {
            return j;
        }
    }
    if (node->kind == DM_NODE_SCALAR) {
        dm_complain(self->reading, DM_FAULT_JURISDICTION, node, path,
            "there is no jurisdiction `%s`", dm_quote(node->text).s);
        dm_hint(self->reading, "the society has %d of them, from J01 on", n);
    }
    return -1;
}

static void
add_where(struct dm_freezing *self, const struct dm_node *node, const char *path,
    struct dm_patch *patch)
{
    int32_t j = read_jurisdiction(self, node, path);

    for (int32_t i = 0; j >= 0 && i < patch->n_where; i++) {
        if (patch->where[i] == j) {
            dm_complain(self->reading, DM_FAULT_JURISDICTION, node, path,
                "`%s` stands here twice", node->text);
            return;
        }
    }
    if (j >= 0 && patch->n_where < DM_MAX_JURISDICTIONS) {
        patch->where[patch->n_where++] = j;
    }
}

/* By default all, in order. */
static void
read_where(struct dm_freezing *self, const struct dm_entity *entity, struct dm_patch *patch)
{
    const struct dm_node *where = dm_entity_at(entity, "where");
    char path[DM_KEY_BYTES];

    dm_key_join(path, entity->path, "where");
    patch->n_where = 0;
    if (where == NULL) {
        for (int32_t j = 0; j < self->scenario->society.n_jurisdictions; j++) {
            patch->where[patch->n_where++] = j;
        }
    } else if (where->kind == DM_NODE_SCALAR) {
        add_where(self, where, path, patch);
    }
    for (size_t i = 0; where != NULL && where->kind == DM_NODE_LIST && i < where->n_entries;
         i++) {
        add_where(self, where->entries[i].value, path, patch);
    }
}

static void
check_times(
    struct dm_freezing *self, const struct dm_entity *entity, const struct dm_patch *patch)
{
    const struct dm_node *until = dm_entity_at(entity, "until");
    const struct dm_node *persists = dm_entity_at(entity, "persists");

    if (patch->until_month != DM_NEVER && patch->until_month <= patch->from_month) {
        dm_complain(self->reading, DM_FAULT_PATCH_TIME, until, entity->path,
            "`until` is not after `from`");
    }
    if (patch->persists_nano > 0 && patch->until_month == DM_NEVER) {
        dm_complain(self->reading, DM_FAULT_PATCH_TIME, persists, entity->path,
            "`persists` says what stays after `until`, and there is none");
    }
}

/* Tiers are ids too: their ends may change, not which there are. */
static void
check_tiers(struct dm_freezing *self, const struct dm_node *base,
    const struct dm_node *tiers, const char *path)
{
    const struct dm_node *own = dm_node_plain(dm_node_at(base, "tiers"));
    bool same = tiers->kind == DM_NODE_LIST && own != NULL && own->kind == DM_NODE_LIST &&
                own->n_entries == tiers->n_entries;

    for (size_t i = 0; same && i < own->n_entries; i++) {
        const struct dm_node *a = dm_node_plain(dm_node_at(own->entries[i].value, "id"));
        const struct dm_node *b = dm_node_plain(dm_node_at(tiers->entries[i].value, "id"));

        same = a != NULL && b != NULL && a->kind == DM_NODE_SCALAR &&
               b->kind == DM_NODE_SCALAR && strcmp(a->text, b->text) == 0;
    }
    if (!same) {
        dm_complain(self->reading, DM_FAULT_PATCH_SHAPE, tiers, path,
            "a change of rules keeps the tiers there are, in their order");
    }
}

static void
complain_new(struct dm_freezing *self, const struct dm_node *section,
    const struct dm_node *key, const char *name, const char *path)
{
    const char *words[DM_TREE_MAX_ENTRIES] = { NULL };
    size_t n = 0;

    for (; section != NULL && section->kind == DM_NODE_MAP && n < section->n_entries; n++) {
        words[n] = section->entries[n].key->text;
    }
    dm_complain(self->reading, DM_FAULT_PATCH_SHAPE, key, path,
        "there is no `%s` in `%s` to change; a change of rules adds nothing",
        dm_quote(key->text).s, name);
    if (!dm_hint_nearest(self->reading, key->text, words, n)) {
        dm_hint(self->reading, "name it in `%s` with `active: false`", name);
    }
}

static void
complain_gone(struct dm_freezing *self, const struct dm_node *key, const char *path)
{
    dm_complain(self->reading, DM_FAULT_PATCH_SHAPE, key, path,
        "a change of rules cannot take `%s` away", key->text);
    dm_hint(self->reading, "an entity is switched off by `active: false`");
}

static void
check_entities(struct dm_freezing *self, const struct dm_entry *section, const char *path)
{
    const char *name = section->key->text;
    const struct dm_node *own = dm_node_at(self->root, name);

    for (size_t i = 0; i < section->value->n_entries; i++) {
        const struct dm_entry *entry = &section->value->entries[i];
        const struct dm_node *base = dm_node_at(own, entry->key->text);
        const struct dm_node *tiers = dm_node_plain(dm_node_at(entry->value, "tiers"));

        if (dm_is_annotation(entry->key->text)) {
            continue;
        }
        if (base == NULL) {
            complain_new(self, own, entry->key, name, path);
        } else if (entry->value->kind == DM_NODE_NULL) {
            complain_gone(self, entry->key, path);
        } else if (tiers != NULL && strcmp(name, "schemes") == 0) {
            check_tiers(self, base, tiers, path);
        }
    }
}

static void
check_overlay(struct dm_freezing *self, const struct dm_node *set, const char *path)
{
    for (size_t i = 0; set->kind == DM_NODE_MAP && i < set->n_entries; i++) {
        const struct dm_entry *section = &set->entries[i];
        bool entities = false;

        for (size_t k = 0; k < DM_N_ENTITY_SECTIONS; k++) {
            entities = entities || strcmp(section->key->text, DM_REGIME_SECTIONS[k]) == 0;
        }
        if (section->value->kind == DM_NODE_NULL) {
            complain_gone(self, section->key, path);
        } else if (entities && section->value->kind == DM_NODE_MAP) {
            check_entities(self, section, path);
        }
    }
}

static size_t
read_jurisdictions(struct dm_freezing *self, struct dm_change *out)
{
    const struct dm_node *map = dm_node_at(self->root, "jurisdictions");
    bool has[DM_MAX_JURISDICTIONS] = { false };
    size_t n = 0;

    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        int32_t j = read_jurisdiction(self, map->entries[i].key, "jurisdictions");

        if (j >= 0) {
            has[j] = map->entries[i].value->kind == DM_NODE_MAP;
        }
    }
    for (int32_t j = 0; j < self->scenario->society.n_jurisdictions; j++) {
        char path[DM_KEY_BYTES], name[16];

        if (has[j]) {
            snprintf(name, sizeof name, "J%02d", j + 1);
            dm_key_join(path, "jurisdictions", name);
            out[n] = (struct dm_change){ .set = dm_node_at(map, name) };
            out[n].patch =
                (struct dm_patch){ .until_month = DM_NEVER, .n_where = 1, .where = { j } };
            check_overlay(self, out[n++].set, path);
        }
    }
    return n;
}

static size_t
read_timeline(struct dm_freezing *self, struct dm_change *out)
{
    struct dm_entry entries[DM_TREE_MAX_ENTRIES];
    size_t n = dm_sorted_entries(
        self, "timeline", "entries of a timeline", DM_MAX_PATCHES, entries);

    for (size_t i = 0; i < n; i++) {
        struct dm_patch *patch = &out[i].patch;
        struct dm_entity entity = { .scope = DM_SCOPE_PATCH,
            .object = patch,
            .key = entries[i].key,
            .node = entries[i].value };
        size_t before = dm_complaints(self);

        *patch = (struct dm_patch){ .until_month = DM_NEVER };
        memcpy(patch->id.s, entity.key->text, strlen(entity.key->text));
        dm_key_join(entity.path, "timeline", entity.key->text);
        dm_read_rows(self, &entity);
        read_where(self, &entity, patch);
        out[i].set = dm_node_at(entity.node, "set");
        if (out[i].set == NULL) {
            dm_complain(self->reading, DM_FAULT_MISSING_KEY, entity.key, entity.path,
                "needs `set`");
            dm_hint(
                self->reading, "for example `set: {channels: {camera: {active: true}}}`");
        } else {
            check_overlay(self, out[i].set, entity.path);
        }
        if (dm_complaints(self) == before) {
            check_times(self, &entity, patch);
        }
    }
    return n;
}

size_t
dm_changes_read(struct dm_freezing *self, struct dm_change *out)
{
    size_t n = read_jurisdictions(self, out);

    return n + read_timeline(self, out + n);
}

void
dm_patches_keep(struct dm_freezing *self, const struct dm_change *changes, size_t n)
{
    struct dm_scenario *s = self->scenario;

    s->patches = n == 0 ? NULL : calloc(n, sizeof *s->patches);
    for (size_t i = 0; s->patches != NULL && i < n; i++) {
        struct dm_strbuf text;

        dm_strbuf_init(&text);
        dm_flow_tree(&text, changes[i].set);
        s->patches[i] = changes[i].patch;
        s->patches[i].set = text.failed ? NULL : dm_copy_text(text.text);
        s->n_patches++;
        self->reading->arena.failed |= s->patches[i].set == NULL;
        dm_strbuf_clear(&text);
    }
    self->reading->arena.failed |= n > 0 && s->patches == NULL;
}
