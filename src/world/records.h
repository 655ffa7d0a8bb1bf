/* SPDX-License-Identifier: Apache-2.0
 *
 * Records of a community that wait to take effect, and those in force that will expire:
 * sparse, in monthly buckets. Their order inside a bucket never matters: what they do to a
 * person is a sum. */
#ifndef DEMERIT_WORLD_RECORDS_H
#define DEMERIT_WORLD_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

enum dm_record_class { DM_RECORD_UNLAWFUL, DM_RECORD_LAWFUL, DM_RECORD_ERROR };

/* `bearer` of a record in force: a scheme, or DM_BEARER_LIST + list */
#define DM_BEARER_LIST 8

struct dm_record {
    uint16_t person; /* place in the community */
    uint8_t act;
    uint8_t source; /* pending: the channel; in force: the bearer */
    uint8_t class_;
    bool induced;
    uint16_t limit; /* pending: months until it is corrected, 0 for never; in force: the
                       channel, which only measures read */
    int32_t points; /* in force: centipoints, 0 for a list */
};

struct dm_bucket {
    struct dm_record *items; /* owned */
    uint32_t n, capacity;
};

struct dm_ring_of_months {
    uint32_t months;        /* how far ahead it reaches */
    struct dm_bucket *slot; /* [months + 1], owned */
};

bool dm_months_init(struct dm_ring_of_months *self, uint32_t months);
void dm_months_clear(struct dm_ring_of_months *self);
int64_t dm_months_bytes(const struct dm_ring_of_months *self);

static inline struct dm_bucket *
dm_months_at(const struct dm_ring_of_months *self, uint32_t tick)
{
    return &self->slot[tick % (self->months + 1)];
}

/* False if memory ran out; the bucket is then as it was. */
bool dm_bucket_add(struct dm_bucket *self, const struct dm_record *record);
/* Keeps its memory. */
void dm_bucket_empty(struct dm_bucket *self);
/* By person, source, act, limit, points, then the diagnostic class and induced: an order
 * that does not depend on how they came. */
void dm_bucket_sort(struct dm_bucket *self);

#endif
