/* SPDX-License-Identifier: Apache-2.0
 *
 * What the checks of theory share: a society made from a text and run tick by tick, means
 * of independent persons, and how a value is judged. */
#ifndef DEMERIT_EXPERIMENT_THEORY_LAB_H
#define DEMERIT_EXPERIMENT_THEORY_LAB_H

#include "engine/lane.h"
#include "theory.h"

/* `path=value` settings over the text of a scenario. */
#define DM_LAB_SETS      8
#define DM_LAB_SET_BYTES 96
struct dm_lab_sets {
    size_t n;
    char text[DM_LAB_SETS][DM_LAB_SET_BYTES];
};
void dm_lab_set(struct dm_lab_sets *self, const char *format, ...) DM_PRINTF(2, 3);

struct dm_lab {
    struct dm_scenario *scenario; /* owned */
    struct dm_setting_of_run setting;
    struct dm_lane lane;
    const struct dm_world *world; /* of the regime */
    uint64_t n;                   /* persons */
};

/* What all checks are given. */
struct dm_theory {
    const struct dm_theory_sink *sink;
    int64_t thin;
};

/* A society of persons / thin, before tick 0. `sets` may be NULL. On failure `self` is
 * cleared. Pair with dm_lab_clear(). */
dm_status dm_lab_init(struct dm_lab *self, const struct dm_theory *theory, const char *yaml,
    const struct dm_lab_sets *sets, int64_t persons, struct dm_error *err) DM_MUST_USE;
void dm_lab_clear(struct dm_lab *self);
/* Ticks; with `measures` the counters of the last are left in lane.month. */
dm_status dm_lab_run(
    struct dm_lab *self, int ticks, bool measures, struct dm_error *err) DM_MUST_USE;

/* Acts a tick that `channel` records of person p, on the engine's grid of rates: what the
 * closed form is tried with as well, to know what the grid does. For acts without norms.
 * NaN, with which no check passes, where this is further from the `nominal` rate than three
 * roundings to the grid (base, factor, coverage) can bring it. */
double dm_lab_rate(const struct dm_lab *self, const char *act, const char *channel,
    uint64_t p, double nominal);
/* Zeroed memory, `width` bytes for each person; NULL with a text if there is none. Owned by
 * the caller. */
void *dm_lab_rows(const struct dm_lab *self, size_t width, struct dm_error *err);
/* Place of an id among the regime's schemes, lists or channels; aborts if it is not there.
 */
int dm_lab_scheme(const struct dm_lab *self, const char *id);
int dm_lab_list(const struct dm_lab *self, const char *id);

/* Mean of independent values. */
struct dm_sample {
    double n, mean, squares; /* squares: sum of squared distances from the mean */
};
void dm_sample_add(struct dm_sample *self, double value);
double dm_sample_variance(const struct dm_sample *self);
double dm_sample_se(const struct dm_sample *self); /* of the mean */

/* Fills tolerance and pass. */
void dm_theory_judge(struct dm_theory_row *row);
/* Judges a row and hands it on. */
dm_status dm_theory_say(const struct dm_theory *self, struct dm_theory_row row,
    struct dm_error *err) DM_MUST_USE;
/* The same for the mean of a sample. `on_grid`: what theory says of the rates that the
 * engine uses. */
dm_status dm_theory_say_mean(const struct dm_theory *self, const char *id, const char *what,
    double expected, double on_grid, const struct dm_sample *sample,
    struct dm_error *err) DM_MUST_USE;

/* The checks, one file for each kind. */
typedef dm_status dm_theory_check(const struct dm_theory *theory, struct dm_error *err);
dm_theory_check dm_theory_deductions, dm_theory_groups;      /* theory_passage.c */
dm_theory_check dm_theory_walks;                             /* theory_walk.c */
dm_theory_check dm_theory_base_rates, dm_theory_false_flags; /* theory_channel.c */
dm_theory_check dm_theory_hits, dm_theory_terms;             /* theory_list.c */
dm_theory_check dm_theory_labour;                            /* theory_state.c */
dm_theory_check dm_theory_fear;
dm_theory_check dm_theory_chilling;
dm_theory_check dm_theory_cascades; /* theory_opinion.c */
dm_theory_check dm_theory_rings;    /* theory_network.c */
dm_theory_check dm_theory_peers;    /* theory_peers.c */
dm_theory_check dm_theory_queues;   /* theory_queue.c */

#endif
