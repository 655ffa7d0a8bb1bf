/* SPDX-License-Identifier: Apache-2.0
 *
 * Overlays with a step `*`: they reach every entity that has the path and no other, spare
 * what they are told to, and change nothing where there is nothing. Also: every mechanism
 * of the list can be switched off in every scenario of the library. */
#include "experiment/mechanisms.h"
#include "experiment/shapley.h"
#include "memory_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/handles.h"

#define LAW                                                                                \
    "schema: demerit/1\nname: law\nfamily: twin\n"                                         \
    "acts: {theft: {domain: crime, lawful: false, rate: 1/year}}\n"                        \
    "channels: {police: {context: law, sees: {theft: 10 %}, misattribution: 2 %}}\n"

#define TIERS "tiers: [{id: low, below: 0}, {id: high, from: 0}]"

#define CITY                                                                               \
    "schema: demerit/1\nextends: law\ntwin: law\n"                                         \
    "channels:\n"                                                                          \
    "  camera: {context: law, sees: {theft: 10 %}, misattribution: {value: 3 %, group_b: " \
    "9 %}}\n"                                                                              \
    "  ledger: {context: law, sees: {theft: 20 %}}\n"                                      \
    "schemes:\n"                                                                           \
    "  a: {start: 10, points: {theft: -1}, association: {weight: 5 %}, " TIERS "}\n"       \
    "  b: {start: 10, points: {theft: -1}, " TIERS "}\n"

static struct dm_scenario *
read_city(const char *const *overlays, size_t n, const struct dm_regime *spared)
{
    const struct memory_file files[] = { { "law", LAW }, { "city", CITY }, { NULL, NULL } };
    const void *context = files;
    struct dm_file_source source = { .load = memory_load };
    struct dm_read_options options = {
        .overlays = overlays, .n_overlays = n, .spared = spared
    };
    struct dm_diagnostics problems = { 0 };
    struct dm_scenario *scenario = NULL;

    memcpy(&source.context, &context, sizeof context);
    if (dm_scenario_read(&scenario, "city", &source, &options, &problems) != DM_OK) {
        fail_msg("%s", problems.n > 0 ? problems.items[0].message : "no memory");
    }
    dm_diagnostics_clear(&problems);
    return scenario;
}

static int64_t
misattribution(const struct dm_scenario *scenario, const char *id, int group)
{
    for (int32_t c = 0; c < scenario->regime.n_channels; c++) {
        if (strcmp(scenario->regime.channels[c].id.s, id) == 0) {
            return scenario->regime.channels[c].misattribution_nano[group];
        }
    }
    fail_msg("no channel %s", id);
    return 0;
}

static void
test_every_entity_that_has_it(void **state)
{
    const char *const off[] = { "channels.*.misattribution=0 %" };
    struct dm_scenario *scenario = read_city(off, 1, NULL);

    (void) state;
    assert_int_equal(misattribution(scenario, "police", DM_GROUP_A), 0);
    assert_int_equal(misattribution(scenario, "camera", DM_GROUP_A), 0);
    assert_int_equal(misattribution(scenario, "camera", DM_GROUP_B), 0);
    dm_scenario_free(scenario);
}

static void
test_the_twins_entities_are_spared(void **state)
{
    const char *const off[] = { "channels.*.misattribution=0 %" };
    struct dm_scenario *plain = read_city(NULL, 0, NULL);
    struct dm_scenario *scenario = read_city(off, 1, &plain->twin);

    (void) state;
    assert_int_equal(misattribution(scenario, "police", DM_GROUP_A), 20000000);
    assert_int_equal(misattribution(scenario, "camera", DM_GROUP_B), 0);
    dm_scenario_free(scenario);
    dm_scenario_free(plain);
}

/* To the hash: neither the scheme without association nor what is not there gets anything.
 */
static void
test_what_is_absent_stays_absent(void **state)
{
    const char *const nothing[] = { "adaptation=null", "rewards.*.income=0 yuan/year",
        "response.publicity=0", "lists.*.published=false", "schemes.*.no.such=1" };
    const char *const association[] = { "schemes.*.association.weight=0 %" };
    const char *const by_name[] = { "schemes.a.association.weight=0 %" };
    struct dm_scenario *plain = read_city(NULL, 0, NULL);
    struct dm_scenario *same = read_city(nothing, 5, NULL);
    struct dm_scenario *all = read_city(association, 1, NULL);
    struct dm_scenario *one = read_city(by_name, 1, NULL);

    (void) state;
    assert_string_equal(plain->hash, same->hash);
    assert_string_equal(all->hash, one->hash);
    assert_string_not_equal(plain->hash, all->hash);
    dm_scenario_free(plain);
    dm_scenario_free(same);
    dm_scenario_free(all);
    dm_scenario_free(one);
}

static void
verify_off(struct demerit_library *library, const char *name)
{
    struct dm_disk disk = { .library = library };
    struct dm_file_source source = dm_disk_source(&disk);

    for (size_t i = 0; i < dm_n_mechanisms; i++) {
        struct dm_read_options options = { .overlays = dm_mechanisms[i].off };
        struct dm_diagnostics problems = { 0 };
        struct dm_scenario *scenario = NULL;

        while (dm_mechanisms[i].off[options.n_overlays] != NULL) {
            options.n_overlays++;
        }
        assert_true(options.n_overlays > 0 && options.n_overlays <= DM_MOST_OVERLAYS);
        if (dm_scenario_read(&scenario, name, &source, &options, &problems) != DM_OK) {
            fail_msg("%s without %s: %s", name, dm_mechanisms[i].id,
                problems.n > 0 ? problems.items[0].message : "no memory");
        }
        dm_diagnostics_clear(&problems);
        dm_scenario_free(scenario);
    }
}

static void
test_every_mechanism_has_an_off(void **state)
{
    const char *folders[] = { SCENARIOS };
    struct demerit_library *library = demerit_library_create(folders, 1);

    (void) state;
    assert_non_null(library);
    for (size_t i = 0; i < demerit_library_count(library); i++) {
        verify_off(library, demerit_library_name(library, i));
    }
    for (size_t i = 0; i < dm_n_mechanisms; i++) {
        assert_true(demerit_name_is_valid(dm_mechanisms[i].id));
        assert_ptr_equal(dm_mechanism_find(dm_mechanisms[i].id), &dm_mechanisms[i]);
    }
    assert_true(dm_n_mechanisms <= DM_MOST_PLAYERS);
    assert_null(dm_mechanism_find("no-such"));
    demerit_library_free(library);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_entity_that_has_it),
        cmocka_unit_test(test_the_twins_entities_are_spared),
        cmocka_unit_test(test_what_is_absent_stays_absent),
        cmocka_unit_test(test_every_mechanism_has_an_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
