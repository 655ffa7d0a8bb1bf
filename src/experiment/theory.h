/* SPDX-License-Identifier: Apache-2.0
 *
 * `demerit verify --theory`: small societies on an abstract tick, read, planned and run
 * like any other, and compared with closed forms (docs/odd/verification.md). */
#ifndef DEMERIT_EXPERIMENT_THEORY_H
#define DEMERIT_EXPERIMENT_THEORY_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Standard errors that a simulated value may lie from what theory says. */
#define DM_THEORY_ERRORS 4.0

struct dm_theory_row {
    char id[40], what[160];
    double expected, simulated;
    double se;   /* standard error of `simulated`; 0: exact */
    double grid; /* how far the engine's grid of rates moves `expected`, known beforehand */
    double tolerance; /* DM_THEORY_ERRORS se + grid */
    int64_t n;
    const char *unit; /* of n: "persons", "records"; static */
    bool pass;
};

/* Where rows go, in the order of the checks. The row is borrowed for the call. */
struct dm_theory_sink {
    void *self;
    dm_status (*row)(void *self, const struct dm_theory_row *row, struct dm_error *err);
};

/* Runs every check. `thin` >= 1 divides the number of persons: quicker, and blunter by its
 * root. A check that fails is a row, not an error; an error is DM_ENOMEM, DM_EINTERNAL (a
 * built-in scenario is refused), or the sink's. */
dm_status dm_theory_run(
    const struct dm_theory_sink *sink, int64_t thin, struct dm_error *err) DM_MUST_USE;

#endif
