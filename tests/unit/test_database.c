/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows sent to a results.sqlite come back as they were, bit for bit and in order; what is
 * no such file, or is damaged, is refused by name; exports say that they are synthetic. */
#define _POSIX_C_SOURCE 200809L

#include "storage/database.h"
#include "storage/folder.h"

#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

enum { N_MONTHS = 25000, N_METRICS = 300 };

struct place {
    char folder[64], path[96];
};

static int
set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);

    if (place == NULL) {
        return -1;
    }
    snprintf(place->folder, sizeof place->folder, "database-XXXXXX");
    if (mkdtemp(place->folder) == NULL) {
        free(place);
        return -1;
    }
    snprintf(place->path, sizeof place->path, "%s/" DM_FILE_RESULTS, place->folder);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    struct place *place = *state;

    dm_folder_remove(place->folder);
    free(place);
    return 0;
}

/* Doubles of every kind: exact bits from a counter, edges, and what is undefined. */
static double
some_double(uint64_t *counter)
{
    static const double edges[] = { 0.1, 1.0 / 3.0, 1e-308, 5e-324, 1.7976931348623157e308,
        -2.5, 9007199254740993.0, 1e15, 0.0, 1e300, 123456789.0 };
    uint64_t i = (*counter)++;
    double value;

    if (i % 7 == 3) {
        return (double) NAN;
    }
    if (i % 3 == 0) {
        return edges[i % (sizeof edges / sizeof *edges)];
    }
    uint64_t bits = (i * UINT64_C(0x9E3779B97F4A7C15)) & UINT64_C(0x3FEFFFFFFFFFFFFF);
    memcpy(&value, &bits, sizeof value);
    return value;
}

static struct dm_value
some_value(uint64_t *counter)
{
    struct dm_value value;

    value.mean = some_double(counter);
    value.lo = some_double(counter);
    value.hi = some_double(counter);
    return value;
}

static void
send_metrics(const struct dm_sink *sink, uint64_t *counter)
{
    for (int i = 0; i < N_METRICS; i++) {
        char id[32], level[32];
        snprintf(id, sizeof id, "measure.%d", i / 4);
        snprintf(level, sizeof level, "level %d, \"q\"", i);
        const struct dm_metric_row row = { .id = id,
            .unit = "days",
            .direction = "harm",
            .sentence = "Täglich “so”.",
            .dimension = i % 4 == 0 ? NULL : "group",
            .level = i % 4 == 0 ? NULL : level,
            .n = INT64_MAX - i,
            .is_difference = i % 2 == 1,
            .regime = some_value(counter),
            .twin = some_value(counter),
            .difference = some_value(counter) };
        assert_int_equal(sink->metric(sink->self, &row, NULL), DM_OK);
    }
}

static void
send_months(const struct dm_sink *sink, uint64_t *counter)
{
    for (int i = 0; i < N_MONTHS; i++) {
        const struct dm_month_row row = { .month = i,
            .id = i % 2 == 0 ? "listed" : "entries",
            .dimension = i % 5 == 0 ? "tier" : NULL,
            .level = i % 5 == 0 ? "low" : NULL,
            .regime = some_double(counter),
            .twin = some_double(counter) };
        assert_int_equal(sink->month(sink->self, &row, NULL), DM_OK);
    }
}

static void
send_lives(const struct dm_sink *sink, uint64_t *counter)
{
    const struct dm_life_row life = { .pick = "median",
        .person = 4096,
        .replicate = UINT32_MAX,
        .group = "B",
        .setting = "rural",
        .age_band = "30-44",
        .income_quintile = 5,
        .base_income_yuan = 60000,
        .days_lost_regime = some_double(counter),
        .days_lost_twin = (double) NAN };
    const struct dm_life_event_row events[] = {
        { .person = 4096,
            .world = "regime",
            .month = 3,
            .kind = "record-false",
            .subject = "late-bill",
            .channel = "company",
            .value = -30.0 },
        { .person = 4096,
            .world = "twin",
            .month = 4,
            .kind = "aware",
            .value = (double) NAN },
    };

    assert_int_equal(sink->life(sink->self, &life, NULL), DM_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sink->life_event(sink->self, &events[i], NULL), DM_OK);
    }
}

static void
send_everything(const struct dm_sink *sink)
{
    uint64_t counter = 0;
    const struct dm_run_row run = { .scenario = "s",
        .title = "A \"title\"\nin two lines",
        .twin = "",
        .persons = INT64_C(1) << 40,
        .months = 24,
        .warmup_months = 12,
        .replicates = 2,
        .seed = UINT32_MAX,
        .threads = 3,
        .checksum = "c",
        .twin_checksum = "",
        .measures_checksum = "m",
        .worlds = 4,
        .bytes_total = INT64_MAX,
        .bytes_records = 7,
        .seconds = 1.0 / 3.0,
        .person_months = 1e18 };
    const struct dm_matrix_row cell = { .context = "finance",
        .service = "loan",
        .related = true,
        .regime = 0.1,
        .twin = (double) NAN };
    const struct dm_bin_row bin = { .id = "income_lost",
        .from = 0.3,
        .to = (double) INFINITY,
        .persons = 0.25,
        .replicates = 9 };

    assert_int_equal(sink->run(sink->self, &run, NULL), DM_OK);
    send_metrics(sink, &counter);
    send_months(sink, &counter);
    assert_int_equal(sink->matrix(sink->self, &cell, NULL), DM_OK);
    assert_int_equal(sink->bin(sink->self, &bin, NULL), DM_OK);
    send_lives(sink, &counter);
}

static void
write_everything(const struct place *place)
{
    struct dm_database *database;
    struct dm_error err = { .status = DM_OK };

    assert_int_equal(dm_folder_reserve(place->folder, DM_FILE_RESULTS, &err), DM_OK);
    assert_int_equal(dm_database_create(&database, place->path, &err), DM_OK);
    struct dm_sink sink = dm_database_sink(database);
    assert_int_equal(dm_database_note(database, "status", "running", &err), DM_OK);
    send_everything(&sink);
    assert_int_equal(dm_database_note(database, "status", "complete", &err), DM_OK);
    assert_int_equal(dm_database_close(database, &err), DM_OK);
}

static void
expect_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL) {
        assert_ptr_equal(a, b);
    } else {
        assert_string_equal(a, b);
    }
}

static void
expect_double(double a, double b)
{
    if (isnan(a) || isnan(b)) {
        assert_true(isnan(a) && isnan(b));
    } else {
        assert_memory_equal(&a, &b, sizeof a);
    }
}

static void
expect_estimate(const struct dm_value *a, const struct dm_value *b)
{
    expect_double(a->mean, b->mean);
    expect_double(a->lo, b->lo);
    expect_double(a->hi, b->hi);
}

static void
expect_metric(const struct dm_metric_row *a, const struct dm_metric_row *b)
{
    expect_text(a->id, b->id);
    expect_text(a->unit, b->unit);
    expect_text(a->direction, b->direction);
    expect_text(a->sentence, b->sentence);
    expect_text(a->dimension, b->dimension);
    expect_text(a->level, b->level);
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->is_difference, b->is_difference);
    expect_estimate(&a->regime, &b->regime);
    expect_estimate(&a->twin, &b->twin);
    expect_estimate(&a->difference, &b->difference);
}

static void
expect_run(const struct dm_run_row *a, const struct dm_run_row *b)
{
    expect_text(a->scenario, b->scenario);
    expect_text(a->title, b->title);
    expect_text(a->twin, b->twin);
    assert_int_equal(a->persons, b->persons);
    assert_int_equal(a->months, b->months);
    assert_int_equal(a->warmup_months, b->warmup_months);
    assert_int_equal(a->replicates, b->replicates);
    assert_int_equal(a->seed, b->seed);
    assert_int_equal(a->threads, b->threads);
    expect_text(a->checksum, b->checksum);
    expect_text(a->twin_checksum, b->twin_checksum);
    expect_text(a->measures_checksum, b->measures_checksum);
    assert_int_equal(a->worlds, b->worlds);
    assert_int_equal(a->bytes_total, b->bytes_total);
    assert_int_equal(a->bytes_records, b->bytes_records);
    expect_double(a->seconds, b->seconds);
    expect_double(a->person_months, b->person_months);
}

static void
expect_month(const struct dm_month_row *a, const struct dm_month_row *b)
{
    assert_int_equal(a->month, b->month);
    expect_text(a->id, b->id);
    expect_text(a->dimension, b->dimension);
    expect_text(a->level, b->level);
    expect_double(a->regime, b->regime);
    expect_double(a->twin, b->twin);
}

static void
expect_life(const struct dm_results *a, const struct dm_results *b)
{
    assert_int_equal(a->lives[0].person, b->lives[0].person);
    assert_int_equal(a->lives[0].replicate, b->lives[0].replicate);
    expect_text(a->lives[0].pick, b->lives[0].pick);
    expect_text(a->lives[0].group, b->lives[0].group);
    expect_text(a->lives[0].setting, b->lives[0].setting);
    expect_text(a->lives[0].age_band, b->lives[0].age_band);
    assert_int_equal(a->lives[0].income_quintile, b->lives[0].income_quintile);
    assert_int_equal(a->lives[0].base_income_yuan, b->lives[0].base_income_yuan);
    expect_double(a->lives[0].days_lost_regime, b->lives[0].days_lost_regime);
    expect_double(a->lives[0].days_lost_twin, b->lives[0].days_lost_twin);
    assert_int_equal(a->n_life_events, b->n_life_events);
    for (size_t i = 0; i < a->n_life_events; i++) {
        const struct dm_life_event_row *e = &a->life_events[i], *f = &b->life_events[i];
        assert_int_equal(e->person, f->person);
        expect_text(e->world, f->world);
        assert_int_equal(e->month, f->month);
        expect_text(e->kind, f->kind);
        expect_text(e->subject, f->subject);
        expect_text(e->channel, f->channel);
        expect_double(e->value, f->value);
    }
}

static void
test_rows_come_back_as_they_were(void **state)
{
    const struct place *place = *state;
    struct dm_results sent, read;
    struct dm_error err = { .status = DM_OK };

    dm_results_init(&sent);
    dm_results_init(&read);
    struct dm_sink memory = dm_results_sink(&sent);
    send_everything(&memory);
    write_everything(place);
    assert_int_equal(dm_database_load(place->path, &read, &err), DM_OK);

    expect_run(&sent.run, &read.run);
    assert_int_equal(read.n_metrics, N_METRICS);
    for (size_t i = 0; i < N_METRICS; i++) {
        expect_metric(&sent.metrics[i], &read.metrics[i]);
    }
    assert_int_equal(read.n_months, N_MONTHS);
    for (size_t i = 0; i < N_MONTHS; i++) {
        expect_month(&sent.months[i], &read.months[i]);
    }
    assert_int_equal(read.n_matrix, 1);
    expect_text(sent.matrix[0].context, read.matrix[0].context);
    expect_text(sent.matrix[0].service, read.matrix[0].service);
    assert_true(read.matrix[0].related);
    expect_double(sent.matrix[0].regime, read.matrix[0].regime);
    expect_double(sent.matrix[0].twin, read.matrix[0].twin);
    assert_int_equal(read.n_bins, 1);
    assert_true(isinf(read.bins[0].to) && read.bins[0].to > 0.0);
    expect_double(sent.bins[0].from, read.bins[0].from);
    expect_double(sent.bins[0].persons, read.bins[0].persons);
    assert_int_equal(read.bins[0].replicates, 9);
    assert_int_equal(read.n_lives, 1);
    expect_life(&sent, &read);
    dm_results_clear(&sent);
    dm_results_clear(&read);
}

/* The rows of a query as one text. */
static int
add_row(void *context, int n, char **values, char **names)
{
    struct dm_strbuf *out = context;

    (void) names;
    for (int i = 0; i < n; i++) {
        dm_strbuf_addf(out, "%s%s", i > 0 ? "|" : "", values[i] != NULL ? values[i] : "");
    }
    dm_strbuf_add(out, "\n");
    return 0;
}

static char *
query(const char *path, const char *sql)
{
    struct dm_strbuf out = { .text = NULL };
    sqlite3 *db;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    if (sqlite3_exec(db, sql, add_row, &out, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
    if (out.text == NULL) {
        dm_strbuf_add(&out, "");
    }
    return out.text;
}

static void
expect_query(const char *path, const char *sql, const char *expected)
{
    char *got = query(path, sql);

    assert_string_equal(got != NULL ? got : "", expected);
    free(got);
}

/* The data dictionary names every column of every table, with its type, and nothing else;
 * every table is STRICT. */
static void
test_dictionary_is_complete(void **state)
{
    const struct place *place = *state;

    write_everything(place);
    expect_query(place->path,
        "SELECT t.name, c.name, c.type FROM pragma_table_list t, pragma_table_info(t.name) "
        "c "
        "WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%' EXCEPT SELECT table_name, "
        "column_name, type FROM columns",
        "");
    expect_query(place->path,
        "SELECT table_name, column_name, type FROM columns EXCEPT SELECT t.name, c.name, "
        "c.type FROM pragma_table_list t, pragma_table_info(t.name) c",
        "");
    expect_query(place->path,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE "
        "'sqlite%' AND NOT strict",
        "");
    expect_query(place->path,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE "
        "'sqlite%' ORDER BY name",
        "bins\ncolumns\nevents\ngroups\nmatrix\nmeta\nmetrics\nmonths\npersons\nruns\n");
    expect_query(place->path, "SELECT value FROM meta WHERE key = 'status'", "complete\n");
    expect_query(place->path, "SELECT column_name FROM columns WHERE meaning = ''", "");
}

static void
expect_refused(const char *path, dm_status status, const char *text)
{
    struct dm_results results;
    struct dm_error err = { .status = DM_OK };

    dm_results_init(&results);
    assert_int_equal(dm_database_load(path, &results, &err), status);
    assert_non_null(strstr(err.text, text));
    assert_non_null(strstr(err.text, path));
    dm_results_clear(&results);
}

static void
test_a_damaged_file_is_named(void **state)
{
    const struct place *place = *state;

    expect_refused(place->path, DM_ENOINPUT, "cannot be read");
    write_everything(place);
    FILE *file = fopen(place->path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 40960, SEEK_SET), 0);
    for (int i = 0; i < 30000; i++) {
        fputc('x', file);
    }
    fclose(file);
    expect_refused(place->path, DM_EIO, "damaged");
    assert_int_equal(truncate(place->path, 100), 0);
    expect_refused(place->path, DM_EIO, "damaged");
}

static void
test_other_files_are_refused(void **state)
{
    const struct place *place = *state;

    write_everything(place);
    free(query(place->path, "PRAGMA user_version = 99"));
    expect_refused(place->path, DM_EIO, "tables 99, here 1");
    free(query(place->path, "PRAGMA application_id = 5"));
    expect_refused(place->path, DM_EIO, "not results of demerit");
}

static bool
append(void *context, const char *text, size_t n)
{
    dm_strbuf_addn(context, text, n);
    return true;
}

static char *
exported(const struct place *place, const char *table, enum dm_table_format format)
{
    struct dm_strbuf out = { .text = NULL };
    struct dm_writer writer = { .self = &out, .write = append };
    struct dm_error err = { .status = DM_OK };

    assert_int_equal(dm_database_export(place->path, table, format, &writer, &err), DM_OK);
    return out.text;
}

static void
test_exports_say_what_they_are(void **state)
{
    const struct place *place = *state;
    const char *name;

    write_everything(place);
    for (size_t i = 0; (name = dm_database_table(i)) != NULL; i++) {
        char *csv = exported(place, name, DM_TABLE_CSV);
        char *lines = exported(place, name, DM_TABLE_JSONL);
        size_t n = strlen(csv);
        assert_non_null(strstr(csv, ",synthetic,not_for\r\n"));
        assert_string_equal(csv + n - strlen("true,decisions on persons\r\n"),
            "true,decisions on persons\r\n");
        assert_non_null(
            strstr(lines, "\"synthetic\": true, \"not_for\": \"decisions on persons\"}\n"));
        free(csv);
        free(lines);
    }
    char *bins = exported(place, "bins", DM_TABLE_CSV);
    assert_string_equal(bins,
        "seq,id,low,high,persons,replicates,synthetic,not_for\r\n"
        "0,income_lost,0.29999999999999999,inf,0.25,9,true,decisions on persons\r\n");
    free(bins);
    bins = exported(place, "bins", DM_TABLE_JSONL);
    assert_non_null(strstr(bins, "{\"seq\": 0, \"id\": \"income_lost\", \"low\": "
                                 "0.29999999999999999, \"high\": null, "));
    free(bins);
    char *groups = exported(place, "groups", DM_TABLE_CSV);
    assert_non_null(strstr(groups, ",group,\"level 1, \"\"q\"\"\",true,"));
    free(groups);
}

static void
test_unknown_table(void **state)
{
    const struct place *place = *state;
    struct dm_writer writer = { .write = append };
    struct dm_error err = { .status = DM_OK };

    assert_int_equal(dm_database_export(place->path, "metrics; DROP TABLE runs",
                         DM_TABLE_CSV, &writer, &err),
        DM_EUSAGE);
    assert_string_equal(err.text, "no table `metrics; DROP TABLE runs`");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_rows_come_back_as_they_were, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dictionary_is_complete, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_damaged_file_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_files_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_exports_say_what_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unknown_table, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
