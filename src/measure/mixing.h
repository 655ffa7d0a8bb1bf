/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether equals are tied to equals. */
#ifndef DEMERIT_MEASURE_MIXING_H
#define DEMERIT_MEASURE_MIXING_H

#include "world/world.h"

/* Correlation of the published base tiers of `world` over the two ends of ties, those
 * outside households (Newman 2003), as they are in `tied`: this world, or another with the
 * same society. NaN without a published
 * scheme, without a tie, or where all tiers at their ends are equal. */
double dm_tier_assortativity(const struct dm_world *world, const struct dm_world *tied);

#endif
