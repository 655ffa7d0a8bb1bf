/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences about the mechanisms of channels, schemes, lists and rewards. */
#include "mechanism_words.h"

#include "prose.h"
#include "regime_words.h"
#include "say.h"

void
dm_words_active(struct dm_strbuf *out, bool active)
{
    dm_strbuf_add(out, active ? "" : " Not in force at the start.");
}

static void
add_peers(
    struct dm_strbuf *out, const struct dm_scenario *scenario, const struct dm_peers *peers)
{
    static const char *const NORMS[] = { "",
        ", and badly where these keep good and bad company at once",
        ", and badly where these keep bad company" };

    if (peers->rate_per_year_nano == 0) {
        return;
    }
    dm_say(out,
        " People rate those they know $n times a year each$s; $p of ratings turn into "
        "their opposite",
        peers->rate_per_year_nano, NORMS[peers->norm], peers->noise_nano);
    if (peers->bias_b_nano > 0) {
        dm_say(out, ", $p more are bad in group B", peers->bias_b_nano);
    }
    if (peers->retaliation_nano > 0) {
        dm_say(out, ", $p more among the badly rated", peers->retaliation_nano);
    }
    dm_strbuf_add(out, ". A rating is a record of ");
    dm_words_name(out, scenario->acts[peers->good].label, &scenario->acts[peers->good].id);
    dm_strbuf_add(out, " or ");
    dm_words_name(out, scenario->acts[peers->bad].label, &scenario->acts[peers->bad].id);
    dm_strbuf_add(out, ".");
}

void
dm_words_channel_more(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_channel *channel)
{
    dm_words_active(out, channel->active);
    if (channel->workplace) {
        dm_strbuf_add(out, " Sees people in work only.");
    }
    if (channel->owner_joins_nano < DM_NANO) {
        dm_say(
            out, " Its owner takes part in $p of jurisdictions", channel->owner_joins_nano);
        if (channel->owner_pressure_nano > 0) {
            dm_say(out, ", and in $p more under pressure", channel->owner_pressure_nano);
        }
        dm_strbuf_add(out, ".");
    }
    if (channel->evaded_nano > 0) {
        dm_say(out, " Misses $p of the acts of people who evade.", channel->evaded_nano);
    }
    if (channel->bounty_yuan > 0) {
        dm_say(out,
            " Pays $c yuan for a report, true or false, which brings $p more of both.",
            channel->bounty_yuan, channel->bounty_pull_nano * channel->bounty_yuan / 1000);
    }
    if (channel->cost_yuan > 0) {
        dm_say(out, " Each of its records costs $c yuan.", channel->cost_yuan);
    }
    add_peers(out, scenario, &channel->peers);
    if (channel->leak_per_year_nano > 0) {
        dm_say(out, " What it holds about a community leaks $n times a year.",
            channel->leak_per_year_nano);
    }
}

/* "finance and traffic" */
static void
add_contexts(struct dm_strbuf *out, const struct dm_scenario *scenario, uint32_t contexts)
{
    int n = 0, i = 0;

    for (int k = 0; k < scenario->n_contexts; k++) {
        n += (contexts >> k & 1) != 0 ? 1 : 0;
    }
    for (int k = 0; k < scenario->n_contexts; k++) {
        if ((contexts >> k & 1) != 0) {
            dm_say(out, "$s$s", dm_words_separator(i++, n), scenario->contexts[k].s);
        }
    }
}

static void
add_own_contexts(struct dm_strbuf *out, const struct dm_scenario *scenario,
    uint32_t contexts, const char *elsewhere)
{
    if (contexts != 0 && scenario->regime.linkage_nano < DM_NANO) {
        dm_strbuf_add(out, " Records from outside ");
        add_contexts(out, scenario, contexts);
        dm_say(out, elsewhere, scenario->regime.linkage_nano);
    }
}

static void
add_feeds(
    struct dm_strbuf *out, const struct dm_regime *regime, const struct dm_scheme *scheme)
{
    const char *before = " Each point above its start adds";

    for (int s = 0; s < regime->n_schemes; s++) {
        if (scheme->feeds_nano[s] != 0) {
            dm_say(out, "$s $n from ", before, scheme->feeds_nano[s]);
            dm_words_name(out, regime->schemes[s].label, &regime->schemes[s].id);
            before = ",";
        }
    }
    dm_strbuf_add(out, before[0] == ',' ? "." : "");
}

static void
add_attributes(struct dm_strbuf *out, const struct dm_scheme *scheme)
{
    const struct {
        int32_t centi;
        const char *words;
    } ATTRIBUTES[] = { { scheme->attribute_income_centi,
                           "to the richest fifth and less to the poorer" },
        { scheme->attribute_online_centi, "to people online" },
        { scheme->attribute_employed_centi, "to people in work" } };
    const char *before = " Points by who one is: ";

    for (size_t i = 0; i < sizeof ATTRIBUTES / sizeof *ATTRIBUTES; i++) {
        if (ATTRIBUTES[i].centi != 0) {
            dm_strbuf_add(out, before);
            dm_words_points(out, ATTRIBUTES[i].centi, true);
            dm_say(out, " $s", ATTRIBUTES[i].words);
            before = ", ";
        }
    }
    dm_strbuf_add(out, before[0] == ',' ? "." : "");
}

static void
add_opt_in(struct dm_strbuf *out, const struct dm_scheme *scheme)
{
    if (!scheme->opt_in) {
        return;
    }
    dm_say(out,
        " $p of people are in at the start, of their own will; of those whose tier would "
        "be "
        "better inside, $p join in a month. Others count as of ",
        scheme->uptake_nano, scheme->joins_nano);
    if (scheme->refusers < 0) {
        dm_strbuf_add(out, "the mean tier of those who stay out.");
    } else {
        dm_say(out, "tier $s.", scheme->tiers[scheme->refusers].id.s);
    }
}

void
dm_words_scheme_more(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_scheme *scheme)
{
    dm_words_active(out, scheme->active);
    if (scheme->discretion) {
        dm_say(out,
            " Officials change points at their discretion (spread $n, from $n to $n times",
            scheme->discretion_sigma_nano, scheme->discretion_least_nano,
            scheme->discretion_most_nano);
        if (scheme->discretion_bias_b_nano != 0) {
            dm_say(out, ", against group B $n", scheme->discretion_bias_b_nano);
        }
        dm_strbuf_add(out, ").");
    }
    add_own_contexts(out, scenario, scheme->own_contexts, " count for $p of their points.");
    add_feeds(out, &scenario->regime, scheme);
    add_attributes(out, scheme);
    add_opt_in(out, scheme);
}

static void
add_records(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_list *list, int most)
{
    if (list->counts) {
        dm_say(out, "within $m has $c records of ", (int) list->within_months,
            (int64_t) list->count);
    } else {
        dm_strbuf_add(out, "has a record of ");
    }
    dm_words_acts(out, scenario, list->acts, most);
}

bool
dm_words_way_in(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_list *list, int most)
{
    const struct dm_regime *regime = &scenario->regime;

    if (list->by_score) {
        const struct dm_scheme *scheme = &regime->schemes[list->scheme];

        dm_strbuf_add(out, "has less than ");
        dm_words_points(out, list->below_centi, false);
        dm_strbuf_add(out, " points");
        if (regime->n_schemes > 1) {
            dm_strbuf_add(out, " of ");
            dm_words_name(out, scheme->label, &scheme->id);
        }
        return true;
    }
    if (list->tier >= 0) {
        dm_strbuf_add(out, "falls to ");
        dm_words_tier(out, regime, list->scheme, list->tier);
        return true;
    }
    for (int a = 0; a < scenario->n_acts; a++) {
        if (list->acts[a]) {
            add_records(out, scenario, list, most);
            return true;
        }
    }
    return false;
}

void
dm_words_entry(
    struct dm_strbuf *out, const struct dm_scenario *scenario, const struct dm_list *list)
{
    struct dm_strbuf way = { .text = NULL };
    bool any = dm_words_way_in(&way, scenario, list, 8);

    if (any && way.text != NULL) {
        dm_say(out, "whoever $s", way.text);
    }
    dm_strbuf_clear(&way);

    if (list->representatives_per_year_nano > 0) {
        dm_say(out, "$slegal representatives, $n times a year for their firm",
            any ? "; " : "", list->representatives_per_year_nano);
        any = true;
    }
    if (list->at_will_per_year_nano > 0) {
        dm_say(out, "$sanybody at will, record or none, $n times a year", any ? "; " : "",
            list->at_will_per_year_nano);
        if (list->at_will_bias_b_nano != DM_NANO) {
            dm_say(out, " and $n times as often in group B", list->at_will_bias_b_nano);
        }
        any = true;
    }
    dm_strbuf_add(out, any ? ", for " : "nobody, for ");
    dm_prose_months(out, list->term_months);
}

void
dm_words_list_more(
    struct dm_strbuf *out, const struct dm_scenario *scenario, const struct dm_list *list)
{
    dm_words_active(out, list->active);
    add_own_contexts(out, scenario, list->own_contexts, " count with a chance of $p.");
    if (list->household_nano > 0) {
        dm_say(out, " $p of the adults who live with somebody listed are listed too.",
            list->household_nano);
    }
    if (list->fulfilment_nano > 0) {
        dm_say(out, " $p leave in a month by doing what they owe", list->fulfilment_nano);
        if (list->fulfilment_poor_nano != DM_NANO) {
            dm_say(out, ", $n times as many of the poor", list->fulfilment_poor_nano);
        }
        dm_strbuf_add(out, ".");
    }
    if (list->repair_after_months > 0 && list->repair_nano > 0) {
        dm_say(out, " After $m, $p a month have their credit repaired.",
            (int) list->repair_after_months, list->repair_nano);
    }
    if (list->copies_months > 0) {
        dm_say(out, " Whoever received the list keeps a copy for $m more.",
            (int) list->copies_months);
    }
    if (!list->appeal && scenario->regime.redress.on) {
        dm_strbuf_add(out, " Nobody can appeal.");
    }
}

void
dm_words_reward_more(struct dm_strbuf *out, const struct dm_reward *reward)
{
    dm_words_active(out, reward->active);
    if (reward->ration_nano < DM_NANO) {
        dm_say(out, " At most $p of people have it at once.", reward->ration_nano);
    }
}
