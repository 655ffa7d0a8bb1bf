/* SPDX-License-Identifier: Apache-2.0
 *
 * The first screen of a run, in words that need no training: the regime, who was harmed and
 * how, the claimed benefit beside it and never netted, how sure any of it is, and how to
 * run it again. */
#ifndef DEMERIT_REPORT_SUMMARY_H
#define DEMERIT_REPORT_SUMMARY_H

#include "report/prose.h"
#include "scenario/scenario.h"
#include "storage/results.h"

/* `again`: the command that repeats the run, or NULL. */
void dm_summary(const struct dm_scenario *scenario, const struct dm_results *results,
    const char *again, struct dm_prose *prose);

#endif
