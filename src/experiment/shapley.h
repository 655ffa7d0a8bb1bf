/* SPDX-License-Identifier: Apache-2.0
 *
 * Shapley and Owen values of a game over at most 32 players: which coalitions are needed,
 * and what their values say. What a coalition is worth is the caller's affair. */
#ifndef DEMERIT_EXPERIMENT_SHAPLEY_H
#define DEMERIT_EXPERIMENT_SHAPLEY_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { DM_MOST_PLAYERS = 32, DM_MOST_EXACT = 16 };

/* weight * (v(without and the player) - v(without)) is a part of the player's share. */
struct dm_shapley_term {
    int32_t player;
    uint32_t with, without; /* places in `sets` */
    double weight;
};

struct dm_shapley {
    int32_t n;                     /* players */
    int32_t samples;               /* orders drawn; 0: exact */
    struct dm_shapley_term *terms; /* owned; of a sample, n in a row */
    size_t n_terms;
    uint32_t *sets; /* owned; coalitions as bits, ascending: the first is nobody, the last
                       everybody */
    size_t n_sets;
};

/* All coalitions. `group[p]`, from 0, is the group of player p: Owen values, by which a
 * group enters and leaves as a whole against the others; NULL, or a group of its own for
 * each: Shapley values. DM_EUSAGE above DM_MOST_EXACT players. Pair with
 * dm_shapley_clear(). */
dm_status dm_shapley_exact(struct dm_shapley *self, int32_t n, const int32_t *group,
    struct dm_error *err) DM_MUST_USE;
/* The mean over `samples` orders in which players arrive, drawn by (seed, sample);
 * unbiased. Players of one group arrive one after the other. */
dm_status dm_shapley_sampled(struct dm_shapley *self, int32_t n, const int32_t *group,
    int32_t samples, uint32_t seed, struct dm_error *err) DM_MUST_USE;
void dm_shapley_clear(struct dm_shapley *self);

/* A player's share where v[s] is the value of sets[s]. The shares of all add up to v of
 * everybody less v of nobody. NaN if a value that it needs is NaN. */
double dm_shapley_share(const struct dm_shapley *self, int32_t player, const double *v);
/* The same from sample k alone. */
double dm_shapley_share_in(
    const struct dm_shapley *self, int32_t player, int32_t sample, const double *v);

#endif
