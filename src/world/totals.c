/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums of what communities leave for the whole society, and who takes part in what from the
 * start. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

bool
dm_world_totals_init(struct dm_world *self)
{
    const struct dm_plan_keeps *keeps = &self->plan->keeps;

    if (keeps->opt_in == 0 && keeps->rations == 0 && !keeps->leaks) {
        return true;
    }
    self->totals = calloc(self->population->n_communities, sizeof *self->totals);
    return self->totals != NULL;
}

uint8_t
dm_world_members_at_start(
    const struct dm_world *self, const struct dm_plan *plan, uint64_t p)
{
    unsigned in = 0;

    for (int32_t s = 0; s < plan->n_schemes; s++) {
        const struct dm_plan_scheme *scheme = &plan->scheme[s];

        if (!scheme->opt_in || dm_word(self->population->key, p, 0, scheme->entity,
                                   DM_DRAW_MEMBER, 0) < scheme->uptake) {
            in |= 1U << s;
        }
    }
    return (uint8_t) (in & plan->keeps.opt_in);
}

static void
zero_sums(struct dm_world *self)
{
    memset(self->n_out, 0, sizeof self->n_out);
    memset(self->out_tiers, 0, sizeof self->out_tiers);
    memset(self->n_qualified, 0, sizeof self->n_qualified);
}

void
dm_world_totals_zero(struct dm_world *self)
{
    zero_sums(self);
    if (self->totals != NULL) {
        memset(self->totals, 0, self->population->n_communities * sizeof *self->totals);
    }
}

static void
add(struct dm_world *self, const struct dm_totals *totals)
{
    for (int32_t s = 0; s < self->plan->n_schemes; s++) {
        self->n_out[s] += totals->out[s];
        self->out_tiers[s] += totals->out_tiers[s];
    }
    for (int32_t r = 0; r < self->plan->n_rewards; r++) {
        self->n_qualified[r] += totals->qualified[r];
    }
}

void
dm_world_totals_sum(struct dm_world *self)
{
    zero_sums(self);
    for (uint32_t c = 0; self->totals != NULL && c < self->population->n_communities; c++) {
        add(self, &self->totals[c]);
    }
}
