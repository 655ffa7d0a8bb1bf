/* SPDX-License-Identifier: Apache-2.0
 *
 * One pass per slot over contiguous numbers: a ring offset is a shift of what the community
 * shows, written out twice so that it never wraps. Only long ties read elsewhere, 128
 * neighbours at a time. */
#include "ties.h"

#include <string.h>

/* number, flagged << 8, newly flagged << 16 */
static inline uint32_t
counts_of(uint32_t byte)
{
    return 1U | ((byte >> 4) & 1U) << 8 | ((byte >> 5) & 1U) << 16;
}

static inline uint32_t
tiers_of(uint32_t byte)
{
    return 1U | (byte & DM_PUBLISHED_TIER) << 8;
}

/* All that short ties add up, in one number: so many of each, 6 bits, and tiers, 8. */
enum { FLAGGED = 6, NEWLY = 12, COUNTED = 18, TIERS = 24, SIX = 63 };
_Static_assert(DM_MAX_TIE_SLOTS *DM_PUBLISHED_TIER >> (32 - TIERS) == 0 &&
                   (int) DM_MAX_TIE_SLOTS <= (int) SIX,
    "sums over slots");
#define BUT_TIERS ((UINT32_C(1) << COUNTED) - 1)

static inline uint32_t
all_of(uint32_t byte)
{
    return 1U | (byte >> 4 & 1U) << FLAGGED | (byte >> 5 & 1U) << NEWLY | 1U << COUNTED |
           (byte & DM_PUBLISHED_TIER) << TIERS;
}

static void
add_slot(uint32_t *restrict sums, const uint32_t *restrict ties,
    const uint32_t *restrict mates, int32_t slot, uint32_t what, uint32_t m)
{
    for (uint32_t i = 0; i < m; i++) {
        sums[i] += (0U - (ties[i] >> slot & 1U)) & mates[i] & what;
    }
}

static void
add_short(struct dm_block *block, const struct dm_ring *ring, unsigned of)
{
    const uint8_t *published = block->world->published[0] + block->first;
    const uint32_t *ties = block->ties, m = block->m;
    uint32_t sums[DM_COMMUNITY] = { 0 }, mates[2 * DM_COMMUNITY];

    for (uint32_t i = 0; i < m; i++) {
        mates[i] = mates[m + i] = all_of(published[i]);
    }
    for (int32_t slot = 0; slot < dm_ring_slots(ring); slot++) {
        uint32_t d = ring->offset[slot / 2];
        unsigned kind = slot < 2 * ring->n_work ? DM_TIE_WORK : DM_TIE_FRIENDS;

        add_slot(sums, ties, mates + (slot % 2 == 0 ? d : m - d), slot,
            (of & kind) != 0 ? UINT32_MAX : BUT_TIERS, m);
    }
    for (uint32_t i = 0; i < m; i++) {
        block->tie_counts[i] = (sums[i] & SIX) | (sums[i] >> FLAGGED & SIX) << 8 |
                               (sums[i] >> NEWLY & SIX) << 16;
        block->tie_tiers[i] = (sums[i] >> COUNTED & SIX) | sums[i] >> TIERS << 8;
    }
}

static void
add_long(struct dm_block *block, int32_t s, int32_t slot, bool counts_tier)
{
    const struct dm_network *network = block->world->network;
    const uint32_t *ties = block->ties;
    const uint8_t *published = block->world->published[0];

    for (uint32_t i = 0; i < block->m; i++) {
        uint32_t byte;

        if ((ties[i] >> slot & 1U) == 0) {
            continue;
        }
        byte = published[dm_network_long_mate(network, block->first + i, s)];
        block->tie_counts[i] += counts_of(byte);
        block->tie_tiers[i] += counts_tier ? tiers_of(byte) : 0;
    }
}

/* Each member sees the sum over the household, less its own part. */
static void
add_households(struct dm_block *block, bool counts_tier)
{
    const struct dm_population *people = block->world->population;
    const uint8_t *published = block->world->published[0] + block->first;

    for (uint32_t i = 0; i < block->m;) {
        uint32_t adults = dm_household_adults(people, block->first + i);
        uint32_t counts = 0, tiers = 0;

        for (uint32_t k = i; adults > 1 && k < i + adults; k++) {
            counts += counts_of(published[k]);
            tiers += tiers_of(published[k]);
        }
        for (uint32_t k = i; adults > 1 && k < i + adults; k++) {
            block->tie_counts[k] += counts - counts_of(published[k]);
            block->tie_tiers[k] += counts_tier ? tiers - tiers_of(published[k]) : 0;
        }
        i += adults;
    }
}

void
dm_ties_look(struct dm_block *block, unsigned of)
{
    const struct dm_network *network = block->world->network;
    const struct dm_ring *ring = dm_network_ring(network, block->community);
    int32_t slots = dm_ring_slots(ring);

    add_short(block, ring, of);
    for (int32_t s = 0; s < network->n_long; s++) {
        add_long(block, s, slots + s, (of & DM_TIE_FRIENDS) != 0);
    }
    add_households(block, (of & DM_TIE_HOUSEHOLD) != 0);
}

/* ---- signals ---- */

/* number, dissenting << 8, rated badly << 16 */
static inline uint32_t
signals_of(uint32_t byte)
{
    return 1U | (byte & DM_SIGNAL_DISSENTS) << 8 | (byte & DM_SIGNAL_BADLY) << 15;
}

static void
hear_slot(struct dm_block *block, const uint8_t *restrict mates, int32_t slot)
{
    const uint32_t *restrict ties = block->ties;
    uint32_t *restrict signals = block->tie_signals;

    for (uint32_t i = 0; i < block->m; i++) {
        signals[i] += (0U - ((ties[i] >> slot) & 1U)) & signals_of(mates[i]);
    }
}

static void
hear_long(struct dm_block *block, int32_t s, int32_t slot)
{
    const struct dm_network *network = block->world->network;
    const uint32_t *ties = block->ties;
    const uint8_t *signal = block->world->signal[0];

    for (uint32_t i = 0; i < block->m; i++) {
        if ((ties[i] >> slot & 1U) != 0) {
            block->tie_signals[i] +=
                signals_of(signal[dm_network_long_mate(network, block->first + i, s)]);
        }
    }
}

static void
hear_households(struct dm_block *block)
{
    const struct dm_population *people = block->world->population;
    const uint8_t *signal = block->world->signal[0] + block->first;

    for (uint32_t i = 0; i < block->m;) {
        uint32_t adults = dm_household_adults(people, block->first + i), all = 0;

        for (uint32_t k = i; k < i + adults; k++) {
            all += signals_of(signal[k]);
        }
        for (uint32_t k = i; k < i + adults; k++) {
            block->tie_signals[k] += all - signals_of(signal[k]);
        }
        i += adults;
    }
}

void
dm_ties_hear(struct dm_block *block)
{
    const struct dm_network *network = block->world->network;
    const struct dm_ring *ring = dm_network_ring(network, block->community);
    const uint8_t *signal = block->world->signal[0] + block->first;
    int32_t slots = dm_ring_slots(ring);
    uint32_t m = block->m;

    if (block->heard) {
        return;
    }
    memset(block->tie_signals, 0, m * sizeof *block->tie_signals);
    memcpy(block->published_twice, signal, m);
    memcpy(block->published_twice + m, signal, m);
    for (int32_t slot = 0; slot < slots; slot++) {
        uint32_t d = ring->offset[slot / 2];

        hear_slot(block, block->published_twice + (slot % 2 == 0 ? d : m - d), slot);
    }
    for (int32_t s = 0; s < network->n_long; s++) {
        hear_long(block, s, slots + s);
    }
    hear_households(block);
    block->heard = true;
}
