/* SPDX-License-Identifier: Apache-2.0
 *
 * The ODD description of a scenario (second update, 2020), and its model card: Markdown.
 * The general text is docs/odd/README.md, built in; each of its sections is followed by
 * what this scenario puts into it. */
#ifndef DEMERIT_REPORT_ODD_H
#define DEMERIT_REPORT_ODD_H

#include "base/strbuf.h"
#include "scenario/scenario.h"

/* What the engine knows of itself; borrowed texts. */
struct dm_odd_column {
    const char *name, *arrays, *role, *meaning;
    bool kept; /* by the worlds of this scenario */
};
struct dm_odd_stage {
    const char *name, *doc;
    bool idle; /* does nothing under this scenario's rules */
};
struct dm_odd_model {
    const char *version;
    const struct dm_odd_column *columns;
    const struct dm_odd_stage *stages;
    int n_columns, n_stages;
};

/* DM_ENOMEM. */
dm_status dm_odd(const struct dm_scenario *scenario, const struct dm_odd_model *model,
    struct dm_strbuf *out) DM_MUST_USE;
dm_status dm_card(const struct dm_scenario *scenario, const char *version,
    struct dm_strbuf *out) DM_MUST_USE;

/* marks_table.c: a table of the scenario's numbers of this kind; nothing where there is
 * none. */
void dm_marks_table(
    const struct dm_scenario *scenario, enum dm_mark_kind kind, struct dm_strbuf *out);
/* Text in a cell or line of Markdown. */
void dm_markdown_text(struct dm_strbuf *out, const char *text);

#endif
