/* SPDX-License-Identifier: Apache-2.0
 *
 * The model card of a scenario: what it is, what to refuse, what it rests on. */
#include "odd.h"

#include "describe.h"

static const char USES[] =
    "## Uses\n\n"
    "For understanding, teaching, regulating and contesting social-scoring systems: to see "
    "which consequences follow from a rule book under stated assumptions, for whom and "
    "through what, and what a safeguard would change. For comparing one rule with another "
    "on "
    "the same synthetic persons with the same luck.\n\n"
    "## Uses to refuse\n\n"
    "- Any decision on a person: nothing here knows a person, and no score of anybody can "
    "be "
    "computed or looked up.\n"
    "- Designing, tuning, procuring, extending or defending a scoring system. There is no "
    "optimum, ranking or frontier; a smaller harm here is not an acceptable one.\n"
    "- Saying how many people a real system has harmed, or what a real city does. Titles "
    "read \"the rule book of X, applied to a synthetic society\".\n"
    "- Saying that such a system works: the change in unlawful acts follows from an "
    "assumed "
    "response to detection and is never netted against harm.\n"
    "- Finding out how to make people conform, fear or keep silent: nothing sorts by "
    "these, "
    "and nothing is broken down by opinion, fear or evasion.\n"
    "- Calling a regime acceptable because it has appeals, review, consent or a way off a "
    "list. Redress here mends what the rule itself did not want, never the rule.\n"
    "- Telling what any population thinks, or where dissent may be found.\n"
    "- Legal conclusions on a case. Indicators are no finding under any law: the measures "
    "art5.* are indicators only, not a legal assessment; each and the union, no single "
    "score.\n\n";

static const char CAVEATS[] =
    "## Caveats\n\n"
    "- Acts, rates of acts, error rates of most channels and every response of people are "
    "assumed. Results that hold over the ranges below are worth more than results at the "
    "defaults.\n"
    "- Attributes of persons are independent but for household and place; groups A and B "
    "differ only where the scenario says so, and B is no real group.\n"
    "- Intervals of a run show luck on one society. They are not uncertainty about the "
    "world.\n"
    "- The start is not a stationary state: records build up for years. Quote levels with "
    "their months, or differences to the twin.\n"
    "- A paired difference of one person depends on how luck is coupled and is an "
    "illustration, not that person's effect.\n"
    "- No firms, no lenders, no strategic behaviour, no children, no ageing, no services "
    "that run out. `demerit odd` says all that is left out.\n";

struct caveat {
    bool holds;
    const char *text;
};

static bool
any_opt_in(const struct dm_regime *regime)
{
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        if (regime->schemes[s].opt_in) {
            return true;
        }
    }
    return false;
}

static bool
any_bounty_or_rating(const struct dm_regime *regime)
{
    for (int32_t c = 0; c < regime->n_channels; c++) {
        if (regime->channels[c].bounty_yuan > 0 ||
            regime->channels[c].peers.rate_per_year_nano > 0) {
            return true;
        }
    }
    return false;
}

static bool
changes_ties(const struct dm_response *response)
{
    return response->cut_base_nano > 0 || response->cut_association_nano > 0 ||
           response->cut_flagged_nano > 0 || response->seek_nano > 0 ||
           response->shaming_per_year_nano > 0;
}

/* Of what only some scenarios have. */
static void
add_own_caveats(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    const struct dm_regime *regime = &scenario->regime;
    const struct caveat CAVEATS_OF[] = {
        { regime->redress.on,
            "Who appeals, waits and is heard is assumed: no list's volumes, waits or "
            "outcomes were found. Wrongful here is wrongful to the rule." },
        { regime->opinion.on,
            "Numbers of approval and dissent are not of any population: every weight of an "
            "opinion is assumed, and approval changes nothing else in the model." },
        { changes_ties(&regime->response),
            "How often people cut ties or shame is assumed, without any source for how "
            "much." },
        { any_bounty_or_rating(regime),
            "Reports and ratings follow names, money and noise alone; nobody here has a "
            "reason to report or rate." },
        { any_opt_in(regime), "Whoever stays out of a voluntary scheme does so by chance; "
                              "distrust or dignity "
                              "are no reasons here." },
        { regime->adaptation.evasion_starts_nano > 0 ||
                regime->adaptation.evasion_fear_nano > 0,
            "Evasion is a chance, with no tool or method behind it." },
        { scenario->n_patches > 0,
            "When and where rules change is written down beforehand; no rule answers to "
            "what it does." },
        { scenario->society.renewal_per_year_nano > 0,
            "Persons are replaced by others of the same attributes; nobody ages." },
    };

    for (size_t i = 0; i < sizeof CAVEATS_OF / sizeof *CAVEATS_OF; i++) {
        if (CAVEATS_OF[i].holds) {
            dm_strbuf_addf(out, "- %s\n", CAVEATS_OF[i].text);
        }
    }
    dm_strbuf_add(out, "\n");
}

static void
add_front(const struct dm_scenario *scenario, const char *version, struct dm_strbuf *out)
{
    dm_strbuf_addf(
        out, "---\nname: %s\nversion: %s\nsynthetic: true\n", scenario->name.s, version);
    dm_strbuf_addf(out, "not_for: decisions on persons\nscenario_hash: %s\ntwin: %s\n",
        scenario->hash, scenario->twin_name.s[0] != '\0' ? scenario->twin_name.s : "null");
    dm_strbuf_add(out, "checksum: null # a run's, in its manifest.json\ntwin_checksum: "
                       "null\nmeasures_checksum: null\n---\n\n");
}

static const char *
family_words(enum dm_family family)
{
    switch (family) {
    case DM_AS_DOCUMENTED:
        return "as documented by research";
    case DM_AS_DESCRIBED:
        return "as described by articles";
    case DM_TWIN_WORLD:
        return "a twin to compare with";
    case DM_THEORY:
        break;
    }
    return "theory";
}

static void
add_what(const struct dm_scenario *scenario, struct dm_strbuf *out)
{
    dm_strbuf_addf(out, "# Model card: %s\n\n", scenario->name.s);
    if (scenario->title != NULL) {
        dm_strbuf_add(out, "**");
        dm_markdown_text(out, scenario->title);
        dm_strbuf_add(out, ".** ");
    }
    dm_strbuf_addf(out, "Family: %s.\n\n## What it is\n\n", family_words(scenario->family));
    if (scenario->description != NULL) {
        dm_markdown_text(out, scenario->description);
        dm_strbuf_add(out, "\n\n");
    }
    dm_describe_brief(scenario, out);
    dm_strbuf_add(out, "\n\nPersons are drawn from aggregate tables and a seed. ");
    dm_strbuf_add(out, dm_boundary_text);
    dm_strbuf_add(out, "\n\n");
}

dm_status
dm_card(const struct dm_scenario *scenario, const char *version, struct dm_strbuf *out)
{
    add_front(scenario, version, out);
    add_what(scenario, out);
    dm_strbuf_add(out, USES);
    dm_strbuf_add(out, CAVEATS);
    add_own_caveats(scenario, out);
    dm_strbuf_add(out, "## What it rests on\n\n");
    dm_describe_provenance(&scenario->provenance, out);
    dm_strbuf_add(out, "\n\n### Assumed\n\n");
    dm_marks_table(scenario, DM_MARK_ASSUMED, out);
    dm_strbuf_add(out, "### Unverified\n\n");
    dm_marks_table(scenario, DM_MARK_UNVERIFIED, out);
    dm_strbuf_add(out, "### With a source\n\n");
    dm_marks_table(scenario, DM_MARK_SOURCED, out);
    return out->failed ? DM_ENOMEM : DM_OK;
}
