/* SPDX-License-Identifier: Apache-2.0
 *
 * Months: sums of integers while replicates run, ratios afterwards. */
#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_EVENTS 20 /* no breakdown under this (MODEL, "Measures") */

static const struct {
    const char *id;
    enum dm_counter counter;
    double scale;
} series[DM_N_SERIES] = {
    [DM_SERIES_LISTED] = { "listed_share", DM_COUNTER_LISTED, 1.0 },
    [DM_SERIES_SANCTIONED] = { "sanctioned_share", DM_COUNTER_SANCTIONED, 1.0 },
    [DM_SERIES_RECORDS] = { "facts_recorded", DM_COUNTER_RECORDS, 12.0 },
    [DM_SERIES_ENTRIES] = { "entries", DM_COUNTER_ENTRIES, 12000.0 },
    [DM_SERIES_DENIALS] = { "denials", DM_COUNTER_DENIED, 12000.0 },
};

static const struct {
    const char *dimension, *level;
} cells[DM_SERIES_CELLS] = { { NULL, NULL }, { "group", "A" }, { "group", "B" },
    { "income_quintile", "1" }, { "income_quintile", "2" }, { "income_quintile", "3" },
    { "income_quintile", "4" }, { "income_quintile", "5" } };

_Static_assert(DM_CELL_GROUP == 1 && DM_CELL_QUINTILE == 3 && DM_SERIES_CELLS == 8,
    "the table above stands in the order of cells");

dm_status
dm_series_init(struct dm_series *self, int32_t n_months, bool paired, struct dm_error *err)
{
    *self = (struct dm_series){ .n_months = n_months };
    for (int side = 0; side < (paired ? 2 : 1); side++) {
        self->month[side] = calloc((size_t) n_months, sizeof *self->month[side]);
        if (self->month[side] == NULL) {
            dm_series_clear(self);
            return dm_error_set(err, DM_ENOMEM, "no memory for monthly totals");
        }
    }
    return DM_OK;
}

void
dm_series_clear(struct dm_series *self)
{
    free(self->month[DM_REGIME]);
    free(self->month[DM_TWIN]);
    *self = (struct dm_series){ 0 };
}

void
dm_series_zero(struct dm_series *self)
{
    for (int side = 0; side < DM_N_SIDES; side++) {
        if (self->month[side] != NULL) {
            memset(
                self->month[side], 0, (size_t) self->n_months * sizeof *self->month[side]);
        }
    }
}

void
dm_series_add(struct dm_series *self, int side, int32_t month, const struct dm_tally *tally)
{
    struct dm_series_month *at = &self->month[side][month];
    const int64_t *persons = dm_tally_cells(tally, DM_COUNTER_PERSON_MONTHS, 0);

    for (int c = 0; c < DM_SERIES_CELLS; c++) {
        at->persons[c] += persons[c];
    }
    for (int k = 0; k < DM_N_SERIES; k++) {
        int32_t n = k == DM_SERIES_DENIALS ? tally->shape.n_services : 1;

        for (int32_t v = 0; v < n; v++) {
            const int64_t *count = dm_tally_cells(tally, series[k].counter, v);

            for (int c = 0; c < DM_SERIES_CELLS; c++) {
                at->count[k][c] += count[c];
            }
        }
    }
    for (int k = 0; k < DM_N_MOODS; k++) {
        at->mood[k] += tally->mood[k];
    }
}

static void
merge_month(struct dm_series_month *self, const struct dm_series_month *other)
{
    for (int c = 0; c < DM_SERIES_CELLS; c++) {
        self->persons[c] += other->persons[c];
        for (int k = 0; k < DM_N_SERIES; k++) {
            self->count[k][c] += other->count[k][c];
        }
    }
    for (int k = 0; k < DM_N_MOODS; k++) {
        self->mood[k] += other->mood[k];
    }
}

void
dm_series_merge(struct dm_series *self, const struct dm_series *other)
{
    for (int side = 0; side < DM_N_SIDES; side++) {
        for (int32_t t = 0; self->month[side] != NULL && t < self->n_months; t++) {
            merge_month(&self->month[side][t], &other->month[side][t]);
        }
    }
}

static double
value_of(const struct dm_series *self, int side, int k, int cell, int32_t month)
{
    const struct dm_series_month *at;

    if (self->month[side] == NULL) {
        return (double) NAN;
    }
    at = &self->month[side][month];
    if (at->persons[cell] == 0) {
        return (double) NAN;
    }
    return series[k].scale * (double) at->count[k][cell] / (double) at->persons[cell];
}

static dm_status
send_cell(const struct dm_series *self, int k, int cell, int32_t first,
    const struct dm_sink *sink, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int32_t t = first; st == DM_OK && t < self->n_months; t++) {
        bool shown =
            cell == DM_CELL_TOTAL || self->month[DM_REGIME][t].count[k][cell] >= MIN_EVENTS;
        struct dm_month_row row = {
            .month = t,
            .id = series[k].id,
            .dimension = cells[cell].dimension,
            .level = cells[cell].level,
            .regime = shown ? value_of(self, DM_REGIME, k, cell, t) : (double) NAN,
            .twin = shown ? value_of(self, DM_TWIN, k, cell, t) : (double) NAN,
        };

        st = sink->month(sink->self, &row, err);
    }
    return st;
}

/* Means over everybody, in the regime: the twin has no scheme to be afraid of. */
static dm_status
send_mood(const struct dm_series *self, const char *id, enum dm_mood mood, double unit,
    int32_t first, const struct dm_sink *sink, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int32_t t = first; st == DM_OK && t < self->n_months; t++) {
        const struct dm_series_month *at = &self->month[DM_REGIME][t];
        double persons = (double) at->persons[DM_CELL_TOTAL];
        struct dm_month_row row = { .month = t, .id = id, .twin = (double) NAN };

        row.regime =
            persons > 0.0 ? (double) at->mood[mood] / (unit * persons) : (double) NAN;
        st = sink->month(sink->self, &row, err);
    }
    return st;
}

dm_status
dm_series_send(const struct dm_series *self, int32_t first, const struct dm_sink *sink,
    struct dm_error *err)
{
    dm_status st = DM_OK;

    if (sink->month == NULL) {
        return DM_OK;
    }
    for (int k = 0; k < DM_N_SERIES; k++) {
        for (int cell = 0; st == DM_OK && cell < DM_SERIES_CELLS; cell++) {
            st = send_cell(self, k, cell, first, sink, err);
        }
    }
    if (st == DM_OK) {
        st = send_mood(self, "fear", DM_MOOD_FEAR, 65536.0, first, sink, err);
    }
    if (st == DM_OK) {
        st = send_mood(self, "aware_share", DM_MOOD_AWARE, 1.0, first, sink, err);
    }
    return st;
}
