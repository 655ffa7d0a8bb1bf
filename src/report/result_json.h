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

#endif
