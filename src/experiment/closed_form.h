/* SPDX-License-Identifier: Apache-2.0
 *
 * What theory says: closed forms of first passage, random walks, base rates, lists, labour,
 * fear, cascades and rings (docs/odd/verification.md gives each with its source). Time is
 * an abstract tick. No word of the engine. */
#ifndef DEMERIT_EXPERIMENT_CLOSED_FORM_H
#define DEMERIT_EXPERIMENT_CLOSED_FORM_H

#include <stdbool.h>

/* First tick at which Poisson events at `rate` a tick have reached `k`: P(T <= t), and its
 * mean and standard deviation on the ticks 1, 2, ... */
double dm_passage_by(int k, double rate, int t);
double dm_passage_mean(int k, double rate);
double dm_passage_sd(int k, double rate);

/* A walk of steps of 1, up with probability `p`, from `start`, that ends at 0 or at `top`:
 * the chance to end at 0, and the mean number of steps. */
double dm_ruin_chance(double p, int start, int top);
double dm_ruin_steps(double p, int start, int top);
/* The chance ever to reach 0 where there is no top; p > 1/2. */
double dm_ruin_ever(double p, int start);

/* Share of flags that are right. */
double dm_base_rate_ppv(double prevalence, double sensitivity, double false_positive);

/* Mean ticks that a record lasts: at most `term`, and corrected with chance `hazard` each
 * tick from its first. */
double dm_record_stay(double hazard, int term);
/* A list by act, records at `rate` a tick, each in force for `term` ticks: share listed,
 * entries a tick, mean ticks of a listing. */
double dm_hit_share(double rate, int term);
double dm_hit_entries(double rate, int term);
double dm_hit_stay(double rate, int term);
/* A list by tier whose ground holds in a tick with chance `a`, independently: share listed.
 */
double dm_term_share(double a, int term);

/* Share in work of a chain that hires with `hire` and parts with `part` a tick. */
double dm_employment(double hire, double part);

/* Fear after `ticks` of the same input, from 0: f <- (1 - decay) f + (1 - f) (1 -
 * e^-input). */
double dm_fear_after(double input, double decay, int ticks);

/* x with P(normal <= x) = p. */
double dm_normal_quantile(double p);
/* Granovetter 1978: who acts once the share that acts is at least her threshold, thresholds
 * normal: the lowest share that stays, of very many persons; and of n, at the quantiles
 * k / n, k = 0 .. n - 1. */
double dm_cascade_share(double mean_percent, double sigma_percent);
double dm_cascade_share_of(double mean_percent, double sigma_percent, int n);

/* Share rated badly last that a norm of rating comes to from good names (Hilbe et al.
 * 2018), stern judging or shunning, where ratings err with chance `noise` and the mean of 1
 * / number of ties is `inverse_ties`; 0: very many. */
double dm_bad_names(bool stern, double noise, double inverse_ties);

/* Watts and Strogatz 1998: clustering of a ring on which each is tied to so many nearest.
 */
double dm_ring_clustering(int neighbours);

#endif
