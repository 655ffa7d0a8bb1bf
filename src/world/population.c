/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws the society from its tables (docs/odd/submodels.md, 1). Independence of attributes
 * where no joint table is published is an assumption, said in the ODD. */
#include "population.h"

#include "base/fixed.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CATEGORIES 55 /* households of 1..10 with 1..size adults */

struct categories {
    int n;
    uint8_t adults[MAX_CATEGORIES], children[MAX_CATEGORIES];
    uint64_t threshold[MAX_CATEGORIES];
};

/* Everything that a draw compares against, once per society. */
struct tables {
    struct categories households[DM_N_SETTINGS];
    uint64_t age[DM_MAX_AGE_BANDS];
    uint64_t online[DM_N_SETTINGS];
    uint64_t group_b, drivers;
    bool works[DM_MAX_AGE_BANDS];
};

int32_t
dm_income_at(const int32_t knot[DM_MAX_QUINTILES + 1], uint32_t u)
{
    uint64_t fifth = 5 * (uint64_t) u;
    int k = (int) (fifth >> 32);
    uint64_t f = fifth & UINT32_MAX;

    return knot[k] + (int32_t) (((uint64_t) (knot[k + 1] - knot[k]) * f) >> 32);
}

/* Knots such that the mean of each fifth is exact (MODEL, "Entities"). */
void
dm_income_knots(const struct dm_society *society, int32_t knot[DM_MAX_QUINTILES + 1])
{
    knot[0] = (int32_t) (society->income_quintile[0] / 4);
    for (int k = 0; k < DM_MAX_QUINTILES; k++) {
        knot[k + 1] = (int32_t) (2 * society->income_quintile[k] - knot[k]);
    }
}

void
dm_age_weights(const struct dm_society *society, uint64_t weight[DM_MAX_AGE_BANDS])
{
    memset(weight, 0, DM_MAX_AGE_BANDS * sizeof *weight);
    for (int g = 3; g < DM_MAX_CENSUS_AGES; g++) {
        int band = 0;

        while (
            band + 1 < society->n_age_bands && society->age_band_from[band + 1] <= 5 * g) {
            band++;
        }
        weight[band] += (uint64_t) society->age_pop[g] * (g == 3 ? 2 : 5);
    }
}

bool
dm_age_band_works(const struct dm_society *society, int32_t band)
{
    int32_t retire = society->labour.retire_age;

    return retire == 0 || society->age_band_from[band] < retire;
}

uint64_t
dm_employed_threshold(const struct dm_labour *labour)
{
    uint64_t hire = (uint64_t) labour->hiring_per_year_nano;
    uint64_t all = hire + (uint64_t) labour->separation_per_year_nano;

    return all == 0 ? DM_ONE32 : dm_muldiv(DM_ONE32, hire, all);
}

static uint64_t
adult_share(const struct dm_society *society)
{
    uint64_t adults = 2 * (uint64_t) society->age_pop[3], all = 0;

    for (int g = 0; g < DM_MAX_CENSUS_AGES; g++) {
        all += 5 * (uint64_t) society->age_pop[g];
        adults += g > 3 ? 5 * (uint64_t) society->age_pop[g] : 0;
    }
    return dm_muldiv(DM_ONE32, adults, all);
}

/* Number of adults among `size` members, each an adult with probability alpha: weights
 * b[0..size] in 2^-32. */
static void
adults_among(int size, uint64_t alpha, uint64_t b[DM_MAX_HOUSEHOLD_SIZES + 1])
{
    memset(b, 0, (DM_MAX_HOUSEHOLD_SIZES + 1) * sizeof *b);
    b[0] = DM_ONE32;
    for (int i = 0; i < size; i++) {
        for (int k = i + 1; k >= 0; k--) {
            uint64_t stay = b[k], more = k > 0 ? b[k - 1] : 0;

            /* a whole probability would overflow the product, and needs none */
            if (alpha == DM_ONE32) {
                b[k] = more;
            } else if (alpha > 0) {
                b[k] = (stay * (DM_ONE32 - alpha) + more * alpha) >> 32;
            }
        }
    }
}

static void
household_categories(
    struct categories *self, const int64_t count[DM_MAX_HOUSEHOLD_SIZES], uint64_t alpha)
{
    uint64_t weight[MAX_CATEGORIES], b[DM_MAX_HOUSEHOLD_SIZES + 1];

    self->n = 0;
    for (int size = 1; size <= DM_MAX_HOUSEHOLD_SIZES; size++) {
        uint64_t z = 0;

        adults_among(size, alpha, b);
        for (int a = 1; a <= size; a++) {
            z += b[a];
        }
        if (z == 0) {
            z = b[1] = 1;
        }
        for (int a = 1; a <= size; a++) {
            self->adults[self->n] = (uint8_t) a;
            self->children[self->n] = (uint8_t) (size - a);
            weight[self->n++] =
                dm_muldiv((uint64_t) count[size - 1] * b[a], DM_ONE32, z) >> 8;
        }
    }
    dm_pick_thresholds(weight, self->n, self->threshold);
}

static void
tables_init(struct tables *self, const struct dm_society *society)
{
    uint64_t age[DM_MAX_AGE_BANDS], alpha = adult_share(society);

    for (int s = 0; s < DM_N_SETTINGS; s++) {
        household_categories(&self->households[s], society->households[s], alpha);
        self->online[s] = dm_threshold(society->online_nano[s]);
    }
    dm_age_weights(society, age);
    dm_pick_thresholds(age, society->n_age_bands, self->age);
    for (int b = 0; b < society->n_age_bands; b++) {
        self->works[b] = dm_age_band_works(society, b);
    }
    self->group_b = dm_threshold(society->group_b_nano);
    self->drivers = dm_threshold(society->drivers_nano);
}

/* Where cells begin: person p is in the first cell c with (2p+1) W < 2n cum_c, so cell c
 * ends at the first p with 2p+1 >= 2n cum_c / W. */
static void
cells_init(struct dm_population *self, const struct dm_society *society)
{
    uint64_t all = 0, cum = 0;
    int32_t c = 0;

    for (int32_t j = 0; j < society->n_jurisdictions; j++) {
        all += (uint64_t) society->jurisdiction_pop[j];
    }
    self->n_cells = 2 * society->n_jurisdictions;
    self->cell_first[0] = 0;
    for (int32_t j = 0; j < society->n_jurisdictions; j++) {
        for (int s = 0; s < DM_N_SETTINGS; s++) {
            int64_t share =
                s == DM_URBAN ? society->urban_nano : DM_NANO - society->urban_nano;
            uint64_t twice;

            cum += (uint64_t) society->jurisdiction_pop[j] * (uint64_t) share;
            /* ceil(2n cum / W) by dividing twice: W = all * 10^9 does not fit a product
             * with 2n */
            twice = dm_muldiv_ceil(2 * self->n, cum, all * (uint64_t) DM_NANO);
            self->cell_first[++c] = twice / 2; /* smallest p with 2p+1 >= twice */
        }
    }
    self->cell_first[c] = self->n;
}

int32_t
dm_population_cell(const struct dm_population *self, uint64_t p)
{
    return dm_population_cell_among(self, p, 0, self->n_cells - 1);
}

int32_t
dm_population_cell_among(
    const struct dm_population *self, uint64_t p, int32_t lo, int32_t hi)
{
    while (lo < hi) {
        int32_t middle = (lo + hi) / 2;

        if (p < self->cell_first[middle + 1]) {
            hi = middle;
        } else {
            lo = middle + 1;
        }
    }
    return lo;
}

uint32_t
dm_community_size(const struct dm_population *self, uint32_t community)
{
    uint64_t rest = self->n - (uint64_t) community * DM_COMMUNITY;

    return rest < DM_COMMUNITY ? (uint32_t) rest : DM_COMMUNITY;
}

static uint32_t
draw(const struct dm_population *self, enum dm_draw id, uint64_t p)
{
    return dm_word(self->key, p, 0, 0, id, 0);
}

/* Everything that the members of the household starting at `first` share. */
static void
draw_household(struct dm_population *self, const struct tables *tables, uint64_t first,
    uint32_t adults, uint32_t children)
{
    bool b = draw(self, DM_DRAW_GROUP, first) < tables->group_b;
    uint32_t rank = draw(self, DM_DRAW_INCOME, first);
    int32_t base = dm_income_at(self->income_knot, rank);

    for (uint32_t i = 0; i < adults; i++) {
        uint64_t p = first + i;

        self->household[p] = (uint8_t) (i | adults << 4);
        self->children[p] = (uint8_t) children;
        self->income_rank[p] = (uint16_t) (rank >> 16);
        self->base_income[p] = base;
        self->quintile[p] = (uint8_t) (5 * (uint64_t) rank >> 32);
        self->traits[p] = b ? DM_TRAIT_GROUP_B : 0;
    }
}

static void
draw_person(
    struct dm_population *self, const struct tables *tables, uint64_t p, int setting)
{
    unsigned norms = draw(self, DM_DRAW_HONESTY, p) >> 29;
    unsigned traits = self->traits[p];
    int band = dm_pick(draw(self, DM_DRAW_AGE, p), tables->age, self->n_age_bands);

    norms |= (draw(self, DM_DRAW_PROSOCIALITY, p) >> 29) << 3;
    norms |= (draw(self, DM_DRAW_OUTSPOKENNESS, p) >> 29) << 6;
    traits |= setting == DM_RURAL ? DM_TRAIT_RURAL : 0U;
    traits |=
        draw(self, DM_DRAW_ONLINE, p) < tables->online[setting] ? DM_TRAIT_ONLINE : 0U;
    traits |= draw(self, DM_DRAW_DRIVER, p) < tables->drivers ? DM_TRAIT_DRIVER : 0U;
    traits |= tables->works[band] ? DM_TRAIT_LABOUR : 0U;
    self->norms[p] = (uint16_t) norms;
    self->age_band[p] = (uint8_t) band;
    self->traits[p] = (uint8_t) traits;
}

/* Places of group A, then of group B, each in person order: who may be mistaken for whom.
 */
static void
sort_by_group(struct dm_population *self, uint32_t community)
{
    uint64_t first = (uint64_t) community * DM_COMMUNITY;
    uint32_t m = dm_community_size(self, community), at = 0;

    for (unsigned group = 0; group < 2; group++) {
        for (uint32_t i = 0; i < m; i++) {
            unsigned b = (self->traits[first + i] & DM_TRAIT_GROUP_B) != 0;

            if (b == group) {
                self->by_group[first + at++] = (uint16_t) i;
            }
        }
        if (group == 0) {
            self->n_group_a[community] = (uint16_t) at;
        }
    }
}

static void
draw_community(struct dm_population *self, const struct tables *tables, uint32_t community)
{
    uint64_t first = (uint64_t) community * DM_COMMUNITY;
    uint64_t end = first + dm_community_size(self, community);

    for (uint64_t p = first; p < end;) {
        const struct categories *households =
            &tables->households[dm_population_cell(self, p) % 2];
        int k =
            dm_pick(draw(self, DM_DRAW_HOUSEHOLD, p), households->threshold, households->n);
        uint32_t adults = households->adults[k];

        adults = adults < end - p ? adults : (uint32_t) (end - p);
        draw_household(self, tables, p, adults, households->children[k]);
        p += adults;
    }
    for (uint64_t p = first; p < end; p++) {
        draw_person(self, tables, p, dm_population_cell(self, p) % 2);
    }
    sort_by_group(self, community);
}

int64_t
dm_population_bytes(uint64_t n)
{
    /* traits, age band, quintile, household, children; norms, by_group, rank; base income
     */
    return (int64_t) (n * (5 + 3 * 2 + 4) + (n / DM_COMMUNITY + 1) * 2);
}

static bool
allocate(struct dm_population *self)
{
    size_t n = (size_t) self->n;

    self->traits = calloc(n, sizeof *self->traits);
    self->age_band = calloc(n, sizeof *self->age_band);
    self->quintile = calloc(n, sizeof *self->quintile);
    self->household = calloc(n, sizeof *self->household);
    self->children = calloc(n, sizeof *self->children);
    self->norms = calloc(n, sizeof *self->norms);
    self->income_rank = calloc(n, sizeof *self->income_rank);
    self->base_income = calloc(n, sizeof *self->base_income);
    self->by_group = calloc(n, sizeof *self->by_group);
    self->n_group_a = calloc(self->n_communities, sizeof *self->n_group_a);
    return self->traits != NULL && self->age_band != NULL && self->quintile != NULL &&
           self->household != NULL && self->children != NULL && self->norms != NULL &&
           self->income_rank != NULL && self->base_income != NULL &&
           self->by_group != NULL && self->n_group_a != NULL;
}

dm_status
dm_population_init(struct dm_population *self, const struct dm_scenario *scenario,
    uint32_t replicate, struct dm_error *err)
{
    const struct dm_society *society = &scenario->society;
    struct tables tables;

    *self = (struct dm_population){
        .n = (uint64_t) society->persons,
        .n_communities = (uint32_t) ((society->persons + DM_COMMUNITY - 1) / DM_COMMUNITY),
        .key = { scenario->run.seed, replicate },
        .earner_share_nano = society->labour.earner_share_nano,
        .n_age_bands = society->n_age_bands,
    };
    if (!allocate(self)) {
        dm_population_clear(self);
        return dm_error_set(err, DM_ENOMEM, "society.persons: no memory for %lld persons",
            (long long) society->persons);
    }
    dm_income_knots(society, self->income_knot);
    cells_init(self, society);
    tables_init(&tables, society);
    for (uint32_t c = 0; c < self->n_communities; c++) {
        draw_community(self, &tables, c);
    }
    return DM_OK;
}

void
dm_population_clear(struct dm_population *self)
{
    free(self->traits);
    free(self->age_band);
    free(self->quintile);
    free(self->household);
    free(self->children);
    free(self->norms);
    free(self->income_rank);
    free(self->base_income);
    free(self->by_group);
    free(self->n_group_a);
    *self = (struct dm_population){ 0 };
}
