/* SPDX-License-Identifier: Apache-2.0
 *
 * The public calls on a run's folder: what comes back from it is what the run said; a store
 * that never ran leaves nothing; wrong calls and failing writers are told apart. */
#define _POSIX_C_SOURCE 200809L

#include "demerit/store.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

struct fixture {
    struct demerit_library *library;
    struct demerit_scenario *scenario;
    struct demerit_problems *problems;
    char folder[32];
};

static int
set_up(void **state)
{
    static const char *const folders[] = { SCENARIOS };
    struct fixture *f = calloc(1, sizeof *f);
    const char *const sets[] = { "society.persons=600", "run.replicates=2" };
    const struct demerit_options how = { .sets = sets, .n_sets = 2 };

    *state = f;
    if (f == NULL) {
        return -1;
    }
    f->library = demerit_library_create(folders, 1);
    f->problems = demerit_problems_create();
    snprintf(f->folder, sizeof f->folder, "store-XXXXXX");
    return mkdtemp(f->folder) == NULL ||
           demerit_scenario_open(&f->scenario, f->library, "tiny", &how, f->problems);
}

static int
tear_down(void **state)
{
    struct fixture *f = *state;

    demerit_scenario_free(f->scenario);
    demerit_problems_free(f->problems);
    demerit_library_free(f->library);
    free(f);
    return 0;
}

static struct demerit_store *
create(struct fixture *f, bool force)
{
    const char *const sets[] = { "society.persons=600", "run.replicates=2" };
    const struct demerit_options how = { .sets = sets, .n_sets = 2 };
    const struct demerit_store_options options = { .folder = f->folder, .force = force };
    struct demerit_store *store;

    assert_int_equal(demerit_store_create(&store, f->scenario, f->library, "tiny", &how,
                         &options, f->problems),
        DEMERIT_OK);
    assert_string_equal(demerit_store_folder(store), f->folder);
    return store;
}

static void
expect_problem(const struct fixture *f, const char *text)
{
    char *all = demerit_problems_text(f->problems, false);

    assert_non_null(all);
    if (strstr(all, text) == NULL) {
        fail_msg("%s does not say %s", all, text);
    }
    demerit_text_free(all);
}

static void
test_what_comes_back_is_what_was_said(void **state)
{
    struct fixture *f = *state;
    struct demerit_store *store = create(f, false);
    struct demerit_result *stored, *again, *opened;
    struct demerit_scenario *scenario;

    assert_int_equal(demerit_store_run(store, &stored, NULL, f->problems), DEMERIT_OK);
    assert_int_equal(demerit_store_run(store, &again, NULL, f->problems), DEMERIT_EUSAGE);
    assert_int_equal(demerit_run(&again, f->scenario, NULL, f->problems), DEMERIT_OK);
    assert_int_equal(
        demerit_store_open(&opened, &scenario, f->folder, f->problems), DEMERIT_OK);
    char *a = demerit_result_json(stored), *b = demerit_result_json(again),
         *c = demerit_result_json(opened);
    assert_non_null(a);
    assert_string_equal(a, b);
    assert_string_equal(a, c);
    demerit_text_free(a);
    demerit_text_free(b);
    demerit_text_free(c);
    demerit_result_free(opened);
    demerit_scenario_free(scenario);
    demerit_result_free(again);
    demerit_result_free(stored);
    demerit_store_free(store);
    store = create(f, true);
    demerit_store_free(store);
    assert_int_equal(access(f->folder, F_OK), -1);
}

/* The file of the folder is the text, to the byte. `text` is freed. */
static void
expect_page(const struct fixture *f, const char *name, char *text)
{
    char path[64];
    size_t n = strlen(text);
    char *bytes = calloc(1, n + 2);

    assert_non_null(bytes);
    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, n + 1, file), n);
    fclose(file);
    assert_string_equal(bytes, text);
    free(bytes);
    demerit_text_free(text);
}

static void
remove_file(const struct fixture *f, const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "%s/%s", f->folder, name);
    assert_int_equal(remove(path), 0);
}

/* What the folder says of its scenario is what is said of it in memory and of the scenario
 * read back from the folder, and stands there for `verify` to count. */
static void
test_pages_of_the_scenario(void **state)
{
    struct fixture *f = *state;
    struct demerit_store *store = create(f, false);
    struct demerit_result *result, *opened;
    struct demerit_scenario *scenario;
    struct demerit_comparison *found;

    assert_int_equal(demerit_store_run(store, &result, NULL, f->problems), DEMERIT_OK);
    expect_page(f, "odd.md", demerit_scenario_odd(f->scenario));
    expect_page(f, "card.md", demerit_scenario_card(f->scenario));
    assert_int_equal(
        demerit_store_open(&opened, &scenario, f->folder, f->problems), DEMERIT_OK);
    expect_page(f, "odd.md", demerit_scenario_odd(scenario));
    expect_page(f, "card.md", demerit_scenario_card(scenario));
    demerit_result_free(opened);
    demerit_scenario_free(scenario);
    demerit_result_free(result);
    demerit_store_free(store);
    remove_file(f, "odd.md");
    assert_int_equal(
        demerit_store_verify(&found, f->folder, NULL, f->problems), DEMERIT_OK);
    assert_int_equal(demerit_comparison_differences(found), 1);
    char *text = demerit_comparison_text(found);
    assert_non_null(strstr(text, "/odd.md: cannot be read"));
    demerit_text_free(text);
    demerit_comparison_free(found);
    demerit_store_free(create(f, true));
    assert_int_equal(access(f->folder, F_OK), -1);
}

static void
test_a_store_that_never_ran_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    struct demerit_store *store = create(f, false);

    assert_int_equal(access(f->folder, F_OK), 0);
    demerit_store_free(store);
    assert_int_equal(access(f->folder, F_OK), -1);
    demerit_store_free(NULL);
}

/* The files are read once more: another scenario than the one opened is refused. */
static void
test_a_scenario_that_changed(void **state)
{
    struct fixture *f = *state;
    const struct demerit_store_options options = { .folder = f->folder };
    struct demerit_store *store;

    assert_int_equal(demerit_store_create(&store, f->scenario, f->library, "tiny", NULL,
                         &options, f->problems),
        DEMERIT_ENOINPUT);
    assert_null(store);
    expect_problem(f, "tiny was changed while it was being read");
    assert_int_equal(rmdir(f->folder), 0);
}

static bool
refuse(void *self, const char *text, size_t n)
{
    (void) text;
    *(size_t *) self += n;
    return false;
}

static bool
stop(void *self, double done, double all)
{
    (void) self;
    (void) done;
    (void) all;
    return true;
}

static void
test_stopped_and_failing_writers(void **state)
{
    struct fixture *f = *state;
    struct demerit_store *store = create(f, false);
    const struct demerit_run_options options = { .tick = stop };
    struct demerit_result *result;
    struct demerit_scenario *scenario;
    size_t n = 0;

    assert_int_equal(
        demerit_store_run(store, &result, &options, f->problems), DEMERIT_ESTOPPED);
    assert_null(result);
    demerit_store_free(store);
    assert_int_equal(
        demerit_store_open(&result, &scenario, f->folder, f->problems), DEMERIT_ENOINPUT);
    assert_null(result);
    assert_null(scenario);
    expect_problem(f, "the run was stopped and left no results");
    assert_int_equal(
        demerit_store_export(f->folder, "meta", "csv", refuse, &n, f->problems),
        DEMERIT_EIO);
    assert_true(n > 0);
    assert_int_equal(
        demerit_store_export(f->folder, "people", "csv", refuse, &n, f->problems),
        DEMERIT_EUSAGE);
    expect_problem(f, "no table named `people`");
    demerit_store_free(create(f, true));
}

static void
test_wrong_calls(void **state)
{
    struct fixture *f = *state;
    struct demerit_comparison *found;
    struct demerit_store *store;
    struct demerit_result *result;

    assert_int_equal(
        demerit_store_create(&store, NULL, f->library, "tiny", NULL, NULL, f->problems),
        DEMERIT_EUSAGE);
    assert_int_equal(demerit_store_run(NULL, &result, NULL, f->problems), DEMERIT_EUSAGE);
    assert_int_equal(demerit_store_verify(NULL, "x", NULL, f->problems), DEMERIT_EUSAGE);
    assert_int_equal(
        demerit_store_verify(&found, "nowhere", NULL, f->problems), DEMERIT_ENOINPUT);
    assert_null(found);
    expect_problem(f, "nowhere/manifest.json: cannot be read");
    assert_int_equal(rmdir(f->folder), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_what_comes_back_is_what_was_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pages_of_the_scenario, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_store_that_never_ran_leaves_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_scenario_that_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_stopped_and_failing_writers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_wrong_calls, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
