/* SPDX-License-Identifier: Apache-2.0
 *
 * What a formula comes to: a level of each world, or a difference by definition, in one
 * cell of one replicate. A ratio whose denominator is 0 is undefined, not 0. */
#include "formula.h"

#include <math.h>

#define MONTHS_A_YEAR 12.0
#define DAYS_A_MONTH  30.4375
#define SHARE_UNIT    65536.0 /* of BARRED */

#define COUNTER(name) DM_COUNTER_##name

/* ---- counters of a side, summed over channels where the formula asks for some ---- */

static enum dm_counter
of_channel(enum dm_counter counter)
{
    return counter == COUNTER(RECORDS_TRUE) ? COUNTER(CHANNEL_TRUE)
                                            : COUNTER(CHANNEL_RECORDS);
}

static bool
is_of_records(enum dm_counter counter)
{
    return counter == COUNTER(RECORDS) || counter == COUNTER(RECORDS_TRUE);
}

static bool
is_of_list(enum dm_counter counter)
{
    return counter >= COUNTER(LIST_MONTHS) && counter <= COUNTER(LIST_EXITS);
}

static int64_t
of_context(const struct dm_formula *self, const struct dm_regime *regime,
    const struct dm_tally *tally, enum dm_counter counter, int32_t cell)
{
    int64_t sum = 0;

    for (int32_t c = 0; c < regime->n_channels; c++) {
        if (regime->channels[c].context == self->context) {
            sum += dm_tally_cells(tally, of_channel(counter), c)[cell];
        }
    }
    return sum;
}

static int64_t
count_of(const struct dm_formula *self, const struct dm_outcomes *outcomes,
    const struct dm_outcome *outcome, int side, enum dm_counter counter, int32_t cell)
{
    const struct dm_scenario *scenario = outcomes->setting->scenario;
    const struct dm_tally *tally = &outcome->sum[side];

    if (is_of_records(counter) && self->by_channel) {
        int32_t c = side == DM_REGIME ? self->channel : self->in_twin;

        return c < 0 ? 0 : dm_tally_cells(tally, of_channel(counter), c)[cell];
    }
    if (is_of_records(counter) && self->by_context) {
        return of_context(self, side == DM_REGIME ? &scenario->regime : &scenario->twin,
            tally, counter, cell);
    }
    int32_t index = dm_counter_is_one(counter)               ? 0
                    : side == DM_TWIN && is_of_list(counter) ? self->in_twin
                                                             : self->index;
    return index < 0 ? 0 : dm_tally_cells(tally, counter, index)[cell];
}

static double
divide(double a, double b)
{
    return b > 0.0 || b < 0.0 ? a / b : (double) NAN;
}

static double
days_a_year(double lost, double person_months)
{
    return divide(lost * MONTHS_A_YEAR * DAYS_A_MONTH / SHARE_UNIT, person_months);
}

static double
days_of(const struct dm_outcomes *outcomes, const struct dm_tally *tally, int32_t cell)
{
    double sum = 0.0;

    for (int32_t v = 0; v < outcomes->setting->scenario->n_services; v++) {
        sum += (double) dm_tally_cells(tally, COUNTER(BARRED), v)[cell];
    }
    return days_a_year(
        sum, (double) dm_tally_cells(tally, COUNTER(PERSON_MONTHS), 0)[cell]);
}

/* What the mark alone does to group B, under the regime. */
static double
gap_direct(const struct dm_outcomes *outcomes, const struct dm_outcome *outcome)
{
    return outcome->unmarked_person_months > 0
               ? days_of(outcomes, &outcome->sum[DM_REGIME], DM_CELL_GROUP + DM_GROUP_B) -
                     days_a_year((double) outcome->unmarked_lost,
                         (double) outcome->unmarked_person_months)
               : (double) NAN;
}

static double
missed(const struct dm_formula *self, const struct dm_outcomes *outcomes, int side,
    int32_t cell)
{
    int32_t c = side == DM_REGIME ? self->channel : self->in_twin;
    enum dm_missed_of of = cell == DM_CELL_TOTAL                ? DM_MISSED_ALL
                           : cell == DM_CELL_GROUP + DM_GROUP_A ? DM_MISSED_A
                                                                : DM_MISSED_B;

    return c < 0 ? (double) NAN : outcomes->missed[side].share[c][of];
}

/* Least squares over the five fifths: their distances from the middle one square to 10. */
static double
school_slope(const struct dm_outcomes *outcomes, int side, const struct dm_tally *tally)
{
    const struct dm_plan *plan = outcomes->setting->plan[side];
    double sum = 0.0;
    bool any = false;

    for (int32_t v = 0; v < plan->n_services; v++) {
        any = any || plan->service[v].per_school;
    }
    for (int q = 0; any && q < DM_MAX_QUINTILES; q++) {
        double days = 0.0;
        int32_t cell = DM_CELL_QUINTILE + q;

        for (int32_t v = 0; v < plan->n_services; v++) {
            if (plan->service[v].per_school) {
                days += (double) dm_tally_cells(tally, COUNTER(BARRED), v)[cell];
            }
        }
        sum +=
            (q - 2) * divide(days * MONTHS_A_YEAR * DAYS_A_MONTH / SHARE_UNIT,
                          (double) dm_tally_cells(tally, COUNTER(PERSON_MONTHS), 0)[cell]);
    }
    return any ? sum / 10.0 : (double) NAN;
}

static double
tier_share(const struct dm_tally *tally, int32_t tier)
{
    const int64_t *months = dm_tally_cells(tally, COUNTER(PERSON_MONTHS), 0);

    return divide((double) months[DM_CELL_TIER + tier], (double) months[DM_CELL_TOTAL]);
}

/* Who does not dissent, less who approves. */
static double
approval_gap(const struct dm_tally *tally, int32_t cell)
{
    int64_t all = dm_tally_cells(tally, COUNTER(OPINIONS), 0)[cell];
    int64_t shown = all - dm_tally_cells(tally, COUNTER(DISSENTS), 0)[cell];
    int64_t felt = dm_tally_cells(tally, COUNTER(APPROVES), 0)[cell];

    return divide((double) (shown - felt), (double) all);
}

/* A level that each world has. */
static double
level(const struct dm_formula *self, const struct dm_outcomes *outcomes,
    const struct dm_outcome *outcome, int side, int32_t cell)
{
    const struct dm_tally *tally = &outcome->sum[side];
    double value;

    switch (self->kind) {
    case DM_GROUP_GAP:
        return days_of(outcomes, tally, DM_CELL_GROUP + DM_GROUP_B) -
               days_of(outcomes, tally, DM_CELL_GROUP + DM_GROUP_A);
    case DM_GAP_CONDUCT:
        return outcome->equal_conduct[side].gap * DAYS_A_MONTH * MONTHS_A_YEAR /
               (double) outcomes->measured_months;
    case DM_GAP_MERGED: /* the strata are of the twin's conduct in both worlds */
        return side == DM_REGIME ? outcome->equal_conduct[side].merged : (double) NAN;
    case DM_GAP_DIRECT:
        return side == DM_REGIME ? gap_direct(outcomes, outcome) : (double) NAN;
    case DM_AT_END:
        return outcome->at_end[side][self->index];
    case DM_TRAPPED:
        return outcome->trapped[side].value[cell];
    case DM_WRONGFUL:
        return outcome->wrongful[side].value[cell] * DAYS_A_MONTH;
    case DM_MISSED:
        return missed(self, outcomes, side, cell);
    case DM_SCHOOL_SLOPE:
        return school_slope(outcomes, side, tally);
    case DM_APPROVAL_GAP:
        return approval_gap(tally, cell);
    case DM_TIER_SHARE:
        return side == DM_REGIME ? tier_share(tally, self->index) : (double) NAN;
    case DM_COMPLEMENT:
    case DM_RATIO:
    case DM_FALL_OF:
    case DM_PART_OF:
    case DM_RISE_OF:
        break;
    }
    value = self->scale *
            divide((double) count_of(self, outcomes, outcome, side, self->numerator, cell),
                (double) count_of(self, outcomes, outcome, side, self->denominator, cell));
    return self->kind == DM_COMPLEMENT ? 1.0 - value : value;
}

/* A difference by definition. */
static double
contrast(const struct dm_formula *self, const struct dm_outcomes *outcomes,
    const struct dm_outcome *outcome, int32_t cell)
{
    double here =
        (double) count_of(self, outcomes, outcome, DM_REGIME, self->numerator, cell);
    double there =
        (double) count_of(self, outcomes, outcome, DM_TWIN, self->numerator, cell);
    double base =
        (double) count_of(self, outcomes, outcome, DM_TWIN, self->denominator, cell);

    switch (self->kind) {
    case DM_FALL_OF:
        return self->scale * divide(there - here, base);
    case DM_PART_OF:
        return self->scale * divide(here, base);
    case DM_RISE_OF:
        return divide(here - there, there);
    case DM_RATIO:
    case DM_GROUP_GAP:
    case DM_GAP_CONDUCT:
    case DM_GAP_MERGED:
    case DM_GAP_DIRECT:
    case DM_COMPLEMENT:
    case DM_APPROVAL_GAP:
    case DM_SCHOOL_SLOPE:
    case DM_TIER_SHARE:
    case DM_AT_END:
    case DM_TRAPPED:
    case DM_WRONGFUL:
    case DM_MISSED:
        break;
    }
    DM_ASSERT(false);
    return (double) NAN;
}

/* What n of a cell counts. */
static int64_t
events_of(const struct dm_formula *self, const struct dm_outcomes *outcomes,
    const struct dm_outcome *outcome, int32_t cell)
{
    if (self->kind == DM_TRAPPED) {
        return outcome->trapped[DM_REGIME].n[cell];
    }
    if (self->kind == DM_WRONGFUL) {
        return outcome->wrongful[DM_REGIME].n[cell];
    }
    return count_of(self, outcomes, outcome, DM_REGIME, self->events, cell);
}

/* Whether some world has the mechanism that the measure is of: where one has it and the
 * other not, it did nothing there. */
static bool
is_kept(const struct dm_formula *self, const struct dm_outcome *outcome, bool paired)
{
    return outcome->sum[DM_REGIME].shape.slot[self->numerator] != DM_NO_SLOT ||
           (paired && outcome->sum[DM_TWIN].shape.slot[self->numerator] != DM_NO_SLOT);
}

struct dm_formula_values
dm_formula_at(const struct dm_formula *self, const struct dm_outcomes *outcomes,
    const struct dm_outcome *outcome, int32_t cell)
{
    bool paired = outcomes->setting->plan[DM_TWIN] != NULL;
    /* a tier of the regime is none of the twin's, even where the twin has tiers */
    bool by_tier = cell >= DM_CELL_TIER && cell < DM_CELL_JURISDICTION;
    struct dm_formula_values values = { (double) NAN, (double) NAN, (double) NAN, 0 };

    values.events = events_of(self, outcomes, outcome, cell);
    if (!is_kept(self, outcome, paired)) {
        return values;
    }
    if (self->kind == DM_FALL_OF || self->kind == DM_PART_OF || self->kind == DM_RISE_OF) {
        values.regime =
            paired && !by_tier ? contrast(self, outcomes, outcome, cell) : (double) NAN;
        values.difference = values.regime;
        return values;
    }
    values.regime = level(self, outcomes, outcome, DM_REGIME, cell);
    if (paired && !by_tier) {
        values.twin = level(self, outcomes, outcome, DM_TWIN, cell);
        values.difference = values.regime - values.twin;
    }
    return values;
}
