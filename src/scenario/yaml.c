/* SPDX-License-Identifier: Apache-2.0
 *
 * libyaml's events to a tree with positions. Refuses what a scenario has no use for and a
 * reader could be hurt by: other encodings, NUL, anchors, aliases, tags, several documents,
 * deep nesting, duplicate keys. One complaint ends a file, but for duplicate keys: the
 * first counts and reading goes on. */
#include "scenario/reading.h"

#include <string.h>
#include <yaml.h>

struct parse {
    struct dm_reading *reading;
    const struct dm_text *text;
    yaml_parser_t parser;
    int depth;
};

/* Entries of a map or list while it is being read. */
struct growing {
    struct dm_entry *items;
    size_t n, capacity;
};

static const struct dm_node *parse_node(struct parse *self, const yaml_event_t *event);

static struct dm_node *
new_node(struct parse *self, enum dm_node_kind kind, yaml_mark_t from, yaml_mark_t to)
{
    struct dm_node *node = dm_arena_alloc(&self->reading->arena, sizeof *node);

    if (node == NULL) {
        return NULL;
    }
    node->kind = kind;
    node->source = self->text;
    node->line = (int) from.line + 1;
    node->column = (int) from.column + 1;
    node->width = to.line == from.line ? (int) (to.column - from.column) : 0;
    return node;
}

/* A node only to complain at. */
static struct dm_node
place(const struct parse *self, yaml_mark_t from, size_t width)
{
    return (struct dm_node){ .source = self->text,
        .line = (int) from.line + 1,
        .column = (int) from.column + 1,
        .width = (int) width };
}

static void
refuse(struct parse *self, enum dm_fault fault, yaml_mark_t at, const char *message)
{
    struct dm_node node = place(self, at, 1);

    dm_complain(self->reading, fault, &node, NULL, "%s", message);
}

static bool
next_event(struct parse *self, yaml_event_t *event)
{
    const yaml_parser_t *p = &self->parser;
    struct dm_node node;

    if (yaml_parser_parse(&self->parser, event) != 0) {
        return true;
    }
    if (p->error == YAML_MEMORY_ERROR) {
        self->reading->arena.failed = true;
        return false;
    }
    node = place(self, p->problem_mark, 1);
    if (p->error == YAML_READER_ERROR) {
        node = (struct dm_node){ .source = self->text };
    }
    dm_complain(self->reading, DM_FAULT_SYNTAX, &node, NULL, "not well-formed YAML: %s%s%s",
        p->problem != NULL ? p->problem : "cannot go on", p->context != NULL ? " " : "",
        p->context != NULL ? p->context : "");
    if (p->error == YAML_SCANNER_ERROR && p->problem != NULL &&
        strstr(p->problem, "cannot start any token") != NULL) {
        dm_hint(self->reading, "indent with spaces, not tabs; quote a text that starts "
                               "with `@`, `%%` or a backquote");
    }
    return false;
}

static bool
is_null(const yaml_event_t *event)
{
    const char *text = (const char *) event->data.scalar.value;

    return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
}

static const struct dm_node *
parse_scalar(struct parse *self, const yaml_event_t *event)
{
    size_t n = event->data.scalar.length;
    const char *text = (const char *) event->data.scalar.value;
    struct dm_node *node;

    if (memchr(text, '\0', n) != NULL) {
        refuse(self, DM_FAULT_NUL, event->start_mark, "a text must not hold a NUL byte");
        return NULL;
    }
    node = new_node(self, is_null(event) ? DM_NODE_NULL : DM_NODE_SCALAR, event->start_mark,
        event->end_mark);
    if (node != NULL) {
        node->text = dm_arena_text(&self->reading->arena, text, n);
        if (node->text == NULL) {
            return NULL;
        }
    }
    return node;
}

static bool
push(struct parse *self, struct growing *list, struct dm_entry entry, yaml_mark_t at)
{
    if (list->n == DM_TREE_MAX_ENTRIES) {
        struct dm_node node = place(self, at, 1);

        dm_complain(self->reading, DM_FAULT_TOO_MANY_ENTRIES, &node, NULL,
            "more than %d entries in one map or list", DM_TREE_MAX_ENTRIES);
        return false;
    }
    if (list->n == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        struct dm_entry *items =
            dm_arena_alloc(&self->reading->arena, capacity * sizeof *items);

        if (items == NULL) {
            return false;
        }
        if (list->n > 0) {
            memcpy(items, list->items, list->n * sizeof *items);
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->n++] = entry;
    return true;
}

static const struct dm_node *
parse_next(struct parse *self)
{
    yaml_event_t event;
    const struct dm_node *node;

    if (!next_event(self, &event)) {
        return NULL;
    }
    node = parse_node(self, &event);
    yaml_event_delete(&event);
    return node;
}

/* The key of an event that is one; complains otherwise. */
static const struct dm_node *
parse_key(struct parse *self, const yaml_event_t *event)
{
    struct dm_node *key;

    if (event->type == YAML_MAPPING_START_EVENT ||
        event->type == YAML_SEQUENCE_START_EVENT) {
        refuse(self, DM_FAULT_KEY_TYPE, event->start_mark, "a key must be plain text");
        return NULL;
    }
    if (parse_node(self, event) == NULL) {
        return NULL;
    }
    key = new_node(self, DM_NODE_SCALAR, event->start_mark, event->end_mark);
    if (key == NULL) {
        return NULL;
    }
    key->text = dm_arena_text(&self->reading->arena,
        (const char *) event->data.scalar.value, event->data.scalar.length);
    return key->text == NULL ? NULL : key;
}

/* Whether the key stands in the map already, about which it complains. */
static bool
is_duplicate(struct parse *self, const struct dm_node *key, const struct growing *before)
{
    for (size_t i = 0; key != NULL && i < before->n; i++) {
        const struct dm_node *other = before->items[i].key;

        if (strcmp(other->text, key->text) == 0) {
            dm_complain(self->reading, DM_FAULT_DUPLICATE_KEY, key, NULL,
                "the key `%s` stands in this map twice, first in line %d",
                dm_quote(key->text).s, other->line);
            return true;
        }
    }
    return false;
}

/* Reads entries until the collection ends. */
static bool
parse_entries(struct parse *self, yaml_event_type_t end, struct growing *list)
{
    bool ok = true, done = false;

    while (ok && !done) {
        yaml_event_t event;
        struct dm_entry entry = { 0 };

        if (!next_event(self, &event)) {
            return false;
        }
        done = event.type == end;
        if (!done && end == YAML_MAPPING_END_EVENT) {
            entry.key = parse_key(self, &event);
            entry.value = entry.key == NULL ? NULL : parse_next(self);
        } else if (!done) {
            entry.value = parse_node(self, &event);
        }
        ok =
            done || (entry.value != NULL && (is_duplicate(self, entry.key, list) ||
                                                push(self, list, entry, event.start_mark)));
        yaml_event_delete(&event);
    }
    return ok;
}

static const struct dm_node *
parse_collection(struct parse *self, const yaml_event_t *event, enum dm_node_kind kind)
{
    struct growing list = { 0 };
    struct dm_node *node = new_node(self, kind, event->start_mark, event->end_mark);
    bool ok;

    if (self->depth == DM_MAX_DEPTH) {
        struct dm_node at = place(self, event->start_mark, 1);

        dm_complain(self->reading, DM_FAULT_TOO_DEEP, &at, NULL,
            "nested more than %d levels deep", DM_MAX_DEPTH);
        return NULL;
    }
    self->depth++;
    ok = parse_entries(self,
        kind == DM_NODE_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT, &list);
    self->depth--;
    if (!ok || node == NULL) {
        return NULL;
    }
    node->width = 1;
    node->entries = list.items;
    node->n_entries = list.n;
    return node;
}

static bool
is_decorated(struct parse *self, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor != NULL || event->type == YAML_ALIAS_EVENT) {
        refuse(self, DM_FAULT_ALIAS, event->start_mark,
            "anchors (`&name`) and aliases (`*name`) are not read; quote a text that "
            "starts so");
    } else if (tag != NULL) {
        refuse(self, DM_FAULT_TAG, event->start_mark,
            "tags (`!name`) are not read; quote a text that starts so");
    }
    return anchor != NULL || tag != NULL || event->type == YAML_ALIAS_EVENT;
}

static const struct dm_node *
parse_node(struct parse *self, const yaml_event_t *event)
{
    if (is_decorated(self, event)) {
        return NULL;
    }
    if (event->type == YAML_SCALAR_EVENT) {
        return parse_scalar(self, event);
    }
    return parse_collection(
        self, event, event->type == YAML_MAPPING_START_EVENT ? DM_NODE_MAP : DM_NODE_LIST);
}

static const struct dm_node *
nothing(struct parse *self)
{
    struct dm_node node = { .source = self->text };

    dm_complain(self->reading, DM_FAULT_EMPTY, &node, NULL, "the file holds nothing");
    dm_hint(self->reading, "the first line of a scenario is `schema: demerit/1`");
    return NULL;
}

/* Stream start, document start, one node, document end, stream end. */
static const struct dm_node *
parse_document(struct parse *self)
{
    const struct dm_node *root = NULL;
    yaml_event_t event;
    bool ended = false;

    for (int i = 0; i < 2 && !ended; i++) {
        if (!next_event(self, &event)) {
            return NULL;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    root = ended ? nothing(self) : parse_next(self);
    for (int i = 0; root != NULL && i < 2; i++) {
        if (!next_event(self, &event)) {
            return NULL;
        }
        if (event.type == YAML_DOCUMENT_START_EVENT) {
            refuse(self, DM_FAULT_SEVERAL_DOCUMENTS, event.start_mark,
                "a second document starts here; a scenario is one");
            root = NULL;
        }
        yaml_event_delete(&event);
    }
    return root;
}

/* Bytes of the UTF-8 character at `s`, 0 if it is none (overlong forms, surrogates and more
 * than 21 bits included). */
static size_t
utf8_length(const unsigned char *s, size_t n)
{
    static const uint32_t LEAST[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = s[0] < 0x80   ? 1
                    : s[0] < 0xC2 ? 0
                    : s[0] < 0xE0 ? 2
                    : s[0] < 0xF0 ? 3
                                  : 4;
    uint32_t c = length == 2 ? s[0] & 0x1Fu : length == 3 ? s[0] & 0x0Fu : s[0] & 0x07u;

    if (length < 2) {
        return length;
    }
    if (length > n || s[0] > 0xF4) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
        c = c << 6 | (s[i] & 0x3Fu);
    }
    return c < LEAST[length] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0 : length;
}

static bool
is_text(struct dm_reading *self, const struct dm_text *text)
{
    const unsigned char *bytes = (const unsigned char *) text->text;
    struct dm_node at = { .source = text, .line = 1, .column = 1, .width = 1 };

    if (text->n > DM_MAX_FILE_BYTES) {
        at.line = 0;
        dm_complain(self, DM_FAULT_TOO_LARGE, &at, NULL, "%zu bytes are above %d bytes",
            text->n, DM_MAX_FILE_BYTES);
        return false;
    }
    for (size_t i = 0, length; i < text->n; i += length) {
        length = utf8_length(bytes + i, text->n - i);
        if (length == 0) {
            dm_complain(self, DM_FAULT_NOT_UTF8, &at, NULL,
                "byte 0x%02X is not UTF-8; save the file in that encoding", bytes[i]);
            return false;
        }
        if (bytes[i] == '\0') {
            dm_complain(self, DM_FAULT_NUL, &at, NULL, "a NUL byte; this is no text file");
            return false;
        }
        at.column = bytes[i] == '\n' ? 1 : at.column + 1;
        at.line += bytes[i] == '\n' ? 1 : 0;
    }
    return true;
}

const struct dm_node *
dm_yaml_parse(struct dm_reading *self, const struct dm_text *text)
{
    struct parse parse = { .reading = self, .text = text };
    const struct dm_node *root;
    size_t mark = text->n >= 3 && memcmp(text->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    if (!is_text(self, text)) {
        return NULL;
    }
    if (yaml_parser_initialize(&parse.parser) == 0) {
        self->arena.failed = true;
        return NULL;
    }
    yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &parse.parser, (const unsigned char *) text->text + mark, text->n - mark);
    root = parse_document(&parse);
    yaml_parser_delete(&parse.parser);
    return root;
}
