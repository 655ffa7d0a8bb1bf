/* SPDX-License-Identifier: Apache-2.0
 *
 * What the public handles hold, shared by the files of the facade only. */
#ifndef DEMERIT_API_HANDLES_H
#define DEMERIT_API_HANDLES_H

#include "demerit/core.h"

#include "port/sink.h"
#include "report/summary.h"
#include "scenario/reader.h"

struct demerit_problems {
    struct dm_diagnostics list; /* items owned */
    size_t capacity;
};

struct dm_library_entry {
    char *name, *path; /* owned */
};

struct demerit_library {
    struct dm_library_entry *entries; /* owned, in order of name */
    size_t n, capacity;
};

struct demerit_scenario {
    struct dm_scenario *scenario; /* owned */
};

struct demerit_result {
    const struct dm_scenario *scenario; /* borrowed */
    struct dm_results results;
};

/* Moves all of `from` to the end of `to`, leaving out what is there already; `from` is
 * cleared. */
void dm_problems_take(struct demerit_problems *to, struct dm_diagnostics *from);
/* The same after a reading that came to `status`, which is told where nothing else is;
 * returns the public status. */
int dm_problems_take_read(
    struct demerit_problems *to, dm_status status, struct dm_diagnostics *from);
/* Adds a problem made from a status and its text; returns the public status. */
int dm_problems_add_error(
    struct demerit_problems *to, dm_status status, const struct dm_error *err);
/* The text, whose ownership passes to the caller; NULL if it failed to grow. An empty text
 * is "". */
char *dm_text_from(struct dm_strbuf *buffer);

/* files.c: the library's files and others, from disk. The source borrows the disk, and that
 * the library (may be NULL). */
struct dm_disk {
    const struct demerit_library *library;
};
struct dm_file_source dm_disk_source(struct dm_disk *disk);
bool dm_reference_is_path(const char *reference);
/* The path of a library scenario, or NULL. Borrowed. */
const char *dm_library_path(const struct demerit_library *library, const char *name);

/* run_pair.c: says in the results how their replicates came about; `options` may be NULL.
 */
void dm_results_say_how(
    struct dm_results *results, const struct demerit_run_options *options);
/* A run into any sink. `options` may be NULL. */
dm_status dm_run_into(const struct dm_scenario *scenario,
    const struct demerit_run_options *options, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

/* The same, with checkpoints (experiment/checkpoint.h), which may be NULL. */
struct dm_checkpoints;
dm_status dm_run_checked(const struct dm_scenario *scenario,
    const struct demerit_run_options *options, struct dm_checkpoints *checkpoints,
    const struct dm_sink *sink, struct dm_error *err) DM_MUST_USE;

/* documents.c: what the public calls print of a scenario. DM_ENOMEM. */
dm_status dm_document_odd(
    const struct dm_scenario *scenario, struct dm_strbuf *out) DM_MUST_USE;
dm_status dm_document_card(
    const struct dm_scenario *scenario, struct dm_strbuf *out) DM_MUST_USE;

struct dm_read_options dm_read_options_from(const struct demerit_options *options);
struct dm_style dm_style_from(const struct demerit_style *style);

#endif
