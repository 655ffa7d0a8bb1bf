/* SPDX-License-Identifier: Apache-2.0
 *
 * What people expect of the regime: opacity, the forms of deterrence, displacement, and
 * what is not active (docs/odd/mechanisms.md, M1, M4). */
#include "world/plan.h"

#include "small_world.h"

#include <stdio.h>

struct compiled {
    struct dm_scenario *scenario;
    struct dm_plan *plan;
};

static void
compile_text(struct compiled *self, const char *text, const char *const *sets)
{
    struct dm_error err = { 0 };

    self->scenario = small_scenario(text, sets);
    self->plan = malloc(sizeof *self->plan);
    assert_non_null(self->plan);
    if (dm_plan_init(self->plan, self->scenario, &self->scenario->regime, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
}

static void
compile(struct compiled *self, const char *const *sets)
{
    compile_text(self, "schema: demerit/1\nextends: rich\n", sets);
}

static void
discard(struct compiled *self)
{
    free(self->plan);
    dm_scenario_free(self->scenario);
}

static const struct dm_plan_act *
act_of(const struct compiled *self, const char *id)
{
    int32_t a = 0;

    while (a < self->scenario->n_acts && strcmp(self->scenario->acts[a].id.s, id) != 0) {
        a++;
    }
    assert_true(a < self->scenario->n_acts);
    return &self->plan->act[a];
}

static void
assert_same_response(const struct dm_plan_act *a, const struct dm_plan_act *b)
{
    assert_memory_equal(a->deter, b->deter, sizeof a->deter);
    assert_memory_equal(a->gain, b->gain, sizeof a->gain);
    assert_int_equal(a->conduct_weight, b->conduct_weight);
}

static const char *const acts[] = { "award", "bill", "offence", "opinion" };

/* ---- opacity ---- */

/* Full opacity of full reach: one expectation for all acts; no opacity: the reach is
 * nothing. */
static void
test_opacity_ends(void **state)
{
    struct compiled plain, reach, blind;

    (void) state;
    compile(&plain, NULL);
    compile(&reach, (const char *[]){ "adaptation.opacity=0 %",
                        "adaptation.opacity_reach=90 %", "forms.opacity=worst", NULL });
    compile(&blind, (const char *[]){ "adaptation.opacity=100 %",
                        "adaptation.opacity_reach=100 %", NULL });
    for (size_t k = 0; k < SMALL_COUNT(acts); k++) {
        assert_same_response(act_of(&plain, acts[k]), act_of(&reach, acts[k]));
    }
    assert_memory_equal(act_of(&blind, "bill")->deter, act_of(&blind, "opinion")->deter,
        sizeof plain.plan->act[0].deter);
    assert_true(act_of(&plain, "bill")->deter[63] != act_of(&plain, "opinion")->deter[63]);
    /* the weight of conduct is of the rules, not of what is believed */
    assert_int_equal(
        act_of(&blind, "bill")->conduct_weight, act_of(&plain, "bill")->conduct_weight);
    discard(&plain);
    discard(&reach);
    discard(&blind);
}

/* The weighted mean by hand: one act in the domain, reach 0: nothing changes for it. */
static void
test_opacity_stays_in_the_domain(void **state)
{
    struct compiled plain, opaque;

    (void) state;
    compile(&plain, NULL);
    compile(&opaque, (const char *[]){
                         "adaptation.opacity=70 %", "adaptation.opacity_reach=0 %", NULL });
    for (size_t k = 0; k < SMALL_COUNT(acts); k++) {
        assert_same_response(act_of(&plain, acts[k]), act_of(&opaque, acts[k]));
    }
    discard(&plain);
    discard(&opaque);
}

/* An act type in two halves: nobody's expectation moves, whatever the opacity. */
static void
test_splitting_under_opacity(void **state)
{
    static const char halves[] =
        "schema: demerit/1\n"
        "extends: rich\n"
        "acts:\n"
        "  offence: {domain: expression}\n"
        "  opinion: null\n"
        "  opinion-a: {domain: expression, lawful: true, rate: 3/year, more_if: "
        "{outspokenness: 1.5}, deterrence: 0.9}\n"
        "  opinion-b: {domain: expression, lawful: true, rate: 3/year, more_if: "
        "{outspokenness: 1.5}, deterrence: 0.9}\n"
        "channels: {monitor: {sees: {opinion: null, opinion-a: 20 %, opinion-b: 20 %}}}\n"
        "schemes: {city: {points: {opinion: null, opinion-a: -20, opinion-b: -20}}}\n";
    static const char *const forms[] = { "forms.opacity=mean", "forms.opacity=worst",
        "forms.opacity=lost-knowledge" };
    static const char *const others[] = { "award", "bill", "offence" };

    (void) state;
    for (size_t f = 0; f < SMALL_COUNT(forms); f++) {
        const char *sets[] = { forms[f], "adaptation.opacity=60 %", NULL };
        const char *whole_sets[] = { forms[f], "adaptation.opacity=60 %",
            "acts.offence.domain=expression", NULL };
        struct compiled whole, split;

        compile(&whole, whole_sets);
        compile_text(&split, halves, sets);
        for (size_t k = 0; k < SMALL_COUNT(others); k++) {
            assert_same_response(act_of(&whole, others[k]), act_of(&split, others[k]));
        }
        assert_memory_equal(act_of(&whole, "opinion")->deter,
            act_of(&split, "opinion-b")->deter, sizeof whole.plan->act[0].deter);
        discard(&whole);
        discard(&split);
    }
}

/* Nothing expected <= the mean <= the worst, at every level of fear. */
static void
test_forms_of_opacity_are_ordered(void **state)
{
    static const char *const opaque[] = { "lost-knowledge", "mean", "worst" };
    struct compiled form[3];

    (void) state;
    for (int f = 0; f < 3; f++) {
        char set[64];

        (void) snprintf(set, sizeof set, "forms.opacity=%s", opaque[f]);
        compile(&form[f], (const char *[]){ set, "adaptation.opacity=80 %",
                              "acts.offence.domain=expression", NULL });
    }
    for (size_t k = 0; k < SMALL_COUNT(acts); k++) {
        for (int level = 0; level < DM_FEAR_LEVELS; level++) {
            for (int f = 0; f < 2; f++) {
                assert_true(act_of(&form[f], acts[k])->deter[level] <=
                            act_of(&form[f + 1], acts[k])->deter[level]);
            }
        }
    }
    assert_true(act_of(&form[0], "bill")->deter[63] < act_of(&form[1], "bill")->deter[63]);
    assert_true(
        act_of(&form[1], "opinion")->deter[63] < act_of(&form[2], "opinion")->deter[63]);
    for (int f = 0; f < 3; f++) {
        discard(&form[f]);
    }
}

/* ---- deterrence ---- */

static void
test_saturating_is_below(void **state)
{
    struct compiled linear, saturating;

    (void) state;
    compile(&linear, (const char *[]){ "acts.bill.deterrence=3", NULL });
    compile(&saturating,
        (const char *[]){ "forms.deterrence=saturating", "acts.bill.deterrence=3", NULL });
    for (size_t k = 0; k < SMALL_COUNT(acts); k++) {
        const struct dm_plan_act *a = act_of(&linear, acts[k]),
                                 *b = act_of(&saturating, acts[k]);

        for (int level = 0; level < DM_FEAR_LEVELS; level++) {
            assert_in_range(b->deter[level], 0, 2048);
            assert_true(b->deter[level] <= a->deter[level]);
            assert_true((b->deter[level] == 0) == (a->deter[level] == 0));
            assert_true(level == 0 || b->deter[level] >= b->deter[level - 1]);
        }
    }
    assert_true(
        act_of(&saturating, "bill")->deter[63] < act_of(&linear, "bill")->deter[63]);
    discard(&linear);
    discard(&saturating);
}

/* Only whether there are points, never how many. */
static void
test_certainty_does_not_ask_how_much(void **state)
{
    struct compiled few, many, linear_few, linear_many;

    (void) state;
    compile(&few, (const char *[]){ "forms.deterrence=certainty",
                      "schemes.city.points.opinion=-1", NULL });
    compile(&many, (const char *[]){ "forms.deterrence=certainty",
                       "schemes.city.points.opinion=-90", NULL });
    compile(&linear_few, (const char *[]){ "schemes.city.points.opinion=-1", NULL });
    compile(&linear_many, (const char *[]){ "schemes.city.points.opinion=-90", NULL });
    assert_memory_equal(act_of(&few, "opinion")->deter, act_of(&many, "opinion")->deter,
        sizeof few.plan->act[0].deter);
    assert_true(act_of(&linear_few, "opinion")->deter[63] <
                act_of(&linear_many, "opinion")->deter[63]);
    assert_true(
        act_of(&few, "opinion")->deter[63] > act_of(&linear_many, "opinion")->deter[63]);
    discard(&few);
    discard(&many);
    discard(&linear_few);
    discard(&linear_many);
}

/* ---- displacement ---- */

static void
test_displacement(void **state)
{
    struct compiled plain, displaced, rewarded, unrewarding;

    (void) state;
    compile(&plain, NULL);
    compile(&displaced, (const char *[]){ "acts.opinion.displaced=1.5", NULL });
    compile(&rewarded, (const char *[]){ "acts.award.displaced=1.5", NULL });
    compile(&unrewarding, (const char *[]){ "acts.opinion.displaced=1.5",
                              "schemes.city.points.award=0", NULL });
    const struct dm_plan_act *opinion = act_of(&displaced, "opinion");
    int32_t city = -1;

    for (int32_t s = 0; s < displaced.scenario->regime.n_schemes; s++) {
        city = strcmp(displaced.scenario->regime.schemes[s].id.s, "city") == 0 ? s : city;
    }
    assert_in_range(city, 0, DM_MAX_SCHEMES);
    /* 60 points to gain: as close to the next tier as the first levels it pulls fully */
    assert_int_equal(opinion->gain[city][0], 0);
    assert_int_equal(opinion->gain[city][1], -1536);
    for (int level = 2; level < DM_GAIN_LEVELS; level++) {
        assert_true(opinion->gain[city][level] >= opinion->gain[city][level - 1]);
        assert_true(opinion->gain[city][level] <= 0);
    }
    assert_true(opinion->gain[city][DM_GAIN_LEVELS - 1] > -1536);
    /* who gains by an act is not displaced; where nothing is rewarded nobody is */
    assert_same_response(act_of(&plain, "award"), act_of(&rewarded, "award"));
    assert_false(act_of(&unrewarding, "opinion")->has_gain);
    assert_same_response(act_of(&plain, "bill"), act_of(&displaced, "bill"));
    discard(&plain);
    discard(&displaced);
    discard(&rewarded);
    discard(&unrewarding);
}

/* ---- what is not active, what is not recognised ---- */

static void
test_inactive_channel_is_as_if_blind(void **state)
{
    struct compiled off, blind;

    (void) state;
    compile(&off, (const char *[]){ "channels.camera.active=false", NULL });
    compile(&blind, (const char *[]){ "channels.camera.sees={offence: 0 %, bill: 0 %}",
                        "channels.camera.false_records=0/year", NULL });
    assert_int_equal(off.plan->n_sights, blind.plan->n_sights);
    for (size_t k = 0; k < SMALL_COUNT(acts); k++) {
        assert_same_response(act_of(&off, acts[k]), act_of(&blind, acts[k]));
    }
    discard(&off);
    discard(&blind);
}

static void
test_inactive_scheme_deters_nobody(void **state)
{
    struct compiled off;

    (void) state;
    compile(&off, (const char *[]){ "schemes.city.active=false", NULL });
    assert_int_equal(act_of(&off, "opinion")->deter[63], 0);
    assert_int_equal(act_of(&off, "opinion")->conduct_weight, 0);
    assert_false(act_of(&off, "award")->has_gain);
    assert_true(act_of(&off, "bill")->deter[63] > 0); /* the clinic's scheme is active */
    discard(&off);
}

static void
test_inactive_list_and_sanction(void **state)
{
    struct compiled plain, off, unsanctioned;

    (void) state;
    compile(&plain, (const char *[]){ "schemes.clinic.active=false", NULL });
    compile(&off, (const char *[]){
                      "lists.dodgers.active=false", "schemes.clinic.active=false", NULL });
    compile(&unsanctioned, (const char *[]){ "sanctions.no-seat.active=false", NULL });
    /* a black list by act is the whole loss; without it the points are */
    assert_true(act_of(&off, "offence")->deter[63] < act_of(&plain, "offence")->deter[63]);
    assert_true(act_of(&off, "offence")->deter[63] > 0);
    assert_int_equal(unsanctioned.plan->spell_schemes, 0);
    discard(&plain);
    discard(&off);
    discard(&unsanctioned);
}

static uint64_t
keep_of_travel(const char *away, const char *recognition)
{
    struct compiled it;
    uint64_t keep;

    compile(&it, (const char *[]){ away, recognition, NULL });
    assert_string_equal(it.scenario->services[1].id.s, "travel");
    assert_int_equal(it.plan->service[1].n_denials, 3);
    keep = it.plan->service[1].denial[2].keep; /* slow-lane: denies 10 % */
    discard(&it);
    return keep;
}

static void
test_recognition(void **state)
{
    (void) state;
    /* 10 % of the demands at home, and of a quarter of those away */
    assert_int_equal(
        keep_of_travel("services.travel.away=40 %", "response.recognition=25 %"),
        DM_ONE32 - dm_threshold(70000000));
    assert_int_equal(
        keep_of_travel("services.travel.away=40 %", "response.recognition=100 %"),
        DM_ONE32 - dm_threshold(100000000));
    assert_int_equal(keep_of_travel("services.travel.away=0 %", "response.recognition=0 %"),
        DM_ONE32 - dm_threshold(100000000));
    assert_int_equal(
        keep_of_travel("services.travel.away=100 %", "response.recognition=0 %"), DM_ONE32);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opacity_ends),
        cmocka_unit_test(test_opacity_stays_in_the_domain),
        cmocka_unit_test(test_splitting_under_opacity),
        cmocka_unit_test(test_forms_of_opacity_are_ordered),
        cmocka_unit_test(test_saturating_is_below),
        cmocka_unit_test(test_certainty_does_not_ask_how_much),
        cmocka_unit_test(test_displacement),
        cmocka_unit_test(test_inactive_channel_is_as_if_blind),
        cmocka_unit_test(test_inactive_scheme_deters_nobody),
        cmocka_unit_test(test_inactive_list_and_sanction),
        cmocka_unit_test(test_recognition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
