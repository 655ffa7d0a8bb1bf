/* SPDX-License-Identifier: Apache-2.0
 *
 * Allocation and tick-0 state of a world, all of it driven by columns.def. */
#include "world.h"

#include "behind.h"
#include "contexts.h"
#include "rulebook.h"

#include <stdlib.h>
#include <string.h>

#define AHEAD_AT_LEAST                                                                     \
    12 /* months that pending records have: a year takes no room to speak of */

#define STORAGE_DENSE   false
#define STORAGE_SPARSE  true
#define ROLE_STATE      DM_ROLE_STATE
#define ROLE_DIAGNOSTIC DM_ROLE_DIAGNOSTIC

const struct dm_column_info dm_columns[DM_N_COLUMNS] = {
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    { #name, doc, sizeof(type), sizeof(hashed), DM_ARRAYS_##multiplicity, ROLE_##role,     \
        STORAGE_##storage },
#include "columns.def"
#undef DM_COLUMN
};

enum needs {
    NEEDS_ALWAYS,
    NEEDS_ADAPTS,
    NEEDS_CAUSES,
    NEEDS_TIES,
    NEEDS_CROWDING,
    NEEDS_EVASION,
    NEEDS_OPINION,
    NEEDS_SIGNAL,
    NEEDS_OPT_IN,
    NEEDS_BOUNTIES,
    NEEDS_RATINGS,
    NEEDS_ERRORS,
    NEEDS_EXITS,
    NEEDS_COPIES,
    NEEDS_WINDOWS,
    NEEDS_HOUSEHOLDS,
    NEEDS_SUSPENDS,
    NEEDS_REDRESS,
    NEEDS_MEANS
};

static const enum needs column_needs[DM_N_COLUMNS] = {
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    NEEDS_##needs,
#include "columns.def"
#undef DM_COLUMN
};

static bool
needed(const struct dm_plan_keeps *keeps, enum needs needs)
{
    switch (needs) {
    case NEEDS_ADAPTS:
        return keeps->adapts;
    case NEEDS_CAUSES:
        return keeps->causes;
    case NEEDS_TIES:
        return keeps->ties;
    case NEEDS_CROWDING:
        return keeps->crowding;
    case NEEDS_EVASION:
        return keeps->evasion;
    case NEEDS_OPINION:
        return keeps->opinion;
    case NEEDS_SIGNAL:
        return keeps->signal;
    case NEEDS_OPT_IN:
        return keeps->opt_in != 0;
    case NEEDS_BOUNTIES:
        return keeps->bounties;
    case NEEDS_RATINGS:
        return keeps->ratings;
    case NEEDS_ERRORS:
        return keeps->errors;
    case NEEDS_EXITS:
        return keeps->exits;
    case NEEDS_COPIES:
        return keeps->copies;
    case NEEDS_WINDOWS:
        return keeps->windows != 0;
    case NEEDS_HOUSEHOLDS:
        return keeps->households != 0;
    case NEEDS_SUSPENDS:
        return keeps->suspends;
    case NEEDS_REDRESS:
        return keeps->redress;
    case NEEDS_MEANS:
        return keeps->means;
    case NEEDS_ALWAYS:
        break;
    }
    return true;
}

/* How many arrays of a column this regime keeps. */
static int
arrays_of(const struct dm_plan *plan, enum dm_column column)
{
    if (!needed(&plan->keeps, column_needs[column])) {
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

bool
dm_world_keeps(const struct dm_plan *plan, enum dm_column column)
{
    return arrays_of(plan, column) > 0;
}

static int
dense_arrays_of(const struct dm_plan *plan, enum dm_column column)
{
    return dm_columns[column].sparse ? 0 : arrays_of(plan, column);
}

/* Where the struct keeps the arrays of a dense column. The arrays have many types: their
 * pointers are read and written by memcpy, which no aliasing rule forbids. */
static size_t
offset_of(enum dm_column column, int k)
{
#define AT_DENSE(name)  offsetof(struct dm_world, name),
#define AT_SPARSE(name) 0,
    static const size_t offsets[DM_N_COLUMNS] = {
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    AT_##storage(name)
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
    return k < dense_arrays_of(self->plan, column) ? array_at(self, column, k) : NULL;
}

int
dm_world_arrays(const struct dm_world *self, enum dm_column column)
{
    return arrays_of(self->plan, column);
}

/* ---- sparse columns ---- */

/* The keys of a person's numbers: as many bytes as 32-bit parts, in whole groups. */
struct keys {
#define PARTS(type)  ((sizeof(type) + 3) / 4)
#define GROUPS(keys) (((keys) + DM_SPARSE_GROUP - 1) / DM_SPARSE_GROUP)
#define KEYS_DENSE(type, name, multiplicity)
#define KEYS_SPARSE(type, name, multiplicity)                                              \
    char name[GROUPS(DM_ARRAYS_##multiplicity * PARTS(type)) * DM_SPARSE_GROUP];
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    KEYS_##storage(type, name, multiplicity)
#include "columns.def"
#undef DM_COLUMN
};

_Static_assert(DM_COMMUNITY <= 4096, "places of persons in a record");
_Static_assert(sizeof(struct keys) <= DM_SPARSE_KEYS, "a key of its own for each number");
_Static_assert(
    sizeof(struct keys) * DM_COMMUNITY < DM_SPARSE_NODES, "room for all of everybody");

const uint16_t dm_column_keys[DM_N_COLUMNS] = {
#define FROM_DENSE(name)  0,
#define FROM_SPARSE(name) offsetof(struct keys, name),
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    FROM_##storage(name)
#include "columns.def"
#undef DM_COLUMN
};

static bool
keeps_sparse(const struct dm_plan *plan)
{
    bool any = false;

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        any = any || (dm_columns[c].sparse && arrays_of(plan, (enum dm_column) c) > 0 &&
                         !dm_world_adds_up(plan, (enum dm_column) c));
    }
    return any;
}

#define CAUSE_ALONE ((UINT64_C(1) << 56) - 1) /* below the top byte */

/* The number as it stands in the chain. */
static uint64_t
number_at(const struct dm_world *self, enum dm_column column, int k, uint64_t p)
{
    const struct dm_sparse *sparse = &self->sparse[p / DM_COMMUNITY];
    uint32_t i = (uint32_t) (p % DM_COMMUNITY), key = dm_column_key(column, k);

    return dm_columns[column].width > sizeof(int32_t)
               ? dm_sparse_get_two(sparse, i, key)
               : (uint64_t) (int64_t) dm_sparse_get(sparse, i, key);
}

static bool
put_number(struct dm_world *self, enum dm_column column, int k, uint64_t p, uint64_t bits)
{
    struct dm_sparse *sparse = &self->sparse[p / DM_COMMUNITY];
    uint32_t i = (uint32_t) (p % DM_COMMUNITY), key = dm_column_key(column, k);

    if (!dm_sparse_put(sparse, i, key, (int32_t) (uint32_t) bits)) {
        return false;
    }
    return dm_columns[column].width <= sizeof(int32_t) ||
           dm_sparse_put(sparse, i, key + 1, (int32_t) (uint32_t) (bits >> 32));
}

static bool
is_cause(enum dm_column column)
{
    return column == DM_COLUMN_LIST_CAUSE || column == DM_COLUMN_SPELL_CAUSE;
}

/* The context that the top byte of a cause names, with all of it. */
static uint64_t
whole_context(uint64_t cause)
{
    return cause >> 56 != 0 ? ((cause >> 56) - 1) << 7 | DM_CONTEXTS_WHOLE : DM_NO_CONTEXT;
}

int64_t
dm_world_find(const struct dm_world *self, enum dm_column column, int k, uint64_t p)
{
    enum dm_column cause = dm_world_cause_with(column);
    uint64_t number;

    if (dm_world_adds_up(self->plan, column)) {
        return dm_behind_find(self, column, k, p);
    }
    number = number_at(self, column, k, p);
    if (is_cause(column)) {
        number &= CAUSE_ALONE;
    } else if (cause != column && number == 0) {
        number = whole_context(number_at(self, cause, k, p));
    }
    return (int64_t) number;
}

bool
dm_world_keep(
    struct dm_world *self, enum dm_column column, int k, uint64_t p, int64_t value)
{
    enum dm_column cause = dm_world_cause_with(column);
    uint64_t bits = (uint64_t) value;

    if (is_cause(column) && bits != 0) {
        bits |= number_at(self, column, k, p) & ~CAUSE_ALONE;
    } else if (cause != column) {
        uint64_t with = number_at(self, cause, k, p);

        if (with >> 56 != 0 && !put_number(self, cause, k, p, with & CAUSE_ALONE)) {
            return false;
        }
    }
    return put_number(self, column, k, p, bits);
}

bool
dm_world_keep_cause(struct dm_world *self, enum dm_column contexts, int k, uint64_t p,
    uint64_t cause, uint64_t shares)
{
    bool whole = cause != 0 && shares >> 12 == 0 && (shares & 127) == DM_CONTEXTS_WHOLE;

    /* the cause last: it is asked for each month, and what is new is found first */
    return put_number(self, contexts, k, p, whole ? 0 : shares) &&
           put_number(self, dm_world_cause_with(contexts), k, p,
               cause | (whole ? (shares >> 7) + 1 : 0) << 56);
}

/* ---- as checksums read it ---- */

/* One function per column: copies, and widens where less is held than hashed. */
#define VALUE_DENSE(NAME, name, k, p)  self->name[k][p]
#define VALUE_SPARSE(NAME, name, k, p) dm_world_kept(self, DM_COLUMN_##NAME, k, p)
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    static void widen_##name(                                                              \
        const struct dm_world *self, int k, uint64_t first, uint32_t m, unsigned char *to) \
    {                                                                                      \
        for (uint32_t i = 0; i < m; i++) {                                                 \
            hashed value = (hashed) VALUE_##storage(NAME, name, k, first + i);             \
                                                                                           \
            memcpy(to + i * sizeof value, &value, sizeof value);                           \
        }                                                                                  \
    }
#include "columns.def"
#undef DM_COLUMN

/* What is added up is hashed in 64 bits, but for steps. */
static void
add_up(const struct dm_world *self, enum dm_column column, int k, uint64_t first,
    uint32_t m, unsigned char *to)
{
    int64_t sums[DM_COMMUNITY];

    dm_behind_column(self, column, k, first, m, sums);
    for (uint32_t i = 0; i < m; i++) {
        uint16_t steps = (uint16_t) sums[i];

        if (column == DM_COLUMN_ADVERSE) {
            memcpy(to + i * sizeof steps, &steps, sizeof steps);
        } else {
            memcpy(to + i * sizeof sums[i], &sums[i], sizeof sums[i]);
        }
    }
}

/* From what differs to the ties there are. */
static void
add_ties_at_start(
    const struct dm_world *self, uint64_t first, uint32_t m, unsigned char *to)
{
    for (uint32_t i = 0; i < m; i++) {
        uint32_t ties;

        memcpy(&ties, to + i * sizeof ties, sizeof ties);
        ties ^= self->network->ties[first + i];
        memcpy(to + i * sizeof ties, &ties, sizeof ties);
    }
}

bool
dm_world_hashed(const struct dm_world *self, enum dm_column column, int k, uint64_t first,
    uint32_t m, uint64_t out[DM_COMMUNITY])
{
    static void (*const widen[DM_N_COLUMNS])(
        const struct dm_world *, int, uint64_t, uint32_t, unsigned char *) = {
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    widen_##name,
#include "columns.def"
#undef DM_COLUMN
    };

    if (k >= arrays_of(self->plan, column)) {
        return false;
    }
    if (dm_world_adds_up(self->plan, column)) {
        add_up(self, column, k, first, m, (unsigned char *) out);
    } else {
        widen[column](self, k, first, m, (unsigned char *) out);
    }
    if (column == DM_COLUMN_TIES) {
        add_ties_at_start(self, first, m, (unsigned char *) out);
    }
    return true;
}

int64_t
dm_world_bytes(const struct dm_plan *plan, uint64_t n)
{
    int64_t bytes = 1 /* published_next */ + (plan->keeps.signal ? 1 : 0);

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        bytes += (int64_t) dm_columns[c].width * dense_arrays_of(plan, (enum dm_column) c);
    }
    return (int64_t) n * bytes + (keeps_sparse(plan) ? dm_few_bits_bytes(n) : 0);
}

static bool
allocate(struct dm_world *self)
{
    uint32_t communities = self->population->n_communities;
    uint32_t ahead = self->plan->longest_delay > AHEAD_AT_LEAST ? self->plan->longest_delay
                                                                : AHEAD_AT_LEAST;

    self->published_next = calloc((size_t) self->n, 1);
    self->sanctioned_in = calloc(communities, sizeof *self->sanctioned_in);
    self->pending = calloc(communities, sizeof *self->pending);
    self->in_force = calloc(communities, sizeof *self->in_force);
    if (self->plan->keeps.signal) {
        self->signal_next = calloc((size_t) self->n, 1);
        if (self->signal_next == NULL) {
            return false;
        }
    }
    if (self->plan->keeps.opinion) {
        self->dissenters_in = calloc(communities, sizeof *self->dissenters_in);
        if (self->dissenters_in == NULL) {
            return false;
        }
    }
    if (keeps_sparse(self->plan)) {
        self->sparse = calloc(communities, sizeof *self->sparse);
        if (self->sparse == NULL) {
            return false;
        }
    }
    if (self->plan->keeps.redress) {
        self->cases = dm_cases_create(
            communities, self->plan->redress.pooled ? 1 : self->population->n_cells / 2);
        if (self->cases == NULL) {
            return false;
        }
    }
    if (self->published_next == NULL || self->sanctioned_in == NULL ||
        self->pending == NULL || self->in_force == NULL || !dm_world_totals_init(self)) {
        return false;
    }
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        for (int k = 0; k < dense_arrays_of(self->plan, (enum dm_column) c); k++) {
            void *array = calloc((size_t) self->n, dm_columns[c].width);

            if (array == NULL) {
                return false;
            }
            set_array(self, (enum dm_column) c, k, array);
        }
    }
    for (uint32_t i = 0; i < communities; i++) {
        if (!dm_months_init(&self->pending[i], ahead) ||
            !dm_months_init(&self->in_force[i], self->plan->longest_months) ||
            (self->sparse != NULL && !dm_sparse_init(&self->sparse[i],
                                         dm_community_size(self->population, i)))) {
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
        for (int k = 0; k < dense_arrays_of(self->plan, (enum dm_column) c); k++) {
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
        if (self->sparse != NULL) {
            dm_sparse_clear(&self->sparse[i]);
        }
    }
    free(self->sparse);
    free(self->totals);
    dm_cases_free(self->cases);
    free(self->published_next);
    free(self->signal_next);
    free(self->sanctioned_in);
    free(self->dissenters_in);
    free(self->pending);
    free(self->in_force);
    *self = (struct dm_world){ 0 };
}

static void
zero(struct dm_world *self)
{
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        for (int k = 0; k < dense_arrays_of(self->plan, (enum dm_column) c); k++) {
            memset(array_at(self, (enum dm_column) c, k), 0,
                (size_t) self->n * dm_columns[c].width);
        }
    }
    for (uint32_t i = 0; i < self->population->n_communities; i++) {
        dm_months_empty(&self->pending[i]);
        dm_months_empty(&self->in_force[i]);
        if (self->sparse != NULL) {
            dm_sparse_empty(&self->sparse[i]);
        }
    }
    dm_world_totals_zero(self);
    if (self->cases != NULL) {
        dm_cases_empty(self->cases);
    }
    self->n_sanctioned = 0;
    self->no_memory = false;
    self->n_dissenters = 0;
}

/* Where these persons stand in a scheme at the start. */
static void
begin_scheme(struct dm_world *self, const struct dm_plan *plan, int32_t s, uint64_t from,
    uint64_t to)
{
    const struct dm_plan_scheme *scheme = &plan->scheme[s];
    int32_t score = dm_plan_clamp(scheme, scheme->start);
    int32_t tier = dm_plan_tier(scheme, score);

    memset(self->tier[s] + from, tier, (size_t) (to - from));
    memset(self->gain_level[s] + from, dm_plan_gain_level(scheme, tier, score),
        (size_t) (to - from));
}

void
dm_world_begin(
    struct dm_world *self, const struct dm_plan *plan, uint64_t from, uint64_t to)
{
    const struct dm_population *people = self->population;

    for (int32_t s = 0; s < plan->n_schemes; s++) {
        begin_scheme(self, plan, s, from, to);
    }
    for (uint64_t p = from; p < to; p++) {
        self->employed[0][p] = (people->traits[p] & DM_TRAIT_LABOUR) != 0 &&
                               dm_word(people->key, p, 0, 0, DM_DRAW_EMPLOYED_AT_START, 0) <
                                   plan->employed_at_start;
        if (plan->keeps.adapts) {
            self->aware[0][p] = dm_word(people->key, p, 0, 0, DM_DRAW_AWARE_AT_START, 0) <
                                plan->adapt.aware_at_start;
        }
        if (plan->keeps.opt_in != 0) {
            self->members[0][p] = dm_world_members_at_start(self, plan, p);
        }
        if (plan->keeps.opinion) {
            self->approval[0][p] = plan->opinion.at_start;
        }
        if (plan->keeps.means) {
            self->means[0][p] = plan->people.means[people->quintile[p]];
        }
    }
}

void
dm_world_renew(struct dm_world *self, const struct dm_plan *plan, uint64_t p)
{
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        if (c == DM_COLUMN_PUBLISHED || c == DM_COLUMN_SIGNAL) {
            continue;
        }
        for (int k = 0; k < dense_arrays_of(self->plan, (enum dm_column) c); k++) {
            memset((char *) array_at(self, (enum dm_column) c, k) +
                       (size_t) p * dm_columns[c].width,
                0, dm_columns[c].width);
        }
    }
    if (self->sparse != NULL) {
        dm_sparse_drop(&self->sparse[p / DM_COMMUNITY], (uint32_t) (p % DM_COMMUNITY));
    }
    dm_world_begin(self, plan, p, p + 1);
}

void
dm_world_start(struct dm_world *self)
{
    struct dm_span span[DM_MAX_JURISDICTIONS];

    zero(self);
    for (uint32_t c = 0; c < self->population->n_communities; c++) {
        uint64_t first = (uint64_t) c * DM_COMMUNITY;
        int32_t n =
            dm_rulebook_spans(self->rules, self->plan, self->population, c, 0, span);

        for (int32_t k = 0; k < n; k++) {
            int32_t s = span[k].plan->published_scheme;
            uint64_t from = first + span[k].from, to = first + span[k].to;

            dm_world_begin(self, span[k].plan, from, to);
            if (s >= 0) {
                memcpy(
                    self->published[0] + from, self->tier[s] + from, (size_t) (to - from));
            }
        }
    }
}

int64_t
dm_world_record_bytes(const struct dm_world *self)
{
    int64_t bytes = 0;

    for (uint32_t i = 0; i < self->population->n_communities; i++) {
        bytes += dm_months_bytes(&self->pending[i]) + dm_months_bytes(&self->in_force[i]) +
                 (self->sparse != NULL ? dm_sparse_bytes(&self->sparse[i]) : 0);
    }
    return self->cases != NULL ? bytes + dm_cases_bytes(self->cases) : bytes;
}
