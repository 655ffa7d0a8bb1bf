/* SPDX-License-Identifier: Apache-2.0
 *
 * Allocation and tick-0 state of a world, all of it driven by columns.def. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define ROLE_STATE      DM_ROLE_STATE
#define ROLE_DIAGNOSTIC DM_ROLE_DIAGNOSTIC

const struct dm_column_info dm_columns[DM_N_COLUMNS] = {
#define DM_COLUMN(NAME, name, type, hashed, multiplicity, role, needs, doc)                \
    { #name, doc, sizeof(type), sizeof(hashed), DM_ARRAYS_##multiplicity, ROLE_##role },
#include "columns.def"
#undef DM_COLUMN
};

enum needs { NEEDS_ALWAYS, NEEDS_ADAPTS, NEEDS_CAUSES };

static const enum needs column_needs[DM_N_COLUMNS] = {
#define DM_COLUMN(NAME, name, type, hashed, multiplicity, role, needs, doc) NEEDS_##needs,
#include "columns.def"
#undef DM_COLUMN
};

/* How many arrays of a column this regime keeps. */
static int
arrays_of(const struct dm_plan *plan, enum dm_column column)
{
    if ((column_needs[column] == NEEDS_ADAPTS && !plan->adapt.on) ||
        (column_needs[column] == NEEDS_CAUSES && !plan->measure_causes)) {
        return 0;
    }
    switch (dm_columns[column].arrays) {
    case DM_ARRAYS_SCHEME:
        return plan->n_schemes;
    case DM_ARRAYS_LIST:
        return plan->n_lists;
    case DM_ARRAYS_SCHEME_CONTEXT:
        return plan->n_schemes * plan->n_contexts;
    default:
        return 1;
    }
}

/* Where the struct keeps the arrays of a column. The arrays have many types: their pointers
 * are read and written by memcpy, which no aliasing rule forbids. */
static size_t
offset_of(enum dm_column column, int k)
{
    static const size_t offsets[DM_N_COLUMNS] = {
#define DM_COLUMN(NAME, name, type, hashed, multiplicity, role, needs, doc)                \
    offsetof(struct dm_world, name),
#include "columns.def"
#undef DM_COLUMN
    };

    return offsets[column] + (size_t) k * sizeof(void *);
}

static void *
array_at(const struct dm_world *self, enum dm_column column, int k)
{
    void *array;

    memcpy(&array, (const char *) self + offset_of(column, k), sizeof array);
    return array;
}

static void
set_array(struct dm_world *self, enum dm_column column, int k, void *array)
{
    memcpy((char *) self + offset_of(column, k), &array, sizeof array);
}

void *
dm_world_column(const struct dm_world *self, enum dm_column column, int k)
{
    return k < arrays_of(self->plan, column) ? array_at(self, column, k) : NULL;
}

/* One function per column: copies, and widens where less is held than hashed. */
#define DM_COLUMN(NAME, name, type, hashed, multiplicity, role, needs, doc)                \
    static void widen_##name(                                                              \
        const struct dm_world *self, int k, uint64_t first, uint32_t m, unsigned char *to) \
    {                                                                                      \
        const type *from = self->name[k] + first;                                          \
                                                                                           \
        for (uint32_t i = 0; i < m; i++) {                                                 \
            hashed value = from[i];                                                        \
                                                                                           \
            memcpy(to + i * sizeof value, &value, sizeof value);                           \
        }                                                                                  \
    }
#include "columns.def"
#undef DM_COLUMN

bool
dm_world_hashed(const struct dm_world *self, enum dm_column column, int k, uint64_t first,
    uint32_t m, uint64_t out[DM_COMMUNITY])
{
    static void (*const widen[DM_N_COLUMNS])(
        const struct dm_world *, int, uint64_t, uint32_t, unsigned char *) = {
#define DM_COLUMN(NAME, name, type, hashed, multiplicity, role, needs, doc) widen_##name,
#include "columns.def"
#undef DM_COLUMN
    };

    if (k >= arrays_of(self->plan, column)) {
        return false;
    }
    widen[column](self, k, first, m, (unsigned char *) out);
    return true;
}

int64_t
dm_world_bytes_per_person(const struct dm_plan *plan)
{
    int64_t bytes = 1; /* published_next */

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        bytes += (int64_t) dm_columns[c].width * arrays_of(plan, (enum dm_column) c);
    }
    return bytes;
}

static bool
allocate(struct dm_world *self)
{
    uint32_t communities = self->population->n_communities;

    self->published_next = calloc((size_t) self->n, 1);
    self->sanctioned_in = calloc(communities, sizeof *self->sanctioned_in);
    self->pending = calloc(communities, sizeof *self->pending);
    self->in_force = calloc(communities, sizeof *self->in_force);
    if (self->published_next == NULL || self->sanctioned_in == NULL ||
        self->pending == NULL || self->in_force == NULL) {
        return false;
    }
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        for (int k = 0; k < arrays_of(self->plan, (enum dm_column) c); k++) {
            void *array = calloc((size_t) self->n, dm_columns[c].width);

            if (array == NULL) {
                return false;
            }
            set_array(self, (enum dm_column) c, k, array);
        }
    }
    for (uint32_t i = 0; i < communities; i++) {
        if (!dm_months_init(&self->pending[i], self->plan->longest_months) ||
            !dm_months_init(&self->in_force[i], self->plan->longest_months)) {
            return false;
        }
    }
    return true;
}

dm_status
dm_world_init(struct dm_world *self, const struct dm_plan *plan,
    const struct dm_population *population, const struct dm_network *network,
    struct dm_error *err)
{
    *self = (struct dm_world){
        .plan = plan, .population = population, .network = network, .n = population->n
    };
    if (!allocate(self)) {
        dm_world_clear(self);
        return dm_error_set(err, DM_ENOMEM,
            "society.persons: no memory for the state of %llu persons",
            (unsigned long long) population->n);
    }
    return DM_OK;
}

void
dm_world_clear(struct dm_world *self)
{
    uint32_t communities = self->population != NULL ? self->population->n_communities : 0;

    for (int c = 0; self->plan != NULL && c < DM_N_COLUMNS; c++) {
        for (int k = 0; k < arrays_of(self->plan, (enum dm_column) c); k++) {
            free(array_at(self, (enum dm_column) c, k));
        }
    }
    for (uint32_t i = 0; i < communities; i++) {
        if (self->pending != NULL) {
            dm_months_clear(&self->pending[i]);
        }
        if (self->in_force != NULL) {
            dm_months_clear(&self->in_force[i]);
        }
    }
    free(self->published_next);
    free(self->sanctioned_in);
    free(self->pending);
    free(self->in_force);
    *self = (struct dm_world){ 0 };
}

static void
zero(struct dm_world *self)
{
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        for (int k = 0; k < arrays_of(self->plan, (enum dm_column) c); k++) {
            memset(array_at(self, (enum dm_column) c, k), 0,
                (size_t) self->n * dm_columns[c].width);
        }
    }
    for (uint32_t i = 0; i < self->population->n_communities; i++) {
        for (uint32_t s = 0; s <= self->plan->longest_months; s++) {
            dm_bucket_empty(&self->pending[i].slot[s]);
            dm_bucket_empty(&self->in_force[i].slot[s]);
        }
    }
    self->n_sanctioned = 0;
}

void
dm_world_start(struct dm_world *self)
{
    const struct dm_population *people = self->population;
    const struct dm_plan *plan = self->plan;

    zero(self);
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        const struct dm_plan_scheme *scheme = &plan->scheme[s];
        int32_t score = dm_plan_clamp(scheme, scheme->start);
        int32_t tier = dm_plan_tier(scheme, score);

        memset(self->tier[s], tier, (size_t) self->n);
        memset(
            self->gain_level[s], dm_plan_gain_level(scheme, tier, score), (size_t) self->n);
        if (s == plan->published_scheme) {
            memset(self->published[0], tier, (size_t) self->n);
        }
    }
    for (uint64_t p = 0; p < self->n; p++) {
        self->employed[0][p] = (people->traits[p] & DM_TRAIT_LABOUR) != 0 &&
                               dm_word(people->key, p, 0, 0, DM_DRAW_EMPLOYED_AT_START, 0) <
                                   plan->employed_at_start;
        if (plan->adapt.on) {
            self->aware[0][p] = dm_word(people->key, p, 0, 0, DM_DRAW_AWARE_AT_START, 0) <
                                plan->adapt.aware_at_start;
        }
    }
}

int64_t
dm_world_record_bytes(const struct dm_world *self)
{
    int64_t bytes = 0;

    for (uint32_t i = 0; i < self->population->n_communities; i++) {
        bytes += dm_months_bytes(&self->pending[i]) + dm_months_bytes(&self->in_force[i]);
    }
    return bytes;
}

int64_t
dm_world_bytes(const struct dm_world *self)
{
    return (int64_t) self->n * dm_world_bytes_per_person(self->plan) +
           dm_world_record_bytes(self);
}
