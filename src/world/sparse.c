/* SPDX-License-Identifier: Apache-2.0
 *
 * Chains in a block that grows by a 32nd: it is held for the whole of a run, and what
 * stands empty in it counts as memory of a person. */
#include "sparse.h"

#include <stdlib.h>

#define FIRST_CAPACITY 32U

bool
dm_sparse_init(struct dm_sparse *self, uint32_t m)
{
    *self = (struct dm_sparse){ .m = m, .n = 1 };
    return dm_few_init(&self->head, m, sizeof(uint32_t));
}

void
dm_sparse_clear(struct dm_sparse *self)
{
    dm_few_clear(&self->head);
    free(self->node);
    *self = (struct dm_sparse){ 0 };
}

void
dm_sparse_empty(struct dm_sparse *self)
{
    dm_few_empty(&self->head);
    self->n = 1;
    self->unused = 0;
}

int64_t
dm_sparse_bytes(const struct dm_sparse *self)
{
    return (int64_t) self->capacity * (int64_t) sizeof *self->node +
           dm_few_row_bytes(&self->head);
}

static bool
grow(struct dm_sparse *self)
{
    uint32_t capacity = self->capacity + self->capacity / 32 + FIRST_CAPACITY;
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

/* A node that is free, 0: no memory. */
static uint32_t
take_node(struct dm_sparse *self)
{
    uint32_t at = self->unused;

    if (at != 0) {
        self->unused = self->node[at].next;
        return at;
    }
    return self->n < self->capacity || grow(self) ? self->n++ : 0;
}

static bool
add(struct dm_sparse *self, uint32_t i, uint32_t key, int32_t value)
{
    uint32_t *head = dm_few_put(&self->head, i);
    uint32_t at = head != NULL ? take_node(self) : 0;

    if (at == 0) {
        if (head != NULL && *head == 0) {
            dm_few_take(&self->head, i);
        }
        return false;
    }
    self->node[at] = (struct dm_sparse_node){ .value = value,
        .key = key & (DM_SPARSE_KEYS - 1),
        .next = *head & (DM_SPARSE_NODES - 1) };
    *head = (*head & ~(DM_SPARSE_NODES - 1)) | at | dm_sparse_bit(key);
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
    uint32_t *head = dm_few_find(&self->head, i);

    if (before == 0) {
        *head = head_of(self, self->node[at].next);
    } else {
        self->node[before].next = self->node[at].next;
        *head = head_of(self, *head & (DM_SPARSE_NODES - 1));
    }
    if (*head == 0) {
        dm_few_take(&self->head, i);
    }
    self->node[at].next = self->unused & (DM_SPARSE_NODES - 1);
    self->unused = at;
}

bool
dm_sparse_put(struct dm_sparse *self, uint32_t i, uint32_t key, int32_t value)
{
    uint32_t head = dm_sparse_head(self, i), before = 0;
    uint32_t at = (head & dm_sparse_bit(key)) != 0 ? head & (DM_SPARSE_NODES - 1) : 0;

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
    dm_few_take(&self->head, i);
}
