/* SPDX-License-Identifier: Apache-2.0
 *
 * Histograms instead of sorting, as in inequality.c. */
#include "distribution.h"

#include <math.h>
#include <stdlib.h>

#define MAX_SCORES (INT64_C(1) << 22)
#define CLASSES    (INT64_C(1) << 16) /* of income */

/* ---- Gini ---- */

/* Sum of (2 rank - n - 1) score over n sum of scores; equal ones share their ranks. */
static double
gini_of(const uint64_t *histogram, int64_t n_classes, int shift, uint64_t n)
{
    double weighted = 0.0, all = 0.0, below = 0.0, persons = (double) n;

    for (int64_t c = 0; c < n_classes; c++) {
        double here = (double) histogram[c], value = (double) (c << shift);

        weighted += here * (2.0 * below + here - persons) * value;
        all += here * value;
        below += here;
    }
    return all > 0.0 ? weighted / (persons * all) : (double) NAN;
}

dm_status
dm_score_gini(const struct dm_ledger *ledger, double *gini, struct dm_error *err)
{
    int64_t most = 0, n_classes;
    uint64_t *histogram;
    int shift = 0;

    *gini = (double) NAN;
    for (uint64_t p = 0; p < ledger->n; p++) {
        int32_t score = dm_ledger_score(ledger, p);

        if (score < 0) {
            return DM_OK;
        }
        most = score > most ? score : most;
    }
    while (most >> shift >= MAX_SCORES) {
        shift++;
    }
    n_classes = (most >> shift) + 1;
    histogram = calloc((size_t) n_classes, sizeof *histogram);
    if (histogram == NULL) {
        return dm_error_set(err, DM_ENOMEM, "score_gini: no memory for its classes");
    }
    for (uint64_t p = 0; p < ledger->n; p++) {
        histogram[dm_ledger_score(ledger, p) >> shift]++;
    }
    *gini = gini_of(histogram, n_classes, shift, ledger->n);
    free(histogram);
    return DM_OK;
}

/* ---- mobility ---- */

struct ranks {
    uint64_t *midrank; /* [CLASSES] twice the midrank */
    int shift;
};

/* Of the first or the last measured year. */
static void
rank_all(struct ranks *self, const struct dm_ledger *ledger, int which,
    const struct dm_population *people)
{
    uint32_t most = 0;
    uint64_t below = 0;

    for (uint64_t p = 0; p < ledger->n; p++) {
        uint32_t income = dm_ledger_income(ledger, which, people, p);

        most = income > most ? income : most;
    }
    while ((int64_t) (most >> self->shift) >= CLASSES) {
        self->shift++;
    }
    for (uint64_t p = 0; p < ledger->n; p++) {
        self->midrank[dm_ledger_income(ledger, which, people, p) >> self->shift]++;
    }
    for (int64_t c = 0; c < CLASSES; c++) {
        uint64_t here = self->midrank[c];

        self->midrank[c] = 2 * below + here + 1;
        below += here;
    }
}

/* Twice the midrank, less the middle. */
static double
rank_of(const struct ranks *ranks, const struct dm_ledger *ledger, int which,
    const struct dm_population *people, uint64_t p)
{
    uint32_t income = dm_ledger_income(ledger, which, people, p);

    return (double) ranks->midrank[income >> ranks->shift] - ((double) ledger->n + 1.0);
}

static double
correlation(const struct dm_ledger *ledger, const struct dm_population *people,
    const struct ranks ranks[2])
{
    double xy = 0.0, xx = 0.0, yy = 0.0;

    for (uint64_t p = 0; p < ledger->n; p++) {
        double x = rank_of(&ranks[0], ledger, 0, people, p);
        double y = rank_of(&ranks[1], ledger, 1, people, p);

        xy += x * y;
        xx += x * x;
        yy += y * y;
    }
    return xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : (double) NAN;
}

dm_status
dm_income_mobility(const struct dm_ledger *ledger, const struct dm_population *people,
    double *mobility, struct dm_error *err)
{
    struct ranks ranks[2] = { { .shift = 0 } };
    dm_status st = DM_OK;

    *mobility = (double) NAN;
    if (ledger->income[0] == NULL) {
        return DM_OK;
    }
    ranks[0].midrank = calloc((size_t) CLASSES, sizeof *ranks[0].midrank);
    ranks[1].midrank = calloc((size_t) CLASSES, sizeof *ranks[1].midrank);
    if (ranks[0].midrank != NULL && ranks[1].midrank != NULL) {
        rank_all(&ranks[0], ledger, 0, people);
        rank_all(&ranks[1], ledger, 1, people);
        *mobility = 1.0 - correlation(ledger, people, ranks);
    } else {
        st = dm_error_set(err, DM_ENOMEM, "mobility: no memory for its classes");
    }
    free(ranks[0].midrank);
    free(ranks[1].midrank);
    return st;
}
