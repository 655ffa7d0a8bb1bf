/* SPDX-License-Identifier: Apache-2.0
 *
 * Ordinary sanctions of acts and contexts unrelated to services, as indicators ask for
 * them. No stage reads them. */
#include "plan.h"

static void
set_ordinary(struct dm_plan_indicators *self, const struct dm_act *act, int32_t a)
{
    for (int k = 0; k < DM_N_FINE_TABLES; k++) {
        int64_t nano = act->lawful ? 0 : act->fine_days_nano[k];

        self->ordinary[k][a] = (uint32_t) dm_rdiv(nano * 256, DM_NANO);
        self->given[k] = self->given[k] || self->ordinary[k][a] > 0;
    }
}

void
dm_plan_indicators(struct dm_plan *plan, const struct dm_scenario *scenario)
{
    for (int32_t a = 0; a < scenario->n_acts; a++) {
        set_ordinary(&plan->indicators, &scenario->acts[a], a);
    }
    for (int32_t v = 0; v < scenario->n_services; v++) {
        const struct dm_service *service = &scenario->services[v];
        const uint32_t related[DM_N_MATRICES] = { [DM_MATRIX_NARROW] =
                                                      service->related_narrow,
            [DM_MATRIX_MIDDLE] = service->related_contexts,
            [DM_MATRIX_WIDE] = service->related_wide };

        for (int32_t k = 0; k < plan->n_contexts; k++) {
            for (int m = 0; m < DM_N_MATRICES; m++) {
                plan->indicators.unrelated[m][v] |= (~related[m] >> plan->context[k] & 1U)
                                                    << k;
            }
        }
    }
}
