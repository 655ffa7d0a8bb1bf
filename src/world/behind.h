/* SPDX-License-Identifier: Apache-2.0
 *
 * What is behind a score: sums of a person's records in force, by class and by context of
 * collection. Where every record stands in a month until it ends, they are added up when
 * somebody asks; where some have no end or fade, columns keep the sums (plan, keeps.sums).
 */
#ifndef DEMERIT_WORLD_BEHIND_H
#define DEMERIT_WORLD_BEHIND_H

#include "block.h"

/* Of one person in one scheme. */
struct dm_behind {
    int32_t lawful, error, induced;    /* centipoints, modulo 2^32 */
    uint16_t adverse[DM_MAX_CONTEXTS]; /* steps of the scheme's grain; at most 65,535 */
};

/* Steps of a record that takes points away; at least 1. */
int64_t dm_behind_steps(const struct dm_plan *plan, const struct dm_record *record);

/* Looks through the records of the community, or into the columns. */
void dm_behind_of(
    const struct dm_world *world, int32_t s, uint64_t p, struct dm_behind *out);
/* Number of array `k` of a column that is added up: of a person; and of persons
 * [first, first + m) of a community: out[m]. */
int64_t dm_behind_find(
    const struct dm_world *world, enum dm_column column, int k, uint64_t p);
void dm_behind_column(const struct dm_world *world, enum dm_column column, int k,
    uint64_t first, uint32_t m, int64_t *out);

/* The same as dm_behind_of() for many persons of a block in a tick: their records are
 * chained when the first is asked for. */
void dm_behind_in(
    const struct dm_block *block, int32_t s, uint32_t i, struct dm_behind *out);
/* Chains of a thread, in block->chains. NULL: no memory. */
struct dm_behind_chains *dm_behind_chains_create(void);
void dm_behind_chains_free(struct dm_behind_chains *self);
/* Records came or went: the next who asks chains anew. */
void dm_behind_forget(const struct dm_block *block);

#endif
