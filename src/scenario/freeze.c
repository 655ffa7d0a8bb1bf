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

static size_t
complaints(const struct dm_freezing *self)
{
    return self->reading->diagnostics->n;
}

/* The entities of a section in order of id; at most `max`. */
static size_t
sorted_entries(struct dm_freezing *self, const struct section *section,
    struct dm_entry out[DM_TREE_MAX_ENTRIES])
{
    const struct dm_node *map = dm_node_at(self->root, section->key);
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
    if (n > (size_t) section->max) {
        dm_complain(self->reading, DM_FAULT_TOO_MANY, dm_node_key(self->root, section->key),
            section->key, "%zu are above the limit of %d %s", n, section->max,
            section->what);
        n = (size_t) section->max;
    }
    return n;
}

/* Ids first, so that entities may refer to one another whatever their order. */
static void
collect(struct dm_freezing *self, const struct section *section)
{
    struct dm_entry entries[DM_TREE_MAX_ENTRIES];
    size_t n = sorted_entries(self, section, entries);
    char *at = section->entities;

    for (size_t i = 0; i < n; i++, at += section->stride) {
        memcpy(at, entries[i].key->text, strlen(entries[i].key->text) + 1);
    }
    *section->n = (int32_t) n;
    dm_validate_hashes(self, section->key, section->entities, n, section->stride);
}

typedef void (*dm_entity_reader)(struct dm_freezing *self, struct dm_entity *entity);

static void
read_section(
    struct dm_freezing *self, const struct section *section, dm_entity_reader reader)
{
    const struct dm_node *map = dm_node_at(self->root, section->key);
    char *at = section->entities;

    for (int32_t i = 0; i < *section->n; i++, at += section->stride) {
        struct dm_entity entity = { .scope = section->scope, .object = at };

        entity.key = dm_node_key(map, at);
        entity.node = dm_node_at(map, at);
        dm_key_join(entity.path, section->key, at);
        reader(self, &entity);
    }
}

static void
read_plain(struct dm_freezing *self, struct dm_entity *entity)
{
    dm_read_rows(self, entity);
}

/* `from` of a tier; the lowest has none, and its `below` must say the same as the next
 * tier's `from`. */
static void
read_tier_points(struct dm_freezing *self, const struct dm_entity *entity, int i, int n,
    struct dm_tier *tier, int64_t *below)
{
    const struct dm_node *from = dm_entity_at(entity, "from");
    const struct dm_node *upper = dm_entity_at(entity, "below");
    const struct dm_field *field = dm_field_at("schemes.*.tiers[].from");
    int64_t value = 0;
    char key[DM_KEY_BYTES];

    tier->from_centi = INT32_MIN;
    dm_key_join(key, entity->path, "from");
    if (from != NULL && i == 0) {
        dm_complain(self->reading, DM_FAULT_TIER_FIRST, from, key,
            "the lowest tier has no lower end");
        dm_hint(self->reading, "tiers are listed from the lowest");
    } else if (from == NULL && i > 0) {
        dm_complain(self->reading, DM_FAULT_TIER_FIRST, entity->key, entity->path,
            "every tier but the lowest needs `from`");
    } else if (from != NULL && from->kind == DM_NODE_SCALAR &&
               dm_read_number(self, field, from, key, &value)) {
        tier->from_centi = (int32_t) value;
    }
    dm_key_join(key, entity->path, "below");
    if (upper != NULL && (i > 0 || n == 1)) {
        dm_complain(self->reading, DM_FAULT_TIER_FIRST, upper, key,
            "only the lowest of several tiers may have an upper end");
    } else if (upper != NULL && upper->kind == DM_NODE_SCALAR) {
        *below = INT64_MAX;
        dm_read_number(self, field, upper, key, below);
    }
}

static void
read_tiers(struct dm_freezing *self, const struct dm_entity *entity)
{
    struct dm_scheme *scheme = entity->object;
    const struct dm_node *list = dm_entity_at(entity, "tiers");
    int64_t below = INT64_MIN;
    size_t before = complaints(self), n;

    if (list != NULL && list->kind != DM_NODE_LIST) {
        return; /* told before */
    }
    if (list == NULL || list->n_entries == 0) {
        dm_complain(self->reading, DM_FAULT_MISSING_KEY, list != NULL ? list : entity->key,
            entity->path, "needs `tiers`, one at least");
        dm_hint(self->reading,
            "for example `tiers: [{id: low, below: 600}, {id: high, from: 600}]`");
        return;
    }
    n = list->n_entries;
    if (n > DM_MAX_TIERS) {
        dm_complain(self->reading, DM_FAULT_TOO_MANY, list, entity->path,
            "%zu are above the limit of %d tiers in a scheme", n, DM_MAX_TIERS);
        n = DM_MAX_TIERS;
    }
    for (size_t i = 0; i < n; i++) {
        struct dm_entity tier = { .scope = DM_SCOPE_TIER,
            .object = &scheme->tiers[i],
            .key = list->entries[i].value,
            .node = list->entries[i].value };
        char place[32];

        if (tier.node->kind == DM_NODE_MAP) {
            snprintf(place, sizeof place, "tiers[%zu]", i);
            dm_key_join(tier.path, entity->path, place);
            dm_read_rows(self, &tier);
            read_tier_points(self, &tier, (int) i, (int) n, &scheme->tiers[i], &below);
        }
    }
    scheme->n_tiers = (int32_t) n;
    if (complaints(self) == before && below != INT64_MIN && n > 1 &&
        below != scheme->tiers[1].from_centi) {
        dm_complain(self->reading, DM_FAULT_TIER_FIRST,
            dm_node_plain(dm_node_at(list->entries[0].value, "below")), entity->path,
            "the lowest tier ends where the next one starts: `below` must equal its "
            "`from`");
    }
}

static void
read_scheme(struct dm_freezing *self, struct dm_entity *entity)
{
    size_t before = complaints(self);

    dm_read_rows(self, entity);
    read_tiers(self, entity);
    if (complaints(self) == before) {
        dm_validate_scheme(self, entity);
    }
}

/* Which scheme a tier belongs to: the one named, or the only one. */
static int32_t
scheme_of_tier(struct dm_freezing *self, const struct dm_entity *entity, const char *prefix,
    const struct dm_node *tier, int32_t named)
{
    char key[DM_KEY_BYTES], path[DM_KEY_BYTES];

    dm_key_join(key, prefix, "scheme");
    if (named >= 0 || dm_entity_at(entity, key) != NULL) {
        return named;
    }
    if (self->regime->n_schemes == 1) {
        return 0;
    }
    dm_key_join(path, entity->path, prefix);
    if (self->regime->n_schemes == 0) {
        dm_complain(self->reading, DM_FAULT_UNKNOWN_REFERENCE, tier, path,
            "there is no scheme that could have a tier");
    } else {
        dm_complain(self->reading, DM_FAULT_AMBIGUOUS_SCHEME, tier, path,
            "the scenario has %d schemes; name one with `scheme`", self->regime->n_schemes);
    }
    return -1;
}

static void
read_tier_reference(struct dm_freezing *self, const struct dm_entity *entity,
    const char *prefix, int32_t *scheme, int32_t *tier)
{
    char key[DM_KEY_BYTES], path[DM_KEY_BYTES];
    const struct dm_node *node;

    *tier = -1;
    dm_key_join(key, prefix, "tier");
    node = dm_entity_at(entity, key);
    if (node == NULL || node->kind != DM_NODE_SCALAR) {
        return;
    }
    *scheme = scheme_of_tier(self, entity, prefix, node, *scheme);
    if (*scheme >= 0) {
        const struct dm_scheme *s = &self->regime->schemes[*scheme];

        *tier = dm_id_index(node->text, s->tiers, (size_t) s->n_tiers, sizeof s->tiers[0]);
        if (*tier < 0) {
            dm_key_join(path, entity->path, key);
            dm_unknown_reference(self, node, path, "tier", &s->tiers[0].id,
                (size_t) s->n_tiers, sizeof s->tiers[0]);
        }
    }
}

/* Exactly one of list, tier, acts; `words` says which may be. */
static void
check_ground(struct dm_freezing *self, const struct dm_entity *entity, const char *prefix,
    const char *words)
{
    static const char *const KEYS[] = { "list", "tier", "acts", "act" };
    const struct dm_node *at = dm_entity_at(entity, prefix);
    char key[DM_KEY_BYTES], path[DM_KEY_BYTES];
    int n = 0;

    dm_key_join(path, entity->path, prefix);
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        dm_key_join(key, prefix, KEYS[i]);
        n += dm_entity_at(entity, key) != NULL ? 1 : 0;
    }
    if (n != 1) {
        dm_complain(self->reading, DM_FAULT_GROUND, at != NULL ? at : entity->key, path,
            "%s exactly one of %s", n == 0 ? "needs" : "takes", words);
    }
    dm_key_join(key, prefix, "scheme");
    if (dm_entity_at(entity, key) != NULL) {
        const struct dm_node *scheme = dm_entity_at(entity, key);

        dm_key_join(key, prefix, "tier");
        if (n == 1 && dm_entity_at(entity, key) == NULL) {
            dm_complain(
                self->reading, DM_FAULT_GROUND, scheme, path, "`scheme` goes with `tier`");
        }
    }
}

static bool
has_act(const struct dm_entity *entity, const char *acts, const char *act)
{
    return dm_entity_at(entity, acts) != NULL || dm_entity_at(entity, act) != NULL;
}

static void
read_list(struct dm_freezing *self, struct dm_entity *entity)
{
    struct dm_list *list = entity->object;

    dm_read_rows(self, entity);
    read_tier_reference(self, entity, "enter", &list->scheme, &list->tier);
    check_ground(self, entity, "enter", "`tier`, `acts`");
}

static void
read_sanction(struct dm_freezing *self, struct dm_entity *entity)
{
    struct dm_sanction *sanction = entity->object;
    size_t before = complaints(self);

    dm_read_rows(self, entity);
    sanction->on.by_act = has_act(entity, "on.acts", "on.act");
    read_tier_reference(self, entity, "on", &sanction->on.scheme, &sanction->on.tier);
    check_ground(self, entity, "on", "`list`, `tier`, `acts`");
    if (complaints(self) == before) {
        dm_validate_sanction(self, entity);
    }
}

static void
read_reward(struct dm_freezing *self, struct dm_entity *entity)
{
    struct dm_reward *reward = entity->object;

    dm_read_rows(self, entity);
    reward->on.list = -1;
    read_tier_reference(self, entity, "on", &reward->on.scheme, &reward->on.tier);
    check_ground(self, entity, "on", "`tier`");
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
    const struct {
        struct section section;
        dm_entity_reader reader;
    } PARTS[] = {
        { SECTION("channels", "channels", DM_SCOPE_CHANNEL, r, channels, n_channels,
              DM_MAX_CHANNELS),
            read_plain },
        { SECTION(
              "schemes", "schemes", DM_SCOPE_SCHEME, r, schemes, n_schemes, DM_MAX_SCHEMES),
            read_scheme },
        { SECTION("lists", "lists", DM_SCOPE_LIST, r, lists, n_lists, DM_MAX_LISTS),
            read_list },
        { SECTION("sanctions", "sanctions", DM_SCOPE_SANCTION, r, sanctions, n_sanctions,
              DM_MAX_SANCTIONS),
            read_sanction },
        { SECTION(
              "rewards", "rewards", DM_SCOPE_REWARD, r, rewards, n_rewards, DM_MAX_REWARDS),
            read_reward },
    };
    struct dm_entity whole = {
        .scope = DM_SCOPE_REGIME, .object = r, .key = self->root, .node = self->root
    };
    size_t before = complaints(self);

    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        collect(self, &PARTS[i].section);
        read_section(self, &PARTS[i].section, PARTS[i].reader);
    }
    dm_read_rows(self, &whole);
    r->adaptation.on = dm_node_at(self->root, "adaptation") != NULL;
    if (complaints(self) == before) {
        dm_validate_regime(self);
    }
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

/* Everything but entities. */
static void
freeze_whole(struct dm_freezing *self)
{
    struct dm_entity whole = { .scope = DM_SCOPE_SCENARIO,
        .object = self->scenario,
        .key = self->root,
        .node = self->root };
    const struct dm_node *variants = dm_node_at(self->root, "variants");
    size_t before = complaints(self);

    dm_read_rows(self, &whole);
    if (complaints(self) == before) {
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

/* Acts and services, which both worlds share; contexts are known already. */
static void
freeze_entities(struct dm_freezing *self)
{
    struct dm_scenario *s = self->scenario;
    const struct section acts =
        SECTION("acts", "act types", DM_SCOPE_ACT, s, acts, n_acts, DM_MAX_ACTS);
    const struct section services = SECTION(
        "services", "services", DM_SCOPE_SERVICE, s, services, n_services, DM_MAX_SERVICES);

    collect(self, &acts);
    collect(self, &services);
    read_section(self, &acts, read_plain);
    read_section(self, &services, read_plain);
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
    collect_contexts(self, self->root, "channels", "context");
    collect_contexts(self, self->root, "services", "related_to");
    collect_contexts(self, twin_root, "channels", "context");
    freeze_entities(self);
    freeze_regime(self);
    if (twin_root != NULL) {
        struct dm_freezing other = *self;

        other.root = twin_root;
        other.regime = &s->twin;
        other.twin_of = s->twin_name.s;
        freeze_regime(&other);
    }
}
