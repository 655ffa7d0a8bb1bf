/* SPDX-License-Identifier: Apache-2.0
 *
 * A lane between two ticks, carried into a snapshot or out of one: all that the next tick,
 * the checksums and the measures read. Fixed attributes and the ties of tick 0 are not
 * among it: they are drawn again, never read. */
#ifndef DEMERIT_ENGINE_RESUME_H
#define DEMERIT_ENGINE_RESUME_H

#include "lane.h"
#include "port/snapshot.h"

/* communities of a tile of a snapshot, whatever the tiles of threads */
#define DM_SNAPSHOT_TILE 16

/* Fills in a lane that dm_lane_start() prepared for the same replicate, or sends it. On
 * DM_EIO with `carrier->from->refused` the lane is to be started anew. The carrier's
 * replicate is the lane's; its side is set here. */
dm_status dm_lane_carry(struct dm_lane *self, struct dm_carrier *carrier) DM_MUST_USE;

/* Values of `width` bytes by person: a piece for each tile. */
dm_status dm_carry_persons(struct dm_carrier *self, const char *name, int32_t array,
    void *values, uint64_t n, size_t width) DM_MUST_USE;

/* resume_piles.c: what has no fixed size, of one world. */
dm_status dm_carry_sparse(
    struct dm_carrier *self, struct dm_world *world, int32_t tile) DM_MUST_USE;
/* The same for chains that are not the world's; NULL: there are none. */
dm_status dm_carry_chains(struct dm_carrier *self, const char *name, struct dm_world *world,
    struct dm_sparse *sparse, int32_t tile) DM_MUST_USE;
/* Rows of some persons: of communities of a tile. */
dm_status dm_carry_few(struct dm_carrier *self, const char *name, int32_t array,
    const struct dm_population *people, struct dm_few *few, int32_t tile) DM_MUST_USE;
dm_status dm_carry_records(
    struct dm_carrier *self, struct dm_world *world, int32_t tile) DM_MUST_USE;
dm_status dm_carry_cases(
    struct dm_carrier *self, struct dm_world *world, int32_t tile) DM_MUST_USE;
dm_status dm_carry_bodies(struct dm_carrier *self, struct dm_world *world) DM_MUST_USE;

/* Communities [first, end) of a tile; false: there is no such tile. */
static inline bool
dm_snapshot_tile(
    const struct dm_population *people, int32_t tile, uint32_t *first, uint32_t *end)
{
    *first = (uint32_t) tile * DM_SNAPSHOT_TILE;
    *end = *first + DM_SNAPSHOT_TILE < people->n_communities ? *first + DM_SNAPSHOT_TILE
                                                             : people->n_communities;
    return *first < people->n_communities;
}

#endif
