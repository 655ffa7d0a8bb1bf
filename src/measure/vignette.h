/* SPDX-License-Identifier: Apache-2.0
 *
 * The same case put to every jurisdiction (docs/odd/measures.md): how differently the rules
 * of places answer it, compared with how differently the officials of one place do. Nobody
 * of the society is asked: a case is about a person who is drawn for it. */
#ifndef DEMERIT_MEASURE_VIGNETTE_H
#define DEMERIT_MEASURE_VIGNETTE_H

#include "world/rulebook.h"

#define DM_VIGNETTE_DRAWS 1024 /* in each jurisdiction */

/* Centipoints that the records of a vignette are worth in the main scheme under these
 * rules, for draw `draw` of a jurisdiction. 0 without a scheme. */
int64_t dm_vignette_answer(const struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_vignette *vignette, struct dm_key key, int32_t jurisdiction,
    uint32_t draw);

/* Variance of the jurisdictions' mean answers over the mean variance of answers inside one,
 * both weighed by persons, under the rules of month `tick`. NaN where the latter is 0. */
double dm_vignette_spread(const struct dm_rulebook *rules,
    const struct dm_scenario *scenario, const struct dm_population *population,
    struct dm_key key, int32_t vignette, uint32_t tick);
/* Mean over the vignettes for which there is one; NaN if for none. */
double dm_jurisdiction_spread(const struct dm_rulebook *rules,
    const struct dm_scenario *scenario, const struct dm_population *population,
    struct dm_key key, uint32_t tick);

#endif
