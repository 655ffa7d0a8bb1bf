/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums over ties are whole numbers; only their ratio is floating point. */
#include "mixing.h"

#include <math.h>

#define TIER 7U /* bits of a published byte (docs/odd/submodels.md, 6) */

struct sums {
    int64_t n, x, xx, xy; /* over both directions of every tie */
};

/* Each tie is met at both its ends. */
static void
add_person(struct sums *sums, const struct dm_network *network, const uint8_t *published,
    uint32_t ties, uint64_t p)
{
    int64_t x = published[p] & TIER;

    for (int32_t slot = 0; ties >> slot != 0; slot++) {
        uint64_t mate =
            (ties >> slot & 1U) != 0 ? dm_network_mate(network, p, slot) : DM_NO_PARTNER;

        if (mate != DM_NO_PARTNER) {
            sums->n += 1;
            sums->x += x;
            sums->xx += x * x;
            sums->xy += x * (int64_t) (published[mate] & TIER);
        }
    }
}

double
dm_tier_assortativity(const struct dm_world *world, const struct dm_world *tied)
{
    struct sums sums = { .n = 0 };
    int64_t above, below;

    if (world->plan->published_scheme < 0) {
        return (double) NAN;
    }
    for (uint64_t p = 0; p < world->n; p++) {
        add_person(&sums, world->network, world->published[0], dm_world_ties(tied, p), p);
    }
    above = sums.n * sums.xy - sums.x * sums.x;
    below = sums.n * sums.xx - sums.x * sums.x;
    return below > 0 ? (double) above / (double) below : (double) NAN;
}
