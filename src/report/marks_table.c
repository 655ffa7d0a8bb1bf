/* SPDX-License-Identifier: Apache-2.0
 *
 * A scenario's marked numbers as a table in Markdown. */
#include "odd.h"

#include <string.h>

void
dm_markdown_text(struct dm_strbuf *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r' || *c == '\t') {
            dm_strbuf_add(out, " ");
        } else if ((unsigned char) *c >= 0x20) {
            dm_strbuf_add(out, strchr("|<>*_`[]\\", *c) != NULL ? "\\" : "");
            dm_strbuf_addn(out, c, 1);
        }
    }
}

static void
add_cell(struct dm_strbuf *out, const char *text)
{
    dm_strbuf_add(out, " ");
    dm_markdown_text(out, text);
    dm_strbuf_add(out, " |");
}

static void
add_row(struct dm_strbuf *out, const struct dm_mark *mark)
{
    dm_strbuf_addf(out, "| `%s` |", mark->path);
    add_cell(out, mark->value);
    add_cell(out, mark->range);
    dm_strbuf_add(out, " ");
    dm_markdown_text(out, mark->source);
    if (mark->confidence[0] != '\0') {
        dm_strbuf_add(out, " (");
        dm_markdown_text(out, mark->confidence);
        dm_strbuf_add(out, ")");
    }
    dm_strbuf_add(out, mark->note[0] != '\0' && mark->source[0] != '\0' ? "; " : "");
    dm_markdown_text(out, mark->note);
    dm_strbuf_add(out, " |\n");
}

void
dm_marks_table(
    const struct dm_scenario *scenario, enum dm_mark_kind kind, struct dm_strbuf *out)
{
    bool any = false;

    for (size_t i = 0; i < scenario->n_marks; i++) {
        if (scenario->marks[i].kind != kind) {
            continue;
        }
        if (!any) {
            dm_strbuf_add(out, "| parameter | value | range that a study may try | source, "
                               "confidence, note |\n|---|---|---|---|\n");
            any = true;
        }
        add_row(out, &scenario->marks[i]);
    }
    dm_strbuf_add(out, any ? "\n" : "None.\n\n");
}
