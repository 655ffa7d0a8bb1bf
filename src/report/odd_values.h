/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of a scenario by path, as the ODD description quotes them: which mechanisms a
 * scenario uses is read off them, so that a new parameter needs no code here. */
#ifndef DEMERIT_REPORT_ODD_VALUES_H
#define DEMERIT_REPORT_ODD_VALUES_H

#include "base/strbuf.h"
#include "scenario/scenario.h"

struct dm_odd_value {
    const char *path, *value; /* as in the resolved scenario; borrowed from the text */
    bool usual;               /* the default of the parameter */
};

struct dm_odd_values {
    char *text;                 /* owned */
    struct dm_odd_value *items; /* owned */
    size_t n;
    const struct dm_scenario *scenario; /* borrowed */
};

/* Every value but texts and tiers. DM_ENOMEM. Pair with dm_odd_values_clear(). */
dm_status dm_odd_values_init(
    struct dm_odd_values *self, const struct dm_scenario *scenario) DM_MUST_USE;
void dm_odd_values_clear(struct dm_odd_values *self);

/* Whether one of the patterns of `n` bytes, between blanks, reaches a value that is not the
 * usual one, or a change of rules names its last step. A pattern is a path or the beginning
 * of one; a step `*` is any id; after `=` stands the one value that counts. */
bool dm_odd_values_any(const struct dm_odd_values *self, const char *patterns, size_t n);
/* Writes these values: "`a.b` 3, `a.c` 4"; false, and nothing, if there is none. */
bool dm_odd_values_write(const struct dm_odd_values *self, const char *patterns, size_t n,
    struct dm_strbuf *out);

#endif
