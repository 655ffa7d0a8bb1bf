/* SPDX-License-Identifier: Apache-2.0
 *
 * What every person adds to every month: income, work, expected acts. Conduct is summed as
 * intensity, not as a count: less noise, and no draw (docs/decisions). */
#include "everybody.h"

#include "observer.h"

#include <string.h>

static const enum dm_counter counter_of[DM_N_DENSE] = { DM_COUNTER_PERSON_MONTHS,
    DM_COUNTER_INCOME, DM_COUNTER_LABOUR, DM_COUNTER_EMPLOYED, DM_COUNTER_EXPRESSION,
    DM_COUNTER_EXPRESSION_FALL, DM_COUNTER_OFFENCES };

/* rate24 of an index, 0 for none. Kernels below take their arrays as `restrict` locals, so
 * that nothing is loaded twice. */
static inline uint32_t
rate_of(const uint32_t *grid, int16_t index)
{
    uint32_t rate = grid[index < DM_I_MIN ? 0 : index - DM_I_MIN];

    return index < DM_I_MIN ? 0 : rate;
}

static void
add_rates(const struct dm_block *block, int32_t a, uint64_t *restrict row)
{
    const int16_t *restrict index = block->rate_index + (size_t) a * DM_COMMUNITY;
    const uint32_t *restrict grid = block->grid->rate24;
    const uint32_t m = block->m;

    for (uint32_t i = 0; i < m; i++) {
        row[i] += rate_of(grid, index[i]);
    }
}

static void
add_falls(const struct dm_block *block, const struct dm_block *twin, int32_t a,
    uint64_t *restrict row)
{
    const int16_t *restrict here = block->rate_index + (size_t) a * DM_COMMUNITY;
    const int16_t *restrict there = twin->rate_index + (size_t) a * DM_COMMUNITY;
    const uint32_t *restrict grid = block->grid->rate24;
    const uint32_t m = block->m;

    for (uint32_t i = 0; i < m; i++) {
        uint32_t less, more;

        if (here[i] == there[i]) {
            continue;
        }
        less = rate_of(grid, here[i]);
        more = rate_of(grid, there[i]);
        row[i] += more > less ? more - less : 0;
    }
}

/* The same rates, weighed by what the regime takes for the act. */
static void
add_offences(const struct dm_block *block, int32_t a, uint32_t weight,
    uint64_t *restrict row, uint32_t *restrict conduct)
{
    const int16_t *restrict index = block->rate_index + (size_t) a * DM_COMMUNITY;
    const uint32_t *restrict grid = block->grid->rate24;
    const uint32_t m = block->m;

    for (uint32_t i = 0; i < m; i++) {
        uint32_t rate = rate_of(grid, index[i]);

        row[i] += rate;
        conduct[i] += (uint32_t) ((uint64_t) rate * weight >> 16);
    }
}

static void
sum_rates(struct dm_observer *self, uint32_t *conduct, const struct dm_block *block,
    const struct dm_block *twin, const struct dm_plan *judge)
{
    const struct dm_plan *plan = block->world->plan;

    memset(self->expression, 0, block->m * sizeof *self->expression);
    memset(self->offences, 0, block->m * sizeof *self->offences);
    memset(self->falls, 0, block->m * sizeof *self->falls);
    for (int32_t a = 0; a < plan->n_acts; a++) {
        if (!plan->act[a].happens) {
            continue;
        }
        if (!plan->act[a].lawful) {
            /* strata are of conduct in the twin; a regime alone is its own */
            if (twin == NULL) {
                add_offences(
                    block, a, judge->act[a].conduct_weight, self->offences, conduct);
            } else {
                add_rates(block, a, self->offences);
            }
        } else if (plan->act[a].expression) {
            add_rates(block, a, self->expression);
            if (twin != NULL) {
                add_falls(block, twin, a, self->falls);
            }
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
        int64_t gain = (int64_t) block->income[i] - twin->income[i];
        uint64_t p = block->first + i;
        struct dm_cells cells;

        if (gain == 0) {
            continue;
        }
        cells = dm_cells_of(
            block->world, p, dm_population_cell(block->world->population, p) / 2);
        dm_tally_count(&self->tally, &cells,
            gain < 0 ? DM_COUNTER_LOSSES : DM_COUNTER_GAINS, 0, gain < 0 ? -gain : gain);
    }
}

static inline size_t
key_of(const struct dm_world *world, uint64_t p)
{
    const struct dm_population *people = world->population;
    size_t key = (people->traits[p] & DM_TRAIT_GROUP_B) != 0 ? 1 : 0;

    key = key * DM_MAX_QUINTILES + people->quintile[p];
    key = key * DM_MAX_AGE_BANDS + people->age_band[p];
    return key * DM_MAX_TIERS +
           (world->plan->main_scheme >= 0 ? world->tier[world->plan->main_scheme][p] : 0U);
}

static void
sum_run(struct dm_observer *self, const struct dm_block *block, uint32_t from, uint32_t to)
{
    const struct dm_world *world = block->world;
    const uint8_t *traits = world->population->traits + block->first;

    memset(self->sums, 0, DM_DENSE_KEYS * DM_N_DENSE * sizeof *self->sums);
    for (uint32_t i = from; i < to; i++) {
        int64_t *sum = self->sums + key_of(world, block->first + i) * DM_N_DENSE;

        sum[DM_DENSE_PERSONS] += 1;
        sum[DM_DENSE_INCOME] += block->income[i];
        sum[DM_DENSE_LABOUR] += (traits[i] & DM_TRAIT_LABOUR) != 0;
        sum[DM_DENSE_EMPLOYED] += world->employed[0][block->first + i];
        sum[DM_DENSE_EXPRESSION] += (int64_t) self->expression[i];
        sum[DM_DENSE_FALL] += (int64_t) self->falls[i];
        sum[DM_DENSE_OFFENCES] += (int64_t) self->offences[i];
    }
}

/* Adds the sums of a run of one jurisdiction and setting to the cells that each key is in.
 */
static void
fold_run(struct dm_observer *self, const struct dm_world *world, int32_t cell)
{
    struct dm_cells cells = { .n = world->plan->main_scheme >= 0 ? 7 : 6 };

    cells.cell[0] = DM_CELL_TOTAL;
    cells.cell[3] = (uint8_t) (DM_CELL_SETTING + cell % 2);
    cells.cell[5] = (uint8_t) (DM_CELL_JURISDICTION + cell / 2);
    for (size_t key = 0; key < DM_DENSE_KEYS; key++) {
        const int64_t *sum = self->sums + key * DM_N_DENSE;
        size_t rest = key;

        if (sum[DM_DENSE_PERSONS] == 0) {
            continue;
        }
        cells.cell[6] = (uint8_t) (DM_CELL_TIER + rest % DM_MAX_TIERS);
        rest /= DM_MAX_TIERS;
        cells.cell[4] = (uint8_t) (DM_CELL_AGE_BAND + rest % DM_MAX_AGE_BANDS);
        rest /= DM_MAX_AGE_BANDS;
        cells.cell[2] = (uint8_t) (DM_CELL_QUINTILE + rest % DM_MAX_QUINTILES);
        cells.cell[1] = (uint8_t) (DM_CELL_GROUP + rest / DM_MAX_QUINTILES);
        for (int d = 0; d < DM_N_DENSE; d++) {
            dm_tally_count(&self->tally, &cells, counter_of[d], 0, sum[d]);
        }
    }
}

void
dm_observe_everybody(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin, const struct dm_plan *judge)
{
    const struct dm_population *people = block->world->population;
    uint64_t end = block->first + block->m;

    if (block->world->plan->main_scheme >= 0) {
        memcpy(ledger->score + block->first,
            block->score + (size_t) block->world->plan->main_scheme * DM_COMMUNITY,
            block->m * sizeof *ledger->score);
    }
    sum_rates(self, ledger->conduct + block->first, block, twin, judge);
    compare_income(self, block, twin);
    for (uint64_t p = block->first; p < end;) {
        int32_t cell = dm_population_cell(people, p);
        uint64_t stop =
            people->cell_first[cell + 1] < end ? people->cell_first[cell + 1] : end;

        sum_run(
            self, block, (uint32_t) (p - block->first), (uint32_t) (stop - block->first));
        fold_run(self, block->world, cell);
        p = stop;
    }
}
