/* SPDX-License-Identifier: Apache-2.0
 *
 * What the measures see of a block after it stepped: the worlds are const, nothing is
 * drawn, and what must be remembered of a person over the run (conduct in the twin, access
 * lost, ever listed) is kept in a ledger of the measures' own. */
#ifndef DEMERIT_MEASURE_OBSERVER_H
#define DEMERIT_MEASURE_OBSERVER_H

#include "history.h"
#include "intensity.h"
#include "tally.h"
#include "world/block.h"
#include "world/cause.h"

/* Sums over the run of one world, by person. */
struct dm_ledger {
    uint64_t n;
    uint32_t *conduct; /* expected unlawful acts times the regime's weight, 2^-8; stays at
                          its largest value */
    uint32_t *lost;    /* service-months without access, 2^-16 */
    uint8_t *ever;     /* 1: was listed */
    int32_t *score; /* final score of the main scheme at the last tick seen, centipoints */

    /* ---- only where dm_ledger_init_for() finds a use for it; else NULL ---- */
    uint32_t first, end;         /* ticks that are measured: [first, end) */
    struct dm_history *sanction; /* under a sanction, of a list or tier */
    struct dm_history *wrong;    /* under one that is wrongful by rule */
    uint8_t *entered;    /* 1: entered a list; 2: with a true unlawful record in force */
    uint32_t *income[2]; /* of the first and last measured year, twelfths of yuan */
};

dm_status dm_ledger_init(
    struct dm_ledger *self, uint64_t n, struct dm_error *err) DM_MUST_USE;
/* The same for a run of a scenario under `plan`, with what its measures need. */
dm_status dm_ledger_init_for(struct dm_ledger *self, uint64_t n, const struct dm_plan *plan,
    const struct dm_run *run, struct dm_error *err) DM_MUST_USE;
void dm_ledger_clear(struct dm_ledger *self);
void dm_ledger_zero(struct dm_ledger *self);
/* A person, in such a run. */
int64_t dm_ledger_bytes(const struct dm_plan *plan, const struct dm_run *run);

/* What it is made of, for checkpoints: an array of `width` bytes a person; whoever adds one
 * adds it there. */
struct dm_ledger_column {
    const char *name;
    void *values; /* [n]; NULL where this run keeps none */
    size_t width;
};
#define DM_LEDGER_COLUMNS 9
void dm_ledger_columns(
    const struct dm_ledger *self, struct dm_ledger_column out[DM_LEDGER_COLUMNS]);

struct dm_dense_scratch; /* everybody.h */

/* Everything about one thread's measuring of one world. */
struct dm_observer {
    struct dm_tally tally; /* of the month so far, this thread's communities */
    const struct dm_intensity_book *intensities; /* borrowed */
    struct dm_dense_scratch *dense;              /* owned */
};

dm_status dm_observer_init(struct dm_observer *self, const struct dm_plan *plan,
    const struct dm_intensity_book *intensities, struct dm_error *err) DM_MUST_USE;
void dm_observer_clear(struct dm_observer *self);

/* One block of one world. `twin` is the same block in the twin, or NULL. */
void dm_observe_block(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin);

/* Once, after the last tick: what is counted by person. */
void dm_observe_end(
    struct dm_tally *tally, const struct dm_ledger *ledger, const struct dm_world *world);
/* Months under a sanction before one leaves, share beyond DM_HISTORY_MONTHS; and mean
 * months under one that is wrongful by rule. All undefined where no history is kept. */
dm_status dm_durations_of(const struct dm_ledger *ledger, const struct dm_world *world,
    struct dm_durations *trapped, struct dm_durations *wrongful,
    struct dm_error *err) DM_MUST_USE;

/* Their parts, one file each. */
void dm_observe_events(
    struct dm_observer *self, struct dm_ledger *ledger, const struct dm_block *block);
/* A refusal, split by where the records behind it were collected. */
void dm_observe_refusal(
    struct dm_tally *tally, const struct dm_block *block, const struct dm_event *event);
void dm_observe_mood(struct dm_tally *tally, const struct dm_block *block);
/* What mechanisms beyond the spine hold this month: copies, cases, members, ties, means. */
void dm_observe_stocks(struct dm_tally *tally, const struct dm_block *block);
/* Expected lawful acts, those that gain brings, those it displaces; in one month of
 * DM_LAWFUL_EVERY, from ledger->first on. */
void dm_observe_lawful(
    struct dm_observer *self, const struct dm_ledger *ledger, const struct dm_block *block);
#define DM_LAWFUL_EVERY 7 /* no divisor of a year: all of its months have their turn */
void dm_observe_spells(
    struct dm_observer *self, struct dm_ledger *ledger, const struct dm_block *block);
void dm_observe_everybody(struct dm_observer *self, struct dm_ledger *ledger,
    const struct dm_block *block, const struct dm_block *twin);

#endif
