/* SPDX-License-Identifier: Apache-2.0
 *
 * Formulas of the measures (docs/odd/measures.md). A ratio whose denominator is 0 is
 * undefined, not 0. */
#include "formula.h"

#include <math.h>

#define MONTHS_A_YEAR 12.0
#define DAYS_A_MONTH  30.4375
#define SHARE_UNIT    65536.0 /* of BARRED */

const struct dm_measure_info dm_measures[DM_N_MEASURES] = {
#define DM_MEASURE(NAME, id, unit, direction, is_difference, sentence)                     \
    { id, unit, direction, sentence, is_difference },
#include "scenario/measures.def"
#undef DM_MEASURE
};

#define COUNTER(name) DM_COUNTER_##name

static struct dm_formula
ratio(enum dm_counter numerator, enum dm_counter denominator, double scale)
{
    return (struct dm_formula){
        .kind = DM_RATIO,
        .numerator = numerator,
        .denominator = denominator,
        .events = numerator,
        .scale = scale,
        .channel = -1,
        .in_twin = -1,
        .context = -1,
        .has_cells = true,
    };
}

/* Of spells: n counts the spell-months that the share is of. */
static struct dm_formula
share_of_spells(enum dm_counter numerator, double scale)
{
    struct dm_formula f = ratio(numerator, COUNTER(SPELL_MONTHS), scale);

    f.events = COUNTER(SPELL_MONTHS);
    return f;
}

static struct dm_formula
against_twin(enum dm_formula_kind kind, enum dm_counter numerator,
    enum dm_counter denominator, double scale)
{
    struct dm_formula f = ratio(numerator, denominator, scale);

    f.kind = kind;
    f.events = COUNTER(PERSON_MONTHS);
    return f;
}

static struct dm_formula
whole(enum dm_formula_kind kind)
{
    struct dm_formula f = against_twin(kind, COUNTER(BARRED), COUNTER(PERSON_MONTHS), 1.0);

    f.has_cells = false;
    return f;
}

static struct dm_formula
records(enum dm_counter numerator, enum dm_counter denominator, double scale)
{
    struct dm_formula f = ratio(numerator, denominator, scale);

    f.has_channels = true;
    f.events = COUNTER(RECORDS);
    return f;
}

/* n counts person-months under a sanction: parts of a month are no events. */
static struct dm_formula
days_without_access(void)
{
    struct dm_formula f = ratio(
        COUNTER(BARRED), COUNTER(PERSON_MONTHS), MONTHS_A_YEAR * DAYS_A_MONTH / SHARE_UNIT);

    f.events = COUNTER(SANCTIONED);
    return f;
}

struct dm_formula
dm_formula_of(enum dm_measure measure)
{
    const double year = MONTHS_A_YEAR, thousand = 1000.0 * MONTHS_A_YEAR;

    switch (measure) {
    case DM_MEASURE_FACTS_RECORDED:
        return records(COUNTER(RECORDS), COUNTER(PERSON_MONTHS), year);
    case DM_MEASURE_PPV_RECORD:
        return records(COUNTER(RECORDS_TRUE), COUNTER(RECORDS), 1.0);
    case DM_MEASURE_LISTED_SHARE:
        return ratio(COUNTER(LISTED), COUNTER(PERSON_MONTHS), 1.0);
    case DM_MEASURE_LISTED_EVER:
        return ratio(COUNTER(LISTED_EVER), COUNTER(PERSONS), 1.0);
    case DM_MEASURE_ENTRIES:
        return ratio(COUNTER(ENTRIES), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_SANCTIONED_SHARE:
        return ratio(COUNTER(SANCTIONED), COUNTER(PERSON_MONTHS), 1.0);
    case DM_MEASURE_DENIALS:
        return ratio(COUNTER(DENIED), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_ACCESS_LOST:
        return days_without_access();
    case DM_MEASURE_WRONGFUL_RULE:
        return share_of_spells(COUNTER(WRONG_RULE), 1.0);
    case DM_MEASURE_WRONGFUL_LAW:
        return share_of_spells(COUNTER(WRONG_LAW), 1.0);
    case DM_MEASURE_WRONGFUL_LAW_WIDE:
        return share_of_spells(COUNTER(WRONG_LAW_WIDE), 1.0);
    case DM_MEASURE_CAUSE_UNLAWFUL:
        return share_of_spells(COUNTER(BY_UNLAWFUL), 1.0 / DM_CAUSE_WHOLE);
    case DM_MEASURE_CAUSE_LAWFUL:
        return share_of_spells(COUNTER(BY_LAWFUL), 1.0 / DM_CAUSE_WHOLE);
    case DM_MEASURE_CAUSE_ERROR:
        return share_of_spells(COUNTER(BY_ERROR), 1.0 / DM_CAUSE_WHOLE);
    case DM_MEASURE_CAUSE_ASSOCIATION:
        return share_of_spells(COUNTER(BY_ASSOCIATION), 1.0 / DM_CAUSE_WHOLE);
    case DM_MEASURE_CAUSE_INHERITED:
        return share_of_spells(COUNTER(BY_INHERITED), 1.0 / DM_CAUSE_WHOLE);
    case DM_MEASURE_GAP_TOTAL:
        return whole(DM_GROUP_GAP);
    case DM_MEASURE_GAP_CONDUCT:
        return whole(DM_GAP_CONDUCT);
    case DM_MEASURE_INCOME_LOST:
        return against_twin(DM_FALL_OF, COUNTER(INCOME), COUNTER(INCOME), 100.0);
    case DM_MEASURE_INCOME_LOSSES:
        return against_twin(DM_PART_OF, COUNTER(LOSSES), COUNTER(INCOME), 100.0);
    case DM_MEASURE_INCOME_GAINS:
        return against_twin(DM_PART_OF, COUNTER(GAINS), COUNTER(INCOME), 100.0);
    case DM_MEASURE_INCOME_LOST_YUAN:
        return against_twin(DM_FALL_OF, COUNTER(INCOME), COUNTER(PERSON_MONTHS), 1.0);
    case DM_MEASURE_EMPLOYMENT_LOST:
        return against_twin(DM_FALL_OF, COUNTER(EMPLOYED), COUNTER(LABOUR), 1.0);
    case DM_MEASURE_CHILLED_SHARE:
        return against_twin(DM_FALL_OF, COUNTER(EXPRESSION), COUNTER(EXPRESSION), 1.0);
    case DM_MEASURE_CHILLED_GROSS:
        return against_twin(DM_PART_OF, COUNTER(EXPRESSION_FALL), COUNTER(EXPRESSION), 1.0);
    case DM_MEASURE_OFFENCE_CHANGE:
        return against_twin(DM_RISE_OF, COUNTER(OFFENCES), COUNTER(OFFENCES), 1.0);
    case DM_MEASURE_SCORE_INCOME_RANK:
        return whole(DM_RANK);
    case DM_MEASURE_ART5_UNRELATED_NARROW:
    case DM_MEASURE_ART5_UNRELATED_MIDDLE:
    case DM_MEASURE_ART5_UNRELATED_WIDE:
    case DM_MEASURE_ART5_UNRELATED_DAYS_NARROW:
    case DM_MEASURE_ART5_UNRELATED_DAYS_MIDDLE:
    case DM_MEASURE_ART5_UNRELATED_DAYS_WIDE:
    case DM_MEASURE_ART5_UNJUSTIFIED:
    case DM_MEASURE_ART5_UNJUSTIFIED_DAYS:
    case DM_MEASURE_ART5_DISPROPORTIONATE_LOW:
    case DM_MEASURE_ART5_OVER_1_LOW:
    case DM_MEASURE_ART5_OVER_3_LOW:
    case DM_MEASURE_ART5_OVER_10_LOW:
    case DM_MEASURE_ART5_DISPROPORTIONATE_MIDDLE:
    case DM_MEASURE_ART5_OVER_1_MIDDLE:
    case DM_MEASURE_ART5_OVER_3_MIDDLE:
    case DM_MEASURE_ART5_OVER_10_MIDDLE:
    case DM_MEASURE_ART5_DISPROPORTIONATE_HIGH:
    case DM_MEASURE_ART5_OVER_1_HIGH:
    case DM_MEASURE_ART5_OVER_3_HIGH:
    case DM_MEASURE_ART5_OVER_10_HIGH:
    case DM_MEASURE_ART5_UNION:
        return dm_formula_of_indicator(measure);
    case DM_N_MEASURES:
        break;
    }
    DM_ASSERT(false);
    return (struct dm_formula){ 0 };
}

struct dm_formula
dm_formula_of_channel(const struct dm_formula *of, int32_t channel, int32_t in_twin)
{
    struct dm_formula f = *of;

    f.by_channel = true;
    f.channel = channel;
    f.in_twin = in_twin;
    return f;
}

struct dm_formula
dm_formula_of_context(const struct dm_formula *of, int32_t context)
{
    struct dm_formula f = *of;

    f.by_context = true;
    f.context = context;
    return f;
}

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
    return dm_tally_cells(
        tally, counter, dm_counter_is_one(counter) ? 0 : self->index)[cell];
}

static double
divide(double a, double b)
{
    return b > 0.0 || b < 0.0 ? a / b : (double) NAN;
}

static double
days_of(const struct dm_outcomes *outcomes, const struct dm_tally *tally, int32_t cell)
{
    double sum = 0.0;

    for (int32_t v = 0; v < outcomes->setting->scenario->n_services; v++) {
        sum += (double) dm_tally_cells(tally, COUNTER(BARRED), v)[cell];
    }
    return divide(sum * MONTHS_A_YEAR * DAYS_A_MONTH / SHARE_UNIT,
        (double) dm_tally_cells(tally, COUNTER(PERSON_MONTHS), 0)[cell]);
}

/* A level that each world has. */
static double
level(const struct dm_formula *self, const struct dm_outcomes *outcomes,
    const struct dm_outcome *outcome, int side, int32_t cell)
{
    const struct dm_tally *tally = &outcome->sum[side];

    switch (self->kind) {
    case DM_GROUP_GAP:
        return days_of(outcomes, tally, DM_CELL_GROUP + DM_GROUP_B) -
               days_of(outcomes, tally, DM_CELL_GROUP + DM_GROUP_A);
    case DM_GAP_CONDUCT:
        return outcome->gap_at_equal_conduct[side] * DAYS_A_MONTH * MONTHS_A_YEAR /
               (double) outcomes->measured_months;
    case DM_RANK:
        return outcome->score_income_rank[side];
    case DM_RATIO:
    case DM_FALL_OF:
    case DM_PART_OF:
    case DM_RISE_OF:
        break;
    }
    return self->scale *
           divide((double) count_of(self, outcomes, outcome, side, self->numerator, cell),
               (double) count_of(self, outcomes, outcome, side, self->denominator, cell));
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
    case DM_RANK:
        break;
    }
    DM_ASSERT(false);
    return (double) NAN;
}

struct dm_formula_values
dm_formula_at(const struct dm_formula *self, const struct dm_outcomes *outcomes,
    const struct dm_outcome *outcome, int32_t cell)
{
    bool paired = outcomes->setting->plan[DM_TWIN] != NULL;
    /* a tier of the regime is none of the twin's, even where the twin has tiers */
    bool by_tier = cell >= DM_CELL_TIER && cell < DM_CELL_JURISDICTION;
    struct dm_formula_values values = { (double) NAN, (double) NAN, (double) NAN, 0 };

    values.events = count_of(self, outcomes, outcome, DM_REGIME, self->events, cell);
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
