/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of a run: what all replicates share, and what a lane needs for one at a time. */
#include "lane.h"

#include "world/luck.h"

#include <stdlib.h>
#include <string.h>

static dm_status
make_rules(struct dm_setting_of_run *self, int side, struct dm_error *err)
{
    dm_status st =
        dm_rulebook_init(&self->rules[side], self->scenario, side == DM_TWIN, err);

    if (st == DM_OK) {
        self->plan[side] = self->rules[side].plan[0];
    }
    return st;
}

static dm_status
make_intensities(struct dm_setting_of_run *self, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int side = 0; st == DM_OK && side < DM_N_SIDES; side++) {
        if (self->plan[side] != NULL) {
            st = dm_intensity_book_init(&self->intensities[side], &self->rules[side],
                &self->rules[DM_REGIME], self->grid, err);
        }
    }
    return st;
}

bool
dm_setting_has_society_of(
    const struct dm_setting_of_run *self, const struct dm_scenario *scenario)
{
    const struct dm_scenario *own = self->scenario;

    return own->run.seed == scenario->run.seed &&
           /* NOLINTNEXTLINE(bugprone-*,cert-*): scenarios start as zeros */
           memcmp(&own->society, &scenario->society, sizeof own->society) == 0;
}

static dm_status
draw_society(struct dm_setting_of_run *self, struct dm_error *err)
{
    dm_status st = dm_population_init(&self->population, self->scenario, 0, err);

    return st == DM_OK
               ? dm_network_init(&self->network, &self->population, self->scenario, err)
               : st;
}

static dm_status
make_grid(struct dm_setting_of_run *self, struct dm_error *err)
{
    self->grid = malloc(sizeof *self->grid);
    if (self->grid == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for the grid of rates");
    }
    dm_rate_grid_init(self->grid);
    return DM_OK;
}

dm_status
dm_setting_init_like(struct dm_setting_of_run *self, const struct dm_scenario *scenario,
    const struct dm_setting_of_run *like, struct dm_error *err)
{
    dm_status st;

    *self = (struct dm_setting_of_run){ .scenario = scenario };
    if (like != NULL && dm_setting_has_society_of(like, scenario)) {
        self->borrows = true;
        self->population = like->population;
        self->network = like->network;
        self->grid = like->grid;
    }
    st = make_rules(self, DM_REGIME, err);
    if (st == DM_OK && scenario->twin_name.s[0] != '\0') {
        st = make_rules(self, DM_TWIN, err);
    }
    if (st == DM_OK) {
        st = dm_luck_unite(&self->rules[DM_REGIME], &self->rules[DM_TWIN], err);
    }
    if (st == DM_OK && !self->borrows) {
        st = make_grid(self, err);
    }
    if (st == DM_OK) {
        st = make_intensities(self, err);
    }
    if (st == DM_OK && !self->borrows) {
        st = draw_society(self, err);
    }
    if (st != DM_OK) {
        dm_setting_clear(self);
    }
    return st;
}

dm_status
dm_setting_init(struct dm_setting_of_run *self, const struct dm_scenario *scenario,
    struct dm_error *err)
{
    return dm_setting_init_like(self, scenario, NULL, err);
}

dm_status
dm_setting_init_society(struct dm_setting_of_run *self, const struct dm_scenario *scenario,
    struct dm_error *err)
{
    *self = (struct dm_setting_of_run){ .scenario = scenario };
    dm_status st = make_grid(self, err);

    if (st == DM_OK) {
        st = draw_society(self, err);
    }
    if (st != DM_OK) {
        dm_setting_clear(self);
    }
    return st;
}

void
dm_setting_clear(struct dm_setting_of_run *self)
{
    if (!self->borrows) {
        dm_network_clear(&self->network);
        dm_population_clear(&self->population);
        free(self->grid);
    }
    for (int side = 0; side < DM_N_SIDES; side++) {
        dm_intensity_book_clear(&self->intensities[side]);
        dm_rulebook_clear(&self->rules[side]);
    }
    *self = (struct dm_setting_of_run){ 0 };
}

static dm_status
init_side(struct dm_lane *self, int side, struct dm_error *err)
{
    const struct dm_setting_of_run *setting = self->setting;
    const struct dm_plan *plan = setting->plan[side];
    dm_status st = dm_world_init(
        &self->world[side], plan, &setting->population, &setting->network, err);

    if (st == DM_OK) {
        self->world[side].rules = &setting->rules[side];
        st = dm_ledger_init_for(
            &self->ledger[side], setting->population.n, plan, &setting->scenario->run, err);
    }
    if (st == DM_OK) {
        st = dm_tally_init(&self->month[side], plan, err);
    }
    if (st == DM_OK) {
        st = dm_indicators_init(&self->indicators[side], &setting->population, plan, err);
    }
    for (int32_t w = 0; st == DM_OK && w < self->n_threads; w++) {
        st = dm_block_init(&self->workers[w].block[side], plan, setting->grid, err);
        if (st == DM_OK) {
            st = dm_observer_init(
                &self->workers[w].observer[side], plan, &setting->intensities[side], err);
        }
    }
    return st;
}

dm_status
dm_lane_init(struct dm_lane *self, const struct dm_setting_of_run *setting,
    const struct dm_exchange *exchange, int32_t n_threads, int32_t tile_communities,
    struct dm_error *err)
{
    dm_status st = DM_OK;

    *self = (struct dm_lane){
        .setting = setting,
        .exchange = exchange,
        .n_sides = setting->plan[DM_TWIN] != NULL ? 2 : 1,
        .n_threads = n_threads,
        .tile_communities = tile_communities,
        .workers = calloc((size_t) n_threads, sizeof *self->workers),
    };
    if (self->workers == NULL) {
        st = dm_error_set(err, DM_ENOMEM, "no memory for %d threads", (int) n_threads);
    }
    for (int side = 0; st == DM_OK && side < self->n_sides; side++) {
        st = init_side(self, side, err);
    }
    if (st != DM_OK) {
        dm_lane_clear(self);
    }
    return st;
}

void
dm_lane_clear(struct dm_lane *self)
{
    for (int side = 0; side < DM_N_SIDES; side++) {
        dm_world_clear(&self->world[side]);
        dm_ledger_clear(&self->ledger[side]);
        dm_indicators_clear(&self->indicators[side]);
        dm_tally_clear(&self->month[side]);
        for (int32_t w = 0; self->workers != NULL && w < self->n_threads; w++) {
            dm_block_clear(&self->workers[w].block[side]);
            dm_observer_clear(&self->workers[w].observer[side]);
        }
    }
    free(self->workers);
    *self = (struct dm_lane){ 0 };
}

void
dm_lane_start(struct dm_lane *self, uint32_t replicate)
{
    self->key = (struct dm_key){ self->setting->scenario->run.seed, replicate };
    self->tick = 0;
    for (int side = 0; side < self->n_sides; side++) {
        dm_world_start(&self->world[side]);
        dm_ledger_zero(&self->ledger[side]);
        dm_indicators_zero(&self->indicators[side]);
        for (int32_t w = 0; w < self->n_threads; w++) {
            self->workers[w].block[side].no_memory = false;
            self->workers[w].observer[side].no_memory = false;
            dm_tally_zero(&self->workers[w].observer[side].tally);
        }
    }
}

int64_t
dm_side_bytes(const struct dm_plan *plan, const struct dm_scenario *scenario)
{
    uint64_t n = (uint64_t) scenario->society.persons;

    return dm_world_bytes(plan, n) + dm_ledger_bytes(plan, &scenario->run, n) +
           (dm_indicators_kept(plan) ? dm_few_bits_bytes(n) : 0);
}

int64_t
dm_lane_bytes(const struct dm_lane *self, int64_t *records)
{
    int64_t bytes = 0;

    *records = 0;
    for (int side = 0; side < self->n_sides; side++) {
        int64_t grown = dm_world_record_bytes(&self->world[side]) +
                        dm_ledger_row_bytes(&self->ledger[side]) +
                        dm_indicators_bytes(&self->indicators[side]);

        bytes += dm_side_bytes(self->setting->plan[side], self->setting->scenario) + grown;
        *records += grown;
    }
    return bytes;
}
