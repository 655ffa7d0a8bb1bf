/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts of persons, exact: losses are integers. With other luck the same person may fare
 * otherwise, so a share is no statement about anybody. */
#include "harmed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

dm_status
dm_losses_init(struct dm_losses *self, uint64_t persons, int32_t kept, struct dm_error *err)
{
    *self = (struct dm_losses){ .persons = persons, .kept = kept };
    self->lost = calloc((size_t) persons * (size_t) kept, sizeof *self->lost);
    if (self->lost == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for the losses of %llu persons",
            (unsigned long long) persons);
    }
    return DM_OK;
}

void
dm_losses_clear(struct dm_losses *self)
{
    free(self->lost);
    *self = (struct dm_losses){ 0 };
}

int32_t
dm_losses_room(uint64_t persons, int32_t replicates, int32_t worlds, int64_t bytes)
{
    double of_one = (double) persons * (double) sizeof(uint32_t) * worlds;
    double room = floor((double) bytes / of_one);
    int32_t kept = room < (double) replicates ? (int32_t) room : replicates;
    int32_t least = replicates < 2 ? replicates : 2;

    return kept < least ? least : kept;
}

static void
keep(struct dm_losses *self, uint32_t replicate, const struct dm_ledger *ledger)
{
    if (self != NULL && ledger != NULL && replicate <= (uint32_t) self->kept) {
        dm_ledger_lost_all(
            ledger, self->lost + (size_t) (replicate - 1) * (size_t) self->persons);
    }
}

static void
keep_pair(void *context, uint32_t replicate, const struct dm_ledger *regime,
    const struct dm_ledger *twin)
{
    const struct dm_losses_pair *self = context;

    keep(self->regime, replicate, regime);
    keep(self->twin, replicate, twin);
}

struct dm_persons_watch
dm_losses_watch(struct dm_losses_pair *self)
{
    return (struct dm_persons_watch){ .self = self, .replicate = keep_pair };
}

/* Shares of one pair of replicates. */
static void
shares(const struct dm_losses *a, int32_t r, const struct dm_losses *b, int32_t s,
    double *harmed, double *spared)
{
    const uint32_t *x = a->lost + (size_t) r * (size_t) a->persons;
    const uint32_t *y = b->lost + (size_t) s * (size_t) b->persons;
    uint64_t more = 0, fewer = 0;

    for (uint64_t p = 0; p < a->persons; p++) {
        more += x[p] > y[p];
        fewer += x[p] < y[p];
    }
    *harmed = (double) more / (double) a->persons;
    *spared = (double) fewer / (double) a->persons;
}

dm_status
dm_harmed_of(const struct dm_losses *a, const struct dm_losses *b, struct dm_harmed *out,
    struct dm_error *err)
{
    size_t n = (size_t) a->kept;
    double *x = calloc(4 * n, sizeof *x);

    DM_ASSERT(a->persons == b->persons && a->kept == b->kept);
    *out = (struct dm_harmed){ .kept = a->kept };
    if (x == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for shares of persons");
    }
    for (size_t r = 0; r < n; r++) {
        int32_t here = (int32_t) r, next = (int32_t) ((r + 1) % n);

        shares(a, here, b, here, &x[r], &x[n + r]);
        shares(a, here, b, next, &x[2 * n + r], &x[3 * n + r]);
    }
    out->harmed_same = dm_t_interval(x, n);
    out->spared_same = dm_t_interval(x + n, n);
    /* one replicate has no other luck to be paired with */
    out->harmed_independent = dm_t_interval(x + 2 * n, n > 1 ? n : 0);
    out->spared_independent = dm_t_interval(x + 3 * n, n > 1 ? n : 0);
    free(x);
    return DM_OK;
}
