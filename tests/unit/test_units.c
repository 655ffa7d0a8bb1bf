/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests src/scenario/units.c: spellings and the integers they mean, what is refused, and
 * that what is written reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "scenario/units.h"

struct spelling {
    enum dm_kind kind;
    const char *text;
    enum dm_unit_fault fault;
    int64_t value;
};

static const struct spelling SPELLINGS[] = {
    { DM_KIND_RATE, "6/year", DM_UNIT_OK, 6 * DM_NANO },
    { DM_KIND_RATE, "0.5/month", DM_UNIT_OK, 6 * DM_NANO },
    { DM_KIND_RATE, "0.5 / month", DM_UNIT_OK, 6 * DM_NANO },
    { DM_KIND_RATE, "1 %/month", DM_UNIT_OK, 120000000 },
    { DM_KIND_RATE, "12 %/year", DM_UNIT_OK, 120000000 },
    { DM_KIND_RATE, "6", DM_UNIT_NONE, 0 },
    { DM_KIND_RATE, "6 %", DM_UNIT_NONE, 0 },
    { DM_KIND_RATE, "6/week", DM_UNIT_WRONG, 0 },
    { DM_KIND_RATE, "6/yearly-and-more-text", DM_UNIT_WRONG, 0 },
    { DM_KIND_RATE, "often", DM_UNIT_SYNTAX, 0 },
    { DM_KIND_RATE, "8000000000/month", DM_UNIT_TOO_LARGE, 0 },
    { DM_KIND_FRACTION, "12 %", DM_UNIT_OK, 120000000 },
    { DM_KIND_FRACTION, "12%", DM_UNIT_OK, 120000000 },
    { DM_KIND_FRACTION, "0.12", DM_UNIT_OK, 120000000 },
    { DM_KIND_FRACTION, "0.0000001 %", DM_UNIT_OK, 1 },
    { DM_KIND_FRACTION, "0.00000001 %", DM_UNIT_TOO_FINE, 0 },
    { DM_KIND_FRACTION, "0.0000000001", DM_UNIT_TOO_FINE, 0 },
    { DM_KIND_FRACTION, "1/year", DM_UNIT_WRONG, 0 },
    { DM_KIND_FRACTION, ".5", DM_UNIT_SYNTAX, 0 },
    { DM_KIND_FRACTION, "", DM_UNIT_SYNTAX, 0 },
    { DM_KIND_MONTHLY, "4.8 %/month", DM_UNIT_OK, 48000000 },
    { DM_KIND_MONTHLY, "0.048/month", DM_UNIT_OK, 48000000 },
    { DM_KIND_MONTHLY, "4.8 %", DM_UNIT_NONE, 0 },
    { DM_KIND_MONTHLY, "4.8 %/year", DM_UNIT_WRONG, 0 },
    { DM_KIND_MONTHS, "24 months", DM_UNIT_OK, 24 },
    { DM_KIND_MONTHS, "1 month", DM_UNIT_OK, 1 },
    { DM_KIND_MONTHS, "2 years", DM_UNIT_OK, 24 },
    { DM_KIND_MONTHS, "1.5 months", DM_UNIT_TOO_FINE, 0 },
    { DM_KIND_MONTHS, "never", DM_UNIT_SYNTAX, 0 },
    { DM_KIND_TERM, "never", DM_UNIT_OK, DM_NEVER },
    { DM_KIND_POINTS, "+30", DM_UNIT_OK, 3000 },
    { DM_KIND_POINTS, "-0.25", DM_UNIT_OK, -25 },
    { DM_KIND_POINTS, "0.125", DM_UNIT_TOO_FINE, 0 },
    { DM_KIND_FLOOR, "none", DM_UNIT_OK, INT32_MIN / 2 },
    { DM_KIND_CEILING, "none", DM_UNIT_OK, INT32_MAX / 2 },
    { DM_KIND_FACTOR, "x0.85", DM_UNIT_OK, 850000000 },
    { DM_KIND_FACTOR, "0.85", DM_UNIT_NONE, 0 },
    { DM_KIND_FACTOR, "x", DM_UNIT_SYNTAX, 0 },
    { DM_KIND_YUAN, "+300 yuan/year", DM_UNIT_OK, 300 },
    { DM_KIND_YUAN, "-25 yuan/month", DM_UNIT_OK, -300 },
    { DM_KIND_YUAN, "300 yuan", DM_UNIT_NONE, 0 },
    { DM_KIND_YUAN, "300 euro/year", DM_UNIT_WRONG, 0 },
    { DM_KIND_COUNT, "1099511627776", DM_UNIT_OK, INT64_C(1099511627776) },
    { DM_KIND_COUNT, "1e6", DM_UNIT_OK, 1000000 },
    { DM_KIND_COUNT, "1.5", DM_UNIT_TOO_FINE, 0 },
    { DM_KIND_COUNT, "99999999999999999999", DM_UNIT_TOO_LARGE, 0 },
    { DM_KIND_DECIMAL, "-0.8", DM_UNIT_OK, -800000000 },
    { DM_KIND_DECIMAL, "0x10", DM_UNIT_WRONG, 0 },
};

static void
spellings_mean_what_they_say(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof *SPELLINGS; i++) {
        const struct spelling *s = &SPELLINGS[i];
        int64_t value;
        enum dm_unit_fault fault = dm_unit_parse(s->kind, s->text, &value);

        if (fault != s->fault || (fault == DM_UNIT_OK && value != s->value)) {
            fail_msg("`%s`: fault %d, value %lld", s->text, (int) fault, (long long) value);
        }
    }
}

static void
verify_reads_back(enum dm_kind kind, int64_t value)
{
    struct dm_strbuf text;
    int64_t again = 0;

    dm_strbuf_init(&text);
    dm_unit_format(kind, value, &text);
    assert_non_null(text.text);
    assert_int_equal(dm_unit_parse(kind, text.text, &again), DM_UNIT_OK);
    assert_true(again == value);
    dm_strbuf_clear(&text);
}

static void
what_is_written_reads_back(void **state)
{
    (void) state;
    for (int kind = DM_KIND_COUNT; kind <= DM_KIND_YUAN; kind++) {
        for (int64_t value = 0; value <= 768; value += 7) {
            verify_reads_back((enum dm_kind) kind, value);
            verify_reads_back((enum dm_kind) kind, value * 1234567);
        }
    }
    verify_reads_back(DM_KIND_TERM, DM_NEVER);
    verify_reads_back(DM_KIND_POINTS, -12345);
    verify_reads_back(DM_KIND_FLOOR, INT32_MIN / 2);
    verify_reads_back(DM_KIND_CEILING, INT32_MAX / 2);
    verify_reads_back(DM_KIND_YUAN, -300);
}

/* A row whose bounds or default cannot be read is our own mistake. */
static void
bounds_are_readable(void **state)
{
    (void) state;
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];
        int64_t low, high;

        assert_int_equal(dm_field_low(field, &low), dm_field_high(field, &high));
        assert_true(!dm_field_low(field, &low) || low < high);
        assert_true(field->doc[strlen(field->doc) - 1] == '.' || field->path == NULL);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_mean_what_they_say),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(bounds_are_readable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
