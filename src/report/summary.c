/* SPDX-License-Identifier: Apache-2.0
 *
 * Shares become counts of 100,000 people, rates a year likewise, days those of one person.
 * Beside a level stand the twin's and the difference, which alone is the regime's doing. A
 * measure that was not sent, or is zero in both worlds, takes no line, so that the summary
 * of a small regime is short. */
#include "summary.h"

#include "describe.h"
#include "estimate_words.h"
#include "mechanism_sums.h"
#include "possible.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { PER = 100000 };

/* From so much of the regime's sanctioned months on, the twin's are worth a sentence. */
#define MOSTLY_TWIN 0.9

struct summary {
    const struct dm_scenario *scenario;
    const struct dm_results *results;
    const struct dm_summary_out *out;
    bool has_twin, intervals;
    const char *unit; /* of the rows to come, until the first of them */
};

static const struct dm_metric_row *
total(const struct summary *self, const char *id)
{
    return dm_results_total(self->results, id);
}

/* A paragraph or list item; the text is cleared. */
static void
say(const struct summary *self, int first, int rest, struct dm_strbuf *text)
{
    self->out->say(self->out->self, first, rest, text);
}

static void
heading(const struct summary *self, const char *text)
{
    self->out->heading(self->out->self, text);
}

static bool
row_shows(const struct summary *self, const struct dm_metric_row *row, double scale)
{
    return row != NULL && (dm_words_shows(row->regime.mean, scale) ||
                              (self->has_twin && !row->is_difference &&
                                  dm_words_shows(row->twin.mean, scale)));
}

/* One measure, the twin's mean and the difference beside it. */
static void
harm_row(
    struct summary *self, const char *label, const struct dm_metric_row *row, double scale)
{
    struct dm_summary_row said = { .label = label };

    if (self->unit != NULL) {
        self->out->rows(self->out->self, self->unit, self->has_twin);
        self->unit = NULL;
    }
    dm_words_regime(&said.level, row, scale,
        self->intervals && !(self->has_twin && self->out->plain_levels), "");
    if (self->has_twin) {
        dm_words_twin(&said.twin, row, scale);
        dm_words_difference(&said.difference, row, scale, self->intervals);
    }
    self->out->row(self->out->self, &said);
    dm_strbuf_clear(&said.level);
    dm_strbuf_clear(&said.twin);
    dm_strbuf_clear(&said.difference);
}

static void
harm_row_if(struct summary *self, const char *label, const char *id, double scale)
{
    const struct dm_metric_row *row = total(self, id);

    if (row_shows(self, row, scale)) {
        harm_row(self, label, row, scale);
    }
}

/* The next row of `prefix`SERVICE in order of size, below `limit`; equal sizes in order of
 * rows. */
static const struct dm_metric_row *
next_service(
    const struct summary *self, const char *prefix, const struct dm_metric_row *last)
{
    const struct dm_metric_row *best = NULL;
    size_t n = strlen(prefix);

    for (size_t i = 0; i < self->results->n_metrics; i++) {
        const struct dm_metric_row *row = &self->results->metrics[i];
        if (row->dimension != NULL || strncmp(row->id, prefix, n) != 0 ||
            !row_shows(self, row, 1.0)) {
            continue;
        }
        bool after = last == NULL || row->regime.mean < last->regime.mean ||
                     (!(row->regime.mean > last->regime.mean) && row > last);
        if (after && (best == NULL || row->regime.mean > best->regime.mean)) {
            best = row;
        }
    }
    return best;
}

/* The services with the most, then how many were left out. `what` and `join` come before
 * the name of a service. */
static void
service_rows(struct summary *self, const char *prefix, const char *what, const char *join,
    double scale)
{
    const struct dm_metric_row *row = NULL;
    int n = 0;

    while ((row = next_service(self, prefix, row)) != NULL) {
        struct dm_strbuf label = { .text = NULL };
        if (n++ < self->out->most_services) {
            dm_strbuf_addf(&label, "%s%s%s", what, join, row->id + strlen(prefix));
            harm_row(self, label.text != NULL ? label.text : what, row, scale);
        }
        dm_strbuf_clear(&label);
    }
    if (n > self->out->most_services) {
        struct dm_strbuf text = { .text = NULL };
        dm_strbuf_addf(&text, "%s: %d more %s in --json", what,
            n - self->out->most_services,
            dm_prose_plural(n - self->out->most_services, "service", "services"));
        say(self, 2, 4, &text);
    }
}

static bool
anybody_sanctioned(const struct summary *self)
{
    return row_shows(self, total(self, "listed_ever"), PER) ||
           row_shows(self, total(self, "sanctioned_share"), PER) ||
           row_shows(self, total(self, "entries"), PER);
}

/* Of the sanctioned months alone: refusals and records may be the regime's all the same. */
static void
say_twins_part(const struct summary *self)
{
    const struct dm_metric_row *row = total(self, "sanctioned_share");
    struct dm_strbuf text = { .text = NULL };

    if (!self->has_twin || row == NULL || !(row->regime.mean > 0.0) ||
        !(row->twin.mean >= MOSTLY_TWIN * row->regime.mean)) {
        return;
    }
    if (dm_words_exactly_none(&row->difference)) {
        dm_strbuf_add(&text,
            "As many months are sanctioned in the twin, exactly, in every replicate.");
    } else if (self->intervals && row->difference.lo <= 0.0) {
        dm_strbuf_add(&text,
            "Sanctioned months are not clearly the regime's doing: the twin has about as "
            "many.");
    } else {
        dm_strbuf_add(&text, "Most sanctioned months are not the regime's doing: for 100 "
                             "of them there are ");
        dm_prose_number(&text, 100.0 * row->twin.mean / row->regime.mean, 1);
        dm_strbuf_add(&text, " in the twin. What the regime adds is the difference.");
    }
    say(self, 2, 2, &text);
}

static void
say_harm(struct summary *self)
{
    struct dm_strbuf text = { .text = NULL };
    int32_t n = self->results->run.replicates;

    heading(self, "Who was harmed");
    if (!anybody_sanctioned(self)) {
        dm_strbuf_addf(&text, "Nobody was listed or sanctioned in %s %" PRId32 " %s.",
            dm_prose_plural(n, "this", "these"), n,
            dm_prose_plural(n, "replicate", "replicates"));
        say(self, 2, 4, &text);
    }
    self->unit = "of 100,000 people";
    harm_row_if(self, "listed at some time", "listed_ever", PER);
    harm_row_if(self, "under sanction, average month", "sanctioned_share", PER);
    harm_row_if(self, "new listings or falls a year", "entries", PER / 1000.0);
    harm_row_if(self, "records taking effect a year", "facts_recorded", PER);
    service_rows(self, "denials.", "refusals a year", ": ", PER / 1000.0);
    self->unit = "days a year, per person";
    service_rows(self, "access_lost_days.", "without", " ", 1.0);
    say_twins_part(self);
}

/* ", in the twin 12.6", with `end` after it: the registry is in both worlds. */
static void
beside(const struct summary *self, struct dm_strbuf *text, const struct dm_metric_row *row,
    double scale, const char *end)
{
    if (self->has_twin && !row->is_difference && dm_words_defined(row) &&
        isfinite(row->twin.mean)) {
        dm_strbuf_add(text, ", in the twin ");
        dm_words_twin(text, row, scale);
        dm_strbuf_add(text, end);
    }
}

static void
say_wrongful(struct summary *self)
{
    const struct dm_metric_row *rule = total(self, "wrongful_share.rule"),
                               *law = total(self, "wrongful_share.law");
    struct dm_strbuf text = { .text = NULL };

    if (rule == NULL || !dm_words_defined(rule)) {
        if (rule != NULL && anybody_sanctioned(self)) {
            dm_strbuf_add(&text, "Wrongful share of sanctioned months: ");
            dm_words_regime(&text, rule, 100.0, self->intervals, "");
            dm_strbuf_add(&text, ".");
        }
        say(self, 2, 2, &text);
        return;
    }
    dm_strbuf_add(&text, "Of 100 sanctioned months, ");
    dm_words_regime(&text, rule, 100.0, self->intervals, "");
    beside(self, &text, rule, 100.0, ",");
    dm_strbuf_add(&text, " would not have been imposed had every record been true");
    if (law != NULL) {
        dm_strbuf_add(&text, "; ");
        dm_words_regime(&text, law, 100.0, self->intervals, "");
        beside(self, &text, law, 100.0, ",");
        dm_strbuf_add(&text, " do not follow from the person's own unlawful acts");
    }
    dm_strbuf_add(&text, ".");
    say(self, 2, 2, &text);
}

static void
say_causes(struct summary *self)
{
    static const struct {
        const char *id, *words;
    } causes[] = { { "causes.unlawful", "own unlawful acts" },
        { "causes.lawful", "own lawful acts" }, { "causes.error", "false records" },
        { "causes.association", "scores of people around" },
        { "causes.inherited", "household or firm" } };
    struct dm_strbuf text = { .text = NULL };

    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        const struct dm_metric_row *row = total(self, causes[i].id);
        if (row != NULL && dm_words_defined(row) && row_shows(self, row, 0.1)) {
            dm_strbuf_addf(&text, "%s%s ", text.n == 0 ? "Why, in shares of 100: " : "; ",
                causes[i].words);
            dm_words_value(&text, &row->regime, 100.0, false, "");
            beside(self, &text, row, 100.0, "");
        }
    }
    dm_strbuf_add(&text, text.n > 0 ? "." : "");
    say(self, 2, 2, &text);
}

static const struct dm_metric_row *
level_row(const struct summary *self, const char *dimension, const char *level)
{
    return dm_results_level(self->results, "sanctioned_share", dimension, level);
}

/* "poorest fifth X, richest fifth Y" */
static void
say_pair(struct summary *self, const char *dimension, const char *levels[2],
    const char *words[2])
{
    struct dm_strbuf text = { .text = NULL };

    for (int i = 0; i < 2; i++) {
        const struct dm_metric_row *row = level_row(self, dimension, levels[i]);
        if (row != NULL) {
            dm_strbuf_addf(&text, "%s%s ", text.n == 0 ? "" : "; ", words[i]);
            dm_words_regime(&text, row, PER, self->intervals, "");
            beside(self, &text, row, PER, "");
        }
    }
    say(self, 2, 4, &text);
}

/* How coarse equal conduct is. */
static void
add_merged(struct dm_strbuf *text, const struct dm_metric_row *merged)
{
    if (merged != NULL && dm_words_defined(merged) &&
        dm_words_shows(merged->regime.mean, 0.1)) {
        dm_strbuf_add(text, " (strata merged for ");
        dm_words_value(text, &merged->regime, 100.0, false, "");
        dm_strbuf_add(text, " of 100 persons)");
    }
}

static void
say_gap(struct summary *self)
{
    const struct dm_metric_row *gap = total(self, "gap.total"),
                               *conduct = total(self, "gap.conduct"),
                               *merged = total(self, "gap.conduct.merged"),
                               *direct = total(self, "gap.direct");
    struct dm_strbuf text = { .text = NULL };

    if (gap != NULL) {
        dm_strbuf_add(&text, "Days a year without access, per person, B minus A: ");
        dm_words_regime(&text, gap, 1.0, self->intervals, "");
        beside(self, &text, gap, 1.0, "");
        if (conduct != NULL) {
            dm_strbuf_add(&text, "; at equal conduct ");
            dm_words_regime(&text, conduct, 1.0, self->intervals, "");
            beside(self, &text, conduct, 1.0, "");
            add_merged(&text, merged);
        }
        if (direct != NULL && dm_words_defined(direct)) {
            dm_strbuf_add(&text, "; by the mark alone ");
            dm_words_regime(&text, direct, 1.0, self->intervals, "");
        }
        dm_strbuf_add(&text, ".");
    }
    say(self, 2, 4, &text);
}

static void
say_by_whom(struct summary *self)
{
    if (!anybody_sanctioned(self)) {
        return;
    }
    if (level_row(self, "group", "B") == NULL &&
        level_row(self, "income_quintile", "1") == NULL &&
        total(self, "gap.total") == NULL) {
        return;
    }
    self->out->label(self->out->self,
        "By whom: under a sanction in an average month, of 100,000 such people");
    say_pair(self, "group", (const char *[2]){ "B", "A" },
        (const char *[2]){ "group B", "group A" });
    say_pair(self, "income_quintile", (const char *[2]){ "1", "5" },
        (const char *[2]){ "poorest fifth", "richest" });
    say_pair(self, "setting", (const char *[2]){ "urban", "rural" },
        (const char *[2]){ "urban", "rural" });
    say_gap(self);
}

static void
say_income(struct summary *self)
{
    const struct dm_metric_row *net = total(self, "income_lost"),
                               *yuan = total(self, "income_lost.yuan"),
                               *losses = total(self, "income_lost.losses"),
                               *gains = total(self, "income_lost.gains");
    struct dm_strbuf text = { .text = NULL };

    if (net == NULL) {
        return;
    }
    dm_strbuf_add(&text, "Income lost, net: ");
    dm_words_regime(&text, net, 1.0, self->intervals, "\xC2\xA0%");
    if (dm_words_defined(net) && losses != NULL && gains != NULL) {
        dm_strbuf_add(&text, "; losses ");
        dm_words_mean(&text, losses, 1.0, "\xC2\xA0%");
        dm_strbuf_add(&text, ", gains ");
        dm_words_mean(&text, gains, 1.0, "\xC2\xA0%");
    }
    if (dm_words_defined(net) && yuan != NULL) {
        dm_strbuf_add(&text, "; ");
        dm_words_mean(&text, yuan, 1.0, " yuan a year");
    }
    dm_strbuf_add(&text, ".");
    say(self, 2, 4, &text);
}

/* A contrast with the twin in words, after what it is of. */
static void
add_contrast(const struct summary *self, struct dm_strbuf *text,
    const struct dm_metric_row *row, double scale)
{
    if (self->intervals && dm_words_defined(row) && dm_words_exactly_none(&row->regime)) {
        dm_strbuf_add(text, "none, exactly the same in every replicate.");
        return;
    }
    dm_words_regime(text, row, scale, self->intervals, "");
    dm_strbuf_add(text, ".");
}

static void
say_work_and_speech(struct summary *self)
{
    const struct dm_metric_row *work = total(self, "employment_lost"),
                               *net = total(self, "chilled_share");
    struct dm_strbuf text = { .text = NULL };

    if (work != NULL) {
        dm_strbuf_add(&text, "Kept out of work, net, of 100,000 of the labour force: ");
        add_contrast(self, &text, work, PER);
    }
    say(self, 2, 4, &text);
    if (net != NULL) {
        dm_strbuf_add(&text, "Silenced, net, of 100 lawful expressions: ");
        add_contrast(self, &text, net, 100.0);
    }
    say(self, 2, 4, &text);
}

static void
say_losses(struct summary *self)
{
    if (!self->has_twin) {
        return;
    }
    self->out->label(self->out->self, "Income, work and speech, against the twin");
    say_income(self);
    say_work_and_speech(self);
}

/* Whether chance alone may have made the estimate: its interval spans 0. */
static bool
unclear(const struct summary *self, const struct dm_value *value, double scale)
{
    return self->intervals && value->lo <= 0.0 && value->hi >= 0.0 &&
           (dm_words_shows(value->lo, scale) || dm_words_shows(value->hi, scale));
}

static void
say_benefit(struct summary *self)
{
    const struct dm_metric_row *row = total(self, "offence_change");
    struct dm_strbuf text = { .text = NULL };

    if (row == NULL || !self->has_twin) {
        return;
    }
    self->out->label(
        self->out->self, "The claimed benefit, beside the harm, never netted against it");
    if (!dm_words_defined(row)) {
        dm_strbuf_add(&text, "Change in unlawful acts: ");
        dm_words_regime(&text, row, 100.0, self->intervals, "");
    } else if (unclear(self, &row->regime, 100.0)) {
        dm_strbuf_add(&text, "No clear change in unlawful acts, of 100: ");
        dm_words_difference(&text, row, 100.0, self->intervals);
    } else if (!dm_words_shows(row->regime.mean, 100.0)) {
        dm_strbuf_add(&text, "Unlawful acts do not change");
    } else {
        dm_strbuf_add(&text, row->regime.mean < 0.0 ? "Fewer unlawful acts, of 100: "
                                                    : "More unlawful acts, of 100: ");
        dm_words_value(&text, &row->regime, row->regime.mean < 0.0 ? -100.0 : 100.0,
            self->intervals, "");
    }
    dm_strbuf_add(&text, ", by an assumed response.");
    say(self, 2, 4, &text);
}

static void
say_certainty(struct summary *self)
{
    struct dm_strbuf text = { .text = NULL };

    if (self->results->run.replicates > 1) {
        dm_strbuf_addf(&text,
            "Ranges in brackets are 95 %% intervals over %" PRId32
            " replicates: luck only, on this one synthetic society, not uncertainty about "
            "the world. ",
            self->results->run.replicates);
        if (dm_possible_cuts_any(self->results)) {
            dm_strbuf_addf(&text, "%s ", dm_possible_note);
        }
    } else {
        dm_strbuf_add(&text, "One replicate: no range can be given. ");
    }
    dm_describe_provenance(&self->scenario->provenance, &text);
    dm_strbuf_addf(&text, " %s", dm_boundary_short_text);
    say(self, 0, 0, &text);
}

static void
say_head(struct summary *self)
{
    const struct dm_run_row *run = &self->results->run;
    struct dm_strbuf text = { .text = NULL };
    int32_t years = run->months / 12;

    heading(self, run->title != NULL && run->title[0] != '\0' ? run->title : run->scenario);
    dm_strbuf_add(&text, "Synthetic society: ");
    dm_prose_count(&text, run->persons);
    dm_strbuf_addf(&text, " %s, %" PRId32 " %s, %" PRId32 " %s ",
        run->persons == 1 ? "person" : "persons", years,
        dm_prose_plural(years, "year", "years"), run->replicates,
        dm_prose_plural(run->replicates, "replicate", "replicates"));
    if (self->has_twin) {
        dm_strbuf_addf(&text, "with twin %s; seed %" PRIu32 ".", run->twin, run->seed);
    } else {
        dm_strbuf_addf(&text, "without a twin; seed %" PRIu32 ".", run->seed);
    }
    say(self, 0, 0, &text);
    dm_describe_brief(self->scenario, &text);
    say(self, 0, 0, &text);
}

void
dm_summary_part(const struct dm_scenario *scenario, const struct dm_results *results,
    enum dm_summary_part part, const struct dm_summary_out *out)
{
    struct summary self = {
        .scenario = scenario,
        .results = results,
        .out = out,
        .has_twin = results->run.twin != NULL && results->run.twin[0] != '\0',
        .intervals = results->run.replicates > 1,
    };

    switch (part) {
    case DM_SUMMARY_HEAD:
        say_head(&self);
        break;
    case DM_SUMMARY_HARM:
        say_harm(&self);
        say_wrongful(&self);
        say_causes(&self);
        break;
    case DM_SUMMARY_WHOM:
        say_by_whom(&self);
        break;
    case DM_SUMMARY_LOSSES:
        say_losses(&self);
        break;
    case DM_SUMMARY_BENEFIT:
        say_benefit(&self);
        break;
    case DM_SUMMARY_MECHANISMS:
        dm_sum_say(results, out);
        break;
    case DM_SUMMARY_CERTAINTY:
        say_certainty(&self);
        break;
    }
}
