/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules in time and place (docs/odd/mechanisms.md, M1): what a change of rules leaves as it
 * was, roll-outs, emergencies, owners who join, and what is not active. */
#include "world/rulebook.h"

#include "small_world.h"

#include <stdio.h>

#define RICH     "schema: demerit/1\nextends: rich\n"
#define NO_TIES  "society.ties={work: 0, friends: 0, long: 0}"
#define NO_PRESS "response.publicity=0 %"

/* Points and lists that are harder than those of `rich` */
#define HARDER                                                                             \
    "{schemes: {city: {points: {bill: -200, offence: -150}}}, lists: {dodgers: {term: 9 "  \
    "months}}, sanctions: {no-ticket: {denies: 90 %}}, channels: {camera: {sees: "         \
    "{offence: 80 %}}}}"

static void
start(struct small_run *self, const char *text, const char *const *sets)
{
    small_start(self, small_scenario(text, sets));
}

static const struct dm_rulebook *
rules_of(const struct small_run *self)
{
    return &self->setting.rules[DM_REGIME];
}

/* ---- spans ---- */

static void
verify_spans(const struct small_run *self, uint32_t community, uint32_t tick)
{
    const struct dm_population *people = &self->setting.population;
    struct dm_span span[DM_MAX_JURISDICTIONS];
    int32_t n = dm_rulebook_spans(
        rules_of(self), self->setting.plan[DM_REGIME], people, community, tick, span);
    uint32_t at = 0;

    assert_in_range(n, 1, rules_of(self)->n_jurisdictions);
    for (int32_t k = 0; k < n; k++) {
        assert_int_equal(span[k].from, at);
        assert_true(span[k].to > at);
        assert_true(k == 0 || span[k].plan != span[k - 1].plan);
        for (; at < span[k].to; at++) {
            uint64_t p = (uint64_t) community * DM_COMMUNITY + at;

            assert_ptr_equal(span[k].plan,
                dm_rulebook_plan(rules_of(self), dm_population_cell(people, p) / 2, tick));
        }
    }
    assert_int_equal(at, dm_community_size(people, community));
}

static void
test_spans_are_the_jurisdictions(void **state)
{
    static const int persons[] = { 3, 40, 4095, 4097, 9000 };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(persons); k++) {
        char set[64];
        struct small_run run;

        (void) snprintf(set, sizeof set, "society.persons=%d", persons[k]);
        start(&run,
            RICH "jurisdictions: {J02: " HARDER "}\n"
                 "timeline: {reform: {from: 5 months, where: [J03, J02], every: 2 months, "
                 "set: {safeguards: {correction: {notice: 10 %}}}}}\n",
            (const char *[]){ set, NULL });
        for (uint32_t c = 0; c < run.setting.population.n_communities; c++) {
            for (uint32_t tick = 0; tick < 9; tick++) {
                verify_spans(&run, c, tick);
            }
        }
        small_clear(&run);
    }
}

/* ---- what changes nothing ---- */

static void
verify_same(const char *one, const char *other, const char *const *sets, int ticks)
{
    struct small_run a, b;
    char text[2][33];

    start(&a, one, sets);
    start(&b, other, sets);
    small_tick(&a, ticks);
    small_tick(&b, ticks);
    for (int side = 0; side < a.lane.n_sides; side++) {
        small_state_text(&a, side, text[0]);
        small_state_text(&b, side, text[1]);
        assert_string_equal(text[0], text[1]);
    }
    small_clear(&a);
    small_clear(&b);
}

static void
test_the_same_again_changes_nothing(void **state)
{
    (void) state;
    verify_same(RICH,
        RICH "timeline: {again: {from: 3 months, set: {schemes: {city: {points: {bill: "
             "-60}}}, lists: {dodgers: {term: 3 months}}}}}\n"
             "jurisdictions: {J02: {channels: {camera: {active: true}}}}\n",
        NULL, 18);
}

/* Equal values, different plans: a change of what nothing reads. */
static void
test_an_idle_change_changes_nothing(void **state)
{
    struct small_run run;
    static const char idle[] =
        RICH "timeline: {idle: {from: 3 months, until: 9 months, where: [J01, J03], set: "
             "{adaptation: {opacity_reach: 90 %}}}}\n";

    (void) state;
    start(&run, idle, NULL);
    assert_int_equal(rules_of(&run)->n_plans, 2);
    small_clear(&run);
    verify_same(RICH, idle, NULL, 18);
}

static void
test_nothing_changes_before_its_month(void **state)
{
    static const char later[] =
        RICH "timeline: {later: {from: 12 months, set: " HARDER "}}\n";
    struct small_run a, b;
    char text[2][33];

    (void) state;
    verify_same(RICH, later, NULL, 12);
    start(&a, RICH, NULL);
    start(&b, later, NULL);
    small_tick(&a, 13);
    small_tick(&b, 13);
    small_state_text(&a, DM_REGIME, text[0]);
    small_state_text(&b, DM_REGIME, text[1]);
    assert_string_not_equal(text[0], text[1]);
    /* the twin has its own rules */
    small_state_text(&a, DM_TWIN, text[0]);
    small_state_text(&b, DM_TWIN, text[1]);
    assert_string_equal(text[0], text[1]);
    small_clear(&a);
    small_clear(&b);
}

static void
test_names_of_entries_do_not_matter(void **state)
{
    (void) state;
    verify_same(RICH "timeline:\n"
                     "  a: {from: 3 months, set: {lists: {dodgers: {term: 9 months}}}}\n"
                     "  b: {from: 5 months, where: J02, set: {schemes: {city: {points: "
                     "{bill: -200}}}}}\n",
        RICH "timeline:\n"
             "  z: {from: 3 months, set: {lists: {dodgers: {term: 9 months}}}}\n"
             "  c: {from: 5 months, where: J02, set: {schemes: {city: {points: {bill: "
             "-200}}}}}\n",
        NULL, 18);
}

/* The same rules, said in two ways. */
static void
test_everywhere_is_each(void **state)
{
    (void) state;
    verify_same(RICH "timeline: {all: {from: 0 months, set: " HARDER "}}\n",
        RICH "jurisdictions: {J01: " HARDER ", J02: " HARDER ", J03: " HARDER "}\n", NULL,
        18);
}

/* From month 0 and everywhere: as if the regime had been written so. */
static void
test_from_the_start_is_the_regime(void **state)
{
    (void) state;
    verify_same(RICH "timeline: {all: {from: 0 months, set: {schemes: {city: {points: "
                     "{bill: -200}}, clinic: {start: 90}}, adaptation: {aware_at_start: 50 "
                     "%}}}}\n",
        RICH "schemes: {city: {points: {bill: -200}}, clinic: {start: 90}}\n"
             "adaptation: {aware_at_start: 50 %}\n",
        NULL, 18);
}

/* ---- places ---- */

static void
assert_same_persons(const struct small_run *a, const struct small_run *b, uint64_t from,
    uint64_t to, bool same)
{
    const struct dm_world *x = &a->lane.world[DM_REGIME], *y = &b->lane.world[DM_REGIME];
    bool all = true;

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        for (int k = 0; k < dm_columns[c].arrays; k++) {
            const char *one = dm_world_column(x, (enum dm_column) c, k);
            const char *other = dm_world_column(y, (enum dm_column) c, k);
            size_t width = dm_columns[c].width;

            if (one != NULL && dm_columns[c].role == DM_ROLE_STATE) {
                all = all && memcmp(one + from * width, other + from * width,
                                 (size_t) (to - from) * width) == 0;
            }
        }
    }
    assert_true(all == same);
}

/* Without ties, publicity and errors about others nothing reaches J01 from J02. */
static void
test_rules_of_one_place_stay_there(void **state)
{
    static const char *const sets[] = { NO_TIES, NO_PRESS,
        "channels.camera.misattribution=0", "channels.registry.misattribution=0",
        "channels.monitor.misattribution=0", NULL };
    struct small_run a, b;

    (void) state;
    start(&a, RICH, sets);
    start(&b, RICH "jurisdictions: {J02: " HARDER "}\n", sets);
    small_tick(&a, 24);
    small_tick(&b, 24);
    const uint64_t *first = a.setting.population.cell_first;

    assert_same_persons(&a, &b, first[0], first[2], true);
    assert_same_persons(&a, &b, first[4], first[6], true);
    assert_same_persons(&a, &b, first[2], first[4], false);
    small_clear(&a);
    small_clear(&b);
}

/* ---- roll-outs and emergencies ---- */

static int32_t
points_in(const struct small_run *self, int32_t j, uint32_t tick)
{
    const struct dm_plan *plan = dm_rulebook_plan(rules_of(self), j, tick);

    return plan->effect[small_act(self, "bill")]
        .points[small_scheme(&self->scenario->regime, "city")];
}

static void
test_a_roll_out_comes_in_order(void **state)
{
    struct small_run run;

    (void) state;
    start(&run,
        RICH "timeline: {roll-out: {from: 4 months, every: 3 months, where: [J03, J01], "
             "set: {schemes: {city: {points: {bill: -200}}}}}}\n",
        NULL);
    for (uint32_t tick = 0; tick < 20; tick++) {
        assert_int_equal(points_in(&run, 2, tick), tick >= 4 ? -20000 : -6000);
        assert_int_equal(points_in(&run, 0, tick), tick >= 7 ? -20000 : -6000);
        assert_int_equal(points_in(&run, 1, tick), -6000);
    }
    small_clear(&run);
}

static int32_t
after_emergency(const char *persists, bool *same)
{
    char text[256];
    struct small_run run;
    int32_t points;

    (void) snprintf(text, sizeof text,
        RICH "timeline: {emergency: {from: 4 months, until: 9 months, persists: %s, set: "
             "{schemes: {city: {points: {bill: -200}}}}}}\n",
        persists);
    start(&run, text, NULL);
    assert_int_equal(points_in(&run, 0, 3), -6000);
    assert_int_equal(points_in(&run, 0, 4), -20000);
    assert_int_equal(points_in(&run, 0, 8), -20000);
    points = points_in(&run, 0, 9);
    *same = dm_rulebook_plan(rules_of(&run), 0, 9) ==
            dm_rulebook_plan(rules_of(&run), 0, strcmp(persists, "0 %") == 0 ? 3 : 8);
    small_clear(&run);
    return points;
}

static void
test_an_emergency_ends_or_stays(void **state)
{
    bool same;

    (void) state;
    assert_int_equal(after_emergency("0 %", &same), -6000);
    assert_true(same); /* the very plan of before */
    assert_int_equal(after_emergency("25 %", &same), -9500);
    assert_false(same);
    assert_int_equal(after_emergency("100 %", &same), -20000);
    assert_true(same);
}

/* ---- owners ---- */

static int32_t
joined(const struct small_run *self, const char *channel)
{
    int32_t c = small_channel(&self->scenario->regime, channel), n = 0;

    for (int32_t j = 0; j < rules_of(self)->n_jurisdictions; j++) {
        const struct dm_plan *plan = dm_rulebook_plan(rules_of(self), j, 0);
        bool sees = false;

        for (int32_t k = 0; k < plan->n_sights; k++) {
            sees = sees || plan->sight[k].channel == c;
        }
        n += sees;
    }
    return n;
}

#define MANY                                                                               \
    "society.jurisdictions=[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "  \
    "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"

static void
test_owners_join(void **state)
{
    static const char *const joins[] = { "0 %", "30 %", "60 %", "100 %" };
    int32_t before = -1;
    struct small_run run;

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(joins); k++) {
        char set[64];

        (void) snprintf(set, sizeof set, "channels.camera.owner.joins=%s", joins[k]);
        start(&run, RICH, (const char *[]){ MANY, set, NULL });
        int32_t n = joined(&run, "camera");

        assert_true(n >= before); /* who joins at a lower price joins at a higher one */
        assert_true(k > 0 || n == 0);
        assert_true(k < 3 || n == 40);
        assert_int_equal(joined(&run, "monitor"), 40);
        assert_int_equal(rules_of(&run)->n_plans, n == 40 ? 1 : 2);
        before = n;
        small_clear(&run);
    }
    /* pressure sways as many as joining by itself */
    start(&run, RICH,
        (const char *[]){ MANY, "channels.camera.owner.joins=10 %",
            "channels.camera.owner.pressure=50 %", NULL });
    int32_t swayed = joined(&run, "camera");

    small_clear(&run);
    start(&run, RICH, (const char *[]){ MANY, "channels.camera.owner.joins=60 %", NULL });
    assert_int_equal(joined(&run, "camera"), swayed);
    small_clear(&run);
}

static void
test_nobody_joins_is_not_active(void **state)
{
    (void) state;
    verify_same(RICH "channels: {camera: {owner: {joins: 0 %}}}\n",
        RICH "channels: {camera: {active: false}}\n", NULL, 18);
}

/* Forty changes, each everywhere, under each of the sets of owners who joined. */
static void
test_too_many_rules(void **state)
{
    char text[4096] = RICH "timeline:\n";
    struct dm_scenario *scenario;
    struct dm_rulebook rules;
    struct dm_error err = { 0 };

    (void) state;
    for (int k = 1; k <= 40; k++) {
        size_t n = strlen(text);

        (void) snprintf(text + n, sizeof text - n,
            "  e%02d: {from: %d months, set: {lists: {shame: {term: %d months}}}}\n", k, k,
            k + 6);
    }
    scenario =
        small_scenario(text, (const char *[]){ MANY, "channels.camera.owner.joins=50 %",
                                 "channels.monitor.owner.joins=50 %",
                                 "channels.registry.owner.joins=50 %", NULL });
    assert_int_equal(dm_rulebook_init(&rules, scenario, false, &err), DM_ESCENARIO);
    assert_non_null(strstr(err.text, "more than 256 different rules"));
    assert_null(rules.plan);
    assert_int_equal(dm_rulebook_init(&rules, scenario, true, &err), DM_OK);
    assert_int_equal(rules.n_plans, 1);
    dm_rulebook_clear(&rules);
    dm_rulebook_clear(&rules);
    dm_scenario_free(scenario);
}

/* ---- measures and state ---- */

/* One shape: what some rules keep, all keep. */
static void
test_plans_agree_on_the_state(void **state)
{
    struct small_run run;

    (void) state;
    start(&run,
        RICH "timeline: {later: {from: 6 months, where: J02, set: {schemes: {city: "
             "{points: {bill: -500}, records_expire: 60 months}}, sanctions: {no-seat: "
             "{active: false}}}}}\n",
        NULL);
    const struct dm_plan *old = dm_rulebook_plan(rules_of(&run), 1, 5),
                         *now = dm_rulebook_plan(rules_of(&run), 1, 6);
    int32_t city = small_scheme(&run.scenario->regime, "city");

    assert_ptr_not_equal(old, now);
    assert_ptr_equal(old, run.setting.plan[DM_REGIME]);
    assert_memory_equal(&old->keeps, &now->keeps, sizeof old->keeps);
    assert_int_equal(old->longest_months, now->longest_months);
    assert_in_range(old->longest_months, 60, 64);
    assert_int_equal(old->spell_schemes, now->spell_schemes);
    assert_true(old->spell_schemes != 0);
    assert_int_equal(old->scheme[city].grain, now->scheme[city].grain);
    small_tick(&run, 12);
    small_clear(&run);
}

/* No order of threads and tiles shows. */
static void
test_tiles_do_not_show(void **state)
{
    static const char text[] =
        RICH "jurisdictions: {J02: " HARDER "}\n"
             "timeline: {r: {from: 5 months, every: 2 months, set: {lists: {shame: "
             "{active: false}}}}}\n";
    static const char *const sets[] = { "society.persons=20000",
        "channels.camera.owner.joins=50 %", NULL };
    struct small_run a, b;
    char one[33], other[33];

    (void) state;
    start(&a, text, sets);
    small_start_tiled(&b, small_scenario(text, sets), 3, 2);
    small_tick(&a, 12);
    small_tick(&b, 12);
    small_state_text(&a, DM_REGIME, one);
    small_state_text(&b, DM_REGIME, other);
    assert_string_equal(one, other);
    small_clear(&a);
    small_clear(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans_are_the_jurisdictions),
        cmocka_unit_test(test_the_same_again_changes_nothing),
        cmocka_unit_test(test_an_idle_change_changes_nothing),
        cmocka_unit_test(test_nothing_changes_before_its_month),
        cmocka_unit_test(test_names_of_entries_do_not_matter),
        cmocka_unit_test(test_everywhere_is_each),
        cmocka_unit_test(test_from_the_start_is_the_regime),
        cmocka_unit_test(test_rules_of_one_place_stay_there),
        cmocka_unit_test(test_a_roll_out_comes_in_order),
        cmocka_unit_test(test_an_emergency_ends_or_stays),
        cmocka_unit_test(test_owners_join),
        cmocka_unit_test(test_nobody_joins_is_not_active),
        cmocka_unit_test(test_too_many_rules),
        cmocka_unit_test(test_plans_agree_on_the_state),
        cmocka_unit_test(test_tiles_do_not_show),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
