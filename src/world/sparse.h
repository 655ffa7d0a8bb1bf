/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers that most persons of a community do not have: a chain of (key, value) for each
 * person, all chains of a community in one block. What is 0 is not there. */
#ifndef DEMERIT_WORLD_SPARSE_H
#define DEMERIT_WORLD_SPARSE_H

#include "few.h"

#define DM_SPARSE_KEYS (1U << 10) /* a key is below this */
#define DM_SPARSE_GROUP                                                                    \
    32U /* keys; asking for one of a group that is not there is cheap                      \
         */
#define DM_SPARSE_NODES (1U << 22) /* so many at most, with the first, which is unused */

struct dm_sparse_node {
    int32_t value;
    unsigned key : 10;
    unsigned next : 22; /* 0: the last */
};

struct dm_sparse {
    struct dm_few head; /* of those who have a chain, uint32_t: first node, and above it a
                           bit for each group of keys that the chain may have */
    struct dm_sparse_node *node; /* [capacity], from 1 on; owned */
    uint32_t m, n, capacity;
    uint32_t unused; /* first of the chain of nodes that were given back, 0: none */
};

/* For m persons. False: no memory. */
bool dm_sparse_init(struct dm_sparse *self, uint32_t m);
void dm_sparse_clear(struct dm_sparse *self);
/* Keeps its memory. */
void dm_sparse_empty(struct dm_sparse *self);
/* Of nodes and heads; what says who has one is dm_few_bits_bytes(). */
int64_t dm_sparse_bytes(const struct dm_sparse *self);

/* False if memory ran out; all is then as it was. Nothing can fail where the value is 0 or
 * there was one. */
bool dm_sparse_put(struct dm_sparse *self, uint32_t i, uint32_t key, int32_t value);

/* Takes away all that a person has. */
void dm_sparse_drop(struct dm_sparse *self, uint32_t i);

/* Head of a person's chain, 0: none. */
static inline uint32_t
dm_sparse_head(const struct dm_sparse *self, uint32_t i)
{
    const uint32_t *head = (const uint32_t *) dm_few_find(&self->head, i);

    return head != NULL ? *head : 0;
}

/* First node of a person's chain, 0: none. */
static inline uint32_t
dm_sparse_first(const struct dm_sparse *self, uint32_t i)
{
    return dm_sparse_head(self, i) & (DM_SPARSE_NODES - 1);
}

/* Bit of a head for the group of a key: 10 bits for the groups in turn. */
static inline uint32_t
dm_sparse_bit(uint32_t key)
{
    return DM_SPARSE_NODES << key / DM_SPARSE_GROUP % 10;
}

/* False: the person has nothing under this key. */
static inline bool
dm_sparse_may_have(const struct dm_sparse *self, uint32_t i, uint32_t key)
{
    return (dm_sparse_head(self, i) & dm_sparse_bit(key)) != 0;
}

static inline int32_t
dm_sparse_get(const struct dm_sparse *self, uint32_t i, uint32_t key)
{
    uint32_t head = dm_sparse_head(self, i);
    uint32_t at = (head & dm_sparse_bit(key)) != 0 ? head & (DM_SPARSE_NODES - 1) : 0;

    while (at != 0 && self->node[at].key != key) {
        at = self->node[at].next;
    }
    return at != 0 ? self->node[at].value : 0;
}

/* Numbers of two keys of a group that follow each other, the first in the low half: in one
 * walk. */
static inline uint64_t
dm_sparse_get_two(const struct dm_sparse *self, uint32_t i, uint32_t key)
{
    const struct dm_sparse_node *node = self->node;
    uint64_t both = 0;
    uint32_t head = dm_sparse_head(self, i);
    int left = (head & dm_sparse_bit(key)) != 0 ? 2 : 0;

    for (uint32_t at = head & (DM_SPARSE_NODES - 1); at != 0 && left > 0;
         at = node[at].next) {
        uint32_t part = node[at].key - key;

        if (part < 2) {
            both |= (uint64_t) (uint32_t) node[at].value << (32 * part);
            left--;
        }
    }
    return both;
}

#endif
