/* SPDX-License-Identifier: Apache-2.0
 *
 * One community in one world in one tick: where it is, and the scratch in which stages
 * leave what the next stage, and the measures, need. Owned by a thread; nothing of it
 * outlives the tick. */
#ifndef DEMERIT_WORLD_BLOCK_H
#define DEMERIT_WORLD_BLOCK_H

#include "world.h"

/* bit of hit_classes, beside one bit per dm_record_class: an own unlawful act that the twin
 * has too */
#define DM_HIT_OF_OWN_ACCORD 128U

/* What happened to a person this tick, for the measures. */
enum dm_event_kind {
    DM_EVENT_RECORD, /* took effect; subject: act; detail: channel; value: dm_record_class
                      */
    DM_EVENT_ENTRY,  /* onto a list; subject: list; detail: dm_entry_ground */
    DM_EVENT_FALL,   /* into a sanctioned tier; subject: scheme */
    DM_EVENT_DENIED, /* subject: service; detail: 1 after delisting, by kept copies only;
                        value: demands refused */
    DM_EVENT_BARRED, /* subject: service; value: share of the month without access, 2^-16 */
    DM_EVENT_BOUNTY, /* paid for a report; subject: channel; value: yuan, which are income
                        of the next month */
    DM_EVENT_RATED,  /* by ties; subject: channel; detail: bad ones; value: all */
    DM_EVENT_SHAMED, /* value: times this month (mechanisms, M10) */
    DM_EVENT_OUSTED, /* lost work because of shaming */
    DM_EVENT_EXIT,   /* off a list, in one's own right; subject: list; detail: dm_exit_way;
                        value: months on it, 0 where they are not kept */
    DM_EVENT_FILED,  /* an appeal; subject: list; detail: DM_CASE_ bits; value: yuan */
    DM_EVENT_DECIDED,     /* a decision acts; subject: list; detail: DM_CASE_ bits; value:
                             months     since the first filing */
    DM_EVENT_COMPENSATED, /* subject: list; value: yuan */
    DM_EVENT_RENEWED      /* another person stands here from this tick on */
};

/* How one came onto a list. */
enum dm_entry_ground {
    DM_ENTRY_NONE,
    DM_ENTRY_ACT,
    DM_ENTRY_SCORE, /* tier or below */
    DM_ENTRY_FIRM,
    DM_ENTRY_AT_WILL,
    DM_ENTRY_HOUSEHOLD
};

/* How a listing ended. */
enum dm_exit_way {
    DM_EXIT_EXPIRED,
    DM_EXIT_FULFILLED,
    DM_EXIT_REPAIRED,
    DM_EXIT_APPEALED,
    DM_EXIT_WITH_HOUSEMATE /* who inherited it */
};

struct dm_event {
    uint16_t person; /* place in the community */
    uint8_t kind, subject, detail;
    uint32_t value;
};

/* Persons [from, to) of a community who are under the same rules this month. */
struct dm_span {
    uint32_t from, to;
    const struct dm_plan *plan;
};

/* Whom this tick's draws single out (luck.h). */
struct dm_luck {
    struct dm_drawn *drawn; /* [n_drawn], owned: one for each draw */
    uint32_t n_drawn, drawn_capacity;
    uint16_t *person; /* [n], owned: places in the community, draw by draw */
    uint32_t *word;   /* [n], owned */
    uint32_t n, capacity;
    uint32_t next; /* where in the twin's to look first */
};

struct dm_behind_chains; /* behind.h */

/* One community in one world in one tick. */
struct dm_block {
    uint32_t community, m, tick;
    int32_t first_cell, last_cell; /* of the population, that its persons are in */
    int32_t n_spans; /* at least 1; in order of persons, and together all of them */
    struct dm_span span[DM_MAX_JURISDICTIONS];
    uint64_t first; /* id of the community's first person */
    struct dm_key key;
    const struct dm_rate_grid *grid;
    struct dm_world *world;
    const struct dm_block *twin; /* the same block in the twin, after it stepped, or NULL:
                                    for the diagnostic bit `induced`, and for draws that
                                    both worlds share, only */
    bool no_memory; /* a bucket or the events could not grow: the tick is void */

    /* scratch, owned by the thread */
    uint8_t *level_at_start; /* [n_schemes][DM_COMMUNITY] gain levels that behaviour saw */
    int32_t *score;          /* [n_schemes][DM_COMMUNITY] */
    uint8_t *hit_classes;    /* [n_lists][DM_COMMUNITY] bit: a record of this class took
                                effect, and DM_HIT_OF_OWN_ACCORD */
    uint32_t *hit_contexts;  /* [n_lists][DM_COMMUNITY] bit: such a record was collected in
                                this context; only where hit_classes is not 0 */
    uint16_t *hit_lasts;     /* [n_lists][DM_COMMUNITY] most months that such a record lists
                                for: the term, or until it is corrected; likewise */
    int32_t *association;    /* [DM_COMMUNITY] centipoints, of the published scheme */
    int64_t *lost_to_fines;  /* [DM_COMMUNITY] yuan a year */
    int64_t *income;         /* [DM_COMMUNITY] yuan a year, this month */
    uint32_t *words;         /* [DM_COMMUNITY] */
    int32_t *poor; /* [DM_COMMUNITY] -1: current income is below the poverty line, 0: not */
    uint8_t *alarm;       /* [DM_COMMUNITY] 0: not aware; else 1 + fear level */
    uint8_t *sight_class; /* [DM_COMMUNITY] where channels watch state (keeps.watched) */
    int64_t
        *owed_at_start; /* [DM_COMMUNITY] yuan for last month's reports; keeps.bounties */
    int32_t *fed;       /* [n_schemes][DM_COMMUNITY] centipoints of feeds and attributes;
                           keeps.fed */
    uint8_t *refuses; /* [DM_COMMUNITY] bit: was not in this opt-in scheme; keeps.opt_in */
    uint64_t exposed[DM_MAX_CHANNELS]; /* records about the community that this channel
                                          leaked this month; keeps.leaks */
    uint8_t *crowding;    /* [DM_COMMUNITY] level of crowding out that behaviour saw */
    uint8_t *paid;        /* [DM_COMMUNITY] 1: some reward is paid this month */
    const uint32_t *ties; /* [m] bits of the ties there are, by candidate slot */
    uint32_t *own_ties;   /* [DM_COMMUNITY] the same to write, and then to be kept with
                             dm_block_keep_ties(); keeps.ties */
    uint32_t *tie_counts; /* [DM_COMMUNITY] ties, flagged << 8, newly flagged << 16 */
    uint32_t *tie_tiers;  /* [DM_COMMUNITY] ties that association counts, sum of their tiers
                             << 8 */
    uint32_t *tie_signals; /* [DM_COMMUNITY] ties, visibly dissenting << 8, rated badly last
                              << 16; only where signals are kept, and somebody asked */
    bool heard;            /* they are filled */
    uint8_t *published_twice; /* [2 DM_COMMUNITY] */
    uint8_t *own_events;      /* [DM_COMMUNITY] adverse events of the month */
    uint8_t *fell;     /* [DM_COMMUNITY] bit: fell into a sanctioned tier of this scheme */
    uint16_t *entered; /* [DM_COMMUNITY] bit: entered this list */
    uint16_t *copied;  /* [DM_COMMUNITY] bit: recipients still have it of this list */
    uint16_t *struck;  /* [DM_COMMUNITY] bit: its E records are to be struck out */
    int64_t *redress_yuan; /* [DM_COMMUNITY] compensation less costs, yuan a year */
    uint16_t *standing;    /* [n_standing] places, ascending, of who is on a list, in a tier
                              spell, or in recipients' copies; from the services stage on */
    uint32_t n_standing;
    struct dm_luck luck;
    struct dm_behind_chains *chains; /* records in force by person, once asked for */
    struct dm_event *events;
    uint32_t n_events, events_capacity;
};

/* The rules that person i is under this month. */
static inline const struct dm_plan *
dm_block_plan(const struct dm_block *self, uint32_t i)
{
    const struct dm_span *span = self->span;

    while (i >= span->to) {
        span++;
    }
    return span->plan;
}

/* Class of person i to channels, with what it was at the start of the tick. Valid from the
 * behaviour stage on. */
static inline unsigned
dm_block_sight_class(const struct dm_block *self, uint32_t i)
{
    return self->world->plan->keeps.watched
               ? self->sight_class[i] % DM_SIGHT_CLASSES
               : self->world->population->traits[self->first + i] % DM_COVERAGE_CLASSES;
}

/* Centipoints that feeds and attributes added this tick. */
static inline int32_t
dm_block_fed(const struct dm_block *self, int32_t s, uint32_t i)
{
    return self->world->plan->keeps.fed ? self->fed[(size_t) s * DM_COMMUNITY + i] : 0;
}

/* Whether the tier of scheme s says nothing about person i: she is not in, or the scheme is
 * not active. */
static inline bool
dm_block_by_rule(const struct dm_block *self, int32_t s, uint32_t i)
{
    return !dm_block_plan(self, i)->scheme[s].active ||
           (self->world->plan->keeps.opt_in != 0 && (self->refuses[i] >> s & 1U) != 0);
}

/* Index of the rate at which person i does act a but for the regime's doing; far below the
 * grid if never. Valid from the behaviour stage on. */
static inline int32_t
dm_block_propensity(const struct dm_block *self, int32_t a, uint32_t i)
{
    const struct dm_plan_act *act = &self->world->plan->act[a];
    const struct dm_population *people = self->world->population;

    return act->by_traits[people->traits[self->first + i] % DM_TRAIT_SETS] +
           act->by_norms[people->norms[self->first + i] % DM_NORM_SETS] +
           (self->poor[i] & act->poverty);
}

/* What deterrence and gain add to it. */
static inline int32_t
dm_block_response(const struct dm_block *self, int32_t a, uint32_t i)
{
    const struct dm_plan *plan = dm_block_plan(self, i);
    const struct dm_plan_act *act = &plan->act[a];
    int32_t response;

    if (self->alarm[i] == 0) {
        return 0;
    }
    response = -act->deter[self->alarm[i] - 1];
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        response += act->gain[s][self->level_at_start[(size_t) s * DM_COMMUNITY + i]];
    }
    if (act->has_crowding) {
        response += act->crowding[self->crowding[i]];
    }
    return response;
}

/* Both; DM_NO_RATE below the grid. */
static inline int32_t
dm_block_rate_index(const struct dm_block *self, int32_t a, uint32_t i)
{
    int32_t index = dm_block_propensity(self, a, i) + dm_block_response(self, a, i);

    return index < DM_I_MIN ? DM_NO_RATE : index;
}

/* Scratch for worlds of this shape. On failure `self` is cleared. */
dm_status dm_block_init(struct dm_block *self, const struct dm_plan *plan,
    const struct dm_rate_grid *grid, struct dm_error *err) DM_MUST_USE;
void dm_block_clear(struct dm_block *self);
/* Points the block at a community of a world and empties what a tick gathers. */
void dm_block_at(struct dm_block *self, struct dm_world *world, uint32_t community,
    struct dm_key key, uint32_t tick);
/* Fills self->standing, after the lists stage. */
void dm_block_find_standing(struct dm_block *self);
/* After own_ties changed. */
void dm_block_keep_ties(struct dm_block *self);
void dm_block_event(struct dm_block *self, enum dm_event_kind kind, uint32_t person,
    uint32_t subject, uint32_t detail, uint32_t value);

/* Words of a draw for every person of the block, into block->words. */
static inline void
dm_block_words(struct dm_block *self, uint32_t entity, enum dm_draw draw)
{
    dm_words(self->key, self->first, self->m, self->tick, entity, draw, 0, self->words);
}

/* The same for the persons of a span, at their places. */
static inline void
dm_block_words_of(
    struct dm_block *self, const struct dm_span *span, uint32_t entity, enum dm_draw draw)
{
    uint32_t from = span->from & ~3U; /* four persons share a call */

    dm_words(self->key, self->first + from, span->to - from, self->tick, entity, draw, 0,
        self->words + from);
}

static inline uint32_t
dm_block_word(const struct dm_block *self, uint32_t i, uint32_t entity, enum dm_draw draw,
    uint32_t index)
{
    return dm_word(self->key, self->first + i, self->tick, entity, draw, index);
}

#endif
