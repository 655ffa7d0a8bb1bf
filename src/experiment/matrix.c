/* SPDX-License-Identifier: Apache-2.0
 *
 * The matrix of docs/odd/measures.md: of each service, its column adds up to its refusals.
 */
#include "matrix.h"

#include <math.h>

#define NONE DM_MAX_CONTEXTS /* beside the scenario's contexts */

struct cells {
    bool used[DM_MAX_CONTEXTS + 1];
    double refused[DM_N_SIDES][DM_MAX_CONTEXTS + 1][DM_MAX_SERVICES];
};

static void
add_outcome(
    struct cells *self, int side, const struct dm_plan *plan, const struct dm_tally *tally)
{
    int32_t width = plan->n_contexts + 1;

    for (int32_t k = 0; k < width; k++) {
        int32_t context = k < plan->n_contexts ? plan->context[k] : NONE;

        for (int32_t v = 0; v < plan->n_services; v++) {
            int64_t refused = tally->matrix[v * width + k];

            self->refused[side][context][v] += (double) refused / 65536.0;
            self->used[context] |= context != NONE || refused != 0;
        }
    }
}

static void
add_up(struct cells *self, const struct dm_outcomes *outcomes)
{
    for (int32_t r = 0; r < outcomes->n; r++) {
        for (int side = 0; side < DM_N_SIDES; side++) {
            if (outcomes->setting->plan[side] != NULL) {
                add_outcome(self, side, outcomes->setting->plan[side],
                    &outcomes->outcome[r].sum[side]);
            }
        }
    }
}

static dm_status
send_context(const struct cells *self, int32_t context, const struct dm_outcomes *outcomes,
    const struct dm_sink *sink, struct dm_error *err)
{
    const struct dm_scenario *scenario = outcomes->setting->scenario;
    bool paired = outcomes->setting->plan[DM_TWIN] != NULL;
    double years = (double) scenario->society.persons * outcomes->measured_months *
                   outcomes->n / 12000.0;
    dm_status st = DM_OK;

    for (int32_t v = 0; st == DM_OK && v < scenario->n_services; v++) {
        const double *regime = self->refused[DM_REGIME][context];
        const double *twin = self->refused[DM_TWIN][context];
        struct dm_matrix_row row = {
            .context = context == NONE ? "none" : scenario->contexts[context].s,
            .service = scenario->services[v].id.s,
            .related = context != NONE &&
                       (scenario->services[v].related_contexts >> context & 1U) != 0,
            .regime = regime[v] / years,
            .twin = paired ? twin[v] / years : (double) NAN,
        };

        st = sink->matrix(sink->self, &row, err);
    }
    return st;
}

dm_status
dm_matrix_send(
    const struct dm_outcomes *outcomes, const struct dm_sink *sink, struct dm_error *err)
{
    struct cells cells = { .used = { false } };
    dm_status st = DM_OK;

    if (sink->matrix == NULL || !outcomes->setting->scenario->measure_causes) {
        return DM_OK;
    }
    add_up(&cells, outcomes);
    for (int32_t k = 0; st == DM_OK && k <= NONE; k++) {
        if (cells.used[k]) {
            st = send_context(&cells, k, outcomes, sink, err);
        }
    }
    return st;
}
