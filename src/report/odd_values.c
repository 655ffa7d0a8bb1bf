/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the resolved text of a scenario line by line: its maps are blocks, two blanks a
 * level, its values stand on one line each. Not a reader of YAML: that text is our own. */
#include "odd_values.h"

#include "scenario/fields.h"
#include "scenario/reader.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DEPTH = 8, PATH_BYTES = 256 };

/* How far a path goes along with a pattern: the rest of the path, NULL if it leaves it. */
static const char *
follow(const char *pattern, size_t n, const char *path)
{
    const char *end = pattern + n;

    while (pattern < end) {
        size_t step = 0, have = strcspn(path, ".");

        while (pattern + step < end && pattern[step] != '.') {
            step++;
        }
        if (have == 0 || (!(step == 1 && *pattern == '*') &&
                             (step != have || strncmp(pattern, path, step) != 0))) {
            return NULL;
        }
        pattern += step + (pattern + step < end ? 1 : 0);
        path += have + (path[have] == '.' ? 1 : 0);
    }
    return path;
}

/* The parameter that a path is a value of; NULL: none has this path. */
static const struct dm_field *
field_of(const char *path)
{
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const char *pattern = DM_FIELDS[i].path;
        const char *rest = pattern != NULL ? follow(pattern, strlen(pattern), path) : NULL;

        if (rest != NULL && *rest == '\0') {
            return &DM_FIELDS[i];
        }
    }
    return NULL;
}

static bool
is_usual(const struct dm_odd_value *item)
{
    const struct dm_field *field = field_of(item->path);

    return field != NULL && field->fallback != NULL &&
           strcmp(field->fallback, item->value) == 0;
}

/* ---- from the text ---- */

struct reading {
    struct dm_strbuf paths; /* path, NUL, value, NUL, ... */
    char open[MOST_DEPTH][DM_MAX_ID_BYTES + 1];
    size_t n;
};

static void
keep_line(struct reading *self, const char *line, size_t n)
{
    size_t blanks = strspn(line, " "), key = strcspn(line + blanks, ":\n");
    size_t depth = blanks / 2, after = blanks + key + 1;

    if (key == 0 || key > DM_MAX_ID_BYTES || after > n || line[blanks] == '-' ||
        depth >= MOST_DEPTH) {
        return;
    }
    memset(self->open[depth], 0, sizeof self->open[depth]);
    memcpy(self->open[depth], line + blanks, key);
    if (after + 1 >= n) {
        return; /* a map opens */
    }
    for (size_t d = 0; d <= depth; d++) {
        dm_strbuf_addf(&self->paths, "%s%s", d == 0 ? "" : ".", self->open[d]);
    }
    dm_strbuf_addn(&self->paths, "\n", 1);
    dm_strbuf_addn(&self->paths, line + after + 1, n - after - 1);
    dm_strbuf_addn(&self->paths, "\n", 1);
    self->n++;
}

/* Cuts `text`, of two lines a value, into items. */
static void
cut(struct dm_odd_values *self)
{
    char *at = self->text;

    for (size_t i = 0; i < self->n; i++) {
        const char **part[] = { &self->items[i].path, &self->items[i].value };

        for (size_t k = 0; k < 2; k++) {
            size_t n = strcspn(at, "\n");

            at[n] = '\0';
            *part[k] = at;
            at += n + 1;
        }
        self->items[i].usual = is_usual(&self->items[i]);
    }
}

dm_status
dm_odd_values_init(struct dm_odd_values *self, const struct dm_scenario *scenario)
{
    struct dm_strbuf yaml = { .text = NULL };
    struct reading reading = { .paths = { .text = NULL } };
    dm_status st = dm_scenario_resolved_yaml(scenario, &yaml);

    *self = (struct dm_odd_values){ .scenario = scenario };
    for (const char *line = yaml.text; st == DM_OK && line != NULL && *line != '\0';) {
        size_t n = strcspn(line, "\n");

        keep_line(&reading, line, n);
        line += n + (line[n] == '\n' ? 1 : 0);
    }
    dm_strbuf_clear(&yaml);
    self->text = reading.paths.text;
    self->items = calloc(reading.n + 1, sizeof *self->items);
    if (st != DM_OK || reading.paths.failed || self->items == NULL) {
        dm_odd_values_clear(self);
        return st != DM_OK ? st : DM_ENOMEM;
    }
    self->n = reading.n;
    cut(self);
    return DM_OK;
}

void
dm_odd_values_clear(struct dm_odd_values *self)
{
    free(self->text);
    free(self->items);
    *self = (struct dm_odd_values){ .text = NULL };
}

/* ---- patterns ---- */

static bool
is_meant(const struct dm_odd_value *item, const char *pattern, size_t n)
{
    const char *sign = memchr(pattern, '=', n);
    size_t width = sign != NULL ? (size_t) (sign - pattern) : n;
    size_t wanted = sign != NULL ? n - width - 1 : 0;

    if (follow(pattern, width, item->path) == NULL) {
        return false;
    }
    return sign == NULL ? !item->usual
                        : strlen(item->value) == wanted &&
                              strncmp(item->value, sign + 1, wanted) == 0;
}

/* Whether a flow text has the key, "key:", after a brace or a blank. */
static bool
has_key(const char *set, const char *key)
{
    const char *found = set;

    while ((found = strstr(found, key)) != NULL) {
        if (found > set && (found[-1] == '{' || found[-1] == ' ')) {
            return true;
        }
        found++;
    }
    return false;
}

/* Whether some change of rules has a key like the last step of the pattern. */
static bool
is_changed(const struct dm_odd_values *self, const char *pattern, size_t n)
{
    char key[PATH_BYTES] = "";
    const char *sign = memchr(pattern, '=', n);
    size_t end = sign != NULL ? (size_t) (sign - pattern) : n, from = end;

    while (from > 0 && pattern[from - 1] != '.') {
        from--;
    }
    if (end - from + 1 >= sizeof key) {
        return false;
    }
    memcpy(key, pattern + from, end - from);
    key[end - from] = ':';
    for (int32_t i = 0; i < self->scenario->n_patches; i++) {
        if (has_key(self->scenario->patches[i].set, key)) {
            return true;
        }
    }
    return false;
}

/* The next pattern from `at` on, of `*width` bytes; NULL at the end. */
static const char *
next_pattern(const char *at, const char *end, size_t *width)
{
    while (at < end && *at == ' ') {
        at++;
    }
    *width = 0;
    while (at + *width < end && at[*width] != ' ') {
        (*width)++;
    }
    return *width > 0 ? at : NULL;
}

bool
dm_odd_values_any(const struct dm_odd_values *self, const char *patterns, size_t n)
{
    const char *end = patterns + n;
    size_t width;

    for (const char *at = patterns; (at = next_pattern(at, end, &width)) != NULL;
         at += width) {
        if (is_changed(self, at, width)) {
            return true;
        }
        for (size_t i = 0; i < self->n; i++) {
            if (is_meant(&self->items[i], at, width)) {
                return true;
            }
        }
    }
    return false;
}

bool
dm_odd_values_write(
    const struct dm_odd_values *self, const char *patterns, size_t n, struct dm_strbuf *out)
{
    const char *end = patterns + n;
    size_t width;
    bool any = false;

    for (size_t i = 0; i < self->n; i++) {
        const struct dm_odd_value *item = &self->items[i];
        bool meant = false;

        for (const char *at = patterns; (at = next_pattern(at, end, &width)) != NULL;
             at += width) {
            meant = meant || is_meant(item, at, width);
        }
        if (meant) {
            dm_strbuf_addf(out, "%s`%s` %s", any ? ", " : "", item->path, item->value);
            any = true;
        }
    }
    return any;
}
