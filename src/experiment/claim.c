/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of claims. What a claim shares with a study (scenario, factors, fixed values) is
 * written out as a study and read as one, so that there is one reader of factors. */
#include "claim.h"

#include "base/checksum.h"
#include "scenario/reading.h"
#include "scenario/units.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_VERSION "demerit-claims/1"
#define COUNT(table)   (sizeof(table) / sizeof(table)[0])

enum { DEFAULT_PERSONS = 2000, DEFAULT_YEARS = 5 };

static const char *const top_words[] = { "schema", "title", "description", "claims" };
static const char *const claim_words[] = { "sentence", "source", "scenario", "twin", "set",
    "contrast", "metric", "years", "warmup_months", "persons", "seed", "smallest",
    "direction", "assumed", "factors", "forms", "points", "pairs", "proof", "note" };
static const char *const arm_words[] = { "variant", "set" };
static const char *const smallest_words[] = { "value", "reason" };
/* Those that a study has too. */
static const char *const shared_words[] = { "scenario", "twin", "set", "factors",
    "assumed" };

/* ---- freeing ---- */

static void
clear_claim(struct dm_claim *self)
{
    free(self->sentence);
    free(self->source);
    free(self->reason);
    free(self->proof);
    free(self->metric);
    for (int a = 0; a < 2; a++) {
        free(self->arm[a].variant);
        for (size_t i = 0; i < self->arm[a].n_sets; i++) {
            free(self->arm[a].sets[i]);
        }
    }
    for (int32_t f = 0; f < self->n_forms; f++) {
        free(self->forms[f]);
    }
    dm_study_free(self->study);
    *self = (struct dm_claim){ .study = NULL };
}

void
dm_claims_clear(struct dm_claims *self)
{
    for (size_t i = 0; i < self->n; i++) {
        clear_claim(&self->claim[i]);
    }
    free(self->claim);
    free(self->path);
    free(self->text);
    *self = (struct dm_claims){ .claim = NULL };
}

/* ---- helpers ---- */

struct reading {
    struct dm_reading *reading;
    const struct dm_file_source *files;
    const struct dm_claims_options *options;
    const char *path;           /* of the file of claims */
    const struct dm_node *node; /* of the claim in hand */
    char prefix[DM_KEY_BYTES];
};

static char *
copy(struct reading *self, const char *text)
{
    char *out = dm_copy_text(text);

    self->reading->arena.failed = self->reading->arena.failed || out == NULL;
    return out;
}

static void
check_keys(struct reading *self, const struct dm_node *map, const char *prefix,
    const char *const *words, size_t n)
{
    char full[DM_KEY_BYTES];

    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        const struct dm_node *key = map->entries[i].key;
        bool known = false;

        for (size_t k = 0; k < n; k++) {
            known = known || strcmp(words[k], key->text) == 0;
        }
        dm_key_join(full, prefix, key->text);
        if (strcmp(key->text, "built_in") == 0 || strcmp(key->text, "verdict") == 0) {
            dm_complain(self->reading, DM_FAULT_BUILT_IN, key, full,
                "authors cannot set `%s`: a check finds it", key->text);
            dm_hint(self->reading, "`demerit claims --built-in` finds out and writes "
                                   "built-in.lock");
        } else if (!known) {
            dm_complain(self->reading, DM_FAULT_UNKNOWN_KEY, key, full,
                "there is no key `%s` here", dm_quote(key->text).s);
            const char *near = dm_nearest(key->text, words, n);
            if (near != NULL) {
                dm_hint(self->reading, "did you mean `%s`?", near);
            }
        }
    }
}

static void
wrong(struct reading *self, const struct dm_node *at, const char *key, const char *what)
{
    char full[DM_KEY_BYTES];

    dm_key_join(full, self->prefix, key);
    dm_complain(
        self->reading, DM_FAULT_CLAIM, at != NULL ? at : self->node, full, "%s", what);
}

/* Text under `key`, a copy; NULL after a complaint, or where it may be left out. */
static char *
text_of(struct reading *self, const struct dm_node *map, const char *key, bool needed)
{
    const struct dm_node *node = dm_node_at(map, key);

    if (node != NULL && node->kind == DM_NODE_SCALAR && node->text[0] != '\0') {
        return copy(self, node->text);
    }
    if (node != NULL || needed) {
        wrong(self, node, key, "a claim needs this text");
    }
    return NULL;
}

static int32_t
count_of(
    struct reading *self, const char *key, int64_t low, int64_t high, int64_t otherwise)
{
    const struct dm_node *node = dm_node_at(self->node, key);
    char what[96];
    int64_t value = otherwise;

    if (node != NULL &&
        (node->kind != DM_NODE_SCALAR ||
            dm_unit_parse(DM_KIND_COUNT, node->text, &value) != DM_UNIT_OK || value < low ||
            value > high)) {
        (void) snprintf(
            what, sizeof what, "a whole number from %" PRId64 " to %" PRId64, low, high);
        wrong(self, node, key, what);
        return (int32_t) otherwise;
    }
    return (int32_t) value;
}

/* ---- the part that is a study ---- */

/* A tree in YAML's flow style. */
static void
write_node(struct dm_strbuf *out, const struct dm_node *node)
{
    bool map = node->kind == DM_NODE_MAP;

    if (node->kind == DM_NODE_SCALAR) {
        dm_strbuf_add_json(out, node->text);
        return;
    }
    if (node->kind == DM_NODE_NULL) {
        dm_strbuf_add(out, "null");
        return;
    }
    dm_strbuf_add(out, map ? "{" : "[");
    for (size_t i = 0; i < node->n_entries; i++) {
        dm_strbuf_add(out, i > 0 ? ", " : "");
        if (map) {
            dm_strbuf_add_json(out, node->entries[i].key->text);
            dm_strbuf_add(out, ": ");
        }
        write_node(out, node->entries[i].value);
    }
    dm_strbuf_add(out, map ? "}" : "]");
}

static void
write_study(struct reading *self, const struct dm_claim *claim, struct dm_strbuf *out)
{
    dm_strbuf_addf(out,
        "schema: demerit-study/1\nname: %s\nreplicates: 1\npersons: %" PRId32
        "\nyears: %" PRId32 "\n",
        claim->id.s, count_of(self, "persons", 1, INT32_MAX, DEFAULT_PERSONS),
        count_of(self, "years", 1, 100, DEFAULT_YEARS));
    if (dm_node_at(self->node, "warmup_months") != NULL) {
        dm_strbuf_addf(out, "warmup_months: %" PRId32 "\n",
            count_of(self, "warmup_months", 0, 1199, 12));
    }
    dm_strbuf_addf(out,
        "seed: %" PRId32 "\ndesign: {kind: latin-hypercube, samples: %" PRId32
        ", seed: %" PRId32 "}\nmetrics: [",
        count_of(self, "seed", 0, INT32_MAX / 2, 1), claim->n_points,
        count_of(self, "seed", 0, INT32_MAX / 2, 1));
    dm_strbuf_add_json(out, claim->metric);
    dm_strbuf_add(out, "]\n");
    for (size_t i = 0; i < COUNT(shared_words); i++) {
        const struct dm_node *node = dm_node_at(self->node, shared_words[i]);

        if (node != NULL) {
            dm_strbuf_addf(out, "%s: ", shared_words[i]);
            write_node(out, node);
            dm_strbuf_add(out, "\n");
        }
    }
    if (dm_node_at(self->node, "factors") == NULL &&
        dm_node_at(self->node, "assumed") == NULL) {
        dm_strbuf_add(out, "assumed: all\n");
    }
}

/* What is wrong with the study is told at the claim, with the key of the study. */
static void
take_complaints(struct reading *self, struct dm_diagnostics *found)
{
    char full[DM_KEY_BYTES];

    for (size_t i = 0; i < found->n; i++) {
        const struct dm_diagnostic *d = &found->items[i];

        dm_key_join(full, self->prefix, d->key != NULL ? d->key : "scenario");
        dm_complain(self->reading, (enum dm_fault) d->number, self->node, full, "%s",
            d->message != NULL ? d->message : "the scenario is refused");
        if (d->hint != NULL) {
            dm_hint(self->reading, "%s", d->hint);
        }
    }
    dm_diagnostics_clear(found);
}

static void
read_study(struct reading *self, struct dm_claim *claim)
{
    struct dm_strbuf text = { .text = NULL };
    struct dm_diagnostics found = { .items = NULL };

    write_study(self, claim, &text);
    if (text.failed) {
        self->reading->arena.failed = true;
        dm_strbuf_clear(&text);
        return;
    }
    struct dm_written_file written = { self->path, text.text, self->files };
    struct dm_file_source source = dm_written_source(&written);
    dm_status st = dm_study_read(&claim->study, self->path, &source, self->options->sets,
        self->options->n_sets, &found);
    self->reading->arena.failed = self->reading->arena.failed || st == DM_ENOMEM;
    if (st != DM_OK && st != DM_ENOMEM && found.n == 0) {
        wrong(self, NULL, "scenario", "cannot be read");
    }
    take_complaints(self, &found);
    dm_strbuf_clear(&text);
}

/* ---- what is a claim's own ---- */

static void
read_arm(struct reading *self, const struct dm_node *map, const char *key,
    struct dm_claim_arm *arm)
{
    const struct dm_node *sets = dm_node_at(map, "set");
    char full[DM_KEY_BYTES];

    dm_key_join(full, self->prefix, key);
    if (map == NULL || map->kind != DM_NODE_MAP) {
        wrong(self, map, key,
            "a map with `variant`, `set` or both is expected; {} is the "
            "scenario as written");
        return;
    }
    check_keys(self, map, full, arm_words, COUNT(arm_words));
    arm->variant = text_of(self, map, "variant", false);
    for (size_t i = 0; sets != NULL && sets->kind == DM_NODE_MAP && i < sets->n_entries;
         i++) {
        struct dm_strbuf set = { .text = NULL };

        if (i == DM_CLAIM_MOST_SETS || sets->entries[i].value->kind != DM_NODE_SCALAR) {
            wrong(self, sets, key, "at most 32 paths with a single value each");
            return;
        }
        dm_strbuf_addf(
            &set, "%s=%s", sets->entries[i].key->text, sets->entries[i].value->text);
        self->reading->arena.failed = self->reading->arena.failed || set.failed;
        arm->sets[arm->n_sets++] = set.text;
    }
}

static void
read_contrast(struct reading *self, struct dm_claim *claim)
{
    const struct dm_node *node = dm_node_at(self->node, "contrast");
    static const char *const words[] = { "with", "without" };

    if (node != NULL && node->kind == DM_NODE_SCALAR && strcmp(node->text, "twin") == 0) {
        claim->against_twin = true;
    } else if (node != NULL && node->kind == DM_NODE_MAP) {
        check_keys(self, node, self->prefix, words, COUNT(words));
        read_arm(self, dm_node_at(node, "with"), "contrast.with", &claim->arm[0]);
        read_arm(self, dm_node_at(node, "without"), "contrast.without", &claim->arm[1]);
    } else {
        wrong(self, node, "contrast",
            "`twin`, or a map of `with` and `without`, is expected");
    }
}

static void
read_smallest(struct reading *self, struct dm_claim *claim)
{
    const struct dm_node *map = dm_node_at(self->node, "smallest"),
                         *value = dm_node_at(map, "value");
    char full[DM_KEY_BYTES], *end = NULL;

    dm_key_join(full, self->prefix, "smallest");
    check_keys(self, map, full, smallest_words, COUNT(smallest_words));
    if (value != NULL && value->kind == DM_NODE_SCALAR) {
        claim->smallest = strtod(value->text, &end);
    }
    if (end == NULL || *end != '\0' || !(claim->smallest > 0.0) ||
        !(claim->smallest < 1e300)) {
        wrong(self, value, "smallest",
            "a map of `value`, a number above 0 in the measure's unit, and `reason`");
        return;
    }
    claim->reason = text_of(self, map, "reason", true);
}

static void
read_direction(struct reading *self, struct dm_claim *claim)
{
    const struct dm_node *node = dm_node_at(self->node, "direction");
    bool is_word = node != NULL && node->kind == DM_NODE_SCALAR;

    claim->direction = is_word && strcmp(node->text, "up") == 0     ? 1
                       : is_word && strcmp(node->text, "down") == 0 ? -1
                                                                    : 0;
    if (claim->direction == 0) {
        wrong(self, node, "direction", "`up` or `down` is expected");
    }
}

static void
add_form(struct reading *self, struct dm_claim *claim, const char *form)
{
    if (claim->n_forms == DM_VERDICT_MOST_FORMS) {
        wrong(self, NULL, "forms", "more than 63 values of forms");
        return;
    }
    claim->forms[claim->n_forms++] = form != NULL ? copy(self, form) : NULL;
}

/* Every value of every form but the default. */
static void
add_all_forms(struct reading *self, struct dm_claim *claim)
{
    char word[DM_MAX_ID_BYTES + 1], form[96];

    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        const struct dm_field *field = &DM_FIELDS[i];

        if (field->path == NULL || strncmp(field->path, "forms.", 6) != 0) {
            continue;
        }
        for (int k = 0; dm_choice(field->choices, k, word); k++) {
            (void) snprintf(form, sizeof form, "%s=%s", field->path, word);
            if (strcmp(word, field->fallback) != 0) {
                add_form(self, claim, form);
            }
        }
    }
}

static void
read_forms(struct reading *self, struct dm_claim *claim)
{
    const struct dm_node *node = dm_node_at(self->node, "forms");

    add_form(self, claim, NULL);
    if (node == NULL || (node->kind == DM_NODE_SCALAR && strcmp(node->text, "used") == 0)) {
        claim->tries_forms = true;
        add_all_forms(self, claim);
        return;
    }
    if (node->kind != DM_NODE_LIST) {
        wrong(self, node, "forms", "`used`, or a list like [fear=own], is expected");
        return;
    }
    for (size_t i = 0; i < node->n_entries; i++) {
        char form[96];

        if (node->entries[i].value->kind != DM_NODE_SCALAR) {
            wrong(self, node, "forms", "`used`, or a list like [fear=own], is expected");
            return;
        }
        (void) snprintf(form, sizeof form, "forms.%.80s", node->entries[i].value->text);
        add_form(self, claim, form);
    }
}

static void
check_arms(struct reading *self, const struct dm_claim *claim)
{
    for (int a = 0; a < (claim->against_twin ? 1 : 2); a++) {
        struct dm_study arm = *claim->study;
        struct dm_diagnostics found = { .items = NULL };
        struct dm_scenario *scenario = NULL;
        const void *sets = claim->arm[a].sets;

        arm.variant = claim->arm[a].variant;
        dm_status st = dm_study_scenario(
            &arm, sets, claim->arm[a].n_sets, self->files, &scenario, &found);
        self->reading->arena.failed = self->reading->arena.failed || st == DM_ENOMEM;
        if (st == DM_OK && claim->against_twin && scenario->twin_name.s[0] == '\0') {
            wrong(self, NULL, "contrast", "the scenario has no twin");
        }
        take_complaints(self, &found);
        dm_scenario_free(scenario);
    }
}

/* ---- the hash ---- */

static bool
hash_bytes(const void *bytes, size_t n, char out[33])
{
    struct dm_checksum *sum = dm_checksum_create();

    if (sum != NULL) {
        dm_checksum_bytes(sum, bytes, n);
        dm_digest_text(dm_checksum_digest(sum), out);
    }
    dm_checksum_free(sum);
    return sum != NULL;
}

/* The claim as it stands in the file, the scenario and the factors that it leads to; how
 * many points a quick look takes is left out. Forms that matter are found out from these.
 */
static void
hash_claim(struct reading *self, struct dm_claim *claim)
{
    struct dm_strbuf out = { .text = NULL };

    write_node(&out, self->node);
    dm_strbuf_addf(&out, "\n%s\n", claim->study->base->hash);
    for (int32_t f = 0; f < claim->study->n_factors; f++) {
        const struct dm_study_factor *factor = &claim->study->factors[f];

        dm_strbuf_addf(&out, "%s %" PRId64 " %" PRId64 " %" PRId32 "\n", factor->path,
            factor->low, factor->high, factor->n_choices);
    }
    if (out.failed || !hash_bytes(out.text, out.n, claim->hash)) {
        self->reading->arena.failed = true;
    }
    dm_strbuf_clear(&out);
}

/* ---- all of it ---- */

static void
read_claim(struct reading *self, const struct dm_entry *entry, struct dm_claim *claim)
{
    size_t before = self->reading->diagnostics->n;

    self->node = entry->value;
    dm_key_join(self->prefix, "claims", entry->key->text);
    if (!dm_is_id(entry->key->text) || entry->value->kind != DM_NODE_MAP) {
        dm_complain(self->reading, DM_FAULT_BAD_ID, entry->key, self->prefix,
            "a claim is an id, like h9, and a map");
        return;
    }
    memcpy(claim->id.s, entry->key->text, strlen(entry->key->text));
    check_keys(self, self->node, self->prefix, claim_words, COUNT(claim_words));
    claim->sentence = text_of(self, self->node, "sentence", true);
    claim->source = text_of(self, self->node, "source", true);
    claim->metric = text_of(self, self->node, "metric", true);
    claim->proof = text_of(self, self->node, "proof", false);
    claim->n_points =
        count_of(self, "points", DM_CLAIM_LEAST_POINTS, 100000, DM_CLAIM_LEAST_POINTS);
    claim->n_pairs =
        count_of(self, "pairs", DM_CLAIM_LEAST_PAIRS, 1000, DM_CLAIM_LEAST_PAIRS);
    if (self->options->points > 0) {
        claim->n_points = self->options->points;
    }
    read_contrast(self, claim);
    read_smallest(self, claim);
    read_direction(self, claim);
    read_forms(self, claim);
    if (self->reading->diagnostics->n == before && !self->options->no_studies) {
        read_study(self, claim);
    }
    if (self->reading->diagnostics->n == before && claim->study != NULL) {
        check_arms(self, claim);
        hash_claim(self, claim);
    }
}

static bool
same_id(const char *a, const char *b)
{
    while (*a != '\0' && tolower((unsigned char) *a) == tolower((unsigned char) *b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

static bool
is_wanted(const struct dm_claims_options *options, const char *id)
{
    for (size_t i = 0; i < options->n_ids; i++) {
        if (same_id(id, options->ids[i])) {
            return true;
        }
    }
    return options->n_ids == 0;
}

static void
check_wanted(struct reading *self, const struct dm_node *map)
{
    for (size_t i = 0; i < self->options->n_ids; i++) {
        bool there = false;

        for (size_t k = 0; k < map->n_entries; k++) {
            there = there || same_id(map->entries[k].key->text, self->options->ids[i]);
        }
        if (!there) {
            dm_complain(self->reading, DM_FAULT_NO_CLAIM, map, "claims",
                "there is no claim `%s`", dm_quote(self->options->ids[i]).s);
        }
    }
}

static void
read_all(struct reading *self, const struct dm_node *root, struct dm_claims *out)
{
    const struct dm_node *schema = dm_node_at(root, "schema"),
                         *map = dm_node_at(root, "claims");

    if (schema == NULL || schema->kind != DM_NODE_SCALAR ||
        strcmp(schema->text, SCHEMA_VERSION) != 0) {
        dm_complain(self->reading, DM_FAULT_WRONG_SCHEMA, schema != NULL ? schema : root,
            "schema", "a file of claims has `schema: " SCHEMA_VERSION "`");
        return;
    }
    check_keys(self, root, "", top_words, COUNT(top_words));
    if (map == NULL || map->kind != DM_NODE_MAP || map->n_entries == 0) {
        dm_complain(self->reading, DM_FAULT_MISSING_KEY, map != NULL ? map : root, "claims",
            "a map of claims by id is expected");
        return;
    }
    check_wanted(self, map);
    out->claim = calloc(map->n_entries, sizeof *out->claim);
    self->reading->arena.failed = self->reading->arena.failed || out->claim == NULL;
    for (size_t i = 0; out->claim != NULL && i < map->n_entries; i++) {
        if (is_wanted(self->options, map->entries[i].key->text)) {
            read_claim(self, &map->entries[i], &out->claim[out->n++]);
        }
    }
}

dm_status
dm_claims_read(struct dm_claims *out, const char *reference,
    const struct dm_file_source *files, const struct dm_claims_options *options,
    struct dm_diagnostics *diagnostics)
{
    struct dm_reading reading = { .files = files, .diagnostics = diagnostics };
    struct reading self = { .reading = &reading, .files = files, .options = options };
    const struct dm_loaded *file;
    dm_status st = dm_load_plain(&reading, reference, "claims", &file);

    *out = (struct dm_claims){ .claim = NULL };
    if (st == DM_OK) {
        self.path = out->path = copy(&self, file->path);
        out->text = copy(&self, file->bytes);
        out->n_text = file->text.n;
        reading.arena.failed =
            reading.arena.failed || !hash_bytes(file->bytes, file->text.n, out->hash);
        if (!reading.arena.failed && file->root != NULL) {
            read_all(&self, file->root, out);
        }
        st = dm_reading_outcome(&reading);
    }
    dm_load_release(&reading);
    dm_arena_clear(&reading.arena);
    if (st != DM_OK) {
        dm_claims_clear(out);
    }
    return st;
}
