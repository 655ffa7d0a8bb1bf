/* SPDX-License-Identifier: Apache-2.0
 *
 * Synthetic lives, told in both worlds: who is picked, by a rule over days without access
 * that is printed with the life, and what befell them on one replicate of luck. Nobody is
 * picked by outspokenness, attitude or fear. */
#ifndef DEMERIT_EXPERIMENT_LIFE_H
#define DEMERIT_EXPERIMENT_LIFE_H

#include "engine/lane.h"
#include "port/sink.h"

/* DM_PICK(NAME, id, rule) */
#define DM_PICKS(DM_PICK)                                                                  \
    DM_PICK(MEDIAN, "median",                                                              \
        "of all persons who lost access to a service, the one in the middle by days lost") \
    DM_PICK(WORST, "worst",                                                                \
        "of all persons who lost access to a service, the one whose loss nine in ten of "  \
        "them do not exceed")                                                              \
    DM_PICK(NEVER_OFFENDED, "never-offended",                                              \
        "of all persons who did nothing unlawful in either world and yet lost access to "  \
        "a service, the one who lost most days")                                           \
    DM_PICK(PERSON, "person", "this person was asked for by number")

enum dm_pick {
#define DM_PICK_ENUM(NAME, id, rule) DM_PICK_##NAME,
    DM_PICKS(DM_PICK_ENUM)
#undef DM_PICK_ENUM
        DM_N_PICKS
};

struct dm_pick_info {
    const char *id, *rule;
};
extern const struct dm_pick_info dm_picks[DM_N_PICKS];

/* Belongs to every told life. */
extern const char dm_life_sentence[];

struct dm_life_options {
    int32_t threads;                    /* 0: all cores */
    uint32_t replicate;                 /* of luck, from 1 */
    const struct dm_progress *progress; /* may be NULL */
    double done, all;                   /* person-months before and in all, for progress */
};

/* Sends one life row, then its events, the regime's first, each in order of time. Nothing
 * is sent, and DM_OK returned, if nobody fits the rule. `person` counts for DM_PICK_PERSON
 * only: DM_EUSAGE if there is no such person. */
dm_status dm_life_explain(const struct dm_scenario *scenario, enum dm_pick pick,
    uint64_t person, const struct dm_life_options *options, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;

/* The three lives that rules pick, as far as somebody fits them; `lost` is what the
 * regime's ledger of that replicate holds. The events of a life that two rules pick are
 * sent once. */
dm_status dm_life_samples(const struct dm_setting_of_run *setting, const uint32_t *lost,
    const struct dm_life_options *options, const struct dm_sink *sink,
    struct dm_error *err) DM_MUST_USE;
/* Person-months that it takes. */
double dm_life_samples_work(const struct dm_setting_of_run *setting);

#endif
