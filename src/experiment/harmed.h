/* SPDX-License-Identifier: Apache-2.0
 *
 * Who loses more days without access in one world than in another: a share of persons that
 * depends on how the luck of the two is coupled, and so is told under two couplings. */
#ifndef DEMERIT_EXPERIMENT_HARMED_H
#define DEMERIT_EXPERIMENT_HARMED_H

#include "base/stats.h"
#include "pair.h"

/* Days lost by person, of the first `kept` replicates of one world. */
struct dm_losses {
    uint64_t persons;
    int32_t kept;
    uint32_t *lost; /* [kept][persons], owned; service-months without access, 2^-16 */
};

/* Pair with dm_losses_clear(). */
dm_status dm_losses_init(struct dm_losses *self, uint64_t persons, int32_t kept,
    struct dm_error *err) DM_MUST_USE;
void dm_losses_clear(struct dm_losses *self);
/* Replicates of which `worlds` worlds can be kept in `bytes`: at least 2, at most all. */
int32_t dm_losses_room(uint64_t persons, int32_t replicates, int32_t worlds, int64_t bytes);

/* Fills the losses of a pair; `twin` may be NULL. The watch borrows `self`. */
struct dm_losses_pair {
    struct dm_losses *regime, *twin;
};
struct dm_persons_watch dm_losses_watch(struct dm_losses_pair *self);

struct dm_harmed {
    int32_t kept;
    /* Shares of persons with more (harmed) and with fewer days lost in `a` than in `b`.
     * Same-luck coupling: replicate r of both. Independent luck: r of one and r + 1 of the
     * other; NaN with one replicate. */
    struct dm_interval harmed_same, spared_same, harmed_independent, spared_independent;
};

/* Both of the same persons and replicates. DM_ENOMEM. */
dm_status dm_harmed_of(const struct dm_losses *a, const struct dm_losses *b,
    struct dm_harmed *out, struct dm_error *err) DM_MUST_USE;

#endif
