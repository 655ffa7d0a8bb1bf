/* SPDX-License-Identifier: Apache-2.0
 *
 * Appeals that are open (docs/odd/mechanisms.md, M8): who waits before which body, what is
 * in hand, and decisions that have not acted yet. Communities file while they step, each
 * into a pile of its own; bodies take cases and decide between ticks, in an order that no
 * partition into threads can change. */
#ifndef DEMERIT_WORLD_CASES_H
#define DEMERIT_WORLD_CASES_H

#include <stdbool.h>
#include <stdint.h>

/* detail of events about a case */
#define DM_CASE_WRONGFUL 1U
#define DM_CASE_GRANTED  2U
#define DM_CASE_OUTSIDE  4U

/* stages, as columns keep them; + DM_CASE_OUTSIDE before the external body */
enum dm_case_stage { DM_CASE_NONE, DM_CASE_WAITING, DM_CASE_IN_HAND, DM_CASE_DECIDED };

struct dm_case {
    uint64_t person;
    uint16_t filed, acts; /* ticks; acts: when the decision does, once there is one */
    uint8_t list;
    bool wrongful; /* to the rule */
    bool outside;  /* before the external body */
};

struct dm_case_pile {
    struct dm_case *items; /* owned; from `head` on */
    uint32_t head, n, capacity;
};

/* A body, as it stood at the end of the last tick, and what it did then. */
struct dm_body_month {
    uint32_t officers; /* UINT32_MAX: unlimited */
    uint32_t filed, opened, decided,
        lapsed;      /* lapsed: when an officer would have taken it */
    uint64_t waited; /* months, of the opened */
    uint32_t waiting, in_hand;
};

struct dm_body_state {
    struct dm_case_pile waiting; /* in order of month filed, person, list */
    struct dm_case_pile in_hand;
    struct dm_body_month month;
};

struct dm_cases {
    uint32_t n_communities;
    int32_t n_bodies;           /* inside: one per jurisdiction, or one */
    struct dm_case_pile *filed; /* [n_communities] in the tick under way */
    struct dm_case_pile *due;   /* [n_communities] decided, to act */
    struct dm_body_state *body; /* [n_bodies + 1], the last is the external body */
    uint64_t *lapsed_at_act; /* [n_communities] decisions that found no listing, so far */
};

/* NULL: no memory. */
struct dm_cases *dm_cases_create(uint32_t n_communities, int32_t n_bodies);
void dm_cases_free(struct dm_cases *self);
/* Keeps its memory. */
void dm_cases_empty(struct dm_cases *self);
int64_t dm_cases_bytes(const struct dm_cases *self);
/* Cases that wait, are in hand, or whose decision has yet to act. */
uint64_t dm_cases_open(const struct dm_cases *self);

/* False if memory ran out: the pile is then as it was. */
bool dm_case_pile_add(struct dm_case_pile *self, const struct dm_case *one);
/* In the order of (month filed, person, list). */
void dm_case_pile_sort(struct dm_case_pile *self);
/* Forgets what stands before `head`, when that is most of it. */
void dm_case_pile_trim(struct dm_case_pile *self);

#endif
