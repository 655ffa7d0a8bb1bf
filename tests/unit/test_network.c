/* SPDX-License-Identifier: Apache-2.0
 *
 * The network as a function: symmetric by construction, its density, mixing and clustering
 * against closed forms, and the whole graph against igraph where it is installed. */
#include "world/network.h"

#include "small_world.h"

#include <math.h>
#include <stdio.h>

#ifdef HAVE_IGRAPH
#include <igraph/igraph.h>
#endif

#define ERRORS 5.0

/* everybody alone, one group: nothing but the ties themselves */
#define ALONE                                                                              \
    "society.households.urban=[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]",                             \
        "society.households.rural=[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]"

struct graph {
    struct dm_scenario *scenario;
    struct dm_population people;
    struct dm_network network;
};

static void
graph_init(struct graph *self, const char *const *sets)
{
    struct dm_error err = { 0 };

    self->scenario = small_scenario("schema: demerit/1\nextends: base\n", sets);
    if (dm_population_init(&self->people, self->scenario, 0, &err) != DM_OK ||
        dm_network_init(&self->network, &self->people, self->scenario, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
}

static void
graph_clear(struct graph *self)
{
    dm_network_clear(&self->network);
    dm_population_clear(&self->people);
    dm_scenario_free(self->scenario);
}

static const struct dm_ring *
ring_of(const struct graph *self, uint64_t p)
{
    return dm_network_ring(&self->network, (uint32_t) (p / DM_COMMUNITY));
}

static int32_t
slots_of(const struct graph *self, uint64_t p)
{
    return dm_ring_slots(ring_of(self, p)) + self->network.n_long;
}

static bool
tied(const struct graph *self, uint64_t p, int32_t slot)
{
    return (self->network.ties[p] >> slot & 1U) != 0;
}

static uint64_t
household_of(const struct graph *self, uint64_t p)
{
    return p - dm_household_place(&self->people, p);
}

/* The slot by which the mate sees p: an offset's other half; a long slot is its own
 * inverse. */
static int32_t
slot_back(const struct dm_ring *ring, int32_t slot)
{
    return slot < dm_ring_slots(ring) ? slot ^ 1 : slot;
}

/* No two slots of a ring stand for the same pair. */
static void
verify_distinct(const struct graph *self, uint64_t p)
{
    int32_t n = dm_ring_slots(ring_of(self, p));

    for (int32_t slot = 0; slot < n; slot++) {
        for (int32_t other = 0; other < slot; other++) {
            assert_true(dm_network_mate(&self->network, p, slot) !=
                        dm_network_mate(&self->network, p, other));
        }
    }
}

static void
verify_symmetric(const struct graph *self)
{
    for (uint64_t p = 0; p < self->people.n; p++) {
        const struct dm_ring *ring = ring_of(self, p);

        assert_true(slots_of(self, p) <= DM_MAX_TIE_SLOTS);
        verify_distinct(self, p);
        for (int32_t slot = 0; slot < slots_of(self, p); slot++) {
            uint64_t q = dm_network_mate(&self->network, p, slot);

            if (q == DM_NO_PARTNER) {
                assert_false(tied(self, p, slot));
                continue;
            }
            int32_t place = slot < dm_ring_slots(ring) ? 0 : slot - dm_ring_slots(ring);
            const struct dm_ring *theirs = ring_of(self, q);
            int32_t back = slot < dm_ring_slots(ring) ? slot_back(ring, slot)
                                                      : dm_ring_slots(theirs) + place;

            assert_true(q < self->people.n);
            assert_true(q != p);
            assert_true(dm_network_mate(&self->network, q, back) == p);
            assert_int_equal(dm_network_slot_kind(&self->network, ring, slot),
                dm_network_slot_kind(&self->network, theirs, back));
            assert_int_equal(tied(self, p, slot), tied(self, q, back));
            assert_true(
                !tied(self, p, slot) || household_of(self, p) != household_of(self, q));
            assert_true(
                slot >= dm_ring_slots(ring) || p / DM_COMMUNITY == q / DM_COMMUNITY);
        }
        assert_int_equal((uint64_t) self->network.ties[p] >> slots_of(self, p), 0);
    }
}

static void
test_symmetric_at_any_size(void **state)
{
    /* 134 and 2042: twice the strides, whose first offset would join a pair twice */
    static const int sizes[] = { 1, 2, 3, 5, 17, 128, 129, 134, 1000, 2042, 4095, 4096,
        4097, 4100, 12800, 20001 };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(sizes); k++) {
        char persons[64];
        struct graph graph;

        (void) snprintf(persons, sizeof persons, "society.persons=%d", sizes[k]);
        graph_init(&graph, (const char *[]){ persons, "society.ties.long=3",
                               "society.ties.clustering=100 %", NULL });
        verify_symmetric(&graph);
        graph_clear(&graph);
    }
}

static void
test_symmetric_for_all_kinds(void **state)
{
    static const char *const ties[] = {
        "{work: 12, friends: 12, long: 8, clustering: 100 %}",
        "{work: 12, friends: 0, long: 0}",
        "{work: 0, friends: 11.5, long: 0.25, clustering: 37 %}",
        "{work: 0, friends: 0, long: 12, homophily: 100 %}",
        "{work: 0, friends: 0, long: 0}"
    };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(ties); k++) {
        char set[128];
        struct graph graph;

        (void) snprintf(set, sizeof set, "society.ties=%s", ties[k]);
        graph_init(&graph, (const char *[]){ set, NULL });
        verify_symmetric(&graph);
        graph_clear(&graph);
    }
}

/* Every offset stands for other persons: none twice, none its own inverse. */
static void
test_offsets_are_distinct(void **state)
{
    struct graph graph;

    (void) state;
    graph_init(&graph, (const char *[]){ "society.persons=4120", "society.ties.work=12",
                           "society.ties.friends=12", NULL });
    for (int last = 0; last < 2; last++) {
        const struct dm_ring *ring = dm_network_ring(&graph.network, last ? 1U : 0U);

        assert_int_equal(ring->m, last ? 24 : 4096);
        for (int32_t o = 0; o < ring->n_offsets; o++) {
            assert_in_range(ring->offset[o], 1, (ring->m - 1) / 2);
            for (int32_t other = 0; other < o; other++) {
                assert_true(ring->offset[o] != ring->offset[other]);
            }
        }
    }
    graph_clear(&graph);
}

/* ---- how many, and with whom ---- */

struct counts { /* ends of pairs, by kind and by whether the groups differ */
    double candidates[4][2], ties[4][2];
};

static struct counts
count_pairs(const struct graph *self)
{
    struct counts counts = { 0 };

    for (uint64_t p = 0; p < self->people.n; p++) {
        for (int32_t slot = 0; slot < slots_of(self, p); slot++) {
            enum dm_slot_kind kind =
                dm_network_slot_kind(&self->network, ring_of(self, p), slot);
            uint64_t q = dm_network_mate(&self->network, p, slot);

            if (q != DM_NO_PARTNER && p < q &&
                household_of(self, p) != household_of(self, q)) {
                unsigned mixed = ((self->people.traits[p] ^ self->people.traits[q]) &
                                     DM_TRAIT_GROUP_B) != 0;

                counts.candidates[kind][mixed] += 1.0;
                counts.ties[kind][mixed] += tied(self, p, slot);
            }
        }
    }
    return counts;
}

static void
test_mean_degree(void **state)
{
    static const double mean[] = { 0.0, 3.0, 6.5, 1.5 };
    struct graph graph;
    struct counts counts;
    double n = 25.0 * DM_COMMUNITY;

    (void) state;
    graph_init(&graph,
        (const char *[]){ "society.persons=102400", ALONE, "society.group_b=0",
            "society.ties={work: 3, friends: 6.5, long: 1.5, clustering: 25 %}", NULL });
    counts = count_pairs(&graph);
    for (int kind = 1; kind < 4; kind++) {
        /* slots: two an offset, and for long ties one, rounded up; each kept with the
         * probability that gives the mean */
        double slots = kind == 3 ? ceil(mean[kind]) : 2.0 * ceil(mean[kind] / 2.0);
        double pairs = n * slots / 2.0, share = mean[kind] / slots;

        small_assert_near("candidates", counts.candidates[kind][0], pairs, 1.0, 0.5);
        small_assert_share("ties of a kind", counts.ties[kind][0], pairs, share, ERRORS);
    }
    graph_clear(&graph);
}

/* Homophily keeps a candidate tie of friends between groups with 1 - h; work does not ask.
 */
static void
test_mixing(void **state)
{
    const double h = 0.6, g = 0.2, mixed = 2.0 * g * (1.0 - g);
    struct graph graph;
    struct counts counts;

    (void) state;
    graph_init(
        &graph, (const char *[]){ "society.persons=204800", ALONE,
                    "society.ties={work: 3, friends: 6, long: 1, homophily: 60 %}", NULL });
    counts = count_pairs(&graph);
    for (int kind = 1; kind < 4; kind++) {
        double keep = kind == 1 ? 0.75 : 1.0, apart = kind == 1 ? keep : keep * (1.0 - h);
        double all = counts.ties[kind][0] + counts.ties[kind][1];
        double share = mixed * apart / (mixed * apart + (1.0 - mixed) * keep);

        small_assert_share(
            "kept alike", counts.ties[kind][0], counts.candidates[kind][0], keep, ERRORS);
        small_assert_share(
            "kept apart", counts.ties[kind][1], counts.candidates[kind][1], apart, ERRORS);
        /* the draw of who is in group B is shared by all pairs of a person: a wider error
         */
        small_assert_near("share of ties between groups", counts.ties[kind][1] / all, share,
            sqrt(share * (1.0 - share) / all) + 2.0 * sqrt(g * (1.0 - g) / 204800.0),
            ERRORS);
    }
    graph_clear(&graph);
}

/* ---- other forms ---- */

static void
test_homophilous(void **state)
{
    struct graph graph;
    struct counts counts;

    (void) state;
    graph_init(&graph, (const char *[]){ "society.persons=204800", ALONE,
                           "society.ties={work: 3, friends: 6, long: 1, homophily: 60 %, "
                           "form: homophilous}",
                           NULL });
    counts = count_pairs(&graph);
    for (int kind = 1; kind < 4; kind++) {
        double keep = kind == 1 ? 0.75 : 1.0, apart = kind == 1 ? keep : keep * 0.2;

        small_assert_share(
            "kept alike", counts.ties[kind][0], counts.candidates[kind][0], keep, ERRORS);
        small_assert_share(
            "kept apart", counts.ties[kind][1], counts.candidates[kind][1], apart, ERRORS);
    }
    verify_symmetric(&graph);
    graph_clear(&graph);
}

struct ends { /* pairs by how many of their ends are sociable */
    double candidates[3], ties[3];
};

static struct ends
count_ends(const struct graph *self, enum dm_slot_kind kind)
{
    struct ends count = { 0 };

    for (uint64_t p = 0; p < self->people.n; p++) {
        for (int32_t slot = 0; slot < slots_of(self, p); slot++) {
            uint64_t q = dm_network_mate(&self->network, p, slot);
            uint64_t end[2] = { p, q };
            int sociable = 0;

            if (q == DM_NO_PARTNER || p > q ||
                dm_network_slot_kind(&self->network, ring_of(self, p), slot) != kind) {
                continue;
            }
            for (int e = 0; e < 2; e++) {
                sociable += dm_word(self->people.key, end[e], 0, 0, DM_DRAW_SOCIABILITY,
                                0) >= UINT32_C(1) << 31;
            }
            count.candidates[sociable] += 1.0;
            count.ties[sociable] += tied(self, p, slot);
        }
    }
    return count;
}

/* A tie is T s_p s_q, s a half or three halves, at most certain: where T is at most 4/9 the
 * mean number of ties is that of the other forms, and its spread is wider. */
static void
test_wide(void **state)
{
    static const double mean[] = { 0.0, 0.8, 6.0, 1.5 };
    static const double factor[] = { 0.25, 0.75, 2.25 };
    struct graph graph;

    (void) state;
    graph_init(
        &graph, (const char *[]){ "society.persons=204800", ALONE, "society.group_b=0",
                    "society.ties={work: 0.8, friends: 6, long: 1.5, form: wide}", NULL });
    for (int kind = 1; kind < 4; kind++) {
        double slots = kind == 3 ? ceil(mean[kind]) : 2.0 * ceil(mean[kind] / 2.0);
        double share = mean[kind] / slots, expected = 0.0, all = 0.0, ties = 0.0;
        struct ends count = count_ends(&graph, (enum dm_slot_kind) kind);

        for (int e = 0; e < 3; e++) {
            double keep = fmin(1.0, share * factor[e]);

            small_assert_share("kept", count.ties[e], count.candidates[e], keep, ERRORS);
            expected += keep * (e == 1 ? 0.5 : 0.25);
            all += count.candidates[e];
            ties += count.ties[e];
        }
        assert_true(share > 4.0 / 9.0 || fabs(expected - share) < 1e-12);
        /* who is sociable is shared by all pairs of a person */
        small_assert_near("mean degree", 2.0 * ties / 204800.0, slots * expected,
            slots / sqrt(204800.0), ERRORS);
        assert_true(all > 0.0);
    }
    verify_symmetric(&graph);
    graph_clear(&graph);
}

/* ---- clustering ---- */

static size_t
neighbours(const struct graph *self, uint64_t p, uint64_t *out)
{
    size_t n = 0;

    for (int32_t slot = 0; slot < slots_of(self, p); slot++) {
        if (tied(self, p, slot)) {
            out[n++] = dm_network_mate(&self->network, p, slot);
        }
    }
    return n;
}

static bool
are_tied(const struct graph *self, uint64_t p, uint64_t q)
{
    uint64_t near[DM_MAX_TIE_SLOTS];
    size_t n = neighbours(self, p, near);

    for (size_t k = 0; k < n; k++) {
        if (near[k] == q) {
            return true;
        }
    }
    return false;
}

/* Closed triples over connected triples. */
static double
transitivity(const struct graph *self)
{
    double closed = 0.0, triples = 0.0;

    for (uint64_t p = 0; p < self->people.n; p++) {
        uint64_t near[DM_MAX_TIE_SLOTS];
        size_t n = neighbours(self, p, near);

        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < i; j++) {
                closed += are_tied(self, near[i], near[j]);
                triples += 1.0;
            }
        }
    }
    return triples > 0.0 ? closed / triples : 0.0;
}

/* A circulant with g of h offsets consecutive: 3 g (g - 1) / 2 triangles at a person of 2 h
 * ties, so that transitivity is 3 g (g - 1) / (2 h (2 h - 1)); thinned by s, s times that
 * (three ties of a triangle, two of a triple). */
static double
closed_form(double h, double g, double keep)
{
    return keep * 3.0 * g * (g - 1.0) / (2.0 * h * (2.0 * h - 1.0));
}

static void
test_clustering(void **state)
{
    static const struct {
        const char *ties;
        double h, g, keep, tolerance;
    } cases[] = {
        /* all consecutive: exact */
        { "{work: 0, friends: 12, long: 0, clustering: 100 %}", 6.0, 6.0, 1.0, 1e-12 },
        { "{work: 12, friends: 0, long: 0, clustering: 100 %}", 6.0, 6.0, 1.0, 1e-12 },
        { "{work: 0, friends: 4, long: 0, clustering: 100 %}", 2.0, 2.0, 1.0, 1e-12 },
        /* some keyed: they close a triple only by accident */
        { "{work: 0, friends: 12, long: 0, clustering: 50 %}", 6.0, 3.0, 1.0, 0.03 },
        { "{work: 0, friends: 12, long: 0, clustering: 0 %}", 6.0, 0.0, 1.0, 0.03 },
        /* thinned: 102,400 persons, about 4.1e6 triples, closed ones in threes */
        { "{work: 0, friends: 9, long: 0, clustering: 100 %}", 5.0, 5.0, 0.9, 0.002 },
    };

    (void) state;
    for (size_t k = 0; k < SMALL_COUNT(cases); k++) {
        char set[128];
        struct graph graph;

        (void) snprintf(set, sizeof set, "society.ties=%s", cases[k].ties);
        graph_init(&graph, (const char *[]){ "society.persons=102400", ALONE,
                               "society.group_b=0", set, NULL });
        small_assert_near(cases[k].ties, transitivity(&graph),
            closed_form(cases[k].h, cases[k].g, cases[k].keep), cases[k].tolerance, 1.0);
        graph_clear(&graph);
    }
}

/* Long ties leave the community: they join what rings leave apart. */
static uint64_t
root_of(uint64_t *parent, uint64_t p)
{
    while (parent[p] != p) {
        parent[p] = parent[parent[p]];
        p = parent[p];
    }
    return p;
}

static uint64_t
giant_component(const struct graph *self)
{
    uint64_t n = self->people.n, most = 0;
    uint64_t *parent = calloc(n, sizeof *parent), *size = calloc(n, sizeof *size);

    assert_non_null(parent);
    assert_non_null(size);
    for (uint64_t p = 0; p < n; p++) {
        parent[p] = p;
    }
    for (uint64_t p = 0; p < n; p++) {
        uint64_t near[DM_MAX_TIE_SLOTS];
        size_t k = neighbours(self, p, near);

        while (k > 0) {
            parent[root_of(parent, p)] = root_of(parent, near[--k]);
        }
    }
    for (uint64_t p = 0; p < n; p++) {
        uint64_t s = ++size[root_of(parent, p)];

        most = s > most ? s : most;
    }
    free(parent);
    free(size);
    return most;
}

static void
test_long_ties_join_communities(void **state)
{
    struct graph graph;

    (void) state;
    graph_init(&graph,
        (const char *[]){ "society.persons=102400", ALONE, "society.ties.long=0", NULL });
    assert_true(giant_component(&graph) <= DM_COMMUNITY);
    graph_clear(&graph);
    graph_init(&graph,
        (const char *[]){ "society.persons=102400", ALONE, "society.ties.long=1", NULL });
    assert_true(giant_component(&graph) > 102000);
    graph_clear(&graph);
}

#ifdef HAVE_IGRAPH
static void
to_igraph(const struct graph *self, igraph_t *out)
{
    igraph_vector_int_t edges;

    assert_int_equal(igraph_vector_int_init(&edges, 0), IGRAPH_SUCCESS);
    for (uint64_t p = 0; p < self->people.n; p++) {
        uint64_t near[DM_MAX_TIE_SLOTS];
        size_t n = neighbours(self, p, near);

        for (size_t k = 0; k < n; k++) {
            if (p < near[k]) {
                assert_int_equal(igraph_vector_int_push_back(&edges, (igraph_integer_t) p),
                    IGRAPH_SUCCESS);
                assert_int_equal(
                    igraph_vector_int_push_back(&edges, (igraph_integer_t) near[k]),
                    IGRAPH_SUCCESS);
            }
        }
    }
    assert_int_equal(
        igraph_create(out, &edges, (igraph_integer_t) self->people.n, IGRAPH_UNDIRECTED),
        IGRAPH_SUCCESS);
    igraph_vector_int_destroy(&edges);
}

static void
verify_degrees(const struct graph *self, const igraph_t *theirs)
{
    igraph_vector_int_t degree;

    assert_int_equal(igraph_vector_int_init(&degree, 0), IGRAPH_SUCCESS);
    assert_int_equal(
        igraph_degree(theirs, &degree, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS),
        IGRAPH_SUCCESS);
    for (uint64_t p = 0; p < self->people.n; p++) {
        uint64_t near[DM_MAX_TIE_SLOTS];

        assert_int_equal(VECTOR(degree)[p], neighbours(self, p, near));
    }
    igraph_vector_int_destroy(&degree);
}

static uint64_t
their_giant_component(const igraph_t *theirs)
{
    igraph_vector_int_t sizes;
    igraph_integer_t n;
    uint64_t most;

    assert_int_equal(igraph_vector_int_init(&sizes, 0), IGRAPH_SUCCESS);
    assert_int_equal(
        igraph_connected_components(theirs, NULL, &sizes, &n, IGRAPH_WEAK), IGRAPH_SUCCESS);
    most = (uint64_t) igraph_vector_int_max(&sizes);
    igraph_vector_int_destroy(&sizes);
    return most;
}

static void
test_against_igraph(void **state)
{
    struct graph graph;
    igraph_t theirs;
    igraph_bool_t simple;
    igraph_real_t closed;

    (void) state;
    graph_init(&graph,
        (const char *[]){ "society.persons=1000001", "society.ties.long=1.5", NULL });
    to_igraph(&graph, &theirs);
    assert_int_equal(igraph_is_simple(&theirs, &simple), IGRAPH_SUCCESS);
    verify_degrees(&graph, &theirs);
    assert_true(their_giant_component(&theirs) == giant_component(&graph));
    assert_int_equal(
        igraph_transitivity_undirected(&theirs, &closed, IGRAPH_TRANSITIVITY_ZERO),
        IGRAPH_SUCCESS);
    if (simple) {
        small_assert_near("transitivity", transitivity(&graph), closed, 1e-9, 1.0);
    }
    igraph_destroy(&theirs);
    graph_clear(&graph);
}
#endif

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symmetric_at_any_size),
        cmocka_unit_test(test_symmetric_for_all_kinds),
        cmocka_unit_test(test_offsets_are_distinct),
        cmocka_unit_test(test_mean_degree),
        cmocka_unit_test(test_mixing),
        cmocka_unit_test(test_homophilous),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_clustering),
        cmocka_unit_test(test_long_ties_join_communities),
#ifdef HAVE_IGRAPH
        cmocka_unit_test(test_against_igraph),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
