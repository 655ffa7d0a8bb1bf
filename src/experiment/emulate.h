/* SPDX-License-Identifier: Apache-2.0
 *
 * A quadratic in d variables by least squares, with the variance of its prediction: a cheap
 * stand-in for runs between runs. */
#ifndef DEMERIT_EXPERIMENT_EMULATE_H
#define DEMERIT_EXPERIMENT_EMULATE_H

#include "base/status.h"

#include <stdint.h>

enum { DM_EMULATE_MOST_TERMS = 160 };

struct dm_emulator {
    int32_t d, terms;
    double variance; /* of the residuals */
    double coefficient[DM_EMULATE_MOST_TERMS];
    double *inverse; /* [terms][terms], owned: of X'X */
};

/* How many points a fit in d variables needs. */
int32_t dm_emulate_least(int32_t d);
/* x: [n][d] in [0, 1]; y: [n], finite. All products of two where there are points enough,
 * else squares alone. DM_EUSAGE: too few points; DM_ENOMEM. Pair with dm_emulator_clear().
 */
dm_status dm_emulator_fit(struct dm_emulator *self, const double *x, const double *y,
    int32_t n, int32_t d, struct dm_error *err) DM_MUST_USE;
void dm_emulator_clear(struct dm_emulator *self);
double dm_emulator_mean(const struct dm_emulator *self, const double *x, double *variance);

#endif
