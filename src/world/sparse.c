/* SPDX-License-Identifier: Apache-2.0
 *
 * Chains in a block that grows by a quarter: it is held for the whole of a run, and what
 * stands empty in it counts as memory of a person. */
#include "sparse.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64U

bool
dm_sparse_init(struct dm_sparse *self, uint32_t m)
{
    *self = (struct dm_sparse){ .head = calloc(m, sizeof *self->head), .m = m, .n = 1 };
    return self->head != NULL;
}

void
dm_sparse_clear(struct dm_sparse *self)
{
    free(self->head);
    free(self->node);
    *self = (struct dm_sparse){ 0 };
}

void
dm_sparse_empty(struct dm_sparse *self)
{
    memset(self->head, 0, self->m * sizeof *self->head);
    self->n = 1;
    self->unused = 0;
}

int64_t
dm_sparse_bytes(const struct dm_sparse *self)
{
    return (int64_t) self->capacity * (int64_t) sizeof *self->node;
}

static bool
grow(struct dm_sparse *self)
{
    uint32_t capacity = self->capacity + self->capacity / 4 + FIRST_CAPACITY;
    struct dm_sparse_node *node;

    capacity = capacity < DM_SPARSE_NODES ? capacity : DM_SPARSE_NODES;
    node = self->n < capacity ? realloc(self->node, capacity * sizeof *node) : NULL;
    if (node == NULL) {
        return false;
    }
    self->node = node;
    self->capacity = capacity;
    return true;
}

static bool
add(struct dm_sparse *self, uint32_t i, uint32_t key, int32_t value)
{
    uint32_t at = self->unused;

    if (at != 0) {
        self->unused = self->node[at].next;
    } else if (self->n < self->capacity || grow(self)) {
        at = self->n++;
    } else {
        return false;
    }
    self->node[at] = (struct dm_sparse_node){ .value = value,
        .key = key & (DM_SPARSE_KEYS - 1),
        .next = dm_sparse_first(self, i) & (DM_SPARSE_NODES - 1) };
    self->head[i] = (self->head[i] & ~(DM_SPARSE_NODES - 1)) | at | dm_sparse_bit(key);
    return true;
}

/* A head with the groups that the chain from `first` has. */
static uint32_t
head_of(const struct dm_sparse *self, uint32_t first)
{
    uint32_t head = first;

    for (uint32_t at = first; at != 0; at = self->node[at].next) {
        head |= dm_sparse_bit(self->node[at].key);
    }
    return head;
}

/* Takes node `at` out of a chain, in which it comes after `before` (0: first). */
static void
give_back(struct dm_sparse *self, uint32_t i, uint32_t before, uint32_t at)
{
    if (before == 0) {
        self->head[i] = head_of(self, self->node[at].next);
    } else {
        self->node[before].next = self->node[at].next;
        self->head[i] = head_of(self, dm_sparse_first(self, i));
    }
    self->node[at].next = self->unused & (DM_SPARSE_NODES - 1);
    self->unused = at;
}

bool
dm_sparse_put(struct dm_sparse *self, uint32_t i, uint32_t key, int32_t value)
{
    uint32_t at = dm_sparse_may_have(self, i, key) ? dm_sparse_first(self, i) : 0;
    uint32_t before = 0;

    while (at != 0 && self->node[at].key != key) {
        before = at;
        at = self->node[at].next;
    }
    if (at == 0) {
        return value == 0 || add(self, i, key, value);
    }
    if (value == 0) {
        give_back(self, i, before, at);
    } else {
        self->node[at].value = value;
    }
    return true;
}

void
dm_sparse_drop(struct dm_sparse *self, uint32_t i)
{
    uint32_t first = dm_sparse_first(self, i), last = first;

    if (first == 0) {
        return;
    }
    while (self->node[last].next != 0) {
        last = self->node[last].next;
    }
    self->node[last].next = self->unused & (DM_SPARSE_NODES - 1);
    self->unused = first;
    self->head[i] = 0;
}
