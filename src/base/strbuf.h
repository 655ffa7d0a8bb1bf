/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing text, and JSON strings and numbers. After a failed growth the text stays as it
 * was and `failed` is set: check once at the end. */
#ifndef DEMERIT_BASE_STRBUF_H
#define DEMERIT_BASE_STRBUF_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct dm_strbuf {
    char *text; /* NUL-terminated, owned; NULL while empty */
    size_t n, capacity;
    bool failed;
};

void dm_strbuf_init(struct dm_strbuf *self);
void dm_strbuf_clear(struct dm_strbuf *self);
void dm_strbuf_add(struct dm_strbuf *self, const char *text);
void dm_strbuf_addn(struct dm_strbuf *self, const char *text, size_t n);
void dm_strbuf_addf(struct dm_strbuf *self, const char *format, ...) DM_PRINTF(2, 3);
/* A JSON string with its quotes (NULL: null), escaped. */
void dm_strbuf_add_json(struct dm_strbuf *self, const char *text);
/* %.17g, independent of the locale; NaN and infinities: null. */
void dm_strbuf_add_number(struct dm_strbuf *self, double value);
/* nano as the shortest exact decimal, e.g. 150000000 -> 0.15 */
void dm_strbuf_add_nano(struct dm_strbuf *self, int64_t nano);

/* A copy of `text`, to be freed; NULL: no memory. */
char *dm_copy_text(const char *text);
/* The same of `n` bytes, with a NUL behind. */
char *dm_copy_bytes(const char *bytes, size_t n);

#endif
