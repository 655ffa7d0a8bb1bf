/* SPDX-License-Identifier: Apache-2.0
 *
 * What rules do to lawful acts, all of them and not expression alone, as intensities: how
 * many there are, how many happen for a gain, how many give way to what is rewarded. Looked
 * at in one month of several: these are means over years, and acts are many. */
#include "everybody.h"

#include "observer.h"

#include <string.h>

enum dm_lawful {
    DM_LAWFUL_ALL,
    DM_LAWFUL_REWARDED,
    DM_LAWFUL_GAMED,
    DM_LAWFUL_UNREWARDED,
    DM_LAWFUL_DISPLACED,
    DM_N_LAWFUL
};
_Static_assert((int) DM_N_LAWFUL <= (int) DM_N_DENSE, "they share scratch");

static const enum dm_counter counter_of[DM_N_LAWFUL] = { DM_COUNTER_LAWFUL,
    DM_COUNTER_REWARDED, DM_COUNTER_GAMED, DM_COUNTER_UNREWARDED, DM_COUNTER_DISPLACED };

/* Lawful acts under the rules of one place and month. */
struct lawful {
    int32_t n, act[DM_MAX_ACTS];
    bool rewarded[DM_MAX_ACTS], displaced[DM_MAX_ACTS]; /* by place in `act` */
};

static bool
is_rewarded(const struct dm_plan *plan, int32_t a)
{
    bool any = false;

    for (int32_t s = 0; s < plan->n_schemes; s++) {
        any = any || (plan->scheme[s].active && plan->effect[a].points[s] > 0);
    }
    return any;
}

static void
find_lawful(struct lawful *self, const struct dm_plan *plan)
{
    self->n = 0;
    for (int32_t a = 0; a < plan->n_acts; a++) {
        const struct dm_plan_act *act = &plan->act[a];

        if (act->lawful && act->happens) {
            self->rewarded[self->n] = is_rewarded(plan, a);
            self->displaced[self->n] = act->has_gain && !self->rewarded[self->n];
            self->act[self->n++] = a;
        }
    }
}

static int64_t
rate_at(const struct dm_block *block, int32_t index)
{
    return index < DM_I_MIN ? 0 : block->grid->rate24[index - DM_I_MIN];
}

/* What gain adds to the index of an act, or displacement takes from it. */
static int32_t
gain_of(const struct dm_block *block, const struct dm_plan_act *act, int32_t n_schemes,
    uint32_t i)
{
    int32_t gain = 0;

    for (int32_t s = 0; block->alarm[i] != 0 && act->has_gain && s < n_schemes; s++) {
        gain += act->gain[s][block->level_at_start[(size_t) s * DM_COMMUNITY + i]];
    }
    return gain;
}

static void
add_person(int64_t *sum, const struct lawful *lawful, const struct dm_plan *plan,
    const struct dm_block *block, uint32_t i)
{
    for (int32_t k = 0; k < lawful->n; k++) {
        int32_t a = lawful->act[k];
        const struct dm_plan_act *act = &plan->act[a];
        int32_t index = dm_block_propensity(block, a, i) + dm_block_response(block, a, i);
        int64_t with = rate_at(block, index), without = with;

        if (lawful->rewarded[k] || lawful->displaced[k]) {
            without = rate_at(block, index - gain_of(block, act, plan->n_schemes, i));
        }
        sum[DM_LAWFUL_ALL] += with;
        if (lawful->rewarded[k]) {
            sum[DM_LAWFUL_REWARDED] += with;
            sum[DM_LAWFUL_GAMED] += with - without;
        }
        if (lawful->displaced[k]) {
            sum[DM_LAWFUL_UNREWARDED] += without;
            sum[DM_LAWFUL_DISPLACED] += without - with;
        }
    }
}

/* Persons of one jurisdiction and setting. */
static void
add_run(struct dm_observer *self, const struct dm_block *block, int32_t cell, uint32_t from,
    uint32_t to)
{
    const struct dm_plan *plan = dm_block_plan(block, from);
    int64_t *sums = self->dense->sums;
    uint16_t key[DM_COMMUNITY];
    struct lawful lawful;

    find_lawful(&lawful, plan);
    if (lawful.n == 0) {
        return;
    }
    memset(sums, 0, dm_dense_keys(block->world) * DM_N_LAWFUL * sizeof *sums);
    dm_dense_key(block->world, block->first, from, to, key);
    for (uint32_t i = from; i < to; i++) {
        /* NOLINTNEXTLINE(clang-analyzer-*): dm_dense_key() fills them */
        add_person(sums + key[i - from] * (size_t) DM_N_LAWFUL, &lawful, plan, block, i);
    }
    dm_dense_fold(self, block->world, cell, counter_of, DM_N_LAWFUL);
}

void
dm_observe_lawful(
    struct dm_observer *self, const struct dm_ledger *ledger, const struct dm_block *block)
{
    const struct dm_population *people = block->world->population;
    uint64_t end = block->first + block->m;

    if (block->tick < ledger->first ||
        (block->tick - ledger->first) % DM_LAWFUL_EVERY != 0) {
        return;
    }
    for (uint64_t p = block->first; p < end;) {
        int32_t cell = dm_population_cell(people, p);
        uint64_t stop =
            people->cell_first[cell + 1] < end ? people->cell_first[cell + 1] : end;

        add_run(self, block, cell, (uint32_t) (p - block->first),
            (uint32_t) (stop - block->first));
        p = stop;
    }
}
