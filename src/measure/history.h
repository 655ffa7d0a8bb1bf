/* SPDX-License-Identifier: Apache-2.0
 *
 * How long it lasts, person by person: the first time that somebody comes under a sanction,
 * and the first that is wrongful by rule, as the measures saw them; and what follows for
 * the society (Kaplan & Meier 1958). */
#ifndef DEMERIT_MEASURE_HISTORY_H
#define DEMERIT_MEASURE_HISTORY_H

#include "tally.h"

#define DM_HISTORY_MONTHS 60 /* how far survival is followed */
#define DM_HISTORY_JOINED 12 /* months free after which one has left for good */

/* From the first month to the last one so far; all zero: none. */
struct dm_history {
    uint16_t from; /* 1 + the tick; DM_HISTORY_BEFORE */
    uint16_t last; /* the tick */
};

#define DM_HISTORY_BEFORE 0x7fffU /* it had begun before the measures ran: not followed */
#define DM_HISTORY_FLAG   0x8000U /* of `last`: closed; of `from`: another person came */

/* The person is under it in month `tick`. A month that comes after less than `joined` free
 * ones continues it; later ones are not of the first time. `begins`: not since before the
 * measures ran, should this be the first month seen. */
void dm_history_add(struct dm_history *self, uint32_t tick, uint32_t joined, bool begins);
/* Another person stands here from month `tick` on. */
void dm_history_close(struct dm_history *self, uint32_t tick);

/* Numbers of months that histories lasted: ended[k] after k months; open[k] went on for
 * more than k, and nothing further is known. What lasts longer counts as open at
 * DM_HISTORY_MONTHS. */
struct dm_lifetimes {
    uint32_t ended[DM_HISTORY_MONTHS + 1], open[DM_HISTORY_MONTHS + 1];
};

/* Adds a history, at the end of a run of `end` months. One that went on less than `joined`
 * months before `end` may go on. Returns whether it counts as one. */
bool dm_lifetimes_add(struct dm_lifetimes *self, const struct dm_history *history,
    uint32_t joined, uint32_t end);
/* Share that lasts more than `months` (at most DM_HISTORY_MONTHS). NaN where nobody was
 * followed for so long. */
double dm_lifetimes_beyond(const struct dm_lifetimes *self, int32_t months);
/* Mean months, none counted beyond `months`. Past the last that was followed the share
 * stays as it is (Gill 1980). NaN without any. */
double dm_lifetimes_mean(const struct dm_lifetimes *self, int32_t months);

/* What histories of one kind come to, by breakdown cell. */
struct dm_durations {
    double value[DM_N_CELLS]; /* NaN: undefined */
    int64_t n[DM_N_CELLS];    /* histories */
};

#endif
