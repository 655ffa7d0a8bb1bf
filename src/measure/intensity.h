/* SPDX-License-Identifier: Apache-2.0
 *
 * Expected acts a month of a person who does not respond to the regime: tables over
 * attributes and poverty, so that the measures need not sum over act types for everybody
 * every month; one set of tables for each way in which rules weigh conduct and move acts.
 * They are as small as the norms that some act asks for allow, to stay in the cache. */
#ifndef DEMERIT_MEASURE_INTENSITY_H
#define DEMERIT_MEASURE_INTENSITY_H

#include "sway.h"
#include "world/rulebook.h"

struct dm_unlawful {
    uint64_t offences; /* 2^-24 acts a month */
    uint64_t conduct;  /* acts times their weight, 2^-8 */
};

/* The bits of a person's norms that a table is over. */
struct dm_norm_bits {
    unsigned shift, mask;
};

#define DM_INTENSITY_SETS (2 * DM_TRAIT_SETS * DM_NORM_SETS)

struct dm_intensities {
    uint64_t responding;  /* bit: deterrence or gain moves this act */
    int32_t n_expressing; /* acts of expression, whether they happen or not */
    uint8_t expressing[DM_MAX_ACTS];
    uint32_t conduct_weight[DM_MAX_ACTS];
    struct dm_norm_bits unlawful_norms, expression_norms;
    /* by dm_intensity_place(); filled as far as it reaches */
    struct dm_unlawful unlawful[DM_INTENSITY_SETS];
    uint64_t expression[DM_INTENSITY_SETS]; /* lawful acts of expression, 2^-24 a month */
    /* of these, acts that do not respond */
    struct dm_unlawful fixed_unlawful[DM_INTENSITY_SETS];
    uint64_t fixed_expression[DM_INTENSITY_SETS];
};

/* `judge` is the plan whose points weigh conduct: the regime's, for both worlds. */
void dm_intensities_init(struct dm_intensities *self, const struct dm_plan *plan,
    const struct dm_plan *judge, const struct dm_rate_grid *grid);

/* The tables of one world whose rules vary in time and place. */
struct dm_intensity_book {
    const struct dm_rulebook *rules, *judge; /* borrowed: this world's; the regime's */
    int32_t n;
    struct dm_intensities **table; /* [n], owned: no two are equal */
    uint16_t *of;                  /* [judge's plans][this world's plans], owned */
    struct dm_sway *sway;          /* [this world's plans], owned */
};

/* `rules` and `judge` must outlive it. On failure `self` is cleared. Pair with
 * dm_intensity_book_clear(). */
dm_status dm_intensity_book_init(struct dm_intensity_book *self,
    const struct dm_rulebook *rules, const struct dm_rulebook *judge,
    const struct dm_rate_grid *grid, struct dm_error *err) DM_MUST_USE;
void dm_intensity_book_clear(struct dm_intensity_book *self);
/* The table of a jurisdiction in month `tick`. */
const struct dm_intensities *dm_intensity_book_at(
    const struct dm_intensity_book *self, int32_t jurisdiction, uint32_t tick);
/* How acts respond there. */
const struct dm_sway *dm_intensity_book_sway(
    const struct dm_intensity_book *self, int32_t jurisdiction, uint32_t tick);

/* Where a person stands in a table over these norms; `poor` is 0 or 1. */
static inline uint32_t
dm_intensity_place(
    const struct dm_norm_bits *over, uint32_t poor, uint32_t traits, uint32_t norms)
{
    return (poor * DM_TRAIT_SETS + traits % DM_TRAIT_SETS) * (over->mask + 1) +
           (norms >> over->shift & over->mask);
}

#endif
