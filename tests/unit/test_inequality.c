/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures over persons against plain definitions: the gap that the mark alone makes, and
 * Spearman's correlation by counting. */
#include "measure/inequality.h"

#include "small_world.h"

#include <math.h>

struct crowd {
    struct dm_scenario *scenario;
    struct dm_population people;
    struct dm_ledger ledger;
};

static void
crowd_init(struct crowd *self, const char *const *sets)
{
    struct dm_error err = { 0 };

    self->scenario = small_scenario("schema: demerit/1\nextends: base\n", sets);
    assert_int_equal(dm_population_init(&self->people, self->scenario, 0, &err), DM_OK);
    assert_int_equal(dm_ledger_init(&self->ledger, self->people.n, &err), DM_OK);
}

static void
crowd_clear(struct crowd *self)
{
    dm_ledger_clear(&self->ledger);
    dm_population_clear(&self->people);
    dm_scenario_free(self->scenario);
}

/* Whole service-months. */
static void
set_lost(struct crowd *self, uint64_t p, uint32_t months)
{
    uint32_t more = 65536 * months - dm_ledger_lost(&self->ledger, p);

    assert_true(dm_ledger_lose(&self->ledger, p, more));
    assert_int_equal(dm_ledger_lost(&self->ledger, p), 65536 * months);
}

static struct dm_equal_conduct
compared(const struct crowd *self)
{
    struct dm_equal_conduct value;

    assert_int_equal(
        dm_gap_at_equal_conduct(&self->ledger, &self->ledger, &self->people, &value, NULL),
        DM_OK);
    return value;
}

static double
gap(const struct crowd *self)
{
    return compared(self).gap;
}

static double
rank(const struct crowd *self)
{
    double value;

    assert_int_equal(
        dm_score_income_rank(&self->ledger, &self->people, &value, NULL), DM_OK);
    return value;
}

static uint32_t
arbitrary(uint64_t i)
{
    uint32_t out[4];

    dm_philox((uint32_t[4]){ (uint32_t) i }, (struct dm_key){ .seed = 31 }, out);
    return out[0];
}

/* The mark alone costs two months; conduct costs too, and B does more of it: the gap is
 * what the mark costs. */
static void
test_gap_at_equal_conduct(void **state)
{
    struct crowd crowd;

    (void) state;
    crowd_init(&crowd, (const char *[]){ "society.persons=50000", NULL });
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        bool b = (crowd.people.traits[p] & DM_TRAIT_GROUP_B) != 0;
        uint32_t class_ =
            arbitrary(p) % 8 + (b ? arbitrary(p) >> 31 : 0); /* B leans upwards */

        crowd.ledger.conduct[p] = class_ < 2 ? 0 : 1000 * (class_ < 7 ? class_ : 7);
        set_lost(&crowd, p, crowd.ledger.conduct[p] / 1000 + (b ? 2 : 0));
    }
    small_assert_near("gap", gap(&crowd), 2.0, 1e-9, 1.0);
    assert_true(compared(&crowd).merged <= 0.0); /* nobody's stratum is thin */
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        set_lost(&crowd, p, 3);
    }
    small_assert_near("gap of equals", gap(&crowd), 0.0, 1e-12, 1.0);
    crowd_clear(&crowd);
    crowd_init(&crowd, (const char *[]){ "society.group_b=0", NULL });
    assert_true(isnan(gap(&crowd))); /* nobody to compare */
    assert_true(isnan(compared(&crowd).merged));
    crowd_clear(&crowd);
}

/* Of three classes of conduct the highest has nobody of group B: it joins the one below,
 * and the share is of the persons of both. Then the one below has nobody either: all are
 * one. */
static void
test_merged_strata(void **state)
{
    struct crowd crowd;
    double some = 0.0, lost[2] = { 0.0 }, n[2] = { 0.0 };

    (void) state;
    crowd_init(&crowd, (const char *[]){ "society.persons=20000", NULL });
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        bool b = (crowd.people.traits[p] & DM_TRAIT_GROUP_B) != 0;

        crowd.ledger.conduct[p] = b ? arbitrary(p) % 2 : arbitrary(p) % 3;
        some += crowd.ledger.conduct[p] > 0;
        set_lost(&crowd, p, arbitrary(p) % 5 + (b ? 1 : 0));
        n[b] += 1.0;
        lost[b] += arbitrary(p) % 5 + (b ? 1 : 0);
    }
    small_assert_near("merged", compared(&crowd).merged, some / (n[0] + n[1]), 1e-12, 1.0);
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        if ((crowd.people.traits[p] & DM_TRAIT_GROUP_B) != 0) {
            crowd.ledger.conduct[p] = 0;
        }
    }
    assert_true(compared(&crowd).merged >= 1.0);
    small_assert_near(
        "one stratum", gap(&crowd), lost[1] / n[1] - lost[0] / n[0], 1e-9, 1.0);
    crowd_clear(&crowd);
}

/* Twice the midrank, by counting. */
static double
midrank(const struct crowd *self, uint64_t p, bool income)
{
    double rank = 1.0;

    for (uint64_t q = 0; q < self->people.n; q++) {
        int64_t x = income ? (int64_t) (self->people.income_rank[p])
                           : (int64_t) self->ledger.score[p];
        int64_t y = income ? (int64_t) (self->people.income_rank[q])
                           : (int64_t) self->ledger.score[q];

        rank += 2.0 * (y < x) + (y == x);
    }
    return rank;
}

static double
spearman(const struct crowd *self)
{
    double middle = (double) self->people.n + 1.0, xy = 0.0, xx = 0.0, yy = 0.0;

    for (uint64_t p = 0; p < self->people.n; p++) {
        double x = midrank(self, p, false) - middle, y = midrank(self, p, true) - middle;

        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    return xy / sqrt(xx * yy);
}

static void
test_rank_correlation(void **state)
{
    struct crowd crowd;

    (void) state;
    crowd_init(&crowd, (const char *[]){ "society.persons=3000", NULL });
    assert_true(isnan(rank(&crowd))); /* all scores alike */
    for (int sign = -1; sign <= 1; sign += 2) {
        for (uint64_t p = 0; p < crowd.people.n; p++) {
            crowd.ledger.score[p] = sign * (int32_t) (crowd.people.income_rank[p]);
        }
        small_assert_near("one order", rank(&crowd), sign, 1e-12, 1.0);
    }
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        crowd.ledger.score[p] = (int32_t) (arbitrary(p) % 200) - 100 +
                                (int32_t) (crowd.people.income_rank[p] >> 10);
    }
    small_assert_near("by counting", rank(&crowd), spearman(&crowd), 1e-12, 1.0);
    for (uint64_t p = 0; p < crowd.people.n; p++) {
        crowd.ledger.score[p] = (int32_t) (arbitrary(p) % 200);
    }
    small_assert_near("unrelated", rank(&crowd), 0.0, 1.0 / sqrt(3000.0), 4.0);
    crowd_clear(&crowd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gap_at_equal_conduct),
        cmocka_unit_test(test_merged_strata),
        cmocka_unit_test(test_rank_correlation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
