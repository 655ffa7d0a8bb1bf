/* SPDX-License-Identifier: Apache-2.0
 *
 * Ties rate one another (docs/odd/mechanisms.md, M2): by a norm that asks with whom one is
 * seen, with noise, bias and retaliation. What they know of one another is last tick's
 * signal (Ohtsuki & Iwasa 2004; Hilbe et al. 2018: what noise does to such norms). */
#include "filing.h"
#include "ties.h"

static int64_t
scaled(int64_t x_nano, int64_t y_nano)
{
    return dm_rmuldiv(x_nano, y_nano, DM_NANO);
}

/* Chance that the norm itself calls for a bad rating of one whose ties are good to the
 * share x: two raters, each good or bad, must agree (stern), or both be good (shunning). */
static int64_t
by_norm(enum dm_peer_norm norm, int64_t x)
{
    int64_t both_good = scaled(x, x), both_bad = scaled(DM_NANO - x, DM_NANO - x);

    switch (norm) {
    case DM_PEERS_STERN:
        return DM_NANO - both_good - both_bad;
    case DM_PEERS_SHUNNING:
        return DM_NANO - both_good;
    case DM_PEERS_PLAIN:
        break;
    }
    return 0;
}

/* Chance that a rating of person i is bad. */
static int64_t
bad_nano(const struct dm_block *block, const struct dm_plan_peers *peers, uint32_t i)
{
    uint32_t signals = block->tie_signals[i];
    int64_t n = dm_ties_number(signals), badly = dm_ties_badly(signals);
    bool b = (block->world->population->traits[block->first + i] & DM_TRAIT_GROUP_B) != 0;
    int64_t x = n == 0 ? DM_NANO : DM_NANO - badly * DM_NANO / n;
    int64_t q = by_norm(peers->norm, x) + (b ? peers->bias_b_nano : 0) +
                scaled(peers->retaliation_nano, DM_NANO - x);

    q = q < 0 ? 0 : q > DM_NANO ? DM_NANO : q;
    return q + scaled(peers->noise_nano, DM_NANO - 2 * q);
}

static void
rate(struct dm_block *block, const struct dm_plan_channel *channel, uint32_t c, uint32_t i,
    uint32_t ratings)
{
    const struct dm_plan_peers *peers = &channel->peers;
    uint64_t threshold = dm_threshold(bad_nano(block, peers, i));
    uint32_t n_bad = 0;
    bool bad = false;

    for (uint32_t j = 0; j < ratings; j++) {
        bad = dm_block_word(block, i, channel->entity, DM_DRAW_PEER_BAD, j) < threshold;
        n_bad += bad;
        dm_file(block, (struct dm_filing){ i, bad ? peers->bad : peers->good, c,
                           DM_RECORD_ERROR, false, DM_NO_LIMIT, channel->delay });
    }
    if (!dm_world_keep(block->world, DM_COLUMN_RATED_BADLY, 0, block->first + i, bad)) {
        block->no_memory = true;
    }
    dm_block_event(block, DM_EVENT_RATED, i, c, n_bad, ratings);
}

static void
rate_by_channel(struct dm_block *block, const struct dm_span *span, uint32_t c)
{
    const struct dm_plan_channel *channel = &span->plan->channel[c];

    dm_block_words_of(block, span, channel->entity, DM_DRAW_PEER_RATED);
    for (uint32_t i = span->from; i < span->to; i++) {
        uint32_t ties = dm_ties_number(block->tie_signals[i]), u = block->words[i];

        if (u >= channel->peers.none[ties]) {
            rate(block, channel, c, i, dm_poisson_count(u, channel->peers.mean_q40[ties]));
        }
    }
}

void
dm_peers_rate(struct dm_block *block)
{
    dm_ties_hear(block);
    for (int32_t n = 0; n < block->n_spans; n++) {
        const struct dm_span *span = &block->span[n];

        for (int32_t c = 0; c < span->plan->n_channels; c++) {
            if (span->plan->channel[c].peers.on) {
                rate_by_channel(block, span, (uint32_t) c);
            }
        }
    }
}
