/* SPDX-License-Identifier: Apache-2.0
 *
 * One function per part of a regime, in the order in which it meets a person: recorded,
 * scored, listed, denied, rewarded, protected, watched by others; then where the numbers
 * come from. A line that would say nothing is not written. */
#include "describe.h"

#include "describe_more.h"
#include "mechanism_words.h"
#include "regime_words.h"
#include "say.h"

#include <math.h>
#include <stdlib.h>

#define DM_INDENT 2
#define DM_HANG   4

const char dm_boundary_text[] = "Synthetic: not for decisions on persons. Not a model of "
                                "China: populations, acts and errors are "
                                "invented or assumed apart from census and rule-book "
                                "tables. Not a design aid: a smaller harm here "
                                "is not an acceptable one, and no result is a reason to "
                                "set up, keep or extend social scoring.";

const char dm_boundary_short_text[] =
    "Synthetic: not for decisions on persons. Not a model of China. Not a design aid: no "
    "result is a reason "
    "to set up, keep or extend social scoring.";

void
dm_describe_provenance(const struct dm_provenance *p, struct dm_strbuf *out)
{
    dm_strbuf_addf(out,
        "Of the numbers that carry a mark, %d %s a source, %d %s assumed and %d %s "
        "unverified.",
        p->n_sourced, dm_prose_plural(p->n_sourced, "names", "name"), p->n_assumed,
        dm_prose_plural(p->n_assumed, "is", "are"), p->n_unverified,
        dm_prose_plural(p->n_unverified, "is", "are"));
}

/* A bullet: what was gathered in `text`. */
static void
item(struct dm_prose *prose, struct dm_strbuf *text)
{
    dm_prose_flush(prose, DM_INDENT, DM_HANG, text);
}

static void
line(struct dm_prose *prose, const char *text)
{
    dm_prose_paragraph(prose, DM_INDENT, DM_HANG, text);
}

/* One decimal where it says something. */
static void
add_short(struct dm_strbuf *out, double value)
{
    bool whole = fabs(value - round(value)) < 0.05 || value >= 10.0;

    dm_prose_number(out, value, whole ? 0 : 1);
}

/* A rate a year of one person, as "0.15 a year" or "2 a year among 100 people". */
static void
add_rate(struct dm_strbuf *out, int64_t per_year_nano)
{
    double rate = (double) per_year_nano / 1e9;

    if (rate >= 0.2 || per_year_nano == 0) {
        add_short(out, rate);
        dm_strbuf_add(out, " a year");
    } else {
        double among = 100.0;
        while (rate * among < 1.0 && among < 1e6) {
            among *= 10.0;
        }
        add_short(out, rate * among);
        dm_strbuf_add(out, " a year among ");
        dm_prose_number(out, among, 0);
        dm_strbuf_add(out, " people");
    }
}

static void
describe_sees(const struct dm_scenario *scenario, const struct dm_channel *channel,
    struct dm_strbuf *text)
{
    int n = 0, i = 0;

    for (int a = 0; a < scenario->n_acts; a++) {
        n += channel->sees_nano[a] > 0 ? 1 : 0;
    }
    dm_strbuf_add(text, n == 0 ? "sees nothing" : "sees ");
    for (int a = 0; a < scenario->n_acts; a++) {
        if (channel->sees_nano[a] > 0) {
            dm_strbuf_add(text, dm_words_separator(i++, n));
            dm_words_name(text, scenario->acts[a].label, &scenario->acts[a].id);
            dm_strbuf_add(text, " (");
            dm_prose_percent(text, channel->sees_nano[a]);
            dm_strbuf_add(text, scenario->acts[a].lawful ? ", lawful)" : ")");
        }
    }
    dm_strbuf_add(text, ".");
}

/* ` Covers A % of X and B % of Y.`, unless both are everybody. */
static void
describe_cover(struct dm_strbuf *text, const int64_t cover_nano[2], const char *first,
    const char *second)
{
    if (cover_nano[0] == DM_NANO && cover_nano[1] == DM_NANO) {
        return;
    }
    dm_strbuf_add(text, " Covers ");
    dm_prose_percent(text, cover_nano[0]);
    dm_strbuf_addf(text, " of people %s and ", first);
    dm_prose_percent(text, cover_nano[1]);
    dm_strbuf_addf(text, " %s.", second);
}

static void
describe_errors(const struct dm_channel *channel, struct dm_strbuf *text)
{
    const int64_t *made_up = channel->false_per_year_nano,
                  *wrong = channel->misattribution_nano;

    if (made_up[0] == 0 && made_up[1] == 0 && wrong[0] == 0 && wrong[1] == 0) {
        dm_strbuf_add(text, " Makes no false record.");
        return;
    }
    if (made_up[0] != 0 || made_up[1] != 0) {
        dm_strbuf_add(text, " Records what never happened: ");
        add_rate(text, made_up[DM_GROUP_A]);
        if (made_up[0] != made_up[1]) {
            dm_strbuf_add(text, ", in group B ");
            add_rate(text, made_up[DM_GROUP_B]);
        }
        dm_strbuf_add(text, ".");
    }
    if (wrong[0] != 0 || wrong[1] != 0) {
        dm_strbuf_add(text, " Puts ");
        dm_prose_percent(text, wrong[DM_GROUP_A]);
        dm_strbuf_add(text, " of its records on the wrong person");
        if (wrong[0] != wrong[1]) {
            dm_strbuf_add(text, ", in group B ");
            dm_prose_percent(text, wrong[DM_GROUP_B]);
        }
        dm_strbuf_add(text, ".");
    }
}

static void
describe_channel(const struct dm_scenario *scenario, const struct dm_channel *channel,
    struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_words_name(&text, channel->label, &channel->id);
    if (channel->context >= 0 && channel->context < scenario->n_contexts) {
        dm_strbuf_addf(&text, " (%s)", scenario->contexts[channel->context].s);
    }
    dm_strbuf_add(&text, ": ");
    describe_sees(scenario, channel, &text);
    describe_cover(&text, channel->covers_setting_nano, "in towns", "in the country");
    describe_cover(&text, channel->covers_online_nano, "offline", "online");
    describe_cover(&text, channel->covers_group_nano, "of group A", "of group B");
    describe_errors(channel, &text);
    if (channel->delay_months > 0) {
        dm_strbuf_add(&text, " Takes effect after ");
        dm_prose_months(&text, channel->delay_months);
        dm_strbuf_add(&text, ".");
    }
    dm_words_channel_more(&text, scenario, channel);
    item(prose, &text);
}

static void
describe_channels(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    dm_prose_heading(prose, "Who is recorded, by whom, and with what error");
    if (scenario->regime.n_channels == 0) {
        line(prose, "Nobody: there is no channel.");
    }
    for (int c = 0; c < scenario->regime.n_channels; c++) {
        describe_channel(scenario, &scenario->regime.channels[c], prose);
    }
}

/* The acts with points of one sign, the heaviest first. */
static int
order_by_points(const struct dm_scenario *scenario, const struct dm_scheme *scheme,
    bool costs, int *order)
{
    int n = 0;

    for (int a = 0; a < scenario->n_acts; a++) {
        int32_t points = scheme->points_centi[a];
        if (!scheme->has_points[a] || points == 0 || (points < 0) != costs) {
            continue;
        }
        int at = n++;
        for (; at > 0 && abs(scheme->points_centi[order[at - 1]]) < abs(points); at--) {
            order[at] = order[at - 1];
        }
        order[at] = a;
    }
    return n;
}

static void
describe_points(const struct dm_scenario *scenario, const struct dm_scheme *scheme,
    bool costs, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };
    int order[DM_MAX_ACTS];
    int n = order_by_points(scenario, scheme, costs, order);

    if (n == 0) {
        line(prose, costs ? "Costs points: nothing." : "Brings points: nothing.");
        return;
    }
    dm_strbuf_add(&text, costs ? "Costs points: " : "Brings points: ");
    for (int i = 0; i < n; i++) {
        const struct dm_act *act = &scenario->acts[order[i]];
        dm_strbuf_add(&text, dm_words_separator(i, n));
        dm_words_name(&text, act->label, &act->id);
        dm_strbuf_add(&text, " ");
        dm_words_points(&text, scheme->points_centi[order[i]], true);
        dm_strbuf_add(&text, costs && act->lawful ? " (lawful)" : "");
    }
    dm_strbuf_add(&text, ".");
    item(prose, &text);
}

static void
describe_tiers(const struct dm_scheme *scheme, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    if (scheme->n_tiers == 0) {
        return;
    }
    dm_strbuf_add(&text, "Tiers, from the lowest: ");
    for (int i = 0; i < scheme->n_tiers; i++) {
        dm_strbuf_addf(&text, "%s%s ", i == 0 ? "" : "; ", scheme->tiers[i].id.s);
        if (i > 0) {
            dm_strbuf_add(&text, "from ");
            dm_words_points(&text, scheme->tiers[i].from_centi, false);
        } else if (scheme->n_tiers > 1) {
            dm_strbuf_add(&text, "below ");
            dm_words_points(&text, scheme->tiers[1].from_centi, false);
        }
    }
    dm_strbuf_add(&text, ".");
    item(prose, &text);
}

static void
add_of_whom(struct dm_strbuf *text, unsigned of)
{
    static const struct {
        unsigned bit;
        const char *words;
    } kinds[] = { { DM_TIE_HOUSEHOLD, "household" }, { DM_TIE_WORK, "colleagues" },
        { DM_TIE_FRIENDS, "friends" } };
    int n = 0, i = 0;

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        n += (of & kinds[k].bit) != 0 ? 1 : 0;
    }
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        if ((of & kinds[k].bit) != 0) {
            dm_strbuf_addf(text, "%s%s", dm_words_separator(i++, n), kinds[k].words);
        }
    }
}

static void
describe_scheme_start(const struct dm_scenario *scenario, const struct dm_scheme *scheme,
    struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_words_name(&text, scheme->label, &scheme->id);
    dm_strbuf_add(&text, ": everybody starts at ");
    dm_words_points(&text, scheme->start_centi, false);
    dm_strbuf_add(&text, " points. ");
    if (scheme->expire_months == DM_NEVER) {
        dm_strbuf_add(&text, "Records count for ever.");
    } else if (scheme->expire_months == DM_YEAR_END) {
        dm_strbuf_add(&text, "Records count to the end of the year.");
    } else {
        dm_strbuf_add(&text, "Records count for ");
        dm_prose_months(&text, scheme->expire_months);
        dm_strbuf_add(&text, ".");
    }
    dm_strbuf_add(
        &text, scheme->published ? " Tiers are published." : " Tiers are not published.");
    if (scheme->association_weight_nano != 0) {
        dm_strbuf_add(&text, " The score is pulled towards the published tiers of ");
        add_of_whom(&text, scheme->association_of);
        dm_strbuf_add(&text, " (weight ");
        dm_strbuf_add_nano(&text, scheme->association_weight_nano);
        dm_strbuf_add(&text, ").");
    }
    dm_words_scheme_more(&text, scenario, scheme);
    item(prose, &text);
}

static void
describe_schemes(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    dm_prose_heading(prose, "What costs points, and what brings them");
    if (scenario->regime.n_schemes == 0) {
        line(prose, "Nothing: nobody has a score.");
    }
    for (int s = 0; s < scenario->regime.n_schemes; s++) {
        const struct dm_scheme *scheme = &scenario->regime.schemes[s];
        describe_scheme_start(scenario, scheme, prose);
        describe_points(scenario, scheme, true, prose);
        describe_points(scenario, scheme, false, prose);
        describe_tiers(scheme, prose);
    }
}

static void
describe_lists(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    dm_prose_heading(prose, "Lists");
    if (scenario->regime.n_lists == 0) {
        line(prose, "None.");
    }
    for (int i = 0; i < scenario->regime.n_lists; i++) {
        const struct dm_list *list = &scenario->regime.lists[i];
        struct dm_strbuf text = { .text = NULL };
        dm_words_name(&text, list->label, &list->id);
        dm_strbuf_addf(&text,
            " (%s, %s): ", list->kind == DM_LIST_BLACK ? "blacklist" : "financial registry",
            list->published ? "published" : "not published");
        dm_words_entry(&text, scenario, list);
        dm_strbuf_add(&text, ".");
        dm_words_list_more(&text, scenario, list);
        item(prose, &text);
    }
}

static void
add_factor(struct dm_strbuf *text, int64_t factor_nano, const char *what, bool *first)
{
    if (factor_nano != DM_NANO) {
        dm_strbuf_addf(text, "%s%s at ", *first ? " " : ", ", what);
        dm_strbuf_add_nano(text, factor_nano);
        dm_strbuf_add(text, " times the usual rate");
        *first = false;
    }
}

static void
describe_sanction(const struct dm_scenario *scenario, const struct dm_sanction *sanction,
    struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };
    bool first = true;

    dm_words_name(&text, sanction->label, &sanction->id);
    dm_strbuf_add(&text, ":");
    if (sanction->service >= 0) {
        const struct dm_service *service = &scenario->services[sanction->service];
        dm_strbuf_add(&text, " ");
        dm_prose_percent(&text, sanction->denies_nano);
        dm_strbuf_add(&text, " of demands for ");
        dm_words_name(&text, service->label, &service->id);
        dm_strbuf_add(&text, " refused");
        first = false;
    }
    add_factor(&text, sanction->hiring_factor_nano, "hired", &first);
    add_factor(&text, sanction->separation_factor_nano, "losing work", &first);
    if (sanction->fine_nano != 0) {
        dm_strbuf_add(&text, first ? " " : ", ");
        dm_prose_percent(&text, sanction->fine_nano);
        dm_strbuf_add(&text, " of a month's income");
        first = false;
    }
    if (sanction->interest_nano != 0) {
        dm_say(&text, "$s $p interest a year on what a debtor owes", first ? "" : ",",
            sanction->interest_nano);
    }
    dm_strbuf_add(&text, sanction->on.by_act ? " " : ", ");
    dm_words_ground(&text, scenario, &scenario->regime, &sanction->on, false);
    dm_strbuf_add(&text, ".");
    dm_words_active(&text, sanction->active);
    item(prose, &text);
}

static void
describe_sanctions(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    dm_prose_heading(prose, "What is denied or taken");
    if (scenario->regime.n_sanctions == 0) {
        line(prose, "Nothing.");
    }
    for (int i = 0; i < scenario->regime.n_sanctions; i++) {
        describe_sanction(scenario, &scenario->regime.sanctions[i], prose);
    }
}

static void
describe_rewards(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    if (scenario->regime.n_rewards == 0) {
        return;
    }
    dm_prose_heading(prose, "What is given");
    for (int i = 0; i < scenario->regime.n_rewards; i++) {
        const struct dm_reward *reward = &scenario->regime.rewards[i];
        struct dm_strbuf text = { .text = NULL };
        dm_words_name(&text, reward->label, &reward->id);
        dm_strbuf_add(&text, ": ");
        dm_prose_count(&text, reward->income_yuan_per_year);
        dm_strbuf_add(&text, " yuan a year ");
        dm_words_ground(&text, scenario, &scenario->regime, &reward->on, true);
        dm_strbuf_add(&text, ".");
        dm_words_reward_more(&text, reward);
        item(prose, &text);
    }
}

static bool
any_registry(const struct dm_regime *regime)
{
    for (int c = 0; c < regime->n_channels; c++) {
        if (regime->channels[c].registry) {
            return true;
        }
    }
    return false;
}

/* One sentence: whether a false record is ever put right. */
static void
add_safeguards(const struct dm_regime *regime, struct dm_strbuf *text)
{
    const struct dm_safeguards *s = &regime->safeguards;

    if (!any_registry(regime) || s->notice_nano == 0 || s->filing_nano == 0 ||
        s->success_nano == 0) {
        dm_strbuf_add(text, "No false record is ever corrected.");
        return;
    }
    double hazard = (double) s->notice_nano / 1e9 * ((double) s->filing_nano / 1e9) *
                    ((double) s->success_nano / 1e9);
    dm_strbuf_add(text, "Of the false records of a registry, ");
    dm_prose_percent(text, (int64_t) (hazard * 1e9));
    dm_strbuf_add(text, " a month are corrected; other false records never are.");
}

static void
describe_safeguards(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    const struct dm_safeguards *s = &scenario->regime.safeguards;
    struct dm_strbuf text = { .text = NULL };

    dm_prose_heading(prose, "What protects");
    add_safeguards(&scenario->regime, &text);
    if (any_registry(&scenario->regime) && s->notice_nano != 0) {
        dm_strbuf_add(&text, " The person notices in ");
        dm_prose_percent(&text, s->notice_nano);
        dm_strbuf_add(&text, ", then files in ");
        dm_prose_percent(&text, s->filing_nano);
        dm_strbuf_add(&text, ", then is granted it in ");
        dm_prose_percent(&text, s->success_nano);
        dm_strbuf_add(&text, " of cases.");
    }
    item(prose, &text);
    dm_describe_redress(scenario, prose);
}

static void
describe_adaptation(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    const struct dm_adaptation *a = &scenario->regime.adaptation;
    struct dm_strbuf text = { .text = NULL };

    dm_prose_heading(prose, "Fear and awareness (assumed)");
    if (!a->on || scenario->regime.n_schemes == 0) {
        line(prose, "Nobody changes conduct because of the regime.");
        return;
    }
    dm_prose_percent(&text, a->aware_at_start_nano);
    dm_strbuf_add(&text, " of people know of the regime at the start; others learn of it "
                         "by what befalls them or those around "
                         "them. Those who know do less of what costs points, lawful or "
                         "not, and less still the more they fear; "
                         "and more of what brings points. Fear grows with one's own "
                         "sanctions and with those seen around one, "
                         "and fades by ");
    dm_prose_percent(&text, a->fear_decay_nano);
    dm_strbuf_add(&text, " a month.");
    item(prose, &text);
    dm_describe_conduct(scenario, prose);
}

static void
describe_twin(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_prose_heading(prose, "What it is compared with");
    if (scenario->twin_name.s[0] == '\0') {
        line(prose, "Nothing: this scenario has no twin.");
        return;
    }
    dm_strbuf_addf(&text,
        "The twin \"%s\": the same persons with the same luck, under %d %s, %d %s, %d %s "
        "and %d %s.",
        scenario->twin_name.s, scenario->twin.n_channels,
        dm_prose_plural(scenario->twin.n_channels, "channel", "channels"),
        scenario->twin.n_schemes,
        dm_prose_plural(scenario->twin.n_schemes, "scheme", "schemes"),
        scenario->twin.n_lists, dm_prose_plural(scenario->twin.n_lists, "list", "lists"),
        scenario->twin.n_sanctions,
        dm_prose_plural(scenario->twin.n_sanctions, "sanction", "sanctions"));
    item(prose, &text);
}

static void
describe_head(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_prose_heading(prose, scenario->title != NULL ? scenario->title : scenario->name.s);
    if (scenario->description != NULL && scenario->description[0] != '\0') {
        dm_prose_paragraph(prose, 0, 0, scenario->description);
    }
    dm_strbuf_add(&text, "Synthetic society: ");
    dm_prose_count(&text, scenario->society.persons);
    dm_strbuf_addf(&text, " %s, %d %s, %d %s.",
        scenario->society.persons == 1 ? "person" : "persons", scenario->run.years,
        dm_prose_plural(scenario->run.years, "year", "years"), scenario->run.replicates,
        dm_prose_plural(scenario->run.replicates, "replicate", "replicates"));
    dm_prose_flush(prose, 0, 0, &text);
}

void
dm_describe(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    describe_head(scenario, prose);
    describe_channels(scenario, prose);
    describe_schemes(scenario, prose);
    describe_lists(scenario, prose);
    describe_sanctions(scenario, prose);
    describe_rewards(scenario, prose);
    describe_safeguards(scenario, prose);
    describe_adaptation(scenario, prose);
    dm_describe_others(scenario, prose);
    dm_describe_opinion(scenario, prose);
    dm_describe_rules(scenario, prose);
    dm_describe_society(scenario, prose);
    dm_describe_forms(scenario, prose);
    dm_describe_vignettes(scenario, prose);
    describe_twin(scenario, prose);
    dm_prose_heading(prose, "Where the numbers come from");
    dm_describe_provenance(&scenario->provenance, &text);
    item(prose, &text);
    line(prose, dm_boundary_text);
}
