/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests the scenario layer from text to frozen struct: features, merging, and the laws that
 * a scenario's hash obeys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "memory_files.h"

#define LAW                                                                                \
    "schema: demerit/1\nname: ordinary-law\nfamily: twin\n"                                \
    "acts: {theft: {domain: crime, lawful: false, rate: 0.05/year}}\n"                     \
    "channels: {police: {context: law, sees: {theft: 10 %}, delay: 2 months}}\n"           \
    "sanctions: {fine: {on: {act: theft}, fine: 50 %}}\n"                                  \
    "safeguards: {correction: {notice: 50 %, filing: 50 %, success: 80 %}}\n"

#define CITY                                                                               \
    "schema: demerit/1\nextends: ordinary-law\n"                                           \
    "title: The rule book of a city\n"                                                     \
    "society: {persons: 2000, group_b: {value: 10 %, note: assumed}}\n"                    \
    "acts:\n"                                                                              \
    "  opinion: {domain: speech, lawful: true, rate: {value: 6/year, range: [1, 24]},\n"   \
    "            who: [driver, urban], more_if: {outspokenness: 1.5}}\n"                   \
    "  late-bill: {domain: finance, lawful: false, rate: 0.5/month}\n"                     \
    "channels:\n"                                                                          \
    "  utility: {context: finance, sees: {late-bill: 95 %}, covers: 50 %,\n"               \
    "            misattribution: {value: 1 %, group_b: 3 %, source: a study}}\n"           \
    "schemes:\n"                                                                           \
    "  city:\n"                                                                            \
    "    start: 1000\n"                                                                    \
    "    published: true\n"                                                                \
    "    points: {late-bill: -20, opinion: 0}\n"                                           \
    "    records_expire: 2 years\n"                                                        \
    "    association: {weight: 5 %, of: all}\n"                                            \
    "    tiers: [{id: low, below: 600}, {id: mid, from: 600}, {id: top, from: 1000}]\n"    \
    "    confidence: R\n"                                                                  \
    "lists: {shamed: {enter: {tier: low}, term: 24 months, published: true}}\n"            \
    "services: {loan: {demand: 0.3/year, related_to: [finance]}}\n"                        \
    "sanctions: {no-loan: {on: {list: shamed}, service: loan, denies: 90 %}}\n"            \
    "rewards: {heating: {on: {tier: top}, income: +300 yuan/year}}\n"                      \
    "adaptation: {fear: {decay: 4.8 %/month}}\n"                                           \
    "variants:\n"                                                                          \
    "  quiet: {schemes: {city: {published: false}}, lists: {shamed: {published: "          \
    "false}}}\n"                                                                           \
    "  kind: {schemes: {city: {points: {late-bill: null}}}}\n"

/* The same city, in another order and other spellings. */
#define CITY_AGAIN                                                                         \
    "schema: demerit/1\n"                                                                  \
    "adaptation: {fear: {decay: 0.048/month}}\n"                                           \
    "rewards: {heating: {income: 25 yuan/month, on: {scheme: city, tier: top}}}\n"         \
    "sanctions: {no-loan: {denies: 0.9, service: loan, on: {list: shamed}}}\n"             \
    "services: {loan: {related_to: finance, demand: {value: 0.025/month, source: x}}}\n"   \
    "lists: {shamed: {published: true, term: 2 years, enter: {tier: low}}}\n"              \
    "schemes: {city: {tiers: [{id: low}, {id: mid, from: 600}, {id: top, from: 1e3}],\n"   \
    "  association: {of: [friends, household, work], weight: 0.05}, start: 1000.0,\n"      \
    "  records_expire: 24 months, points: {opinion: 0, late-bill: -2e1}, published: "      \
    "true}}\n"                                                                             \
    "channels: {utility: {misattribution: {group_b: 0.03, value: 0.01}, context: "         \
    "finance,\n"                                                                           \
    "  covers: {rural: 0.5, urban: 0.5}, sees: {late-bill: {value: 0.95, confidence: "     \
    "S}}}}\n"                                                                              \
    "acts:\n"                                                                              \
    "  late-bill: {domain: finance, lawful: false, rate: 6/year}\n"                        \
    "  opinion: {domain: speech, lawful: true, rate: 6/year, who: [urban, driver],\n"      \
    "    more_if: {outspokenness: 1.5, honesty: 0}}\n"                                     \
    "society: {group_b: 0.1, persons: 2e3}\n"                                              \
    "extends: ordinary-law\n"

static struct memory_file files[] = {
    { "ordinary-law", LAW },
    { "city", CITY },
    { "./city.yaml", CITY_AGAIN },
    { "bare", "schema: demerit/1\ntwin: no\n" },
    { "child",
        "schema: demerit/1\nextends: city\nname: other\nacts: {opinion: {rate: 3/year}}\n"
        "channels: {utility: {misattribution: 2 %}}\nrewards: null\n" },
    { "resolved", NULL }, /* written by a test */
    { NULL, NULL },
};

static dm_status
read_with(const char *reference, const struct dm_read_options *options,
    struct dm_scenario **out, struct dm_diagnostics *diagnostics)
{
    const struct dm_file_source source = { files, memory_load };

    return dm_scenario_read(out, reference, &source, options, diagnostics);
}

/* A scenario that must be good. */
static struct dm_scenario *
read_good(const char *reference, const struct dm_read_options *options)
{
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_scenario *scenario = NULL;
    struct dm_strbuf text;
    dm_status st = read_with(reference, options, &scenario, &diagnostics);

    dm_strbuf_init(&text);
    dm_diagnostics_text(&diagnostics, false, &text);
    if (st != DM_OK) {
        print_error("%s\n", text.text);
    }
    assert_int_equal(st, DM_OK);
    dm_strbuf_clear(&text);
    dm_diagnostics_clear(&diagnostics);
    return scenario;
}

static struct dm_scenario *
read_set(const char *reference, const char *set)
{
    const struct dm_read_options options = { .sets = &set, .n_sets = 1 };

    return read_good(reference, &options);
}

static void
verify_same_hash(struct dm_scenario *a, struct dm_scenario *b, bool same)
{
    if (same) {
        assert_string_equal(a->hash, b->hash);
    } else {
        assert_string_not_equal(a->hash, b->hash);
    }
    dm_scenario_free(a);
    dm_scenario_free(b);
}

static void
a_city_is_read(void **state)
{
    struct dm_scenario *s = read_good("city", NULL);
    const struct dm_scheme *scheme = &s->regime.schemes[0];

    (void) state;
    assert_string_equal(s->name.s, "city");
    assert_int_equal(s->family, DM_AS_DOCUMENTED); /* not that of what it extends */
    assert_string_equal(s->twin_name.s, "ordinary-law");
    assert_int_equal(s->n_acts, 3);
    assert_string_equal(s->acts[0].id.s, "late-bill");
    assert_true(s->acts[0].rate_per_year_nano == 6 * DM_NANO);
    assert_int_equal(s->acts[1].who, DM_WHO_DRIVER | DM_WHO_URBAN);
    assert_true(s->acts[1].more_if_nano[DM_F_OUTSPOKENNESS] == 1500000000);
    assert_int_equal(s->n_contexts, 2);
    assert_int_equal(s->services[0].related_contexts, 1);
    assert_string_equal(s->regime.channels[1].id.s, "utility");
    assert_true(s->regime.channels[1].misattribution_nano[DM_GROUP_B] == 30000000);
    assert_true(s->regime.channels[1].covers_setting_nano[DM_RURAL] == 500000000);
    assert_true(s->regime.channels[1].covers_group_nano[DM_GROUP_B] == DM_NANO);
    assert_true(scheme->has_points[1] && scheme->points_centi[1] == 0);
    assert_false(scheme->has_points[2]);
    assert_int_equal(scheme->tiers[0].from_centi, INT32_MIN);
    assert_int_equal(scheme->tiers[1].from_centi, 60000);
    assert_int_equal(scheme->low_centi, INT32_MIN / 2);
    assert_int_equal(
        scheme->association_of, DM_TIE_HOUSEHOLD | DM_TIE_WORK | DM_TIE_FRIENDS);
    assert_int_equal(s->regime.lists[0].tier, 0);
    assert_true(s->regime.sanctions[0].on.by_act && s->regime.sanctions[0].on.acts[2]);
    assert_int_equal(s->regime.sanctions[1].on.list, 0);
    assert_int_equal(s->regime.rewards[0].on.tier, 2);
    assert_true(s->regime.adaptation.on && !s->twin.adaptation.on);
    assert_int_equal(s->twin.n_channels, 1);
    assert_int_equal(s->twin.n_schemes, 0);
    assert_int_equal(s->provenance.n_sourced, 1);
    assert_int_equal(s->provenance.n_assumed, 2);
    assert_int_equal(s->provenance.n_unverified, 1);
    dm_scenario_free(s);
}

/* A scheme that is unverified as a whole is one mark, and none where its numbers say how
 * sure they are. */
static void
a_mark_is_not_counted_beside_those_of_its_parts(void **state)
{
    static const char *const set[] = {
        "schemes.city.records_expire={value: 2 years, source: x, confidence: S}"
    };
    struct dm_read_options options = { .sets = set, .n_sets = 1 };
    struct dm_scenario *s = read_good("city", &options);

    (void) state;
    assert_int_equal(s->provenance.n_sourced, 2);
    assert_int_equal(s->provenance.n_unverified, 0);
    for (size_t i = 0; i < s->n_marks; i++) {
        assert_string_not_equal(s->marks[i].path, "schemes.city");
    }
    dm_scenario_free(s);
}

static void
nothing_but_a_schema_is_a_scenario(void **state)
{
    struct dm_scenario *s = read_good("bare", NULL);

    (void) state;
    assert_string_equal(s->name.s, "bare");
    assert_string_equal(s->twin_name.s, "");
    assert_int_equal(s->run.years, 10);
    assert_int_equal(s->society.n_jurisdictions, 1);
    assert_true(s->society.norm_nano[DM_HONESTY][7] == 937500000);
    assert_int_equal(s->society.age_band_from[0], 18);
    assert_true(s->regime.dedupe_by_act && s->measure_causes);
    dm_scenario_free(s);
}

static void
order_and_spelling_leave_the_hash(void **state)
{
    (void) state;
    verify_same_hash(read_good("city", NULL), read_good("./city.yaml", NULL), true);
}

static void
sources_and_texts_leave_the_hash(void **state)
{
    static const char *const SETS[] = {
        "acts.opinion.label=An opinion",
        "title=Other words",
        "description=More",
        ("schemes.city.start={value: 1000, source: assumed, confidence: R, "
         "range: [1, 2000]}"), /* one text: brackets tell clang so */
        "schemes.city.confidence=null",
        "lists.shamed.note=seen",
        "channels.utility.covers={value: 50 %, source: x}",
        "society.jurisdictions={value: [1], source: x}",
    };

    (void) state;
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        verify_same_hash(read_good("city", NULL), read_set("city", SETS[i]), true);
    }
}

static void
values_change_the_hash(void **state)
{
    static const char *const SETS[] = {
        "society.persons=2001",
        "run.seed=2",
        "acts.opinion.rate=5/year",
        "schemes.city.tiers.top.from=1001",
        "channels.utility.misattribution.group_b=4 %",
        "rewards=null",
        "adaptation=null",
        "measure.causes=off",
        "acts.new={domain: a, lawful: true, rate: 0/year}",
        "schemes.city.points.theft=0",
        "twin=no",
    };

    (void) state;
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        verify_same_hash(read_good("city", NULL), read_set("city", SETS[i]), false);
    }
}

static void
children_change_what_they_extend(void **state)
{
    struct dm_scenario *s = read_good("child", NULL);

    (void) state;
    assert_string_equal(s->name.s, "other");
    assert_null(s->title); /* the base's own */
    assert_true(s->acts[1].rate_per_year_nano == 3 * DM_NANO);
    assert_true(s->acts[1].lawful); /* merged by key */
    assert_true(s->regime.channels[1].misattribution_nano[DM_GROUP_A] == 20000000);
    assert_true(s->regime.channels[1].misattribution_nano[DM_GROUP_B] == 20000000);
    assert_int_equal(s->regime.n_rewards, 0); /* null deletes */
    assert_int_equal(s->regime.n_schemes, 1);
    dm_scenario_free(s);
}

static void
variants_lie_over_it_and_sets_over_them(void **state)
{
    static const char *const SET = "schemes.city.published=true";
    struct dm_read_options options = { .variant = "quiet" };
    struct dm_scenario *s = read_good("city", &options);

    (void) state;
    assert_false(s->regime.schemes[0].published);
    assert_false(s->regime.lists[0].published);
    dm_scenario_free(s);
    options.sets = &SET;
    options.n_sets = 1;
    s = read_good("city", &options);
    assert_true(s->regime.schemes[0].published);
    dm_scenario_free(s);
    options = (struct dm_read_options){ .variant = "kind" };
    s = read_good("child", &options); /* a null in an inherited variant */
    assert_false(s->regime.schemes[0].has_points[0]);
    assert_true(s->regime.schemes[0].has_points[1]);
    dm_scenario_free(s);
}

static void
variants_have_names(void **state)
{
    const struct dm_file_source source = { files, memory_load };
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_variant_names names;

    (void) state;
    assert_int_equal(dm_scenario_variants(&names, "child", &source, &diagnostics), DM_OK);
    assert_int_equal(names.n, 2);
    assert_string_equal(names.names[0].s, "kind");
    assert_string_equal(names.names[1].s, "quiet");
    dm_diagnostics_clear(&diagnostics);
}

static void
the_twin_can_be_chosen(void **state)
{
    const struct dm_read_options none = { .twin = "no" }, bare = { .twin = "bare" };
    struct dm_scenario *s = read_good("city", &none);

    (void) state;
    assert_string_equal(s->twin_name.s, "");
    assert_int_equal(s->twin.n_channels, 0);
    dm_scenario_free(s);
    s = read_good("city", &bare);
    assert_string_equal(s->twin_name.s, "bare");
    assert_int_equal(s->twin.n_channels, 0);
    dm_scenario_free(s);
    s = read_good("ordinary-law", NULL); /* family twin */
    assert_string_equal(s->twin_name.s, "");
    dm_scenario_free(s);
}

static void
verify_resolved_reads_back(const char *reference, const struct dm_read_options *options)
{
    struct dm_scenario *s = read_good(reference, options);
    struct dm_strbuf yaml;

    dm_strbuf_init(&yaml);
    assert_int_equal(dm_scenario_resolved_yaml(s, &yaml), DM_OK);
    files[5].text = yaml.text;
    verify_same_hash(s, read_good("resolved", NULL), true);
    files[5].text = NULL;
    dm_strbuf_clear(&yaml);
}

static void
resolved_yaml_reads_back(void **state)
{
    static const char *const TEXT =
        "title=\"\\x01 \\u2028 \\\" \\\\ \\x7f \\u0085 \\uFEFF\"";
    const struct dm_read_options quiet = { .variant = "quiet" };
    const struct dm_read_options text = { .sets = &TEXT, .n_sets = 1 };

    (void) state;
    verify_resolved_reads_back("city", NULL);
    verify_resolved_reads_back("city", &quiet);
    verify_resolved_reads_back("child", &text);
    verify_resolved_reads_back("bare", NULL);
    verify_resolved_reads_back("ordinary-law", NULL);
}

static void
the_canonical_text_holds_no_free_text(void **state)
{
    struct dm_scenario *s = read_set("city", "acts.opinion.label=zzlabel");
    struct dm_strbuf text;

    (void) state;
    dm_strbuf_init(&text);
    assert_int_equal(dm_scenario_canon(s, &text), DM_OK);
    assert_non_null(
        strstr(text.text, "\"points_centi\":{\"late-bill\":-2000,\"opinion\":0}"));
    assert_non_null(strstr(text.text, "\"covers_setting_nano\":[500000000,500000000]"));
    assert_null(strstr(text.text, "zzlabel"));
    assert_null(strstr(text.text, "rule book"));
    assert_null(strstr(text.text, "a study"));
    dm_strbuf_clear(&text);
    dm_scenario_free(s);
}

static void
errors_have_code_text_and_json(void **state)
{
    static const char *const SETS[] = { "schemes.city.publised=true", "run.years=0" };
    const struct dm_read_options options = { .sets = SETS, .n_sets = 2 };
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_scenario *s;
    struct dm_strbuf text;

    (void) state;
    dm_strbuf_init(&text);
    assert_int_equal(read_with("city", &options, &s, &diagnostics), DM_ESCENARIO);
    assert_null(s);
    dm_diagnostics_json(&diagnostics, &text);
    assert_string_equal(text.text,
        "{\"schema\": \"demerit-error/1\", \"errors\": [{\"code\": \"E0154\", \"file\": "
        "\"--set "
        "run.years=0\", \"line\": null, \"column\": null, \"key\": \"run.years\", "
        "\"message\": "
        "\"0 is below 1\", \"hint\": null}, {\"code\": \"E0140\", \"file\": \"--set "
        "schemes.city.publised=true\", \"line\": null, \"column\": null, \"key\": "
        "\"schemes.city\", \"message\": \"there is no key `publised` here\", \"hint\": "
        "\"did you "
        "mean `published`?\"}]}\n");
    dm_diagnostics_clear(&diagnostics);
    assert_int_equal(read_with("nowhere", NULL, &s, &diagnostics), DM_ENOINPUT);
    assert_int_equal(diagnostics.items[0].number, 130);
    dm_diagnostics_clear(&diagnostics);
    dm_strbuf_clear(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_city_is_read),
        cmocka_unit_test(a_mark_is_not_counted_beside_those_of_its_parts),
        cmocka_unit_test(nothing_but_a_schema_is_a_scenario),
        cmocka_unit_test(order_and_spelling_leave_the_hash),
        cmocka_unit_test(sources_and_texts_leave_the_hash),
        cmocka_unit_test(values_change_the_hash),
        cmocka_unit_test(children_change_what_they_extend),
        cmocka_unit_test(variants_lie_over_it_and_sets_over_them),
        cmocka_unit_test(variants_have_names),
        cmocka_unit_test(the_twin_can_be_chosen),
        cmocka_unit_test(resolved_yaml_reads_back),
        cmocka_unit_test(the_canonical_text_holds_no_free_text),
        cmocka_unit_test(errors_have_code_text_and_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
