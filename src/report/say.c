/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences with numbers in them, as people read them. */
#include "say.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

void
dm_say(struct dm_strbuf *out, const char *sentence, ...)
{
    va_list values;

    va_start(values, sentence);
    while (*sentence != '\0') {
        size_t n = strcspn(sentence, "$");

        dm_strbuf_addn(out, sentence, n);
        sentence += n;
        if (*sentence == '\0') {
            break;
        }
        switch (sentence[1]) {
        case 'p':
            dm_prose_percent(out, va_arg(values, int64_t));
            break;
        case 'n':
            dm_strbuf_add_nano(out, va_arg(values, int64_t));
            break;
        case 'c':
            dm_prose_count(out, va_arg(values, int64_t));
            break;
        case 'm':
            dm_prose_months(out, va_arg(values, int));
            break;
        default:
            DM_ASSERT(sentence[1] == 's');
            dm_strbuf_add(out, va_arg(values, const char *));
            break;
        }
        sentence += 2;
    }
    va_end(values);
}

void
dm_say_again(const char *again, struct dm_prose *prose)
{
    struct dm_prose wide = { .out = prose->out, .style = prose->style };
    struct dm_strbuf text = { .text = NULL };

    wide.style.width = INT_MAX;
    if (again != NULL) {
        dm_strbuf_addf(&text, "Again: %s", again);
    }
    dm_prose_flush(&wide, 0, 0, &text);
}
