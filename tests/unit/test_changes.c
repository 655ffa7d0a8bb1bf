/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests src/scenario/patches.c, rules.c and persist.c: to which regimes a timeline and
 * rules of jurisdictions come, where and when; and laws about changes that change nothing.
 * Also the defaults and derived members of mechanisms (entities.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "memory_files.h"
#include "scenario/scenario.h"

#define NANO INT64_C(1000000000)

#define BASE                                                                               \
    "schema: demerit/1\n"                                                                  \
    "twin: no\n"                                                                           \
    "run: {years: 4}\n"                                                                    \
    "society: {jurisdictions: [1, 1, 1]}\n"                                                \
    "acts: {late: {domain: d, lawful: false, rate: 1/year}}\n"                             \
    "channels: {cam: {context: c, sees: {late: 20 %}, covers: {value: 50 %, source: s}, "  \
    "misattribution: 2 %, registry: false}}\n"                                             \
    "schemes: {city: {start: 100, points: {late: -10}, tiers: [{id: low, below: 60}, "     \
    "{id: high, from: 60}]}}\n"                                                            \
    "lists: {bad: {enter: {tier: low}, term: 12 months}}\n"

static const char EMERGENCY[] =
    BASE "timeline:\n"
         "  e:\n"
         "    from: 12 months\n"
         "    until: 24 months\n"
         "    persists: 30 %\n"
         "    set:\n"
         "      channels: {cam: {sees: {late: 80 %}, covers: 90 %, registry: true,\n"
         "        misattribution: {value: 4 %, group_b: 10 %}, delay: 5 months}}\n"
         "      schemes: {city: {records_expire: 24 months, points: {late: -15.25},\n"
         "        tiers: [{id: low, below: 80}, {id: high, from: 80}]}}\n"
         "      response: {publicity: 50 %}\n";

static const char ROLL_OUT[] = BASE
    "timeline:\n"
    "  r: {from: 6 months, every: 3 months, until: 12 months, where: [J03, J01, J02],\n"
    "      set: {lists: {bad: {term: 24 months}}}}\n";

static const char ORDER[] =
    BASE "jurisdictions: {J02: {lists: {bad: {term: 1 month, published: true}}}}\n"
         "timeline:\n"
         "  b: {from: 5 months, set: {lists: {bad: {term: 3 months}}}}\n"
         "  a: {from: 5 months, where: J02, set: {lists: {bad: {term: 2 months, copies: 1 "
         "month}}}}\n";

static struct memory_file files[] = {
    { "base", BASE },
    { "emergency", EMERGENCY },
    { "roll-out", ROLL_OUT },
    { "order", ORDER },
    { "same",
        BASE "timeline: {s: {from: 3 months, set: {lists: {bad: {term: 1 year}}}}}\n" },
    { "law", "schema: demerit/1\ntwin: no\nname: law\nfamily: twin\n"
             "channels: {police: {context: c, sees: {late: 5 %}}}\n"
             "timeline: {t: {from: 7 months, where: J02, set: {channels: {police: {active: "
             "false}}}}}\n" },
    { "resolved", NULL }, /* written by a test */
    { NULL, NULL },
};

static struct dm_scenario *
read_set(const char *reference, const char *twin, const char *set)
{
    const struct dm_file_source source = { files, memory_load };
    const struct dm_read_options options = {
        .twin = twin, .sets = &set, .n_sets = set != NULL ? 1 : 0
    };
    struct dm_diagnostics diagnostics = { 0 };
    struct dm_scenario *scenario = NULL;
    struct dm_strbuf text;
    dm_status st = dm_scenario_read(&scenario, reference, &source, &options, &diagnostics);

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
read_good(const char *reference)
{
    return read_set(reference, NULL, NULL);
}

/* The regime in month t in jurisdiction j, as a reader of struct dm_rules finds it. */
static const struct dm_regime *
regime_at(const struct dm_scenario *s, int32_t j, int32_t t)
{
    const struct dm_rules *rules = &s->rules;
    int32_t period = 0;

    while (period + 1 < rules->n_periods && rules->from_month[period + 1] <= t) {
        period++;
    }
    uint16_t r = rules->index[period * s->society.n_jurisdictions + j];
    assert_in_range(r, 0, rules->n_regimes - 1);
    return r == 0 ? &s->regime : &rules->regime[r - 1];
}

static void
verify_no_other_rules(struct dm_scenario *s)
{
    assert_int_equal(s->rules.n_regimes, 1);
    assert_int_equal(s->rules.n_periods, 1);
    assert_int_equal(s->rules.from_month[0], 0);
    for (int32_t j = 0; j < s->society.n_jurisdictions; j++) {
        assert_int_equal(s->rules.index[j], 0);
    }
    dm_scenario_free(s);
}

static void
what_changes_nothing_is_no_other_rule(void **state)
{
    (void) state;
    verify_no_other_rules(read_good("base"));
    verify_no_other_rules(read_good("same"));
}

/* What an emergency changes holds until it ends; then 30 % of each change of a number. */
static void
an_emergency_leaves_a_share(void **state)
{
    struct dm_scenario *s = read_good("emergency");
    const struct dm_regime *during = regime_at(s, 1, 12), *after = regime_at(s, 1, 24);

    (void) state;
    assert_ptr_equal(regime_at(s, 0, 11), &s->regime);
    assert_ptr_equal(regime_at(s, 2, 23), during);
    assert_ptr_equal(regime_at(s, 2, 47), after);
    assert_int_equal(s->rules.n_regimes, 3);
    assert_int_equal(during->channels[0].sees_nano[0], NANO / 100 * 80);
    assert_int_equal(after->channels[0].sees_nano[0], NANO / 100 * 38);
    assert_int_equal(after->channels[0].covers_setting_nano[DM_URBAN], NANO / 100 * 62);
    assert_int_equal(after->channels[0].covers_setting_nano[DM_RURAL], NANO / 100 * 62);
    assert_int_equal(after->channels[0].misattribution_nano[DM_GROUP_A], NANO / 1000 * 26);
    assert_int_equal(after->channels[0].misattribution_nano[DM_GROUP_B], NANO / 1000 * 44);
    assert_int_equal(after->channels[0].delay_months, 2);       /* 1.5, away from 0 */
    assert_int_equal(after->schemes[0].points_centi[0], -1158); /* -10 - 0.3 of 5.25 */
    assert_int_equal(after->schemes[0].tiers[1].from_centi, 6600);
    assert_int_equal(after->publicity_nano, NANO / 100 * 15);
    assert_true(during->channels[0].registry);
    assert_false(after->channels[0].registry); /* switches fall back */
    assert_int_equal(during->schemes[0].expire_months, 24);
    assert_int_equal(after->schemes[0].expire_months, DM_NEVER); /* words too */
    assert_int_equal(after->lists[0].term_months, 12);
    dm_scenario_free(s);
}

static void
what_persists_lies_between(void **state)
{
    static const char *const SHARES[] = { "0 %", "1e-9", "25 %", "99 %", "100 %" };
    int64_t last = 0;
    char set[64];

    (void) state;
    for (size_t i = 0; i < sizeof SHARES / sizeof *SHARES; i++) {
        snprintf(set, sizeof set, "timeline.e.persists=%s", SHARES[i]);
        struct dm_scenario *s = read_set("emergency", NULL, set);
        const struct dm_regime *during = regime_at(s, 0, 13), *after = regime_at(s, 0, 30);

        assert_true(i == 0 ? after == &s->regime : after != &s->regime);
        assert_true(after->channels[0].sees_nano[0] >= last);
        last = after->channels[0].sees_nano[0];
        if (i == 4) {
            assert_int_equal(last, during->channels[0].sees_nano[0]);
            assert_int_equal(
                after->schemes[0].points_centi[0], during->schemes[0].points_centi[0]);
            assert_int_equal(after->publicity_nano, during->publicity_nano);
        }
        dm_scenario_free(s);
    }
}

/* The k-th jurisdiction of `where` from from + k * every; one that would begin at the end
 * never does. */
static void
a_roll_out_takes_its_turns(void **state)
{
    static const int32_t START[] = { 9, 48, 6 };
    struct dm_scenario *s = read_good("roll-out");

    (void) state;
    for (int32_t j = 0; j < 3; j++) {
        for (int32_t t = 0; t < 48; t++) {
            bool on = t >= START[j] && t < 12;

            assert_int_equal(regime_at(s, j, t)->lists[0].term_months, on ? 24 : 12);
        }
    }
    assert_int_equal(s->rules.n_regimes, 2);
    assert_int_equal(s->rules.n_periods, 4);
    dm_scenario_free(s);
    s = read_set("roll-out", NULL, "timeline.r.persists=50 %");
    assert_int_equal(regime_at(s, 0, 12)->lists[0].term_months, 18);
    assert_int_equal(
        regime_at(s, 1, 12)->lists[0].term_months, 12); /* it never was there */
    dm_scenario_free(s);
}

/* First those of jurisdictions, then in order of id whatever the order in the file. */
static void
later_changes_lie_over_earlier_ones(void **state)
{
    struct dm_scenario *s = read_good("order");

    (void) state;
    assert_int_equal(regime_at(s, 1, 0)->lists[0].term_months, 1);
    assert_true(regime_at(s, 1, 0)->lists[0].published);
    assert_int_equal(regime_at(s, 1, 5)->lists[0].term_months, 3);
    assert_int_equal(regime_at(s, 1, 5)->lists[0].copies_months, 1);
    assert_true(regime_at(s, 1, 5)->lists[0].published);
    assert_int_equal(regime_at(s, 0, 5)->lists[0].term_months, 3);
    assert_int_equal(regime_at(s, 0, 5)->lists[0].copies_months, 0);
    assert_int_equal(s->n_patches, 3);
    assert_string_equal(s->patches[0].id.s, "");
    assert_string_equal(s->patches[1].id.s, "a");
    assert_string_equal(
        s->patches[1].set, "{lists: {bad: {term: 2 months, copies: 1 month}}}");
    dm_scenario_free(s);
}

static void
sets_reach_changes(void **state)
{
    struct dm_scenario *s =
        read_set("emergency", NULL, "timeline.e.set.channels.cam.sees.late=60 %");

    (void) state;
    assert_int_equal(regime_at(s, 0, 12)->channels[0].sees_nano[0], NANO / 100 * 60);
    assert_int_equal(regime_at(s, 0, 24)->channels[0].sees_nano[0], NANO / 100 * 32);
    dm_scenario_free(s);
    s = read_set("emergency", NULL, "timeline.e.set.channels=null");
    assert_int_equal(regime_at(s, 0, 12)->channels[0].sees_nano[0], NANO / 100 * 20);
    assert_int_equal(regime_at(s, 0, 12)->publicity_nano, NANO / 2);
    dm_scenario_free(s);
}

/* An overlay for all channels is one for those of every change too, but the spared. */
static void
overlays_reach_changes(void **state)
{
    static const char *const OVERLAYS[] = { "channels.*.misattribution=1 %",
        "channels.*.bounty.yuan=5" };
    const struct dm_file_source source = { files, memory_load };
    struct dm_scenario *s = read_good("emergency"), *over = NULL;
    struct dm_read_options options = { .overlays = OVERLAYS, .n_overlays = 2 };
    struct dm_diagnostics diagnostics = { 0 };

    (void) state;
    for (int spared = 0; spared < 2; spared++) {
        options.spared = spared == 1 ? &s->regime : NULL;
        assert_int_equal(
            dm_scenario_read(&over, "emergency", &source, &options, &diagnostics), DM_OK);
        assert_int_equal(over->regime.channels[0].misattribution_nano[1],
            spared == 1 ? NANO / 50 : NANO / 100);
        assert_int_equal(regime_at(over, 0, 12)->channels[0].misattribution_nano[1],
            spared == 1 ? NANO / 10 : NANO / 100);
        assert_int_equal(over->regime.channels[0].bounty_yuan, 0);
        dm_scenario_free(over);
    }
    dm_scenario_free(s);
    dm_diagnostics_clear(&diagnostics);
}

static void
a_twin_has_its_own_changes(void **state)
{
    struct dm_scenario *s = read_set("emergency", "law", NULL);

    (void) state;
    assert_int_equal(s->twin_rules.n_regimes, 2);
    assert_int_equal(s->twin_rules.n_periods, 2);
    assert_int_equal(s->twin_rules.from_month[1], 7);
    assert_int_equal(s->twin_rules.index[3 + 0], 0);
    assert_int_equal(s->twin_rules.index[3 + 1], 1);
    assert_false(s->twin_rules.regime[0].channels[0].active);
    assert_int_equal(s->rules.n_regimes, 3);
    assert_int_equal(s->n_patches, 1);
    dm_scenario_free(s);
}

static void
changes_read_back_from_the_resolved_text(void **state)
{
    static const char *const NAMES[] = { "emergency", "roll-out", "order" };
    struct memory_file *file = files;

    (void) state;
    while (strcmp(file->name, "resolved") != 0) {
        file++;
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct dm_scenario *a = read_good(NAMES[i]), *b;
        struct dm_strbuf text;

        dm_strbuf_init(&text);
        assert_int_equal(dm_scenario_resolved_yaml(a, &text), DM_OK);
        file->text = text.text;
        b = read_good("resolved");
        assert_string_equal(a->hash, b->hash);
        dm_scenario_free(a);
        dm_scenario_free(b);
        dm_strbuf_clear(&text);
    }
    file->text = NULL;
}

/* Every mechanism is off in a scenario that does not name it. */
static void
mechanisms_are_off_by_default(void **state)
{
    struct dm_scenario *s =
        read_set("base", NULL, "services={loan: {demand: 1/year, related_to: [c]}}");
    const struct dm_channel *channel = &s->regime.channels[0];
    const struct dm_scheme *scheme = &s->regime.schemes[0];
    const struct dm_list *list = &s->regime.lists[0];

    (void) state;
    assert_true(channel->active && scheme->active && list->active && list->appeal);
    assert_int_equal(channel->owner_joins_nano, NANO);
    assert_int_equal(channel->bounty_yuan, 0);
    assert_int_equal(channel->peers.rate_per_year_nano, 0);
    assert_int_equal(channel->peers.good, -1);
    assert_false(scheme->discretion || scheme->opt_in);
    assert_int_equal(scheme->discretion_most_nano, 100 * NANO);
    assert_int_equal(scheme->own_contexts, 0);
    assert_int_equal(scheme->refusers, -1);
    assert_false(list->counts || list->by_score);
    assert_int_equal(list->count, 1);
    assert_int_equal(list->within_months, 1);
    assert_int_equal(list->below_centi, 0);
    assert_int_equal(list->fulfilment_poor_nano, NANO);
    assert_int_equal(s->services[0].related_narrow, s->services[0].related_contexts);
    assert_int_equal(s->services[0].related_wide, s->services[0].related_contexts);
    assert_int_equal(s->regime.linkage_nano, NANO);
    assert_int_equal(s->regime.recognition_nano, NANO);
    assert_int_equal(s->regime.redress.body.officers_nano, DM_UNLIMITED);
    assert_false(s->regime.redress.on || s->regime.opinion.on || s->society.has_means);
    assert_int_equal(s->forms.labour, DM_LABOUR_OPEN);
    dm_scenario_free(s);
}

/* A reading left out is that of `related_to`; an empty one is empty. */
static void
readings_of_a_context_may_be_empty(void **state)
{
    struct dm_scenario *s = read_set("base", NULL,
        "services={loan: {demand: 1/year, related_to: c, related_narrow: [], related_wide: "
        "[c, z]}}");

    (void) state;
    assert_int_equal(s->n_contexts, 2);
    assert_int_equal(s->services[0].related_contexts, 1);
    assert_int_equal(s->services[0].related_narrow, 0);
    assert_int_equal(s->services[0].related_wide, 3);
    dm_scenario_free(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changes_nothing_is_no_other_rule),
        cmocka_unit_test(an_emergency_leaves_a_share),
        cmocka_unit_test(what_persists_lies_between),
        cmocka_unit_test(a_roll_out_takes_its_turns),
        cmocka_unit_test(later_changes_lie_over_earlier_ones),
        cmocka_unit_test(sets_reach_changes),
        cmocka_unit_test(overlays_reach_changes),
        cmocka_unit_test(a_twin_has_its_own_changes),
        cmocka_unit_test(changes_read_back_from_the_resolved_text),
        cmocka_unit_test(mechanisms_are_off_by_default),
        cmocka_unit_test(readings_of_a_context_may_be_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
