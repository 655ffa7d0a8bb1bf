/* SPDX-License-Identifier: Apache-2.0
 *
 * Renewal: who comes is as everybody was at the start, nothing is on record of her, and
 * records grow as old as the persons they are about. */
#include "small_world.h"

#include <math.h>

#define SETS(...) ((const char *[]){ __VA_ARGS__, NULL })
#define ERRORS    4.0

static const struct dm_world *
world_of(const struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

static bool
is_renewed(const struct small_run *run, uint64_t p, uint32_t tick)
{
    return dm_word(run->lane.key, p, tick, 0, DM_DRAW_RENEWED, 0) <
           world_of(run)->plan->people.renewed;
}

/* Everybody is replaced each month: what is recorded with a delay never takes effect. */
static void
test_everybody_each_month(void **state)
{
    struct small_run run;
    int32_t ledger, dodgers;
    uint64_t n = 0;

    (void) state;
    small_rich(&run, SETS("society.renewal=12/year", "channels.camera.sees.bill=0 %",
                         "channels.camera.false_records=0/year"));
    ledger = small_list(&run.scenario->regime, "ledger");
    dodgers = small_list(&run.scenario->regime, "dodgers");
    for (int t = 0; t < 20; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_STAY, ledger, p), 0);
            n += (size_t) dm_world_kept(world_of(&run), DM_COLUMN_STAY, dodgers, p);
        }
    }
    assert_true(n > 1000); /* the camera has no delay */
    small_clear(&run);
}

/* Before the month's events a newcomer has no record, no list, no tier but the start's. */
static void
test_a_newcomer(void **state)
{
    struct small_run run;
    uint64_t n = 0;

    (void) state;
    /* acts without delay would be on record at once */
    small_rich(
        &run, SETS("society.renewal=1.2/year", "acts.award.rate=0/year",
                  "acts.offence.rate=0/year", "schemes.city.association.weight=0 %",
                  "channels.camera.sees.bill=0 %", "channels.camera.false_records=0/year"));
    for (int t = 0; t < 30; t++) {
        const struct dm_world *world = world_of(&run);

        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            if (!is_renewed(&run, p, (uint32_t) t)) {
                continue;
            }
            assert_int_equal(world->listed[0][p], 0);
            assert_int_equal(world->spell[0][p], 0);
            for (int32_t s = 0; s < world->plan->n_schemes; s++) {
                assert_int_equal(world->own[s][p], 0);
                assert_true(dm_world_kept(world, DM_COLUMN_ERROR, s, p) == 0);
            }
            n++;
        }
    }
    small_assert_share("renewed", (double) n, 30.0 * 9000, 0.1, ERRORS);
    small_clear(&run);
}

/* A record lasts as long as the person: with r replaced a month and g records a month that
 * never expire, a person has g/r on average. */
static void
test_age_of_records(void **state)
{
    struct small_run run;
    double sum = 0, squares = 0, mean;
    const double rate = 0.05, renewed = 0.04;

    (void) state;
    small_start(&run,
        small_scenario("schema: demerit/1\nname: renewal\nfamily: theory\ntwin: no\n"
                       "society: {persons: 20000, renewal: 0.48/year}\n"
                       "acts: {deed: {domain: street, lawful: false, rate: 0.05/month}}\n"
                       "channels: {witness: {context: street, sees: {deed: 100 %}}}\n"
                       "schemes: {score: {start: 0, points: {deed: -1}, tiers: [{id: low, "
                       "below: -1000}, {id: fair, from: -1000}]}}\n",
            NULL));
    small_tick(&run, 300);
    for (uint64_t p = 0; p < 20000; p++) {
        double records = -world_of(&run)->own[0][p] / 100.0;

        sum += records;
        squares += records * records;
    }
    mean = sum / 20000;
    /* the grid of rates is good to half a thousandth */
    small_assert_near("records a person", mean, rate / renewed,
        sqrt((squares / 20000 - mean * mean) / 20000) + 0.0002, ERRORS);
    small_clear(&run);
}

/* Nothing of who left comes back: the rings hold nothing of a person older than she is. */
static void
test_rings_are_empty_of_her(void **state)
{
    struct small_run run;
    uint64_t n = 0;

    (void) state;
    small_rich(&run, SETS("society.renewal=1.2/year"));
    for (int t = 0; t < 20; t++) {
        int64_t before = dm_world_record_bytes(world_of(&run));

        small_tick(&run, 1);
        assert_true(before >= 0);
        for (uint64_t p = 0; p < 9000; p++) {
            const struct dm_ring_of_months *ring =
                &world_of(&run)->in_force[p / DM_COMMUNITY];
            int32_t s = small_scheme(&run.scenario->regime, "city");
            uint32_t end = (uint32_t) t + 12;

            if (!is_renewed(&run, p, (uint32_t) t) || p % 16 != 0) {
                continue;
            }
            /* records of a term of 12 months that end earlier are older */
            for (uint32_t e = (uint32_t) t + 1; e < end; e++) {
                const struct dm_bucket *bucket = dm_months_at(ring, e);

                for (uint32_t k = 0; k < bucket->n; k++) {
                    assert_true(bucket->items[k].person != p % DM_COMMUNITY ||
                                bucket->items[k].source != (unsigned) s ||
                                bucket->items[k].class_ == DM_RECORD_ERROR);
                }
            }
            n++;
        }
    }
    assert_true(n > 500);
    small_clear(&run);
}

/* Appeals of who left lapse. */
static void
test_cases_lapse(void **state)
{
    struct small_run run;
    uint64_t lapsed = 0;

    (void) state;
    small_start(&run,
        small_scenario("schema: demerit/1\nextends: base\nfamily: theory\n"
                       "society: {persons: 4096, renewal: 1.2/year}\n"
                       "lists: {grey: {enter: {at_will: 0.24/year}, term: 1200 months}}\n"
                       "redress: {notice: 100 %, filing: 100 %, officers: 300, decides: 50 "
                       "%/month}\n",
            NULL));
    for (int t = 0; t < 40; t++) {
        const struct dm_world *world = world_of(&run);

        small_tick(&run, 1);
        for (int32_t b = 0; b <= world->cases->n_bodies; b++) {
            lapsed += world->cases->body[b].month.lapsed;
        }
        for (uint64_t p = 0; p < 4096; p++) {
            assert_true(dm_world_kept(world, DM_COLUMN_STAGE, 0, p) == DM_CASE_NONE ||
                        world->listed[0][p] != 0);
            assert_true(!is_renewed(&run, p, (uint32_t) t) ||
                        dm_world_kept(world, DM_COLUMN_SPENT, 0, p) == 0);
        }
    }
    assert_true(lapsed > 50);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everybody_each_month),
        cmocka_unit_test(test_a_newcomer),
        cmocka_unit_test(test_age_of_records),
        cmocka_unit_test(test_rings_are_empty_of_her),
        cmocka_unit_test(test_cases_lapse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
