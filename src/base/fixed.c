/* SPDX-License-Identifier: Apache-2.0
 *
 * The integer algorithms of docs/odd/numerics.md, in the order of its sections. The
 * reference model and every checksum depend on each bit here: to change a rounding is to
 * change the model. No floating point, and the only 128-bit numbers of the program. */
#include "fixed.h"

#include <stddef.h>

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

#define LN2_Q64        UINT64_C(0xB17217F7D1CF79AC)
#define DECIMAL_LENGTH 40                            /* characters at most */
#define NANO_LIMIT     UINT64_C(9000000000000000000) /* magnitude at most */
#define MEAN_LIMIT     (UINT64_C(64) << 40)          /* of a Poisson count, Q40 */

/* §1 ---------------------------------------------------------------------------------- */

/* The digits of a decimal without leading and trailing zeros; value = digits * 10^exponent.
 */
struct decimal {
    char digit[DECIMAL_LENGTH];
    int n;
    int exponent;
    bool negative;
};

static bool
is_digit(const char *text, size_t n, size_t at)
{
    return at < n && text[at] >= '0' && text[at] <= '9';
}

/* Appends a run of digits at `at`; returns where it ends. */
static size_t
read_digits(const char *text, size_t n, size_t at, struct decimal *d)
{
    for (; is_digit(text, n, at); at++) {
        if (d->n > 0 || text[at] != '0') {
            d->digit[d->n++] = text[at];
        }
    }
    return at;
}

/* Reads what follows an `e` and adds it to the exponent; 0 where there is no digit. A huge
 * exponent saturates: far outside the limits is all that matters of it. */
static size_t
read_exponent(const char *text, size_t n, size_t at, struct decimal *d)
{
    bool negative = at < n && text[at] == '-';
    int value = 0;

    if (at < n && (text[at] == '-' || text[at] == '+')) {
        at++;
    }
    if (!is_digit(text, n, at)) {
        return 0;
    }
    for (; is_digit(text, n, at); at++) {
        value = value < 100000 ? 10 * value + (text[at] - '0') : value;
    }
    d->exponent += negative ? -value : value;
    return at;
}

static bool
read_decimal(const char *text, size_t n, struct decimal *d)
{
    size_t at = 0;

    *d = (struct decimal){ .n = 0 };
    if (n > DECIMAL_LENGTH) {
        return false;
    }
    if (n > 0 && (text[0] == '-' || text[0] == '+')) {
        d->negative = text[0] == '-';
        at = 1;
    }
    if (!is_digit(text, n, at)) {
        return false;
    }
    at = read_digits(text, n, at, d);
    if (at < n && text[at] == '.') {
        size_t first = at + 1;
        if (!is_digit(text, n, first)) {
            return false;
        }
        at = read_digits(text, n, first, d);
        d->exponent = -(int) (at - first);
    }
    if (at < n && (text[at] == 'e' || text[at] == 'E')) {
        at = read_exponent(text, n, at + 1, d);
    }
    for (; d->n > 0 && d->digit[d->n - 1] == '0'; d->n--) {
        d->exponent++;
    }
    return at == n;
}

enum dm_decimal_fault
dm_decimal_parse(const char *text, size_t n, int64_t *nano)
{
    struct decimal d;
    uint64_t value = 0;

    if (!read_decimal(text, n, &d)) {
        return DM_DECIMAL_SYNTAX;
    }
    if (d.n == 0) {
        *nano = 0;
        return DM_DECIMAL_OK;
    }
    if (d.exponent < -9) {
        return DM_DECIMAL_TOO_FINE;
    }
    if (d.n + d.exponent > 10) { /* 10^10 or more; from here on 64 bits are enough */
        return DM_DECIMAL_TOO_LARGE;
    }
    for (int i = 0; i < d.n + d.exponent + 9; i++) {
        value = 10 * value + (i < d.n ? (uint64_t) (d.digit[i] - '0') : 0);
    }
    if (value > NANO_LIMIT) {
        return DM_DECIMAL_TOO_LARGE;
    }
    *nano = d.negative ? -(int64_t) value : (int64_t) value;
    return DM_DECIMAL_OK;
}

/* a / b for b > 0, half away from zero. */
static int64_t
divide_rounding(i128 a, int64_t b)
{
    u128 magnitude = a < 0 ? (u128) -a : (u128) a;

    DM_ASSERT(b > 0);
    if (magnitude <= INT64_MAX) { /* nearly always, and many times as fast */
        uint64_t small = (uint64_t) magnitude, times = small / (uint64_t) b;

        times += 2 * (small % (uint64_t) b) >= (uint64_t) b ? 1 : 0;
        return a < 0 ? -(int64_t) times : (int64_t) times;
    }
    u128 q = magnitude / (uint64_t) b;
    u128 rest = magnitude % (uint64_t) b;
    q += 2 * rest >= (uint64_t) b ? 1 : 0;
    DM_ASSERT(q <= (u128) INT64_MAX);
    return a < 0 ? -(int64_t) q : (int64_t) q;
}

int64_t
dm_rdiv(int64_t a, int64_t b)
{
    return divide_rounding(a, b);
}

int64_t
dm_rmuldiv(int64_t a, int64_t b, int64_t c)
{
    return divide_rounding((i128) a * b, c);
}

uint64_t
dm_muldiv(uint64_t a, uint64_t b, uint64_t c)
{
    DM_ASSERT(c > 0);
    u128 product = (u128) a * b;
    if (product <= UINT64_MAX) {
        return (uint64_t) product / c;
    }
    u128 q = product / c;
    DM_ASSERT(q <= UINT64_MAX);
    return (uint64_t) q;
}

uint64_t
dm_muldiv_ceil(uint64_t a, uint64_t b, uint64_t c)
{
    return (uint64_t) (((u128) a * b + c - 1) / c);
}

void
dm_sum128_add(struct dm_sum128 *self, uint64_t a, uint64_t b)
{
    u128 sum = ((u128) self->high << 64 | self->low) + (u128) a * b;

    self->high = (uint64_t) (sum >> 64);
    self->low = (uint64_t) sum;
}

uint64_t
dm_sum128_divide(const struct dm_sum128 *self, uint64_t c)
{
    u128 q = ((u128) self->high << 64 | self->low) / c;

    DM_ASSERT(q <= UINT64_MAX);
    return (uint64_t) q;
}

/* §2 ---------------------------------------------------------------------------------- */

uint64_t
dm_threshold(int64_t p_nano)
{
    DM_ASSERT(p_nano >= 0 && p_nano <= 1000000000);
    return ((uint64_t) p_nano << 32) / 1000000000;
}

uint64_t
dm_mul32(uint64_t s, uint64_t t)
{
    return (uint64_t) ((u128) s * t >> 32);
}

/* §3 ---------------------------------------------------------------------------------- */

/* e^r in Q63 for r in Q64, 0 <= r < ln 2: the Taylor series, 24 terms. */
static uint64_t
exp_fraction(uint64_t r)
{
    uint64_t t = UINT64_C(1) << 63;
    uint64_t s = t;

    for (uint64_t n = 1; n <= 24; n++) {
        t = (uint64_t) ((u128) t * r >> 64) / n;
        s += t;
    }
    return s;
}

/* The text allows x up to 20, but a Q40 result fits 64 bits below 24 ln 2 = 16.6 only; the
 * grid ends at ln 64 = 4.2. Far below zero the formula gives 0 by itself. */
uint64_t
dm_exp_q40(int64_t x_q32)
{
    i128 x = (i128) x_q32 * ((i128) 1 << 32);
    i128 k = x / LN2_Q64;

    if (k * LN2_Q64 > x) {
        k--;
    }
    DM_ASSERT(k <= 23);
    int shift = k < 23 - 64 ? 64 : 23 - (int) k;
    return shift >= 64 ? 0 : exp_fraction((uint64_t) (x - k * LN2_Q64)) >> shift;
}

uint64_t
dm_exp_q32(int64_t x_q32)
{
    DM_ASSERT(x_q32 <= 0);
    if (x_q32 < -64 * (int64_t) DM_ONE32) {
        return 0;
    }
    uint64_t y = dm_exp_q40(x_q32) >> 8;
    return y < DM_ONE32 ? y : DM_ONE32;
}

static int
floor_log2(uint64_t n)
{
    int e = 0;

    for (int step = 32; step > 0; step /= 2) {
        if (n >> step != 0) {
            n >>= step;
            e += step;
        }
    }
    return e;
}

/* Forty binary digits of log2 by repeated squaring (Knuth, TAOCP 1, 1.2.2, exercise 25). */
int64_t
dm_ln_q32(uint64_t n)
{
    DM_ASSERT(n >= 1);
    int e = floor_log2(n);
    uint64_t m = n << (63 - e);
    uint64_t f = 0;

    for (int i = 0; i < 40; i++) {
        u128 m2 = (u128) m * m >> 63;
        bool carry = m2 >> 64 != 0;
        m = (uint64_t) (carry ? m2 >> 1 : m2);
        f = 2 * f + (carry ? 1 : 0);
    }
    u128 log2_q40 = ((u128) (unsigned) e << 40) + f;
    return (int64_t) (log2_q40 * LN2_Q64 >> 72);
}

/* §4 ---------------------------------------------------------------------------------- */

int32_t
dm_grid_index(int64_t y_q32)
{
    const int64_t unit = INT64_C(1) << 22;
    int64_t shifted = y_q32 + unit / 2;
    int64_t i = shifted / unit - (shifted % unit < 0 ? 1 : 0);

    DM_ASSERT(i >= INT32_MIN && i <= INT32_MAX);
    return (int32_t) i;
}

uint64_t
dm_rate40(int32_t i)
{
    DM_ASSERT(i >= DM_I_MIN && i <= DM_I_MAX);
    return dm_exp_q40((int64_t) i * (INT64_C(1) << 22));
}

/* §5 ---------------------------------------------------------------------------------- */

/* Weights relative to the mode, 0..last; `sum` needs more than 64 bits at a mean above 4.
 */
struct poisson {
    uint64_t w[DM_POISSON_CAP];
    int last;
    u128 sum;
};

/* From the mode outwards no weight exceeds 2^62, and the sums of rounded weights stay a
 * proper distribution whatever was rounded. */
static void
poisson_init(struct poisson *self, uint64_t mean_q40)
{
    DM_ASSERT(mean_q40 > 0 && mean_q40 <= MEAN_LIMIT);
    int mode = (int) (mean_q40 >> 40);
    uint64_t w = UINT64_C(1) << 62;

    self->sum = 0;
    for (int k = mode; w > 0;) {
        DM_ASSERT(k < DM_POISSON_CAP);
        self->w[k] = w;
        self->last = k;
        self->sum += w;
        k++;
        /* floor(floor(a / 2^40) / k) = floor(a / (k 2^40)) */
        w = (uint64_t) (((u128) w * mean_q40 >> 40) / (unsigned) k);
    }
    w = self->w[mode];
    for (int k = mode; k > 0; k--) {
        w = (uint64_t) ((((u128) w * (unsigned) k) << 40) / mean_q40);
        self->w[k - 1] = w;
        self->sum += w;
    }
}

/* Whether T_k = 2^32: the tail beyond k is too light for a 32-bit word to meet. */
static bool
poisson_ends(const struct poisson *self, int k, u128 cumulated)
{
    return k == self->last || (k >= 1 && (self->sum - cumulated) << 32 < self->sum);
}

void
dm_poisson_thresholds(uint64_t mean_q40, uint64_t *t, int cap, int *n)
{
    struct poisson p;
    u128 c = 0;
    int k = 0;

    DM_ASSERT(cap >= 1);
    if (mean_q40 == 0) {
        t[0] = DM_ONE32;
        *n = 1;
        return;
    }
    poisson_init(&p, mean_q40);
    for (;; k++) {
        DM_ASSERT(k < cap);
        c += p.w[k];
        if (poisson_ends(&p, k, c)) {
            break;
        }
        t[k] = (uint64_t) ((c << 32) / p.sum);
    }
    t[k] = DM_ONE32;
    *n = k + 1;
}

/* u < floor(c 2^32 / S) where (u + 1) S <= c 2^32: no division per count. */
uint32_t
dm_poisson_count(uint32_t u, uint64_t mean_q40)
{
    struct poisson p;
    int k = 0;

    if (mean_q40 == 0) {
        return 0;
    }
    poisson_init(&p, mean_q40);
    u128 need = p.sum * ((uint64_t) u + 1);
    u128 c = p.w[0];
    while (c << 32 < need && !poisson_ends(&p, k, c)) {
        c += p.w[++k];
    }
    return (uint32_t) k;
}

uint32_t
dm_count_from(uint32_t u, const uint64_t *t, int n)
{
    int k = 0;

    while (k < n - 1 && u >= t[k]) {
        k++;
    }
    return (uint32_t) k;
}

/* T_0 and T_1 only; see dm_poisson_thresholds(). */
static void
fill_rate(struct dm_rate_grid *self, int at, uint64_t rate_q40)
{
    struct poisson p;

    poisson_init(&p, rate_q40);
    u128 c1 = (u128) p.w[0] + p.w[1];
    self->rate24[at] = (uint32_t) ((rate_q40 + (UINT64_C(1) << 15)) >> 16);
    self->t0[at] = (uint32_t) (((u128) p.w[0] << 32) / p.sum);
    self->t1[at] = poisson_ends(&p, 1, c1) ? UINT32_MAX : (uint32_t) ((c1 << 32) / p.sum);
}

void
dm_rate_grid_init(struct dm_rate_grid *self)
{
    for (int32_t i = DM_I_MIN; i <= DM_I_MAX; i++) {
        fill_rate(self, i - DM_I_MIN, dm_rate40(i));
    }
}

uint32_t
dm_rate_count(const struct dm_rate_grid *self, uint32_t u, int32_t i)
{
    DM_ASSERT(i >= DM_I_MIN && i <= DM_I_MAX);
    int at = i - DM_I_MIN;

    if (u < self->t0[at]) {
        return 0;
    }
    return u < self->t1[at] ? 1 : dm_poisson_count(u, dm_rate40(i));
}

/* §7 ---------------------------------------------------------------------------------- */

void
dm_pick_thresholds(const uint64_t *w, int n, uint64_t *t)
{
    u128 sum = 0;
    u128 c = 0;

    for (int k = 0; k < n; k++) {
        sum += w[k];
    }
    DM_ASSERT(sum > 0 && sum <= UINT64_MAX);
    for (int k = 0; k < n; k++) {
        c += w[k];
        t[k] = (uint64_t) ((c << 32) / sum);
    }
}

int
dm_pick(uint32_t u, const uint64_t *t, int n)
{
    return (int) dm_count_from(u, t, n);
}

uint32_t
dm_below(uint32_t u, uint32_t n)
{
    return (uint32_t) ((uint64_t) u * n >> 32);
}
