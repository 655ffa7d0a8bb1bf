/* SPDX-License-Identifier: Apache-2.0
 *
 * What values must be among each other, beyond the bounds of each. Complaints only; nothing
 * is changed here. */
#include "base/fixed.h"
#include "base/philox.h"
#include "scenario/freezing.h"

#include <stdlib.h>
#include <string.h>

enum { MONTHS_A_YEAR = 12 };

/* The node to point at: the key if it was given, else the file. */
static const struct dm_node *
at(const struct dm_freezing *self, const char *key)
{
    const struct dm_node *node = dm_node_walk(self->root, key);

    return node != NULL ? dm_node_plain(node) : self->root;
}

void
dm_validate_run(struct dm_freezing *self)
{
    const struct dm_run *run = &self->scenario->run;

    if (run->warmup_months >= MONTHS_A_YEAR * run->years) {
        dm_complain(self->reading, DM_FAULT_WARMUP, at(self, "run.warmup_months"),
            "run.warmup_months", "%d months are not below the run's %d", run->warmup_months,
            MONTHS_A_YEAR * run->years);
    }
}

/* Point at the element of a list. */
static const struct dm_node *
element(const struct dm_freezing *self, const char *key, int i)
{
    const struct dm_node *list = at(self, key);

    return list->kind == DM_NODE_LIST && (size_t) i < list->n_entries
               ? list->entries[i].value
               : list;
}

static void
check_age_bands(struct dm_freezing *self)
{
    static const char KEY[] = "society.age_bands";
    const struct dm_society *s = &self->scenario->society;
    bool known = s->labour.retire_age == 0;

    for (int i = 0; i < s->n_age_bands; i++) {
        int32_t from = s->age_band_from[i];

        known = known || from == s->labour.retire_age;
        if (i == 0 && from != 18) {
            dm_complain(self->reading, DM_FAULT_AGE_BANDS, element(self, KEY, i), KEY,
                "the first band starts at 18, not at %d", from);
        } else if (i > 0 && (from < 20 || from % 5 != 0)) {
            dm_complain(self->reading, DM_FAULT_AGE_BANDS, element(self, KEY, i), KEY,
                "%d is not a multiple of 5 from 20 to 100", from);
        } else if (i > 0 && from <= s->age_band_from[i - 1]) {
            dm_complain(self->reading, DM_FAULT_NOT_ASCENDING, element(self, KEY, i), KEY,
                "%d does not ascend from %d", from, s->age_band_from[i - 1]);
        }
    }
    if (!known) {
        dm_complain(self->reading, DM_FAULT_AGE_BANDS,
            at(self, "society.labour.retire_age"), "society.labour.retire_age",
            "%d is not the start of one of `age_bands`", s->labour.retire_age);
    }
}

/* Upper ends of the income classes: x_0 = floor(q_1 / 4), x_k = 2 q_k - x_(k-1); they must
 * ascend. */
static void
check_income(struct dm_freezing *self)
{
    static const char KEY[] = "society.income_quintiles";
    const int64_t *q = self->scenario->society.income_quintile;
    int64_t x = q[0] / 4;

    for (int i = 0; i < DM_MAX_QUINTILES; i++) {
        int64_t next = 2 * q[i] - x;

        if (i > 0 && q[i] <= q[i - 1]) {
            dm_complain(self->reading, DM_FAULT_NOT_ASCENDING, element(self, KEY, i), KEY,
                "%lld does not ascend from %lld", (long long) q[i], (long long) q[i - 1]);
            return;
        }
        if (next <= x) {
            dm_complain(self->reading, DM_FAULT_INCOME, element(self, KEY, i), KEY,
                "%lld is too near the fifth below: its upper end would be %lld, its lower "
                "%lld",
                (long long) q[i], (long long) next, (long long) x);
            return;
        }
        x = next;
    }
}

static void
check_norms(struct dm_freezing *self)
{
    static const char *const KEYS[DM_N_NORMS] = { "society.norms.honesty",
        "society.norms.prosociality", "society.norms.outspokenness" };

    for (int norm = 0; norm < DM_N_NORMS; norm++) {
        const int64_t *level = self->scenario->society.norm_nano[norm];

        for (int i = 1; i < DM_MAX_NORM_LEVELS; i++) {
            if (level[i] < level[i - 1]) {
                dm_complain(self->reading, DM_FAULT_NOT_ASCENDING,
                    element(self, KEYS[norm], i), KEYS[norm], "value %d is below value %d",
                    i + 1, i);
                break;
            }
        }
    }
}

static int64_t
whole_up(int64_t nano)
{
    return (nano + DM_NANO - 1) / DM_NANO;
}

static void
check_ties(struct dm_freezing *self)
{
    const struct dm_ties *t = &self->scenario->society.ties;
    int64_t slots = 2 * whole_up((t->work_nano + 1) / 2) +
                    2 * whole_up((t->friends_nano + 1) / 2) + whole_up(t->long_nano);

    if (slots > DM_MAX_TIE_SLOTS) {
        dm_complain(self->reading, DM_FAULT_TIE_SLOTS, at(self, "society.ties"),
            "society.ties", "%lld candidate ties are above the limit of %d",
            (long long) slots, DM_MAX_TIE_SLOTS);
        dm_hint(self->reading, "twice half of `work` rounded up, the same of `friends`, "
                               "and `long` rounded up");
    }
}

/* A twelfth of a yearly rate, as a threshold in 2^-32. */
static void
check_monthly(struct dm_freezing *self, const char *key, int64_t per_year_nano)
{
    if (per_year_nano > 0 && dm_muldiv((uint64_t) per_year_nano, DM_ONE32,
                                 (uint64_t) (MONTHS_A_YEAR * DM_NANO)) == 0) {
        dm_complain(self->reading, DM_FAULT_TOO_UNLIKELY, at(self, key), key,
            "the chance of a month is below 2^-32 and not zero");
    }
}

static int64_t
sum(const int64_t *values, int n)
{
    int64_t total = 0;

    for (int i = 0; i < n; i++) {
        total += values[i];
    }
    return total;
}

static void
check_tables(struct dm_freezing *self)
{
    static const char *const HOUSEHOLDS[DM_N_SETTINGS] = { "society.households.urban",
        "society.households.rural" };
    const struct dm_society *s = &self->scenario->society;
    int64_t adults = s->age_pop[3] * 2 / 5 + sum(s->age_pop + 4, DM_MAX_CENSUS_AGES - 4);

    if (adults == 0) {
        dm_complain(self->reading, DM_FAULT_EMPTY_TABLE, at(self, "society.age_population"),
            "society.age_population", "nobody is 18 or older");
    }
    for (int i = 0; i < DM_N_SETTINGS; i++) {
        if (sum(s->households[i], DM_MAX_HOUSEHOLD_SIZES) == 0) {
            dm_complain(self->reading, DM_FAULT_EMPTY_TABLE, at(self, HOUSEHOLDS[i]),
                HOUSEHOLDS[i], "there is no household");
        }
    }
}

void
dm_validate_society(struct dm_freezing *self)
{
    const struct dm_labour *labour = &self->scenario->society.labour;

    check_tables(self);
    check_age_bands(self);
    check_income(self);
    check_norms(self);
    check_ties(self);
    check_monthly(self, "society.labour.separation", labour->separation_per_year_nano);
    check_monthly(self, "society.labour.hiring", labour->hiring_per_year_nano);
}

static void
check_tier_order(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_scheme *scheme = entity->object;
    const struct dm_node *list = dm_entity_at(entity, "tiers");

    for (int i = 1; i < scheme->n_tiers; i++) {
        const struct dm_tier *tier = &scheme->tiers[i];
        const struct dm_node *node = list->entries[i].value;

        if (i > 1 && tier->from_centi <= scheme->tiers[i - 1].from_centi) {
            dm_complain(self->reading, DM_FAULT_TIER_ORDER,
                dm_node_plain(dm_node_at(node, "from")), entity->path,
                "tier `%s` does not start above tier `%s`", tier->id.s,
                scheme->tiers[i - 1].id.s);
            dm_hint(self->reading, "tiers are listed from the lowest");
        }
        if (dm_id_index(tier->id.s, scheme->tiers, (size_t) i, sizeof *tier) >= 0) {
            dm_complain(self->reading, DM_FAULT_REPEATED_ID,
                dm_node_plain(dm_node_at(node, "id")), entity->path,
                "two tiers have the id `%s`", tier->id.s);
        }
    }
}

void
dm_validate_scheme(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_scheme *scheme = entity->object;

    check_tier_order(self, entity);
    if (scheme->start_centi < scheme->low_centi ||
        scheme->start_centi > scheme->high_centi) {
        dm_complain(self->reading, DM_FAULT_START, dm_entity_at(entity, "start"),
            entity->path, "`start` must lie between `low` and `high`");
    }
}

void
dm_validate_sanction(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_sanction *sanction = entity->object;
    const struct dm_node *denies = dm_entity_at(entity, "denies");
    const struct dm_node *service = dm_entity_at(entity, "service");
    const struct dm_node *fine = dm_entity_at(entity, "fine");
    const struct dm_node *work = dm_entity_at(entity, "hiring");

    work = work != NULL ? work : dm_entity_at(entity, "separation");
    if ((denies == NULL) != (service == NULL)) {
        dm_complain(self->reading, DM_FAULT_EFFECT, denies != NULL ? denies : service,
            entity->path, "`denies` and `service` go together");
    } else if (denies == NULL && fine == NULL && work == NULL) {
        dm_complain(self->reading, DM_FAULT_EFFECT, entity->key, entity->path,
            "needs an effect: `denies`, `hiring`, `separation` or `fine`");
    }
    if (fine != NULL && !sanction->on.by_act) {
        dm_complain(self->reading, DM_FAULT_EFFECT, fine, entity->path,
            "a fine is for acts; it cannot stand on a list or tier");
    }
    if (sanction->on.by_act && (denies != NULL || work != NULL)) {
        dm_complain(self->reading, DM_FAULT_EFFECT, denies != NULL ? denies : work,
            entity->path,
            "`denies`, `hiring` and `separation` stand on a list or tier, not on acts");
        dm_hint(self->reading, "a list can be entered by acts: `enter: {acts: [...]}`");
    }
}

static void
check_published(struct dm_freezing *self)
{
    const struct dm_node *map = dm_node_at(self->root, "schemes");
    const struct dm_scheme *first = NULL;

    for (int i = 0; i < self->regime->n_schemes; i++) {
        const struct dm_scheme *scheme = &self->regime->schemes[i];

        if (scheme->published && first != NULL) {
            dm_complain(self->reading, DM_FAULT_TWO_PUBLISHED,
                dm_node_plain(dm_node_at(dm_node_at(map, scheme->id.s), "published")),
                "schemes", "`%s` and `%s` are both published; one scheme may be",
                first->id.s, scheme->id.s);
        }
        first = scheme->published && first == NULL ? scheme : first;
    }
}

static void
check_correction(struct dm_freezing *self)
{
    const struct dm_safeguards *s = &self->regime->safeguards;
    uint64_t product =
        dm_mul32(dm_mul32(dm_threshold(s->notice_nano), dm_threshold(s->filing_nano)),
            dm_threshold(s->success_nano));

    if (product == 0 && s->notice_nano != 0 && s->filing_nano != 0 &&
        s->success_nano != 0) {
        dm_complain(self->reading, DM_FAULT_TOO_UNLIKELY, at(self, "safeguards.correction"),
            "safeguards.correction", "the chance of a month is below 2^-32 and not zero");
    }
}

struct hashed {
    uint32_t hash;
    const char *act, *channel;
};

static int
compare_hashed(const void *a, const void *b)
{
    const struct hashed *x = a, *y = b;

    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* An act seen by a channel draws under the hash of `ACT/CHANNEL`. */
static void
check_pairs(struct dm_freezing *self)
{
    struct hashed pairs[DM_MAX_ACTS * DM_MAX_CHANNELS];
    size_t n = 0;

    for (int c = 0; c < self->regime->n_channels; c++) {
        const struct dm_channel *channel = &self->regime->channels[c];

        for (int a = 0; a < self->scenario->n_acts; a++) {
            const char *act = self->scenario->acts[a].id.s;

            if (channel->sees_nano[a] != 0) {
                pairs[n++] = (struct hashed){ dm_fnv1a_pair(act, channel->id.s), act,
                    channel->id.s };
            }
        }
    }
    if (n > 1) {
        qsort(pairs, n, sizeof *pairs, compare_hashed);
    }
    for (size_t i = 1; i < n; i++) {
        if (pairs[i].hash == pairs[i - 1].hash) {
            dm_complain(self->reading, DM_FAULT_HASH_COLLISION,
                dm_node_key(dm_node_at(self->root, "channels"), pairs[i].channel),
                "channels", "`%s/%s` and `%s/%s` have the same hash; rename one",
                pairs[i - 1].act, pairs[i - 1].channel, pairs[i].act, pairs[i].channel);
        }
    }
}

void
dm_validate_regime(struct dm_freezing *self)
{
    check_published(self);
    check_correction(self);
    check_pairs(self);
}

void
dm_validate_hashes(struct dm_freezing *self, const char *section, const void *entities,
    size_t n, size_t stride)
{
    const char *ids = entities;

    for (size_t i = 1; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (dm_fnv1a(ids + i * stride) == dm_fnv1a(ids + j * stride)) {
                dm_complain(self->reading, DM_FAULT_HASH_COLLISION,
                    dm_node_key(dm_node_at(self->root, section), ids + i * stride), section,
                    "`%s` and `%s` have the same hash; rename one", ids + j * stride,
                    ids + i * stride);
            }
        }
    }
}
