/* SPDX-License-Identifier: Apache-2.0
 *
 * Wrapping: no word is lost, no line too wide, nothing that steers a terminal; numbers as
 * people read them. */
#include "report/prose.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

static char *
paragraph(const char *text, struct dm_style style, int first, int rest)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_prose prose;

    dm_prose_init(&prose, &out, style);
    dm_prose_paragraph(&prose, first, rest, text);
    assert_false(out.failed);
    return out.text;
}

static void
expect_paragraph(const char *text, struct dm_style style, const char *expected)
{
    char *got = paragraph(text, style, 0, 2);

    assert_string_equal(got, expected);
    free(got);
}

static void
test_characters(void **state)
{
    const struct dm_style utf8 = { .width = 40, .utf8 = true }, ascii = { .width = 40 };

    (void) state;
    expect_paragraph("caf\xC3\xA9 \xE2\x80\x9Cok\xE2\x80\x9D", utf8,
        "caf\xC3\xA9 \xE2\x80\x9Cok\xE2\x80\x9D\n");
    expect_paragraph("caf\xC3\xA9 \xE2\x80\x9Cok\xE2\x80\x9D 1\xE2\x80\x93"
                     "2",
        ascii, "caf? \"ok\" 1-2\n");
    expect_paragraph("a\033[31mb\x07\x7F \xC2\x9B"
                     "c \xE2\x80\xAE"
                     "d",
        utf8, "a[31mb c d\n");
    expect_paragraph("bad \xFF\xC0 byte \xE4\xB8", utf8, "bad ?? byte ??\n");
    expect_paragraph("", utf8, "\n");
    expect_paragraph(" \n one\n\n two ", utf8, "one two\n");
}

static void
test_wide_characters_take_two_columns(void **state)
{
    (void) state;
    expect_paragraph("\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88"
                     "\x90\xE8\x8D\xA3\xE6\x88\x90"
                     "\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88"
                     "\x90\xE8\x8D\xA3\xE6\x88\x90"
                     "\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3 12 3",
        (struct dm_style){ .width = 40, .utf8 = true },
        "\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D"
        "\xA3\xE6\x88\x90"
        "\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D"
        "\xA3\xE6\x88\x90"
        "\xE8\x8D\xA3\xE6\x88\x90\xE8\x8D\xA3\n  12 3\n");
}

/* Words of letters only, of many lengths: what goes in comes out, within the width. */
static void
test_law_no_word_lost(void **state)
{
    char text[2048];
    size_t n = 0;

    (void) state;
    for (unsigned i = 0; n + 80 < sizeof text; i++) {
        size_t length = 1 + i * 7919U % (i % 11 == 0 ? 70 : 13);
        memset(text + n, 'a' + (int) (i % 26), length);
        n += length;
        text[n++] = ' ';
    }
    text[n] = '\0';
    for (int width = 10; width <= 120; width += 11) {
        char *got = paragraph(text, (struct dm_style){ .width = width }, 4, 2);
        size_t letters = 0, column = 0;
        for (const char *c = got; *c != '\0'; c++) {
            column = *c == '\n' ? 0 : column + 1;
            assert_true(column <= (size_t) (width < 40 ? 40 : width));
            if (*c != ' ' && *c != '\n') {
                while (text[letters] == ' ') {
                    letters++;
                }
                assert_int_equal(text[letters++], *c);
            }
        }
        assert_int_equal(letters, strlen(text) - 1);
        free(got);
    }
}

static void
expect_number(double value, int decimals, const char *expected)
{
    struct dm_strbuf out = { .text = NULL };

    dm_prose_number(&out, value, decimals);
    assert_string_equal(out.text, expected);
    dm_strbuf_clear(&out);
}

static void
test_numbers(void **state)
{
    (void) state;
    expect_number(0.0, 0, "0");
    expect_number(-0.0, 2, "0.00");
    expect_number(-0.001, 2, "0.00");
    expect_number(999.5, 0, "1,000");
    expect_number(1234567.0, 0, "1,234,567");
    expect_number(-1234.56, 1, "-1,234.6");
    expect_number(0.05, 3, "0.050");
    expect_number(1234567.0, -3, "1,235,000");
    expect_number(-1250.0, -2, "-1,300");
    expect_number((double) NAN, 1, "not defined");
    expect_number((double) INFINITY, 1, "not defined");
}

/* Three digits of any size. */
static void
test_decimals(void **state)
{
    static const struct {
        double size;
        int decimals;
    } cases[] = { { 0.0, 0 }, { 100.0, 0 }, { 99.96, 0 }, { 99.9, 1 }, { 9.99, 2 },
        { 0.5, 3 }, { -0.05, 4 }, { 1e-9, 4 }, { 999.4, 0 }, { 999.6, -1 }, { 12345.0, -2 },
        { 4.2e6, -4 } };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(dm_prose_decimals(cases[i].size), cases[i].decimals);
    }
}

static void
expect_percent(int64_t nano, const char *expected)
{
    struct dm_strbuf out = { .text = NULL };

    dm_prose_percent(&out, nano);
    assert_string_equal(out.text, expected);
    dm_strbuf_clear(&out);
}

static void
test_percent(void **state)
{
    (void) state;
    expect_percent(0, "0\xC2\xA0%");
    expect_percent(1000000000, "100\xC2\xA0%");
    expect_percent(125000000, "12.5\xC2\xA0%");
    expect_percent(333333333, "33.333\xC2\xA0%");
    expect_percent(1, "below 0.001\xC2\xA0%");
}

static void
test_months(void **state)
{
    static const struct {
        int32_t months;
        const char *words;
    } cases[] = { { 0, "0 months" }, { 1, "1 month" }, { 11, "11 months" },
        { 12, "1 year" }, { 18, "18 months" }, { 24, "2 years" } };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dm_strbuf out = { .text = NULL };
        dm_prose_months(&out, cases[i].months);
        assert_string_equal(out.text, cases[i].words);
        dm_strbuf_clear(&out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_wide_characters_take_two_columns),
        cmocka_unit_test(test_law_no_word_lost),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_percent),
        cmocka_unit_test(test_months),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
