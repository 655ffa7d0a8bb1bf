/* SPDX-License-Identifier: Apache-2.0
 *
 * Words for single things of a regime. Sentences stand in describe.c. */
#include "regime_words.h"

#include "prose.h"

#include <string.h>

void
dm_words_name(struct dm_strbuf *out, const char *label, const struct dm_id *id)
{
    if (label != NULL && label[0] != '\0') {
        dm_strbuf_add(out, label);
        return;
    }
    for (const char *c = id->s; *c != '\0'; c++) {
        dm_strbuf_addn(out, *c == '-' || *c == '_' ? " " : c, 1);
    }
}

const char *
dm_words_separator(int i, int n)
{
    return i == 0 ? "" : i + 1 == n ? " and " : ", ";
}

static int
count_acts(const struct dm_scenario *scenario, const bool *acts)
{
    int n = 0;

    for (int a = 0; a < scenario->n_acts; a++) {
        n += acts[a] ? 1 : 0;
    }
    return n;
}

int
dm_words_acts(
    struct dm_strbuf *out, const struct dm_scenario *scenario, const bool *acts, int most)
{
    int n = count_acts(scenario, acts), shown = 0;

    for (int a = 0; a < scenario->n_acts && shown < most; a++) {
        if (acts[a]) {
            dm_strbuf_add(out, shown == 0 ? "" : shown + 1 == n ? " or " : ", ");
            dm_words_name(out, scenario->acts[a].label, &scenario->acts[a].id);
            shown++;
        }
    }
    if (shown < n) {
        dm_strbuf_addf(out, " or %d more", n - shown);
    }
    return n;
}

void
dm_words_tier(struct dm_strbuf *out, const struct dm_regime *regime, int scheme, int tier)
{
    const struct dm_scheme *of = &regime->schemes[scheme];

    dm_strbuf_add(out, "tier ");
    dm_strbuf_add(out, of->tiers[tier].id.s);
    if (regime->n_schemes > 1) {
        dm_strbuf_add(out, " of ");
        dm_words_name(out, of->label, &of->id);
    }
}

void
dm_words_list(struct dm_strbuf *out, const struct dm_list *list)
{
    if (list->label == NULL || list->label[0] == '\0') {
        dm_strbuf_add(out, "the list ");
    }
    dm_words_name(out, list->label, &list->id);
}

void
dm_words_ground(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_regime *regime, const struct dm_ground *ground, bool reward)
{
    if (ground->by_act) {
        dm_strbuf_add(out, "for each record of ");
        dm_words_acts(out, scenario, ground->acts, 6);
    } else if (ground->list >= 0) {
        dm_strbuf_add(out, "while on ");
        dm_words_list(out, &regime->lists[ground->list]);
    } else {
        const struct dm_scheme *scheme = &regime->schemes[ground->scheme];
        bool edge = reward ? ground->tier + 1 == scheme->n_tiers : ground->tier == 0;
        dm_strbuf_add(out, "at ");
        dm_words_tier(out, regime, ground->scheme, ground->tier);
        dm_strbuf_add(out, edge ? "" : reward ? " or above" : " or below");
    }
}

void
dm_words_points(struct dm_strbuf *out, int32_t centi, bool sign)
{
    if (sign && centi > 0) {
        dm_strbuf_add(out, "+");
    }
    dm_strbuf_add_nano(out, (int64_t) centi * (DM_NANO / 100));
}
