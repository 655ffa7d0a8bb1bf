/* SPDX-License-Identifier: Apache-2.0
 *
 * A regime in plain language: who is recorded by whom and with what error, what costs or
 * brings points, what is denied, what protects, and how many of the numbers are assumed.
 * About the scenario, not about a run. */
#ifndef DEMERIT_REPORT_DESCRIBE_H
#define DEMERIT_REPORT_DESCRIBE_H

#include "report/prose.h"
#include "scenario/scenario.h"

/* All of it, under headings. */
void dm_describe(const struct dm_scenario *scenario, struct dm_prose *prose);
/* Three to five sentences, without a line break. */
void dm_describe_brief(const struct dm_scenario *scenario, struct dm_strbuf *out);
/* "12 of the numbers name a source, 40 are assumed, 3 unverified." */
void dm_describe_provenance(const struct dm_provenance *provenance, struct dm_strbuf *out);
/* What every report says aloud; the short one leaves out the reasons. */
extern const char dm_boundary_text[];
extern const char dm_boundary_short_text[];

#endif
