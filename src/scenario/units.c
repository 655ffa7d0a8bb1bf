/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers with units. A value is a number and what follows it with its blanks taken out;
 * which units a kind knows, and what they are worth, stands in the functions of that kind.
 * No floating point, no locale. */
#include "scenario/units.h"

#include "base/fixed.h"

#include <string.h>

enum { SUFFIX_BYTES = 16, MONTHS_A_YEAR = 12, NANO_A_CENTI = 10000000 };

struct quantity {
    const char *number;
    size_t n;
    char suffix[SUFFIX_BYTES];
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t
digits(const char *s)
{
    size_t n = 0;

    while (is_digit(s[n])) {
        n++;
    }
    return n;
}

/* Length of the number that `s` starts with, 0 if there is none. */
static size_t
number_length(const char *s)
{
    size_t n = s[0] == '+' || s[0] == '-' ? 1 : 0;
    size_t whole = digits(s + n), fraction, sign, exponent;

    if (whole == 0) {
        return 0;
    }
    n += whole;
    if (s[n] == '.') {
        fraction = digits(s + n + 1);
        n += fraction == 0 ? 0 : fraction + 1;
    }
    if (s[n] == 'e' || s[n] == 'E') {
        sign = s[n + 1] == '+' || s[n + 1] == '-' ? 1 : 0;
        exponent = digits(s + n + 1 + sign);
        n += exponent == 0 ? 0 : 1 + sign + exponent;
    }
    return n;
}

static bool
split(const char *text, struct quantity *q)
{
    size_t used = 0;

    text += strspn(text, " ");
    q->number = text;
    q->n = number_length(text);
    for (const char *s = text + q->n; *s != '\0'; s++) {
        if (*s != ' ') {
            if (used + 1 == sizeof q->suffix) {
                used = 1; /* longer than any unit: keep it wrong */
                q->suffix[0] = '?';
                break;
            }
            q->suffix[used++] = *s;
        }
    }
    q->suffix[used] = '\0';
    return q->n > 0;
}

static enum dm_unit_fault
decimal(const struct quantity *q, int64_t *nano)
{
    switch (dm_decimal_parse(q->number, q->n, nano)) {
    case DM_DECIMAL_OK:
        return DM_UNIT_OK;
    case DM_DECIMAL_SYNTAX:
        return DM_UNIT_SYNTAX;
    case DM_DECIMAL_TOO_FINE:
        return DM_UNIT_TOO_FINE;
    case DM_DECIMAL_TOO_LARGE:
        return DM_UNIT_TOO_LARGE;
    }
    return DM_UNIT_SYNTAX;
}

static enum dm_unit_fault
divide(int64_t *value, int64_t by)
{
    if (*value % by != 0) {
        return DM_UNIT_TOO_FINE;
    }
    *value /= by;
    return DM_UNIT_OK;
}

static enum dm_unit_fault
multiply(int64_t *value, int64_t by)
{
    if (*value > INT64_MAX / by || *value < -(INT64_MAX / by)) {
        return DM_UNIT_TOO_LARGE;
    }
    *value *= by;
    return DM_UNIT_OK;
}

/* Whole numbers may exceed what a decimal in nano can hold. */
static enum dm_unit_fault
whole(const struct quantity *q, int64_t *value)
{
    bool negative = q->number[0] == '-';
    size_t sign = negative || q->number[0] == '+' ? 1 : 0;
    enum dm_unit_fault fault;

    if (digits(q->number + sign) + sign != q->n) { /* 1e6 */
        fault = decimal(q, value);
        return fault != DM_UNIT_OK ? fault : divide(value, DM_NANO);
    }
    *value = 0;
    for (size_t i = sign; i < q->n; i++) {
        if (*value > (INT64_MAX - 9) / 10) {
            return DM_UNIT_TOO_LARGE;
        }
        *value = *value * 10 + (q->number[i] - '0');
    }
    *value = negative ? -*value : *value;
    return DM_UNIT_OK;
}

static bool
suffix_is(const struct quantity *q, const char *suffix)
{
    return strcmp(q->suffix, suffix) == 0;
}

static enum dm_unit_fault
wrong_suffix(const struct quantity *q)
{
    return q->suffix[0] == '\0' ? DM_UNIT_NONE : DM_UNIT_WRONG;
}

static enum dm_unit_fault
fraction(const struct quantity *q, int64_t *value)
{
    enum dm_unit_fault fault;

    if (!suffix_is(q, "") && !suffix_is(q, "%")) {
        return DM_UNIT_WRONG;
    }
    fault = decimal(q, value);
    return fault != DM_UNIT_OK || suffix_is(q, "") ? fault : divide(value, 100);
}

static enum dm_unit_fault
rate(const struct quantity *q, int64_t *value)
{
    bool percent = q->suffix[0] == '%';
    bool month = strcmp(q->suffix + (percent ? 1 : 0), "/month") == 0;
    enum dm_unit_fault fault;

    if (!month && strcmp(q->suffix + (percent ? 1 : 0), "/year") != 0) {
        return suffix_is(q, "%") ? DM_UNIT_NONE : wrong_suffix(q);
    }
    fault = decimal(q, value);
    if (fault == DM_UNIT_OK && percent) {
        fault = divide(value, 100);
    }
    return fault != DM_UNIT_OK || !month ? fault : multiply(value, MONTHS_A_YEAR);
}

static enum dm_unit_fault
monthly(const struct quantity *q, int64_t *value)
{
    enum dm_unit_fault fault;

    if (!suffix_is(q, "%/month") && !suffix_is(q, "/month")) {
        return suffix_is(q, "%") ? DM_UNIT_NONE : wrong_suffix(q);
    }
    fault = decimal(q, value);
    return fault != DM_UNIT_OK || q->suffix[0] != '%' ? fault : divide(value, 100);
}

static enum dm_unit_fault
months(const struct quantity *q, int64_t *value)
{
    bool years = suffix_is(q, "years") || suffix_is(q, "year");
    enum dm_unit_fault fault;

    if (!years && !suffix_is(q, "months") && !suffix_is(q, "month")) {
        return wrong_suffix(q);
    }
    fault = whole(q, value);
    return fault != DM_UNIT_OK || !years ? fault : multiply(value, MONTHS_A_YEAR);
}

static enum dm_unit_fault
yuan(const struct quantity *q, int64_t *value)
{
    bool month = suffix_is(q, "yuan/month");
    enum dm_unit_fault fault;

    if (!month && !suffix_is(q, "yuan/year")) {
        return suffix_is(q, "yuan") ? DM_UNIT_NONE : wrong_suffix(q);
    }
    fault = whole(q, value);
    return fault != DM_UNIT_OK || !month ? fault : multiply(value, MONTHS_A_YEAR);
}

static enum dm_unit_fault
unitless(enum dm_kind kind, const struct quantity *q, int64_t *value)
{
    enum dm_unit_fault fault;

    if (q->suffix[0] != '\0') {
        return DM_UNIT_WRONG;
    }
    if (kind == DM_KIND_COUNT || kind == DM_KIND_SEED) {
        return whole(q, value);
    }
    fault = decimal(q, value);
    if (fault == DM_UNIT_OK && kind != DM_KIND_DECIMAL && kind != DM_KIND_FACTOR &&
        kind != DM_KIND_OFFICERS) {
        fault = divide(value, NANO_A_CENTI);
    }
    return fault;
}

/* The words that stand for a number. */
static bool
word(enum dm_kind kind, const char *text, int64_t *value)
{
    static const struct {
        enum dm_kind kind;
        const char *word;
        int64_t value;
    } WORDS[] = {
        { DM_KIND_TERM, "never", DM_NEVER },
        { DM_KIND_EXPIRY, "never", DM_NEVER },
        { DM_KIND_EXPIRY, "year-end", DM_YEAR_END },
        { DM_KIND_OFFICERS, "unlimited", DM_UNLIMITED },
        { DM_KIND_FLOOR, "none", INT32_MIN / 2 },
        { DM_KIND_CEILING, "none", INT32_MAX / 2 },
    };

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (WORDS[i].kind == kind && strcmp(text, WORDS[i].word) == 0) {
            *value = WORDS[i].value;
            return true;
        }
    }
    return false;
}

enum dm_unit_fault
dm_unit_parse(enum dm_kind kind, const char *text, int64_t *value)
{
    struct quantity q;

    *value = 0;
    if (word(kind, text, value)) {
        return DM_UNIT_OK;
    }
    if (kind == DM_KIND_FACTOR) {
        if (text[0] != 'x') {
            return split(text, &q) ? DM_UNIT_NONE : DM_UNIT_SYNTAX;
        }
        text++;
    }
    if (!split(text, &q)) {
        return DM_UNIT_SYNTAX;
    }
    if (kind == DM_KIND_FRACTION) {
        return fraction(&q, value);
    }
    if (kind == DM_KIND_RATE) {
        return rate(&q, value);
    }
    if (kind == DM_KIND_MONTHLY) {
        return monthly(&q, value);
    }
    if (kind == DM_KIND_MONTHS || kind == DM_KIND_TERM || kind == DM_KIND_EXPIRY) {
        return months(&q, value);
    }
    return kind == DM_KIND_YUAN ? yuan(&q, value) : unitless(kind, &q, value);
}

bool
dm_kind_is_number(enum dm_kind kind)
{
    return kind >= DM_KIND_COUNT && kind <= DM_KIND_YUAN;
}

static void
format_months(int64_t value, struct dm_strbuf *out)
{
    if (value == DM_NEVER) {
        dm_strbuf_add(out, "never");
    } else if (value == DM_YEAR_END) {
        dm_strbuf_add(out, "year-end");
    } else {
        dm_strbuf_addf(out, "%lld month%s", (long long) value, value == 1 ? "" : "s");
    }
}

static void
format_points(int64_t value, struct dm_strbuf *out)
{
    if (value == INT32_MIN / 2 || value == INT32_MAX / 2) {
        dm_strbuf_add(out, "none");
    } else {
        dm_strbuf_add_nano(out, value * NANO_A_CENTI);
    }
}

/* Rates and incomes are kept per year, so that is how they are written. */
static void
format_per(enum dm_kind kind, int64_t value, struct dm_strbuf *out)
{
    if (kind == DM_KIND_YUAN) {
        dm_strbuf_addf(out, "%+lld yuan/year", (long long) value);
    } else if (kind == DM_KIND_RATE) {
        dm_strbuf_add_nano(out, value);
        dm_strbuf_add(out, "/year");
    } else {
        dm_strbuf_add_nano(out, value * 100);
        dm_strbuf_add(out, kind == DM_KIND_MONTHLY ? " %/month" : " %");
    }
}

void
dm_unit_format(enum dm_kind kind, int64_t value, struct dm_strbuf *out)
{
    if (kind == DM_KIND_COUNT || kind == DM_KIND_SEED) {
        dm_strbuf_addf(out, "%lld", (long long) value);
    } else if (kind == DM_KIND_MONTHS || kind == DM_KIND_TERM || kind == DM_KIND_EXPIRY) {
        format_months(value, out);
    } else if (kind == DM_KIND_POINTS || kind == DM_KIND_FLOOR || kind == DM_KIND_CEILING) {
        format_points(value, out);
    } else if (kind == DM_KIND_OFFICERS && value == DM_UNLIMITED) {
        dm_strbuf_add(out, "unlimited");
    } else if (kind == DM_KIND_FACTOR || kind == DM_KIND_DECIMAL ||
               kind == DM_KIND_OFFICERS) {
        dm_strbuf_add(out, kind == DM_KIND_FACTOR ? "x" : "");
        dm_strbuf_add_nano(out, value);
    } else {
        format_per(kind, value, out);
    }
}

static bool
limit(const char *name, int64_t *value)
{
    static const struct {
        const char *name;
        int64_t value;
    } LIMITS[] = {
#define DM_LIMIT(name_, value_, doc) { #name_, value_ },
#include "limits.def"
#undef DM_LIMIT
    };

    for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++) {
        if (strcmp(LIMITS[i].name, name) == 0) {
            *value = LIMITS[i].value;
            return true;
        }
    }
    return false;
}

static bool
bound(enum dm_kind kind, const char *text, int64_t *value)
{
    if (text == NULL) {
        return false;
    }
    if (text[0] == '@') {
        DM_ASSERT(limit(text + 1, value));
    } else {
        DM_ASSERT(dm_unit_parse(kind, text, value) == DM_UNIT_OK);
    }
    return true;
}

bool
dm_field_low(const struct dm_field *field, int64_t *low)
{
    return bound(field->kind, field->low, low);
}

bool
dm_field_high(const struct dm_field *field, int64_t *high)
{
    return bound(field->kind, field->high, high);
}
