/* SPDX-License-Identifier: Apache-2.0
 *
 * Names and grounds of a scenario's entities in words, for whoever writes prose about a
 * regime. */
#ifndef DEMERIT_REPORT_REGIME_WORDS_H
#define DEMERIT_REPORT_REGIME_WORDS_H

#include "base/strbuf.h"
#include "scenario/scenario.h"

/* An id as words: `late-utility-bill` gives "late utility bill"; a label, where there is
 * one, stands for it. */
void dm_words_name(struct dm_strbuf *out, const char *label, const struct dm_id *id);
/* The separator before item i of n: "", ", " or " and ". */
const char *dm_words_separator(int i, int n);
/* "A, B or C"; at most `most` are named. Returns how many there are. */
int dm_words_acts(
    struct dm_strbuf *out, const struct dm_scenario *scenario, const bool *acts, int most);
/* "tier d of city", without the scheme where there is only one. */
void dm_words_tier(
    struct dm_strbuf *out, const struct dm_regime *regime, int scheme, int tier);
/* "the city's list", or "the list L" where it has no label. */
void dm_words_list(struct dm_strbuf *out, const struct dm_list *list);
/* "on the list L", "at tier d or below", "for each record of A": what a sanction stands on.
 */
void dm_words_ground(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_regime *regime, const struct dm_ground *ground, bool reward);
/* 12.5 from centipoints. */
void dm_words_points(struct dm_strbuf *out, int32_t centi, bool sign);

#endif
