/* SPDX-License-Identifier: Apache-2.0
 *
 * Shares become counts of 100,000 people, rates a year likewise; an estimate stands with
 * its interval, the twin's mean beside it. A measure that was not sent, or is zero in both
 * worlds, takes no line, so that the summary of a small regime is short. */
#include "summary.h"

#include "describe.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <string.h>

enum {
    PER = 100000,
    MIN_EVENTS = 20,
    MOST_SERVICES = 3,
    TABLE_WIDTH = 78,
    LABEL_WIDTH = 32,
    VALUE_WIDTH = 34
};

struct summary {
    const struct dm_scenario *scenario;
    const struct dm_results *results;
    struct dm_prose *prose;
    bool has_twin;
};

static const struct dm_metric_row *
total(const struct summary *self, const char *id)
{
    return dm_results_total(self->results, id);
}

static bool
is_defined(const struct dm_metric_row *row)
{
    return isfinite(row->regime.mean) && (row->dimension == NULL || row->n >= MIN_EVENTS);
}

/* Whether a value, times `scale`, would not print as zero. */
static bool
shows(double value, double scale)
{
    return isfinite(value) && fabs(value * scale) >= 5e-5;
}

static bool
row_shows(const struct summary *self, const struct dm_metric_row *row, double scale)
{
    return row != NULL &&
           (shows(row->regime.mean, scale) ||
               (self->has_twin && !row->is_difference && shows(row->twin.mean, scale)));
}

static double
size_of(const struct dm_value *value)
{
    return isfinite(value->lo) && isfinite(value->hi)
               ? fmax(fabs(value->mean), fmax(fabs(value->lo), fabs(value->hi)))
               : fabs(value->mean);
}

/* Three digits, but not beyond the third place; below that, none. */
static int
decimals_of(double size)
{
    int decimals = dm_prose_decimals(size);

    return fabs(size) < 0.0005 ? 0 : decimals > 3 ? 3 : decimals;
}

/* "3,412 (3,300 to 3,520)"; without an interval where one replicate gives none. `unit`
 * follows the mean. */
static void
add_value(const struct summary *self, struct dm_strbuf *out, const struct dm_value *value,
    double scale, const char *unit)
{
    int decimals = decimals_of(size_of(value) * fabs(scale));
    double lo = scale < 0.0 ? value->hi : value->lo,
           hi = scale < 0.0 ? value->lo : value->hi;

    dm_prose_number(out, value->mean * scale, decimals);
    dm_strbuf_add(out, unit);
    if (self->results->run.replicates > 1 && isfinite(lo) && isfinite(hi)) {
        dm_strbuf_add(out, " (");
        dm_prose_number(out, lo * scale, decimals);
        dm_strbuf_add(out, " to ");
        dm_prose_number(out, hi * scale, decimals);
        dm_strbuf_add(out, ")");
    }
}

/* The regime's level, or why there is none. */
static void
add_regime(const struct summary *self, struct dm_strbuf *out,
    const struct dm_metric_row *row, double scale, const char *unit)
{
    if (is_defined(row)) {
        add_value(self, out, &row->regime, scale, unit);
        return;
    }
    dm_strbuf_addf(out, "not defined (n = %" PRId64 " %s)", row->n,
        row->dimension == NULL ? dm_prose_plural(row->n, "replicate", "replicates")
                               : dm_prose_plural(row->n, "event", "events"));
}

/* A mean alone, where an interval would crowd the line. */
static void
add_mean(
    struct dm_strbuf *out, const struct dm_metric_row *row, double scale, const char *unit)
{
    int decimals = decimals_of(row->regime.mean * scale);

    decimals = decimals > 0 ? decimals - 1 : decimals; /* two digits */
    if (!is_defined(row)) {
        dm_strbuf_add(out, "not defined");
        return;
    }
    dm_prose_number(out, row->regime.mean * scale, decimals);
    dm_strbuf_add(out, unit);
}

static void
add_twin(struct dm_strbuf *out, const struct dm_metric_row *row, double scale)
{
    int decimals = decimals_of(row->twin.mean * scale);

    dm_prose_number(out, row->twin.mean * scale, decimals);
}

static void
pad_to(struct dm_strbuf *out, size_t column)
{
    while (!out->failed && out->n < column) {
        dm_strbuf_add(out, " ");
    }
}

static void
harm_sentence(
    struct summary *self, const char *label, const struct dm_metric_row *row, double scale)
{
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text, "%s: ", label);
    add_regime(self, &text, row, scale, "");
    if (self->has_twin) {
        dm_strbuf_add(&text, "; in the twin ");
        add_twin(&text, row, scale);
    }
    dm_prose_flush(self->prose, 2, 4, &text);
}

/* One line of the table, or a sentence where that is wider than the terminal. */
static void
harm_row(
    struct summary *self, const char *label, const struct dm_metric_row *row, double scale)
{
    struct dm_strbuf text = { .text = NULL };
    size_t width = (size_t) self->prose->style.width;

    dm_strbuf_addf(&text, "  %s", label);
    pad_to(&text, LABEL_WIDTH + 3);
    add_regime(self, &text, row, scale, "");
    if (self->has_twin) {
        pad_to(&text, LABEL_WIDTH + 3 + VALUE_WIDTH);
        dm_strbuf_add(&text, " ");
        add_twin(&text, row, scale);
    }
    dm_strbuf_add(&text, "\n");
    if (width < TABLE_WIDTH || text.n > width + 1 || strlen(label) > LABEL_WIDTH) {
        harm_sentence(self, label, row, scale);
    } else if (text.failed) {
        self->prose->out->failed = true;
    } else {
        dm_strbuf_addn(self->prose->out, text.text, text.n);
    }
    dm_strbuf_clear(&text);
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

/* The services with the most, then how many were left out. */
static void
service_rows(struct summary *self, const char *prefix, const char *what, double scale)
{
    const struct dm_metric_row *row = NULL;
    int n = 0;

    while ((row = next_service(self, prefix, row)) != NULL) {
        struct dm_strbuf label = { .text = NULL };
        if (n++ < MOST_SERVICES) {
            dm_strbuf_addf(&label, "%s: %s", what, row->id + strlen(prefix));
            harm_row(self, label.text != NULL ? label.text : what, row, scale);
        }
        dm_strbuf_clear(&label);
    }
    if (n > MOST_SERVICES) {
        struct dm_strbuf text = { .text = NULL };
        dm_strbuf_addf(&text, "%s: %d more %s in --json", what, n - MOST_SERVICES,
            dm_prose_plural(n - MOST_SERVICES, "service", "services"));
        dm_prose_flush(self->prose, 2, 4, &text);
    }
}

static bool
anybody_sanctioned(const struct summary *self)
{
    return row_shows(self, total(self, "listed_ever"), PER) ||
           row_shows(self, total(self, "sanctioned_share"), PER) ||
           row_shows(self, total(self, "entries"), PER);
}

static void
say_harm(struct summary *self)
{
    bool table = self->has_twin && self->prose->style.width >= TABLE_WIDTH;

    dm_prose_heading(
        self->prose, table ? "Who was harmed, of 100,000 people (last column: in the twin)"
                           : "Who was harmed, of 100,000 people");
    if (!anybody_sanctioned(self)) {
        dm_prose_paragraph(
            self->prose, 2, 4, "Nobody was listed or sanctioned while the measures ran.");
    }
    harm_row_if(self, "listed at some time", "listed_ever", PER);
    harm_row_if(self, "under sanction, average month", "sanctioned_share", PER);
    harm_row_if(self, "new listings or falls a year", "entries", PER / 1000.0);
    harm_row_if(self, "records taking effect a year", "facts_recorded", PER);
    service_rows(self, "denials.", "refusals a year", PER / 1000.0);
    service_rows(self, "access_lost_days.", "days lost a year", PER);
}

static void
say_wrongful(struct summary *self)
{
    const struct dm_metric_row *rule = total(self, "wrongful_share.rule"),
                               *law = total(self, "wrongful_share.law");
    struct dm_strbuf text = { .text = NULL };

    if (rule == NULL || !is_defined(rule)) {
        if (rule != NULL && anybody_sanctioned(self)) {
            dm_strbuf_add(&text, "Wrongful share of sanctioned months: ");
            add_regime(self, &text, rule, 100.0, "");
            dm_strbuf_add(&text, ".");
        }
        dm_prose_flush(self->prose, 2, 2, &text);
        return;
    }
    dm_strbuf_add(&text, "Of 100 sanctioned months, ");
    add_regime(self, &text, rule, 100.0, "");
    dm_strbuf_add(&text, " would not have been imposed had every record been true");
    if (law != NULL) {
        dm_strbuf_add(&text, "; ");
        add_regime(self, &text, law, 100.0, "");
        dm_strbuf_add(&text, " do not follow from the person's own unlawful acts");
    }
    dm_strbuf_add(&text, ".");
    dm_prose_flush(self->prose, 2, 2, &text);
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
        if (row != NULL && is_defined(row) && shows(row->regime.mean, 0.1)) {
            dm_strbuf_addf(&text, "%s%s ", text.n == 0 ? "Why, in shares of 100: " : ", ",
                causes[i].words);
            add_mean(&text, row, 100.0, "");
        }
    }
    dm_strbuf_add(&text, text.n > 0 ? "." : "");
    dm_prose_flush(self->prose, 2, 2, &text);
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
            add_regime(self, &text, row, PER, "");
        }
    }
    dm_prose_flush(self->prose, 2, 4, &text);
}

static void
say_gap(struct summary *self)
{
    const struct dm_metric_row *gap = total(self, "gap.total"),
                               *conduct = total(self, "gap.conduct");
    struct dm_strbuf text = { .text = NULL };

    if (gap != NULL) {
        dm_strbuf_add(&text, "Days without access, B minus A: ");
        add_regime(self, &text, gap, 1.0, "");
        if (conduct != NULL) {
            dm_strbuf_add(&text, "; at equal conduct ");
            add_regime(self, &text, conduct, 1.0, "");
        }
        dm_strbuf_add(&text, ".");
    }
    dm_prose_flush(self->prose, 2, 4, &text);
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
    dm_prose_label(self->prose,
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
    add_regime(self, &text, net, 1.0, "\xC2\xA0%");
    if (is_defined(net) && losses != NULL && gains != NULL) {
        dm_strbuf_add(&text, "; losses ");
        add_mean(&text, losses, 1.0, "\xC2\xA0%");
        dm_strbuf_add(&text, ", gains ");
        add_mean(&text, gains, 1.0, "\xC2\xA0%");
    }
    if (is_defined(net) && yuan != NULL) {
        dm_strbuf_add(&text, "; ");
        add_mean(&text, yuan, 1.0, " yuan a year");
    }
    dm_strbuf_add(&text, ".");
    dm_prose_flush(self->prose, 2, 4, &text);
}

static void
say_work_and_speech(struct summary *self)
{
    const struct dm_metric_row *work = total(self, "employment_lost"),
                               *net = total(self, "chilled_share");
    struct dm_strbuf text = { .text = NULL };

    if (work != NULL) {
        dm_strbuf_add(&text, "Kept out of work, of 100,000 of the labour force: ");
        add_regime(self, &text, work, PER, "");
        dm_strbuf_add(&text, ".");
    }
    dm_prose_flush(self->prose, 2, 4, &text);
    if (net != NULL) {
        dm_strbuf_add(&text, "Silenced, of 100 lawful expressions: ");
        add_regime(self, &text, net, 100.0, "");
        dm_strbuf_add(&text, ".");
    }
    dm_prose_flush(self->prose, 2, 4, &text);
}

static void
say_losses(struct summary *self)
{
    if (!self->has_twin) {
        return;
    }
    dm_prose_label(self->prose, "Income, work and speech, against the twin");
    say_income(self);
    say_work_and_speech(self);
}

static void
say_benefit(struct summary *self)
{
    const struct dm_metric_row *row = total(self, "offence_change");
    struct dm_strbuf text = { .text = NULL };

    if (row == NULL || !self->has_twin) {
        return;
    }
    dm_prose_label(
        self->prose, "The claimed benefit, beside the harm, never netted against it");
    if (!is_defined(row)) {
        dm_strbuf_add(&text, "Change in unlawful acts: ");
        add_regime(self, &text, row, 100.0, "");
    } else if (!shows(row->regime.mean, 100.0)) {
        dm_strbuf_add(&text, "Unlawful acts do not change");
    } else {
        dm_strbuf_add(&text, row->regime.mean < 0.0 ? "Fewer unlawful acts, of 100: "
                                                    : "More unlawful acts, of 100: ");
        add_value(self, &text, &row->regime, row->regime.mean < 0.0 ? -100.0 : 100.0, "");
    }
    dm_strbuf_add(&text, ", by an assumed response.");
    dm_prose_flush(self->prose, 2, 4, &text);
}

static void
say_certainty(struct summary *self)
{
    struct dm_strbuf text = { .text = NULL };

    dm_prose_blank(self->prose);
    if (self->results->run.replicates > 1) {
        dm_strbuf_addf(&text,
            "Ranges in brackets are 95 %% intervals over %" PRId32
            " replicates: luck only, not uncertainty about the world. ",
            self->results->run.replicates);
    } else {
        dm_strbuf_add(&text, "One replicate: no range can be given. ");
    }
    dm_describe_provenance(&self->scenario->provenance, &text);
    dm_strbuf_addf(&text, " %s", dm_boundary_short_text);
    dm_prose_flush(self->prose, 0, 0, &text);
}

static void
say_run(struct summary *self, const char *again)
{
    const struct dm_run_row *run = &self->results->run;
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text, "checksum %s; ", run->checksum != NULL ? run->checksum : "none");
    if (run->persons > 0 && run->worlds > 0) {
        dm_prose_number(
            &text, (double) run->bytes_total / (double) run->persons / run->worlds, 0);
        dm_strbuf_add(&text, " bytes a person and world; ");
    }
    dm_prose_number(&text, run->seconds, run->seconds < 10.0 ? 1 : 0);
    dm_strbuf_add(&text, " s.");
    dm_prose_flush(self->prose, 0, 2, &text);
    if (again != NULL) { /* on one line, to be copied */
        struct dm_prose wide = { .out = self->prose->out, .style = self->prose->style };
        wide.style.width = INT_MAX;
        dm_strbuf_addf(&text, "Again: %s", again);
        dm_prose_flush(&wide, 0, 0, &text);
    }
}

static void
say_head(struct summary *self)
{
    const struct dm_run_row *run = &self->results->run;
    struct dm_strbuf text = { .text = NULL };
    int32_t years = run->months / 12;

    dm_prose_heading(self->prose,
        run->title != NULL && run->title[0] != '\0' ? run->title : run->scenario);
    dm_strbuf_add(&text, "Synthetic society: ");
    dm_prose_count(&text, run->persons);
    dm_strbuf_addf(&text, " persons, %" PRId32 " %s, %" PRId32 " %s ", years,
        dm_prose_plural(years, "year", "years"), run->replicates,
        dm_prose_plural(run->replicates, "replicate", "replicates"));
    if (self->has_twin) {
        dm_strbuf_addf(&text, "with twin %s; seed %" PRIu32 ".", run->twin, run->seed);
    } else {
        dm_strbuf_addf(&text, "without a twin; seed %" PRIu32 ".", run->seed);
    }
    dm_prose_flush(self->prose, 0, 0, &text);
    dm_describe_brief(self->scenario, &text);
    dm_prose_flush(self->prose, 0, 0, &text);
}

void
dm_summary(const struct dm_scenario *scenario, const struct dm_results *results,
    const char *again, struct dm_prose *prose)
{
    struct summary self = {
        .scenario = scenario,
        .results = results,
        .prose = prose,
        .has_twin = results->run.twin != NULL && results->run.twin[0] != '\0',
    };

    say_head(&self);
    say_harm(&self);
    say_wrongful(&self);
    say_causes(&self);
    say_by_whom(&self);
    say_losses(&self);
    say_benefit(&self);
    say_certainty(&self);
    say_run(&self, again);
}
