/* SPDX-License-Identifier: Apache-2.0
 *
 * A run into a folder: sources first, results while they come, pages made from what was
 * read back, the manifest last. */
#include "pages.h"
#include "sources.h"
#include "store_handle.h"

#include "storage/build.h"
#include "storage/folder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PART DM_FILE_RESULTS ".part"

bool
demerit_store_is_built(void)
{
    return true;
}

const char *
demerit_store_folder(const struct demerit_store *self)
{
    return self->folder;
}

void
demerit_store_free(struct demerit_store *self)
{
    if (self != NULL) {
        if (self->database != NULL) { /* it was never run */
            dm_database_free(self->database);
            dm_folder_remove(self->folder);
        }
        dm_checkpoint_writer_free(self->writer);
        dm_strbuf_clear(&self->notes);
        dm_manifest_clear(&self->manifest);
        free(self->folder);
        free(self);
    }
}

static dm_status
no_memory(struct dm_error *err)
{
    return dm_error_set(err, DM_ENOMEM, "no memory for the run's folder");
}

/* ---- making ---- */

static char *
folder_name(const struct dm_scenario *scenario, const struct demerit_store_options *options)
{
    struct dm_strbuf out = { .text = NULL };

    if (options != NULL && options->folder != NULL) {
        return dm_copy_text(options->folder);
    }
    dm_strbuf_addf(&out, "runs/%s-%" PRIu32, scenario->name.s, scenario->run.seed);
    return dm_text_from(&out);
}

static dm_status
add_file(struct demerit_store *self, const char *name, const char *text, size_t n,
    struct dm_error *err)
{
    char hash[33];
    dm_status st = dm_folder_write(self->folder, name, text, n, hash, err);

    if (st == DM_OK && !dm_manifest_add_file(&self->manifest, name, hash, (int64_t) n)) {
        st = no_memory(err);
    }
    return st;
}

static dm_status
write_sources(
    struct demerit_store *self, const struct dm_keeper *keeper, struct dm_error *err)
{
    struct dm_strbuf resolved = { .text = NULL };
    dm_status st = dm_keeper_write(keeper, self->folder, &self->manifest, err);

    if (st == DM_OK) {
        st = dm_scenario_resolved_yaml(self->scenario, &resolved);
        st = st != DM_OK || resolved.failed
                 ? no_memory(err)
                 : add_file(self, DM_FILE_RESOLVED, resolved.text, resolved.n, err);
    }
    dm_strbuf_clear(&resolved);
    return st;
}

dm_status
dm_store_start_database(struct demerit_store *self, struct dm_error *err)
{
    const struct dm_scenario *scenario = self->scenario;
    const char *const notes[][2] = { { "schema", "demerit-results/1" },
        { "status", "running" }, { "synthetic", "true" },
        { "not_for", "decisions on persons" }, { "demerit", DEMERIT_VERSION },
        { "commit", DM_BUILD_COMMIT }, { "key_layout", DM_KEY_LAYOUT },
        { "scenario", scenario->name.s }, { "scenario_hash", scenario->hash } };
    char *path = dm_folder_path(self->folder, PART);
    dm_status st =
        path != NULL ? dm_folder_reserve(self->folder, PART, err) : no_memory(err);

    if (st == DM_OK) {
        st = dm_database_create(&self->database, path, err);
    }
    for (size_t i = 0; st == DM_OK && i < sizeof notes / sizeof *notes; i++) {
        st = dm_database_note(self->database, notes[i][0], notes[i][1], err);
    }
    free(path);
    return st;
}

dm_status
dm_store_start_checkpoints(struct demerit_store *self, struct dm_error *err)
{
    dm_status st = DM_OK;

    if (self->goes_on || self->manifest.checkpoint_months > 0) {
        self->manifest.status = "running";
        st = dm_manifest_write(&self->manifest, self->folder, err);
    }
    if (st == DM_OK && self->manifest.checkpoint_months > 0) {
        st = dm_checkpoint_writer_create(&self->writer, self->folder,
            self->manifest.scenario_hash, DEMERIT_VERSION, err);
    }
    return st;
}

static bool
describe(struct demerit_store *self, const char *reference,
    const struct demerit_options *how, const struct demerit_store_options *options)
{
    const struct dm_scenario *scenario = self->scenario;
    struct dm_manifest *manifest = &self->manifest;
    bool ok = true;

    *manifest = (struct dm_manifest){ .version = DEMERIT_VERSION,
        .commit = DM_BUILD_COMMIT,
        .compiler = dm_build_compiler(),
        .key_layout = DM_KEY_LAYOUT,
        .scenario = scenario->name.s,
        .title = scenario->title,
        .scenario_hash = scenario->hash,
        .seed = scenario->run.seed,
        .replicates = scenario->run.replicates,
        .persons = scenario->society.persons,
        .months = 12 * (int64_t) scenario->run.years,
        .checkpoint_months = options != NULL ? options->checkpoint_months : 0 };
    manifest->reference = dm_manifest_keep(manifest, reference);
    manifest->variant = dm_manifest_keep(manifest, how != NULL ? how->variant : NULL);
    manifest->twin = dm_manifest_keep(manifest, how != NULL ? how->twin : NULL);
    for (size_t i = 0; ok && how != NULL && i < how->n_sets; i++) {
        ok = dm_manifest_add_set(manifest, how->sets[i]);
    }
    if (ok && options != NULL) {
        ok = dm_manifest_add_command(manifest, options->arguments, options->n_arguments);
    }
    const char *again = options != NULL ? options->again : NULL;
    manifest->again = dm_manifest_keep(manifest, again);
    return ok && manifest->reference != NULL &&
           (again == NULL || manifest->again != NULL) &&
           (how == NULL || how->variant == NULL || manifest->variant != NULL) &&
           (how == NULL || how->twin == NULL || manifest->twin != NULL);
}

static int
make_folder(struct demerit_store *self, const struct dm_keeper *keeper, bool force,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    dm_status st = dm_folder_make(self->folder, force, &err);

    if (st != DM_OK) {
        return dm_problems_add_error(problems, st, &err);
    }
    st = write_sources(self, keeper, &err);
    if (st == DM_OK) {
        st = dm_store_start_database(self, &err);
    }
    if (st == DM_OK) {
        st = dm_store_start_checkpoints(self, &err);
    }
    if (st != DM_OK) {
        dm_database_free(self->database);
        self->database = NULL;
        dm_folder_remove(self->folder);
        return dm_problems_add_error(problems, st, &err);
    }
    return DEMERIT_OK;
}

int
demerit_store_create(struct demerit_store **out, const struct demerit_scenario *scenario,
    const struct demerit_library *library, const char *reference,
    const struct demerit_options *how, const struct demerit_store_options *options,
    struct demerit_problems *problems)
{
    struct dm_keeper keeper;

    if (out == NULL || scenario == NULL || reference == NULL ||
        (options != NULL && options->checkpoint_months < 0)) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_store *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    self->scenario = scenario->scenario;
    self->folder = folder_name(self->scenario, options);
    int status = self->folder != NULL && describe(self, reference, how, options)
                     ? DEMERIT_OK
                     : dm_problems_add_error(problems, DM_ENOMEM, NULL);
    dm_keeper_init(&keeper, library, &self->manifest);
    if (status == DEMERIT_OK) {
        /* it was read to be looked at; once more to keep its files */
        struct dm_read_options again = dm_read_options_from(how);
        status = dm_keeper_read(&keeper, reference, &again, self->scenario->hash, problems);
    }
    if (status == DEMERIT_OK) {
        status = make_folder(self, &keeper, options != NULL && options->force, problems);
    }
    dm_keeper_clear(&keeper);
    if (status != DEMERIT_OK) {
        demerit_store_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}

/* ---- running ---- */

/* Closes the database, which then has its name, and notes its hash. */
static dm_status
finish_database(struct demerit_store *self, const char *status, struct dm_error *err)
{
    char hash[33];
    int64_t bytes;
    dm_status st = dm_database_note(self->database, "status", status, err);

    if (st == DM_OK && self->manifest.resumed) {
        st = dm_database_note(self->database, "resumed", "true", err);
    }
    if (st == DM_OK) {
        st = dm_database_close(self->database, err);
        self->database = NULL;
    }
    if (st == DM_OK) {
        st = dm_folder_publish(self->folder, PART, DM_FILE_RESULTS, err);
        self->has_results = st == DM_OK;
    }
    if (st == DM_OK) {
        st = dm_folder_hash(self->folder, DM_FILE_RESULTS, hash, &bytes, err);
    }
    if (st == DM_OK &&
        !dm_manifest_add_file(&self->manifest, DM_FILE_RESULTS, hash, bytes)) {
        st = no_memory(err);
    }
    self->manifest.status = status;
    return st;
}

static dm_status
read_back(
    const struct demerit_store *self, struct dm_results *results, struct dm_error *err)
{
    char *path = dm_folder_path(self->folder, DM_FILE_RESULTS);
    dm_status st = path != NULL ? dm_database_load(path, results, err) : no_memory(err);

    free(path);
    if (st == DM_OK && !results->has_run) {
        st = dm_error_set(err, DM_EINTERNAL, "the run sent no result");
    }
    return st;
}

/* The report, the ODD description and the model card. */
static dm_status
write_pages(
    struct demerit_store *self, const struct dm_results *results, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (size_t i = 0; st == DM_OK && DM_PAGES[i].name != NULL; i++) {
        struct dm_strbuf out = { .text = NULL };
        st = DM_PAGES[i].make(results, self->scenario, self->manifest.again, &out);
        st = st != DM_OK || out.failed
                 ? no_memory(err)
                 : add_file(self, DM_PAGES[i].name, out.text, out.n, err);
        dm_strbuf_clear(&out);
    }
    return st;
}

/* In the folder of a run that did not end: what it makes of its results is made anew. */
static dm_status
start_again(struct demerit_store *self, struct dm_error *err)
{
    dm_folder_remove_products(self->folder);
    dm_status st = dm_store_start_checkpoints(self, err);

    return st == DM_OK ? dm_store_start_database(self, err) : st;
}

static dm_status
write_results(struct demerit_store *self, struct demerit_result *result,
    const struct demerit_run_options *options, struct dm_error *err)
{
    struct dm_sink sink = dm_database_sink(self->database);
    const struct dm_run_row *run = &result->results.run;
    dm_status st = dm_store_run_into(self, options, &sink, err);

    if (st == DM_OK) {
        st = finish_database(self, "complete", err);
    }
    if (st == DM_OK) {
        st = read_back(self, &result->results, err);
        dm_results_say_how(&result->results, options);
    }
    if (st == DM_OK) {
        st = write_pages(self, &result->results, err);
    }
    if (st == DM_OK) {
        self->manifest.checksum = run->checksum;
        self->manifest.twin_checksum = run->twin_checksum;
        self->manifest.measures_checksum = run->measures_checksum;
        self->manifest.threads = run->threads;
        self->manifest.seconds = run->seconds;
        st = dm_manifest_write(&self->manifest, self->folder, err);
    }
    if (st == DM_OK) {
        dm_checkpoints_remove(self->folder);
    }
    return st;
}

/* After a failure. A stopped run leaves a folder that says so. Of a run that failed nothing
 * stays, unless it was over: then its results do, without a manifest. */
static dm_status
leave(struct demerit_store *self, dm_status status, double seconds, struct dm_error *err)
{
    struct dm_error closing = { .status = DM_OK };

    if (status == DM_ESTOPPED && self->database != NULL) {
        self->manifest.seconds = seconds;
        dm_status st = finish_database(self, "stopped", &closing);
        if (st == DM_OK) {
            st = dm_manifest_write(&self->manifest, self->folder, &closing);
        }
        if (st == DM_OK) {
            return dm_error_set(err, DM_ESTOPPED,
                demerit_store_can_resume(self)
                    ? "stopped; `demerit resume %.300s` goes on with the run"
                    : "stopped; %.300s says so and holds no results",
                self->folder);
        }
        status = dm_error_set(err, st, "%s", closing.text);
    }
    dm_database_free(self->database);
    self->database = NULL;
    if (self->goes_on || demerit_store_can_resume(self)) {
        struct dm_error why = *err;

        dm_folder_remove_products(self->folder);
        return dm_error_set(err, status,
            "%.300s; `demerit resume %.150s` goes on with the run", why.text, self->folder);
    }
    if (!self->has_results) {
        dm_folder_remove(self->folder);
    }
    return status;
}

int
demerit_store_run(struct demerit_store *self, struct demerit_result **out,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    time_t started = time(NULL);

    if (out == NULL || self == NULL || self->used ||
        (options != NULL && options->threads < 0)) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    self->used = true;
    if (!self->goes_on) {
        dm_manifest_start(&self->manifest);
    }
    struct demerit_result *result = calloc(1, sizeof *result);
    if (result == NULL) {
        (void) leave(self, DM_ENOMEM, 0.0, &err);
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    result->scenario = self->scenario;
    dm_results_init(&result->results);
    dm_status st = self->goes_on ? start_again(self, &err) : DM_OK;
    if (st == DM_OK) {
        st = write_results(self, result, options, &err);
    }
    if (st != DM_OK) {
        st = leave(self, st, difftime(time(NULL), started), &err);
        demerit_result_free(result);
        return dm_problems_add_error(problems, st, &err);
    }
    self->manifest.checksum = self->manifest.twin_checksum = NULL; /* the result's own */
    self->manifest.measures_checksum = NULL;
    *out = result;
    return DEMERIT_OK;
}
