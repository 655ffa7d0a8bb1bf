/* SPDX-License-Identifier: Apache-2.0
 *
 * Shares of a measure by mechanism: every coalition of mechanisms that is needed runs once,
 * on the same persons with the same luck; what a coalition is worth is how much more of the
 * measure there is than in the twin. */
#ifndef DEMERIT_EXPERIMENT_ATTRIBUTE_H
#define DEMERIT_EXPERIMENT_ATTRIBUTE_H

#include "mechanisms.h"
#include "pair.h"
#include "shapley.h"

#include "base/stats.h"

/* Reads the scenario with `n` overlays laid over it; `*out` is owned by the caller. */
struct dm_coalition_source {
    void *self;
    dm_status (*open)(void *self, const char *const *overlays, size_t n,
        struct dm_scenario **out, struct dm_error *err);
};

struct dm_attribution {
    int32_t n; /* mechanisms */
    bool has_twin;
    struct dm_interval with_all, with_none, total; /* total: with all less with none */
    struct dm_interval share[DM_MOST_PLAYERS];     /* over luck; they add up to the total */
    struct dm_interval sampling[DM_MOST_PLAYERS];  /* over orders drawn; NaN: exact */
    int32_t n_groups;
    struct dm_interval group_share[DM_MOST_PLAYERS]; /* sums over the group's mechanisms */
    const char *unit, *direction;
    char checksum[33]; /* of the scenario as it is */
};

/* Runs all coalitions of `plan` over `mechanisms[0..plan->n)`, player p being mechanism p,
 * in group `group[p]` of `n_groups` (0: none are asked for; `group` may then be NULL).
 * `metric` is an id of struct dm_table; DM_EUSAGE: the scenario has none of that id.
 * `options->progress` sees the work of all runs together. Where the measure allows it
 * (dm_table_is_own()) the twin runs once. */
dm_status dm_attribute_run(const struct dm_shapley *plan,
    const struct dm_mechanism *const *mechanisms, const int32_t *group, int32_t n_groups,
    const char *metric, const struct dm_coalition_source *source,
    const struct dm_pair_options *options, struct dm_attribution *out,
    struct dm_error *err) DM_MUST_USE;

#endif
