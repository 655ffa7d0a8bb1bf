/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums by person while replicates run; afterwards each person falls into a bin: fewer days
 * than in the twin, exactly none, then half decades. A bin holds from <= x < to, zero left
 * out. */
#include "bins.h"

#include <math.h>
#include <stdlib.h>

#define UNIT_BITS    6
#define DAYS_A_MONTH 30.4375
#define N_BINS       9

static const double edges[N_BINS][2] = { { -(double) INFINITY, 0.0 }, { 0.0, 0.0 },
    { 0.0, 1.0 }, { 1.0, 3.0 }, { 3.0, 10.0 }, { 10.0, 30.0 }, { 30.0, 100.0 },
    { 100.0, 300.0 }, { 300.0, (double) INFINITY } };

dm_status
dm_bins_init(struct dm_bins *self, uint64_t n, bool paired, struct dm_error *err)
{
    bool ok = true;

    *self = (struct dm_bins){ .n = n, .paired = paired };
    for (int side = 0; side < (paired ? 2 : 1); side++) {
        self->lost[side] = calloc((size_t) n, sizeof *self->lost[side]);
        ok = ok && self->lost[side] != NULL;
    }
    if (!ok) {
        dm_bins_clear(self);
        return dm_error_set(err, DM_ENOMEM,
            "no memory for the expected harm of %llu persons", (unsigned long long) n);
    }
    return DM_OK;
}

void
dm_bins_clear(struct dm_bins *self)
{
    free(self->lost[DM_REGIME]);
    free(self->lost[DM_TWIN]);
    *self = (struct dm_bins){ 0 };
}

/* To 2^-6 service-months, half a day: what is less than half of that counts as nothing. */
static uint32_t
coarse(uint32_t lost)
{
    return (uint32_t) (((uint64_t) lost + (UINT32_C(1) << (15 - UNIT_BITS))) >>
                       (16 - UNIT_BITS));
}

void
dm_bins_add(
    struct dm_bins *self, const struct dm_ledger *regime, const struct dm_ledger *twin)
{
    for (uint64_t p = 0; p < self->n; p++) {
        uint32_t here = coarse(dm_ledger_lost(regime, p)), there = 0, apart;

        self->lost[DM_REGIME][p] += here;
        if (self->paired) {
            there = coarse(dm_ledger_lost(twin, p));
            self->lost[DM_TWIN][p] += there;
        }
        apart = here > there ? here - there : there - here;
        if (apart != 0) {
            dm_sum128_add(&self->squares, apart, apart);
        }
    }
}

enum kind { REGIME, TWIN, DIFFERENCE, SHRUNK, N_KINDS };

static const char *const ids[N_KINDS] = { "access_lost_days", "access_lost_days.twin",
    "access_lost_days.difference", "access_lost_days.difference_shrunk" };

struct spread {
    double mean, factor;
};

/* A person's sum over replicates. */
static double
sum_of(const struct dm_bins *self, enum kind kind, uint64_t p)
{
    double regime = self->lost[DM_REGIME][p];
    double twin = self->paired ? self->lost[DM_TWIN][p] : 0.0;

    return kind == REGIME ? regime : kind == TWIN ? twin : regime - twin;
}

/* Sums over K replicates have the variance K^2 B + K W, B between persons' expectations
 * and W within a person: persons keep their order, with the variance of the first part. */
static struct spread
spread_of(const struct dm_bins *self, double k)
{
    double n = (double) self->n, sum = 0.0, squares = 0.0, all, within, between;
    struct spread spread = { .factor = 0.0 };

    for (uint64_t p = 0; p < self->n; p++) {
        double x = sum_of(self, DIFFERENCE, p);

        sum += x;
        squares += x * x;
    }
    all = (double) self->squares.high * 18446744073709551616.0 + (double) self->squares.low;
    spread.mean = sum / n;
    between = squares / n - spread.mean * spread.mean;
    within = (all - squares / k) / (n * (k - 1.0)) * k;
    if (between > within && between > 0.0) {
        spread.factor = sqrt(1.0 - (within > 0.0 ? within : 0.0) / between);
    }
    return spread;
}

static int
bin_of(double days)
{
    int b = 2;

    if (days <= 0.0) {
        return days < 0.0 ? 0 : 1;
    }
    while (b < N_BINS - 1 && days >= edges[b][1]) {
        b++;
    }
    return b;
}

static dm_status
send_kind(const struct dm_bins *self, enum kind kind, int32_t replicates,
    double days_of_unit, const struct dm_sink *sink, struct dm_error *err)
{
    struct spread spread = { 0.0, 1.0 };
    uint64_t count[N_BINS] = { 0 };
    dm_status st = DM_OK;

    if (kind == SHRUNK) {
        spread = spread_of(self, replicates);
    }
    for (uint64_t p = 0; p < self->n; p++) {
        double x = sum_of(self, kind, p);

        count[bin_of(days_of_unit * (spread.mean + spread.factor * (x - spread.mean)))]++;
    }
    for (int b = 0; st == DM_OK && b < N_BINS; b++) {
        struct dm_bin_row row = {
            .id = ids[kind],
            .from = edges[b][0],
            .to = edges[b][1],
            .persons = (double) count[b] / (double) self->n,
            .replicates = replicates,
        };

        if (b > 0 || kind >= DIFFERENCE) {
            st = sink->bin(sink->self, &row, err);
        }
    }
    return st;
}

dm_status
dm_bins_send(const struct dm_bins *self, int32_t replicates, int32_t measured_months,
    const struct dm_sink *sink, struct dm_error *err)
{
    double days = 12.0 * DAYS_A_MONTH / (double) (1 << UNIT_BITS) /
                  ((double) measured_months * replicates);
    dm_status st = DM_OK;

    for (int kind = 0; st == DM_OK && kind < N_KINDS; kind++) {
        bool known = kind == REGIME || (self->paired && (kind != SHRUNK || replicates > 1));

        if (known) {
            st = send_kind(self, (enum kind) kind, replicates, days, sink, err);
        }
    }
    return st;
}
