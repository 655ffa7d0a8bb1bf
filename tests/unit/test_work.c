/* SPDX-License-Identifier: Apache-2.0
 *
 * The labour market with so many jobs and no more, what debts cost the sanctioned, and what
 * is put by. */
#include "small_world.h"

#include <math.h>

#define SETS(...) ((const char *[]){ __VA_ARGS__, NULL })
#define ERRORS    4.0

/* Half of all are on a list for good, soon. */
#define LABELLED                                                                           \
    "schema: demerit/1\nextends: base\nfamily: theory\n"                                   \
    "society: {persons: 9000}\n"                                                           \
    "lists:\n  grey: {enter: {at_will: 0.6/year}, term: 1200 months}\n"                    \
    "forms: {labour: fixed}\n"

static const struct dm_world *
world_of(const struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

static uint32_t
employed_in(const struct dm_world *world, uint32_t community)
{
    uint64_t first = (uint64_t) community * DM_COMMUNITY;
    uint32_t n = 0;

    for (uint32_t i = 0; i < dm_community_size(world->population, community); i++) {
        n += world->employed[0][first + i];
    }
    return n;
}

/* Jobs are conserved in each community, whatever sanctions do, and nobody out of the labour
 * force has one. */
static void
test_jobs_are_conserved(void **state)
{
    struct small_run run;
    uint32_t before[3];
    uint64_t changed = 0;
    uint8_t was[9000];

    (void) state;
    small_start(&run,
        small_scenario(LABELLED, SETS("sanctions={no-job: {on: {list: grey}, hiring: x0.3, "
                                      "separation: x3}}")));
    for (uint32_t c = 0; c < 3; c++) {
        before[c] = employed_in(world_of(&run), c);
    }
    for (int t = 0; t < 40; t++) {
        memcpy(was, world_of(&run)->employed[0], sizeof was);
        small_tick(&run, 1);
        for (uint32_t c = 0; c < 3; c++) {
            assert_int_equal(employed_in(world_of(&run), c), before[c]);
        }
        for (uint64_t p = 0; p < 9000; p++) {
            bool works = (run.setting.population.traits[p] & DM_TRAIT_LABOUR) != 0;

            changed += was[p] != world_of(&run)->employed[0][p];
            assert_true(works || world_of(&run)->employed[0][p] == 0);
        }
    }
    assert_true(changed > 1000);
    small_clear(&run);
}

/* Of candidates with factor 1/2 against 1 half as many keys lie below any bound: as long as
 * few jobs are free, they are hired half as often. */
static void
test_hiring_factor(void **state)
{
    struct small_run run;
    double hired[2] = { 0, 0 }, candidates[2] = { 0, 0 }, ratio, se;

    (void) state;
    small_start(&run,
        small_scenario(LABELLED,
            SETS("sanctions={no-job: {on: {list: grey}, hiring: x0.5}}",
                "society.labour.hiring=2 %/month", "society.labour.separation=1 %/month")));
    small_tick(&run, 6);
    for (int t = 0; t < 60; t++) {
        uint8_t was[9000];

        memcpy(was, world_of(&run)->employed[0], sizeof was);
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            bool grey = world_of(&run)->listed[0][p] != 0;

            if (was[p] == 0 && (run.setting.population.traits[p] & DM_TRAIT_LABOUR) != 0) {
                candidates[grey]++;
                hired[grey] += world_of(&run)->employed[0][p];
            }
        }
    }
    assert_true(hired[0] > 200 && hired[1] > 200);
    ratio = hired[1] / candidates[1] / (hired[0] / candidates[0]);
    se = ratio * sqrt(1 / hired[0] + 1 / hired[1]);
    small_assert_near("hired by factor 1/2", ratio, 0.5, se, ERRORS);
    small_clear(&run);
}

/* Who cannot be hired at all comes last, and is hired only when nobody else is left. */
static void
test_never_hired(void **state)
{
    struct small_run run;

    (void) state;
    small_start(&run, small_scenario(LABELLED,
                          SETS("sanctions={no-job: {on: {list: grey}, hiring: x0}}")));
    small_tick(&run, 6);
    for (int t = 0; t < 20; t++) {
        uint8_t was[9000];

        memcpy(was, world_of(&run)->employed[0], sizeof was);
        small_tick(&run, 1);
        for (uint32_t c = 0; c < 3; c++) {
            uint32_t unlisted = 0, hired = 0;

            for (uint64_t p = c * 4096; p < 9000 && p < (c + 1) * 4096; p++) {
                bool out = was[p] == 0 &&
                           (run.setting.population.traits[p] & DM_TRAIT_LABOUR) != 0;
                bool grey = world_of(&run)->listed[0][p] != 0;

                unlisted += out && !grey && world_of(&run)->employed[0][p] == 0;
                hired += out && grey && world_of(&run)->employed[0][p] != 0;
            }
            assert_true(unlisted == 0 || hired == 0);
        }
    }
    small_clear(&run);
}

/* Interest is a sum of money to the yuan, of debtors who are listed. */
static void
test_interest(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    const struct dm_block *block;
    uint64_t paid = 0, debtors = 0;

    (void) state;
    small_start(&run,
        small_scenario(LABELLED,
            SETS("society.persons=4096", "society.debtors=40 %", "society.debt=18 months",
                "sanctions={dear: {on: {list: grey}, interest: 5 %}}")));
    people = &run.setting.population;
    block = &run.lane.workers[0].block[DM_REGIME];
    small_tick(&run, 12);
    for (uint64_t p = 0; p < 4096; p++) {
        bool debtor = dm_word(people->key, p, 0, 0, DM_DRAW_DEBTOR, 0) <
                      world_of(&run)->plan->people.debtor;
        int64_t debt = people->base_income[p] * INT64_C(18) / 12;
        int64_t due = debtor && world_of(&run)->listed[0][p] != 0 ? debt / 20 : 0;

        assert_true(block->income[p] == dm_world_income(world_of(&run), p) - due);
        paid += due > 0;
        debtors += debtor;
    }
    assert_true(paid > 300);
    small_assert_share("debtors", (double) debtors, 4096, 0.4, ERRORS);
    small_clear(&run);
}

/* No interest, no debt, or nobody in debt: the same world. */
static void
test_interest_is_off_at_zero(void **state)
{
    static const char *const off[] = { "sanctions.dear.interest=0 %", "society.debtors=0 %",
        "society.debt=0 months" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(off); k++) {
        struct small_run run;
        const struct dm_block *block;

        small_start(&run,
            small_scenario(LABELLED,
                SETS("society.persons=4096", "society.debtors=40 %",
                    "society.debt=18 months",
                    "sanctions={dear: {on: {list: grey}, interest: 5 %, hiring: x0.9}}",
                    off[k])));
        block = &run.lane.workers[0].block[DM_REGIME];
        small_tick(&run, 12);
        for (uint64_t p = 0; p < 4096; p++) {
            assert_true(block->income[p] == dm_world_income(world_of(&run), p));
        }
        small_clear(&run);
    }
}

/* A month out of work takes the earner's share of a month from the buffer; it never falls
 * below nothing or grows beyond twice the start. */
static void
test_means(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    uint64_t fell = 0, empty = 0;

    (void) state;
    small_start(&run, small_scenario(LABELLED,
                          SETS("society.persons=4096", "society.means=[0.5, 1, 2, 4, 8]")));
    people = &run.setting.population;
    for (uint64_t p = 0; p < 4096; p++) {
        assert_int_equal(world_of(&run)->means[0][p], (int) (128U << people->quintile[p]));
    }
    for (int t = 0; t < 30; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];
        uint16_t was[4096];

        memcpy(was, world_of(&run)->means[0], sizeof was);
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            double base = people->base_income[p];
            double now = was[p] + 256.0 * ((double) block->income[p] - base) / base;
            double most = 2.0 * (double) (128U << people->quintile[p]);

            now = now < 0 ? 0 : now > most ? most : now;
            assert_true(fabs(world_of(&run)->means[0][p] - now) <= 0.5);
            fell += world_of(&run)->means[0][p] < was[p];
            empty += world_of(&run)->means[0][p] == 0;
        }
    }
    assert_true(fell > 1000 && empty > 100);
    small_clear(&run);
}

/* Who cannot pay does not file; where filing is for nothing, all can. */
static void
test_the_poor_cannot_file(void **state)
{
    struct small_run run;
    uint64_t filed = 0;

    (void) state;
    small_start(&run, small_scenario(LABELLED,
                          SETS("society.persons=4096", "society.means=[0, 0, 0, 1, 2]",
                              "redress={notice: 100 %, filing: 100 %, officers: 100, cost: "
                              "500}")));
    for (int t = 0; t < 20; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];
        uint16_t was[4096];

        memcpy(was, world_of(&run)->means[0], sizeof was);
        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];
            uint32_t p = event->person;

            if (event->kind == DM_EVENT_FILED) {
                assert_true(256.0 * 12 * 500 <=
                            (double) was[p] * run.setting.population.base_income[p]);
                filed++;
            }
        }
    }
    assert_true(filed > 300);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jobs_are_conserved),
        cmocka_unit_test(test_hiring_factor),
        cmocka_unit_test(test_never_hired),
        cmocka_unit_test(test_interest),
        cmocka_unit_test(test_interest_is_off_at_zero),
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_the_poor_cannot_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
