/* SPDX-License-Identifier: Apache-2.0
 *
 * The minimal scoring model in plain C, to compare speed with (docs/benchmarks.md): persons
 * on a ring with eight neighbours in an explicit array, four act types, keyed Philox draws,
 * a score pulled towards the neighbours' mean, a flag of 24 steps. A timing of it counts
 * only beside its moments, which it prints and checks. Usage: bench_minimal [PERSONS
 * [STEPS]] */
#include "base/philox.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { NEIGHBOURS = 8, ACTS = 4, FLAG_STEPS = 24 };

static const double act_rate[ACTS] = { .30, .05, .10, .01 };
static const double act_seen[ACTS] = { .6, .8, .5, .9 };
static const float act_points[ACTS] = { 1.0F, 5.0F, -3.0F, -25.0F };

struct minimal {
    size_t n;
    int32_t *neighbour; /* [n][NEIGHBOURS] */
    float *score, *updated;
    uint8_t *flag;
    uint32_t least[ACTS]; /* a word at or above it: an act that is seen */
};

static double
seconds(void)
{
    struct timespec now;

    (void) timespec_get(&now, TIME_UTC);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static int
init(struct minimal *self, size_t n)
{
    *self = (struct minimal){ .n = n };
    self->neighbour = malloc(n * NEIGHBOURS * sizeof *self->neighbour);
    self->score = malloc(n * sizeof *self->score);
    self->updated = malloc(n * sizeof *self->updated);
    self->flag = calloc(n, 1);
    if (self->neighbour == NULL || self->score == NULL || self->updated == NULL ||
        self->flag == NULL) {
        return -1;
    }
    for (size_t p = 0; p < n; p++) {
        self->score[p] = 500.0F;
        for (size_t k = 0; k < NEIGHBOURS / 2; k++) {
            self->neighbour[p * NEIGHBOURS + 2 * k] = (int32_t) ((p + k + 1) % n);
            self->neighbour[p * NEIGHBOURS + 2 * k + 1] = (int32_t) ((p + n - k - 1) % n);
        }
    }
    for (int a = 0; a < ACTS; a++) {
        self->least[a] = (uint32_t) ((1.0 - act_rate[a] * act_seen[a]) * 4294967296.0);
    }
    return 0;
}

static void
step(struct minimal *self, uint32_t t)
{
    const struct dm_key key = { .seed = 1, .replicate = 1 };

    for (size_t p = 0; p < self->n; p++) {
        const uint32_t counter[4] = { (uint32_t) p, t, 0, 0 };
        uint32_t word[4];
        float score = self->score[p];

        dm_philox(counter, key, word);
        for (int a = 0; a < ACTS; a++) {
            score += word[a] >= self->least[a] ? act_points[a] : 0.0F;
        }
        self->updated[p] = score;
    }
    for (size_t p = 0; p < self->n; p++) {
        const int32_t *neighbour = self->neighbour + p * NEIGHBOURS;
        float sum = 0.0F;

        for (int k = 0; k < NEIGHBOURS; k++) {
            sum += self->updated[neighbour[k]];
        }
        self->score[p] =
            self->updated[p] + 0.05F * (sum / (float) NEIGHBOURS - self->updated[p]);
        self->flag[p] = self->flag[p] > 0
                            ? (uint8_t) (self->flag[p] - 1)
                            : (uint8_t) (self->score[p] < 485.0F ? FLAG_STEPS : 0);
    }
}

/* Published moments at 10^6 persons after 60 steps, of three independent programs. */
static int
moments(const struct minimal *self, int whole)
{
    double sum = 0.0, squares = 0.0, flagged = 0.0, mean, sd;
    int same;

    for (size_t p = 0; p < self->n; p++) {
        sum += (double) self->score[p];
        squares += (double) self->score[p] * (double) self->score[p];
        flagged += self->flag[p] > 0;
    }
    mean = sum / (double) self->n;
    sd = sqrt(squares / (double) self->n - mean * mean);
    flagged /= (double) self->n;
    same = fabs(mean - 500.30) <= 0.1 && fabs(sd - 9.40) <= 0.05 &&
           fabs(flagged - 0.1781) <= 0.002;
    printf("{\"mean\": %.2f, \"sd\": %.2f, \"flagged\": %.4f, \"as_published\": %s, ", mean,
        sd, flagged,
        !whole ? "null"
        : same ? "true"
               : "false");
    return whole && !same;
}

int
main(int argc, char **argv)
{
    size_t n = argc > 1 ? (size_t) strtoull(argv[1], NULL, 10) : 1000000;
    uint32_t steps = argc > 2 ? (uint32_t) strtoul(argv[2], NULL, 10) : 60;
    struct minimal self;
    double started;
    int differs;

    if (n < NEIGHBOURS + 1 || n > INT32_MAX || init(&self, n) != 0) {
        fprintf(stderr, "bench_minimal: no memory, or a bad number of persons\n");
        return 64;
    }
    started = seconds();
    for (uint32_t t = 0; t < steps; t++) {
        step(&self, t);
    }
    started = seconds() - started;
    differs = moments(&self, n >= 1000000 && steps == 60);
    printf("\"ns_per_person_step\": %.3f}\n", 1e9 * started / (double) n / (double) steps);
    free(self.neighbour);
    free(self.score);
    free(self.updated);
    free(self.flag);
    return differs;
}
