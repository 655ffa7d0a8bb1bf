/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit-study-result/1. */
#include "study_report.h"

#include <inttypes.h>
#include <string.h>

static void
add_text(struct dm_strbuf *out, const char *key, const char *value)
{
    dm_strbuf_addf(out, ", \"%s\": ", key);
    dm_strbuf_add_json(out, value);
}

static void
add_integer(struct dm_strbuf *out, const char *key, int64_t value)
{
    dm_strbuf_addf(out, ", \"%s\": %" PRId64, key, value);
}

static void
add_number(struct dm_strbuf *out, const char *key, double value)
{
    dm_strbuf_addf(out, ", \"%s\": ", key);
    dm_strbuf_add_number(out, value);
}

/* Choices are kept a line each. */
static void
add_choices(struct dm_strbuf *out, const char *lines)
{
    dm_strbuf_add(out, ", \"values\": [");
    for (const char *at = lines; *at != '\0';) {
        size_t n = strcspn(at, "\n");
        struct dm_strbuf one = { .text = NULL };

        dm_strbuf_addn(&one, at, n);
        dm_strbuf_add(out, at == lines ? "" : ", ");
        dm_strbuf_add_json(out, one.text != NULL ? one.text : "");
        dm_strbuf_clear(&one);
        at += n + (at[n] == '\n' ? 1 : 0);
    }
    dm_strbuf_add(out, "]");
}

static void
add_factors(struct dm_strbuf *out, const struct dm_study_told *self)
{
    dm_strbuf_add(out, ",\n \"factors\": [");
    for (size_t f = 0; f < self->n_factors; f++) {
        const struct dm_stored_factor *factor = &self->factors[f];

        dm_strbuf_add(out, f == 0 ? "\n  {\"id\": " : ",\n  {\"id\": ");
        dm_strbuf_add_json(out, factor->id);
        add_text(out, "path", factor->path);
        dm_strbuf_addf(out, ", \"assumed\": %s", factor->is_assumed ? "true" : "false");
        add_text(out, "scale", factor->scale);
        if (factor->choices != NULL) {
            add_choices(out, factor->choices);
        } else {
            add_text(out, "low", factor->low);
            add_text(out, "high", factor->high);
        }
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, "],\n \"left_out\": [");
    for (size_t i = 0; i < self->n_omitted; i++) {
        dm_strbuf_add(out, i == 0 ? "\n  {\"path\": " : ",\n  {\"path\": ");
        dm_strbuf_add_json(out, self->omitted[i]);
        add_text(out, "why", self->why[i]);
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, "]");
}

static void
add_rows(struct dm_strbuf *out, const struct dm_study_told *self)
{
    dm_strbuf_addf(out,
        ",\n \"rows\": {\"all\": %" PRId64 ", \"ok\": %" PRId64 ", \"failed\": %" PRId64
        ", \"missing\": %" PRId64 "},\n \"failures\": [",
        self->n_rows, self->n_ok, self->n_failed,
        self->n_rows - self->n_ok - self->n_failed);
    for (size_t i = 0; i < self->n_failures; i++) {
        dm_strbuf_addf(
            out, "%s\n  {\"row\": %" PRId64, i == 0 ? "" : ",", self->failures[i].row);
        add_text(out, "error", self->failures[i].error);
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, "]");
}

static void
add_index(struct dm_strbuf *out, const struct dm_index_row *row, bool is_first)
{
    dm_strbuf_addf(out, "%s\n    {\"kind\": ", is_first ? "" : ",");
    dm_strbuf_add_json(out, row->kind);
    add_text(out, "factor", row->factor);
    if (row->other[0] != '\0') {
        add_text(out, strcmp(row->kind, "mean_at") == 0 ? "value" : "other", row->other);
    }
    add_number(out, "estimate", row->estimate);
    add_number(out, "lo", row->lo);
    add_number(out, "hi", row->hi);
    add_integer(out, "n", row->n);
    dm_strbuf_add(out, "}");
}

/* The range over assumptions and, apart from it, luck. */
static void
add_side(struct dm_strbuf *out, const struct dm_study_told *self,
    const struct dm_spread_row *spread)
{
    bool is_first = true;

    dm_strbuf_addf(
        out, ",\n   \"%s\": {\"between_rows\": {\"n\": %" PRId64, spread->side, spread->n);
    add_number(out, "least", spread->least);
    add_number(out, "q05", spread->q05);
    add_number(out, "q25", spread->q25);
    add_number(out, "median", spread->median);
    add_number(out, "q75", spread->q75);
    add_number(out, "q95", spread->q95);
    add_number(out, "most", spread->most);
    dm_strbuf_add(out, "}, \"luck_within_rows\": {\"mean_half_width\": ");
    dm_strbuf_add_number(out, spread->luck);
    dm_strbuf_addf(out, ", \"replicates\": %" PRId32 "}, \"indices\": [", self->replicates);
    for (size_t i = 0; i < self->n_indices; i++) {
        const struct dm_index_row *row = &self->indices[i];

        if (strcmp(row->metric, spread->metric) == 0 &&
            strcmp(row->side, spread->side) == 0) {
            add_index(out, row, is_first);
            is_first = false;
        }
    }
    dm_strbuf_add(out, "]}");
}

static void
add_metrics(struct dm_strbuf *out, const struct dm_study_told *self)
{
    dm_strbuf_add(out, ",\n \"metrics\": {");
    for (size_t m = 0; m < self->n_metrics; m++) {
        const struct dm_told_metric *metric = &self->metrics[m];

        dm_strbuf_add(out, m == 0 ? "\n  " : ",\n  ");
        dm_strbuf_add_json(out, metric->id);
        dm_strbuf_add(out, ": {\"unit\": ");
        dm_strbuf_add_json(out, metric->unit);
        add_text(out, "direction", metric->direction);
        for (size_t i = 0; i < self->n_spreads; i++) {
            if (strcmp(self->spreads[i].metric, metric->id) == 0) {
                add_side(out, self, &self->spreads[i]);
            }
        }
        dm_strbuf_add(out, "}");
    }
    dm_strbuf_add(out, "}");
}

void
dm_study_json(const struct dm_study_told *self, struct dm_strbuf *out)
{
    dm_strbuf_add(out, "{\"schema\": \"demerit-study-result/1\"");
    add_text(out, "study", self->name);
    add_text(out, "title", self->title);
    add_text(out, "scenario", self->scenario);
    add_text(out, "variant", self->variant);
    add_text(out, "twin", self->twin[0] != '\0' ? self->twin : NULL);
    add_text(out, "study_hash", self->hash);
    dm_strbuf_add(out, ",\n \"synthetic\": true, \"not_for\": \"decisions on persons\"");
    add_integer(out, "persons", self->persons);
    add_integer(out, "months", self->months);
    add_integer(out, "replicates", self->replicates);
    add_integer(out, "seed", self->seed);
    dm_strbuf_add(out, ",\n \"design\": {\"kind\": ");
    dm_strbuf_add_json(out, self->design);
    add_integer(out, "seed", self->design_seed);
    dm_strbuf_add(out, "}");
    add_rows(out, self);
    add_factors(out, self);
    add_metrics(out, self);
    dm_strbuf_add(out, "}\n");
}
