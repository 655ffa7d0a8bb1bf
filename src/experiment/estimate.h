/* SPDX-License-Identifier: Apache-2.0
 *
 * From integer counters of R replicates to estimates with luck intervals, measure by
 * measure (src/scenario/measures.def). */
#ifndef DEMERIT_EXPERIMENT_ESTIMATE_H
#define DEMERIT_EXPERIMENT_ESTIMATE_H

#include "engine/lane.h"
#include "interval.h"
#include "measure/inequality.h"
#include "measure/missed.h"
#include "port/sink.h"

/* What is known of the whole society when a replicate is over. */
enum dm_end_measure {
    DM_END_SCORE_RANK,
    DM_END_GINI,
    DM_END_MOBILITY,
    DM_END_MIXING,
    DM_END_SPREAD,
    DM_N_ENDS
};

/* What is kept of a replicate: sums, then plain numbers, which checkpoints hold as they
 * are. */
struct dm_outcome {
    struct dm_tally
        sum[DM_N_SIDES]; /* over the measured months; persons counted at the end */
    struct dm_equal_conduct equal_conduct[DM_N_SIDES]; /* over the measured time */
    double at_end[DM_N_SIDES][DM_N_ENDS];              /* NaN: undefined */
    struct dm_durations trapped[DM_N_SIDES], wrongful[DM_N_SIDES];
    int64_t unmarked_lost,      /* service-months without access of group B, 2^-16, where
                                   nothing asks for the group (direct.h), */
        unmarked_person_months; /* and its person-months; 0: not known */
    struct dm_digest state[DM_N_SIDES], measures;
};

struct dm_outcomes {
    const struct dm_setting_of_run *setting; /* borrowed */
    int32_t n;
    int32_t measured_months;
    struct dm_outcome *outcome; /* [n], owned */
    enum dm_interval_kind interval;
    uint32_t seed;                  /* of the bootstrap */
    const struct dm_missed *missed; /* [DM_N_SIDES], while estimates are made; else NULL */
};

dm_status dm_outcomes_init(struct dm_outcomes *self,
    const struct dm_setting_of_run *setting, int32_t n, int32_t measured_months,
    struct dm_error *err) DM_MUST_USE;
/* Room for `n`, those that are there kept, others zero. DM_ENOMEM leaves it as it was. */
dm_status dm_outcomes_resize(
    struct dm_outcomes *self, int32_t n, struct dm_error *err) DM_MUST_USE;
void dm_outcomes_clear(struct dm_outcomes *self);

/* Sends a row for every measure and breakdown. */
dm_status dm_estimate_all(const struct dm_outcomes *self, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

#endif
