/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens to one person in one world, month by month: seen from outside, after a block
 * stepped. Draws again what the stages drew of this person, and, for nobody's use but the
 * telling, acts that no channel saw (docs/odd/submodels.md, 9). */
#ifndef DEMERIT_EXPERIMENT_TRACE_H
#define DEMERIT_EXPERIMENT_TRACE_H

#include "engine/lane.h"

enum dm_trace_kind {
    DM_TRACE_ACT_SEEN,     /* subject: act; value: how many */
    DM_TRACE_ACT_MISFILED, /* seen, and written down for somebody else */
    DM_TRACE_ACT_UNSEEN,
    DM_TRACE_RECORD,               /* takes effect; value: points */
    DM_TRACE_RECORD_FALSE,         /* of what nobody did */
    DM_TRACE_RECORD_MISATTRIBUTED, /* of what somebody else did */
    DM_TRACE_RECORD_ENDS,          /* value: points it was worth */
    DM_TRACE_TIER,                 /* subject: tier, of `scheme`; value: score */
    DM_TRACE_LIST_ENTERED,         /* subject: list */
    DM_TRACE_LIST_LEFT,
    DM_TRACE_REFUSED, /* subject: service; value: how often */
    DM_TRACE_FINED,   /* subject: act; value: yuan */
    DM_TRACE_JOB_LOST,
    DM_TRACE_JOB_FOUND,
    DM_TRACE_AWARE,
    DM_N_TRACE_KINDS
};

struct dm_trace_event {
    int32_t month;
    enum dm_trace_kind kind;
    int32_t subject, channel, scheme; /* -1: none */
    double value;                     /* NaN: none */
};

/* A made-up record on its way. */
struct dm_trace_invented {
    uint32_t due;
    uint8_t act, channel;
};

struct dm_trace {
    uint64_t person;
    uint32_t first_measured, n_months;
    const struct dm_plan *plan;         /* borrowed: of the month that was looked at last */
    struct dm_trace_event *events;      /* owned */
    struct dm_trace_invented *invented; /* owned */
    size_t n_events, capacity, n_invented, invented_capacity;
    uint64_t lost; /* service-months without access while measured, 2^-16 */
    bool no_memory;
    /* as the last tick left it */
    uint8_t employed, aware, tier[DM_MAX_SCHEMES];
    uint16_t listed;
};

/* `world` before tick 0. Pair with dm_trace_clear(). */
void dm_trace_start(struct dm_trace *self, uint64_t person, const struct dm_world *world,
    uint32_t first_measured, uint32_t n_months);
void dm_trace_clear(struct dm_trace *self);
/* After a tick; does nothing where the person lives in another community. */
void dm_trace_look(struct dm_trace *self, const struct dm_block *block);
/* Whether person i of the block did something unlawful this tick, seen or not. */
bool dm_trace_offends(const struct dm_block *block, uint32_t i);

#endif
