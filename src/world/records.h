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

/* 8 bytes: there are many of them */
struct dm_record {
    unsigned person : 12; /* place in the community */
    unsigned act : 6;
    unsigned source : 5;  /* pending: the channel; in force: the bearer */
    unsigned channel : 5; /* in force: the channel, which only measures read */
    unsigned class_ : 2;
    unsigned induced : 1;
    union {
        int32_t limit;  /* pending: months until it is corrected, 0 for never */
        int32_t points; /* in force: centipoints, 0 for a list */
    };
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
/* All months; gives their memory back. */
void dm_months_empty(struct dm_ring_of_months *self);
int64_t dm_months_bytes(const struct dm_ring_of_months *self);

static inline struct dm_bucket *
dm_months_at(const struct dm_ring_of_months *self, uint32_t tick)
{
    return &self->slot[tick % (self->months + 1)];
}

/* False if memory ran out; the bucket is then as it was. */
bool dm_bucket_add(struct dm_bucket *self, const struct dm_record *record);
/* Gives its memory back: its month comes again only after a whole turn of the ring. */
void dm_bucket_empty(struct dm_bucket *self);
/* Takes out of all months the records that `goes` says; their order may change. */
void dm_months_drop(struct dm_ring_of_months *self,
    bool (*goes)(const struct dm_record *record, void *context), void *context);
/* By person, source, act, limit or points, then the diagnostic channel, class and induced:
 * an order that does not depend on how they came. */
void dm_bucket_sort(struct dm_bucket *self);

#endif
