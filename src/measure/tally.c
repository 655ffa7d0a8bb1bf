/* SPDX-License-Identifier: Apache-2.0
 *
 * Shape and arithmetic of tallies. */
#include "tally.h"

#include <stdlib.h>
#include <string.h>

enum multiplicity { ONE, SERVICE, CHANNEL };

static const enum multiplicity multiplicities[DM_N_COUNTERS] = {
#define DM_COUNTER(NAME, multiplicity, doc) multiplicity,
#include "counters.def"
#undef DM_COUNTER
};

struct dm_tally_shape
dm_tally_shape_of(const struct dm_plan *plan)
{
    struct dm_tally_shape shape = { plan->n_services, plan->n_channels, plan->n_contexts, 0,
        { 0 } };

    for (int c = 0; c < DM_N_COUNTERS; c++) {
        shape.slot[c] = shape.n_slots;
        shape.n_slots += multiplicities[c] == SERVICE   ? plan->n_services
                         : multiplicities[c] == CHANNEL ? plan->n_channels
                                                        : 1;
    }
    return shape;
}

static size_t
n_counts(const struct dm_tally *self)
{
    return (size_t) self->shape.n_slots * DM_N_CELLS;
}

static size_t
n_matrix(const struct dm_tally *self)
{
    return (size_t) self->shape.n_services * ((size_t) self->shape.n_contexts + 1);
}

size_t
dm_tally_n(const struct dm_tally *self)
{
    return n_counts(self) + n_matrix(self) + DM_N_MOODS;
}

dm_status
dm_tally_init(struct dm_tally *self, const struct dm_plan *plan, struct dm_error *err)
{
    *self = (struct dm_tally){ .shape = dm_tally_shape_of(plan) };
    self->count = calloc(dm_tally_n(self), sizeof *self->count);
    if (self->count == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for the counters of the measures");
    }
    self->matrix = self->count + n_counts(self);
    self->mood = self->matrix + n_matrix(self);
    return DM_OK;
}

void
dm_tally_clear(struct dm_tally *self)
{
    free(self->count);
    *self = (struct dm_tally){ 0 };
}

void
dm_tally_zero(struct dm_tally *self)
{
    memset(self->count, 0, dm_tally_n(self) * sizeof *self->count);
}

void
dm_tally_add(struct dm_tally *self, const struct dm_tally *other)
{
    size_t n = dm_tally_n(self);

    DM_ASSERT(n == dm_tally_n(other));
    for (size_t i = 0; i < n; i++) {
        self->count[i] += other->count[i];
    }
}

struct dm_cells
dm_cells_of(const struct dm_world *world, uint64_t p)
{
    const struct dm_population *people = world->population;
    unsigned traits = people->traits[p];
    struct dm_cells cells = { .n = 0 };

    cells.cell[cells.n++] = DM_CELL_TOTAL;
    cells.cell[cells.n++] =
        (uint8_t) (DM_CELL_GROUP + ((traits & DM_TRAIT_GROUP_B) != 0 ? 1U : 0U));
    cells.cell[cells.n++] = (uint8_t) (DM_CELL_QUINTILE + people->quintile[p]);
    cells.cell[cells.n++] =
        (uint8_t) (DM_CELL_SETTING + ((traits & DM_TRAIT_RURAL) != 0 ? 1U : 0U));
    cells.cell[cells.n++] = (uint8_t) (DM_CELL_AGE_BAND + people->age_band[p]);
    cells.cell[cells.n++] =
        (uint8_t) (DM_CELL_JURISDICTION + dm_population_cell(people, p) / 2);
    if (world->plan->main_scheme >= 0) {
        cells.cell[cells.n++] =
            (uint8_t) (DM_CELL_TIER + world->tier[world->plan->main_scheme][p]);
    }
    return cells;
}
