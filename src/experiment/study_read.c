/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of a study: its keys, the scenario it names, its measures and its design. All
 * complaints at once, each with its place; what varies is read by study_factors.c. */
#include "base/checksum.h"
#include "scenario/units.h"
#include "study_reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_VERSION "demerit-study/1"

enum { DEFAULT_RESAMPLES = 1000, DEFAULT_TRAJECTORIES = 10, DEFAULT_GRID_LEVELS = 3 };

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char *const top_words[] = { "schema", "name", "title", "description",
    "scenario", "variant", "twin", "set", "persons", "years", "replicates", "seed",
    "warmup_months", "metrics", "design", "factors", "assumed" };
static const char *const design_words[] = { "kind", "samples", "levels", "trajectories",
    "resolution", "seed", "scrambled", "pairs", "resamples" };

/* Measures that most scenarios have; those that one has not are left out. */
static const char *const default_metrics[] = { "facts_recorded", "listed_share",
    "sanctioned_share", "denials", "access_lost_days", "wrongful_share.law", "gap.total",
    "income_lost" };

/* ---- helpers ---- */

char *
dm_study_copy(struct dm_study_reading *self, const char *text)
{
    char *copy = dm_copy_text(text);

    self->reading->arena.failed = self->reading->arena.failed || copy == NULL;
    return copy;
}

const struct dm_node *
dm_study_scalar(struct dm_study_reading *self, const struct dm_node *map, const char *key)
{
    const struct dm_node *node = dm_node_at(map, key);

    if (node == NULL || node->kind == DM_NODE_SCALAR) {
        return node;
    }
    dm_complain(
        self->reading, DM_FAULT_WRONG_TYPE, node, key, "a single value is expected");
    return NULL;
}

int64_t
dm_study_count(struct dm_study_reading *self, const struct dm_node *map, const char *key,
    int64_t low, int64_t high, int64_t otherwise)
{
    const struct dm_node *node = dm_study_scalar(self, map, key);
    int64_t value;

    if (node == NULL) {
        return otherwise;
    }
    if (dm_unit_parse(DM_KIND_COUNT, node->text, &value) != DM_UNIT_OK) {
        dm_complain(self->reading, DM_FAULT_BAD_NUMBER, node, key,
            "`%s` is not a whole number", dm_quote(node->text).s);
        return otherwise;
    }
    if (value < low || value > high) {
        dm_complain(self->reading, DM_FAULT_OUT_OF_BOUNDS, node, key,
            "%s is not in %" PRId64 " to %" PRId64, dm_quote(node->text).s, low, high);
        return otherwise;
    }
    return value;
}

static bool
is_objective(const char *key)
{
    static const char *const words[] = { "objective", "objectives", "minimise", "minimize",
        "maximise", "maximize", "optimise", "optimize", "optimum", "target", "rank",
        "rank_by", "frontier", "pareto", "goal", "cost" };

    return dm_is_one_of(key, words, COUNT(words));
}

void
dm_study_keys(struct dm_study_reading *self, const struct dm_node *map, const char *path,
    const char *const *words, size_t n)
{
    char full[DM_KEY_BYTES];

    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        const struct dm_node *key = map->entries[i].key;

        if (dm_is_one_of(key->text, words, n)) {
            continue;
        }
        dm_key_join(full, path, key->text);
        if (is_objective(key->text)) {
            dm_complain(self->reading, DM_FAULT_OBJECTIVE, key, full,
                "a study has no objective: this program searches for no optimum, ranks "
                "nothing and draws no frontier");
            dm_hint(self->reading, "README.md, The boundary; a study says what a result "
                                   "hangs on, over ranges that you state");
            continue;
        }
        dm_complain(self->reading, DM_FAULT_UNKNOWN_KEY, key, full,
            "there is no key `%s` here", dm_quote(key->text).s);
        dm_hint_nearest(self->reading, key->text, words, n);
    }
}

/* ---- what stays fixed ---- */

static void
add_set(struct dm_study_reading *self, const char *path, const char *value,
    const struct dm_node *node)
{
    struct dm_study *study = self->study;
    struct dm_strbuf text = { .text = NULL };
    char **sets = realloc(study->sets, (study->n_sets + 1) * sizeof *sets);
    const struct dm_node **nodes;

    if (sets != NULL) {
        study->sets = sets;
    }
    nodes = realloc(self->set_nodes, (study->n_sets + 1) * sizeof *nodes);
    if (nodes != NULL) {
        self->set_nodes = nodes;
    }
    dm_strbuf_addf(&text, "%s%s%s", path, path[0] != '\0' ? "=" : "", value);
    if (sets == NULL || nodes == NULL || text.failed) {
        self->reading->arena.failed = true;
        dm_strbuf_clear(&text);
        return;
    }
    nodes[study->n_sets] = node;
    sets[study->n_sets++] = text.text;
}

static void
read_sets(struct dm_study_reading *self)
{
    static const struct {
        const char *key, *path;
    } runs[] = { { "persons", "society.persons" }, { "years", "run.years" },
        { "replicates", "run.replicates" }, { "seed", "run.seed" },
        { "warmup_months", "run.warmup_months" } };
    const struct dm_node *map = dm_node_at(self->root, "set");
    char key[DM_KEY_BYTES];

    if (map != NULL && map->kind != DM_NODE_MAP) {
        dm_complain(self->reading, DM_FAULT_WRONG_TYPE, map, "set",
            "a map of paths and values is expected");
    }
    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        const struct dm_entry *entry = &map->entries[i];

        dm_key_join(key, "set", entry->key->text);
        if (entry->value->kind == DM_NODE_SCALAR) {
            add_set(self, entry->key->text, entry->value->text, entry->value);
        } else {
            dm_complain(self->reading, DM_FAULT_WRONG_TYPE, entry->value, key,
                "a single value is expected");
        }
    }
    for (size_t i = 0; i < COUNT(runs); i++) {
        const struct dm_node *node = dm_study_scalar(self, self->root, runs[i].key);

        if (node != NULL) {
            add_set(self, runs[i].path, node->text, node);
        }
    }
}

static void
read_names(struct dm_study_reading *self, const char *reference)
{
    struct dm_study *study = self->study;
    const struct dm_node *name = dm_study_scalar(self, self->root, "name"),
                         *title = dm_study_scalar(self, self->root, "title"),
                         *scenario = dm_study_scalar(self, self->root, "scenario"),
                         *variant = dm_study_scalar(self, self->root, "variant"),
                         *twin = dm_study_scalar(self, self->root, "twin");
    const char *slash = strrchr(reference, '/'), *stem = slash ? slash + 1 : reference;
    size_t n = strcspn(stem, ".");

    if (name != NULL && !dm_is_id(name->text)) {
        dm_complain(self->reading, DM_FAULT_BAD_ID, name, "name", "`%s` is no id",
            dm_quote(name->text).s);
    } else if (name != NULL) {
        memcpy(study->name.s, name->text, strlen(name->text));
    } else if (n > 0 && n <= DM_MAX_ID_BYTES) {
        memcpy(study->name.s, stem, n);
    }
    if (!dm_is_id(study->name.s)) {
        study->name = (struct dm_id){ "study" };
    }
    if (scenario == NULL) {
        dm_complain(self->reading, DM_FAULT_MISSING_KEY, self->root, "scenario",
            "a study needs the scenario that it varies");
        dm_hint(self->reading, "for example `scenario: rongcheng`");
    } else {
        study->scenario = dm_study_copy(self, scenario->text);
    }
    study->title = title != NULL ? dm_study_copy(self, title->text) : NULL;
    study->variant = variant != NULL ? dm_study_copy(self, variant->text) : NULL;
    study->twin = twin != NULL ? dm_study_copy(self, twin->text) : NULL;
}

static void
read_metrics(struct dm_study_reading *self)
{
    struct dm_study *study = self->study;
    const struct dm_node *list = dm_node_at(self->root, "metrics");
    bool is_list = list != NULL && list->kind == DM_NODE_LIST;
    size_t n = list == NULL ? COUNT(default_metrics) : is_list ? list->n_entries : 0;

    if (list != NULL && (n == 0 || n > DM_STUDY_MAX_METRICS)) {
        dm_complain(self->reading, DM_FAULT_WRONG_LENGTH, list, "metrics",
            "a list of 1 to %d ids is expected", DM_STUDY_MAX_METRICS);
        return;
    }
    study->metrics = calloc(n, sizeof *study->metrics);
    self->reading->arena.failed = self->reading->arena.failed || study->metrics == NULL;
    for (size_t i = 0; study->metrics != NULL && i < n; i++) {
        const char *id = list == NULL ? default_metrics[i] : list->entries[i].value->text;

        if (list != NULL && list->entries[i].value->kind != DM_NODE_SCALAR) {
            dm_complain(self->reading, DM_FAULT_WRONG_TYPE, list->entries[i].value,
                "metrics", "the id of a measure is expected");
            continue;
        }
        study->metrics[study->n_metrics++] = dm_study_copy(self, id);
    }
}

/* ---- the design ---- */

static bool
read_kind(struct dm_study_reading *self, const struct dm_node *map)
{
    static const char *const words[] = { "grid", "latin-hypercube", "sobol", "saltelli",
        "morris", "factorial" };
    const struct dm_node *node = dm_study_scalar(self, map, "kind");

    for (int k = 0; node != NULL && k < (int) COUNT(words); k++) {
        if (strcmp(words[k], node->text) == 0) {
            self->study->design.options.kind = (enum dm_design_kind) k;
            return true;
        }
    }
    dm_complain(self->reading, node == NULL ? DM_FAULT_MISSING_KEY : DM_FAULT_BAD_CHOICE,
        node != NULL  ? node
        : map != NULL ? map
                      : self->root,
        "design.kind", "one of grid, latin-hypercube, sobol, saltelli, morris, factorial");
    if (node != NULL) {
        dm_hint_nearest(self->reading, node->text, words, COUNT(words));
    }
    return false;
}

/* A key that this kind of design does not look at would be a misunderstanding, and so would
 * one that it cannot do without. */
static void
check_design_keys(struct dm_study_reading *self, const struct dm_node *map)
{
    static const struct {
        const char *key;
        unsigned kinds;
    } uses[] = {
        { "samples",
            1U << DM_DESIGN_LATIN | 1U << DM_DESIGN_SOBOL | 1U << DM_DESIGN_SALTELLI },
        { "levels", 1U << DM_DESIGN_GRID | 1U << DM_DESIGN_MORRIS },
        { "trajectories", 1U << DM_DESIGN_MORRIS },
        { "resolution", 1U << DM_DESIGN_FACTORIAL },
        { "scrambled", 1U << DM_DESIGN_SOBOL | 1U << DM_DESIGN_SALTELLI },
        { "pairs", 1U << DM_DESIGN_SALTELLI },
        { "resamples", 1U << DM_DESIGN_SALTELLI | 1U << DM_DESIGN_MORRIS },
    };
    enum dm_design_kind kind = self->study->design.options.kind;
    char full[DM_KEY_BYTES];

    for (size_t i = 0; i < COUNT(uses); i++) {
        if (dm_node_at(map, uses[i].key) != NULL && (uses[i].kinds >> kind & 1) == 0) {
            dm_key_join(full, "design", uses[i].key);
            dm_complain(self->reading, DM_FAULT_DESIGN, dm_node_key(map, uses[i].key), full,
                "a %s design has no %s", dm_design_word(kind), uses[i].key);
        }
    }
    if ((uses[0].kinds >> kind & 1) != 0 && dm_node_at(map, "samples") == NULL) {
        dm_complain(self->reading, DM_FAULT_MISSING_KEY, map, "design",
            "a %s design needs `samples`", dm_design_word(kind));
    }
}

/* Points, or trajectories; where nobody knows which are meant, both are looked at. */
static int64_t
read_n(struct dm_study_reading *self, const struct dm_node *map, bool known)
{
    bool morris = self->study->design.options.kind == DM_DESIGN_MORRIS;
    int64_t samples = 1, trajectories = DEFAULT_TRAJECTORIES;

    if (!known || !morris) {
        samples = dm_study_count(self, map, "samples", 1, DM_DESIGN_MAX_N, samples);
    }
    if (!known || morris) {
        trajectories =
            dm_study_count(self, map, "trajectories", 1, DM_DESIGN_MAX_N, trajectories);
    }
    return morris ? trajectories : samples;
}

static bool
read_switch(struct dm_study_reading *self, const struct dm_node *map, const char *key,
    bool otherwise)
{
    const struct dm_node *node = dm_study_scalar(self, map, key);
    char full[DM_KEY_BYTES];

    if (node == NULL) {
        return otherwise;
    }
    if (strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0) {
        dm_key_join(full, "design", key);
        dm_complain(self->reading, DM_FAULT_BAD_CHOICE, node, full,
            "`%s` is none of `true`, `false`", dm_quote(node->text).s);
    }
    return strcmp(node->text, "true") == 0;
}

static void
read_design(struct dm_study_reading *self)
{
    const struct dm_node *map = dm_node_at(self->root, "design");
    struct dm_design_options *o = &self->study->design.options;

    if (map != NULL && map->kind != DM_NODE_MAP) {
        dm_complain(self->reading, DM_FAULT_WRONG_TYPE, map, "design", "a map is expected");
        return;
    }
    dm_study_keys(self, map, "design", design_words, COUNT(design_words));
    bool known = read_kind(self, map), morris = o->kind == DM_DESIGN_MORRIS;
    if (known) {
        check_design_keys(self, map);
    }
    o->n = read_n(self, map, known);
    o->morris_levels = (int32_t) dm_study_count(
        self, map, "levels", 2, DM_DESIGN_MAX_LEVELS, morris ? 4 : DEFAULT_GRID_LEVELS);
    o->seed = (uint32_t) dm_study_count(self, map, "seed", 0, UINT32_MAX, 1);
    o->foldover = dm_study_count(self, map, "resolution", 3, 4, 4) == 4;
    o->scrambled = read_switch(self, map, "scrambled", true);
    o->second_order = read_switch(self, map, "pairs", false);
    self->study->n_resamples =
        (int32_t) dm_study_count(self, map, "resamples", 0, 100000, DEFAULT_RESAMPLES);
}

/* Once all factors are known. */
static void
make_design(struct dm_study_reading *self)
{
    struct dm_study *study = self->study;
    struct dm_design_options options = study->design.options;
    int32_t levels[DM_DESIGN_MAX_FACTORS] = { 0 };
    struct dm_error err = { .status = DM_OK };
    const struct dm_node *map = dm_node_at(self->root, "design");

    for (int32_t f = 0; f < study->n_factors && f < DM_DESIGN_MAX_FACTORS; f++) {
        const struct dm_study_factor *factor = &study->factors[f];
        levels[f] = factor->n_choices > 0 ? factor->n_choices
                    : factor->levels > 0  ? factor->levels
                                          : options.morris_levels;
    }
    options.n_factors = study->n_factors;
    options.levels = levels;
    dm_status st = dm_design_init(&study->design, &options, &err);
    if (st == DM_ENOMEM) {
        self->reading->arena.failed = true;
    } else if (st != DM_OK) {
        dm_complain(self->reading, DM_FAULT_DESIGN, map, "design", "%s",
            err.text + strlen("design: "));
    }
}

/* ---- the hash ---- */

static void
add_text(struct dm_strbuf *out, const char *text)
{
    dm_strbuf_addf(out, "%s\n", text != NULL ? text : "-");
}

/* All that decides the values of a row. What the rows are evaluated by (resamples) and
 * texts are left out. */
static bool
hash(struct dm_study *self)
{
    const struct dm_design_options *o = &self->design.options;
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_addf(&out, "%s %s %" PRId64 " %" PRIu32 " %" PRId32 " %d %d %d\n",
        SCHEMA_VERSION, dm_design_word(o->kind), o->n, o->seed, o->morris_levels,
        o->scrambled, o->second_order, o->foldover);
    add_text(&out, self->base != NULL ? self->base->hash : NULL);
    for (int32_t f = 0; f < self->n_factors; f++) {
        const struct dm_study_factor *factor = &self->factors[f];

        dm_strbuf_addf(&out, "%s %s %" PRId64 " %" PRId64 " %d %" PRId32 "\n", factor->id,
            factor->path, factor->low, factor->high, factor->is_log,
            o->kind == DM_DESIGN_GRID ? self->design.levels[f] : 0);
        for (int32_t i = 0; i < factor->n_choices; i++) {
            add_text(&out, factor->choices[i]);
        }
    }
    for (int32_t m = 0; m < self->n_metrics; m++) {
        add_text(&out, self->metrics[m]);
    }
    bool ok = !out.failed && dm_checksum_text(out.text, out.n, self->hash);
    dm_strbuf_clear(&out);
    return ok;
}

/* ---- all of it ---- */

static bool
check_header(struct dm_study_reading *self)
{
    const struct dm_node *schema;

    if (self->root->kind != DM_NODE_MAP) {
        dm_complain(self->reading, DM_FAULT_NOT_A_MAP, self->root, NULL,
            "a study is a map of keys");
        return false;
    }
    schema = dm_node_at(self->root, "schema");
    if (schema == NULL || schema->kind != DM_NODE_SCALAR ||
        strcmp(schema->text, SCHEMA_VERSION) != 0) {
        dm_complain(self->reading,
            schema == NULL ? DM_FAULT_NO_SCHEMA : DM_FAULT_WRONG_SCHEMA,
            schema != NULL ? schema : self->root, "schema",
            schema == NULL ? "is missing"
                           : "this is no study, which has `" SCHEMA_VERSION "`");
        dm_hint(self->reading, "the first line of a study is `schema: " SCHEMA_VERSION "`");
        return false;
    }
    return true;
}

static void
read_all(struct dm_study_reading *self, const char *reference, const char *const *sets,
    size_t n_sets)
{
    if (!check_header(self)) {
        return;
    }
    dm_study_keys(self, self->root, "", top_words, COUNT(top_words));
    read_names(self, reference);
    read_sets(self);
    read_metrics(self);
    read_design(self);
    dm_study_read_factors(self);
    for (size_t i = 0; i < n_sets; i++) {
        add_set(self, "", sets[i], NULL);
    }
    if (self->study->scenario == NULL || self->reading->arena.failed ||
        dm_study_read_base(self) != DM_OK) {
        return;
    }
    dm_study_check_metrics(self);
    dm_study_add_assumed(self);
    dm_study_try_factors(self);
    if (self->reading->diagnostics->n == 0 && self->study->n_factors == 0) {
        dm_complain(self->reading, DM_FAULT_NO_FACTORS, self->root, "factors",
            "nothing varies: name factors, or `factors: assumed`");
    }
    if (self->reading->diagnostics->n == 0) {
        make_design(self);
    }
    if (self->reading->diagnostics->n == 0 && !hash(self->study)) {
        self->reading->arena.failed = true;
    }
}

dm_status
dm_study_read(struct dm_study **out, const char *reference,
    const struct dm_file_source *files, const char *const *sets, size_t n_sets,
    struct dm_diagnostics *diagnostics)
{
    struct dm_reading reading = { .files = files, .diagnostics = diagnostics };
    struct dm_study_reading self = { .reading = &reading, .files = files };
    const struct dm_loaded *file;
    dm_status st = dm_load_plain(&reading, reference, "study", &file);

    *out = NULL;
    self.study = st == DM_OK ? calloc(1, sizeof *self.study) : NULL;
    if (self.study != NULL && file->root != NULL) {
        self.root = file->root;
        self.study->file = dm_study_copy(&self, file->path);
        read_all(&self, reference, sets, n_sets);
    }
    if (st == DM_OK) {
        st = self.study != NULL ? dm_reading_outcome(&reading) : DM_ENOMEM;
    }
    free(self.set_nodes);
    free(self.nodes);
    dm_load_release(&reading);
    dm_arena_clear(&reading.arena);
    if (st != DM_OK) {
        dm_study_free(self.study);
        return st;
    }
    *out = self.study;
    return DM_OK;
}
