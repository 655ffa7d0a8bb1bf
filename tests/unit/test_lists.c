/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists with more than a tier to enter or leave by: counts in a window, scores, firms,
 * officials' will, housemates; fulfilment, repair, and copies that outlive a listing. */
#include "small_world.h"

#include "world/cause.h"

#include <math.h>

#define QUIET(...) ((const char *[]){ SMALL_QUIET, __VA_ARGS__, NULL })
#define SETS(...)  ((const char *[]){ __VA_ARGS__, NULL })
#define ERRORS     4.0

/* A society in which nobody does anything, and a list at will. */
#define AT_WILL                                                                            \
    "schema: demerit/1\nextends: base\nfamily: theory\n"                                   \
    "society: {persons: 4096, representatives: 10 %, schooled: 50 %}\n"                    \
    "lists:\n  grey: {enter: {at_will: 0.24/year}, term: 12 months}\n"                     \
    "sanctions:\n  no-travel: {on: {list: grey}, service: travel, denies: 100 %}\n"

static const struct dm_world *
world_of(const struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

static const struct dm_block *
block_of(const struct small_run *run)
{
    return &run->lane.workers[0].block[DM_REGIME];
}

static bool
listed(const struct small_run *run, int32_t l, uint64_t p)
{
    return (world_of(run)->listed[0][p] >> l & 1) != 0;
}

/* ---- off ---- */

/* What is named and zero is not there. */
static void
test_zero_is_off(void **state)
{
    struct small_run run, plain;
    char here[33], there[33];

    (void) state;
    small_rich(&run,
        SETS("lists.shame.enter.at_will=0/year", "lists.shame.enter.representatives=0/year",
            "society.representatives=50 %", "lists.shame.household=0 %",
            "lists.shame.copies=0 months", "lists.dodgers.exit.fulfilment=0 %/month",
            "society.renewal=0/year", "society.debtors=30 %", "society.debt=12 months"));
    small_rich(&plain, NULL);
    small_tick(&run, 24);
    small_tick(&plain, 24);
    small_state_text(&run, DM_REGIME, here);
    small_state_text(&plain, DM_REGIME, there);
    assert_string_equal(here, there);
    assert_int_equal(dm_world_arrays(world_of(&run), DM_COLUMN_SHIELD), 0);
    assert_int_equal(dm_world_arrays(world_of(&run), DM_COLUMN_STALE), 0);
    assert_int_equal(dm_world_arrays(world_of(&run), DM_COLUMN_INHERITED), 0);
    small_clear(&run);
    small_clear(&plain);
}

/* ---- who enters ---- */

/* Three records within four months: those of months 1, 3 and 4 count, of 1, 3 and 5 not. A
 * record that counts renews the term. */
static void
test_count_in_window(void **state)
{
    struct small_run run;
    int32_t l;

    (void) state;
    small_rich(&run, QUIET("lists.dodgers.enter={act: offence, count: 3, within: 4 months}",
                         "lists.dodgers.term=5 months", "channels.monitor.delay=6 months"));
    l = small_list(&run.scenario->regime, "dodgers");
    for (int k = 0; k < 3; k++) {
        static const uint32_t enough[] = { 1, 3, 4 }, scattered[] = { 1, 3, 5 };

        small_file(&run, enough[k], 10, "offence", DM_RECORD_UNLAWFUL, 0);
        small_file(&run, scattered[k], 11, "offence", DM_RECORD_UNLAWFUL, 0);
        small_file(
            &run, 2, 12, "offence", DM_RECORD_ERROR, 1); /* corrected after a month */
    }
    small_file(&run, 6, 10, "offence", DM_RECORD_UNLAWFUL, 0); /* months 3, 4 and 6 */
    for (int t = 0; t < 16; t++) {
        small_tick(&run, 1);
        assert_int_equal(listed(&run, l, 10), t >= 4 && t < 11);
        assert_false(listed(&run, l, 11));
        assert_int_equal(listed(&run, l, 12), t == 2);
    }
    small_clear(&run);
}

/* A score below the lowest cut is the lowest tier: two ways to say the same list. */
static void
test_below_is_a_tier(void **state)
{
    struct small_run run;
    int32_t a, b;
    uint64_t n = 0;

    (void) state;
    small_rich(&run, SETS("lists.twice={enter: {scheme: city, below: 850}, term: 6 months, "
                          "published: true}"));
    a = small_list(&run.scenario->regime, "shame");
    b = small_list(&run.scenario->regime, "twice");
    assert_true((world_of(&run)->plan->keeps.grounds >> b & 1U) != 0);
    assert_true((world_of(&run)->plan->keeps.grounds >> a & 1U) == 0);
    for (int t = 0; t < 30; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_STAY, a, p),
                dm_world_kept(world_of(&run), DM_COLUMN_STAY, b, p));
            assert_true(dm_world_kept(world_of(&run), DM_COLUMN_LIST_CAUSE, a, p) ==
                        dm_world_kept(world_of(&run), DM_COLUMN_LIST_CAUSE, b, p));
            assert_true(dm_world_kept(world_of(&run), DM_COLUMN_LIST_CONTEXTS, a, p) ==
                        dm_world_kept(world_of(&run), DM_COLUMN_LIST_CONTEXTS, b, p));
            n += listed(&run, b, p);
        }
    }
    assert_true(n > 100);
    small_clear(&run);
}

/* Firms list their representatives and nobody else; no record speaks for it. */
static void
test_firms(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    uint64_t on = 0, represents = 0;

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("lists.grey.enter={representatives: "
                                                   "1.2/year, at_will: 0/year}")));
    people = &run.setting.population;
    small_tick(&run, 24);
    for (uint64_t p = 0; p < 4096; p++) {
        bool one = dm_word(people->key, p, 0, 0, DM_DRAW_REPRESENTS, 0) <
                   world_of(&run)->plan->people.represents;

        represents += one;
        on += listed(&run, 0, p);
        assert_true(one || !listed(&run, 0, p));
        if (listed(&run, 0, p)) {
            struct dm_cause cause = dm_cause_unpack(
                (uint64_t) dm_world_kept(world_of(&run), DM_COLUMN_LIST_CAUSE, 0, p));

            assert_int_equal(cause.share[DM_BY_INHERITED], DM_CAUSE_WHOLE);
            assert_true(cause.wrongful_law && !cause.wrongful_rule);
        }
    }
    small_assert_share("represent", (double) represents, 4096, 0.1, ERRORS);
    assert_true(on > represents / 4);
    small_clear(&run);
}

/* Listing at will: a stream of one in fifty a month of those off the list, twice that in
 * group B. */
static void
test_at_will(void **state)
{
    struct small_run run;
    double entries[2] = { 0, 0 }, chances[2] = { 0, 0 };

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("lists.grey.enter.at_will_bias_b=x2")));
    for (int t = 0; t < 60; t++) {
        const struct dm_block *block = block_of(&run);

        for (uint64_t p = 0; p < 4096; p++) {
            bool b = (run.setting.population.traits[p] & DM_TRAIT_GROUP_B) != 0;

            chances[b] += dm_world_kept(world_of(&run), DM_COLUMN_STAY, 0, p) <= 1;
        }
        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            bool b = (run.setting.population.traits[block->events[k].person] &
                         DM_TRAIT_GROUP_B) != 0;

            entries[b] += block->events[k].kind == DM_EVENT_ENTRY;
        }
    }
    small_assert_share("group A", entries[0], chances[0], 0.02, ERRORS);
    small_assert_share("group B", entries[1], chances[1], 0.04, ERRORS);
    small_clear(&run);
}

/* ---- housemates ---- */

/* Where all inherit, a household is on the list exactly while one of it is. */
static void
test_household_shares(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    uint64_t inherited = 0;

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("lists.grey.household=100 %")));
    people = &run.setting.population;
    for (int t = 0; t < 30; t++) {
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            uint64_t first = p - dm_household_place(people, p);
            bool any = false;

            for (uint64_t q = first; q < first + dm_household_adults(people, p); q++) {
                any = any || dm_world_kept(world_of(&run), DM_COLUMN_STAY, 0, q) > 0;
            }
            assert_int_equal(listed(&run, 0, p), any);
            assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_INHERITED, 0, p) & 1,
                any && dm_world_kept(world_of(&run), DM_COLUMN_STAY, 0, p) == 0);
            inherited += (size_t) dm_world_kept(world_of(&run), DM_COLUMN_INHERITED, 0, p);
        }
    }
    assert_true(inherited > 1000);
    small_clear(&run);
}

/* Who inherits is the same person each time, and a share of all. */
static void
test_household_share(void **state)
{
    struct small_run run;
    uint8_t does[4096] = { 0 }, could[4096] = { 0 };
    double n = 0, inherit = 0;

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("lists.grey.household=30 %")));
    for (int t = 0; t < 60; t++) {
        const struct dm_population *people = &run.setting.population;

        small_tick(&run, 1);
        for (uint64_t p = 0; p < 4096; p++) {
            uint64_t first = p - dm_household_place(people, p);
            bool with = false,
                 on = dm_world_kept(world_of(&run), DM_COLUMN_INHERITED, 0, p) != 0;

            for (uint64_t q = first; q < first + dm_household_adults(people, p); q++) {
                with = with ||
                       (q != p && dm_world_kept(world_of(&run), DM_COLUMN_STAY, 0, q) > 0);
            }
            if (with && dm_world_kept(world_of(&run), DM_COLUMN_STAY, 0, p) == 0) {
                assert_true(could[p] == 0 || does[p] == on);
                could[p] = 1;
                does[p] = on;
            } else {
                assert_false(on);
            }
        }
    }
    for (uint64_t p = 0; p < 4096; p++) {
        n += could[p];
        inherit += does[p];
    }
    assert_true(n > 1000);
    small_assert_share("inherit", inherit, n, 0.3, ERRORS);
    small_clear(&run);
}

/* ---- who leaves ---- */

struct stays {
    double n, months, squares, listed;
};

static struct stays
watch_stays(struct small_run *run, int ticks, enum dm_exit_way way, uint32_t least)
{
    struct stays stays = { 0, 0, 0, 0 };

    for (int t = 0; t < ticks; t++) {
        const struct dm_block *block = block_of(run);

        small_tick(run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];

            if (event->kind == DM_EVENT_EXIT) {
                stays.n++;
                stays.months += event->value;
                stays.squares += (double) event->value * event->value;
                assert_true(event->detail != way || event->value >= least);
            }
        }
        for (uint64_t p = 0; p < 4096; p++) {
            stays.listed += listed(run, 0, p);
        }
    }
    return stays;
}

/* Fulfilment with a hazard: stays are geometric, cut at the term; the stock is entries
 * times mean stay (Little). */
static void
test_fulfilment(void **state)
{
    struct small_run run;
    struct stays stays;
    double mean = 0, seen, se;

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("lists.grey.exit.fulfilment=10 %/month",
                                                  "lists.grey.term=6 months")));
    for (int k = 0; k < 6; k++) {
        mean += pow(0.9, k);
    }
    (void) watch_stays(&run, 24, DM_EXIT_FULFILLED, 1);
    stays = watch_stays(&run, 300, DM_EXIT_FULFILLED, 1);
    seen = stays.months / stays.n;
    se = sqrt((stays.squares / stays.n - seen * seen) / stays.n);
    small_assert_near("mean stay", seen, mean, se, ERRORS);
    /* what is still there at either end is at most a term of entries */
    small_assert_near("Little", stays.listed / 300, stays.n / 300 * mean,
        mean * sqrt(stays.n) / 300, ERRORS);
    small_clear(&run);
}

/* The poor fulfil as much more seldom as the list says: here never. */
static void
test_poor_cannot_fulfil(void **state)
{
    struct small_run run;
    uint64_t n = 0;

    (void) state;
    small_start(&run, small_scenario(AT_WILL,
                          SETS("lists.grey.exit={fulfilment: 50 %/month, poor: x0}")));
    for (int t = 0; t < 40; t++) {
        const struct dm_block *block = block_of(&run);

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];

            if (event->kind == DM_EVENT_EXIT && event->detail == DM_EXIT_FULFILLED) {
                assert_int_equal(block->poor[event->person], 0);
                n++;
            }
        }
    }
    assert_true(n > 500);
    small_clear(&run);
}

/* Nobody has a listing repaired before its time, and a sure repair comes exactly then. */
static void
test_repair(void **state)
{
    struct small_run run;
    struct stays stays;

    (void) state;
    small_start(&run,
        small_scenario(AT_WILL, SETS("lists.grey.exit={repair_after: 5 months, repair: 20 "
                                     "%/month}")));
    stays = watch_stays(&run, 60, DM_EXIT_REPAIRED, 5);
    assert_true(stays.n > 500);
    small_clear(&run);
    small_start(&run,
        small_scenario(AT_WILL, SETS("lists.grey.exit={repair_after: 5 months, repair: 100 "
                                     "%/month}")));
    stays = watch_stays(&run, 60, DM_EXIT_REPAIRED, 5);
    assert_true(stays.n > 500 && fabs(stays.months - 5 * stays.n) < 0.5);
    small_clear(&run);
}

/* ---- what remains ---- */

/* Recipients keep their copy for three months, and refuse by it; nothing else holds. */
static void
test_copies(void **state)
{
    struct small_run run;
    uint8_t since[4096]; /* months since the listing ended */
    uint64_t after = 0;

    (void) state;
    memset(since, 255, sizeof since);
    small_start(&run, small_scenario(AT_WILL,
                          SETS("lists.grey.copies=3 months", "lists.grey.term=4 months",
                              "lists.grey.published=true")));
    for (int t = 0; t < 40; t++) {
        const struct dm_block *block = block_of(&run);
        uint8_t barred[4096] = { 0 };

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];

            if (event->kind == DM_EVENT_BARRED) {
                barred[event->person] = (uint8_t) (1 + event->detail);
            }
            after += event->kind == DM_EVENT_DENIED && event->detail == 1;
        }
        for (uint64_t p = 0; p < 4096; p++) {
            bool on = listed(&run, 0, p);

            since[p] = on ? 0 : since[p] < 255 ? (uint8_t) (since[p] + 1) : 255;
            assert_int_equal(barred[p], on ? 1 : since[p] <= 3 ? 2 : 0);
            assert_int_equal((world_of(&run)->published[0][p] & 16) != 0, on);
        }
    }
    assert_true(after > 100);
    small_clear(&run);
}

/* ---- school ---- */

/* A school asks for households with a pupil, of whom some adult is listed. */
static void
test_school(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    uint64_t others = 0, n = 0;

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("services.place={demand: 12/year, per: "
                                                   "school}",
                                                  "sanctions.no-place={on: {list: grey}, "
                                                  "service: place, denies: 60 %}")));
    people = &run.setting.population;
    for (int t = 0; t < 30; t++) {
        const struct dm_block *block = block_of(&run);
        uint8_t barred[4096] = { 0 };

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];

            if (event->kind == DM_EVENT_BARRED && event->subject == 1) {
                /* one denial, however many adults are listed */
                assert_true(event->value > 39000 && event->value < 39400);
                barred[event->person] = 1;
            }
        }
        for (uint64_t p = 0; p < 4096; p++) {
            bool pupil = dm_household_place(people, p) == 0 && people->children[p] > 0 &&
                         dm_word(people->key, p, 0, 0, DM_DRAW_SCHOOLED, 0) < 1U << 31;
            bool any = false;

            for (uint64_t q = p; pupil && q < p + dm_household_adults(people, p); q++) {
                any = any || listed(&run, 0, q);
            }
            assert_int_equal(barred[p], any);
            n += any;
            others += any && !listed(&run, 0, p);
        }
    }
    assert_true(n > 200 && others > 50);
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zero_is_off),
        cmocka_unit_test(test_count_in_window),
        cmocka_unit_test(test_below_is_a_tier),
        cmocka_unit_test(test_firms),
        cmocka_unit_test(test_at_will),
        cmocka_unit_test(test_household_shares),
        cmocka_unit_test(test_household_share),
        cmocka_unit_test(test_fulfilment),
        cmocka_unit_test(test_poor_cannot_fulfil),
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_school),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
