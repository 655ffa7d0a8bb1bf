/* SPDX-License-Identifier: Apache-2.0
 *
 * A study: a scenario, the factors to vary in it, and the design that says at which values
 * (docs/experiments.md, Studies). Read from YAML of its own, with the complaints of a
 * scenario. It has no objective: an answer to "what hangs on what", never "what is best".
 */
#ifndef DEMERIT_EXPERIMENT_STUDY_H
#define DEMERIT_EXPERIMENT_STUDY_H

#include "design.h"
#include "scenario/fields.h"
#include "scenario/reader.h"

#define DM_STUDY_MAX_METRICS 128
#define DM_STUDY_MAX_CHOICES 64

/* One thing that varies. Texts are owned. A factor has choices, or a range of numbers. */
struct dm_study_factor {
    char *id;          /* that of the file; of an assumed value its path */
    char *path;        /* as `--set` takes it */
    bool is_assumed;   /* taken from the scenario's own marks */
    bool is_log;       /* equal ratios instead of equal steps */
    enum dm_kind kind; /* of the field; of a range only */
    int64_t low, high; /* in the integers of the field */
    char **choices;    /* [n_choices], owned, each too; as `--set` takes them */
    int32_t n_choices; /* 0: a range */
    int32_t levels;    /* of a grid */
};

/* An assumed value that is no factor, and why. */
struct dm_study_omission {
    char *path, *why; /* owned */
};

struct dm_study {
    struct dm_id name;
    char *title; /* owned; NULL: none */
    char *
        file; /* owned: as the file source named it; the scenario is looked for beside it */
    char *scenario, *variant, *twin; /* owned; the last two NULL where not given */
    char **sets;                     /* owned, each too: fixed for all rows, in order */
    size_t n_sets;
    char **metrics; /* owned, each too: ids of a table (table.h) */
    int32_t n_metrics;
    struct dm_study_factor *factors; /* owned */
    int32_t n_factors;
    struct dm_study_omission *omitted; /* owned */
    int32_t n_omitted;
    struct dm_design design;
    int32_t n_resamples;      /* of the bootstrap */
    struct dm_scenario *base; /* owned: the scenario with `sets`, no factor applied */
    char hash[33];            /* of all that decides the values of a row, hexadecimal */
};

/* Reads and checks a study and its scenario; every end of a range and every choice is tried
 * on the scenario by itself. `sets` of the command line come after the study's own. DM_OK:
 * `*out` is to be freed with dm_study_free(). DM_ESCENARIO or DM_ENOINPUT: `diagnostics`
 * says why. */
dm_status dm_study_read(struct dm_study **out, const char *reference,
    const struct dm_file_source *files, const char *const *sets, size_t n_sets,
    struct dm_diagnostics *diagnostics) DM_MUST_USE;
void dm_study_free(struct dm_study *self); /* NULL is allowed */

/* What the factor is set to in a row, as `--set` takes it, appended to `out`: exact in the
 * integers of its field, rounded once to the nearest of them (half up). */
void dm_study_value(
    const struct dm_study *self, int64_t row, int32_t factor, struct dm_strbuf *out);
/* That of all factors: fills `sets`, of n_factors, with `path=value`, which `text` owns.
 * Check text->failed; the sets are then not filled. */
void dm_study_sets(
    const struct dm_study *self, int64_t row, struct dm_strbuf *text, const char **sets);
/* The same number at a coordinate; a range only. */
int64_t dm_study_number(const struct dm_study_factor *factor, struct dm_coordinate at);

/* The scenario of a row. `files` as in dm_study_read(). Errors as dm_scenario_read(). */
dm_status dm_study_row(const struct dm_study *self, int64_t row,
    const struct dm_file_source *files, struct dm_scenario **out,
    struct dm_diagnostics *diagnostics) DM_MUST_USE;
/* Less what would be done once for all rows: another text in place of the factors' sets. */
dm_status dm_study_scenario(const struct dm_study *self, const char *const *sets,
    size_t n_sets, const struct dm_file_source *files, struct dm_scenario **out,
    struct dm_diagnostics *diagnostics) DM_MUST_USE;

/* "morris" */
const char *dm_design_word(enum dm_design_kind kind);
/* The field that a path of `--set` leads to; NULL: there is none. `*in_value`: the path
 * ends in a word beside a value (`value`, `group_b`). */
const struct dm_field *dm_field_of_path(const char *path, bool *in_value);

#endif
