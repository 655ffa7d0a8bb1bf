/* SPDX-License-Identifier: Apache-2.0
 *
 * Why somebody was sanctioned: an exact Shapley split over the components of a score, and
 * what would have undone the entry (docs/odd/submodels.md, 8). Diagnostic: no stage reads a
 * cause. */
#ifndef DEMERIT_WORLD_CAUSE_H
#define DEMERIT_WORLD_CAUSE_H

#include "plan.h"

enum dm_component {
    DM_BY_UNLAWFUL,
    DM_BY_LAWFUL,
    DM_BY_ERROR,
    DM_BY_ASSOCIATION,
    DM_BY_INHERITED,
    DM_N_COMPONENTS
};

enum dm_cause_kind { DM_SOLE, DM_JOINT, DM_OVERDETERMINED, DM_BY_RULE };

#define DM_CAUSE_WHOLE 120 /* the numerators of a cause add up to this */

struct dm_cause {
    int8_t share[DM_N_COMPONENTS]; /* numerators over 120 */
    bool wrongful_rule, wrongful_law, wrongful_law_wide;
    enum dm_cause_kind kind;
    unsigned but_for; /* bits by component */
};

/* Cause of being at or below `tier`, given the points of each component and of the induced
 * part of the unlawful ones. */
struct dm_cause dm_cause_of_score(const struct dm_plan_scheme *scheme, int32_t tier,
    const int64_t points[DM_N_COMPONENTS], int64_t induced);
/* The same for a final score below `below`. */
struct dm_cause dm_cause_below(const struct dm_plan_scheme *scheme, int32_t below,
    const int64_t points[DM_N_COMPONENTS], int64_t induced);
/* All of it for one component, wrongful by law; and by rule if `wrongful_rule`. */
struct dm_cause dm_cause_sole(enum dm_component component, bool wrongful_rule);
/* Cause of a listing by act: `classes` as in dm_block.hit_classes. */
struct dm_cause dm_cause_of_hits(unsigned classes);

/* As kept in a column; never 0. */
uint64_t dm_cause_pack(const struct dm_cause *cause);
struct dm_cause dm_cause_unpack(uint64_t packed);

#endif
