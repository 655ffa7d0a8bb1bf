/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists and their terms, sanctioned tiers, refusals, work and income, and what is
 * published: by hand on filed records, and on whole worlds by the text's own words. */
#include "small_world.h"

#include <math.h>
#include <stdio.h>

#define QUIET(...) ((const char *[]){ SMALL_QUIET, __VA_ARGS__, NULL })
#define ERRORS     4.0

static const struct dm_regime *
regime_of(const struct small_run *run)
{
    return &run->scenario->regime;
}

static struct dm_block *
block_of(struct small_run *run)
{
    return &run->lane.workers[0].block[DM_REGIME];
}

static bool
listed(const struct small_run *run, const char *list, uint64_t p)
{
    return (run->lane.world[DM_REGIME].listed[0][p] >> small_list(regime_of(run), list) &
               1) != 0;
}

static bool
in_spell(const struct small_run *run, const char *scheme, uint64_t p)
{
    return (run->lane.world[DM_REGIME].spell[0][p] >> small_scheme(regime_of(run), scheme) &
               1) != 0;
}

/* Events of a kind and person in the last tick; of a society of one community. */
static uint32_t
events(struct small_run *run, enum dm_event_kind kind, uint32_t p)
{
    const struct dm_block *block = block_of(run);
    uint32_t n = 0;

    for (uint32_t k = 0; k < block->n_events; k++) {
        n += block->events[k].kind == kind && block->events[k].person == p;
    }
    return n;
}

/* ---- lists ---- */

/* In tier d from month 2 to month 13 (three bills): on the list for six months, twice; the
 * second term ends it. */
static void
test_list_by_tier(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("schemes.city.association.weight=0"));
    for (int k = 0; k < 3; k++) {
        small_file(&run, 2, 50, "bill", DM_RECORD_UNLAWFUL, 0);
    }
    for (int t = 0; t < 40; t++) {
        uint32_t entries;

        small_tick(&run, 1);
        entries = events(&run, DM_EVENT_ENTRY, 50);
        assert_int_equal(listed(&run, "shame", 50), t >= 2 && t < 14);
        /* the ledger is entered once, for its ten months */
        assert_int_equal(entries, t == 2 ? 2 : t == 8 ? 1 : 0);
        assert_int_equal(listed(&run, "ledger", 50), t >= 2 && t < 12);
        assert_int_equal(events(&run, DM_EVENT_ENTRY, 51), 0);
    }
    small_clear(&run);
}

/* A term outlasts the tier that led to it, and the tier's end does not shorten it. */
static void
test_term_is_exact(void **state)
{
    (void) state;
    for (int term = 1; term < 30; term += 4) {
        struct small_run run;
        char set[64];
        int last =
            2 + ((12 + term - 1) / term) * term; /* re-entered while the tier lasts */

        (void) snprintf(set, sizeof set, "lists.shame.term=%d months", term);
        small_rich(&run, QUIET("schemes.city.association.weight=0", set));
        for (int k = 0; k < 3; k++) {
            small_file(&run, 2, 50, "bill", DM_RECORD_UNLAWFUL, 0);
        }
        for (int t = 0; t < 45; t++) {
            small_tick(&run, 1);
            assert_int_equal(listed(&run, "shame", 50), t >= 2 && t < last);
        }
        small_clear(&run);
    }
}

/* Hits overlap: on the list while any record counts, entered once. */
static void
test_list_by_act(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("run.seed=1"));
    small_file(&run, 1, 9, "offence", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 3, 9, "offence", DM_RECORD_ERROR, 0);
    small_file(
        &run, 6, 9, "offence", DM_RECORD_UNLAWFUL, 0); /* the month the second ends */
    for (int t = 0; t < 26; t++) {
        if (t == 15) {
            small_file(&run, 20, 9, "offence", DM_RECORD_UNLAWFUL, 0);
        }
        small_tick(&run, 1);
        assert_int_equal(
            listed(&run, "dodgers", 9), (t >= 1 && t < 9) || (t >= 20 && t < 23));
        assert_int_equal(events(&run, DM_EVENT_ENTRY, 9), t == 1 || t == 20);
    }
    small_clear(&run);
}

/* The spell of a sanctioned tier is the tier: from the fall to the month it is left. */
static void
test_tier_spell(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, QUIET("run.seed=1"));
    small_file(&run, 1, 9, "bill", DM_RECORD_UNLAWFUL, 0);
    small_file(
        &run, 4, 9, "offence", DM_RECORD_UNLAWFUL, 0); /* 45 of 100 left until month 10 */
    for (int t = 0; t < 20; t++) {
        small_tick(&run, 1);
        assert_int_equal(in_spell(&run, "clinic", 9), t >= 4 && t < 10);
        assert_int_equal(events(&run, DM_EVENT_FALL, 9), t == 4);
        assert_false(in_spell(&run, "city", 9)); /* no sanction stands on its tiers */
    }
    small_clear(&run);
}

/* ---- refusals ---- */

/* The text again: what is left of a service for a person. */
static uint64_t
keep_of(const struct small_run *run, int32_t service, uint64_t p)
{
    const struct dm_regime *regime = regime_of(run);
    const struct dm_world *world = &run->lane.world[DM_REGIME];
    uint64_t keep = DM_ONE32;

    for (int32_t k = 0; k < regime->n_sanctions; k++) {
        const struct dm_sanction *sanction = &regime->sanctions[k];
        bool on = sanction->on.list >= 0
                      ? (world->listed[0][p] >> sanction->on.list & 1) != 0
                  : sanction->on.by_act
                      ? false
                      : world->tier[sanction->on.scheme][p] <= sanction->on.tier;

        if (on && sanction->service == service && sanction->denies_nano > 0) {
            keep = dm_mul32(keep, DM_ONE32 - dm_threshold(sanction->denies_nano));
        }
    }
    return keep;
}

struct refusals {
    double barred, demanded, denied, expected, most_grounds;
};

static void
verify_refusals(struct small_run *run, struct refusals *sum)
{
    const struct dm_block *block = block_of(run);
    uint64_t *barred = calloc(2 * (size_t) block->m, sizeof *barred);

    assert_non_null(barred);
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];

        if (event->kind == DM_EVENT_BARRED) {
            barred[2 * event->person + event->subject] += event->value;
        } else if (event->kind == DM_EVENT_DENIED) {
            assert_true(keep_of(run, event->subject, event->person) < DM_ONE32);
            sum->denied += event->value;
        }
    }
    for (uint32_t p = 0; p < block->m; p++) {
        for (int32_t v = 0; v < 2; v++) {
            uint64_t keep = keep_of(run, v, p);
            double share = (double) (DM_ONE32 - keep) / 0x1p32;

            /* never without a ground; combined: one minus the product */
            assert_true(barred[2 * p + (uint32_t) v] == (DM_ONE32 - keep) >> 16);
            sum->expected += share * (v == 0 ? 2.0 : 6.0) / 12.0;
            sum->most_grounds = fmax(sum->most_grounds, share);
        }
    }
    free(barred);
}

static void
test_refusals(void **state)
{
    struct refusals sum = { 0 };
    struct small_run run;

    (void) state;
    small_rich(&run, (const char *[]){ "society.persons=4096", NULL });
    for (int t = 0; t < 40; t++) {
        small_tick(&run, 1);
        verify_refusals(&run, &sum);
    }
    /* all three grounds at once: 1 - 0.4 * 0.5 * 0.9 */
    small_assert_near(
        "all grounds of travel", sum.most_grounds, 1.0 - 0.4 * 0.5 * 0.9, 1e-6, 1.0);
    assert_true(sum.denied > 1000.0);
    small_assert_near("refusals", sum.denied, sum.expected, sqrt(sum.expected), ERRORS);
    small_clear(&run);
}

/* ---- work and income ---- */

static void
test_work_is_the_twins_without_factors(void **state)
{
    struct small_run run;
    const struct dm_world *world;
    uint8_t *before = calloc(9000, 1);
    uint64_t moved = 0;

    (void) state;
    assert_non_null(before);
    small_rich(&run,
        (const char *[]){
            "sanctions.no-job={hiring: x1, separation: x1, service: travel, denies: 10 %}",
            NULL });
    world = run.lane.world;
    for (int t = 0; t < 24; t++) {
        memcpy(before, world[DM_REGIME].employed[0], 9000);
        small_tick(&run, 1);
        assert_memory_equal(
            world[DM_REGIME].employed[0], world[DM_TWIN].employed[0], (size_t) world->n);
        for (uint64_t p = 0; p < 9000; p++) {
            moved += before[p] != world[DM_REGIME].employed[0][p];
        }
    }
    assert_true(moved > 1000);
    assert_true(world[DM_REGIME].n_sanctioned > 0);
    assert_true(world[DM_TWIN].n_sanctioned == 0); /* a registry is no black list */
    free(before);
    small_clear(&run);
}

/* Jobs harder to get and easier to lose: of two who stood alike, the one in the regime does
 * not stand better. (Later they may cross: the one finds work in the month in which the
 * other loses it.) */
static void
test_work_is_monotone(void **state)
{
    struct small_run run;
    uint8_t *alike;
    uint64_t lost = 0;

    (void) state;
    small_rich(
        &run, (const char *[]){ "sanctions.no-job={hiring: x0.1, separation: x5}", NULL });
    alike = calloc(9000, 1);
    assert_non_null(alike);
    for (int t = 0; t < 24; t++) {
        const uint8_t *here = run.lane.world[DM_REGIME].employed[0];
        const uint8_t *there = run.lane.world[DM_TWIN].employed[0];

        for (uint64_t p = 0; p < 9000; p++) {
            alike[p] = here[p] == there[p];
        }
        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            assert_true(!alike[p] || here[p] <= there[p]);
            lost += alike[p] && here[p] < there[p];
        }
    }
    assert_true(lost > 20);
    free(alike);
    small_clear(&run);
}

/* The share in work stays where hiring and separation balance, 19 of 20; nobody outside the
 * labour force is moved. */
static void
test_labour_market(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    double n = 0.0, works = 0.0;

    (void) state;
    small_rich(&run, (const char *[]){ "society.persons=40000", NULL });
    people = &run.setting.population;
    for (int t = 0; t < 12; t++) {
        small_tick(&run, 1);
    }
    for (uint64_t p = 0; p < people->n; p++) {
        bool labour = (people->traits[p] & DM_TRAIT_LABOUR) != 0;

        n += labour;
        works += run.lane.world[DM_TWIN].employed[0][p];
        assert_true(labour || run.lane.world[DM_TWIN].employed[0][p] == 0);
    }
    small_assert_share("in work", works, n, 0.95, ERRORS);
    small_clear(&run);
}

/* Each record of the act costs its share of what is earned then; the bonus is paid in tier
 * a. */
static void
test_fines_and_rewards(void **state)
{
    struct small_run run;
    const struct dm_world *world;

    (void) state;
    small_rich(
        &run, QUIET("society.labour.separation=0/year", "society.labour.hiring=0/year"));
    small_file(&run, 1, 20, "bill", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 1, 20, "bill", DM_RECORD_ERROR, 0);
    small_file(&run, 1, 20, "offence", DM_RECORD_UNLAWFUL, 0);
    small_file(&run, 1, 21, "award", DM_RECORD_LAWFUL, 0);
    world = &run.lane.world[DM_REGIME];
    for (int t = 0; t < 15; t++) {
        int64_t *income = block_of(&run)->income, cur = dm_world_income(world, 20);

        small_tick(&run, 1);
        assert_int_equal(income[20],
            t == 1 ? cur - 2 * (int32_t) ((int64_t) cur * 50000000 / DM_NANO) : cur);
        assert_int_equal(
            income[21], dm_world_income(world, 21) + (t >= 1 && t < 13 ? 300 : 0));
        assert_int_equal(income[22], dm_world_income(world, 22));
    }
    small_clear(&run);
}

/* ---- what others see ---- */

static void
verify_published(struct small_run *run, const uint16_t *was_listed)
{
    const struct dm_world *world = &run->lane.world[DM_REGIME];
    const struct dm_plan_scheme *city =
        &world->plan->scheme[small_scheme(regime_of(run), "city")];

    for (uint64_t p = 0; p < world->n; p++) {
        unsigned byte = world->published[0][p];
        int32_t s = small_scheme(regime_of(run), "city");
        bool shame = listed(run, "shame", p), dodger = listed(run, "dodgers", p);
        bool were = (was_listed[p] >> small_list(regime_of(run), "shame") & 1) != 0;

        assert_int_equal(byte & 7U,
            dm_plan_tier(city, dm_plan_clamp(city, city->start + world->own[s][p])));
        assert_int_equal(byte >> 3 & 1U, shame || dodger);
        assert_int_equal(byte >> 4 & 1U,
            shame || dodger); /* sanctions stand on both; the ledger is not published */
        assert_true((byte >> 5 & 1U) == 0 || (byte >> 4 & 1U) != 0);
        assert_true(were || !shame || (byte >> 5 & 1U) != 0);
        assert_int_equal(byte >> 6, 0);
    }
}

static void
test_published(void **state)
{
    struct small_run run;
    uint16_t *listed_before;

    (void) state;
    small_rich(&run, NULL);
    listed_before = calloc(9000, sizeof *listed_before);
    assert_non_null(listed_before);
    for (int t = 0; t < 20; t++) {
        memcpy(listed_before, run.lane.world[DM_REGIME].listed[0],
            9000 * sizeof *listed_before);
        small_tick(&run, 1);
        verify_published(&run, listed_before);
        for (uint64_t p = 0; p < 9000; p++) {
            assert_int_equal(run.lane.world[DM_TWIN].published[0][p], 0);
        }
    }
    free(listed_before);
    small_clear(&run);
}

/* The spell of the published scheme shows as well, and its first month. */
static void
test_published_spell(void **state)
{
    struct small_run run;
    const struct dm_world *world;

    (void) state;
    small_rich(
        &run, QUIET("schemes.city.association.weight=0", "lists.shame.published=false",
                  "sanctions.no-seat.on={scheme: city, tier: d}"));
    world = &run.lane.world[DM_REGIME];
    for (int k = 0; k < 3; k++) {
        small_file(&run, 2, 50, "bill", DM_RECORD_UNLAWFUL, 0);
    }
    for (int t = 0; t < 20; t++) {
        bool in = t >= 2 && t < 14;

        small_tick(&run, 1);
        assert_int_equal(in_spell(&run, "city", 50), in);
        assert_int_equal(world->published[0][50], in ? (t == 2 ? 48 : 16) : 2);
        assert_int_equal(world->published[0][51], 2);
    }
    small_clear(&run);
}

/* What is not published cannot be seen. */
static void
test_unpublished(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ "schemes.city.published=false",
                  "lists.shame.published=false", "lists.dodgers.published=false", NULL });
    small_tick(&run, 20);
    assert_true(run.lane.world[DM_REGIME].n_sanctioned > 0);
    for (uint64_t p = 0; p < 9000; p++) {
        assert_int_equal(run.lane.world[DM_REGIME].published[0][p], 0);
    }
    small_clear(&run);
}

/* The total that fear reads: on a black list or in a sanctioned tier. */
static void
test_prevalence(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run, NULL);
    for (int t = 0; t < 12; t++) {
        uint64_t n = 0;

        small_tick(&run, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            n += listed(&run, "shame", p) || listed(&run, "dodgers", p) ||
                 in_spell(&run, "clinic", p);
        }
        assert_true(run.lane.world[DM_REGIME].n_sanctioned == n);
    }
    small_clear(&run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list_by_tier),
        cmocka_unit_test(test_term_is_exact),
        cmocka_unit_test(test_list_by_act),
        cmocka_unit_test(test_tier_spell),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_work_is_the_twins_without_factors),
        cmocka_unit_test(test_work_is_monotone),
        cmocka_unit_test(test_labour_market),
        cmocka_unit_test(test_fines_and_rewards),
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_published_spell),
        cmocka_unit_test(test_unpublished),
        cmocka_unit_test(test_prevalence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
