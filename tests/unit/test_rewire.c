/* SPDX-License-Identifier: Apache-2.0
 *
 * Ties that change: the same at both ends whatever happens, nothing without a cause, and
 * as often as the text says; and ties of persons who are renewed. */
#include "small_world.h"
#include "stage/ties.h"

#include <math.h>
#include <stdio.h>

#define ERRORS 4.0

#define STILL                                                                              \
    "acts.award.rate=0/year", "acts.bill.rate=0/year", "acts.offence.rate=0/year",         \
        "acts.opinion.rate=0/year"

#define CUTTING                                                                            \
    "response.cut={base: 1 %/month, association: 50 %/month, flagged: 10 %/month}",        \
        "response.restore=10 %/month", "response.seek=0.5 %/month"

static struct dm_world *
world_of(struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

/* ---- ties ---- */

static int32_t
slot_back(const struct dm_network *network, uint64_t p, int32_t slot, uint64_t q)
{
    const struct dm_ring *mine = dm_network_ring(network, (uint32_t) (p / DM_COMMUNITY));
    const struct dm_ring *theirs = dm_network_ring(network, (uint32_t) (q / DM_COMMUNITY));

    return slot < dm_ring_slots(mine) ? slot ^ 1
                                      : slot - dm_ring_slots(mine) + dm_ring_slots(theirs);
}

/* Numbers of ends of ties, and of those that are not as at tick 0. */
struct ends {
    uint64_t all, lower, cut, made;
};

static struct ends
verify_both_ends(struct small_run *run)
{
    const struct dm_network *network = &run->setting.network;
    struct ends ends = { 0 };

    for (uint64_t p = 0; p < run->setting.population.n; p++) {
        const struct dm_ring *ring =
            dm_network_ring(network, (uint32_t) (p / DM_COMMUNITY));
        int32_t slots = dm_ring_slots(ring) + network->n_long;

        uint32_t ties = dm_world_ties(world_of(run), p);

        assert_int_equal((uint64_t) ties >> slots, 0);
        for (int32_t slot = 0; slot < slots; slot++) {
            uint64_t q = dm_network_mate(network, p, slot);
            unsigned tied = ties >> slot & 1U, first = network->ties[p] >> slot & 1U;

            if (q == DM_NO_PARTNER) {
                assert_int_equal(tied, 0);
                continue;
            }
            assert_int_equal(tied,
                dm_world_ties(world_of(run), q) >> slot_back(network, p, slot, q) & 1U);
            ends.all += tied;
            ends.lower += tied != 0 && p < q;
            ends.cut += first & ~tied;
            ends.made += tied & ~first;
        }
    }
    assert_int_equal(ends.all, 2 * ends.lower);
    return ends;
}

static void
test_both_ends_agree(void **state)
{
    /* 300 persons: three units, so that long ties meet often; 9000: three communities */
    static const char *const persons[] = { "society.persons=300", "society.persons=9000",
        "society.persons=4196" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(persons); k++) {
        struct small_run run;
        struct ends ends;

        small_rich(
            &run, (const char *[]){ persons[k], "society.ties.long=8", CUTTING, NULL });
        for (int year = 0; year < 5; year++) {
            small_tick(&run, 12);
            ends = verify_both_ends(&run);
        }
        assert_true(ends.cut > 0 && ends.made > 0);
        small_clear(&run);
    }
}

/* Pairs that are candidates in two long slots; those cut. */
static void
count_doubles(const struct small_run *run, uint64_t *pairs, uint64_t *cut)
{
    const struct dm_network *network = &run->setting.network;
    int32_t from = dm_ring_slots(dm_network_ring(network, 0));

    for (uint64_t p = 0; p < 256; p++) {
        uint32_t ties = dm_world_ties(&run->lane.world[DM_REGIME], p);

        for (int32_t a = from; a < from + network->n_long; a++) {
            uint64_t q = dm_network_mate(network, p, a);

            for (int32_t b = from; b < a && q != DM_NO_PARTNER; b++) {
                if (q == dm_network_mate(network, p, b)) {
                    *pairs += 1;
                    *cut += (network->ties[p] & ~ties) >> a & 1U;
                    assert_int_equal(ties >> a & 1U, ties >> b & 1U);
                }
            }
        }
    }
}

/* Of 256 persons, two units, two long slots meet where their places agree: 1 in 128. */
static void
test_pairs_of_one_kind_change_together(void **state)
{
    uint64_t pairs = 0, cut = 0;

    (void) state;
    for (int seed = 1; seed <= 10; seed++) {
        struct small_run run;
        char set[32];

        (void) snprintf(set, sizeof set, "run.seed=%d", seed);
        small_rich(&run, (const char *[]){ "society.persons=256", "society.ties.long=12",
                             "response.cut.base=20 %/month", set, NULL });
        small_tick(&run, 4);
        count_doubles(&run, &pairs, &cut);
        small_clear(&run);
    }
    assert_true(pairs > 100 && cut > 50);
}

/* A hazard that needs a flag does nothing where nobody has one; nor does seeking where all
 * are of one tier. */
static void
test_nothing_changes_without_cause(void **state)
{
    struct small_run run, off;
    struct ends ends;

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "channels=null", "response.cut.flagged=100 %/month",
                  "response.restore=50 %/month", "response.seek=50 %/month", NULL });
    small_tick(&run, 12);
    ends = verify_both_ends(&run);
    assert_int_equal(ends.cut + ends.made, 0);
    small_clear(&run);

    small_rich(&off, NULL);
    small_rich(&run, (const char *[]){ "response.restore=50 %/month", NULL });
    small_tick(&off, 24);
    small_tick(&run, 24);
    assert_true(dm_world_keeps(world_of(&run)->plan, DM_COLUMN_TIES));
    assert_false(dm_world_keeps(world_of(&off)->plan, DM_COLUMN_TIES));
    small_assert_same_state(&off, &run, DM_REGIME);
    small_assert_same_state(&off, &run, DM_TWIN);
    small_clear(&off);
    small_clear(&run);
}

/* With hazard h alone a tie lives on with (1 - h)^t. */
static void
test_cuts_by_the_text(void **state)
{
    struct small_run run;
    struct ends before, after;

    (void) state;
    small_rich(&run,
        (const char *[]){ "society.persons=20000", "response.cut.base=3 %/month", NULL });
    before = verify_both_ends(&run);
    small_tick(&run, 20);
    after = verify_both_ends(&run);
    small_assert_share(
        "ties left", (double) after.lower, (double) before.lower, pow(0.97, 20.0), ERRORS);
    assert_int_equal(after.made, 0);
    small_clear(&run);
}

/* Where restoring is sure, what was cut in one month is back in the next. */
static void
test_restores_by_the_text(void **state)
{
    struct small_run run;
    uint32_t *cut;

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "channels=null", "society.persons=4096",
                  "response.cut.base=30 %/month", "response.restore=100 %/month", NULL });
    cut = calloc(4096, sizeof *cut);
    assert_non_null(cut);
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        cut[p] = run.setting.network.ties[p] & ~dm_world_ties(world_of(&run), p);
    }
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        assert_int_equal(cut[p] & ~dm_world_ties(world_of(&run), p), 0);
    }
    assert_true(verify_both_ends(&run).cut > 0);
    free(cut);
    small_clear(&run);
}

/* Rules that differ between the ends of a tie are those of the lower. */
static void
test_both_ends_agree_across_rules(void **state)
{
    struct small_run run;
    struct ends ends;

    (void) state;
    small_rich(
        &run, (const char *[]){ "society.ties.long=4",
                  "jurisdictions={J02: {response: {cut: {base: 20 %/month}}}}", NULL });
    small_tick(&run, 6);
    ends = verify_both_ends(&run);
    assert_true(ends.cut > 0);
    for (uint64_t p = 0; p < 9000; p++) {
        const struct dm_network *network = &run.setting.network;
        uint32_t gone = network->ties[p] & ~dm_world_ties(world_of(&run), p);

        for (int32_t slot = 0; gone >> slot != 0 && slot < 31; slot++) {
            uint64_t q = dm_network_mate(network, p, slot), lower = p < q ? p : q;

            assert_true((gone >> slot & 1U) == 0 ||
                        dm_population_cell(&run.setting.population, lower) / 2 == 1);
        }
    }
    small_clear(&run);
}

/* ---- renewal ---- */

static bool
renewed(const struct small_run *run, uint64_t p, uint64_t threshold)
{
    return dm_word(run->lane.key, p, run->lane.tick, 0, DM_DRAW_RENEWED, 0) < threshold;
}

static void
test_renewal_at_both_ends(void **state)
{
    struct small_run run;
    const uint64_t threshold = DM_ONE32 / 10;
    const struct dm_network *network;
    uint64_t n = 0;

    (void) state;
    small_rich(&run, (const char *[]){ "society.ties.long=4", CUTTING, NULL });
    network = &run.setting.network;
    small_tick(&run, 24);
    for (uint32_t c = 0; c < run.setting.population.n_communities; c++) {
        struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];

        dm_block_at(block, world_of(&run), c, run.lane.key, run.lane.tick);
        dm_ties_renew(block, threshold);
    }
    assert_true(verify_both_ends(&run).cut > 0);
    for (uint64_t p = 0; p < 9000; p++) {
        if (renewed(&run, p, threshold)) {
            n++;
            assert_int_equal(dm_world_ties(world_of(&run), p), network->ties[p]);
        }
    }
    small_assert_share("renewed", (double) n, 9000.0, 0.1, ERRORS);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_ends_agree),
        cmocka_unit_test(test_pairs_of_one_kind_change_together),
        cmocka_unit_test(test_nothing_changes_without_cause),
        cmocka_unit_test(test_cuts_by_the_text),
        cmocka_unit_test(test_restores_by_the_text),
        cmocka_unit_test(test_both_ends_agree_across_rules),
        cmocka_unit_test(test_renewal_at_both_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
