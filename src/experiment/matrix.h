/* SPDX-License-Identifier: Apache-2.0
 *
 * Refusals by collection context and service, over all replicates. */
#ifndef DEMERIT_EXPERIMENT_MATRIX_H
#define DEMERIT_EXPERIMENT_MATRIX_H

#include "estimate.h"

/* A row for every context in which a channel of either world collects and every service,
 * and "none" where no record explains a refusal. Nothing with measure.causes off. */
dm_status dm_matrix_send(const struct dm_outcomes *outcomes, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

#endif
