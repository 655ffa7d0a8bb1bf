/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer arithmetic of docs/odd/numerics.md §1-§5 and §7: the only place with 128-bit
 * products. */
#ifndef DEMERIT_BASE_FIXED_H
#define DEMERIT_BASE_FIXED_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

#define DM_I_MIN (-22713) /* grid index of 2^-32 acts a month */
#define DM_I_MAX 4258     /* grid index of 64 acts a month */
#define DM_ONE32 (UINT64_C(1) << 32)

enum dm_decimal_fault {
    DM_DECIMAL_OK,
    DM_DECIMAL_SYNTAX,
    DM_DECIMAL_TOO_FINE, /* digits beyond the ninth place */
    DM_DECIMAL_TOO_LARGE
};

/* §1. Reads all of `text[0..n)`. */
enum dm_decimal_fault dm_decimal_parse(const char *text, size_t n, int64_t *nano);

/* §1. a / b, half away from zero; b > 0. */
int64_t dm_rdiv(int64_t a, int64_t b);
/* a * b / c, half away from zero, exact in between; c > 0; the result must fit. */
int64_t dm_rmuldiv(int64_t a, int64_t b, int64_t c);
/* floor(a * b / c) of unsigned numbers, exact in between; c > 0; the result must fit. */
uint64_t dm_muldiv(uint64_t a, uint64_t b, uint64_t c);
/* The same, rounded up. */
uint64_t dm_muldiv_ceil(uint64_t a, uint64_t b, uint64_t c);

/* An exact sum of products below 2^128, and its quotient. */
struct dm_sum128 {
    uint64_t high, low;
};
void dm_sum128_add(struct dm_sum128 *self, uint64_t a, uint64_t b);
uint64_t dm_sum128_divide(const struct dm_sum128 *self, uint64_t c); /* floor; must fit */

/* §2. */
uint64_t dm_threshold(int64_t p_nano);
uint64_t dm_mul32(uint64_t s, uint64_t t);

/* §3. */
uint64_t dm_exp_q40(int64_t x_q32); /* x < 24 ln 2, or the result does not fit */
uint64_t dm_exp_q32(int64_t x_q32); /* x <= 0 */
int64_t dm_ln_q32(uint64_t n);      /* n >= 1 */

/* §4. */
int32_t dm_grid_index(int64_t y_q32);
uint64_t dm_rate40(int32_t i); /* DM_I_MIN <= i <= DM_I_MAX */

/* §5. Thresholds of the count at mean `mean_q40`: fills t[0..*n), the last is 2^32. At most
 * `cap` of them (DM_POISSON_CAP is enough for a mean of 64). */
#define DM_POISSON_CAP 256
void dm_poisson_thresholds(uint64_t mean_q40, uint64_t *t, int cap, int *n);
uint32_t dm_poisson_count(uint32_t u, uint64_t mean_q40);
uint32_t dm_count_from(uint32_t u, const uint64_t *t, int n);

/* §4 and §5, tabulated; entry i - DM_I_MIN belongs to grid index i. A T_1 of 2^32 is held
 * as UINT32_MAX. */
#define DM_GRID_COUNT (DM_I_MAX - DM_I_MIN + 1)
struct dm_rate_grid {
    uint32_t rate24[DM_GRID_COUNT];
    uint32_t t0[DM_GRID_COUNT];
    uint32_t t1[DM_GRID_COUNT];
};
void dm_rate_grid_init(struct dm_rate_grid *self);
/* poisson(u, rate40(i)), exactly: mostly from the table. */
uint32_t dm_rate_count(const struct dm_rate_grid *self, uint32_t u, int32_t i);

/* §7. Cumulative thresholds t[0..n) of weights w[0..n), sum > 0 and below 2^64. */
void dm_pick_thresholds(const uint64_t *w, int n, uint64_t *t);
int dm_pick(uint32_t u, const uint64_t *t, int n);
uint32_t dm_below(uint32_t u, uint32_t n);

#endif
