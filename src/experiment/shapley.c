/* SPDX-License-Identifier: Apache-2.0
 *
 * Shapley (1953) and, with groups, Owen (1977): phi_p = sum over H, S of
 * h! (m-h-1)! / m! * s! (b-s-1)! / b! * (v(H+S+p) - v(H+S)), where H is a set of h of the m
 * groups without p's own, and S a set of s of the b players of p's group without p. Above
 * a few players the mean over random orders (Castro, Gomez and Tejada 2009). */
#include "shapley.h"

#include "base/fixed.h"
#include "base/philox.h"

#include <stdlib.h>
#include <string.h>

#define BIT(p) (UINT32_C(1) << (p))

/* Players by group; groups numbered by first player. */
struct grouping {
    int32_t m;                         /* groups */
    uint32_t members[DM_MOST_PLAYERS]; /* bits */
    int32_t of[DM_MOST_PLAYERS];
};

static struct grouping
grouping_of(int32_t n, const int32_t *group)
{
    struct grouping self = { .m = 0 };
    int32_t first[DM_MOST_PLAYERS] = { 0 }; /* the caller's number of each */

    for (int32_t p = 0; p < n; p++) {
        int32_t wanted = group != NULL ? group[p] : p, g = 0;

        while (g < self.m && first[g] != wanted) {
            g++;
        }
        if (g == self.m) {
            first[self.m++] = wanted;
        }
        self.of[p] = g;
        self.members[g] |= BIT(p);
    }
    return self;
}

static int
count_bits(uint32_t set)
{
    int n = 0;

    for (; set != 0; set &= set - 1) {
        n++;
    }
    return n;
}

/* s! (b-s-1)! / b!: the chance that exactly s given others of b stand before one. */
static double
weight_of(int s, int b)
{
    double w = 1.0 / b;

    for (int k = 1; k <= s; k++) { /* 1 / (b * C(b-1, s)) */
        w *= (double) k / (double) (b - k);
    }
    return w;
}

void
dm_shapley_clear(struct dm_shapley *self)
{
    free(self->terms);
    free(self->sets);
    *self = (struct dm_shapley){ 0 };
}

static dm_status
start(struct dm_shapley *self, int32_t n, size_t n_terms, struct dm_error *err)
{
    *self = (struct dm_shapley){ .n = n };
    self->terms = calloc(n_terms > 0 ? n_terms : 1, sizeof *self->terms);
    self->sets = calloc(2 * n_terms + 2, sizeof *self->sets);
    if (self->terms == NULL || self->sets == NULL) {
        dm_shapley_clear(self);
        return dm_error_set(err, DM_ENOMEM, "no memory for coalitions");
    }
    return DM_OK;
}

/* Until finish(), `with` and `without` are coalitions and no places. */
static void
add_term(struct dm_shapley *self, int32_t player, uint32_t without, double weight)
{
    self->terms[self->n_terms++] = (struct dm_shapley_term){ .player = player,
        .with = without | BIT(player),
        .without = without,
        .weight = weight };
}

static int
compare_sets(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static uint32_t
place_of(const struct dm_shapley *self, uint32_t set)
{
    const uint32_t *found =
        bsearch(&set, self->sets, self->n_sets, sizeof set, compare_sets);

    DM_ASSERT(found != NULL);
    return (uint32_t) (found - self->sets);
}

/* Each coalition once, and terms by its place. */
static void
finish(struct dm_shapley *self)
{
    uint32_t everybody = self->n == DM_MOST_PLAYERS ? UINT32_MAX : BIT(self->n) - 1;
    size_t all = 0;

    self->sets[all++] = 0;
    self->sets[all++] = everybody;
    for (size_t t = 0; t < self->n_terms; t++) {
        self->sets[all++] = self->terms[t].with;
        self->sets[all++] = self->terms[t].without;
    }
    qsort(self->sets, all, sizeof *self->sets, compare_sets);
    for (size_t s = 0; s < all; s++) {
        if (s == 0 || self->sets[s] != self->sets[s - 1]) {
            self->sets[self->n_sets++] = self->sets[s];
        }
    }
    for (size_t t = 0; t < self->n_terms; t++) {
        self->terms[t].with = place_of(self, self->terms[t].with);
        self->terms[t].without = place_of(self, self->terms[t].without);
    }
}

/* The groups of the set `which`, joined. */
static uint32_t
join(const struct grouping *groups, uint32_t which)
{
    uint32_t set = 0;

    for (int32_t g = 0; g < groups->m; g++) {
        set |= (which & BIT(g)) != 0 ? groups->members[g] : 0;
    }
    return set;
}

static void
add_terms_of(struct dm_shapley *self, const struct grouping *groups, int32_t p)
{
    int32_t own = groups->of[p];
    uint32_t mates = groups->members[own] & ~BIT(p);
    int b = count_bits(mates) + 1;

    for (uint32_t h = 0; h < BIT(groups->m); h++) {
        if ((h & BIT(own)) != 0) {
            continue;
        }
        uint32_t outside = join(groups, h);
        double of_groups = weight_of(count_bits(h), groups->m);

        for (uint32_t s = mates;; s = (s - 1) & mates) {
            add_term(self, p, outside | s, of_groups * weight_of(count_bits(s), b));
            if (s == 0) {
                break;
            }
        }
    }
}

dm_status
dm_shapley_exact(
    struct dm_shapley *self, int32_t n, const int32_t *group, struct dm_error *err)
{
    struct grouping groups;
    dm_status st;

    *self = (struct dm_shapley){ 0 };
    if (n < 1 || n > DM_MOST_EXACT) {
        return dm_error_set(err, DM_EUSAGE, "exact shares: %d mechanisms is not 1 to %d",
            (int) n, DM_MOST_EXACT);
    }
    groups = grouping_of(n, group);
    st = start(self, n, (size_t) n << (n - 1), err); /* with groups there are fewer */
    if (st == DM_OK) {
        for (int32_t p = 0; p < n; p++) {
            add_terms_of(self, &groups, p);
        }
        finish(self);
    }
    return st;
}

/* Fisher and Yates; the word of each step hangs on seed, sample, list and place. */
static void
shuffle(int32_t *list, int32_t n, struct dm_key key, enum dm_draw draw, uint32_t which)
{
    for (int32_t k = n - 1; k > 0; k--) {
        uint32_t word = dm_word(key, (uint64_t) k, 0, which, draw, 0);
        uint32_t other = dm_below(word, (uint32_t) k + 1);
        int32_t held = list[k];

        list[k] = list[other];
        list[other] = held;
    }
}

static void
add_sample(struct dm_shapley *self, const struct grouping *groups, struct dm_key key,
    double weight)
{
    int32_t order[DM_MOST_PLAYERS], players[DM_MOST_PLAYERS];
    uint32_t before = 0;

    for (int32_t g = 0; g < groups->m; g++) {
        order[g] = g;
    }
    shuffle(order, groups->m, key, DM_DRAW_ORDER_OF_GROUPS, 0);
    for (int32_t k = 0; k < groups->m; k++) {
        int32_t g = order[k], b = 0;

        for (int32_t p = 0; p < self->n; p++) {
            if (groups->of[p] == g) {
                players[b++] = p;
            }
        }
        shuffle(players, b, key, DM_DRAW_ORDER_IN_GROUP, (uint32_t) g);
        for (int32_t i = 0; i < b; i++) {
            add_term(self, players[i], before, weight);
            before |= BIT(players[i]);
        }
    }
}

dm_status
dm_shapley_sampled(struct dm_shapley *self, int32_t n, const int32_t *group,
    int32_t samples, uint32_t seed, struct dm_error *err)
{
    struct grouping groups;
    dm_status st;

    *self = (struct dm_shapley){ 0 };
    if (n < 1 || n > DM_MOST_PLAYERS || samples < 1) {
        return dm_error_set(err, DM_EUSAGE, "sampled shares: %d mechanisms, %d samples",
            (int) n, (int) samples);
    }
    groups = grouping_of(n, group);
    st = start(self, n, (size_t) n * (size_t) samples, err);
    if (st == DM_OK) {
        self->samples = samples;
        for (int32_t k = 0; k < samples; k++) {
            add_sample(self, &groups, (struct dm_key){ seed, (uint32_t) k + 1 },
                1.0 / (double) samples);
        }
        finish(self);
    }
    return st;
}

static double
sum_terms(
    const struct dm_shapley *self, int32_t player, size_t from, size_t to, const double *v)
{
    double sum = 0.0;

    for (size_t t = from; t < to; t++) {
        const struct dm_shapley_term *term = &self->terms[t];

        if (term->player == player) {
            sum += term->weight * (v[term->with] - v[term->without]);
        }
    }
    return sum;
}

double
dm_shapley_share(const struct dm_shapley *self, int32_t player, const double *v)
{
    return sum_terms(self, player, 0, self->n_terms, v);
}

double
dm_shapley_share_in(
    const struct dm_shapley *self, int32_t player, int32_t sample, const double *v)
{
    size_t n = (size_t) self->n, from = (size_t) sample * n;

    return sum_terms(self, player, from, from + n, v) * (double) self->samples;
}
