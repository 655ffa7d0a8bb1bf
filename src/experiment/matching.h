/* SPDX-License-Identifier: Apache-2.0
 *
 * History matching (Craig et al. 1997; Vernon et al. 2010): which parts of the assumed
 * ranges are not at odds with published aggregates, given how uncertain those are, how
 * wrong the model may be, and luck. Never one best point. */
#ifndef DEMERIT_EXPERIMENT_MATCHING_H
#define DEMERIT_EXPERIMENT_MATCHING_H

#include "study.h"
#include "table.h"

enum {
    DM_CALIBRATE_MOST_TARGETS = 16,
    DM_CALIBRATE_MOST_WAVES = 8,
    DM_CALIBRATE_MOST_FACTORS = 16,
    DM_CALIBRATE_CELLS = 4 /* of a parameter, in the table of pairs */
};

/* A published aggregate. Texts are owned. */
struct dm_target {
    char *metric, *source, *year;        /* year: NULL where none is stated */
    const char *confidence;              /* S, S2, C or R (data/README.md); NULL */
    double value, observed_sd, model_sd; /* in the measure's unit */
};

struct dm_calibration {
    struct dm_study *study; /* owned: scenario, parameters, replicates */
    struct dm_target target[DM_CALIBRATE_MOST_TARGETS];
    int32_t n_targets, waves, points; /* points of each wave */
    double cutoff;
    int32_t may_miss; /* targets that a point may be implausible by and stay: 0, the largest
                         implausibility decides; 1, the second-largest; 2, the third */
    bool emulated;    /* between points a quadratic, with its own error, stands in */
};

/* A study with `targets` and neither `metrics` nor `design`. Errors as dm_study_read(). A
 * target on lawful expression, fear, evasion, conformity or the claimed benefit is refused.
 * Pair with dm_calibration_clear(). */
dm_status dm_calibration_read(struct dm_calibration *out, const char *reference,
    const struct dm_file_source *files, struct dm_diagnostics *diagnostics) DM_MUST_USE;
void dm_calibration_clear(struct dm_calibration *self);

/* Of one parameter, in parts of its prior range. */
struct dm_wave {
    int32_t n_run, n_left; /* points; those that are not implausible */
    double share_left;     /* of the prior's space, after this wave */
    double lo[DM_CALIBRATE_MOST_FACTORS], hi[DM_CALIBRATE_MOST_FACTORS];
};

/* What the first wave, which covers the whole space, says of one target: what the runs give
 * (NaN: none has a value), and how many of them it alone would leave. */
struct dm_target_alone {
    double least, most;
    int32_t n_left;
};

struct dm_calibrated {
    struct dm_target_alone alone[DM_CALIBRATE_MOST_TARGETS];
    struct dm_wave wave[DM_CALIBRATE_MOST_WAVES];
    int32_t n_waves;  /* fewer than asked for if nothing is left */
    int32_t n_region; /* points that stand for what is left */
    double *region;   /* [n_region][n_factors], owned; in parts of the prior ranges */
    /* Principal axes of the region, widest first: its spread over the prior's, and the axis
     * [factor]. */
    double ratio[DM_CALIBRATE_MOST_FACTORS];
    double axis[DM_CALIBRATE_MOST_FACTORS][DM_CALIBRATE_MOST_FACTORS];
    double spread[DM_CALIBRATE_MOST_FACTORS]; /* of each parameter over its prior's */
};

/* `jobs` points at once. DM_ENOMEM, DM_ESTOPPED, what a run returned. Pair with
 * dm_calibrated_clear(). */
dm_status dm_calibrate(const struct dm_calibration *self,
    const struct dm_file_source *files, int32_t jobs, const struct dm_progress *progress,
    struct dm_calibrated *out, struct dm_error *err) DM_MUST_USE;
void dm_calibrated_clear(struct dm_calibrated *self);

/* Share of the region in each of DM_CALIBRATE_CELLS^2 cells of two parameters. */
void dm_calibrated_pair(const struct dm_calibrated *self, int32_t n_factors, int32_t a,
    int32_t b, double cell[DM_CALIBRATE_CELLS][DM_CALIBRATE_CELLS]);

#endif
