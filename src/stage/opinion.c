/* SPDX-License-Identifier: Apache-2.0
 *
 * Opinion (docs/odd/mechanisms.md, M14): private approval follows what the regime does to
 * oneself and one's ties; whether disapproval is shown depends on how many others show
 * theirs (Kuran 1989; Granovetter 1978). Also the signal byte that ties see. */
#include "ties.h"

#include <string.h>

#define APPROVAL_MAX  65535U
#define APPROVAL_HALF 32768U

/* What of dm_opinion_term holds for each person, but for refusals. */
static void
find_terms(const struct dm_block *block, const struct dm_span *span, uint8_t *terms)
{
    const struct dm_world *world = block->world;
    const uint8_t *traits = world->population->traits + block->first;
    const uint16_t *listed = world->listed[0] + block->first;
    const uint8_t *spell = world->spell[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        bool sanctioned = (listed[i] & span->plan->black_lists) != 0 || spell[i] != 0;
        bool unjust = dm_ties_newly(block->tie_counts[i]) > 0;

        terms[i] = (uint8_t) ((block->paid[i] != 0 ? DM_OPINION_BENEFIT : 0) |
                              (sanctioned ? DM_OPINION_HARM : 0) |
                              (unjust ? DM_OPINION_INJUSTICE : 0) |
                              ((traits[i] & DM_TRAIT_ONLINE) != 0 ? DM_OPINION_ONLINE : 0));
    }
}

static void
add_refusals(const struct dm_block *block, uint8_t *terms)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        if (block->events[k].kind == DM_EVENT_DENIED) {
            terms[block->events[k].person] |= DM_OPINION_HARM;
        }
    }
}

/* What a month makes of approval that tends to `target`. */
static inline uint16_t
moved(const struct dm_plan_opinion *opinion, uint32_t approval, uint64_t target,
    uint32_t word)
{
    uint64_t sum = approval * opinion->pace_keep + (target * opinion->pace >> 16);

    sum = (sum + word) >> 32;
    return (uint16_t) (sum < APPROVAL_MAX ? sum : APPROVAL_MAX);
}

/* The target is dearer to compute than to bound: the exact one is asked for only where it
 * matters. */
static inline uint16_t
moved_in_fear(const struct dm_plan_opinion *opinion, unsigned terms, uint32_t fear,
    uint32_t approval, uint32_t word)
{
    const uint64_t *at = &opinion->at_fear[terms][fear >> 8];
    uint64_t line = (at[0] * (256 - (fear & 255U)) + at[1] * (fear & 255U)) >> 8;
    uint16_t least, most;

    if (line >= opinion->slack && line + opinion->slack < DM_ONE32) {
        least = moved(opinion, approval, line - opinion->slack, word);
        most = moved(opinion, approval, line + opinion->slack, word);
        if (least == most) {
            return least;
        }
    }
    return moved(opinion, approval, dm_plan_approval(opinion, terms, fear), word);
}

static void
form_opinion(struct dm_block *block, const struct dm_span *span, const uint8_t *terms)
{
    const struct dm_plan_opinion *opinion = &span->plan->opinion;
    const struct dm_world *world = block->world;
    const uint16_t *fear = world->fear[0] != NULL ? world->fear[0] + block->first : NULL;
    uint16_t *approval = world->approval[0] + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        uint32_t word = block->words[i];

        approval[i] = fear != NULL && fear[i] > 0
                          ? moved_in_fear(opinion, terms[i], fear[i], approval[i], word)
                          : moved(opinion, approval[i], opinion->calm[terms[i]], word);
    }
}

/* ---- what is shown ---- */

/* Kuran: integrity, which grows with honesty and with how much is falsified, against the
 * cost of standing alone. share (K + integrity) >= K, without large products. */
static bool
kuran(const struct dm_block *block, const struct dm_plan_opinion *opinion, uint32_t i)
{
    const struct dm_world *world = block->world;
    uint64_t p = block->first + i, approval = world->approval[0][p];
    uint32_t signals = block->tie_signals[i], n = dm_ties_number(signals);
    int64_t honesty = opinion->honesty_nano[world->population->norms[p] & 7U];
    int64_t apart, share, alone, integrity;

    if (approval >= APPROVAL_HALF) {
        return false;
    }
    apart = DM_NANO - (int64_t) (approval * (uint64_t) DM_NANO >> 15);
    integrity = dm_rmuldiv(honesty, apart, DM_NANO);
    share = n == 0 ? 0 : DM_NANO * dm_ties_dissenting(signals) / n;
    alone = DM_NANO - share;
    return alone == 0 || opinion->cost_nano <= share * integrity / alone;
}

static bool
granovetter(const struct dm_block *block, const struct dm_plan_opinion *opinion, uint32_t i)
{
    const struct dm_world *world = block->world;
    uint64_t share = dm_muldiv(world->n_dissenters, (uint64_t) DM_NANO, world->n);
    uint64_t k = (block->first + i) % (uint64_t) opinion->n_thresholds;

    return (int64_t) share >= opinion->threshold_nano[k];
}

static void
show(struct dm_block *block, const struct dm_span *span)
{
    const struct dm_plan_opinion *opinion = &span->plan->opinion;
    uint8_t *signal = block->world->signal_next + block->first;

    for (uint32_t i = span->from; i < span->to; i++) {
        bool dissents;

        if (opinion->form == DM_DISSENT_KURAN) {
            dissents = kuran(block, opinion, i);
        } else {
            dissents = opinion->n_thresholds > 0 && granovetter(block, opinion, i);
        }
        signal[i] |= dissents ? DM_SIGNAL_DISSENTS : 0U;
        block->world->dissenters_in[block->community] += dissents;
    }
}

static void
step_opinion(struct dm_block *block)
{
    uint8_t terms[DM_COMMUNITY];

    for (int32_t k = 0; k < block->n_spans; k++) {
        find_terms(block, &block->span[k], terms);
    }
    add_refusals(block, terms);
    dm_block_words(block, 0, DM_DRAW_OPINION);
    dm_ties_hear(block);
    block->world->dissenters_in[block->community] = 0;
    for (int32_t k = 0; k < block->n_spans; k++) {
        form_opinion(block, &block->span[k], terms);
        show(block, &block->span[k]);
    }
}

static void
step_block(struct dm_block *block)
{
    const struct dm_plan_keeps *keeps = &block->world->plan->keeps;

    if (!keeps->signal) {
        return;
    }
    memset(block->world->signal_next + block->first, 0, block->m);
    if (keeps->ratings) {
        for (uint64_t p = block->first; p < block->first + block->m; p++) {
            bool badly = dm_world_kept(block->world, DM_COLUMN_RATED_BADLY, 0, p) != 0;

            block->world->signal_next[p] = badly ? DM_SIGNAL_BADLY : 0;
        }
    }
    if (keeps->opinion) {
        step_opinion(block);
    }
}

static void
step_global(struct dm_world *world)
{
    world->n_dissenters = 0;
    for (uint32_t c = 0; world->plan->keeps.opinion && c < world->population->n_communities;
         c++) {
        world->n_dissenters += world->dissenters_in[c];
    }
}

const struct dm_stage dm_stage_opinion = {
    .name = "opinion",
    .doc = "Private approval follows experience; dissent is shown where enough others do.",
    .reads = DM_BIT(FEAR) | DM_BIT(LISTED) | DM_BIT(SPELL) | DM_BIT(SIGNAL),
    .writes = DM_BIT(APPROVAL),
    .step_block = step_block,
    .step_global = step_global,
};
