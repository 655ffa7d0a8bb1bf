/* SPDX-License-Identifier: Apache-2.0
 *
 * What ties add to a score in each form, against a count tie by tie, and in the smallest
 * cases by hand. */
#include "small_world.h"

/* Of rich: highest cut 1030, lowest 850, three cuts: 5 % of 180 points over two steps. */
#define WK       (INT64_C(50000000) * 18000 / (1000 * 2))
#define CUTS     3
#define FLAGGED  16
#define ONE_TILE 4096

struct seen {
    int64_t n, sum, flagged, least;
};

static void
see(struct seen *self, uint8_t byte)
{
    int64_t tier = byte & 7;

    self->least = self->n == 0 || tier < self->least ? tier : self->least;
    self->sum += tier;
    self->flagged += (byte & FLAGGED) != 0;
    self->n++;
}

static struct seen
see_ties(const struct small_run *run, const uint8_t *published, uint64_t p)
{
    const struct dm_network *network = &run->setting.network;
    const struct dm_population *people = &run->setting.population;
    const struct dm_ring *ring = dm_network_ring(network, 0);
    uint64_t first = p - dm_household_place(people, p);
    struct seen seen = { 0, 0, 0, 0 };

    for (int32_t slot = 0; slot < dm_ring_slots(ring) + network->n_long; slot++) {
        if ((network->ties[p] >> slot & 1U) != 0) {
            see(&seen, published[dm_network_mate(network, p, slot)]);
        }
    }
    for (uint64_t q = first; q < first + dm_household_adults(people, p); q++) {
        if (q != p) {
            see(&seen, published[q]);
        }
    }
    return seen;
}

static int64_t
expected(enum dm_association_form form, const struct seen *seen, int64_t own)
{
    if (seen->n == 0) {
        return 0;
    }
    switch (form) {
    case DM_ASSOCIATION_WORST:
        return dm_rdiv(WK * (seen->least - own), 1000000);
    case DM_ASSOCIATION_SHARE:
        return -dm_rdiv(WK * CUTS * seen->flagged, 1000000 * seen->n);
    case DM_ASSOCIATION_MEAN:
        break;
    }
    return dm_rdiv(WK * (seen->sum - own * seen->n), 1000000 * seen->n);
}

static void
verify_form(const char *set, enum dm_association_form form)
{
    static uint8_t published[ONE_TILE];
    struct small_run run;
    int64_t differ = 0;

    small_rich(&run, (const char *[]){ set, "society.persons=4096", NULL });
    for (int t = 0; t < 18; t++) {
        const struct dm_block *block = &run.lane.workers[0].block[DM_REGIME];

        memcpy(published, run.lane.world[DM_REGIME].published[0], sizeof published);
        small_tick(&run, 1);
        for (uint64_t p = 0; p < ONE_TILE; p++) {
            struct seen seen = see_ties(&run, published, p);
            int64_t points = expected(form, &seen, published[p] & 7);

            assert_int_equal(block->association[p], points);
            differ += points != 0;
        }
    }
    assert_true(differ > 1000);
    small_clear(&run);
}

static void
test_mean(void **state)
{
    (void) state;
    verify_form("forms.association=mean", DM_ASSOCIATION_MEAN);
}

static void
test_worst(void **state)
{
    (void) state;
    verify_form("forms.association=worst", DM_ASSOCIATION_WORST);
}

static void
test_share(void **state)
{
    (void) state;
    verify_form("forms.association=share", DM_ASSOCIATION_SHARE);
}

/* Three of whom one is at the bottom, and only one is flagged: 4.50 points a tier. */
static void
test_by_hand(void **state)
{
    struct seen seen = { 0, 0, 0, 0 };

    (void) state;
    see(&seen, 2);
    see(&seen, 3);
    see(&seen, 0 | FLAGGED);
    assert_int_equal(expected(DM_ASSOCIATION_WORST, &seen, 2), -2 * 450);
    assert_int_equal(expected(DM_ASSOCIATION_WORST, &seen, 0), 0);
    assert_int_equal(expected(DM_ASSOCIATION_SHARE, &seen, 2), -450);
    assert_int_equal(expected(DM_ASSOCIATION_MEAN, &seen, 2), -150);
}

/* Where nobody is flagged the share costs nothing, and where all are alike so does the
 * worst. */
static void
test_exact_zero(void **state)
{
    static const char *const forms[] = { "forms.association=worst",
        "forms.association=share" };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(forms); k++) {
        struct small_run run;

        small_rich(&run,
            (const char *[]){ SMALL_QUIET, forms[k], "channels.camera.false_records=0/year",
                "channels.monitor.false_records=0/year",
                "channels.registry.false_records=0/year", NULL });
        small_tick(&run, 6);
        for (uint64_t p = 0; p < ONE_TILE; p++) {
            assert_int_equal(run.lane.workers[0].block[DM_REGIME].association[p], 0);
        }
        small_clear(&run);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean),
        cmocka_unit_test(test_worst),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_exact_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
