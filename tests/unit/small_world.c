/* SPDX-License-Identifier: Apache-2.0
 *
 * The shared worlds. Their numbers are chosen so that in a few thousand person-years
 * everything happens: entries, falls, refusals, corrections, fear. */
#include "small_world.h"

#include "api/handles.h"
#include "memory_files.h"

#include <math.h>

#define BASE                                                                               \
    "schema: demerit/1\n"                                                                  \
    "family: theory\n"                                                                     \
    "twin: no\n"                                                                           \
    "run: {years: 4, warmup_months: 6, replicates: 2, seed: 7}\n"                          \
    "society:\n"                                                                           \
    "  persons: 9000\n"                                                                    \
    "  jurisdictions: [5, 3, 2]\n"                                                         \
    "  urban: 64 %\n"                                                                      \
    "  age_population: [78, 90, 85, 73, 75, 92, 124, 99, 93, 114, 121, 101, 73, 74, 50, "  \
    "31, 20, 11, 4, 1, 0]\n"                                                               \
    "  age_bands: [18, 30, 45, 60]\n"                                                      \
    "  households:\n"                                                                      \
    "    urban: [81, 91, 68, 40, 18, 8, 2, 1, 0, 0]\n"                                     \
    "    rural: [44, 56, 36, 25, 13, 7, 2, 1, 0, 0]\n"                                     \
    "  income_quintiles: [9215, 20442, 32195, 50220, 95055]\n"                             \
    "  group_b: 20 %\n"                                                                    \
    "  online: {urban: 80 %, rural: 56 %}\n"                                               \
    "  drivers: 35 %\n"                                                                    \
    "  ties: {work: 3, friends: 6, long: 1.5, clustering: 25 %, homophily: 60 %}\n"        \
    "  labour: {separation: 1 %/month, hiring: 19 %/month, earner_share: 55 %, "           \
    "retire_age: 60}\n"                                                                    \
    "acts:\n"                                                                              \
    "  award: {domain: civic, lawful: true, rate: 0.5/year, more_if: {prosociality: 1}, "  \
    "gain: 0.5}\n"                                                                         \
    "  bill: {domain: finance, lawful: false, rate: 1/year, more_if: {poverty: 0.8, "      \
    "honesty: -0.8}, deterrence: 0.9}\n"                                                   \
    "  offence: {domain: traffic, lawful: false, who: driver, rate: 3/year, more_if: "     \
    "{honesty: -0.8}, deterrence: 0.9}\n"                                                  \
    "  opinion: {domain: expression, lawful: true, rate: 6/year, more_if: "                \
    "{outspokenness: 1.5}, deterrence: 0.9}\n"                                             \
    "services:\n"                                                                          \
    "  loan: {demand: 2/year, related_to: [finance]}\n"                                    \
    "  travel: {demand: 6/year}\n"

#define REGISTRY                                                                           \
    "channels:\n"                                                                          \
    "  registry: {context: finance, registry: true, delay: 1 month, sees: {bill: 70 %}, "  \
    "false_records: 0.2/year, misattribution: 5 %}\n"

#define LEDGER "  ledger: {kind: registry, enter: {act: bill}, term: 10 months}\n"

#define LEDGER_SANCTIONS                                                                   \
    "  fine: {on: {act: bill}, fine: 5 %}\n"                                               \
    "  no-loan: {on: {list: ledger}, service: loan, denies: 40 %}\n"

#define CORRECTION "safeguards: {correction: {notice: 50 %, filing: 50 %, success: 80 %}}\n"

static const struct memory_file worlds[] = {
    { "base", BASE },
    { "nothing", "schema: demerit/1\nextends: base\nfamily: twin\n" },
    { "law", "schema: demerit/1\nextends: base\nfamily: twin\n" REGISTRY "lists:\n" LEDGER
             "sanctions:\n" LEDGER_SANCTIONS CORRECTION },
    { "rich",
        "schema: demerit/1\nextends: base\nfamily: theory\ntwin: law\n" REGISTRY
        "  camera: {context: traffic, sees: {offence: 40 %, bill: 10 %}, covers: {urban: "
        "90 %, rural: 60 %},"
        " false_records: 0.1/year, misattribution: {value: 4 %, group_b: 12 %}}\n"
        "  monitor: {context: expression, delay: 2 months, sees: {opinion: 20 %, award: 60 "
        "%},"
        " covers: {online: 100 %, offline: 30 %}, false_records: 0.1/year, misattribution: "
        "3 %}\n"
        "schemes:\n"
        "  city:\n"
        "    start: 1000\n"
        "    low: 600\n"
        "    high: 1200\n"
        "    published: true\n"
        "    records_expire: 12 months\n"
        "    points: {bill: -60, offence: -40, opinion: -20, award: 60}\n"
        "    association: {weight: 5 %, of: all}\n"
        "    tiers: [{id: d, below: 850}, {id: c, from: 850}, {id: b, from: 950}, {id: a, "
        "from: 1030}]\n"
        "  clinic:\n"
        "    start: 100\n"
        "    records_expire: 9 months\n"
        "    points: {bill: -30, offence: -25}\n"
        "    tiers: [{id: low, below: 60}, {id: high, from: 60}]\n"
        "lists:\n" LEDGER
        "  dodgers: {enter: {act: offence}, term: 3 months, published: true}\n"
        "  shame: {enter: {scheme: city, tier: d}, term: 6 months, published: true}\n"
        "sanctions:\n" LEDGER_SANCTIONS
        "  no-job: {on: {list: shame}, hiring: x0.5, separation: x2}\n"
        "  no-ticket: {on: {list: shame}, service: travel, denies: 60 %}\n"
        "  no-seat: {on: {scheme: clinic, tier: low}, service: travel, denies: 50 %}\n"
        "  slow-lane: {on: {list: dodgers}, service: travel, denies: 10 %}\n"
        "rewards:\n"
        "  bonus: {on: {scheme: city, tier: a}, income: +300 yuan/year}\n" CORRECTION
        "response: {publicity: 50 %}\n"
        "adaptation: {aware_at_start: 20 %, announced: 30 %, awareness: {own: 0.5, ties: "
        "0.3, publicity: 0.02},"
        " fear: {own: 0.4, ties: 0.5, publicity: 1, decay: 5 %/month}}\n" },
};

#define N_WORLDS SMALL_COUNT(worlds)

static size_t
count_sets(const char *const *sets)
{
    size_t n = 0;

    for (; sets != NULL && sets[n] != NULL; n++) {
    }
    return n;
}

static struct dm_scenario *
read_or_fail(const char *name, const struct dm_file_source *files, const char *const *sets)
{
    struct dm_read_options options = { .sets = sets, .n_sets = count_sets(sets) };
    struct dm_diagnostics problems = { 0 };
    struct dm_scenario *scenario = NULL;

    if (dm_scenario_read(&scenario, name, files, &options, &problems) != DM_OK) {
        struct dm_strbuf text = { 0 };

        dm_diagnostics_text(&problems, false, &text);
        fail_msg("%s", text.text != NULL ? text.text : "no memory");
    }
    dm_diagnostics_clear(&problems);
    return scenario;
}

struct dm_scenario *
small_scenario(const char *text, const char *const *sets)
{
    struct memory_file files[N_WORLDS + 2] = { { "test", text } };
    struct dm_file_source source = { .context = files, .load = memory_load };

    memcpy(files + 1, worlds, sizeof worlds);
    return read_or_fail("test", &source, sets);
}

struct dm_scenario *
small_library(const char *name, const char *const *sets)
{
    return small_of_folder(SCENARIOS, name, sets);
}

struct dm_scenario *
small_of_folder(const char *folder, const char *name, const char *const *sets)
{
    const char *folders[] = { folder, SCENARIOS };
    struct demerit_library *library = demerit_library_create(folders, SMALL_COUNT(folders));
    struct dm_disk disk = { .library = library };
    struct dm_file_source source = dm_disk_source(&disk);
    struct dm_scenario *scenario = read_or_fail(name, &source, sets);

    demerit_library_free(library);
    return scenario;
}

void
small_start_tiled(struct small_run *self, struct dm_scenario *scenario, int32_t threads,
    int32_t tile_communities)
{
    struct dm_error err = { 0 };

    *self = (struct small_run){ .scenario = scenario };
    if (dm_setting_init(&self->setting, scenario, &err) != DM_OK ||
        dm_lane_init(&self->lane, &self->setting, &dm_exchange_serial, threads,
            tile_communities, &err) != DM_OK) {
        fail_msg("%s", err.text);
    }
    dm_lane_start(&self->lane, 1);
}

void
small_start(struct small_run *self, struct dm_scenario *scenario)
{
    small_start_tiled(self, scenario, 1, 1);
}

void
small_rich(struct small_run *self, const char *const *sets)
{
    small_start(self, small_scenario("schema: demerit/1\nextends: rich\n", sets));
}

void
small_tick(struct small_run *self, int ticks)
{
    struct dm_error err = { 0 };

    for (int t = 0; t < ticks; t++) {
        if (dm_lane_tick(&self->lane, false, &err) != DM_OK) {
            fail_msg("%s", err.text);
        }
    }
}

void
small_clear(struct small_run *self)
{
    dm_lane_clear(&self->lane);
    dm_setting_clear(&self->setting);
    dm_scenario_free(self->scenario);
    *self = (struct small_run){ 0 };
}

void
small_file(struct small_run *self, uint32_t due, uint64_t person, const char *act,
    enum dm_record_class class_, uint32_t limit)
{
    struct dm_record record = {
        .person = person % DM_COMMUNITY,
        .act = (unsigned) small_act(self, act) % DM_MAX_ACTS,
        .class_ = class_ & 3U,
        .limit = (int32_t) limit,
    };
    struct dm_ring_of_months *pending =
        &self->lane.world[DM_REGIME].pending[person / DM_COMMUNITY];

    assert_in_range(due, self->lane.tick, self->lane.tick + pending->months);
    assert_true(dm_bucket_add(dm_months_at(pending, due), &record));
}

struct dm_tally
small_measure(struct small_run *self, int side, int ticks)
{
    struct dm_tally sum;
    struct dm_error err = { 0 };

    assert_int_equal(dm_tally_init(&sum, self->setting.plan[side], &err), DM_OK);
    for (int t = 0; t < ticks; t++) {
        assert_int_equal(dm_lane_tick(&self->lane, true, &err), DM_OK);
        dm_tally_add(&sum, &self->lane.month[side]);
    }
    return sum;
}

int64_t
small_total(const struct dm_tally *tally, enum dm_counter counter, int32_t index)
{
    return dm_tally_cells(tally, counter, index)[DM_CELL_TOTAL];
}

int32_t
small_act(const struct small_run *self, const char *id)
{
    for (int32_t a = 0; a < self->scenario->n_acts; a++) {
        if (strcmp(self->scenario->acts[a].id.s, id) == 0) {
            return a;
        }
    }
    fail_msg("no act %s", id);
    return -1;
}

int32_t
small_channel(const struct dm_regime *regime, const char *id)
{
    for (int32_t c = 0; c < regime->n_channels; c++) {
        if (strcmp(regime->channels[c].id.s, id) == 0) {
            return c;
        }
    }
    fail_msg("no channel %s", id);
    return -1;
}

int32_t
small_scheme(const struct dm_regime *regime, const char *id)
{
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        if (strcmp(regime->schemes[s].id.s, id) == 0) {
            return s;
        }
    }
    fail_msg("no scheme %s", id);
    return -1;
}

int32_t
small_list(const struct dm_regime *regime, const char *id)
{
    for (int32_t l = 0; l < regime->n_lists; l++) {
        if (strcmp(regime->lists[l].id.s, id) == 0) {
            return l;
        }
    }
    fail_msg("no list %s", id);
    return -1;
}

static const struct dm_regime *
regime_of(const struct small_run *self, int side)
{
    return side == DM_REGIME ? &self->scenario->regime : &self->scenario->twin;
}

static void
assert_same_arrays(const char *name, const void *a, const void *b, size_t n, size_t width)
{
    if (a != NULL && b == NULL) {
        fail_msg("column %s is kept in the first world only", name);
    }
    for (size_t p = 0; a != NULL && p < n; p++) {
        if (memcmp((const char *) a + p * width, (const char *) b + p * width, width) !=
            0) {
            fail_msg("column %s differs at person %zu", name, p);
        }
    }
}

/* Bits by scheme or list, found again by id. */
static void
assert_same_bits(const struct small_run *a, const struct small_run *b, int side)
{
    const struct dm_regime *here = regime_of(a, side), *there = regime_of(b, side);
    const struct dm_world *x = &a->lane.world[side], *y = &b->lane.world[side];

    for (uint64_t p = 0; p < x->n; p++) {
        for (int32_t l = 0; l < here->n_lists; l++) {
            int32_t k = small_list(there, here->lists[l].id.s);

            assert_int_equal(x->listed[0][p] >> l & 1, y->listed[0][p] >> k & 1);
        }
        for (int32_t s = 0; s < here->n_schemes; s++) {
            int32_t k = small_scheme(there, here->schemes[s].id.s);

            assert_int_equal(x->spell[0][p] >> s & 1, y->spell[0][p] >> k & 1);
        }
    }
}

void
small_assert_same_state(const struct small_run *a, const struct small_run *b, int side)
{
    const struct dm_regime *here = regime_of(a, side), *there = regime_of(b, side);
    const struct dm_world *x = &a->lane.world[side], *y = &b->lane.world[side];

    assert_true(x->n == y->n);
    for (int c = 0; c < DM_N_COLUMNS; c++) {
        const struct dm_column_info *info = &dm_columns[c];
        int32_t n = info->arrays == DM_ARRAYS_SCHEME ? here->n_schemes
                    : info->arrays == DM_ARRAYS_LIST ? here->n_lists
                                                     : 1;

        if (info->role != DM_ROLE_STATE || c == DM_COLUMN_LISTED || c == DM_COLUMN_SPELL) {
            continue;
        }
        for (int32_t k = 0; k < n; k++) {
            int32_t other = info->arrays == DM_ARRAYS_SCHEME
                                ? small_scheme(there, here->schemes[k].id.s)
                            : info->arrays == DM_ARRAYS_LIST
                                ? small_list(there, here->lists[k].id.s)
                                : 0;

            assert_same_arrays(info->name, dm_world_column(x, (enum dm_column) c, k),
                dm_world_column(y, (enum dm_column) c, other), (size_t) x->n, info->width);
        }
    }
    assert_same_bits(a, b, side);
    assert_true(x->n_sanctioned == y->n_sanctioned);
}

void
small_state_text(struct small_run *self, int side, char text[33])
{
    struct dm_digest digest;

    assert_true(dm_digest_state(&self->lane.world[side], self->lane.tick, &digest));
    dm_digest_text(digest, text);
}

void
small_assert_near(
    const char *what, double seen, double expected, double standard_error, double errors)
{
    if (!(fabs(seen - expected) <= errors * standard_error)) {
        fail_msg("%s: %.9g, expected %.9g +- %.3g (%.1f standard errors)", what, seen,
            expected, standard_error, (seen - expected) / standard_error);
    }
}

void
small_assert_share(const char *what, double hits, double n, double share, double errors)
{
    small_assert_near(
        what, hits / n, share, sqrt(share * (1.0 - share) / n) + 1e-12, errors);
}
