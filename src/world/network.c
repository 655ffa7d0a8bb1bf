/* SPDX-License-Identifier: Apache-2.0
 *
 * Candidate ties and which of them exist. A candidate is symmetric by construction (an
 * offset and its negative; an involution of units), and whether it exists is a hash of the
 * unordered pair, so both ends agree without a message. */
#include "network.h"

#include "base/fixed.h"

#include <stdlib.h>

/* Strides of the consecutive offsets: apart, and far from a household's width. */
#define WORK_STRIDE      1021U
#define FRIENDS_STRIDE   67U
#define OFFSET_TRIES     16U
#define BIJECTION_ROUNDS 3

/* A kind of tie: its number of offsets (or slots) and the threshold that keeps a candidate.
 */
struct kind {
    int32_t n, n_consecutive;
    uint64_t keep;
};

static struct kind
ring_kind(int64_t mean_nano, int64_t clustering_nano)
{
    int64_t h = (mean_nano + 2 * DM_NANO - 1) / (2 * DM_NANO);

    return (struct kind){
        .n = (int32_t) h,
        .n_consecutive = (int32_t) ((clustering_nano * h + DM_NANO / 2) / DM_NANO),
        .keep = h == 0 ? 0
                       : dm_muldiv(
                             DM_ONE32, (uint64_t) mean_nano, (uint64_t) (2 * h * DM_NANO)),
    };
}

static struct kind
long_kind(int64_t mean_nano)
{
    int64_t l = (mean_nano + DM_NANO - 1) / DM_NANO;

    return (struct kind){
        .n = (int32_t) l,
        .keep = l == 0
                    ? 0
                    : dm_muldiv(DM_ONE32, (uint64_t) mean_nano, (uint64_t) (l * DM_NANO)),
    };
}

/* Adds offset d in canonical form unless it joins nobody, joins a pair twice, or is there
 * already. */
static bool
ring_add(struct dm_ring *ring, uint32_t d)
{
    d = d < ring->m - d ? d : ring->m - d;
    if (d == 0 || 2 * d >= ring->m) {
        return false;
    }
    for (int32_t o = 0; o < ring->n_offsets; o++) {
        if (ring->offset[o] == d) {
            return false;
        }
    }
    ring->offset[ring->n_offsets++] = d;
    return true;
}

static void
ring_add_kind(struct dm_ring *ring, struct dm_key key, const struct kind *kind,
    const char *name, uint32_t stride)
{
    uint32_t entity = dm_fnv1a(name);

    for (uint32_t o = 1; o <= (uint32_t) kind->n && ring->m > 1; o++) {
        if (o <= (uint32_t) kind->n_consecutive) {
            (void) ring_add(ring, stride * o % ring->m);
            continue;
        }
        for (uint32_t v = 0; v < OFFSET_TRIES; v++) {
            uint32_t u = dm_word(key, 0, 0, entity, DM_DRAW_OFFSET, o * OFFSET_TRIES + v);

            if (ring_add(ring, 1 + dm_below(u, ring->m - 1))) {
                break;
            }
        }
    }
}

static void
ring_init(struct dm_ring *ring, uint32_t m, struct dm_key key, const struct kind *work,
    const struct kind *friends)
{
    *ring = (struct dm_ring){ .m = m };
    ring_add_kind(ring, key, work, "work", WORK_STRIDE);
    ring->n_work = ring->n_offsets;
    ring_add_kind(ring, key, friends, "friends", FRIENDS_STRIDE);
}

struct bijection {
    uint64_t n;
    int bits;
    uint64_t multiplier[BIJECTION_ROUNDS], addend[BIJECTION_ROUNDS];
};

static struct bijection
bijection_of(struct dm_key key, int32_t slot, uint64_t n)
{
    struct bijection f = { .n = n, .bits = 1 };

    while (UINT64_C(1) << f.bits < n) {
        f.bits++;
    }
    for (uint32_t r = 0; r < BIJECTION_ROUNDS; r++) {
        uint32_t index = (uint32_t) slot;

        f.multiplier[r] = dm_word(key, 2 * r, 0, 0, DM_DRAW_LONG_TIE, index) | 1U;
        f.addend[r] = dm_word(key, 2 * r + 1, 0, 0, DM_DRAW_LONG_TIE, index);
    }
    return f;
}

/* A permutation of [0, n): rounds of an odd multiplication and a shift, walked until inside
 * the range. */
static uint64_t
bijection_at(const struct bijection *f, uint64_t x)
{
    uint64_t mask = (UINT64_C(1) << f->bits) - 1;

    do {
        for (int r = 0; r < BIJECTION_ROUNDS; r++) {
            x = (x * f->multiplier[r] + f->addend[r]) & mask;
            x ^= x >> ((f->bits + 1) / 2);
        }
    } while (x >= f->n);
    return x;
}

static bool
long_init(struct dm_network *self, struct dm_key key, int32_t s)
{
    size_t n = (size_t) self->n_units;
    struct bijection f = bijection_of(key, s, self->n_units);
    uint32_t *inverse = calloc(n, sizeof *inverse);

    self->partner_unit[s] = calloc(n, sizeof *self->partner_unit[s]);
    self->partner_flip[s] = calloc(n, sizeof *self->partner_flip[s]);
    if (inverse == NULL || self->partner_unit[s] == NULL || self->partner_flip[s] == NULL) {
        free(inverse);
        return false;
    }
    for (size_t x = 0; x < n; x++) {
        inverse[bijection_at(&f, x)] = (uint32_t) x;
    }
    for (size_t x = 0; x < n; x++) {
        uint64_t at = bijection_at(&f, x), other = at ^ 1;

        self->partner_unit[s][x] = other < n ? inverse[other] : UINT32_MAX;
        self->partner_flip[s][x] =
            (uint8_t) (dm_word(key, at >> 1, 0, 0, DM_DRAW_LONG_TIE, 64 + (uint32_t) s) %
                       DM_UNIT);
    }
    free(inverse);
    return true;
}

const struct dm_ring *
dm_network_ring(const struct dm_network *self, uint32_t community)
{
    return dm_community_size(self->population, community) == DM_COMMUNITY
               ? &self->ring
               : &self->last_ring;
}

enum dm_slot_kind
dm_network_slot_kind(
    const struct dm_network *self, const struct dm_ring *ring, int32_t slot)
{
    DM_ASSERT(slot < dm_ring_slots(ring) + self->n_long);
    if (slot >= dm_ring_slots(ring)) {
        return DM_SLOT_LONG;
    }
    return slot < 2 * ring->n_work ? DM_SLOT_WORK : DM_SLOT_FRIENDS;
}

uint64_t
dm_network_mate(const struct dm_network *self, uint64_t p, int32_t slot)
{
    uint32_t community = (uint32_t) (p / DM_COMMUNITY);
    const struct dm_ring *ring = dm_network_ring(self, community);
    uint32_t i = (uint32_t) (p % DM_COMMUNITY), d;

    if (slot >= dm_ring_slots(ring)) {
        return dm_network_long_mate(self, p, slot - dm_ring_slots(ring));
    }
    d = ring->offset[slot / 2];
    d = slot % 2 == 0 ? d : ring->m - d;
    return (uint64_t) community * DM_COMMUNITY + (i + d) % ring->m;
}

static bool
same_household(const struct dm_population *people, uint64_t p, uint64_t q)
{
    return p - dm_household_place(people, p) == q - dm_household_place(people, q);
}

/* What decides on a candidate: the thresholds that keep it, by its kind, by whether the
 * groups differ, and by how many of its ends are sociable. */
struct keeping {
    uint64_t keep[4][2][3];
    uint8_t *sociable; /* [n], owned; NULL but in the form `wide` */
};

static bool
tie_exists(const struct dm_network *self, uint64_t p, uint64_t q, enum dm_slot_kind kind,
    const struct keeping *how)
{
    const struct dm_population *people = self->population;
    unsigned other = ((people->traits[p] ^ people->traits[q]) & DM_TRAIT_GROUP_B) != 0;
    unsigned ends = how->sociable == NULL ? 0U : 0U + how->sociable[p] + how->sociable[q];

    return !same_household(people, p, q) &&
           dm_pair_word(people->key, p, q, DM_DRAW_TIE, (uint32_t) kind) <
               how->keep[kind][other][ends];
}

/* Thresholds of a kind: `wide` makes a tie a quarter, three or nine quarters as likely. */
static void
set_keep(uint64_t keep[2][3], uint64_t threshold, uint64_t mixed, bool wide)
{
    static const uint64_t quarters[3] = { 1, 3, 9 };

    for (int ends = 0; ends < 3; ends++) {
        uint64_t one = wide ? threshold * quarters[ends] / 4 : threshold;

        one = one < DM_ONE32 ? one : DM_ONE32;
        keep[0][ends] = one;
        keep[1][ends] = dm_mul32(one, mixed);
    }
}

static bool
keeping_init(struct keeping *self, const struct dm_population *population, bool wide)
{
    if (!wide) {
        return true;
    }
    self->sociable = calloc((size_t) population->n, 1);
    for (uint64_t p = 0; self->sociable != NULL && p < population->n; p++) {
        self->sociable[p] =
            dm_word(population->key, p, 0, 0, DM_DRAW_SOCIABILITY, 0) >= UINT32_C(1) << 31;
    }
    return self->sociable != NULL;
}

static void
decide_ties(struct dm_network *self, const struct keeping *how)
{
    for (uint64_t p = 0; p < self->population->n; p++) {
        const struct dm_ring *ring = dm_network_ring(self, (uint32_t) (p / DM_COMMUNITY));
        int32_t slots = dm_ring_slots(ring) + self->n_long;
        uint32_t bits = 0;

        for (int32_t slot = 0; slot < slots; slot++) {
            enum dm_slot_kind kind = dm_network_slot_kind(self, ring, slot);
            uint64_t q = dm_network_mate(self, p, slot);

            if (q != DM_NO_PARTNER && tie_exists(self, p, q, kind, how)) {
                bits |= UINT32_C(1) << slot;
            }
        }
        self->ties[p] = bits;
    }
}

/* The form `homophilous` halves what homophily lacks. */
static int64_t
homophily_of(const struct dm_ties *ties)
{
    return ties->form == DM_NETWORK_HOMOPHILOUS ? (DM_NANO + ties->homophily_nano) / 2
                                                : ties->homophily_nano;
}

int64_t
dm_network_bytes(const struct dm_scenario *scenario)
{
    int64_t n = scenario->society.persons;

    return 4 * n + long_kind(scenario->society.ties.long_nano).n * 5 * (n / DM_UNIT + 1);
}

dm_status
dm_network_init(struct dm_network *self, const struct dm_population *population,
    const struct dm_scenario *scenario, struct dm_error *err)
{
    const struct dm_ties *ties = &scenario->society.ties;
    struct kind work = ring_kind(ties->work_nano, ties->clustering_nano);
    struct kind friends = ring_kind(ties->friends_nano, ties->clustering_nano);
    struct kind far = long_kind(ties->long_nano);
    bool wide = ties->form == DM_NETWORK_WIDE, ok;
    uint64_t mixed = DM_ONE32 - dm_threshold(homophily_of(ties));
    struct keeping how = { .sociable = NULL };

    *self = (struct dm_network){
        .population = population,
        .n_units = (population->n + DM_UNIT - 1) / DM_UNIT,
        .n_long = far.n,
        .ties = calloc((size_t) population->n, sizeof *self->ties),
    };
    ring_init(&self->ring, DM_COMMUNITY, population->key, &work, &friends);
    ring_init(&self->last_ring,
        dm_community_size(population, population->n_communities - 1), population->key,
        &work, &friends);
    set_keep(how.keep[DM_SLOT_WORK], work.keep, DM_ONE32, wide);
    set_keep(how.keep[DM_SLOT_FRIENDS], friends.keep, mixed, wide);
    set_keep(how.keep[DM_SLOT_LONG], far.keep, mixed, wide);
    ok = self->ties != NULL && keeping_init(&how, population, wide);
    for (int32_t s = 0; ok && s < self->n_long; s++) {
        ok = long_init(self, population->key, s);
    }
    if (ok) {
        decide_ties(self, &how);
    }
    free(how.sociable);
    if (!ok) {
        dm_network_clear(self);
        return dm_error_set(err, DM_ENOMEM,
            "society.ties: no memory for the ties of %lld persons",
            (long long) scenario->society.persons);
    }
    return DM_OK;
}

void
dm_network_clear(struct dm_network *self)
{
    for (int32_t s = 0; s < DM_MAX_TIE_SLOTS; s++) {
        free(self->partner_unit[s]);
        free(self->partner_flip[s]);
    }
    free(self->ties);
    *self = (struct dm_network){ 0 };
}
