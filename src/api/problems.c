/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of what is wrong: the reader's diagnostics and the caller's own, printed by one
 * function so that they look alike. */
#include "handles.h"

#include "scenario/reading.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int) DEMERIT_EUSAGE == (int) DM_EUSAGE &&
                   (int) DEMERIT_ESCENARIO == (int) DM_ESCENARIO &&
                   (int) DEMERIT_ENOINPUT == (int) DM_ENOINPUT &&
                   (int) DEMERIT_ENOMEM == (int) DM_ENOMEM &&
                   (int) DEMERIT_EIO == (int) DM_EIO &&
                   (int) DEMERIT_ESTOPPED == (int) DM_ESTOPPED &&
                   (int) DEMERIT_EINTERNAL == (int) DM_EINTERNAL &&
                   (int) DEMERIT_ECREATE == (int) DM_ECREATE,
    "the public status is the internal one");

struct demerit_problems *
demerit_problems_create(void)
{
    return calloc(1, sizeof(struct demerit_problems));
}

void
demerit_problems_free(struct demerit_problems *self)
{
    if (self != NULL) {
        dm_diagnostics_clear(&self->list);
        free(self);
    }
}

size_t
demerit_problems_count(const struct demerit_problems *self)
{
    return self == NULL ? 0 : self->list.n;
}

static bool
reserve_one(struct demerit_problems *self)
{
    if (self->list.n < self->capacity) {
        return true;
    }
    size_t capacity = self->capacity == 0 ? 8 : 2 * self->capacity;
    struct dm_diagnostic *items = realloc(self->list.items, capacity * sizeof *items);
    if (items == NULL) {
        self->list.no_memory = true;
        return false;
    }
    self->list.items = items;
    self->capacity = capacity;
    return true;
}

void
demerit_problems_add(struct demerit_problems *self, int number, const char *key,
    const char *message, const char *hint)
{
    if (self == NULL || message == NULL || !reserve_one(self)) {
        return;
    }
    self->list.items[self->list.n++] = (struct dm_diagnostic){
        .number = number,
        .key = key != NULL ? dm_copy_text(key) : NULL,
        .message = dm_copy_text(message),
        .hint = hint != NULL ? dm_copy_text(hint) : NULL,
    };
}

static bool
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
is_known(const struct dm_diagnostics *list, const struct dm_diagnostic *d)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct dm_diagnostic *o = &list->items[i];
        if (o->number == d->number && o->line == d->line && o->column == d->column &&
            same(o->file, d->file) && same(o->key, d->key) &&
            same(o->message, d->message)) {
            return true;
        }
    }
    return false;
}

void
dm_problems_take(struct demerit_problems *to, struct dm_diagnostics *from)
{
    for (size_t i = 0; to != NULL && i < from->n; i++) {
        if (!is_known(&to->list, &from->items[i]) && reserve_one(to)) {
            to->list.items[to->list.n++] = from->items[i];
            from->items[i] = (struct dm_diagnostic){ .number = 0 };
        }
    }
    dm_diagnostics_clear(from);
}

/* Numbers below 100 are the exit codes that the command line gives. */
static int
number_of(dm_status status)
{
    switch (status) {
    case DM_EUSAGE:
        return 64;
    case DM_ESCENARIO:
        return 65;
    case DM_ENOINPUT:
        return 66;
    case DM_ECREATE:
        return 73;
    case DM_EIO:
        return 74;
    case DM_ENOMEM:
    case DM_ESTOPPED:
        return 1;
    case DM_OK:
    case DM_EINTERNAL:
    default:
        return 70;
    }
}

int
dm_problems_add_error(
    struct demerit_problems *to, dm_status status, const struct dm_error *err)
{
    const char *text = err != NULL && err->text[0] != '\0' ? err->text
                       : status == DM_ENOMEM               ? "out of memory"
                       : status == DM_ESTOPPED             ? "stopped; there is no result"
                                                           : "failed without a reason";

    demerit_problems_add(to, number_of(status), NULL, text, NULL);
    return (int) status;
}

int
dm_problems_take_read(
    struct demerit_problems *to, dm_status status, struct dm_diagnostics *from)
{
    if (status != DM_OK && from->n == 0) {
        (void) dm_problems_add_error(to, status, NULL);
    }
    dm_problems_take(to, from);
    return (int) status;
}

void
demerit_problems_rename(struct demerit_problems *self, const char *from, const char *to)
{
    size_t size = strlen(to) + 1;

    for (size_t i = 0; self != NULL && i < self->list.n; i++) {
        struct dm_diagnostic *problem = &self->list.items[i];

        if (problem->file != NULL && strcmp(problem->file, from) == 0) {
            char *name = malloc(size);

            if (name == NULL) {
                return;
            }
            memcpy(name, to, size);
            free(problem->file);
            problem->file = name;
        }
    }
}

char *
demerit_problems_text(const struct demerit_problems *self, bool color)
{
    struct dm_strbuf out = { .text = NULL };

    if (self != NULL) {
        dm_diagnostics_text(&self->list, color, &out);
    }
    return dm_text_from(&out);
}

char *
demerit_problems_json(const struct demerit_problems *self)
{
    static const struct dm_diagnostics none = { .items = NULL };
    struct dm_strbuf out = { .text = NULL };

    dm_diagnostics_json(self != NULL ? &self->list : &none, &out);
    return dm_text_from(&out);
}

const char *
demerit_nearest(const char *word, const char *const *candidates, size_t n)
{
    return word == NULL || candidates == NULL ? NULL : dm_nearest(word, candidates, n);
}

void
demerit_text_free(char *text)
{
    free(text);
}

const char *
demerit_version(void)
{
    return DEMERIT_VERSION;
}
