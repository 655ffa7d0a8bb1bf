/* SPDX-License-Identifier: Apache-2.0
 *
 * The grammar for editors: JSON Schema draft-07, made from fields.def, kinds.def and
 * limits.def. It checks keys, shapes and spellings; bounds of numbers with units, and
 * references, are left to the reader. */
#include "scenario/fields.h"
#include "scenario/reader.h"
#include "scenario/units.h"

#include <stdio.h>
#include <string.h>

enum { PATTERN_BYTES = 128 };

static void add_object(struct dm_strbuf *out, const char *pattern);

/* The part of a path below `pattern` ("" is the top), or NULL. */
static const char *
below(const char *path, const char *pattern)
{
    size_t n = strlen(pattern);

    if (path == NULL || strncmp(path, pattern, n) != 0 || (n > 0 && path[n] != '.')) {
        return NULL;
    }
    return n == 0 ? path : path + n + 1;
}

static bool
has_children(const char *pattern)
{
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        if (below(DM_FIELDS[i].path, pattern) != NULL) {
            return true;
        }
    }
    return false;
}

/* Does an earlier row start with the same part? */
static bool
is_repeated(const struct dm_field *field, const char *pattern, const char *part, size_t n)
{
    for (const struct dm_field *f = DM_FIELDS; f < field; f++) {
        const char *other = below(f->path, pattern);

        if (other != NULL && strcspn(other, ".") == n && strncmp(other, part, n) == 0) {
            return true;
        }
    }
    return false;
}

static void
add_lower(struct dm_strbuf *out, const char *name)
{
    for (; *name != '\0'; name++) {
        dm_strbuf_addf(out, "%c", *name >= 'A' && *name <= 'Z' ? *name - 'A' + 'a' : *name);
    }
}

static void
add_choices(struct dm_strbuf *out, const char *choices)
{
    char word[DM_MAX_ID_BYTES + 1];

    dm_strbuf_add(out, "{\"enum\": [");
    for (int i = 0; dm_choice(choices, i, word); i++) {
        dm_strbuf_addf(out, "%s\"%s\"", i == 0 ? "" : ", ", word);
    }
    /* an editor of YAML 1.1 takes these words for truth values */
    if (strcmp(choices, "false true") == 0 || strcmp(choices, "off on") == 0) {
        dm_strbuf_add(out, ", false, true");
    }
    dm_strbuf_add(out, "]}");
}

/* {"$ref": kind}, with bounds where the number has no unit */
static void
add_kind(struct dm_strbuf *out, const struct dm_field *field)
{
    int64_t low, high;

    if (field->choices != NULL) {
        add_choices(out, field->choices);
        return;
    }
    dm_strbuf_add(out, "{\"allOf\": [{\"$ref\": \"#/definitions/");
    add_lower(out, DM_KINDS[field->kind].name);
    dm_strbuf_add(out, "\"}");
    if ((field->kind == DM_KIND_COUNT || field->kind == DM_KIND_SEED ||
            field->kind == DM_KIND_DECIMAL || field->kind == DM_KIND_POINTS) &&
        dm_field_low(field, &low) && dm_field_high(field, &high)) {
        dm_strbuf_add(out, ", {\"minimum\": ");
        dm_unit_format(field->kind, low, out);
        dm_strbuf_add(out, ", \"maximum\": ");
        dm_unit_format(field->kind, high, out);
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, "]}");
}

/* A value as it may stand without annotations. */
static void
add_plain(struct dm_strbuf *out, const struct dm_field *field)
{
    if (field->shape == DM_SHAPE_LIST) {
        dm_strbuf_add(out, "{\"type\": \"array\", \"items\": ");
        add_kind(out, field);
        dm_strbuf_addf(
            out, ", \"minItems\": %d, \"maxItems\": %d}", field->n_min, field->n_max);
    } else if (field->shape == DM_SHAPE_ONE_OR_LIST) {
        dm_strbuf_add(out, "{\"anyOf\": [");
        add_kind(out, field);
        dm_strbuf_add(out, ", {\"type\": \"array\", \"items\": ");
        add_kind(out, field);
        dm_strbuf_add(out, "}]}");
    } else {
        add_kind(out, field);
    }
}

static void
add_annotations(struct dm_strbuf *out)
{
    dm_strbuf_add(out,
        "\"source\": {\"type\": \"string\"}, \"note\": {\"type\": \"string\"}, "
        "\"confidence\": {\"enum\": [\"S\", \"S2\", \"C\", \"R\"]}");
}

/* value | {value, source, note, confidence, range} | null, and the map below a shorthand */
static void
add_leaf(struct dm_strbuf *out, const struct dm_field *field)
{
    dm_strbuf_add(out, "{\"description\": ");
    dm_strbuf_add_json(out, field->doc);
    if (field->fallback != NULL && field->fallback[0] != '\0') {
        dm_strbuf_add(out, ", \"x-default\": ");
        dm_strbuf_add_json(out, field->fallback);
    }
    dm_strbuf_add(out, ", \"anyOf\": [");
    add_plain(out, field);
    dm_strbuf_add(out, ", {\"type\": \"object\", \"required\": [\"value\"], "
                       "\"additionalProperties\": false, \"properties\": {\"value\": ");
    add_plain(out, field);
    if (field->shape == DM_SHAPE_BY_GROUP) {
        dm_strbuf_add(out, ", \"group_b\": ");
        add_plain(out, field);
    }
    if (dm_kind_is_number(field->kind)) {
        dm_strbuf_add(
            out, ", \"range\": {\"type\": \"array\", \"minItems\": 2, \"maxItems\": 2}");
    }
    dm_strbuf_add(out, ", ");
    add_annotations(out);
    dm_strbuf_add(out, "}}, {\"type\": \"null\"}");
    if (has_children(field->path)) {
        dm_strbuf_add(out, ", ");
        add_object(out, field->path);
    }
    dm_strbuf_add(out, "]}");
}

/* What stands under a key; `pattern` is the path to it, "..[]" for a list of maps. */
static void
add_node(struct dm_strbuf *out, const char *pattern)
{
    const struct dm_field *field = dm_field_at(pattern);
    size_t n = strlen(pattern);

    if (field != NULL && field->kind == DM_KIND_OVERLAY) {
        dm_strbuf_add(out, "{\"description\": ");
        dm_strbuf_add_json(out, field->doc);
        dm_strbuf_addf(out, ", \"allOf\": [{\"$ref\": \"#/definitions/%s\"}]}",
            strcmp(pattern, "variants.*") == 0 ? "variant" : "patch");
    } else if (field != NULL) {
        add_leaf(out, field);
    } else if (n > 2 && strcmp(pattern + n - 2, "[]") == 0) {
        dm_strbuf_addf(out,
            "{\"type\": \"array\", \"minItems\": 1, \"maxItems\": %d, \"items\": ",
            DM_MAX_TIERS);
        add_object(out, pattern);
        dm_strbuf_add(out, "}");
    } else {
        dm_strbuf_add(out, "{\"anyOf\": [");
        add_object(out, pattern);
        dm_strbuf_add(out, ", {\"type\": \"null\"}]}");
    }
}

static void
add_property(struct dm_strbuf *out, const char *pattern, const char *part, size_t n)
{
    char child[PATTERN_BYTES];
    size_t shown = n > 2 && strncmp(part + n - 2, "[]", 2) == 0 ? n - 2 : n;

    snprintf(child, sizeof child, "%s%s%.*s", pattern, pattern[0] == '\0' ? "" : ".",
        (int) n, part);
    dm_strbuf_add(out, "\"");
    dm_strbuf_addn(out, part, shown);
    dm_strbuf_add(out, "\": ");
    add_node(out, child);
}

/* {"type": "object", ...} of the keys below `pattern`. An overlay may leave out what must
 * be given, so that nothing is `required` but at the top. */
static void
add_object(struct dm_strbuf *out, const char *pattern)
{
    bool map_of_ids = false;
    const char *comma = "";

    dm_strbuf_add(
        out, "{\"type\": \"object\", \"additionalProperties\": false, \"properties\": {");
    if (pattern[0] != '\0') {
        add_annotations(out);
        comma = ", ";
    }
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const char *part = below(DM_FIELDS[i].path, pattern);
        size_t n = part == NULL ? 0 : strcspn(part, ".");

        map_of_ids = map_of_ids || (part != NULL && part[0] == '*');
        if (part != NULL && part[0] != '*' &&
            !is_repeated(&DM_FIELDS[i], pattern, part, n)) {
            dm_strbuf_add(out, comma);
            add_property(out, pattern, part, n);
            comma = ", ";
        }
    }
    dm_strbuf_add(out, "}");
    if (map_of_ids) {
        char child[PATTERN_BYTES];

        snprintf(child, sizeof child, "%s.*", pattern);
        dm_strbuf_addf(out, ", \"patternProperties\": {\"%s\": ",
            strcmp(pattern, "jurisdictions") == 0
                ? "^J[0-9]{2}$"
                : "^(?!(value|source|note|range|confidence)$)[a-z][a-z0-9_-]{0,31}$");
        add_node(out, child);
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, "}");
}

dm_status
dm_schema_json(struct dm_strbuf *out)
{
    dm_strbuf_add(out,
        "{\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
        "\"title\": \"A scenario of demerit\",\n"
        "\"description\": \"Synthetic societies only: nothing here can hold a "
        "person.\",\n\"definitions\": {\n");
    for (int i = 0; i < DM_N_KINDS; i++) {
        dm_strbuf_add(out, "\"");
        add_lower(out, DM_KINDS[i].name);
        dm_strbuf_addf(out, "\": %s,\n", DM_KINDS[i].schema);
    }
    dm_strbuf_add(out, "\"patch\": {\"propertyNames\": {\"enum\": [");
    for (size_t i = 0; i < DM_N_REGIME_SECTIONS; i++) {
        dm_strbuf_addf(out, "%s\"%s\"", i == 0 ? "" : ", ", DM_REGIME_SECTIONS[i]);
    }
    dm_strbuf_add(out,
        "]}, \"allOf\": [{\"$ref\": \"#/definitions/scenario\"}]},\n"
        "\"variant\": {\"not\": {\"anyOf\": [{\"required\": [\"schema\"]}, "
        "{\"required\": [\"name\"]}, {\"required\": [\"extends\"]}, "
        "{\"required\": [\"family\"]}, {\"required\": [\"variants\"]}]}, "
        "\"allOf\": [{\"$ref\": \"#/definitions/scenario\"}]},\n\"scenario\": ");
    add_object(out, "");
    dm_strbuf_add(out, "\n},\n\"required\": [\"schema\"],\n"
                       "\"allOf\": [{\"$ref\": \"#/definitions/scenario\"}]}\n");
    return out->failed ? DM_ENOMEM : DM_OK;
}
