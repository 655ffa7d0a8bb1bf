/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of a thread's measuring, and the order in which it looks. */
#include "observer.h"

#include "everybody.h"

#include <stdlib.h>

dm_status
dm_observer_init(struct dm_observer *self, const struct dm_plan *plan,
    const struct dm_intensity_book *intensities, struct dm_error *err)
{
    dm_status st;

    *self = (struct dm_observer){
        .intensities = intensities,
        .dense = calloc(1, sizeof *self->dense),
    };
    st = dm_tally_init(&self->tally, plan, err);
    if (st == DM_OK && self->dense == NULL) {
        st = dm_error_set(err, DM_ENOMEM, "no memory for the measures of a thread");
    }
    if (st != DM_OK) {
        dm_observer_clear(self);
    }
    return st;
}

void
dm_observer_clear(struct dm_observer *self)
{
    dm_tally_clear(&self->tally);
    free(self->dense);
    *self = (struct dm_observer){ 0 };
}

void
dm_observe_block(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin)
{
    dm_observe_events(self, ledger, block);
    dm_observe_spells(self, ledger, block);
    dm_observe_mood(&self->tally, block);
    dm_observe_stocks(&self->tally, block);
    dm_observe_everybody(self, ledger, block, twin);
    dm_observe_lawful(self, ledger, block);
}

/* Whether she was ever on a list, entered one, and with what. */
static void
count_flags(struct dm_tally *tally, const struct dm_cells *cells,
    const struct dm_ledger *ledger, uint64_t p)
{
    const struct dm_ledger_row *row = dm_ledger_find(ledger, p);

    if (row == NULL) {
        return;
    }
    dm_tally_count(
        tally, cells, DM_COUNTER_LISTED_EVER, 0, (row->flags & DM_LEDGER_LISTED) != 0);
    if ((row->flags & DM_LEDGER_ENTERED) != 0) {
        dm_tally_count(tally, cells, DM_COUNTER_LISTED_NEW, 0, 1);
        dm_tally_count(tally, cells, DM_COUNTER_LISTED_TRUE, 0,
            (row->flags & DM_LEDGER_OFFENDED) != 0);
    }
}

void
dm_observe_end(
    struct dm_tally *tally, const struct dm_ledger *ledger, const struct dm_world *world)
{
    for (uint64_t p = 0; p < ledger->n; p++) {
        struct dm_cells cells = dm_cells_of(world, p);

        dm_tally_count(tally, &cells, DM_COUNTER_PERSONS, 0, 1);
        count_flags(tally, &cells, ledger, p);
    }
}
