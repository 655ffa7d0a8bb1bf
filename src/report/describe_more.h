/* SPDX-License-Identifier: Apache-2.0
 *
 * The sections of a description that only mechanisms beyond the spine have: each writes
 * nothing, heading included, where its mechanisms are off. */
#ifndef DEMERIT_REPORT_DESCRIBE_MORE_H
#define DEMERIT_REPORT_DESCRIBE_MORE_H

#include "prose.h"
#include "scenario/scenario.h"

/* Below headings that are there anyway. */
void dm_describe_redress(const struct dm_scenario *scenario, struct dm_prose *prose);
void dm_describe_conduct(const struct dm_scenario *scenario, struct dm_prose *prose);
/* Sections of their own. */
void dm_describe_society(const struct dm_scenario *scenario, struct dm_prose *prose);
void dm_describe_others(const struct dm_scenario *scenario, struct dm_prose *prose);
void dm_describe_opinion(const struct dm_scenario *scenario, struct dm_prose *prose);
void dm_describe_rules(const struct dm_scenario *scenario, struct dm_prose *prose);
void dm_describe_forms(const struct dm_scenario *scenario, struct dm_prose *prose);
void dm_describe_vignettes(const struct dm_scenario *scenario, struct dm_prose *prose);

#endif
