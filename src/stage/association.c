/* SPDX-License-Identifier: Apache-2.0
 *
 * What ties add to a score: by the mean of their tiers, the worst of them, or the share of
 * them that is flagged. All from last tick's published bytes. */
#include "points.h"
#include "ties.h"

#define MICRO          1000000
#define PUBLISHED_TIER 7U
#define FLAGGED        16U

/* A = w kappa (mean base tier of ties - own base tier): divided once, after the product. */
static void
by_mean(
    struct dm_block *block, const struct dm_span *span, const struct dm_plan_scheme *scheme)
{
    const uint8_t *published = block->world->published[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        int64_t n = (int64_t) (block->tie_tiers[i] & 255U);
        int64_t apart = (int64_t) (block->tie_tiers[i] >> 8) - n * (published[i] & 7);

        block->association[i] =
            apart == 0 ? 0 : (int32_t) dm_rdiv(scheme->association * apart, MICRO * n);
    }
}

/* ---- the other forms: tie by tie ---- */

struct circle {
    int64_t n, flagged, worst;
};

static void
add_tie(struct circle *self, uint8_t byte)
{
    int64_t tier = byte & PUBLISHED_TIER;

    self->worst = self->n == 0 || tier < self->worst ? tier : self->worst;
    self->flagged += (byte & FLAGGED) != 0;
    self->n++;
}

static void
add_household(struct circle *self, const struct dm_world *world, uint64_t p)
{
    uint64_t first = p - dm_household_place(world->population, p);
    uint64_t end = first + dm_household_adults(world->population, p);

    for (uint64_t q = first; q < end; q++) {
        if (q != p) {
            add_tie(self, world->published[0][q]);
        }
    }
}

static struct circle
circle_of(const struct dm_block *block, uint32_t i, unsigned of)
{
    const struct dm_world *world = block->world;
    const struct dm_network *network = world->network;
    const struct dm_ring *ring = dm_network_ring(network, block->community);
    int32_t slots = dm_ring_slots(ring) + network->n_long;
    uint64_t p = block->first + i;
    uint32_t ties = block->ties[i];
    struct circle circle = { 0, 0, 0 };

    for (int32_t slot = 0; slot < slots; slot++) {
        bool work = dm_network_slot_kind(network, ring, slot) == DM_SLOT_WORK;

        if ((ties >> slot & 1U) != 0 && (of & (work ? DM_TIE_WORK : DM_TIE_FRIENDS)) != 0) {
            add_tie(&circle, world->published[0][dm_network_mate(network, p, slot)]);
        }
    }
    if ((of & DM_TIE_HOUSEHOLD) != 0) {
        add_household(&circle, world, p);
    }
    return circle;
}

static int64_t
points_of(const struct circle *circle, const struct dm_plan_scheme *scheme,
    enum dm_association_form form, int64_t own_tier)
{
    if (circle->n == 0) {
        return 0;
    }
    return form == DM_ASSOCIATION_WORST
               ? dm_rdiv(scheme->association * (circle->worst - own_tier), MICRO)
               : -dm_rdiv(scheme->association * scheme->n_cuts * circle->flagged,
                     MICRO * circle->n);
}

static void
by_circle(
    struct dm_block *block, const struct dm_span *span, const struct dm_plan_scheme *scheme)
{
    const uint8_t *published = block->world->published[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        struct circle circle = circle_of(block, i, scheme->association_of);

        block->association[i] = (int32_t) points_of(
            &circle, scheme, span->plan->association_form, published[i] & PUBLISHED_TIER);
    }
}

void
dm_association_of(
    struct dm_block *block, const struct dm_span *span, const struct dm_plan_scheme *scheme)
{
    if (span->plan->association_form == DM_ASSOCIATION_MEAN) {
        by_mean(block, span, scheme);
    } else {
        by_circle(block, span, scheme);
    }
}
