/* SPDX-License-Identifier: Apache-2.0
 *
 * Persons who are alike to every channel are counted first; then classes of them, not
 * persons, go through the channels. */
#include "missed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POOR   1U
#define IDLE   2U
#define STATES 4

typedef uint32_t class_counts[STATES][DM_TRAIT_SETS][DM_NORM_SETS];

struct sums {
    double acts[DM_MAX_CHANNELS][DM_N_MISSED], recorded[DM_MAX_CHANNELS][DM_N_MISSED];
};

static unsigned
state_of(const struct dm_plan *plan, const struct dm_population *people, uint64_t p)
{
    int32_t income = people->base_income[p];
    bool works = (people->traits[p] & DM_TRAIT_LABOUR) != 0;
    bool employed = works && dm_word(people->key, p, 0, 0, DM_DRAW_EMPLOYED_AT_START, 0) <
                                 plan->employed_at_start;

    if (works && !employed) {
        income = dm_income_out_of_work(income, people->earner_share_nano);
    }
    return (income < plan->poverty_line ? POOR : 0U) | (employed ? 0U : IDLE);
}

static void
count_classes(struct dm_missed *self, class_counts *counts, const struct dm_plan *plan,
    const struct dm_population *people, int32_t j)
{
    for (uint64_t p = people->cell_first[2 * j]; p < people->cell_first[2 * j + 2]; p++) {
        unsigned traits = people->traits[p] % DM_TRAIT_SETS;
        bool b = (traits & DM_TRAIT_GROUP_B) != 0;

        (*counts)[state_of(plan, people, p)][traits][people->norms[p] % DM_NORM_SETS]++;
        self->persons[DM_MISSED_ALL]++;
        self->persons[b ? DM_MISSED_B : DM_MISSED_A]++;
    }
}

/* Share of an act that becomes a record about who did it. */
static double
recorded(const struct dm_plan *plan, const struct dm_plan_sight *sight, unsigned traits,
    unsigned state)
{
    unsigned class_ =
        traits % DM_COVERAGE_CLASSES | ((state & IDLE) != 0 ? DM_SIGHT_IDLE : 0U);
    bool b = (traits & DM_TRAIT_GROUP_B) != 0;
    uint64_t kept = DM_ONE32 - plan->channel[sight->channel].misattribution[b];

    if (sight->shift[class_] == DM_NO_RATE) {
        return 0.0;
    }
    return (double) dm_exp_q40((int64_t) sight->shift[class_] * (INT64_C(1) << 22)) /
           (double) (UINT64_C(1) << 40) * ((double) kept / (double) DM_ONE32);
}

/* Acts of everybody of these traits, in 2^-24 a month. */
static uint64_t
acts_of(const struct dm_plan_act *act, const uint32_t counts[DM_NORM_SETS], unsigned traits,
    bool poor, const struct dm_rate_grid *grid)
{
    uint64_t sum = 0;

    for (unsigned n = 0; n < DM_NORM_SETS; n++) {
        int32_t index =
            act->by_traits[traits] + act->by_norms[n] + (poor ? act->poverty : 0);

        if (counts[n] > 0 && index >= DM_I_MIN) {
            sum += (uint64_t) counts[n] * grid->rate24[index - DM_I_MIN];
        }
    }
    return sum;
}

static void
add_sight(struct sums *sums, const struct dm_plan *plan, const struct dm_plan_sight *sight,
    class_counts *counts, const struct dm_rate_grid *grid)
{
    int32_t c = sight->channel;

    for (unsigned s = 0; s < STATES; s++) {
        for (unsigned t = 0; t < DM_TRAIT_SETS; t++) {
            double acts = (double) acts_of(
                &plan->act[sight->act], (*counts)[s][t], t, (s & POOR) != 0, grid);
            int of = (t & DM_TRAIT_GROUP_B) != 0 ? DM_MISSED_B : DM_MISSED_A;
            double seen = acts * recorded(plan, sight, t, s);

            sums->acts[c][DM_MISSED_ALL] += acts;
            sums->acts[c][of] += acts;
            sums->recorded[c][DM_MISSED_ALL] += seen;
            sums->recorded[c][of] += seen;
        }
    }
}

/* In steps of 2^-32: the mean over replicates, all the same, is then the number itself. */
static double
exact(double share)
{
    return floor(share * (double) DM_ONE32 + 0.5) / (double) DM_ONE32;
}

dm_status
dm_missed_init(struct dm_missed *self, const struct dm_rulebook *rules,
    const struct dm_population *population, const struct dm_rate_grid *grid, uint32_t tick,
    struct dm_error *err)
{
    class_counts *counts = malloc(sizeof *counts);
    struct sums sums = { 0 };

    *self = (struct dm_missed){ 0 };
    if (counts == NULL) {
        return dm_error_set(err, DM_ENOMEM, "miss_rate: no memory for classes of persons");
    }
    for (int32_t r = 0; r < rules->n_plans; r++) {
        const struct dm_plan *plan = rules->plan[r];
        bool anywhere = false;

        memset(counts, 0, sizeof *counts);
        for (int32_t j = 0; j < rules->n_jurisdictions; j++) {
            if (dm_rulebook_at(rules, j, tick) == r) {
                count_classes(self, counts, plan, population, j);
                anywhere = true;
            }
        }
        for (int32_t k = 0; anywhere && k < plan->n_sights; k++) {
            add_sight(&sums, plan, &plan->sight[k], counts, grid);
        }
    }
    for (int c = 0; c < DM_MAX_CHANNELS; c++) {
        for (int of = 0; of < DM_N_MISSED; of++) {
            double acts = sums.acts[c][of];

            self->share[c][of] =
                acts > 0.0 ? exact(1.0 - sums.recorded[c][of] / acts) : (double) NAN;
        }
    }
    free(counts);
    return DM_OK;
}
