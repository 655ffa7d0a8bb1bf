/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit, studies: the rows of a design over assumptions, each a run of its own, into one
 * folder; and what the results hang on. There is no objective and no optimum. Needs SQLite;
 * where the library was built without, every call fails with DEMERIT_EUSAGE. */
#ifndef DEMERIT_SWEEP_H
#define DEMERIT_SWEEP_H

#include "demerit/core.h"

#ifdef __cplusplus
extern "C" {
#endif

struct demerit_sweep;

/* Reads and checks a study and the scenario that it varies; nothing is written. `sets` are
 * `a.b.c=value` on top of the study's own, and may be NULL. */
DM_API int demerit_sweep_open(struct demerit_sweep **out,
    const struct demerit_library *library, const char *study, const char *const *sets,
    size_t n_sets, struct demerit_problems *problems);
/* Opens the folder of a sweep, finished or not. DEMERIT_EIO: its files are not what it was
 * begun with, and the text says which; or another process is using it. */
DM_API int demerit_sweep_resume(
    struct demerit_sweep **out, const char *folder, struct demerit_problems *problems);
/* Joins folders of one study into a new one. DEMERIT_ESCENARIO: they are of different
 * studies, or tell a row differently. */
DM_API int demerit_sweep_merge(struct demerit_sweep **out, const char *folder,
    const char *const *from, size_t n, struct demerit_problems *problems);
DM_API void demerit_sweep_free(struct demerit_sweep *self); /* NULL is allowed */
DM_API bool demerit_folder_is_sweep(const char *folder);

/* Rows `first` to `last`, both included and counted from 0; the default is all.
 * DEMERIT_EUSAGE: there is no such row. Before demerit_sweep_create(). */
DM_API int demerit_sweep_choose_rows(struct demerit_sweep *self, int64_t first,
    int64_t last, struct demerit_problems *problems);

/* What is to be done. seconds: NaN where it cannot be told. */
struct demerit_sweep_plan {
    const char *name, *scenario, *design; /* borrowed */
    int factors, left_out, replicates, months, jobs;
    int64_t persons, rows, rows_to_run;
    double seconds, seconds_a_row; /* of the whole; of a row on one core */
    int64_t bytes, disk_bytes; /* of memory, records and what follows from them not counted;
                                  of the folder */
};
/* Runs the first second of a row to find out. `jobs` 0: all cores. */
DM_API struct demerit_sweep_plan demerit_sweep_plan(
    const struct demerit_sweep *self, int jobs);
/* The i-th assumed value that is no factor, and why; NULL behind the last. */
DM_API const char *demerit_sweep_left_out(
    const struct demerit_sweep *self, int i, const char **why);

struct demerit_sweep_options {
    const char *folder;           /* NULL: runs/NAME-SEED */
    bool nowhere;                 /* keeps all in memory instead: no folder, no resume */
    bool force;                   /* replaces a folder that holds a run and nothing else */
    const char *const *arguments; /* of the command line, for the manifest; may be NULL */
    size_t n_arguments;
};
/* Makes the folder. DEMERIT_ECREATE: it is there already, or cannot be made. */
DM_API int demerit_sweep_create(struct demerit_sweep *self,
    const struct demerit_sweep_options *options, struct demerit_problems *problems);
DM_API const char *demerit_sweep_folder(const struct demerit_sweep *self); /* NULL: none */

/* Runs the rows that are missing, `jobs` at once (0: all cores), and finds out what can be
 * said of those that are there. A row that fails is kept with its reason and the others go
 * on. DEMERIT_ESTOPPED: the folder can be resumed. */
DM_API int demerit_sweep_run(struct demerit_sweep *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems);
/* Whether a study's folder still is what its study gives: its files against the manifest,
 * its tables against their hashes, `rows` of its rows run again, chosen evenly among those
 * that ran (-1: all of them; 0: five), and what was found of all rows computed again. Time,
 * host and paths do not matter. On DEMERIT_OK `*out` (store.h) holds what was found. */
struct demerit_comparison;
DM_API int demerit_sweep_verify(struct demerit_comparison **out, const char *folder,
    int rows, const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API int64_t demerit_sweep_failed(const struct demerit_sweep *self);  /* rows */
DM_API int64_t demerit_sweep_missing(const struct demerit_sweep *self); /* rows */
DM_API char *demerit_sweep_text(
    const struct demerit_sweep *self, const struct demerit_style *style, const char *again);
/* demerit-study-result/1 */
DM_API char *demerit_sweep_json(const struct demerit_sweep *self);

#ifdef __cplusplus
}
#endif

#endif
