/* SPDX-License-Identifier: Apache-2.0
 *
 * What parts of a society must tell one another between ticks, when they live in different
 * processes: published bytes that long ties read, and totals. The serial version has
 * nothing to do. Mail between persons stays inside a community, and so inside a process. */
#ifndef DEMERIT_PORT_EXCHANGE_H
#define DEMERIT_PORT_EXCHANGE_H

#include <stddef.h>
#include <stdint.h>

struct dm_exchange {
    void *self;
    /* Collective. Completes `published` [n], of which this process has computed [first,
     * first + count). */
    void (*publish)(
        void *self, uint8_t *published, uint64_t n, uint64_t first, uint64_t count);
    /* Collective. Sums `totals` [n] over processes, in place. */
    void (*sum)(void *self, int64_t *totals, size_t n);
};

/* One process holds everybody. */
extern const struct dm_exchange dm_exchange_serial;

#endif
