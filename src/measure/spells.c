/* SPDX-License-Identifier: Apache-2.0
 *
 * Stocks: who is listed or sanctioned this month, wrongfully or not, and why
 * (docs/odd/submodels.md, 8). */
#include "observer.h"

/* Whether it is wrongful by rule. */
static bool
count_cause(struct dm_tally *tally, const struct dm_cells *cells, uint64_t packed)
{
    static const enum dm_counter by[DM_N_COMPONENTS] = { DM_COUNTER_BY_UNLAWFUL,
        DM_COUNTER_BY_LAWFUL, DM_COUNTER_BY_ERROR, DM_COUNTER_BY_ASSOCIATION,
        DM_COUNTER_BY_INHERITED };
    static const enum dm_counter of[] = { [DM_SOLE] = DM_COUNTER_OF_SOLE,
        [DM_JOINT] = DM_COUNTER_OF_JOINT,
        [DM_OVERDETERMINED] = DM_COUNTER_OF_OVERDETERMINED,
        [DM_BY_RULE] = DM_COUNTER_OF_RULE };
    struct dm_cause cause = dm_cause_unpack(packed);

    dm_tally_count(tally, cells, DM_COUNTER_SPELL_MONTHS, 0, 1);
    dm_tally_count(tally, cells, DM_COUNTER_WRONG_RULE, 0, cause.wrongful_rule);
    dm_tally_count(tally, cells, DM_COUNTER_WRONG_LAW, 0, cause.wrongful_law);
    dm_tally_count(tally, cells, DM_COUNTER_WRONG_LAW_WIDE, 0, cause.wrongful_law_wide);
    for (int i = 0; i < DM_N_COMPONENTS; i++) {
        dm_tally_count(tally, cells, by[i], 0, cause.share[i]);
    }
    dm_tally_count(tally, cells, of[cause.kind], 0, 1);
    return cause.wrongful_rule;
}

/* Where a person stands this month. */
struct standing {
    unsigned lists, schemes;             /* bits: lists with a sanction, sanctioned tiers */
    unsigned wrong_lists, wrong_schemes; /* of these, wrongful by rule */
};

static void
count_lists(struct dm_tally *tally, const struct dm_cells *cells, unsigned on, int32_t n)
{
    for (int32_t l = 0; l < n; l++) {
        if ((on >> l & 1U) != 0) {
            dm_tally_count(tally, cells, DM_COUNTER_LIST_MONTHS, l, 1);
        }
    }
}

static struct standing
count_person(
    struct dm_tally *tally, const struct dm_block *block, uint32_t i, unsigned lists)
{
    const struct dm_world *world = block->world;
    const struct dm_plan *plan = world->plan;
    const uint64_t p = block->first + i;
    struct dm_cells cells = dm_cells_in(block, i);
    struct standing at = { .lists = lists, .schemes = world->spell[0][p] };

    if (world->listed[0][p] != 0) {
        dm_tally_count(tally, &cells, DM_COUNTER_LISTED, 0, 1);
        count_lists(tally, &cells, world->listed[0][p], plan->n_lists);
    }
    if (at.lists != 0 || at.schemes != 0) {
        dm_tally_count(tally, &cells, DM_COUNTER_SANCTIONED, 0, 1);
    }
    for (int32_t l = 0; plan->measure_causes && l < plan->n_lists; l++) {
        if ((at.lists >> l & 1U) != 0 &&
            count_cause(tally, &cells,
                (uint64_t) dm_world_kept(world, DM_COLUMN_LIST_CAUSE, l, p))) {
            at.wrong_lists |= 1U << l;
        }
    }
    for (int32_t s = 0; plan->measure_causes && s < plan->n_schemes; s++) {
        if ((at.schemes >> s & 1U) != 0 &&
            count_cause(tally, &cells,
                (uint64_t) dm_world_kept(world, DM_COLUMN_SPELL_CAUSE, s, p))) {
            at.wrong_schemes |= 1U << s;
        }
    }
    return at;
}

/* What began in the first month that is seen is told from what was there before. False: no
 * memory. */
static bool
remember(struct dm_ledger *ledger, const struct dm_block *block, uint32_t i,
    const struct standing *at)
{
    bool later = block->tick > ledger->first;
    unsigned lists = block->entered[i], schemes = block->fell[i];
    struct dm_ledger_row *row = dm_ledger_put(ledger, block->first + i);

    if (row == NULL) {
        return false;
    }
    if (block->world->listed[0][block->first + i] != 0) {
        row->flags |= DM_LEDGER_LISTED;
    }
    if (ledger->keeps_sanction && (at->lists != 0 || at->schemes != 0)) {
        dm_history_add(&row->sanction, block->tick, DM_HISTORY_JOINED,
            later || ((at->lists & ~lists) == 0 && (at->schemes & ~schemes) == 0));
    }
    if (ledger->keeps_wrongful && (at->wrong_lists != 0 || at->wrong_schemes != 0)) {
        dm_history_add(&row->wrongful, block->tick, 1,
            later ||
                ((at->wrong_lists & ~lists) == 0 && (at->wrong_schemes & ~schemes) == 0));
    }
    return true;
}

void
dm_observe_spells(
    struct dm_observer *self, struct dm_ledger *ledger, const struct dm_block *block)
{
    const struct dm_world *world = block->world;

    for (uint32_t k = 0; k < block->n_standing; k++) {
        uint32_t i = block->standing[k];
        uint64_t p = block->first + i;
        unsigned listed = world->listed[0][p];

        if (listed != 0 || world->spell[0][p] != 0) {
            unsigned sanctioned = listed & dm_block_plan(block, i)->sanctioned_lists;
            struct standing at = count_person(&self->tally, block, i, sanctioned);

            self->no_memory = !remember(ledger, block, i, &at) || self->no_memory;
        }
    }
}
