/* SPDX-License-Identifier: Apache-2.0
 *
 * Integers and digests of replicates, in the order in which they are kept. Nothing here is
 * an estimate: those are made from all replicates, after the last. */
#include "checkpoint.h"

#include <string.h>

dm_status
dm_under_way_init(
    struct dm_under_way *self, int32_t n_months, bool paired, struct dm_error *err)
{
    *self = (struct dm_under_way){ .sum = dm_checksum_create() };
    if (self->sum == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for a checksum");
    }
    dm_status st = dm_series_init(&self->series, n_months, paired, err);
    if (st != DM_OK) {
        dm_under_way_clear(self);
    }
    return st;
}

void
dm_under_way_clear(struct dm_under_way *self)
{
    dm_series_clear(&self->series);
    dm_checksum_free(self->sum);
    *self = (struct dm_under_way){ .sum = NULL };
}

void
dm_under_way_start(struct dm_under_way *self, int32_t r, struct dm_outcome *outcome)
{
    self->r = r;
    self->outcome = outcome;
    dm_checksum_reset(self->sum);
    dm_series_zero(&self->series);
}

static dm_status
carry_series(struct dm_series *self, struct dm_carrier *carrier)
{
    dm_status st = DM_OK;

    for (int side = 0; st == DM_OK && side < DM_N_SIDES; side++) {
        if (self->month[side] != NULL) {
            st = dm_carry(carrier, "series", side, 0, self->month[side],
                (size_t) self->n_months * sizeof *self->month[side]);
        }
    }
    return st;
}

static dm_status
carry_tallies(struct dm_outcome *self, struct dm_carrier *carrier)
{
    dm_status st = DM_OK;

    for (int side = 0; st == DM_OK && side < DM_N_SIDES; side++) {
        struct dm_tally *sum = &self->sum[side];

        if (sum->count != NULL) {
            st = dm_carry(carrier, "tally", side, 0, sum->count,
                dm_tally_n(sum) * sizeof *sum->count);
        }
    }
    return st;
}

/* A replicate that is over. Beside its sums an outcome is plain numbers. */
static dm_status
carry_outcome(struct dm_outcome *self, struct dm_carrier *carrier)
{
    const size_t from = sizeof self->sum;
    dm_status st = carry_tallies(self, carrier);

    _Static_assert(offsetof(struct dm_outcome, sum) == 0, "the sums come first");
    return st == DM_OK ? dm_carry(carrier, "outcome", 0, 0, (char *) self + from,
                             sizeof *self - from)
                       : st;
}

static dm_status
carry_bins(struct dm_bins *self, struct dm_carrier *carrier)
{
    dm_status st =
        dm_carry(carrier, "bins squares", 0, 0, &self->squares, sizeof self->squares);

    for (int side = 0; st == DM_OK && side < (self->paired ? 2 : 1); side++) {
        st = dm_carry_persons(carrier, "bins lost", side, self->lost[side], self->n,
            sizeof *self->lost[side]);
    }
    return st;
}

static dm_status
carry_ticks(struct dm_kept *self, struct dm_carrier *carrier)
{
    dm_status st = dm_carry(carrier, "ticks", 0, 0, self->ticks,
        (size_t) self->outcomes->n * sizeof *self->ticks);

    for (int32_t r = 0; st == DM_OK && carrier->from != NULL && r < self->outcomes->n;
         r++) {
        if (self->ticks[r] < 0 || self->ticks[r] > self->n_months) {
            st = dm_carry_refuse(carrier, "ticks", 0, 0, "holds what cannot be");
        }
    }
    return st;
}

dm_status
dm_kept_carry(struct dm_kept *self, struct dm_carrier *carrier)
{
    carrier->replicate = carrier->side = 0;
    dm_status st = carry_ticks(self, carrier);

    st = st == DM_OK ? carry_series(self->series, carrier) : st;
    if (st == DM_OK && self->bins != NULL) {
        st = carry_bins(self->bins, carrier);
    }
    if (st == DM_OK && self->lost != NULL) {
        st = dm_carry_persons(carrier, "lost", 0, self->lost, self->n, sizeof *self->lost);
    }
    for (int32_t r = 0; st == DM_OK && r < self->outcomes->n; r++) {
        if (self->ticks[r] == self->n_months) {
            carrier->replicate = r + 1;
            st = carry_outcome(&self->outcomes->outcome[r], carrier);
        }
    }
    return st;
}

dm_status
dm_under_way_carry(
    struct dm_under_way *self, struct dm_lane *lane, struct dm_carrier *carrier)
{
    unsigned char saved[DM_CHECKSUM_SAVED_BYTES];

    carrier->replicate = self->r + 1;
    carrier->side = 0;
    dm_checksum_save(self->sum, saved);
    dm_status st = dm_lane_carry(lane, carrier);
    st = st == DM_OK ? carry_series(&self->series, carrier) : st;
    st = st == DM_OK ? carry_tallies(self->outcome, carrier) : st;
    st = st == DM_OK ? dm_carry(carrier, "measures so far", 0, 0, saved, sizeof saved) : st;
    if (st == DM_OK && carrier->from != NULL && !dm_checksum_load(self->sum, saved)) {
        st = dm_carry_refuse(
            carrier, "measures so far", 0, 0, "was written by another version of xxHash");
    }
    return st;
}
