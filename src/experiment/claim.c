/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of claims, and the claims in it that are wanted. Complaints come all at once,
 * each with its place. */
#include "base/checksum.h"
#include "claim_reading.h"
#include "scenario/units.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_VERSION "demerit-claims/1"
#define COUNT(table)   (sizeof(table) / sizeof(table)[0])

static const char *const top_words[] = { "schema", "title", "description", "claims" };
static const char *const claim_words[] = { "sentence", "source", "scenario", "twin", "set",
    "contrast", "metric", "years", "warmup_months", "persons", "seed", "smallest",
    "direction", "assumed", "factors", "forms", "points", "pairs", "proof", "note" };

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

char *
dm_claim_copy(struct dm_claim_reading *self, const char *text)
{
    char *out = dm_copy_text(text);

    self->reading->arena.failed = self->reading->arena.failed || out == NULL;
    return out;
}

void
dm_claim_keys(struct dm_claim_reading *self, const struct dm_node *map, const char *prefix,
    const char *const *words, size_t n)
{
    char full[DM_KEY_BYTES];

    for (size_t i = 0; map != NULL && map->kind == DM_NODE_MAP && i < map->n_entries; i++) {
        const struct dm_node *key = map->entries[i].key;

        dm_key_join(full, prefix, key->text);
        if (strcmp(key->text, "built_in") == 0 || strcmp(key->text, "verdict") == 0) {
            dm_complain(self->reading, DM_FAULT_BUILT_IN, key, full,
                "authors cannot set `%s`: a check finds it", key->text);
            dm_hint(self->reading, "`demerit claims --built-in` finds out and writes "
                                   "built-in.lock");
        } else if (!dm_is_one_of(key->text, words, n)) {
            dm_complain(self->reading, DM_FAULT_UNKNOWN_KEY, key, full,
                "there is no key `%s` here", dm_quote(key->text).s);
            dm_hint_nearest(self->reading, key->text, words, n);
        }
    }
}

void
dm_claim_wrong(struct dm_claim_reading *self, const struct dm_node *at, const char *key,
    const char *what)
{
    char full[DM_KEY_BYTES];

    dm_key_join(full, self->prefix, key);
    dm_complain(
        self->reading, DM_FAULT_CLAIM, at != NULL ? at : self->node, full, "%s", what);
}

char *
dm_claim_text(
    struct dm_claim_reading *self, const struct dm_node *map, const char *key, bool needed)
{
    const struct dm_node *node = dm_node_at(map, key);

    if (node != NULL && node->kind == DM_NODE_SCALAR && node->text[0] != '\0') {
        return dm_claim_copy(self, node->text);
    }
    if (node != NULL || needed) {
        dm_claim_wrong(self, node, key, "a claim needs this text");
    }
    return NULL;
}

int32_t
dm_claim_count(struct dm_claim_reading *self, const char *key, int64_t low, int64_t high,
    int64_t otherwise)
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
        dm_claim_wrong(self, node, key, what);
        return (int32_t) otherwise;
    }
    return (int32_t) value;
}

static void
read_claim(
    struct dm_claim_reading *self, const struct dm_entry *entry, struct dm_claim *claim)
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
    dm_claim_keys(self, self->node, self->prefix, claim_words, COUNT(claim_words));
    claim->sentence = dm_claim_text(self, self->node, "sentence", true);
    claim->source = dm_claim_text(self, self->node, "source", true);
    claim->metric = dm_claim_text(self, self->node, "metric", true);
    claim->proof = dm_claim_text(self, self->node, "proof", false);
    claim->n_points = dm_claim_count(
        self, "points", DM_CLAIM_LEAST_POINTS, 100000, DM_CLAIM_LEAST_POINTS);
    claim->n_pairs =
        dm_claim_count(self, "pairs", DM_CLAIM_LEAST_PAIRS, 1000, DM_CLAIM_LEAST_PAIRS);
    if (self->options->points > 0) {
        claim->n_points = self->options->points;
    }
    dm_claim_read_contrast(self, claim);
    dm_claim_read_effect(self, claim);
    dm_claim_read_forms(self, claim);
    if (self->reading->diagnostics->n == before && !self->options->no_studies) {
        dm_claim_read_study(self, claim);
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
check_wanted(struct dm_claim_reading *self, const struct dm_node *map)
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
read_all(struct dm_claim_reading *self, const struct dm_node *root, struct dm_claims *out)
{
    const struct dm_node *schema = dm_node_at(root, "schema"),
                         *map = dm_node_at(root, "claims");

    if (schema == NULL || schema->kind != DM_NODE_SCALAR ||
        strcmp(schema->text, SCHEMA_VERSION) != 0) {
        dm_complain(self->reading, DM_FAULT_WRONG_SCHEMA, schema != NULL ? schema : root,
            "schema", "a file of claims has `schema: " SCHEMA_VERSION "`");
        return;
    }
    dm_claim_keys(self, root, "", top_words, COUNT(top_words));
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
    struct dm_claim_reading self = {
        .reading = &reading, .files = files, .options = options
    };
    const struct dm_loaded *file;
    dm_status st = dm_load_plain(&reading, reference, "claims", &file);

    *out = (struct dm_claims){ .claim = NULL };
    if (st == DM_OK) {
        self.path = out->path = dm_claim_copy(&self, file->path);
        out->text = dm_claim_copy(&self, file->bytes);
        out->n_text = file->text.n;
        reading.arena.failed =
            reading.arena.failed || !dm_checksum_text(file->bytes, file->text.n, out->hash);
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
