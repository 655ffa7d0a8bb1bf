/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a run's folder still is what its scenario gives. First the files against their
 * hashes, then the scenario and the pages made from it, the checksums and the values of a
 * second run. Nothing is changed. */
#include "pages.h"
#include "stored.h"
#include "verified.h"

#include "base/checksum.h"
#include "storage/folder.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOLERANCE 1e-12 /* relative; the state is compared exactly, by checksum */

/* ---- checksums ---- */

static void
compare_checksums(struct demerit_comparison *self, const struct dm_stored *stored,
    const struct dm_run_row *kept, const struct dm_run_row *again)
{
    const struct dm_manifest *manifest = &stored->manifest;

    dm_comparison_expect(
        self, "manifest.json: checksum", manifest->checksum, again->checksum);
    dm_comparison_expect(self, "manifest.json: twin_checksum", manifest->twin_checksum,
        again->twin_checksum);
    dm_comparison_expect(self, "manifest.json: measures_checksum",
        manifest->measures_checksum, again->measures_checksum);
    if (kept != NULL) {
        dm_comparison_expect(self, "runs: checksum", kept->checksum, again->checksum);
        dm_comparison_expect(
            self, "runs: twin_checksum", kept->twin_checksum, again->twin_checksum);
        dm_comparison_expect(self, "runs: measures_checksum", kept->measures_checksum,
            again->measures_checksum);
    }
    self->n_checksums = 3;
}

/* ---- values ---- */

static bool
is_near(double a, double b)
{
    if (isnan(a) || isnan(b)) {
        return isnan(a) && isnan(b);
    }
    if (isinf(a) || isinf(b)) {
        return isinf(a) && isinf(b) && (a > 0.0) == (b > 0.0);
    }
    double size = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return fabs(a - b) <= TOLERANCE * size;
}

/* Where a value stands: table, row, column. Only the first that differs is named. */
struct spot {
    const char *table, *id, *dimension, *level;
    int32_t month; /* -1: none */
};

static struct dm_strbuf *
first_value(struct demerit_comparison *self, const struct spot *at, const char *column)
{
    if (self->n_values_differ++ > 0) {
        return NULL;
    }
    struct dm_strbuf *out = dm_comparison_differ(self);
    dm_strbuf_addf(out, "%s: %s", at->table, at->id);
    if (at->dimension != NULL) {
        dm_strbuf_addf(out, ", %s %s", at->dimension, at->level != NULL ? at->level : "");
    }
    if (at->month >= 0) {
        dm_strbuf_addf(out, ", month %" PRId32, at->month);
    }
    dm_strbuf_addf(out, ": %s: ", column);
    return out;
}

static void
compare_real(struct demerit_comparison *self, const struct spot *at, const char *column,
    double kept, double again)
{
    self->n_values++;
    if (!is_near(kept, again)) {
        struct dm_strbuf *out = first_value(self, at, column);
        if (out != NULL) {
            dm_strbuf_add_number(out, kept);
            dm_strbuf_add(out, " in the folder, ");
            dm_strbuf_add_number(out, again);
            dm_strbuf_add(out, " in the run again\n");
        }
    }
}

static void
compare_integer(struct demerit_comparison *self, const struct spot *at, const char *column,
    int64_t kept, int64_t again)
{
    self->n_values++;
    if (kept != again) {
        struct dm_strbuf *out = first_value(self, at, column);
        if (out != NULL) {
            dm_strbuf_addf(out, "%" PRId64 " in the folder, %" PRId64 " in the run again\n",
                kept, again);
        }
    }
}

static bool
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
compare_value(struct demerit_comparison *self, const struct spot *at,
    const char *const columns[3], const struct dm_value *kept, const struct dm_value *again)
{
    compare_real(self, at, columns[0], kept->mean, again->mean);
    compare_real(self, at, columns[1], kept->lo, again->lo);
    compare_real(self, at, columns[2], kept->hi, again->hi);
}

static void
compare_metric(struct demerit_comparison *self, const struct dm_metric_row *kept,
    const struct dm_metric_row *again)
{
    static const char *const columns[][3] = { { "regime_mean", "regime_lo", "regime_hi" },
        { "twin_mean", "twin_lo", "twin_hi" },
        { "difference_mean", "difference_lo", "difference_hi" } };
    const struct spot at = { .table = kept->dimension == NULL ? "metrics" : "groups",
        .id = kept->id,
        .dimension = kept->dimension,
        .level = kept->level,
        .month = -1 };

    compare_integer(self, &at, "n", kept->n, again->n);
    compare_value(self, &at, columns[0], &kept->regime, &again->regime);
    compare_value(self, &at, columns[1], &kept->twin, &again->twin);
    compare_value(self, &at, columns[2], &kept->difference, &again->difference);
}

/* A row that is another, or missing, or too many. */
static void
compare_rows(struct demerit_comparison *self, const char *table, size_t i, const char *kept,
    const char *again)
{
    if (self->n_values_differ++ == 0) {
        dm_strbuf_addf(dm_comparison_differ(self),
            "%s: row %zu: %s in the folder, %s in the run again\n", table, i + 1,
            kept != NULL ? kept : "none", again != NULL ? again : "none");
    }
}

static void
compare_metrics(struct demerit_comparison *self, const struct dm_results *kept,
    const struct dm_results *again)
{
    for (size_t i = 0; i < kept->n_metrics || i < again->n_metrics; i++) {
        const struct dm_metric_row *a = i < kept->n_metrics ? &kept->metrics[i] : NULL;
        const struct dm_metric_row *b = i < again->n_metrics ? &again->metrics[i] : NULL;
        if (a == NULL || b == NULL || !same(a->id, b->id) ||
            !same(a->dimension, b->dimension) || !same(a->level, b->level)) {
            compare_rows(self, "metrics and groups", i, a != NULL ? a->id : NULL,
                b != NULL ? b->id : NULL);
            return;
        }
        compare_metric(self, a, b);
    }
}

static void
compare_months(struct demerit_comparison *self, const struct dm_results *kept,
    const struct dm_results *again)
{
    for (size_t i = 0; i < kept->n_months || i < again->n_months; i++) {
        const struct dm_month_row *a = i < kept->n_months ? &kept->months[i] : NULL;
        const struct dm_month_row *b = i < again->n_months ? &again->months[i] : NULL;
        if (a == NULL || b == NULL || !same(a->id, b->id) || a->month != b->month ||
            !same(a->dimension, b->dimension) || !same(a->level, b->level)) {
            compare_rows(
                self, "months", i, a != NULL ? a->id : NULL, b != NULL ? b->id : NULL);
            return;
        }
        const struct spot at = { .table = "months",
            .id = a->id,
            .dimension = a->dimension,
            .level = a->level,
            .month = a->month };
        compare_real(self, &at, "regime", a->regime, b->regime);
        compare_real(self, &at, "twin", a->twin, b->twin);
    }
}

static void
compare_matrix_and_bins(struct demerit_comparison *self, const struct dm_results *kept,
    const struct dm_results *again)
{
    if (kept->n_matrix != again->n_matrix || kept->n_bins != again->n_bins) {
        compare_rows(self, "matrix and bins", 0, "another number of rows", NULL);
        return;
    }
    for (size_t i = 0; i < kept->n_matrix; i++) {
        const struct dm_matrix_row *a = &kept->matrix[i], *b = &again->matrix[i];
        const struct spot at = { .table = "matrix",
            .id = a->context,
            .dimension = "service",
            .level = a->service,
            .month = -1 };
        compare_real(self, &at, "regime", a->regime, b->regime);
        compare_real(self, &at, "twin", a->twin, b->twin);
    }
    for (size_t i = 0; i < kept->n_bins; i++) {
        const struct dm_bin_row *a = &kept->bins[i], *b = &again->bins[i];
        const struct spot at = { .table = "bins", .id = a->id, .month = -1 };
        compare_real(self, &at, "low", a->from, b->from);
        compare_real(self, &at, "high", a->to, b->to);
        compare_real(self, &at, "persons", a->persons, b->persons);
    }
}

static void
compare_event(struct demerit_comparison *self, const struct dm_life_event_row *a,
    const struct dm_life_event_row *b)
{
    const struct spot at = { .table = "events", .id = a->kind, .month = a->month };

    compare_integer(self, &at, "person", (int64_t) a->person, (int64_t) b->person);
    compare_integer(self, &at, "month", a->month, b->month);
    compare_integer(self, &at, "the same kind", 1, same(a->kind, b->kind) ? 1 : 0);
    compare_integer(self, &at, "the same world", 1, same(a->world, b->world) ? 1 : 0);
    compare_integer(self, &at, "the same subject", 1, same(a->subject, b->subject) ? 1 : 0);
    compare_integer(self, &at, "the same channel", 1, same(a->channel, b->channel) ? 1 : 0);
    compare_real(self, &at, "value", a->value, b->value);
}

static void
compare_lives(struct demerit_comparison *self, const struct dm_results *kept,
    const struct dm_results *again)
{
    if (kept->n_lives != again->n_lives || kept->n_life_events != again->n_life_events) {
        compare_rows(self, "persons and events", 0, "another number of rows", NULL);
        return;
    }
    for (size_t i = 0; i < kept->n_lives; i++) {
        const struct dm_life_row *a = &kept->lives[i], *b = &again->lives[i];
        const struct spot at = { .table = "persons", .id = a->pick, .month = -1 };
        compare_integer(self, &at, "person", (int64_t) a->person, (int64_t) b->person);
        compare_integer(
            self, &at, "base_income_yuan", a->base_income_yuan, b->base_income_yuan);
        compare_real(
            self, &at, "days_lost_regime", a->days_lost_regime, b->days_lost_regime);
        compare_real(self, &at, "days_lost_twin", a->days_lost_twin, b->days_lost_twin);
    }
    for (size_t i = 0; i < kept->n_life_events; i++) {
        compare_event(self, &kept->life_events[i], &again->life_events[i]);
    }
}

/* ---- the second run ---- */

static void
compare_results(struct demerit_comparison *self, const struct dm_results *kept,
    const struct dm_results *again)
{
    compare_metrics(self, kept, again);
    compare_months(self, kept, again);
    compare_matrix_and_bins(self, kept, again);
    compare_lives(self, kept, again);
}

/* `kept` is NULL where the folder's results cannot be read. */
static int
compare_run(struct demerit_comparison *self, const struct dm_stored *stored,
    const struct dm_results *kept, const struct demerit_scenario *scenario,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_results again;

    dm_results_init(&again);
    struct dm_sink sink = dm_results_sink(&again);
    dm_status st = dm_run_into(scenario->scenario, options, &sink, &err);
    if (st == DM_OK) {
        compare_checksums(self, stored, kept != NULL ? &kept->run : NULL, &again.run);
    }
    if (st == DM_OK && kept != NULL) {
        compare_results(self, kept, &again);
    }
    dm_results_clear(&again);
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, &err);
}

/* Results that cannot be read are a difference, and no reason not to run again. */
static bool
read_results(struct demerit_comparison *self, const struct dm_stored *stored,
    struct dm_results *results)
{
    struct demerit_problems *unreadable = demerit_problems_create();
    int status = dm_stored_results(stored, results, unreadable);

    if (status != DEMERIT_OK && unreadable != NULL && unreadable->list.n > 0 &&
        unreadable->list.items[0].message != NULL) {
        dm_strbuf_addf(
            dm_comparison_differ(self), "%s\n", unreadable->list.items[0].message);
    } else if (status != DEMERIT_OK) {
        dm_strbuf_addf(
            dm_comparison_differ(self), "%s: cannot be read\n", stored->results_path);
    }
    demerit_problems_free(unreadable);
    return status == DEMERIT_OK;
}

/* ---- pages of the scenario ---- */

static const struct dm_manifest_file *
find_file(const struct dm_manifest *manifest, const char *name)
{
    for (size_t i = 0; i < manifest->n_files; i++) {
        if (strcmp(manifest->files[i].name, name) == 0) {
            return &manifest->files[i];
        }
    }
    return NULL;
}

static void
expect_file(
    struct demerit_comparison *self, const struct dm_manifest *manifest, const char *name)
{
    if (find_file(manifest, name) == NULL) {
        dm_strbuf_addf(dm_comparison_differ(self),
            "manifest.json: no hash of %s, which every run leaves\n", name);
    }
}

/* A file whose hash is not there could be any other. */
static void
expect_files(struct demerit_comparison *self, const struct dm_manifest *manifest)
{
    expect_file(self, manifest, DM_FILE_RESOLVED);
    expect_file(self, manifest, DM_FILE_RESULTS);
    for (size_t i = 0; DM_PAGES[i].name != NULL; i++) {
        expect_file(self, manifest, DM_PAGES[i].name);
    }
    for (size_t i = 0; i < manifest->n_loads; i++) {
        expect_file(self, manifest, manifest->loads[i].file);
    }
}

/* The text made again against the hash of the one that was written. */
static dm_status
compare_page(struct demerit_comparison *self, const struct dm_manifest_file *file,
    const struct dm_page *page, const struct dm_scenario *scenario)
{
    struct dm_strbuf text = { .text = NULL };
    char hash[33];
    dm_status st = page->make(NULL, scenario, NULL, &text);

    if (st == DM_OK && (text.failed || !dm_checksum_text(text.text, text.n, hash))) {
        st = DM_ENOMEM;
    }
    if (st == DM_OK && strcmp(hash, file->hash) != 0) {
        dm_strbuf_addf(dm_comparison_differ(self),
            "manifest.json: %s: %s in the folder, %s made again from its scenario\n",
            file->name, file->hash, hash);
    }
    dm_strbuf_clear(&text);
    return st;
}

/* Another version may say more of the same scenario. */
static int
compare_pages(struct demerit_comparison *self, const struct dm_manifest *manifest,
    const struct dm_scenario *scenario, struct demerit_problems *problems)
{
    dm_status st = DM_OK;

    if (!same(manifest->version, DEMERIT_VERSION)) {
        return DEMERIT_OK;
    }
    for (size_t i = 0; st == DM_OK && DM_PAGES[i].name != NULL; i++) {
        const struct dm_manifest_file *file = find_file(manifest, DM_PAGES[i].name);
        if (file != NULL && DM_PAGES[i].of_scenario) {
            st = compare_page(self, file, &DM_PAGES[i], scenario);
        }
    }
    return st == DM_OK ? DEMERIT_OK : dm_problems_add_error(problems, st, NULL);
}

static int
compare_all(struct demerit_comparison *self, const struct dm_stored *stored,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct demerit_scenario *scenario;
    struct dm_results kept;

    dm_comparison_files(self, stored->folder, &stored->manifest);
    int status = dm_stored_scenario(stored, &scenario, problems);
    if (status != DEMERIT_OK) {
        return status;
    }
    dm_comparison_expect(
        self, "scenario_hash", stored->manifest.scenario_hash, scenario->scenario->hash);
    dm_comparison_head(self, &stored->manifest, scenario->scenario->name.s,
        scenario->scenario->title, scenario->scenario);
    expect_files(self, &stored->manifest);
    status = compare_pages(self, &stored->manifest, scenario->scenario, problems);
    if (status == DEMERIT_OK) {
        dm_results_init(&kept);
        bool readable = read_results(self, stored, &kept);
        status =
            compare_run(self, stored, readable ? &kept : NULL, scenario, options, problems);
        dm_results_clear(&kept);
    }
    demerit_scenario_free(scenario);
    return status;
}

static int
refuse_stopped(const struct dm_stored *stored, struct demerit_problems *problems)
{
    struct dm_error err = { .status = DM_OK };

    if (same(stored->manifest.status, "complete")) {
        return DEMERIT_OK;
    }
    return dm_problems_add_error(problems,
        dm_error_set(&err, DM_ENOINPUT,
            "%.300s: the run was stopped; there is nothing to compare", stored->folder),
        &err);
}

int
demerit_store_verify(struct demerit_comparison **out, const char *run,
    const struct demerit_run_options *options, struct demerit_problems *problems)
{
    struct dm_stored stored;

    if (out == NULL || run == NULL) {
        return DEMERIT_EUSAGE;
    }
    *out = NULL;
    struct demerit_comparison *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    int status = dm_stored_open(&stored, run, problems);
    if (status == DEMERIT_OK) {
        status = refuse_stopped(&stored, problems);
    }
    if (status == DEMERIT_OK) {
        self->folder = dm_copy_text(stored.folder);
        self->note = dm_comparison_note(&stored.manifest);
        status = compare_all(self, &stored, options, problems);
    }
    if (status == DEMERIT_OK && (self->folder == NULL || self->differences.failed)) {
        status = dm_problems_add_error(problems, DM_ENOMEM, NULL);
    }
    dm_stored_clear(&stored);
    if (status != DEMERIT_OK) {
        demerit_comparison_free(self);
        return status;
    }
    *out = self;
    return DEMERIT_OK;
}
