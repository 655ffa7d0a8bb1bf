/* SPDX-License-Identifier: Apache-2.0
 *
 * What an emergency leaves behind (mechanisms, M1): of each number that it changed, the
 * share that persists. Driven by fields.def: both states are read as regimes, and where a
 * number differs its value in between is laid over the tree. Words that stand for numbers
 * (`never`, `none`), switches, choices and references fall back. */
#include "scenario/freezing.h"

#include "base/fixed.h"
#include "scenario/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct blend {
    struct dm_freezing *freezing;
    const struct dm_node *without, *with; /* the trees */
    const struct dm_node *tree;           /* the result so far; NULL: no memory */
    int64_t share_nano;
};

/* Two states of one object. */
struct both {
    const void *without, *with;
    const char *path; /* of the object: "channels.camera", "" for the regime */
};

static bool
is_word(enum dm_kind kind, int64_t value)
{
    struct dm_strbuf text;
    bool word;

    dm_strbuf_init(&text);
    dm_unit_format(kind, value, &text);
    word = text.text != NULL && text.text[0] >= 'a' && text.text[0] <= 'z' &&
           text.text[0] != 'x';
    dm_strbuf_clear(&text);
    return word;
}

/* The i-th value in between. */
static int64_t
between(
    const struct blend *self, const struct dm_field *field, const struct both *both, int i)
{
    int64_t from = dm_field_load(field, both->without, i);
    int64_t to = dm_field_load(field, both->with, i);

    if (is_word(field->kind, from) || is_word(field->kind, to)) {
        return from;
    }
    return from + dm_rmuldiv(to - from, self->share_nano, DM_NANO);
}

/* Lays `path` = the text of the values over the tree. */
static void
set(struct blend *self, const struct both *both, const char *key, const char *value)
{
    char path[DM_KEY_BYTES];
    struct dm_strbuf flag;

    dm_key_join(path, both->path, key);
    dm_strbuf_init(&flag);
    dm_strbuf_addf(&flag, "%s=%s", path, value);
    self->tree = flag.failed || self->tree == NULL
                     ? NULL
                     : dm_load_set(self->freezing->reading, self->tree, flag.text);
    dm_strbuf_clear(&flag);
}

static void
set_number(struct blend *self, const struct dm_field *field, const struct both *both,
    const char *key, int i)
{
    struct dm_strbuf text;

    dm_strbuf_init(&text);
    dm_unit_format(field->kind, between(self, field, both, i), &text);
    if (text.text != NULL) {
        set(self, both, key, text.text);
    }
    dm_strbuf_clear(&text);
}

/* `[a, b]` or `{value: a, group_b: b}`. */
static void
set_numbers(struct blend *self, const struct dm_field *field, const struct both *both)
{
    bool by_group = field->shape == DM_SHAPE_BY_GROUP;
    int n = dm_field_count(field, both->without);
    struct dm_strbuf text;

    if (n != dm_field_count(field, both->with)) {
        return; /* as many as there were */
    }
    dm_strbuf_init(&text);
    dm_strbuf_add(&text, by_group ? "{value: " : "[");
    for (int i = 0; i < n; i++) {
        dm_strbuf_add(&text, i == 0 ? "" : by_group ? ", group_b: " : ", ");
        dm_unit_format(field->kind, between(self, field, both, i), &text);
    }
    dm_strbuf_add(&text, by_group ? "}" : "]");
    if (!text.failed) {
        set(self, both, dm_field_key(field), text.text);
    }
    dm_strbuf_clear(&text);
}

/* `points.late-bill`: the row's key with the id for `*`. */
static void
set_by_id(struct blend *self, const struct dm_field *field, const struct both *both)
{
    const struct dm_scenario *s = self->freezing->scenario;
    const struct dm_regime *r = self->freezing->regime;
    const char *key = dm_field_key(field);
    bool by_act = field->shape == DM_SHAPE_BY_ACT;
    int n = by_act ? s->n_acts : r->n_schemes;
    char full[DM_KEY_BYTES];

    for (int i = 0; i < n; i++) {
        if (dm_field_load(field, both->without, i) != dm_field_load(field, both->with, i)) {
            snprintf(full, sizeof full, "%.*s%s", (int) strlen(key) - 1, key,
                by_act ? s->acts[i].id.s : r->schemes[i].id.s);
            set_number(self, field, both, full, i);
        }
    }
}

/* A shorthand (`covers: 50 %`) has no room for one of its keys: write both. */
static void
spell_out(struct blend *self, const struct both *both)
{
    const struct dm_channel *channel = both->without;
    const struct dm_node *covers;
    char path[DM_KEY_BYTES];
    struct dm_strbuf text;

    dm_key_join(path, both->path, "covers");
    covers = dm_node_walk(self->tree, path);
    if (covers == NULL || (covers->kind == DM_NODE_MAP && !dm_node_is_annotated(covers))) {
        return;
    }
    dm_strbuf_init(&text);
    dm_strbuf_add(&text, "{urban: ");
    dm_unit_format(DM_KIND_FRACTION, channel->covers_setting_nano[DM_URBAN], &text);
    dm_strbuf_add(&text, ", rural: ");
    dm_unit_format(DM_KIND_FRACTION, channel->covers_setting_nano[DM_RURAL], &text);
    dm_strbuf_add(&text, "}");
    if (!text.failed) {
        set(self, both, "covers", text.text);
    }
    dm_strbuf_clear(&text);
}

/* A number that has no default is not there unless it is written. */
static bool
is_there(const struct dm_node *tree, const struct both *both, const struct dm_field *field)
{
    char path[DM_KEY_BYTES];

    dm_key_join(path, both->path, dm_field_key(field));
    return field->fallback == NULL || field->fallback[0] != '\0' ||
           dm_node_walk(tree, path) != NULL;
}

static bool
differs(const struct dm_field *field, const struct both *both)
{
    for (int i = 0; i < dm_field_capacity(field); i++) {
        if (dm_field_load(field, both->without, i) != dm_field_load(field, both->with, i)) {
            return true;
        }
    }
    return false;
}

static void
blend_row(struct blend *self, const struct dm_field *field, const struct both *both)
{
    if (field->shape == DM_SHAPE_BY_ACT || field->shape == DM_SHAPE_BY_SCHEME) {
        set_by_id(self, field, both);
    } else if (field->shape == DM_SHAPE_LIST || field->shape == DM_SHAPE_BY_GROUP) {
        set_numbers(self, field, both);
    } else if (is_there(self->without, both, field) && is_there(self->with, both, field)) {
        if (strncmp(dm_field_key(field), "covers.", 7) == 0) {
            spell_out(self, both);
        }
        set_number(self, field, both, dm_field_key(field), 0);
    }
}

static void
blend_rows(struct blend *self, enum dm_scope scope, const struct both *both)
{
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];

        if (field->scope == scope && field->member != NULL && field->path != NULL &&
            dm_kind_is_number(field->kind) && !field->by_hand && differs(field, both)) {
            blend_row(self, field, both);
        }
    }
}

/* The ends of tiers; that of the lowest is also the start of the next. */
static void
blend_tiers(struct blend *self, const struct both *both)
{
    const struct dm_field *from = dm_field_at("schemes.*.tiers[].from");
    const struct dm_scheme *a = both->without, *b = both->with;
    const struct dm_node *first;
    char key[DM_KEY_BYTES], path[DM_KEY_BYTES];

    for (int i = 1; i < a->n_tiers && i < b->n_tiers; i++) {
        const struct both tier = { &a->tiers[i], &b->tiers[i], both->path };

        if (a->tiers[i].from_centi == b->tiers[i].from_centi) {
            continue;
        }
        snprintf(key, sizeof key, "tiers.%s.from", a->tiers[i].id.s);
        set_number(self, from, &tier, key, 0);
        dm_key_join(path, both->path, "tiers");
        first = dm_node_walk(self->tree, path);
        first = first != NULL ? first->entries[0].value : NULL;
        if (i == 1 && dm_node_at(first, "below") != NULL) {
            snprintf(key, sizeof key, "tiers.%s.below", a->tiers[0].id.s);
            set_number(self, from, &tier, key, 0);
        }
    }
}

static void
blend_entities(struct blend *self, const char *section, enum dm_scope scope,
    const void *without, const void *with, int32_t n, size_t stride)
{
    const char *a = without, *b = with;
    char path[DM_KEY_BYTES];

    for (int32_t i = 0; i < n; i++, a += stride, b += stride) {
        const struct both both = { a, b, path };

        dm_key_join(path, section, a);
        blend_rows(self, scope, &both);
        if (scope == DM_SCOPE_SCHEME) {
            blend_tiers(self, &both);
        }
    }
}

static void
blend_regimes(struct blend *self, const struct dm_regime *a, const struct dm_regime *b)
{
    const struct both whole = { a, b, "" };

    blend_entities(self, "channels", DM_SCOPE_CHANNEL, a->channels, b->channels,
        a->n_channels, sizeof a->channels[0]);
    blend_entities(self, "schemes", DM_SCOPE_SCHEME, a->schemes, b->schemes, a->n_schemes,
        sizeof a->schemes[0]);
    blend_entities(
        self, "lists", DM_SCOPE_LIST, a->lists, b->lists, a->n_lists, sizeof a->lists[0]);
    blend_entities(self, "sanctions", DM_SCOPE_SANCTION, a->sanctions, b->sanctions,
        a->n_sanctions, sizeof a->sanctions[0]);
    blend_entities(self, "rewards", DM_SCOPE_REWARD, a->rewards, b->rewards, a->n_rewards,
        sizeof a->rewards[0]);
    blend_rows(self, DM_SCOPE_REGIME, &whole);
}

const struct dm_node *
dm_persist(struct dm_freezing *self, const struct dm_node *without,
    const struct dm_node *with, int64_t share_nano)
{
    struct blend blend = { .freezing = self,
        .without = without,
        .with = with,
        .tree = without,
        .share_nano = share_nano };
    struct dm_regime *a = dm_regime_read(self, without), *b = dm_regime_read(self, with);

    if (a != NULL && b != NULL) {
        blend_regimes(&blend, a, b);
    }
    for (int i = 0; i < 2; i++) {
        struct dm_regime *regime = i == 0 ? a : b;

        if (regime != NULL) {
            dm_regime_clear(regime);
        }
        free(regime);
    }
    return a != NULL && b != NULL ? blend.tree : NULL;
}
