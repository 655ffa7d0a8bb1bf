/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists in a life: how a person comes onto them and leaves, what review, appeals and
 * housemates have to do with it (docs/odd/mechanisms.md, M5, M6 and M8). Whether a listing
 * is wrong is what the model knows, and nobody in it. */
#include "trace_parts.h"

#include <math.h>

static bool
is_about(const struct dm_event *event, enum dm_event_kind kind, uint32_t i, unsigned l)
{
    return event->person == i && event->kind == kind && event->subject == l;
}

/* ---- appeals ---- */

static enum dm_trace_kind
told_case(enum dm_trace_kind first, unsigned detail)
{
    unsigned outside = (detail & DM_CASE_OUTSIDE) != 0 ? 2U : 0U;
    unsigned wrongly = (detail & DM_CASE_WRONGFUL) != 0 ? 0U : 1U;

    return (enum dm_trace_kind)((unsigned) first + outside + wrongly);
}

/* To grant what is wrong is right, and to dismiss it is not. */
static enum dm_trace_kind
told_decision(unsigned detail)
{
    return (detail & DM_CASE_GRANTED) != 0
               ? told_case(DM_TRACE_GRANTED_RIGHTLY, detail)
               : told_case(DM_TRACE_DISMISSED_RIGHTLY, detail ^ DM_CASE_WRONGFUL);
}

/* Whether event k is about a listing that was appealed this month, and not before. */
static bool
is_of_new_case(const struct dm_block *block, uint32_t k)
{
    const struct dm_event *event = &block->events[k];

    for (uint32_t j = 0; j <= k; j++) {
        if (is_about(&block->events[j], DM_EVENT_FILED, event->person, event->subject) &&
            (block->events[j].detail & DM_CASE_OUTSIDE) == 0) {
            return true;
        }
    }
    return false;
}

static void
look_at_cases(struct dm_trace *self, const struct dm_block *block, uint32_t i, bool fresh)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];
        bool filed = event->kind == DM_EVENT_FILED,
             decided = event->kind == DM_EVENT_DECIDED;

        if (event->person != i ||
            !(filed || decided || event->kind == DM_EVENT_COMPENSATED) ||
            is_of_new_case(block, k) != fresh) {
            continue;
        }
        dm_trace_tell(self, block->tick,
            filed     ? told_case(DM_TRACE_FILED_RIGHTLY, event->detail)
            : decided ? told_decision(event->detail)
                      : DM_TRACE_COMPENSATED,
            event->subject, event->value);
    }
}

/* Only where there were any: a listing may be wrong without. */
static void
look_at_struck(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    for (int32_t l = 0; l < self->plan->n_lists; l++) {
        int32_t s = self->plan->list[l].scheme;

        if ((block->struck[i] >> l & 1U) != 0 && s >= 0 && self->has_errors[s]) {
            dm_trace_tell(self, block->tick, DM_TRACE_STRUCK, l, (double) NAN);
        }
    }
    for (int32_t s = 0; self->plan->keeps.redress && s < self->plan->n_schemes; s++) {
        self->has_errors[s] =
            dm_world_kept(block->world, DM_COLUMN_ERROR, s, self->person) != 0;
    }
}

/* ---- on and off ---- */

static const struct dm_event *
last_about(const struct dm_block *block, enum dm_event_kind kind, uint32_t i, int32_t l)
{
    for (uint32_t k = block->n_events; k > 0; k--) {
        if (is_about(&block->events[k - 1], kind, i, (unsigned) l)) {
            return &block->events[k - 1];
        }
    }
    return NULL;
}

static enum dm_trace_kind
told_entry(const struct dm_event *entry)
{
    return entry == NULL                         ? DM_TRACE_LIST_ENTERED
           : entry->detail == DM_ENTRY_FIRM      ? DM_TRACE_ENTERED_FIRM
           : entry->detail == DM_ENTRY_AT_WILL   ? DM_TRACE_ENTERED_AT_WILL
           : entry->detail == DM_ENTRY_HOUSEHOLD ? DM_TRACE_ENTERED_HOUSEHOLD
                                                 : DM_TRACE_LIST_ENTERED;
}

/* An exit that says more than that a term ran out; else DM_TRACE_LIST_LEFT. */
static enum dm_trace_kind
told_exit(const struct dm_event *left)
{
    return left == NULL                             ? DM_TRACE_LIST_LEFT
           : left->detail == DM_EXIT_FULFILLED      ? DM_TRACE_LEFT_FULFILLED
           : left->detail == DM_EXIT_REPAIRED       ? DM_TRACE_LEFT_REPAIRED
           : left->detail == DM_EXIT_APPEALED       ? DM_TRACE_LEFT_APPEALED
           : left->detail == DM_EXIT_WITH_HOUSEMATE ? DM_TRACE_LEFT_WITH_HOUSEMATE
                                                    : DM_TRACE_LIST_LEFT;
}

/* A term that runs out in the month of the next entry is not told, nor a housemate's. */
static void
look_at_list(struct dm_trace *self, const struct dm_block *block, uint32_t i, int32_t l)
{
    bool was = (self->listed >> l & 1U) != 0;
    bool entered = (block->entered[i] >> l & 1U) != 0;
    bool off = was && (block->world->listed[0][self->person] >> l & 1U) == 0;
    const struct dm_event *left = last_about(block, DM_EVENT_EXIT, i, l);
    enum dm_trace_kind way = told_exit(left);
    bool by_own = way != DM_TRACE_LIST_LEFT && way != DM_TRACE_LEFT_WITH_HOUSEMATE;

    if (off || (by_own && was)) {
        dm_trace_tell(self, block->tick, way, l,
            by_own && left->value > 0 ? (double) left->value : (double) NAN);
    }
    if (entered) {
        dm_trace_tell(self, block->tick,
            told_entry(last_about(block, DM_EVENT_ENTRY, i, l)), l, (double) NAN);
    }
}

/* A shield grows by an exit or an appeal that is granted, which have events, or by review.
 */
static void
look_at_review(struct dm_trace *self, const struct dm_block *block, uint32_t i, int32_t l)
{
    uint16_t before = self->shield[l];
    const struct dm_event *decided = last_about(block, DM_EVENT_DECIDED, i, l);

    self->shield[l] = (uint16_t) dm_trace_kept(block, DM_COLUMN_SHIELD, l, i);
    if (self->plan->keeps.redress && self->shield[l] > before &&
        last_about(block, DM_EVENT_EXIT, i, l) == NULL &&
        (decided == NULL || (decided->detail & DM_CASE_GRANTED) == 0)) {
        dm_trace_tell(self, block->tick, DM_TRACE_REVERSED, l, (double) NAN);
    }
}

static void
look_at_suspension(
    struct dm_trace *self, const struct dm_block *block, uint32_t i, int32_t l)
{
    bool was = (self->suspended >> l & 1U) != 0;
    bool is = (dm_trace_kept(block, DM_COLUMN_SUSPENDED, 0, i) >> l & 1U) != 0;
    bool listed = (block->world->listed[0][self->person] >> l & 1U) != 0;

    if (is && !was) {
        dm_trace_tell(self, block->tick, DM_TRACE_SUSPENDED, l, (double) NAN);
    } else if (was && !is && listed && (block->entered[i] >> l & 1U) == 0) {
        dm_trace_tell(self, block->tick, DM_TRACE_RESUMED, l, (double) NAN);
    }
    self->suspended =
        (uint16_t) (is ? self->suspended | 1U << l : self->suspended & ~(1U << l));
}

void
dm_trace_look_at_lists(struct dm_trace *self, const struct dm_block *block, uint32_t i)
{
    const struct dm_plan_keeps *keeps = &self->plan->keeps;

    look_at_cases(self, block, i, false);
    look_at_struck(self, block, i);
    for (int32_t l = 0; l < self->plan->n_lists; l++) {
        look_at_list(self, block, i, l);
    }
    self->listed = block->world->listed[0][self->person];
    look_at_cases(self, block, i, true);
    for (int32_t l = 0; l < self->plan->n_lists; l++) {
        if (keeps->exits) {
            look_at_review(self, block, i, l);
        }
        if (keeps->suspends) {
            look_at_suspension(self, block, i, l);
        }
    }
}
