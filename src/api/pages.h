/* SPDX-License-Identifier: Apache-2.0
 *
 * What a run's folder holds besides its data: pages made from the results or
 * from the scenario. */
#ifndef DEMERIT_API_PAGES_H
#define DEMERIT_API_PAGES_H

#include "base/strbuf.h"
#include "scenario/scenario.h"
#include "storage/results.h"

struct dm_page {
    const char *name; /* in the folder, one of storage/folder.h; NULL: the end */
    /* `again`: the command that repeats the run, or NULL. */
    dm_status (*make)(const struct dm_results *results, const struct dm_scenario *scenario,
        const char *again, struct dm_strbuf *out);
    /* Made from the scenario alone, the other two may be NULL: any build of this version
     * makes the same text, and `verify` makes it again. */
    bool of_scenario;
};
extern const struct dm_page DM_PAGES[];

#endif
