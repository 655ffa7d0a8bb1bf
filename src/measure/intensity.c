/* SPDX-License-Identifier: Apache-2.0
 *
 * Fills the tables of intensities. */
#include "intensity.h"

#include <stdlib.h>
#include <string.h>

#define NO_TABLE UINT16_MAX

static void
add_act(struct dm_intensities *self, const struct dm_plan_act *act, uint32_t weight,
    const struct dm_rate_grid *grid)
{
    for (int poor = 0; poor < 2; poor++) {
        for (unsigned t = 0; t < DM_TRAIT_SETS; t++) {
            for (unsigned n = 0; n < DM_NORM_SETS; n++) {
                struct dm_intensity *at = &self->at[poor][t][n];
                int32_t index =
                    act->by_traits[t] + act->by_norms[n] + (poor ? act->poverty : 0);
                uint32_t rate = index < DM_I_MIN ? 0 : grid->rate24[index - DM_I_MIN];

                at->expression += act->lawful ? rate : 0;
                at->offences += act->lawful ? 0 : rate;
                at->conduct += (uint64_t) rate * weight >> 16;
            }
        }
    }
}

/* What tells one table from another: weights, and which acts respond. */
static void
set_head(
    struct dm_intensities *self, const struct dm_plan *plan, const struct dm_plan *judge)
{
    for (int32_t a = 0; a < plan->n_acts; a++) {
        const struct dm_plan_act *act = &plan->act[a];

        if (!act->happens || (act->lawful && !act->expression)) {
            continue;
        }
        self->conduct_weight[a] = judge->act[a].conduct_weight; /* 0 for lawful acts */
        if (act->has_deter || act->has_gain || (plan->crowding.on && act->has_crowding)) {
            self->responding[self->n_responding++] = (uint8_t) a;
        }
    }
}

void
dm_intensities_init(struct dm_intensities *self, const struct dm_plan *plan,
    const struct dm_plan *judge, const struct dm_rate_grid *grid)
{
    memset(self, 0, sizeof *self);
    set_head(self, plan, judge);
    for (int32_t a = 0; a < plan->n_acts; a++) {
        const struct dm_plan_act *act = &plan->act[a];

        if (act->happens && (!act->lawful || act->expression)) {
            add_act(self, act, self->conduct_weight[a], grid);
        }
    }
}

/* ---- one for each pair of rules that meet ---- */

static bool
same_head(const struct dm_intensities *a, const struct dm_intensities *b)
{
    return a->n_responding == b->n_responding &&
           memcmp(a->responding, b->responding, sizeof a->responding) == 0 &&
           memcmp(a->conduct_weight, b->conduct_weight, sizeof a->conduct_weight) == 0;
}

static struct dm_intensities **
slot_of(struct dm_intensity_book *self, const struct dm_intensities *head)
{
    int32_t k = 0;

    while (k < self->n && !same_head(self->table[k], head)) {
        k++;
    }
    return &self->table[k];
}

/* `head` is scratch. */
static bool
meet(struct dm_intensity_book *self, int32_t j, uint32_t tick, struct dm_intensities *head,
    const struct dm_rate_grid *grid)
{
    int32_t judge = dm_rulebook_at(self->judge, j, tick);
    int32_t own = dm_rulebook_at(self->rules, j, tick);
    uint16_t *of = &self->of[judge * self->rules->n_plans + own];
    struct dm_intensities **at;

    if (*of != NO_TABLE) {
        return true;
    }
    memset(head, 0, sizeof *head);
    set_head(head, self->rules->plan[own], self->judge->plan[judge]);
    at = slot_of(self, head);
    if (*at == NULL) {
        *at = malloc(sizeof **at);
        if (*at == NULL) {
            return false;
        }
        dm_intensities_init(*at, self->rules->plan[own], self->judge->plan[judge], grid);
        self->n++;
    }
    *of = (uint16_t) (at - self->table);
    return true;
}

/* Pairs change only where one of the two changes its rules. */
static bool
meet_all(struct dm_intensity_book *self, struct dm_intensities *head,
    const struct dm_rate_grid *grid)
{
    const struct dm_rulebook *book[2] = { self->rules, self->judge };
    bool ok = true;

    for (int b = 0; b < 2; b++) {
        for (int32_t period = 0; period < book[b]->n_periods; period++) {
            for (int32_t j = 0; ok && j < book[b]->n_jurisdictions; j++) {
                ok = meet(self, j, book[b]->from_month[period], head, grid);
            }
        }
    }
    return ok;
}

dm_status
dm_intensity_book_init(struct dm_intensity_book *self, const struct dm_rulebook *rules,
    const struct dm_rulebook *judge, const struct dm_rate_grid *grid, struct dm_error *err)
{
    size_t pairs = (size_t) rules->n_plans * (size_t) judge->n_plans;
    struct dm_intensities *head = malloc(sizeof *head);
    bool ok;

    *self = (struct dm_intensity_book){ .rules = rules,
        .judge = judge,
        .table = calloc(pairs + 1, sizeof *self->table),
        .of = malloc(pairs * sizeof *self->of) };
    ok = head != NULL && self->table != NULL && self->of != NULL;
    if (ok) {
        memset(self->of, 0xff, pairs * sizeof *self->of);
        ok = meet_all(self, head, grid);
    }
    free(head);
    if (!ok) {
        dm_intensity_book_clear(self);
        return dm_error_set(err, DM_ENOMEM, "no memory for the tables of intensities");
    }
    return DM_OK;
}

void
dm_intensity_book_clear(struct dm_intensity_book *self)
{
    for (int32_t k = 0; k < self->n; k++) {
        /* NOLINTNEXTLINE(clang-analyzer-*): n counts what stands in the table */
        free(self->table[k]);
    }
    free(self->table);
    free(self->of);
    *self = (struct dm_intensity_book){ 0 };
}

const struct dm_intensities *
dm_intensity_book_at(
    const struct dm_intensity_book *self, int32_t jurisdiction, uint32_t tick)
{
    int32_t judge = dm_rulebook_at(self->judge, jurisdiction, tick);
    int32_t own = dm_rulebook_at(self->rules, jurisdiction, tick);

    return self->table[self->of[judge * self->rules->n_plans + own]];
}
