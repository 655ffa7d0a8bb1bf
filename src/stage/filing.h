/* SPDX-License-Identifier: Apache-2.0
 *
 * How a record comes to wait for the month in which it takes effect. For the parts of the
 * observation stage. */
#ifndef DEMERIT_STAGE_FILING_H
#define DEMERIT_STAGE_FILING_H

#include "stage.h"

#define DM_NO_LIMIT 0

/* A record to be filed; the person is a place in the community, `limit` months until it is
 * corrected. */
struct dm_filing {
    uint32_t person, act, channel;
    enum dm_record_class class_;
    bool induced;
    uint32_t limit, delay;
};

static inline void
dm_file(struct dm_block *block, struct dm_filing filing)
{
    struct dm_record record = {
        .person = filing.person % DM_COMMUNITY,
        .act = filing.act % DM_MAX_ACTS,
        .source = filing.channel % DM_MAX_CHANNELS,
        .channel = 0,
        .class_ = filing.class_ & 3U,
        .induced = filing.induced,
        .limit = (int32_t) filing.limit,
    };
    struct dm_bucket *bucket =
        dm_months_at(&block->world->pending[block->community], block->tick + filing.delay);

    if (!dm_bucket_add(bucket, &record)) {
        block->no_memory = true;
    }
}

/* peers.c: the ratings of the month, of all channels that have them. */
void dm_peers_rate(struct dm_block *block);

#endif
