/* SPDX-License-Identifier: Apache-2.0
 *
 * Ties that change (docs/odd/mechanisms.md, M9). Both ends of a candidate hold the same bit
 * because they ask the same draw about the same two bytes. Where ties are only cut because
 * somebody is flagged, persons without a flag near them cost one comparison. */
#include "ties.h"
#include "world/rulebook.h"

/* What some rules of the world may do: it decides which slots are looked at. */
struct reach {
    bool cuts_anybody, restores, seeks;
    uint32_t lower; /* slots that are this end's to turn: +d of the ring, and long ones */
    int32_t ring_slots, slots;
};

/* A candidate, seen from one end. */
struct pair {
    uint64_t lower, higher;
    unsigned flagged; /* number of flagged ends */
    bool other_tier;
    enum dm_slot_kind kind;
};

static void
widen(struct reach *self, const struct dm_plan_tie_change *rules)
{
    self->cuts_anybody = self->cuts_anybody || rules->cut[0] > 0;
    self->restores = self->restores || rules->restore > 0;
    self->seeks = self->seeks || rules->seek > 0;
}

static struct reach
reach_of(const struct dm_block *block)
{
    const struct dm_world *world = block->world;
    struct reach reach = {
        .ring_slots = dm_ring_slots(dm_network_ring(world->network, block->community)),
    };

    reach.slots = reach.ring_slots + world->network->n_long;
    for (int32_t slot = 0; slot < reach.slots; slot++) {
        if (slot >= reach.ring_slots || slot % 2 == 0) {
            reach.lower |= UINT32_C(1) << slot;
        }
    }
    widen(&reach, &world->plan->tie_change);
    for (int32_t k = 0; world->rules != NULL && k < world->rules->n_plans; k++) {
        widen(&reach, &world->rules->plan[k]->tie_change);
    }
    return reach;
}

/* The rules that anybody is under, in this community or not. */
static const struct dm_plan_tie_change *
rules_of(const struct dm_block *block, uint64_t p)
{
    const struct dm_world *world = block->world;

    if (p - block->first < block->m) {
        return &dm_block_plan(block, (uint32_t) (p - block->first))->tie_change;
    }
    if (world->rules == NULL || world->rules->n_plans == 1) {
        return &world->plan->tie_change;
    }
    return &dm_rulebook_plan(
        world->rules, dm_population_cell(world->population, p) / 2, block->tick)
                ->tie_change;
}

static struct pair
pair_of(const struct dm_block *block, uint64_t p, uint64_t q, enum dm_slot_kind kind)
{
    unsigned mine = block->world->published[0][p], theirs = block->world->published[0][q];

    return (struct pair){
        .lower = p < q ? p : q,
        .higher = p < q ? q : p,
        .flagged = ((mine & DM_PUBLISHED_FLAGGED) != 0) +
                   ((theirs & DM_PUBLISHED_FLAGGED) != 0 ? 1U : 0U),
        .other_tier = ((mine ^ theirs) & DM_PUBLISHED_TIER) != 0,
        .kind = kind,
    };
}

static bool
happens(const struct dm_block *block, const struct pair *pair, enum dm_draw draw,
    uint64_t threshold)
{
    return threshold > 0 &&
           dm_word(block->key, pair->lower, block->tick, (uint32_t) pair->higher, draw,
               (uint32_t) pair->kind) < threshold;
}

/* Whether the tie is turned, on or off. */
static bool
turns(const struct dm_block *block, const struct pair *pair, bool now, bool at_first)
{
    const struct dm_plan_tie_change *rules = rules_of(block, pair->lower);

    if (now) {
        return happens(block, pair, DM_DRAW_CUT, rules->cut[pair->flagged]);
    }
    if (at_first) {
        return pair->flagged == 0 && happens(block, pair, DM_DRAW_RESTORE, rules->restore);
    }
    return pair->other_tier && happens(block, pair, DM_DRAW_SEEK, rules->seek);
}

static bool
same_household(const struct dm_population *people, uint64_t p, uint64_t q)
{
    return p - dm_household_place(people, p) == q - dm_household_place(people, q);
}

static void
consider(struct dm_block *block, const struct reach *reach, uint32_t i, int32_t slot)
{
    const struct dm_world *world = block->world;
    const struct dm_network *network = world->network;
    const struct dm_ring *ring = dm_network_ring(network, block->community);
    uint64_t p = block->first + i, q = dm_network_mate(network, p, slot);
    uint32_t bit = UINT32_C(1) << slot;
    struct pair pair;

    if (q == DM_NO_PARTNER || same_household(world->population, p, q)) {
        return;
    }
    pair = pair_of(block, p, q, dm_network_slot_kind(network, ring, slot));
    if (turns(
            block, &pair, (block->own_ties[i] & bit) != 0, (network->ties[p] & bit) != 0)) {
        block->own_ties[i] ^= bit;
        if (slot < reach->ring_slots) {
            block->own_ties[q - block->first] ^= bit << 1; /* its slot -d */
        }
    }
}

void
dm_ties_change(struct dm_block *block)
{
    const struct dm_world *world = block->world;
    const struct reach reach = reach_of(block);
    const uint32_t all = reach.slots == 32 ? UINT32_MAX : (UINT32_C(1) << reach.slots) - 1;

    for (uint32_t i = 0; i < block->m; i++) {
        uint64_t p = block->first + i;
        uint32_t now = block->own_ties[i], first = world->network->ties[p];
        bool near_flag = (world->published[0][p] & DM_PUBLISHED_FLAGGED) != 0 ||
                         dm_ties_flagged(block->tie_counts[i]) > 0;
        uint32_t slots = (reach.cuts_anybody || near_flag ? now : 0U) |
                         (reach.restores ? first & ~now : 0U) |
                         (reach.seeks ? all & ~first & ~now : 0U);

        slots &= reach.lower;
        for (int32_t slot = 0; slot < reach.slots && slots != 0; slot++) {
            if ((slots >> slot & 1U) != 0) {
                consider(block, &reach, i, slot);
                slots &= ~(UINT32_C(1) << slot);
            }
        }
    }
    dm_block_keep_ties(block);
}

/* ---- renewal ---- */

static void
reset_bit(struct dm_block *block, uint64_t p, int32_t slot)
{
    uint32_t bit = UINT32_C(1) << slot;
    uint32_t *ties = &block->own_ties[p - block->first];

    *ties = (*ties & ~bit) | (block->world->network->ties[p] & bit);
}

static void
reset_ring(struct dm_block *block, uint64_t threshold)
{
    struct dm_world *world = block->world;
    int32_t slots = dm_ring_slots(dm_network_ring(world->network, block->community));

    dm_block_words(block, 0, DM_DRAW_RENEWED);
    for (uint32_t i = 0; i < block->m; i++) {
        uint64_t p = block->first + i;

        if (block->words[i] >= threshold) {
            continue;
        }
        block->own_ties[i] = world->network->ties[p];
        for (int32_t slot = 0; slot < slots; slot++) {
            reset_bit(block, dm_network_mate(world->network, p, slot), slot ^ 1);
        }
    }
}

/* Mates of long ties are in other communities, a unit at a time. */
static void
reset_long(struct dm_block *block, uint64_t threshold, int32_t s)
{
    struct dm_world *world = block->world;
    const struct dm_network *network = world->network;
    int32_t slot = dm_ring_slots(dm_network_ring(network, block->community)) + s;
    uint32_t words[DM_UNIT];

    for (uint32_t from = 0; from < block->m; from += DM_UNIT) {
        uint32_t unit = network->partner_unit[s][(block->first + from) / DM_UNIT];

        if (unit == UINT32_MAX) {
            continue;
        }
        dm_words(block->key, (uint64_t) unit * DM_UNIT, DM_UNIT, block->tick, 0,
            DM_DRAW_RENEWED, 0, words);
        for (uint32_t i = from; i < from + DM_UNIT && i < block->m; i++) {
            uint64_t q = dm_network_long_mate(network, block->first + i, s);

            if (q != DM_NO_PARTNER && words[q % DM_UNIT] < threshold) {
                reset_bit(block, block->first + i, slot);
            }
        }
    }
}

void
dm_ties_renew(struct dm_block *block, uint64_t threshold)
{
    reset_ring(block, threshold);
    for (int32_t s = 0; s < block->world->network->n_long; s++) {
        reset_long(block, threshold, s);
    }
    dm_block_keep_ties(block);
}
