/* SPDX-License-Identifier: Apache-2.0
 *
 * From a checked tree to `struct dm_scenario`: entities in order of id, references
 * resolved, and the twin's regime read against the scenario's acts and services. */
#include "scenario/freezing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_TWIN      "no"
#define DEFAULT_TWIN "ordinary-law"

/* A section of entities that start with their id. */
struct section {
    const char *key, *what;
    enum dm_scope scope;
    void *entities;
    size_t stride;
    int32_t *n;
    int max;
};

static int
compare_entries(const void *a, const void *b)
{
    const struct dm_entry *x = a, *y = b;

    return strcmp(x->key->text, y->key->text);
}

/* The entities of a section in order of id; at most `max`. */
size_t
dm_sorted_entries(struct dm_freezing *self, const char *section, const char *what, int max,
    struct dm_entry out[DM_TREE_MAX_ENTRIES])
{
    const struct dm_node *map = dm_node_walk(self->root, section);
    const struct dm_node *key = dm_node_key(self->root, section);
    size_t n = 0;

    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        const struct dm_entry *entry = &map->entries[i];

        if (dm_is_id(entry->key->text) && !dm_is_annotation(entry->key->text) &&
            entry->value->kind == DM_NODE_MAP && n < DM_TREE_MAX_ENTRIES) {
            out[n++] = *entry;
        }
    }
    if (n > 0) {
        qsort(out, n, sizeof *out, compare_entries);
    }
    if (n > (size_t) max) {
        dm_complain(self->reading, DM_FAULT_TOO_MANY, key != NULL ? key : map, section,
            "%zu are above the limit of %d %s", n, max, what);
        n = (size_t) max;
    }
    return n;
}

/* Ids first, so that entities may refer to one another whatever their order. */
static void
collect(struct dm_freezing *self, const struct section *section)
{
    struct dm_entry entries[DM_TREE_MAX_ENTRIES];
    size_t n = dm_sorted_entries(self, section->key, section->what, section->max, entries);
    char *at = section->entities;

    for (size_t i = 0; i < n; i++, at += section->stride) {
        memcpy(at, entries[i].key->text, strlen(entries[i].key->text) + 1);
    }
    *section->n = (int32_t) n;
    dm_validate_hashes(self, section->key, section->entities, n, section->stride);
}

static void
read_section(struct dm_freezing *self, const struct section *section)
{
    const struct dm_node *map = dm_node_walk(self->root, section->key);
    char *at = section->entities;

    for (int32_t i = 0; i < *section->n; i++, at += section->stride) {
        struct dm_entity entity = { .scope = section->scope, .object = at };

        entity.key = dm_node_key(map, at);
        entity.node = dm_node_at(map, at);
        dm_key_join(entity.path, section->key, at);
        dm_read_entity(self, &entity);
    }
}

#define SECTION(key_, what_, scope_, owner, array, count, max_)                            \
    {                                                                                      \
        .key = key_, .what = what_, .scope = scope_, .entities = (owner)->array,           \
        .stride = sizeof(owner)->array[0], .n = &(owner)->count, .max = max_               \
    }

static void
freeze_regime(struct dm_freezing *self)
{
    struct dm_regime *r = self->regime;
    const struct section PARTS[] = {
        SECTION("channels", "channels", DM_SCOPE_CHANNEL, r, channels, n_channels,
            DM_MAX_CHANNELS),
        SECTION(
            "schemes", "schemes", DM_SCOPE_SCHEME, r, schemes, n_schemes, DM_MAX_SCHEMES),
        SECTION("lists", "lists", DM_SCOPE_LIST, r, lists, n_lists, DM_MAX_LISTS),
        SECTION("sanctions", "sanctions", DM_SCOPE_SANCTION, r, sanctions, n_sanctions,
            DM_MAX_SANCTIONS),
        SECTION(
            "rewards", "rewards", DM_SCOPE_REWARD, r, rewards, n_rewards, DM_MAX_REWARDS),
    };
    struct dm_entity whole = {
        .scope = DM_SCOPE_REGIME, .object = r, .key = self->root, .node = self->root
    };
    size_t before = dm_complaints(self);

    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        collect(self, &PARTS[i]);
        read_section(self, &PARTS[i]);
    }
    dm_read_rows(self, &whole);
    r->adaptation.on = dm_node_at(self->root, "adaptation") != NULL;
    r->redress.on = dm_node_at(self->root, "redress") != NULL;
    r->opinion.on = dm_node_at(self->root, "opinion") != NULL;
    if (dm_complaints(self) == before) {
        dm_validate_regime(self);
    }
}

struct dm_regime *
dm_regime_read(struct dm_freezing *self, const struct dm_node *tree)
{
    struct dm_freezing other = *self;
    struct dm_regime *regime = tree == NULL ? NULL : calloc(1, sizeof *regime);
    size_t before = dm_complaints(self);

    if (regime == NULL) {
        self->reading->arena.failed = true;
        return NULL;
    }
    other.root = tree;
    other.regime = regime;
    freeze_regime(&other);
    if (dm_complaints(self) != before) {
        dm_regime_clear(regime);
        free(regime);
        return NULL;
    }
    return regime;
}

static void
add_context(struct dm_freezing *self, const struct dm_node *node)
{
    struct dm_scenario *s = self->scenario;
    int32_t at = 0;

    if (node->kind != DM_NODE_SCALAR) {
        return;
    }
    if (!dm_is_id(node->text)) {
        dm_complain(self->reading, DM_FAULT_BAD_ID, node, NULL,
            "`%s` is no id of a context", dm_quote(node->text).s);
        return;
    }
    while (at < s->n_contexts && strcmp(s->contexts[at].s, node->text) < 0) {
        at++;
    }
    if (at < s->n_contexts && strcmp(s->contexts[at].s, node->text) == 0) {
        return;
    }
    if (s->n_contexts == DM_MAX_CONTEXTS) {
        dm_complain(self->reading, DM_FAULT_TOO_MANY, node, NULL,
            "`%s` is above the limit of %d contexts", node->text, DM_MAX_CONTEXTS);
        return;
    }
    memmove(&s->contexts[at + 1], &s->contexts[at],
        (size_t) (s->n_contexts - at) * sizeof s->contexts[0]);
    s->contexts[at] = (struct dm_id){ { 0 } };
    memcpy(s->contexts[at].s, node->text, strlen(node->text));
    s->n_contexts++;
}

/* The contexts that the entities of a section name under `key`. */
static void
collect_contexts(struct dm_freezing *self, const struct dm_node *root, const char *section,
    const char *key)
{
    const struct dm_node *map = dm_node_at(root, section);

    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        const struct dm_node *node = dm_node_plain(dm_node_at(map->entries[i].value, key));

        if (node != NULL && node->kind == DM_NODE_LIST) {
            for (size_t j = 0; j < node->n_entries; j++) {
                add_context(self, node->entries[j].value);
            }
        } else if (node != NULL) {
            add_context(self, node);
        }
    }
}

/* All that a regime or a change of it names. */
static void
collect_regime_contexts(struct dm_freezing *self, const struct dm_node *root)
{
    collect_contexts(self, root, "channels", "context");
    collect_contexts(self, root, "schemes", "contexts");
    collect_contexts(self, root, "lists", "contexts");
}

/* All that a file names; the twin's services are not read. */
static void
collect_all_contexts(struct dm_freezing *self, const struct dm_node *root)
{
    static const char *const OF_SERVICES[] = { "related_to", "related_narrow",
        "related_wide" };

    const struct dm_node *timeline = dm_node_at(root, "timeline");
    const struct dm_node *places = dm_node_at(root, "jurisdictions");

    collect_regime_contexts(self, root);
    for (size_t i = 0; timeline != NULL && i < timeline->n_entries; i++) {
        collect_regime_contexts(self, dm_node_at(timeline->entries[i].value, "set"));
    }
    for (size_t i = 0; places != NULL && i < places->n_entries; i++) {
        collect_regime_contexts(self, places->entries[i].value);
    }
    for (size_t i = 0; root == self->root && i < 3; i++) {
        collect_contexts(self, root, "services", OF_SERVICES[i]);
    }
}

/* Everything but entities. */
static void
freeze_whole(struct dm_freezing *self)
{
    struct dm_entity whole = { .scope = DM_SCOPE_SCENARIO,
        .object = self->scenario,
        .key = self->root,
        .node = self->root };
    const struct dm_node *variants = dm_node_at(self->root, "variants");
    size_t before = dm_complaints(self);

    dm_read_rows(self, &whole);
    self->scenario->society.has_means = dm_node_walk(self->root, "society.means") != NULL;
    if (dm_complaints(self) == before) {
        dm_validate_run(self);
        dm_validate_society(self);
    }
    if (variants != NULL && variants->kind == DM_NODE_MAP &&
        variants->n_entries > DM_MAX_VARIANTS) {
        dm_complain(self->reading, DM_FAULT_TOO_MANY, dm_node_key(self->root, "variants"),
            "variants", "%zu are above the limit of %d variants", variants->n_entries,
            DM_MAX_VARIANTS);
    }
}

/* Acts, services and vignettes, which both worlds share; contexts are known already. */
static void
freeze_entities(struct dm_freezing *self)
{
    struct dm_scenario *s = self->scenario;
    const struct section acts =
        SECTION("acts", "act types", DM_SCOPE_ACT, s, acts, n_acts, DM_MAX_ACTS);
    const struct section services = SECTION(
        "services", "services", DM_SCOPE_SERVICE, s, services, n_services, DM_MAX_SERVICES);

    const struct section vignettes = SECTION("measure.vignettes", "vignettes",
        DM_SCOPE_VIGNETTE, s, vignettes, n_vignettes, DM_MAX_VIGNETTES);

    collect(self, &acts);
    collect(self, &services);
    collect(self, &vignettes);
    read_section(self, &acts);
    read_section(self, &services);
    read_section(self, &vignettes);
}

/* The library name of the twin, NULL for none. */
static const char *
twin_name(struct dm_freezing *self, const struct dm_read_options *options,
    const struct dm_node **at)
{
    const struct dm_node *node = dm_node_plain(dm_node_at(self->root, "twin"));
    const char *name = DEFAULT_TWIN;

    *at = NULL;
    if (options != NULL && options->twin != NULL) {
        name = options->twin;
    } else if (node != NULL && node->kind == DM_NODE_SCALAR) {
        *at = node;
        name = node->text;
    } else if (node != NULL || self->scenario->family == DM_TWIN_WORLD ||
               strcmp(self->scenario->name.s, DEFAULT_TWIN) == 0) {
        return NULL;
    }
    if (strcmp(name, NO_TWIN) == 0) {
        return NULL;
    }
    if (!dm_is_id(name)) {
        dm_complain(self->reading, DM_FAULT_TWIN_NAME, *at, "twin",
            "`%s` is not the name of a scenario of the library", dm_quote(name).s);
        dm_hint(self->reading, "for example `ordinary-law`, or `no` for no twin");
        return NULL;
    }
    return name;
}

void
dm_freeze(struct dm_freezing *self, const struct dm_read_options *options)
{
    struct dm_scenario *s = self->scenario;
    const struct dm_node *twin_root = NULL, *at;
    const char *twin;

    freeze_whole(self);
    twin = twin_name(self, options, &at);
    if (twin != NULL) {
        twin_root = dm_load(self->reading, twin, NULL, at);
    }
    if (twin_root != NULL) {
        dm_check(self->reading, twin_root);
        memcpy(s->twin_name.s, twin, strlen(twin) + 1);
    }
    collect_all_contexts(self, self->root);
    collect_all_contexts(self, twin_root);
    freeze_entities(self);
    freeze_regime(self);
    dm_freeze_rules(self, &s->rules);
    if (twin_root != NULL) {
        struct dm_freezing other = *self;

        other.root = twin_root;
        other.regime = &s->twin;
        other.twin_of = s->twin_name.s;
        freeze_regime(&other);
        dm_freeze_rules(&other, &s->twin_rules);
    }
}
