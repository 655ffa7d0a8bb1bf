/* SPDX-License-Identifier: Apache-2.0
 *
 * What people do about scoring and about the scored: ties that change are the same at both
 * ends, shaming, crowding out, evasion, the forms of fear, and opinion. Each is exactly
 * zero without its cause. */
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
    const uint32_t *ties = dm_world_ties(world_of(run));
    struct ends ends = { 0 };

    for (uint64_t p = 0; p < run->setting.population.n; p++) {
        const struct dm_ring *ring =
            dm_network_ring(network, (uint32_t) (p / DM_COMMUNITY));
        int32_t slots = dm_ring_slots(ring) + network->n_long;

        assert_int_equal((uint64_t) ties[p] >> slots, 0);
        for (int32_t slot = 0; slot < slots; slot++) {
            uint64_t q = dm_network_mate(network, p, slot);
            unsigned tied = ties[p] >> slot & 1U, first = network->ties[p] >> slot & 1U;

            if (q == DM_NO_PARTNER) {
                assert_int_equal(tied, 0);
                continue;
            }
            assert_int_equal(tied, ties[q] >> slot_back(network, p, slot, q) & 1U);
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
        uint32_t ties = dm_world_ties(&run->lane.world[DM_REGIME])[p];

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
    assert_non_null(world_of(&run)->ties[0]);
    assert_null(world_of(&off)->ties[0]);
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
        cut[p] = run.setting.network.ties[p] & ~world_of(&run)->ties[0][p];
    }
    small_tick(&run, 1);
    for (uint64_t p = 0; p < 4096; p++) {
        assert_int_equal(cut[p] & ~world_of(&run)->ties[0][p], 0);
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
        uint32_t gone = network->ties[p] & ~world_of(&run)->ties[0][p];

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
            assert_int_equal(world_of(&run)->ties[0][p], network->ties[p]);
        }
    }
    small_assert_share("renewed", (double) n, 9000.0, 0.1, ERRORS);
    small_clear(&run);
}

/* ---- shaming ---- */

struct shamed {
    double months, times, ousted;
};

static struct shamed
watch_shaming(struct small_run *run, int ticks)
{
    struct shamed sum = { 0 };

    for (int t = 0; t < ticks; t++) {
        const struct dm_block *block = &run->lane.workers[0].block[DM_REGIME];

        small_tick(run, 1);
        for (uint32_t i = 0; i < block->m; i++) {
            sum.months += (world_of(run)->published[0][i] & DM_PUBLISHED_FLAGGED) != 0;
        }
        for (uint32_t k = 0; k < block->n_events; k++) {
            const struct dm_event *event = &block->events[k];
            unsigned byte = world_of(run)->published[0][event->person];

            if (event->kind == DM_EVENT_SHAMED) {
                sum.times += event->value;
                assert_int_equal(byte & 48U, 48U); /* flagged, and newly */
                assert_true(block->own_events[event->person] > 0);
            }
            if (event->kind == DM_EVENT_OUSTED) {
                sum.ousted += 1.0;
                assert_int_equal(world_of(run)->employed[0][event->person], 0);
            }
        }
    }
    return sum;
}

static void
test_shaming_by_the_text(void **state)
{
    struct small_run run;
    struct shamed sum;
    double mean;

    (void) state;
    small_rich(&run,
        (const char *[]){ "society.persons=4096", "response.shaming.rate=6/year",
            "response.shaming.threshold=1", "response.shaming.escalates=50 %", NULL });
    sum = watch_shaming(&run, 36);
    mean = sum.months * 6.0 / 12.0 * 0.5; /* half is public */
    assert_true(sum.months > 2000.0 && sum.ousted > 50.0);
    small_assert_near("times shamed", sum.times, mean, sqrt(mean), ERRORS);
    small_clear(&run);
}

/* Where all are flagged, three times as often: twice more by the radius. */
static void
test_shaming_of_all(void **state)
{
    struct small_run run;
    struct shamed sum;
    double mean;

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "society.persons=4096", "response.publicity=100 %",
                  "schemes.city.start=700", "response.shaming.rate=3/year",
                  "response.shaming.radius=2", "response.shaming.threshold=0", NULL });
    small_tick(&run, 1);
    sum = watch_shaming(&run, 12);
    mean = 12.0 * 4096.0 * 3.0 / 12.0 * 3.0;
    assert_true(sum.months > 12.0 * 4096.0 - 0.5);
    assert_true(sum.ousted < 0.5);
    small_assert_near("times shamed", sum.times, mean, sqrt(mean), ERRORS);
    small_clear(&run);
}

static void
test_nobody_is_shamed_without_flag_or_publicity(void **state)
{
    static const char *const none[] = { "response.publicity=0 %",
        "lists={dodgers: {published: false}, shame: {published: false}}" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(none); k++) {
        struct small_run off, run;

        small_rich(&off, (const char *[]){ none[k], NULL });
        small_rich(&run, (const char *[]){ none[k], "response.shaming.rate=12/year",
                             "response.shaming.escalates=100 %", NULL });
        small_tick(&off, 18);
        small_tick(&run, 18);
        small_assert_same_state(&off, &run, DM_REGIME);
        small_clear(&off);
        small_clear(&run);
    }
}

/* ---- crowding out ---- */

static void
test_crowding_is_zero_without_pull(void **state)
{
    struct small_run off, run;

    (void) state;
    small_rich(&off, (const char *[]){ "schemes.city.points.award=0", NULL });
    small_rich(&run,
        (const char *[]){ "schemes.city.points.award=0", "adaptation.crowding=5", NULL });
    small_tick(&off, 24);
    small_tick(&run, 24);
    for (uint64_t p = 0; p < 9000; p++) {
        assert_int_equal(world_of(&run)->crowd[0][p], 0);
    }
    small_assert_same_state(&off, &run, DM_REGIME);
    small_clear(&off);
    small_clear(&run);
}

/* Constant pull: crowd after t months is 1 - exp(-c pull t), and as much of prosociality is
 * gone; only of those who know. */
static void
test_crowding_by_the_text(void **state)
{
    struct small_run run;
    double sum = 0.0, n = 0.0, step;
    int32_t award;

    (void) state;
    /* level of everybody: 30 points to tier a, 60 for an award: full pull */
    small_rich(&run, (const char *[]){ STILL, "society.persons=4096", "channels=null",
                         "adaptation.crowding=0.05", "adaptation.awareness=null", NULL });
    award = small_act(&run, "award");
    small_tick(&run, 10);
    for (uint64_t p = 0; p < 4096; p++) {
        if (world_of(&run)->aware[0][p] != 0) {
            sum += world_of(&run)->crowd[0][p] / 65536.0;
            n += 1.0;
        } else {
            assert_int_equal(world_of(&run)->crowd[0][p], 0);
        }
    }
    assert_true(n > 500.0 && n < 4000.0);
    small_assert_near("crowd", sum / n, 1.0 - exp(-0.5), 1e-4, ERRORS);
    step = -run.setting.plan[DM_REGIME]->act[award].crowding[32] / 1024.0;
    small_assert_near("lost at half", step, 0.5, 0.5 / 1024.0, 1.0);
    small_clear(&run);
}

/* ---- evasion ---- */

static double
share_evading(struct small_run *run)
{
    double n = 0.0;

    for (uint64_t p = 0; p < run->setting.population.n; p++) {
        n += world_of(run)->evading[0][p];
    }
    return n / (double) run->setting.population.n;
}

static void
test_evasion_without_cause(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ "adaptation.evasion={starts: 0 %/month, fear: 0}", NULL });
    small_tick(&run, 6);
    assert_null(world_of(&run)->evading[0]);
    small_clear(&run);
    small_rich(&run, (const char *[]){ "adaptation.evasion.fear=5", "lists=null",
                         "sanctions=null", NULL });
    small_tick(&run, 24);
    assert_true(share_evading(&run) < 1e-9);
    small_clear(&run);
}

/* A chain of two states: s / (s + e) in the long run. */
static void
test_evasion_by_the_text(void **state)
{
    struct small_run run;

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "society.persons=40000", "channels=null",
                  "adaptation.evasion={starts: 4 %/month, stops: 12 %/month}", NULL });
    small_tick(&run, 1);
    small_assert_share("first month", 40000.0 * share_evading(&run), 40000.0, 0.04, ERRORS);
    small_tick(&run, 60);
    small_assert_share("settled", 40000.0 * share_evading(&run), 40000.0, 0.25, ERRORS);
    small_clear(&run);
}

/* The bounds at hand bound; the threshold rises with fear. */
static void
test_evasion_rises_with_fear(void **state)
{
    struct small_run run;
    const struct dm_plan_evasion *evasion;
    uint64_t last = 0;

    (void) state;
    small_rich(
        &run, (const char *[]){ "adaptation.evasion={starts: 1 %/month, fear: 3}", NULL });
    evasion = &run.setting.plan[DM_REGIME]->evasion;
    for (uint32_t fear = 0; fear < 65536; fear++) {
        uint64_t t = dm_plan_evasion_starts(evasion, fear);
        double exact = 1.0 - 0.99 * exp(-3.0 * fear / 65536.0);

        assert_true(t >= last);
        assert_true(
            t >= evasion->starts[fear >> 8] && t <= evasion->starts[(fear >> 8) + 1]);
        assert_true(fabs((double) t / 4294967296.0 - exact) < 1e-8);
        last = t;
    }
    small_clear(&run);
}

/* ---- forms of fear ---- */

static void
test_fear_forms(void **state)
{
    static const char *const forms[] = { "forms.fear=ties", "forms.fear=own",
        "forms.fear=off" };
    uint64_t afraid[3] = { 0 }, others[3] = { 0 }, aware[3] = { 0 };

    (void) state;
    for (size_t k = 0; k < 3; k++) {
        struct small_run run;

        small_rich(
            &run, (const char *[]){ STILL, "society.persons=4096", "response.publicity=0",
                      "adaptation.awareness.publicity=0", forms[k], NULL });
        small_file(&run, 2, 1000, "offence", DM_RECORD_UNLAWFUL, 0);
        small_tick(&run, 6);
        afraid[k] = world_of(&run)->fear[0][1000] > 0;
        for (uint64_t p = 0; p < 4096; p++) {
            others[k] += p != 1000 && world_of(&run)->fear[0][p] > 0;
            aware[k] += world_of(&run)->aware[0][p];
        }
        small_clear(&run);
    }
    assert_int_equal(afraid[0], 1);
    assert_int_equal(afraid[1], 1);
    assert_int_equal(afraid[2], 0);
    assert_true(others[0] > 3);
    assert_int_equal(others[1], 0);
    assert_int_equal(others[2], 0);
    assert_int_equal(aware[0], aware[1]);
    assert_int_equal(aware[0], aware[2]);
}

/* ---- opinion ---- */

static void
test_approval_settles_where_the_text_says(void **state)
{
    struct small_run run;
    double sum[2] = { 0 }, n[2] = { 0 };

    (void) state;
    small_rich(
        &run, (const char *[]){ STILL, "channels=null", "rewards=null",
                  "opinion={pace: 10 %/month, constant: 0.7, information: 1.5}", NULL });
    for (uint64_t p = 0; p < 9000; p++) {
        small_assert_near("at first", world_of(&run)->approval[0][p],
            65536.0 / (1.0 + exp(-0.7)), 1.0, 1.0);
    }
    small_tick(&run, 150);
    for (uint64_t p = 0; p < 9000; p++) {
        bool online = (run.setting.population.traits[p] & DM_TRAIT_ONLINE) != 0;

        sum[online] += world_of(&run)->approval[0][p] / 65536.0;
        n[online] += 1.0;
    }
    /* rounding by a word: a step of 2^-16 in either direction, independently each month */
    small_assert_near("offline", sum[0] / n[0], 1.0 / (1.0 + exp(-0.7)), 1e-6, 10.0);
    small_assert_near("online", sum[1] / n[1], 1.0 / (1.0 + exp(0.8)), 1e-6, 10.0);
    small_clear(&run);
}

#define OPINION                                                                            \
    "opinion={pace: 20 %/month, constant: 0.3, harm: 2, benefit: 1, injustice: 1, "        \
    "safety: 0.5, information: 0.6, cost: 0}"

static bool
dissents(struct small_run *run, uint64_t p)
{
    return (world_of(run)->signal[0][p] & DM_SIGNAL_DISSENTS) != 0;
}

/* Kuran: where dissent costs nothing, what is shown is what is thought. */
static void
test_no_cost_no_falsification(void **state)
{
    struct small_run run;
    uint64_t n = 0;

    (void) state;
    small_rich(&run, (const char *[]){ OPINION, NULL });
    for (int t = 0; t < 24; t++) {
        small_tick(&run, 1);
        n = 0;
        for (uint64_t p = 0; p < 9000; p++) {
            bool apart = world_of(&run)->approval[0][p] < 32768;

            assert_int_equal(dissents(&run, p), apart);
            n += apart;
        }
        assert_int_equal(world_of(&run)->n_dissenters, n);
    }
    assert_true(n > 300 && n < 8700);
    small_clear(&run);
}

/* The dearer dissent, the fewer: who shows it at a cost shows it at any lower one. */
static void
test_dissent_falls_with_its_cost(void **state)
{
    static const char *const costs[] = { "opinion.cost=0", "opinion.cost=0.02",
        "opinion.cost=0.1", "opinion.cost=0.4", "opinion.cost=100" };
    struct small_run run[SMALL_COUNT(costs)];
    uint64_t shown[SMALL_COUNT(costs)] = { 0 };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(costs); k++) {
        small_rich(&run[k], (const char *[]){ OPINION, costs[k], NULL });
        /* a first spark that does not depend on cost */
        memset(world_of(&run[k])->signal[0], DM_SIGNAL_DISSENTS, 9000);
    }
    for (int t = 0; t < 18; t++) {
        for (size_t k = 0; k < SMALL_COUNT(costs); k++) {
            small_tick(&run[k], 1);
            shown[k] = world_of(&run[k])->n_dissenters;
            for (uint64_t p = 0; k > 0 && p < 9000; p++) {
                assert_int_equal(
                    world_of(&run[k])->approval[0][p], world_of(&run[0])->approval[0][p]);
                assert_true(!dissents(&run[k], p) || dissents(&run[k - 1], p));
            }
        }
    }
    assert_true(shown[0] > shown[1] && shown[1] > shown[4]);
    for (size_t k = 0; k < SMALL_COUNT(costs); k++) {
        small_clear(&run[k]);
    }
}

/* Opinion is felt and shown; nothing else of the state knows of it. */
static void
test_opinion_moves_nothing_else(void **state)
{
    struct small_run off, run;

    (void) state;
    small_rich(&off, NULL);
    small_rich(&run, (const char *[]){ OPINION, NULL });
    small_tick(&off, 24);
    small_tick(&run, 24);
    small_assert_same_state(&off, &run, DM_REGIME);
    small_clear(&off);
    small_clear(&run);
}

/* Granovetter's hundred: all, and with one threshold moved one. */
static void
test_hundred_thresholds(void **state)
{
    (void) state;
    for (int moved = 0; moved < 2; moved++) {
        struct small_run run;
        char set[2048];
        size_t at = (size_t) snprintf(set, sizeof set, "opinion.thresholds=[0");

        for (int k = 1; k < 100; k++) {
            at += (size_t) snprintf(
                set + at, sizeof set - at, ", 0.%02d", k == 1 && moved ? 2 : k);
        }
        (void) snprintf(set + at, sizeof set - at, "]");
        small_rich(&run, (const char *[]){ "society.persons=100",
                             "forms.dissent=thresholds", set, NULL });
        small_tick(&run, 120);
        assert_int_equal(world_of(&run)->n_dissenters, moved ? 1 : 100);
        small_clear(&run);
    }
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
        cmocka_unit_test(test_shaming_by_the_text),
        cmocka_unit_test(test_shaming_of_all),
        cmocka_unit_test(test_nobody_is_shamed_without_flag_or_publicity),
        cmocka_unit_test(test_crowding_is_zero_without_pull),
        cmocka_unit_test(test_crowding_by_the_text),
        cmocka_unit_test(test_evasion_without_cause),
        cmocka_unit_test(test_evasion_by_the_text),
        cmocka_unit_test(test_evasion_rises_with_fear),
        cmocka_unit_test(test_fear_forms),
        cmocka_unit_test(test_approval_settles_where_the_text_says),
        cmocka_unit_test(test_no_cost_no_falsification),
        cmocka_unit_test(test_dissent_falls_with_its_cost),
        cmocka_unit_test(test_opinion_moves_nothing_else),
        cmocka_unit_test(test_hundred_thresholds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
