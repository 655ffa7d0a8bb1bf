/* SPDX-License-Identifier: Apache-2.0
 *
 * YAML on one line. */
#include "scenario/flow.h"

#include <string.h>

/* Code points that YAML would not take as they are: controls, line ends, U+FEFF, U+FFFE,
 * U+FFFF. */
static size_t
escaped(const unsigned char *s, unsigned *code)
{
    if (s[0] < 0x20 || s[0] == 0x7F) {
        *code = s[0];
        return 1;
    }
    if (s[0] == 0xC2 && s[1] < 0xA0) {
        *code = s[1];
        return 2;
    }
    if (s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9)) {
        *code = 0x2028u + (s[2] - 0xA8u);
        return 3;
    }
    if (s[0] == 0xEF &&
        ((s[1] == 0xBB && s[2] == 0xBF) || (s[1] == 0xBF && s[2] >= 0xBE))) {
        *code = s[1] == 0xBB ? 0xFEFFu : 0xFFFEu + (s[2] - 0xBEu);
        return 3;
    }
    return 0;
}

void
dm_flow_text(struct dm_strbuf *out, const char *text)
{
    const unsigned char *s = (const unsigned char *) text;
    unsigned code = 0;

    dm_strbuf_add(out, "\"");
    while (*s != '\0') {
        size_t n = escaped(s, &code);

        if (n > 0) {
            dm_strbuf_addf(out, "\\u%04X", code);
        } else {
            n = 1;
            dm_strbuf_add(out, *s == '"' || *s == '\\' ? "\\" : "");
            dm_strbuf_addn(out, (const char *) s, 1);
        }
        s += n;
    }
    dm_strbuf_add(out, "\"");
}

/* Is the scalar read back as it is without quotes? */
static bool
is_plain(const char *text)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789 %./+_-");

    if (text[0] == '\0' || text[n] != '\0' || text[n - 1] == ' ' ||
        strcmp(text, "null") == 0 || strcmp(text, "Null") == 0 ||
        strcmp(text, "NULL") == 0) {
        return false;
    }
    return strchr(LETTERS, text[0]) != NULL || (text[0] >= '0' && text[0] <= '9') ||
           ((text[0] == '-' || text[0] == '+') && text[1] >= '0' && text[1] <= '9');
}

static void
add_scalar(struct dm_strbuf *out, const char *text)
{
    if (is_plain(text)) {
        dm_strbuf_add(out, text);
    } else {
        dm_flow_text(out, text);
    }
}

static void
add_map(struct dm_strbuf *out, const struct dm_node *map)
{
    const char *comma = "";
    bool annotated = dm_node_is_annotated(map);

    dm_strbuf_add(out, "{");
    for (size_t i = 0; i < map->n_entries; i++) {
        const char *key = map->entries[i].key->text;

        if (!dm_is_annotation(key) || (annotated && strcmp(key, "value") == 0)) {
            dm_strbuf_add(out, comma);
            add_scalar(out, key);
            dm_strbuf_add(out, ": ");
            dm_flow_tree(out, map->entries[i].value);
            comma = ", ";
        }
    }
    dm_strbuf_add(out, "}");
}

void
dm_flow_tree(struct dm_strbuf *out, const struct dm_node *node)
{
    switch (node->kind) {
    case DM_NODE_NULL:
        dm_strbuf_add(out, "null");
        break;
    case DM_NODE_SCALAR:
        add_scalar(out, node->text);
        break;
    case DM_NODE_LIST:
        for (size_t i = 0; i < node->n_entries; i++) {
            dm_strbuf_add(out, i == 0 ? "[" : ", ");
            dm_flow_tree(out, node->entries[i].value);
        }
        dm_strbuf_add(out, node->n_entries == 0 ? "[]" : "]");
        break;
    case DM_NODE_MAP:
        if (dm_node_is_annotated(node) && dm_node_at(node, "group_b") == NULL) {
            dm_flow_tree(out, dm_node_at(node, "value"));
        } else {
            add_map(out, node);
        }
        break;
    }
}
