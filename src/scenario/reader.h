/* SPDX-License-Identifier: Apache-2.0
 *
 * The face of this layer: YAML text in, a frozen `struct dm_scenario` or a list of
 * diagnostics out; and the texts made from the list of parameters. The core opens no file
 * itself: a `struct dm_file_source` does. */
#ifndef DEMERIT_SCENARIO_READER_H
#define DEMERIT_SCENARIO_READER_H

#include "base/status.h"
#include "base/strbuf.h"
#include "scenario/scenario.h"

/* One thing that is wrong. Strings are owned; any but `message` may be NULL. */
struct dm_diagnostic {
    int number;       /* printed as E0123 */
    char *file;       /* as the file source named it, or `--set path=value` */
    int line, column; /* from 1; 0 where the file has no position */
    char *key;        /* dotted path */
    char *message, *hint;
    char *source_line;        /* the line itself, tabs as blanks */
    int caret_from, caret_to; /* columns from 1 in that line, both included */
};

/* All of them, in order of file and line. Zero before use; pair with
 * dm_diagnostics_clear(). */
struct dm_diagnostics {
    struct dm_diagnostic *items;
    size_t n;
    bool no_memory;
};
void dm_diagnostics_clear(struct dm_diagnostics *self);
/* `city.yaml:41:22: error[E0123]: redress.capacity: -1 is below 0`, the line, a caret, a
 * hint. */
void dm_diagnostics_text(
    const struct dm_diagnostics *self, bool colour, struct dm_strbuf *out);
/* {"schema": "demerit-error/1", "errors": [{code, file, line, column, key, message, hint}]}
 */
void dm_diagnostics_json(const struct dm_diagnostics *self, struct dm_strbuf *out);

/* How files are found. `reference` is a library name, or a path (with `/`, or ending in
 * `.yaml`) relative to the folder of `from_file` (NULL: as the user gave it). On DM_OK
 * `*path` is the file's name for messages and `*text` its `*n` bytes, both with a NUL
 * behind and the caller's to free(). DM_ENOINPUT: there is no such file, or it cannot be
 * read. */
struct dm_file_source {
    void *context;
    dm_status (*load)(void *context, const char *reference, const char *from_file,
        char **path, char **text, size_t *n);
};

/* What load() answers with, from memory: copies of `name` and of `n_bytes` bytes.
 * DM_ENOMEM: of neither. */
dm_status dm_file_copy(const char *name, const char *bytes, size_t n_bytes, char **path,
    char **text, size_t *n) DM_MUST_USE;
/* A text that is read as the file `path`, where no file asks for it; what else is asked for
 * comes from `others` (NULL: there is nothing else). All is borrowed. */
struct dm_written_file {
    const char *path, *text;
    const struct dm_file_source *others;
};
struct dm_file_source dm_written_source(struct dm_written_file *self);

/* All may be NULL or 0. `sets` are `a.b.c=value`. `twin` overrides the file's. `overlays`,
 * laid over all that, are sets whose path may have a step `*`: every entity that has the
 * rest of the path, but those of `spared`; a path that is not there changes nothing. */
struct dm_read_options {
    const char *variant;
    const char *const *sets;
    size_t n_sets;
    const char *twin;
    const char *const *overlays;
    size_t n_overlays;
    const struct dm_regime *spared;
};

/* Reads, checks and freezes. DM_OK: `*out` is the scenario, to be freed with
 * dm_scenario_free(). DM_ESCENARIO or DM_ENOINPUT (a file could not be read): `*out` is
 * NULL and `diagnostics` says why. `options` may be NULL. */
dm_status dm_scenario_read(struct dm_scenario **out, const char *reference,
    const struct dm_file_source *files, const struct dm_read_options *options,
    struct dm_diagnostics *diagnostics) DM_MUST_USE;
void dm_scenario_free(struct dm_scenario *scenario); /* NULL is allowed */

/* Names of the scenario's variants, in order of name; those that `extends` brings too.
 * Errors as dm_scenario_read(). */
struct dm_variant_names {
    size_t n;
    struct dm_id names[DM_MAX_VARIANTS];
};
dm_status dm_scenario_variants(struct dm_variant_names *out, const char *reference,
    const struct dm_file_source *files, struct dm_diagnostics *diagnostics) DM_MUST_USE;

/* The canonical text (docs/reference/canonical.md): JSON, integers only, the same for every
 * spelling of a scenario. */
dm_status dm_scenario_canon(
    const struct dm_scenario *scenario, struct dm_strbuf *out) DM_MUST_USE;
/* YAML with every default, which reads back to the same canonical text. */
dm_status dm_scenario_resolved_yaml(
    const struct dm_scenario *scenario, struct dm_strbuf *out) DM_MUST_USE;

/* From fields.def: JSON Schema draft-07, and the reference page in Markdown. */
dm_status dm_schema_json(struct dm_strbuf *out) DM_MUST_USE;
dm_status dm_schema_reference(struct dm_strbuf *out) DM_MUST_USE;

#endif
