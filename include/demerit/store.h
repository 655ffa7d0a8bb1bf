/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit, folders of runs: a run with all that it was made of, in a folder that can be
 * read, exported and run again to compare. Needs SQLite; where the library was built
 * without, every call but the first fails with DEMERIT_EUSAGE. */
#ifndef DEMERIT_STORE_H
#define DEMERIT_STORE_H

#include "demerit/core.h"

#ifdef __cplusplus
extern "C" {
#endif

DM_API bool demerit_store_is_built(void);

/* ---- A run into a folder ---- */

struct demerit_store;
struct demerit_store_options {
    const char *folder;           /* NULL: runs/NAME-SEED */
    bool force;                   /* replaces a folder that holds a run and nothing else */
    const char *const *arguments; /* of the command line, for the manifest; may be NULL */
    size_t n_arguments;
    const char *again; /* the command that repeats the run, for the report; may be NULL */
    int checkpoint_months; /* makes a checkpoint every so many months; 0: none */
};
/* Makes the folder, with copies of all files that the scenario was read from: `library`,
 * `reference` and `how` as they were given to demerit_scenario_open(), `how` and `options`
 * may be NULL. The scenario must outlive the store and its results. DEMERIT_ECREATE: the
 * folder is there already, or cannot be made. */
DM_API int demerit_store_create(struct demerit_store **out,
    const struct demerit_scenario *scenario, const struct demerit_library *library,
    const char *reference, const struct demerit_options *how,
    const struct demerit_store_options *options, struct demerit_problems *problems);
DM_API void demerit_store_free(struct demerit_store *self); /* NULL is allowed */
DM_API const char *demerit_store_folder(const struct demerit_store *self);
/* Runs, once, as demerit_run() does; the result is read back from the folder. The manifest
 * comes last: a folder without one is an unfinished run. Of a run that was stopped
 * (DEMERIT_ESTOPPED) the folder says so and holds no results; of one that failed nothing
 * stays. DEMERIT_EIO: the disk is full or fails. */
DM_API int demerit_store_run(struct demerit_store *self, struct demerit_result **out,
    const struct demerit_run_options *options, struct demerit_problems *problems);

/* Goes on with a run whose folder says that it was stopped, or that makes checkpoints and
 * was not finished: the scenario from the sources in the folder, which must not have been
 * changed, the state from the newest checkpoint that is whole, else from the beginning.
 * `checkpoint_months`: 0 for what it was. Then demerit_store_run() finishes the folder as
 * the run would have. Free the store first. DEMERIT_EUSAGE: the run is finished. */
DM_API int demerit_store_resume(struct demerit_store **out,
    struct demerit_scenario **scenario, const char *run, int checkpoint_months,
    struct demerit_problems *problems);
/* Of a run that is finished, checkpoints that are still there are removed: it was killed at
 * its very end. */
DM_API int demerit_store_is_finished(
    const char *run, bool *finished, struct demerit_problems *problems);
/* Whether a run that was stopped left a checkpoint. */
DM_API bool demerit_store_can_resume(const struct demerit_store *self);
/* After a run: from where it went on, and which checkpoints were refused and why, a line
 * each. Borrowed; "" where there is nothing to say. */
DM_API const char *demerit_store_notes(const struct demerit_store *self);
/* The command that repeats the run, or NULL. Borrowed. */
DM_API const char *demerit_store_again(const struct demerit_store *self);

/* Runs a comparison (demerit_compare_run()) into a new folder: compare.json, copies of all
 * files that it was read from, and each variant as resolved-NAME.yaml. `library`,
 * `reference` and `how` as they were given to demerit_compare_open(). DEMERIT_ECREATE: the
 * folder is there already, or cannot be made. */
DM_API int demerit_store_compare(struct demerit_compared *compared, const char *folder,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const struct demerit_run_options *options,
    struct demerit_problems *problems);

/* ---- A folder that is there: its path, or that of its manifest.json ---- */

/* The scenario, read from the copies in the folder, and the results. Free the result first.
 * DEMERIT_ENOINPUT: there is no such run, or it was not finished; DEMERIT_EIO: it was
 * changed since. */
DM_API int demerit_store_open(struct demerit_result **result,
    struct demerit_scenario **scenario, const char *run, struct demerit_problems *problems);
/* One table of the results of a run, or of a sweep's folder, piece by piece; `write`
 * returns false to end with DEMERIT_EIO. table NULL: metrics of a run, results of a sweep.
 * format: csv or jsonl. DEMERIT_EUSAGE: no such table or format. */
DM_API int demerit_store_export(const char *run, const char *table, const char *format,
    bool (*write)(void *self, const char *text, size_t n), void *self,
    struct demerit_problems *problems);

struct demerit_claims;
/* Writes what came out of claims that were run (claims.h) into a new folder: claims.json,
 * points.csv and the file itself. */
DM_API int demerit_store_claims(const struct demerit_claims *claims, const char *folder,
    struct demerit_problems *problems);

/* Looks for edited files, runs the folder's scenario again and compares the checksums and
 * every value: counts exactly, other numbers to 1e-12. The ODD description and the model
 * card are made again too, by the version that wrote them. Time, host and paths do not
 * matter.
 * On DEMERIT_OK `*out` holds what was found. */
struct demerit_comparison;
DM_API int demerit_store_verify(struct demerit_comparison **out, const char *run,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API void demerit_comparison_free(struct demerit_comparison *self);
DM_API int demerit_comparison_differences(const struct demerit_comparison *self);
DM_API char *demerit_comparison_text(const struct demerit_comparison *self);
/* demerit-verify/1 */
DM_API char *demerit_comparison_json(const struct demerit_comparison *self);

#ifdef __cplusplus
}
#endif

#endif
