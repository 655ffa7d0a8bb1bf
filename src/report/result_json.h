/* SPDX-License-Identifier: Apache-2.0
 *
 * A run as one JSON document, demerit-result/1. New keys may be added, none is taken away.
 */
#ifndef DEMERIT_REPORT_RESULT_JSON_H
#define DEMERIT_REPORT_RESULT_JSON_H

#include "base/strbuf.h"
#include "scenario/scenario.h"
#include "storage/results.h"

void dm_result_json(const struct dm_results *results,
    const struct dm_provenance *provenance, struct dm_strbuf *out);

/* Parts of it, for documents about several runs: `{`, the schema and what was run, each
 * line with its comma; and the value of "metrics". */
void dm_result_json_head(
    struct dm_strbuf *out, const char *schema, const struct dm_run_row *run);
void dm_result_json_metrics(struct dm_strbuf *out, const struct dm_results *results);
/* `"mean": 1, "lo": 0, "hi": 2`, without braces. */
void dm_result_json_bounds(struct dm_strbuf *out, const struct dm_value *value);

#endif
