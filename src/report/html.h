/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of a run: one HTML file that needs no network and that a content security
 * policy holds to its own style and script. */
#ifndef DEMERIT_REPORT_HTML_H
#define DEMERIT_REPORT_HTML_H

#include "base/strbuf.h"
#include "scenario/scenario.h"
#include "storage/results.h"

/* Appends the whole file. `again`: the command that repeats the run as it was given, or
 * NULL. DM_ENOMEM. */
dm_status dm_report_html_again(const struct dm_results *results,
    const struct dm_scenario *scenario, const char *again,
    struct dm_strbuf *out) DM_MUST_USE;
/* Whether the program was built with charts; without, reports show tables. */
bool dm_report_has_charts(void);

#endif
