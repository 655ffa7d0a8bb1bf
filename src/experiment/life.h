/* SPDX-License-Identifier: Apache-2.0
 *
 * Synthetic lives, told in both worlds: who is picked, by a rule over days without access
 * that is printed with the life, and what befell them on one replicate of luck. Nobody is
 * picked by outspokenness, attitude or fear. */
#ifndef DEMERIT_EXPERIMENT_LIFE_H
#define DEMERIT_EXPERIMENT_LIFE_H

#include "engine/lane.h"
#include "port/sink.h"

/* The rules; their words are in report/life_words.c. */
enum dm_pick {
    DM_PICK_MEDIAN,         /* by days lost, the lower middle of those who lost any */
    DM_PICK_WORST,          /* of them, the one at nine tenths */
    DM_PICK_NEVER_OFFENDED, /* of them and without an unlawful act in either world, the one
                               who lost most */
    DM_PICK_PERSON,         /* by number */
    DM_N_PICKS
};

extern const char *const dm_pick_ids[DM_N_PICKS];

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
