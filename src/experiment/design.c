/* SPDX-License-Identifier: Apache-2.0
 *
 * Grid, Latin hypercube, Sobol' sequence with Owen's scrambling, Saltelli's blocks, Morris'
 * trajectories and two-level fractions. Rows stand where SALib has them, so that its
 * analyses can be applied to a study's rows; tests/salib does. */
#include "design.h"

#include "base/fixed.h"

#include <stdlib.h>

#define SOBOL_DIGITS 32
#define MAX_DEGREE   10

struct sobol_dimension {
    uint32_t degree, inner, m[MAX_DEGREE];
};

/* The first has all m_k = 1 and no polynomial. */
static const struct sobol_dimension sobol_dimensions[] = {
    { 0 },
#define DM_SOBOL_DIMENSION(dimension, s, a, ...) { s, a, { __VA_ARGS__ } },
#include "sobol.def"
#undef DM_SOBOL_DIMENSION
};
_Static_assert(
    sizeof sobol_dimensions / sizeof sobol_dimensions[0] == DM_DESIGN_MAX_DIMENSIONS,
    "design.h says how many dimensions there are");

/* ---- what is asked for */

static dm_status
check_count(const char *what, int64_t value, int64_t most, struct dm_error *err)
{
    if (value < 1 || value > most) {
        return dm_error_set(err, DM_ESCENARIO, "design: %s: %lld is not in 1 to %lld", what,
            (long long) value, (long long) most);
    }
    return DM_OK;
}

static dm_status
init_grid(struct dm_design *self, const int32_t *levels, struct dm_error *err)
{
    self->n_rows = 1;
    for (int32_t f = 0; f < self->options.n_factors; f++) {
        int32_t n = levels == NULL ? 0 : levels[f];
        if (n < 1 || n > DM_DESIGN_MAX_LEVELS) {
            return dm_error_set(err, DM_ESCENARIO,
                "design: levels of factor %d: %d is not in 1 to %d", f + 1, n,
                DM_DESIGN_MAX_LEVELS);
        }
        self->levels[f] = n;
        self->n_rows *= n;
        if (self->n_rows > DM_DESIGN_MAX_N) {
            return dm_error_set(err, DM_ESCENARIO,
                "design: a grid of more than %d points; fewer levels, or a Latin hypercube",
                DM_DESIGN_MAX_N);
        }
    }
    return DM_OK;
}

/* Each factor has an order of its own (Fisher and Yates). */
static dm_status
init_latin(struct dm_design *self, struct dm_error *err)
{
    size_t n = (size_t) self->options.n;
    size_t d = (size_t) self->options.n_factors;

    self->n_rows = self->options.n;
    self->stratum = calloc(n * d, sizeof *self->stratum);
    if (self->stratum == NULL) {
        return dm_error_set(err, DM_ENOMEM, "design: no memory for %zu rows", n);
    }
    for (uint32_t f = 0; f < d; f++) {
        uint32_t *order = self->stratum + f * n;
        for (uint32_t i = 0; i < n; i++) {
            uint32_t word = dm_word(self->key, i, 0, f, DM_DRAW_LATIN_ORDER, 0);
            uint32_t k = dm_below(word, i + 1);
            order[i] = order[k];
            order[k] = i;
        }
    }
    return DM_OK;
}

/* v_1 .. v_32 as binary fractions, by the recurrence of Joe and Kuo (2008). */
static void
fill_directions(const struct sobol_dimension *dimension, uint32_t *v)
{
    uint32_t s = dimension->degree;

    for (uint32_t k = 0; k < SOBOL_DIGITS; k++) {
        if (s == 0 || k < s) {
            v[k] = (s == 0 ? 1 : dimension->m[k]) << (SOBOL_DIGITS - 1 - k);
            continue;
        }
        v[k] = v[k - s] ^ v[k - s] >> s;
        for (uint32_t i = 1; i < s; i++) {
            v[k] ^= (dimension->inner >> (s - 1 - i) & 1) * v[k - i];
        }
    }
}

static dm_status
init_sobol(struct dm_design *self, struct dm_error *err)
{
    bool blocks = self->options.kind == DM_DESIGN_SALTELLI;
    int32_t d = self->options.n_factors;
    size_t dimensions = (size_t) (blocks ? 2 * d : d);

    if (dimensions > DM_DESIGN_MAX_DIMENSIONS) {
        return dm_error_set(err, DM_ESCENARIO,
            "design: factors: %d is not in 1 to %d; take a Morris design or a Latin "
            "hypercube for more",
            d, blocks ? DM_DESIGN_MAX_DIMENSIONS / 2 : DM_DESIGN_MAX_DIMENSIONS);
    }
    if (blocks) {
        self->n_block = self->options.second_order ? 2 * d + 2 : d + 2;
    }
    self->n_rows = self->options.n * self->n_block;
    self->direction = calloc(dimensions * SOBOL_DIGITS, sizeof *self->direction);
    if (self->direction == NULL) {
        return dm_error_set(err, DM_ENOMEM, "design: no memory for %d factors", d);
    }
    for (size_t j = 0; j < dimensions; j++) {
        fill_directions(&sobol_dimensions[j], self->direction + j * SOBOL_DIGITS);
    }
    return DM_OK;
}

static dm_status
init_morris(struct dm_design *self, struct dm_error *err)
{
    int32_t p = self->options.morris_levels;

    if (p < 2 || p > DM_DESIGN_MAX_LEVELS || p % 2 != 0) {
        return dm_error_set(err, DM_ESCENARIO,
            "design: levels of a Morris trajectory: %d is not an even number in 2 to %d", p,
            DM_DESIGN_MAX_LEVELS);
    }
    self->n_block = self->options.n_factors + 1;
    self->n_rows = self->options.n * self->n_block;
    return DM_OK;
}

static void
init_factorial(struct dm_design *self)
{
    /* Folded over, even the column of ones tells a factor from the mean. */
    uint32_t columns = (uint32_t) self->options.n_factors + !self->options.foldover;

    self->n_base_rows = 1;
    while (self->n_base_rows < columns) {
        self->n_base_rows *= 2;
    }
    self->n_rows = (int64_t) self->n_base_rows * (self->options.foldover ? 2 : 1);
}

static dm_status
init_kind(struct dm_design *self, const int32_t *levels, struct dm_error *err)
{
    switch (self->options.kind) {
    case DM_DESIGN_GRID:
        return init_grid(self, levels, err);
    case DM_DESIGN_LATIN:
        return init_latin(self, err);
    case DM_DESIGN_SOBOL:
    case DM_DESIGN_SALTELLI:
        return init_sobol(self, err);
    case DM_DESIGN_MORRIS:
        return init_morris(self, err);
    case DM_DESIGN_FACTORIAL:
        init_factorial(self);
        return DM_OK;
    }
    return dm_error_set(err, DM_EINTERNAL, "design: no such kind");
}

dm_status
dm_design_init(
    struct dm_design *self, const struct dm_design_options *options, struct dm_error *err)
{
    bool has_n = options->kind != DM_DESIGN_GRID && options->kind != DM_DESIGN_FACTORIAL;

    *self = (struct dm_design){
        .options = *options, .key = { .seed = options->seed }, .n_block = 1
    };
    self->options.levels = NULL; /* borrowed for this call only */
    dm_status st = check_count("factors", options->n_factors, DM_DESIGN_MAX_FACTORS, err);
    if (st == DM_OK && has_n) {
        st = check_count("n", options->n, DM_DESIGN_MAX_N, err);
    }
    if (st == DM_OK) {
        st = init_kind(self, options->levels, err);
    }
    if (st != DM_OK) {
        dm_design_clear(self);
    }
    return st;
}

void
dm_design_clear(struct dm_design *self)
{
    free(self->stratum);
    free(self->direction);
    *self = (struct dm_design){ 0 };
}

int64_t
dm_design_rows(const struct dm_design *self)
{
    return self->n_rows;
}

/* ---- points */

static struct dm_coordinate
level_of(uint32_t level, int32_t n_levels)
{
    return (struct dm_coordinate){ level, n_levels > 1 ? (uint64_t) n_levels - 1 : 1 };
}

static struct dm_coordinate
grid_point(const struct dm_design *self, int64_t row, int32_t factor)
{
    for (int32_t f = self->options.n_factors - 1; f > factor; f--) {
        row /= self->levels[f];
    }
    return level_of((uint32_t) (row % self->levels[factor]), self->levels[factor]);
}

/* McKay, Beckman and Conover (1979): a place in the stratum, 2^-32 fine. */
static struct dm_coordinate
latin_point(const struct dm_design *self, int64_t row, int32_t factor)
{
    uint64_t n = (uint64_t) self->options.n;
    uint64_t stratum = self->stratum[(uint64_t) factor * n + (uint64_t) row];
    uint32_t place =
        dm_word(self->key, (uint64_t) row, 0, (uint32_t) factor, DM_DRAW_LATIN_PLACE, 0);

    return (struct dm_coordinate){ stratum << 32 | place, n << 32 };
}

/* Nested uniform scrambling (Owen 1995): digit k is flipped or not by a draw of its own for
 * each value of the k digits before it. The draws are words, so that the tree of 2^32 flips
 * need not be kept; `1 << k | digits before` is its node, as in a heap. */
static uint32_t
scrambled(struct dm_key key, uint32_t dimension, uint32_t x)
{
    uint32_t flips = 0;

    for (uint32_t k = 0; k < SOBOL_DIGITS; k++) {
        uint64_t node = (UINT64_C(1) << 32 | x) >> (SOBOL_DIGITS - k);
        uint32_t word = dm_word(key, node, 0, dimension, DM_DRAW_SCRAMBLE, 0);
        flips = flips << 1 | word >> 31;
    }
    return x ^ flips;
}

static struct dm_coordinate
sobol_point(const struct dm_design *self, int64_t row, int32_t dimension)
{
    const uint32_t *v = self->direction + (size_t) dimension * SOBOL_DIGITS;
    uint32_t gray = (uint32_t) row ^ (uint32_t) row >> 1;
    uint32_t x = 0;

    for (; gray != 0; gray >>= 1, v++) {
        x ^= (gray & 1) * *v;
    }
    if (self->options.scrambled) {
        x = scrambled(self->key, (uint32_t) dimension, x);
    }
    return (struct dm_coordinate){ x, DM_ONE32 };
}

/* Saltelli et al. (2010): A is the first half of the dimensions, B the second;
 * AB_i is A with column i of B, BA_i is B with column i of A. */
static struct dm_coordinate
saltelli_point(const struct dm_design *self, int64_t row, int32_t factor)
{
    int32_t d = self->options.n_factors;
    int32_t in_block = (int32_t) (row % self->n_block);
    bool of_b = in_block > d; /* BA_i and B */

    if (in_block > 0 && in_block < self->n_block - 1 && (in_block - 1) % d == factor) {
        of_b = !of_b;
    }
    return sobol_point(self, row / self->n_block, of_b ? d + factor : factor);
}

struct dm_morris_move
dm_design_move(const struct dm_design *self, int64_t trajectory, int32_t factor)
{
    uint32_t index = (uint32_t) trajectory;
    uint32_t word[DM_DESIGN_MAX_FACTORS];
    struct dm_morris_move move = { 0 };

    /* The rank of a word among those of all factors is a place in a random order. */
    dm_words(self->key, 0, (size_t) self->options.n_factors, 0, 0, DM_DRAW_MORRIS_ORDER,
        index, word);
    for (int32_t f = 0; f < self->options.n_factors; f++) {
        move.step += word[f] < word[factor] || (word[f] == word[factor] && f < factor);
    }
    move.up =
        dm_word(self->key, (uint64_t) factor, 0, 0, DM_DRAW_MORRIS_UP, index) >> 31 != 0;
    return move;
}

/* Morris (1991): p levels, a step of p / 2 of them, p / (2 (p - 1)) in all. */
static struct dm_coordinate
morris_point(const struct dm_design *self, int64_t row, int32_t factor)
{
    int64_t trajectory = row / self->n_block;
    uint32_t half = (uint32_t) self->options.morris_levels / 2;
    struct dm_morris_move move = dm_design_move(self, trajectory, factor);
    bool moved = row % self->n_block > move.step;
    uint32_t word = dm_word(
        self->key, (uint64_t) factor, 0, 0, DM_DRAW_MORRIS_START, (uint32_t) trajectory);

    return level_of(
        dm_below(word, half) + (moved == move.up ? half : 0), self->options.morris_levels);
}

/* Sylvester's Hadamard matrix: entry (i, j) is -1 where i & j has an odd number of ones. */
static struct dm_coordinate
factorial_point(const struct dm_design *self, int64_t row, int32_t factor)
{
    uint32_t column = (uint32_t) factor + !self->options.foldover;
    bool turned = row >= self->n_base_rows;
    bool odd = false;

    for (uint32_t both = (uint32_t) row & (self->n_base_rows - 1) & column; both != 0;
         both &= both - 1) {
        odd = !odd;
    }
    return level_of(odd == turned, 2);
}

struct dm_coordinate
dm_design_point(const struct dm_design *self, int64_t row, int32_t factor)
{
    DM_ASSERT(row >= 0 && row < self->n_rows);
    DM_ASSERT(factor >= 0 && factor < self->options.n_factors);
    switch (self->options.kind) {
    case DM_DESIGN_GRID:
        return grid_point(self, row, factor);
    case DM_DESIGN_LATIN:
        return latin_point(self, row, factor);
    case DM_DESIGN_SOBOL:
        return sobol_point(self, row, factor);
    case DM_DESIGN_SALTELLI:
        return saltelli_point(self, row, factor);
    case DM_DESIGN_MORRIS:
        return morris_point(self, row, factor);
    case DM_DESIGN_FACTORIAL:
        break;
    }
    return factorial_point(self, row, factor);
}

double
dm_coordinate_double(struct dm_coordinate at)
{
    return (double) at.numerator / (double) at.denominator;
}

int32_t
dm_coordinate_choice(struct dm_coordinate at, int32_t n)
{
    DM_ASSERT(n >= 1 && n <= DM_DESIGN_MAX_LEVELS);
    uint64_t part = at.numerator * (uint64_t) n / at.denominator;
    return part < (uint64_t) n ? (int32_t) part : n - 1;
}
