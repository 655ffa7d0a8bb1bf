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
    /* ---- mechanisms (docs/odd/mechanisms.md) ---- */
    DM_TRACE_RENEWED,         /* another person from this month on */
    DM_TRACE_RECORD_RATING,   /* a rating takes effect; value: points */
    DM_TRACE_POINTS_BY_TABLE, /* subject: act; value: points, where a record got others */
    DM_TRACE_FED,             /* subject: scheme; value: points, where they changed */
    DM_TRACE_JOINED,          /* subject: scheme */
    DM_TRACE_ENTERED_FIRM,    /* subject: list, and of all to STRUCK */
    DM_TRACE_ENTERED_AT_WILL,
    DM_TRACE_ENTERED_HOUSEHOLD,
    DM_TRACE_LEFT_FULFILLED, /* value: months on the list */
    DM_TRACE_LEFT_REPAIRED,
    DM_TRACE_LEFT_APPEALED,
    DM_TRACE_LEFT_WITH_HOUSEMATE,
    DM_TRACE_REVERSED, /* in review, before the entry counted */
    DM_TRACE_SUSPENDED,
    DM_TRACE_RESUMED,
    DM_TRACE_FILED_RIGHTLY, /* value: yuan; rightly: the listing is wrong by the rule */
    DM_TRACE_FILED_WRONGLY,
    DM_TRACE_FILED_OUTSIDE_RIGHTLY,
    DM_TRACE_FILED_OUTSIDE_WRONGLY,
    DM_TRACE_GRANTED_RIGHTLY, /* value: months since the first filing */
    DM_TRACE_GRANTED_WRONGLY,
    DM_TRACE_GRANTED_OUTSIDE_RIGHTLY,
    DM_TRACE_GRANTED_OUTSIDE_WRONGLY,
    DM_TRACE_DISMISSED_RIGHTLY, /* likewise */
    DM_TRACE_DISMISSED_WRONGLY,
    DM_TRACE_DISMISSED_OUTSIDE_RIGHTLY,
    DM_TRACE_DISMISSED_OUTSIDE_WRONGLY,
    DM_TRACE_COMPENSATED,       /* value: yuan */
    DM_TRACE_STRUCK,            /* false records, after an appeal */
    DM_TRACE_REFUSED_BY_COPIES, /* as DM_TRACE_REFUSED */
    DM_TRACE_REFUSED_SCHOOL,
    DM_TRACE_REFUSED_SCHOOL_BY_COPIES,
    DM_TRACE_BOUNTY,     /* for reports about others; value: yuan of the month */
    DM_TRACE_RATED_WELL, /* value: how often */
    DM_TRACE_RATED_BADLY,
    DM_TRACE_SHAMED,   /* value: how often */
    DM_TRACE_OUSTED,   /* lost work by shaming */
    DM_TRACE_TIES_CUT, /* value: how many */
    DM_TRACE_TIES_RESTORED,
    DM_TRACE_TIES_MADE,
    DM_TRACE_REWARD_DRAWN, /* subject: reward; where it is rationed, and this changed */
    DM_TRACE_REWARD_NOT_DRAWN,
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
    struct dm_event *mine;              /* owned: the person's, of the tick in view */
    size_t n_events, capacity, n_invented, invented_capacity, mine_capacity;
    uint64_t lost; /* service-months without access while measured, 2^-16 */
    bool no_memory;
    /* as the last tick left it */
    uint8_t employed, aware, tier[DM_MAX_SCHEMES];
    uint16_t listed;
    uint16_t suspended, shield[DM_MAX_LISTS];
    uint8_t members;
    uint32_t ties, drawn, not_drawn; /* rewards: bits */
    int32_t fed[DM_MAX_SCHEMES];
    bool has_errors[DM_MAX_SCHEMES]; /* points of false records */
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
