/* SPDX-License-Identifier: Apache-2.0
 *
 * A synthetic life in words: which rule chose it, and what happened in a month. */
#ifndef DEMERIT_REPORT_LIFE_WORDS_H
#define DEMERIT_REPORT_LIFE_WORDS_H

#include "base/strbuf.h"
#include "scenario/scenario.h"
#include "storage/results.h"

/* With other luck ...: stands beside every life. */
extern const char dm_life_luck_text[];
/* "A life in the middle: ..." */
const char *dm_life_pick_words(const char *pick);
/* "Urban, 30-44 years, group A, poorest fifth, 12,000 yuan a year." */
void dm_life_person_words(struct dm_strbuf *out, const struct dm_life_row *life);
/* "a record of late utility bill by the utility company, 30 points less" */
void dm_life_event_words(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_life_event_row *event);
/* What a reader must know beside the events of a life: who stands here, and what "in truth"
 * means. False: nothing. */
bool dm_life_notes(struct dm_strbuf *out, const struct dm_results *results,
    const struct dm_life_row *life);
/* Whether what is recorded did not happen, or was done by somebody else. */
bool dm_life_event_is_false(const struct dm_life_event_row *event);

#endif
