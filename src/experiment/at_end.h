/* SPDX-License-Identifier: Apache-2.0
 *
 * What is measured once, when the last month of a replicate is over. */
#ifndef DEMERIT_EXPERIMENT_AT_END_H
#define DEMERIT_EXPERIMENT_AT_END_H

#include "estimate.h"

/* Fills `at_end`, `trapped` and `wrongful` of one side. */
dm_status dm_outcome_end(struct dm_outcome *self, const struct dm_lane *lane, int side,
    struct dm_error *err) DM_MUST_USE;

#endif
