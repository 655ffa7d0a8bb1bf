/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts and trees as YAML on one line, for what is written to be read again. */
#ifndef DEMERIT_SCENARIO_FLOW_H
#define DEMERIT_SCENARIO_FLOW_H

#include "base/strbuf.h"
#include "scenario/tree.h"

/* A text between double quotes. */
void dm_flow_text(struct dm_strbuf *out, const char *text);
/* A tree without sources, notes and ranges: `{city: {published: false}}`. */
void dm_flow_tree(struct dm_strbuf *out, const struct dm_node *node);

#endif
