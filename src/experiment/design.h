/* SPDX-License-Identifier: Apache-2.0
 *
 * Designs: at which points of the unit cube a study runs (docs/experiments.md, Designs). A
 * point is a function of the options and its row, so that a study can be resumed at any
 * row. Integers throughout: the same on every platform. Nothing of a scenario. */
#ifndef DEMERIT_EXPERIMENT_DESIGN_H
#define DEMERIT_EXPERIMENT_DESIGN_H

#include "base/philox.h"
#include "base/status.h"

#include <stdbool.h>

#define DM_DESIGN_MAX_FACTORS    512
#define DM_DESIGN_MAX_DIMENSIONS 128       /* of SOBOL; SALTELLI takes two for a factor */
#define DM_DESIGN_MAX_N          (1 << 20) /* of n, and of the points of a grid */
#define DM_DESIGN_MAX_LEVELS     1024

enum dm_design_kind {
    DM_DESIGN_GRID,     /* all combinations of levels; the last factor varies fastest */
    DM_DESIGN_LATIN,    /* Latin hypercube of n rows */
    DM_DESIGN_SOBOL,    /* first n points of the Sobol' sequence, in Gray code order */
    DM_DESIGN_SALTELLI, /* n blocks A, AB_1 .. AB_d, [BA_1 .. BA_d,] B */
    DM_DESIGN_MORRIS,   /* n trajectories of d + 1 rows */
    DM_DESIGN_FACTORIAL /* two levels, fraction of resolution III, folded over IV */
};

struct dm_design_options {
    enum dm_design_kind kind;
    int32_t n_factors;     /* d: 1 to DM_DESIGN_MAX_FACTORS; of SOBOL fewer */
    int64_t n;             /* 1 to DM_DESIGN_MAX_N; a grid and a factorial ignore it */
    uint32_t seed;         /* of LATIN, MORRIS and scrambling */
    const int32_t *levels; /* [n_factors]: of GRID, 1 to DM_DESIGN_MAX_LEVELS each */
    int32_t morris_levels; /* p: even, 2 to DM_DESIGN_MAX_LEVELS; usually 4 */
    bool scrambled;        /* SOBOL, SALTELLI */
    bool second_order;     /* SALTELLI: with BA_i */
    bool foldover;         /* FACTORIAL: each row once more with all signs turned */
};

/* Read freely; written by dm_design_init() only. */
struct dm_design {
    struct dm_design_options options; /* levels: NULL, see below */
    int64_t n_rows;
    struct dm_key key;
    int32_t levels[DM_DESIGN_MAX_FACTORS];
    uint32_t *stratum;    /* LATIN: [n_factors][n], owned */
    uint32_t *direction;  /* SOBOL, SALTELLI: [dimensions][32], owned */
    uint32_t n_base_rows; /* FACTORIAL: before foldover, a power of two */
    int32_t n_block;      /* rows of a block or a trajectory, else 1 */
};

/* A coordinate of a point, exactly: numerator / denominator in [0, 1], both at most 2^52.
 * GRID, MORRIS and FACTORIAL reach 1 and hold level / (levels - 1). */
struct dm_coordinate {
    uint64_t numerator, denominator;
};

/* Copies what it needs. DM_ESCENARIO with a text if an option is out of bounds; DM_ENOMEM.
 * On failure `self` is cleared. Pair with dm_design_clear(). */
dm_status dm_design_init(struct dm_design *self, const struct dm_design_options *options,
    struct dm_error *err) DM_MUST_USE;
void dm_design_clear(struct dm_design *self);

int64_t dm_design_rows(const struct dm_design *self);
/* 0 <= row < dm_design_rows(), 0 <= factor < n_factors. No memory is touched but the
 * design's: threads may share it. */
struct dm_coordinate dm_design_point(
    const struct dm_design *self, int64_t row, int32_t factor);
/* Rounded once, so the same everywhere. */
double dm_coordinate_double(struct dm_coordinate at);
/* Which of `n` choices, 1 <= n <= DM_DESIGN_MAX_LEVELS: equal parts of [0, 1]. Level k of a
 * grid of n levels is choice k. */
int32_t dm_coordinate_choice(struct dm_coordinate at, int32_t n);

/* MORRIS: rows `step` and `step` + 1 of a trajectory differ in this factor alone; `up` if
 * it is greater in the latter. */
struct dm_morris_move {
    int32_t step;
    bool up;
};
struct dm_morris_move dm_design_move(
    const struct dm_design *self, int64_t trajectory, int32_t factor);

#endif
