/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of the measures, and the order in which they look. */
#include "observer.h"

#include "everybody.h"

#include <stdlib.h>
#include <string.h>

dm_status
dm_ledger_init(struct dm_ledger *self, uint64_t n, struct dm_error *err)
{
    *self = (struct dm_ledger){
        .n = n,
        .conduct = calloc((size_t) n, sizeof *self->conduct),
        .lost = calloc((size_t) n, sizeof *self->lost),
        .ever = calloc((size_t) n, sizeof *self->ever),
        .score = calloc((size_t) n, sizeof *self->score),
    };
    if (self->conduct == NULL || self->lost == NULL || self->ever == NULL ||
        self->score == NULL) {
        dm_ledger_clear(self);
        return dm_error_set(err, DM_ENOMEM, "no memory for the measures of %llu persons",
            (unsigned long long) n);
    }
    return DM_OK;
}

void
dm_ledger_clear(struct dm_ledger *self)
{
    free(self->conduct);
    free(self->lost);
    free(self->ever);
    free(self->score);
    *self = (struct dm_ledger){ 0 };
}

void
dm_ledger_zero(struct dm_ledger *self)
{
    memset(self->conduct, 0, (size_t) self->n * sizeof *self->conduct);
    memset(self->lost, 0, (size_t) self->n * sizeof *self->lost);
    memset(self->ever, 0, (size_t) self->n * sizeof *self->ever);
    memset(self->score, 0, (size_t) self->n * sizeof *self->score);
}

void
dm_ledger_columns(
    const struct dm_ledger *self, struct dm_ledger_column out[DM_LEDGER_COLUMNS])
{
    const struct dm_ledger_column columns[DM_LEDGER_COLUMNS] = {
        { "ledger.conduct", self->conduct, sizeof *self->conduct },
        { "ledger.lost", self->lost, sizeof *self->lost },
        { "ledger.ever", self->ever, sizeof *self->ever },
        { "ledger.score", self->score, sizeof *self->score },
    };

    memcpy(out, columns, sizeof columns);
}

dm_status
dm_observer_init(struct dm_observer *self, const struct dm_plan *plan,
    const struct dm_intensity_book *intensities, struct dm_error *err)
{
    dm_status st;

    *self = (struct dm_observer){
        .intensities = intensities,
        .expression = calloc(DM_COMMUNITY, sizeof *self->expression),
        .offences = calloc(DM_COMMUNITY, sizeof *self->offences),
        .falls = calloc(DM_COMMUNITY, sizeof *self->falls),
        .sums = calloc(DM_DENSE_KEYS * DM_N_DENSE, sizeof *self->sums),
    };
    st = dm_tally_init(&self->tally, plan, err);
    if (st == DM_OK && (self->expression == NULL || self->offences == NULL ||
                           self->falls == NULL || self->sums == NULL)) {
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
    free(self->expression);
    free(self->offences);
    free(self->falls);
    free(self->sums);
    *self = (struct dm_observer){ 0 };
}

void
dm_observe_block(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin)
{
    dm_observe_events(self, ledger, block);
    dm_observe_spells(self, ledger, block);
    dm_observe_mood(&self->tally, block);
    dm_observe_everybody(self, ledger, block, twin);
}

void
dm_observe_end(
    struct dm_tally *tally, const struct dm_ledger *ledger, const struct dm_world *world)
{
    for (uint64_t p = 0; p < ledger->n; p++) {
        struct dm_cells cells = dm_cells_of(world, p);

        dm_tally_count(tally, &cells, DM_COUNTER_PERSONS, 0, 1);
        dm_tally_count(tally, &cells, DM_COUNTER_LISTED_EVER, 0, ledger->ever[p]);
    }
}
