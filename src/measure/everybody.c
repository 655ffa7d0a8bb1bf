/* SPDX-License-Identifier: Apache-2.0
 *
 * What every person adds to every month: income, work, expected acts. Conduct is summed as
 * intensity, not as a count: less noise, and no draw (docs/decisions). Intensities of those
 * who do not respond to the regime come from a table over their attributes. */
#include "everybody.h"

#include "observer.h"

#include <string.h>

static const enum dm_counter counter_of[DM_N_DENSE] = { DM_COUNTER_PERSON_MONTHS,
    DM_COUNTER_INCOME, DM_COUNTER_LABOUR, DM_COUNTER_EMPLOYED, DM_COUNTER_EXPRESSION,
    DM_COUNTER_EXPRESSION_FALL, DM_COUNTER_OFFENCES };

static uint32_t
rate_at(const uint32_t *grid, int32_t index)
{
    return index < DM_I_MIN ? 0 : grid[index - DM_I_MIN];
}

/* What the response of one who is aware changes, act by act. */
static struct dm_intensity
with_response(const struct dm_intensities *all, const struct dm_block *block, uint32_t i,
    struct dm_intensity sum)
{
    const uint32_t *grid = block->grid->rate24;

    for (int32_t k = 0; k < all->n_responding; k++) {
        int32_t a = all->responding[k], index = dm_block_propensity(block, a, i);
        uint32_t before = rate_at(grid, index);
        uint32_t after = rate_at(grid, index + dm_block_response(block, a, i));
        uint64_t weight = all->conduct_weight[a];

        if (block->world->plan->act[a].lawful) {
            sum.expression += (uint64_t) after - before;
        } else {
            sum.offences += (uint64_t) after - before;
            sum.conduct += (after * weight >> 16) - (before * weight >> 16);
        }
    }
    return sum;
}

static void
sum_rates(struct dm_observer *self, const struct dm_intensities *table, uint32_t *conduct,
    const struct dm_block *block, uint32_t from, uint32_t to)
{
    const struct dm_population *people = block->world->population;
    const uint8_t *traits = people->traits + block->first;
    const uint16_t *norms = people->norms + block->first;

    for (uint32_t i = from; i < to; i++) {
        struct dm_intensity sum =
            *dm_intensity_at(table, block->poor[i] != 0, traits[i], norms[i]);

        if (block->alarm[i] != 0) {
            sum = with_response(table, block, i, sum);
        }
        self->expression[i] = sum.expression;
        self->offences[i] = sum.offences;
        sum.conduct += conduct[i];
        conduct[i] = sum.conduct < UINT32_MAX ? (uint32_t) sum.conduct : UINT32_MAX;
    }
}

static uint64_t
falls_of(const struct dm_block *block, const struct dm_block *twin, uint32_t i)
{
    const struct dm_plan *plan = block->world->plan;
    const uint32_t *grid = block->grid->rate24;
    uint64_t sum = 0;

    for (int32_t a = 0; a < plan->n_acts; a++) {
        if (plan->act[a].expression) {
            uint32_t less = rate_at(grid, dm_block_rate_index(block, a, i));
            uint32_t more = rate_at(grid, dm_block_rate_index(twin, a, i));

            sum += more > less ? more - less : 0;
        }
    }
    return sum;
}

/* Where nobody is aware and means are equal, so are the rates. */
static void
sum_falls(
    struct dm_observer *self, const struct dm_block *block, const struct dm_block *twin)
{
    memset(self->falls, 0, block->m * sizeof *self->falls);
    for (uint32_t i = 0; twin != NULL && i < block->m; i++) {
        if (block->alarm[i] != 0 || twin->alarm[i] != 0 ||
            block->poor[i] != twin->poor[i]) {
            self->falls[i] = falls_of(block, twin, i);
        }
    }
}

/* Losses and gains are told apart person by person; where the worlds agree there is nothing
 * to add. */
static void
compare_income(
    struct dm_observer *self, const struct dm_block *block, const struct dm_block *twin)
{
    for (uint32_t i = 0; twin != NULL && i < block->m; i++) {
        int64_t gain = block->income[i] - twin->income[i];
        uint64_t p = block->first + i;
        struct dm_cells cells;

        if (gain == 0) {
            continue;
        }
        cells = dm_cells_of(block->world, p);
        dm_tally_count(&self->tally, &cells,
            gain < 0 ? DM_COUNTER_LOSSES : DM_COUNTER_GAINS, 0, gain < 0 ? -gain : gain);
    }
}

static void
sum_run(struct dm_observer *self, const struct dm_block *block, uint32_t from, uint32_t to)
{
    const struct dm_world *world = block->world;
    const uint8_t *traits = world->population->traits + block->first;

    memset(self->sums, 0, DM_DENSE_KEYS * DM_N_DENSE * sizeof *self->sums);
    for (uint32_t i = from; i < to; i++) {
        int64_t *sum = self->sums + dm_dense_key(world, block->first + i) * DM_N_DENSE;

        sum[DM_DENSE_PERSONS] += 1;
        sum[DM_DENSE_INCOME] += block->income[i];
        sum[DM_DENSE_LABOUR] += (traits[i] & DM_TRAIT_LABOUR) != 0;
        sum[DM_DENSE_EMPLOYED] += world->employed[0][block->first + i];
        sum[DM_DENSE_EXPRESSION] += (int64_t) self->expression[i];
        sum[DM_DENSE_FALL] += (int64_t) self->falls[i];
        sum[DM_DENSE_OFFENCES] += (int64_t) self->offences[i];
    }
}

void
dm_dense_fold(struct dm_observer *self, const struct dm_world *world, int32_t cell,
    const enum dm_counter *counter, int n)
{
    struct dm_cells cells = { .n = world->plan->main_scheme >= 0 ? 7 : 6 };

    cells.cell[0] = DM_CELL_TOTAL;
    cells.cell[3] = (uint8_t) (DM_CELL_SETTING + cell % 2);
    cells.cell[5] = (uint8_t) (DM_CELL_JURISDICTION + cell / 2);
    for (size_t key = 0; key < DM_DENSE_KEYS; key++) {
        const int64_t *sum = self->sums + key * (size_t) n;
        size_t rest = key;

        if (sum[0] == 0) { /* nobody */
            continue;
        }
        cells.cell[6] = (uint8_t) (DM_CELL_TIER + rest % DM_MAX_TIERS);
        rest /= DM_MAX_TIERS;
        cells.cell[4] = (uint8_t) (DM_CELL_AGE_BAND + rest % DM_MAX_AGE_BANDS);
        rest /= DM_MAX_AGE_BANDS;
        cells.cell[2] = (uint8_t) (DM_CELL_QUINTILE + rest % DM_MAX_QUINTILES);
        cells.cell[1] = (uint8_t) (DM_CELL_GROUP + rest / DM_MAX_QUINTILES);
        for (int d = 0; d < n; d++) {
            dm_tally_count(&self->tally, &cells, counter[d], 0, sum[d]);
        }
    }
}

/* Income of the first and the last year that is measured. */
static void
keep_income(struct dm_ledger *ledger, const struct dm_block *block)
{
    bool last = block->tick + 12 >= ledger->end;
    uint32_t *sum;

    if (ledger->income[0] == NULL || block->tick < ledger->first ||
        (block->tick >= ledger->first + 12 && !last)) {
        return;
    }
    sum = ledger->income[last] + block->first;
    for (uint32_t i = 0; i < block->m; i++) {
        int64_t income = block->income[i] > 0 ? block->income[i] : 0;

        sum[i] = income < (int64_t) (UINT32_MAX - sum[i]) ? sum[i] + (uint32_t) income
                                                          : UINT32_MAX;
    }
}

void
dm_observe_everybody(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin)
{
    const struct dm_population *people = block->world->population;
    uint64_t end = block->first + block->m;

    if (block->world->plan->main_scheme >= 0) {
        memcpy(ledger->score + block->first,
            block->score + (size_t) block->world->plan->main_scheme * DM_COMMUNITY,
            block->m * sizeof *ledger->score);
    }
    keep_income(ledger, block);
    sum_falls(self, block, twin);
    compare_income(self, block, twin);
    for (uint64_t p = block->first; p < end;) {
        int32_t cell = dm_population_cell(people, p);
        uint64_t stop =
            people->cell_first[cell + 1] < end ? people->cell_first[cell + 1] : end;
        uint32_t from = (uint32_t) (p - block->first),
                 to = (uint32_t) (stop - block->first);

        sum_rates(self, dm_intensity_book_at(self->intensities, cell / 2, block->tick),
            ledger->conduct + block->first, block, from, to);
        sum_run(self, block, from, to);
        dm_dense_fold(self, block->world, cell, counter_of, DM_N_DENSE);
        p = stop;
    }
}
