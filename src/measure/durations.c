/* SPDX-License-Identifier: Apache-2.0
 *
 * Histories of persons at the end of a run, counted by breakdown cell. */
#include "observer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
undefined(struct dm_durations *out)
{
    for (int c = 0; c < DM_N_CELLS; c++) {
        out->value[c] = (double) NAN;
        out->n[c] = 0;
    }
}

/* Those under a sanction, or under one that is wrongful by rule. */
static void
add_all(struct dm_lifetimes *lifetimes, struct dm_durations *out,
    const struct dm_ledger *ledger, const struct dm_world *world, bool wrongful)
{
    uint32_t joined = wrongful ? 1 : DM_HISTORY_JOINED;

    memset(lifetimes, 0, DM_N_CELLS * sizeof *lifetimes);
    for (uint64_t p = 0; p < world->n; p++) {
        const struct dm_ledger_row *row = dm_ledger_find(ledger, p);
        const struct dm_history *history;
        struct dm_cells cells;

        if (row == NULL) {
            continue;
        }
        history = wrongful ? &row->wrongful : &row->sanction;
        if (history->from == 0) {
            continue;
        }
        cells = dm_cells_of(world, p);
        for (int k = 0; k < cells.n; k++) {
            out->n[cells.cell[k]] += dm_lifetimes_add(
                &lifetimes[cells.cell[k]], history, joined, world->tick + 1);
        }
    }
}

dm_status
dm_durations_of(const struct dm_ledger *ledger, const struct dm_world *world,
    struct dm_durations *trapped, struct dm_durations *wrongful, struct dm_error *err)
{
    struct dm_lifetimes *lifetimes = malloc(DM_N_CELLS * sizeof *lifetimes);
    int32_t months = (int32_t) (ledger->end - ledger->first);

    undefined(trapped);
    undefined(wrongful);
    if (lifetimes == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for how long sanctions last");
    }
    if (ledger->keeps_sanction) {
        add_all(lifetimes, trapped, ledger, world, false);
        for (int c = 0; c < DM_N_CELLS; c++) {
            trapped->value[c] = trapped->n[c] > 0
                                    ? dm_lifetimes_beyond(&lifetimes[c], DM_HISTORY_MONTHS)
                                    : (double) NAN;
        }
    }
    if (ledger->keeps_wrongful) {
        add_all(lifetimes, wrongful, ledger, world, true);
        for (int c = 0; c < DM_N_CELLS; c++) {
            wrongful->value[c] = dm_lifetimes_mean(
                &lifetimes[c], months < DM_HISTORY_MONTHS ? months : DM_HISTORY_MONTHS);
        }
    }
    free(lifetimes);
    return DM_OK;
}
