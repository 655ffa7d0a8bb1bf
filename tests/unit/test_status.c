/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts of errors: what is written, what is cut, and that no text is needed. */
#include "base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
test_error_says_why(void **state)
{
    struct dm_error err = { .status = DM_OK };

    (void) state;
    assert_int_equal(
        dm_error_set(&err, DM_ESCENARIO, "%s:%d: not a number", "a.yaml", 7), DM_ESCENARIO);
    assert_int_equal(err.status, DM_ESCENARIO);
    assert_string_equal(err.text, "a.yaml:7: not a number");
}

static void
test_error_text_is_optional(void **state)
{
    (void) state;
    assert_int_equal(dm_error_set(NULL, DM_EIO, "%s", "lost"), DM_EIO);
}

static void
test_long_text_is_cut_visibly(void **state)
{
    struct dm_error err = { .status = DM_OK };
    char exact[sizeof err.text];

    (void) state;
    memset(exact, 'x', sizeof exact - 1);
    exact[sizeof exact - 1] = '\0';
    dm_error_set(&err, DM_EUSAGE, "%s", exact);
    assert_string_equal(err.text, exact);
    dm_error_set(&err, DM_EUSAGE, "%s!", exact);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_string_equal(err.text + sizeof err.text - 5, "x...");
}

static void
test_cut_keeps_characters_whole(void **state)
{
    struct dm_error err = { .status = DM_OK };
    char text[2 * sizeof err.text + 2];

    (void) state;
    for (size_t shift = 0; shift < 2; shift++) {
        memset(text, 'x', sizeof text);
        for (size_t i = 0; i < sizeof err.text; i++) {
            memcpy(text + shift + 2 * i, "\xC3\xBC", 2);
        }
        text[sizeof text - 2] = '\0';
        dm_error_set(&err, DM_EUSAGE, "%s", text);
        size_t n = strlen(err.text);
        assert_true(n >= sizeof err.text - 2);
        assert_memory_equal(err.text + n - 5, "\xC3\xBC...", 5);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error_says_why),
        cmocka_unit_test(test_error_text_is_optional),
        cmocka_unit_test(test_long_text_is_cut_visibly),
        cmocka_unit_test(test_cut_keeps_characters_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
