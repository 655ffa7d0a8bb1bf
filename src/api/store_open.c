/* SPDX-License-Identifier: Apache-2.0
 *
 * Opens the folder of a run: its manifest, the scenario from its sources, its results; and
 * hands out its tables. */
#include "stored.h"

#include "demerit/sweep.h"
#include "storage/database.h"
#include "storage/folder.h"
#include "storage/study_store.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TABLES 16

char *
dm_stored_folder(const char *run)
{
    const char *slash = strrchr(run, '/'), *last = slash != NULL ? slash + 1 : run;

    if (strcmp(last, DM_FILE_MANIFEST) != 0 && strcmp(last, DM_FILE_RESULTS) != 0 &&
        strcmp(last, DM_FILE_STUDY) != 0) {
        return dm_copy_text(run);
    }
    if (slash == NULL) {
        return dm_copy_text(".");
    }
    char *folder = dm_copy_text(run);
    if (folder != NULL) {
        folder[slash == run ? 1 : slash - run] = '\0';
    }
    return folder;
}

int
dm_stored_open_any(
    struct dm_stored *self, const char *run, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    *self = (struct dm_stored){ .folder = dm_stored_folder(run) };
    if (self->folder == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    self->results_path = dm_folder_path(self->folder, DM_FILE_RESULTS);
    dm_status st = self->results_path != NULL
                       ? dm_manifest_read(&self->manifest, self->folder, &err)
                       : DM_ENOMEM;
    if (st == DM_OK && strcmp(self->manifest.status, DM_STATUS_SWEEP) == 0) {
        st = dm_error_set(&err, DM_ENOINPUT,
            "%.300s holds a sweep, and no run: `demerit export` prints its tables, and "
            "`demerit resume` what it found",
            self->folder);
    }
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}

int
dm_stored_open(struct dm_stored *self, const char *run, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    int status = dm_stored_open_any(self, run, problems);

    /* NOLINTNEXTLINE(clang-analyzer-*): a manifest that was read has a status */
    if (status == DEMERIT_OK && strcmp(self->manifest.status, "running") == 0) {
        status = dm_problems_add_error(problems,
            dm_error_set(&err, DM_ENOINPUT,
                "%.200s: the run was not finished; `demerit resume %.200s` goes on with it",
                self->folder, self->folder),
            &err);
    }
    return status;
}

void
dm_stored_clear(struct dm_stored *self)
{
    dm_manifest_clear(&self->manifest);
    free(self->folder);
    free(self->results_path);
    *self = (struct dm_stored){ .folder = NULL };
}

int
dm_stored_scenario(const struct dm_stored *self, struct demerit_scenario **out,
    struct demerit_problems *problems)
{
    const struct dm_manifest *manifest = &self->manifest;
    struct dm_replay replay = { .folder = self->folder, .manifest = manifest };
    struct dm_file_source source = dm_replay_source(&replay);
    struct dm_diagnostics diagnostics = { .items = NULL };
    const void *sets = manifest->sets;
    struct dm_read_options how = { .variant = manifest->variant,
        .sets = sets,
        .n_sets = manifest->n_sets,
        .twin = manifest->twin };
    struct demerit_scenario *scenario = calloc(1, sizeof *scenario);

    *out = NULL;
    if (scenario == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    dm_status st = dm_scenario_read(
        &scenario->scenario, manifest->reference, &source, &how, &diagnostics);
    if (st != DM_OK) {
        if (diagnostics.n == 0) {
            dm_problems_add_error(problems, st, NULL);
        }
        free(scenario);
    } else {
        *out = scenario;
    }
    dm_problems_take(problems, &diagnostics);
    return (int) st;
}

int
dm_stored_results(const struct dm_stored *self, struct dm_results *results,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    dm_status st = dm_database_load(self->results_path, results, &err);

    if (st == DM_OK && !results->has_run) {
        st = dm_error_set(&err, DM_ENOINPUT,
            "%.300s: the run was stopped and left no results", self->folder);
    }
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}

/* Whether the sources still are what was run. */
static int
check_sources(const struct dm_stored *stored, const struct demerit_scenario *scenario,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (strcmp(scenario->scenario->hash, stored->manifest.scenario_hash) == 0) {
        return DEMERIT_OK;
    }
    return dm_problems_add_error(problems,
        dm_error_set(&err, DM_EIO,
            "%.300s: its sources are not what was run; `demerit verify` names what was "
            "changed",
            stored->folder),
        &err);
}

/* A result on the scenario, from the folder. */
static int
open_result(const struct dm_stored *stored, const struct demerit_scenario *scenario,
    struct demerit_result **out, struct demerit_problems *problems)
{
    struct demerit_result *result = calloc(1, sizeof *result);

    if (result == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    result->scenario = scenario->scenario;
    dm_results_init(&result->results);
    int status = check_sources(stored, scenario, problems);
    if (status == DEMERIT_OK) {
        status = dm_stored_results(stored, &result->results, problems);
    }
    if (status != DEMERIT_OK) {
        demerit_result_free(result);
        return status;
    }
    *out = result;
    return DEMERIT_OK;
}

int
demerit_store_open(struct demerit_result **result, struct demerit_scenario **scenario,
    const char *run, struct demerit_problems *problems)
{
    struct dm_stored stored;

    if (result == NULL || scenario == NULL || run == NULL) {
        return DEMERIT_EUSAGE;
    }
    *result = NULL;
    *scenario = NULL;
    int status = dm_stored_open(&stored, run, problems);
    if (status == DEMERIT_OK) {
        status = dm_stored_scenario(&stored, scenario, problems);
    }
    if (*scenario != NULL) {
        status = open_result(&stored, *scenario, result, problems);
    }
    if (status != DEMERIT_OK) {
        demerit_scenario_free(*scenario);
        *scenario = NULL;
    }
    dm_stored_clear(&stored);
    return status;
}

/* ---- export ---- */

static int
no_such(struct demerit_problems *problems, const char *what, const char *word,
    const char *const *names, size_t n)
{
    struct dm_strbuf message = { .text = NULL }, hint = { .text = NULL };
    const char *nearest = demerit_nearest(word, names, n);

    dm_strbuf_addf(&message, "no %s named `%.60s`", what, word);
    if (nearest != NULL) {
        dm_strbuf_addf(&hint, "did you mean `%s`? ", nearest);
    }
    dm_strbuf_add(&hint, "there are: ");
    for (size_t i = 0; i < n; i++) {
        dm_strbuf_addf(&hint, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    demerit_problems_add(problems, 64, what[0] == 't' ? "--table" : "--format",
        message.text != NULL ? message.text : "no such name", hint.text);
    dm_strbuf_clear(&message);
    dm_strbuf_clear(&hint);
    return DEMERIT_EUSAGE;
}

static bool
is_one_of(const char *word, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* Of a run, or of a sweep. */
static size_t
tables_of(bool is_sweep, const char *tables[MOST_TABLES])
{
    size_t n = 0;

    for (; n < MOST_TABLES; n++) {
        tables[n] = is_sweep ? dm_study_store_table(n) : dm_database_table(n);
        if (tables[n] == NULL) {
            break;
        }
    }
    return n;
}

static int
export_run(const char *run, const char *table, enum dm_table_format format,
    const struct dm_writer *writer, struct demerit_problems *problems)
{
    struct dm_stored stored;
    struct dm_error err = { .status = DM_OK };
    int status = dm_stored_open(&stored, run, problems);

    if (status == DEMERIT_OK) {
        dm_status st = dm_database_export(stored.results_path, table, format, writer, &err);
        status = st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
    }
    dm_stored_clear(&stored);
    return status;
}

static int
export_sweep(const char *folder, const char *table, enum dm_table_format format,
    const struct dm_writer *writer, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    char *path = dm_folder_path(folder, DM_FILE_STUDY);
    dm_status st =
        path != NULL ? dm_study_store_export(path, table, format, writer, &err) : DM_ENOMEM;

    free(path);
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}

int
demerit_store_export(const char *run, const char *table, const char *format,
    bool (*write)(void *self, const char *text, size_t n), void *self,
    struct demerit_problems *problems)
{
    static const char *const formats[] = { "csv", "jsonl" };
    const char *tables[MOST_TABLES] = { NULL };
    struct dm_writer writer = { .self = self, .write = write };

    if (run == NULL || format == NULL || write == NULL) {
        return DEMERIT_EUSAGE;
    }
    char *folder = dm_stored_folder(run);
    bool is_sweep = folder != NULL && demerit_folder_is_sweep(folder);
    size_t n = tables_of(is_sweep, tables);
    const char *name = table != NULL ? table : is_sweep ? "results" : "metrics";
    int status;

    if (!is_one_of(name, tables, n)) {
        status = no_such(problems, "table", name, tables, n);
    } else if (!is_one_of(format, formats, 2)) {
        status = no_such(problems, "format", format, formats, 2);
    } else {
        enum dm_table_format as =
            strcmp(format, "csv") == 0 ? DM_TABLE_CSV : DM_TABLE_JSONL;

        status = is_sweep ? export_sweep(folder, name, as, &writer, problems)
                          : export_run(run, name, as, &writer, problems);
    }
    free(folder);
    return status;
}
