/* SPDX-License-Identifier: Apache-2.0
 *
 * Who lives in the society: the fixed attributes of every person, a function of the
 * scenario's tables and the seed (docs/odd/submodels.md, 1). They are recomputed at the
 * start of every run and never stored in a file. */
#ifndef DEMERIT_WORLD_POPULATION_H
#define DEMERIT_WORLD_POPULATION_H

#include "base/philox.h"
#include "base/status.h"
#include "scenario/scenario.h"

#define DM_COMMUNITY 4096 /* persons of a community; the last may be shorter */

/* bits of `traits`; the low three are the coverage class of a channel */
enum dm_trait {
    DM_TRAIT_RURAL = 1,
    DM_TRAIT_ONLINE = 2,
    DM_TRAIT_GROUP_B = 4,
    DM_TRAIT_DRIVER = 8,
    DM_TRAIT_LABOUR = 16
};
#define DM_COVERAGE_CLASSES 8

struct dm_population {
    uint64_t n;
    uint32_t n_communities;
    struct dm_key key; /* (seed, replicate of the society) */
    int32_t n_cells;   /* jurisdiction x setting, contiguous */
    uint64_t cell_first[2 * DM_MAX_JURISDICTIONS + 1];
    int32_t income_knot[DM_MAX_QUINTILES + 1];
    int64_t earner_share_nano;
    int32_t n_age_bands;

    uint8_t *traits;       /* [n] */
    uint8_t *age_band;     /* [n] */
    uint8_t *quintile;     /* [n] */
    uint8_t *household;    /* [n] place among the adults, and their number << 4 */
    uint8_t *children;     /* [n] children of the household */
    uint16_t *norms;       /* [n] three levels of 3 bits, honesty lowest */
    uint16_t *income_rank; /* [n] rank in 2^-16 */
    int32_t *base_income;  /* [n] yuan a year */
    uint16_t *by_group;  /* [n] places in the community, group A first, each group in person
                            order */
    uint16_t *n_group_a; /* [n_communities] */
};

/* Draws the society with the key (seed, replicate). On failure `self` is cleared. Pair with
 * dm_population_clear(). */
dm_status dm_population_init(struct dm_population *self, const struct dm_scenario *scenario,
    uint32_t replicate, struct dm_error *err) DM_MUST_USE;
void dm_population_clear(struct dm_population *self);
int64_t dm_population_bytes(uint64_t n);

/* Cell of person p, by bisection; jurisdiction is cell / 2, setting cell % 2. */
int32_t dm_population_cell(const struct dm_population *self, uint64_t p);
/* The same where it is known to be one of [lo, hi]. */
int32_t dm_population_cell_among(
    const struct dm_population *self, uint64_t p, int32_t lo, int32_t hi);
uint32_t dm_community_size(const struct dm_population *self, uint32_t community);

static inline uint32_t
dm_household_place(const struct dm_population *self, uint64_t p)
{
    return self->household[p] & 15U;
}

static inline uint32_t
dm_household_adults(const struct dm_population *self, uint64_t p)
{
    return (uint32_t) (self->household[p] >> 4);
}

static inline int32_t
dm_income_out_of_work(int32_t base, int64_t earner_share_nano)
{
    return base - (int32_t) ((int64_t) base * earner_share_nano / DM_NANO);
}

/* Piecewise linear quantile of base income at rank u. */
int32_t dm_income_at(const int32_t knot[DM_MAX_QUINTILES + 1], uint32_t u);
void dm_income_knots(const struct dm_society *society, int32_t knot[DM_MAX_QUINTILES + 1]);
/* Weights of the age bands, as in the text. */
void dm_age_weights(const struct dm_society *society, uint64_t weight[DM_MAX_AGE_BANDS]);
bool dm_age_band_works(const struct dm_society *society, int32_t band);
/* 2^32 times the share of the labour force in work at tick 0. */
uint64_t dm_employed_threshold(const struct dm_labour *labour);

#endif
