/* SPDX-License-Identifier: Apache-2.0
 *
 * What a scheme adds that is in no record of its own: points of other schemes, from their
 * records only, so that feeds both ways do not circulate; and points for attributes. */
#include "points.h"

static void
feed(int32_t *restrict out, const struct dm_block *block, const struct dm_span *span,
    int32_t from, int64_t weight_nano)
{
    const struct dm_plan_scheme *scheme = &span->plan->scheme[from];
    const int32_t *own = block->world->own[from] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        int64_t base = dm_plan_clamp(scheme, (int64_t) scheme->start + own[i]);

        out[i] += (int32_t) dm_rmuldiv(weight_nano, base - scheme->start, DM_NANO);
    }
}

void
dm_feeds_of(struct dm_block *block, const struct dm_span *span, int32_t s)
{
    const struct dm_world *world = block->world;
    const struct dm_plan_scheme *scheme = &span->plan->scheme[s];
    const uint8_t *traits = world->population->traits + block->first;
    const uint8_t *quintile = world->population->quintile + block->first;
    const uint8_t *employed = world->employed[0] + block->first;
    int32_t *out = block->fed + (size_t) s * DM_COMMUNITY;

    for (uint32_t i = span->from; i < span->to; i++) {
        out[i] = scheme->fed && scheme->active
                     ? scheme->by_quintile[quintile[i]] +
                           ((traits[i] & DM_TRAIT_ONLINE) != 0 ? scheme->by_online : 0) +
                           (employed[i] != 0 ? scheme->by_employed : 0)
                     : 0;
    }
    for (int32_t f = 0; scheme->fed && scheme->active && f < span->plan->n_schemes; f++) {
        if (scheme->feed_nano[f] != 0 && span->plan->scheme[f].active) {
            feed(out, block, span, f, scheme->feed_nano[f]);
        }
    }
}
