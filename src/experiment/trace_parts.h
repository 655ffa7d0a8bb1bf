/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the tracer share: trace.c follows a person, trace_lists.c and
 * trace_mechanisms.c look at what mechanisms beyond the spine did. */
#ifndef DEMERIT_EXPERIMENT_TRACE_PARTS_H
#define DEMERIT_EXPERIMENT_TRACE_PARTS_H

#include "trace.h"

/* None of a subject, channel or scheme is -1, of a value NaN. */
struct dm_trace_event dm_trace_event_of(
    enum dm_trace_kind kind, int32_t subject, int32_t channel, double value);
void dm_trace_add(struct dm_trace *self, uint32_t month, struct dm_trace_event event);
/* An event without a channel. */
void dm_trace_tell(struct dm_trace *self, uint32_t month, enum dm_trace_kind kind,
    int32_t subject, double value);
/* Number of person i in array k of a column that is kept, 0 or more, however it is stored.
 */
int64_t dm_trace_kept(
    const struct dm_block *block, enum dm_column column, int k, uint32_t i);

/* trace_mechanisms.c: before, between and after what trace.c looks at. */
void dm_trace_look_at_renewal(
    struct dm_trace *self, const struct dm_block *block, uint32_t i);
void dm_trace_look_at_neighbours(
    struct dm_trace *self, const struct dm_block *block, uint32_t i);
void dm_trace_look_at_schemes(
    struct dm_trace *self, const struct dm_block *block, uint32_t i);
/* True: work was lost by shaming, and told. */
bool dm_trace_look_at_shaming(
    struct dm_trace *self, const struct dm_block *block, uint32_t i);
/* Subject, how often, and whether by copies alone, of a refusal. */
void dm_trace_take_refusal(
    struct dm_trace *self, const struct dm_block *block, const struct dm_event *event);

/* trace_lists.c: decisions that act, then who comes and goes, then new appeals. */
void dm_trace_look_at_lists(
    struct dm_trace *self, const struct dm_block *block, uint32_t i);

#endif
