/* SPDX-License-Identifier: Apache-2.0
 *
 * What the measures see of a block after it stepped: the worlds are const, nothing is
 * drawn, and what must be remembered of a person over the run is kept in a ledger of the
 * measures' own. */
#ifndef DEMERIT_MEASURE_OBSERVER_H
#define DEMERIT_MEASURE_OBSERVER_H

#include "intensity.h"
#include "ledger.h"
#include "tally.h"
#include "world/cause.h"

struct dm_dense_scratch; /* everybody.h */

/* Everything about one thread's measuring of one world. */
struct dm_observer {
    struct dm_tally tally; /* of the month so far, this thread's communities */
    const struct dm_intensity_book *intensities; /* borrowed */
    struct dm_dense_scratch *dense;              /* owned */
    bool no_memory; /* the ledger could not grow: the tick is void */
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
