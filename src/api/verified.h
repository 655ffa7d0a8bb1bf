/* SPDX-License-Identifier: Apache-2.0
 *
 * What `verify` found in a folder, told as a line for each difference: of a run
 * (store_verify.c) or of a study (sweep_verify.c); it is kept and told in verified.c. */
#ifndef DEMERIT_API_VERIFIED_H
#define DEMERIT_API_VERIFIED_H

#include "scenario/scenario.h"
#include "storage/manifest.h"

struct demerit_comparison {
    char *folder;                 /* owned */
    struct dm_strbuf differences; /* a line each */
    int n_differences, n_files, n_checksums;
    int64_t n_values, n_values_differ;
    bool is_study;
    int64_t n_rows, n_over, n_again; /* of a study: in all, there, run again */
    char *note;                      /* owned; NULL: the same version did both */
};

/* Begins another line, to be ended by the caller. */
struct dm_strbuf *dm_comparison_differ(struct demerit_comparison *self);
/* A line where a text of the folder is not that of the run again; NULL is none. */
void dm_comparison_expect(struct demerit_comparison *self, const char *what,
    const char *stored, const char *again);
/* Every file that the manifest names against its hash. */
void dm_comparison_files(struct demerit_comparison *self, const char *folder,
    const struct dm_manifest *manifest);
/* What the manifest says of the run against what was run: its name and title, and numbers
 * of the scenario. */
void dm_comparison_head(struct demerit_comparison *self, const struct dm_manifest *manifest,
    const char *name, const char *title, const struct dm_scenario *scenario);
/* Where another version or build made it: a text owned by the caller; else NULL. */
char *dm_comparison_note(const struct dm_manifest *manifest);

#endif
