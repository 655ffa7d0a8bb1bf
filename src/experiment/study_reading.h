/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that read a study share: study_read.c (the file), study_factors.c (what
 * varies, and what the scenario's own marks bring), study_check.c (tried on the
 * scenario). */
#ifndef DEMERIT_EXPERIMENT_STUDY_READING_H
#define DEMERIT_EXPERIMENT_STUDY_READING_H

#include "scenario/reading.h"
#include "study.h"

/* Where the parts of a factor stand in the file; NULL for an assumed value. */
struct dm_factor_nodes {
    const struct dm_node *path, *low, *high, *values; /* values: the list */
};

struct dm_study_reading {
    struct dm_reading *reading;
    struct dm_study *study;
    const struct dm_file_source *files;
    const struct dm_node *root;
    const struct dm_node *
        *set_nodes;                /* [study->n_sets], owned; NULL: of the command line */
    struct dm_factor_nodes *nodes; /* [study->n_factors], owned */
};

/* ---- study_read.c ---- */

/* Copies; a failure is kept in the reading. */
char *dm_study_copy(struct dm_study_reading *self, const char *text);
/* The scalar under `key`; NULL: there is none, or it was complained about. */
const struct dm_node *dm_study_scalar(
    struct dm_study_reading *self, const struct dm_node *map, const char *key);
/* A whole number of it within bounds, else `otherwise`; complains. */
int64_t dm_study_count(struct dm_study_reading *self, const struct dm_node *map,
    const char *key, int64_t low, int64_t high, int64_t otherwise);
/* Complains of every key that is none of `words`, and first of an objective. `path` names
 * the map. */
void dm_study_keys(struct dm_study_reading *self, const struct dm_node *map,
    const char *path, const char *const *words, size_t n);

/* ---- study_factors.c ---- */

/* The factors that the file names, then those that the base scenario's marks bring, which
 * must have been read. */
void dm_study_read_factors(struct dm_study_reading *self);
void dm_study_add_assumed(struct dm_study_reading *self);

/* ---- study_check.c ---- */

/* Reads the base scenario; what is wrong with a fixed value is told at its place. */
dm_status dm_study_read_base(struct dm_study_reading *self);
/* Tries every end and choice on the scenario, an assumed value that it refuses is left
 * out. */
void dm_study_try_factors(struct dm_study_reading *self);
void dm_study_check_metrics(struct dm_study_reading *self);

#endif
