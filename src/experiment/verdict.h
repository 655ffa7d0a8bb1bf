/* SPDX-License-Identifier: Apache-2.0
 *
 * What the effects at the points of an ensemble let one say of a claim
 * (docs/experiments.md, Claims). Rules with constant thresholds; nothing of a scenario, and
 * no word that speaks of the world. */
#ifndef DEMERIT_EXPERIMENT_VERDICT_H
#define DEMERIT_EXPERIMENT_VERDICT_H

#include "base/stats.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum dm_verdict {
    DM_VERDICT_HOLDS,
    DM_VERDICT_OPPOSITE,
    DM_VERDICT_NEGLIGIBLE,
    DM_VERDICT_DEPENDS,
    DM_VERDICT_NOT_RESOLVED,
    DM_N_VERDICTS
};
/* "holds in this model", ... */
extern const char *const dm_verdict_words[DM_N_VERDICTS];

#define DM_VERDICT_SHARE   0.95 /* of the points, in every form */
#define DM_VERDICT_UNCLEAR 0.10 /* above it nothing is said */

enum { DM_VERDICT_MOST_FORMS = 64 };

/* effect[(f * n_points + k) * n_pairs + r]: of form f, at point k, with the luck of pair r;
 * NaN where undefined. at[k * n_factors + j]: where point k lies in factor j, in [0, 1]. */
struct dm_ensemble {
    int32_t n_forms, n_points, n_pairs, n_factors;
    const double *effect, *at;
    double smallest; /* effect that matters, above 0, in the measure's unit */
    int direction;   /* that the claim names: 1 or -1 */
};

/* Shares of the points of a form, by their mean over pairs; they add up to 1. */
struct dm_verdict_form {
    double beyond, opposite, negligible, undefined;
    double unclear; /* of all: the interval of luck holds a threshold, or there is none */
    double mean;    /* over points */
};

struct dm_deciding {
    int32_t factor;  /* -1: the form */
    double strength; /* |rank correlation|; of the form, the correlation ratio of ranks */
};

struct dm_verdict_told {
    enum dm_verdict verdict;
    struct dm_verdict_form form[DM_VERDICT_MOST_FORMS];
    struct dm_interval effect; /* luck: mean over the points of form 0, over pairs */
    double range_lo, range_hi; /* assumptions: 2.5 and 97.5 % of all points and forms */
    double least, greatest;    /* of them all */
    struct dm_deciding deciding[2]; /* strongest first; factor -2: there is none */
};

/* DM_ENOMEM. */
dm_status dm_verdict_of(const struct dm_ensemble *ensemble, struct dm_verdict_told *out,
    struct dm_error *err) DM_MUST_USE;

/* Whether effects (one number a point) all have one sign. */
struct dm_same_sign {
    int32_t positive, negative, zero, undefined;
    int sign; /* 1 or -1: nobody disagrees, and at least half are not 0; else 0 */
};
struct dm_same_sign dm_same_sign_of(const double *effect, int32_t n);

#endif
