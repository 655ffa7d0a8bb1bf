/* SPDX-License-Identifier: Apache-2.0
 *
 * Words are placed one after the other, a line at a time. A word's width is counted in
 * columns: two for East Asian characters, none for combining ones. */
#include "prose.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MIN_WIDTH = 40 };

#define PERCENT "\xC2\xA0%" /* no line ends before the sign */

void
dm_prose_init(struct dm_prose *self, struct dm_strbuf *out, struct dm_style style)
{
    if (style.width < MIN_WIDTH) {
        style.width = MIN_WIDTH;
    }
    *self = (struct dm_prose){ .out = out, .style = style };
}

/* The next character of UTF-8 text, U+FFFD for what is none; returns its bytes. */
static size_t
decode(const char *text, uint32_t *character)
{
    const unsigned char *s = (const unsigned char *) text;
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

    if (n == 1) {
        *character = s[0];
        return 1;
    }
    *character = n == 0 ? 0 : s[0] & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            n = 0;
            break;
        }
        *character = *character << 6 | (s[i] & 0x3FU);
    }
    if (n == 0 || *character > 0x10FFFF) {
        *character = 0xFFFD;
        return 1;
    }
    return n;
}

static bool
is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

static int
columns_of(uint32_t c)
{
    if ((c >= 0x300 && c < 0x370) || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF) {
        return 0;
    }
    return (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) ||
                   (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xF900 && c < 0xFB00) ||
                   (c >= 0xFF00 && c < 0xFF61) || (c >= 0x1F300 && c < 0x1FA00) ||
                   (c >= 0x20000 && c < 0x40000)
               ? 2
               : 1;
}

/* What stands for a character where only ASCII can be shown. */
static const char *
ascii_for(uint32_t c)
{
    switch (c) {
    case 0xA0:
    case 0x2009:
    case 0x202F:
        return " ";
    case 0xB7:
    case 0x2022:
        return "*";
    case 0xD7:
        return "x";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
        return "-";
    case 0x2018:
    case 0x2019:
        return "'";
    case 0x201C:
    case 0x201D:
        return "\"";
    case 0x2026:
        return "...";
    default:
        return "?";
    }
}

/* Appends one character as the terminal can show it; returns its columns. */
static int
add_character(struct dm_prose *self, const char *bytes, size_t n, uint32_t c)
{
    if (is_control(c)) {
        return 0;
    }
    if (c == 0xA0) { /* held two words together */
        dm_strbuf_add(self->out, " ");
        return 1;
    }
    if (c < 0x80 || (self->style.utf8 && c != 0xFFFD)) {
        dm_strbuf_addn(self->out, bytes, n);
        return columns_of(c);
    }
    const char *text = ascii_for(c);
    dm_strbuf_add(self->out, text);
    return (int) strlen(text);
}

static size_t
word_bytes(const char *text)
{
    return strcspn(text, " \n\t\r");
}

static int
word_columns(const struct dm_prose *self, const char *word, size_t n)
{
    int columns = 0;

    for (size_t i = 0; i < n;) {
        uint32_t c;
        i += decode(word + i, &c);
        if (!is_control(c)) {
            columns +=
                c < 0x80 || self->style.utf8 ? columns_of(c) : (int) strlen(ascii_for(c));
        }
    }
    return columns;
}

static void
add_blanks(struct dm_strbuf *out, int n)
{
    for (int i = 0; i < n; i++) {
        dm_strbuf_add(out, " ");
    }
}

/* Appends a word at `column`, breaking it where it is longer than a line; returns the new
 * column. */
static int
add_word(struct dm_prose *self, const char *word, size_t n, int column, int indent)
{
    for (size_t i = 0; i < n;) {
        uint32_t c;
        size_t bytes = decode(word + i, &c);
        if (column + columns_of(c) > self->style.width) {
            dm_strbuf_add(self->out, "\n");
            add_blanks(self->out, indent);
            column = indent;
        }
        column += add_character(self, word + i, bytes, c);
        i += bytes;
    }
    return column;
}

void
dm_prose_paragraph(struct dm_prose *self, int first, int rest, const char *text)
{
    int column = first;
    bool empty = true;

    add_blanks(self->out, first);
    for (text += strspn(text, " \n\t\r"); *text != '\0'; text += strspn(text, " \n\t\r")) {
        size_t n = word_bytes(text);
        int columns = word_columns(self, text, n);
        if (!empty && column + 1 + columns > self->style.width) {
            dm_strbuf_add(self->out, "\n");
            add_blanks(self->out, rest);
            column = rest;
        } else if (!empty) {
            dm_strbuf_add(self->out, " ");
            column++;
        }
        column = add_word(self, text, n, column, rest);
        empty = false;
        text += n;
    }
    dm_strbuf_add(self->out, "\n");
}

void
dm_prose_flush(struct dm_prose *self, int first, int rest, struct dm_strbuf *text)
{
    if (text->failed) {
        self->out->failed = true;
    } else if (text->text != NULL && text->n > 0) {
        dm_prose_paragraph(self, first, rest, text->text);
    }
    dm_strbuf_clear(text);
}

void
dm_prose_heading(struct dm_prose *self, const char *text)
{
    if (self->out->n > 0) {
        dm_strbuf_add(self->out, "\n");
    }
    dm_prose_label(self, text);
}

void
dm_prose_label(struct dm_prose *self, const char *text)
{
    if (self->style.color) {
        dm_strbuf_add(self->out, "\033[1m");
    }
    dm_prose_paragraph(self, 0, 0, text);
    if (self->style.color && !self->out->failed) {
        self->out->n--; /* the end of the line, to come after */
        dm_strbuf_add(self->out, "\033[0m\n");
    }
}

void
dm_prose_blank(struct dm_prose *self)
{
    dm_strbuf_add(self->out, "\n");
}

/* Digits with commas between thousands; `digits` holds n of them. */
static void
add_grouped(struct dm_strbuf *out, const char *digits, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            dm_strbuf_add(out, ",");
        }
        dm_strbuf_addn(out, digits + i, 1);
    }
}

void
dm_prose_number(struct dm_strbuf *out, double value, int decimals)
{
    char digits[32];

    if (decimals < 0) {
        double step = pow(10.0, -decimals);
        value = round(value / step) * step;
        decimals = 0;
    }
    double scaled = round(fabs(value) * pow(10.0, decimals));
    if (!isfinite(value)) {
        dm_strbuf_add(out, "not defined");
        return;
    }
    if (scaled >= 1e18) {
        dm_strbuf_addf(out, "%.3e", value);
        return;
    }
    int n = snprintf(digits, sizeof digits, "%0*" PRId64, decimals + 1, (int64_t) scaled);
    if (value < 0.0 && scaled > 0.0) {
        dm_strbuf_add(out, "-");
    }
    add_grouped(out, digits, (size_t) (n - decimals));
    if (decimals > 0) {
        dm_strbuf_add(out, ".");
        dm_strbuf_add(out, digits + n - decimals);
    }
}

int
dm_prose_decimals(double size)
{
    int decimals = 0;

    for (double limit = 99.95; decimals < 4 && fabs(size) < limit; limit /= 10.0) {
        decimals++;
    }
    for (double limit = 999.5; decimals > -15 && fabs(size) >= limit; limit *= 10.0) {
        decimals--;
    }
    return size > 0.0 || size < 0.0 ? decimals : 0;
}

void
dm_prose_count(struct dm_strbuf *out, int64_t n)
{
    char digits[32];
    uint64_t magnitude = n < 0 ? 0 - (uint64_t) n : (uint64_t) n;
    int length = snprintf(digits, sizeof digits, "%" PRIu64, magnitude);

    if (n < 0) {
        dm_strbuf_add(out, "-");
    }
    add_grouped(out, digits, (size_t) length);
}

void
dm_prose_percent(struct dm_strbuf *out, int64_t nano)
{
    int64_t milli = nano / 10000; /* of one per cent */
    int64_t rest = nano % 10000;

    milli += rest >= 5000 ? 1 : rest <= -5000 ? -1 : 0;
    if (milli == 0 && nano != 0) {
        dm_strbuf_add(out, "below 0.001" PERCENT);
        return;
    }
    dm_strbuf_add_nano(out, milli * 1000000);
    dm_strbuf_add(out, PERCENT);
}

void
dm_prose_months(struct dm_strbuf *out, int32_t months)
{
    if (months >= 12 && months % 12 == 0) {
        dm_strbuf_addf(
            out, "%d %s", months / 12, dm_prose_plural(months / 12, "year", "years"));
    } else {
        dm_strbuf_addf(out, "%d %s", months, dm_prose_plural(months, "month", "months"));
    }
}

const char *
dm_prose_plural(int64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}
