/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of one world under one regime: an array per column of columns.def, records in
 * force and pending, and the totals that stages read. The population and the network are
 * shared by the worlds of a run. */
#ifndef DEMERIT_WORLD_WORLD_H
#define DEMERIT_WORLD_WORLD_H

#include "cases.h"
#include "network.h"
#include "plan.h"
#include "records.h"
#include "sparse.h"
#include "totals.h"

enum dm_column {
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    DM_COLUMN_##NAME,
#include "columns.def"
#undef DM_COLUMN
    DM_N_COLUMNS
};

/* arrays a column may have */
enum {
    DM_ARRAYS_ONE = 1,
    DM_ARRAYS_SCHEME = DM_MAX_SCHEMES,
    DM_ARRAYS_LIST = DM_MAX_LISTS,
    DM_ARRAYS_SCHEME_CONTEXT = DM_MAX_SCHEMES * DM_MAX_CONTEXTS
};

enum dm_column_role { DM_ROLE_STATE, DM_ROLE_DIAGNOSTIC };

struct dm_column_info {
    const char *name, *doc;
    size_t width;  /* bytes of an entry as held */
    size_t hashed; /* as checksums read it */
    int arrays;    /* DM_ARRAYS_... */
    enum dm_column_role role;
    bool sparse;
};

extern const struct dm_column_info dm_columns[DM_N_COLUMNS];
/* Whether a world of these rules has arrays of the column. */
bool dm_world_keeps(const struct dm_plan *plan, enum dm_column column);

struct dm_world {
    const struct dm_plan *plan;      /* borrowed: the scenario's own regime */
    const struct dm_rulebook *rules; /* borrowed; NULL: that plan always and everywhere */
    const struct dm_population *population; /* borrowed */
    const struct dm_network *network;       /* borrowed */
    uint64_t n;
#define DM_HOLD_DENSE(type, name, multiplicity) type *name[DM_ARRAYS_##multiplicity];
#define DM_HOLD_SPARSE(type, name, multiplicity)
#define DM_COLUMN(NAME, name, type, hashed, storage, multiplicity, role, needs, doc)       \
    DM_HOLD_##storage(type, name, multiplicity)
#include "columns.def"
#undef DM_COLUMN
#undef DM_HOLD_DENSE
#undef DM_HOLD_SPARSE
    struct dm_sparse *sparse; /* [n_communities] the sparse columns; NULL: none is kept */
    uint8_t *published_next;  /* what others will see from the next tick */
    uint8_t *signal_next;     /* the same, of `signal`; NULL where it is not kept */
    struct dm_ring_of_months *pending, *in_force; /* [n_communities] */
    uint32_t
        *sanctioned_in;    /* [n_communities] persons on a black list or in a tier spell */
    uint64_t n_sanctioned; /* their sum at the end of the last tick */
    struct dm_totals *totals; /* [n_communities]; NULL where no mechanism counts */
    uint64_t n_out[DM_MAX_SCHEMES],
        out_tiers[DM_MAX_SCHEMES]; /* who was not in, and the sum of the tiers they would
                                      have, at the end of the last tick */
    uint64_t n_qualified[DM_MAX_REWARDS]; /* for a rationed reward, likewise */
    uint32_t
        *dissenters_in;     /* [n_communities] who visibly dissents; NULL without opinion */
    uint64_t n_dissenters;  /* their sum at the end of the last tick */
    struct dm_cases *cases; /* owned; NULL without redress */
    struct dm_key key;      /* of the replicate, and */
    uint32_t tick;          /* the tick under way: for what is done for all at its end */
    bool no_memory;         /* cases could not grow at its end: the tick is void */
};

/* Allocates; the state is undefined until dm_world_start(). On failure `self` is cleared.
 * Pair with dm_world_clear(). */
dm_status dm_world_init(struct dm_world *self, const struct dm_plan *plan,
    const struct dm_population *population, const struct dm_network *network,
    struct dm_error *err) DM_MUST_USE;
void dm_world_clear(struct dm_world *self);
/* Another person in the place of p: all columns as at the start under these rules, but for
 * what others see of her until the month is over. Records are not touched. */
void dm_world_renew(struct dm_world *self, const struct dm_plan *plan, uint64_t p);
/* State at the start of persons [from, to) under these rules, where it is not 0: columns
 * that start at 0, and what others see of them, are left as they are. */
void dm_world_begin(
    struct dm_world *self, const struct dm_plan *plan, uint64_t from, uint64_t to);
/* State before tick 0. Callable again for the next replicate. */
void dm_world_start(struct dm_world *self);

/* Array `k` of a column (scheme or list), NULL if it is not kept, k is beyond the regime's,
 * or the column is sparse. */
void *dm_world_column(const struct dm_world *self, enum dm_column column, int k);
/* How many arrays of a column there are, dense, sparse or added up. */
int dm_world_arrays(const struct dm_world *self, enum dm_column column);

/* Whether the numbers of a column are kept nowhere, but added up from the records in force
 * (behind.h). */
static inline bool
dm_world_adds_up(const struct dm_plan *plan, enum dm_column column)
{
    return (column == DM_COLUMN_LAWFUL || column == DM_COLUMN_ERROR ||
               column == DM_COLUMN_INDUCED || column == DM_COLUMN_ADVERSE) &&
           !plan->keeps.sums;
}

/* Keys of the first array of each sparse column. */
extern const uint16_t dm_column_keys[DM_N_COLUMNS];

/* Key of array `k`: for its low half, where numbers have more than 32 bits. */
static inline uint32_t
dm_column_key(enum dm_column column, int k)
{
    return dm_column_keys[column] +
           (uint32_t) k * (dm_columns[column].width > sizeof(int32_t) ? 2U : 1U);
}

/* The column of causes beside one of contexts; any other column itself. */
static inline enum dm_column
dm_world_cause_with(enum dm_column column)
{
    return column == DM_COLUMN_LIST_CONTEXTS    ? DM_COLUMN_LIST_CAUSE
           : column == DM_COLUMN_SPELL_CONTEXTS ? DM_COLUMN_SPELL_CAUSE
                                                : column;
}

/* False: the person has no number in array `k` of a sparse column that is kept. */
static inline bool
dm_world_may_keep(const struct dm_world *self, enum dm_column column, int k, uint64_t p)
{
    const struct dm_sparse *sparse;
    uint32_t i = (uint32_t) (p % DM_COMMUNITY);
    enum dm_column cause = dm_world_cause_with(column);

    if (dm_world_adds_up(self->plan, column)) {
        return true;
    }
    sparse = &self->sparse[p / DM_COMMUNITY];
    return dm_sparse_may_have(sparse, i, dm_column_key(column, k)) ||
           (cause != column && dm_sparse_may_have(sparse, i, dm_column_key(cause, k)));
}

/* What dm_world_kept() does where there may be one. */
int64_t dm_world_find(
    const struct dm_world *self, enum dm_column column, int k, uint64_t p);

/* Number of a person in array `k` of a sparse column that is kept; 0 where there is none.
 * What is added up takes a look through the records of the community. */
static inline int64_t
dm_world_kept(const struct dm_world *self, enum dm_column column, int k, uint64_t p)
{
    return dm_world_may_keep(self, column, k, p) ? dm_world_find(self, column, k, p) : 0;
}

/* False if memory ran out: the number is then not to be relied on. */
bool dm_world_keep(
    struct dm_world *self, enum dm_column column, int k, uint64_t p, int64_t value);
/* A cause, and the contexts behind it: where one context is behind all of it, which is most
 * often so, both stand in the number of the cause, whose top byte is free. `contexts` is
 * the column; 0 and 0 forget both. False as above. */
bool dm_world_keep_cause(struct dm_world *self, enum dm_column contexts, int k, uint64_t p,
    uint64_t cause, uint64_t shares);
/* What checksums read of array `k` of a column: persons [first, first + m) of a community
 * as values of dm_columns[column].hashed bytes, into `out`. False: there is no such array.
 */
bool dm_world_hashed(const struct dm_world *self, enum dm_column column, int k,
    uint64_t first, uint32_t m, uint64_t out[DM_COMMUNITY]);
/* Columns of n persons under this plan, but for what grows. */
int64_t dm_world_bytes(const struct dm_plan *plan, uint64_t n);
/* What grows with what happened: records, and numbers of sparse columns. */
int64_t dm_world_record_bytes(const struct dm_world *self);

/* Bits of the ties that a person has now, by candidate slot; stages read them in the block.
 * Cut since tick 0: network->ties[p] & ~ties; made: the reverse. */
static inline uint32_t
dm_world_ties(const struct dm_world *self, uint64_t p)
{
    return self->network->ties[p] ^
           (self->plan->keeps.ties ? (uint32_t) dm_world_kept(self, DM_COLUMN_TIES, 0, p)
                                   : 0U);
}

/* totals.c. For dm_world_init(): false if there is no memory. */
bool dm_world_totals_init(struct dm_world *self);
void dm_world_totals_zero(struct dm_world *self);
/* Sums over communities, in order: a stage's step_global. */
void dm_world_totals_sum(struct dm_world *self);
/* Bits of the opt-in schemes in which person p takes part at the start under the rules of
 * `plan`; where a scheme is not opt-in under these, everybody does. */
uint8_t dm_world_members_at_start(
    const struct dm_world *self, const struct dm_plan *plan, uint64_t p);

/* Yuan a year now. */
static inline int32_t
dm_world_income(const struct dm_world *self, uint64_t p)
{
    const struct dm_population *people = self->population;
    int32_t base = people->base_income[p];

    if (self->employed[0][p] != 0 || (people->traits[p] & DM_TRAIT_LABOUR) == 0) {
        return base;
    }
    return dm_income_out_of_work(base, people->earner_share_nano);
}

/* Bits of the lists that something may follow from: not while redress suspends it. */
static inline unsigned
dm_world_listed(const struct dm_world *self, uint64_t p)
{
    unsigned listed = self->listed[0][p];

    return listed != 0 && self->plan->keeps.suspends
               ? listed & ~(unsigned) dm_world_kept(self, DM_COLUMN_SUSPENDED, 0, p)
               : listed;
}

/* Whether the person stands where the ground says: on the list, or at or below the tier. */
static inline bool
dm_world_holds(const struct dm_world *self, const struct dm_plan_ground *on, uint64_t p)
{
    return (dm_world_listed(self, p) & on->lists) != 0 ||
           (on->scheme >= 0 && (int32_t) self->tier[on->scheme][p] <= on->tier);
}

#endif
