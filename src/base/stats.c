/* SPDX-License-Identifier: Apache-2.0
 *
 * Intervals and tail probabilities for estimates over replicates. Nothing here feeds back
 * into a run, so plain doubles do; no lgamma, which writes a global in some libraries. */
#include "stats.h"

#include "status.h"

#include <math.h>
#include <stdbool.h>

#define PI 3.14159265358979323846

/* ln Gamma(x + 1/2) - ln Gamma(x). The series is Abramowitz and Stegun 6.1.47 in logs; from
 * x = 20 its next term is below 1e-14. */
static double
log_gamma_half_step(double x)
{
    if (x < 20.0) {
        return log(tgamma(x + 0.5) / tgamma(x));
    }
    double y = 1.0 / x;
    double y2 = y * y;
    return 0.5 * log(x) -
           y * (1.0 / 8.0 - y2 * (1.0 / 192.0 - y2 * (1.0 / 640.0 - y2 * 17.0 / 14336.0)));
}

/* The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8),
 * evaluated as Lentz proposed; converges fast for x < (a + 1) / (a + b + 2). */
static double
beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1.0;
    double d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (fabs(d) < tiny ? tiny : d);
    double h = d;

    for (int m = 1; m < 100000; m++) {
        double step[2] = {
            m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0)),
        };
        double change = 1.0;
        for (int i = 0; i < 2; i++) {
            d = 1.0 + step[i] * d;
            d = 1.0 / (fabs(d) < tiny ? tiny : d);
            c = 1.0 + step[i] / c;
            c = fabs(c) < tiny ? tiny : c;
            change = c * d;
            h *= change;
        }
        if (fabs(change - 1.0) < 1e-16) {
            break;
        }
    }
    return h;
}

static double
t_density(double t, double df)
{
    return exp(log_gamma_half_step(df / 2.0) - 0.5 * log(df * PI) -
               (df + 1.0) / 2.0 * log1p(t * t / df));
}

/* P(T > t) for t >= 0: half of I_x(df/2, 1/2) at x = df / (df + t^2). */
static double
t_upper(double t, double df)
{
    double a = df / 2.0;
    double x = df / (df + t * t);
    double y = t * t / (df + t * t);
    double front =
        exp(log_gamma_half_step(a) - 0.5 * log(PI) - a * log1p(t * t / df)) * sqrt(y);

    if (x < (a + 1.0) / (a + 2.5)) {
        return 0.5 * front * beta_fraction(a, 0.5, x) / a;
    }
    return 0.5 - front * beta_fraction(0.5, a, y);
}

/* The t >= 0 whose upper tail is q: Newton, kept inside a bracket by bisection. */
static double
t_from_upper(double q, double df)
{
    double lo = 0.0;
    double hi = 1.0;

    while (t_upper(hi, df) > q && hi < 1e150) {
        lo = hi;
        hi *= 2.0;
    }
    double t = 0.5 * (lo + hi);
    for (int i = 0; i < 200; i++) {
        double excess = t_upper(t, df) - q;
        if (excess > 0.0) {
            lo = t;
        } else {
            hi = t;
        }
        double next = t + excess / t_density(t, df);
        if (!(next > lo && next < hi)) {
            next = 0.5 * (lo + hi);
        }
        bool done = fabs(next - t) <= 1e-15 * t;
        t = next;
        if (done) {
            break;
        }
    }
    return t;
}

double
dm_t_quantile(double p, double df)
{
    DM_ASSERT(p > 0.0 && p < 1.0 && df >= 1.0);
    if (p < 0.5) {
        return -t_from_upper(p, df);
    }
    return p > 0.5 ? t_from_upper(1.0 - p, df) : 0.0;
}

struct dm_interval
dm_t_interval(const double *x, size_t n)
{
    struct dm_interval r = { .mean = (double) NAN, .lo = (double) NAN, .hi = (double) NAN };
    double sum = 0.0;
    double squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        if (!isnan(x[i])) {
            sum += x[i];
            r.n++;
        }
    }
    if (r.n == 0) {
        return r;
    }
    r.mean = r.lo = r.hi = sum / r.n;
    if (r.n == 1) {
        return r;
    }
    for (size_t i = 0; i < n; i++) {
        if (!isnan(x[i])) {
            squares += (x[i] - r.mean) * (x[i] - r.mean);
        }
    }
    double half = dm_t_quantile(0.975, r.n - 1.0) * sqrt(squares / (r.n - 1.0) / r.n);
    r.lo = r.mean - half;
    r.hi = r.mean + half;
    return r;
}

double
dm_quantile(const double *sorted, size_t n, double p)
{
    if (n == 0) {
        return (double) NAN;
    }
    double at = p * (double) (n - 1);
    size_t k = (size_t) at;

    return k + 1 < n ? sorted[k] + (at - (double) k) * (sorted[k + 1] - sorted[k])
                     : sorted[n - 1];
}

int
dm_compare_doubles(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

double
dm_normal_cdf(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

/* ln k!: exact factorials where a double holds them, then Stirling's series. */
static double
log_factorial(int k)
{
    if (k <= 20) {
        double f = 1.0;
        for (int i = 2; i <= k; i++) {
            f *= i;
        }
        return log(f);
    }
    double x = k + 1.0;
    double y2 = 1.0 / (x * x);
    return (x - 0.5) * log(x) - x + 0.5 * log(2.0 * PI) +
           (1.0 / 12.0 - y2 * (1.0 / 360.0 - y2 * (1.0 / 1260.0 - y2 / 1680.0))) / x;
}

/* Sums outwards from the largest term of the range, so that nothing underflows first. */
double
dm_binomial_sf(int k, int n, double p)
{
    if (k <= 0) {
        return 1.0;
    }
    if (k > n || p <= 0.0) {
        return 0.0;
    }
    if (p >= 1.0) {
        return 1.0;
    }
    int mode = (int) ((n + 1.0) * p);
    int start = mode < k ? k : (mode > n ? n : mode);
    double top = exp(log_factorial(n) - log_factorial(start) - log_factorial(n - start) +
                     start * log(p) + (n - start) * log1p(-p));
    double odds = p / (1.0 - p);
    double sum = top;
    double term = top;
    for (int i = start; i < n && term > 0.0; i++) {
        term *= odds * (n - i) / (i + 1.0);
        sum += term;
    }
    term = top;
    for (int i = start; i > k && term > 0.0; i--) {
        term *= i / (odds * (n - i + 1.0));
        sum += term;
    }
    return sum < 1.0 ? sum : 1.0;
}

double
dm_poisson_cdf(int k, double mean)
{
    if (k < 0) {
        return 0.0;
    }
    if (!(mean > 0.0)) {
        return isnan(mean) ? mean : 1.0;
    }
    int start = k < mean ? k : (int) mean;
    double top = exp(start * log(mean) - mean - log_factorial(start));
    double sum = top;
    double term = top;
    for (int i = start; i < k && term > 0.0; i++) {
        term *= mean / (i + 1.0);
        sum += term;
    }
    term = top;
    for (int i = start; i > 0 && term > 0.0; i--) {
        term *= i / mean;
        sum += term;
    }
    return sum < 1.0 ? sum : 1.0;
}
