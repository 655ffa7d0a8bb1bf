/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs what is missing, a transaction for each row, and finds out what can be said of the
 * rows that are there. */
#include "sweep_handle.h"

#include "engine/threads.h"
#include "experiment/findings.h"
#include "storage/build.h"
#include "storage/folder.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* TABLES_BYTES: about what plans, tables of rates and a scenario take, whatever its size */
enum { FAILURES_TOLD = 20, TABLES_BYTES = 40000000 };

static const char *const SIDES[DM_TABLE_SIDES] = { "regime", "twin", "difference" };

static dm_status
no_memory(struct dm_error *err)
{
    return dm_error_set(err, DM_ENOMEM, "no memory for a sweep");
}

/* ---- what is over ---- */

static void
forget_failures(struct demerit_sweep *self)
{
    for (size_t i = 0; i < self->n_failures; i++) {
        free(self->failures[i].error);
    }
    free(self->failures);
    self->failures = NULL;
    self->n_failures = 0;
}

static bool
keep_failure(struct demerit_sweep *self, const struct dm_stored_run *over)
{
    size_t size = FAILURES_TOLD * sizeof *self->failures;

    if (self->failures == NULL && (self->failures = calloc(1, size)) == NULL) {
        return false;
    }
    if (self->n_failures == FAILURES_TOLD) {
        return true;
    }
    struct dm_told_failure *failure = &self->failures[self->n_failures++];

    *failure =
        (struct dm_told_failure){ .row = over->row, .error = dm_copy_text(over->error) };
    return failure->error != NULL;
}

struct look {
    struct demerit_sweep *sweep;
    bool no_memory;
};

static bool
look_at_row(void *context, const struct dm_stored_run *over)
{
    struct look *look = context;
    struct demerit_sweep *self = look->sweep;

    if (over->row < 0 || over->row >= self->study->design.n_rows) {
        return true;
    }
    self->n_ok += over->error == NULL ? 1 : 0;
    self->n_failed += over->error != NULL ? 1 : 0;
    self->is_done[over->row] = over->error == NULL;
    look->no_memory = over->error != NULL && !keep_failure(self, over);
    return !look->no_memory;
}

dm_status
dm_sweep_look_at_rows(struct demerit_sweep *self, struct dm_error *err)
{
    struct look look = { .sweep = self };
    dm_status st;

    memset(self->is_done, 0, (size_t) self->study->design.n_rows);
    self->n_ok = self->n_failed = 0;
    forget_failures(self);
    st = dm_study_store_runs(self->store, look_at_row, &look, err);
    return look.no_memory ? no_memory(err) : st;
}

static int64_t
rows_to_run(const struct demerit_sweep *self)
{
    int64_t n = 0;

    for (int64_t row = self->first; row < self->end; row++) {
        n += self->is_done[row] == 0;
    }
    return n;
}

int64_t
demerit_sweep_failed(const struct demerit_sweep *self)
{
    return self->n_failed;
}

int64_t
demerit_sweep_missing(const struct demerit_sweep *self)
{
    return self->study->design.n_rows - self->n_ok - self->n_failed;
}

int
demerit_sweep_choose_rows(struct demerit_sweep *self, int64_t first, int64_t last,
    struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    int64_t n = self->study->design.n_rows;

    if (first < 0 || first > last || last >= n) {
        dm_status st = dm_error_set(&err, DM_EUSAGE,
            "rows %" PRId64 " to %" PRId64 ": the study has rows 0 to %" PRId64, first,
            last, n - 1);
        return dm_problems_add_error(problems, st, &err);
    }
    self->first = first;
    self->end = last + 1;
    return DEMERIT_OK;
}

/* ---- before the work ---- */

static int32_t
jobs_of(const struct demerit_sweep *self, int jobs)
{
    int64_t wanted = jobs > 0 ? jobs : dm_threads_available(), rows = rows_to_run(self);

    return (int32_t) (wanted < rows ? wanted : rows > 0 ? rows : 1);
}

/* About: keys and values of outcomes and points, and a line of their own for each row. */
static int64_t
disk_bytes(const struct dm_study *study, int64_t rows)
{
    int64_t outcomes =
        (int64_t) study->n_metrics * DM_TABLE_SIDES * study->base->run.replicates * 18;

    return rows * (200 + outcomes + 24 * (int64_t) study->n_factors) + 65536;
}

struct demerit_sweep_plan
demerit_sweep_plan(const struct demerit_sweep *self, int jobs)
{
    const struct dm_study *study = self->study;
    struct dm_file_cache cache = self->cache; /* frozen: nothing is added */
    struct dm_file_source source = dm_file_cache_source(&cache);
    struct demerit_sweep_plan plan = { .name = study->name.s,
        .scenario = study->scenario,
        .design = dm_design_word(study->design.options.kind),
        .factors = study->n_factors,
        .left_out = study->n_omitted,
        .replicates = study->base->run.replicates,
        .months = 12 * study->base->run.years,
        .jobs = jobs_of(self, jobs),
        .persons = study->base->society.persons,
        .rows = study->design.n_rows,
        .rows_to_run = rows_to_run(self) };
    struct dm_sweep_estimate one = { .seconds = 0.0 };
    int32_t cores = dm_threads_available();
    int32_t at_once = plan.jobs < cores ? plan.jobs : cores;

    if (plan.rows_to_run > 0) {
        one = dm_sweep_estimate(study, &source, self->first);
    }
    plan.seconds_a_row = one.seconds;
    plan.seconds = one.seconds * (double) plan.rows_to_run / at_once;
    plan.bytes = (one.bytes + TABLES_BYTES) * plan.jobs;
    plan.disk_bytes = disk_bytes(study, plan.rows_to_run);
    return plan;
}

const char *
demerit_sweep_left_out(const struct demerit_sweep *self, int i, const char **why)
{
    if (i < 0 || i >= self->study->n_omitted) {
        return NULL;
    }
    *why = self->study->omitted[i].why;
    return self->study->omitted[i].path;
}

/* ---- rows ---- */

static dm_status
write_points(struct demerit_sweep *self, int64_t row, struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int32_t f = 0; st == DM_OK && f < self->study->n_factors; f++) {
        struct dm_strbuf value = { .text = NULL };

        dm_study_value(self->study, row, f, &value);
        st = value.failed ? no_memory(err)
                          : dm_study_store_point(self->store, row, f, value.text, err);
        dm_strbuf_clear(&value);
    }
    return st;
}

static dm_status
write_outcomes(struct demerit_sweep *self, int64_t row, const struct dm_table *table,
    struct dm_error *err)
{
    dm_status st = DM_OK;

    for (int32_t m = 0; m < self->study->n_metrics; m++) {
        int32_t at = dm_table_find(table, self->study->metrics[m]);

        for (int side = 0; at >= 0 && side < DM_TABLE_SIDES; side++) {
            bool none = side != DM_TABLE_REGIME &&
                        (!table->has_twin || (table->metric[at].is_difference));
            const double *value = dm_table_values(table, (enum dm_table_side) side, at);

            for (int32_t r = 0; st == DM_OK && !none && r < table->n; r++) {
                st =
                    dm_study_store_outcome(self->store, row, m, side, r + 1, value[r], err);
            }
        }
    }
    return st;
}

static dm_status
write_row(void *context, const struct dm_sweep_row *over, struct dm_error *err)
{
    struct demerit_sweep *self = context;
    const struct dm_table *table = over->table;
    struct dm_stored_run run = { .row = over->row,
        .error = over->error,
        .checksum = table != NULL ? table->checksum : NULL,
        .twin_checksum = table != NULL && table->has_twin ? table->twin_checksum : NULL,
        .measures_checksum = table != NULL ? table->measures_checksum : NULL,
        .seconds = over->seconds };
    dm_status st = dm_study_store_begin(self->store, &run, err);

    if (st == DM_OK) {
        st = write_points(self, over->row, err);
    }
    if (st == DM_OK && table != NULL) {
        st = write_outcomes(self, over->row, table, err);
    }
    return st == DM_OK ? dm_study_store_end(self->store, err) : st;
}

/* ---- a folder of another build ---- */

struct one_row {
    char checksum[33];
    bool ran;
};

static dm_status
keep_checksum(void *context, const struct dm_sweep_row *over, struct dm_error *err)
{
    struct one_row *self = context;

    (void) err;
    self->ran = over->table != NULL;
    if (self->ran) {
        memcpy(self->checksum, over->table->measures_checksum, sizeof self->checksum);
    }
    return DM_OK;
}

struct first_row {
    int64_t row; /* -1: none */
    char checksum[33];
};

static bool
find_first(void *context, const struct dm_stored_run *over)
{
    struct first_row *self = context;

    if (over->error == NULL && over->measures_checksum != NULL) {
        self->row = over->row;
        (void) snprintf(
            self->checksum, sizeof self->checksum, "%s", over->measures_checksum);
    }
    return self->row < 0;
}

/* Rows of two builds may be mixed only if they agree: the first row is run again. */
static dm_status
check_build(struct demerit_sweep *self, struct dm_error *err)
{
    const char *commit = self->manifest.commit;
    struct first_row first = { .row = -1 };
    struct one_row again = { .ran = false };
    struct dm_sweep_sink sink = { .self = &again, .row = keep_checksum };
    struct dm_file_source source = dm_file_cache_source(&self->cache);

    if (commit != NULL && strcmp(commit, DM_BUILD_COMMIT) == 0) {
        return DM_OK;
    }
    dm_status st = dm_study_store_runs(self->store, find_first, &first, err);
    if (st != DM_OK || first.row < 0) {
        return st;
    }
    struct dm_sweep_options options = {
        .jobs = 1, .threads = 1, .first = first.row, .end = first.row + 1
    };
    st = dm_sweep_run(self->study, &source, &options, &sink, err);
    if (st == DM_OK && (!again.ran || strcmp(again.checksum, first.checksum) != 0)) {
        st = dm_error_set(err, DM_EIO,
            "%.200s was begun by another build (%.40s), and row %" PRId64
            " now comes out otherwise: rows of two programs would be mixed",
            self->folder, commit != NULL ? commit : "unknown", first.row);
    }
    return st;
}

/* ---- findings ---- */

/* The mean of each row, and half the width of its interval. */
struct row_means {
    double *y, *luck; /* [n_rows] */
    double *x;        /* [replicates]: of the row under way */
    int32_t n, most;
    int64_t row, n_rows; /* row -1: none under way */
};

static void
end_row(struct row_means *self)
{
    if (self->row >= 0 && self->row < self->n_rows) {
        struct dm_interval interval = dm_t_interval(self->x, (size_t) self->n);

        self->y[self->row] = interval.mean;
        self->luck[self->row] =
            interval.n > 1 ? 0.5 * (interval.hi - interval.lo) : (double) NAN;
    }
    self->n = 0;
}

static void
add_outcome(void *context, int64_t row, int32_t replicate, double value)
{
    struct row_means *self = context;

    (void) replicate;
    if (row != self->row) {
        end_row(self);
        self->row = row;
    }
    if (self->n < self->most) {
        self->x[self->n++] = value;
    }
}

static dm_status
load_means(struct demerit_sweep *self, int32_t metric, int side, struct row_means *means,
    struct dm_error *err)
{
    for (int64_t i = 0; i < means->n_rows; i++) {
        means->y[i] = means->luck[i] = (double) NAN;
    }
    means->row = -1;
    means->n = 0;
    dm_status st =
        dm_study_store_outcomes(self->store, metric, side, add_outcome, means, err);
    end_row(means);
    return st;
}

/* Findings go to the tables and are kept to be told. */
struct finder {
    struct demerit_sweep *sweep;
    struct dm_finding_sink next;
};

static dm_status
keep_spread(void *context, const struct dm_spread_row *row, struct dm_error *err)
{
    struct finder *self = context;
    struct demerit_sweep *sweep = self->sweep;
    struct dm_spread_row *rows =
        realloc(sweep->spreads, (sweep->n_spreads + 1) * sizeof *rows);

    if (rows == NULL) {
        return no_memory(err);
    }
    sweep->spreads = rows;
    rows[sweep->n_spreads++] = *row;
    return self->next.spread(self->next.self, row, err);
}

static dm_status
keep_index(void *context, const struct dm_index_row *row, struct dm_error *err)
{
    struct finder *self = context;
    struct demerit_sweep *sweep = self->sweep;
    size_t n = sweep->n_indices;

    if ((n & (n - 1)) == 0) { /* a power of two: full */
        struct dm_index_row *rows =
            realloc(sweep->indices, (n == 0 ? 1 : 2 * n) * sizeof *rows);
        if (rows == NULL) {
            return no_memory(err);
        }
        sweep->indices = rows;
    }
    sweep->indices[sweep->n_indices++] = *row;
    return self->next.index(self->next.self, row, err);
}

static dm_status
find_all(struct demerit_sweep *self, struct row_means *means, struct dm_error *err)
{
    struct finder finder = { .sweep = self, .next = dm_study_store_findings(self->store) };
    struct dm_finding_sink sink = {
        .self = &finder, .spread = keep_spread, .index = keep_index
    };
    bool has_twin = self->study->base->twin_name.s[0] != '\0';
    dm_status st = dm_study_store_start_findings(self->store, err);

    for (int32_t m = 0; m < self->study->n_metrics; m++) {
        for (int side = 0; st == DM_OK && side < (has_twin ? DM_TABLE_SIDES : 1); side++) {
            if (side == DM_TABLE_TWIN) {
                continue; /* factors of the regime leave it as it is */
            }
            st = load_means(self, m, side, means, err);
            if (st == DM_OK && (side == DM_TABLE_REGIME || means->row >= 0)) {
                st = dm_findings_of(self->study, self->study->metrics[m], SIDES[side],
                    means->y, means->luck, &sink, err);
            }
        }
    }
    return st == DM_OK ? dm_study_store_end_findings(self->store, err) : st;
}

static dm_status
write_document(struct demerit_sweep *self, struct dm_error *err)
{
    static const char PART[] = DM_FILE_STUDY_JSON ".part";
    char *text = demerit_sweep_json(self), *old = dm_folder_path(self->folder, PART);
    dm_status st = text == NULL || old == NULL ? no_memory(err) : DM_OK;

    if (st == DM_OK) {
        (void) remove(old);
        /* NOLINTNEXTLINE(clang-analyzer-*): no_memory() is never DM_OK */
        st = dm_folder_write(self->folder, PART, text, strlen(text), NULL, err);
    }
    if (st == DM_OK) {
        st = dm_folder_publish(self->folder, PART, DM_FILE_STUDY_JSON, err);
    }
    free(text);
    free(old);
    return st;
}

dm_status
dm_sweep_find(struct demerit_sweep *self, struct dm_error *err)
{
    size_t n = (size_t) self->study->design.n_rows;
    struct row_means means = { .y = malloc(n * sizeof *means.y),
        .luck = malloc(n * sizeof *means.luck),
        .most = self->study->base->run.replicates,
        .n_rows = (int64_t) n };
    dm_status st;

    means.x = malloc((size_t) means.most * sizeof *means.x);
    self->n_spreads = self->n_indices = 0;
    free(self->indices);
    self->indices = NULL;
    st = means.y != NULL && means.luck != NULL && means.x != NULL
             ? find_all(self, &means, err)
             : no_memory(err);
    free(means.y);
    free(means.luck);
    free(means.x);
    if (st == DM_OK && self->folder != NULL) {
        st = write_document(self, err);
    }
    return st;
}

/* ---- all of it ---- */

dm_status
dm_sweep_run_rows(struct demerit_sweep *self, int jobs,
    const struct demerit_run_options *options, struct dm_error *err)
{
    struct dm_progress progress = { .self = options != NULL ? options->self : NULL,
        .tick = options != NULL ? options->tick : NULL };
    struct dm_sweep_sink sink = { .self = self, .row = write_row };
    struct dm_file_source source = dm_file_cache_source(&self->cache);
    int32_t at_once = jobs_of(self, jobs);
    struct dm_sweep_options how = { .jobs = at_once,
        .threads = at_once > 1                               ? 1
                   : options != NULL && options->threads > 0 ? options->threads
                                                             : dm_threads_available(),
        .first = self->first,
        .end = self->end,
        .is_done = self->is_done,
        .progress = progress.tick != NULL ? &progress : NULL };

    return rows_to_run(self) > 0 ? dm_sweep_run(self->study, &source, &how, &sink, err)
                                 : DM_OK;
}

/* Says where what was done stays. */
static dm_status
stopped(struct demerit_sweep *self, struct dm_error *err)
{
    struct dm_error closing = { .status = DM_OK };

    if (self->folder == NULL) {
        return dm_error_set(err, DM_ESTOPPED, "stopped; nothing was kept");
    }
    dm_status st = dm_sweep_look_at_rows(self, &closing);
    return st != DM_OK
               ? st
               : dm_error_set(err, DM_ESTOPPED,
                     "stopped with %" PRId64 " of %" PRId64
                     " rows; `demerit resume %.200s` runs the others",
                     self->n_ok + self->n_failed, self->study->design.n_rows, self->folder);
}

int
demerit_sweep_run(struct demerit_sweep *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (self == NULL || self->store == NULL || jobs < 0) {
        return DEMERIT_EUSAGE;
    }
    dm_status st = dm_sweep_look_at_rows(self, &err);
    if (st == DM_OK && rows_to_run(self) > 0) {
        st = check_build(self, &err);
    }
    if (st == DM_OK) {
        st = dm_sweep_run_rows(self, jobs, options, &err);
    }
    if (st == DM_ESTOPPED) {
        st = stopped(self, &err);
    } else if (st == DM_OK) {
        st = dm_sweep_look_at_rows(self, &err);
        st = st == DM_OK ? dm_sweep_find(self, &err) : st;
    }
    if (st == DM_OK || st == DM_ESTOPPED) {
        struct dm_error closing = { .status = DM_OK };
        dm_status closed = dm_study_store_close(self->store, &closing);

        self->store = NULL;
        if (st == DM_OK && closed != DM_OK) {
            st = closed;
            err = closing;
        }
    }
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}
