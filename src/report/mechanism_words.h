/* SPDX-License-Identifier: Apache-2.0
 *
 * What the mechanisms of an entity do, as sentences that follow those about the entity
 * itself: each starts with a blank, and one that would say nothing is not written. */
#ifndef DEMERIT_REPORT_MECHANISM_WORDS_H
#define DEMERIT_REPORT_MECHANISM_WORDS_H

#include "base/strbuf.h"
#include "scenario/scenario.h"

void dm_words_channel_more(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_channel *channel);
void dm_words_scheme_more(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_scheme *scheme);
/* "falls to tier d", "has a record of A or B" (at most `most` acts are named); false, and
 * nothing written, if the list has no such ground. */
bool dm_words_way_in(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_list *list, int most);
/* "whoever falls to tier d, for 2 years": who enters, and the term */
void dm_words_entry(
    struct dm_strbuf *out, const struct dm_scenario *scenario, const struct dm_list *list);
void dm_words_list_more(
    struct dm_strbuf *out, const struct dm_scenario *scenario, const struct dm_list *list);
void dm_words_reward_more(struct dm_strbuf *out, const struct dm_reward *reward);
/* " Not in force at the start." or nothing */
void dm_words_active(struct dm_strbuf *out, bool active);

#endif
