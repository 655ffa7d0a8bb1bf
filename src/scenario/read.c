/* SPDX-License-Identifier: Apache-2.0
 *
 * Values: a row of fields.def, a node of the tree, and where the result goes. Shapes were
 * checked before (check.c), so a node of the wrong shape was complained about already and
 * is passed over here. */
#include "scenario/freezing.h"
#include "scenario/units.h"

#include <stdlib.h>
#include <string.h>

struct slot {
    struct dm_freezing *freezing;
    const struct dm_field *field;
    void *object;
    char key[DM_KEY_BYTES];
};

int
dm_id_index(const char *id, const void *entities, size_t n, size_t stride)
{
    const char *at = entities;

    for (size_t i = 0; i < n; i++, at += stride) {
        if (strcmp(at, id) == 0) {
            return (int) i;
        }
    }
    return -1;
}

void
dm_unknown_reference(struct dm_freezing *self, const struct dm_node *at, const char *key,
    const char *what, const struct dm_id *ids, size_t n, size_t stride)
{
    const char *words[DM_MAX_ACTS] = { NULL };
    const char *id = (const char *) ids;
    bool lacks =
        self->twin_of != NULL && (strcmp(what, "act") == 0 || strcmp(what, "service") == 0);

    DM_ASSERT(n <= DM_MAX_ACTS);
    for (size_t i = 0; i < n; i++, id += stride) {
        words[i] = id;
    }
    if (lacks && self->scenario->n_acts == 0) { /* told once, in the same words for all */
        dm_complain(self->reading, DM_FAULT_TWIN_LACKS, at, key,
            "%s has no act, and its twin `%s` names some", self->file, self->twin_of);
    } else if (lacks) {
        dm_complain(self->reading, DM_FAULT_TWIN_LACKS, at, key,
            "`%s` is no %s of %s, whose twin `%s` is", dm_quote(at->text).s, what,
            self->file, self->twin_of);
    } else {
        dm_complain(self->reading, DM_FAULT_UNKNOWN_REFERENCE, at, key,
            "there is no %s `%s`", what, dm_quote(at->text).s);
    }
    if (!dm_hint_nearest(self->reading, at->text, words, n) && lacks) {
        dm_hint(self->reading, "add it to the scenario, extend `%s`, or write `twin: no`",
            self->twin_of);
    }
}

/* "a rate needs a unit: `6/year`" and its kin. */
static void
complain_unit(struct dm_reading *reading, enum dm_unit_fault fault,
    const struct dm_field *field, const struct dm_node *node, const char *key)
{
    const struct dm_kind_info *kind = &DM_KINDS[field->kind];
    struct dm_quote text = dm_quote(node->text);

    switch (fault) {
    case DM_UNIT_SYNTAX:
        dm_complain(
            reading, DM_FAULT_BAD_NUMBER, node, key, "`%s` is not %s", text.s, kind->words);
        break;
    case DM_UNIT_NONE:
        dm_complain(reading, DM_FAULT_NO_UNIT, node, key,
            "%s needs a unit, and `%s` has none", kind->words, text.s);
        break;
    case DM_UNIT_WRONG:
        dm_complain(reading, DM_FAULT_BAD_UNIT, node, key,
            "`%s` has a unit that %s does not have", text.s, kind->words);
        break;
    case DM_UNIT_TOO_FINE:
        dm_complain(reading, DM_FAULT_TOO_FINE, node, key,
            "`%s` has more decimal places than are kept for %s", text.s, kind->words);
        break;
    case DM_UNIT_TOO_LARGE:
        dm_complain(reading, DM_FAULT_OUT_OF_BOUNDS, node, key,
            "%s is too large for any number", text.s);
        break;
    case DM_UNIT_OK:
        break;
    }
    if (field->kind == DM_KIND_RATE && fault == DM_UNIT_NONE) {
        dm_hint(reading, "write `6/year` or `0.5/month`");
    } else if (fault != DM_UNIT_TOO_LARGE) {
        dm_hint(reading, "write it like `%s`", kind->example);
    }
}

static void
complain_bound(struct dm_reading *reading, const struct dm_field *field,
    const struct dm_node *node, const char *key, const char *side, int64_t bound)
{
    struct dm_strbuf text;

    dm_strbuf_init(&text);
    dm_unit_format(field->kind, bound, &text);
    dm_complain(reading, DM_FAULT_OUT_OF_BOUNDS, node, key, "%s is %s %s",
        dm_quote(node->text).s, side, text.text != NULL ? text.text : "");
    dm_strbuf_clear(&text);
}

/* Words that stand for a number (`never`, `none`) lie outside the bounds by design; `x` is
 * of factors. */
static bool
is_word(const char *text)
{
    return text[0] >= 'a' && text[0] <= 'z' && text[0] != 'x';
}

bool
dm_read_number(struct dm_freezing *self, const struct dm_field *field,
    const struct dm_node *node, const char *key, int64_t *value)
{
    enum dm_unit_fault fault = dm_unit_parse(field->kind, node->text, value);
    int64_t bound;

    if (fault != DM_UNIT_OK) {
        complain_unit(self->reading, fault, field, node, key);
        return false;
    }
    if (is_word(node->text)) {
        return true;
    }
    if (dm_field_low(field, &bound) && *value < bound) {
        complain_bound(self->reading, field, node, key, "below", bound);
        return false;
    }
    if (dm_field_high(field, &bound) && *value > bound) {
        complain_bound(self->reading, field, node, key, "above", bound);
        return false;
    }
    return true;
}

static int
choice_index(const struct dm_field *field, const char *text)
{
    char word[DM_MAX_ID_BYTES + 1];

    for (int i = 0; dm_choice(field->choices, i, word); i++) {
        if (strcmp(word, text) == 0) {
            return i;
        }
    }
    return -1;
}

static bool
read_choice(const struct slot *self, const struct dm_node *node, int64_t *value)
{
    struct dm_reading *reading = self->freezing->reading;
    char words[8][DM_MAX_ID_BYTES + 1];
    const char *pointers[8] = { NULL };
    struct dm_strbuf list;
    size_t n = 0;

    *value = choice_index(self->field, node->text);
    if (*value >= 0) {
        return true;
    }
    dm_strbuf_init(&list);
    for (; n < 8 && dm_choice(self->field->choices, (int) n, words[n]); n++) {
        pointers[n] = words[n];
        dm_strbuf_addf(&list, "%s`%s`", n == 0 ? "" : ", ", words[n]);
    }
    dm_complain(reading, DM_FAULT_BAD_CHOICE, node, self->key, "`%s` is none of %s",
        dm_quote(node->text).s, list.text != NULL ? list.text : "");
    dm_strbuf_clear(&list);
    dm_hint_nearest(reading, node->text, pointers, n);
    return false;
}

/* The i-th word is bit i; `all` stands for the bits of the words before it. */
static bool
read_flag(const struct slot *self, const struct dm_node *node, int64_t *bits)
{
    int64_t i;

    if (!read_choice(self, node, &i)) {
        return false;
    }
    *bits = strcmp(node->text, "all") == 0 ? (INT64_C(1) << i) - 1 : INT64_C(1) << i;
    return true;
}

static bool
read_reference(const struct slot *self, const struct dm_node *node, int64_t *index)
{
    const struct dm_scenario *s = self->freezing->scenario;
    const struct dm_regime *r = self->freezing->regime;
    const struct {
        enum dm_kind kind;
        const char *what;
        const struct dm_id *ids;
        int32_t n;
        size_t stride;
    } KINDS[] = {
        { DM_KIND_ACT, "act", &s->acts[0].id, s->n_acts, sizeof s->acts[0] },
        { DM_KIND_SERVICE, "service", &s->services[0].id, s->n_services,
            sizeof s->services[0] },
        { DM_KIND_CONTEXT, "context", &s->contexts[0], s->n_contexts,
            sizeof s->contexts[0] },
        { DM_KIND_LIST, "list", &r->lists[0].id, r->n_lists, sizeof r->lists[0] },
        { DM_KIND_SCHEME, "scheme", &r->schemes[0].id, r->n_schemes, sizeof r->schemes[0] },
    };

    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
        if (KINDS[k].kind == self->field->kind) {
            *index =
                dm_id_index(node->text, KINDS[k].ids, (size_t) KINDS[k].n, KINDS[k].stride);
            if (*index < 0 && self->field->kind != DM_KIND_CONTEXT) { /* told before */
                dm_unknown_reference(self->freezing, node, self->key, KINDS[k].what,
                    KINDS[k].ids, (size_t) KINDS[k].n, KINDS[k].stride);
            }
            return *index >= 0;
        }
    }
    return false;
}

static void
read_id(const struct slot *self, const struct dm_node *node)
{
    struct dm_reading *reading = self->freezing->reading;

    if (!dm_is_id(node->text)) {
        dm_complain(reading, DM_FAULT_BAD_ID, node, self->key, "`%s` is no id",
            dm_quote(node->text).s);
        dm_hint(reading,
            "an id is a small letter, then at most %d small letters, digits, `_` or `-`",
            DM_MAX_ID_BYTES - 1);
        return;
    }
    memcpy((char *) self->object + self->field->offset, node->text, strlen(node->text) + 1);
}

static void
read_text(const struct slot *self, const struct dm_node *node)
{
    char *text = dm_copy_text(node->text);

    if (text == NULL) {
        self->freezing->reading->arena.failed = true;
        return;
    }
    memcpy((char *) self->object + self->field->offset, &text, sizeof text);
}

/* Bits and marks add up, so that a list of words or ids is one value after another. */
static void
add_to_set(const struct slot *self, const struct dm_node *node)
{
    int64_t value;

    if (self->field->kind == DM_KIND_FLAGS) {
        if (read_flag(self, node, &value)) {
            value |= dm_field_load(self->field, self->object, 0);
            dm_field_store(self->field, self->object, 0, value);
        }
    } else if (read_reference(self, node, &value)) {
        if (self->field->kind == DM_KIND_ACT) {
            dm_field_store(self->field, self->object, (int) value, 1);
        } else {
            value = dm_field_load(self->field, self->object, 0) | INT64_C(1) << value;
            dm_field_store(self->field, self->object, 0, value);
        }
    }
}

/* The i-th value from one scalar. */
static bool
read_scalar(const struct slot *self, int i, const struct dm_node *node)
{
    int64_t value = 0;
    bool ok;

    if (node == NULL || node->kind != DM_NODE_SCALAR) {
        return false;
    }
    if (dm_kind_is_number(self->field->kind)) {
        ok = dm_read_number(self->freezing, self->field, node, self->key, &value);
    } else if (self->field->kind == DM_KIND_ENUM || self->field->kind == DM_KIND_SWITCH) {
        ok = read_choice(self, node, &value);
    } else {
        ok = read_reference(self, node, &value);
    }
    if (ok) {
        dm_field_store(self->field, self->object, i, value);
    }
    return ok;
}

static void
set_count(const struct slot *self, size_t n)
{
    int32_t count = (int32_t) n;

    if (self->field->count_offset != SIZE_MAX) {
        memcpy((char *) self->object + self->field->count_offset, &count, sizeof count);
    }
}

static void
read_list(const struct slot *self, const struct dm_node *list)
{
    const struct dm_field *field = self->field;
    size_t n = list->kind == DM_NODE_LIST ? list->n_entries : 0;

    if (list->kind != DM_NODE_LIST) {
        return;
    }
    if (n < (size_t) field->n_min || n > (size_t) field->n_max) {
        if (field->n_min == field->n_max) {
            dm_complain(self->freezing->reading, DM_FAULT_WRONG_LENGTH, list, self->key,
                "%zu values where %d are expected", n, field->n_max);
        } else {
            dm_complain(self->freezing->reading, DM_FAULT_WRONG_LENGTH, list, self->key,
                "%zu values where %d to %d are expected", n, field->n_min, field->n_max);
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        read_scalar(self, (int) i, list->entries[i].value);
    }
    set_count(self, n);
}

static void
read_set(const struct slot *self, const struct dm_node *node)
{
    if (node->kind == DM_NODE_SCALAR) {
        add_to_set(self, node);
    }
    for (size_t i = 0; node->kind == DM_NODE_LIST && i < node->n_entries; i++) {
        if (node->entries[i].value->kind == DM_NODE_SCALAR) {
            add_to_set(self, node->entries[i].value);
        }
    }
}

static void
read_by_group(const struct slot *self, const struct dm_node *node)
{
    const struct dm_node *value = dm_node_plain(node);
    const struct dm_node *group_b = dm_node_at(node, "group_b");

    if (read_scalar(self, DM_GROUP_A, value)) {
        dm_field_store(self->field, self->object, DM_GROUP_B,
            dm_field_load(self->field, self->object, DM_GROUP_A));
    }
    if (group_b != NULL) {
        read_scalar(self, DM_GROUP_B, group_b);
    }
}

static void
read_node(const struct slot *self, const struct dm_node *node)
{
    const struct dm_node *plain = dm_node_plain(node);

    if (self->field->shape == DM_SHAPE_LIST) {
        read_list(self, plain);
    } else if (self->field->shape == DM_SHAPE_ONE_OR_LIST) {
        read_set(self, plain);
    } else if (self->field->shape == DM_SHAPE_BY_GROUP) {
        read_by_group(self, node);
    } else if (plain->kind != DM_NODE_SCALAR) {
        return;
    } else if (self->field->kind == DM_KIND_ID) {
        read_id(self, plain);
    } else if (self->field->kind == DM_KIND_TEXT) {
        read_text(self, plain);
    } else {
        read_scalar(self, 0, plain);
    }
}

/* `sees`, `points` and `feeds`: the row's path ends in `*`, `map` stands before it. */
static void
read_by_id(struct slot *self, const struct dm_node *map, const char *prefix)
{
    const struct dm_scenario *s = self->freezing->scenario;
    const struct dm_regime *r = self->freezing->regime;
    bool by_act = self->field->shape == DM_SHAPE_BY_ACT;
    const struct dm_id *ids = by_act ? &s->acts[0].id : &r->schemes[0].id;
    size_t n = (size_t) (by_act ? s->n_acts : r->n_schemes);
    size_t stride = by_act ? sizeof s->acts[0] : sizeof r->schemes[0];

    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        const struct dm_node *key = map->entries[i].key;
        int at = dm_id_index(key->text, ids, n, stride);

        if (dm_is_annotation(key->text) || !dm_is_id(key->text)) {
            continue;
        }
        dm_key_join(self->key, prefix, key->text);
        if (at < 0) {
            dm_unknown_reference(
                self->freezing, key, self->key, by_act ? "act" : "scheme", ids, n, stride);
        } else if (read_scalar(self, at, dm_node_plain(map->entries[i].value))) {
            dm_field_mark(self->field, self->object, at);
        }
    }
}

static int64_t
fallback_of(const struct dm_field *field, const char *text)
{
    int64_t value = -1;

    if (dm_kind_is_number(field->kind)) {
        DM_ASSERT(dm_unit_parse(field->kind, text, &value) == DM_UNIT_OK);
    } else if (text[0] != '\0') {
        value = choice_index(field, text);
        DM_ASSERT(value >= 0);
        value = field->kind == DM_KIND_FLAGS ? INT64_C(1) << value : value;
    }
    return value;
}

/* One value for all, or a list between commas. */
static void
store_fallback(const struct slot *self)
{
    const struct dm_field *field = self->field;
    const char *text = field->fallback;
    char word[DM_KEY_BYTES];
    int n = 0;

    if (field->kind == DM_KIND_ID || field->kind == DM_KIND_TEXT ||
        (text[0] == '\0' && field->shape != DM_SHAPE_ONE)) {
        return;
    }
    while (n < dm_field_capacity(field) && *text != '\0') {
        size_t length = strcspn(text, ",");

        memcpy(word, text, length);
        word[length] = '\0';
        text += length + strspn(text + length, ", ");
        dm_field_store(field, self->object, n++, fallback_of(field, word));
    }
    if (field->fallback[0] == '\0') {
        dm_field_store(field, self->object, n++, -1);
    }
    for (int i = n; field->shape == DM_SHAPE_BY_GROUP && i < DM_N_GROUPS; i++) {
        dm_field_store(field, self->object, i, dm_field_load(field, self->object, 0));
    }
    set_count(self, (size_t) n);
}

/* The node of a row: also that of a shorthand above it (`covers: 50 %` is urban and rural).
 */
static const struct dm_node *
find(const struct dm_node *node, const char *key)
{
    const struct dm_node *found = dm_node_walk(node, key);

    if (found == NULL && strncmp(key, "covers.", 7) == 0 &&
        (strcmp(key, "covers.urban") == 0 || strcmp(key, "covers.rural") == 0)) {
        found = dm_node_at(node, "covers");
        return found != NULL &&
                       (found->kind == DM_NODE_SCALAR || dm_node_is_annotated(found))
                   ? found
                   : NULL;
    }
    return found;
}

const struct dm_node *
dm_entity_at(const struct dm_entity *entity, const char *key)
{
    return dm_node_plain(find(entity->node, key));
}

static void
read_row(
    struct dm_freezing *self, const struct dm_entity *entity, const struct dm_field *field)
{
    struct slot slot = { .freezing = self, .field = field, .object = entity->object };
    const char *key = dm_field_key(field);
    const struct dm_node *node;
    char prefix[DM_KEY_BYTES], path[DM_KEY_BYTES];

    if (field->shape == DM_SHAPE_BY_ACT || field->shape == DM_SHAPE_BY_SCHEME) {
        size_t n = strlen(key) - 2; /* without ".*" */

        memcpy(path, key, n);
        path[n] = '\0';
        dm_key_join(prefix, entity->path, path);
        read_by_id(&slot, dm_node_walk(entity->node, path), prefix);
        return;
    }
    dm_key_join(slot.key, entity->path, key);
    node = find(entity->node, key);
    if (node != NULL) {
        read_node(&slot, node);
    } else if (field->fallback == NULL) {
        dm_complain(self->reading, DM_FAULT_MISSING_KEY, entity->key, entity->path,
            "needs `%s`", key);
        dm_hint(self->reading, "for example `%s: %s`", key,
            field->choices != NULL ? "true" : DM_KINDS[field->kind].example);
    } else {
        store_fallback(&slot);
    }
}

void
dm_read_rows(struct dm_freezing *self, const struct dm_entity *entity)
{
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];

        if (field->scope == entity->scope && field->path != NULL && !field->by_hand) {
            read_row(self, entity, field);
        }
    }
}
