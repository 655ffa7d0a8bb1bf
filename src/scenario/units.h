/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers with units: text to the integers of scenario.h and back (docs/odd/numerics.md
 * §1). */
#ifndef DEMERIT_SCENARIO_UNITS_H
#define DEMERIT_SCENARIO_UNITS_H

#include "base/strbuf.h"
#include "scenario/fields.h"

enum dm_unit_fault {
    DM_UNIT_OK,
    DM_UNIT_SYNTAX,   /* no number */
    DM_UNIT_NONE,     /* a number without its unit */
    DM_UNIT_WRONG,    /* with another unit */
    DM_UNIT_TOO_FINE, /* more decimal places than the integer keeps */
    DM_UNIT_TOO_LARGE /* for the integer */
};

/* A value of a kind that is a number. */
enum dm_unit_fault dm_unit_parse(enum dm_kind kind, const char *text, int64_t *value);
/* As it would stand in a scenario; reads back to the same value. */
void dm_unit_format(enum dm_kind kind, int64_t value, struct dm_strbuf *out);
bool dm_kind_is_number(enum dm_kind kind);

/* The bounds of a field in its integers; false: there is none. */
bool dm_field_low(const struct dm_field *field, int64_t *low);
bool dm_field_high(const struct dm_field *field, int64_t *high);

#endif
