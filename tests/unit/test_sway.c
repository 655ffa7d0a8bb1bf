/* SPDX-License-Identifier: Apache-2.0
 *
 * How acts move, summed row by row, against sums act by act: random small tables, tables
 * that move nothing, and steps as large as they can be. */
#include "measure/sway.h"

#include "small_world.h"

#define ROUNDS    120
#define PERSONS   16
#define UNTOUCHED 0x5A5A5A5A

static uint32_t
any(uint32_t *round, uint32_t below)
{
    return dm_below(
        dm_word((struct dm_key){ 23, 1 }, 0, 0, 2, DM_DRAW_SEEN, (*round)++), below);
}

/* A step of up to `most` up or down. */
static int32_t
step(uint32_t *round, int32_t most)
{
    return (int32_t) any(round, 2 * (uint32_t) most + 1) - most;
}

static void
fill(int32_t *steps, size_t n, int32_t most, uint32_t *round)
{
    for (size_t k = 0; k < n; k++) {
        steps[k] = step(round, most);
    }
}

/* ---- persons ---- */

/* A block that behaviour has stepped, in a world of these rules. */
struct people {
    struct dm_population population;
    struct dm_world world;
    struct dm_block block;
    uint8_t traits[2 * PERSONS], alarm[PERSONS], crowding[PERSONS],
        level[DM_MAX_SCHEMES * DM_COMMUNITY];
    uint16_t norms[2 * PERSONS];
    int32_t poor[PERSONS];
};

static void
draw_people(struct people *self, const struct dm_plan *plan, uint32_t *round)
{
    for (uint32_t i = 0; i < PERSONS; i++) {
        self->traits[PERSONS + i] = (uint8_t) any(round, 256);
        self->norms[PERSONS + i] = (uint16_t) any(round, DM_NORM_SETS);
        self->alarm[i] = (uint8_t) (1 + any(round, DM_FEAR_LEVELS));
        self->crowding[i] = (uint8_t) any(round, DM_CROWD_LEVELS);
        self->poor[i] = -(int32_t) any(round, 2);
        for (size_t s = 0; s < DM_MAX_SCHEMES; s++) {
            self->level[s * DM_COMMUNITY + i] = (uint8_t) any(round, DM_GAIN_LEVELS);
        }
    }
    self->population =
        (struct dm_population){ .traits = self->traits, .norms = self->norms };
    self->world = (struct dm_world){ .population = &self->population, .plan = plan };
    self->block = (struct dm_block){ .m = PERSONS,
        .n_spans = 1,
        .span = { { .from = 0, .to = PERSONS, .plan = plan } },
        .first = PERSONS,
        .world = &self->world,
        .level_at_start = self->level,
        .poor = self->poor,
        .alarm = self->alarm,
        .crowding = self->crowding };
}

/* ---- rules ---- */

static void
draw_act(struct dm_plan_act *act, int32_t n_schemes, int32_t most, uint32_t *round)
{
    *act = (struct dm_plan_act){ .happens = any(round, 8) > 0,
        .lawful = any(round, 2) == 0,
        .expression = any(round, 2) == 0,
        .poverty = step(round, most),
        .has_deter = any(round, 2) == 0,
        .has_gain = any(round, 3) == 0,
        .has_crowding = any(round, 3) == 0 };
    for (int32_t t = 0; t < DM_TRAIT_SETS; t++) {
        act->by_traits[t] = any(round, 8) == 0 ? DM_NO_ACT : step(round, most);
    }
    fill(act->by_norms, DM_NORM_SETS, most, round);
    if (act->has_deter) {
        fill(act->deter, DM_FEAR_LEVELS, most, round);
    }
    if (act->has_crowding) {
        fill(act->crowding, DM_CROWD_LEVELS, most, round);
    }
    for (int32_t s = 0; act->has_gain && s < n_schemes; s++) {
        fill(act->gain[s], DM_GAIN_LEVELS, most, round);
    }
}

static struct dm_plan *
draw_plan(int32_t most, uint32_t *round)
{
    struct dm_plan *plan = calloc(1, sizeof *plan);

    assert_non_null(plan);
    plan->n_acts = (int32_t) any(round, 9);
    plan->n_schemes = (int32_t) any(round, DM_MAX_SCHEMES + 1);
    plan->crowding.on = any(round, 2) == 0;
    for (int32_t a = 0; a < plan->n_acts; a++) {
        draw_act(&plan->act[a], plan->n_schemes, most, round);
    }
    return plan;
}

/* ---- laws ---- */

/* Index of act a of person i, term by term, wider than it can be. */
static int64_t
index_of(const struct people *self, const struct dm_plan *plan, int32_t a, uint32_t i)
{
    const struct dm_plan_act *act = &plan->act[a];
    int64_t sum = act->by_traits[self->traits[PERSONS + i] % DM_TRAIT_SETS];

    sum += act->by_norms[self->norms[PERSONS + i]];
    sum += self->poor[i] != 0 ? act->poverty : 0;
    sum -= act->deter[self->alarm[i] - 1];
    for (size_t s = 0; s < (size_t) plan->n_schemes; s++) {
        sum += act->gain[s][self->level[s * DM_COMMUNITY + i]];
    }
    return act->has_crowding ? sum + act->crowding[self->crowding[i]] : sum;
}

/* Those that respond, each once, unlawful ones before others and both in order. */
static void
verify_acts(const struct dm_sway *sway, const struct dm_plan *plan)
{
    int32_t k = 0;

    for (int lawful = 0; lawful < 2; lawful++) {
        for (int32_t a = 0; a < plan->n_acts; a++) {
            const struct dm_plan_act *act = &plan->act[a];
            bool moves =
                act->has_deter || act->has_gain || (act->has_crowding && plan->crowding.on);

            if (act->lawful == (lawful != 0) && act->happens && moves &&
                (!act->lawful || act->expression)) {
                assert_true(k < sway->n);
                assert_int_equal(sway->act[k], a);
                k++;
            }
        }
        assert_int_equal(lawful != 0 ? sway->n : sway->n_unlawful, k);
    }
}

/* The sums are those of the terms, are what stages use, and nothing behind them is touched.
 */
static void
verify_sums(
    const struct dm_sway *sway, const struct people *people, const struct dm_plan *plan)
{
    for (uint32_t i = 0; sway->n > 0 && i < PERSONS; i++) {
        int32_t index[DM_MAX_ACTS];

        index[sway->n] = UNTOUCHED;
        dm_sway_of(sway, &people->block, i, index);
        for (int32_t k = 0; k < sway->n; k++) {
            assert_true(index[k] == index_of(people, plan, sway->act[k], i));
            assert_int_equal(
                index[k], dm_block_propensity(&people->block, sway->act[k], i) +
                              dm_block_response(&people->block, sway->act[k], i));
        }
        assert_int_equal(index[sway->n], UNTOUCHED);
    }
}

static int32_t
verify_plan(const struct dm_plan *plan, uint32_t *round)
{
    struct people *people = malloc(sizeof *people);
    struct dm_sway sway;
    int32_t n;

    assert_non_null(people);
    draw_people(people, plan, round);
    assert_true(dm_sway_init(&sway, plan));
    verify_acts(&sway, plan);
    verify_sums(&sway, people, plan);
    n = sway.n;
    dm_sway_clear(&sway);
    dm_sway_clear(&sway);
    free(people);
    return n;
}

static void
test_sums_are_those_of_terms(void **state)
{
    uint32_t round = 0;
    int32_t n = 0;

    (void) state;
    for (int k = 0; k < ROUNDS; k++) {
        struct dm_plan *plan = draw_plan(1 + (int32_t) any(&round, 3000), &round);

        n += verify_plan(plan, &round);
        free(plan);
    }
    assert_true(n > ROUNDS);
}

/* Where nothing moves anybody there is no act and no table; where what moves an act moves
 * it by 0, its index is that of somebody who does not respond. */
static void
test_zero_where_nobody_responds(void **state)
{
    uint32_t round = 1U << 20;

    (void) state;
    for (int k = 0; k < ROUNDS / 4; k++) {
        struct dm_plan *plan = draw_plan(2000, &round);
        struct people *people = malloc(sizeof *people);
        struct dm_sway sway;

        assert_non_null(people);
        draw_people(people, plan, &round);
        for (int32_t a = 0; a < plan->n_acts; a++) {
            memset(plan->act[a].deter, 0, sizeof plan->act[a].deter);
            memset(plan->act[a].gain, 0, sizeof plan->act[a].gain);
            memset(plan->act[a].crowding, 0, sizeof plan->act[a].crowding);
        }
        assert_true(dm_sway_init(&sway, plan));
        for (uint32_t i = 0; sway.n > 0 && i < PERSONS; i++) {
            int32_t index[DM_MAX_ACTS];

            dm_sway_of(&sway, &people->block, i, index);
            for (int32_t r = 0; r < sway.n; r++) {
                assert_int_equal(
                    index[r] - dm_block_propensity(&people->block, sway.act[r], i), 0);
            }
        }
        dm_sway_clear(&sway);
        for (int32_t a = 0; a < plan->n_acts; a++) {
            plan->act[a].has_deter = plan->act[a].has_gain = plan->act[a].has_crowding =
                false;
        }
        assert_int_equal(verify_plan(plan, &round), 0);
        assert_true(dm_sway_init(&sway, plan));
        assert_null(sway.rows);
        free(people);
        free(plan);
    }
}

/* Every term as large as the whole grid, in one direction: the sum is still exact, and who
 * is not eligible stays below the grid. */
static void
test_largest_steps(void **state)
{
    const int32_t whole = DM_I_MAX - DM_I_MIN;
    uint32_t round = 1U << 21;

    (void) state;
    for (int up = -1; up <= 1; up += 2) {
        struct dm_plan *plan = draw_plan(1, &round);
        struct dm_plan_act *act = &plan->act[0];
        int64_t most;

        plan->n_acts = 1;
        plan->n_schemes = DM_MAX_SCHEMES;
        *act = (struct dm_plan_act){ .happens = true,
            .has_deter = true,
            .has_gain = true,
            .has_crowding = true,
            .poverty = up * whole };
        for (int k = 0; k < DM_TRAIT_SETS; k++) {
            act->by_traits[k] = k % 2 == 0 ? DM_NO_ACT : up * whole;
        }
        for (int k = 0; k < DM_NORM_SETS; k++) {
            act->by_norms[k] = up * whole;
        }
        for (int k = 0; k < DM_FEAR_LEVELS; k++) {
            act->deter[k] = -up * whole;
            act->crowding[k] = up * whole;
        }
        for (int k = 0; k < DM_MAX_SCHEMES * DM_GAIN_LEVELS; k++) {
            act->gain[k / DM_GAIN_LEVELS][k % DM_GAIN_LEVELS] = up * whole;
        }
        most = DM_NO_ACT + (int64_t) (4 + DM_MAX_SCHEMES) * whole;
        assert_true(most < DM_I_MIN);
        assert_int_equal(verify_plan(plan, &round), 1);
        free(plan);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_those_of_terms),
        cmocka_unit_test(test_zero_where_nobody_responds),
        cmocka_unit_test(test_largest_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
