/* SPDX-License-Identifier: Apache-2.0
 *
 * Formulas of the indicators relevant to EU AI Act 5(1)(c) (docs/odd/measures.md,
 * "Indicators"): each is a share of refusals, of days or of spells; there is no sum of
 * them.
 */
#include "formula.h"

#define SHARE_UNIT 65536.0

static struct dm_formula
of(enum dm_counter numerator, enum dm_counter denominator, double scale, int32_t index)
{
    return (struct dm_formula){
        .kind = DM_RATIO,
        .numerator = numerator,
        .denominator = denominator,
        .events = denominator,
        .scale = scale,
        .index = index,
        .channel = -1,
        .in_twin = -1,
        .context = -1,
        .has_cells = true,
    };
}

static struct dm_formula
of_spells(enum dm_counter numerator, int32_t table)
{
    return of(numerator, DM_COUNTER_WEIGHED, 1.0, table);
}

/* n counts refusals. */
static struct dm_formula
of_refusals(enum dm_counter numerator, int32_t matrix)
{
    struct dm_formula f = of(numerator, DM_COUNTER_REFUSED, 1.0, matrix);

    f.events = DM_COUNTER_REFUSALS;
    return f;
}

/* n counts person-months under a sanction: parts of a month are no events. */
static struct dm_formula
of_days(enum dm_counter numerator, int32_t matrix)
{
    struct dm_formula f = of(numerator, DM_COUNTER_LOST, 1.0, matrix);

    f.events = DM_COUNTER_SANCTIONED;
    return f;
}

static struct dm_formula
mean_of_spells(int32_t table)
{
    return of(DM_COUNTER_RATIO, DM_COUNTER_FINABLE, 1.0 / SHARE_UNIT, table);
}

/* What a table of ordinary sanctions has: a mean and three shares. */
static bool
is_of_table(
    enum dm_measure measure, enum dm_measure mean, int32_t table, struct dm_formula *f)
{
    static const enum dm_counter over[] = { DM_COUNTER_OVER_1, DM_COUNTER_OVER_3,
        DM_COUNTER_OVER_10 };

    if (measure < mean || measure > mean + 3) {
        return false;
    }
    *f = measure == mean ? mean_of_spells(table)
                         : of_spells(over[measure - mean - 1], table);
    return true;
}

struct dm_formula
dm_formula_of_indicator(enum dm_measure measure)
{
    struct dm_formula f;

    if (measure >= DM_MEASURE_ART5_UNRELATED_NARROW &&
        measure <= DM_MEASURE_ART5_UNRELATED_WIDE) {
        return of_refusals(DM_COUNTER_REFUSED_UNRELATED,
            (int32_t) (measure - DM_MEASURE_ART5_UNRELATED_NARROW));
    }
    if (measure >= DM_MEASURE_ART5_UNRELATED_DAYS_NARROW &&
        measure <= DM_MEASURE_ART5_UNRELATED_DAYS_WIDE) {
        return of_days(DM_COUNTER_LOST_UNRELATED,
            (int32_t) (measure - DM_MEASURE_ART5_UNRELATED_DAYS_NARROW));
    }
    if (measure == DM_MEASURE_ART5_UNJUSTIFIED) {
        return of_refusals(DM_COUNTER_REFUSED_UNJUSTIFIED, 0);
    }
    if (measure == DM_MEASURE_ART5_UNJUSTIFIED_DAYS) {
        return of_days(DM_COUNTER_LOST_UNJUSTIFIED, 0);
    }
    if (is_of_table(measure, DM_MEASURE_ART5_DISPROPORTIONATE_LOW, DM_FINES_LOW, &f) ||
        is_of_table(
            measure, DM_MEASURE_ART5_DISPROPORTIONATE_MIDDLE, DM_FINES_MIDDLE, &f) ||
        is_of_table(measure, DM_MEASURE_ART5_DISPROPORTIONATE_HIGH, DM_FINES_HIGH, &f)) {
        return f;
    }
    DM_ASSERT(measure == DM_MEASURE_ART5_UNION);
    return of_refusals(DM_COUNTER_TOUCHED, 0);
}

_Static_assert(
    DM_MEASURE_ART5_UNRELATED_WIDE - DM_MEASURE_ART5_UNRELATED_NARROW ==
            DM_N_MATRICES - 1 &&
        DM_MEASURE_ART5_UNRELATED_DAYS_WIDE - DM_MEASURE_ART5_UNRELATED_DAYS_NARROW ==
            DM_N_MATRICES - 1,
    "in the order of matrices");
_Static_assert(DM_MEASURE_ART5_OVER_10_HIGH - DM_MEASURE_ART5_DISPROPORTIONATE_HIGH == 3,
    "a mean, then three shares");
