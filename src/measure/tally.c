/* SPDX-License-Identifier: Apache-2.0
 *
 * Shape and arithmetic of tallies. */
#include "tally.h"

#include <stdlib.h>
#include <string.h>

enum multiplicity { ONE, SERVICE, CHANNEL, LIST, MATRIX, TABLE };

enum needs {
    SPINE,
    LATER,
    APART,
    TIES,
    CROWDING,
    OPINION,
    RATINGS,
    BOUNTIES,
    LEAKS,
    OPT_IN,
    COPIES,
    REDRESS,
    COSTS, /* of the regime or of persons: redress, bounties, or records */
    RECORD_COSTS,
    SHAMING,
    MEANS,
    CAUSES
};

static const struct {
    enum multiplicity multiplicity;
    enum needs needs;
} counters[DM_N_COUNTERS] = {
#define DM_COUNTER(NAME, multiplicity, needs, doc) { multiplicity, needs },
#include "counters.def"
#undef DM_COUNTER
};

static bool
is_beyond(const struct dm_plan *plan)
{
    const struct dm_plan_keeps *keeps = &plan->keeps;

    return keeps->ties || keeps->crowding || keeps->evasion || keeps->signal ||
           keeps->bounties || keeps->leaks || keeps->watched || keeps->fed ||
           keeps->opt_in != 0 || keeps->rations != 0 || keeps->grounds != 0 ||
           keeps->exits || keeps->copies || keeps->redress || keeps->means ||
           keeps->shaming || keeps->costs;
}

static bool
needed(const struct dm_plan *plan, enum needs needs)
{
    switch (needs) {
    case SPINE:
    case LATER:
    case APART:
        return true;
    case TIES:
        return plan->keeps.ties;
    case CROWDING:
        return plan->keeps.crowding;
    case OPINION:
        return plan->keeps.opinion;
    case RATINGS:
        return plan->keeps.ratings;
    case BOUNTIES:
        return plan->keeps.bounties;
    case LEAKS:
        return plan->keeps.leaks;
    case OPT_IN:
        return plan->keeps.opt_in != 0;
    case COPIES:
        return plan->keeps.copies;
    case REDRESS:
        return plan->keeps.redress;
    case COSTS:
        return plan->keeps.redress || plan->keeps.bounties || plan->keeps.costs;
    case RECORD_COSTS:
        return plan->keeps.costs;
    case SHAMING:
        return plan->keeps.shaming;
    case MEANS:
        return plan->keeps.means;
    case CAUSES:
        return plan->keeps.causes;
    }
    DM_ASSERT(false);
    return false;
}

static int32_t
slots_of(const struct dm_plan *plan, int c)
{
    switch (counters[c].multiplicity) {
    case SERVICE:
        return plan->n_services;
    case CHANNEL:
        return plan->n_channels;
    case LIST:
        return plan->n_lists;
    case MATRIX:
        return DM_N_MATRICES;
    case TABLE:
        return DM_N_FINE_TABLES;
    case ONE:
        break;
    }
    return 1;
}

struct dm_tally_shape
dm_tally_shape_of(const struct dm_plan *plan)
{
    struct dm_tally_shape shape = { .n_services = plan->n_services,
        .n_channels = plan->n_channels,
        .n_contexts = plan->n_contexts,
        .beyond = is_beyond(plan) };

    for (int c = 0; c < DM_N_COUNTERS; c++) {
        if (!needed(plan, counters[c].needs)) {
            shape.slot[c] = DM_NO_SLOT;
        } else if (counters[c].needs == SPINE) {
            shape.slot[c] = shape.n_slots;
            shape.n_slots += slots_of(plan, c);
        } else {
            DM_ASSERT(
                shape.n_apart == 0 || counters[c].needs == APART); /* they come last */
            shape.slot[c] = shape.n_slots + shape.n_later;
            shape.n_later += slots_of(plan, c);
            shape.n_apart += counters[c].needs == APART ? slots_of(plan, c) : 0;
        }
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
    return n_counts(self) + n_matrix(self) + DM_N_MOODS +
           (size_t) self->shape.n_later * DM_N_CELLS;
}

size_t
dm_tally_n_hashed(const struct dm_tally *self)
{
    size_t n = n_counts(self) + n_matrix(self) + DM_N_MOODS;
    size_t later = (size_t) (self->shape.n_later - self->shape.n_apart);

    return self->shape.beyond ? n + later * DM_N_CELLS : n;
}

bool
dm_counter_is_one(enum dm_counter counter)
{
    return counters[counter].multiplicity == ONE;
}

const int64_t *
dm_tally_cells(const struct dm_tally *self, enum dm_counter counter, int32_t index)
{
    static const int64_t nothing[DM_N_CELLS];

    return self->shape.slot[counter] == DM_NO_SLOT
               ? nothing
               : dm_tally_cells_kept(self, counter, index);
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
    self->later = self->mood + DM_N_MOODS;
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

static struct dm_cells
cells_of(const struct dm_world *world, uint64_t p, int32_t cell)
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
    cells.cell[cells.n++] = (uint8_t) (DM_CELL_JURISDICTION + cell / 2);
    if (world->plan->main_scheme >= 0) {
        cells.cell[cells.n++] =
            (uint8_t) (DM_CELL_TIER + world->tier[world->plan->main_scheme][p]);
    }
    return cells;
}

struct dm_cells
dm_cells_of(const struct dm_world *world, uint64_t p)
{
    return cells_of(world, p, dm_population_cell(world->population, p));
}

struct dm_cells
dm_cells_in(const struct dm_block *block, uint32_t i)
{
    uint64_t p = block->first + i;

    return cells_of(block->world, p,
        dm_population_cell_among(
            block->world->population, p, block->first_cell, block->last_cell));
}
