/* SPDX-License-Identifier: Apache-2.0
 *
 * Records in force and what they are worth: months to the day, a clamp after the sum,
 * components that add up, and influence that reaches direct ties only. */
#include "small_world.h"

#include <stdio.h>

#define QUIET(...) ((const char *[]){ SMALL_QUIET, __VA_ARGS__, NULL })

static const struct dm_regime *
regime_of(const struct small_run *run)
{
    return &run->scenario->regime;
}

static int32_t
own(const struct small_run *run, const char *scheme, uint64_t p)
{
    return (int32_t) run->lane.world[DM_REGIME]
        .own[small_scheme(regime_of(run), scheme)][p];
}

/* The final score as the last tick left it; of a society of one community. */
static int32_t
score(const struct small_run *run, const char *scheme, uint64_t p)
{
    const struct dm_block *block = &run->lane.workers[0].block[DM_REGIME];

    return block->score[(size_t) small_scheme(regime_of(run), scheme) * DM_COMMUNITY + p];
}

static int32_t
association(const struct small_run *run, uint64_t p)
{
    return run->lane.workers[0].block[DM_REGIME].association[p];
}

/* ---- how long a record counts ---- */

static void
test_expiry(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("run.seed=1"));
    small_file(&run, 3, 100, "bill", DM_RECORD_UNLAWFUL, 0);
    for (int t = 0; t < 30; t++) {
        small_tick(&run, 1);
        /* city forgets after 12 months, clinic after 9; a list's term is its own */
        assert_int_equal(own(&run, "city", 100), t >= 3 && t < 15 ? -6000 : 0);
        assert_int_equal(own(&run, "clinic", 100), t >= 3 && t < 12 ? -3000 : 0);
        assert_int_equal(run.lane.world[DM_REGIME].listed[0][100] >>
                                 small_list(regime_of(&run), "ledger") &
                             1,
            t >= 3 && t < 13);
        assert_int_equal(own(&run, "city", 99), 0);
    }
    small_clear(&run);
}

static void
test_never_expires(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("schemes.city.records_expire=never"));
    small_file(&run, 0, 7, "bill", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 0, 8, "bill", DM_RECORD_ERROR, 40);
    for (int t = 0; t < 120; t++) {
        small_tick(&run, 1);
        assert_int_equal(own(&run, "city", 7), -6000);
        assert_int_equal(own(&run, "city", 8), t < 40 ? -6000 : 0); /* corrected */
    }
    small_clear(&run);
}

/* A corrected record lasts the shorter of its term and the correction. */
static void
test_correction(void **state)
{
    (void) state;
    for (uint32_t limit = 1; limit < 16; limit++) {
        struct small_run run;

        small_rich(&run, QUIET("run.seed=1"));
        small_file(&run, 1, 5, "bill", DM_RECORD_ERROR, limit);
        for (uint32_t t = 0; t < 20; t++) {
            small_tick(&run, 1);
            assert_int_equal(own(&run, "city", 5),
                t >= 1 && t < 1 + (limit < 12 ? limit : 12) ? -6000 : 0);
            assert_int_equal(own(&run, "clinic", 5),
                t >= 1 && t < 1 + (limit < 9 ? limit : 9) ? -3000 : 0);
            assert_int_equal(run.lane.world[DM_REGIME].listed[0][5] != 0,
                t >= 1 && t < 1 + (limit < 10 ? limit : 10));
        }
        small_clear(&run);
    }
}

/* ---- the clamp comes after the sum ---- */

static void
test_clamp(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("schemes.city.association.weight=0"));
    for (int k = 0; k < 20; k++) {
        small_file(&run, 0, 1, "bill", DM_RECORD_UNLAWFUL, 0);
        small_file(&run, 0, 2, "award", DM_RECORD_LAWFUL, 0);
        small_file(&run, 0, 3, k % 2 == 0 ? "bill" : "award", DM_RECORD_UNLAWFUL, 0);
        small_file(&run, 1, 1, "award", DM_RECORD_LAWFUL, 0);
    }
    small_tick(&run, 1);
    assert_int_equal(own(&run, "city", 1), -120000);
    assert_int_equal(score(&run, "city", 1), 60000);
    assert_int_equal(score(&run, "city", 2), 120000);
    assert_int_equal(score(&run, "city", 3), 100000);
    assert_int_equal(score(&run, "clinic", 1), 10000 - 60000); /* without a bound */
    small_tick(&run, 1);
    assert_int_equal(
        score(&run, "city", 1), 100000); /* not 600 + 1200 clamped on the way */
    small_tick(&run, 20);
    assert_int_equal(score(&run, "city", 1), 100000);
    assert_int_equal(score(&run, "city", 2), 100000);
    small_clear(&run);
}

static void
test_order_of_records(void **state)
{
    struct small_run a, b;

    (void) state;
    small_rich(&a, QUIET("run.seed=1"));
    small_rich(&b, QUIET("run.seed=1"));
    for (uint32_t k = 0; k < 200; k++) {
        static const char *const acts[] = { "bill", "award", "offence", "opinion" };
        uint32_t other = 199 - k;

        small_file(&a, k % 5, k % 37, acts[k % 4], (enum dm_record_class)(k % 3), 0);
        small_file(&b, other % 5, other % 37, acts[other % 4],
            (enum dm_record_class)(other % 3), 0);
    }
    for (int t = 0; t < 24; t++) {
        char x[33], y[33];

        small_tick(&a, 1);
        small_tick(&b, 1);
        small_assert_same_state(&a, &b, DM_REGIME);
        small_state_text(&a, DM_REGIME, x);
        small_state_text(&b, DM_REGIME, y);
        assert_string_equal(x, y);
    }
    small_clear(&a);
    small_clear(&b);
}

/* ---- components ---- */

struct sums {
    int32_t all, lawful, error, induced;
};

/* Every scheme of `rich` forgets: what is in force stands in the buckets of months to come.
 */
static void
verify_components(const struct small_run *run, int side)
{
    const struct dm_world *world = &run->lane.world[side];
    struct sums *sums = calloc((size_t) world->n * DM_MAX_SCHEMES, sizeof *sums);
    int32_t induced = 0, error = 0;

    assert_non_null(sums);
    for (uint32_t c = 0; c < run->setting.population.n_communities; c++) {
        const struct dm_ring_of_months *in_force = &world->in_force[c];

        for (uint32_t m = 0; m <= in_force->months; m++) {
            for (uint32_t k = 0; k < in_force->slot[m].n; k++) {
                const struct dm_record *record = &in_force->slot[m].items[k];

                if (record->source < DM_BEARER_LIST) {
                    struct sums *sum =
                        &sums[((uint64_t) c * DM_COMMUNITY + record->person) *
                                  DM_MAX_SCHEMES +
                              record->source];

                    sum->all += record->points;
                    sum->lawful += record->class_ == DM_RECORD_LAWFUL ? record->points : 0;
                    sum->error += record->class_ == DM_RECORD_ERROR ? record->points : 0;
                    sum->induced += record->class_ == DM_RECORD_UNLAWFUL && record->induced
                                        ? record->points
                                        : 0;
                }
            }
        }
    }
    for (uint64_t p = 0; p < world->n; p++) {
        for (int32_t s = 0; s < world->plan->n_schemes; s++) {
            const struct sums *sum = &sums[p * DM_MAX_SCHEMES + (uint64_t) s];

            assert_int_equal(world->own[s][p], sum->all);
            assert_int_equal(dm_world_kept(world, DM_COLUMN_LAWFUL, s, p), sum->lawful);
            assert_int_equal(dm_world_kept(world, DM_COLUMN_ERROR, s, p), sum->error);
            assert_int_equal(dm_world_kept(world, DM_COLUMN_INDUCED, s, p), sum->induced);
            induced += sum->induced != 0;
            error += sum->error != 0;
        }
    }
    assert_true(side == DM_TWIN || (induced > 0 && error > 0));
    free(sums);
}

static void
test_components_add_up(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, (const char *[]){ "acts.bill.rate=3/year",
                         "adaptation.aware_at_start=100 %", NULL });
    small_tick(&run, 30);
    verify_components(&run, DM_REGIME);
    verify_components(&run, DM_TWIN);
    small_clear(&run);
}

/* own - lawful - error is what unlawful acts cost. */
static void
test_classes(void **state)
{
    struct small_run run;
    const struct dm_world *world;
    int32_t city;

    (void) state;
    small_rich(&run, QUIET("run.seed=1"));
    small_file(&run, 0, 0, "bill", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 0, 0, "award", DM_RECORD_LAWFUL, 0);
    small_file(&run, 0, 0, "opinion", DM_RECORD_LAWFUL, 0);
    small_file(&run, 0, 0, "offence", DM_RECORD_ERROR, 0);
    small_tick(&run, 1);
    world = &run.lane.world[DM_REGIME];
    city = small_scheme(regime_of(&run), "city");
    assert_int_equal(world->own[city][0], -6000 + 6000 - 2000 - 4000);
    assert_int_equal(dm_world_kept(world, DM_COLUMN_LAWFUL, city, 0), 6000 - 2000);
    assert_int_equal(dm_world_kept(world, DM_COLUMN_ERROR, city, 0), -4000);
    assert_int_equal(dm_world_kept(world, DM_COLUMN_INDUCED, city, 0), 0);
    small_tick(&run, 15);
    assert_int_equal(world->own[city][0], 0);
    assert_int_equal(dm_world_kept(world, DM_COLUMN_LAWFUL, city, 0), 0);
    assert_int_equal(dm_world_kept(world, DM_COLUMN_ERROR, city, 0), 0);
    small_clear(&run);
}

/* ---- association ---- */

static bool
direct_tie(const struct small_run *run, uint64_t p, uint64_t q)
{
    const struct dm_network *network = &run->setting.network;
    const struct dm_population *people = &run->setting.population;
    const struct dm_ring *ring = dm_network_ring(network, 0);

    for (int32_t slot = 0; slot < dm_ring_slots(ring) + network->n_long; slot++) {
        if ((network->ties[p] >> slot & 1U) != 0 &&
            dm_network_mate(network, p, slot) == q) {
            return true;
        }
    }
    return p != q && p - dm_household_place(people, p) == q - dm_household_place(people, q);
}

static void
test_no_association_among_equals(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("run.seed=1"));
    for (int t = 0; t < 5; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            assert_int_equal(association(&run, p), 0);
            assert_int_equal(score(&run, "city", p), 100000);
        }
    }
    small_clear(&run);
}

/* One person falls by two tiers in month 2: in month 3 it is felt by direct ties and by
 * nobody else, and that is all. */
static void
test_influence_reaches_direct_ties(void **state)
{
    const uint64_t fallen = 1000;
    struct small_run run;
    int32_t felt = 0, settled[4096];

    (void) state;
    small_rich(&run, QUIET("schemes.city.records_expire=never"));
    for (int k = 0; k < 3; k++) {
        small_file(&run, 2, fallen, "bill", DM_RECORD_UNLAWFUL, 0);
    }
    small_tick(&run, 3);
    for (uint64_t p = 0; p < 4096; p++) {
        assert_int_equal(association(&run, p), 0); /* published at the end of the month */
    }
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        bool near = direct_tie(&run, fallen, p);

        settled[p] = association(&run, p);
        felt += near;
        if (p == fallen) {
            assert_int_equal(settled[p],
                2 * 5 * 9000 /
                    100); /* two tiers below all ties: up by 5 % of 90 points each */
        } else {
            assert_int_equal(settled[p] < 0, near);
            assert_true(settled[p] <= 0);
        }
    }
    assert_true(felt >= 5);
    for (int t = 0; t < 5; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            assert_int_equal(association(&run, p), settled[p]);
        }
    }
    small_clear(&run);
}

/* A = w kappa (mean tier of ties - own tier), rounded once, over the kinds that count. */
static void
verify_association(const char *of, unsigned kinds)
{
    struct small_run run;
    char set[64];
    const struct dm_world *world;
    const struct dm_population *people;
    uint8_t *seen = malloc(4096);

    assert_non_null(seen);
    (void) snprintf(set, sizeof set, "schemes.city.association.of=%s", of);
    small_rich(&run, (const char *[]){ "society.persons=4096", set, NULL });
    world = &run.lane.world[DM_REGIME];
    people = &run.setting.population;
    small_tick(&run, 15);
    memcpy(seen, world->published[0], 4096);
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        const struct dm_ring *ring = dm_network_ring(&run.setting.network, 0);
        int64_t n = 0, sum = 0, expected;

        for (int32_t slot = 0; slot < dm_ring_slots(ring) + run.setting.network.n_long;
             slot++) {
            bool work =
                dm_network_slot_kind(&run.setting.network, ring, slot) == DM_SLOT_WORK;

            if ((run.setting.network.ties[p] >> slot & 1U) != 0 &&
                (kinds & (work ? DM_TIE_WORK : DM_TIE_FRIENDS)) != 0) {
                n++;
                sum += seen[dm_network_mate(&run.setting.network, p, slot)] & 7;
            }
        }
        for (uint64_t q = p - dm_household_place(people, p), k = 0;
             (kinds & DM_TIE_HOUSEHOLD) != 0 && k < dm_household_adults(people, p); k++) {
            n += q + k != p;
            sum += q + k != p ? seen[q + k] & 7 : 0;
        }
        expected = n == 0 ? 0
                          : dm_rdiv(INT64_C(50000) * 9000 * (sum - n * (seen[p] & 7)),
                                INT64_C(1000000) * n);
        assert_int_equal(association(&run, p), expected);
    }
    small_clear(&run);
    free(seen);
}

static void
test_association_by_kind(void **state)
{
    (void) state;
    verify_association("all", DM_TIE_HOUSEHOLD | DM_TIE_WORK | DM_TIE_FRIENDS);
    verify_association("household", DM_TIE_HOUSEHOLD);
    verify_association("work", DM_TIE_WORK);
    verify_association("friends", DM_TIE_FRIENDS);
    verify_association("[household, friends]", DM_TIE_HOUSEHOLD | DM_TIE_FRIENDS);
}

/* Without weight, or unpublished, ties do not matter. */
static void
verify_independent_of_ties(const char *off)
{
    struct small_run a, b;

    small_rich(&a, (const char *[]){ "adaptation=null", off, NULL });
    small_rich(
        &b, (const char *[]){ "adaptation=null", off,
                "society.ties={work: 0, friends: 12, long: 0, homophily: 0}", NULL });
    for (int t = 0; t < 12; t++) {
        small_tick(&a, 1);
        small_tick(&b, 1);
        small_assert_same_state(&a, &b, DM_REGIME);
    }
    small_clear(&a);
    small_clear(&b);
}

static void
test_score_independent_of_ties(void **state)
{
    (void) state;
    verify_independent_of_ties("schemes.city.association.weight=0");
    verify_independent_of_ties("schemes.city.published=false");
}

static void
test_ties_matter_otherwise(void **state)
{
    struct small_run a, b;
    char x[33], y[33];

    (void) state;
    small_rich(&a, (const char *[]){ "adaptation=null", NULL });
    small_rich(
        &b, (const char *[]){ "adaptation=null",
                "society.ties={work: 0, friends: 12, long: 0, homophily: 0}", NULL });
    small_tick(&a, 12);
    small_tick(&b, 12);
    small_state_text(&a, DM_REGIME, x);
    small_state_text(&b, DM_REGIME, y);
    assert_string_not_equal(x, y);
    small_clear(&a);
    small_clear(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expiry),
        cmocka_unit_test(test_never_expires),
        cmocka_unit_test(test_correction),
        cmocka_unit_test(test_clamp),
        cmocka_unit_test(test_order_of_records),
        cmocka_unit_test(test_components_add_up),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_no_association_among_equals),
        cmocka_unit_test(test_influence_reaches_direct_ties),
        cmocka_unit_test(test_association_by_kind),
        cmocka_unit_test(test_score_independent_of_ties),
        cmocka_unit_test(test_ties_matter_otherwise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
