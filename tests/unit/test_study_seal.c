/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of a study that are there twice: the same are joined, others refused by their
 * number; and an edit whose hash was made to fit is found by comparing. */
#define _POSIX_C_SOURCE 200809L

#include "storage/study_handle.h"
#include "storage/study_seal.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

static void
expect_ok(dm_status st, const struct dm_error *err)
{
    if (st != DM_OK) {
        fail_msg("%s", err->text);
    }
}

/* A file with rows 0 .. n_rows - 1 of one factor, one measure and two replicates. */
static struct dm_study_store *
make(const char *path, int64_t n_rows, double first, double seconds)
{
    struct dm_stored_factor factor = { .id = "rate", .path = "a.b", .scale = "linear" };
    struct dm_error err = { .status = DM_OK };
    struct dm_study_store *self;
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fclose(file);
    expect_ok(dm_study_store_create(&self, path, &err), &err);
    expect_ok(dm_study_store_note(self, "study", "s", &err), &err);
    expect_ok(dm_study_store_factor(self, &factor, &err), &err);
    expect_ok(dm_study_store_metric(self, 0, "share", "share", "harm", &err), &err);
    expect_ok(dm_study_store_seal(self, &err), &err);
    for (int64_t row = 0; row < n_rows; row++) {
        struct dm_stored_run run = {
            .row = row, .checksum = "a", .measures_checksum = "b", .seconds = seconds
        };

        expect_ok(dm_study_store_begin(self, &run, &err), &err);
        expect_ok(dm_study_store_point(self, row, 0, "2/year", &err), &err);
        for (int32_t r = 1; r <= 2; r++) {
            double value = row == 0 && r == 1 ? first : 0.5 * (double) row;
            expect_ok(dm_study_store_outcome(self, row, 0, 0, r, value, &err), &err);
        }
        expect_ok(dm_study_store_end(self, &err), &err);
    }
    return self;
}

static void
make_and_close(const char *path, int64_t n_rows, double first, double seconds)
{
    struct dm_error err = { .status = DM_OK };

    expect_ok(dm_study_store_close(make(path, n_rows, first, seconds), &err), &err);
}

static void
test_the_same_rows_are_joined(void **state)
{
    struct dm_error err = { .status = DM_OK };
    int64_t n_new = 0;
    uint8_t is_over[5] = { 0 };
    bool changed = true;

    (void) state;
    make_and_close("two", 2, 0.25, 1.0);
    make_and_close("four", 4, 0.25, 2.0);
    struct dm_study_store *both = make("both", 0, 0.0, 0.0);
    expect_ok(dm_study_store_merge(both, "two", &n_new, &err), &err);
    assert_int_equal(n_new, 2);
    expect_ok(dm_study_store_merge(both, "four", &n_new, &err), &err);
    assert_int_equal(n_new, 2);
    expect_ok(dm_study_store_close(both, &err), &err);
    expect_ok(dm_study_store_look("both", is_over, 5, &changed, &err), &err);
    assert_false(changed);
    assert_memory_equal(is_over, ((uint8_t[]){ 1, 1, 1, 1, 0 }), 5);
    assert_int_equal(dm_study_store_look("both", is_over, 3, &changed, &err), DM_EIO);
    assert_non_null(strstr(err.text, "both: the study has no row 3"));
    assert_false(changed);
}

static void
test_other_values_are_refused(void **state)
{
    struct dm_error err = { .status = DM_OK };
    int64_t n_new = 0;

    (void) state;
    make_and_close("one", 2, 0.25, 1.0);
    make_and_close("other", 2, 0.75, 1.0);
    struct dm_study_store *both = make("both", 0, 0.0, 0.0);
    expect_ok(dm_study_store_merge(both, "one", &n_new, &err), &err);
    assert_int_equal(dm_study_store_merge(both, "other", &n_new, &err), DM_ESCENARIO);
    assert_non_null(strstr(err.text, "other: row 0 has other values than the same row"));
    dm_study_store_free(both);
}

static void
expect_compared(struct dm_study_store *again, const char *kept, const char *text)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_study_compared out = { .n_rows = 0 };

    expect_ok(dm_study_store_compare(again, kept, false, &out, &err), &err);
    assert_int_equal(out.n_rows, 2);
    assert_int_equal(out.n_differ, text != NULL ? 1 : 0);
    if (text != NULL) {
        assert_string_equal(out.first.text, text);
    }
    dm_strbuf_clear(&out.first);
}

/* Who writes the hash, too, is found by who runs the row again, and by nobody else. */
static void
test_an_edit_with_its_hash(void **state)
{
    struct dm_error err = { .status = DM_OK };
    struct dm_study_store *kept, *again;

    (void) state;
    make_and_close("kept", 3, 0.25, 1.0);
    again = make(":memory:", 2, 0.25, 7.0);
    expect_compared(again, "kept", NULL);
    assert_int_equal(unlink(":memory:"), 0);

    expect_ok(dm_study_store_open(&kept, "kept", &err), &err);
    expect_ok(
        dm_study_execute(kept,
            "UPDATE outcomes SET value = 0.125 WHERE row = 1 AND replicate = 2", &err),
        &err);
    assert_int_equal(dm_study_check_seals(kept->db, "kept", &err), DM_EIO);
    assert_non_null(strstr(err.text, "kept: row 1 was changed since it was run"));
    expect_ok(dm_study_seal_row(kept->db, "kept", 1, &err), &err);
    expect_ok(dm_study_check_seals(kept->db, "kept", &err), &err);
    expect_ok(dm_study_store_close(kept, &err), &err);
    expect_compared(again, "kept",
        "row 1: outcomes: metric share, side regime, replicate 2: value: 0.125 in the "
        "folder, 0.5 in the run again\n");
    dm_study_store_free(again);
}

static int
set_up(void **state)
{
    static char folder[] = "study-seal-XXXXXX";

    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    *state = mkdtemp(folder);
    return *state != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
    static const char *const names[] = { "one", "other", "two", "four", "both", "kept" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char log[32];

        (void) unlink(names[i]);
        snprintf(log, sizeof log, "%s-wal", names[i]);
        (void) unlink(log);
    }
    return chdir("..") == 0 ? rmdir(*state) : -1;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_same_rows_are_joined, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_values_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_edit_with_its_hash, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
