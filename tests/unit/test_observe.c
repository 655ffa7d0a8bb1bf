/* SPDX-License-Identifier: Apache-2.0
 *
 * Behaviour and observation by themselves: worlds that stay as they were before tick 0 are
 * looked at for 25 months, and every record is counted by month of effect, act, channel,
 * class and person. */
#include "stage/stage.h"

#include "small_world.h"

#include <math.h>

#define ERRORS   4.0
#define MONTHS   25
#define DUE      (MONTHS + 3)
#define ACTS     4
#define CHANNELS 3
#define CLASSES  3

#define ONE_COMMUNITY "society.persons=4096"
#define NOTHING_FALSE                                                                      \
    "channels.camera.false_records=0/year", "channels.monitor.false_records=0/year",       \
        "channels.registry.false_records=0/year"
#define NOBODY_MISTAKEN                                                                    \
    "channels.camera.misattribution=0", "channels.monitor.misattribution=0",               \
        "channels.registry.misattribution=0"

/* in order of id, as the scenario has them */
enum { AWARD, BILL, OFFENCE, OPINION };
enum { CAMERA, MONITOR, REGISTRY };

struct seen {
    struct small_run run;
    uint32_t n;
    uint8_t *count;      /* [DUE][ACTS][CHANNELS][CLASSES][n] */
    double *expected;    /* [ACTS][CHANNELS] sum of the rates of what is seen */
    double limits[1202]; /* corrected records by month, of registries */
    double limited, uncorrected, induced;
    int32_t twin_shift; /* of the twin's index against ours; INT32_MIN: no twin */
};

static size_t
at(const struct seen *self, uint32_t due, int a, int c, int class_, uint64_t p)
{
    return ((((size_t) due * ACTS + (size_t) a) * CHANNELS + (size_t) c) * CLASSES +
               (size_t) class_) *
               self->n +
           (size_t) p;
}

static void
keep_record(struct seen *self, uint32_t due, uint64_t first, const struct dm_record *record)
{
    assert_true(due < DUE);
    self->count[at(
        self, due, record->act, record->source, record->class_, first + record->person)]++;
    self->induced += record->induced;
    if (record->class_ == DM_RECORD_ERROR && record->source == REGISTRY) {
        self->limits[record->limit] += 1.0;
        self->limited += 1.0;
    } else {
        self->uncorrected += record->limit != 0;
    }
}

static void
take_records(struct seen *self, uint32_t tick, uint32_t community)
{
    struct dm_ring_of_months *pending = &self->run.lane.world[DM_REGIME].pending[community];

    for (uint32_t due = tick; due <= tick + pending->months; due++) {
        struct dm_bucket *bucket = dm_months_at(pending, due);

        for (uint32_t k = 0; k < bucket->n; k++) {
            keep_record(self, due, (uint64_t) community * DM_COMMUNITY, &bucket->items[k]);
        }
        dm_bucket_empty(bucket);
    }
}

static void
expect(struct seen *self, const struct dm_block *block)
{
    const struct dm_plan *plan = block->world->plan;

    for (int32_t k = 0; k < plan->n_sights; k++) {
        const struct dm_plan_sight *sight = &plan->sight[k];

        for (uint32_t i = 0; i < block->m; i++) {
            int32_t index =
                dm_block_rate_index(block, sight->act, i) +
                sight->shift[block->world->population->traits[block->first + i] %
                             DM_COVERAGE_CLASSES];

            self->expected[sight->act * CHANNELS + sight->channel] +=
                index < DM_I_MIN ? 0.0 : (double) dm_rate40(index) / 0x1p40;
        }
    }
}

/* A world that is the same but for its rates. */
struct pretended {
    struct dm_plan *plan;
    struct dm_world world;
    struct dm_block block;
};

static void
pretend_twin(const struct seen *self, struct dm_block *block, struct pretended *twin)
{
    *twin->plan = *block->world->plan;
    for (int a = 0; a < ACTS; a++) {
        for (int k = 0; k < DM_TRAIT_SETS; k++) {
            int32_t *base = &twin->plan->act[a].by_traits[k];

            *base += *base == DM_NO_ACT ? 0 : self->twin_shift;
        }
    }
    twin->world = *block->world;
    twin->world.plan = twin->plan;
    twin->block = *block;
    twin->block.world = &twin->world;
    block->twin = &twin->block;
}

static void
watch(struct seen *self, struct dm_scenario *scenario, int32_t twin_shift)
{
    struct pretended twin = { .plan = malloc(sizeof *twin.plan) };

    *self = (struct seen){ .twin_shift = twin_shift };
    small_start(&self->run, scenario);
    self->n = (uint32_t) self->run.setting.population.n;
    self->count = calloc(at(self, DUE, 0, 0, 0, 0), 1);
    self->expected = calloc(ACTS * CHANNELS, sizeof *self->expected);
    assert_non_null(self->count);
    assert_non_null(self->expected);
    assert_non_null(twin.plan);
    for (uint32_t t = 0; t < MONTHS; t++) {
        for (uint32_t c = 0; c < self->run.setting.population.n_communities; c++) {
            struct dm_block *block = &self->run.lane.workers[0].block[DM_REGIME];

            dm_block_at(block, &self->run.lane.world[DM_REGIME], c, self->run.lane.key, t);
            dm_stage_behaviour.step_block(block);
            block->twin = NULL;
            if (twin_shift != INT32_MIN) {
                pretend_twin(self, block, &twin);
            }
            dm_stage_observe.step_block(block);
            expect(self, block);
            take_records(self, t, c);
        }
    }
    free(twin.plan);
}

static void
watch_rich(struct seen *self, const char *const *sets)
{
    watch(self, small_scenario("schema: demerit/1\nextends: rich\n", sets), INT32_MIN);
}

static void
forget(struct seen *self)
{
    small_clear(&self->run);
    free(self->count);
    free(self->expected);
}

/* Records of an act by a channel, of a class, in all months. */
static double
number(const struct seen *self, int a, int c, int class_)
{
    double n = 0.0;

    for (uint32_t due = 0; due < DUE; due++) {
        for (uint64_t p = 0; p < self->n; p++) {
            n += self->count[at(self, due, a, c, class_, p)];
        }
    }
    return n;
}

static double
number_of_all_classes(const struct seen *self, int a, int c)
{
    return number(self, a, c, 0) + number(self, a, c, 1) + number(self, a, c, 2);
}

static bool
in_group_b(const struct seen *self, uint64_t p)
{
    return (self->run.setting.population.traits[p] & DM_TRAIT_GROUP_B) != 0;
}

/* ---- how many ---- */

static void
test_expected_number(void **state)
{
    struct seen it;

    (void) state;
    watch_rich(&it, (const char *[]){ ONE_COMMUNITY, NOTHING_FALSE, NULL });
    for (int a = 0; a < ACTS; a++) {
        for (int c = 0; c < CHANNELS; c++) {
            double expected = it.expected[a * CHANNELS + c];

            small_assert_near("records", number_of_all_classes(&it, a, c), expected,
                sqrt(expected), ERRORS);
        }
    }
    assert_true(number(&it, AWARD, MONITOR, DM_RECORD_LAWFUL) > 0.0);
    assert_true(number(&it, AWARD, MONITOR, DM_RECORD_UNLAWFUL) <= 0.0);
    assert_true(number(&it, BILL, REGISTRY, DM_RECORD_LAWFUL) <= 0.0);
    forget(&it);
}

/* Without factors the number follows from the written numbers alone. */
static void
test_closed_form(void **state)
{
    struct seen it;
    double expected = 4096.0 * MONTHS / 12.0 * 0.7;

    (void) state;
    watch_rich(
        &it, (const char *[]){ ONE_COMMUNITY, NOTHING_FALSE, "acts.bill.more_if=null",
                 "adaptation=null", "channels.camera.sees.bill=null", NULL });
    small_assert_near("records", number_of_all_classes(&it, BILL, REGISTRY), expected,
        sqrt(expected), ERRORS);
    forget(&it);
}

/* Made-up records come at their own rate, by group, and name acts in proportion to how
 * often they would be seen. */
static void
test_false_records(void **state)
{
    struct seen it;
    double n[DM_N_GROUPS] = { 0 }, seen[DM_N_GROUPS] = { 0 };

    (void) state;
    watch_rich(&it,
        (const char *[]){ ONE_COMMUNITY, NOTHING_FALSE, NOBODY_MISTAKEN,
            "channels.monitor.false_records={value: 0.6/year, group_b: 3/year}", NULL });
    for (uint64_t p = 0; p < it.n; p++) {
        n[in_group_b(&it, p)] += 1.0;
        for (uint32_t due = 0; due < DUE; due++) {
            seen[in_group_b(&it, p)] +=
                it.count[at(&it, due, AWARD, MONITOR, DM_RECORD_ERROR, p)] +
                it.count[at(&it, due, OPINION, MONITOR, DM_RECORD_ERROR, p)];
        }
    }
    for (int g = 0; g < DM_N_GROUPS; g++) {
        double expected = n[g] * MONTHS * (g == DM_GROUP_B ? 3.0 : 0.6) / 12.0;

        small_assert_near("false records", seen[g], expected, sqrt(expected), ERRORS);
    }
    small_assert_share("false records of awards",
        number(&it, AWARD, MONITOR, DM_RECORD_ERROR), seen[0] + seen[1],
        0.5 * 0.6 / (0.5 * 0.6 + 6.0 * 0.2), ERRORS);
    for (int a = 0; a < ACTS; a++) {
        assert_true(number(&it, a, CAMERA, DM_RECORD_ERROR) <= 0.0);
        assert_true(number(&it, a, REGISTRY, DM_RECORD_ERROR) <= 0.0);
    }
    forget(&it);
}

/* ---- thinning is monotone ---- */

/* Every record of `less` is in `more`; or they are equal. */
static void
verify_subset(const struct seen *less, const struct seen *more, int a, int c, bool equal)
{
    double missing = 0.0;

    for (uint32_t due = 0; due < DUE; due++) {
        for (int class_ = 0; class_ < CLASSES; class_++) {
            for (uint64_t p = 0; p < less->n; p++) {
                int x = less->count[at(less, due, a, c, class_, p)];
                int y = more->count[at(more, due, a, c, class_, p)];

                if (x > y || (equal && x != y)) {
                    fail_msg("act %d, channel %d, class %d, month %u, person %u: %d and %d "
                             "records",
                        a, c, class_, (unsigned) due, (unsigned) p, x, y);
                }
                missing += y - x;
            }
        }
    }
    if (!equal) {
        assert_true(missing > 0.0); /* or the test has shown nothing */
    }
}

/* What a change does to each act and channel: '<' fewer, '>' more, '=' the same. */
static void
verify_change(const char *const *before, const char *const *after,
    const char what[ACTS][CHANNELS + 1])
{
    struct seen x, y;

    watch_rich(&x, before);
    watch_rich(&y, after);
    for (int a = 0; a < ACTS; a++) {
        for (int c = 0; c < CHANNELS; c++) {
            bool fewer = what[a][c] == '<';

            verify_subset(fewer ? &y : &x, fewer ? &x : &y, a, c, what[a][c] == '=');
        }
    }
    forget(&x);
    forget(&y);
}

/* nobody adapts: or a wider view would deter the aware */
#define PLAIN ONE_COMMUNITY, NOTHING_FALSE, "adaptation=null", "observation.dedupe=none"

/* rows: award, bill, offence, opinion; columns: camera, monitor, registry */
static void
test_lower_rate_is_a_subset(void **state)
{
    (void) state;
    verify_change((const char *[]){ PLAIN, NULL },
        (const char *[]){ PLAIN, "acts.bill.rate=0.8/year", NULL },
        (const char[ACTS][CHANNELS + 1]){ "===", "<=<", "===", "===" });
}

static void
test_higher_sensitivity_is_a_superset(void **state)
{
    (void) state;
    verify_change((const char *[]){ PLAIN, NULL },
        (const char *[]){ PLAIN, "channels.monitor.sees.opinion=25 %", NULL },
        (const char[ACTS][CHANNELS + 1]){ "===", "===", "===", "=>=" });
}

static void
test_higher_coverage_is_a_superset(void **state)
{
    (void) state;
    verify_change((const char *[]){ PLAIN, NULL },
        (const char *[]){ PLAIN, "channels.camera.covers.rural=80 %", NULL },
        (const char[ACTS][CHANNELS + 1]){ "===", ">==", ">==", "===" });
}

/* The first channel keeps an act: what it sees more of the next sees less of. */
static void
test_dedupe_moves_records(void **state)
{
    (void) state;
    verify_change((const char *[]){ PLAIN, "observation.dedupe=act", NULL },
        (const char *[]){
            PLAIN, "observation.dedupe=act", "channels.camera.sees.bill=50 %", NULL },
        (const char[ACTS][CHANNELS + 1]){ "===", ">=<", "===", "===" });
    verify_change((const char *[]){ PLAIN, "observation.dedupe=act", NULL },
        (const char *[]){ PLAIN, NULL },
        (const char[ACTS][CHANNELS + 1]){ "===", "==>", "===", "===" });
}

static void
test_more_false_records_is_a_superset(void **state)
{
    (void) state;
    verify_change(
        (const char *[]){ PLAIN, "channels.registry.false_records=0.2/year", NULL },
        (const char *[]){ PLAIN, "channels.registry.false_records=0.5/year", NULL },
        (const char[ACTS][CHANNELS + 1]){ "===", "==>", "===", "===" });
}

/* ---- whose record it is ---- */

/* own + others + lost = seen, by act, channel and community; all channels here have a delay
 * but the camera. */
static void
test_misattribution_moves_records(void **state)
{
    struct seen right, wrong;
    double moved = 0.0;

    (void) state;
    watch_rich(&right, (const char *[]){ NOTHING_FALSE, NOBODY_MISTAKEN, NULL });
    watch_rich(&wrong, (const char *[]){ NOTHING_FALSE, NULL });
    for (int a = 0; a < ACTS; a++) {
        for (int c = 0; c < CHANNELS; c++) {
            for (uint64_t first = 0; first < right.n; first += DM_COMMUNITY) {
                int balance = 0;

                for (uint64_t p = first; p < right.n && p < first + DM_COMMUNITY; p++) {
                    for (uint32_t due = 0; due < DUE; due++) {
                        for (int k = 0; k < CLASSES; k++) {
                            balance += right.count[at(&right, due, a, c, k, p)];
                            balance -= wrong.count[at(&wrong, due, a, c, k, p)];
                        }
                    }
                }
                assert_int_equal(balance, 0);
            }
            moved += number(&wrong, a, c, DM_RECORD_ERROR);
            assert_true(number(&right, a, c, DM_RECORD_ERROR) <= 0.0);
        }
    }
    assert_true(moved > 100.0);
    forget(&right);
    forget(&wrong);
}

static void
test_misattribution_share(void **state)
{
    struct seen it;
    double own[DM_N_GROUPS] = { 0 }, other[DM_N_GROUPS] = { 0 };

    (void) state;
    watch_rich(&it, (const char *[]){ NOTHING_FALSE, NULL });
    for (uint64_t p = 0; p < it.n; p++) {
        for (uint32_t due = 0; due < DUE; due++) {
            own[in_group_b(&it, p)] +=
                it.count[at(&it, due, OFFENCE, CAMERA, DM_RECORD_UNLAWFUL, p)];
            other[in_group_b(&it, p)] +=
                it.count[at(&it, due, OFFENCE, CAMERA, DM_RECORD_ERROR, p)];
        }
    }
    small_assert_share("mistaken, A", other[0], own[0] + other[0], 0.04, ERRORS);
    small_assert_share("mistaken, B", other[1], own[1] + other[1], 0.12, ERRORS);
    forget(&it);
}

/* Only group B is mistaken, always: B has no own record, A no false one. */
static void
test_misattribution_stays_in_the_group(void **state)
{
    struct seen it;
    double a_own = 0.0, b_other = 0.0;

    (void) state;
    watch_rich(
        &it, (const char *[]){ NOTHING_FALSE,
                 "channels.camera.misattribution={value: 0, group_b: 100 %}", NULL });
    for (uint64_t p = 0; p < it.n; p++) {
        for (uint32_t due = 0; due < DUE; due++) {
            int own = it.count[at(&it, due, OFFENCE, CAMERA, DM_RECORD_UNLAWFUL, p)];
            int other = it.count[at(&it, due, OFFENCE, CAMERA, DM_RECORD_ERROR, p)];

            assert_int_equal(in_group_b(&it, p) ? own : other, 0);
            a_own += own;
            b_other += other;
        }
    }
    assert_true(a_own > 100.0 && b_other > 100.0);
    forget(&it);
}

/* Two persons of one group: what the one does falls on the other. Alone, it is lost. */
static void
test_nobody_gets_their_own(void **state)
{
    struct seen right, wrong;

    (void) state;
    watch_rich(
        &right, (const char *[]){ "society.persons=2", "society.group_b=0", NOTHING_FALSE,
                    NOBODY_MISTAKEN, "acts.opinion.rate=120/year", NULL });
    watch_rich(&wrong,
        (const char *[]){ "society.persons=2", "society.group_b=0", NOTHING_FALSE,
            "acts.opinion.rate=120/year", "channels.monitor.misattribution=100 %", NULL });
    for (uint32_t due = 0; due < DUE; due++) {
        for (uint64_t p = 0; p < 2; p++) {
            assert_int_equal(
                wrong.count[at(&wrong, due, OPINION, MONITOR, DM_RECORD_ERROR, p)],
                right.count[at(&right, due, OPINION, MONITOR, DM_RECORD_LAWFUL, 1 - p)]);
            assert_int_equal(
                wrong.count[at(&wrong, due, OPINION, MONITOR, DM_RECORD_LAWFUL, p)], 0);
        }
    }
    assert_true(number(&wrong, OPINION, MONITOR, DM_RECORD_ERROR) > 20.0);
    forget(&right);
    forget(&wrong);
    watch_rich(&wrong,
        (const char *[]){ "society.persons=1", NOTHING_FALSE, "acts.opinion.rate=120/year",
            "channels.monitor.misattribution=100 %", NULL });
    assert_true(number_of_all_classes(&wrong, OPINION, MONITOR) <= 0.0);
    forget(&wrong);
}

static int
in_month(const struct seen *self, int due, int c, int class_)
{
    int n = 0;

    for (uint64_t p = 0; p < self->n; p++) {
        for (int a = 0; a < ACTS; a++) {
            n += self->count[at(self, (uint32_t) due, a, c, class_, p)];
        }
    }
    return n;
}

/* The first act takes effect after the delay, to the month; what is mailed to another waits
 * a month at least. */
static void
test_delays(void **state)
{
    static const int delay[CHANNELS] = { [CAMERA] = 0, [MONITOR] = 2, [REGISTRY] = 1 };
    struct seen it;

    (void) state;
    watch_rich(&it, (const char *[]){ ONE_COMMUNITY, NOTHING_FALSE, NULL });
    for (int c = 0; c < CHANNELS; c++) {
        int own = c == MONITOR ? DM_RECORD_LAWFUL : DM_RECORD_UNLAWFUL;
        int mailed = delay[c] > 1 ? delay[c] : 1;

        for (int due = 0; due < DUE; due++) {
            assert_int_equal(
                in_month(&it, due, c, own) > 0, due >= delay[c] && due < delay[c] + MONTHS);
            assert_true(in_month(&it, due, c, DM_RECORD_ERROR) == 0 ||
                        (due >= mailed && due < mailed + MONTHS));
        }
        assert_true(in_month(&it, mailed + MONTHS - 1, c, DM_RECORD_ERROR) > 0);
    }
    forget(&it);
}

/* ---- correction ---- */

/* False registry records survive k months with (1 - h)^k; nothing else is ever corrected.
 */
static void
test_correction(void **state)
{
    struct seen it;
    double surviving, h = 0.5 * 0.5 * 0.8;

    (void) state;
    watch_rich(&it, (const char *[]){ "channels.registry.false_records=2/year", NULL });
    assert_true(it.limited > 10000.0);
    assert_true(it.uncorrected <= 0.0);
    assert_true(it.limits[0] <= 0.0);
    surviving = it.limited;
    for (int k = 1; k <= 30; k++) {
        surviving -= it.limits[k];
        small_assert_share("survival", surviving, it.limited, pow(1.0 - h, k), ERRORS);
    }
    forget(&it);
    watch_rich(
        &it, (const char *[]){ ONE_COMMUNITY, "safeguards.correction.success=0", NULL });
    small_assert_near("never corrected", it.limits[0], it.limited, 1.0, 0.0);
    forget(&it);
}

/* ---- induced records ---- */

static void
test_induced(void **state)
{
    struct seen it;
    double own = 0.0;

    (void) state;
    for (int k = 0; k < 3; k++) {
        static const int32_t shift[] = { INT32_MIN, 0, 700 };

        watch(&it,
            small_scenario("schema: demerit/1\nextends: rich\n",
                (const char *[]){ ONE_COMMUNITY, NULL }),
            shift[k]);
        assert_true(it.induced <= 0.0); /* no twin, the same twin, a worse twin */
        forget(&it);
    }
    watch(&it,
        small_scenario(
            "schema: demerit/1\nextends: rich\n", (const char *[]){ ONE_COMMUNITY, NULL }),
        -1024);
    for (int a = 0; a < ACTS; a++) {
        for (int c = 0; c < CHANNELS; c++) {
            own +=
                number(&it, a, c, DM_RECORD_UNLAWFUL) + number(&it, a, c, DM_RECORD_LAWFUL);
        }
    }
    small_assert_share("induced where the twin does it 1/e times", it.induced, own,
        1.0 - exp(-1.0), ERRORS);
    forget(&it);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expected_number),
        cmocka_unit_test(test_closed_form),
        cmocka_unit_test(test_false_records),
        cmocka_unit_test(test_lower_rate_is_a_subset),
        cmocka_unit_test(test_higher_sensitivity_is_a_superset),
        cmocka_unit_test(test_higher_coverage_is_a_superset),
        cmocka_unit_test(test_dedupe_moves_records),
        cmocka_unit_test(test_more_false_records_is_a_superset),
        cmocka_unit_test(test_misattribution_moves_records),
        cmocka_unit_test(test_misattribution_share),
        cmocka_unit_test(test_misattribution_stays_in_the_group),
        cmocka_unit_test(test_nobody_gets_their_own),
        cmocka_unit_test(test_delays),
        cmocka_unit_test(test_correction),
        cmocka_unit_test(test_induced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
