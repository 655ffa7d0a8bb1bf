/* SPDX-License-Identifier: Apache-2.0
 *
 * What indicators of treatment ask (docs/odd/measures.md, "Indicators"): refusals and days
 * by whether the context of the records behind them has to do with the service, and by what
 * is not own unlawful conduct; and of each spell its burden beside the ordinary sanction of
 * its acts. Open spells are kept here until they end. */
#ifndef DEMERIT_MEASURE_INDICATORS_H
#define DEMERIT_MEASURE_INDICATORS_H

#include "tally.h"
#include "world/block.h"

/* Spells that began while the measures ran, of one world. */
struct dm_indicators {
    uint32_t n_communities;
    struct dm_sparse *open; /* [n_communities], owned; NULL: nothing is kept */
};

/* False where there is no sanction or `measure.causes` is off. */
bool dm_indicators_kept(const struct dm_plan *plan);
dm_status dm_indicators_init(struct dm_indicators *self,
    const struct dm_population *population, const struct dm_plan *plan,
    struct dm_error *err) DM_MUST_USE;
/* Of open spells; what says who has one is dm_few_bits_bytes(). */
int64_t dm_indicators_bytes(const struct dm_indicators *self);
void dm_indicators_clear(struct dm_indicators *self);
void dm_indicators_zero(struct dm_indicators *self);

/* A month of one block. False: no memory for the spells that began. */
bool dm_observe_indicators(struct dm_tally *tally, struct dm_indicators *self,
    const struct dm_block *block) DM_MUST_USE;
/* After the last tick: spells that are still open count as they stand. */
void dm_observe_indicators_end(
    struct dm_tally *tally, struct dm_indicators *self, const struct dm_world *world);

#endif
