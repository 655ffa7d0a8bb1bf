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

/* Which of the columns a run needs. */
struct dm_ledger_needs {
    bool history, wrong, entered, income;
};

static struct dm_ledger_needs
needs_of(const struct dm_plan *plan, const struct dm_run *run)
{
    bool sanctions = plan->n_lists > 0 || plan->spell_schemes != 0;

    return (struct dm_ledger_needs){
        .history = sanctions,
        .wrong = sanctions && plan->measure_causes,
        .entered = plan->n_lists > 0 && plan->measure_causes,
        .income = 12 * run->years - run->warmup_months >= 24,
    };
}

int64_t
dm_ledger_bytes(const struct dm_plan *plan, const struct dm_run *run)
{
    struct dm_ledger_needs needs = needs_of(plan, run);
    const struct dm_ledger *self = NULL;
    size_t bytes = sizeof *self->conduct + sizeof *self->lost + sizeof *self->ever +
                   sizeof *self->score;

    bytes += needs.history ? sizeof *self->sanction : 0;
    bytes += needs.wrong ? sizeof *self->wrong : 0;
    bytes += needs.entered ? sizeof *self->entered : 0;
    bytes += needs.income ? 2 * sizeof *self->income[0] : 0;
    return (int64_t) bytes;
}

dm_status
dm_ledger_init_for(struct dm_ledger *self, uint64_t n, const struct dm_plan *plan,
    const struct dm_run *run, struct dm_error *err)
{
    struct dm_ledger_needs needs = needs_of(plan, run);
    dm_status st = dm_ledger_init(self, n, err);

    if (st != DM_OK) {
        return st;
    }
    self->first = (uint32_t) run->warmup_months;
    self->end = (uint32_t) (12 * run->years);
    self->sanction = needs.history ? calloc((size_t) n, sizeof *self->sanction) : NULL;
    self->wrong = needs.wrong ? calloc((size_t) n, sizeof *self->wrong) : NULL;
    self->entered = needs.entered ? calloc((size_t) n, sizeof *self->entered) : NULL;
    for (int k = 0; needs.income && k < 2; k++) {
        self->income[k] = calloc((size_t) n, sizeof *self->income[k]);
    }
    if (needs.history != (self->sanction != NULL) || needs.wrong != (self->wrong != NULL) ||
        needs.entered != (self->entered != NULL) ||
        needs.income != (self->income[0] != NULL) ||
        needs.income != (self->income[1] != NULL)) {
        dm_ledger_clear(self);
        st = dm_error_set(err, DM_ENOMEM, "no memory for the measures of %llu persons",
            (unsigned long long) n);
    }
    return st;
}

void
dm_ledger_clear(struct dm_ledger *self)
{
    free(self->sanction);
    free(self->wrong);
    free(self->entered);
    /* NOLINTNEXTLINE(clang-analyzer-*): cleared at the end */
    free(self->income[0]);
    /* NOLINTNEXTLINE(clang-analyzer-*): cleared at the end */
    free(self->income[1]);
    /* NOLINTNEXTLINE(clang-analyzer-*): cleared at the end */
    free(self->conduct);
    /* NOLINTNEXTLINE(clang-analyzer-*): cleared at the end */
    free(self->lost);
    free(self->ever);
    free(self->score);
    *self = (struct dm_ledger){ 0 };
}

static void
zero(void *column, uint64_t n, size_t width)
{
    if (column != NULL) {
        memset(column, 0, (size_t) n * width);
    }
}

void
dm_ledger_zero(struct dm_ledger *self)
{
    zero(self->conduct, self->n, sizeof *self->conduct);
    zero(self->lost, self->n, sizeof *self->lost);
    zero(self->ever, self->n, sizeof *self->ever);
    zero(self->score, self->n, sizeof *self->score);
    zero(self->sanction, self->n, sizeof *self->sanction);
    zero(self->wrong, self->n, sizeof *self->wrong);
    zero(self->entered, self->n, sizeof *self->entered);
    zero(self->income[0], self->n, sizeof *self->income[0]);
    zero(self->income[1], self->n, sizeof *self->income[1]);
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
        { "ledger.sanction", self->sanction, sizeof *self->sanction },
        { "ledger.wrong", self->wrong, sizeof *self->wrong },
        { "ledger.entered", self->entered, sizeof *self->entered },
        { "ledger.income_first", self->income[0], sizeof *self->income[0] },
        { "ledger.income_last", self->income[1], sizeof *self->income[1] },
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
        .dense = calloc(1, sizeof *self->dense),
    };
    st = dm_tally_init(&self->tally, plan, err);
    if (st == DM_OK && self->dense == NULL) {
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
    free(self->dense);
    *self = (struct dm_observer){ 0 };
}

void
dm_observe_block(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin)
{
    dm_observe_events(self, ledger, block);
    dm_observe_spells(self, ledger, block);
    dm_observe_mood(&self->tally, block);
    dm_observe_stocks(&self->tally, block);
    dm_observe_everybody(self, ledger, block, twin);
    dm_observe_lawful(self, ledger, block);
}

void
dm_observe_end(
    struct dm_tally *tally, const struct dm_ledger *ledger, const struct dm_world *world)
{
    for (uint64_t p = 0; p < ledger->n; p++) {
        struct dm_cells cells = dm_cells_of(world, p);

        dm_tally_count(tally, &cells, DM_COUNTER_PERSONS, 0, 1);
        dm_tally_count(tally, &cells, DM_COUNTER_LISTED_EVER, 0, ledger->ever[p]);
        if (ledger->entered != NULL && ledger->entered[p] != 0) {
            dm_tally_count(tally, &cells, DM_COUNTER_LISTED_NEW, 0, 1);
            dm_tally_count(
                tally, &cells, DM_COUNTER_LISTED_TRUE, 0, ledger->entered[p] >> 1 & 1);
        }
    }
}
