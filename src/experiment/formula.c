/* SPDX-License-Identifier: Apache-2.0
 *
 * Formulas of the measures (docs/odd/measures.md). A ratio whose denominator is 0 is
 * undefined, not 0. */
#include "formula.h"

#include <math.h>

#define MONTHS_A_YEAR 12.0
#define DAYS_A_MONTH  30.4375
#define SHARE_UNIT    65536.0 /* of BARRED and CROWD */
#define MEANS_UNIT    256.0

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
at_end(enum dm_end_measure which)
{
    struct dm_formula f = whole(DM_AT_END);

    f.index = (int32_t) which;
    return f;
}

/* Of mechanisms that are told of everybody together only. */
static struct dm_formula
ratio_of_all(enum dm_formula_kind kind, enum dm_counter numerator,
    enum dm_counter denominator, double scale)
{
    struct dm_formula f = ratio(numerator, denominator, scale);

    f.kind = kind;
    f.has_cells = false;
    return f;
}

static struct dm_formula
durations(enum dm_formula_kind kind)
{
    struct dm_formula f = whole(kind);

    f.has_cells = true;
    return f;
}

/* n counts the denominator: what the share is of. */
static struct dm_formula
share_of(enum dm_counter numerator, enum dm_counter denominator)
{
    struct dm_formula f = ratio(numerator, denominator, 1.0);

    f.events = denominator;
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

/* Parts of yuan are no events: n counts person-months. */
static struct dm_formula
yuan(enum dm_counter numerator)
{
    struct dm_formula f = ratio(numerator, COUNTER(PERSON_MONTHS), MONTHS_A_YEAR);

    f.events = COUNTER(PERSON_MONTHS);
    return f;
}

static struct dm_formula
of_intensities(enum dm_counter numerator, enum dm_counter denominator)
{
    struct dm_formula f = ratio(numerator, denominator, 1.0);

    f.events = COUNTER(PERSON_MONTHS);
    return f;
}

/* Of entries to lists and of what mechanisms beyond the spine do. */
static struct dm_formula
formula_of_mechanism(enum dm_measure measure)
{
    const double year = MONTHS_A_YEAR, thousand = 1000.0 * MONTHS_A_YEAR;

    switch ((int) measure) {
    case DM_MEASURE_EXITS:
        return ratio(COUNTER(EXITS), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_EXITS_EXPIRED:
        return ratio(COUNTER(EXITS_EXPIRED), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_EXITS_FULFILLED:
        return ratio(COUNTER(EXITS_FULFILLED), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_EXITS_REPAIRED:
        return ratio(COUNTER(EXITS_REPAIRED), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_EXITS_APPEALED:
        return ratio(COUNTER(EXITS_APPEALED), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_DENIED_AFTER:
        return ratio(COUNTER(DENIED_AFTER), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_COPIES_HELD:
        return ratio(COUNTER(COPIES_HELD), COUNTER(PERSON_MONTHS), 1000.0);
    case DM_MEASURE_APPEALS_FILED:
        return ratio(COUNTER(APPEALS), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_APPEALS_GRANTED:
        return share_of(COUNTER(GRANTED), COUNTER(DECISIONS));
    case DM_MEASURE_APPEAL_WAIT:
        return share_of(COUNTER(WAITED), COUNTER(DECISIONS));
    case DM_MEASURE_APPEAL_BACKLOG:
        return ratio(COUNTER(WAITING), COUNTER(PERSON_MONTHS), 100000.0);
    case DM_MEASURE_ADMIN_COST:
        return yuan(COUNTER(COST_YUAN));
    case DM_MEASURE_COST_FILING:
        return yuan(COUNTER(FILING_YUAN));
    case DM_MEASURE_COST_COMPENSATION:
        return yuan(COUNTER(COMPENSATION_YUAN));
    case DM_MEASURE_COST_BOUNTIES:
        return yuan(COUNTER(BOUNTY_YUAN));
    case DM_MEASURE_UPTAKE:
        return share_of(COUNTER(OPTED_IN), COUNTER(OPT_IN_MONTHS));
    case DM_MEASURE_PARTICIPATION:
        return ratio(COUNTER(TAKES_PART), COUNTER(PERSON_MONTHS), 1.0);
    case DM_MEASURE_REFUSED:
        return ratio(COUNTER(STAYS_OUT), COUNTER(PERSON_MONTHS), 1.0);
    case DM_MEASURE_EXPOSURES:
        return ratio_of_all(DM_RATIO, COUNTER(EXPOSED), COUNTER(PERSON_MONTHS), year);
    case DM_MEASURE_SHAME_EVENTS:
        return ratio(COUNTER(SHAMED), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_TIES_CUT:
        return share_of(COUNTER(TIES_CUT), COUNTER(TIES_AT_START));
    case DM_MEASURE_APPROVAL_PRIVATE:
        return ratio_of_all(DM_RATIO, COUNTER(APPROVES), COUNTER(OPINIONS), 1.0);
    case DM_MEASURE_APPROVAL_EXPRESSED:
        return ratio_of_all(DM_COMPLEMENT, COUNTER(DISSENTS), COUNTER(OPINIONS), 1.0);
    case DM_MEASURE_APPROVAL_GAP:
        return ratio_of_all(DM_APPROVAL_GAP, COUNTER(DISSENTS), COUNTER(OPINIONS), 1.0);
    case DM_MEASURE_CROWDED_OUT:
        return ratio_of_all(
            DM_RATIO, COUNTER(CROWD), COUNTER(PERSON_MONTHS), 1.0 / SHARE_UNIT);
    case DM_MEASURE_GAMING_SHARE:
        return of_intensities(COUNTER(GAMED), COUNTER(REWARDED));
    case DM_MEASURE_DISPLACED_GOOD:
        return of_intensities(COUNTER(DISPLACED), COUNTER(UNREWARDED));
    default:
        break;
    }
    DM_ASSERT(false);
    return (struct dm_formula){ 0 };
}

struct dm_formula
dm_formula_of(enum dm_measure measure)
{
    const double year = MONTHS_A_YEAR, thousand = 1000.0 * MONTHS_A_YEAR;

    switch ((int) measure) {
    case DM_MEASURE_FACTS_RECORDED:
        return records(COUNTER(RECORDS), COUNTER(PERSON_MONTHS), year);
    case DM_MEASURE_PPV_RECORD:
        return records(COUNTER(RECORDS_TRUE), COUNTER(RECORDS), 1.0);
    case DM_MEASURE_PPV_UNLAWFUL:
        return share_of(COUNTER(UNLAWFUL_TRUE), COUNTER(UNLAWFUL_RECORDS));
    case DM_MEASURE_PPV_PERSON:
        return share_of(COUNTER(LISTED_TRUE), COUNTER(LISTED_NEW));
    case DM_MEASURE_PPV_SANCTION:
        return share_of(COUNTER(SANCTION_RIGHT), COUNTER(SANCTION_ENTRIES));
    case DM_MEASURE_MISS_RATE:
        return whole(DM_MISSED);
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
    case DM_MEASURE_GAP_DIRECT:
        return whole(DM_GAP_DIRECT);
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
    case DM_MEASURE_CONFORMITY:
        return against_twin(DM_RISE_OF, COUNTER(LAWFUL), COUNTER(LAWFUL), 1.0);
    case DM_MEASURE_INCOME_LOST_BUFFER:
        return against_twin(
            DM_FALL_OF, COUNTER(MEANS), COUNTER(PERSON_MONTHS), 1.0 / MEANS_UNIT);
    case DM_MEASURE_SCORE_INCOME_RANK:
        return at_end(DM_END_SCORE_RANK);
    case DM_MEASURE_SCORE_GINI:
        return at_end(DM_END_GINI);
    case DM_MEASURE_MOBILITY:
        return at_end(DM_END_MOBILITY);
    case DM_MEASURE_TIER_ASSORTATIVITY:
        return at_end(DM_END_MIXING);
    case DM_MEASURE_JURISDICTION_SPREAD:
        return at_end(DM_END_SPREAD);
    case DM_MEASURE_SCHOOL_SLOPE:
        return whole(DM_SCHOOL_SLOPE);
    case DM_MEASURE_WRONGFUL_DAYS:
        return durations(DM_WRONGFUL);
    case DM_MEASURE_TRAPPED:
        return durations(DM_TRAPPED);
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
    default:
        return formula_of_mechanism(measure);
    }
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
        return outcome->gap_at_equal_conduct[side] * DAYS_A_MONTH * MONTHS_A_YEAR /
               (double) outcomes->measured_months;
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
    case DM_GAP_DIRECT:
    case DM_COMPLEMENT:
    case DM_APPROVAL_GAP:
    case DM_SCHOOL_SLOPE:
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
