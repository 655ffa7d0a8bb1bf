/* SPDX-License-Identifier: Apache-2.0
 *
 * What varies: the factors that a study names, and every assumed value of the scenario that
 * states its own range. Whether the scenario takes the values is study_check.c's to find
 * out. */
#include "scenario/units.h"
#include "study_reading.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum { LOG_MOST_BITS = 23 }; /* a range on a log scale spans less than 2^23 */

/* Paths that all rows of a study have in common, or that are no parameters. */
static const char *
why_fixed(const char *path)
{
    static const char *const texts[] = { "schema", "name", "title", "description", "family",
        "extends", "variants", "twin", "measure" };

    if (strcmp(path, "run.seed") == 0) {
        return "all rows have the same luck; choose it with the study's `seed`";
    }
    if (strcmp(path, "run.replicates") == 0) {
        return "all rows have as many replicates; the study's `replicates` says how many";
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        size_t n = strlen(texts[i]);
        if (strncmp(path, texts[i], n) == 0 && (path[n] == '\0' || path[n] == '.')) {
            return "it is no parameter of the model";
        }
    }
    return NULL;
}

/* The path without a last step `value`. */
static size_t
plain_length(const char *path)
{
    size_t n = strlen(path), word = strlen(".value");

    return n > word && strcmp(path + n - word, ".value") == 0 ? n - word : n;
}

static bool
same_path(const char *a, const char *b)
{
    size_t n = plain_length(a), m = plain_length(b);

    return n == m && strncmp(a, b, n) == 0;
}

static const struct dm_study_factor *
find_path(const struct dm_study *study, const char *path)
{
    for (int32_t f = 0; f < study->n_factors; f++) {
        if (study->factors[f].path != NULL && same_path(study->factors[f].path, path)) {
            return &study->factors[f];
        }
    }
    return NULL;
}

/* A new factor, all zero; NULL: no memory, or too many (complained). */
static struct dm_study_factor *
add_factor(struct dm_study_reading *self, const char *id)
{
    struct dm_study *study = self->study;
    size_t n = (size_t) study->n_factors + 1;

    if (study->n_factors == DM_DESIGN_MAX_FACTORS) {
        dm_complain(self->reading, DM_FAULT_TOO_MANY, dm_node_at(self->root, "factors"),
            "factors", "more than %d factors", DM_DESIGN_MAX_FACTORS);
        return NULL;
    }
    struct dm_study_factor *factors = realloc(study->factors, n * sizeof *factors);
    if (factors == NULL) {
        self->reading->arena.failed = true;
        return NULL;
    }
    study->factors = factors;
    struct dm_factor_nodes *nodes = realloc(self->nodes, n * sizeof *nodes);
    if (nodes == NULL) {
        self->reading->arena.failed = true;
        return NULL;
    }
    self->nodes = nodes;
    factors[n - 1] = (struct dm_study_factor){ .id = dm_study_copy(self, id) };
    nodes[n - 1] = (struct dm_factor_nodes){ .path = NULL };
    study->n_factors++;
    return &factors[n - 1];
}

/* ---- named in the file ---- */

static bool
in_bounds(struct dm_study_reading *self, const struct dm_field *field,
    const struct dm_node *node, const char *key, int64_t value)
{
    struct dm_strbuf text = { .text = NULL };
    int64_t bound;
    const char *side = dm_field_low(field, &bound) && value < bound    ? "below"
                       : dm_field_high(field, &bound) && value > bound ? "above"
                                                                       : NULL;

    if (side == NULL) {
        return true;
    }
    dm_unit_format(field->kind, bound, &text);
    dm_complain(self->reading, DM_FAULT_OUT_OF_BOUNDS, node, key, "%s is %s %s",
        dm_quote(node->text).s, side, text.text != NULL ? text.text : "its bound");
    dm_strbuf_clear(&text);
    return false;
}

/* An end of a range, with its unit as in a scenario. */
static bool
read_end(struct dm_study_reading *self, const struct dm_field *field,
    const struct dm_node *node, const char *key, int64_t *value)
{
    if (node->kind != DM_NODE_SCALAR ||
        dm_unit_parse(field->kind, node->text, value) != DM_UNIT_OK ||
        (node->text[0] >= 'a' && node->text[0] <= 'z' && node->text[0] != 'x')) {
        dm_complain(self->reading, DM_FAULT_FACTOR_RANGE, node, key,
            "an end of this range is %s", DM_KINDS[field->kind].words);
        dm_hint(self->reading, "write it like `%s`", DM_KINDS[field->kind].example);
        return false;
    }
    return in_bounds(self, field, node, key, *value);
}

static void
read_scale(struct dm_study_reading *self, const struct dm_node *map, const char *key,
    struct dm_study_factor *factor)
{
    const struct dm_node *scale = dm_study_scalar(self, map, "scale");

    if (scale == NULL) {
        return;
    }
    factor->is_log = strcmp(scale->text, "log") == 0;
    if (!factor->is_log && strcmp(scale->text, "linear") != 0) {
        dm_complain(self->reading, DM_FAULT_BAD_CHOICE, scale, key,
            "`%s` is none of `linear`, `log`", dm_quote(scale->text).s);
    } else if (factor->is_log &&
               (factor->low <= 0 || factor->high >> LOG_MOST_BITS >= factor->low)) {
        dm_complain(self->reading, DM_FAULT_FACTOR_RANGE, scale, key,
            "a range on a log scale begins above 0 and ends below 2^%d times that",
            LOG_MOST_BITS);
        factor->is_log = false;
    }
}

static void
read_range(struct dm_study_reading *self, const struct dm_node *map, const char *key,
    struct dm_study_factor *factor)
{
    const struct dm_node *list = dm_node_at(map, "range");
    struct dm_factor_nodes *nodes = &self->nodes[self->study->n_factors - 1];
    bool in_value;
    const struct dm_field *field = dm_field_of_path(factor->path, &in_value);

    if (field == NULL || !dm_kind_is_number(field->kind) || field->shape == DM_SHAPE_LIST) {
        dm_complain(self->reading, DM_FAULT_FACTOR_PATH, nodes->path, key,
            "`%s` is no number of a scenario", dm_quote(factor->path).s);
        dm_hint(self->reading,
            "`demerit schema --reference` lists the paths; words are given as `values`");
        return;
    }
    if (list->kind != DM_NODE_LIST || list->n_entries != 2) {
        dm_complain(self->reading, DM_FAULT_FACTOR_RANGE, list, key,
            "`range` is a list of two values, the lower first");
        return;
    }
    nodes->low = list->entries[0].value;
    nodes->high = list->entries[1].value;
    factor->kind = field->kind;
    bool low = read_end(self, field, nodes->low, key, &factor->low);
    if (!read_end(self, field, nodes->high, key, &factor->high) || !low) {
        return;
    }
    if (factor->low >= factor->high) {
        dm_complain(self->reading, DM_FAULT_FACTOR_RANGE, list, key,
            "the lower end comes first, and the ends differ");
        return;
    }
    read_scale(self, map, key, factor);
}

static void
read_values(struct dm_study_reading *self, const struct dm_node *map, const char *key,
    struct dm_study_factor *factor)
{
    const struct dm_node *list = dm_node_at(map, "values");

    self->nodes[self->study->n_factors - 1].values = list;
    if (list->kind != DM_NODE_LIST || list->n_entries < 2 ||
        list->n_entries > DM_STUDY_MAX_CHOICES) {
        dm_complain(self->reading, DM_FAULT_FACTOR_VALUES, list, key,
            "`values` is a list of 2 to %d values", DM_STUDY_MAX_CHOICES);
        return;
    }
    if (dm_node_at(map, "scale") != NULL || dm_node_at(map, "levels") != NULL) {
        dm_complain(self->reading, DM_FAULT_FACTOR_VALUES, list, key,
            "`scale` and `levels` belong to a range");
    }
    if (self->study->design.options.kind == DM_DESIGN_FACTORIAL && list->n_entries != 2) {
        dm_complain(self->reading, DM_FAULT_FACTOR_VALUES, list, key,
            "a factorial design has two values of each factor");
    }
    factor->choices = calloc(list->n_entries, sizeof *factor->choices);
    if (factor->choices == NULL) {
        self->reading->arena.failed = true;
        return;
    }
    for (size_t i = 0; i < list->n_entries; i++) {
        const struct dm_node *value = list->entries[i].value;

        if (value->kind != DM_NODE_SCALAR) {
            dm_complain(self->reading, DM_FAULT_WRONG_TYPE, value, key,
                "a single value is expected");
            return;
        }
        factor->choices[factor->n_choices++] = dm_study_copy(self, value->text);
    }
}

static void
read_factor(struct dm_study_reading *self, const struct dm_entry *entry)
{
    static const char *const words[] = { "path", "range", "values", "scale", "levels",
        "note", "source" };
    const struct dm_node *map = entry->value, *path;
    char key[DM_KEY_BYTES];
    struct dm_study_factor *factor;

    dm_key_join(key, "factors", entry->key->text);
    if (!dm_is_id(entry->key->text)) {
        dm_complain(self->reading, DM_FAULT_BAD_ID, entry->key, key, "`%s` is no id",
            dm_quote(entry->key->text).s);
        return;
    }
    if (map->kind != DM_NODE_MAP) {
        dm_complain(self->reading, DM_FAULT_WRONG_TYPE, map, key,
            "a map with `path` and `range` or `values` is expected");
        return;
    }
    dm_study_keys(self, map, key, words, COUNT(words));
    path = dm_study_scalar(self, map, "path");
    if (path == NULL) {
        dm_complain(self->reading, DM_FAULT_MISSING_KEY, entry->key, key, "needs `path`");
        dm_hint(self->reading, "for example `path: schemes.city.association.weight`");
        return;
    }
    if (why_fixed(path->text) != NULL) {
        dm_complain(self->reading, DM_FAULT_FACTOR_PATH, path, key, "`%s` cannot vary: %s",
            dm_quote(path->text).s, why_fixed(path->text));
        return;
    }
    if (find_path(self->study, path->text) != NULL) {
        dm_complain(self->reading, DM_FAULT_SAME_PATH, path, key,
            "the factor `%s` varies this path already",
            dm_quote(find_path(self->study, path->text)->id).s);
        return;
    }
    if ((dm_node_at(map, "range") == NULL) == (dm_node_at(map, "values") == NULL)) {
        dm_complain(self->reading, DM_FAULT_FACTOR_VALUES, entry->key, key,
            "needs `range` or `values`, and not both");
        return;
    }
    factor = add_factor(self, entry->key->text);
    if (factor == NULL) {
        return;
    }
    factor->path = dm_study_copy(self, path->text);
    self->nodes[self->study->n_factors - 1].path = path;
    factor->levels =
        (int32_t) dm_study_count(self, map, "levels", 2, DM_DESIGN_MAX_LEVELS, 0);
    if (dm_node_at(map, "range") != NULL) {
        read_range(self, map, key, factor);
    } else {
        read_values(self, map, key, factor);
    }
}

/* Whether every assumed value is wanted. */
static bool
wants_assumed(const struct dm_study_reading *self)
{
    const struct dm_node *factors = dm_node_at(self->root, "factors"),
                         *assumed = dm_node_at(self->root, "assumed");

    return assumed != NULL || (factors != NULL && factors->kind == DM_NODE_SCALAR);
}

void
dm_study_read_factors(struct dm_study_reading *self)
{
    const struct dm_node *map = dm_node_at(self->root, "factors"),
                         *assumed = dm_node_at(self->root, "assumed");

    if (map == NULL && assumed == NULL) {
        dm_complain(self->reading, DM_FAULT_NO_FACTORS, self->root, "factors",
            "a study needs `factors`: a map of what varies, or `assumed`");
    } else if (map != NULL &&
               (map->kind == DM_NODE_LIST || map->kind == DM_NODE_NULL ||
                   (map->kind == DM_NODE_SCALAR && strcmp(map->text, "assumed") != 0))) {
        dm_complain(self->reading, DM_FAULT_WRONG_TYPE, map, "factors",
            "a map of factors, or the word `assumed`, is expected");
    }
    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        read_factor(self, &map->entries[i]);
    }
    if (assumed != NULL && assumed->kind != DM_NODE_LIST &&
        (assumed->kind != DM_NODE_SCALAR || strcmp(assumed->text, "all") != 0)) {
        dm_complain(self->reading, DM_FAULT_WRONG_TYPE, assumed, "assumed",
            "`all`, or a list of where paths begin, is expected");
        dm_hint(self->reading, "for example `assumed: [channels, schemes.city]`");
    }
}

/* ---- assumed values ---- */

/* A list `assumed` names what paths begin with. */
static bool
is_wanted(const struct dm_study_reading *self, const char *path)
{
    const struct dm_node *list = dm_node_at(self->root, "assumed");

    if (list == NULL || list->kind != DM_NODE_LIST) {
        return true;
    }
    for (size_t i = 0; i < list->n_entries; i++) {
        const char *start = list->entries[i].value->text;
        size_t n = start != NULL ? strlen(start) : 0;

        if (n > 0 && strncmp(path, start, n) == 0 && (path[n] == '\0' || path[n] == '.')) {
            return true;
        }
    }
    return false;
}

static void
leave_out(struct dm_study_reading *self, const char *path, const char *why)
{
    struct dm_study *study = self->study;
    size_t n = (size_t) study->n_omitted + 1;
    struct dm_study_omission *omitted = realloc(study->omitted, n * sizeof *omitted);

    if (omitted == NULL) {
        self->reading->arena.failed = true;
        return;
    }
    study->omitted = omitted;
    omitted[n - 1] = (struct dm_study_omission){ .path = dm_study_copy(self, path),
        .why = dm_study_copy(self, why) };
    study->n_omitted++;
}

/* An end of a mark's range, which may leave away the unit that the value was written
 * with. */
static bool
mark_end(const struct dm_mark *mark, enum dm_kind kind, const char *end, int64_t *value)
{
    const char *unit = mark->value + strspn(mark->value, "x+-0123456789.eE");
    struct dm_strbuf text = { .text = NULL };
    bool ok = dm_unit_parse(kind, end, value) == DM_UNIT_OK;

    if (!ok) {
        unit += strspn(unit, " %");
        dm_strbuf_addf(&text, "%s%s%s%s", mark->value[0] == 'x' ? "x" : "", end,
            unit[0] != '\0' && unit[0] != '/' ? " " : "", unit);
        ok = !text.failed && dm_unit_parse(kind, text.text, value) == DM_UNIT_OK;
        dm_strbuf_clear(&text);
    }
    return ok;
}

/* Both ends of "0.1, 0.8". */
static bool
mark_range(const struct dm_mark *mark, enum dm_kind kind, int64_t *low, int64_t *high)
{
    const char *comma = strstr(mark->range, ", ");
    char *first = dm_copy_text(mark->range);
    bool ok = comma != NULL && first != NULL;

    if (ok) {
        first[comma - mark->range] = '\0';
        ok = mark_end(mark, kind, first, low) && mark_end(mark, kind, comma + 2, high);
    }
    free(first);
    return ok;
}

static bool
is_set(const struct dm_study *study, const char *path)
{
    size_t n = strlen(path);

    for (size_t i = 0; i < study->n_sets; i++) {
        const char *rest = study->sets[i] + n;

        if (strncmp(study->sets[i], path, n) == 0 &&
            (rest[0] == '=' || strncmp(rest, ".value=", strlen(".value=")) == 0)) {
            return true;
        }
    }
    return false;
}

/* Why an assumed value is no factor; NULL: `*out` has its range. */
static const char *
why_not(
    const struct dm_study *study, const struct dm_mark *mark, struct dm_study_factor *out)
{
    bool in_value;
    const struct dm_field *field = dm_field_of_path(mark->path, &in_value);

    if (mark->range[0] == '\0') {
        return "it states no range";
    }
    if (strcmp(mark->path, "society.persons") == 0) {
        return "it is the size of the runs, not a claim";
    }
    if (is_set(study, mark->path)) {
        return "the study sets it";
    }
    if (why_fixed(mark->path) != NULL) {
        return why_fixed(mark->path);
    }
    if (field == NULL || !dm_kind_is_number(field->kind) || field->shape == DM_SHAPE_LIST) {
        return "it is no single number";
    }
    out->kind = field->kind;
    if (!mark_range(mark, field->kind, &out->low, &out->high)) {
        return "its range is not in the unit of its value";
    }
    return out->low < out->high ? NULL : "its range is a point";
}

static void
add_mark(struct dm_study_reading *self, const struct dm_mark *mark)
{
    struct dm_study_factor found = { .id = NULL };
    const char *why = why_not(self->study, mark, &found);
    struct dm_strbuf path = { .text = NULL };
    struct dm_study_factor *factor;

    if (why != NULL) {
        leave_out(self, mark->path, why);
        return;
    }
    factor = add_factor(self, mark->path);
    dm_strbuf_addf(&path, "%s.value", mark->path);
    if (factor != NULL) {
        factor->kind = found.kind;
        factor->low = found.low;
        factor->high = found.high;
        factor->is_assumed = true;
        factor->path = path.failed ? NULL : dm_study_copy(self, path.text);
    }
    self->reading->arena.failed = self->reading->arena.failed || path.failed;
    dm_strbuf_clear(&path);
}

void
dm_study_add_assumed(struct dm_study_reading *self)
{
    const struct dm_scenario *base = self->study->base;

    for (size_t i = 0; wants_assumed(self) && i < base->n_marks; i++) {
        const struct dm_mark *mark = &base->marks[i];
        bool assumed = mark->kind == DM_MARK_ASSUMED || mark->range[0] != '\0';

        if (assumed && is_wanted(self, mark->path) &&
            find_path(self->study, mark->path) == NULL) {
            add_mark(self, mark);
        }
    }
}
