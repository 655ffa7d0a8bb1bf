/* SPDX-License-Identifier: Apache-2.0
 *
 * A run's folder is made once and replaced only when it holds a run and nothing else; a
 * manifest comes back as it was written, and a forged one cannot name a file outside. */
#define _XOPEN_SOURCE 700

#include "storage/folder.h"
#include "storage/manifest.h"

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

/* Each test runs in a folder of its own. */
static int
set_up(void **state)
{
    static char folder[32]; /* cmocka's state is a plain pointer */

    snprintf(folder, sizeof folder, "folder-XXXXXX");
    *state = folder;
    return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int
remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void) info;
    (void) kind;
    (void) where;
    return remove(path);
}

static int
tear_down(void **state)
{
    return chdir("..") == 0 ? nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS) : -1;
}

static void
expect_made(const char *folder, bool force)
{
    struct dm_error err = { .status = DM_OK };

    if (dm_folder_make(folder, force, &err) != DM_OK) {
        fail_msg("%s: %s", folder, err.text);
    }
}

static void
expect_refused(const char *folder, bool force, const char *text)
{
    struct dm_error err = { .status = DM_OK };

    assert_int_equal(dm_folder_make(folder, force, &err), DM_ECREATE);
    if (strstr(err.text, text) == NULL) {
        fail_msg("%s does not say %s", err.text, text);
    }
}

static void
write_text(const char *folder, const char *name, const char *text)
{
    struct dm_error err = { .status = DM_OK };

    assert_int_equal(dm_folder_write(folder, name, text, strlen(text), NULL, &err), DM_OK);
}

/* A manifest with everything in it. */
static void
fill(struct dm_manifest *manifest)
{
    *manifest = (struct dm_manifest){ .status = "complete",
        .version = "1.2.3",
        .commit = "abc-dirty",
        .compiler = "gcc",
        .key_layout = DM_KEY_LAYOUT,
        .scenario = "tiny",
        .title = "A \"title\"\twith “marks”\\",
        .scenario_hash = "h",
        .reference = "tiny",
        .variant = "short",
        .checksum = "c",
        .twin_checksum = "",
        .measures_checksum = "m",
        .started = "2020-01-01T00:00:00Z",
        .seed = 4294967295,
        .replicates = 3,
        .persons = INT64_C(1400000000),
        .months = 36,
        .threads = 2,
        .seconds = 0.1 };
    assert_true(dm_manifest_add_set(manifest, "title=it's \"mine\""));
    assert_true(dm_manifest_add_set(manifest, "run.years=3"));
    assert_true(dm_manifest_add_argument(manifest, "demerit"));
    assert_true(dm_manifest_add_load(manifest, "tiny", NULL, "sources/tiny.yaml"));
    assert_true(dm_manifest_add_load(
        manifest, "../quiet.yaml", "sources/tiny.yaml", "sources/q.yaml"));
    assert_true(dm_manifest_add_file(manifest, "sources/tiny.yaml", "0f", 12345));
}

static void
write_manifest(const char *folder)
{
    struct dm_manifest manifest;
    struct dm_error err = { .status = DM_OK };

    fill(&manifest);
    assert_int_equal(dm_manifest_write(&manifest, folder, &err), DM_OK);
    dm_manifest_clear(&manifest);
}

static void
test_made_with_parents_and_once(void **state)
{
    (void) state;
    expect_made("a/b/c", false);
    assert_int_equal(access("a/b/c/sources", F_OK), 0);
    expect_refused("a/b/c", false, "an unfinished run");
    expect_refused("a/b/c", true, "holds no manifest.json");
    expect_made("d", false);
    write_manifest("d");
    expect_refused("d", false, "d is there already and holds a run; --force replaces it");
    dm_folder_remove("a/b/c");
    assert_int_equal(access("a/b/c", F_OK), -1);
}

static void
test_an_empty_folder_is_taken(void **state)
{
    (void) state;
    assert_int_equal(mkdir("empty", 0777), 0);
    expect_made("empty/", false);
}

static void
test_force_wants_a_manifest_of_ours(void **state)
{
    (void) state;
    expect_made("run", false);
    write_text("run", "sources/tiny.yaml", "schema: demerit/1\n");
    write_text("run", DM_FILE_RESULTS ".part", "");
    expect_refused("run", true, "an unfinished run");
    write_text("run", DM_FILE_MANIFEST, "{\"schema\": \"somebody's/1\"}");
    expect_refused("run", true, "its manifest.json is not ours");
    assert_int_equal(unlink("run/manifest.json"), 0);
    write_manifest("run");
    write_text("run", "diary.txt", "dear diary");
    expect_refused("run", true, "run holds `diary.txt`, which no run wrote");
    assert_int_equal(access("run/sources/tiny.yaml", F_OK), 0);
    assert_int_equal(unlink("run/diary.txt"), 0);
    expect_made("run", true);
    assert_int_equal(access("run/manifest.json", F_OK), -1);
    assert_int_equal(access("run/sources/tiny.yaml", F_OK), -1);
}

static void
test_a_file_in_the_way(void **state)
{
    (void) state;
    FILE *file = fopen("file", "w");
    assert_non_null(file);
    fclose(file);
    expect_refused("file/run", false, "file: cannot be made: ");
    expect_refused("file", true, "cannot be made: ");
}

static void
test_writing_never_overwrites(void **state)
{
    struct dm_error err = { .status = DM_OK };
    char hash[33], again[33];
    int64_t bytes;

    (void) state;
    expect_made("w", false);
    assert_int_equal(dm_folder_write("w", "report.html", "<p>", 3, hash, &err), DM_OK);
    assert_int_equal(dm_folder_hash("w", "report.html", again, &bytes, &err), DM_OK);
    assert_string_equal(hash, again);
    assert_int_equal(bytes, 3);
    assert_int_equal(dm_folder_write("w", "report.html", "<b>", 3, hash, &err), DM_ECREATE);
    assert_int_equal(dm_folder_hash("w", "odd.md", again, &bytes, &err), DM_ENOINPUT);
    assert_non_null(strstr(err.text, "w/odd.md: cannot be read: "));
}

static void
test_names_stay_in_the_folder(void **state)
{
    static const char *const good[] = { "a", "sources/a.yaml", "a_b-c.D9" };
    static const char *const bad[] = { "", "/", "a/", "/a", "..", "../a", "a/..", "a/b/c",
        ".a", "sources/.a", "a b", "a\nb", "a\\b" };

    (void) state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(dm_folder_name_is_safe(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(dm_folder_name_is_safe(bad[i]));
    }
}

static void
test_manifest_comes_back(void **state)
{
    struct dm_manifest wrote, read;
    struct dm_error err = { .status = DM_OK };

    (void) state;
    expect_made("m", false);
    write_manifest("m");
    fill(&wrote);
    assert_int_equal(dm_manifest_read(&read, "m", &err), DM_OK);
    assert_string_equal(read.status, wrote.status);
    assert_string_equal(read.title, wrote.title);
    assert_string_equal(read.variant, "short");
    assert_null(read.twin);
    assert_string_equal(read.twin_checksum, "");
    assert_int_equal(read.seed, wrote.seed);
    assert_int_equal(read.persons, wrote.persons);
    assert_memory_equal(&read.seconds, &wrote.seconds, sizeof read.seconds);
    assert_int_equal(read.n_sets, 2);
    assert_string_equal(read.sets[0], wrote.sets[0]);
    assert_string_equal(read.sets[1], wrote.sets[1]);
    assert_int_equal(read.n_arguments, 1);
    assert_int_equal(read.n_loads, 2);
    assert_null(read.loads[0].from);
    assert_string_equal(read.loads[1].from, "sources/tiny.yaml");
    assert_string_equal(read.loads[1].reference, "../quiet.yaml");
    assert_int_equal(read.n_files, 1);
    assert_int_equal(read.files[0].bytes, 12345);
    dm_manifest_clear(&wrote);
    dm_manifest_clear(&read);
    dm_manifest_clear(&read);
}

static void
expect_no_manifest(const char *text, dm_status status, const char *message)
{
    struct dm_manifest manifest;
    struct dm_error err = { .status = DM_OK };

    (void) unlink("forged/manifest.json");
    if (text != NULL) {
        write_text("forged", DM_FILE_MANIFEST, text);
    }
    assert_int_equal(dm_manifest_read(&manifest, "forged", &err), status);
    assert_non_null(strstr(err.text, message));
    dm_manifest_clear(&manifest);
}

#define HEAD                                                                               \
    "{\"schema\": \"demerit-manifest/1\", \"status\": \"complete\", \"reference\": "       \
    "\"a\", "                                                                              \
    "\"scenario_hash\": \"h\""

static void
test_forged_manifests(void **state)
{
    (void) state;
    expect_made("forged", false);
    expect_no_manifest(NULL, DM_ENOINPUT, "the run was not finished");
    expect_no_manifest("", DM_EIO, "no manifest of a run");
    expect_no_manifest("{\"schema\": ", DM_EIO, "no manifest of a run");
    expect_no_manifest("[1]", DM_EIO, "no manifest of a run");
    expect_no_manifest(
        "{\"schema\": \"demerit-manifest/1\"}", DM_EIO, "no manifest of a run");
    expect_no_manifest(HEAD ", \"files\": [{\"name\": \"../secret\", \"xxh3_128\": \"0\", "
                            "\"bytes\": 1}]}",
        DM_EIO, "no manifest of a run");
    expect_no_manifest(HEAD
        ", \"sources\": [{\"reference\": \"a\", \"file\": \"/etc/motd\"}]}",
        DM_EIO, "no manifest of a run");
    write_text("forged", "odd.md", "");
    struct dm_manifest manifest;
    (void) unlink("forged/manifest.json");
    write_text("forged", DM_FILE_MANIFEST, HEAD "}");
    assert_int_equal(dm_manifest_read(&manifest, "forged", NULL), DM_OK);
    dm_manifest_clear(&manifest);
    assert_int_equal(dm_manifest_read(&manifest, "nowhere", NULL), DM_ENOINPUT);
    dm_manifest_clear(&manifest);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_made_with_parents_and_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_empty_folder_is_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_force_wants_a_manifest_of_ours, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_file_in_the_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writing_never_overwrites, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_stay_in_the_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_manifest_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forged_manifests, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
