/* SPDX-License-Identifier: Apache-2.0
 *
 * Arrays and totals of a world, and the ledger of its measures: column by column, tile by
 * tile. The list is columns.def; what stands beside it in struct dm_world follows. */
#include "resume.h"

#define PERSONS_OF_TILE ((uint64_t) DM_SNAPSHOT_TILE * DM_COMMUNITY)

dm_status
dm_carry_persons(struct dm_carrier *self, const char *name, int32_t array, void *values,
    uint64_t n, size_t width)
{
    dm_status st = DM_OK;

    for (uint64_t p = 0; st == DM_OK && p < n; p += PERSONS_OF_TILE) {
        uint64_t some = n - p < PERSONS_OF_TILE ? n - p : PERSONS_OF_TILE;

        st = dm_carry(self, name, array, (int32_t) (p / PERSONS_OF_TILE),
            (char *) values + (size_t) p * width, (size_t) some * width);
    }
    return st;
}

/* Values that the stages use as an index stay below this; 0: they use none of the column.
 */
static unsigned
bound_of(enum dm_column column)
{
    switch ((int) column) {
    case DM_COLUMN_TIER:
        return DM_MAX_TIERS;
    case DM_COLUMN_GAIN_LEVEL:
        return DM_GAIN_LEVELS;
    case DM_COLUMN_EMPLOYED:
    case DM_COLUMN_AWARE:
    case DM_COLUMN_EVADING:
        return 2;
    default:
        return 0;
    }
}

/* A checkpoint may come from anybody: nothing in it may lead out of a table. */
static dm_status
check_bound(struct dm_carrier *self, enum dm_column column, int32_t array,
    const uint8_t *values, uint64_t n)
{
    unsigned bound = bound_of(column);

    for (uint64_t p = 0; bound > 0 && p < n; p++) {
        if (values[p] >= bound) {
            return dm_carry_refuse(self, dm_columns[column].name, array,
                (int32_t) (p / PERSONS_OF_TILE), "holds a value that cannot be");
        }
    }
    return DM_OK;
}

static dm_status
carry_columns(struct dm_carrier *self, struct dm_world *world)
{
    dm_status st = DM_OK;

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        const struct dm_column_info *info = &dm_columns[c];
        int arrays = info->sparse ? 0 : dm_world_arrays(world, (enum dm_column) c);

        for (int k = 0; st == DM_OK && k < arrays; k++) {
            void *values = dm_world_column(world, (enum dm_column) c, k);

            st = dm_carry_persons(self, info->name, k, values, world->n, info->width);
            if (st == DM_OK && self->from != NULL) {
                st = check_bound(self, (enum dm_column) c, k, values, world->n);
            }
        }
    }
    if (st == DM_OK) {
        st =
            dm_carry_persons(self, "published_next", 0, world->published_next, world->n, 1);
    }
    if (st == DM_OK && world->signal_next != NULL) {
        st = dm_carry_persons(self, "signal_next", 0, world->signal_next, world->n, 1);
    }
    return st;
}

/* What communities leave for the whole society. */
static dm_status
carry_communities(struct dm_carrier *self, struct dm_world *world, int32_t tile)
{
    uint32_t first, end;
    dm_status st = DM_OK;

    if (dm_snapshot_tile(world->population, tile, &first, &end)) {
        size_t n = end - first;

        st = dm_carry(self, "sanctioned_in", 0, tile, world->sanctioned_in + first,
            n * sizeof *world->sanctioned_in);
        if (st == DM_OK && world->dissenters_in != NULL) {
            st = dm_carry(self, "dissenters_in", 0, tile, world->dissenters_in + first,
                n * sizeof *world->dissenters_in);
        }
        if (st == DM_OK && world->totals != NULL) {
            st = dm_carry(
                self, "totals", 0, tile, world->totals + first, n * sizeof *world->totals);
        }
    }
    return st;
}

static dm_status
carry_tiles(struct dm_carrier *self, struct dm_world *world)
{
    uint32_t first, end;
    dm_status st = DM_OK;

    for (int32_t t = 0; st == DM_OK && dm_snapshot_tile(world->population, t, &first, &end);
         t++) {
        st = carry_communities(self, world, t);
        st = st == DM_OK ? dm_carry_sparse(self, world, t) : st;
        st = st == DM_OK ? dm_carry_records(self, world, t) : st;
        st = st == DM_OK ? dm_carry_cases(self, world, t) : st;
    }
    return st;
}

/* What the next tick knows of the whole society. */
static dm_status
carry_sums(struct dm_carrier *self, struct dm_world *world)
{
    const struct {
        const char *name;
        void *values;
        size_t n;
    } sums[] = { { "n_sanctioned", &world->n_sanctioned, sizeof world->n_sanctioned },
        { "n_dissenters", &world->n_dissenters, sizeof world->n_dissenters },
        { "n_out", world->n_out, sizeof world->n_out },
        { "out_tiers", world->out_tiers, sizeof world->out_tiers },
        { "n_qualified", world->n_qualified, sizeof world->n_qualified } };
    dm_status st = DM_OK;

    for (size_t i = 0; st == DM_OK && i < sizeof sums / sizeof *sums; i++) {
        st = dm_carry(self, sums[i].name, 0, 0, sums[i].values, sums[i].n);
    }
    return st == DM_OK ? dm_carry_bodies(self, world) : st;
}

/* Who is in the ledger's rows, and with what, by tile. */
static dm_status
carry_rows(
    struct dm_carrier *self, struct dm_ledger *ledger, const struct dm_population *people)
{
    uint32_t first, end;
    dm_status st = DM_OK;

    for (int32_t t = 0; st == DM_OK && dm_snapshot_tile(people, t, &first, &end); t++) {
        st = dm_carry_few(self, "ledger.rows", 0, people, ledger->rows, t);
        for (int k = 0; st == DM_OK && k < 2 && ledger->income[k] != NULL; k++) {
            st = dm_carry_few(self, "ledger.income", k, people, ledger->income[k], t);
        }
    }
    return st;
}

static dm_status
carry_ledger(
    struct dm_carrier *self, struct dm_ledger *ledger, const struct dm_population *people)
{
    dm_status st = dm_carry_persons(
        self, "ledger.conduct", 0, ledger->conduct, ledger->n, sizeof *ledger->conduct);

    if (st == DM_OK && ledger->score != NULL) {
        st = dm_carry_persons(
            self, "ledger.score", 0, ledger->score, ledger->n, sizeof *ledger->score);
    }
    return st == DM_OK ? carry_rows(self, ledger, people) : st;
}

/* Spells that the indicators follow. */
static dm_status
carry_indicators(
    struct dm_carrier *self, struct dm_indicators *indicators, struct dm_world *world)
{
    uint32_t first, end;
    dm_status st = DM_OK;

    for (int32_t t = 0; st == DM_OK && dm_snapshot_tile(world->population, t, &first, &end);
         t++) {
        st = dm_carry_chains(self, "indicators.open", world, indicators->open, t);
    }
    return st;
}

static dm_status
carry_tick(struct dm_lane *self, struct dm_carrier *carrier)
{
    uint64_t tick = self->tick, most = 12 * (uint64_t) self->setting->scenario->run.years;
    dm_status st = dm_carry(carrier, "tick", 0, 0, &tick, sizeof tick);

    if (st == DM_OK && tick > most) {
        return dm_carry_refuse(carrier, "tick", 0, 0, "is beyond the run");
    }
    self->tick = (uint32_t) tick;
    return st;
}

dm_status
dm_lane_carry(struct dm_lane *self, struct dm_carrier *carrier)
{
    dm_status st;

    DM_ASSERT(carrier->replicate == (int32_t) self->key.replicate);
    carrier->side = 0;
    st = carry_tick(self, carrier);
    for (int side = 0; st == DM_OK && side < self->n_sides; side++) {
        struct dm_world *world = &self->world[side];

        carrier->side = side;
        st = carry_columns(carrier, world);
        st = st == DM_OK ? carry_tiles(carrier, world) : st;
        st = st == DM_OK ? carry_sums(carrier, world) : st;
        st = st == DM_OK ? carry_ledger(carrier, &self->ledger[side], world->population)
                         : st;
        st = st == DM_OK ? carry_indicators(carrier, &self->indicators[side], world) : st;
    }
    carrier->side = 0;
    return st;
}
