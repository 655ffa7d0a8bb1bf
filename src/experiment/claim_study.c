/* SPDX-License-Identifier: Apache-2.0
 *
 * What a claim shares with a study (scenario, factors, fixed values) is written out as a
 * study and read as one, so that there is one reader of factors; and the hash of all that
 * decides a claim. */
#include "base/checksum.h"
#include "claim_reading.h"

#include <inttypes.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum { DEFAULT_PERSONS = 2000, DEFAULT_YEARS = 5 };

/* Keys that a study has too. */
static const char *const shared_words[] = { "scenario", "twin", "set", "factors",
    "assumed" };

/* ---- the study ---- */

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
write_study(
    struct dm_claim_reading *self, const struct dm_claim *claim, struct dm_strbuf *out)
{
    dm_strbuf_addf(out,
        "schema: demerit-study/1\nname: %s\nreplicates: 1\npersons: %" PRId32
        "\nyears: %" PRId32 "\n",
        claim->id.s, dm_claim_count(self, "persons", 1, INT32_MAX, DEFAULT_PERSONS),
        dm_claim_count(self, "years", 1, 100, DEFAULT_YEARS));
    if (dm_node_at(self->node, "warmup_months") != NULL) {
        dm_strbuf_addf(out, "warmup_months: %" PRId32 "\n",
            dm_claim_count(self, "warmup_months", 0, 1199, 12));
    }
    dm_strbuf_addf(out,
        "seed: %" PRId32 "\ndesign: {kind: latin-hypercube, samples: %" PRId32
        ", seed: %" PRId32 "}\nmetrics: [",
        dm_claim_count(self, "seed", 0, INT32_MAX / 2, 1), claim->n_points,
        dm_claim_count(self, "seed", 0, INT32_MAX / 2, 1));
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
take_complaints(struct dm_claim_reading *self, struct dm_diagnostics *found)
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
read_written(struct dm_claim_reading *self, struct dm_claim *claim)
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
        dm_claim_wrong(self, NULL, "scenario", "cannot be read");
    }
    take_complaints(self, &found);
    dm_strbuf_clear(&text);
}

static void
check_arms(struct dm_claim_reading *self, const struct dm_claim *claim)
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
            dm_claim_wrong(self, NULL, "contrast", "the scenario has no twin");
        }
        take_complaints(self, &found);
        dm_scenario_free(scenario);
    }
}

/* ---- the hash ---- */

/* ---- the hash ---- */

/* The claim as it stands in the file, the scenario and the factors that it leads to; how
 * many points a quick look takes is left out. Forms that matter are found out from these.
 */
static void
hash_claim(struct dm_claim_reading *self, struct dm_claim *claim)
{
    struct dm_strbuf out = { .text = NULL };

    write_node(&out, self->node);
    dm_strbuf_addf(&out, "\n%s\n", claim->study->base->hash);
    for (int32_t f = 0; f < claim->study->n_factors; f++) {
        const struct dm_study_factor *factor = &claim->study->factors[f];

        dm_strbuf_addf(&out, "%s %" PRId64 " %" PRId64 " %" PRId32 "\n", factor->path,
            factor->low, factor->high, factor->n_choices);
    }
    if (out.failed || !dm_checksum_text(out.text, out.n, claim->hash)) {
        self->reading->arena.failed = true;
    }
    dm_strbuf_clear(&out);
}

void
dm_claim_read_study(struct dm_claim_reading *self, struct dm_claim *claim)
{
    size_t before = self->reading->diagnostics->n;

    read_written(self, claim);
    if (self->reading->diagnostics->n == before && claim->study != NULL) {
        check_arms(self, claim);
        hash_claim(self, claim);
    }
}
