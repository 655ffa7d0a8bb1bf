/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of this layer share while one scenario is read: memory, files, and the
 * list of complaints. */
#ifndef DEMERIT_SCENARIO_READING_H
#define DEMERIT_SCENARIO_READING_H

#include "scenario/reader.h"
#include "scenario/tree.h"

#include <stdarg.h>

enum dm_fault {
#define DM_FAULT(name, number, words) DM_FAULT_##name = (number),
#include "faults.def"
#include "study_faults.def"
#undef DM_FAULT
};

enum { DM_KEY_BYTES = 256 }; /* of a dotted path in a message; longer ones are cut */

struct dm_loaded {
    struct dm_text text;
    char *path, *bytes;         /* owned */
    const struct dm_node *root; /* NULL: did not parse */
    struct dm_loaded *next;
};

struct dm_reading {
    struct dm_arena arena;
    const struct dm_file_source *files;
    struct dm_loaded *loaded;
    struct dm_diagnostics *diagnostics;
    bool no_input; /* a file could not be read */
    bool can_hint; /* the last complaint was kept */
};

/* diagnose.c. `at` (may be NULL) gives file and position, `key` (may be NULL) the dotted
 * path. */
void dm_complain(struct dm_reading *self, enum dm_fault fault, const struct dm_node *at,
    const char *key, const char *format, ...) DM_PRINTF(5, 6);
/* A hint to the complaint just made. */
void dm_hint(struct dm_reading *self, const char *format, ...) DM_PRINTF(2, 3);
void dm_diagnostics_sort(struct dm_diagnostics *self);
/* A user's text for a message: one line, no control characters, at most about 40
 * characters. */
struct dm_quote {
    char s[64];
};
struct dm_quote dm_quote(const char *text);
/* Which of `words` (n of them) was probably meant; NULL: none is near. */
const char *dm_nearest(const char *text, const char *const *words, size_t n);
/* That word as a hint to the complaint just made; false: none is near. */
bool dm_hint_nearest(
    struct dm_reading *self, const char *text, const char *const *words, size_t n);
/* `prefix.key` into a buffer of DM_KEY_BYTES. */
void dm_key_join(char *out, const char *prefix, const char *key);

/* yaml.c: one document; NULL after a complaint (or without memory). */
const struct dm_node *dm_yaml_parse(struct dm_reading *self, const struct dm_text *text);

/* merge.c: `over` laid over `base` (either may be NULL), nulls taken out except below
 * `variants.*`. */
const struct dm_node *dm_merge(
    struct dm_arena *arena, const struct dm_node *base, const struct dm_node *over);
/* A tree like `root` with `value` at the dotted path of `key`, through tiers by their id.
 */
const struct dm_node *dm_merge_set(struct dm_arena *arena, const struct dm_node *root,
    const char *path, const struct dm_node *value);

/* load.c: the tree of `reference` with all it extends; NULL after a complaint. */
const struct dm_node *dm_load(struct dm_reading *self, const char *reference,
    const char *from_file, const struct dm_node *at);
const struct dm_node *dm_load_options(struct dm_reading *self, const struct dm_node *root,
    const struct dm_read_options *options);
/* A tree like `root` with `path=value` of a flag laid over it; NULL: no memory. */
const struct dm_node *dm_load_set(
    struct dm_reading *self, const struct dm_node *root, const char *set);
/* One file as it is, for what is no scenario; `what` it is said to be in the complaint that
 * it cannot be read. It lasts until dm_load_release(); `root` is NULL where it does not
 * parse. DM_ENOINPUT, DM_ENOMEM: `*out` is NULL. */
dm_status dm_load_plain(struct dm_reading *self, const char *reference, const char *what,
    const struct dm_loaded **out) DM_MUST_USE;
void dm_load_release(struct dm_reading *self);

/* reader.c: sorts the complaints and says what came of it all: DM_OK, DM_ESCENARIO,
 * DM_ENOINPUT or DM_ENOMEM. */
dm_status dm_reading_outcome(struct dm_reading *self) DM_MUST_USE;

/* overlay.c: the same for a path with steps `*`, as dm_read_options says. */
const struct dm_node *dm_overlay(struct dm_reading *self, const struct dm_node *root,
    const char *overlay, const struct dm_regime *spared);

/* check.c: keys, shapes and annotations of a whole tree. */
void dm_check(struct dm_reading *self, const struct dm_node *root);

#endif
