/* SPDX-License-Identifier: Apache-2.0
 *
 * The measures as formulas: numerator and denominator counters, a scale, and what a level,
 * a twin level and a difference are. */
#ifndef DEMERIT_EXPERIMENT_FORMULA_H
#define DEMERIT_EXPERIMENT_FORMULA_H

#include "estimate.h"

enum dm_measure {
#define DM_MEASURE(NAME, id, unit, range, direction, is_difference, sentence)              \
    DM_MEASURE_##NAME,
#include "scenario/measures.def"
#undef DM_MEASURE
    DM_N_MEASURES
};

struct dm_measure_info {
    const char *id, *unit, *direction, *sentence;
    bool is_difference;
};
extern const struct dm_measure_info dm_measures[DM_N_MEASURES];

enum dm_formula_kind {
    DM_RATIO,       /* scale num / den, in each world; difference regime - twin */
    DM_FALL_OF,     /* scale (num twin - num regime) / den twin */
    DM_PART_OF,     /* scale num regime / den twin */
    DM_RISE_OF,     /* num regime / num twin - 1 */
    DM_GROUP_GAP,   /* group B less group A, days without access a person-year */
    DM_GAP_CONDUCT, /* the same, standardised */
    DM_GAP_MERGED,  /* share of persons in its merged strata */
    DM_GAP_DIRECT,  /* group B less group B where nothing asks for the group */
    DM_COMPLEMENT,  /* 1 - num / den */
    DM_APPROVAL_GAP,
    DM_SCHOOL_SLOPE,
    DM_TIER_SHARE, /* of person-months; a tier is the regime's */
    DM_AT_END,     /* of the whole society, when the run is over */
    DM_TRAPPED,    /* of histories of persons, */
    DM_WRONGFUL,   /* in days */
    DM_MISSED      /* of the rules: no replicate's */
};

struct dm_formula {
    enum dm_formula_kind kind;
    enum dm_counter numerator, denominator;
    enum dm_counter events; /* what n of a breakdown counts */
    double scale;
    int32_t index;            /* service, list, tier, matrix or table; dm_end_measure */
    int32_t channel, in_twin; /* -1: all, none; in_twin: of a list, too */
    int32_t context;          /* -1: all */
    bool by_channel, by_context;
    bool has_cells, has_channels;
};

struct dm_formula_values {
    double regime, twin, difference; /* NaN where undefined */
    int64_t events;
};

struct dm_formula dm_formula_of(enum dm_measure measure);
/* The same for those whose id starts with art5. (formula_indicators.c). */
struct dm_formula dm_formula_of_indicator(enum dm_measure measure);
struct dm_formula dm_formula_of_channel(
    const struct dm_formula *whole, int32_t channel, int32_t in_twin);
struct dm_formula dm_formula_of_context(const struct dm_formula *whole, int32_t context);
struct dm_formula_values dm_formula_at(const struct dm_formula *self,
    const struct dm_outcomes *outcomes, const struct dm_outcome *outcome, int32_t cell);

#endif
