/* SPDX-License-Identifier: Apache-2.0
 *
 * The Shapley split against a brute force over all 120 orders of arrival, on random points
 * and schemes; its axioms; what counts as wrongful. */
#include "world/cause.h"

#include "small_world.h"
#include "world/block.h"

#define ROUNDS 20000

struct game {
    struct dm_plan_scheme scheme;
    int32_t tier;
    int64_t points[DM_N_COMPONENTS], induced;
};

static uint32_t
arbitrary(uint32_t i, uint32_t j)
{
    uint32_t out[4];

    dm_philox((uint32_t[4]){ i, j }, (struct dm_key){ .seed = 23 }, out);
    return out[0];
}

/* Small steps and few cuts, so that every kind of game comes up. */
static struct game
game_of(uint32_t round)
{
    struct game game = { .scheme = { .start = 100, .low = -150, .high = 250 } };

    game.scheme.n_cuts = 1 + (int32_t) (arbitrary(round, 100) % 4);
    for (int32_t c = 0; c < game.scheme.n_cuts; c++) {
        game.scheme.cut[c] = 20 + 40 * c + (int32_t) (arbitrary(round, 101) % 30);
    }
    game.tier = (int32_t) (arbitrary(round, 102) % (uint32_t) game.scheme.n_cuts);
    for (uint32_t i = 0; i < DM_N_COMPONENTS; i++) {
        game.points[i] = (int32_t) (arbitrary(round, i) % 13) * 10 - 80;
        game.points[i] = arbitrary(round, 50 + i) % 4 == 0 ? 0 : game.points[i];
    }
    game.induced = game.points[DM_BY_UNLAWFUL] / 2;
    return game;
}

/* The text: the tier of the clamped start and sum is at or below the threshold. */
static bool
falls(const struct game *game, unsigned set)
{
    int64_t score = game->scheme.start;
    int32_t tier = 0;

    for (unsigned i = 0; i < DM_N_COMPONENTS; i++) {
        score += (set >> i & 1U) != 0 ? game->points[i] : 0;
    }
    score = score < game->scheme.low ? game->scheme.low : score;
    score = score > game->scheme.high ? game->scheme.high : score;
    for (int32_t c = 0; c < game->scheme.n_cuts; c++) {
        tier += score >= game->scheme.cut[c];
    }
    return tier <= game->tier;
}

/* Marginal contributions over all orders in which the components may arrive. */
static void
arrive(const struct game *game, unsigned present, int32_t share[DM_N_COMPONENTS])
{
    for (unsigned i = 0; i < DM_N_COMPONENTS; i++) {
        unsigned with = present | 1U << i, left = 0;
        int32_t orders = 1;

        if (with == present) {
            continue;
        }
        for (unsigned j = 0; j < DM_N_COMPONENTS; j++) {
            left += (with >> j & 1U) == 0;
        }
        for (int32_t k = 2; k <= (int32_t) left; k++) {
            orders *= k;
        }
        share[i] += orders * (falls(game, with) - falls(game, present));
        arrive(game, with, share);
    }
}

static struct dm_cause
cause_of(const struct game *game)
{
    return dm_cause_of_score(&game->scheme, game->tier, game->points, game->induced);
}

static void
test_brute_force(void **state)
{
    int by_rule = 0, sole = 0, joint = 0, over = 0, negative = 0;

    (void) state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct game game = game_of(round);
        struct dm_cause cause = cause_of(&game);
        int32_t share[DM_N_COMPONENTS] = { 0 }, sum = 0;

        arrive(&game, 0, share);
        for (int i = 0; i < DM_N_COMPONENTS; i++) {
            assert_int_equal(cause.share[i], share[i]);
            sum += cause.share[i];
            negative += cause.share[i] < 0;
        }
        assert_int_equal(sum, 120 * (falls(&game, 31) - falls(&game, 0)));
        by_rule += cause.kind == DM_BY_RULE;
        sole += cause.kind == DM_SOLE;
        joint += cause.kind == DM_JOINT;
        over += cause.kind == DM_OVERDETERMINED;
    }
    assert_true(by_rule > 100 && sole > 100 && joint > 100 && over > 100 && negative > 100);
}

static void
test_axioms(void **state)
{
    (void) state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct game game = game_of(round), swapped = game;
        unsigned i = arbitrary(round, 60) % DM_N_COMPONENTS,
                 j = arbitrary(round, 61) % DM_N_COMPONENTS;
        struct dm_cause cause = cause_of(&game), other;

        /* a component without points has no part in it */
        for (int k = 0; k < DM_N_COMPONENTS; k++) {
            if (game.points[k] == 0) {
                assert_int_equal(cause.share[k], 0);
                assert_true(!falls(&game, 31) || (cause.but_for >> k & 1U) == 0);
            }
        }
        /* equal points, equal shares; exchanged points, exchanged shares */
        swapped.points[i] = game.points[j];
        swapped.points[j] = game.points[i];
        other = cause_of(&swapped);
        assert_int_equal(other.share[i], cause.share[j]);
        assert_int_equal(other.share[j], cause.share[i]);
        game.points[i] = game.points[j];
        other = cause_of(&game);
        assert_int_equal(other.share[i], other.share[j]);
    }
}

static void
test_but_for_and_kind(void **state)
{
    (void) state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct game game = game_of(round);
        struct dm_cause cause = cause_of(&game);
        unsigned but_for = 0, n = 0;

        for (unsigned i = 0; i < DM_N_COMPONENTS; i++) {
            but_for |= falls(&game, 31U & ~(1U << i)) ? 0 : 1U << i;
            n += !falls(&game, 31U & ~(1U << i));
        }
        assert_int_equal(cause.but_for, but_for);
        assert_int_equal(cause.kind, falls(&game, 0)                   ? DM_BY_RULE
                                     : n == 0                          ? DM_OVERDETERMINED
                                     : n == 1 && falls(&game, but_for) ? DM_SOLE
                                                                       : DM_JOINT);
    }
}

static void
test_wrongful(void **state)
{
    int rule = 0, law = 0, wide = 0;

    (void) state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct game game = game_of(round), honest = game;
        struct dm_cause cause = cause_of(&game);
        bool truly = falls(&game, 31U & ~(1U << DM_BY_ERROR));

        assert_int_equal(cause.wrongful_rule, !truly);
        assert_int_equal(cause.wrongful_law, !falls(&game, 1U << DM_BY_UNLAWFUL));
        honest.points[DM_BY_UNLAWFUL] -= game.induced;
        assert_int_equal(cause.wrongful_law_wide, !falls(&honest, 1U << DM_BY_UNLAWFUL));
        rule += cause.wrongful_rule;
        law += cause.wrongful_law;
        wide += cause.wrongful_law_wide;
        /* had every record been true: no fall is wrongful by the rules */
        game.points[DM_BY_ERROR] = 0;
        assert_true(!falls(&game, 31) || !cause_of(&game).wrongful_rule);
        /* nothing but own unlawful acts: lawful in every sense */
        game.points[DM_BY_LAWFUL] = game.points[DM_BY_ASSOCIATION] =
            game.points[DM_BY_INHERITED] = 0;
        game.induced = 0;
        if (falls(&game, 31)) {
            cause = cause_of(&game);
            assert_false(
                cause.wrongful_rule || cause.wrongful_law || cause.wrongful_law_wide);
        }
    }
    assert_true(rule > 100 && law > rule && wide >= law);
}

/* ---- listings by act ---- */

static void
test_hits(void **state)
{
    (void) state;
    for (unsigned present = 1; present < 8; present++) {
        for (int accord = 0; accord <= (int) (present & 1U); accord++) {
            struct dm_cause cause =
                dm_cause_of_hits(present | (accord ? DM_HIT_OF_OWN_ACCORD : 0));
            int32_t sum = 0, n = 0;

            for (int i = 0; i < DM_N_COMPONENTS; i++) {
                sum += cause.share[i];
                n += cause.share[i] != 0;
                assert_int_equal(cause.share[i] != 0, present >> i & 1U);
            }
            assert_int_equal(sum, DM_CAUSE_WHOLE);
            for (int i = 0; i < DM_N_COMPONENTS; i++) {
                assert_true(cause.share[i] == 0 || cause.share[i] * n == DM_CAUSE_WHOLE);
            }
            assert_int_equal(cause.kind, n == 1 ? DM_SOLE : DM_OVERDETERMINED);
            assert_int_equal(cause.but_for, n == 1 ? present : 0);
            assert_int_equal(cause.wrongful_rule, present == 1U << DM_RECORD_ERROR);
            assert_int_equal(cause.wrongful_law, (present & 1U << DM_RECORD_UNLAWFUL) == 0);
            assert_int_equal(cause.wrongful_law_wide, !accord);
        }
    }
}

static void
test_pack(void **state)
{
    (void) state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct game game = game_of(round);
        struct dm_cause cause = cause_of(&game), back;
        uint64_t packed = dm_cause_pack(&cause);

        assert_true(packed != 0); /* 0 says: no spell */
        back = dm_cause_unpack(packed);
        assert_memory_equal(back.share, cause.share, sizeof back.share);
        assert_int_equal(back.kind, cause.kind);
        assert_int_equal(back.but_for, cause.but_for);
        assert_int_equal(back.wrongful_rule, cause.wrongful_rule);
        assert_int_equal(back.wrongful_law, cause.wrongful_law);
        assert_int_equal(back.wrongful_law_wide, cause.wrongful_law_wide);
        assert_true(dm_cause_pack(&back) == packed);
    }
}

/* ---- kept for the spell ---- */

/* A cause stands for as long as the spell and never changes in it; it is there iff the
 * spell is. */
static void
test_kept_for_the_spell(void **state)
{
    struct small_run run;
    const struct dm_world *world;
    int32_t shame, clinic;
    int64_t *before = calloc(9000, sizeof *before), n = 0;

    (void) state;
    assert_non_null(before);
    small_rich(&run, NULL);
    world = &run.lane.world[DM_REGIME];
    shame = small_list(&run.scenario->regime, "shame");
    clinic = small_scheme(&run.scenario->regime, "clinic");
    for (int t = 0; t < 24; t++) {
        for (uint64_t p = 0; p < 9000; p++) {
            before[p] = dm_world_kept(world, DM_COLUMN_SPELL_CAUSE, clinic, p);
        }
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            bool in = (world->spell[0][p] >> clinic & 1) != 0;

            int64_t cause = dm_world_kept(world, DM_COLUMN_SPELL_CAUSE, clinic, p);

            assert_int_equal(cause != 0, in);
            assert_int_equal(dm_world_kept(world, DM_COLUMN_LIST_CAUSE, shame, p) != 0,
                (world->listed[0][p] >> shame & 1) != 0);
            assert_true(!in || before[p] == 0 || cause == before[p]);
            n += in && before[p] != 0;
        }
    }
    assert_true(n > 100);
    free(before);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_brute_force),
        cmocka_unit_test(test_axioms),
        cmocka_unit_test(test_but_for_and_kind),
        cmocka_unit_test(test_wrongful),
        cmocka_unit_test(test_hits),
        cmocka_unit_test(test_pack),
        cmocka_unit_test(test_kept_for_the_spell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
