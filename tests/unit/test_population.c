/* SPDX-License-Identifier: Apache-2.0
 *
 * The society against the tables it is drawn from, at a million persons and a fixed seed. A
 * bound of 5 standard errors fails a right program once in two million comparisons; the
 * seed makes it never or always. */
#include "world/population.h"

#include "small_world.h"

#include <math.h>
#include <stdio.h>

#define MILLION "society.persons=1000000"
#define ERRORS  5.0

struct society {
    struct dm_scenario *scenario;
    struct dm_population people;
};

static void
society_init(struct society *self, struct dm_scenario *scenario)
{
    struct dm_error err = { 0 };

    self->scenario = scenario;
    if (dm_population_init(&self->people, scenario, 0, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
}

static void
society_clear(struct society *self)
{
    dm_population_clear(&self->people);
    dm_population_clear(&self->people); /* twice is allowed */
    dm_scenario_free(self->scenario);
}

static bool
is(const struct dm_population *people, uint64_t p, unsigned trait)
{
    return (people->traits[p] & trait) != 0;
}

static bool
starts_household(const struct dm_population *people, uint64_t p)
{
    return dm_household_place(people, p) == 0;
}

/* ---- any size ---- */

static void
verify_households(const struct dm_population *people)
{
    for (uint64_t p = 0; p < people->n;) {
        uint32_t adults = dm_household_adults(people, p);

        assert_true(adults >= 1);
        assert_true(p / DM_COMMUNITY == (p + adults - 1) / DM_COMMUNITY);
        assert_true(p + adults <= people->n);
        for (uint32_t k = 0; k < adults; k++) {
            assert_int_equal(dm_household_place(people, p + k), k);
            assert_int_equal(dm_household_adults(people, p + k), adults);
            assert_int_equal(
                is(people, p + k, DM_TRAIT_GROUP_B), is(people, p, DM_TRAIT_GROUP_B));
            assert_true(people->base_income[p + k] == people->base_income[p]);
            assert_int_equal(people->children[p + k], people->children[p]);
        }
        p += adults;
    }
}

/* by_group: a permutation of each community, group A first, each in person order. */
static void
verify_by_group(const struct dm_population *people)
{
    for (uint32_t c = 0; c < people->n_communities; c++) {
        uint64_t first = (uint64_t) c * DM_COMMUNITY;
        uint32_t m = dm_community_size(people, c), n_a = people->n_group_a[c];

        for (uint32_t k = 0; k < m; k++) {
            uint32_t place = people->by_group[first + k];

            assert_true(place < m);
            assert_int_equal(is(people, first + place, DM_TRAIT_GROUP_B), k >= n_a);
            if (k != 0 && k != n_a) {
                assert_true(people->by_group[first + k - 1] < place);
            }
        }
    }
}

static void
test_sizes(void **state)
{
    static const int sizes[] = { 1, 2, 17, 4095, 4096, 4097 };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(sizes); k++) {
        char persons[64];
        struct society it;

        (void) snprintf(persons, sizeof persons, "society.persons=%d", sizes[k]);
        society_init(&it, small_scenario("schema: demerit/1\nextends: base\n",
                              (const char *[]){ persons, NULL }));
        assert_true(it.people.n == (uint64_t) sizes[k]);
        assert_int_equal(it.people.n_communities, (sizes[k] + 4095) / 4096);
        verify_households(&it.people);
        verify_by_group(&it.people);
        society_clear(&it);
    }
}

/* Person p is in the first cell c with (2p+1) W < 2n cum_c: contiguous, and exact. */
static void
verify_cells(const struct dm_population *people, const struct dm_society *society)
{
    uint64_t cum = 0, all = 0, p = 0;

    for (int32_t j = 0; j < society->n_jurisdictions; j++) {
        all += (uint64_t) society->jurisdiction_pop[j] * (uint64_t) DM_NANO;
    }
    assert_int_equal(people->n_cells, 2 * society->n_jurisdictions);
    for (int32_t c = 0; c < people->n_cells; c++) {
        uint64_t urban = (uint64_t) society->urban_nano;

        cum += (uint64_t) society->jurisdiction_pop[c / 2] *
               (c % 2 == 0 ? urban : (uint64_t) DM_NANO - urban);
        assert_true(people->cell_first[c] == p);
        for (; p < people->n && (2 * p + 1) * all < 2 * people->n * cum; p++) {
            assert_int_equal(dm_population_cell(people, p), c);
            assert_int_equal(is(people, p, DM_TRAIT_RURAL), c % 2);
        }
    }
    assert_true(p == people->n);
    assert_true(people->cell_first[people->n_cells] == people->n);
}

static void
test_cells(void **state)
{
    (void) state;
    for (uint32_t k = 0; k < 25; k++) {
        uint32_t u[4];
        char sets[3][96];
        struct society it;

        dm_philox((uint32_t[4]){ k }, (struct dm_key){ 3, 1 }, u);
        (void) snprintf(sets[0], sizeof sets[0], "society.persons=%u",
            1 + u[0] % (k < 10 ? 30 : 20000));
        (void) snprintf(
            sets[1], sizeof sets[1], "society.urban=%u.%u %%", u[1] % 100, u[1] / 100 % 10);
        (void) snprintf(sets[2], sizeof sets[2], "society.jurisdictions=[%u, %u, %u, %u]",
            1 + u[2] % 50, 1 + u[2] / 50 % 50, 1 + u[3] % 50, 1 + u[3] / 50 % 3);
        society_init(&it, small_scenario("schema: demerit/1\nextends: base\n",
                              (const char *[]){ sets[0], sets[1], sets[2], NULL }));
        verify_cells(&it.people, &it.scenario->society);
        society_clear(&it);
    }
}

/* ---- against the census tables of the library ---- */

static int
society_of_a_million(void **state)
{
    struct society *it = calloc(1, sizeof *it);

    assert_non_null(it);
    society_init(it, small_library("base", (const char *[]){ MILLION, NULL }));
    *state = it;
    return 0;
}

static int
society_end(void **state)
{
    society_clear(*state);
    free(*state);
    return 0;
}

static double
adult_share(const struct dm_society *society)
{
    double adults = 0.4 * (double) society->age_pop[3], all = 0.0;

    for (int k = 0; k < DM_MAX_CENSUS_AGES; k++) {
        all += (double) society->age_pop[k];
        adults += k >= 4 ? (double) society->age_pop[k] : 0.0;
    }
    return adults / all;
}

static void
verify_household_sizes(const struct society *it, int setting)
{
    const struct dm_population *people = &it->people;
    double seen[DM_MAX_HOUSEHOLD_SIZES + 1] = { 0 },
                                         adults[DM_MAX_HOUSEHOLD_SIZES + 1] = { 0 };
    double squares[DM_MAX_HOUSEHOLD_SIZES + 1] = { 0 };
    double all = 0.0, n = 0.0, alpha = adult_share(&it->scenario->society);
    const int64_t *census = it->scenario->society.households[setting];

    for (uint64_t p = 0; p < people->n; p++) {
        uint32_t a = dm_household_adults(people, p), s = a + people->children[p];
        bool cut = p + a == people->n || (p + a) % DM_COMMUNITY == 0;

        if (!starts_household(people, p) ||
            (int) is(people, p, DM_TRAIT_RURAL) != setting || cut) {
            continue;
        }
        assert_in_range(s, 1, DM_MAX_HOUSEHOLD_SIZES);
        seen[s] += 1.0;
        adults[s] += a;
        squares[s] += (double) a * a;
        n += 1.0;
    }
    for (int s = 1; s <= DM_MAX_HOUSEHOLD_SIZES; s++) {
        all += (double) census[s - 1];
    }
    for (int s = 1; s <= DM_MAX_HOUSEHOLD_SIZES; s++) {
        double mean = adults[s] / seen[s], variance = squares[s] / seen[s] - mean * mean;

        small_assert_share(
            "households by size", seen[s], n, (double) census[s - 1] / all, ERRORS);
        /* binomial, given that somebody is an adult */
        small_assert_near("adults of a household", mean,
            s == 1 ? 1.0 : s * alpha / (1.0 - pow(1.0 - alpha, s)),
            sqrt(variance / seen[s]) + 1e-9, ERRORS);
    }
}

static void
test_household_sizes(void **state)
{
    verify_households(&((const struct society *) *state)->people);
    verify_household_sizes(*state, DM_URBAN);
    verify_household_sizes(*state, DM_RURAL);
}

static void
test_age_bands(void **state)
{
    const struct society *it = *state;
    const struct dm_society *society = &it->scenario->society;
    double weight[DM_MAX_AGE_BANDS] = { 0 }, seen[DM_MAX_AGE_BANDS] = { 0 }, all = 0.0;

    for (int k = 3; k < DM_MAX_CENSUS_AGES; k++) {
        int band = 0;
        double adults = (k == 3 ? 0.4 : 1.0) * (double) society->age_pop[k];

        while (
            band + 1 < society->n_age_bands && society->age_band_from[band + 1] <= 5 * k) {
            band++;
        }
        weight[band] += adults;
        all += adults;
    }
    for (uint64_t p = 0; p < it->people.n; p++) {
        seen[it->people.age_band[p]] += 1.0;
        assert_int_equal(is(&it->people, p, DM_TRAIT_LABOUR),
            society->age_band_from[it->people.age_band[p]] < society->labour.retire_age);
    }
    for (int b = 0; b < society->n_age_bands; b++) {
        small_assert_share(
            "age band", seen[b], (double) it->people.n, weight[b] / all, ERRORS);
    }
}

static void
test_group_share(void **state)
{
    const struct society *it = *state;
    double b = 0.0, n = 0.0;

    for (uint64_t p = 0; p < it->people.n; p++) {
        if (starts_household(&it->people, p)) {
            n += 1.0;
            b += is(&it->people, p, DM_TRAIT_GROUP_B);
        }
    }
    small_assert_share("households of group B", b, n, 0.1, ERRORS);
}

static void
test_shares(void **state)
{
    const struct society *it = *state;
    double n[DM_N_SETTINGS] = { 0 }, online[DM_N_SETTINGS] = { 0 }, drives = 0.0,
           both = 0.0;

    for (uint64_t p = 0; p < it->people.n; p++) {
        bool rural = is(&it->people, p, DM_TRAIT_RURAL);

        n[rural] += 1.0;
        online[rural] += is(&it->people, p, DM_TRAIT_ONLINE);
        drives += is(&it->people, p, DM_TRAIT_DRIVER);
        both += rural && is(&it->people, p, DM_TRAIT_ONLINE) &&
                is(&it->people, p, DM_TRAIT_DRIVER);
    }
    small_assert_share("online, urban", online[0], n[0], 0.798, ERRORS);
    small_assert_share("online, rural", online[1], n[1], 0.559, ERRORS);
    small_assert_share("drivers", drives, n[0] + n[1], 0.35, ERRORS);
    small_assert_share("online and driver, rural", both, n[1], 0.559 * 0.35, ERRORS);
}

static void
test_norms(void **state)
{
    const struct society *it = *state;
    double seen[DM_N_NORMS][8] = { { 0 } }, together[8][8] = { { 0 } };

    for (uint64_t p = 0; p < it->people.n; p++) {
        unsigned norms = it->people.norms[p];

        for (int k = 0; k < DM_N_NORMS; k++) {
            seen[k][norms >> (3 * k) & 7] += 1.0;
        }
        together[norms & 7][norms >> 3 & 7] += 1.0;
    }
    for (int level = 0; level < 8; level++) {
        for (int k = 0; k < DM_N_NORMS; k++) {
            small_assert_share(
                "norm level", seen[k][level], (double) it->people.n, 0.125, ERRORS);
        }
        for (int other = 0; other < 8; other++) {
            small_assert_share("two norms", together[level][other], (double) it->people.n,
                1.0 / 64.0, ERRORS);
        }
    }
}

/* Means of fifths of households; x_k - q_k is a fault of half a yuan from the floors. */
static void
test_quintile_means(void **state)
{
    const struct society *it = *state;
    const int64_t *census = it->scenario->society.income_quintile;
    double n[5] = { 0 }, sum[5] = { 0 }, squares[5] = { 0 };

    for (uint64_t p = 0; p < it->people.n; p++) {
        int k = it->people.quintile[p];
        double x = it->people.base_income[p];

        assert_in_range(it->people.base_income[p],
            dm_income_at(
                it->people.income_knot, (uint32_t) it->people.income_rank[p] << 16),
            dm_income_at(it->people.income_knot,
                (uint32_t) it->people.income_rank[p] << 16 | UINT16_MAX));
        if (starts_household(&it->people, p)) {
            n[k] += 1.0;
            sum[k] += x;
            squares[k] += x * x;
        }
    }
    for (int k = 0; k < 5; k++) {
        double mean = sum[k] / n[k];

        small_assert_share(
            "households of a fifth", n[k], n[0] + n[1] + n[2] + n[3] + n[4], 0.2, ERRORS);
        small_assert_near("mean income of a fifth", mean + 0.5, (double) census[k],
            sqrt((squares[k] / n[k] - mean * mean) / n[k]), ERRORS);
    }
}

/* The quantile function alone: exact means, and ascending. */
static void
test_quintile_means_exact(void **state)
{
    const struct society *it = *state;
    const uint32_t step = 1U << 12;

    for (uint32_t k = 0; k < 5; k++) {
        uint64_t from = ((uint64_t) k << 32) / 5, to = ((uint64_t) (k + 1) << 32) / 5,
                 n = 0;
        double sum = 0.0;
        int32_t last = 0;

        for (uint64_t u = from + step; u < to; u += step, n++) {
            int32_t x = dm_income_at(it->people.income_knot, (uint32_t) u);

            assert_true(x >= last);
            last = x;
            sum += x;
        }
        small_assert_near("mean of the quantile function", sum / (double) n + 0.5,
            (double) it->scenario->society.income_quintile[k], 1.0, 1.0);
    }
}

static void
test_seed_matters(void **state)
{
    static const char *const seeds[] = { "run.seed=1", "run.seed=2" };
    struct society it[2];
    uint64_t same = 0;

    (void) state;
    for (int k = 0; k < 2; k++) {
        society_init(
            &it[k], small_library("base",
                        (const char *[]){ "society.persons=20000", seeds[k], NULL }));
    }
    for (uint64_t p = 0; p < it[0].people.n; p++) {
        same += it[0].people.norms[p] == it[1].people.norms[p];
    }
    small_assert_share(
        "norms alike under two seeds", (double) same, 20000.0, 1.0 / 512.0, ERRORS);
    society_clear(&it[0]);
    society_clear(&it[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_household_sizes),
        cmocka_unit_test(test_age_bands),
        cmocka_unit_test(test_group_share),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_norms),
        cmocka_unit_test(test_quintile_means),
        cmocka_unit_test(test_quintile_means_exact),
        cmocka_unit_test(test_seed_matters),
    };

    return cmocka_run_group_tests(tests, society_of_a_million, society_end);
}
