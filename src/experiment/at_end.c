/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures of the whole society, and of how long things lasted. */
#include "at_end.h"

#include "measure/distribution.h"
#include "measure/inequality.h"
#include "measure/mixing.h"
#include "measure/vignette.h"

#include <math.h>

static dm_status
of_scores(double *at, const struct dm_lane *lane, int side, struct dm_error *err)
{
    const struct dm_ledger *ledger = &lane->ledger[side];
    const struct dm_world *world = &lane->world[side];
    dm_status st;

    at[DM_END_SCORE_RANK] = at[DM_END_GINI] = (double) NAN;
    if (world->plan->main_scheme < 0) {
        return DM_OK;
    }
    st = dm_score_income_rank(ledger, world->population, &at[DM_END_SCORE_RANK], err);
    return st == DM_OK ? dm_score_gini(ledger, &at[DM_END_GINI], err) : st;
}

/* The regime's tiers over the ties of either world: what changed is who is tied. */
static double
mixing(const struct dm_lane *lane, int side, double of_regime)
{
    const struct dm_world *tied = &lane->world[side];

    if (side == DM_TWIN && !tied->plan->keeps.ties &&
        !lane->world[DM_REGIME].plan->keeps.ties) {
        return of_regime;
    }
    return dm_tier_assortativity(&lane->world[DM_REGIME], tied);
}

dm_status
dm_outcome_end(
    struct dm_outcome *self, const struct dm_lane *lane, int side, struct dm_error *err)
{
    const struct dm_setting_of_run *setting = lane->setting;
    double *at = self->at_end[side];
    dm_status st = of_scores(at, lane, side, err);

    if (st == DM_OK) {
        st = dm_income_mobility(
            &lane->ledger[side], &setting->population, &at[DM_END_MOBILITY], err);
    }
    if (st == DM_OK) {
        st = dm_durations_of(&lane->ledger[side], &lane->world[side], &self->trapped[side],
            &self->wrongful[side], err);
    }
    at[DM_END_MIXING] = mixing(lane, side, self->at_end[DM_REGIME][DM_END_MIXING]);
    at[DM_END_SPREAD] = dm_jurisdiction_spread(&setting->rules[side], setting->scenario,
        &setting->population, lane->key, lane->world[side].tick);
    return st;
}
