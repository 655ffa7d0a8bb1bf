/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers are whole centipoints; only means and variances of them are floating point. */
#include "vignette.h"

#include "base/philox.h"

#include <math.h>

#define LEVEL_SHIFT 26 /* as the discretion of a record (mechanisms, M3) */

static int64_t
worth(const struct dm_plan *plan, int32_t a, uint32_t u, bool group_b)
{
    const struct dm_plan_scheme *scheme = &plan->scheme[plan->main_scheme];
    int64_t points = plan->effect[a].points[plan->main_scheme];

    if (!scheme->active) {
        return 0;
    }
    if (!scheme->discretion) {
        return points;
    }
    return dm_rmuldiv(
        points, scheme->factor_nano[group_b && points < 0][u >> LEVEL_SHIFT], DM_NANO);
}

int64_t
dm_vignette_answer(const struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_vignette *vignette, struct dm_key key, int32_t jurisdiction,
    uint32_t draw)
{
    uint32_t tick = (uint32_t) jurisdiction;
    bool group_b = dm_word(key, draw, tick, dm_fnv1a(vignette->id.s), DM_DRAW_VIGNETTE, 0) <
                   dm_threshold(scenario->society.group_b_nano);
    int64_t sum = 0;

    for (int32_t a = 0; plan->main_scheme >= 0 && a < plan->n_acts; a++) {
        if (vignette->count[a] > 0) {
            uint32_t of_act = dm_fnv1a_pair(vignette->id.s, scenario->acts[a].id.s);
            uint32_t u = dm_word(key, draw, tick, of_act, DM_DRAW_VIGNETTE, 0);

            sum += vignette->count[a] * worth(plan, a, u, group_b);
        }
    }
    return sum;
}

/* Of one jurisdiction. */
struct answers {
    double persons, mean, variance;
};

static struct answers
ask(const struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_vignette *vignette, struct dm_key key, int32_t j)
{
    int64_t answer[DM_VIGNETTE_DRAWS], sum = 0;
    struct answers all = { .variance = 0.0 };

    for (uint32_t k = 0; k < DM_VIGNETTE_DRAWS; k++) {
        answer[k] = dm_vignette_answer(plan, scenario, vignette, key, j, k);
        sum += answer[k];
    }
    all.mean = (double) sum / DM_VIGNETTE_DRAWS;
    for (uint32_t k = 0; k < DM_VIGNETTE_DRAWS; k++) {
        double off = (double) answer[k] - all.mean;

        all.variance += off * off / DM_VIGNETTE_DRAWS;
    }
    return all;
}

double
dm_vignette_spread(const struct dm_rulebook *rules, const struct dm_scenario *scenario,
    const struct dm_population *population, struct dm_key key, int32_t vignette,
    uint32_t tick)
{
    struct answers all[DM_MAX_JURISDICTIONS];
    double between = 0.0, within = 0.0, persons = (double) population->n;

    for (int32_t j = 0; j < rules->n_jurisdictions; j++) {
        all[j] = ask(dm_rulebook_plan(rules, j, tick), scenario,
            &scenario->vignettes[vignette], key, j);
        all[j].persons =
            (double) (population->cell_first[2 * j + 2] - population->cell_first[2 * j]);
        within += all[j].persons / persons * all[j].variance;
        /* pair by pair: exactly 0 where all means are equal */
        for (int32_t i = 0; i < j; i++) {
            double off = all[j].mean - all[i].mean;

            between += all[i].persons / persons * all[j].persons / persons * off * off;
        }
    }
    return within > 0.0 ? between / within : (double) NAN;
}

double
dm_jurisdiction_spread(const struct dm_rulebook *rules, const struct dm_scenario *scenario,
    const struct dm_population *population, struct dm_key key, uint32_t tick)
{
    double sum = 0.0;
    int32_t n = 0;

    for (int32_t v = 0; v < scenario->n_vignettes; v++) {
        double spread = dm_vignette_spread(rules, scenario, population, key, v, tick);

        if (!isnan(spread)) {
            sum += spread;
            n++;
        }
    }
    return n > 0 ? sum / n : (double) NAN;
}
