/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures in the order in which they were sent, their breakdowns in order of first
 * mention. What is undefined is null and never left out; a level with few events has no
 * estimate, so that nobody reads a person out of it. */
#include "result_json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MIN_EVENTS = 20 };

void
dm_result_json_bounds(struct dm_strbuf *out, const struct dm_value *value)
{
    dm_strbuf_add(out, "\"mean\": ");
    dm_strbuf_add_number(out, value->mean);
    dm_strbuf_add(out, ", \"lo\": ");
    dm_strbuf_add_number(out, value->lo);
    dm_strbuf_add(out, ", \"hi\": ");
    dm_strbuf_add_number(out, value->hi);
}

static void
add_estimate(struct dm_strbuf *out, const char *key, const struct dm_value *value)
{
    dm_strbuf_addf(out, ", \"%s\": ", key);
    if (value == NULL) {
        dm_strbuf_add(out, "null");
        return;
    }
    dm_strbuf_add(out, "{");
    dm_result_json_bounds(out, value);
    dm_strbuf_add(out, "}");
}

/* `twin` and `difference` of a row. A measure that is a difference has no twin by
 * definition. */
static void
add_compared(
    struct dm_strbuf *out, const struct dm_metric_row *row, bool has_twin, bool defined)
{
    const struct dm_value none = { (double) NAN, (double) NAN, (double) NAN };
    const struct dm_value *difference =
        row->is_difference ? &row->regime : &row->difference;

    add_estimate(out, "twin",
        row->is_difference || !has_twin ? NULL
        : defined                       ? &row->twin
                                        : &none);
    add_estimate(out, "difference", defined && has_twin ? difference : &none);
}

static void
add_level(struct dm_strbuf *out, const struct dm_metric_row *row, bool has_twin)
{
    const struct dm_value none = { (double) NAN, (double) NAN, (double) NAN };
    bool defined = row->n >= MIN_EVENTS;

    dm_strbuf_add_json(out, row->level);
    dm_strbuf_add(out, ": {");
    dm_result_json_bounds(out, defined ? &row->regime : &none);
    dm_strbuf_addf(out, ", \"n\": %" PRId64, row->n);
    add_compared(out, row, has_twin, defined);
    dm_strbuf_add(out, "}");
}

/* Rows of one measure: they come in one piece, the total first. */
struct piece {
    const struct dm_results *results;
    size_t first, end;
};

static struct piece
piece_at(const struct dm_results *results, size_t first)
{
    struct piece piece = { results, first, first + 1 };

    while (piece.end < results->n_metrics &&
           strcmp(results->metrics[piece.end].id, results->metrics[first].id) == 0) {
        piece.end++;
    }
    return piece;
}

static bool
is_level_of(const struct dm_metric_row *row, const char *dimension)
{
    return row->dimension != NULL && strcmp(row->dimension, dimension) == 0;
}

/* Whether rows before i already have this dimension. */
static bool
dimension_seen(const struct piece *piece, size_t i)
{
    const struct dm_metric_row *rows = piece->results->metrics;

    for (size_t k = piece->first; k < i; k++) {
        if (is_level_of(&rows[k], rows[i].dimension)) {
            return true;
        }
    }
    return false;
}

static void
add_dimension(struct dm_strbuf *out, const struct piece *piece, size_t first)
{
    const struct dm_results *results = piece->results;
    const struct dm_metric_row *head = &results->metrics[first];
    bool has_twin = results->run.twin != NULL && results->run.twin[0] != '\0';

    dm_strbuf_add_json(out, head->dimension);
    dm_strbuf_add(out, ": {");
    for (size_t i = first; i < piece->end; i++) {
        if (is_level_of(&results->metrics[i], head->dimension)) {
            dm_strbuf_add(out, i == first ? "" : ", ");
            add_level(out, &results->metrics[i], has_twin);
        }
    }
    dm_strbuf_add(out, "}");
}

static void
add_breakdowns(struct dm_strbuf *out, const struct piece *piece)
{
    bool first = true;

    dm_strbuf_add(out, ", \"by\": {");
    for (size_t i = piece->first; i < piece->end; i++) {
        if (piece->results->metrics[i].dimension != NULL && !dimension_seen(piece, i)) {
            dm_strbuf_add(out, first ? "" : ", ");
            add_dimension(out, piece, i);
            first = false;
        }
    }
    dm_strbuf_add(out, "}");
}

static void
add_metric(struct dm_strbuf *out, const struct dm_results *results, size_t first)
{
    const struct dm_metric_row *row = &results->metrics[first];
    struct piece piece = piece_at(results, first);
    bool has_twin = results->run.twin != NULL && results->run.twin[0] != '\0';

    dm_strbuf_add(out, "    ");
    dm_strbuf_add_json(out, row->id);
    dm_strbuf_add(out, ": {");
    dm_result_json_bounds(out, &row->regime);
    dm_strbuf_addf(out, ", \"n\": %" PRId64 ", \"unit\": ", row->n);
    dm_strbuf_add_json(out, row->unit);
    dm_strbuf_add(out, ", \"direction\": ");
    dm_strbuf_add_json(out, row->direction);
    add_compared(out, row, has_twin, true);
    add_breakdowns(out, &piece);
    dm_strbuf_add(out, "}");
}

/* `  "key": "text",` or null where there is none. */
static void
add_text(struct dm_strbuf *out, const char *key, const char *text)
{
    dm_strbuf_addf(out, "  \"%s\": ", key);
    dm_strbuf_add_json(out, text != NULL && text[0] != '\0' ? text : NULL);
    dm_strbuf_add(out, ",\n");
}

void
dm_result_json_head(struct dm_strbuf *out, const char *schema, const struct dm_run_row *run)
{
    dm_strbuf_addf(out, "{\n  \"schema\": \"%s\",\n", schema);
    add_text(out, "scenario", run->scenario);
    add_text(out, "title", run->title);
    dm_strbuf_addf(out, "  \"persons\": %" PRId64 ",\n  \"months\": %" PRId32 ",\n",
        run->persons, run->months);
    dm_strbuf_addf(out, "  \"warmup_months\": %" PRId32 ",\n", run->warmup_months);
    dm_strbuf_addf(out, "  \"replicates\": %" PRId32 ",\n  \"seed\": %" PRIu32 ",\n",
        run->replicates, run->seed);
    add_text(out, "twin", run->twin);
    dm_strbuf_add(
        out, "  \"synthetic\": true,\n  \"not_for\": \"decisions on persons\",\n");
}

void
dm_result_json_metrics(struct dm_strbuf *out, const struct dm_results *results)
{
    bool first = true;

    dm_strbuf_add(out, "{\n");
    for (size_t i = 0; i < results->n_metrics; i++) {
        if (results->metrics[i].dimension == NULL) {
            dm_strbuf_add(out, first ? "" : ",\n");
            add_metric(out, results, i);
            first = false;
        }
    }
    dm_strbuf_add(out, first ? "  }" : "\n  }");
}

static void
add_how(struct dm_strbuf *out, const struct dm_results_how *how, int32_t replicates)
{
    if (how->interval != NULL) {
        add_text(out, "interval", how->interval);
    }
    if (how->precision_of != NULL) {
        dm_strbuf_add(out, "  \"precision\": {\"metric\": ");
        dm_strbuf_add_json(out, how->precision_of);
        dm_strbuf_add(out, ", \"asked\": ");
        dm_strbuf_add_number(out, how->asked);
        dm_strbuf_add(out, ", \"half_width\": ");
        dm_strbuf_add_number(out, how->half_width);
        dm_strbuf_addf(out,
            ", \"reached\": %s, \"replicates\": %" PRId32 ", \"most\": %" PRId32 "},\n",
            how->reached ? "true" : "false", replicates, how->most);
    }
}

void
dm_result_json(
    const struct dm_results *results, const struct dm_provenance *p, struct dm_strbuf *out)
{
    const struct dm_run_row *run = &results->run;

    dm_result_json_head(out, "demerit-result/1", run);
    add_text(out, "checksum", run->checksum);
    add_text(out, "twin_checksum", run->twin_checksum);
    add_text(out, "measures_checksum", run->measures_checksum);
    dm_strbuf_addf(out,
        "  \"confidence\": {\"sourced\": %" PRId32 ", \"assumed\": %" PRId32
        ", \"unverified\": %" PRId32 "},\n",
        p->n_sourced, p->n_assumed, p->n_unverified);
    add_how(out, &results->how, run->replicates);
    dm_strbuf_add(out, "  \"metrics\": ");
    dm_result_json_metrics(out, results);
    dm_strbuf_add(out, "\n}\n");
}
