/* SPDX-License-Identifier: Apache-2.0
 *
 * Two kinds of spread, kept apart: between pairs (luck) and between points and forms
 * (assumptions). A point is counted by its mean; how far luck could have moved it across a
 * threshold decides only whether anything is said at all. */
#include "verdict.h"

#include <math.h>
#include <stdlib.h>

const char *const dm_verdict_words[DM_N_VERDICTS] = { "holds in this model", "opposite",
    "negligible", "depends", "not resolved" };

static const double *
pairs_of(const struct dm_ensemble *self, int32_t form, int32_t point)
{
    return self->effect + ((size_t) form * (size_t) self->n_points + (size_t) point) *
                              (size_t) self->n_pairs;
}

static bool
straddles(const struct dm_interval *luck, double threshold)
{
    return luck->lo < threshold && luck->hi > threshold;
}

static struct dm_verdict_form
form_of(const struct dm_ensemble *self, int32_t form, double *means)
{
    struct dm_verdict_form out = { .beyond = 0.0 };
    double one = 1.0 / self->n_points, sum = 0.0;
    int32_t defined = 0;

    for (int32_t k = 0; k < self->n_points; k++) {
        struct dm_interval luck =
            dm_t_interval(pairs_of(self, form, k), (size_t) self->n_pairs);
        double claimed = self->direction * luck.mean;

        means[k] = luck.mean;
        if (isnan(luck.mean)) {
            out.undefined += one;
            out.unclear += one;
            continue;
        }
        sum += luck.mean;
        defined++;
        *(claimed >= self->smallest      ? &out.beyond
            : claimed <= -self->smallest ? &out.opposite
                                         : &out.negligible) += one;
        out.unclear += straddles(&luck, self->smallest) || straddles(&luck, -self->smallest)
                           ? one
                           : 0.0;
    }
    out.mean = defined > 0 ? sum / defined : (double) NAN;
    return out;
}

/* Of shares that are sums of 1 / n. */
static bool
is_at_least(double share, double bound)
{
    return share >= bound - 1e-9;
}

static enum dm_verdict
decide(const struct dm_ensemble *self, const struct dm_verdict_form *form)
{
    bool all[DM_VERDICT_DEPENDS] = { true, true, true };

    for (int32_t f = 0; f < self->n_forms; f++) {
        if (!is_at_least(DM_VERDICT_UNCLEAR, form[f].unclear)) {
            return DM_VERDICT_NOT_RESOLVED;
        }
        all[DM_VERDICT_HOLDS] =
            all[DM_VERDICT_HOLDS] && is_at_least(form[f].beyond, DM_VERDICT_SHARE);
        all[DM_VERDICT_OPPOSITE] =
            all[DM_VERDICT_OPPOSITE] && is_at_least(form[f].opposite, DM_VERDICT_SHARE);
        all[DM_VERDICT_NEGLIGIBLE] =
            all[DM_VERDICT_NEGLIGIBLE] && is_at_least(form[f].negligible, DM_VERDICT_SHARE);
    }
    for (int v = 0; v < DM_VERDICT_DEPENDS; v++) {
        if (all[v]) {
            return (enum dm_verdict) v;
        }
    }
    return DM_VERDICT_DEPENDS;
}

/* ---- luck of the whole, and the range over assumptions ---- */

static struct dm_interval
effect_of(const struct dm_ensemble *self, double *by_pair)
{
    for (int32_t r = 0; r < self->n_pairs; r++) {
        double sum = 0.0;
        int32_t n = 0;

        for (int32_t k = 0; k < self->n_points; k++) {
            double x = pairs_of(self, 0, k)[r];

            sum += isnan(x) ? 0.0 : x;
            n += !isnan(x);
        }
        by_pair[r] = n > 0 ? sum / n : (double) NAN;
    }
    return dm_t_interval(by_pair, (size_t) self->n_pairs);
}

static void
range_of(const double *means, size_t n, double *room, struct dm_verdict_told *out)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        if (!isnan(means[i])) {
            room[m++] = means[i];
        }
    }
    out->range_lo = out->range_hi = out->least = out->greatest = (double) NAN;
    if (m > 0) {
        qsort(room, m, sizeof *room, dm_compare_doubles);
        out->range_lo = dm_quantile(room, m, 0.025);
        out->range_hi = dm_quantile(room, m, 0.975);
        out->least = room[0];
        out->greatest = room[m - 1];
    }
}

/* ---- what decides ---- */

struct ranked {
    double value;
    size_t at;
};

static int
by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* Ranks from 1, ties at their mean. */
static void
rank_all(struct ranked *order, size_t n, double *rank)
{
    qsort(order, n, sizeof *order, by_value);
    for (size_t i = 0; i < n;) {
        size_t j = i;

        while (j + 1 < n && !(order[j + 1].value > order[i].value)) {
            j++;
        }
        for (size_t k = i; k <= j; k++) {
            rank[order[k].at] = 0.5 * (double) (i + j) + 1.0;
        }
        i = j + 1;
    }
}

static double
correlation(const double *x, const double *y, size_t n)
{
    double mx = 0.0, my = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;

    for (size_t i = 0; i < n; i++) {
        mx += x[i] / (double) n;
        my += y[i] / (double) n;
    }
    for (size_t i = 0; i < n; i++) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    return xx > 1e-6 && yy > 1e-6 ? xy / sqrt(xx * yy) : 0.0;
}

/* Root of the share of the ranks' variance that lies between forms. */
static double
between_forms(const double *rank, const int32_t *form, size_t n, int32_t n_forms)
{
    double mean = 0.5 * (double) (n + 1), all = 0.0, between = 0.0;

    for (int32_t f = 0; f < n_forms; f++) {
        double sum = 0.0;
        size_t m = 0;

        for (size_t i = 0; i < n; i++) {
            if (form[i] == f) {
                sum += rank[i] - mean;
                all += (rank[i] - mean) * (rank[i] - mean);
                m++;
            }
        }
        between += m > 0 ? sum * sum / (double) m : 0.0;
    }
    return all > 1e-6 ? sqrt(between / all) : 0.0;
}

static void
consider(struct dm_deciding *best, struct dm_deciding one)
{
    if (!(one.strength > 0.0)) {
        return;
    }
    if (one.strength > best[0].strength) {
        best[1] = best[0];
        best[0] = one;
    } else if (one.strength > best[1].strength) {
        best[1] = one;
    }
}

/* Room for the defined points of all forms. */
struct room {
    double *effect_rank, *factor_rank, *spare;
    struct ranked *order;
    int32_t *form, *point;
};

static size_t
rank_effects(const struct dm_ensemble *self, const double *means, const struct room *room)
{
    size_t n = 0;

    for (int32_t f = 0; f < self->n_forms; f++) {
        for (int32_t k = 0; k < self->n_points; k++) {
            double mean = means[(size_t) f * (size_t) self->n_points + (size_t) k];

            if (!isnan(mean)) {
                room->order[n] = (struct ranked){ mean, n };
                room->form[n] = f;
                room->point[n++] = k;
            }
        }
    }
    rank_all(room->order, n, room->effect_rank);
    return n;
}

static void
find_deciding(const struct dm_ensemble *self, const double *means, const struct room *room,
    struct dm_deciding *best)
{
    size_t n = rank_effects(self, means, room);

    best[0] = best[1] = (struct dm_deciding){ -2, 0.0 };
    for (int32_t j = 0; j < self->n_factors; j++) {
        for (size_t i = 0; i < n; i++) {
            size_t at = (size_t) room->point[i] * (size_t) self->n_factors + (size_t) j;

            room->order[i] = (struct ranked){ self->at[at], i };
        }
        rank_all(room->order, n, room->factor_rank);
        consider(best, (struct dm_deciding){
                           j, fabs(correlation(room->effect_rank, room->factor_rank, n)) });
    }
    if (self->n_forms > 1) {
        consider(best, (struct dm_deciding){ -1, between_forms(room->effect_rank,
                                                     room->form, n, self->n_forms) });
    }
}

dm_status
dm_verdict_of(
    const struct dm_ensemble *ensemble, struct dm_verdict_told *out, struct dm_error *err)
{
    size_t n = (size_t) ensemble->n_forms * (size_t) ensemble->n_points;
    double *means = calloc(n, sizeof *means),
           *pairs = calloc((size_t) ensemble->n_pairs, sizeof *pairs);
    struct room room = { .effect_rank = calloc(n, sizeof *room.effect_rank),
        .factor_rank = calloc(n, sizeof *room.factor_rank),
        .spare = calloc(n, sizeof *room.spare),
        .order = calloc(n, sizeof *room.order),
        .form = calloc(n, sizeof *room.form),
        .point = calloc(n, sizeof *room.point) };
    bool ok = means && pairs && room.effect_rank && room.factor_rank && room.spare &&
              room.order && room.form && room.point;

    DM_ASSERT(ensemble->n_forms <= DM_VERDICT_MOST_FORMS && ensemble->smallest > 0.0);
    if (ok) {
        for (int32_t f = 0; f < ensemble->n_forms; f++) {
            out->form[f] =
                form_of(ensemble, f, means + (size_t) f * (size_t) ensemble->n_points);
        }
        out->verdict = decide(ensemble, out->form);
        out->effect = effect_of(ensemble, pairs);
        range_of(means, n, room.spare, out);
        find_deciding(ensemble, means, &room, out->deciding);
    }
    free(means);
    free(pairs);
    free(room.effect_rank);
    free(room.factor_rank);
    free(room.spare);
    free(room.order);
    free(room.form);
    free(room.point);
    return ok ? DM_OK : dm_error_set(err, DM_ENOMEM, "no memory for a verdict");
}

struct dm_same_sign
dm_same_sign_of(const double *effect, int32_t n)
{
    struct dm_same_sign out = { .positive = 0 };
    int32_t signs;

    for (int32_t k = 0; k < n; k++) {
        *(isnan(effect[k])    ? &out.undefined
            : effect[k] > 0.0 ? &out.positive
            : effect[k] < 0.0 ? &out.negative
                              : &out.zero) += 1;
    }
    signs = out.positive + out.negative;
    if (2 * signs >= n && (out.positive == 0 || out.negative == 0) && signs > 0) {
        out.sign = out.positive > 0 ? 1 : -1;
    }
    return out;
}
