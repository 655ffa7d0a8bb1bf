/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of the ledger, and what is not a matter of one line: days lost of everybody, and
 * income as what differs from the base income, which most persons have month after month.
 */
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#define YEAR 12U

_Static_assert(sizeof(struct dm_ledger_row) == 14, "no bytes between");

/* ---- memory ---- */

static uint32_t
size_of(uint64_t n, uint32_t community)
{
    uint64_t left = n - (uint64_t) community * DM_COMMUNITY;

    return left < DM_COMMUNITY ? (uint32_t) left : DM_COMMUNITY;
}

/* NULL: no memory. */
static struct dm_few *
make_few(const struct dm_ledger *ledger, uint32_t width)
{
    struct dm_few *few = calloc(ledger->n_communities, sizeof *few);
    bool ok = few != NULL;

    for (uint32_t c = 0; ok && c < ledger->n_communities; c++) {
        ok = dm_few_init(&few[c], size_of(ledger->n, c), width);
    }
    if (!ok && few != NULL) {
        for (uint32_t c = 0; c < ledger->n_communities; c++) {
            dm_few_clear(&few[c]);
        }
        free(few);
        few = NULL;
    }
    return few;
}

static void
free_few(struct dm_few *few, uint32_t n_communities)
{
    for (uint32_t c = 0; few != NULL && c < n_communities; c++) {
        dm_few_clear(&few[c]);
    }
    free(few);
}

static dm_status
no_memory(struct dm_ledger *self, struct dm_error *err)
{
    unsigned long long n = self->n;

    dm_ledger_clear(self);
    (void) dm_error_set(err, DM_ENOMEM, "no memory for the measures of %llu persons", n);
    return DM_ENOMEM;
}

static dm_status
init(struct dm_ledger *self, uint64_t n, bool scores, struct dm_error *err)
{
    *self = (struct dm_ledger){
        .n = n,
        .n_communities = (uint32_t) ((n + DM_COMMUNITY - 1) / DM_COMMUNITY),
        .conduct = calloc((size_t) n, sizeof *self->conduct),
        .score = scores ? calloc((size_t) n, sizeof *self->score) : NULL,
    };
    self->rows = make_few(self, sizeof(struct dm_ledger_row));
    return self->conduct != NULL && scores == (self->score != NULL) && self->rows != NULL
               ? DM_OK
               : no_memory(self, err);
}

dm_status
dm_ledger_init(struct dm_ledger *self, uint64_t n, struct dm_error *err)
{
    return init(self, n, true, err);
}

static bool
keeps_income(const struct dm_run *run)
{
    return 12 * run->years - run->warmup_months >= 2 * (int32_t) YEAR;
}

dm_status
dm_ledger_init_for(struct dm_ledger *self, uint64_t n, const struct dm_plan *plan,
    const struct dm_run *run, struct dm_error *err)
{
    bool sanctions = plan->n_lists > 0 || plan->spell_schemes != 0;
    dm_status st = init(self, n, plan->main_scheme >= 0, err);

    if (st != DM_OK) {
        return st;
    }
    self->first = (uint32_t) run->warmup_months;
    self->end = (uint32_t) (12 * run->years);
    self->keeps_sanction = sanctions;
    self->keeps_wrongful = sanctions && plan->measure_causes;
    self->keeps_entered = plan->n_lists > 0 && plan->measure_causes;
    for (int k = 0; keeps_income(run) && k < 2; k++) {
        self->income[k] = make_few(self, sizeof(uint32_t));
        if (self->income[k] == NULL) {
            return no_memory(self, err);
        }
    }
    return DM_OK;
}

void
dm_ledger_clear(struct dm_ledger *self)
{
    free_few(self->rows, self->n_communities);
    free_few(self->income[0], self->n_communities);
    free_few(self->income[1], self->n_communities);
    free(self->conduct);
    free(self->score);
    *self = (struct dm_ledger){ 0 };
}

void
dm_ledger_zero(struct dm_ledger *self)
{
    memset(self->conduct, 0, (size_t) self->n * sizeof *self->conduct);
    if (self->score != NULL) {
        memset(self->score, 0, (size_t) self->n * sizeof *self->score);
    }
    for (uint32_t c = 0; c < self->n_communities; c++) {
        dm_few_empty(&self->rows[c]);
        for (int k = 0; k < 2 && self->income[k] != NULL; k++) {
            dm_few_empty(&self->income[k][c]);
        }
    }
}

int64_t
dm_ledger_bytes(const struct dm_plan *plan, const struct dm_run *run, uint64_t n)
{
    const struct dm_ledger *self = NULL;
    size_t all = sizeof *self->conduct + (plan->main_scheme >= 0 ? sizeof *self->score : 0);

    return (int64_t) (n * all) + (keeps_income(run) ? 3 : 1) * dm_few_bits_bytes(n);
}

int64_t
dm_ledger_row_bytes(const struct dm_ledger *self)
{
    int64_t bytes = 0;

    for (uint32_t c = 0; c < self->n_communities; c++) {
        bytes += dm_few_row_bytes(&self->rows[c]);
        for (int k = 0; k < 2 && self->income[k] != NULL; k++) {
            bytes += dm_few_row_bytes(&self->income[k][c]);
        }
    }
    return bytes;
}

/* ---- days lost ---- */

void
dm_ledger_lost_all(const struct dm_ledger *self, uint32_t *out)
{
    for (uint64_t p = 0; p < self->n; p++) {
        out[p] = dm_ledger_lost(self, p);
    }
}

bool
dm_ledger_lose(struct dm_ledger *self, uint64_t p, uint32_t lost)
{
    struct dm_ledger_row *row = dm_ledger_put(self, p);

    if (row == NULL) {
        return false;
    }
    lost += dm_ledger_lost_of(row);
    row->lost[0] = (uint16_t) (lost & UINT16_MAX);
    row->lost[1] = (uint16_t) (lost >> 16);
    return true;
}

/* ---- income ---- */

static uint32_t
saturated(uint64_t sum)
{
    return sum < UINT32_MAX ? (uint32_t) sum : UINT32_MAX;
}

/* Adds a month to what `months` before it came to; `base` is the base income. */
static bool
earn(struct dm_few *few, uint32_t i, uint32_t months, uint32_t base, uint32_t income)
{
    const uint32_t *row = dm_few_find(few, i);
    uint32_t sum = months * base + (row != NULL ? *row : 0);
    uint32_t differs = saturated((uint64_t) sum + income) - (months + 1) * base;
    uint32_t *kept;

    if (differs == 0) {
        dm_few_take(few, i);
        return true;
    }
    kept = dm_few_put(few, i);
    if (kept != NULL) {
        *kept = differs;
    }
    return kept != NULL;
}

bool
dm_ledger_earn(struct dm_ledger *self, const struct dm_block *block)
{
    const int32_t *base = block->world->population->base_income + block->first;
    bool last = block->tick + YEAR >= self->end, ok = true;
    uint32_t months = block->tick - (last ? self->end - YEAR : self->first);
    struct dm_few *few;

    if (self->income[0] == NULL || block->tick < self->first ||
        (block->tick >= self->first + YEAR && !last)) {
        return true;
    }
    few = &self->income[last][block->community];
    for (uint32_t i = 0; i < block->m; i++) {
        int64_t income = block->income[i] > 0 ? block->income[i] : 0;
        bool plain = income == base[i] && (uint32_t) base[i] <= UINT32_MAX / YEAR;

        if (!plain || dm_few_has(few, i)) {
            ok = earn(few, i, months, (uint32_t) base[i], saturated((uint64_t) income)) &&
                 ok;
        }
    }
    return ok;
}

uint32_t
dm_ledger_income(
    const struct dm_ledger *self, int which, const struct dm_population *people, uint64_t p)
{
    const uint32_t *row =
        dm_few_find(&self->income[which][p / DM_COMMUNITY], (uint32_t) (p % DM_COMMUNITY));

    return YEAR * (uint32_t) people->base_income[p] + (row != NULL ? *row : 0);
}
