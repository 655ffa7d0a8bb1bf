/* SPDX-License-Identifier: Apache-2.0
 *
 * Review and redress: perfect redress leaves nothing wrongful by the rule; cases are
 * conserved and served in order; what a granted appeal gives back, what waits meanwhile. */
#include "small_world.h"

#include "world/cause.h"

#include <math.h>

#define SETS(...) ((const char *[]){ __VA_ARGS__, NULL })
#define ERRORS    4.0

/* `rich`, as far as what happens to one person depends on nobody else, without sanctions on
 * tiers (against which there is no redress) and without corrections. */
#define ALONE                                                                              \
    "adaptation=null", "schemes.city.association.weight=0 %",                              \
        "sanctions.no-seat.active=false", "safeguards.correction.success=0 %"
#define PERFECT                                                                            \
    "redress={notice: 100 %, explanation: 100 %, filing: 100 %, grants_wrongful: 100 %}"

/* Listing at will of one in fifty a month, all of it appealed before few officers. */
#define AT_WILL                                                                            \
    "schema: demerit/1\nextends: base\nfamily: theory\n"                                   \
    "society: {persons: 9000}\n"                                                           \
    "lists:\n  grey: {enter: {at_will: 0.24/year}, term: 24 months, published: true}\n"    \
    "sanctions:\n  no-travel: {on: {list: grey}, service: travel, denies: 100 %}\n"        \
    "redress: {notice: 100 %, filing: 100 %, officers: 1000, decides: 40 %/month, "        \
    "grants_wrongful: 70 %, delay: 2 months}\n"

static const struct dm_world *
world_of(const struct small_run *run)
{
    return &run->lane.world[DM_REGIME];
}

/* ---- what cannot happen ---- */

/* Everybody files, at once and for nothing, and the body does not err: no month is wrongful
 * by the rule. Without redress many are. */
static void
test_perfect_redress(void **state)
{
    struct small_run with, without;
    struct dm_tally a, b;

    (void) state;
    small_rich(&with, SETS(ALONE, PERFECT));
    small_rich(&without, SETS(ALONE));
    a = small_measure(&with, DM_REGIME, 40);
    b = small_measure(&without, DM_REGIME, 40);
    assert_true(small_total(&a, DM_COUNTER_WRONG_RULE, 0) == 0);
    assert_true(small_total(&a, DM_COUNTER_SPELL_MONTHS, 0) > 1000);
    assert_true(small_total(&b, DM_COUNTER_WRONG_RULE, 0) > 100);
    dm_tally_clear(&a);
    dm_tally_clear(&b);
    small_clear(&with);
    small_clear(&without);
}

/* Of whom nothing false was ever recorded: perfect redress changes nothing at all. */
static void
test_rightful_listings_stay(void **state)
{
    struct small_run with, without;
    bool false_records[2000] = { false };
    uint64_t n = 0;

    (void) state;
    small_rich(&with, SETS(ALONE, PERFECT, "society.persons=2000"));
    small_rich(&without, SETS(ALONE, "society.persons=2000"));
    for (int t = 0; t < 30; t++) {
        const struct dm_world *a = world_of(&with), *b = world_of(&without);

        small_tick(&with, 1);
        small_tick(&without, 1);
        for (uint64_t p = 0; p < 2000; p++) {
            for (int32_t s = 0; s < b->plan->n_schemes; s++) {
                false_records[p] =
                    false_records[p] || dm_world_kept(b, DM_COLUMN_ERROR, s, p) != 0;
            }
            for (int32_t l = 0; l < b->plan->n_lists; l++) {
                false_records[p] =
                    false_records[p] ||
                    dm_cause_unpack((uint64_t) dm_world_kept(b, DM_COLUMN_LIST_CAUSE, l, p))
                            .share[DM_BY_ERROR] != 0;
            }
            if (!false_records[p]) {
                assert_int_equal(a->listed[0][p], b->listed[0][p]);
                assert_int_equal(a->employed[0][p], b->employed[0][p]);
                n += a->listed[0][p] != 0;
            }
        }
    }
    assert_true(n > 200);
    small_clear(&with);
    small_clear(&without);
}

/* Who is told nothing files nothing: nothing but columns is added, and what ends listings
 * without redress, corrections too, ends them with it. */
static void
test_without_notice(void **state)
{
    struct small_run with, without;

    (void) state;
    small_rich(&with, SETS("redress={notice: 0 %, filing: 100 %, grants_wrongful: 100 %, "
                           "suspends: true, cost: 50}"));
    small_rich(&without, NULL);
    assert_true((world_of(&without)->plan->act_lists & 1U) != 0);
    assert_true(world_of(&without)->plan->correction_keep < DM_ONE32);
    for (int t = 0; t < 30; t++) {
        small_tick(&with, 1);
        small_tick(&without, 1);
        for (uint64_t p = 0; p < 9000; p++) {
            assert_int_equal(
                world_of(&with)->listed[0][p], world_of(&without)->listed[0][p]);
            assert_int_equal(world_of(&with)->own[0][p], world_of(&without)->own[0][p]);
            assert_int_equal(world_of(&with)->fear[0][p], world_of(&without)->fear[0][p]);
            assert_int_equal(
                world_of(&with)->employed[0][p], world_of(&without)->employed[0][p]);
            assert_int_equal(dm_world_kept(world_of(&with), DM_COLUMN_SUSPENDED, 0, p), 0);
        }
    }
    assert_true(dm_cases_open(world_of(&with)->cases) == 0);
    small_clear(&with);
    small_clear(&without);
}

/* In a regime that adapts nobody appeals who does not know of being scored. */
static void
test_only_the_aware_file(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(&run,
        SETS("adaptation.aware_at_start=0 %", "adaptation.awareness.own=0",
            "adaptation.awareness.ties=0", "adaptation.awareness.publicity=0", PERFECT));
    small_tick(&run, 20);
    for (uint64_t p = 0; p < 9000; p++) {
        for (int32_t l = 0; l < world_of(&run)->plan->n_lists; l++) {
            assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_SHIELD, l, p), 0);
        }
    }
    small_clear(&run);
}

/* ---- cases ---- */

static bool
in_order(const struct dm_case_pile *pile)
{
    for (uint32_t k = pile->head + 1; k < pile->n; k++) {
        const struct dm_case *a = &pile->items[k - 1], *b = &pile->items[k];

        if (a->filed > b->filed || (a->filed == b->filed && a->person >= b->person)) {
            return false;
        }
    }
    return true;
}

struct flow {
    uint64_t filed, decided, lapsed, acted;
};

static void
count_flow(struct flow *flow, const struct small_run *run)
{
    const struct dm_cases *cases = world_of(run)->cases;

    for (int32_t b = 0; b <= cases->n_bodies; b++) {
        const struct dm_body_state *body = &cases->body[b];

        flow->filed += body->month.filed;
        flow->decided += body->month.decided;
        flow->lapsed += body->month.lapsed;
        assert_int_equal(body->month.waiting, body->waiting.n - body->waiting.head);
        assert_int_equal(body->month.in_hand, body->in_hand.n);
        assert_true(in_order(&body->waiting));
        assert_true(body->in_hand.n <= body->month.officers);
        /* nobody is idle while others wait */
        assert_true(body->month.waiting == 0 || body->in_hand.n == body->month.officers);
    }
}

/* What was filed waits, is in hand, was decided, or lapsed; nothing else. */
static void
verify_conserved(const char *const *sets)
{
    struct small_run run;
    struct flow flow = { 0, 0, 0, 0 };

    small_start(&run, small_scenario(AT_WILL, sets));
    for (int t = 0; t < 60; t++) {
        const struct dm_cases *cases = world_of(&run)->cases;
        uint64_t open = 0;

        small_tick(&run, 1);
        count_flow(&flow, &run);
        for (int32_t b = 0; b <= cases->n_bodies; b++) {
            open += cases->body[b].month.waiting + cases->body[b].month.in_hand;
        }
        assert_true(flow.filed == flow.decided + flow.lapsed + open);
    }
    assert_true(flow.decided > 500);
    small_clear(&run);
}

static void
test_cases_are_conserved(void **state)
{
    (void) state;
    verify_conserved(NULL);
    verify_conserved(SETS("redress.pooled=true", "redress.officers=300"));
    verify_conserved(SETS("redress.external={filing: 50 %, officers: 200, decides: 30 "
                          "%/month, grants_wrongful: 50 %}"));
    /* listings end while their cases wait */
    verify_conserved(SETS("redress.officers=300", "lists.grey.term=4 months"));
}

/* First come, first served: no case is taken before an older one of the same body. */
static void
test_first_come(void **state)
{
    struct small_run run;
    uint16_t latest[4] = { 0, 0, 0, 0 };
    uint64_t waited = 0;

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("redress.officers=500")));
    for (int t = 0; t < 60; t++) {
        const struct dm_cases *cases = world_of(&run)->cases;

        small_tick(&run, 1);
        assert_int_equal(cases->n_bodies, 3);
        for (int32_t b = 0; b < 3; b++) {
            const struct dm_body_state *body = &cases->body[b];
            uint16_t newest = latest[b];

            for (uint32_t k = 0; k < body->in_hand.n; k++) {
                const struct dm_case *one = &body->in_hand.items[k];

                newest = one->filed > newest ? one->filed : newest;
            }
            for (uint32_t k = body->waiting.head; k < body->waiting.n; k++) {
                assert_true(body->waiting.items[k].filed >= newest);
            }
            latest[b] = newest;
            waited += body->month.waited;
        }
    }
    assert_true(waited > 1000);
    small_clear(&run);
}

/* Officers are those of the jurisdictions' persons; one body has those of all. */
static void
test_officers(void **state)
{
    struct small_run run;
    const struct dm_population *people;

    (void) state;
    small_start(&run, small_scenario(AT_WILL, SETS("redress.officers=150")));
    people = &run.setting.population;
    small_tick(&run, 1);
    for (int32_t b = 0; b < 3; b++) {
        double n = (double) (people->cell_first[2 * b + 2] - people->cell_first[2 * b]);

        assert_int_equal(world_of(&run)->cases->body[b].month.officers,
            (uint32_t) floor(n * 150 / 100000 + 0.5));
    }
    small_clear(&run);
    small_start(
        &run, small_scenario(AT_WILL, SETS("redress.officers=150", "redress.pooled=true")));
    small_tick(&run, 1);
    assert_int_equal(world_of(&run)->cases->n_bodies, 1);
    assert_int_equal(world_of(&run)->cases->body[0].month.officers, 14);
    small_clear(&run);
}

/* Stages of one case: filed in month f, decided d months later, acts after the delay. */
static void
test_a_case_in_time(void **state)
{
    struct small_run run;
    uint64_t p = 0;
    uint32_t f;

    (void) state;
    small_start(&run, small_scenario(AT_WILL,
                          SETS("redress.officers=100000", "redress.decides=100 %/month",
                              "redress.grants_wrongful=100 %")));
    small_tick(&run, 1);
    f = run.lane.tick - 1;
    while (dm_world_kept(world_of(&run), DM_COLUMN_STAGE, 0, p) != DM_CASE_IN_HAND) {
        p++; /* somebody who was listed, filed, and was taken at the month's end */
    }
    small_tick(&run, 1);
    assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_STAGE, 0, p), DM_CASE_DECIDED);
    for (int t = 0; t < 2; t++) {
        assert_int_equal(world_of(&run)->listed[0][p], 1);
        small_tick(&run, 1);
    }
    assert_int_equal(run.lane.tick - 1, f + 3);
    assert_int_equal(world_of(&run)->listed[0][p], 1);
    small_tick(&run, 1); /* decided at f + 1, acts at f + 1 + 1 + 2 */
    assert_int_equal(world_of(&run)->listed[0][p], 0);
    assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_STAGE, 0, p), DM_CASE_NONE);
    assert_int_equal(dm_world_kept(world_of(&run), DM_COLUMN_SHIELD, 0, p), 23);
    small_clear(&run);
}

/* ---- what it gives ---- */

/* While a case is open nothing follows from the listing, and nobody sees it. */
static void
test_suspension(void **state)
{
    struct small_run run;
    uint64_t suspended = 0, barred = 0;

    (void) state;
    small_start(&run,
        small_scenario(AT_WILL, SETS("society.persons=4096", "redress.suspends=true")));
    for (int t = 0; t < 40; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];
        const struct dm_world *world = world_of(&run);

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            if (block->events[k].kind == DM_EVENT_BARRED) {
                assert_int_equal(
                    dm_world_kept(world, DM_COLUMN_SUSPENDED, 0, block->events[k].person),
                    0);
                barred++;
            }
        }
        for (uint64_t p = 0; p < 4096; p++) {
            bool open = dm_world_kept(world, DM_COLUMN_STAGE, 0, p) != DM_CASE_NONE;

            assert_int_equal(dm_world_kept(world, DM_COLUMN_SUSPENDED, 0, p) != 0, open);
            assert_true(!open || world->listed[0][p] != 0);
            assert_int_equal(
                (world->published[0][p] & 8) != 0, world->listed[0][p] != 0 && !open);
            suspended += open;
        }
    }
    assert_true(suspended > 1000 && barred > 1000);
    small_clear(&run);
}

/* A tenth of base income for each month listed, and the cost of filing, to the yuan. */
static void
test_money(void **state)
{
    struct small_run run;
    const struct dm_population *people;
    uint64_t paid = 0;

    (void) state;
    small_start(&run,
        small_scenario(AT_WILL, SETS("society.persons=4096", "redress.compensation=10 %",
                                    "redress.cost=100", "redress.officers=100000")));
    people = &run.setting.population;
    for (int t = 0; t < 40; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];
        int64_t due[4096] = { 0 };

        small_tick(&run, 1);
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];
            int64_t each = people->base_income[event->person] / 10;

            if (event->kind == DM_EVENT_FILED) {
                due[event->person] -= 1200;
            } else if (event->kind == DM_EVENT_DECIDED &&
                       (event->detail & DM_CASE_GRANTED) != 0) {
                /* entered in the month filed */
                due[event->person] += each * event->value;
                paid++;
            }
        }
        for (uint64_t p = 0; p < 4096; p++) {
            assert_true(block->income[p] == dm_world_income(world_of(&run), p) + due[p]);
        }
    }
    assert_true(paid > 500);
    small_clear(&run);
}

/* False records are struck out of the score and of the ring, and nothing else is. */
static void
test_struck_out(void **state)
{
    struct small_run run;
    const struct dm_world *world;
    int32_t s;

    (void) state;
    small_rich(&run, SETS(SMALL_QUIET, ALONE, PERFECT));
    world = world_of(&run);
    s = small_scheme(&run.scenario->regime, "city");
    for (int k = 0; k < 4; k++) {
        small_file(&run, 2, 50, "bill", k < 2 ? DM_RECORD_UNLAWFUL : DM_RECORD_ERROR, 0);
    }
    small_tick(&run, 3);
    assert_int_equal(
        world->listed[0][50] >> small_list(&run.scenario->regime, "shame") & 1, 0);
    assert_int_equal(world->own[s][50], -12000);
    assert_true(dm_world_kept(world, DM_COLUMN_ERROR, s, 50) == 0);
    small_tick(&run, 12); /* what is left expires, once */
    assert_int_equal(world->own[s][50], 0);
    for (int32_t k = 0; k < world->plan->n_contexts; k++) {
        assert_true(dm_world_kept(world, DM_COLUMN_ADVERSE, s * world->plan->n_contexts + k,
                        50) == 0);
    }
    small_clear(&run);
}

/* A human who looks before an entry counts stops wrongful ones, and those only. */
static void
test_review(void **state)
{
    struct small_run run;
    struct dm_tally tally;

    (void) state;
    small_rich(&run, SETS(ALONE, "redress={review: {reversal: 100 %}}"));
    tally = small_measure(&run, DM_REGIME, 40);
    assert_true(small_total(&tally, DM_COUNTER_WRONG_RULE, 0) == 0);
    assert_true(small_total(&tally, DM_COUNTER_SPELL_MONTHS, 0) > 1000);
    dm_tally_clear(&tally);
    small_clear(&run);
}

/* More notice, more appeals granted at once, less of the list: word for word. */
static void
test_notice_is_monotone(void **state)
{
    static const char *const notice[] = { "redress.notice=20 %", "redress.notice=60 %",
        "redress.notice=100 %" };
    uint64_t before = UINT64_MAX;

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(notice); k++) {
        struct small_run run;
        uint64_t on = 0;

        small_start(&run,
            small_scenario(AT_WILL,
                SETS("redress.officers=unlimited", "redress.delay=0 months", notice[k])));
        small_tick(&run, 12);
        for (uint64_t p = 0; p < 9000; p++) {
            on += world_of(&run)->listed[0][p];
        }
        assert_true(on < before);
        before = on;
        small_clear(&run);
    }
}

/* Threads and tiles change nothing: cases come before bodies in order of persons. */
static void
test_order_of_communities(void **state)
{
    struct small_run here, there;
    char a[33], b[33];

    (void) state;
    small_start_tiled(&here, small_scenario(AT_WILL, SETS("redress.officers=300")), 1, 3);
    small_start_tiled(&there, small_scenario(AT_WILL, SETS("redress.officers=300")), 3, 1);
    small_tick(&here, 40);
    small_tick(&there, 40);
    small_state_text(&here, DM_REGIME, a);
    small_state_text(&there, DM_REGIME, b);
    assert_string_equal(a, b);
    small_clear(&here);
    small_clear(&there);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_perfect_redress),
        cmocka_unit_test(test_rightful_listings_stay),
        cmocka_unit_test(test_without_notice),
        cmocka_unit_test(test_only_the_aware_file),
        cmocka_unit_test(test_cases_are_conserved),
        cmocka_unit_test(test_first_come),
        cmocka_unit_test(test_officers),
        cmocka_unit_test(test_a_case_in_time),
        cmocka_unit_test(test_suspension),
        cmocka_unit_test(test_money),
        cmocka_unit_test(test_struck_out),
        cmocka_unit_test(test_review),
        cmocka_unit_test(test_notice_is_monotone),
        cmocka_unit_test(test_order_of_communities),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
