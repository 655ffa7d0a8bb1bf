/* SPDX-License-Identifier: Apache-2.0
 *
 * A sink that keeps the totals' values by replicate. Breakdowns are passed on and not
 * kept. */
#include "table.h"

#include "each.h"
#include "formula.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

void
dm_table_clear(struct dm_table *self)
{
    free(self->metric);
    for (int side = 0; side < DM_TABLE_SIDES; side++) {
        free(self->value[side]);
    }
    *self = (struct dm_table){ 0 };
}

int32_t
dm_table_find(const struct dm_table *self, const char *id)
{
    for (int32_t m = 0; m < self->n_metrics; m++) {
        if (strcmp(self->metric[m].id, id) == 0) {
            return m;
        }
    }
    return -1;
}

const double *
dm_table_values(const struct dm_table *self, enum dm_table_side side, int32_t metric)
{
    return self->value[side] + (size_t) metric * (size_t) self->n;
}

struct dm_interval
dm_table_paired(const double *a, const double *b, int32_t n)
{
    struct dm_interval interval = { (double) NAN, (double) NAN, (double) NAN, 0 };
    double *x = malloc((size_t) n * sizeof *x);

    for (int32_t r = 0; x != NULL && r < n; r++) {
        x[r] = a[r] - b[r];
    }
    if (x != NULL) {
        interval = dm_t_interval(x, (size_t) n);
    }
    free(x);
    return interval;
}

bool
dm_table_is_own(const char *id)
{
    static const struct {
        const char *id;
        bool each; /* or one of those that it is told for */
    } OWN[] = { { "access_lost_days", true }, { "denials", true }, { "entries", true },
        { "exits_from", true }, { "facts_recorded", false }, { "listed_ever", false },
        { "listed_share", true }, { "ppv.record", false }, { "sanctioned_share", false },
        { "tier_share", true }, { "wrongful_share.law", false },
        { "wrongful_share.rule", false } };

    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++) {
        size_t n = strlen(OWN[i].id);

        if (strncmp(id, OWN[i].id, n) == 0 &&
            (id[n] == '\0' || (OWN[i].each && id[n] == '.'))) {
            return true;
        }
    }
    return false;
}

static bool
grow(struct dm_table_filler *self)
{
    struct dm_table *table = self->table;
    int32_t capacity = self->capacity > 0 ? 2 * self->capacity : FIRST_CAPACITY;
    void *metric = realloc(table->metric, (size_t) capacity * sizeof *table->metric);

    if (metric == NULL) {
        return false;
    }
    table->metric = metric;
    for (int side = 0; side < DM_TABLE_SIDES; side++) {
        size_t numbers = (size_t) capacity * (size_t) table->n;
        double *value = realloc(table->value[side], numbers * sizeof *value);

        if (value == NULL) {
            return false;
        }
        table->value[side] = value;
    }
    self->capacity = capacity;
    return true;
}

/* A new row, all zero; -1: no memory. */
static int32_t
add_row(struct dm_table_filler *self, const char *id, const struct dm_metric_row *row)
{
    struct dm_table *table = self->table;
    int32_t m = table->n_metrics;

    if (m == self->capacity && !grow(self)) {
        return -1;
    }
    table->metric[m] = (struct dm_table_metric){ .is_difference = row->is_difference };
    (void) snprintf(table->metric[m].id, sizeof table->metric[m].id, "%s", id);
    for (int k = 0; k < DM_N_MEASURES; k++) { /* texts that outlive the run */
        if (strcmp(dm_measures[k].sentence, row->sentence) == 0) {
            table->metric[m].unit = dm_measures[k].unit;
            table->metric[m].direction = dm_measures[k].direction;
        }
    }
    for (int side = 0; side < DM_TABLE_SIDES; side++) {
        for (int32_t r = 0; r < table->n; r++) {
            table->value[side][(size_t) m * (size_t) table->n + (size_t) r] = 0.0;
        }
    }
    table->n_metrics++;
    return m;
}

static void
add_values(struct dm_table *table, int32_t metric, const struct dm_metric_row *row)
{
    size_t n = (size_t) table->n;

    for (size_t side = 0; side < DM_TABLE_SIDES; side++) {
        for (size_t r = 0; r < n; r++) {
            table->value[side][(size_t) metric * n + r] += row->by_replicate[side * n + r];
        }
    }
}

/* The id of the sum over services that this row is a part of; false where it is of none. */
static bool
sum_of(const char *id, char *sum, size_t size)
{
    for (int k = 0; k < DM_N_MEASURES; k++) {
        int stem;

        if (dm_each_has_sum(dm_each_of(dm_measures[k].id, &stem)) &&
            strncmp(id, dm_measures[k].id, (size_t) stem + 1) == 0) {
            (void) snprintf(sum, size, "%.*s", stem, id);
            return true;
        }
    }
    return false;
}

static dm_status
keep_metric(
    struct dm_table_filler *self, const struct dm_metric_row *row, struct dm_error *err)
{
    char sum[DM_TABLE_ID_BYTES];
    int32_t whole = -1, own;

    if (sum_of(row->id, sum, sizeof sum)) {
        whole = dm_table_find(self->table, sum);
        whole = whole >= 0 ? whole : add_row(self, sum, row);
        if (whole < 0) {
            return dm_error_set(err, DM_ENOMEM, "no memory for a table of results");
        }
        add_values(self->table, whole, row);
    }
    own = add_row(self, row->id, row);
    if (own < 0) {
        return dm_error_set(err, DM_ENOMEM, "no memory for a table of results");
    }
    add_values(self->table, own, row);
    return DM_OK;
}

static dm_status
take_metric(void *context, const struct dm_metric_row *row, struct dm_error *err)
{
    struct dm_table_filler *self = context;
    dm_status st = DM_OK;

    if (row->by_replicate != NULL) {
        st = keep_metric(self, row, err);
    }
    if (st == DM_OK && self->next != NULL && self->next->metric != NULL) {
        st = self->next->metric(self->next->self, row, err);
    }
    return st;
}

static dm_status
take_run(void *context, const struct dm_run_row *row, struct dm_error *err)
{
    struct dm_table_filler *self = context;
    struct dm_table *table = self->table;

    table->n = row->replicates;
    table->has_twin = row->twin[0] != '\0';
    (void) snprintf(table->checksum, sizeof table->checksum, "%s", row->checksum);
    (void) snprintf(
        table->twin_checksum, sizeof table->twin_checksum, "%s", row->twin_checksum);
    (void) snprintf(table->measures_checksum, sizeof table->measures_checksum, "%s",
        row->measures_checksum);
    return self->next != NULL && self->next->run != NULL
               ? self->next->run(self->next->self, row, err)
               : DM_OK;
}

static dm_status
pass_month(void *context, const struct dm_month_row *row, struct dm_error *err)
{
    const struct dm_table_filler *self = context;

    return self->next->month(self->next->self, row, err);
}

static dm_status
pass_matrix(void *context, const struct dm_matrix_row *row, struct dm_error *err)
{
    const struct dm_table_filler *self = context;

    return self->next->matrix(self->next->self, row, err);
}

static dm_status
pass_bin(void *context, const struct dm_bin_row *row, struct dm_error *err)
{
    const struct dm_table_filler *self = context;

    return self->next->bin(self->next->self, row, err);
}

struct dm_sink
dm_table_sink(struct dm_table_filler *self)
{
    const struct dm_sink *next = self->next;

    return (struct dm_sink){
        .self = self,
        .run = take_run,
        .metric = take_metric,
        .month = next != NULL && next->month != NULL ? pass_month : NULL,
        .matrix = next != NULL && next->matrix != NULL ? pass_matrix : NULL,
        .bin = next != NULL && next->bin != NULL ? pass_bin : NULL,
    };
}

/* What a template of measures.def stands for, and the sum of it where there is one. */
static size_t
add_ids(const struct dm_scenario *scenario, const char *id, enum dm_each each, int stem,
    char (*ids)[DM_TABLE_ID_BYTES], size_t n, size_t most)
{
    int32_t number = dm_each_count(scenario, each);

    if (dm_each_has_sum(each) && number > 0 && n++ < most) {
        (void) snprintf(ids[n - 1], sizeof ids[n - 1], "%.*s", stem, id);
    }
    for (int32_t k = 0; k < number; k++) {
        if (n++ < most) {
            (void) snprintf(ids[n - 1], sizeof ids[n - 1], "%.*s.%s", stem, id,
                dm_each_id(scenario, each, k));
        }
    }
    return n;
}

size_t
dm_table_ids(
    const struct dm_scenario *scenario, char (*ids)[DM_TABLE_ID_BYTES], size_t most)
{
    size_t n = 0;

    for (int k = 0; k < DM_N_MEASURES; k++) {
        const char *id = dm_measures[k].id;
        int stem;
        enum dm_each each = dm_each_of(id, &stem);

        if (each != DM_EACH_NONE) {
            n = add_ids(scenario, id, each, stem, ids, n, most);
        } else if (n++ < most) {
            (void) snprintf(ids[n - 1], sizeof ids[n - 1], "%s", id);
        }
    }
    return n;
}

dm_status
dm_table_run(const struct dm_scenario *scenario, const struct dm_pair_options *options,
    struct dm_table *out, struct dm_error *err)
{
    struct dm_table_filler filler = { .table = out };
    struct dm_sink sink;
    dm_status st;

    *out = (struct dm_table){ 0 };
    sink = dm_table_sink(&filler);
    st = dm_pair_run(scenario, options, &sink, err);
    if (st != DM_OK) {
        dm_table_clear(out);
    }
    return st;
}
