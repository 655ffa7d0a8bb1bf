/* SPDX-License-Identifier: Apache-2.0
 *
 * Schemes that one joins: who is not in is taken for the mean of those, and so the best
 * join until only those are left whom nothing tells apart (Milgrom 1981). */
#include "small_world.h"

#define QUIET(...) ((const char *[]){ SMALL_QUIET, __VA_ARGS__, NULL })

static const struct dm_world *
world_of(const struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

static bool
is_in(const struct small_run *run, uint64_t p)
{
    return (world_of(run)->members[0][p] >> small_scheme(&run->scenario->regime, "city") &
               1) != 0;
}

static int32_t
tier(const struct small_run *run, uint64_t p)
{
    return world_of(run)->tier[small_scheme(&run->scenario->regime, "city")][p];
}

static int32_t
would_be(const struct small_run *run, uint64_t p)
{
    int32_t s = small_scheme(&run->scenario->regime, "city");
    const struct dm_plan_scheme *scheme = &world_of(run)->plan->scheme[s];

    return dm_plan_tier(
        scheme, dm_plan_clamp(scheme, (int64_t) scheme->start + world_of(run)->own[s][p]));
}

/* Everybody has a score of their own from tick 0 on: tiers d, c, b (the start's) and a. */
static void
file_scores(struct small_run *run)
{
    for (uint64_t p = 0; p < 4096; p++) {
        for (uint64_t k = 0; k < p % 5; k++) {
            small_file(run, 0, p, p % 2 == 0 ? "bill" : "award", DM_RECORD_UNLAWFUL, 0);
        }
    }
}

static uint64_t
count_in(const struct small_run *run)
{
    uint64_t n = 0;

    for (uint64_t p = 0; p < 4096; p++) {
        n += is_in(run, p);
    }
    return n;
}

/* ---- unravelling ---- */

static void
assert_unravelled(const struct small_run *run, bool lowest_only)
{
    int32_t least = INT32_MAX, most = INT32_MIN;

    for (uint64_t p = 0; p < 4096; p++) {
        if (!is_in(run, p)) {
            least = would_be(run, p) < least ? would_be(run, p) : least;
            most = would_be(run, p) > most ? would_be(run, p) : most;
        }
    }
    assert_int_equal(least, most);
    for (uint64_t p = 0; lowest_only && p < 4096; p++) {
        assert_true(is_in(run, p) == (would_be(run, p) > least));
    }
}

static void
test_unravelling(void **state)
{
    struct small_run run;
    uint64_t before = 0;

    (void) state;
    small_rich(&run,
        QUIET("schemes.city.records_expire=never", "schemes.city.opt_in.uptake=0 %",
            "schemes.city.opt_in.joins=100 %/month", "schemes.city.association.weight=0"));
    file_scores(&run);
    for (int t = 0; t < 12; t++) {
        uint64_t n;

        small_tick(&run, 1);
        n = count_in(&run);
        assert_true(n >= before); /* nobody leaves */
        before = n;
    }
    assert_unravelled(&run, true);
    assert_int_equal(would_be(&run, 8), 0); /* four bills: the lowest tier */
    assert_true(!is_in(&run, 8) && tier(&run, 8) == 0);
    small_clear(&run);
}

/* Slowly too, and whoever is in from the start. */
static void
test_slow_unravelling(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run,
        QUIET("schemes.city.records_expire=never", "schemes.city.opt_in.uptake=40 %",
            "schemes.city.opt_in.joins=20 %/month", "schemes.city.association.weight=0"));
    file_scores(&run);
    small_assert_share("uptake", (double) count_in(&run), 4096, 0.4, 4.0);
    small_tick(&run, 150);
    assert_unravelled(&run, false);
    small_clear(&run);
}

/* ---- those outside ---- */

static void
test_refusers_of_a_tier(void **state)
{
    struct small_run run;
    uint64_t n;

    (void) state;
    small_rich(
        &run, QUIET("schemes.city.records_expire=never", "schemes.city.opt_in.uptake=50 %",
                  "schemes.city.opt_in.refusers=d"));
    file_scores(&run);
    small_tick(&run, 1);
    n = count_in(&run);
    small_assert_share("uptake", (double) n, 4096, 0.5, 4.0);
    small_tick(&run, 11);
    assert_int_equal(count_in(&run), n); /* joins is 0 */
    for (uint64_t p = 0; p < 4096; p++) {
        if (!is_in(&run, p)) {
            assert_int_equal(tier(&run, p), 0);
            assert_int_equal(world_of(&run)->published[0][p] & 7, 0);
            /* shame lists tier d, and it is the rule's doing, not hers */
            assert_int_equal(
                world_of(&run)->listed[0][p] >> small_list(&run.scenario->regime, "shame") &
                    1,
                1);
            assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_LIST_CAUSE,
                                 small_list(&run.scenario->regime, "shame"), p) >>
                                     43 &
                                 3,
                DM_BY_RULE);
        }
    }
    small_clear(&run);
}

/* The mean of those outside at the end of the tick before. */
static void
test_mean_of_refusers(void **state)
{
    struct small_run run;
    int64_t rho = 2; /* the start score is in tier b */

    (void) state;
    small_rich(&run,
        QUIET("schemes.city.records_expire=never", "schemes.city.opt_in.uptake=30 %",
            "schemes.city.opt_in.joins=5 %/month", "schemes.city.association.weight=10 %"));
    file_scores(&run);
    for (int t = 0; t < 20; t++) {
        bool before[4096];
        int64_t sum = 0, n = 0;

        for (uint64_t p = 0; p < 4096; p++) {
            before[p] = is_in(&run, p);
        }
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            if (!before[p]) {
                assert_int_equal(tier(&run, p), rho);
                assert_true(!is_in(&run, p) || would_be(&run, p) > rho);
            }
            if (!is_in(&run, p)) {
                sum += would_be(&run, p);
                n++;
            }
        }
        rho = sum / n;
    }
    small_clear(&run);
}

/* ---- exact zeros ---- */

static void
test_all_are_in(void **state)
{
    struct small_run a, b;
    const struct dm_world *x, *y;

    (void) state;
    small_rich(&a, NULL);
    small_rich(&b, (const char *[]){ "schemes.city.opt_in.uptake=100 %",
                       "schemes.city.opt_in.joins=50 %/month", NULL });
    small_tick(&a, 18);
    small_tick(&b, 18);
    x = world_of(&a);
    y = world_of(&b);
    assert_null(x->members[0]);
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        for (int k = 0; c != DM_COLUMN_MEMBERS && k < dm_columns[c].arrays; k++) {
            const void *one = dm_world_column(x, (enum dm_column) c, k);
            const void *other = dm_world_column(y, (enum dm_column) c, k);

            assert_true((one == NULL) == (other == NULL));
            if (one != NULL) {
                assert_memory_equal(one, other, (size_t) x->n * dm_columns[c].width);
            }
        }
    }
    small_clear(&a);
    small_clear(&b);
}

/* Three communities: what the whole society knows of those outside, of rations and of names
 * does not depend on who computed what. */
static void
test_threads_and_tiles(void **state)
{
    static const int32_t shapes[][2] = { { 1, 1 }, { 3, 1 }, { 2, 2 }, { 1, 3 } };
    static const char *const sets[] = { "schemes.city.opt_in.uptake=30 %",
        "schemes.city.opt_in.joins=5 %/month", "rewards.bonus.ration=3 %",
        "channels.camera.bounty.yuan=100", "channels.camera.bounty.pull=1",
        "channels.monitor.peers.rate=1/year", "channels.monitor.peers.good=award",
        "channels.monitor.peers.bad=bill", "channels.monitor.peers.norm=stern",
        "channels.monitor.peers.noise=5 %", "schemes.clinic.feeds.city=0.2",
        "schemes.city.discretion.sigma=0.5", "channels.registry.leak=1/year",
        "forms.forgetting=half-life", "forms.association=worst", NULL };
    char first[33], text[33];

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(shapes); k++) {
        struct small_run run;

        small_start_tiled(&run, small_scenario("schema: demerit/1\nextends: rich\n", sets),
            shapes[k][0], shapes[k][1]);
        small_tick(&run, 18);
        small_state_text(&run, DM_REGIME, k == 0 ? first : text);
        if (k > 0) {
            assert_string_equal(first, text);
        }
        small_clear(&run);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unravelling),
        cmocka_unit_test(test_slow_unravelling),
        cmocka_unit_test(test_refusers_of_a_tier),
        cmocka_unit_test(test_mean_of_refusers),
        cmocka_unit_test(test_all_are_in),
        cmocka_unit_test(test_threads_and_tiles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
