/* SPDX-License-Identifier: Apache-2.0
 *
 * An attribution in the making: chosen in attributed.c, run and told in attributed_run.c.
 */
#ifndef DEMERIT_API_ATTRIBUTED_H
#define DEMERIT_API_ATTRIBUTED_H

#include "handles.h"

#include "experiment/attribute.h"
#include "experiment/table.h"

struct demerit_attributed {
    const struct demerit_library *library; /* borrowed */
    struct demerit_scenario *scenario;     /* owned; as it is, nothing switched off */
    const char *reference;                 /* owned by `texts`, with those of `how` */
    struct demerit_options how;
    char **texts; /* owned, each too */
    size_t n_texts;
    char metric[DM_TABLE_ID_BYTES];
    const struct dm_mechanism *mechanism[DM_MOST_PLAYERS];
    size_t n;
    int32_t group[DM_MOST_PLAYERS], n_groups; /* n_groups 0: none asked for */
    char *group_name[DM_MOST_PLAYERS];        /* owned */
    struct dm_shapley plan;
    struct dm_attribution shares;
    bool has_run;
};

/* The scenario with overlays laid over it; a struct dm_coalition_source opens by it. */
dm_status dm_attributed_open(void *self, const char *const *overlays, size_t n,
    struct dm_scenario **out, struct dm_error *err) DM_MUST_USE;

#endif
