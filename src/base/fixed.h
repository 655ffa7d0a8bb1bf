/* SPDX-License-Identifier: Apache-2.0
 *
 * Integer arithmetic of docs/odd/numerics.md §1-§5 and §7: the only place with 128-bit products. */
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

/* §2. */
uint64_t dm_threshold(int64_t p_nano);
uint64_t dm_mul32(uint64_t s, uint64_t t);

/* §3. */
uint64_t dm_exp_q40(int64_t x_q32);
uint64_t dm_exp_q32(int64_t x_q32); /* x <= 0 */
int64_t dm_ln_q32(uint64_t n);      /* n >= 1 */

/* §4. */
int32_t dm_grid_index(int64_t y_q32);

/* §5. Thresholds of the count at mean `mean_q40`: fills t[0..*n), the last is 2^32. At most `cap` of them
 * (DM_POISSON_CAP is enough for a mean of 64). */
#define DM_POISSON_CAP 256
void dm_poisson_thresholds(uint64_t mean_q40, uint64_t *t, int cap, int *n);
uint32_t dm_poisson_count(uint32_t u, uint64_t mean_q40);
uint32_t dm_count_from(uint32_t u, const uint64_t *t, int n);

/* §7. Cumulative thresholds t[0..n) of weights w[0..n), sum > 0 and below 2^64. */
void dm_pick_thresholds(const uint64_t *w, int n, uint64_t *t);
int dm_pick(uint32_t u, const uint64_t *t, int n);
uint32_t dm_below(uint32_t u, uint32_t n);

#endif
