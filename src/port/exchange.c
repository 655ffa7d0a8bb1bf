/* SPDX-License-Identifier: Apache-2.0
 *
 * The serial exchange: one process, which already knows. */
#include "exchange.h"

static void
publish(void *self, uint8_t *published, uint64_t n, uint64_t first, uint64_t count)
{
    (void) self;
    (void) published;
    (void) n;
    (void) first;
    (void) count;
}

static void
sum(void *self, int64_t *totals, size_t n)
{
    (void) self;
    (void) totals;
    (void) n;
}

const struct dm_exchange dm_exchange_serial = { .publish = publish, .sum = sum };
