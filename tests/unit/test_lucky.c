/* SPDX-License-Identifier: Apache-2.0
 *
 * Those whom luck singles out: what is kept between the worlds is what each would draw
 * alone, for random rules of both and any of their acts; and from which word on all rules
 * of a run ask. */
#include "small_world.h"

#include "world/luck.h"

#define ROUNDS     60
#define N_ENTITIES 6 /* few: rules share them, and miss some */
#define N_PLANS    3
#define MOST_SPANS 5

static uint32_t
any(uint32_t *round, uint32_t below)
{
    return dm_below(
        dm_word((struct dm_key){ 17, 1 }, 0, 0, 1, DM_DRAW_SEEN, (*round)++), below);
}

/* ---- bounds ---- */

struct rules {
    struct dm_rulebook book[2];
    struct dm_plan *plan[2][N_PLANS]; /* owned */
};

static void
draw_channel(struct dm_plan_channel *channel, uint32_t *round)
{
    *channel = (struct dm_plan_channel){ .entity = any(round, N_ENTITIES) };
    for (int g = 0; g < DM_N_GROUPS; g++) {
        static const uint64_t bounds[] = { 0, 1, UINT32_MAX, DM_ONE32 };

        channel->makes_false[g] = any(round, 3) > 0;
        channel->false_records[g].n = 1;
        channel->false_records[g].t[0] =
            any(round, 2) == 0 ? bounds[any(round, 4)] : any(round, UINT32_MAX);
    }
}

/* Any acts of any channels; mostly what few can reach, sometimes what nobody or all can. */
static void
draw_plan(struct dm_plan *plan, uint32_t *round)
{
    plan->n_sights = (int32_t) any(round, N_ENTITIES + 1);
    for (int32_t k = 0; k < plan->n_sights; k++) {
        static const int32_t ends[] = { DM_NO_ACT, DM_I_MIN - 1, DM_I_MIN, DM_I_MAX };

        plan->sight[k] = (struct dm_plan_sight){ .entity = any(round, N_ENTITIES),
            .most = any(round, 4) == 0 ? ends[any(round, 4)]
                                       : -(int32_t) any(round, -DM_I_MIN) };
    }
    plan->n_channels = (int32_t) any(round, 4);
    for (int32_t c = 0; c < plan->n_channels; c++) {
        draw_channel(&plan->channel[c], round);
    }
}

static void
draw_rules(struct rules *self, int32_t n_regime, int32_t n_twin, uint32_t *round)
{
    const int32_t n[2] = { n_regime, n_twin };

    for (int w = 0; w < 2; w++) {
        for (int32_t k = 0; k < n[w]; k++) {
            self->plan[w][k] = calloc(1, sizeof *self->plan[w][k]);
            assert_non_null(self->plan[w][k]);
            draw_plan(self->plan[w][k], round);
        }
        self->book[w] = (struct dm_rulebook){ .n_plans = n[w], .plan = self->plan[w] };
    }
}

static void
clear_rules(struct rules *self)
{
    for (int w = 0; w < 2; w++) {
        for (int32_t k = 0; k < self->book[w].n_plans; k++) {
            free(self->plan[w][k]);
        }
    }
    *self = (struct rules){ 0 };
}

/* The largest over all rules that have it. */
static int32_t
most_anywhere(const struct rules *self, uint32_t entity)
{
    int32_t most = INT32_MIN;

    for (int w = 0; w < 2; w++) {
        for (int32_t k = 0; k < self->book[w].n_plans; k++) {
            const struct dm_plan *plan = self->plan[w][k];

            for (int32_t j = 0; j < plan->n_sights; j++) {
                if (plan->sight[j].entity == entity && plan->sight[j].most > most) {
                    most = plan->sight[j].most;
                }
            }
        }
    }
    return most;
}

/* The least over all rules that have it, and groups that it errs about. */
static uint64_t
none_anywhere(const struct rules *self, uint32_t entity)
{
    uint64_t none = DM_ONE32;

    for (int w = 0; w < 2; w++) {
        for (int32_t k = 0; k < self->book[w].n_plans; k++) {
            const struct dm_plan *plan = self->plan[w][k];

            for (int32_t c = 0; c < plan->n_channels * DM_N_GROUPS; c++) {
                const struct dm_plan_channel *channel = &plan->channel[c / DM_N_GROUPS];
                uint64_t t = channel->false_records[c % DM_N_GROUPS].t[0];

                if (channel->entity == entity && channel->makes_false[c % DM_N_GROUPS] &&
                    t < none) {
                    none = t;
                }
            }
        }
    }
    return none;
}

static void
verify_bounds(const struct rules *self)
{
    for (int w = 0; w < 2; w++) {
        for (int32_t k = 0; k < self->book[w].n_plans; k++) {
            const struct dm_plan *plan = self->plan[w][k];

            for (int32_t j = 0; j < plan->n_sights; j++) {
                assert_int_equal(
                    plan->sight[j].most_of_all, most_anywhere(self, plan->sight[j].entity));
            }
            for (int32_t c = 0; c < plan->n_channels; c++) {
                assert_true(plan->channel[c].none_of_all ==
                            none_anywhere(self, plan->channel[c].entity));
            }
        }
    }
}

/* Which world comes first does not matter, nor what was there before; a twin without plans
 * does. */
static void
test_bounds_are_of_all_rules(void **state)
{
    uint32_t round = 0;

    (void) state;
    for (int k = 0; k < ROUNDS; k++) {
        struct rules rules = { 0 };
        struct dm_error err = { 0 };

        draw_rules(&rules, 1 + (int32_t) any(&round, N_PLANS),
            (int32_t) any(&round, N_PLANS + 1), &round);
        assert_int_equal(dm_luck_unite(&rules.book[0], &rules.book[1], &err), DM_OK);
        verify_bounds(&rules);
        assert_int_equal(dm_luck_unite(&rules.book[1], &rules.book[0], &err), DM_OK);
        verify_bounds(&rules);
        clear_rules(&rules);
    }
}

/* ---- draws ---- */

/* A block that only draws. */
static void
init_block(struct dm_block *self, uint32_t n)
{
    *self =
        (struct dm_block){ .m = n, .first = 3 * DM_COMMUNITY, .key = { 5, 2 }, .tick = 11 };
    self->words = malloc(DM_COMMUNITY * sizeof *self->words);
    assert_non_null(self->words);
}

static int32_t
cut(uint32_t n, struct dm_span span[MOST_SPANS], uint32_t *round)
{
    int32_t count = 0;

    for (uint32_t from = 0; from < n; count++) {
        uint32_t to = count == MOST_SPANS - 1 ? n : from + 1 + any(round, n - from);

        span[count] = (struct dm_span){ .from = from, .to = to };
        from = to;
    }
    return count;
}

/* Everybody of the span whose word is high enough, in order, with it; and nobody else
 * beyond those that `exactly` allows. Returns how many are high enough. */
static uint32_t
verify_found(const struct dm_block *block, const struct dm_span *span,
    struct dm_lucky found, uint32_t entity, enum dm_draw draw, uint64_t least, bool exactly)
{
    uint32_t words[DM_COMMUNITY], k = 0, n = 0;

    dm_words(block->key, block->first, block->m, block->tick, entity, draw, 0, words);
    for (uint32_t i = span->from; i < span->to; i++) {
        bool is_found = k < found.n && found.person[k] == i;

        assert_true(is_found || words[i] < least);
        assert_true(!is_found || found.word[k] == words[i]);
        k += is_found;
        n += words[i] >= least;
    }
    assert_int_equal(k, found.n);
    assert_true(!exactly || n == found.n);
    return n;
}

/* What a plan asks in one span, as stages do. */
struct asking {
    struct dm_block *block;
    const struct dm_plan *plan;
    const struct dm_rate_grid *grid;
    uint32_t skipped; /* bit: this sight is not asked for */
    bool own_bounds;  /* not those of all rules */
};

static void
ask(const struct asking *self, const struct dm_span *span)
{
    const struct dm_plan *plan = self->plan;

    for (int32_t k = 0; k < plan->n_sights; k++) {
        const struct dm_plan_sight *sight = &plan->sight[k];
        int32_t most = self->own_bounds ? sight->most : sight->most_of_all;
        uint64_t least;

        if (sight->most < DM_I_MIN || (self->skipped >> k & 1U) != 0) {
            continue;
        }
        least = self->grid->t0[most - DM_I_MIN];
        (void) verify_found(self->block, span,
            dm_luck_of(self->block, span, sight->entity, DM_DRAW_SEEN, least),
            sight->entity, DM_DRAW_SEEN, least, !self->own_bounds);
    }
    for (int32_t c = 0; c < plan->n_channels; c++) {
        const struct dm_plan_channel *channel = &plan->channel[c];

        (void) verify_found(self->block, span,
            dm_luck_of(self->block, span, channel->entity, DM_DRAW_FALSE_RECORD,
                channel->none_of_all),
            channel->entity, DM_DRAW_FALSE_RECORD, channel->none_of_all, !self->own_bounds);
    }
}

/* Both worlds of one community, each cut in its own way and under its own rules. */
static void
step_both(const struct rules *rules, const struct dm_rate_grid *grid, bool own_bounds,
    uint32_t *round)
{
    uint32_t n = 1 + any(round, DM_COMMUNITY);
    struct dm_block block[2];

    for (int w = 1; w >= 0; w--) {
        struct dm_span span[MOST_SPANS];
        int32_t n_spans = cut(n, span, round);

        init_block(&block[w], n);
        block[w].twin = w == 0 ? &block[1] : NULL;
        for (int32_t s = 0; s < n_spans; s++) {
            const struct dm_plan *plan =
                rules->plan[w][any(round, (uint32_t) rules->book[w].n_plans)];

            ask(&(struct asking){ &block[w], plan, grid, any(round, 1U << N_ENTITIES),
                    own_bounds },
                &span[s]);
        }
        assert_false(block[w].no_memory);
    }
    dm_block_clear(&block[0]);
    dm_block_clear(&block[1]);
}

static void
test_both_worlds_find_what_each_would_alone(void **state)
{
    struct dm_rate_grid *grid = malloc(sizeof *grid);
    uint32_t round = 0;

    (void) state;
    assert_non_null(grid);
    dm_rate_grid_init(grid);
    for (int k = 0; k < ROUNDS; k++) {
        struct rules rules = { 0 };
        struct dm_error err = { 0 };

        draw_rules(&rules, N_PLANS, N_PLANS, &round);
        assert_int_equal(dm_luck_unite(&rules.book[0], &rules.book[1], &err), DM_OK);
        step_both(&rules, grid, k % 4 == 3, &round);
        clear_rules(&rules);
    }
    free(grid);
}

/* Whatever of it the twin asked for is not drawn again, and it is the same words; what it
 * did not ask for is. */
static void
test_same_luck_is_drawn_once(void **state)
{
    struct dm_block twin, regime;
    uint32_t round = 0;

    (void) state;
    init_block(&twin, DM_COMMUNITY);
    init_block(&regime, DM_COMMUNITY);
    regime.twin = &twin;
    for (uint32_t e = 0; e < N_ENTITIES; e++) {
        (void) dm_luck_of(&twin, &(struct dm_span){ .from = 64, .to = 3000 }, e,
            DM_DRAW_SEEN, UINT32_MAX / (e + 1));
    }
    assert_int_equal(twin.luck.n_drawn, N_ENTITIES);
    for (int k = 0; k < ROUNDS; k++) {
        uint32_t e = any(&round, N_ENTITIES), from = 64 + any(&round, 2900);
        struct dm_span span = { .from = from, .to = from + any(&round, 3000 - from) + 1 };
        uint64_t least = (uint64_t) (UINT32_MAX / (e + 1)) + any(&round, 2);

        (void) verify_found(&regime, &span,
            dm_luck_of(&regime, &span, e, DM_DRAW_SEEN, least), e, DM_DRAW_SEEN, least,
            false);
    }
    assert_int_equal(regime.luck.n_drawn, 0);
    for (uint32_t k = 0; k < 4; k++) { /* lower, wider at either end, of another draw */
        struct dm_span span = { .from = 64 - (k == 1), .to = 3000 + (k == 2) };
        enum dm_draw draw = k == 3 ? DM_DRAW_FALSE_RECORD : DM_DRAW_SEEN;
        uint64_t least = UINT32_MAX - (k == 0);

        (void) verify_found(&regime, &span, dm_luck_of(&regime, &span, 0, draw, least), 0,
            draw, least, true);
        assert_int_equal(regime.luck.n_drawn, k + 1);
    }
    dm_block_clear(&regime);
    dm_block_clear(&twin);
}

/* From 0 on everybody, from 1 on nearly, beyond the last word nobody, and nothing drawn. */
static void
test_ends_of_the_bound(void **state)
{
    static const struct dm_span spans[] = { { .from = 0, .to = DM_COMMUNITY },
        { .from = 5, .to = 6 }, { .from = 4093, .to = 4096 }, { .from = 7, .to = 7 } };
    struct dm_block block;

    (void) state;
    init_block(&block, DM_COMMUNITY);
    for (size_t k = 0; k < SMALL_COUNT(spans); k++) {
        const struct dm_span *span = &spans[k];
        uint32_t drawn = block.luck.n_drawn;
        struct dm_lucky found = dm_luck_of(&block, span, 9, DM_DRAW_SEEN, DM_ONE32);

        assert_int_equal(found.n, 0);
        assert_int_equal(block.luck.n_drawn, drawn);
        found = dm_luck_of(&block, span, 9, DM_DRAW_SEEN, 0);
        assert_int_equal(found.n, span->to - span->from);
        (void) verify_found(&block, span, found, 9, DM_DRAW_SEEN, 0, true);
        found = dm_luck_of(&block, span, 9, DM_DRAW_SEEN, 1);
        (void) verify_found(&block, span, found, 9, DM_DRAW_SEEN, 1, true);
        found = dm_luck_of(&block, span, 9, DM_DRAW_SEEN, UINT32_MAX);
        (void) verify_found(&block, span, found, 9, DM_DRAW_SEEN, UINT32_MAX, true);
    }
    dm_block_clear(&block);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds_are_of_all_rules),
        cmocka_unit_test(test_both_worlds_find_what_each_would_alone),
        cmocka_unit_test(test_same_luck_is_drawn_once),
        cmocka_unit_test(test_ends_of_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
