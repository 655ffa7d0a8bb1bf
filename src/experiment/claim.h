/* SPDX-License-Identifier: Apache-2.0
 *
 * Claims as data (docs/experiments.md, Claims): a sentence, what is contrasted with what,
 * what is measured, which effect would matter, over which assumptions. Read and hashed
 * before anything runs. */
#ifndef DEMERIT_EXPERIMENT_CLAIM_H
#define DEMERIT_EXPERIMENT_CLAIM_H

#include "study.h"
#include "table.h"
#include "verdict.h"

enum { DM_CLAIM_LEAST_POINTS = 200, DM_CLAIM_LEAST_PAIRS = 4, DM_CLAIM_MOST_SETS = 32 };

/* One side of a contrast. Texts are owned. */
struct dm_claim_arm {
    char *variant; /* NULL: the scenario as written */
    char *sets[DM_CLAIM_MOST_SETS];
    size_t n_sets;
};

struct dm_claim {
    struct dm_id id;
    char *sentence, *source, *reason, *proof; /* owned; proof NULL: none */
    char *metric;                             /* owned */
    double smallest;
    int direction; /* 1 up, -1 down */
    bool against_twin;
    struct dm_claim_arm arm[2]; /* with, without; against the twin only the first */
    int32_t n_points, n_pairs;
    bool tries_forms;                   /* that matter are found out before it runs */
    char *forms[DM_VERDICT_MOST_FORMS]; /* owned: "forms.fear=own"; the first NULL: as
                                           written */
    int32_t n_forms;
    struct dm_study *study; /* owned: scenario, factors, design of n_points */
    char hash[33];          /* of all that decides the result */
};

struct dm_claims {
    struct dm_claim *claim; /* owned */
    size_t n;
    char *path, *text; /* owned: the file */
    size_t n_text;
    char hash[33]; /* of its bytes */
};

/* What the command line changes, for a quick look; 0 and NULL: nothing. */
struct dm_claims_options {
    int32_t points;
    const char *const *sets; /* on top of all */
    size_t n_sets;
    const char *const *ids; /* of the claims wanted, in any case; none: all */
    size_t n_ids;
    bool no_studies; /* reads the claims alone */
};

/* DM_OK: pair with dm_claims_clear(). DM_ESCENARIO or DM_ENOINPUT: `diagnostics` says why;
 * `out` is then clear. */
dm_status dm_claims_read(struct dm_claims *out, const char *reference,
    const struct dm_file_source *files, const struct dm_claims_options *options,
    struct dm_diagnostics *diagnostics) DM_MUST_USE;
void dm_claims_clear(struct dm_claims *self);

/* ---- claim_run.c ---- */

struct dm_claim_options {
    int32_t jobs;                       /* points at once, a thread each; at least 1 */
    const struct dm_progress *progress; /* in points; may be NULL */
};

struct dm_claim_result {
    double *effect;    /* [n_forms][n_points][n_pairs], owned */
    double *at;        /* [n_points][n_factors], owned */
    int32_t n_refused; /* points of forms that the scenario refuses; undefined above */
    char refused[200]; /* the first reason */
    int64_t n_runs;
    struct dm_verdict_told told;
    struct dm_interval joint; /* `told.effect` held together with those of other claims */
};

/* Finds out which values of which forms matter: those whose run, as written, on the persons
 * and with the luck of the first pair, is not that of the default. */
dm_status dm_claim_find_forms(struct dm_claim *self, const struct dm_file_source *files,
    struct dm_error *err) DM_MUST_USE;
/* Runs every point of every form with every pair: seed + r draws society and luck of pair
 * r. Pair with dm_claim_result_clear(). DM_ESTOPPED, DM_ENOMEM. */
dm_status dm_claim_run(const struct dm_claim *self, const struct dm_file_source *files,
    const struct dm_claim_options *options, struct dm_claim_result *out,
    struct dm_error *err) DM_MUST_USE;
void dm_claim_result_clear(struct dm_claim_result *self);

/* The same at `n_points` points of the hard bounds of the claim's factors, one pair, of
 * at most 128 persons. */
dm_status dm_claim_built_in(const struct dm_claim *self, const struct dm_file_source *files,
    const struct dm_claim_options *options, int32_t n_points, struct dm_same_sign *out,
    struct dm_error *err) DM_MUST_USE;

#endif
