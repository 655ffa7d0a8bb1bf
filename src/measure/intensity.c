/* SPDX-License-Identifier: Apache-2.0
 *
 * Fills the tables of intensities. */
#include "intensity.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define NO_TABLE UINT16_MAX

/* Adds what act a does to one of the tables. */
static void
add_act(struct dm_intensities *self, const struct dm_plan *plan, int32_t a,
    const struct dm_rate_grid *grid)
{
    const struct dm_plan_act *act = &plan->act[a];
    const bool fixed = (self->responding >> a & 1U) == 0;
    const struct dm_norm_bits *over =
        act->lawful ? &self->expression_norms : &self->unlawful_norms;

    for (uint32_t set = 0; set < 2 * DM_TRAIT_SETS * (over->mask + 1); set++) {
        uint32_t norms = (set & over->mask) << over->shift;
        uint32_t of = set / (over->mask + 1);
        int32_t index = act->by_traits[of % DM_TRAIT_SETS] + act->by_norms[norms] +
                        (of >= DM_TRAIT_SETS ? act->poverty : 0);
        uint32_t rate = index < DM_I_MIN ? 0 : grid->rate24[index - DM_I_MIN];

        uint64_t conduct = (uint64_t) rate * self->conduct_weight[a] >> 16;

        if (act->lawful) {
            self->expression[set] += rate;
            self->fixed_expression[set] += fixed ? rate : 0;
        } else {
            self->unlawful[set].offences += rate;
            self->unlawful[set].conduct += conduct;
            self->fixed_unlawful[set].offences += fixed ? rate : 0;
            self->fixed_unlawful[set].conduct += fixed ? conduct : 0;
        }
    }
}

static bool
is_counted(const struct dm_plan_act *act)
{
    return act->happens && (!act->lawful || act->expression);
}

/* Where an act does not ask for a norm, all its levels are alike. */
static struct dm_norm_bits
norms_of(const struct dm_plan *plan, bool lawful)
{
    int first = DM_N_NORMS, last = -1;

    for (int norm = 0; norm < DM_N_NORMS; norm++) {
        for (int32_t a = 0; a < plan->n_acts; a++) {
            const struct dm_plan_act *act = &plan->act[a];

            if (is_counted(act) && act->lawful == lawful && act->uses_norm[norm]) {
                first = first < norm ? first : norm;
                last = norm;
            }
        }
    }
    if (last < 0) {
        return (struct dm_norm_bits){ 0, 0 };
    }
    return (
        struct dm_norm_bits){ 3 * (unsigned) first, (1U << 3 * (last - first + 1)) - 1 };
}

/* What tells one table from another: weights, and which acts respond. */
static void
set_head(
    struct dm_intensities *self, const struct dm_plan *plan, const struct dm_plan *judge)
{
    memset(self, 0, offsetof(struct dm_intensities, unlawful));
    for (int32_t a = 0; a < plan->n_acts; a++) {
        const struct dm_plan_act *act = &plan->act[a];

        if (act->expression) {
            self->expressing[self->n_expressing++] = (uint8_t) a;
        }
        if (!is_counted(act)) {
            continue;
        }
        self->conduct_weight[a] = judge->act[a].conduct_weight; /* 0 for lawful acts */
        if (dm_sway_has(plan, act)) {
            self->responding |= UINT64_C(1) << a;
        }
    }
    self->unlawful_norms = norms_of(plan, false);
    self->expression_norms = norms_of(plan, true);
}

void
dm_intensities_init(struct dm_intensities *self, const struct dm_plan *plan,
    const struct dm_plan *judge, const struct dm_rate_grid *grid)
{
    size_t sets = (size_t) 2 * DM_TRAIT_SETS;

    set_head(self, plan, judge);
    memset(
        self->unlawful, 0, sets * (self->unlawful_norms.mask + 1) * sizeof *self->unlawful);
    memset(self->fixed_unlawful, 0,
        sets * (self->unlawful_norms.mask + 1) * sizeof *self->fixed_unlawful);
    memset(self->expression, 0,
        sets * (self->expression_norms.mask + 1) * sizeof *self->expression);
    memset(self->fixed_expression, 0,
        sets * (self->expression_norms.mask + 1) * sizeof *self->fixed_expression);
    for (int32_t a = 0; a < plan->n_acts; a++) {
        if (is_counted(&plan->act[a])) {
            add_act(self, plan, a, grid);
        }
    }
}

/* ---- one for each pair of rules that meet ---- */

static bool
same_head(const struct dm_intensities *a, const struct dm_intensities *b)
{
    return a->responding == b->responding &&
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
        .of = malloc(pairs * sizeof *self->of),
        .sway = calloc((size_t) rules->n_plans, sizeof *self->sway) };
    ok = head != NULL && self->table != NULL && self->of != NULL && self->sway != NULL;
    for (int32_t k = 0; ok && k < rules->n_plans; k++) {
        ok = dm_sway_init(&self->sway[k], rules->plan[k]);
    }
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
    for (int32_t k = 0; self->sway != NULL && k < self->rules->n_plans; k++) {
        dm_sway_clear(&self->sway[k]);
    }
    free(self->table);
    free(self->of);
    free(self->sway);
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

const struct dm_sway *
dm_intensity_book_sway(
    const struct dm_intensity_book *self, int32_t jurisdiction, uint32_t tick)
{
    return &self->sway[dm_rulebook_at(self->rules, jurisdiction, tick)];
}
