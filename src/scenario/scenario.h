/* SPDX-License-Identifier: Apache-2.0
 *
 * The frozen scenario: everything the model may know, after `extends`, variant, `--set` and
 * defaults. Entities stand in order of id, so that nothing can depend on their order in the
 * file. References between entities are indices into these arrays, -1 for none. Fractions,
 * rates and coefficients are nano (10^-9, docs/odd/numerics.md §1), points are centipoints,
 * durations months. Nothing here can hold a person. */
#ifndef DEMERIT_SCENARIO_H
#define DEMERIT_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dm_limit {
#define DM_LIMIT(name, value, doc) DM_MAX_##name = (value),
#include "limits.def"
#undef DM_LIMIT
};

#define DM_NANO  INT64_C(1000000000)
#define DM_NEVER (-1) /* a duration without end */

/* ids are NUL-terminated; texts are owned by the scenario and never read by the model */
struct dm_id {
    char s[DM_MAX_ID_BYTES + 1];
};

enum dm_setting { DM_URBAN, DM_RURAL, DM_N_SETTINGS };
enum dm_group { DM_GROUP_A, DM_GROUP_B, DM_N_GROUPS };
enum dm_norm { DM_HONESTY, DM_PROSOCIALITY, DM_OUTSPOKENNESS, DM_N_NORMS };
enum dm_family { DM_AS_DOCUMENTED, DM_AS_DESCRIBED, DM_TWIN_WORLD, DM_THEORY };

/* fixed attributes and the one state that may raise or lower a rate (`more_if`) */
enum dm_factor {
    DM_F_HONESTY,
    DM_F_PROSOCIALITY,
    DM_F_OUTSPOKENNESS, /* the three norms in the order of dm_norm */
    DM_F_ONLINE,
    DM_F_GROUP_B,
    DM_F_RURAL,
    DM_F_POVERTY,
    DM_N_FACTORS
};

/* bits of `who`: all of them must hold */
enum dm_who { DM_WHO_DRIVER = 1, DM_WHO_URBAN = 2, DM_WHO_RURAL = 4, DM_WHO_ONLINE = 8 };

/* bits of `association.of` */
enum dm_tie_kind { DM_TIE_HOUSEHOLD = 1, DM_TIE_WORK = 2, DM_TIE_FRIENDS = 4 };

enum dm_network_form { DM_NETWORK_RING_LONG, DM_NETWORK_HOMOPHILOUS, DM_NETWORK_WIDE };

struct dm_ties {
    int64_t work_nano, friends_nano, long_nano; /* mean candidate ties a person */
    int64_t clustering_nano, homophily_nano;
    enum dm_network_form form;
};

struct dm_labour {
    int64_t separation_per_year_nano,
        hiring_per_year_nano; /* a twelfth is the probability of a month */
    int64_t earner_share_nano;
    int32_t retire_age; /* one of the bounds of age_bands, or 0: nobody retires */
};

struct dm_society {
    int64_t persons;
    int32_t n_jurisdictions;
    int64_t jurisdiction_pop[DM_MAX_JURISDICTIONS];
    int64_t urban_nano;
    int64_t age_pop[DM_MAX_CENSUS_AGES];                  /* 0-4, 5-9, ..., 100+ */
    int32_t n_age_bands, age_band_from[DM_MAX_AGE_BANDS]; /* the first is 18 */
    int64_t households[DM_N_SETTINGS]
                      [DM_MAX_HOUSEHOLD_SIZES]; /* counts by size 1, 2, ..., 10+ */
    int64_t income_quintile[DM_MAX_QUINTILES];  /* yuan a year */
    int64_t group_b_nano;
    int64_t online_nano[DM_N_SETTINGS];
    int64_t drivers_nano;
    int64_t norm_nano[DM_N_NORMS][DM_MAX_NORM_LEVELS];
    struct dm_ties ties;
    struct dm_labour labour;
    int64_t representatives_nano; /* share who are some firm's legal representative */
    int64_t schooled_nano; /* share of households with children that have one at school */
    int64_t debtors_nano;
    int32_t debt_months; /* of income, of a debtor */
    bool has_means;
    int64_t means_nano[DM_MAX_QUINTILES]; /* buffer, in months of income */
    int64_t renewal_per_year_nano;
};

enum dm_fine_table { DM_FINES_LOW, DM_FINES_MIDDLE, DM_FINES_HIGH, DM_N_FINE_TABLES };

struct dm_act {
    struct dm_id id, domain;
    char *label; /* plain words, may be NULL */
    bool lawful;
    unsigned who; /* bits of dm_who, 0 for everybody */
    int64_t rate_per_year_nano;
    int64_t more_if_nano[DM_N_FACTORS]; /* nats per unit of the factor */
    int64_t deterrence_nano;            /* epsilon */
    int64_t gain_nano;                  /* gamma */
    int64_t displaced_nano;             /* nats lost where other acts are fully rewarded */
    int64_t fine_days_nano[DM_N_FINE_TABLES]; /* ordinary sanction, in days of income:
                                                 low, middle, high table; measures only */
};

enum dm_peer_norm { DM_PEERS_PLAIN, DM_PEERS_STERN, DM_PEERS_SHUNNING };

/* Ratings by ties (mechanisms, M2) */
struct dm_peers {
    int64_t rate_per_year_nano; /* a tie and year; 0: no ratings */
    enum dm_peer_norm norm;
    int64_t noise_nano, bias_b_nano, retaliation_nano;
    int32_t good, bad; /* acts that a rating is a record of */
};

struct dm_channel {
    struct dm_id id;
    char *label;
    bool active;
    int32_t context;                /* index into contexts */
    int64_t sees_nano[DM_MAX_ACTS]; /* sensitivity by act; 0: does not see it */
    int64_t covers_setting_nano[DM_N_SETTINGS], covers_online_nano[2] /* offline, online */,
        covers_group_nano[DM_N_GROUPS]; /* coverage is their product */
    int64_t false_per_year_nano[DM_N_GROUPS];
    int64_t misattribution_nano[DM_N_GROUPS];
    int32_t delay_months;
    bool registry; /* its false records are corrected with the hazard of
                      safeguards.correction */
    int64_t owner_joins_nano, owner_pressure_nano;
    int64_t evaded_nano;                   /* share of evaders' acts that it misses */
    bool workplace;                        /* sees only who is in work */
    int64_t bounty_yuan, bounty_pull_nano; /* a report; lure per 1,000 yuan */
    int64_t cost_yuan;                     /* of a record */
    struct dm_peers peers;
    int64_t leak_per_year_nano;
};

struct dm_tier {
    struct dm_id id;
    int32_t from_centi; /* the lowest tier: INT32_MIN */
};

#define DM_YEAR_END (-2) /* records_expire: at the next month divisible by 12 */

struct dm_scheme {
    struct dm_id id;
    char *label;
    bool active;
    int32_t start_centi, low_centi,
        high_centi; /* INT32_MIN/2, INT32_MAX/2 where there is no bound */
    bool published;
    int32_t points_centi[DM_MAX_ACTS];
    bool has_points[DM_MAX_ACTS]; /* an act may be listed with 0 points */
    int32_t expire_months;        /* DM_NEVER */
    int64_t association_weight_nano;
    unsigned association_of; /* bits of dm_tie_kind */
    int32_t n_tiers;
    struct dm_tier tiers[DM_MAX_TIERS]; /* from the lowest */
    uint32_t own_contexts;              /* bits by context; 0: all */
    bool discretion;                    /* sigma or bias is not 0 */
    int64_t discretion_sigma_nano, discretion_bias_b_nano;
    int64_t discretion_least_nano, discretion_most_nano; /* factors */
    int64_t feeds_nano[DM_MAX_SCHEMES]; /* points for a point of that scheme; 0: none */
    int32_t attribute_income_centi, attribute_online_centi, attribute_employed_centi;
    bool opt_in;
    int64_t uptake_nano, joins_nano; /* at the start; a month */
    int32_t refusers;                /* tier; -1: the mean of those who are not in */
};

enum dm_list_kind { DM_LIST_BLACK, DM_LIST_REGISTRY };

struct dm_list {
    struct dm_id id;
    char *label;
    bool active;
    enum dm_list_kind kind;
    int32_t scheme, tier; /* enter: final tier at or below `tier` of `scheme`; -1: by act */
    bool acts[DM_MAX_ACTS]; /* enter: a record in force of one of these */
    int32_t term_months;
    bool published;
    uint32_t own_contexts;        /* bits by context; 0: all */
    int32_t count, within_months; /* by act: hits in a window; 1 and 1 where not given */
    bool counts;                  /* `count` is given */
    bool by_score;                /* enter: final score of `scheme` below `below_centi` */
    int32_t below_centi;
    int64_t representatives_per_year_nano;
    int64_t at_will_per_year_nano, at_will_bias_b_nano; /* bias: factor */
    int64_t household_nano; /* share of housemates who inherit */
    int32_t copies_months;
    int64_t fulfilment_nano, fulfilment_poor_nano; /* a month; factor for the poor */
    int32_t repair_after_months;                   /* 0: no repair */
    int64_t repair_nano;                           /* a month */
    bool appeal;
};

enum dm_matrix { DM_MATRIX_NARROW, DM_MATRIX_MIDDLE, DM_MATRIX_WIDE, DM_N_MATRICES };

struct dm_service {
    struct dm_id id;
    char *label;
    int64_t demand_per_year_nano;
    uint32_t related_contexts;             /* bits by context index: the middle matrix */
    uint32_t related_narrow, related_wide; /* the same, for indicators only */
    int64_t away_nano; /* share of demands made in other jurisdictions */
    bool per_school;   /* asked for by households with a child at school */
};

/* On what a sanction or reward stands: exactly one of list, tier, acts */
struct dm_ground {
    int32_t list;
    int32_t scheme, tier; /* sanction: at or below; reward: at or above */
    bool by_act;
    bool acts[DM_MAX_ACTS];
};

struct dm_sanction {
    struct dm_id id;
    char *label;
    bool active;
    struct dm_ground on;
    int32_t service; /* -1 */
    int64_t denies_nano;
    int64_t hiring_factor_nano, separation_factor_nano; /* 10^9: unchanged */
    int64_t fine_nano;     /* of a month's income, per record; on acts only */
    int64_t interest_nano; /* of a debtor's debt, a year */
};

struct dm_reward {
    struct dm_id id;
    char *label;
    bool active;
    struct dm_ground on;          /* tier only */
    int64_t income_yuan_per_year; /* whole yuan */
    int64_t ration_nano;          /* share of persons who can have it; 10^9: all */
};

struct dm_safeguards {
    int64_t notice_nano, filing_nano,
        success_nano; /* of `correction`: the monthly hazard is their product */
};

struct dm_adaptation {
    bool on; /* the section is present */
    int64_t aware_at_start_nano;
    int64_t announced_nano; /* phi0: deterrence of an announced rule without fear */
    int64_t aware_own_nano, aware_ties_nano, aware_publicity_nano;
    int64_t fear_own_nano, fear_ties_nano, fear_publicity_nano,
        fear_decay_nano; /* decay a month */
    int64_t opacity_nano, opacity_reach_nano;
    int64_t crowding_nano, crowding_recovery_nano; /* 0: off; recovery a month */
    int64_t evasion_starts_nano, evasion_fear_nano, evasion_stops_nano; /* a month; per
                                                                           unit of fear */
};

#define DM_UNLIMITED (-1)

/* A body that decides cases (mechanisms, M8) */
struct dm_body {
    int64_t officers_nano; /* per 100,000 persons; DM_UNLIMITED: no queue */
    int64_t decides_nano;  /* a month and officer */
    int64_t grants_wrongful_nano, grants_rightful_nano;
};

struct dm_redress {
    bool on; /* the section is present */
    int64_t notice_nano, explanation_nano, filing_nano, unexplained_nano;
    int64_t filing_by_income_nano[DM_MAX_QUINTILES]; /* factors */
    int64_t reversal_nano, reversal_rightful_nano;   /* human review of entries */
    struct dm_body body;
    bool pooled, suspends;
    int32_t delay_months;
    int64_t cost_yuan, compensation_nano;
    int64_t filing_outside_nano; /* of those refused; 0: no external body */
    struct dm_body outside;
};

struct dm_response {
    int64_t cut_base_nano, cut_association_nano, cut_flagged_nano; /* a month */
    int64_t restore_nano, seek_nano;                               /* a month */
    int64_t shaming_per_year_nano, shaming_radius_nano;
    int32_t shaming_threshold; /* events of a month; 0: never escalates */
    int64_t shaming_escalates_nano;
};

struct dm_opinion {
    bool on;
    int64_t pace_nano; /* a month */
    int64_t constant_nano, benefit_nano, harm_nano, injustice_nano, safety_nano,
        information_nano;
    int64_t cost_nano;
    int32_t n_thresholds;
    int64_t thresholds_nano[DM_MAX_THRESHOLDS];
};

/* Alternative forms: the same in both worlds, the first is the default */
enum dm_deterrence_form { DM_DETER_LOG_LINEAR, DM_DETER_SATURATING, DM_DETER_CERTAINTY };
enum dm_fear_form { DM_FEAR_TIES, DM_FEAR_OWN, DM_FEAR_OFF };
enum dm_opacity_form { DM_OPACITY_MEAN, DM_OPACITY_WORST, DM_OPACITY_LOST };
enum dm_association_form {
    DM_ASSOCIATION_MEAN,
    DM_ASSOCIATION_WORST,
    DM_ASSOCIATION_SHARE
};
enum dm_labour_form { DM_LABOUR_OPEN, DM_LABOUR_FIXED };
enum dm_forgetting_form { DM_FORGETTING_EXACT, DM_FORGETTING_HALF_LIFE };
enum dm_filing_form { DM_FILING_FLAT, DM_FILING_BY_INCOME };
enum dm_dissent_form { DM_DISSENT_KURAN, DM_DISSENT_THRESHOLDS };

struct dm_forms {
    enum dm_deterrence_form deterrence;
    enum dm_fear_form fear;
    enum dm_opacity_form opacity;
    enum dm_association_form association;
    enum dm_labour_form labour;
    enum dm_forgetting_form forgetting;
    enum dm_filing_form filing;
    enum dm_dissent_form dissent;
};

struct dm_run {
    int32_t years, warmup_months, replicates;
    uint32_t seed;
};

/* How sure the authors are of their numbers: counts over the values that carry a mark */
struct dm_provenance {
    int32_t n_sourced, n_assumed, n_unverified; /* unverified: confidence R */
};

/* A value that carries a mark, as it was written. Texts are owned, "" where there is none.
 */
enum dm_mark_kind { DM_MARK_SOURCED, DM_MARK_ASSUMED, DM_MARK_UNVERIFIED };
struct dm_mark {
    enum dm_mark_kind kind;
    char *path, *value, *source, *confidence, *range, *note;
};

/* The regime: what a twin takes from its own file (MODEL, "Twins, luck and harm") */
struct dm_regime {
    int32_t n_channels, n_schemes, n_lists, n_sanctions, n_rewards;
    struct dm_channel channels[DM_MAX_CHANNELS];
    struct dm_scheme schemes[DM_MAX_SCHEMES];
    struct dm_list lists[DM_MAX_LISTS];
    struct dm_sanction sanctions[DM_MAX_SANCTIONS];
    struct dm_reward rewards[DM_MAX_REWARDS];
    struct dm_safeguards safeguards;
    struct dm_adaptation adaptation;
    int64_t publicity_nano;   /* response.publicity */
    bool dedupe_by_act;       /* observation.dedupe: act (default) | none */
    int64_t linkage_nano;     /* observation.linkage */
    int64_t recognition_nano; /* response.recognition */
    struct dm_response response;
    struct dm_redress redress;
    struct dm_opinion opinion;
};

/* Which regime is in force where and when (mechanisms, M1). Index 0 is the scenario's own;
 * without timeline and jurisdictions there is no other. */
struct dm_rules {
    int32_t n_regimes;        /* 1: only the scenario's own */
    struct dm_regime *regime; /* [n_regimes - 1], owned: the patched ones, index 1 first */
    int32_t n_periods;        /* at least 1 */
    int32_t *from_month;      /* [n_periods], owned, ascending; the first is 0 */
    uint16_t *index; /* [n_periods][jurisdictions], owned: 0 the scenario's own regime */
};

/* An entry of `timeline` (in order of id) or, with an id "", of `jurisdictions`; kept for
 * whoever tells what a scenario says. The model reads struct dm_rules. */
struct dm_patch {
    struct dm_id id;
    int32_t from_month, until_month; /* until: DM_NEVER */
    int32_t every_months;            /* 0: everywhere at once */
    int64_t persists_nano;
    int32_t n_where;
    int32_t where[DM_MAX_JURISDICTIONS]; /* from 0, in the order in which they have it */
    char *set; /* owned: what it sets, as a YAML flow map without sources and notes */
};

/* A vignette: a case put to every jurisdiction (at most 12, answered as a distribution) */
struct dm_vignette {
    struct dm_id id;
    int32_t count[DM_MAX_ACTS]; /* of records by act */
};

struct dm_scenario {
    struct dm_id name;
    char *title, *description;
    enum dm_family family;
    struct dm_id twin_name; /* "" for no twin */
    struct dm_run run;
    struct dm_society society;
    int32_t n_acts, n_services, n_contexts;
    struct dm_act acts[DM_MAX_ACTS];
    struct dm_service services[DM_MAX_SERVICES];
    struct dm_id contexts[DM_MAX_CONTEXTS]; /* in order of id; those that channels and
                                               services name */
    struct dm_regime regime;
    struct dm_regime twin; /* resolved against this scenario's acts, services and contexts;
                              all zero without a twin */
    struct dm_rules rules, twin_rules;
    struct dm_patch *patches; /* owned, the scenario's own; first those of jurisdictions */
    int32_t n_patches;
    struct dm_forms forms;
    int32_t n_vignettes;
    struct dm_vignette vignettes[DM_MAX_VIGNETTES];
    struct dm_provenance provenance;
    struct dm_mark *marks; /* owned, in the order of the file; never read by the model */
    size_t n_marks;
    bool measure_causes; /* measure.causes: on (default) | off */
    bool measure_direct; /* measure.direct: on | off (default) */
    char hash[33];       /* XXH3-128 of the canonical text, hexadecimal */
};

#endif
