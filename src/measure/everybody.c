/* SPDX-License-Identifier: Apache-2.0
 *
 * What every person adds to every month: income, work, expected acts. Conduct is summed as
 * intensity, not as a count: less noise, and no draw (docs/decisions). Intensities of those
 * who do not respond to the regime come from a table over their attributes; who responds,
 * or fares otherwise than in the twin, is seen to one by one. */
#include "everybody.h"

#include "observer.h"

#include <string.h>

static const enum dm_counter counter_of[DM_N_DENSE] = { DM_COUNTER_PERSON_MONTHS,
    DM_COUNTER_INCOME, DM_COUNTER_EXPRESSION, DM_COUNTER_OFFENCES,
    DM_COUNTER_EXPRESSION_FALL, DM_COUNTER_LOSSES, DM_COUNTER_GAINS, DM_COUNTER_LABOUR,
    DM_COUNTER_EMPLOYED };

/* Persons [from, to) of a block, of one jurisdiction and setting, no more than a chunk. */
struct chunk {
    struct dm_dense_scratch *dense;
    const struct dm_intensities *table;
    const struct dm_sway *sway;
    const struct dm_block *block, *twin;
    uint32_t from, to;
};

/* ---- intensities ---- */

static uint32_t
rate_at(const uint32_t *grid, int32_t index)
{
    return index < DM_I_MIN ? 0 : grid[index - DM_I_MIN];
}

static void
look_up(const struct chunk *self)
{
    const struct dm_intensities *table = self->table;
    const struct dm_block *block = self->block;
    const struct dm_population *people = block->world->population;
    const uint64_t first = block->first + self->from;
    const uint8_t *restrict traits = people->traits + first;
    const uint16_t *restrict norms = people->norms + first;
    const int32_t *restrict poor = block->poor + self->from;
    struct dm_dense_scratch *restrict out = self->dense;
    const uint32_t n = self->to - self->from;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t is_poor = (uint32_t) poor[i] & 1U;
        const struct dm_unlawful *unlawful = &table->unlawful[dm_intensity_place(
            &table->unlawful_norms, is_poor, traits[i], norms[i])];

        out->offences[i] = unlawful->offences;
        out->conduct[i] = unlawful->conduct;
        out->expression[i] = table->expression[dm_intensity_place(
            &table->expression_norms, is_poor, traits[i], norms[i])];
    }
}

/* What one does who is aware: acts that do not respond, and the others one by one. */
static void
respond(const struct chunk *self, uint32_t i)
{
    const struct dm_intensities *table = self->table;
    const struct dm_sway *sway = self->sway;
    const struct dm_population *people = self->block->world->population;
    const uint32_t *grid = self->block->grid->rate24;
    const uint32_t poor = (uint32_t) self->block->poor[i] & 1U, k = i - self->from;
    const uint32_t traits = people->traits[self->block->first + i];
    const uint32_t norms = people->norms[self->block->first + i];
    struct dm_unlawful unlawful = table->fixed_unlawful[dm_intensity_place(
        &table->unlawful_norms, poor, traits, norms)];
    uint64_t expression = table->fixed_expression[dm_intensity_place(
        &table->expression_norms, poor, traits, norms)];
    int32_t index[DM_MAX_ACTS];

    dm_sway_of(sway, self->block, i, index);
    for (int32_t r = 0; r < sway->n_unlawful; r++) {
        uint32_t rate = rate_at(grid, index[r]);

        unlawful.offences += rate;
        unlawful.conduct += (uint64_t) rate * table->conduct_weight[sway->act[r]] >> 16;
    }
    for (int32_t r = sway->n_unlawful; r < sway->n; r++) {
        expression += rate_at(grid, index[r]);
    }
    self->dense->offences[k] = unlawful.offences;
    self->dense->conduct[k] = unlawful.conduct;
    self->dense->expression[k] = expression;
}

/* Who is aware: her intensities change. */
static void
respond_all(const struct chunk *self)
{
    const uint8_t *restrict alarm = self->block->alarm;
    uint16_t *restrict aware = self->dense->some;
    uint32_t n = 0;

    for (uint32_t i = self->from; i < self->to; i++) {
        aware[n] = (uint16_t) i;
        n += alarm[i] != 0;
    }
    for (uint32_t k = 0; self->sway->n > 0 && k < n; k++) {
        respond(self, aware[k]);
    }
}

static int64_t
falls_of(const struct chunk *self, uint32_t i)
{
    const uint32_t *grid = self->block->grid->rate24;
    int64_t sum = 0;

    for (int32_t k = 0; k < self->table->n_expressing; k++) {
        int32_t a = self->table->expressing[k];
        uint32_t less = rate_at(grid, dm_block_rate_index(self->block, a, i));
        uint32_t more = rate_at(grid, dm_block_rate_index(self->twin, a, i));

        sum += more > less ? more - less : 0;
    }
    return sum;
}

/* Where nobody is aware and means are equal, so are the rates. */
static void
fall_all(const struct chunk *self)
{
    const uint8_t *restrict alarm = self->block->alarm, *restrict other = self->twin->alarm;
    const int32_t *restrict poor = self->block->poor, *restrict poor_too = self->twin->poor;
    struct dm_dense_scratch *dense = self->dense;
    uint32_t n = 0;

    for (uint32_t i = self->from; i < self->to; i++) {
        dense->some[n] = (uint16_t) i;
        n += (alarm[i] | other[i]) != 0 || poor[i] != poor_too[i];
    }
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = dense->some[k];

        dense->sums[dense->key[i - self->from] * (size_t) DM_N_DENSE + DM_DENSE_FALL] +=
            falls_of(self, i);
    }
}

/* ---- sums ---- */

/* Losses and gains are told apart person by person; where the worlds agree there is nothing
 * to add. */
static void
compare_income(const struct chunk *self)
{
    const int64_t *restrict own = self->block->income, *restrict other = self->twin->income;
    struct dm_dense_scratch *dense = self->dense;
    uint32_t n = 0;

    for (uint32_t i = self->from; i < self->to; i++) {
        dense->some[n] = (uint16_t) i;
        n += own[i] != other[i];
    }
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = dense->some[k];
        int64_t gain = own[i] - other[i];
        int64_t *sum = dense->sums + dense->key[i - self->from] * (size_t) DM_N_DENSE;

        sum[gain < 0 ? DM_DENSE_LOSSES : DM_DENSE_GAINS] += gain < 0 ? -gain : gain;
    }
}

/* Stays at its largest value. */
static void
add_conduct(const struct chunk *self, uint32_t *ledger)
{
    uint32_t *restrict conduct = ledger + self->block->first + self->from;
    const uint64_t *restrict more = self->dense->conduct;
    const uint32_t n = self->to - self->from;

    for (uint32_t i = 0; i < n; i++) {
        uint64_t sum = conduct[i] + more[i];

        conduct[i] = sum < UINT32_MAX ? (uint32_t) sum : UINT32_MAX;
    }
}

/* Three counts of a run of at most a community fit into one number. */
#define COUNT_BITS 16
_Static_assert(DM_COMMUNITY < 1 << COUNT_BITS, "counts of a community");

static void
add_up(const struct chunk *self)
{
    const struct dm_world *world = self->block->world;
    const uint64_t first = self->block->first + self->from;
    const uint8_t *restrict traits = world->population->traits + first;
    const uint8_t *restrict employed = world->employed[0] + first;
    const int64_t *restrict income = self->block->income + self->from;
    const uint64_t *restrict expression = self->dense->expression;
    const uint64_t *restrict offences = self->dense->offences;
    const uint16_t *restrict key = self->dense->key;
    int64_t *restrict sums = self->dense->sums;
    const uint32_t n = self->to - self->from;

    for (uint32_t i = 0; i < n; i++) {
        int64_t *sum = sums + key[i] * (size_t) DM_N_DENSE;

        sum[DM_DENSE_PERSONS] +=
            1 + ((int64_t) ((traits[i] & DM_TRAIT_LABOUR) != 0) << COUNT_BITS) +
            ((int64_t) employed[i] << 2 * COUNT_BITS);
        sum[DM_DENSE_INCOME] += income[i];
        sum[DM_DENSE_EXPRESSION] += (int64_t) expression[i];
        sum[DM_DENSE_OFFENCES] += (int64_t) offences[i];
    }
}

static void
take_apart(int64_t *sums, size_t keys)
{
    for (size_t key = 0; key < keys; key++) {
        int64_t *sum = sums + key * DM_N_DENSE;
        int64_t counts = sum[DM_DENSE_PERSONS];

        sum[DM_DENSE_PERSONS] = counts & ((1 << COUNT_BITS) - 1);
        sum[DM_DENSE_LABOUR] = counts >> COUNT_BITS & ((1 << COUNT_BITS) - 1);
        sum[DM_DENSE_EMPLOYED] = counts >> 2 * COUNT_BITS;
    }
}

void
dm_dense_key(
    const struct dm_world *world, uint64_t first, uint32_t from, uint32_t to, uint16_t *key)
{
    const struct dm_population *people = world->population;
    const int32_t s = world->plan->main_scheme;
    const uint8_t *restrict traits = people->traits + first;
    const uint8_t *restrict quintile = people->quintile + first;
    const uint8_t *restrict age_band = people->age_band + first;
    const uint8_t *restrict tier = s >= 0 ? world->tier[s] + first : NULL;
    const uint32_t bands = (uint32_t) people->n_age_bands;
    uint16_t *restrict out = key;

    for (uint32_t i = from; i < to; i++) {
        uint32_t group = (traits[i] & DM_TRAIT_GROUP_B) != 0;

        out[i - from] =
            (uint16_t) ((group * DM_MAX_QUINTILES + quintile[i]) * bands + age_band[i]);
    }
    for (uint32_t i = from; tier != NULL && i < to; i++) {
        out[i - from] = (uint16_t) (out[i - from] * DM_MAX_TIERS + tier[i]);
    }
}

/* ---- breakdown ---- */

/* The sums of one counter along the dimensions of the keys. */
struct margins {
    int64_t total, group[DM_N_GROUPS], quintile[DM_MAX_QUINTILES], band[DM_MAX_AGE_BANDS],
        tier[DM_MAX_TIERS];
};

static void
sum_margins(
    struct margins *out, const int64_t *sums, int n, int d, size_t bands, size_t tiers)
{
    const int64_t *sum = sums;

    *out = (struct margins){ .total = 0 };
    for (size_t g = 0; g < DM_N_GROUPS; g++) {
        for (size_t q = 0; q < DM_MAX_QUINTILES; q++) {
            for (size_t b = 0; b < bands; b++) {
                for (size_t t = 0; t < tiers; t++, sum += n) {
                    int64_t value = sum[0] != 0 ? sum[d] : 0; /* nobody: nothing */

                    out->total += value;
                    out->group[g] += value;
                    out->quintile[q] += value;
                    out->band[b] += value;
                    out->tier[t] += value;
                }
            }
        }
    }
}

static void
add_margins(
    int64_t *count, const struct margins *margins, int32_t cell, size_t bands, size_t tiers)
{
    count[DM_CELL_TOTAL] += margins->total;
    count[DM_CELL_SETTING + cell % 2] += margins->total;
    count[DM_CELL_JURISDICTION + cell / 2] += margins->total;
    for (size_t g = 0; g < DM_N_GROUPS; g++) {
        count[DM_CELL_GROUP + g] += margins->group[g];
    }
    for (size_t q = 0; q < DM_MAX_QUINTILES; q++) {
        count[DM_CELL_QUINTILE + q] += margins->quintile[q];
    }
    for (size_t b = 0; b < bands; b++) {
        count[DM_CELL_AGE_BAND + b] += margins->band[b];
    }
    for (size_t t = 0; tiers > 1 && t < tiers; t++) {
        count[DM_CELL_TIER + t] += margins->tier[t];
    }
}

void
dm_dense_fold(struct dm_observer *self, const struct dm_world *world, int32_t cell,
    const enum dm_counter *counter, int n)
{
    size_t bands = (size_t) world->population->n_age_bands;
    size_t tiers = world->plan->main_scheme >= 0 ? DM_MAX_TIERS : 1;
    struct margins margins;

    for (int d = 0; d < n; d++) {
        if (self->tally.shape.slot[counter[d]] != DM_NO_SLOT) {
            sum_margins(&margins, self->dense->sums, n, d, bands, tiers);
            add_margins(dm_tally_cells_kept(&self->tally, counter[d], 0), &margins, cell,
                bands, tiers);
        }
    }
}

/* ---- a block ---- */

/* Persons of one jurisdiction and setting. */
static void
observe_run(struct dm_observer *self, struct dm_ledger *ledger, struct chunk *chunk,
    int32_t cell, uint32_t from, uint32_t to)
{
    const struct dm_block *block = chunk->block;
    size_t keys = dm_dense_keys(block->world);

    memset(self->dense->sums, 0, keys * DM_N_DENSE * sizeof *self->dense->sums);
    chunk->table = dm_intensity_book_at(self->intensities, cell / 2, block->tick);
    chunk->sway = dm_intensity_book_sway(self->intensities, cell / 2, block->tick);
    for (uint32_t at = from; at < to; at = chunk->to) {
        chunk->from = at;
        chunk->to = to - at < DM_CHUNK ? to : at + DM_CHUNK;
        dm_dense_key(block->world, block->first, chunk->from, chunk->to, self->dense->key);
        look_up(chunk);
        respond_all(chunk);
        if (chunk->twin != NULL) {
            fall_all(chunk);
            compare_income(chunk);
        }
        add_conduct(chunk, ledger->conduct);
        add_up(chunk);
    }
    take_apart(self->dense->sums, keys);
    dm_dense_fold(self, block->world, cell, counter_of, DM_N_DENSE);
}

void
dm_observe_everybody(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin)
{
    const struct dm_population *people = block->world->population;
    struct chunk chunk = { .dense = self->dense, .block = block, .twin = twin };
    uint64_t end = block->first + block->m;

    if (block->world->plan->main_scheme >= 0) {
        memcpy(ledger->score + block->first,
            block->score + (size_t) block->world->plan->main_scheme * DM_COMMUNITY,
            block->m * sizeof *ledger->score);
    }
    self->no_memory = !dm_ledger_earn(ledger, block) || self->no_memory;
    for (uint64_t p = block->first; p < end;) {
        int32_t cell = dm_population_cell(people, p);
        uint64_t stop =
            people->cell_first[cell + 1] < end ? people->cell_first[cell + 1] : end;

        observe_run(self, ledger, &chunk, cell, (uint32_t) (p - block->first),
            (uint32_t) (stop - block->first));
        p = stop;
    }
}
