/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit, calibration: which parts of the assumed ranges published aggregates leave over
 * (history matching). It says what is left, never what is best. */
#ifndef DEMERIT_CALIBRATE_H
#define DEMERIT_CALIBRATE_H

#include "demerit/core.h"

#ifdef __cplusplus
extern "C" {
#endif

struct demerit_calibration;

/* Reads and checks the file and its scenario. DEMERIT_ESCENARIO too for a target that is
 * not fitted: lawful expression, fear, evasion, conformity, the claimed benefit. */
DM_API int demerit_calibrate_open(struct demerit_calibration **out,
    const struct demerit_library *library, const char *file,
    struct demerit_problems *problems);
DM_API void demerit_calibrate_free(struct demerit_calibration *self); /* NULL is allowed */
DM_API int64_t demerit_calibrate_points(const struct demerit_calibration *self);
DM_API int demerit_calibrate_replicates(const struct demerit_calibration *self);
/* `jobs` points at once (0: all cores); text and JSON need it. */
DM_API int demerit_calibrate_run(struct demerit_calibration *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API char *demerit_calibrate_text(const struct demerit_calibration *self,
    const struct demerit_style *style, const char *again);
/* demerit-calibration-result/1 */
DM_API char *demerit_calibrate_json(const struct demerit_calibration *self);

#ifdef __cplusplus
}
#endif

#endif
