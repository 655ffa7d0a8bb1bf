/* SPDX-License-Identifier: Apache-2.0
 *
 * Stocks: who is listed or sanctioned this month, wrongfully or not, and why
 * (docs/odd/submodels.md, 8). */
#include "observer.h"

static void
count_cause(struct dm_tally *tally, const struct dm_cells *cells, uint64_t packed)
{
    static const enum dm_counter by[DM_N_COMPONENTS] = { DM_COUNTER_BY_UNLAWFUL,
        DM_COUNTER_BY_LAWFUL, DM_COUNTER_BY_ERROR, DM_COUNTER_BY_ASSOCIATION,
        DM_COUNTER_BY_INHERITED };
    struct dm_cause cause = dm_cause_unpack(packed);

    dm_tally_count(tally, cells, DM_COUNTER_SPELL_MONTHS, 0, 1);
    dm_tally_count(tally, cells, DM_COUNTER_WRONG_RULE, 0, cause.wrongful_rule);
    dm_tally_count(tally, cells, DM_COUNTER_WRONG_LAW, 0, cause.wrongful_law);
    dm_tally_count(tally, cells, DM_COUNTER_WRONG_LAW_WIDE, 0, cause.wrongful_law_wide);
    for (int i = 0; i < DM_N_COMPONENTS; i++) {
        dm_tally_count(tally, cells, by[i], 0, cause.share[i]);
    }
}

static void
count_person(
    struct dm_tally *tally, const struct dm_world *world, uint64_t p, unsigned sources)
{
    const struct dm_plan *plan = world->plan;
    struct dm_cells cells = dm_cells_of(world, p);

    if (world->listed[0][p] != 0) {
        dm_tally_count(tally, &cells, DM_COUNTER_LISTED, 0, 1);
    }
    if (sources != 0 || world->spell[0][p] != 0) {
        dm_tally_count(tally, &cells, DM_COUNTER_SANCTIONED, 0, 1);
    }
    for (int32_t l = 0; plan->measure_causes && l < plan->n_lists; l++) {
        if ((sources >> l & 1U) != 0) {
            count_cause(
                tally, &cells, (uint64_t) dm_world_kept(world, DM_COLUMN_LIST_CAUSE, l, p));
        }
    }
    for (int32_t s = 0; plan->measure_causes && s < plan->n_schemes; s++) {
        if ((world->spell[0][p] >> s & 1) != 0) {
            count_cause(tally, &cells,
                (uint64_t) dm_world_kept(world, DM_COLUMN_SPELL_CAUSE, s, p));
        }
    }
}

void
dm_observe_spells(
    struct dm_observer *self, struct dm_ledger *ledger, const struct dm_block *block)
{
    const struct dm_world *world = block->world;

    for (uint64_t p = block->first; p < block->first + block->m; p++) {
        unsigned listed = world->listed[0][p];

        if (listed != 0 || world->spell[0][p] != 0) {
            const struct dm_plan *plan =
                dm_block_plan(block, (uint32_t) (p - block->first));

            count_person(&self->tally, world, p, listed & plan->sanctioned_lists);
            ledger->ever[p] |= listed != 0;
        }
    }
}
