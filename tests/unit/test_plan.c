/* SPDX-License-Identifier: Apache-2.0
 *
 * The compiled regime: that mean rates come out as written, what deters and attracts, how
 * channels thin, which rates are refused and in what words. */
#include "world/plan.h"

#include "small_world.h"

#include <math.h>
#include <stdio.h>

#define ERRORS 5.0

struct compiled {
    struct dm_scenario *scenario;
    struct dm_plan *plan;
};

static void
compile(struct compiled *self, struct dm_scenario *scenario)
{
    struct dm_error err = { 0 };

    self->scenario = scenario;
    self->plan = malloc(sizeof *self->plan);
    assert_non_null(self->plan);
    if (dm_plan_init(self->plan, scenario, &scenario->regime, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
}

static void
compile_rich(struct compiled *self, const char *const *sets)
{
    compile(self, small_scenario("schema: demerit/1\nextends: rich\n", sets));
}

static void
discard(struct compiled *self)
{
    free(self->plan);
    dm_scenario_free(self->scenario);
}

static int32_t
act_of(const struct compiled *self, const char *id)
{
    for (int32_t a = 0; a < self->scenario->n_acts; a++) {
        if (strcmp(self->scenario->acts[a].id.s, id) == 0) {
            return a;
        }
    }
    fail_msg("no act %s", id);
    return -1;
}

/* ---- rates ---- */

static const char *const library[] = { "base", "none", "ordinary-law", "rongcheng",
    "suining-2010", "suzhou" };

static void
test_mean_rate_of_library(void **state)
{
    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(library); k++) {
        struct compiled it;

        compile(&it, small_library(library[k], NULL));
        for (int32_t a = 0; a < it.plan->n_acts; a++) {
            double written = (double) it.scenario->acts[a].rate_per_year_nano / 1e9;

            assert_int_equal(it.plan->act[a].happens, written > 0.0);
            small_assert_near(it.scenario->acts[a].id.s, it.plan->act[a].realised_per_year,
                written, 0.001 * written + 1e-300, it.plan->act[a].happens ? 1.0 : 0.0);
        }
        discard(&it);
    }
}

/* The same from persons instead of tables: mean of the rates of 200,000 at tick 0, nobody
 * aware. */
static void
test_mean_rate_of_persons(void **state)
{
    struct small_run run;
    double n[DM_MAX_ACTS] = { 0 }, sum[DM_MAX_ACTS] = { 0 }, squares[DM_MAX_ACTS] = { 0 };

    (void) state;
    small_start(&run,
        small_library("ordinary-law", (const char *[]){ "society.persons=200000", NULL }));
    for (uint32_t c = 0; c < run.setting.population.n_communities; c++) {
        struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];

        dm_block_at(block, &run.lane.world[DM_REGIME], c, run.lane.key, 0);
        dm_stage_behaviour.step_block(block);
        for (int32_t a = 0; a < run.scenario->n_acts; a++) {
            for (uint32_t i = 0; i < block->m; i++) {
                int32_t index = dm_block_rate_index(block, a, i);
                double rate =
                    index == DM_NO_RATE ? 0.0 : 12.0 * (double) dm_rate40(index) / 0x1p40;

                n[a] += index != DM_NO_RATE;
                sum[a] += rate;
                squares[a] += rate * rate;
            }
        }
    }
    for (int32_t a = 0; a < run.scenario->n_acts; a++) {
        double mean = sum[a] / n[a],
               written = (double) run.scenario->acts[a].rate_per_year_nano / 1e9;

        /* twice the error of independent persons: members of a household are poor together
         */
        small_assert_near(run.scenario->acts[a].id.s, mean, written,
            2.0 * sqrt((squares[a] / n[a] - mean * mean) / n[a]) + 0.0005 * written,
            ERRORS);
    }
    small_clear(&run);
}

static void
assert_same_act(const struct dm_plan_act *a, const struct dm_plan_act *b)
{
    assert_int_equal(a->happens, b->happens);
    assert_int_equal(a->base, b->base);
    assert_int_equal(a->poverty, b->poverty);
    assert_int_equal(a->conduct_weight, b->conduct_weight);
    assert_memory_equal(a->deter, b->deter, sizeof a->deter);
    assert_memory_equal(a->gain, b->gain, sizeof a->gain);
    assert_memory_equal(a->by_traits, b->by_traits, sizeof a->by_traits);
    assert_memory_equal(a->by_norms, b->by_norms, sizeof a->by_norms);
}

/* An act type in two halves: nothing of the others moves, the halves differ from it by ln 2
 * alone. */
static void
test_splitting_an_act(void **state)
{
    static const char halves[] =
        "schema: demerit/1\n"
        "extends: rich\n"
        "acts:\n"
        "  opinion: null\n"
        "  opinion-a: {domain: expression, lawful: true, rate: 3/year, more_if: "
        "{outspokenness: 1.5}, deterrence: 0.9}\n"
        "  opinion-b: {domain: expression, lawful: true, rate: 3/year, more_if: "
        "{outspokenness: 1.5}, deterrence: 0.9}\n"
        "channels: {monitor: {sees: {opinion: null, opinion-a: 20 %, opinion-b: 20 %}}}\n"
        "schemes: {city: {points: {opinion: null, opinion-a: -20, opinion-b: -20}}}\n";
    static const char *const others[] = { "award", "bill", "offence" };
    struct compiled whole, split;

    (void) state;
    compile_rich(&whole, NULL);
    compile(&split, small_scenario(halves, NULL));
    for (size_t k = 0; k < SMALL_COUNT(others); k++) {
        assert_same_act(&whole.plan->act[act_of(&whole, others[k])],
            &split.plan->act[act_of(&split, others[k])]);
    }
    const struct dm_plan_act *one = &whole.plan->act[act_of(&whole, "opinion")];
    const struct dm_plan_act *half = &split.plan->act[act_of(&split, "opinion-a")];

    assert_in_range(one->base - half->base, 709, 711); /* 1024 ln 2 = 709.8 */
    assert_memory_equal(one->deter, half->deter, sizeof one->deter);
    assert_memory_equal(one->by_norms, half->by_norms, sizeof one->by_norms);
    assert_same_act(half, &split.plan->act[act_of(&split, "opinion-b")]);
    discard(&whole);
    discard(&split);
}

static void
verify_refusal(const char *const *sets, const char *text)
{
    struct dm_scenario *scenario =
        small_scenario("schema: demerit/1\nextends: rich\n", sets);
    struct dm_plan *plan = malloc(sizeof *plan);
    struct dm_error err = { 0 };

    assert_non_null(plan);
    assert_int_equal(dm_plan_init(plan, scenario, &scenario->regime, &err), DM_ESCENARIO);
    assert_int_equal(err.status, DM_ESCENARIO);
    assert_string_equal(err.text, text);
    assert_int_equal(dm_plan_init(plan, scenario, &scenario->regime, NULL), DM_ESCENARIO);
    free(plan);
    dm_scenario_free(scenario);
}

static void
test_refused_rates(void **state)
{
    (void) state;
    verify_refusal((const char *[]){ "acts.bill.rate=700/year", NULL },
        "acts.bill.rate: some persons would do it more than 64 times a month; lower `rate` "
        "or the coefficients "
        "of `more_if`");
    verify_refusal((const char *[]){ "acts.award.rate=0.000000002/year", NULL },
        "acts.award.rate: some persons would do it less than 2^-32 times a month; raise "
        "`rate`, write 0/year, "
        "or lower the coefficients of `more_if`");
    verify_refusal((const char *[]){ "acts.opinion.more_if.outspokenness=10",
                       "acts.opinion.more_if.online=9.5", NULL },
        "acts.opinion.more_if: the coefficients together multiply the rate of some persons "
        "by more than exp(16)");
}

/* ---- deterrence and gain ---- */

static void
test_deterrence(void **state)
{
    struct compiled it;

    (void) state;
    compile_rich(&it, (const char *[]){ "adaptation.announced=0", NULL });
    for (int32_t a = 0; a < it.plan->n_acts; a++) {
        assert_int_equal(it.plan->act[a].deter[0], 0);
    }
    discard(&it);
    compile_rich(&it, NULL);
    for (int32_t a = 0; a < it.plan->n_acts; a++) {
        const int32_t *deter = it.plan->act[a].deter;

        for (int level = 1; level < DM_FEAR_LEVELS; level++) {
            assert_true(deter[level] >= deter[level - 1]);
        }
        assert_true(deter[DM_FEAR_LEVELS - 1] <= 2 * 1024);
    }
    assert_true(it.plan->act[act_of(&it, "bill")].deter[0] > 0);
    assert_int_equal(
        it.plan->act[act_of(&it, "award")].deter[63], 0); /* a gain is no loss */
    discard(&it);
}

/* D = epsilon phi p s^0.2, in doubles from the written rule. */
static void
verify_deterrence(const char *kind, double loss)
{
    struct compiled it;
    double p = 0.4 * (0.64 * 0.9 + 0.36 * 0.6); /* camera: sees times mean coverage */

    compile_rich(&it, (const char *[]){ kind, NULL });
    for (int level = 0; level < DM_FEAR_LEVELS; level++) {
        double phi = 0.3 + 0.7 * level / 64.0;
        int32_t seen = it.plan->act[act_of(&it, "offence")].deter[level];

        small_assert_near(
            "deterrence", seen, 1024.0 * 0.9 * phi * p * pow(loss, 0.2), 1.0, 0.51);
    }
    discard(&it);
}

static void
test_deterrence_formula(void **state)
{
    (void) state;
    verify_deterrence("lists.dodgers.kind=black", 1.0);
    /* clinic: 25 points of the 40 to its sanctioned tier, more than city's 40 of 150 */
    verify_deterrence("lists.dodgers.kind=registry", 25.0 / 40.0);
}

static void
test_gain(void **state)
{
    struct compiled it;
    const struct dm_plan_act *award;
    int32_t city;

    (void) state;
    compile_rich(&it, NULL);
    award = &it.plan->act[act_of(&it, "award")];
    city = small_scheme(&it.scenario->regime, "city");
    for (int32_t a = 0; a < it.plan->n_acts; a++) {
        for (int32_t s = 0; s < it.plan->n_schemes; s++) {
            const int32_t *gain = it.plan->act[a].gain[s];

            assert_int_equal(gain[0], 0);
            for (int level = 2; level < DM_GAIN_LEVELS; level++) {
                assert_true(gain[level] <= gain[level - 1]);
            }
        }
    }
    assert_int_equal(award->gain[city][1], 512); /* 0.5 nats where the points suffice */
    assert_int_equal(award->gain[city][15],
        dm_rdiv(512 * 60, 180)); /* 60 points of the 180 between the cuts */
    discard(&it);
}

static void
test_gain_level(void **state)
{
    struct compiled it;
    const struct dm_plan_scheme *city;

    (void) state;
    compile_rich(&it, NULL);
    city = &it.plan->scheme[small_scheme(&it.scenario->regime, "city")];
    for (int32_t score = city->low; score <= city->high; score += 37) {
        int32_t tier = dm_plan_tier(city, score),
                level = dm_plan_gain_level(city, tier, score);

        assert_int_equal(tier, (score >= 85000) + (score >= 95000) + (score >= 103000));
        if (tier == 3) {
            assert_int_equal(level, 0);
            continue;
        }
        int32_t apart = city->cut[tier] - score;

        assert_in_range(level, 1, 15);
        assert_true(level == 15 || apart <= city->reach[level]);
        assert_true(level == 1 || apart > city->reach[level - 1]);
    }
    discard(&it);
}

/* One tier of mean difference is worth weight times the mean step between cuts. */
static void
test_association_step(void **state)
{
    struct compiled it;
    int32_t city;

    (void) state;
    compile_rich(&it, NULL);
    city = small_scheme(&it.scenario->regime, "city");
    /* 5 % of (1030 - 850) / 2 points, in millionths of a centipoint */
    assert_true(it.plan->scheme[city].association == INT64_C(50000) * 18000 / 2);
    assert_true(
        it.plan->scheme[small_scheme(&it.scenario->regime, "clinic")].association == 0);
    discard(&it);
    compile_rich(
        &it, (const char *[]){
                 "schemes.city.tiers=[{id: d, below: 850}, {id: a, from: 850}]", NULL });
    assert_true(it.plan->scheme[city].association ==
                INT64_C(50000) * 15000); /* one cut: from the start */
    discard(&it);
    compile_rich(&it, (const char *[]){ "schemes.city.published=false", NULL });
    assert_true(it.plan->scheme[city].association == 0);
    discard(&it);
    compile_rich(&it, (const char *[]){ "schemes.city.association.weight=0", NULL });
    assert_true(it.plan->scheme[city].association == 0);
    discard(&it);
}

/* ---- thinning ---- */

static const struct dm_plan_sight *
sight_of(const struct compiled *it, const char *act, const char *channel)
{
    for (int32_t k = 0; k < it->plan->n_sights; k++) {
        if (it->plan->sight[k].act == act_of(it, act) &&
            it->plan->sight[k].channel == small_channel(&it->scenario->regime, channel)) {
            return &it->plan->sight[k];
        }
    }
    fail_msg("%s does not see %s", channel, act);
    return it->plan->sight;
}

/* Under `dedupe: act` the first channels in order of id keep what they see. */
static void
test_thinning(void **state)
{
    struct compiled it;

    (void) state;
    for (int dedupe = 0; dedupe < 2; dedupe++) {
        compile_rich(
            &it, (const char *[]){ "channels.monitor.sees.bill=50 %",
                     dedupe ? "observation.dedupe=act" : "observation.dedupe=none", NULL });
        for (unsigned k = 0; k < DM_COVERAGE_CLASSES; k++) {
            double camera = 0.1 * ((k & DM_TRAIT_RURAL) != 0 ? 0.6 : 0.9);
            double monitor = 0.5 * ((k & DM_TRAIT_ONLINE) != 0 ? 1.0 : 0.3);
            double second = dedupe ? 1.0 - camera : 1.0,
                   third = dedupe ? second * (1.0 - monitor) : 1.0;

            small_assert_near("first", sight_of(&it, "bill", "camera")->shift[k],
                1024.0 * log(camera), 1.0, 0.6);
            small_assert_near("second", sight_of(&it, "bill", "monitor")->shift[k],
                1024.0 * log(monitor * second), 1.0, 0.6);
            small_assert_near("third", sight_of(&it, "bill", "registry")->shift[k],
                1024.0 * log(0.7 * third), 1.0, 0.6);
        }
        discard(&it);
    }
    compile_rich(&it, (const char *[]){ "channels.camera.covers.rural=0", NULL });
    assert_int_equal(sight_of(&it, "bill", "camera")->shift[DM_TRAIT_RURAL], DM_NO_RATE);
    discard(&it);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean_rate_of_library),
        cmocka_unit_test(test_mean_rate_of_persons),
        cmocka_unit_test(test_splitting_an_act),
        cmocka_unit_test(test_refused_rates),
        cmocka_unit_test(test_deterrence),
        cmocka_unit_test(test_deterrence_formula),
        cmocka_unit_test(test_gain),
        cmocka_unit_test(test_gain_level),
        cmocka_unit_test(test_association_step),
        cmocka_unit_test(test_thinning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
