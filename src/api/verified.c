/* SPDX-License-Identifier: Apache-2.0
 *
 * What `verify` found, as it grows and as it is told: files against their hashes, the head
 * of the manifest, who made the folder; as lines or as JSON. */
#include "verified.h"

#include "stored.h"

#include "storage/build.h"
#include "storage/folder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void
demerit_comparison_free(struct demerit_comparison *self)
{
    if (self != NULL) {
        dm_strbuf_clear(&self->differences);
        free(self->folder);
        free(self->note);
        free(self);
    }
}

int
demerit_comparison_differences(const struct demerit_comparison *self)
{
    return self->n_differences;
}

struct dm_strbuf *
dm_comparison_differ(struct demerit_comparison *self)
{
    self->n_differences++;
    return &self->differences;
}

void
dm_comparison_files(
    struct demerit_comparison *self, const char *folder, const struct dm_manifest *manifest)
{
    for (size_t i = 0; i < manifest->n_files; i++) {
        const struct dm_manifest_file *file = &manifest->files[i];
        struct dm_error err = { .status = DM_OK };
        char hash[33];
        int64_t bytes;
        dm_status st = dm_folder_hash(folder, file->name, hash, &bytes, &err);
        self->n_files++;
        if (st != DM_OK) {
            dm_strbuf_addf(dm_comparison_differ(self), "%s\n", err.text);
        } else if (strcmp(hash, file->hash) != 0) {
            dm_strbuf_addf(dm_comparison_differ(self),
                "%s/%s: changed since the run: %" PRId64 " bytes with hash %s, not %" PRId64
                " with %s\n",
                folder, file->name, bytes, hash, file->bytes, file->hash);
        }
    }
}

void
dm_comparison_expect(struct demerit_comparison *self, const char *what, const char *stored,
    const char *again)
{
    const char *a = stored != NULL ? stored : "", *b = again != NULL ? again : "";

    if (strcmp(a, b) != 0) {
        dm_strbuf_addf(dm_comparison_differ(self),
            "%s: %s in the folder, %s in the run again\n", what, a[0] != '\0' ? a : "none",
            b[0] != '\0' ? b : "none");
    }
}

static void
compare_number(
    struct demerit_comparison *self, const char *what, int64_t stored, int64_t again)
{
    if (stored != again) {
        dm_strbuf_addf(dm_comparison_differ(self),
            "manifest.json: %s: %" PRId64 " in the folder, %" PRId64 " in the run again\n",
            what, stored, again);
    }
}

void
dm_comparison_head(struct demerit_comparison *self, const struct dm_manifest *manifest,
    const char *name, const char *title, const struct dm_scenario *scenario)
{
    dm_comparison_expect(self, "manifest.json: scenario", manifest->scenario, name);
    dm_comparison_expect(self, "manifest.json: title", manifest->title, title);
    compare_number(self, "seed", manifest->seed, scenario->run.seed);
    compare_number(self, "replicates", manifest->replicates, scenario->run.replicates);
    compare_number(self, "persons", manifest->persons, scenario->society.persons);
    compare_number(self, "months", manifest->months, 12 * (int64_t) scenario->run.years);
}

static bool
is(const char *text, const char *wanted)
{
    return text != NULL && strcmp(text, wanted) == 0;
}

char *
dm_comparison_note(const struct dm_manifest *manifest)
{
    struct dm_strbuf out = { .text = NULL };

    if (is(manifest->version, DEMERIT_VERSION) && is(manifest->commit, DM_BUILD_COMMIT)) {
        return NULL;
    }
    dm_strbuf_addf(&out, "made by demerit %s (%s), run again by %s (%s)",
        manifest->version != NULL ? manifest->version : "?",
        manifest->commit != NULL ? manifest->commit : "?", DEMERIT_VERSION,
        DM_BUILD_COMMIT);
    return dm_text_from(&out);
}

/* ---- told ---- */

char *
demerit_comparison_text(const struct demerit_comparison *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_addf(&out, "%s: %s\n", self->folder,
        self->n_differences == 0 ? "the same" : "not the same");
    dm_strbuf_add(&out, self->differences.text != NULL ? self->differences.text : "");
    if (self->n_values_differ > 1) {
        dm_strbuf_addf(
            &out, "%" PRId64 " values differ; the first is named\n", self->n_values_differ);
    }
    dm_strbuf_addf(&out, "Compared: %d files, %d checksums, %" PRId64 " values.\n",
        self->n_files, self->n_checksums, self->n_values);
    if (self->n_rows > 0) {
        dm_strbuf_addf(&out,
            "Rows: %" PRId64 " of %" PRId64 " are there; %" PRId64
            " of them were run again.\n",
            self->n_over, self->n_rows, self->n_again);
    }
    if (self->note != NULL) {
        dm_strbuf_addf(&out, "Note: %s.\n", self->note);
    }
    return dm_text_from(&out);
}

/* The lines of the differences, as a JSON list. */
static void
add_lines(struct dm_strbuf *out, const char *text)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        struct dm_strbuf line = { .text = NULL };
        dm_strbuf_addn(&line, text, n);
        dm_strbuf_add_json(out, line.text);
        out->failed = out->failed || line.failed;
        dm_strbuf_clear(&line);
        text += n + (text[n] == '\n' ? 1 : 0);
        dm_strbuf_add(out, *text != '\0' ? ", " : "");
    }
}

char *
demerit_comparison_json(const struct demerit_comparison *self)
{
    struct dm_strbuf out = { .text = NULL };

    dm_strbuf_addf(&out,
        "{\"schema\": \"demerit-verify/1\", \"synthetic\": true, \"not_for\": \"decisions "
        "on persons\", \"same\": %s, \"files\": %d, \"checksums\": %d, \"values\": %" PRId64
        ", \"values_that_differ\": %" PRId64 ", \"differences\": [",
        self->n_differences == 0 ? "true" : "false", self->n_files, self->n_checksums,
        self->n_values, self->n_values_differ);
    add_lines(&out, self->differences.text != NULL ? self->differences.text : "");
    dm_strbuf_add(&out, "]");
    if (self->is_study) {
        dm_strbuf_addf(&out,
            ", \"rows\": %" PRId64 ", \"rows_there\": %" PRId64
            ", \"rows_run_again\": %" PRId64,
            self->n_rows, self->n_over, self->n_again);
    }
    dm_strbuf_add(&out, ", \"note\": ");
    dm_strbuf_add_json(&out, self->note);
    dm_strbuf_add(&out, "}\n");
    return dm_text_from(&out);
}
