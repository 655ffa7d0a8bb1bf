/* SPDX-License-Identifier: Apache-2.0
 *
 * Formulas of the measures (docs/odd/measures.md): which counters over which. What they
 * come to is in formula_at.c. */
#include "formula.h"

#define MONTHS_A_YEAR 12.0
#define DAYS_A_MONTH  30.4375
#define SHARE_UNIT    65536.0 /* of BARRED and CROWD */
#define MEANS_UNIT    256.0

const struct dm_measure_info dm_measures[DM_N_MEASURES] = {
#define DM_MEASURE(NAME, id, unit, range, direction, is_difference, sentence)              \
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
    case DM_MEASURE_ENTRIES_LIST:
        return ratio(COUNTER(LIST_ENTRIES), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_LISTED_SHARE_LIST:
        return ratio(COUNTER(LIST_MONTHS), COUNTER(PERSON_MONTHS), 1.0);
    case DM_MEASURE_EXITS_FROM:
        return ratio(COUNTER(LIST_EXITS), COUNTER(PERSON_MONTHS), thousand);
    case DM_MEASURE_TIER_SHARE:
        return whole(DM_TIER_SHARE);
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
    case DM_MEASURE_COST_CHANNELS:
        return yuan(COUNTER(CHANNEL_YUAN));
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
    case DM_MEASURE_CAUSE_SOLE:
        return share_of_spells(COUNTER(OF_SOLE), 1.0);
    case DM_MEASURE_CAUSE_JOINT:
        return share_of_spells(COUNTER(OF_JOINT), 1.0);
    case DM_MEASURE_CAUSE_OVERDETERMINED:
        return share_of_spells(COUNTER(OF_OVERDETERMINED), 1.0);
    case DM_MEASURE_CAUSE_BY_RULE:
        return share_of_spells(COUNTER(OF_RULE), 1.0);
    case DM_MEASURE_GAP_TOTAL:
        return whole(DM_GROUP_GAP);
    case DM_MEASURE_GAP_CONDUCT:
        return whole(DM_GAP_CONDUCT);
    case DM_MEASURE_GAP_MERGED:
        return whole(DM_GAP_MERGED);
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
