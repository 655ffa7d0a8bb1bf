/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts that fill a frozen scenario share: read.c (values), freeze.c (entities),
 * entities.c, validate.c and
 * validate_regime.c (values among each other). */
#ifndef DEMERIT_SCENARIO_FREEZING_H
#define DEMERIT_SCENARIO_FREEZING_H

#include "scenario/fields.h"
#include "scenario/reading.h"

struct dm_freezing {
    struct dm_reading *reading;
    const struct dm_node *root; /* the tree being read: the scenario's, or its twin's */
    struct dm_scenario *scenario;
    struct dm_regime *regime;
    const char *file;    /* the scenario's, for messages */
    const char *twin_of; /* name of the twin while its tree is read, else NULL */
};

/* An entity while it is read. */
struct dm_entity {
    enum dm_scope scope;
    void *object;
    const struct dm_node *key, *node;
    char path[DM_KEY_BYTES];
};

static inline size_t
dm_complaints(const struct dm_freezing *self)
{
    return self->reading->diagnostics->n;
}

/* entities.c: one entity whose id, and those it refers to, are known. */
void dm_read_entity(struct dm_freezing *self, struct dm_entity *entity);

/* read.c: all rows of the entity's scope. */
void dm_read_rows(struct dm_freezing *self, const struct dm_entity *entity);
/* A number of this row; false after a complaint. */
bool dm_read_number(struct dm_freezing *self, const struct dm_field *field,
    const struct dm_node *node, const char *key, int64_t *value);
/* The value under the entity's `key` without annotations, NULL: none. */
const struct dm_node *dm_entity_at(const struct dm_entity *entity, const char *key);
void dm_unknown_reference(struct dm_freezing *self, const struct dm_node *at,
    const char *key, const char *what, const struct dm_id *ids, size_t n, size_t stride);
/* Index of the id among `n` entities that start with theirs; -1. */
int dm_id_index(const char *id, const void *entities, size_t n, size_t stride);

/* A change of rules: what and where and when, and the nodes it was read from. */
struct dm_change {
    struct dm_patch patch;
    const struct dm_node *set;
};

/* patches.c: the changes of the tree in the order in which they apply, at most
 * DM_MAX_PATCHES + DM_MAX_JURISDICTIONS; what they are is complained about. */
size_t dm_changes_read(struct dm_freezing *self, struct dm_change *out);
/* Into the scenario, for whoever tells what it says. */
void dm_patches_keep(struct dm_freezing *self, const struct dm_change *changes, size_t n);
/* rules.c: the regimes that the tree's changes come to; the regime itself is read. */
void dm_freeze_rules(struct dm_freezing *self, struct dm_rules *rules);
void dm_rules_clear(struct dm_rules *self);
/* persist.c: the tree `without` with the share of what differs in `with`; NULL after a
 * complaint or without memory. */
const struct dm_node *dm_persist(struct dm_freezing *self, const struct dm_node *without,
    const struct dm_node *with, int64_t share_nano);
/* freeze.c: the tree read as a regime, to be cleared and freed; NULL after a complaint. */
struct dm_regime *dm_regime_read(struct dm_freezing *self, const struct dm_node *tree);
void dm_regime_clear(struct dm_regime *self);
/* At most `max` entries of a section in order of id. */
size_t dm_sorted_entries(struct dm_freezing *self, const char *section, const char *what,
    int max, struct dm_entry out[DM_TREE_MAX_ENTRIES]);
/* canon.c: of the regime's canonical text; false: no memory. */
struct dm_checksum;
struct dm_digest;
bool dm_regime_digest(const struct dm_scenario *scenario, const struct dm_regime *regime,
    struct dm_checksum *sum, struct dm_digest *digest);

/* freeze.c: fills the scenario from the checked tree `self->root`, and loads and reads its
 * twin. */
void dm_freeze(struct dm_freezing *self, const struct dm_read_options *options);

/* validate.c: complaints only. Each is called when its entity was read without one. */
void dm_validate_society(struct dm_freezing *self);
void dm_validate_run(struct dm_freezing *self);
void dm_validate_scheme(struct dm_freezing *self, const struct dm_entity *entity);
void dm_validate_channel(struct dm_freezing *self, const struct dm_entity *entity);
void dm_validate_list(struct dm_freezing *self, const struct dm_entity *entity);
void dm_validate_sanction(struct dm_freezing *self, const struct dm_entity *entity);
void dm_validate_regime(struct dm_freezing *self);
/* A twelfth of a yearly rate is a probability: not zero, and too small to be one? */
void dm_validate_monthly(struct dm_freezing *self, const struct dm_node *where,
    const char *key, int64_t per_year_nano);
/* Two ids of a kind with one hash. `n` entities that start with their id. */
void dm_validate_hashes(struct dm_freezing *self, const char *section, const void *entities,
    size_t n, size_t stride);

/* provenance.c */
struct dm_provenance dm_provenance_count(const struct dm_node *root);
/* marks.c: fills marks and n_marks of the scenario; false: no memory, some may be there. */
enum dm_mark_kind dm_mark_kind_of(const struct dm_node *map, bool *marked);
bool dm_marks_collect(struct dm_scenario *scenario, const struct dm_node *root);
void dm_marks_free(struct dm_scenario *scenario);

#endif
