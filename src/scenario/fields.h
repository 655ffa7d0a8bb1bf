/* SPDX-License-Identifier: Apache-2.0
 *
 * fields.def as a table, and how a value of it is stored in the frozen scenario. */
#ifndef DEMERIT_SCENARIO_FIELDS_H
#define DEMERIT_SCENARIO_FIELDS_H

#include "scenario/scenario.h"

enum dm_kind {
#define DM_KIND(name, words, example, schema) DM_KIND_##name,
#include "kinds.def"
#undef DM_KIND
    DM_N_KINDS
};

struct dm_kind_info {
    const char *name, *words, *example, *schema;
};
extern const struct dm_kind_info DM_KINDS[DM_N_KINDS];

enum dm_scope {
    DM_SCOPE_SCENARIO,
    DM_SCOPE_REGIME,
    DM_SCOPE_ACT,
    DM_SCOPE_CHANNEL,
    DM_SCOPE_SCHEME,
    DM_SCOPE_TIER,
    DM_SCOPE_LIST,
    DM_SCOPE_SERVICE,
    DM_SCOPE_SANCTION,
    DM_SCOPE_REWARD,
    DM_SCOPE_VIGNETTE,
    DM_SCOPE_PATCH,
    DM_N_SCOPES
};

enum dm_shape {
    DM_SHAPE_ONE,
    DM_SHAPE_ONE_OR_LIST, /* words or ids */
    DM_SHAPE_LIST,        /* an array of `n_min` to `n_max` values */
    DM_SHAPE_BY_GROUP,    /* an array for groups A and B */
    DM_SHAPE_BY_ACT,      /* an array by act */
    DM_SHAPE_BY_SCHEME,   /* an array by scheme */
    DM_SHAPE_SHORTHAND    /* one value for `urban` and `rural` below it */
};

struct dm_field {
    enum dm_scope scope;
    const char *path; /* NULL: no key of its own */
    enum dm_kind kind;
    enum dm_shape shape;
    int n_min, n_max;
    size_t count_offset, mark_offset; /* SIZE_MAX: none */
    const char *low, *high;           /* as in a scenario, NULL: none */
    const char *choices;              /* words between blanks */
    const char *fallback;             /* NULL: must be given; "": none */
    const char *member;               /* NULL: not stored */
    size_t offset, size;              /* of the whole member */
    bool by_hand;
    const char *doc;
};

extern const struct dm_field DM_FIELDS[];
extern const size_t DM_N_FIELDS;

/* The sections that make up a regime; the first five are of entities. */
enum { DM_N_REGIME_SECTIONS = 11, DM_N_ENTITY_SECTIONS = 5 };
extern const char *const DM_REGIME_SECTIONS[DM_N_REGIME_SECTIONS];
bool dm_is_regime_section(const char *key);

/* Where entities of a scope stand: "acts.*"; "" for scenario and regime. */
const char *dm_scope_path(enum dm_scope scope);
/* The rest of a field's path below its scope. */
const char *dm_field_key(const struct dm_field *field);
const struct dm_field *dm_field_at(const char *path);
/* The row's first member with this offset in its scope: rows that share one are aliases. */
bool dm_field_is_alias(const struct dm_field *field);

/* How many values the field holds, and the i-th as an integer. Not for ids and texts. */
int dm_field_capacity(const struct dm_field *field);
void dm_field_store(const struct dm_field *field, void *object, int i, int64_t value);
int64_t dm_field_load(const struct dm_field *field, const void *object, int i);
/* Number of values in use: that of the count member, else the capacity. */
int dm_field_count(const struct dm_field *field, const void *object);
bool dm_field_marked(const struct dm_field *field, const void *object, int i);
void dm_field_mark(const struct dm_field *field, void *object, int i);

/* The i-th of `choices` into `word`; false at the end. */
bool dm_choice(const char *choices, int i, char word[DM_MAX_ID_BYTES + 1]);

#endif
