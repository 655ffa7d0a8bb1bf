/* SPDX-License-Identifier: Apache-2.0
 *
 * Complaints about a scenario: collecting, ordering, and printing them as a compiler does.
 */
#include "scenario/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DIAGNOSTICS = 200, MAX_LINE = 160, MESSAGE_BYTES = 640, MAX_WORD = 40 };

static void
clear_one(struct dm_diagnostic *self)
{
    free(self->file);
    free(self->key);
    free(self->message);
    free(self->hint);
    free(self->source_line);
    *self = (struct dm_diagnostic){ 0 };
}

void
dm_diagnostics_clear(struct dm_diagnostics *self)
{
    for (size_t i = 0; i < self->n; i++) {
        clear_one(&self->items[i]);
    }
    free(self->items);
    *self = (struct dm_diagnostics){ 0 };
}

static char *
copy(struct dm_diagnostics *self, const char *text, size_t n)
{
    char *out = dm_copy_bytes(text, n);

    self->no_memory = self->no_memory || out == NULL;
    return out;
}

/* Bytes of the line break at `s`, as libyaml counts lines; 0: none. */
static size_t
break_length(const char *s, const char *end)
{
    size_t n = (size_t) (end - s);

    if (n >= 2 && memcmp(s, "\r\n", 2) == 0) {
        return 2;
    }
    if (n >= 1 && (*s == '\r' || *s == '\n')) {
        return 1;
    }
    if (n >= 2 && memcmp(s, "\xC2\x85", 2) == 0) {
        return 2;
    }
    return n >= 3 &&
                   (memcmp(s, "\xE2\x80\xA8", 3) == 0 || memcmp(s, "\xE2\x80\xA9", 3) == 0)
               ? 3
               : 0;
}

static const char *
find_line(const struct dm_text *text, int line)
{
    const char *s = text->text, *end = text->text + text->n;

    while (line > 1 && s < end) {
        size_t n = break_length(s, end);

        line -= n > 0 ? 1 : 0;
        s += n > 0 ? n : 1;
    }
    return line > 1 ? NULL : s;
}

static bool
is_plain(unsigned char c, bool utf8)
{
    return c >= 0x20 && c != 0x7F && (utf8 || c < 0x80);
}

/* The line for showing: bounded, without control characters, and plain ASCII where the file
 * is no UTF-8. */
static void
add_line(struct dm_diagnostics *self, struct dm_diagnostic *d, const struct dm_node *at)
{
    const char *line = find_line(at->source, at->line);
    const char *end = at->source->text + at->source->n;
    size_t n = 0;

    if (line == NULL || at->column > MAX_LINE || at->source->is_flag) {
        return;
    }
    while (line + n < end && n < MAX_LINE && break_length(line + n, end) == 0) {
        n++;
    }
    while (n == MAX_LINE && n > 0 && line + n < end && (line[n] & 0xC0) == 0x80) {
        n--; /* not in the middle of a character */
    }
    d->source_line = copy(self, line, n);
    for (size_t i = 0; d->source_line != NULL && i < n; i++) {
        unsigned char c = (unsigned char) d->source_line[i];

        if (!is_plain(c, d->number != DM_FAULT_NOT_UTF8)) {
            d->source_line[i] = c == '\t' || c < 0x80 ? ' ' : '?';
        }
    }
    d->caret_from = at->column;
    d->caret_to = at->column + (at->width > 1 ? at->width - 1 : 0);
    if (d->caret_to > MAX_LINE) {
        d->caret_to = MAX_LINE;
    }
}

static struct dm_diagnostic *
append(struct dm_diagnostics *self)
{
    struct dm_diagnostic *items;

    if (self->n == MAX_DIAGNOSTICS) {
        return NULL;
    }
    if ((self->n & (self->n - 1)) == 0) { /* a power of two: full */
        size_t capacity = self->n == 0 ? 1 : self->n * 2;

        items = realloc(self->items, capacity * sizeof *items);
        if (items == NULL) {
            self->no_memory = true;
            return NULL;
        }
        self->items = items;
    }
    self->items[self->n] = (struct dm_diagnostic){ 0 };
    return &self->items[self->n++];
}

static bool
same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* A file that both worlds read is wrong once; so is an act or service that the twin wants
 * and the scenario lacks, however often the twin names it. */
static bool
is_repeated(const struct dm_diagnostics *self)
{
    const struct dm_diagnostic *d = &self->items[self->n - 1];

    for (size_t i = 0; i + 1 < self->n; i++) {
        const struct dm_diagnostic *o = &self->items[i];

        if (o->number == d->number && same_text(o->message, d->message) &&
            (d->number == DM_FAULT_TWIN_LACKS ||
                (o->line == d->line && o->column == d->column &&
                    same_text(o->file, d->file) && same_text(o->key, d->key)))) {
            return true;
        }
    }
    return false;
}

void
dm_complain(struct dm_reading *self, enum dm_fault fault, const struct dm_node *at,
    const char *key, const char *format, ...)
{
    struct dm_diagnostics *all = self->diagnostics;
    struct dm_diagnostic *d = append(all);
    char message[MESSAGE_BYTES];
    va_list arguments;

    self->can_hint = false;
    if (d == NULL) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    d->number = (int) fault;
    d->message = copy(all, message, strlen(message));
    d->key = key == NULL || key[0] == '\0' ? NULL : copy(all, key, strlen(key));
    if (at != NULL && at->source != NULL) {
        d->file = copy(all, at->source->path, strlen(at->source->path));
        d->line = at->source->is_flag ? 0 : at->line;
        d->column = at->source->is_flag ? 0 : at->column;
        if (d->line > 0) {
            add_line(all, d, at);
        }
    }
    if (is_repeated(all)) {
        clear_one(&all->items[--all->n]);
    } else {
        self->can_hint = true;
    }
}

void
dm_hint(struct dm_reading *self, const char *format, ...)
{
    struct dm_diagnostics *all = self->diagnostics;
    char text[MESSAGE_BYTES];
    va_list arguments;

    if (!self->can_hint || all->n == 0 || all->items[all->n - 1].hint != NULL) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    all->items[all->n - 1].hint = copy(all, text, strlen(text));
}

static int
compare(const struct dm_diagnostic *a, const struct dm_diagnostic *b)
{
    int by_file = strcmp(a->file != NULL ? a->file : "", b->file != NULL ? b->file : "");

    if (by_file != 0) {
        return by_file;
    }
    return a->line != b->line ? a->line - b->line : a->column - b->column;
}

/* Stable, and the list is short. */
void
dm_diagnostics_sort(struct dm_diagnostics *self)
{
    for (size_t i = 1; i < self->n; i++) {
        struct dm_diagnostic d = self->items[i];
        size_t j = i;

        for (; j > 0 && compare(&d, &self->items[j - 1]) < 0; j--) {
            self->items[j] = self->items[j - 1];
        }
        self->items[j] = d;
    }
}

struct dm_quote
dm_quote(const char *text)
{
    struct dm_quote q = { { 0 } };
    size_t n = 0;

    for (; text[n] != '\0' && n < MAX_WORD; n++) {
        q.s[n] = is_plain((unsigned char) text[n], true) ? text[n] : ' ';
    }
    if (text[n] != '\0') {
        while (n > 0 && (text[n] & 0xC0) == 0x80) {
            n--;
        }
        memcpy(q.s + n, "...", sizeof "...");
    }
    return q;
}

/* Levenshtein's distance, two swapped letters counting two. */
static size_t
distance(const char *a, const char *b)
{
    size_t row[MAX_WORD + 1], na = strlen(a), nb = strlen(b);

    if (na > MAX_WORD || nb > MAX_WORD) {
        return MAX_WORD;
    }
    for (size_t j = 0; j <= nb; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

            diagonal = row[j];
            row[j] = changed < least ? changed : least;
        }
    }
    return row[nb];
}

/* A word that begins with `text`, if there is one alone: "suining" for "suining-2010". */
static const char *
longer(const char *text, const char *const *words, size_t n)
{
    const char *found = NULL;
    size_t length = strlen(text);

    for (size_t i = 0; length >= 3 && i < n; i++) {
        if (strncmp(words[i], text, length) == 0) {
            if (found != NULL) {
                return NULL;
            }
            found = words[i];
        }
    }
    return found;
}

const char *
dm_nearest(const char *text, const char *const *words, size_t n)
{
    size_t best = strlen(text) / 3 + 1;
    const char *nearest = NULL;

    for (size_t i = 0; i < n; i++) {
        size_t d = distance(text, words[i]);

        if (d <= best && d < strlen(words[i]) && (nearest == NULL || d < best)) {
            best = d;
            nearest = words[i];
        }
    }
    return nearest != NULL ? nearest : longer(text, words, n);
}

bool
dm_hint_nearest(
    struct dm_reading *self, const char *text, const char *const *words, size_t n)
{
    const char *near = dm_nearest(text, words, n);

    if (near != NULL) {
        dm_hint(self, "did you mean `%s`?", near);
    }
    return near != NULL;
}

void
dm_key_join(char *out, const char *prefix, const char *key)
{
    char joined[2 * DM_KEY_BYTES];

    snprintf(joined, sizeof joined, "%.*s%s%.*s", DM_KEY_BYTES, prefix,
        prefix[0] == '\0' || key[0] == '\0' ? "" : ".", DM_KEY_BYTES - 8, key);
    snprintf(out, DM_KEY_BYTES, "%.*s", DM_KEY_BYTES - 1, joined);
}

static void
print_caret(
    const struct dm_diagnostic *d, const char *on, const char *off, struct dm_strbuf *out)
{
    dm_strbuf_addf(out, "%5d | %s\n      | %s", d->line, d->source_line, on);
    for (int i = 1; i < d->caret_from; i++) {
        dm_strbuf_add(out, " ");
    }
    dm_strbuf_add(out, "^");
    for (int i = d->caret_from; i < d->caret_to; i++) {
        dm_strbuf_add(out, "~");
    }
    dm_strbuf_addf(out, "%s\n", off);
}

void
dm_diagnostics_text(const struct dm_diagnostics *self, bool colour, struct dm_strbuf *out)
{
    const char *bold = colour ? "\033[1m" : "", *red = colour ? "\033[1;31m" : "";
    const char *green = colour ? "\033[32m" : "", *off = colour ? "\033[0m" : "";

    for (size_t i = 0; i < self->n; i++) {
        const struct dm_diagnostic *d = &self->items[i];

        dm_strbuf_add(out, bold);
        if (d->file != NULL && d->line > 0) {
            dm_strbuf_addf(out, "%s:%d:%d: ", d->file, d->line, d->column);
        } else if (d->file != NULL) {
            dm_strbuf_addf(out, "%s: ", d->file);
        }
        dm_strbuf_addf(out, "%serror[E%04d]:%s ", red, d->number, off);
        if (d->key != NULL) {
            dm_strbuf_addf(out, "%s: ", d->key);
        }
        dm_strbuf_addf(out, "%s\n", d->message != NULL ? d->message : "");
        if (d->source_line != NULL) {
            print_caret(d, green, off, out);
        }
        if (d->hint != NULL) {
            dm_strbuf_addf(out, "      = hint: %s\n", d->hint);
        }
    }
}

static void
json_text(struct dm_strbuf *out, const char *name, const char *value, const char *after)
{
    dm_strbuf_addf(out, "\"%s\": ", name);
    dm_strbuf_add_json(out, value);
    dm_strbuf_add(out, after);
}

void
dm_diagnostics_json(const struct dm_diagnostics *self, struct dm_strbuf *out)
{
    dm_strbuf_add(out, "{\"schema\": \"demerit-error/1\", \"errors\": [");
    for (size_t i = 0; i < self->n; i++) {
        const struct dm_diagnostic *d = &self->items[i];

        dm_strbuf_addf(out, "%s{\"code\": \"E%04d\", ", i == 0 ? "" : ", ", d->number);
        json_text(out, "file", d->file, ", ");
        if (d->line > 0) {
            dm_strbuf_addf(out, "\"line\": %d, \"column\": %d, ", d->line, d->column);
        } else {
            dm_strbuf_add(out, "\"line\": null, \"column\": null, ");
        }
        json_text(out, "key", d->key, ", ");
        json_text(out, "message", d->message, ", ");
        json_text(out, "hint", d->hint, "}");
    }
    dm_strbuf_add(out, "]}\n");
}
