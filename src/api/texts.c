/* SPDX-License-Identifier: Apache-2.0
 *
 * What every file of the facade asks of texts: to hand one on, how to lay one out, whether
 * it is a name. */
#include "handles.h"

#include "scenario/tree.h"

#include <stdlib.h>

char *
dm_text_from(struct dm_strbuf *buffer)
{
    char *text = NULL;

    if (!buffer->failed) {
        text = buffer->text != NULL ? buffer->text : calloc(1, 1);
        buffer->text = NULL;
    }
    dm_strbuf_clear(buffer);
    return text;
}

struct dm_style
dm_style_from(const struct demerit_style *style)
{
    return style == NULL ? (struct dm_style){ .width = 80 }
                         : (struct dm_style){ .width = style->width,
                               .utf8 = style->utf8,
                               .color = style->color };
}

bool
demerit_name_is_valid(const char *name)
{
    return name != NULL && dm_is_id(name);
}
