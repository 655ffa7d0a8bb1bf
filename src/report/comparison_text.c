/* SPDX-License-Identifier: Apache-2.0
 *
 * Variants as columns, measures as rows, in the order in which they are defined: nothing is
 * ranked. Where columns do not fit beside each other, the table goes on below. */
#include "comparison.h"
#include "estimate_words.h"
#include "possible.h"
#include "say.h"

#include <math.h>
#include <string.h>

enum { LABEL = 37, NARROW_LABEL = 22, GAP = 2, LEAST_COLUMN = 10, PER = 100000 };

/* What the table says of a measure, and in which unit; others stand in the JSON. */
static const struct row {
    const char *id, *label;
    double scale;
} ROWS[] = {
    { "access_lost_days", "days without a service, a person-year", 1.0 },
    { "denials", "refusals, 1,000 person-years", 1.0 },
    { "listed_ever", "ever on a list, of 100,000 people", PER },
    { "sanctioned_share", "under a sanction, of 100,000 people", PER },
    { "entries", "entries to lists, 1,000 person-years", 1.0 },
    { "facts_recorded", "records, a person-year", 1.0 },
    { "ppv.record", "records that are true, %", 100.0 },
    { "wrongful_share.rule", "sanctions wrongful by the rules, %", 100.0 },
    { "wrongful_share.law", "sanctions wrongful by law, %", 100.0 },
    { "causes.error", "sanctions due to wrong records, %", 100.0 },
    { "causes.association", "sanctions due to ties, %", 100.0 },
    { "gap.total", "days lost, group B less group A", 1.0 },
    { "income_lost", "income lost, % of the twin's", 1.0 },
    { "employment_lost", "kept out of work, of 100,000", PER },
    { "chilled_share", "lawful speech that is missing, %", 100.0 },
    { "offence_change", "change in unlawful acts, % (claimed)", 100.0 },
};
enum { N_ROWS = sizeof ROWS / sizeof *ROWS };

static const struct dm_compared_metric *
find(const struct dm_compared_variant *variant, const char *id)
{
    for (size_t i = 0; i < variant->n_metrics; i++) {
        if (strcmp(variant->metrics[i].id, id) == 0) {
            return &variant->metrics[i];
        }
    }
    return NULL;
}

/* Whether some variant differs from the scenario as written, in mean or in being defined.
 */
static bool
differs(const struct dm_comparison_of_variants *self, const char *id)
{
    const struct dm_compared_metric *first = find(&self->variants[0], id);

    for (size_t i = 1; first != NULL && i < self->n; i++) {
        const struct dm_compared_metric *other = find(&self->variants[i], id);

        if (other == NULL || isnan(other->regime.mean) != isnan(first->regime.mean) ||
            fabs(other->change.mean) > 0.0) {
            return true;
        }
    }
    return first != NULL && self->n == 1;
}

/* Whether nothing is ever different, not even in one replicate: of all measures, or of
 * those that the table shows. */
static bool
is_same(const struct dm_compared_variant *variant, bool of_all)
{
    for (size_t i = 0; i < variant->n_metrics; i++) {
        const struct dm_compared_metric *m = &variant->metrics[i];
        bool counts = of_all;

        for (int k = 0; k < N_ROWS; k++) {
            counts = counts || strcmp(m->id, ROWS[k].id) == 0;
        }
        if (counts && (fabs(m->change.mean) > 0.0 || fabs(m->change.lo) > 0.0 ||
                          fabs(m->change.hi) > 0.0)) {
            return false;
        }
    }
    return variant->same_persons;
}

static void
say_same(const struct dm_comparison_of_variants *self, bool of_all, const char *what,
    struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    for (size_t i = 1; i < self->n; i++) {
        if (is_same(&self->variants[i], false) &&
            is_same(&self->variants[i], true) == of_all) {
            dm_strbuf_addf(
                &text, "%s%s", text.n == 0 ? what : ", ", self->variants[i].name);
        }
    }
    dm_strbuf_add(&text, text.n > 0 ? "." : "");
    dm_prose_flush(prose, 0, 0, &text);
}

/* ---- a table: a label, then right-aligned columns ---- */

struct table {
    struct dm_prose *prose;
    size_t label, column, per_line, n;
};

static struct table
table_of(const struct dm_comparison_of_variants *self, struct dm_prose *prose)
{
    size_t width = (size_t) prose->style.width;
    struct table table = { .prose = prose,
        .label = width < 70 ? NARROW_LABEL : LABEL,
        .column = LEAST_COLUMN,
        .n = self->n };

    for (size_t i = 0; i < self->n; i++) {
        size_t need = strlen(self->variants[i].name);

        table.column = need > table.column ? need : table.column;
    }
    table.per_line = (width - table.label - 2) / (table.column + GAP);
    table.per_line = table.per_line > 0 ? table.per_line : 1;
    return table;
}

static void
add_spaces(struct dm_strbuf *out, size_t n)
{
    while (n-- > 0 && !out->failed) {
        dm_strbuf_add(out, " ");
    }
}

/* A label of at most the table's width; what is longer takes a line of its own. */
static void
add_label(const struct table *self, const char *label)
{
    struct dm_strbuf *out = self->prose->out;
    size_t n = strlen(label);

    dm_strbuf_add(out, "  ");
    dm_strbuf_add(out, label);
    if (n > self->label) {
        dm_strbuf_add(out, "\n  ");
        n = 0;
    }
    add_spaces(out, self->label - n);
}

static void
add_cell(const struct table *self, const char *text)
{
    struct dm_strbuf *out = self->prose->out;
    size_t n = strlen(text);

    add_spaces(out, GAP + (self->column > n ? self->column - n : 0));
    dm_strbuf_add(out, text);
}

static void
add_number(const struct table *self, double value, double scale)
{
    struct dm_strbuf text = { .text = NULL };
    double shown = value * scale;

    if (isnan(value)) {
        dm_strbuf_add(&text, "none");
    } else {
        dm_prose_number(
            &text, shown, dm_words_shows(shown, 1.0) ? dm_prose_decimals(fabs(shown)) : 0);
    }
    add_cell(self, text.text != NULL ? text.text : "");
    dm_strbuf_clear(&text);
}

static void
add_names(const struct table *self, const struct dm_comparison_of_variants *of, size_t from,
    size_t to)
{
    add_label(self, "");
    for (size_t i = from; i < to; i++) {
        add_cell(self, of->variants[i].name);
    }
    dm_strbuf_add(self->prose->out, "\n");
}

static void
say_levels(const struct dm_comparison_of_variants *self, struct dm_prose *prose)
{
    struct table table = table_of(self, prose);

    for (size_t from = 0; from < self->n; from += table.per_line) {
        size_t to = from + table.per_line < self->n ? from + table.per_line : self->n;

        add_names(&table, self, from, to);
        for (int k = 0; k < N_ROWS; k++) {
            if (!differs(self, ROWS[k].id)) {
                continue;
            }
            add_label(&table, ROWS[k].label);
            for (size_t i = from; i < to; i++) {
                const struct dm_compared_metric *m = find(&self->variants[i], ROWS[k].id);

                add_number(
                    &table, m != NULL ? m->regime.mean : (double) NAN, ROWS[k].scale);
            }
            dm_strbuf_add(prose->out, "\n");
        }
    }
}

/* ---- what differs, with the interval of luck ---- */

/* A difference to the scenario as written, as far as it can go. */
static struct dm_value
change_shown(const struct dm_comparison_of_variants *self,
    const struct dm_compared_metric *m, const struct dm_value *change)
{
    const struct dm_compared_metric *written = find(&self->variants[0], m->id);
    struct dm_range range = dm_possible_range(m->id);

    return written == NULL ? *change
                           : dm_possible_value(change, dm_possible_difference(range,
                                                           &m->regime, &written->regime));
}

static void
say_changes(const struct dm_comparison_of_variants *self,
    const struct dm_compared_variant *variant, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };
    int said = 0;

    dm_prose_label(prose, variant->name);
    for (int k = 0; k < N_ROWS; k++) {
        const struct dm_compared_metric *m = find(variant, ROWS[k].id);

        if (m == NULL || !(fabs(m->change.mean) > 0.0)) {
            continue;
        }
        dm_strbuf_addf(&text, "%s: ", ROWS[k].label);
        struct dm_value shown =
            change_shown(self, m, self->joint_method != NULL ? &m->joint : &m->change);
        dm_words_change(&text, &shown, ROWS[k].scale, true);
        dm_prose_flush(prose, 2, 4, &text);
        said++;
    }
    if (said == 0) {
        dm_prose_paragraph(prose, 2, 4,
            is_same(variant, true) ? "nothing differs: it changes nothing, exactly"
                                   : "none of these measures differs; others do: --json");
    }
    if (!variant->same_persons) {
        dm_prose_paragraph(prose, 2, 4,
            "another society: not the same persons, so the luck is not paired");
    }
}

static void
say_joint(const struct dm_comparison_of_variants *self, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text, "These intervals hold all %d differences at once (95 %%; %s).",
        (int) self->n_joint,
        strcmp(self->joint_method, "max-t") == 0 ? "bootstrap of the largest t"
                                                 : "Bonferroni, few replicates");
    dm_prose_flush(prose, 0, 0, &text);
}

/* ---- who is harmed ---- */

static void
add_coupling(struct dm_strbuf *text, const struct dm_value *harmed,
    const struct dm_value *spared, const char *coupling)
{
    struct dm_value shown = dm_possible_value(harmed, (struct dm_range){ 0.0, 1.0 });

    dm_words_value(text, &shown, 100.0, true, " %");
    dm_strbuf_add(text, " lose more and ");
    dm_words_value(text, spared, 100.0, false, " %");
    dm_strbuf_addf(text, " fewer days %s", coupling);
}

static void
say_share(
    struct dm_prose *prose, const char *against, const struct dm_compared_share *share)
{
    struct dm_strbuf text = { .text = NULL };

    if (!share->known) {
        return;
    }
    dm_strbuf_addf(&text, "against %s, of all people ", against);
    add_coupling(
        &text, &share->harmed_same, &share->spared_same, "under same-luck coupling");
    if (isnan(share->harmed_independent.mean)) {
        dm_strbuf_add(&text, "; under independent luck: needs two replicates");
    } else {
        dm_strbuf_add(&text, "; ");
        add_coupling(&text, &share->harmed_independent, &share->spared_independent,
            "under independent luck");
    }
    dm_prose_flush(prose, 2, 4, &text);
}

static void
say_harmed(const struct dm_comparison_of_variants *self, struct dm_prose *prose)
{
    dm_prose_heading(prose, "Share harmed, by days without a service");
    dm_prose_paragraph(prose, 0, 0,
        "How many lose more days in one world than in another hangs on how the luck of the "
        "two is coupled; so it is told twice. It says nothing about any one person.");
    for (size_t i = 0; i < self->n; i++) {
        dm_prose_label(prose, self->variants[i].name);
        say_share(prose, "its twin", &self->variants[i].against_twin);
        say_share(prose, DM_AS_WRITTEN, &self->variants[i].against_written);
    }
}

/* ---- expected harm ---- */

static const char EXPECTED[] = "access_lost_days.difference_shrunk";

static bool
same_bin(const struct dm_bin_row *a, const struct dm_bin_row *b)
{
    return strcmp(a->id, b->id) == 0 && !(a->from < b->from) && !(a->from > b->from) &&
           !(a->to < b->to) && !(a->to > b->to);
}

static double
share_in(const struct dm_results *results, const struct dm_bin_row *like)
{
    for (size_t i = 0; i < results->n_bins; i++) {
        if (same_bin(&results->bins[i], like)) {
            return results->bins[i].persons;
        }
    }
    return (double) NAN;
}

static void
add_bin_label(const struct table *table, const struct dm_bin_row *row)
{
    struct dm_strbuf text = { .text = NULL };

    if (!isfinite(row->from)) {
        dm_strbuf_add(&text, "fewer days");
    } else if (!(row->to > row->from)) {
        dm_strbuf_add(&text, "no more days");
    } else if (!isfinite(row->to)) {
        dm_strbuf_addf(&text, "%.0f days or more", row->from);
    } else {
        dm_strbuf_addf(&text, "%.0f to %.0f days more", row->from, row->to);
    }
    add_label(table, text.text != NULL ? text.text : "");
    dm_strbuf_clear(&text);
}

static void
say_expected(const struct dm_comparison_of_variants *self, struct dm_prose *prose)
{
    const struct dm_results *first = self->variants[0].results;
    struct table table = table_of(self, prose);
    int32_t replicates = first->run.replicates;
    struct dm_strbuf text = { .text = NULL };

    if (replicates < 2 || first->run.twin == NULL || first->run.twin[0] == '\0') {
        return;
    }
    dm_prose_heading(prose, "Expected harm, of 100,000 people");
    dm_strbuf_addf(&text,
        "Days a year without a service, beyond the twin's, that a person may expect: the "
        "mean over %d replicates of luck on the same society, its spread less what luck "
        "adds.%s",
        (int) replicates, replicates < 50 ? " Under 50 replicates this is rough." : "");
    dm_prose_flush(prose, 0, 0, &text);
    for (size_t from = 0; from < self->n; from += table.per_line) {
        size_t to = from + table.per_line < self->n ? from + table.per_line : self->n;

        add_names(&table, self, from, to);
        for (size_t k = 0; k < first->n_bins; k++) {
            if (strcmp(first->bins[k].id, EXPECTED) != 0) {
                continue;
            }
            add_bin_label(&table, &first->bins[k]);
            for (size_t i = from; i < to; i++) {
                add_number(
                    &table, share_in(self->variants[i].results, &first->bins[k]), PER);
            }
            dm_strbuf_add(prose->out, "\n");
        }
    }
}

static void
say_head(const struct dm_comparison_of_variants *self, struct dm_prose *prose)
{
    const struct dm_run_row *run = &self->variants[0].results->run;
    struct dm_strbuf text = { .text = NULL };

    dm_prose_heading(prose, self->title);
    dm_strbuf_add(&text, "Synthetic: not for decisions on persons. The same ");
    dm_prose_count(&text, run->persons);
    dm_strbuf_add(&text, " people with the same luck, ");
    dm_prose_months(&text, run->months);
    dm_strbuf_addf(&text,
        ", %d %s; seed %lu. Nothing here is ranked; a smaller harm is "
        "not an acceptable one.",
        (int) run->replicates, dm_prose_plural(run->replicates, "replicate", "replicates"),
        (unsigned long) run->seed);
    dm_prose_flush(prose, 0, 0, &text);
    if (self->n == 1) {
        dm_prose_paragraph(prose, 0, 0, "The scenario has no variant to be set beside it.");
    }
}

static void
say_end(
    const struct dm_comparison_of_variants *self, const char *again, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_prose_blank(prose);
    dm_prose_paragraph(prose, 0, 0,
        "Brackets: what luck alone may do (95 %), no confidence in a claim about the "
        "world. "
        "Ranges are shown no further than a measure can go; all measures, as computed: "
        "--json.");
    for (size_t i = 0; i < self->n; i++) {
        dm_strbuf_addf(&text, "checksum %s %s", self->variants[i].results->run.checksum,
            self->variants[i].name);
        dm_prose_flush(prose, 0, 2, &text);
    }
    dm_say_again(again, prose);
}

void
dm_comparison_text(
    const struct dm_comparison_of_variants *self, const char *again, struct dm_prose *prose)
{
    bool any = self->n == 1;

    say_head(self, prose);
    for (int k = 0; k < N_ROWS; k++) {
        any = any || differs(self, ROWS[k].id);
    }
    dm_prose_heading(prose, any ? "What differs" : "No measure differs");
    say_same(self, true,
        "Exactly the same as " DM_AS_WRITTEN " in every replicate, in all measures: ",
        prose);
    say_same(self, false,
        "Exactly the same as " DM_AS_WRITTEN
        " in every replicate, in all that is shown here: ",
        prose);
    if (any) {
        say_levels(self, prose);
    }
    if (self->n > 1) {
        dm_prose_heading(prose, "Against the scenario as written, the same luck");
    }
    for (size_t i = 1; i < self->n; i++) {
        say_changes(self, &self->variants[i], prose);
    }
    if (self->n > 1 && self->joint_method != NULL) {
        say_joint(self, prose);
    }
    say_harmed(self, prose);
    say_expected(self, prose);
    say_end(self, again, prose);
}
