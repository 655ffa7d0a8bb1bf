/* SPDX-License-Identifier: Apache-2.0
 *
 * A regime in a few sentences, for the head of a run's summary: what is recorded, what a
 * score does, what being listed or low means. What is not in force at the start is left
 * out. */
#include "describe.h"

#include "mechanism_words.h"
#include "regime_words.h"

/* How many acts some channel sees; `lawful`: of them, the lawful ones. */
static int
seen_acts(const struct dm_scenario *scenario, int *lawful)
{
    int n = 0;

    *lawful = 0;
    for (int a = 0; a < scenario->n_acts; a++) {
        bool seen = false;
        for (int c = 0; c < scenario->regime.n_channels; c++) {
            seen = seen || scenario->regime.channels[c].sees_nano[a] > 0;
        }
        n += seen ? 1 : 0;
        *lawful += seen && scenario->acts[a].lawful ? 1 : 0;
    }
    return n;
}

static void
brief_channels(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    int lawful, n = seen_acts(scenario, &lawful), channels = scenario->regime.n_channels;

    if (channels == 0) {
        dm_strbuf_add(out, "Nothing is recorded.");
        return;
    }
    dm_strbuf_addf(out, "%d %s %d %s of conduct, %d of them lawful.", channels,
        dm_prose_plural(channels, "channel records", "channels record"), n,
        dm_prose_plural(n, "kind", "kinds"), lawful);
}

/* How many acts cost points, or bring them. */
static int
scored_acts(const struct dm_scenario *scenario, const struct dm_scheme *scheme, bool costs)
{
    int n = 0;

    for (int a = 0; a < scenario->n_acts; a++) {
        int32_t points = scheme->has_points[a] ? scheme->points_centi[a] : 0;
        n += (costs ? points < 0 : points > 0) ? 1 : 0;
    }
    return n;
}

static void
brief_scheme(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    const struct dm_regime *regime = &scenario->regime;
    const struct dm_scheme *scheme = &regime->schemes[0];

    if (regime->n_schemes == 0) {
        dm_strbuf_add(out, " Nobody has a score.");
        return;
    }
    if (regime->n_schemes > 1) {
        dm_strbuf_addf(
            out, " %d schemes score everybody; in the first, ", regime->n_schemes);
        dm_words_name(out, scheme->label, &scheme->id);
        dm_strbuf_add(out, ", one starts at ");
    } else {
        dm_strbuf_add(out, " Everybody starts at ");
    }
    dm_words_points(out, scheme->start_centi, false);
    int costs = scored_acts(scenario, scheme, true),
        brings = scored_acts(scenario, scheme, false);
    dm_strbuf_addf(out, " points; %d %s of act %s some, %d %s some; %d %s.", costs,
        dm_prose_plural(costs, "kind", "kinds"), dm_prose_plural(costs, "costs", "cost"),
        brings, dm_prose_plural(brings, "brings", "bring"), scheme->n_tiers,
        dm_prose_plural(scheme->n_tiers, "tier follows", "tiers follow"));
    if (scheme->association_weight_nano != 0) {
        dm_strbuf_add(out, " The scores of people around one count too.");
    }
}

static void
brief_list(const struct dm_scenario *scenario, const struct dm_list *list, bool first,
    struct dm_strbuf *out)
{
    dm_strbuf_add(out, first ? " Whoever " : "; whoever ");
    if (!dm_words_way_in(out, scenario, list, 1)) {
        dm_strbuf_add(out, "is picked");
    }
    dm_strbuf_add(out, " comes onto ");
    dm_words_list(out, list);
    dm_strbuf_add(out, " for ");
    dm_prose_months(out, list->term_months);
}

/* Blacklists are named, two of them; a financial registry is counted. */
static void
brief_lists(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    const struct dm_regime *regime = &scenario->regime;
    int named = 0, active = 0;

    for (int i = 0; i < regime->n_lists; i++) {
        active += regime->lists[i].active ? 1 : 0;
        if (named < 2 && regime->lists[i].active &&
            regime->lists[i].kind == DM_LIST_BLACK) {
            brief_list(scenario, &regime->lists[i], named == 0, out);
            named++;
        }
    }
    int rest = active - named;
    if (rest > 0) {
        dm_strbuf_addf(out, "%s%d %s%s", named > 0 ? "; " : " ", rest,
            named > 0 ? "more " : "", dm_prose_plural(rest, "list exists", "lists exist"));
    }
    dm_strbuf_add(out, active > 0 ? "." : "");
}

/* The largest share of demands for a service that one sanction refuses, in nano. */
static int64_t
most_denied(const struct dm_regime *regime, int service)
{
    int64_t most = 0;

    for (int i = 0; i < regime->n_sanctions; i++) {
        const struct dm_sanction *sanction = &regime->sanctions[i];
        if (sanction->active && sanction->service == service &&
            sanction->denies_nano > most) {
            most = sanction->denies_nano;
        }
    }
    return most;
}

static void
brief_denials(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    int n = 0, shown = 0;

    for (int s = 0; s < scenario->n_services; s++) {
        n += most_denied(&scenario->regime, s) > 0 ? 1 : 0;
    }
    for (int s = 0; s < scenario->n_services && shown < 4; s++) {
        int64_t most = most_denied(&scenario->regime, s);
        if (most > 0) {
            dm_strbuf_add(out, shown == 0 ? " Refused under sanction: " : ", ");
            dm_words_name(out, scenario->services[s].label, &scenario->services[s].id);
            dm_strbuf_add(out, " (");
            dm_prose_percent(out, most);
            dm_strbuf_add(out, ")");
            shown++;
        }
    }
    if (n > shown) {
        dm_strbuf_addf(out, " and %d more", n - shown);
    }
    dm_strbuf_add(out, n > 0 ? "." : " No service is refused.");
}

void
dm_describe_brief(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    brief_channels(scenario, out);
    brief_scheme(scenario, out);
    brief_lists(scenario, out);
    brief_denials(scenario, out);
    if (scenario->rules.n_regimes > 1) {
        dm_strbuf_add(out, " So it begins; rules change with time or differ by place.");
    }
}
