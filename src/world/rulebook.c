/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles the rules of a world in time and place, and finds those of a community. Persons
 * of a jurisdiction are contiguous, so that a community has few spans, nearly always one.
 */
#include "rulebook.h"

#include <stdlib.h>

void
dm_rulebook_clear(struct dm_rulebook *self)
{
    for (int32_t i = 0; self->plan != NULL && i < self->n_plans; i++) {
        free(self->plan[i]);
    }
    free(self->plan);
    free(self->from_month);
    free(self->index);
    *self = (struct dm_rulebook){ 0 };
}

const struct dm_plan *
dm_rulebook_plan(const struct dm_rulebook *self, int32_t jurisdiction, uint32_t tick)
{
    int32_t period = self->n_periods - 1;

    while (period > 0 && self->from_month[period] > tick) {
        period--;
    }
    return self->plan[self->index[period * self->n_jurisdictions + jurisdiction]];
}

int32_t
dm_rulebook_spans(const struct dm_rulebook *rules, const struct dm_plan *plan,
    const struct dm_population *population, uint32_t community, uint32_t tick,
    struct dm_span *span)
{
    uint64_t first = (uint64_t) community * DM_COMMUNITY;
    uint32_t m = dm_community_size(population, community), from = 0;
    int32_t n = 0;

    if (rules == NULL || rules->n_plans == 1) {
        span[0] = (struct dm_span){ .from = 0, .to = m, .plan = plan };
        return 1;
    }
    for (int32_t j = dm_population_cell(population, first) / 2; from < m; j++) {
        uint64_t end = population->cell_first[2 * j + 2];
        uint32_t to = end < first + m ? (uint32_t) (end - first) : m;

        if (to <= from) {
            continue;
        }
        plan = dm_rulebook_plan(rules, j, tick);
        if (n > 0 && span[n - 1].plan == plan) {
            span[n - 1].to = to;
        } else {
            span[n++] = (struct dm_span){ .from = from, .to = to, .plan = plan };
        }
        from = to;
    }
    return n;
}
