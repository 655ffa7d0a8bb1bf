/* SPDX-License-Identifier: Apache-2.0
 *
 * Sparse columns, records and cases: lists, packed field by field, since a struct may have
 * bytes that mean nothing. What comes back is held to the world's limits: a person outside
 * a community, or an act that the scenario does not have, is refused. */
#include "resume.h"

#include "base/strbuf.h"

#include <string.h>

/* ---- packing ---- */

/* Bytes of a piece that are still to be read; `ok` falls where there are too few. */
struct reading {
    const unsigned char *at;
    size_t left;
    bool ok;
};

static void
take(struct reading *self, void *out, size_t n)
{
    self->ok = self->ok && self->left >= n;
    if (!self->ok) {
        memset(out, 0, n);
        return;
    }
    memcpy(out, self->at, n);
    self->at += n;
    self->left -= n;
}

static uint32_t
take_32(struct reading *self)
{
    uint32_t value;

    take(self, &value, sizeof value);
    return value;
}

static uint64_t
take_64(struct reading *self)
{
    uint64_t value;

    take(self, &value, sizeof value);
    return value;
}

static void
add(struct dm_strbuf *out, const void *bytes, size_t n)
{
    dm_strbuf_addn(out, bytes, n);
}

static void
add_32(struct dm_strbuf *out, uint32_t value)
{
    add(out, &value, sizeof value);
}

static void
add_64(struct dm_strbuf *out, uint64_t value)
{
    add(out, &value, sizeof value);
}

/* Where a piece goes or comes from. */
struct pile {
    struct dm_carrier *carrier;
    struct dm_world *world;
    const char *name;
    int32_t array, tile;
};

static dm_status
no_memory(const struct pile *self)
{
    return dm_error_set(
        self->carrier->err, DM_ENOMEM, "no memory for column %s of a snapshot", self->name);
}

/* Sends what was packed, and frees it. */
static dm_status
send(struct pile *self, struct dm_strbuf *packed)
{
    dm_status st = packed->failed ? no_memory(self)
                                  : dm_carry_out(self->carrier, self->name, self->array,
                                        self->tile, packed->text, packed->n);

    dm_strbuf_clear(packed);
    return st;
}

static dm_status
fetch(struct pile *self, struct reading *out)
{
    const void *bytes;
    size_t n;
    dm_status st =
        dm_carry_in(self->carrier, self->name, self->array, self->tile, &bytes, &n);

    if (st == DM_OK) {
        *out = (struct reading){ .at = bytes, .left = n, .ok = true };
    }
    return st;
}

/* After the last value: all of the piece was read, and each value could be. */
static dm_status
finish(struct pile *self, const struct reading *in, bool possible)
{
    return in->ok && in->left == 0 && possible
               ? DM_OK
               : dm_carry_refuse(self->carrier, self->name, self->array, self->tile,
                     "holds what cannot be");
}

/* ---- sparse columns ---- */

/* Persons that have a number: place in the tile, number. */
static dm_status
send_numbers(struct pile *self, enum dm_column column, uint64_t from, uint64_t to)
{
    struct dm_strbuf packed = { .text = NULL };

    for (uint64_t p = from; p < to; p++) {
        bool any =
            dm_sparse_head(&self->world->sparse[p / DM_COMMUNITY], p % DM_COMMUNITY) != 0;
        int64_t value = any ? dm_world_kept(self->world, column, self->array, p) : 0;

        if (value != 0) {
            add_32(&packed, (uint32_t) (p - from));
            add_64(&packed, (uint64_t) value);
        }
    }
    return send(self, &packed);
}

static dm_status
fetch_numbers(struct pile *self, enum dm_column column, uint64_t from, uint64_t to)
{
    struct reading in;
    dm_status st = fetch(self, &in);
    bool possible = true;

    while (st == DM_OK && possible && in.ok && in.left > 0) {
        uint64_t p = from + take_32(&in);
        int64_t value = (int64_t) take_64(&in);

        possible = p < to;
        if (in.ok && possible &&
            !dm_world_keep(self->world, column, self->array, p, value)) {
            st = no_memory(self);
        }
    }
    return st == DM_OK ? finish(self, &in, possible) : st;
}

dm_status
dm_carry_sparse(struct dm_carrier *self, struct dm_world *world, int32_t tile)
{
    uint32_t first, end;
    dm_status st = DM_OK;

    if (!dm_snapshot_tile(world->population, tile, &first, &end)) {
        return DM_OK;
    }
    uint64_t from = (uint64_t) first * DM_COMMUNITY, to = (uint64_t) end * DM_COMMUNITY;
    to = to < world->n ? to : world->n;
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        enum dm_column column = (enum dm_column) c;
        int arrays = dm_columns[c].sparse && !dm_world_adds_up(world->plan, column)
                         ? dm_world_arrays(world, column)
                         : 0;

        for (int k = 0; st == DM_OK && k < arrays; k++) {
            struct pile pile = { self, world, dm_columns[c].name, k, tile };

            st = self->to != NULL ? send_numbers(&pile, column, from, to)
                                  : fetch_numbers(&pile, column, from, to);
        }
    }
    return st;
}

/* All that is in the chains of a tile: place in the tile, key, number. */
static void
pack_chains(struct dm_strbuf *out, const struct dm_sparse *sparse, uint32_t before)
{
    for (uint32_t i = 0; i < sparse->m; i++) {
        for (uint32_t at = dm_sparse_first(sparse, i); at != 0;
             at = sparse->node[at].next) {
            add_32(out, before + i);
            add_32(out, sparse->node[at].key);
            add_32(out, (uint32_t) sparse->node[at].value);
        }
    }
}

static dm_status
fetch_chains(struct pile *self, struct dm_sparse *sparse, uint32_t n_persons)
{
    struct reading in;
    dm_status st = fetch(self, &in);
    bool possible = true;

    while (st == DM_OK && possible && in.ok && in.left > 0) {
        uint32_t i = take_32(&in), key = take_32(&in), value = take_32(&in);

        possible = i < n_persons && key < DM_SPARSE_KEYS;
        if (in.ok && possible &&
            !dm_sparse_put(
                &sparse[i / DM_COMMUNITY], i % DM_COMMUNITY, key, (int32_t) value)) {
            st = no_memory(self);
        }
    }
    return st == DM_OK ? finish(self, &in, possible) : st;
}

dm_status
dm_carry_chains(struct dm_carrier *self, const char *name, struct dm_world *world,
    struct dm_sparse *sparse, int32_t tile)
{
    struct pile pile = { self, world, name, 0, tile };
    struct dm_strbuf packed = { .text = NULL };
    uint32_t first, end, n = 0;

    if (sparse == NULL || !dm_snapshot_tile(world->population, tile, &first, &end)) {
        return DM_OK;
    }
    for (uint32_t c = first; c < end; c++) {
        if (self->to != NULL) {
            pack_chains(&packed, &sparse[c], n);
        }
        n += sparse[c].m;
    }
    return self->to != NULL ? send(&pile, &packed) : fetch_chains(&pile, sparse + first, n);
}

/* ---- rows of some persons ---- */

/* Persons that have one: place in the tile, row. */
static void
pack_rows(struct dm_strbuf *out, const struct dm_few *few, uint32_t m, uint32_t before)
{
    for (uint32_t i = 0; i < m; i++) {
        const void *row = dm_few_find(few, i);

        if (row != NULL) {
            add_32(out, before + i);
            add(out, row, few->width);
        }
    }
}

static dm_status
fetch_rows(struct pile *self, struct dm_few *few, uint32_t n_persons)
{
    struct reading in;
    dm_status st = fetch(self, &in);
    bool possible = true;

    while (st == DM_OK && possible && in.ok && in.left > 0) {
        uint32_t i = take_32(&in);

        possible = i < n_persons;
        if (in.ok && possible) {
            void *row = dm_few_put(&few[i / DM_COMMUNITY], i % DM_COMMUNITY);

            if (row == NULL) {
                return no_memory(self);
            }
            take(&in, row, few->width);
        }
    }
    return st == DM_OK ? finish(self, &in, possible) : st;
}

dm_status
dm_carry_few(struct dm_carrier *self, const char *name, int32_t array,
    const struct dm_population *people, struct dm_few *few, int32_t tile)
{
    struct pile pile = { self, NULL, name, array, tile };
    struct dm_strbuf packed = { .text = NULL };
    uint32_t first, end, n = 0;

    if (!dm_snapshot_tile(people, tile, &first, &end)) {
        return DM_OK;
    }
    for (uint32_t c = first; c < end; c++) {
        uint32_t m = dm_community_size(people, c);

        if (self->to != NULL) {
            pack_rows(&packed, &few[c], m, n);
        }
        n += m;
    }
    return self->to != NULL ? send(&pile, &packed) : fetch_rows(&pile, few + first, n);
}

/* ---- records ---- */

static uint32_t
pack(const struct dm_record *record)
{
    return (uint32_t) record->person | (uint32_t) record->act << 12 |
           (uint32_t) record->source << 18 | (uint32_t) record->channel << 23 |
           (uint32_t) record->class_ << 28 | (uint32_t) record->induced << 30;
}

static struct dm_record
unpack(uint32_t bits, uint32_t number)
{
    struct dm_record record = { .person = bits & 0xFFFU,
        .act = bits >> 12 & 0x3FU,
        .source = bits >> 18 & 0x1FU,
        .channel = bits >> 23 & 0x1FU,
        .class_ = bits >> 28 & 0x3U,
        .induced = bits >> 30 & 0x1U,
        .points = (int32_t) number };

    return record;
}

static bool
is_possible(const struct dm_world *world, const struct dm_record *record,
    uint32_t community, bool pending)
{
    const struct dm_plan *plan = world->plan;
    int32_t source = (int32_t) record->source;
    bool held =
        pending ? source < plan->n_channels
                : source < plan->n_schemes ||
                      (source >= DM_BEARER_LIST && source - DM_BEARER_LIST < plan->n_lists);

    return held && record->person < dm_community_size(world->population, community) &&
           (int32_t) record->act < plan->n_acts &&
           (int32_t) record->channel < plan->n_channels &&
           record->class_ <= DM_RECORD_ERROR && (!pending || record->limit >= 0);
}

static dm_status
send_rings(
    struct pile *self, const struct dm_ring_of_months *rings, uint32_t first, uint32_t end)
{
    struct dm_strbuf packed = { .text = NULL };

    for (uint32_t c = first; c < end; c++) {
        for (uint32_t s = 0; s <= rings[c].months; s++) {
            const struct dm_bucket *bucket = &rings[c].slot[s];

            add_32(&packed, bucket->n);
            for (uint32_t k = 0; k < bucket->n; k++) {
                add_32(&packed, pack(&bucket->items[k]));
                add_32(&packed, (uint32_t) bucket->items[k].points);
            }
        }
    }
    return send(self, &packed);
}

static dm_status
fetch_rings(
    struct pile *self, struct dm_ring_of_months *rings, uint32_t first, uint32_t end)
{
    bool pending = rings == self->world->pending, possible = true, room = true;
    struct reading in;
    dm_status st = fetch(self, &in);

    for (uint32_t c = first; st == DM_OK && c < end; c++) {
        for (uint32_t s = 0; s <= rings[c].months; s++) {
            uint32_t n = take_32(&in);

            dm_bucket_empty(&rings[c].slot[s]);
            for (uint32_t k = 0; k < n && in.ok && possible && room; k++) {
                uint32_t bits = take_32(&in), number = take_32(&in);
                struct dm_record record = unpack(bits, number);

                possible = is_possible(self->world, &record, c, pending);
                room = !possible || dm_bucket_add(&rings[c].slot[s], &record);
            }
        }
    }
    if (st == DM_OK && !room) {
        return no_memory(self);
    }
    return st == DM_OK ? finish(self, &in, possible) : st;
}

dm_status
dm_carry_records(struct dm_carrier *self, struct dm_world *world, int32_t tile)
{
    const struct {
        const char *name;
        struct dm_ring_of_months *rings;
    } all[] = { { "records pending", world->pending },
        { "records in force", world->in_force } };
    uint32_t first, end;
    dm_status st = DM_OK;

    (void) dm_snapshot_tile(world->population, tile, &first, &end);
    for (int i = 0; st == DM_OK && i < 2; i++) {
        struct pile pile = { self, world, all[i].name, 0, tile };

        st = self->to != NULL ? send_rings(&pile, all[i].rings, first, end)
                              : fetch_rings(&pile, all[i].rings, first, end);
    }
    return st;
}

/* ---- cases ---- */

static void
pack_cases(struct dm_strbuf *out, const struct dm_case_pile *pile)
{
    add_32(out, pile->n - pile->head);
    for (uint32_t k = pile->head; k < pile->n; k++) {
        const struct dm_case *one = &pile->items[k];

        add_64(out, one->person);
        add_32(out, (uint32_t) one->filed << 16 | one->acts);
        add_32(out, (uint32_t) one->list << 2 | (one->wrongful ? 2U : 0U) |
                        (one->outside ? 1U : 0U));
    }
}

/* False: memory ran out. `*possible` falls where a case cannot be: its person is outside
 * [from, to), or there is no such list. */
static bool
unpack_cases(struct reading *in, struct dm_case_pile *pile, int32_t n_lists, uint64_t from,
    uint64_t to, bool *possible)
{
    uint32_t n = take_32(in);
    bool room = true;

    pile->head = pile->n = 0;
    for (uint32_t k = 0; k < n && in->ok && *possible && room; k++) {
        uint64_t person = take_64(in);
        uint32_t ticks = take_32(in), rest = take_32(in);
        struct dm_case one = { .person = person,
            .filed = (uint16_t) (ticks >> 16),
            .acts = (uint16_t) (ticks & 0xFFFFU),
            .list = (uint8_t) (rest >> 2 & 0xFFU),
            .wrongful = (rest & 2U) != 0,
            .outside = (rest & 1U) != 0 };

        *possible = person >= from && person < to && one.list < n_lists;
        room = !*possible || dm_case_pile_add(pile, &one);
    }
    return room;
}

static dm_status
carry_piles(struct pile *self, struct dm_case_pile *piles, uint32_t first, uint32_t end)
{
    struct dm_strbuf packed = { .text = NULL };
    struct reading in = { .ok = true };
    bool possible = true, room = true;

    if (self->carrier->to != NULL) {
        for (uint32_t c = first; c < end; c++) {
            pack_cases(&packed, &piles[c]);
        }
        return send(self, &packed);
    }
    dm_status st = fetch(self, &in);
    for (uint32_t c = first; st == DM_OK && room && c < end; c++) {
        uint64_t from = (uint64_t) c * DM_COMMUNITY;

        room = unpack_cases(&in, &piles[c], self->world->plan->n_lists, from,
            from + dm_community_size(self->world->population, c), &possible);
    }
    if (st == DM_OK && !room) {
        return no_memory(self);
    }
    return st == DM_OK ? finish(self, &in, possible) : st;
}

dm_status
dm_carry_cases(struct dm_carrier *self, struct dm_world *world, int32_t tile)
{
    struct dm_cases *cases = world->cases;
    struct pile filed = { self, world, "cases filed", 0, tile };
    struct pile due = { self, world, "cases due", 0, tile };
    uint32_t first, end;

    if (cases == NULL || !dm_snapshot_tile(world->population, tile, &first, &end)) {
        return DM_OK;
    }
    dm_status st = carry_piles(&filed, cases->filed, first, end);
    st = st == DM_OK ? carry_piles(&due, cases->due, first, end) : st;
    return st == DM_OK
               ? dm_carry(self, "cases lapsed", 0, tile, cases->lapsed_at_act + first,
                     (end - first) * sizeof *cases->lapsed_at_act)
               : st;
}

static dm_status
carry_pile(struct pile *self, struct dm_case_pile *pile)
{
    struct dm_strbuf packed = { .text = NULL };
    struct reading in;
    bool possible = true;

    if (self->carrier->to != NULL) {
        pack_cases(&packed, pile);
        return send(self, &packed);
    }
    dm_status st = fetch(self, &in);
    if (st == DM_OK && !unpack_cases(&in, pile, self->world->plan->n_lists, 0,
                           self->world->n, &possible)) {
        return no_memory(self);
    }
    return st == DM_OK ? finish(self, &in, possible) : st;
}

/* What a body did last month: eight numbers, in the order of its struct. */
static dm_status
carry_month(struct dm_carrier *self, struct dm_body_month *month, int32_t body)
{
    uint64_t numbers[] = { month->officers, month->filed, month->opened, month->decided,
        month->lapsed, month->waited, month->waiting, month->in_hand };
    dm_status st = dm_carry(self, "body month", body, 0, numbers, sizeof numbers);

    *month = (struct dm_body_month){ .officers = (uint32_t) numbers[0],
        .filed = (uint32_t) numbers[1],
        .opened = (uint32_t) numbers[2],
        .decided = (uint32_t) numbers[3],
        .lapsed = (uint32_t) numbers[4],
        .waited = numbers[5],
        .waiting = (uint32_t) numbers[6],
        .in_hand = (uint32_t) numbers[7] };
    return st;
}

dm_status
dm_carry_bodies(struct dm_carrier *self, struct dm_world *world)
{
    int32_t n = world->cases != NULL ? world->cases->n_bodies + 1 : 0;
    dm_status st = DM_OK;

    for (int32_t b = 0; st == DM_OK && b < n; b++) {
        struct dm_body_state *body = &world->cases->body[b];
        struct pile waiting = { self, world, "cases waiting", b, 0 };
        struct pile in_hand = { self, world, "cases in hand", b, 0 };

        st = carry_pile(&waiting, &body->waiting);
        st = st == DM_OK ? carry_pile(&in_hand, &body->in_hand) : st;
        st = st == DM_OK ? carry_month(self, &body->month, b) : st;
    }
    return st;
}
