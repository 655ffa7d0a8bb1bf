/* SPDX-License-Identifier: Apache-2.0
 *
 * Going on with a run: its scenario from the sources in its folder, never from the library;
 * its state from the newest checkpoint that is whole. What is refused, and why, is noted.
 */
#include "store_handle.h"
#include "stored.h"

#include "storage/build.h"
#include "storage/folder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- from which checkpoint ---- */

/* Runs from checkpoint `number`. `*refused`: it cannot be used, as a note says, and the run
 * has not sent anything. */
static dm_status
run_from(struct demerit_store *self, uint32_t number, struct dm_checkpoints *checkpoints,
    const struct demerit_run_options *options, const struct dm_sink *sink, bool *refused,
    struct dm_error *err)
{
    struct dm_checkpoint_reader *reader;
    dm_status st = dm_checkpoint_open(
        &reader, self->folder, number, self->manifest.scenario_hash, DEMERIT_VERSION, err);

    *refused = st == DM_EIO;
    if (st == DM_OK) {
        struct dm_snapshot_source source = dm_checkpoint_source(reader);

        checkpoints->from = &source;
        dm_checkpoint_keeps(self->writer, number);
        st = dm_run_checked(self->scenario, options, checkpoints, sink, err);
        checkpoints->from = NULL;
        *refused = st == DM_EIO && source.refused;
    }
    dm_checkpoint_close(reader);
    if (*refused) {
        dm_strbuf_addf(&self->notes, "%s; it is not used\n", err->text);
    }
    return st;
}

static void
note_start(struct demerit_store *self, int64_t months)
{
    self->manifest.resumed = months >= 0;
    self->manifest.resumed_months = months >= 0 ? months : 0;
    if (months < 0) {
        dm_strbuf_add(&self->notes, "no checkpoint can be used: the run begins anew\n");
    } else if (self->manifest.replicates == 1) {
        dm_strbuf_addf(&self->notes, "resumed after month %" PRId64 "\n", months);
    } else {
        dm_strbuf_addf(&self->notes,
            "resumed after %" PRId64 " of %" PRId64 " months of all replicates\n", months,
            self->manifest.months * self->manifest.replicates);
    }
}

dm_status
dm_store_run_into(struct demerit_store *self, const struct demerit_run_options *options,
    const struct dm_sink *sink, struct dm_error *err)
{
    struct dm_snapshot_sink to;
    struct dm_checkpoints checkpoints = { .to = NULL };
    uint32_t number = UINT32_MAX;
    bool refused = true;
    dm_status st = DM_OK;

    if (self->writer != NULL) {
        to = dm_checkpoint_sink(self->writer);
        checkpoints.to = &to;
        checkpoints.every_months = (int32_t) self->manifest.checkpoint_months;
    }
    while (self->goes_on && refused &&
           (number = dm_checkpoint_before(self->folder, number)) > 0) {
        checkpoints.months_there = 0;
        st = run_from(self, number, &checkpoints, options, sink, &refused, err);
    }
    if (refused) {
        checkpoints.months_there = -1;
        dm_checkpoint_keeps(self->writer, 0);
        st = dm_run_checked(self->scenario, options, &checkpoints, sink, err);
        checkpoints.months_there = -1;
    }
    if (self->goes_on) {
        note_start(self, checkpoints.months_there);
    }
    return st;
}

const char *
demerit_store_notes(const struct demerit_store *self)
{
    return self->notes.text != NULL ? self->notes.text : "";
}

const char *
demerit_store_again(const struct demerit_store *self)
{
    return self->manifest.again;
}

bool
demerit_store_can_resume(const struct demerit_store *self)
{
    return dm_checkpoint_before(self->folder, UINT32_MAX) > 0;
}

/* ---- the folder of a run that was not finished ---- */

static bool
is_source(const char *name)
{
    return strncmp(name, DM_SOURCES "/", strlen(DM_SOURCES) + 1) == 0 ||
           strcmp(name, DM_FILE_RESOLVED) == 0;
}

/* Keeps the files that the run was made of, if they still are; others it makes again. */
static dm_status
check_files(
    const struct demerit_store *self, struct dm_manifest *manifest, struct dm_error *err)
{
    size_t n = 0;
    dm_status st = DM_OK;

    for (size_t i = 0; st == DM_OK && i < manifest->n_files; i++) {
        const struct dm_manifest_file file = manifest->files[i];
        char hash[33];
        int64_t bytes;

        if (!is_source(file.name)) {
            continue;
        }
        st = dm_folder_hash(self->folder, file.name, hash, &bytes, err);
        if (st == DM_OK && strcmp(hash, file.hash) != 0) {
            st = dm_error_set(err, DM_EIO,
                "%.200s/%.100s: changed since the run began, which cannot go on",
                self->folder, file.name);
        }
        manifest->files[n++] = file;
    }
    manifest->n_files = n;
    return st;
}

/* Takes the folder's manifest over: as it was, but for who runs it now. */
static dm_status
take_manifest(struct demerit_store *self, struct dm_stored *stored, int checkpoint_months,
    struct dm_error *err)
{
    struct dm_manifest *manifest = &self->manifest;

    *manifest = stored->manifest;
    stored->manifest = (struct dm_manifest){ .status = NULL };
    manifest->version = DEMERIT_VERSION;
    manifest->commit = DM_BUILD_COMMIT;
    manifest->compiler = dm_build_compiler();
    manifest->key_layout = DM_KEY_LAYOUT;
    if (checkpoint_months > 0) {
        manifest->checkpoint_months = checkpoint_months;
    }
    if (strcmp(self->scenario->hash, manifest->scenario_hash) != 0) {
        return dm_error_set(err, DM_EIO,
            "%.300s: its sources are not what was run; `demerit verify` names what was "
            "changed",
            self->folder);
    }
    return check_files(self, manifest, err);
}

static int
refuse_finished(const struct dm_stored *stored, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (strcmp(stored->manifest.status, "complete") != 0) {
        return DEMERIT_OK;
    }
    return dm_problems_add_error(problems,
        dm_error_set(&err, DM_EUSAGE, "%.300s: the run is finished", stored->folder), &err);
}

/* Nothing is changed in the folder until it runs. */
static int
make_store(struct demerit_store **out, struct dm_stored *stored,
    const struct dm_scenario *scenario, int checkpoint_months,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct demerit_store *self = calloc(1, sizeof *self);

    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    self->scenario = scenario;
    self->goes_on = true;
    self->folder = dm_copy_text(stored->folder);
    dm_status st = self->folder != NULL
                       ? take_manifest(self, stored, checkpoint_months, &err)
                       : DM_ENOMEM;
    if (st != DM_OK) {
        demerit_store_free(self);
        return dm_problems_add_error(problems, st, &err);
    }
    *out = self;
    return DEMERIT_OK;
}

int
demerit_store_resume(struct demerit_store **out, struct demerit_scenario **scenario,
    const char *run, int checkpoint_months, struct demerit_problems *problems)
{
    struct dm_stored stored;

    if (out == NULL || scenario == NULL || run == NULL || checkpoint_months < 0) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    *scenario = NULL;
    int status = dm_stored_open_any(&stored, run, problems);
    if (status == DEMERIT_OK) {
        status = refuse_finished(&stored, problems);
    }
    if (status == DEMERIT_OK) {
        status = dm_stored_scenario(&stored, scenario, problems);
    }
    if (status == DEMERIT_OK) {
        status =
            make_store(out, &stored, (*scenario)->scenario, checkpoint_months, problems);
    }
    if (status != DEMERIT_OK) {
        demerit_scenario_free(*scenario);
        *scenario = NULL;
    }
    dm_stored_clear(&stored);
    return status;
}

int
demerit_store_is_finished(
    const char *run, bool *finished, struct demerit_problems *problems)
{
    struct dm_stored stored;

    if (run == NULL || finished == NULL) {
        return DEMERIT_EUSAGE;
    }
    int status = dm_stored_open_any(&stored, run, problems);
    *finished = status == DEMERIT_OK && strcmp(stored.manifest.status, "complete") == 0;
    if (*finished) {
        dm_checkpoints_remove(stored.folder);
    }
    dm_stored_clear(&stored);
    return status;
}
