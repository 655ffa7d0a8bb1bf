/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of one world in time and place (docs/odd/mechanisms.md, M1): the distinct plans
 * that its regimes and the owners who joined make, and which of them is in force in which
 * month and jurisdiction. Made once before tick 0; constant afterwards, shared by lanes. */
#ifndef DEMERIT_WORLD_RULEBOOK_H
#define DEMERIT_WORLD_RULEBOOK_H

#include "block.h"

struct dm_rulebook {
    int32_t n_plans;       /* at most DM_MAX_REGIMES */
    struct dm_plan **plan; /* [n_plans], owned; the first is that of the scenario's own
                              regime where all owners joined: it says the shape */
    int32_t n_periods, n_jurisdictions;
    uint32_t *from_month; /* [n_periods], owned, ascending from 0 */
    uint16_t *index;      /* [n_periods][n_jurisdictions], owned: into plan */
};

/* Of the scenario's own regime, or of its twin's. On failure `self` is cleared:
 * DM_ESCENARIO if the rules are too many, or with the act's name if a rate is out of range.
 * Pair with dm_rulebook_clear(). */
dm_status dm_rulebook_init(struct dm_rulebook *self, const struct dm_scenario *scenario,
    bool of_twin, struct dm_error *err) DM_MUST_USE;
void dm_rulebook_clear(struct dm_rulebook *self);

/* The plan in force in a jurisdiction in month `tick`, and its place in self->plan. */
int32_t dm_rulebook_at(const struct dm_rulebook *self, int32_t jurisdiction, uint32_t tick);
const struct dm_plan *dm_rulebook_plan(
    const struct dm_rulebook *self, int32_t jurisdiction, uint32_t tick);

/* Cuts a community into spans of equal rules in month `tick`: `span` has room for
 * DM_MAX_JURISDICTIONS. Returns their number. Without `rules` there is one, of `plan`. */
int32_t dm_rulebook_spans(const struct dm_rulebook *rules, const struct dm_plan *plan,
    const struct dm_population *population, uint32_t community, uint32_t tick,
    struct dm_span *span);

#endif
