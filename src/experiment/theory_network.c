/* SPDX-License-Identifier: Apache-2.0
 *
 * Clustering of rings and of rings partly rewired (Watts and Strogatz 1998), on the ties
 * that the engine draws. The ring's share of ties that goes elsewhere is thinned at random
 * and replaced by long ties; a ring of ten neighbours has five offsets as long as more than
 * eight are kept, so that rewiring can be had up to a fifth. */
#include "closed_form.h"
#include "theory_lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* One adult to a household: no ties but those of the network. */
static const char ring_yaml[] =
    "schema: demerit/1\n"
    "name: ring\n"
    "family: theory\n"
    "twin: no\n"
    "society:\n"
    "  group_b: 0 %\n"
    "  households: {urban: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], rural: [1, 0, 0, 0, 0, 0, 0, 0, "
    "0, 0]}\n"
    "  ties: {work: 0, friends: 10, long: 0, clustering: 100 %, homophily: 0 %}\n"
    "measure: {causes: off}\n";

#define PEOPLE          40960 /* ten whole communities */
#define WANTED_WITHIN   0.02  /* of (1 - p)^3, as Watts and Strogatz's curve goes */
#define MOST_NEIGHBOURS DM_MAX_TIE_SLOTS

static int
neighbours_of(const struct dm_lab *lab, uint64_t p, uint64_t near[MOST_NEIGHBOURS])
{
    const struct dm_network *network = &lab->setting.network;
    const struct dm_ring *ring = dm_network_ring(network, (uint32_t) (p / DM_COMMUNITY));
    int n = 0;

    for (int32_t slot = 0; slot < dm_ring_slots(ring) + network->n_long; slot++) {
        if ((network->ties[p] >> slot & 1U) != 0) {
            near[n++] = dm_network_mate(network, p, slot);
        }
    }
    return n;
}

static bool
are_tied(const struct dm_lab *lab, uint64_t p, uint64_t q)
{
    uint64_t near[MOST_NEIGHBOURS];
    int n = neighbours_of(lab, p, near);

    for (int k = 0; k < n; k++) {
        if (near[k] == q) {
            return true;
        }
    }
    return false;
}

/* Share of pairs of a person's neighbours who are neighbours of each other, over all pairs.
 */
static double
clustering(const struct dm_lab *lab)
{
    double closed = 0.0, pairs = 0.0;

    for (uint64_t p = 0; p < lab->n; p++) {
        uint64_t near[MOST_NEIGHBOURS];
        int n = neighbours_of(lab, p, near);

        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                closed += are_tied(lab, near[i], near[j]);
                pairs += 1.0;
            }
        }
    }
    return pairs > 0.0 ? closed / pairs : (double) NAN;
}

static dm_status
cluster(const struct dm_theory *theory, double friends, double far, double *out,
    struct dm_error *err)
{
    struct dm_lab_sets sets = { .n = 0 };
    struct dm_lab lab;
    dm_status st;

    dm_lab_set(&sets, "society.ties.friends=%.9f", friends);
    dm_lab_set(&sets, "society.ties.long=%.9f", far);
    /* whole communities, however thin the rest is */
    st = dm_lab_init(&lab, theory, ring_yaml, &sets, PEOPLE * theory->thin, err);
    *out = st == DM_OK ? clustering(&lab) : (double) NAN;
    dm_lab_clear(&lab);
    return st;
}

static dm_status
say_ring(const struct dm_theory *theory, int neighbours, struct dm_error *err)
{
    struct dm_theory_row row = {
        .expected = dm_ring_clustering(neighbours), .n = PEOPLE, .unit = "persons"
    };
    dm_status st = cluster(theory, neighbours, 0.0, &row.simulated, err);

    if (st != DM_OK) {
        return st;
    }
    snprintf(row.id, sizeof row.id, "ring.%d", neighbours);
    snprintf(row.what, sizeof row.what,
        "clustering of a ring of %d nearest: 3 (k - 2) / (4 (k - 1))", neighbours);
    return dm_theory_say(theory, row, err);
}

static dm_status
say_rewired(const struct dm_theory *theory, double p, struct dm_error *err)
{
    struct dm_theory_row row = {
        .expected = pow(1.0 - p, 3.0), .grid = WANTED_WITHIN, .n = PEOPLE, .unit = "persons"
    };
    dm_status st = cluster(theory, 10.0 * (1.0 - p), 10.0 * p, &row.simulated, err);

    if (st != DM_OK) {
        return st;
    }
    row.simulated /= dm_ring_clustering(10);
    snprintf(row.id, sizeof row.id, "rewired.%g", p);
    snprintf(row.what, sizeof row.what,
        "clustering with a share %g of ties long, over that of the ring: (1 - p)^3", p);
    return dm_theory_say(theory, row, err);
}

dm_status
dm_theory_rings(const struct dm_theory *theory, struct dm_error *err)
{
    static const double shares[] = { 0.05, 0.1, 0.15, 0.19 };
    dm_status st = say_ring(theory, 4, err);

    if (st == DM_OK) {
        st = say_ring(theory, 10, err);
    }
    for (size_t k = 0; st == DM_OK && k < sizeof shares / sizeof *shares; k++) {
        st = say_rewired(theory, shares[k], err);
    }
    return st;
}
