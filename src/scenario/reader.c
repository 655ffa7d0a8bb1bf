/* SPDX-License-Identifier: Apache-2.0
 *
 * The calls of reader.h: one reading from files to a frozen scenario with its hash, or to
 * complaints; and freeing it. */
#include "scenario/reader.h"

#include "base/checksum.h"
#include "scenario/freezing.h"

#include <stdlib.h>
#include <string.h>

/* The file's name without folder and ending, or the library name. */
static void
default_name(struct dm_scenario *s, const char *reference)
{
    const char *slash = strrchr(reference, '/');
    const char *stem = slash != NULL ? slash + 1 : reference;
    size_t n = strcspn(stem, ".");

    if (s->name.s[0] == '\0' && n <= DM_MAX_ID_BYTES) {
        memcpy(s->name.s, stem, n);
        s->name.s[n] = '\0';
    }
    if (!dm_is_id(s->name.s)) {
        memcpy(s->name.s, "scenario", sizeof "scenario");
    }
}

static dm_status
hash(struct dm_scenario *scenario)
{
    struct dm_strbuf text = { .text = NULL };
    bool ok = dm_scenario_canon(scenario, &text) == DM_OK &&
              dm_checksum_text(text.text, text.n, scenario->hash);

    dm_strbuf_clear(&text);
    return ok ? DM_OK : DM_ENOMEM;
}

dm_status
dm_reading_outcome(struct dm_reading *self)
{
    dm_diagnostics_sort(self->diagnostics);
    if (self->arena.failed || self->diagnostics->no_memory) {
        return DM_ENOMEM;
    }
    if (self->no_input) {
        return DM_ENOINPUT;
    }
    return self->diagnostics->n > 0 ? DM_ESCENARIO : DM_OK;
}

static const struct dm_node *
load(struct dm_reading *self, const char *reference, const struct dm_read_options *options)
{
    const struct dm_node *root = dm_load(self, reference, NULL, NULL);

    root = dm_load_options(self, root, options);
    if (root != NULL && !self->arena.failed) {
        dm_check(self, root);
    }
    return root;
}

dm_status
dm_scenario_read(struct dm_scenario **out, const char *reference,
    const struct dm_file_source *files, const struct dm_read_options *options,
    struct dm_diagnostics *diagnostics)
{
    struct dm_reading reading = { .files = files, .diagnostics = diagnostics };
    struct dm_scenario *scenario = calloc(1, sizeof *scenario);
    const struct dm_node *root;
    dm_status st = DM_ENOMEM;

    *out = NULL;
    if (scenario == NULL) {
        return DM_ENOMEM;
    }
    root = load(&reading, reference, options);
    if (root != NULL && !reading.arena.failed) {
        struct dm_freezing freezing = { .reading = &reading,
            .root = root,
            .scenario = scenario,
            .regime = &scenario->regime,
            .file = root->source->path };

        default_name(scenario, reference);
        dm_freeze(&freezing, options);
        scenario->provenance = dm_provenance_count(root);
        if (!dm_marks_collect(scenario, root)) {
            reading.arena.failed = true;
        }
    }
    st = dm_reading_outcome(&reading);
    if (st == DM_OK) {
        st = root == NULL ? DM_EINTERNAL : hash(scenario);
    }
    dm_load_release(&reading);
    dm_arena_clear(&reading.arena);
    if (st != DM_OK) {
        dm_scenario_free(scenario);
        return st;
    }
    *out = scenario;
    return DM_OK;
}

static int
compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

dm_status
dm_scenario_variants(struct dm_variant_names *out, const char *reference,
    const struct dm_file_source *files, struct dm_diagnostics *diagnostics)
{
    struct dm_reading reading = { .files = files, .diagnostics = diagnostics };
    const struct dm_node *variants;
    dm_status st;

    *out = (struct dm_variant_names){ 0 };
    variants = dm_node_at(dm_load(&reading, reference, NULL, NULL), "variants");
    for (size_t i = 0; variants != NULL && variants->kind == DM_NODE_MAP &&
                       i < variants->n_entries && out->n < DM_MAX_VARIANTS;
         i++) {
        const char *name = variants->entries[i].key->text;

        if (dm_is_id(name) && !dm_is_annotation(name)) {
            memcpy(out->names[out->n++].s, name, strlen(name));
        }
    }
    qsort(out->names, out->n, sizeof out->names[0], compare_ids);
    st = dm_reading_outcome(&reading);
    dm_load_release(&reading);
    dm_arena_clear(&reading.arena);
    return st;
}

void
dm_regime_clear(struct dm_regime *self)
{
    for (size_t i = 0; i < DM_MAX_CHANNELS; i++) {
        free(self->channels[i].label);
    }
    for (size_t i = 0; i < DM_MAX_SCHEMES; i++) {
        free(self->schemes[i].label);
    }
    for (size_t i = 0; i < DM_MAX_LISTS; i++) {
        free(self->lists[i].label);
    }
    for (size_t i = 0; i < DM_MAX_SANCTIONS; i++) {
        free(self->sanctions[i].label);
    }
    for (size_t i = 0; i < DM_MAX_REWARDS; i++) {
        free(self->rewards[i].label);
    }
}

void
dm_scenario_free(struct dm_scenario *self)
{
    if (self == NULL) {
        return;
    }
    dm_marks_free(self);
    free(self->title);
    free(self->description);
    for (size_t i = 0; i < DM_MAX_ACTS; i++) {
        free(self->acts[i].label);
    }
    for (size_t i = 0; i < DM_MAX_SERVICES; i++) {
        free(self->services[i].label);
    }
    dm_regime_clear(&self->regime);
    dm_regime_clear(&self->twin);
    dm_rules_clear(&self->rules);
    dm_rules_clear(&self->twin_rules);
    for (int32_t i = 0; i < self->n_patches; i++) {
        free(self->patches[i].set);
    }
    free(self->patches);
    free(self);
}
