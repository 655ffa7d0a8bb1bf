/* SPDX-License-Identifier: Apache-2.0
 *
 * Checksums of a world. A community hashes each of its STATE columns (in order of
 * columns.def; a column per scheme or list: in order of id), then its pending and its
 * in-force records: for each month that has any, from the next tick on, the month, their
 * number, and the sorted tuples (person, channel or bearer, act, limit, points). Class and
 * induced are diagnostic and left out. The replicate hashes its communities' digests in
 * order, then the number of sanctioned persons, and other totals that stages read: of
 * dissenters; by scheme, who is not in and their tiers; who qualified for rations.
 * With redress the points of false records come after the columns, and the open cases of
 * every body at the end. */
#include "lane.h"

static void
hash_columns(struct dm_checksum *sum, const struct dm_world *world, uint64_t first,
    uint32_t m, int role)
{
    uint64_t values[DM_COMMUNITY];

    for (int c = 0; c < DM_N_COLUMNS; c++) {
        if ((int) dm_columns[c].role != role) {
            continue;
        }
        for (int k = 0; k < dm_columns[c].arrays; k++) {
            if (dm_world_hashed(world, (enum dm_column) c, k, first, m, values)) {
                dm_checksum_array(sum, values, m, dm_columns[c].hashed);
            }
        }
    }
}

/* A record is hashed by ids, never by positions: adding an idle channel or act leaves the
 * checksum as it was. */
static uint32_t
bearer_of(const struct dm_plan *plan, unsigned source)
{
    return source < DM_BEARER_LIST ? plan->scheme[source].entity
                                   : plan->list[source - DM_BEARER_LIST].entity;
}

static void
hash_months(struct dm_checksum *sum, struct dm_ring_of_months *months, uint32_t tick,
    const struct dm_plan *plan, bool pending)
{
    for (uint32_t t = tick; t <= tick + months->months; t++) {
        struct dm_bucket *bucket = dm_months_at(months, t);

        if (bucket->n == 0) {
            continue;
        }
        dm_bucket_sort(bucket);
        dm_checksum_u64(sum, t);
        dm_checksum_u64(sum, bucket->n);
        for (uint32_t k = 0; k < bucket->n; k++) {
            const struct dm_record *record = &bucket->items[k];
            uint32_t source = pending ? plan->channel[record->source].entity
                                      : bearer_of(plan, record->source);

            dm_checksum_u64(sum, (uint64_t) record->person << 16 |
                                     (pending ? (uint64_t) record->limit : 0U));
            dm_checksum_u64(sum, (uint64_t) source << 32 | plan->act[record->act].entity);
            dm_checksum_u64(sum, pending ? 0U : (uint64_t) (int64_t) record->points);
        }
    }
}

/* What the next tick reads of the whole society, where a mechanism counts. */
static void
hash_totals(struct dm_checksum *sum, const struct dm_world *world)
{
    const struct dm_plan *plan = world->plan;

    dm_checksum_u64(sum, world->n_sanctioned);
    if (plan->keeps.opinion) {
        dm_checksum_u64(sum, world->n_dissenters);
    }
    for (int32_t s = 0; s < plan->n_schemes; s++) {
        if ((plan->keeps.opt_in >> s & 1U) != 0) {
            dm_checksum_u64(sum, world->n_out[s]);
            dm_checksum_u64(sum, world->out_tiers[s]);
        }
    }
    for (int32_t r = 0; r < plan->n_rewards; r++) {
        if ((plan->keeps.rations >> r & 1U) != 0) {
            dm_checksum_u64(sum, world->n_qualified[r]);
        }
    }
}

/* Points of false records are diagnostic, but where redress takes them off the score. */
static void
hash_errors(
    struct dm_checksum *sum, const struct dm_world *world, uint64_t first, uint32_t m)
{
    uint64_t values[DM_COMMUNITY];

    for (int32_t s = 0; world->plan->keeps.redress && s < world->plan->n_schemes; s++) {
        if (dm_world_hashed(world, DM_COLUMN_ERROR, s, first, m, values)) {
            dm_checksum_array(sum, values, m, dm_columns[DM_COLUMN_ERROR].hashed);
        }
    }
}

static void
hash_pile(
    struct dm_checksum *sum, const struct dm_plan *plan, const struct dm_case_pile *pile)
{
    dm_checksum_u64(sum, pile->n - pile->head);
    for (uint32_t k = pile->head; k < pile->n; k++) {
        const struct dm_case *one = &pile->items[k];

        dm_checksum_u64(sum, one->person);
        dm_checksum_u64(sum, (uint64_t) one->filed << 48 | (uint64_t) one->acts << 32 |
                                 plan->list[one->list].entity);
        dm_checksum_u64(sum, (one->wrongful ? 1U : 0U) | (one->outside ? 2U : 0U));
    }
}

static void
hash_cases(
    struct dm_checksum *sum, const struct dm_plan *plan, const struct dm_cases *cases)
{
    for (int32_t b = 0; b <= cases->n_bodies; b++) {
        hash_pile(sum, plan, &cases->body[b].waiting);
        hash_pile(sum, plan, &cases->body[b].in_hand);
    }
    for (uint32_t c = 0; c < cases->n_communities; c++) {
        hash_pile(sum, plan, &cases->due[c]);
    }
}

static void
hash_digest(struct dm_checksum *sum, struct dm_digest digest)
{
    dm_checksum_u64(sum, digest.low);
    dm_checksum_u64(sum, digest.high);
}

bool
dm_digest_state(struct dm_world *world, uint32_t tick, struct dm_digest *digest)
{
    struct dm_checksum *community = dm_checksum_create(), *whole = dm_checksum_create();
    bool ok = community != NULL && whole != NULL;

    for (uint32_t c = 0; ok && c < world->population->n_communities; c++) {
        dm_checksum_reset(community);
        hash_columns(community, world, (uint64_t) c * DM_COMMUNITY,
            dm_community_size(world->population, c), DM_ROLE_STATE);
        hash_errors(community, world, (uint64_t) c * DM_COMMUNITY,
            dm_community_size(world->population, c));
        hash_months(community, &world->pending[c], tick, world->plan, true);
        hash_months(community, &world->in_force[c], tick, world->plan, false);
        hash_digest(whole, dm_checksum_digest(community));
    }
    if (ok) {
        hash_totals(whole, world);
        if (world->cases != NULL) {
            hash_cases(whole, world->plan, world->cases);
        }
        *digest = dm_checksum_digest(whole);
    }
    dm_checksum_free(community);
    dm_checksum_free(whole);
    return ok;
}

/* Conduct, days lost, whether ever listed, scores: column by column, whoever has a row. */
static void
hash_ledger(struct dm_checksum *sum, const struct dm_ledger *ledger)
{
    dm_checksum_array(sum, ledger->conduct, (size_t) ledger->n, sizeof *ledger->conduct);
    for (uint64_t p = 0; p < ledger->n; p++) {
        uint32_t lost = dm_ledger_lost(ledger, p);

        dm_checksum_array(sum, &lost, 1, sizeof lost);
    }
    for (uint64_t p = 0; p < ledger->n; p++) {
        uint8_t listed = dm_ledger_listed(ledger, p);

        dm_checksum_array(sum, &listed, 1, sizeof listed);
    }
    for (uint64_t p = 0; p < ledger->n; p++) {
        int32_t score = dm_ledger_score(ledger, p);

        dm_checksum_array(sum, &score, 1, sizeof score);
    }
}

bool
dm_digest_diagnostics(
    const struct dm_world *world, const struct dm_ledger *ledger, struct dm_digest *digest)
{
    struct dm_checksum *sum = dm_checksum_create();

    if (sum == NULL) {
        return false;
    }
    for (uint32_t c = 0; c < world->population->n_communities; c++) {
        hash_columns(sum, world, (uint64_t) c * DM_COMMUNITY,
            dm_community_size(world->population, c), DM_ROLE_DIAGNOSTIC);
    }
    hash_ledger(sum, ledger);
    *digest = dm_checksum_digest(sum);
    dm_checksum_free(sum);
    return true;
}
