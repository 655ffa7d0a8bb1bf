/* SPDX-License-Identifier: Apache-2.0
 *
 * Survival from integer numbers of ends and open histories by month; doubles only at the
 * end, in order of months. */
#include "history.h"

#include <math.h>

static bool
is_of_this_person(const struct dm_history *self)
{
    return self->from != 0 && (self->last & DM_HISTORY_FLAG) == 0;
}

void
dm_history_add(struct dm_history *self, uint32_t tick, uint32_t joined, bool begins)
{
    if (self->from == 0) {
        self->from = (uint16_t) (begins ? tick + 1 : DM_HISTORY_BEFORE);
        self->last = (uint16_t) tick;
    } else if (is_of_this_person(self) && tick - self->last - 1U < joined) {
        self->last = (uint16_t) tick;
    }
}

void
dm_history_close(struct dm_history *self, uint32_t tick)
{
    if (is_of_this_person(self)) {
        if (self->last + 1U == tick) {
            self->from |= DM_HISTORY_FLAG; /* how long it would have lasted is not known */
        }
        self->last |= DM_HISTORY_FLAG;
    }
}

/* `months` known to have passed, and whether it ended after them. */
static void
count(struct dm_lifetimes *self, uint32_t months, bool ended)
{
    if (months > DM_HISTORY_MONTHS) {
        months = DM_HISTORY_MONTHS;
        ended = false;
    }
    self->ended[months] += ended;
    self->open[months] += !ended;
}

bool
dm_lifetimes_add(struct dm_lifetimes *self, const struct dm_history *history,
    uint32_t joined, uint32_t end)
{
    uint32_t from = history->from & ~DM_HISTORY_FLAG;
    uint32_t free_from = (history->last & ~DM_HISTORY_FLAG) + 1U;
    bool replaced = (history->from & DM_HISTORY_FLAG) != 0;

    if (from == 0 || from == DM_HISTORY_BEFORE) {
        return false;
    }
    from -= 1;
    if (free_from + joined <= end) {
        count(self, replaced ? free_from - from - 1 : free_from - from, !replaced);
    } else {
        /* whoever is inside, or out for too short a time to tell, was inside then */
        count(self, from + joined < end ? end - joined - from : 0U, false);
    }
    return true;
}

static uint64_t
number(const struct dm_lifetimes *self)
{
    uint64_t n = 0;

    for (int32_t k = 0; k <= DM_HISTORY_MONTHS; k++) {
        n += (uint64_t) self->ended[k] + self->open[k];
    }
    return n;
}

double
dm_lifetimes_beyond(const struct dm_lifetimes *self, int32_t months)
{
    uint64_t at_risk = number(self) - self->open[0];
    double share = 1.0;

    for (int32_t k = 1; k <= months; k++) {
        if (at_risk == 0) {
            return share > 0.0 ? (double) NAN : 0.0;
        }
        share *= 1.0 - (double) self->ended[k] / (double) at_risk;
        at_risk -= (uint64_t) self->ended[k] + self->open[k];
    }
    return share;
}

double
dm_lifetimes_mean(const struct dm_lifetimes *self, int32_t months)
{
    uint64_t at_risk = number(self) - self->open[0];
    double share = 1.0, mean = 1.0;

    if (at_risk == 0) {
        return (double) NAN;
    }
    for (int32_t k = 1; k < months; k++) {
        if (at_risk > 0) {
            share *= 1.0 - (double) self->ended[k] / (double) at_risk;
            at_risk -= (uint64_t) self->ended[k] + self->open[k];
        }
        mean += share;
    }
    return mean;
}
