/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters by breakdown cell. Everything is an integer and added: no order of threads or
 * communities can show. */
#ifndef DEMERIT_MEASURE_TALLY_H
#define DEMERIT_MEASURE_TALLY_H

#include "world/block.h"

enum dm_counter {
#define DM_COUNTER(NAME, multiplicity, needs, doc) DM_COUNTER_##NAME,
#include "counters.def"
#undef DM_COUNTER
    DM_N_COUNTERS
};

/* Breakdown cells: the total, then each level of each dimension. Never group x
 * jurisdiction. */
enum dm_dimension {
    DM_DIM_TOTAL,
    DM_DIM_GROUP,
    DM_DIM_QUINTILE,
    DM_DIM_SETTING,
    DM_DIM_AGE_BAND,
    DM_DIM_TIER,
    DM_DIM_JURISDICTION,
    DM_N_DIMENSIONS
};

enum {
    DM_CELL_TOTAL = 0,
    DM_CELL_GROUP = 1,
    DM_CELL_QUINTILE = DM_CELL_GROUP + DM_N_GROUPS,
    DM_CELL_SETTING = DM_CELL_QUINTILE + DM_MAX_QUINTILES,
    DM_CELL_AGE_BAND = DM_CELL_SETTING + DM_N_SETTINGS,
    DM_CELL_TIER = DM_CELL_AGE_BAND + DM_MAX_AGE_BANDS,
    DM_CELL_JURISDICTION = DM_CELL_TIER + DM_MAX_TIERS,
    DM_N_CELLS = DM_CELL_JURISDICTION + DM_MAX_JURISDICTIONS
};

#define DM_NO_SLOT (-1)

/* Which slot of the tally a counter has, with all its services or channels. */
struct dm_tally_shape {
    int32_t n_services, n_channels, n_contexts;
    int32_t n_slots, n_later;    /* of the spine, and beyond it, */
    int32_t n_apart;             /* the last of which are part of no checksum */
    bool beyond;                 /* some mechanism beyond the spine is on */
    int32_t slot[DM_N_COUNTERS]; /* of index 0; beyond the spine they count on from n_slots;
                                    DM_NO_SLOT where its mechanism is off */
};

struct dm_tally {
    struct dm_tally_shape shape;
    int64_t *count; /* [n_slots][DM_N_CELLS], owned, the three below with it */
    /* [n_services][n_contexts + 1] demands refused by the collection context of the records
     * behind it, in the plan's order; the last: no record explains it. 2^-16 */
    int64_t *matrix;
    int64_t *mood;  /* [DM_N_MOODS] */
    int64_t *later; /* [n_later][DM_N_CELLS] counters beyond the spine */
};

/* Sums over all persons; broken down by nothing. */
enum dm_mood { DM_MOOD_FEAR /* 2^-16 */, DM_MOOD_AWARE, DM_N_MOODS };

struct dm_tally_shape dm_tally_shape_of(const struct dm_plan *plan);
dm_status dm_tally_init(
    struct dm_tally *self, const struct dm_plan *plan, struct dm_error *err) DM_MUST_USE;
void dm_tally_clear(struct dm_tally *self);
void dm_tally_zero(struct dm_tally *self);
/* How many numbers stand at `count`, of all kinds. */
size_t dm_tally_n(const struct dm_tally *self);
/* How many of them, from the first, belong to measures_checksum. */
size_t dm_tally_n_hashed(const struct dm_tally *self);
/* self += other; the same shape. */
void dm_tally_add(struct dm_tally *self, const struct dm_tally *other);

/* The cells of a counter that is kept. */
static inline int64_t *
dm_tally_cells_kept(const struct dm_tally *self, enum dm_counter counter, int32_t index)
{
    int32_t slot = self->shape.slot[counter] + index;

    return slot < self->shape.n_slots
               ? self->count + (size_t) slot * DM_N_CELLS
               : self->later + (size_t) (slot - self->shape.n_slots) * DM_N_CELLS;
}

/* Whether a counter has one index only: 0. */
bool dm_counter_is_one(enum dm_counter counter);
/* The cells of any counter, to read: zeros where it is not kept. */
const int64_t *dm_tally_cells(
    const struct dm_tally *self, enum dm_counter counter, int32_t index);

/* Where a person is counted. */
struct dm_cells {
    uint8_t cell[DM_N_DIMENSIONS];
    int n;
};

struct dm_cells dm_cells_of(const struct dm_world *world, uint64_t p);
/* The same of person i of a block. */
struct dm_cells dm_cells_in(const struct dm_block *block, uint32_t i);

static inline void
dm_tally_count(struct dm_tally *self, const struct dm_cells *cells, enum dm_counter counter,
    int32_t index, int64_t value)
{
    int64_t *count;

    if (self->shape.slot[counter] == DM_NO_SLOT) {
        return;
    }
    count = dm_tally_cells_kept(self, counter, index);
    for (int k = 0; k < cells->n; k++) {
        count[cells->cell[k]] += value;
    }
}

#endif
