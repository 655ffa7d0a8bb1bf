/* SPDX-License-Identifier: Apache-2.0
 *
 * Growing texts: what is added is what stands there, JSON is escaped, numbers survive a
 * round trip in any locale, and a failed growth is remembered. */
#include "base/strbuf.h"

#include "base/fixed.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
test_text_grows(void **state)
{
    struct dm_strbuf b;

    (void) state;
    dm_strbuf_init(&b);
    assert_null(b.text);
    for (int i = 0; i < 1000; i++) {
        dm_strbuf_add(&b, "ab");
        dm_strbuf_addn(&b, "cdef", 1);
        dm_strbuf_addf(&b, "%d", i % 10);
    }
    assert_int_equal(b.n, 4000);
    assert_int_equal(strlen(b.text), 4000);
    assert_memory_equal(b.text + 3996, "abc9", 5);
    assert_false(b.failed);
    dm_strbuf_clear(&b);
    dm_strbuf_clear(&b);
    assert_null(b.text);
}

static void
test_failure_is_remembered(void **state)
{
    struct dm_strbuf b;

    (void) state;
    dm_strbuf_init(&b);
    dm_strbuf_add(&b, "kept");
    dm_strbuf_addn(&b, "x", SIZE_MAX / 2);
    assert_true(b.failed);
    dm_strbuf_add(&b, "dropped");
    assert_string_equal(b.text, "kept");
    dm_strbuf_clear(&b);
    assert_false(b.failed);
}

static void
assert_json(const char *text, const char *expected)
{
    struct dm_strbuf b;

    dm_strbuf_init(&b);
    dm_strbuf_add_json(&b, text);
    assert_string_equal(b.text, expected);
    dm_strbuf_clear(&b);
}

static void
test_json_strings(void **state)
{
    (void) state;
    assert_json(NULL, "null");
    assert_json("", "\"\"");
    assert_json("a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
    assert_json("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
    assert_json("\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"");
    assert_json("\xC3\xBC", "\"\xC3\xBC\"");
}

static void
assert_number(double value, const char *expected)
{
    struct dm_strbuf b;

    dm_strbuf_init(&b);
    dm_strbuf_add_number(&b, value);
    assert_string_equal(b.text, expected);
    dm_strbuf_clear(&b);
}

static void
test_numbers(void **state)
{
    (void) state;
    assert_number(0.0, "0");
    assert_number(-1.5, "-1.5");
    assert_number(0.1, "0.10000000000000001");
    assert_number(1e300, "1.0000000000000001e+300");
    assert_number((double) NAN, "null");
    assert_number((double) INFINITY, "null");
}

/* Needs a locale with a decimal comma; where there is none, nothing is shown. */
static void
test_numbers_ignore_the_locale(void **state)
{
    static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8" };
    bool found = false;

    (void) state;
    for (size_t i = 0; i < 3 && !found; i++) {
        found = setlocale(LC_NUMERIC, names[i]) != NULL;
    }
    if (!found) {
        return;
    }
    assert_number(-1.5, "-1.5");
    assert_number(1.5e-7, "1.4999999999999999e-07");
    setlocale(LC_NUMERIC, "C");
}

static void
assert_nano(int64_t nano, const char *expected)
{
    struct dm_strbuf b;
    int64_t back = 0;

    dm_strbuf_init(&b);
    dm_strbuf_add_nano(&b, nano);
    assert_string_equal(b.text, expected);
    if (nano != INT64_MIN) {
        assert_int_equal(dm_decimal_parse(b.text, b.n, &back), DM_DECIMAL_OK);
        assert_true(back == nano);
    }
    dm_strbuf_clear(&b);
}

static void
test_nano(void **state)
{
    (void) state;
    assert_nano(0, "0");
    assert_nano(150000000, "0.15");
    assert_nano(-1, "-0.000000001");
    assert_nano(1000000000, "1");
    assert_nano(-12500000000, "-12.5");
    assert_nano(INT64_C(10000000001), "10.000000001");
    assert_nano(INT64_C(9000000000000000000), "9000000000");
    assert_nano(INT64_MIN, "-9223372036.854775808");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_grows),
        cmocka_unit_test(test_failure_is_remembered),
        cmocka_unit_test(test_json_strings),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_numbers_ignore_the_locale),
        cmocka_unit_test(test_nano),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
