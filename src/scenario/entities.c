/* SPDX-License-Identifier: Apache-2.0
 *
 * One entity at a time: its rows, and what is read by hand because it hangs together -
 * tiers, the tier or score that something stands on, and readings left out. References go
 * to entities whose ids freeze.c has collected. */
#include "scenario/freezing.h"

#include <stdio.h>
#include <string.h>

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
    size_t before = dm_complaints(self), n;

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
    if (dm_complaints(self) == before && below != INT64_MIN && n > 1 &&
        below != scheme->tiers[1].from_centi) {
        dm_complain(self->reading, DM_FAULT_TIER_FIRST,
            dm_node_plain(dm_node_at(list->entries[0].value, "below")), entity->path,
            "the lowest tier ends where the next one starts: `below` must equal its "
            "`from`");
    }
}

/* `mean`, or one of the scheme's own tiers. */
static void
read_refusers(struct dm_freezing *self, const struct dm_entity *entity)
{
    static const char KEY[] = "opt_in.refusers";
    struct dm_scheme *scheme = entity->object;
    const struct dm_node *node = dm_entity_at(entity, KEY);
    char path[DM_KEY_BYTES];

    scheme->refusers = -1;
    if (node == NULL || node->kind != DM_NODE_SCALAR || strcmp(node->text, "mean") == 0) {
        return;
    }
    scheme->refusers = dm_id_index(
        node->text, scheme->tiers, (size_t) scheme->n_tiers, sizeof scheme->tiers[0]);
    if (scheme->refusers < 0) {
        dm_key_join(path, entity->path, KEY);
        dm_unknown_reference(self, node, path, "tier", &scheme->tiers[0].id,
            (size_t) scheme->n_tiers, sizeof scheme->tiers[0]);
    }
}

static void
read_scheme(struct dm_freezing *self, struct dm_entity *entity)
{
    struct dm_scheme *scheme = entity->object;
    size_t before = dm_complaints(self);

    dm_read_rows(self, entity);
    scheme->discretion =
        scheme->discretion_sigma_nano != 0 || scheme->discretion_bias_b_nano != 0;
    scheme->opt_in = dm_node_at(entity->node, "opt_in") != NULL;
    read_tiers(self, entity);
    read_refusers(self, entity);
    if (dm_complaints(self) == before) {
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

/* How many of the keys below `prefix` are there. */
static int
count_keys(const struct dm_entity *entity, const char *prefix, const char *const *keys,
    size_t n_keys)
{
    char key[DM_KEY_BYTES];
    int n = 0;

    for (size_t i = 0; i < n_keys; i++) {
        dm_key_join(key, prefix, keys[i]);
        n += dm_entity_at(entity, key) != NULL ? 1 : 0;
    }
    return n;
}

/* `scheme` is of use beside a tier or a score only. */
static void
check_scheme_key(
    struct dm_freezing *self, const struct dm_entity *entity, const char *prefix)
{
    static const char *const KEYS[] = { "tier", "below" };
    const struct dm_node *scheme;
    char key[DM_KEY_BYTES], path[DM_KEY_BYTES];

    dm_key_join(path, entity->path, prefix);
    dm_key_join(key, prefix, "scheme");
    scheme = dm_entity_at(entity, key);
    if (scheme != NULL && count_keys(entity, prefix, KEYS, 2) == 0) {
        dm_complain(
            self->reading, DM_FAULT_GROUND, scheme, path, "`scheme` goes with `tier`");
    }
}

/* Exactly one of list, tier, acts; `words` says which may be. */
static void
check_ground(struct dm_freezing *self, const struct dm_entity *entity, const char *words)
{
    static const char *const KEYS[] = { "list", "tier", "acts", "act" };
    const struct dm_node *at = dm_entity_at(entity, "on");
    int n = count_keys(entity, "on", KEYS, 4);
    char path[DM_KEY_BYTES];

    dm_key_join(path, entity->path, "on");
    if (n != 1) {
        dm_complain(self->reading, DM_FAULT_GROUND, at != NULL ? at : entity->key, path,
            "%s exactly one of %s", n == 0 ? "needs" : "takes", words);
    } else {
        check_scheme_key(self, entity, "on");
    }
}

/* A list may be entered in several ways, but by records or by score, not both. */
static void
check_entries(struct dm_freezing *self, const struct dm_entity *entity)
{
    static const char *const MAIN[] = { "tier", "below", "acts", "act" };
    static const char *const OTHER[] = { "representatives", "at_will" };
    const struct dm_node *at = dm_entity_at(entity, "enter");
    int n = count_keys(entity, "enter", MAIN, 4);
    char path[DM_KEY_BYTES];

    dm_key_join(path, entity->path, "enter");
    if (n > 1) {
        dm_complain(self->reading, DM_FAULT_GROUND, at, path,
            "takes exactly one of `tier`, `below`, `acts`");
    } else if (n == 0 && count_keys(entity, "enter", OTHER, 2) == 0) {
        dm_complain(self->reading, DM_FAULT_GROUND, at != NULL ? at : entity->key, path,
            "needs one of `tier`, `below`, `acts`, `representatives`, `at_will`");
    } else {
        check_scheme_key(self, entity, "enter");
    }
}

static bool
has_act(const struct dm_entity *entity, const char *acts, const char *act)
{
    return dm_entity_at(entity, acts) != NULL || dm_entity_at(entity, act) != NULL;
}

static void
read_channel(struct dm_freezing *self, struct dm_entity *entity)
{
    size_t before = dm_complaints(self);

    dm_read_rows(self, entity);
    if (dm_complaints(self) == before) {
        dm_validate_channel(self, entity);
    }
}

/* Readings that are not given are as `related_to`. */
static void
read_service(struct dm_freezing *self, struct dm_entity *entity)
{
    struct dm_service *service = entity->object;

    dm_read_rows(self, entity);
    if (dm_entity_at(entity, "related_narrow") == NULL) {
        service->related_narrow = service->related_contexts;
    }
    if (dm_entity_at(entity, "related_wide") == NULL) {
        service->related_wide = service->related_contexts;
    }
}

static void
read_score_ground(
    struct dm_freezing *self, const struct dm_entity *entity, struct dm_list *list)
{
    const struct dm_node *below = dm_entity_at(entity, "enter.below");

    list->by_score = below != NULL;
    if (below == NULL) {
        list->below_centi = 0;
    } else {
        list->scheme = scheme_of_tier(self, entity, "enter", below, list->scheme);
    }
}

static void
read_list(struct dm_freezing *self, struct dm_entity *entity)
{
    struct dm_list *list = entity->object;
    size_t before = dm_complaints(self);

    dm_read_rows(self, entity);
    read_tier_reference(self, entity, "enter", &list->scheme, &list->tier);
    read_score_ground(self, entity, list);
    check_entries(self, entity);
    list->counts = dm_entity_at(entity, "enter.count") != NULL;
    list->count = list->counts ? list->count : 1;
    if (dm_complaints(self) == before) {
        dm_validate_list(self, entity);
    }
}

static void
read_sanction(struct dm_freezing *self, struct dm_entity *entity)
{
    struct dm_sanction *sanction = entity->object;
    size_t before = dm_complaints(self);

    dm_read_rows(self, entity);
    sanction->on.by_act = has_act(entity, "on.acts", "on.act");
    read_tier_reference(self, entity, "on", &sanction->on.scheme, &sanction->on.tier);
    check_ground(self, entity, "`list`, `tier`, `acts`");
    if (dm_complaints(self) == before) {
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
    check_ground(self, entity, "`tier`");
}

void
dm_read_entity(struct dm_freezing *self, struct dm_entity *entity)
{
    switch (entity->scope) {
    case DM_SCOPE_CHANNEL:
        read_channel(self, entity);
        break;
    case DM_SCOPE_SCHEME:
        read_scheme(self, entity);
        break;
    case DM_SCOPE_LIST:
        read_list(self, entity);
        break;
    case DM_SCOPE_SERVICE:
        read_service(self, entity);
        break;
    case DM_SCOPE_SANCTION:
        read_sanction(self, entity);
        break;
    case DM_SCOPE_REWARD:
        read_reward(self, entity);
        break;
    case DM_SCOPE_SCENARIO:
    case DM_SCOPE_REGIME:
    case DM_SCOPE_ACT:
    case DM_SCOPE_TIER:
    case DM_SCOPE_VIGNETTE:
    case DM_SCOPE_PATCH:
    case DM_N_SCOPES:
        dm_read_rows(self, entity);
        break;
    }
}
