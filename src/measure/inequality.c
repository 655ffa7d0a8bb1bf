/* SPDX-License-Identifier: Apache-2.0
 *
 * Histograms instead of sorting: classes are exact integers, so that the result does not
 * depend on any order. */
#include "inequality.h"

#include <math.h>
#include <stdlib.h>

#define CLASSES     (1U << 16) /* of conduct and of income */
#define MAX_SCORES  (1U << 22)
#define DECILES     10
#define STRATA      (DECILES + 1)
#define MIN_PERSONS 100

struct stratum {
    uint64_t n[DM_N_GROUPS];
    double lost[DM_N_GROUPS];
    int classes; /* with anybody in them */
};

/* Upper class bound of each decile of the persons with any conduct. */
static void
cut_deciles(const uint64_t *histogram, uint32_t bound[DECILES])
{
    uint64_t all = 0, seen = 0;
    int d = 0;

    for (uint32_t c = 0; c < CLASSES; c++) {
        all += histogram[c];
    }
    for (uint32_t c = 0; c < CLASSES && d < DECILES - 1; c++) {
        seen += histogram[c];
        while (d < DECILES - 1 && seen * DECILES >= all * (uint64_t) (d + 1)) {
            bound[d++] = c;
        }
    }
    for (; d < DECILES; d++) {
        bound[d] = CLASSES;
    }
}

static int
shift_for(uint32_t most)
{
    int shift = 0;

    while ((most >> shift) >= CLASSES) {
        shift++;
    }
    return shift;
}

static int
stratum_of(uint32_t conduct, int shift, const uint32_t bound[DECILES])
{
    int d = 0;

    if (conduct == 0) {
        return 0;
    }
    while (d < DECILES - 1 && (conduct >> shift) > bound[d]) {
        d++;
    }
    return d + 1;
}

static bool
is_thin(const struct stratum *stratum)
{
    return stratum->n[DM_GROUP_A] < MIN_PERSONS || stratum->n[DM_GROUP_B] < MIN_PERSONS;
}

static void
merge_into(struct stratum *into, struct stratum *from)
{
    for (int g = 0; g < DM_N_GROUPS; g++) {
        into->n[g] += from->n[g];
        into->lost[g] += from->lost[g];
    }
    into->classes += from->classes;
    *from = (struct stratum){ 0 };
}

static void
merge_thin(struct stratum strata[STRATA])
{
    int lowest = 0;

    for (int k = 0; k < STRATA; k++) {
        strata[k].classes = strata[k].n[DM_GROUP_A] + strata[k].n[DM_GROUP_B] > 0;
    }
    for (int k = STRATA - 1; k > 0; k--) {
        if (is_thin(&strata[k])) {
            merge_into(&strata[k - 1], &strata[k]);
        }
    }
    /* the lowest has nothing below it: it joins the next that holds anybody */
    while (lowest < STRATA - 1 && is_thin(&strata[lowest])) {
        merge_into(&strata[lowest + 1], &strata[lowest]);
        lowest++;
    }
}

static struct dm_equal_conduct
standardise(struct stratum strata[STRATA])
{
    double sum = 0.0, weight = 0.0, merged = 0.0;

    merge_thin(strata);
    for (int k = 0; k < STRATA; k++) {
        double n_a = (double) strata[k].n[DM_GROUP_A],
               n_b = (double) strata[k].n[DM_GROUP_B];

        if (!is_thin(&strata[k])) {
            sum += (n_a + n_b) *
                   (strata[k].lost[DM_GROUP_B] / n_b - strata[k].lost[DM_GROUP_A] / n_a);
            weight += n_a + n_b;
            merged += strata[k].classes > 1 ? n_a + n_b : 0.0;
        }
    }
    return weight > 0.0 ? (struct dm_equal_conduct){ sum / weight, merged / weight }
                        : (struct dm_equal_conduct){ (double) NAN, (double) NAN };
}

dm_status
dm_gap_at_equal_conduct(const struct dm_ledger *twin, const struct dm_ledger *lost,
    const struct dm_population *population, struct dm_equal_conduct *to,
    struct dm_error *err)
{
    uint64_t *histogram = calloc(CLASSES, sizeof *histogram);
    struct stratum strata[STRATA] = { 0 };
    uint32_t bound[DECILES], most = 0;
    int shift;

    *to = (struct dm_equal_conduct){ (double) NAN, (double) NAN };
    if (histogram == NULL) {
        return dm_error_set(err, DM_ENOMEM, "gap.conduct: no memory for its classes");
    }
    for (uint64_t p = 0; p < twin->n; p++) {
        most = twin->conduct[p] > most ? twin->conduct[p] : most;
    }
    shift = shift_for(most);
    for (uint64_t p = 0; p < twin->n; p++) {
        histogram[twin->conduct[p] >> shift] += twin->conduct[p] != 0;
    }
    cut_deciles(histogram, bound);
    free(histogram);
    for (uint64_t p = 0; p < twin->n; p++) {
        struct stratum *stratum = &strata[stratum_of(twin->conduct[p], shift, bound)];
        unsigned g = (population->traits[p] & DM_TRAIT_GROUP_B) != 0;

        stratum->n[g] += 1;
        stratum->lost[g] += dm_ledger_lost(lost, p) / 65536.0;
    }
    *to = standardise(strata);
    return DM_OK;
}

/* Replaces counts by twice the midrank of their class. */
static void
midranks(uint64_t *histogram, uint32_t n)
{
    uint64_t below = 0;

    for (uint32_t c = 0; c < n; c++) {
        uint64_t here = histogram[c];

        histogram[c] = 2 * below + here + 1;
        below += here;
    }
}

struct score_classes {
    int32_t least;
    int shift;
    uint32_t n;
};

static struct score_classes
classes_of(const struct dm_ledger *ledger)
{
    int32_t least = dm_ledger_score(ledger, 0), most = least;
    struct score_classes classes;

    for (uint64_t p = 1; p < ledger->n; p++) {
        int32_t score = dm_ledger_score(ledger, p);

        least = score < least ? score : least;
        most = score > most ? score : most;
    }
    classes = (struct score_classes){ .least = least };
    while ((((int64_t) most - least) >> classes.shift) >= MAX_SCORES) {
        classes.shift++;
    }
    classes.n = (uint32_t) (((int64_t) most - least) >> classes.shift) + 1;
    return classes;
}

static uint32_t
class_of(const struct score_classes *classes, int32_t score)
{
    return (uint32_t) (((int64_t) score - classes->least) >> classes->shift);
}

/* Correlation of the midranks, both histograms given. */
static double
rank_correlation(const struct dm_ledger *ledger, const struct dm_population *population,
    const struct score_classes *classes, uint64_t *score, uint64_t *income)
{
    double middle = (double) ledger->n + 1.0, xy = 0.0, xx = 0.0, yy = 0.0;

    for (uint64_t p = 0; p < ledger->n; p++) {
        score[class_of(classes, dm_ledger_score(ledger, p))]++;
        income[population->income_rank[p]]++;
    }
    midranks(score, classes->n);
    midranks(income, CLASSES);
    for (uint64_t p = 0; p < ledger->n; p++) {
        double x = (double) score[class_of(classes, dm_ledger_score(ledger, p))] - middle;
        double y = (double) income[population->income_rank[p]] - middle;

        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    return xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : (double) NAN;
}

dm_status
dm_score_income_rank(const struct dm_ledger *ledger, const struct dm_population *population,
    double *correlation, struct dm_error *err)
{
    struct score_classes classes = classes_of(ledger);
    uint64_t *score = calloc(classes.n, sizeof *score);
    uint64_t *income = calloc(CLASSES, sizeof *income);
    dm_status st = DM_OK;

    *correlation = (double) NAN;
    if (score != NULL && income != NULL) {
        *correlation = rank_correlation(ledger, population, &classes, score, income);
    } else {
        st = dm_error_set(err, DM_ENOMEM, "score_income_rank: no memory for its classes");
    }
    free(score);
    free(income);
    return st;
}
