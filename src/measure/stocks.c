/* SPDX-License-Identifier: Apache-2.0
 *
 * What mechanisms beyond the spine hold at the end of a month: kept copies, waiting cases,
 * members of opt-in schemes, ties that are cut, money put by. Approval, dissent and
 * crowding out are sums over everybody: never of a group, never of a person. */
#include "observer.h"

static const struct dm_cells everybody = { .cell = { DM_CELL_TOTAL }, .n = 1 };

static int
bits_in(uint32_t bits)
{
    int n = 0;

    for (; bits != 0; bits &= bits - 1) {
        n++;
    }
    return n;
}

/* ---- of a person ---- */

static void
count_copies(struct dm_tally *tally, const struct dm_cells *cells,
    const struct dm_block *block, uint32_t i)
{
    dm_tally_count(tally, cells, DM_COUNTER_COPIES_HELD, 0, bits_in(block->copied[i]));
}

static void
count_cases(struct dm_tally *tally, const struct dm_cells *cells,
    const struct dm_world *world, uint64_t p)
{
    int64_t waiting = 0;

    for (int32_t l = 0; l < world->plan->n_lists; l++) {
        waiting += (dm_world_kept(world, DM_COLUMN_STAGE, l, p) & 3) == DM_CASE_WAITING;
    }
    dm_tally_count(tally, cells, DM_COUNTER_WAITING, 0, waiting);
}

static void
count_members(struct dm_tally *tally, const struct dm_cells *cells,
    const struct dm_world *world, uint64_t p)
{
    unsigned schemes = world->plan->keeps.opt_in, in = world->members[0][p] & schemes;

    dm_tally_count(tally, cells, DM_COUNTER_OPT_IN_MONTHS, 0, bits_in(schemes));
    dm_tally_count(tally, cells, DM_COUNTER_OPTED_IN, 0, bits_in(in));
    dm_tally_count(tally, cells, DM_COUNTER_TAKES_PART, 0, in != 0);
    dm_tally_count(tally, cells, DM_COUNTER_STAYS_OUT, 0, in != schemes);
}

static void
count_ties(struct dm_tally *tally, const struct dm_cells *cells,
    const struct dm_block *block, uint32_t i)
{
    uint32_t at_start = block->world->network->ties[block->first + i];

    dm_tally_count(tally, cells, DM_COUNTER_TIES_AT_START, 0, bits_in(at_start));
    dm_tally_count(
        tally, cells, DM_COUNTER_TIES_CUT, 0, bits_in(at_start & ~block->ties[i]));
}

static void
count_person(struct dm_tally *tally, const struct dm_block *block, uint32_t i)
{
    const struct dm_world *world = block->world;
    const struct dm_plan_keeps *keeps = &world->plan->keeps;
    uint64_t p = block->first + i;
    struct dm_cells cells = dm_cells_in(block, i);

    if (keeps->copies && block->copied[i] != 0) {
        count_copies(tally, &cells, block, i);
    }
    if (keeps->redress && world->listed[0][p] != 0) {
        count_cases(tally, &cells, world, p);
    }
    if (keeps->opt_in != 0) {
        count_members(tally, &cells, world, p);
    }
    if (keeps->ties) {
        count_ties(tally, &cells, block, i);
    }
    if (keeps->means) {
        dm_tally_count(tally, &cells, DM_COUNTER_MEANS, 0, world->means[0][p]);
    }
}

/* ---- of everybody together ---- */

static void
count_opinions(struct dm_tally *tally, const struct dm_block *block)
{
    const uint16_t *approval = block->world->approval[0] + block->first;
    int64_t approves = 0;

    for (uint32_t i = 0; i < block->m; i++) {
        approves += approval[i] >= 32768U; /* as dissent has it (mechanisms, M14) */
    }
    dm_tally_count(tally, &everybody, DM_COUNTER_OPINIONS, 0, block->m);
    dm_tally_count(tally, &everybody, DM_COUNTER_APPROVES, 0, approves);
    dm_tally_count(tally, &everybody, DM_COUNTER_DISSENTS, 0,
        block->world->dissenters_in[block->community]);
}

static void
count_crowd(struct dm_tally *tally, const struct dm_block *block)
{
    const uint16_t *crowd = block->world->crowd[0] + block->first;
    int64_t sum = 0;

    for (uint32_t i = 0; i < block->m; i++) {
        sum += crowd[i];
    }
    dm_tally_count(tally, &everybody, DM_COUNTER_CROWD, 0, sum);
}

static void
count_leaks(struct dm_tally *tally, const struct dm_block *block)
{
    for (int32_t c = 0; c < block->world->plan->n_channels; c++) {
        dm_tally_count(
            tally, &everybody, DM_COUNTER_EXPOSED, 0, (int64_t) block->exposed[c]);
    }
}

void
dm_observe_stocks(struct dm_tally *tally, const struct dm_block *block)
{
    const struct dm_plan_keeps *keeps = &block->world->plan->keeps;

    if (keeps->opt_in != 0 || keeps->ties || keeps->means) {
        for (uint32_t i = 0; i < block->m; i++) {
            count_person(tally, block, i);
        }
    } else if (keeps->copies || keeps->redress) {
        for (uint32_t i = 0; i < block->m; i++) {
            if (block->copied[i] != 0 || block->world->listed[0][block->first + i] != 0) {
                count_person(tally, block, i);
            }
        }
    }
    if (keeps->opinion) {
        count_opinions(tally, block);
    }
    if (keeps->crowding) {
        count_crowd(tally, block);
    }
    if (keeps->leaks) {
        count_leaks(tally, block);
    }
}
