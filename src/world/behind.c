/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums over records in force. Few ask, in few months: that is cheaper than numbers of
 * everybody that follow each record as it comes and goes. */
#include "behind.h"

#include <stdlib.h>
#include <string.h>

/* Sums that are still wide. */
struct sums {
    int64_t lawful, error, induced, adverse[DM_MAX_CONTEXTS];
};

struct link {
    struct dm_record record;
    uint32_t next; /* 1 + index, 0: the last */
};

struct dm_behind_chains {
    bool made;                    /* for the block's tick, and nothing came since */
    uint32_t first[DM_COMMUNITY]; /* 1 + index, 0: none */
    struct link *link;            /* owned */
    uint32_t n, capacity;
};

int64_t
dm_behind_steps(const struct dm_plan *plan, const struct dm_record *record)
{
    int64_t steps = dm_rdiv(-(int64_t) record->points, plan->scheme[record->source].grain);

    return steps > 0 ? steps : 1;
}

static void
add(struct sums *sums, const struct dm_plan *plan, const struct dm_record *record)
{
    sums->lawful += record->class_ == DM_RECORD_LAWFUL ? record->points : 0;
    sums->error += record->class_ == DM_RECORD_ERROR ? record->points : 0;
    sums->induced +=
        record->class_ == DM_RECORD_UNLAWFUL && record->induced != 0 ? record->points : 0;
    if (record->points < 0) {
        sums->adverse[plan->channel[record->channel].context] +=
            dm_behind_steps(plan, record);
    }
}

static uint16_t
at_most(int64_t steps)
{
    return (uint16_t) (steps < UINT16_MAX ? steps : UINT16_MAX);
}

static void
finish(struct dm_behind *out, const struct sums *sums, int32_t n_contexts)
{
    *out = (struct dm_behind){ .lawful = (int32_t) (uint32_t) (uint64_t) sums->lawful,
        .error = (int32_t) (uint32_t) (uint64_t) sums->error,
        .induced = (int32_t) (uint32_t) (uint64_t) sums->induced };
    for (int32_t k = 0; k < n_contexts; k++) {
        out->adverse[k] = at_most(sums->adverse[k]);
    }
}

/* From the columns that keep them; 0 where one does not. */
static void
look_up(const struct dm_world *world, int32_t s, uint64_t p, struct dm_behind *out)
{
    int32_t contexts = world->plan->n_contexts;
    bool all = world->plan->measure_causes;

    *out = (struct dm_behind){ .error = 0 };
    if (world->plan->keeps.errors) {
        out->error = (int32_t) dm_world_kept(world, DM_COLUMN_ERROR, s, p);
    }
    if (all) {
        out->lawful = (int32_t) dm_world_kept(world, DM_COLUMN_LAWFUL, s, p);
        out->induced = (int32_t) dm_world_kept(world, DM_COLUMN_INDUCED, s, p);
    }
    for (int32_t k = 0; all && k < contexts; k++) {
        out->adverse[k] =
            (uint16_t) dm_world_kept(world, DM_COLUMN_ADVERSE, s * contexts + k, p);
    }
}

void
dm_behind_of(const struct dm_world *world, int32_t s, uint64_t p, struct dm_behind *out)
{
    const struct dm_ring_of_months *months = &world->in_force[p / DM_COMMUNITY];
    struct sums sums = { .lawful = 0 };

    if (world->plan->keeps.sums) {
        look_up(world, s, p, out);
        return;
    }
    for (uint32_t t = 0; t <= months->months; t++) {
        for (uint32_t k = 0; k < months->slot[t].n; k++) {
            const struct dm_record *record = &months->slot[t].items[k];

            if (record->person == p % DM_COMMUNITY && record->source == (unsigned) s) {
                add(&sums, world->plan, record);
            }
        }
    }
    finish(out, &sums, world->plan->n_contexts);
}

/* ---- as columns ---- */

/* What a record adds to an array of a column. */
static int64_t
part_of(const struct dm_plan *plan, enum dm_column column, unsigned k,
    const struct dm_record *record)
{
    unsigned contexts = (unsigned) plan->n_contexts;

    if (column == DM_COLUMN_ADVERSE) {
        return record->points < 0 && record->source == k / contexts &&
                       plan->channel[record->channel].context == k % contexts
                   ? dm_behind_steps(plan, record)
                   : 0;
    }
    if (record->source != k) {
        return 0;
    }
    switch ((int) column) {
    case DM_COLUMN_LAWFUL:
        return record->class_ == DM_RECORD_LAWFUL ? record->points : 0;
    case DM_COLUMN_ERROR:
        return record->class_ == DM_RECORD_ERROR ? record->points : 0;
    default:
        return record->class_ == DM_RECORD_UNLAWFUL && record->induced != 0 ? record->points
                                                                            : 0;
    }
}

static int64_t
as_held(enum dm_column column, int64_t sum)
{
    return column == DM_COLUMN_ADVERSE ? at_most(sum) : (int32_t) (uint32_t) (uint64_t) sum;
}

void
dm_behind_column(const struct dm_world *world, enum dm_column column, int k, uint64_t first,
    uint32_t m, int64_t *out)
{
    const struct dm_ring_of_months *months = &world->in_force[first / DM_COMMUNITY];
    uint32_t from = (uint32_t) (first % DM_COMMUNITY);

    memset(out, 0, m * sizeof *out);
    for (uint32_t t = 0; t <= months->months; t++) {
        for (uint32_t r = 0; r < months->slot[t].n; r++) {
            const struct dm_record *record = &months->slot[t].items[r];

            if (record->person >= from && record->person - from < m) {
                out[record->person - from] +=
                    part_of(world->plan, column, (unsigned) k, record);
            }
        }
    }
    for (uint32_t i = 0; i < m; i++) {
        out[i] = as_held(column, out[i]);
    }
}

int64_t
dm_behind_find(const struct dm_world *world, enum dm_column column, int k, uint64_t p)
{
    int64_t number;

    dm_behind_column(world, column, k, p, 1, &number);
    return number;
}

/* ---- in a block ---- */

struct dm_behind_chains *
dm_behind_chains_create(void)
{
    return calloc(1, sizeof(struct dm_behind_chains));
}

void
dm_behind_chains_free(struct dm_behind_chains *self)
{
    if (self != NULL) {
        free(self->link);
        free(self);
    }
}

void
dm_behind_forget(const struct dm_block *block)
{
    block->chains->made = false;
}

static bool
has_room(struct dm_behind_chains *self, uint32_t n)
{
    struct link *link;

    if (n <= self->capacity) {
        return true;
    }
    link = realloc(self->link, (n + n / 4) * sizeof *link);
    if (link != NULL) {
        self->link = link;
        self->capacity = n + n / 4;
    }
    return link != NULL;
}

/* Hits on lists have no points and stay out. */
static bool
chain(struct dm_behind_chains *self, const struct dm_ring_of_months *months)
{
    memset(self->first, 0, sizeof self->first);
    self->n = 0;
    for (uint32_t t = 0; t <= months->months; t++) {
        const struct dm_bucket *bucket = &months->slot[t];

        if (!has_room(self, self->n + bucket->n)) {
            return false;
        }
        for (uint32_t k = 0; k < bucket->n; k++) {
            const struct dm_record *record = &bucket->items[k];

            if (record->source < DM_BEARER_LIST) {
                self->link[self->n] = (struct link){ *record, self->first[record->person] };
                self->first[record->person] = ++self->n;
            }
        }
    }
    return true;
}

void
dm_behind_in(const struct dm_block *block, int32_t s, uint32_t i, struct dm_behind *out)
{
    const struct dm_world *world = block->world;
    struct dm_behind_chains *chains = block->chains;
    struct sums sums = { .lawful = 0 };

    if (!world->plan->keeps.sums && !chains->made) {
        chains->made = chain(chains, &world->in_force[block->community]);
    }
    if (world->plan->keeps.sums || !chains->made) {
        dm_behind_of(world, s, block->first + i, out);
        return;
    }
    for (uint32_t at = chains->first[i]; at != 0; at = chains->link[at - 1].next) {
        if (chains->link[at - 1].record.source == (unsigned) s) {
            add(&sums, world->plan, &chains->link[at - 1].record);
        }
    }
    finish(out, &sums, world->plan->n_contexts);
}
