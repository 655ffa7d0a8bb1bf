/* SPDX-License-Identifier: Apache-2.0
 *
 * What the measures must remember of a person over the run: conduct, access lost, for how
 * long a sanction lasted, income of two years. What most persons do not have is kept of
 * those who have it. */
#ifndef DEMERIT_MEASURE_LEDGER_H
#define DEMERIT_MEASURE_LEDGER_H

#include "history.h"
#include "world/block.h"
#include "world/few.h"

/* bits of dm_ledger_row.flags */
enum {
    DM_LEDGER_LISTED = 1,  /* was on a list */
    DM_LEDGER_ENTERED = 2, /* entered one */
    DM_LEDGER_OFFENDED = 4 /* with a true unlawful record in force */
};

/* Of somebody who came under a sanction or onto a list: 14 bytes, in parts of two. */
struct dm_ledger_row {
    uint16_t lost[2];           /* service-months without access, 2^-16: low half, high */
    struct dm_history sanction; /* under a sanction, of a list or tier */
    struct dm_history wrongful; /* under one that is wrongful by rule */
    uint16_t flags;
};

/* Sums over the run of one world, by person. */
struct dm_ledger {
    uint64_t n;
    uint32_t n_communities;
    uint32_t *conduct; /* [n] expected unlawful acts times the regime's weight, 2^-8; stays
                          at its largest value */
    int32_t *score;    /* [n] final score of the main scheme at the last tick seen,
                          centipoints;    NULL without a scheme: all are 0 */
    struct dm_few *rows; /* [n_communities] of struct dm_ledger_row */

    /* ---- only where dm_ledger_init_for() finds a use for it ---- */
    uint32_t first, end; /* ticks that are measured: [first, end) */
    bool keeps_sanction, keeps_wrongful, keeps_entered; /* these fields of rows */
    struct dm_few *income[2]; /* [n_communities] of the first and last measured year, of
                                 uint32_t: what it differs by from as many twelfths of the
                                 base income, modulo 2^32; NULL: not kept */
};

/* With scores, and without what depends on the run. */
dm_status dm_ledger_init(
    struct dm_ledger *self, uint64_t n, struct dm_error *err) DM_MUST_USE;
/* The same for a run of a scenario under `plan`, with what its measures need. */
dm_status dm_ledger_init_for(struct dm_ledger *self, uint64_t n, const struct dm_plan *plan,
    const struct dm_run *run, struct dm_error *err) DM_MUST_USE;
void dm_ledger_clear(struct dm_ledger *self);
void dm_ledger_zero(struct dm_ledger *self);

/* Of n persons in such a run, before there is any row. */
int64_t dm_ledger_bytes(const struct dm_plan *plan, const struct dm_run *run, uint64_t n);
/* Rows and incomes of persons who have them: what grows with what happens. */
int64_t dm_ledger_row_bytes(const struct dm_ledger *self);

/* NULL: the person has none. */
static inline const struct dm_ledger_row *
dm_ledger_find(const struct dm_ledger *self, uint64_t p)
{
    return (const struct dm_ledger_row *) dm_few_find(
        &self->rows[p / DM_COMMUNITY], (uint32_t) (p % DM_COMMUNITY));
}

/* All zeros at first; NULL: no memory. */
static inline struct dm_ledger_row *
dm_ledger_put(struct dm_ledger *self, uint64_t p)
{
    return (struct dm_ledger_row *) dm_few_put(
        &self->rows[p / DM_COMMUNITY], (uint32_t) (p % DM_COMMUNITY));
}

static inline uint32_t
dm_ledger_lost_of(const struct dm_ledger_row *row)
{
    return row->lost[0] | (uint32_t) row->lost[1] << 16;
}

/* Service-months without access of a person, 2^-16. */
static inline uint32_t
dm_ledger_lost(const struct dm_ledger *self, uint64_t p)
{
    const struct dm_ledger_row *row = dm_ledger_find(self, p);

    return row != NULL ? dm_ledger_lost_of(row) : 0;
}

/* Of everybody: out[n]. */
void dm_ledger_lost_all(const struct dm_ledger *self, uint32_t *out);
/* Modulo 2^32. False: no memory. */
bool dm_ledger_lose(struct dm_ledger *self, uint64_t p, uint32_t lost) DM_MUST_USE;

/* 1: the person was ever on a list. */
static inline uint8_t
dm_ledger_listed(const struct dm_ledger *self, uint64_t p)
{
    const struct dm_ledger_row *row = dm_ledger_find(self, p);

    return row != NULL && (row->flags & DM_LEDGER_LISTED) != 0;
}

/* Final score, centipoints; 0 without a scheme. */
static inline int32_t
dm_ledger_score(const struct dm_ledger *self, uint64_t p)
{
    return self->score != NULL ? self->score[p] : 0;
}

/* Adds the income of a block's month, where the month is of the first or the last measured
 * year. False: no memory. */
bool dm_ledger_earn(struct dm_ledger *self, const struct dm_block *block) DM_MUST_USE;
/* Income of the first (0) or last (1) measured year after it, twelfths of yuan; at most
 * UINT32_MAX. Only where it is kept. */
uint32_t dm_ledger_income(const struct dm_ledger *self, int which,
    const struct dm_population *people, uint64_t p);

#endif
