/* SPDX-License-Identifier: Apache-2.0
 *
 * Each share beside what luck does to it, and beside what the orders drawn do to it: two
 * intervals that are never mixed. */
#include "attribution_report.h"

#include "estimate_words.h"
#include "result_json.h"
#include "say.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- JSON ---- */

static void
add_value(struct dm_strbuf *out, const char *key, const struct dm_value *value)
{
    dm_strbuf_addf(out, "  \"%s\": {", key);
    dm_result_json_bounds(out, value);
    dm_strbuf_add(out, "},\n");
}

static void
add_share(struct dm_strbuf *out, const struct dm_share_row *row)
{
    dm_strbuf_add(out, "\n    ");
    dm_strbuf_add_json(out, row->id);
    dm_strbuf_add(out, ": {");
    dm_result_json_bounds(out, &row->share);
    if (isfinite(row->sampling.mean)) {
        dm_strbuf_add(out, ", \"sampling\": {");
        dm_result_json_bounds(out, &row->sampling);
        dm_strbuf_add(out, "}");
    }
    if (row->group != NULL) {
        dm_strbuf_add(out, ", \"group\": ");
        dm_strbuf_add_json(out, row->group);
    }
    if (row->sentence != NULL) {
        dm_strbuf_add(out, ", \"sentence\": ");
        dm_strbuf_add_json(out, row->sentence);
    }
    dm_strbuf_add(out, "}");
}

static void
add_shares(
    struct dm_strbuf *out, const char *key, const struct dm_share_row *rows, size_t n)
{
    dm_strbuf_addf(out, "  \"%s\": {", key);
    for (size_t i = 0; i < n; i++) {
        dm_strbuf_add(out, i == 0 ? "" : ",");
        add_share(out, &rows[i]);
    }
    dm_strbuf_add(out, "}");
}

void
dm_attribution_json(const struct dm_attribution_report *self, struct dm_strbuf *out)
{
    bool paired = self->run.twin != NULL && self->run.twin[0] != '\0';

    dm_result_json_head(out, "demerit-attribute/1", &self->run);
    dm_strbuf_add(out, "  \"checksum\": ");
    dm_strbuf_add_json(out, self->run.checksum);
    dm_strbuf_add(out, ",\n  \"metric\": ");
    dm_strbuf_add_json(out, self->metric);
    dm_strbuf_add(out, ",\n  \"unit\": ");
    dm_strbuf_add_json(out, self->unit);
    dm_strbuf_add(out, ",\n  \"direction\": ");
    dm_strbuf_add_json(out, self->direction);
    dm_strbuf_addf(out, ",\n  \"value\": \"%s\",\n",
        paired ? "regime less twin" : "regime, without a twin");
    dm_strbuf_addf(out,
        "  \"method\": \"%s%s\",\n  \"samples\": %" PRId32
        ",\n  \"coalitions\": %zu, \"runs\": %zu,\n",
        self->n_groups > 0 ? "Owen" : "Shapley",
        self->samples > 0 ? ", orders drawn" : ", exact", self->samples, self->coalitions,
        self->coalitions * (size_t) self->run.replicates);
    add_value(out, "with_all", &self->with_all);
    add_value(out, "with_none", &self->with_none);
    add_value(out, "total", &self->total);
    add_shares(out, "shares", self->shares, self->n_shares);
    if (self->n_groups > 0) {
        dm_strbuf_add(out, ",\n");
        add_shares(out, "groups", self->groups, self->n_groups);
    }
    dm_strbuf_add(out, "\n}\n");
}

/* ---- text ---- */

static void
say_head(const struct dm_attribution_report *self, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };
    const struct dm_run_row *run = &self->run;
    bool paired = run->twin != NULL && run->twin[0] != '\0';

    dm_prose_heading(prose, run->title);
    dm_strbuf_add(&text, "Synthetic: not for decisions on persons. ");
    dm_prose_count(&text, run->persons);
    dm_strbuf_add(&text, " people, ");
    dm_prose_months(&text, run->months);
    dm_strbuf_addf(&text,
        ", %d %s, seed %lu; %zu coalitions of mechanisms on the same persons with the same "
        "luck.",
        (int) run->replicates, dm_prose_plural(run->replicates, "replicate", "replicates"),
        (unsigned long) run->seed, self->coalitions);
    dm_prose_flush(prose, 0, 0, &text);
    dm_prose_heading(prose, "Which mechanism brings how much");
    dm_strbuf_addf(&text, "Of %s, in %s%s: with all mechanisms ", self->metric, self->unit,
        paired ? ", more than in the twin" : "");
    dm_words_value(&text, &self->with_all, 1.0, true, "");
    dm_strbuf_add(&text, "; with those below switched off ");
    dm_words_value(&text, &self->with_none, 1.0, true, "");
    dm_strbuf_add(&text, "; to be shared out: ");
    dm_words_value(&text, &self->total, 1.0, true, "");
    dm_strbuf_add(&text, ".");
    dm_prose_flush(prose, 0, 0, &text);
}

static void
add_part(struct dm_strbuf *text, double share, double total)
{
    if (isfinite(share) && fabs(total) > 0.0) {
        dm_strbuf_add(text, ", ");
        dm_prose_number(text, 100.0 * share / total, 0);
        dm_strbuf_add(text, " %");
    }
}

/* The total, where each share is a part of it; else 0: of opposite signs, or undefined. */
static double
whole_of(const struct dm_share_row *rows, size_t n, double total)
{
    for (size_t i = 0; i < n; i++) {
        if (!(rows[i].share.mean * total >= 0.0)) {
            return 0.0;
        }
    }
    return total;
}

static void
say_share(const struct dm_share_row *row, double total, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_strbuf_addf(&text, "%s: ", row->id);
    dm_words_change(&text, &row->share, 1.0, true);
    add_part(&text, row->share.mean, total);
    if (isfinite(row->sampling.mean)) {
        dm_strbuf_add(&text, "; orders drawn leave ");
        dm_prose_number(
            &text, row->sampling.lo, dm_prose_decimals(fabs(row->sampling.mean)));
        dm_strbuf_add(&text, " to ");
        dm_prose_number(
            &text, row->sampling.hi, dm_prose_decimals(fabs(row->sampling.mean)));
    }
    dm_strbuf_addf(&text, "%s%s", row->sentence != NULL ? " -- " : "",
        row->sentence != NULL ? row->sentence : "");
    dm_prose_flush(prose, 2, 6, &text);
}

static void
say_end(const struct dm_attribution_report *self, const char *again, struct dm_prose *prose)
{
    struct dm_strbuf text = { .text = NULL };

    dm_prose_blank(prose);
    dm_strbuf_addf(&text,
        "%s values%s: what a mechanism adds, averaged over %s in which mechanisms may be "
        "switched on. They add up. Brackets: what luck alone may do (95 %%). A share "
        "says what the harm of this model hangs on; it is no advice to keep the rest.",
        self->n_groups > 0 ? "Owen" : "Shapley",
        self->n_groups > 0 ? " (a group enters as a whole)" : "",
        self->samples > 0 ? "orders, drawn at random," : "all orders");
    dm_prose_flush(prose, 0, 0, &text);
    dm_strbuf_addf(&text, "checksum %s", self->run.checksum);
    dm_prose_flush(prose, 0, 2, &text);
    dm_say_again(again, prose);
}

void
dm_attribution_text(
    const struct dm_attribution_report *self, const char *again, struct dm_prose *prose)
{
    double total = whole_of(self->shares, self->n_shares, self->total.mean);

    say_head(self, prose);
    for (size_t i = 0; i < self->n_shares; i++) {
        say_share(&self->shares[i], total, prose);
    }
    if (self->n_groups > 0) {
        dm_prose_heading(prose, "By group of mechanisms");
    }
    for (size_t i = 0; i < self->n_groups; i++) {
        say_share(&self->groups[i], total, prose);
    }
    say_end(self, again, prose);
}
