/* SPDX-License-Identifier: Apache-2.0
 *
 * Is every key of a tree one that fields.def knows, and is what stands under it of the
 * right shape? Values themselves are read later, in read.c; what passes here can be walked
 * there without a further question. */
#include "scenario/fields.h"
#include "scenario/reading.h"
#include "scenario/units.h"

#include <stdio.h>
#include <string.h>

enum { MAX_WORDS = 64 };

struct place {
    struct dm_reading *reading;
    bool in_variant, in_patch; /* below an overlay of a variant; of a change of rules */
    char pattern[DM_KEY_BYTES], key[DM_KEY_BYTES];
};

static void check_map(const struct place *here, const struct dm_node *node);

/* The part of `path` below `pattern` if it stands there: "channels.*.sees.*" below
 * "channels.*" is "sees.*". */
static const char *
rest_below(const char *path, const char *pattern)
{
    size_t n = strlen(pattern);

    if (path == NULL || strncmp(path, pattern, n) != 0) {
        return NULL;
    }
    if (n == 0) {
        return path;
    }
    return path[n] == '.' ? path + n + 1 : NULL;
}

static bool
has_child(const char *pattern, const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const char *rest = rest_below(DM_FIELDS[i].path, pattern);

        if (rest != NULL && strcspn(rest, ".[") == n && strncmp(rest, name, n) == 0) {
            return true;
        }
    }
    return false;
}

static bool
has_children(const char *pattern)
{
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        if (rest_below(DM_FIELDS[i].path, pattern) != NULL) {
            return true;
        }
    }
    return false;
}

static bool
is_list_of_maps(const char *pattern, char element[DM_KEY_BYTES])
{
    snprintf(element, DM_KEY_BYTES, "%.*s[]", DM_KEY_BYTES - 3, pattern);
    return has_children(element);
}

/* Keys that may stand here, for a hint. */
static void
hint_key(const struct place *here, const char *wrong)
{
    static char const *const ANNOTATIONS[] = { "source", "note", "confidence" };
    char names[MAX_WORDS][DM_MAX_ID_BYTES + 1];
    const char *words[MAX_WORDS + 3];
    size_t n = 0;

    for (size_t i = 0; i < DM_N_FIELDS && n < MAX_WORDS; i++) {
        const char *rest = rest_below(DM_FIELDS[i].path, here->pattern);

        if (rest != NULL && rest[0] != '*') {
            snprintf(names[n], sizeof names[n], "%.*s", (int) strcspn(rest, ".["), rest);
            words[n] = names[n];
            n++;
        }
    }
    for (size_t i = 0; i < 3 && here->pattern[0] != '\0'; i++) {
        words[n++] = ANNOTATIONS[i];
    }
    dm_hint_nearest(here->reading, wrong, words, n);
}

static void
unknown_key(const struct place *here, const struct dm_node *key)
{
    dm_complain(here->reading, DM_FAULT_UNKNOWN_KEY, key, here->key,
        "there is no key `%s` here", dm_quote(key->text).s);
    hint_key(here, key->text);
}

static const char *
article(const struct dm_node *node)
{
    switch (node->kind) {
    case DM_NODE_NULL:
        return "nothing";
    case DM_NODE_SCALAR:
        return "a single value";
    case DM_NODE_LIST:
        return "a list";
    case DM_NODE_MAP:
        return "a map";
    }
    return "";
}

static void
wrong_type(const struct place *here, const struct dm_node *node, const char *expected)
{
    dm_complain(here->reading, DM_FAULT_WRONG_TYPE, node, here->key, "expects %s, not %s",
        expected, article(node));
}

static void
check_confidence(const struct place *here, const struct dm_node *node)
{
    static const char *const MARKS[] = { "S", "S2", "C", "R" };

    for (size_t i = 0; node->kind == DM_NODE_SCALAR && i < sizeof MARKS / sizeof *MARKS;
         i++) {
        if (strcmp(node->text, MARKS[i]) == 0) {
            return;
        }
    }
    dm_complain(here->reading, DM_FAULT_BAD_ANNOTATION, node, here->key,
        "`confidence` is one of S (source read), S2 (second hand), C (computed), R "
        "(remembered)");
}

/* An end of a range may leave the unit away. */
static bool
range_end(const struct dm_field *field, const struct dm_node *node, int64_t *value)
{
    if (node->kind != DM_NODE_SCALAR) {
        return false;
    }
    return dm_unit_parse(field->kind, node->text, value) == DM_UNIT_OK ||
           dm_unit_parse(DM_KIND_DECIMAL, node->text, value) == DM_UNIT_OK;
}

static void
check_range(
    const struct place *here, const struct dm_node *node, const struct dm_field *field)
{
    int64_t low, high;

    if (node->kind != DM_NODE_LIST || node->n_entries != 2 ||
        !range_end(field, node->entries[0].value, &low) ||
        !range_end(field, node->entries[1].value, &high) || low > high) {
        dm_complain(here->reading, DM_FAULT_BAD_ANNOTATION, node, here->key,
            "`range` is a list of two values, the lower first");
    }
}

/* source, note, confidence of any map; range of a single value (`field`). */
static bool
check_annotation(
    const struct place *here, const struct dm_entry *entry, const struct dm_field *field)
{
    const char *word = entry->key->text;

    if (strcmp(word, "source") == 0 || strcmp(word, "note") == 0) {
        if (entry->value->kind == DM_NODE_LIST || entry->value->kind == DM_NODE_MAP) {
            dm_complain(here->reading, DM_FAULT_WRONG_TYPE, entry->value, here->key,
                "`%s` expects a text, not %s", word, article(entry->value));
        }
        return true;
    }
    if (strcmp(word, "confidence") == 0) {
        check_confidence(here, entry->value);
        return true;
    }
    if (strcmp(word, "range") == 0 && field != NULL && dm_kind_is_number(field->kind)) {
        check_range(here, entry->value, field);
        return true;
    }
    return false;
}

static void
check_value(
    const struct place *here, const struct dm_node *node, const struct dm_field *field)
{
    bool may_list = field->shape == DM_SHAPE_LIST || field->shape == DM_SHAPE_ONE_OR_LIST;

    if (node->kind == DM_NODE_LIST && may_list) {
        for (size_t i = 0; i < node->n_entries; i++) {
            if (node->entries[i].value->kind != DM_NODE_SCALAR) {
                wrong_type(here, node->entries[i].value, DM_KINDS[field->kind].words);
            }
        }
    } else if (node->kind != DM_NODE_SCALAR || field->shape == DM_SHAPE_LIST) {
        wrong_type(here, node,
            field->shape == DM_SHAPE_LIST ? "a list" : DM_KINDS[field->kind].words);
    }
}

static void
check_annotated(
    const struct place *here, const struct dm_node *node, const struct dm_field *field)
{
    static const char *const WORDS[] = { "value", "source", "note", "range", "confidence",
        "group_b" };
    bool by_group = field->shape == DM_SHAPE_BY_GROUP;

    for (size_t i = 0; i < node->n_entries; i++) {
        const struct dm_entry *entry = &node->entries[i];
        const char *word = entry->key->text;

        if (strcmp(word, "value") == 0 || (by_group && strcmp(word, "group_b") == 0)) {
            check_value(here, entry->value, field);
        } else if (!check_annotation(here, entry, field)) {
            dm_complain(here->reading, DM_FAULT_UNKNOWN_KEY, entry->key, here->key,
                "there is no key `%s` beside `value` here", dm_quote(word).s);
            dm_hint_nearest(here->reading, word, WORDS, by_group ? 6 : 5);
        }
    }
}

static void
check_leaf(
    const struct place *here, const struct dm_node *node, const struct dm_field *field)
{
    if (node->kind != DM_NODE_MAP) {
        check_value(here, node, field);
    } else if (dm_node_is_annotated(node)) {
        check_annotated(here, node, field);
    } else {
        wrong_type(here, node, DM_KINDS[field->kind].words);
        dm_hint(
            here->reading, "a value with a source is written `{value: ..., source: ...}`");
    }
}

static void
check_elements(const struct place *here, const struct dm_node *list, const char *pattern)
{
    if (list->kind != DM_NODE_LIST) {
        wrong_type(here, list, "a list of maps");
        return;
    }
    for (size_t i = 0; i < list->n_entries; i++) {
        struct place element = *here;

        snprintf(element.pattern, sizeof element.pattern, "%s", pattern);
        snprintf(
            element.key, sizeof element.key, "%.*s[%zu]", DM_KEY_BYTES - 32, here->key, i);
        check_map(&element, list->entries[i].value);
    }
}

static void
check_node(const struct place *here, const struct dm_node *node)
{
    const struct dm_field *field = dm_field_at(here->pattern);
    char element[DM_KEY_BYTES];

    if (node->kind == DM_NODE_NULL && (here->in_variant || here->in_patch)) {
        return; /* deletes */
    }
    if (is_list_of_maps(here->pattern, element)) {
        check_elements(here, node, element);
    } else if (field != NULL && field->kind == DM_KIND_OVERLAY) {
        struct place overlay = *here;

        overlay.in_variant |= strcmp(here->pattern, "variants.*") == 0;
        overlay.in_patch = strcmp(here->pattern, "variants.*") != 0;
        overlay.pattern[0] = '\0';
        check_map(&overlay, node);
    } else if (field == NULL || (has_children(here->pattern) && node->kind == DM_NODE_MAP &&
                                    !dm_node_is_annotated(node))) {
        check_map(here, node);
    } else {
        check_leaf(here, node, field);
    }
}

/* An id of the reader's own choosing; false: complained. */
static bool
check_id(const struct place *here, const struct dm_node *key)
{
    if (strcmp(here->pattern, "jurisdictions") == 0) {
        return true; /* rules.c knows which there are */
    }
    if (dm_is_annotation(key->text)) {
        dm_complain(here->reading, DM_FAULT_RESERVED_ID, key, here->key,
            "`%s` is a word of the grammar and cannot be an id", key->text);
        return false;
    }
    if (!dm_is_id(key->text)) {
        dm_complain(here->reading, DM_FAULT_BAD_ID, key, here->key, "`%s` is no id",
            dm_quote(key->text).s);
        dm_hint(here->reading,
            "an id is a small letter, then at most %d small letters, digits, `_` or `-`",
            DM_MAX_ID_BYTES - 1);
        return false;
    }
    return true;
}

static bool
is_fixed_in_variant(const char *key)
{
    static const char *const WORDS[] = { "schema", "name", "extends", "family",
        "variants" };

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (strcmp(key, WORDS[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void
complain_reach(const struct place *here, const struct dm_node *key)
{

    dm_complain(here->reading, DM_FAULT_PATCH_REACH, key, here->key,
        "a change of rules cannot reach `%s`", dm_quote(key->text).s);
    dm_hint_nearest(here->reading, key->text, DM_REGIME_SECTIONS, DM_N_REGIME_SECTIONS);
}

static void
check_entry(const struct place *here, const struct dm_entry *entry)
{
    struct place child = *here;
    const char *key = entry->key->text;
    bool literal = strcmp(key, "*") != 0 && has_child(here->pattern, key);

    if (here->in_variant && !here->in_patch && here->pattern[0] == '\0' &&
        is_fixed_in_variant(key)) {
        dm_complain(here->reading, DM_FAULT_UNKNOWN_KEY, entry->key, here->key,
            "a variant cannot change `%s`", key);
        return;
    }
    if (here->in_patch && here->pattern[0] == '\0' && !dm_is_regime_section(key)) {
        complain_reach(here, entry->key);
        return;
    }
    if (!literal && here->pattern[0] != '\0' && check_annotation(here, entry, NULL)) {
        return;
    }
    if (!literal && !has_child(here->pattern, "*")) {
        unknown_key(here, entry->key);
        return;
    }
    if (!literal && !check_id(here, entry->key)) {
        return;
    }
    dm_key_join(child.pattern, here->pattern, literal ? key : "*");
    dm_key_join(child.key, here->key, key);
    check_node(&child, entry->value);
}

static void
check_map(const struct place *here, const struct dm_node *node)
{
    if (node->kind != DM_NODE_MAP) {
        wrong_type(here, node, "a map");
        return;
    }
    for (size_t i = 0; i < node->n_entries; i++) {
        check_entry(here, &node->entries[i]);
    }
}

void
dm_check(struct dm_reading *self, const struct dm_node *root)
{
    struct place here = { .reading = self };

    check_map(&here, root);
}
