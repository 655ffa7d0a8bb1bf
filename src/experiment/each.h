/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures that are one for each service, channel, list or tier: an id of measures.def that
 * ends in .SERVICE, .CHANNEL, .LIST or .TIER is a template. */
#ifndef DEMERIT_EXPERIMENT_EACH_H
#define DEMERIT_EXPERIMENT_EACH_H

#include "scenario/scenario.h"

enum dm_each { DM_EACH_NONE, DM_EACH_SERVICE, DM_EACH_CHANNEL, DM_EACH_LIST, DM_EACH_TIER };

/* What a measure's id is a template of; `*stem` (may be NULL) is the length without the
 * point and the word, of any other id all of it. */
enum dm_each dm_each_of(const char *id, int *stem);
/* How many of them the regime of a scenario has: of tiers, those of the published scheme,
 * else of the first. */
int32_t dm_each_count(const struct dm_scenario *scenario, enum dm_each each);
/* The id of number `k` of them, borrowed. */
const char *dm_each_id(const struct dm_scenario *scenario, enum dm_each each, int32_t k);
/* Its index in the twin's rules; -1: the twin has none of that id. A tier of the regime is
 * none of the twin's. */
int32_t dm_each_in_twin(const struct dm_scenario *scenario, enum dm_each each, int32_t k);
/* Whether their sum is told too, under the stem: refusals of all services, but not entries
 * to all lists, which `entries` has. */
bool dm_each_has_sum(enum dm_each each);

#endif
