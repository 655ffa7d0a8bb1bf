/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles the schemes of a regime: where tiers lie, and what a record of an act is worth
 * (docs/odd/submodels.md, 3). */
#include "plan.h"

#include "base/philox.h"

static int64_t
association_step(const struct dm_scheme *text, const struct dm_plan_scheme *scheme)
{
    int64_t w = text->association_weight_nano, span;

    if (w == 0 || !text->published || scheme->n_cuts == 0) {
        return 0;
    }
    if (scheme->n_cuts == 1) {
        span = (int64_t) scheme->start - scheme->cut[0];
        return dm_rdiv(w * (span < 0 ? -span : span), 1000);
    }
    span = (int64_t) scheme->cut[scheme->n_cuts - 1] - scheme->cut[0];
    return dm_rdiv(w * span, 1000 * (int64_t) (scheme->n_cuts - 1));
}

static void
set_scheme(struct dm_plan_scheme *scheme, const struct dm_scheme *text)
{
    int64_t span;

    *scheme = (struct dm_plan_scheme){
        .entity = dm_fnv1a(text->id.s),
        .start = text->start_centi,
        .low = text->low_centi,
        .high = text->high_centi,
        .published = text->published,
        .n_cuts = text->n_tiers - 1,
        .association_of = text->association_of,
        .spell_tier = -1,
        .list_tier = -1,
        .expire_months = text->expire_months,
    };
    for (int32_t i = 0; i < scheme->n_cuts; i++) {
        scheme->cut[i] = text->tiers[i + 1].from_centi;
    }
    scheme->association = association_step(text, scheme);
    span = scheme->n_cuts == 0 ? 0
                               : (int64_t) scheme->cut[scheme->n_cuts - 1] - scheme->cut[0];
    for (int level = 1; level < DM_GAIN_LEVELS; level++) {
        int64_t reach = span >> (DM_GAIN_LEVELS - 1 - level);

        scheme->reach[level] = reach < 1 ? 1 : (int32_t) reach;
    }
}

int32_t
dm_plan_gain_level(const struct dm_plan_scheme *scheme, int32_t tier, int32_t score)
{
    int32_t distance, level = 1;

    if (tier == scheme->n_cuts) {
        return 0;
    }
    distance = scheme->cut[tier] - score;
    while (level < DM_GAIN_LEVELS - 1 && distance > scheme->reach[level]) {
        level++;
    }
    return level;
}

void
dm_plan_schemes(struct dm_plan *plan, const struct dm_regime *regime)
{
    plan->n_schemes = regime->n_schemes;
    plan->published_scheme = -1;
    plan->main_scheme = regime->n_schemes > 0 ? 0 : -1;
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        set_scheme(&plan->scheme[s], &regime->schemes[s]);
        if (regime->schemes[s].published) {
            plan->published_scheme = plan->main_scheme = s;
        }
    }
}

void
dm_plan_grain(struct dm_plan *plan, int32_t s, int32_t grain)
{
    plan->scheme[s].grain = grain;
    for (int32_t a = 0; a < plan->n_acts; a++) {
        int64_t points = -(int64_t) plan->effect[a].points[s];
        int64_t steps = dm_rdiv(points > 0 ? points : 0, grain);

        plan->effect[a].adverse[s] = (uint16_t) (points > 0 && steps == 0 ? 1 : steps);
    }
}

/* Adverse points are kept by context in 16 bits: in steps of 1/256 of the dearest record.
 */
static void
set_adverse(struct dm_plan *plan, int32_t n_acts, int32_t s)
{
    int64_t most = 0, grain;

    for (int32_t a = 0; a < n_acts; a++) {
        int64_t points = -(int64_t) plan->effect[a].points[s];

        most = points > most ? points : most;
    }
    grain = (most + 255) / 256;
    dm_plan_grain(plan, s, grain > 0 ? (int32_t) grain : 1);
}

void
dm_plan_effects(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime)
{
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        for (int32_t s = 0; s < regime->n_schemes; s++) {
            plan->effect[a].points[s] =
                regime->schemes[s].has_points[a] ? regime->schemes[s].points_centi[a] : 0;
        }
        for (int32_t l = 0; l < regime->n_lists; l++) {
            if (regime->lists[l].tier < 0 && regime->lists[l].acts[a]) {
                plan->effect[a].lists |= (uint16_t) (1U << l);
            }
        }
    }
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        set_adverse(plan, scenario->n_acts, s);
    }
}
