/* SPDX-License-Identifier: Apache-2.0
 *
 * Shares of a harm by mechanism, told in the order of the list: nothing is ranked. */
#ifndef DEMERIT_REPORT_ATTRIBUTION_REPORT_H
#define DEMERIT_REPORT_ATTRIBUTION_REPORT_H

#include "base/strbuf.h"
#include "report/prose.h"
#include "storage/results.h"

struct dm_share_row {
    const char *id;
    const char *group;    /* its group; of a group's row NULL */
    const char *sentence; /* what it is; of a group's row NULL */
    struct dm_value share;
    struct dm_value sampling; /* over orders drawn; NaN where shares are exact */
};

struct dm_attribution_report {
    struct dm_run_row run; /* of the scenario as it is; texts borrowed */
    const char *metric, *unit, *direction;
    struct dm_value with_all, with_none, total;
    struct dm_share_row *shares, *groups; /* groups: NULL where none were asked for */
    size_t n_shares, n_groups;
    size_t coalitions;
    int32_t samples; /* orders drawn; 0: exact */
};

/* demerit-attribute/1 */
void dm_attribution_json(const struct dm_attribution_report *self, struct dm_strbuf *out);
void dm_attribution_text(
    const struct dm_attribution_report *self, const char *again, struct dm_prose *prose);

#endif
