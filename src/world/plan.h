/* SPDX-License-Identifier: Apache-2.0
 *
 * A regime compiled to flat integer tables for the tick (docs/odd/submodels.md, 3): what a
 * rate is, who sees what, what a record costs, where tiers lie. Made once before tick 0;
 * constant afterwards. */
#ifndef DEMERIT_WORLD_PLAN_H
#define DEMERIT_WORLD_PLAN_H

#include "base/fixed.h"
#include "population.h"

#define DM_NO_RATE            INT16_MIN /* in an index: the act does not happen */
#define DM_NO_ACT             (INT32_MIN / 2) /* a base so low that no sum of steps brings it back */
#define DM_TRAIT_SETS         32
#define DM_NORM_SETS          512
#define DM_FEAR_LEVELS        64
#define DM_CROWD_LEVELS       64
#define DM_GAIN_LEVELS        16
#define DM_LONGEST_CORRECTION 1200 /* months after which a false record stays for good */
#define DM_EVENTS_CAP         15 /* own adverse events of a month that adaptation counts */
#define DM_TIES_CAP           64 /* ties of a person, household included, stay below it */

struct dm_plan_act {
    uint32_t entity; /* of the id: positions appear in no draw and no checksum */
    bool happens, lawful, expression;
    uint8_t needs; /* traits that an eligible person has, and */
    uint8_t lacks; /* traits that an eligible person has not */
    int32_t base;
    int32_t most; /* the largest index that anybody can reach */
    int32_t norm[DM_N_NORMS][DM_MAX_NORM_LEVELS];
    bool uses_norm[DM_N_NORMS];
    int32_t trait[DM_COVERAGE_CLASSES]; /* online, group, setting */
    int32_t poverty;
    int32_t deter[DM_FEAR_LEVELS];
    /* the same, as a tick looks it up: by all traits with the base, DM_NO_ACT where not
     * eligible; by all three norms */
    int32_t by_traits[DM_TRAIT_SETS], by_norms[DM_NORM_SETS];
    int32_t gain[DM_MAX_SCHEMES][DM_GAIN_LEVELS];
    bool has_deter, has_gain, has_crowding;
    int32_t crowding[DM_CROWD_LEVELS]; /* by how far prosociality is crowded out */
    uint32_t conduct_weight;  /* floor(100 |points| perceived detection), largest over
                                 schemes; unlawful acts */
    double realised_per_year; /* mean rate at tick 0 with the rounded index, for the printed
                                 plan */
};

/* Class of a person to a channel: the coverage class, and two bits of state. */
#define DM_SIGHT_EVADES  8U
#define DM_SIGHT_IDLE    16U /* out of work */
#define DM_SIGHT_CLASSES 32

/* An act as a channel sees it. */
struct dm_plan_sight {
    uint8_t act, channel;
    uint32_t entity;                 /* of ACT/CHANNEL */
    int16_t shift[DM_SIGHT_CLASSES]; /* index step of the thinning; DM_NO_RATE: unseen */
    int32_t most;                    /* no index plus shift is above this */
    int32_t most_of_all; /* the largest of these over all rules of the run (luck.h) */
};

struct dm_plan_row { /* thresholds of a count */
    int n;
    uint64_t t[DM_POISSON_CAP];
};

/* Ratings by ties (mechanisms, M2) */
struct dm_plan_peers {
    bool on;
    enum dm_peer_norm norm;
    int64_t noise_nano, bias_b_nano, retaliation_nano;
    uint8_t good, bad;              /* acts */
    uint64_t mean_q40[DM_TIES_CAP]; /* ratings of a month, by number of ties */
    uint64_t none[DM_TIES_CAP];     /* below this threshold: not rated */
};

struct dm_plan_channel {
    uint32_t entity;
    uint32_t delay;
    uint8_t context; /* into the plan's contexts */
    bool registry, makes_false[DM_N_GROUPS];
    uint64_t misattribution[DM_N_GROUPS];
    struct dm_plan_row false_records[DM_N_GROUPS];
    int n_false_acts;
    uint8_t false_act[DM_MAX_ACTS];
    uint64_t false_pick[DM_MAX_ACTS];
    uint64_t none_of_all; /* a word below it makes no false record under any rules of the
                             run (luck.h) */
    bool workplace;       /* invents records of persons in work only */
    uint32_t bounty_yuan; /* a report; 0: none */
    uint32_t cost_yuan;   /* a record; only measures ask */
    uint64_t leak;        /* threshold of a month */
    struct dm_plan_peers peers;
};

#define DM_DISCRETION_LEVELS 64 /* how harsh an official is */

struct dm_plan_scheme {
    uint32_t entity;
    bool active;
    int32_t start, low, high;
    bool published;
    int32_t n_cuts, cut[DM_MAX_TIERS]; /* lower bounds of tiers 1, 2, ... */
    int32_t reach[DM_GAIN_LEVELS];
    int64_t association; /* micro-centipoints a tier step; 0: none */
    unsigned association_of;
    int32_t spell_tier;    /* highest tier that a sanction names; -1 */
    int32_t list_tier;     /* highest tier that a black list's entry names; -1 */
    int32_t expire_months; /* DM_NEVER, DM_YEAR_END */
    int32_t grain;         /* centipoints, in which adverse points are split by context */

    /* mechanisms, M3 */
    int32_t fades;    /* months of the half-life form; 0: records expire */
    uint32_t foreign; /* bit: what this channel collects counts by linkage */
    bool discretion;  /* points at discretion: a factor by level; */
    int64_t factor_nano[2][DM_DISCRETION_LEVELS]; /* 1: points below 0 of group B */
    bool fed;                                     /* by other schemes, or attributes */
    int64_t feed_nano[DM_MAX_SCHEMES];
    int32_t by_quintile[DM_MAX_QUINTILES], by_online, by_employed; /* centipoints */
    bool opt_in;
    uint64_t uptake, joins; /* thresholds */
    int32_t refusers;       /* tier of those who are not in; -1: the mean of theirs */
};

struct dm_plan_list {
    uint32_t entity;
    uint32_t foreign; /* bit: what this channel collects counts by linkage */
    bool active;      /* false: nobody enters */
    bool black, published, sanctioned; /* some sanction stands on it */
    bool by_act;                       /* keeps hits of records in force, no months left */
    int32_t scheme, tier;              /* tier -1: none */
    uint32_t term;
    /* ---- who enters and leaves (mechanisms, M5 and M6; plan_lists.c) ---- */
    bool by_score; /* final score below `below` */
    int32_t below;
    uint32_t count, within;          /* hits of acts, in a window of months */
    uint64_t firm_listed;            /* thresholds of a month: representatives, */
    uint64_t at_will[DM_N_GROUPS];   /* at will, */
    uint64_t inherits;               /* of housemates, */
    uint64_t fulfilled[2], repaired; /* fulfilment (of the poor: [1]), repair after */
    uint32_t repair_after, copies;   /* so many months; 0: none */
    bool appeal;
};

/* Ground of a sanction, in the shape that a tick asks for */
struct dm_plan_ground {
    uint16_t lists;       /* bit: on this list */
    int32_t scheme, tier; /* or at or below this tier; scheme -1 */
};

struct dm_plan_denial {
    struct dm_plan_ground on;
    uint64_t keep; /* 2^32 minus the threshold of denies */
};

struct dm_plan_service {
    uint32_t entity;
    bool per_school; /* asked for by households with a child at school */
    struct dm_plan_row demand;
    int32_t n_denials;
    struct dm_plan_denial denial[DM_MAX_SANCTIONS];
};

struct dm_plan_factor {
    struct dm_plan_ground on;
    int64_t separation_nano, hiring_nano;
};

struct dm_plan_reward {
    uint32_t entity;
    bool active;
    int32_t scheme, tier, yuan_per_year;
    int64_t ration_nano; /* share of persons who can have it; 10^9: all who qualify */
};

/* What a sanction costs those in debt (mechanisms, M7) */
struct dm_plan_interest {
    struct dm_plan_ground on;
    int64_t per_year_nano;
};

/* Shares of the society that mechanisms ask for, as thresholds (plan_lists.c) */
struct dm_plan_people {
    uint64_t represents, schooled, debtor;
    int64_t debt_months;
    uint64_t renewed;                 /* of a month */
    uint16_t means[DM_MAX_QUINTILES]; /* at the start, in 2^-8 month of base income */
};

/* ---- redress (mechanisms, M8; plan_redress.c) ---- */

struct dm_plan_body {
    bool unlimited;
    int64_t officers_nano;        /* per 100,000 persons */
    uint64_t decides, granted[2]; /* rightful; wrongful to the rule */
};

struct dm_plan_redress {
    bool pooled, suspends;
    uint64_t noticed, explained;
    uint64_t filed[DM_MAX_QUINTILES][2]; /* by income, unexplained and explained */
    uint64_t reversed[2];                /* in review: rightful; wrongful to the rule */
    uint32_t delay, cost_yuan;
    int64_t compensation_nano;
    uint64_t filed_outside; /* 0: there is no external body */
    struct dm_plan_body body, outside;
};

/* What follows when a record of an act takes effect. */
struct dm_plan_effect {
    int32_t points[DM_MAX_SCHEMES];   /* centipoints */
    uint16_t adverse[DM_MAX_SCHEMES]; /* points below 0, in the scheme's grain */
    uint16_t lists;                   /* bit: a hit on this list */
    uint32_t at_scheme[DM_MAX_SCHEMES], at_list[DM_MAX_LISTS]; /* entities SCHEME/ACT and
                                                                  LIST/ACT */
    int32_t n_fines;
    int64_t fine_each_nano[DM_MAX_SANCTIONS];
};

struct dm_plan_adapt {
    bool on;
    uint64_t aware_at_start, decay_keep;
    uint64_t fear_own[DM_EVENTS_CAP + 1], aware_own[DM_EVENTS_CAP + 1];
    /* [ties][flagged of them] */
    uint64_t fear_ties[DM_TIES_CAP][DM_TIES_CAP], aware_ties[DM_TIES_CAP][DM_TIES_CAP];
    uint64_t aware_publicity;
    uint64_t fear_publicity_q32; /* nats at full prevalence */
    bool fearless;               /* fear stays 0 (form `off`) */
};

/* ---- responses (mechanisms, M9 to M14; plan_response.c) ---- */

#define DM_FEAR_STEPS 257 /* of 2^-8, both ends included */

/* Thresholds of a month for a candidate tie. */
struct dm_plan_tie_change {
    bool on;
    uint64_t cut[3]; /* by number of flagged ends */
    uint64_t restore, seek;
};

struct dm_plan_shaming {
    int64_t per_year_nano; /* publicity counted in; 0: nobody is shamed */
    int64_t radius_nano;
    uint32_t threshold; /* 0: never escalates */
    uint64_t escalates;
};

struct dm_plan_crowding {
    bool on; /* under some rules of the run, in either world */
    uint64_t recovery_keep;
    uint64_t keep[DM_MAX_SCHEMES][DM_GAIN_LEVELS]; /* of prosociality; the least over
                                                      schemes counts */
};

struct dm_plan_evasion {
    bool on;
    uint64_t calm; /* 2^32 minus the threshold of starting without fear */
    uint64_t stops, fear_nano;
    uint64_t starts[DM_FEAR_STEPS]; /* thresholds at these fears bound those between */
};

/* bits that choose among dm_plan_opinion.calm */
enum dm_opinion_term {
    DM_OPINION_BENEFIT = 1,
    DM_OPINION_HARM = 2,
    DM_OPINION_INJUSTICE = 4,
    DM_OPINION_ONLINE = 8,
    DM_OPINION_TERMS = 16
};

struct dm_plan_opinion {
    bool on;
    enum dm_dissent_form form;
    uint16_t at_start; /* approval */
    uint64_t pace, pace_keep;
    int64_t constant_nano, benefit_nano, harm_nano, injustice_nano, safety_nano,
        information_nano;
    uint64_t calm[DM_OPINION_TERMS]; /* where approval tends without fear, 2^-32 */
    uint64_t at_fear[DM_OPINION_TERMS][DM_FEAR_STEPS]; /* and at these fears; in between */
    uint64_t slack;    /* it is off their line by less than this */
    int64_t cost_nano; /* of dissent that nobody shares */
    int64_t honesty_nano[DM_MAX_NORM_LEVELS];
    int32_t n_thresholds;
    int64_t threshold_nano[DM_MAX_THRESHOLDS];
};

/* Which columns a run keeps: decided by all rules of a world together, so the same in all
 * its plans. Every member is a flag or a set of bits, 0 where nothing is kept: plans are
 * united by or. */
struct dm_plan_keeps {
    bool adapts, causes;
    bool ties, crowding, evasion, opinion, shaming;
    bool signal; /* opinion, or ratings by ties */
    bool bounties, ratings, leaks;
    bool costs;          /* records of some channel cost something */
    bool watched;        /* some channel asks who evades or is in work */
    bool fed;            /* some scheme is fed by others or attributes */
    uint8_t opt_in;      /* bits by scheme */
    uint32_t rations;    /* bits by reward */
    uint16_t acts;       /* bits by list: some enter by acts */
    uint16_t left_lists; /* months left are kept, not hits */
    uint16_t grounds;    /* of these some have more than a tier to enter or to leave by, */
    uint16_t windows;    /* or count hits in a window */
    uint16_t households; /* housemates inherit */
    bool exits, copies, redress, suspends, means;
    bool errors; /* points of false records: causes, or redress */
    bool sums;   /* what is behind a score: some records have no end, or fade (behind.h) */
};

/* ---- what only indicators read (docs/odd/measures.md; plan_indicators.c) ---- */

struct dm_plan_indicators {
    uint32_t ordinary[DM_N_FINE_TABLES][DM_MAX_ACTS];   /* sanction of an unlawful act, 2^-8
                                                           day of income */
    bool given[DM_N_FINE_TABLES];                       /* some act has one */
    uint32_t unrelated[DM_N_MATRICES][DM_MAX_SERVICES]; /* bit: this context of the plan's
                                                           is not the service's */
};

struct dm_plan {
    struct dm_plan_keeps keeps;
    int32_t n_acts, n_sights, n_channels, n_schemes, n_lists, n_services, n_factors,
        n_rewards;
    int32_t n_contexts;               /* in which the regime's channels collect */
    uint8_t context[DM_MAX_CONTEXTS]; /* index in the scenario */
    struct dm_plan_act act[DM_MAX_ACTS];
    struct dm_plan_sight
        sight[DM_MAX_ACTS * DM_MAX_CHANNELS]; /* in order of act, then channel */
    struct dm_plan_channel channel[DM_MAX_CHANNELS];
    struct dm_plan_scheme scheme[DM_MAX_SCHEMES];
    struct dm_plan_list list[DM_MAX_LISTS];
    struct dm_plan_service service[DM_MAX_SERVICES];
    struct dm_plan_factor factor[DM_MAX_SANCTIONS];
    int32_t n_interests;
    struct dm_plan_interest interest[DM_MAX_SANCTIONS];
    struct dm_plan_reward reward[DM_MAX_REWARDS];
    struct dm_plan_people people;
    struct dm_plan_redress redress;
    struct dm_plan_effect effect[DM_MAX_ACTS];
    int64_t linkage_nano; /* of records from foreign channels */
    uint64_t linked;      /* the threshold */
    enum dm_association_form association_form;
    struct dm_plan_adapt adapt;
    struct dm_plan_tie_change tie_change;
    struct dm_plan_shaming shaming;
    struct dm_plan_crowding crowding;
    struct dm_plan_evasion evasion;
    struct dm_plan_opinion opinion;
    int32_t published_scheme; /* -1 */
    int32_t main_scheme;      /* published, else the first; -1: breakdown by tier */
    uint16_t black_lists, published_lists, visible_lists, sanctioned_lists, act_lists;
    uint8_t spell_schemes;
    uint64_t
        correction_keep; /* 2^32 minus the threshold of the monthly correction hazard */
    bool fixed_jobs;     /* closure of the labour market (mechanisms, M7) */
    uint64_t separation, hiring; /* thresholds of a month without a sanction */
    int64_t separation_nano, hiring_nano;
    int32_t poverty_line;
    bool measure_causes, dedupe_by_act;
    uint32_t longest_months; /* longest delay plus term: how far ahead records are kept, */
    uint32_t longest_delay;  /* and pending ones, if that is more than a year */
    uint64_t employed_at_start;
    struct dm_plan_indicators indicators;
};

/* Compiles `regime` of `scenario` (its own, or its twin's). DM_ESCENARIO with the act's
 * name if a rate is out of range. `plan` is large: keep it on the heap. */
dm_status dm_plan_init(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, struct dm_error *err) DM_MUST_USE;

/* The same, with contexts known before: the plans of one world number them alike. */
dm_status dm_plan_init_among(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, int32_t n_contexts, const uint8_t *contexts,
    struct dm_error *err) DM_MUST_USE;
/* Makes the plans of one world agree on what its state looks like: columns, contexts'
 * grain, months ahead, schemes with tier spells. */
void dm_plan_unite(struct dm_plan *const *plan, int32_t n);
struct dm_plan_ground dm_plan_ground_of(const struct dm_ground *text);

/* Tier of a score. */
static inline int32_t
dm_plan_tier(const struct dm_plan_scheme *scheme, int32_t score)
{
    int32_t tier = 0;

    for (int32_t c = 0; c < scheme->n_cuts; c++) {
        tier += score >= scheme->cut[c];
    }
    return tier;
}

static inline int32_t
dm_plan_clamp(const struct dm_plan_scheme *scheme, int64_t score)
{
    return score < scheme->low    ? scheme->low
           : score > scheme->high ? scheme->high
                                  : (int32_t) score;
}

/* Class of the distance to the next tier; 0 in the top tier. */
int32_t dm_plan_gain_level(
    const struct dm_plan_scheme *scheme, int32_t tier, int32_t score);
/* Threshold of the word below which a person of this fear (2^-16) starts to evade. */
uint64_t dm_plan_evasion_starts(const struct dm_plan_evasion *self, uint32_t fear);
/* Where approval tends (2^-32) with these dm_opinion_term bits at this fear (2^-16). */
uint64_t dm_plan_approval(
    const struct dm_plan_opinion *self, unsigned terms, uint32_t fear);

/* ---- parts of dm_plan_init() ---- */
/* Splits adverse points of scheme s by context in steps of `grain` centipoints. */
void dm_plan_grain(struct dm_plan *plan, int32_t s, int32_t grain);

/* Thresholds of the count of a month. */
void dm_plan_row_init(struct dm_plan_row *row, int64_t per_year_nano);
/* plan_observe.c */
/* Chance in nano that a channel records an act of its coverage: 0 while it is not active.
 */
int64_t dm_plan_sees(const struct dm_channel *text, int32_t a);
/* Bits of the channels that collect in other contexts than `own_contexts` (0: all). */
uint32_t dm_plan_foreign(const struct dm_regime *regime, uint32_t own_contexts);
void dm_plan_channels(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
void dm_plan_sights(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
/* plan_scheme.c */
void dm_plan_schemes(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
void dm_plan_effects(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
/* plan_lists.c: after lists and schemes. */
void dm_plan_lists(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
/* Again where plans were united: what kind a list is is decided by all rules together. */
void dm_plan_list_kinds(struct dm_plan *plan);
/* plan_indicators.c: once the plan's contexts are known. */
void dm_plan_indicators(struct dm_plan *plan, const struct dm_scenario *scenario);
/* plan_redress.c */
void dm_plan_redress(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
/* plan_response.c: after schemes, effects and adaptation, before rates. */
void dm_plan_responses(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
/* perceived.c: deterrence, gain and weight of conduct of every act. */
void dm_plan_perceive(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime);
/* rates.c: fills plan->act[a] for every act. */
dm_status dm_plan_rates(struct dm_plan *plan, const struct dm_scenario *scenario,
    const struct dm_regime *regime, struct dm_error *err) DM_MUST_USE;

#endif
