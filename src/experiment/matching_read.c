/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of a calibration: a study whose measures are targets. What is its own is blanked
 * out, line by line, and the rest is read as a study, so that places stay right. */
#include "matching.h"

#include "scenario/reading.h"
#include "scenario/units.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_VERSION "demerit-calibration/1"
#define COUNT(table)   (sizeof(table) / sizeof(table)[0])

#define MOST 1e300 /* of any number: infinity is none */

enum { DEFAULT_POINTS = 100, DEFAULT_WAVES = 3, MOST_POINTS = 1 << 20 };

/* Keys that a study does not have. */
static const char *const own_words[] = { "schema", "targets", "waves", "points", "cutoff",
    "emulator", "implausibility", "metrics", "design" };
/* The last two of them are a study's, and refused. */
enum { FIRST_REFUSED = COUNT(own_words) - 2 };
static const char *const target_words[] = { "metric", "value", "observed_sd", "model_sd",
    "source", "year", "confidence", "note" };
/* How sure a source is (data/README.md). */
static const char *const marks[] = { "S", "S2", "C", "R" };
/* What calibration does not fit: how far people are silenced, made afraid or made to
 * conform, and the claimed benefit. */
static const char *const refused[] = { "chilled_share", "fear", "evasion", "conformity",
    "offence_change", "crowded_out", "approval" };

void
dm_calibration_clear(struct dm_calibration *self)
{
    for (int32_t t = 0; t < self->n_targets; t++) {
        free(self->target[t].metric);
        free(self->target[t].source);
        free(self->target[t].year);
    }
    dm_study_free(self->study);
    *self = (struct dm_calibration){ .study = NULL };
}

static double
number_of(struct dm_reading *reading, const struct dm_node *map, const char *key,
    double least, double most, double otherwise)
{
    const struct dm_node *node = dm_node_at(map, key);
    double value = otherwise;
    char *end = NULL;

    if (node != NULL && node->kind == DM_NODE_SCALAR) {
        value = strtod(node->text, &end);
    }
    if ((node == NULL && otherwise < least) ||
        (node != NULL &&
            (end == NULL || *end != '\0' || !(value >= least && value <= most)))) {
        dm_complain(reading, DM_FAULT_CALIBRATION, node != NULL ? node : map, key,
            "a number from %g to %g is expected", least, most);
        return otherwise;
    }
    return value;
}

static bool
is_refused(const char *metric)
{
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (strncmp(metric, refused[i], strlen(refused[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* The place of a word in a list; the first where there is none, which is complained of. */
static int32_t
word_of(struct dm_reading *reading, const struct dm_node *node, const char *key,
    const char *const *words, int32_t n)
{
    struct dm_strbuf all = { .text = NULL };

    for (int32_t i = 0; i < n; i++) {
        if (node->kind == DM_NODE_SCALAR && strcmp(node->text, words[i]) == 0) {
            dm_strbuf_clear(&all);
            return i;
        }
        dm_strbuf_addf(&all, "%s`%s`", i == 0 ? "" : i + 1 < n ? ", " : " or ", words[i]);
    }
    dm_complain(reading, DM_FAULT_BAD_CHOICE, node, key, "%s is expected",
        all.failed ? "another word" : all.text);
    dm_strbuf_clear(&all);
    return 0;
}

/* When a target was published, and how sure its source is, for whoever reads the result. */
static void
read_provenance(
    struct dm_reading *reading, const struct dm_node *map, struct dm_target *out)
{
    const struct dm_node *year = dm_node_at(map, "year"),
                         *mark = dm_node_at(map, "confidence");

    if (year != NULL && year->kind == DM_NODE_SCALAR) {
        out->year = dm_copy_text(year->text);
        reading->arena.failed = reading->arena.failed || out->year == NULL;
    }
    if (mark != NULL) {
        out->confidence = marks[word_of(reading, mark, "confidence", marks, COUNT(marks))];
    }
}

static void
read_target(struct dm_reading *reading, const struct dm_node *map, struct dm_target *out)
{
    const struct dm_node *metric = dm_node_at(map, "metric"),
                         *source = dm_node_at(map, "source");

    for (size_t i = 0; map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        if (!dm_is_one_of(map->entries[i].key->text, target_words, COUNT(target_words))) {
            dm_complain(reading, DM_FAULT_UNKNOWN_KEY, map->entries[i].key, "targets",
                "there is no key `%s` here", dm_quote(map->entries[i].key->text).s);
        }
    }
    if (metric == NULL || metric->kind != DM_NODE_SCALAR || source == NULL ||
        source->kind != DM_NODE_SCALAR || source->text[0] == '\0') {
        dm_complain(reading, DM_FAULT_CALIBRATION, map, "targets",
            "a target has `metric`, `value`, `observed_sd`, `model_sd` and `source`");
        return;
    }
    if (is_refused(metric->text)) {
        dm_complain(reading, DM_FAULT_TARGET, metric, "targets",
            "`%s` is no target: calibration fits published aggregates of lists, records "
            "and refusals only",
            dm_quote(metric->text).s);
        dm_hint(reading, "README.md, The boundary");
    }
    out->metric = dm_copy_text(metric->text);
    out->source = dm_copy_text(source->text);
    out->value = number_of(reading, map, "value", -MOST, MOST, -2.0 * MOST);
    out->observed_sd = number_of(reading, map, "observed_sd", 0.0, MOST, -1.0);
    out->model_sd = number_of(reading, map, "model_sd", 0.0, MOST, -1.0);
    read_provenance(reading, map, out);
    reading->arena.failed =
        reading->arena.failed || out->metric == NULL || out->source == NULL;
}

/* Which implausibility decides, and between what: Vernon, Goldstein and Bower 2010 take the
 * second-largest where one target may be badly emulated or wrong. */
static void
read_method(
    struct dm_reading *reading, const struct dm_node *root, struct dm_calibration *out)
{
    static const char *const emulators[] = { "none", "quadratic" };
    static const char *const ranks[] = { "largest", "second-largest", "third-largest" };
    const struct dm_node *emulator = dm_node_at(root, "emulator"),
                         *rank = dm_node_at(root, "implausibility");

    if (emulator != NULL) {
        out->emulated = word_of(reading, emulator, "emulator", emulators, 2) == 1;
    }
    if (rank != NULL) {
        out->may_miss = word_of(reading, rank, "implausibility", ranks, 3);
    }
    if (out->may_miss > 0 && out->may_miss >= out->n_targets) {
        dm_complain(reading, DM_FAULT_CALIBRATION, rank, "implausibility",
            "`%s` takes %d targets at least, and there are %d", ranks[out->may_miss],
            (int) out->may_miss + 1, (int) out->n_targets);
    }
}

static void
read_own(struct dm_reading *reading, const struct dm_node *root, struct dm_calibration *out)
{
    const struct dm_node *list = dm_node_at(root, "targets");
    bool ok = list != NULL && list->kind == DM_NODE_LIST && list->n_entries > 0 &&
              list->n_entries <= DM_CALIBRATE_MOST_TARGETS;

    if (!ok) {
        dm_complain(reading, DM_FAULT_CALIBRATION, list != NULL ? list : root, "targets",
            "a list of 1 to %d targets is expected", DM_CALIBRATE_MOST_TARGETS);
    }
    for (size_t i = 0; ok && i < list->n_entries; i++) {
        read_target(reading, list->entries[i].value, &out->target[out->n_targets++]);
    }
    for (size_t i = FIRST_REFUSED; i < COUNT(own_words); i++) {
        if (dm_node_at(root, own_words[i]) != NULL) {
            dm_complain(reading, DM_FAULT_CALIBRATION, dm_node_key(root, own_words[i]),
                own_words[i], "a calibration has `targets` and `points` instead");
        }
    }
    out->cutoff = number_of(reading, root, "cutoff", 0.1, MOST, 3.0);
    out->waves =
        (int32_t) number_of(reading, root, "waves", 1.0, MOST_POINTS, DEFAULT_WAVES);
    out->points =
        (int32_t) number_of(reading, root, "points", 8.0, MOST_POINTS, DEFAULT_POINTS);
    out->waves =
        out->waves < DM_CALIBRATE_MOST_WAVES ? out->waves : DM_CALIBRATE_MOST_WAVES;
    out->points = out->points < 100000 ? out->points : 100000;
    read_method(reading, root, out);
}

/* Which lines belong to keys of its own; line l at [l]. */
static bool *
own_lines(const struct dm_node *root, int n_lines)
{
    bool *own = calloc((size_t) n_lines + 2, sizeof *own);

    for (size_t i = 0; own != NULL && i < root->n_entries; i++) {
        int from = root->entries[i].key->line,
            to = i + 1 < root->n_entries ? root->entries[i + 1].key->line - 1 : n_lines;
        bool is_own = dm_is_one_of(root->entries[i].key->text, own_words, COUNT(own_words));

        for (int l = from; l <= to && is_own; l++) {
            own[l] = true;
        }
    }
    return own;
}

static bool
write_study(const struct dm_calibration *self, const struct dm_node *root, const char *text,
    struct dm_strbuf *out)
{
    int n_lines = 1, line = 1;
    bool *own;

    for (const char *c = text; *c != '\0'; c++) {
        n_lines += *c == '\n';
    }
    own = own_lines(root, n_lines);
    for (const char *at = text; own != NULL && *at != '\0'; line++) {
        size_t n = strcspn(at, "\n");

        if (!own[line]) {
            dm_strbuf_addn(out, at, n);
        }
        dm_strbuf_add(out, "\n");
        at += n + (at[n] == '\n' ? 1 : 0);
    }
    free(own);
    dm_strbuf_addf(out,
        "schema: demerit-study/1\ndesign: {kind: latin-hypercube, samples: %" PRId32
        "}\nmetrics: [",
        self->points);
    for (int32_t t = 0; t < self->n_targets; t++) {
        dm_strbuf_add(out, t > 0 ? ", " : "");
        dm_strbuf_add_json(out, self->target[t].metric);
    }
    dm_strbuf_add(out, "]\n");
    return own != NULL && !out->failed;
}

static dm_status
read_study(
    struct dm_calibration *self, const struct dm_loaded *file, struct dm_reading *reading)
{
    struct dm_strbuf out = { .text = NULL };
    dm_status st = DM_ENOMEM;

    if (write_study(self, file->root, file->bytes, &out)) {
        struct dm_written_file written = { file->path, out.text, reading->files };
        struct dm_file_source source = dm_written_source(&written);

        st =
            dm_study_read(&self->study, file->path, &source, NULL, 0, reading->diagnostics);
    }
    dm_strbuf_clear(&out);
    if (st == DM_OK && self->study->n_factors > DM_CALIBRATE_MOST_FACTORS) {
        dm_complain(reading, DM_FAULT_CALIBRATION, file->root, "factors",
            "at most %d parameters are calibrated at once", DM_CALIBRATE_MOST_FACTORS);
        st = DM_ESCENARIO;
    }
    if (st == DM_OK && self->study->base->run.replicates < 2) {
        dm_complain(reading, DM_FAULT_CALIBRATION, file->root, "replicates",
            "1 replicate does not tell how far luck moves a run: 2 at least are expected");
        st = DM_ESCENARIO;
    }
    return st;
}

static dm_status
read_all(
    struct dm_calibration *out, const struct dm_loaded *file, struct dm_reading *reading)
{
    const struct dm_node *root = file->root, *schema = dm_node_at(root, "schema");
    dm_status st = DM_OK, outcome;

    if (root != NULL && (schema == NULL || schema->kind != DM_NODE_SCALAR ||
                            strcmp(schema->text, SCHEMA_VERSION) != 0)) {
        dm_complain(reading, DM_FAULT_WRONG_SCHEMA, schema != NULL ? schema : root,
            "schema", "a calibration has `schema: " SCHEMA_VERSION "`");
    } else if (root != NULL) {
        read_own(reading, root, out);
    }
    if (reading->diagnostics->n == 0 && !reading->arena.failed && root != NULL) {
        st = read_study(out, file, reading);
    }
    outcome = dm_reading_outcome(reading);
    return outcome != DM_OK ? outcome : st;
}

dm_status
dm_calibration_read(struct dm_calibration *out, const char *reference,
    const struct dm_file_source *files, struct dm_diagnostics *diagnostics)
{
    struct dm_reading reading = { .files = files, .diagnostics = diagnostics };
    const struct dm_loaded *file;
    dm_status st = dm_load_plain(&reading, reference, "calibration", &file);

    *out = (struct dm_calibration){ .study = NULL };
    if (st == DM_OK) {
        st = read_all(out, file, &reading);
    }
    dm_load_release(&reading);
    dm_arena_clear(&reading.arena);
    if (st != DM_OK) {
        dm_calibration_clear(out);
    }
    return st;
}
