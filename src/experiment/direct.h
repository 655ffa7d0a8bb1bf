/* SPDX-License-Identifier: Apache-2.0
 *
 * What the mark of a group alone does (docs/odd/measures.md, `gap.direct`): the regime once
 * more, on the same persons with the same luck, with every parameter of its rules and
 * errors that asks for group B as it is for group A. Conduct, ties and incomes stay. */
#ifndef DEMERIT_EXPERIMENT_DIRECT_H
#define DEMERIT_EXPERIMENT_DIRECT_H

#include "estimate.h"

struct dm_direct_options {
    int32_t threads; /* 0: all cores; no result depends on it */
    const struct dm_progress
        *progress;    /* may be NULL: asked each month whether to go on, */
    double done, all; /* with this as the work */
};

/* Group B as group A in all that the regime asks. */
void dm_direct_unmark(struct dm_regime *regime);

/* Fills in what is not yet known of each outcome; nothing where `measure.direct` is off or
 * there is no group B. DM_ENOMEM; DM_ESTOPPED. */
dm_status dm_direct_measure(struct dm_outcomes *outcomes,
    const struct dm_direct_options *options, struct dm_error *err) DM_MUST_USE;

#endif
