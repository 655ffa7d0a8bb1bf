/* SPDX-License-Identifier: Apache-2.0
 *
 * A text that doubles when it is full. A failure to grow is remembered, not returned: the
 * writers of reports would otherwise check after every word. */
#include "strbuf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
dm_strbuf_init(struct dm_strbuf *self)
{
    *self = (struct dm_strbuf){ .text = NULL };
}

void
dm_strbuf_clear(struct dm_strbuf *self)
{
    free(self->text);
    dm_strbuf_init(self);
}

/* Makes room for n more bytes and a NUL. */
static bool
reserve(struct dm_strbuf *self, size_t n)
{
    if (self->failed || n > SIZE_MAX / 4 || self->n > SIZE_MAX / 4) {
        self->failed = true;
        return false;
    }
    size_t need = self->n + n + 1;
    if (need <= self->capacity) {
        return true;
    }
    size_t capacity = need < 64 ? 64 : 2 * need;
    char *text = realloc(self->text, capacity);
    if (text == NULL) {
        self->failed = true;
        return false;
    }
    self->text = text;
    self->capacity = capacity;
    return true;
}

void
dm_strbuf_addn(struct dm_strbuf *self, const char *text, size_t n)
{
    if (reserve(self, n)) {
        if (n > 0) {
            memcpy(self->text + self->n, text, n);
        }
        self->n += n;
        self->text[self->n] = '\0';
    }
}

void
dm_strbuf_add(struct dm_strbuf *self, const char *text)
{
    dm_strbuf_addn(self, text, strlen(text));
}

void
dm_strbuf_addf(struct dm_strbuf *self, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) {
        self->failed = true;
    } else if (reserve(self, (size_t) n)) {
        va_start(args, format);
        vsnprintf(self->text + self->n, (size_t) n + 1, format, args);
        va_end(args);
        self->n += (size_t) n;
    }
}

/* One byte of a JSON string. */
static void
add_escaped(struct dm_strbuf *self, char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *at = strchr(plain, c);

    if (at != NULL) {
        const char pair[2] = { '\\', letter[at - plain] };
        dm_strbuf_addn(self, pair, sizeof pair);
    } else if ((unsigned char) c < 0x20) {
        dm_strbuf_addf(self, "\\u%04x", (unsigned) c);
    } else {
        dm_strbuf_addn(self, &c, 1);
    }
}

void
dm_strbuf_add_json(struct dm_strbuf *self, const char *text)
{
    if (text == NULL) {
        dm_strbuf_add(self, "null");
        return;
    }
    dm_strbuf_add(self, "\"");
    for (; *text != '\0'; text++) {
        add_escaped(self, *text);
    }
    dm_strbuf_add(self, "\"");
}

/* Whatever is no part of a number in C is the decimal sign of the locale, of one byte or
 * of several. */
void
dm_strbuf_add_number(struct dm_strbuf *self, double value)
{
    char text[64];
    bool inside_sign = false;

    if (!isfinite(value)) {
        dm_strbuf_add(self, "null");
        return;
    }
    snprintf(text, sizeof text, "%.17g", value);
    for (const char *c = text; *c != '\0'; c++) {
        bool ours = strchr("0123456789+-e", *c) != NULL;
        if (ours) {
            dm_strbuf_addn(self, c, 1);
        } else if (!inside_sign) {
            dm_strbuf_add(self, ".");
        }
        inside_sign = !ours;
    }
}

void
dm_strbuf_add_nano(struct dm_strbuf *self, int64_t nano)
{
    uint64_t magnitude = nano < 0 ? 0 - (uint64_t) nano : (uint64_t) nano;
    uint64_t whole = magnitude / 1000000000;
    unsigned fraction = (unsigned) (magnitude % 1000000000);
    int places = 9;

    dm_strbuf_addf(self, "%s%llu", nano < 0 ? "-" : "", (unsigned long long) whole);
    if (fraction == 0) {
        return;
    }
    for (; fraction % 10 == 0; fraction /= 10) {
        places--;
    }
    dm_strbuf_addf(self, ".%0*u", places, fraction);
}

char *
dm_copy_text(const char *text)
{
    return dm_copy_bytes(text, strlen(text));
}

char *
dm_copy_bytes(const char *bytes, size_t n)
{
    char *copy = malloc(n + 1);

    if (copy != NULL) {
        memcpy(copy, bytes, n);
        copy[n] = '\0';
    }
    return copy;
}
