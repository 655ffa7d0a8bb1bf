/* SPDX-License-Identifier: Apache-2.0
 *
 * Redress, what becomes of conduct, of the society, of ties and of opinions; rules that
 * change; forms other than the usual ones; vignettes. */
#include "describe_more.h"

#include "regime_words.h"
#include "say.h"

#include <string.h>

enum { DM_INDENT = 2, DM_HANG = 4, SET_SHOWN = 160 };

static void
item(struct dm_prose *prose, struct dm_strbuf *text)
{
    dm_prose_flush(prose, DM_INDENT, DM_HANG, text);
}

/* The heading of a section before its first item. */
static void
open_section(struct dm_prose *prose, const char *heading, bool *open)
{
    if (!*open) {
        dm_prose_heading(prose, heading);
        *open = true;
    }
}

static void
add_body(struct dm_strbuf *text, const struct dm_body *body)
{
    if (body->officers_nano == DM_UNLIMITED) {
        dm_strbuf_add(text, "without a queue");
    } else {
        dm_say(text,
            "by $n officers per 100,000 persons, who decide $p of their cases in "
            "a month",
            body->officers_nano, body->decides_nano);
    }
    dm_say(text, "; $p of wrongful and $p of rightful listings are lifted",
        body->grants_wrongful_nano, body->grants_rightful_nano);
}

static void
describe_review(const struct dm_redress *r, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    if (r->reversal_nano > 0 || r->reversal_rightful_nano > 0) {
        dm_say(&text,
            "A human review stops $p of the entries that the rule itself does not want, "
            "and "
            "$p of the others.",
            r->reversal_nano, r->reversal_rightful_nano);
        item(prose, &text);
    }
}

static void
describe_outcome(const struct dm_redress *r, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_say(
        &text, "Cases are decided $s", r->pooled ? "for all jurisdictions together " : "");
    add_body(&text, &r->body);
    dm_strbuf_add(&text, ".");
    if (r->delay_months > 0) {
        dm_say(&text, " A decision takes effect after $m.", (int) r->delay_months);
    }
    if (r->suspends) {
        dm_strbuf_add(&text, " Until then sanctions rest.");
    }
    if (r->compensation_nano > 0) {
        dm_say(&text, " Each month listed is compensated by $p of a month's income.",
            r->compensation_nano);
    }
    if (r->filing_outside_nano > 0) {
        dm_say(&text, " Of those refused, $p go to an external body, which decides ",
            r->filing_outside_nano);
        add_body(&text, &r->outside);
        dm_strbuf_add(&text, ".");
    }
    item(prose, &text);
}

void
dm_describe_redress(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    const struct dm_redress *r = &scenario->regime.redress;
    struct dm_strbuf text = { .text = NULL };

    if (!r->on) {
        return;
    }
    describe_review(r, prose);
    dm_say(&text,
        "$p of those listed are told so, $p with the reason; of those told, $p ask "
        "for redress",
        r->notice_nano, r->explanation_nano, r->filing_nano);
    if (r->unexplained_nano != DM_NANO) {
        dm_say(&text, ", $n times as many without a reason", r->unexplained_nano);
    }
    if (r->cost_yuan > 0) {
        dm_say(&text, ", at a cost of $c yuan", r->cost_yuan);
    }
    dm_strbuf_add(&text, ".");
    item(prose, &text);
    describe_outcome(r, prose);
}

void
dm_describe_conduct(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    const struct dm_adaptation *a = &scenario->regime.adaptation;
    struct dm_strbuf text = { .text = NULL };

    if (a->opacity_nano > 0) {
        dm_say(&text,
            "The rules are $p opaque: to that extent every act of a walk of life is held "
            "for as risky as the others there, and $p of that spreads to all acts.",
            a->opacity_nano, a->opacity_reach_nano);
        item(prose, &text);
    }
    if (a->crowding_nano > 0) {
        dm_say(&text,
            "Points to be gained crowd out prosociality (strength $n a month); $p of that "
            "comes back in a month.",
            a->crowding_nano, a->crowding_recovery_nano);
        item(prose, &text);
    }
    if (a->evasion_starts_nano > 0 || a->evasion_fear_nano > 0) {
        dm_say(&text,
            "$p of people start to evade in a month, more with fear (strength $n); $p of "
            "those who do stop.",
            a->evasion_starts_nano, a->evasion_fear_nano, a->evasion_stops_nano);
        item(prose, &text);
    }
}

static void
describe_service(const struct dm_service *service, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_words_name(&text, service->label, &service->id);
    dm_strbuf_add(&text, ": asked for by ");
    dm_strbuf_add(
        &text, service->per_school ? "households with a child at school" : "each person");
    if (service->away_nano > 0) {
        dm_say(&text, ", $p of times in another jurisdiction", service->away_nano);
    }
    dm_strbuf_add(&text, ".");
    item(prose, &text);
}

void
dm_describe_society(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    static const char HEADING[] = "The society besides";
    const struct dm_society *s = &scenario->society;
    struct dm_strbuf text = { .text = NULL };
    bool open = false;

    if (s->renewal_per_year_nano > 0) {
        dm_say(&text, "$p of people are replaced by others of the same kind in a year. ",
            s->renewal_per_year_nano);
    }
    if (s->representatives_nano > 0) {
        dm_say(&text, "$p of people are the legal representative of a firm. ",
            s->representatives_nano);
    }
    if (s->debtors_nano > 0 && s->debt_months > 0) {
        dm_say(&text, "$p of people owe $m of income. ", s->debtors_nano,
            (int) s->debt_months);
    }
    if (s->schooled_nano > 0) {
        dm_say(
            &text, "$p of households with children have one at school. ", s->schooled_nano);
    }
    if (s->has_means) {
        dm_say(&text,
            "People have money put by: from $n months of income in the poorest "
            "fifth to $n in the richest. ",
            s->means_nano[0], s->means_nano[DM_MAX_QUINTILES - 1]);
    }
    if (text.n > 0) {
        open_section(prose, HEADING, &open);
    }
    item(prose, &text);
    for (int32_t i = 0; i < scenario->n_services; i++) {
        const struct dm_service *service = &scenario->services[i];

        if (service->away_nano > 0 || service->per_school) {
            open_section(prose, HEADING, &open);
            describe_service(service, prose);
        }
    }
}

static void
describe_shaming(const struct dm_response *r, struct dm_strbuf *text)
{
    dm_say(text, "People whose tier or listing is published are shamed $n times a year",
        r->shaming_per_year_nano);
    if (r->shaming_radius_nano > 0) {
        dm_say(text, ", up to $n times more where many are", r->shaming_radius_nano);
    }
    dm_strbuf_add(text, ".");
    if (r->shaming_threshold > 0 && r->shaming_escalates_nano > 0) {
        dm_say(text, " From $c times in a month on, $p lose their work.",
            (int64_t) r->shaming_threshold, r->shaming_escalates_nano);
    }
}

void
dm_describe_others(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    static const char HEADING[] = "What others do";
    const struct dm_response *r = &scenario->regime.response;
    struct dm_strbuf text = { .text = NULL };
    bool open = false;

    if (r->cut_base_nano > 0 || r->cut_association_nano > 0 || r->cut_flagged_nano > 0) {
        open_section(prose, HEADING, &open);
        dm_say(&text,
            "In a month $p of ties are cut for no reason, up to $p more where a flagged "
            "friend would pull one's score down, and $p more where either is flagged; $p "
            "of "
            "cut ties are taken up again.",
            r->cut_base_nano, r->cut_association_nano, r->cut_flagged_nano,
            r->restore_nano);
        item(prose, &text);
    }
    if (r->seek_nano > 0) {
        open_section(prose, HEADING, &open);
        dm_say(&text,
            "$p of possible ties between people of different tiers are made in a "
            "month.",
            r->seek_nano);
        item(prose, &text);
    }
    if (r->shaming_per_year_nano > 0) {
        open_section(prose, HEADING, &open);
        describe_shaming(r, &text);
        item(prose, &text);
    }
    if (scenario->regime.recognition_nano < DM_NANO) {
        open_section(prose, HEADING, &open);
        dm_say(&text, "$p of other jurisdictions honour one's own lists.",
            scenario->regime.recognition_nano);
        item(prose, &text);
    }
}

void
dm_describe_opinion(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    const struct dm_opinion *o = &scenario->regime.opinion;
    struct dm_strbuf text = { .text = NULL };

    if (!o->on) {
        return;
    }
    dm_prose_heading(prose, "Opinion (assumed)");
    dm_say(&text,
        "Private approval moves by $p a month towards what people experience "
        "themselves. ",
        o->pace_nano);
    if (scenario->forms.dissent == DM_DISSENT_THRESHOLDS) {
        dm_strbuf_add(&text, "Dissent shows where enough others dissent already.");
    } else {
        dm_say(&text,
            "Who disapproves shows it where enough friends do (cost of dissent "
            "$n).",
            o->cost_nano);
    }
    item(prose, &text);
}

static void
add_where(struct dm_strbuf *text, const struct dm_patch *patch, int32_t n_jurisdictions)
{
    if (patch->n_where == n_jurisdictions && patch->every_months == 0) {
        dm_strbuf_add(text, "everywhere");
        return;
    }
    dm_strbuf_add(text, "in ");
    for (int32_t i = 0; i < patch->n_where; i++) {
        dm_strbuf_addf(text, "%sJ%02d", dm_words_separator((int) i, (int) patch->n_where),
            patch->where[i] + 1);
    }
    if (patch->every_months > 0) {
        dm_say(text, ", one $m after the other", (int) patch->every_months);
    }
}

static void
describe_patch(const struct dm_scenario *scenario, const struct dm_patch *patch,
    struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };
    size_t n = strlen(patch->set), shown = n < SET_SHOWN ? n : SET_SHOWN;

    if (patch->id.s[0] != '\0') {
        dm_words_name(&text, NULL, &patch->id);
        dm_strbuf_addf(&text, ": from month %d", patch->from_month);
        if (patch->until_month != DM_NEVER) {
            dm_strbuf_addf(&text, " until month %d", patch->until_month);
        }
        dm_strbuf_add(&text, ", ");
        add_where(&text, patch, scenario->society.n_jurisdictions);
    } else {
        dm_strbuf_addf(&text, "Always in J%02d", patch->where[0] + 1);
    }
    dm_strbuf_add(&text, ": ");
    while (shown < n && shown > 0 && (patch->set[shown] & 0xC0) == 0x80) {
        shown--; /* not in the middle of a character */
    }
    dm_strbuf_addn(&text, patch->set, shown);
    dm_strbuf_add(&text, shown == n ? "." : " ...");
    if (patch->persists_nano > 0) {
        dm_say(&text, " Afterwards $p of each change stays.", patch->persists_nano);
    }
    item(prose, &text);
}

void
dm_describe_rules(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    if (scenario->n_patches > 0) {
        dm_prose_heading(prose, "When and where the rules are different");
    }
    for (int32_t i = 0; i < scenario->n_patches; i++) {
        describe_patch(scenario, &scenario->patches[i], prose);
    }
}

void
dm_describe_forms(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    static const char *const WORDS[][2] = {
        { "deterrence levels off", "deterrence knows only whether a rule is enforced" },
        { "fear comes from one's own sanctions only", "there is no fear" },
        { "an unknown rule is taken for the worst", "an unknown rule is not believed" },
        { "the worst of one's ties counts", "the share of flagged ties counts" },
        { "jobs are only those that others lose", "" },
        { "records fade by half-lives", "" },
        { "asking for redress depends on income", "" },
        { "dissent follows thresholds", "" },
    };
    const struct dm_forms *f = &scenario->forms;
    const int form[] = { (int) f->deterrence, (int) f->fear, (int) f->opacity,
        (int) f->association, (int) f->labour, (int) f->forgetting, (int) f->filing,
        (int) f->dissent };
    struct dm_strbuf text = { .text = NULL };

    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        if (form[i] > 0) {
            dm_say(&text, "$s$s", text.n == 0 ? "" : "; ", WORDS[i][form[i] - 1]);
        }
    }
    if (text.n > 0) {
        dm_prose_heading(prose, "Forms other than the usual ones, in both worlds");
        dm_strbuf_add(&text, ".");
    }
    item(prose, &text);
}

void
dm_describe_vignettes(const struct dm_scenario *scenario, struct dm_prose *prose)
{
    if (scenario->n_vignettes > 0) {
        dm_prose_heading(prose, "Cases put to every jurisdiction");
    }
    for (int32_t i = 0; i < scenario->n_vignettes; i++) {
        const struct dm_vignette *vignette = &scenario->vignettes[i];
        struct dm_strbuf text = { .text = NULL };
        const char *before = ": ";

        dm_words_name(&text, NULL, &vignette->id);
        for (int a = 0; a < scenario->n_acts; a++) {
            if (vignette->count[a] > 0) {
                dm_strbuf_add(&text, before);
                dm_words_name(&text, scenario->acts[a].label, &scenario->acts[a].id);
                dm_say(&text, " ($c)", (int64_t) vignette->count[a]);
                before = ", ";
            }
        }
        dm_strbuf_add(&text, ".");
        item(prose, &text);
    }
}
