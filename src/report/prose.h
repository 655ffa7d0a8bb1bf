/* SPDX-License-Identifier: Apache-2.0
 *
 * Plain text for a terminal: paragraphs wrapped to a width, headings, and numbers as people
 * read them. Knows nothing of what is said. Control characters never get through; without
 * UTF-8 the output is ASCII. */
#ifndef DEMERIT_REPORT_PROSE_H
#define DEMERIT_REPORT_PROSE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

struct dm_style {
    int width; /* columns; below 40 counts as 40 */
    bool utf8, color;
};

/* `out` is borrowed. A failure to grow shows in out->failed. */
struct dm_prose {
    struct dm_strbuf *out;
    struct dm_style style;
};

void dm_prose_init(struct dm_prose *self, struct dm_strbuf *out, struct dm_style style);
/* A line of its own, in bold where colour is on; a blank line before it unless it comes
 * first. */
void dm_prose_heading(struct dm_prose *self, const char *text);
/* The same without a blank line before it. */
void dm_prose_label(struct dm_prose *self, const char *text);
/* A paragraph: the first line indented by `first`, the others by `rest`. */
void dm_prose_paragraph(struct dm_prose *self, int first, int rest, const char *text);
/* The same from a buffer, which is cleared; NULL or empty writes nothing. */
void dm_prose_flush(struct dm_prose *self, int first, int rest, struct dm_strbuf *text);
void dm_prose_blank(struct dm_prose *self);

/* `decimals` places (-2: whole hundreds), commas between thousands, whatever the locale.
 * NaN: "not defined". */
void dm_prose_number(struct dm_strbuf *out, double value, int decimals);
/* Places that show about three digits of a number of this size. */
int dm_prose_decimals(double size);
/* 1,234,567 */
void dm_prose_count(struct dm_strbuf *out, int64_t n);
/* nano as per cent, "12.5 %" with a no-break space, at most three digits after the point.
 */
void dm_prose_percent(struct dm_strbuf *out, int64_t nano);
/* "1 month", "18 months", "2 years" */
void dm_prose_months(struct dm_strbuf *out, int32_t months);
/* "year", "years" */
const char *dm_prose_plural(int64_t n, const char *one, const char *many);

#endif
