/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of the score stage: what records are worth, what ties and other schemes add,
 * and who is in (docs/odd/submodels.md, 6; mechanisms.md, M3). */
#ifndef DEMERIT_STAGE_POINTS_H
#define DEMERIT_STAGE_POINTS_H

#include "stage.h"

/* points.c: half-life, records that end, records that take effect and what they cost at
 * once. */
void dm_points_turn(struct dm_block *block);
/* Takes the steps of a record in force from the adverse steps of its context: it is struck
 * out. Its points are the caller's affair. */
void dm_points_strike_steps(struct dm_block *block, const struct dm_record *record);

/* association.c: fills block->association of the persons of a span, after
 * dm_ties_look(). */
void dm_association_of(struct dm_block *block, const struct dm_span *span,
    const struct dm_plan_scheme *scheme);

/* feeds.c: fills block->fed of scheme s for the persons of a span. */
void dm_feeds_of(struct dm_block *block, const struct dm_span *span, int32_t s);

/* opt_in.c: whether person i is in scheme s this month. */
static inline bool
dm_opt_in_has(const struct dm_block *block, int32_t s, uint32_t i)
{
    return (block->world->members[0][block->first + i] >> s & 1U) != 0;
}
void dm_opt_in_count_anew(struct dm_block *block);
/* Tier as which those are treated who are not in. */
int32_t dm_opt_in_refusers(
    const struct dm_world *world, const struct dm_plan_scheme *scheme, int32_t s);
/* Of person i who is not in, with the tier that she would have: counts her, or lets her
 * join from the next month on. */
void dm_opt_in_ask(struct dm_block *block, const struct dm_plan_scheme *scheme, int32_t s,
    uint32_t i, int32_t would_be, int32_t refusers);

#endif
