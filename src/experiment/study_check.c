/* SPDX-License-Identifier: Apache-2.0
 *
 * A study held against its scenario: fixed values, measures, and every end of a range and
 * every choice by itself, so that what cannot run is told before anything does, at its
 * place in the study. Values that only clash with each other are found when their row
 * runs. */
#include "base/strbuf.h"
#include "scenario/units.h"
#include "study_reading.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLAG "--set "

enum { MOST_IDS = 2 * DM_STUDY_MAX_METRICS };

/* Moves a complaint to the study's list. */
static void
take(struct dm_reading *reading, struct dm_diagnostic *from)
{
    size_t n = reading->diagnostics->n;

    dm_complain(reading, DM_FAULT_FACTOR_VALUE, NULL, from->key, "%s",
        from->message != NULL ? from->message : "");
    if (reading->diagnostics->n > n) {
        struct dm_diagnostic *to = &reading->diagnostics->items[n], spare = *to;

        *to = *from;
        *from = spare;
    }
}

/* Which fixed value of the study a complaint is about; NULL: none. */
static const struct dm_node *
node_of_set(const struct dm_study_reading *self, const char *file)
{
    for (size_t i = 0; file != NULL && i < self->study->n_sets; i++) {
        if (strncmp(file, FLAG, strlen(FLAG)) == 0 &&
            strcmp(file + strlen(FLAG), self->study->sets[i]) == 0) {
            return self->set_nodes[i];
        }
    }
    return NULL;
}

dm_status
dm_study_read_base(struct dm_study_reading *self)
{
    struct dm_diagnostics found = { .items = NULL };
    dm_status st =
        dm_study_scenario(self->study, NULL, 0, self->files, &self->study->base, &found);

    for (size_t i = 0; i < found.n; i++) {
        const struct dm_node *node = node_of_set(self, found.items[i].file);

        if (node == NULL) {
            take(self->reading, &found.items[i]);
            continue;
        }
        dm_complain(self->reading, (enum dm_fault) found.items[i].number, node,
            found.items[i].key, "%s", found.items[i].message);
        if (found.items[i].hint != NULL) {
            dm_hint(self->reading, "%s", found.items[i].hint);
        }
    }
    dm_diagnostics_clear(&found);
    self->reading->no_input = self->reading->no_input || st == DM_ENOINPUT;
    self->reading->arena.failed = self->reading->arena.failed || st == DM_ENOMEM;
    return st;
}

/* ---- factors ---- */

/* What the scenario says to one value of one factor, owned; NULL: it takes it. */
static char *
try_value(
    struct dm_study_reading *self, const struct dm_study_factor *factor, const char *value)
{
    struct dm_diagnostics found = { .items = NULL };
    struct dm_strbuf set = { .text = NULL };
    struct dm_scenario *scenario = NULL;
    char *why = NULL;

    dm_strbuf_addf(&set, "%s=%s", factor->path, value);
    if (set.failed) {
        self->reading->arena.failed = true;
        return NULL;
    }
    const char *sets[] = { set.text };
    dm_status st = dm_study_scenario(self->study, sets, 1, self->files, &scenario, &found);
    if (st == DM_ENOMEM) {
        self->reading->arena.failed = true;
    } else if (st != DM_OK) {
        const struct dm_diagnostic *first = found.n > 0 ? &found.items[0] : NULL;

        why =
            dm_study_copy(self, first != NULL ? first->message : "the scenario is refused");
    }
    dm_scenario_free(scenario);
    dm_strbuf_clear(&set);
    dm_diagnostics_clear(&found);
    return why;
}

/* The i-th value to try; false: there is none. `*at`: where it stands. */
static bool
value_to_try(const struct dm_study_reading *self, int32_t f, int32_t i,
    struct dm_strbuf *out, const struct dm_node **at)
{
    const struct dm_study_factor *factor = &self->study->factors[f];
    const struct dm_factor_nodes *nodes = &self->nodes[f];

    if (factor->n_choices > 0) {
        *at = nodes->values != NULL && i < factor->n_choices
                  ? nodes->values->entries[i].value
                  : NULL;
        dm_strbuf_add(out, i < factor->n_choices ? factor->choices[i] : "");
        return i < factor->n_choices;
    }
    *at = i == 0 ? nodes->low : nodes->high;
    dm_unit_format(factor->kind, i == 0 ? factor->low : factor->high, out);
    return i < 2;
}

static void
drop_factor(struct dm_study_reading *self, int32_t f, const char *why)
{
    struct dm_study *study = self->study;
    struct dm_study_factor *factor = &study->factors[f];
    struct dm_study_omission *omitted =
        realloc(study->omitted, ((size_t) study->n_omitted + 1) * sizeof *omitted);

    if (omitted == NULL) {
        self->reading->arena.failed = true;
        return;
    }
    study->omitted = omitted;
    omitted[study->n_omitted++] =
        (struct dm_study_omission){ .path = factor->id, .why = dm_study_copy(self, why) };
    free(factor->path);
    for (int32_t k = f; k + 1 < study->n_factors; k++) {
        study->factors[k] = study->factors[k + 1];
        self->nodes[k] = self->nodes[k + 1];
    }
    study->n_factors--;
}

/* False: the factor was dropped. */
static bool
try_factor(struct dm_study_reading *self, int32_t f)
{
    const struct dm_study_factor *factor = &self->study->factors[f];
    char key[DM_KEY_BYTES];
    bool kept = true, more = true;

    dm_key_join(key, "factors", factor->id);
    for (int32_t i = 0; kept && more; i++) {
        struct dm_strbuf value = { .text = NULL };
        const struct dm_node *at = NULL;
        char *why = NULL;

        more = value_to_try(self, f, i, &value, &at) && !value.failed;
        if (more) {
            why = try_value(self, factor, value.text);
        }
        if (why != NULL && factor->is_assumed) {
            drop_factor(self, f, why);
            kept = false;
        } else if (why != NULL) {
            dm_complain(self->reading, DM_FAULT_FACTOR_VALUE, at, key,
                "%s: the scenario refuses it: %s", dm_quote(value.text).s, why);
        }
        free(why);
        dm_strbuf_clear(&value);
    }
    return kept;
}

void
dm_study_try_factors(struct dm_study_reading *self)
{
    if (self->reading->diagnostics->n > 0 || self->reading->arena.failed) {
        return; /* some have no values */
    }
    for (int32_t f = 0; f < self->study->n_factors && !self->reading->arena.failed;) {
        f += try_factor(self, f) ? 1 : 0;
    }
}

/* ---- measures ---- */

static bool
has_id(char (*ids)[DM_TABLE_ID_BYTES], size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(ids[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static void
complain_metric(struct dm_study_reading *self, const struct dm_node *node,
    char (*ids)[DM_TABLE_ID_BYTES], size_t n)
{
    const char *words[MOST_IDS];

    for (size_t i = 0; i < n; i++) {
        words[i] = ids[i];
    }
    dm_complain(self->reading, DM_FAULT_NO_METRIC, node, "metrics",
        "the scenario has no measure `%s`", dm_quote(node->text).s);
    dm_hint_nearest(self->reading, node->text, words, n);
}

/* Where an id stands in a list; what is no word in it was complained about before. */
static const struct dm_node *
node_of(const struct dm_node *list, const char *id)
{
    for (size_t i = 0; list != NULL && list->kind == DM_NODE_LIST && i < list->n_entries;
         i++) {
        const struct dm_node *node = list->entries[i].value;

        if (node->kind == DM_NODE_SCALAR && strcmp(node->text, id) == 0) {
            return node;
        }
    }
    return NULL;
}

void
dm_study_check_metrics(struct dm_study_reading *self)
{
    struct dm_study *study = self->study;
    const struct dm_node *list = dm_node_at(self->root, "metrics");
    char(*ids)[DM_TABLE_ID_BYTES] = calloc(MOST_IDS, sizeof *ids);
    size_t n = 0;
    int32_t kept = 0;

    if (ids == NULL) {
        self->reading->arena.failed = true;
        return;
    }
    n = dm_table_ids(study->base, ids, MOST_IDS);
    n = n < MOST_IDS ? n : MOST_IDS;
    for (int32_t m = 0; m < study->n_metrics; m++) {
        if (has_id(ids, n, study->metrics[m])) {
            study->metrics[kept++] = study->metrics[m];
            continue;
        }
        if (node_of(list, study->metrics[m]) != NULL) {
            complain_metric(self, node_of(list, study->metrics[m]), ids, n);
        }
        free(study->metrics[m]);
    }
    study->n_metrics = kept;
    free(ids);
}
