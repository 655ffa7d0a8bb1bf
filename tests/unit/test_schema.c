/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests src/scenario/schema.c and reference.c: the schema is well-formed JSON in which
 * every row's path leads to the row's own sentence; the reference page names every row,
 * limit and fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scenario/fields.h"
#include "scenario/reader.h"

static const char *
skip_space(const char *s)
{
    return s + strspn(s, " \n");
}

static const char *
skip_text(const char *s)
{
    for (s++; *s != '"'; s++) {
        assert_true((unsigned char) *s >= 0x20);
        s += *s == '\\' ? 1 : 0;
    }
    return s + 1;
}

/* The end of the JSON value at `s`; fails the test if there is none. */
static const char *
skip_value(const char *s)
{
    char close = *s == '{' ? '}' : ']';

    if (*s == '"') {
        return skip_text(s);
    }
    if (*s != '{' && *s != '[') {
        size_t n = strcspn(s, ",]} \n");

        assert_true(n > 0);
        return s + n;
    }
    for (s = skip_space(s + 1); *s != close; s = skip_space(s)) {
        if (close == '}') {
            assert_int_equal(*s, '"');
            s = skip_space(skip_text(s));
            assert_int_equal(*s, ':');
            s = skip_space(s + 1);
        }
        s = skip_space(skip_value(s));
        assert_true(*s == ',' || *s == close);
        s += *s == ',' ? 1 : 0;
    }
    return s + 1;
}

/* The first object under `"key": ` from `s` on, at whatever depth. */
static const char *
find_key(const char *s, const char *end, const char *key, size_t n)
{
    char quoted[80];

    snprintf(quoted, sizeof quoted, "\"%.*s\": {", (int) n, key);
    s = strstr(s, quoted);
    return s != NULL && s < end ? s + strlen(quoted) - 1 : NULL;
}

/* The node that a path leads to below the value at `s` which ends at `end`; NULL: none. A
 * key may stand at several depths, so each is tried. */
static const char *
follow(const char *s, const char *end, const char *path)
{
    static const char *const IDS[] = {
        "^(?!(value|source|note|range|confidence)$)[a-z][a-z0-9_-]{0,31}$", "^J[0-9]{2}$"
    };
    size_t n = strcspn(path, "."), shown = path[n - 1] == ']' ? n - 2 : n;
    const char *rest = path + n + (path[n] == '.' ? 1 : 0);

    for (int i = 0; i < (path[0] == '*' ? 2 : 1); i++) {
        const char *key = path[0] == '*' ? IDS[i] : path;
        size_t width = path[0] == '*' ? strlen(key) : shown;

        for (const char *at = find_key(s, end, key, width); at != NULL;
             at = find_key(at, end, key, width)) {
            const char *found = *rest == '\0' ? at : follow(at, skip_value(at), rest);

            if (found != NULL) {
                return found;
            }
        }
    }
    return NULL;
}

static void
every_row_is_in_the_schema(void **state)
{
    struct dm_strbuf schema, sentence;
    const char *root;

    (void) state;
    dm_strbuf_init(&schema);
    assert_int_equal(dm_schema_json(&schema), DM_OK);
    assert_string_equal(skip_space(skip_value(schema.text)), "");
    root = find_key(schema.text, schema.text + schema.n, "scenario", 8);
    assert_non_null(root);
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const char *path = DM_FIELDS[i].path;
        const char *at = path == NULL ? root : follow(root, skip_value(root), path);

        if (at == NULL) {
            fail_msg("%s is not in the schema", path);
        }
        dm_strbuf_init(&sentence);
        dm_strbuf_add_json(&sentence, DM_FIELDS[i].doc);
        if (DM_FIELDS[i].path != NULL) {
            const char *doc = strstr(at, sentence.text);

            if (doc == NULL || doc >= skip_value(at)) {
                fail_msg("%s has another sentence", DM_FIELDS[i].path);
            }
        }
        dm_strbuf_clear(&sentence);
    }
    dm_strbuf_clear(&schema);
}

static void
the_reference_names_everything(void **state)
{
    struct dm_strbuf page;
    char text[512];

    (void) state;
    dm_strbuf_init(&page);
    assert_int_equal(dm_schema_reference(&page), DM_OK);
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        if (DM_FIELDS[i].path != NULL) {
            snprintf(text, sizeof text, "\n| `%s` | ", DM_FIELDS[i].path);
            assert_non_null(strstr(page.text, text));
        }
    }
#define DM_LIMIT(name, value, doc) assert_non_null(strstr(page.text, "| " doc " |"));
#include "scenario/limits.def"
#undef DM_LIMIT
#define DM_FAULT(name, number, words)                                                      \
    assert_non_null(strstr(page.text, "| E0" #number " | " words));
#include "scenario/faults.def"
#undef DM_FAULT
    dm_strbuf_clear(&page);
}

/* Two rows with one path, or a default that is none of the choices, are our own mistakes.
 */
static void
rows_are_sound(void **state)
{
    char word[DM_MAX_ID_BYTES + 1];

    (void) state;
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];
        bool known =
            field->choices == NULL || field->fallback == NULL || field->fallback[0] == '\0';

        assert_true(field->path == NULL || dm_field_at(field->path) == field);
        for (int k = 0; !known && dm_choice(field->choices, k, word); k++) {
            known = strcmp(word, field->fallback) == 0;
        }
        assert_true(known);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_in_the_schema),
        cmocka_unit_test(the_reference_names_everything),
        cmocka_unit_test(rows_are_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
