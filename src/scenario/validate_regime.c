/* SPDX-License-Identifier: Apache-2.0
 *
 * What values of a regime must be among each other, beyond the bounds of each; and ids
 * whose draws would coincide. Complaints only; nothing is changed here. */
#include "base/fixed.h"
#include "base/philox.h"
#include "scenario/freezing.h"

#include <stdlib.h>
#include <string.h>

/* The node to point at: the key if it was given, else the file. */
static const struct dm_node *
at(const struct dm_freezing *self, const char *key)
{
    const struct dm_node *node = dm_node_walk(self->root, key);

    return node != NULL ? dm_node_plain(node) : self->root;
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

static void
check_feeds(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_scheme *scheme = entity->object;
    const struct dm_node *own =
        dm_node_key(dm_node_at(entity->node, "feeds"), scheme->id.s);

    if (own != NULL) {
        dm_complain(self->reading, DM_FAULT_FEEDS, own, entity->path,
            "`%s` cannot feed itself", scheme->id.s);
    }
}

void
dm_validate_scheme(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_scheme *scheme = entity->object;

    check_tier_order(self, entity);
    check_feeds(self, entity);
    if (scheme->start_centi < scheme->low_centi ||
        scheme->start_centi > scheme->high_centi) {
        dm_complain(self->reading, DM_FAULT_START, dm_entity_at(entity, "start"),
            entity->path, "`start` must lie between `low` and `high`");
    }
}

static void
check_rate(struct dm_freezing *self, const struct dm_entity *entity, const char *key,
    int64_t per_year_nano)
{
    char path[DM_KEY_BYTES];

    dm_key_join(path, entity->path, key);
    dm_validate_monthly(self, dm_entity_at(entity, key), path, per_year_nano);
}

void
dm_validate_channel(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_channel *channel = entity->object;
    const struct dm_peers *peers = &channel->peers;
    const struct dm_node *rate = dm_entity_at(entity, "peers.rate");

    if (peers->rate_per_year_nano > 0 &&
        (peers->good < 0 || peers->bad < 0 || peers->good == peers->bad)) {
        dm_complain(self->reading, DM_FAULT_PEERS, rate, entity->path,
            "ratings need two acts to be records of: `peers.good` and `peers.bad`");
    }
    check_rate(self, entity, "leak", channel->leak_per_year_nano);
}

static void
check_count(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_node *count = dm_entity_at(entity, "enter.count");
    const struct dm_node *within = dm_entity_at(entity, "enter.within");
    bool acts = dm_entity_at(entity, "enter.acts") != NULL ||
                dm_entity_at(entity, "enter.act") != NULL;

    if ((count == NULL) != (within == NULL)) {
        dm_complain(self->reading, DM_FAULT_COUNT, count != NULL ? count : within,
            entity->path, "`count` and `within` go together");
        dm_hint(self->reading, "for example `count: 3, within: 1 year`");
    } else if (count != NULL && !acts) {
        dm_complain(self->reading, DM_FAULT_COUNT, count, entity->path,
            "`count` counts records of `acts`, and there are none");
    }
}

void
dm_validate_list(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_list *list = entity->object;
    const struct dm_node *after = dm_entity_at(entity, "exit.repair_after");
    const struct dm_node *repair = dm_entity_at(entity, "exit.repair");

    check_count(self, entity);
    if ((after == NULL) != (repair == NULL)) {
        dm_complain(self->reading, DM_FAULT_REPAIR, after != NULL ? after : repair,
            entity->path, "`repair` and `repair_after` go together");
    }
    check_rate(self, entity, "enter.representatives", list->representatives_per_year_nano);
    check_rate(self, entity, "enter.at_will", list->at_will_per_year_nano);
}

void
dm_validate_sanction(struct dm_freezing *self, const struct dm_entity *entity)
{
    const struct dm_sanction *sanction = entity->object;
    const struct dm_node *denies = dm_entity_at(entity, "denies");
    const struct dm_node *service = dm_entity_at(entity, "service");
    const struct dm_node *fine = dm_entity_at(entity, "fine");
    const struct dm_node *work = dm_entity_at(entity, "hiring");
    const struct dm_node *interest = dm_entity_at(entity, "interest");

    work = work != NULL ? work : dm_entity_at(entity, "separation");
    if ((denies == NULL) != (service == NULL)) {
        dm_complain(self->reading, DM_FAULT_EFFECT, denies != NULL ? denies : service,
            entity->path, "`denies` and `service` go together");
    } else if (denies == NULL && fine == NULL && work == NULL && interest == NULL) {
        dm_complain(self->reading, DM_FAULT_EFFECT, entity->key, entity->path,
            "needs an effect: `denies`, `hiring`, `separation`, `fine` or `interest`");
    }
    if (fine != NULL && !sanction->on.by_act) {
        dm_complain(self->reading, DM_FAULT_EFFECT, fine, entity->path,
            "a fine is for acts; it cannot stand on a list or tier");
    }
    work = denies != NULL ? denies : work != NULL ? work : interest;
    if (sanction->on.by_act && work != NULL) {
        dm_complain(self->reading, DM_FAULT_EFFECT, work, entity->path,
            "`denies`, `hiring`, `separation` and `interest` stand on a list or tier, not "
            "on "
            "acts");
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

static void
check_outside(struct dm_freezing *self)
{
    const struct dm_node *filing = dm_node_walk(self->root, "redress.external.filing");
    const struct dm_node *officers = dm_node_walk(self->root, "redress.external.officers");

    if ((filing == NULL) != (officers == NULL)) {
        dm_complain(self->reading, DM_FAULT_OUTSIDE,
            dm_node_plain(filing != NULL ? filing : officers), "redress.external",
            "`filing` and `officers` go together");
        dm_hint(self->reading, "without a queue: `officers: unlimited`");
    }
}

static void
check_dissent(struct dm_freezing *self)
{
    const struct dm_opinion *opinion = &self->regime->opinion;

    if (opinion->on && opinion->n_thresholds == 0 &&
        self->scenario->forms.dissent == DM_DISSENT_THRESHOLDS) {
        dm_complain(self->reading, DM_FAULT_DISSENT, dm_node_at(self->root, "opinion"),
            "opinion", "the form `dissent: thresholds` needs `thresholds`");
    }
}

void
dm_validate_regime(struct dm_freezing *self)
{
    check_outside(self);
    check_dissent(self);
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
                    dm_node_key(dm_node_walk(self->root, section), ids + i * stride),
                    section, "`%s` and `%s` have the same hash; rename one",
                    ids + j * stride, ids + i * stride);
            }
        }
    }
}
