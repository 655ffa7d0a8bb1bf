/* SPDX-License-Identifier: Apache-2.0
 *
 * Who knows whom, as a function (docs/odd/submodels.md, 2): ring ties inside a community,
 * long ties between units of 128 persons, households. What is kept is one bit per candidate
 * tie of a person, the same at both ends. */
#ifndef DEMERIT_WORLD_NETWORK_H
#define DEMERIT_WORLD_NETWORK_H

#include "population.h"

#define DM_UNIT       128 /* persons of a unit of long ties */
#define DM_NO_PARTNER UINT64_MAX

enum dm_slot_kind { DM_SLOT_WORK = 1, DM_SLOT_FRIENDS = 2, DM_SLOT_LONG = 3 };

/* Ring offsets of a community of `m` persons: offset[o] gives slots 2o (+d) and 2o + 1
 * (-d). */
struct dm_ring {
    uint32_t m;
    int32_t n_offsets, n_work; /* the first n_work are of kind work */
    uint32_t offset[DM_MAX_TIE_SLOTS / 2];
};

struct dm_network {
    const struct dm_population *population; /* borrowed */
    struct dm_ring ring, last_ring;         /* full communities; the last one */
    int32_t n_long;
    uint64_t n_units;
    uint32_t
        *partner_unit[DM_MAX_TIE_SLOTS]; /* [n_long][n_units], owned; UINT32_MAX: none */
    uint8_t *partner_flip[DM_MAX_TIE_SLOTS]; /* [n_long][n_units], xor of the place in the
                                                unit */
    uint32_t *ties; /* [n] bits: slots of the ring, then long slots */
};

/* On failure `self` is cleared. `population` must outlive it. Pair with dm_network_clear().
 */
dm_status dm_network_init(struct dm_network *self, const struct dm_population *population,
    const struct dm_scenario *scenario, struct dm_error *err) DM_MUST_USE;
void dm_network_clear(struct dm_network *self);
int64_t dm_network_bytes(const struct dm_scenario *scenario);

const struct dm_ring *dm_network_ring(const struct dm_network *self, uint32_t community);
/* The other end of candidate slot `slot` of p, or DM_NO_PARTNER. */
uint64_t dm_network_mate(const struct dm_network *self, uint64_t p, int32_t slot);
enum dm_slot_kind dm_network_slot_kind(
    const struct dm_network *self, const struct dm_ring *ring, int32_t slot);

static inline int32_t
dm_ring_slots(const struct dm_ring *ring)
{
    return 2 * ring->n_offsets;
}

/* The other end of a long tie; DM_NO_PARTNER where there is none. */
static inline uint64_t
dm_network_long_mate(const struct dm_network *self, uint64_t p, int32_t s)
{
    uint64_t unit = p / DM_UNIT, mate;

    if (self->partner_unit[s][unit] == UINT32_MAX) {
        return DM_NO_PARTNER;
    }
    mate = (uint64_t) self->partner_unit[s][unit] * DM_UNIT +
           ((p % DM_UNIT) ^ self->partner_flip[s][unit]);
    return mate < self->population->n ? mate : DM_NO_PARTNER;
}

#endif
