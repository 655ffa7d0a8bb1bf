/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests src/scenario/yaml.c: positions of nodes, and the limits on a file. The other
 * refusals are in tests/scenario-errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/reading.h"

struct fixture {
    struct dm_reading reading;
    struct dm_diagnostics diagnostics;
    struct dm_text text;
    const struct dm_node *root;
};

static void
parse(struct fixture *self, const char *text, size_t n)
{
    *self = (struct fixture){ .text = { .path = "a.yaml", .text = text, .n = n } };
    self->reading.diagnostics = &self->diagnostics;
    self->root = dm_yaml_parse(&self->reading, &self->text);
}

static void
clear(struct fixture *self)
{
    dm_arena_clear(&self->reading.arena);
    dm_diagnostics_clear(&self->diagnostics);
}

static void
nodes_know_where_they_stand(void **state)
{
    static const char TEXT[] = "a: 1\nb:\n  \xC3\xA9: [x, 'two words']\n";
    struct fixture f;
    const struct dm_node *list, *second;

    (void) state;
    parse(&f, TEXT, sizeof TEXT - 1);
    assert_non_null(f.root);
    list = dm_node_walk(f.root, "b.\xC3\xA9");
    assert_non_null(list);
    assert_int_equal(list->kind, DM_NODE_LIST);
    assert_int_equal(list->line, 3);
    assert_int_equal(list->column, 6); /* characters, not bytes */
    second = list->entries[1].value;
    assert_string_equal(second->text, "two words");
    assert_int_equal(second->column, 10);
    assert_int_equal(second->width, 11);
    assert_null(dm_node_walk(f.root, "b.c"));
    assert_null(dm_node_walk(f.root, "a.c"));
    clear(&f);
}

static void
words_stay_text(void **state)
{
    static const char TEXT[] = "on: no\nnull: '~'\nempty:\ntilde: ~\n";
    struct fixture f;

    (void) state;
    parse(&f, TEXT, sizeof TEXT - 1);
    assert_string_equal(dm_node_at(f.root, "on")->text, "no");
    assert_int_equal(dm_node_at(f.root, "null")->kind, DM_NODE_SCALAR);
    assert_int_equal(dm_node_at(f.root, "empty")->kind, DM_NODE_NULL);
    assert_int_equal(dm_node_at(f.root, "tilde")->kind, DM_NODE_NULL);
    clear(&f);
}

static void
a_megabyte_is_enough(void **state)
{
    size_t n = DM_MAX_FILE_BYTES + 1;
    char *text = malloc(n);
    struct fixture f;

    (void) state;
    assert_non_null(text);
    memset(text, ' ', n);
    memcpy(text, "a: 1\n#", 6);
    parse(&f, text, n - 1);
    assert_non_null(f.root);
    clear(&f);
    parse(&f, text, n);
    assert_null(f.root);
    assert_int_equal(f.diagnostics.n, 1);
    assert_int_equal(f.diagnostics.items[0].number, 101);
    assert_string_equal(
        f.diagnostics.items[0].message, "1048577 bytes are above 1048576 bytes");
    clear(&f);
    free(text);
}

/* Every prefix of a file is read or refused, and nothing is lost. */
static void
every_prefix_is_answered(void **state)
{
    static const char TEXT[] =
        "---\na: {b: [1, \"x\\n\", 'y'], c: >\n  text}\n? d\n: |\n  \xE2\x82\xAC\n";

    (void) state;
    for (size_t n = 0; n < sizeof TEXT; n++) {
        struct fixture f;

        parse(&f, TEXT, n);
        assert_true((f.root == NULL) == (f.diagnostics.n == 1));
        clear(&f);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_know_where_they_stand),
        cmocka_unit_test(words_stay_text),
        cmocka_unit_test(a_megabyte_is_enough),
        cmocka_unit_test(every_prefix_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
