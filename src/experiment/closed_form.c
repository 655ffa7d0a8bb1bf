/* SPDX-License-Identifier: Apache-2.0
 *
 * The closed forms, written for the reader and not for speed. */
#include "closed_form.h"

#include "base/stats.h"

#include <math.h>

/* A probability below this adds nothing that a double could show. */
#define NEGLIGIBLE 1e-15

double
dm_passage_by(int k, double rate, int t)
{
    return 1.0 - dm_poisson_cdf(k - 1, rate * t);
}

/* E[T] = sum of P(T > t); E[T^2] = sum of (2t + 1) P(T > t), both over t = 0, 1, ... */
static double
passage_sum(int k, double rate, double slope)
{
    double sum = 0.0;

    for (int t = 0;; t++) {
        double later = dm_poisson_cdf(k - 1, rate * t);

        if (!(later > NEGLIGIBLE)) { /* written so that NaN ends it, and stays */
            return sum + later;
        }
        sum += (slope * t + 1.0) * later;
    }
}

double
dm_passage_mean(int k, double rate)
{
    return passage_sum(k, rate, 0.0);
}

double
dm_passage_sd(int k, double rate)
{
    double mean = dm_passage_mean(k, rate);

    return sqrt(passage_sum(k, rate, 2.0) - mean * mean);
}

static int
is_fair(double p)
{
    return fabs(2.0 * p - 1.0) < 1e-12;
}

/* Feller, An Introduction to Probability Theory I, XIV.2: ((q/p)^i - (q/p)^N) / (1 -
 * (q/p)^N). */
double
dm_ruin_chance(double p, int start, int top)
{
    double odds = (1.0 - p) / p;

    if (is_fair(p)) {
        return 1.0 - (double) start / top;
    }
    return (pow(odds, start) - pow(odds, top)) / (1.0 - pow(odds, top));
}

/* Feller I, XIV.3: i/(q-p) - N/(q-p) (1 - (q/p)^i) / (1 - (q/p)^N). */
double
dm_ruin_steps(double p, int start, int top)
{
    double drift = 1.0 - 2.0 * p, odds = (1.0 - p) / p;

    if (is_fair(p)) {
        return (double) start * (top - start);
    }
    return start / drift - top / drift * (1.0 - pow(odds, start)) / (1.0 - pow(odds, top));
}

double
dm_ruin_ever(double p, int start)
{
    return pow((1.0 - p) / p, start);
}

double
dm_base_rate_ppv(double prevalence, double sensitivity, double false_positive)
{
    double right = prevalence * sensitivity;

    return right / (right + (1.0 - prevalence) * false_positive);
}

double
dm_record_stay(double hazard, int term)
{
    return hazard > 0.0 ? (1.0 - pow(1.0 - hazard, term)) / hazard : term;
}

/* On the list: a record in one of the last `term` ticks. */
double
dm_hit_share(double rate, int term)
{
    return 1.0 - exp(-rate * term);
}

/* An entry: no record in the last `term` ticks, and one now. */
double
dm_hit_entries(double rate, int term)
{
    return exp(-rate * term) * (1.0 - exp(-rate));
}

/* Little's law. */
double
dm_hit_stay(double rate, int term)
{
    return dm_hit_share(rate, term) / dm_hit_entries(rate, term);
}

/* A cycle is a term, then a wait of (1 - a)/a ticks until the ground holds again. */
double
dm_term_share(double a, int term)
{
    return term / (term + (1.0 - a) / a);
}

double
dm_employment(double hire, double part)
{
    return hire / (hire + part);
}

double
dm_fear_after(double input, double decay, int ticks)
{
    double fear = 0.0;

    for (int t = 0; t < ticks; t++) {
        fear = (1.0 - decay) * fear + (1.0 - fear) * (1.0 - exp(-input));
    }
    return fear;
}

/* ---- cascades ---- */

static double
normal_cdf(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

double
dm_normal_quantile(double p)
{
    double low = -40.0, high = 40.0;

    for (int step = 0; step < 80; step++) {
        double middle = 0.5 * (low + high);

        if (normal_cdf(middle) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return 0.5 * (low + high);
}

/* From below, step by step: every iterate is at most the lowest root. */
double
dm_cascade_share(double mean_percent, double sigma_percent)
{
    double share = 0.0, next = normal_cdf(-mean_percent / sigma_percent);

    for (int step = 0; step < 1000000 && next - share > 1e-13; step++) {
        share = next;
        next = normal_cdf((100.0 * share - mean_percent) / sigma_percent);
    }
    return next;
}

double
dm_cascade_share_of(double mean_percent, double sigma_percent, int n)
{
    int acting = 0, next = 0;

    do {
        acting = next;
        while (next < n &&
               mean_percent + sigma_percent * dm_normal_quantile((double) next / n) <=
                   100.0 * acting / n) {
            next++;
        }
    } while (next > acting);
    return (double) acting / n;
}

/* ---- names ---- */

/* The share of good ones among n ties, each good with chance x, varies by x (1 - x) / n. */
double
dm_bad_names(bool stern, double noise, double inverse_ties)
{
    double bad = 0.0, next = noise;

    for (int step = 0; step < 1000000 && fabs(next - bad) > 1e-14; step++) {
        double x = 1.0 - next, varies = x * next * inverse_ties;
        double by_norm = stern ? 2.0 * (x * next - varies) : 1.0 - x * x - varies;

        bad = next;
        next = noise + (1.0 - 2.0 * noise) * by_norm;
    }
    return next;
}

/* ---- networks ---- */

double
dm_ring_clustering(int neighbours)
{
    return 3.0 * (neighbours - 2) / (4.0 * (neighbours - 1));
}
