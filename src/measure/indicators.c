/* SPDX-License-Identifier: Apache-2.0
 *
 * Refusals and days are split over the sanctions that hold, as the matrix does; a spell is
 * a list with a sanction, or a scheme in whose sanctioned tier the person is. Integers all
 * the way: comparisons multiply, and nothing is rounded but a spell's own ratio. */
#include "indicators.h"

#include "world/cause.h"
#include "world/contexts.h"

#include <stdlib.h>

/* What is kept of an open spell, in the sparse numbers of a person. */
enum item {
    BURDEN, /* service-months without access, 2^-16, and 1: the spell is open */
    FINES,  /* ordinary sanctions so far, 2^-8 day: a number for each table */
    REFUSED = FINES + DM_N_FINE_TABLES, /* demands, 2^-16, */
    TOUCHED,                            /* of these by context or cause */
    ITEMS = 8
};

enum { SCHEMES_FROM = DM_MAX_LISTS, SOURCES = DM_MAX_LISTS + DM_MAX_SCHEMES };

_Static_assert(
    TOUCHED < ITEMS && SOURCES * ITEMS <= (int) DM_SPARSE_KEYS, "keys of spells");
_Static_assert(SOURCES <= 32, "sets of sources are bits");

/* What stands behind a sanction of a person. */
struct behind {
    uint64_t contexts;
    int64_t unlawful; /* of DM_CAUSE_WHOLE: own unlawful acts */
};

/* A block being looked at. */
struct look {
    struct dm_tally *tally;
    struct dm_sparse *open;
    const struct dm_block *block;
    bool ok;
    /* of the last person asked about: events of one person follow each other */
    uint32_t person; /* UINT32_MAX: of nobody */
    struct dm_cells cells;
    uint32_t known; /* bit: what stands behind this source has been looked up */
    struct behind behind[DM_MAX_LISTS + DM_MAX_SCHEMES];
};

bool
dm_indicators_kept(const struct dm_plan *plan)
{
    return plan->measure_causes && (plan->n_lists > 0 || plan->spell_schemes != 0);
}

dm_status
dm_indicators_init(struct dm_indicators *self, const struct dm_population *population,
    const struct dm_plan *plan, struct dm_error *err)
{
    bool ok = true;

    *self = (struct dm_indicators){ .n_communities = population->n_communities };
    if (!dm_indicators_kept(plan)) {
        return DM_OK;
    }
    self->open = calloc(self->n_communities, sizeof *self->open);
    for (uint32_t c = 0; self->open != NULL && c < self->n_communities; c++) {
        ok = ok && dm_sparse_init(&self->open[c], dm_community_size(population, c));
    }
    if (self->open == NULL || !ok) {
        dm_indicators_clear(self);
        return dm_error_set(err, DM_ENOMEM, "no memory for the spells of a world");
    }
    return DM_OK;
}

int64_t
dm_indicators_bytes(const struct dm_indicators *self)
{
    int64_t bytes = 0;

    for (uint32_t c = 0; self->open != NULL && c < self->n_communities; c++) {
        bytes += dm_sparse_bytes(&self->open[c]);
    }
    return bytes;
}

void
dm_indicators_clear(struct dm_indicators *self)
{
    for (uint32_t c = 0; self->open != NULL && c < self->n_communities; c++) {
        dm_sparse_clear(&self->open[c]);
    }
    free(self->open);
    *self = (struct dm_indicators){ 0 };
}

void
dm_indicators_zero(struct dm_indicators *self)
{
    for (uint32_t c = 0; self->open != NULL && c < self->n_communities; c++) {
        dm_sparse_empty(&self->open[c]);
    }
}

/* ---- open spells ---- */

static uint32_t
key_of(uint32_t source, uint32_t item)
{
    return source * ITEMS + item;
}

/* Bits of the sources whose spells of person i are open. */
static uint32_t
open_of(const struct dm_sparse *open, uint32_t i)
{
    uint32_t sources = 0;

    for (uint32_t at = dm_sparse_first(open, i); at != 0; at = open->node[at].next) {
        if (open->node[at].key % ITEMS == BURDEN) {
            sources |= UINT32_C(1) << open->node[at].key / ITEMS;
        }
    }
    return sources;
}

/* Stays at its largest value. */
static void
add_to(struct look *look, uint32_t i, uint32_t source, uint32_t item, uint64_t value)
{
    uint32_t key = key_of(source, item);
    uint64_t sum = (uint64_t) dm_sparse_get(look->open, i, key) + value;

    look->ok =
        dm_sparse_put(look->open, i, key, sum < INT32_MAX ? (int32_t) sum : INT32_MAX) &&
        look->ok;
}

/* burden / ordinary sanction against `bound`: days are service-months times 487/16. */
static bool
is_over(uint64_t burden, uint64_t ordinary, uint64_t bound)
{
    return burden * 487 > bound * ordinary * 4096;
}

static void
count_ratio(struct dm_tally *tally, const struct dm_cells *cells, int table,
    uint64_t burden, uint64_t ordinary)
{
    static const struct {
        enum dm_counter counter;
        uint64_t bound;
    } over[] = { { DM_COUNTER_OVER_1, 1 }, { DM_COUNTER_OVER_3, 3 },
        { DM_COUNTER_OVER_10, 10 } };

    dm_tally_count(tally, cells, DM_COUNTER_WEIGHED, table, 1);
    for (size_t k = 0; k < sizeof over / sizeof *over; k++) {
        dm_tally_count(
            tally, cells, over[k].counter, table, is_over(burden, ordinary, over[k].bound));
    }
    if (ordinary > 0) {
        dm_tally_count(tally, cells, DM_COUNTER_FINABLE, table, 1);
        dm_tally_count(tally, cells, DM_COUNTER_RATIO, table,
            (int64_t) (burden * 487 * 16 / ordinary));
    }
}

/* The spell is over, or the run is. */
static void
close_spell(struct dm_tally *tally, struct dm_sparse *open, const struct dm_world *world,
    uint64_t p, uint32_t source)
{
    const struct dm_plan_indicators *given = &world->plan->indicators;
    struct dm_cells cells = dm_cells_of(world, p);
    uint32_t i = (uint32_t) (p % DM_COMMUNITY);
    uint64_t burden = (uint64_t) dm_sparse_get(open, i, key_of(source, BURDEN)) - 1;
    uint32_t of_refused = TOUCHED;

    for (uint32_t k = 0; k < DM_N_FINE_TABLES; k++) {
        uint64_t ordinary = (uint64_t) dm_sparse_get(open, i, key_of(source, FINES + k));

        if (given->given[k]) {
            count_ratio(tally, &cells, (int) k, burden, ordinary);
        }
        if (k == DM_FINES_MIDDLE && given->given[k] && is_over(burden, ordinary, 1)) {
            of_refused = REFUSED;
        }
    }
    dm_tally_count(tally, &cells, DM_COUNTER_TOUCHED, 0,
        dm_sparse_get(open, i, key_of(source, of_refused)));
    for (uint32_t item = 0; item < ITEMS; item++) {
        (void) dm_sparse_put(open, i, key_of(source, item), 0); /* cannot fail */
    }
}

static void
close_those(struct dm_tally *tally, struct dm_sparse *open, const struct dm_world *world,
    uint64_t p, uint32_t sources)
{
    for (uint32_t s = 0; s < SOURCES; s++) {
        if ((sources >> s & 1U) != 0) {
            close_spell(tally, open, world, p, s);
        }
    }
}

static void
begin_spell(struct look *look, uint32_t i, uint32_t source)
{
    const struct dm_block *block = look->block;

    close_those(look->tally, look->open, block->world, block->first + i,
        open_of(look->open, i) & UINT32_C(1) << source);
    add_to(look, i, source, BURDEN, 1);
}

/* Spells begin before anything is added to them, in whatever order the stages told. */
static void
begin_spells(struct look *look)
{
    const struct dm_block *block = look->block;

    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct dm_event *event = &block->events[k];
        uint32_t i = event->person;

        if (event->kind == DM_EVENT_RENEWED) {
            close_those(look->tally, look->open, block->world, block->first + i,
                open_of(look->open, i));
        } else if (event->kind == DM_EVENT_FALL) {
            begin_spell(look, i, SCHEMES_FROM + event->subject);
        } else if (event->kind == DM_EVENT_ENTRY &&
                   (dm_block_plan(block, i)->sanctioned_lists >> event->subject & 1U) !=
                       0) {
            begin_spell(look, i, event->subject);
        }
    }
}

static void
end_spells(struct look *look)
{
    const struct dm_world *world = look->block->world;

    for (uint32_t i = 0; i < look->block->m; i++) {
        uint64_t p = look->block->first + i;

        if (dm_sparse_head(look->open, i) != 0) {
            uint32_t now = world->listed[0][p] | (uint32_t) world->spell[0][p]
                                                     << SCHEMES_FROM;

            close_those(look->tally, look->open, world, p, open_of(look->open, i) & ~now);
        }
    }
}

/* A true record of an unlawful act that counts with the source: its ordinary sanction. */
static void
add_fines(struct look *look, const struct dm_event *event)
{
    const struct dm_plan *plan = dm_block_plan(look->block, event->person);
    const struct dm_plan_effect *effect = &plan->effect[event->subject];
    uint32_t sources = open_of(look->open, event->person);

    for (uint32_t s = 0; sources >> s != 0 && s < SOURCES; s++) {
        bool counts = s < SCHEMES_FROM ? (effect->lists >> s & 1U) != 0 ||
                                             (plan->list[s].scheme >= 0 &&
                                                 effect->points[plan->list[s].scheme] < 0)
                                       : effect->points[s - SCHEMES_FROM] < 0;

        for (uint32_t k = 0; (sources >> s & 1U) != 0 && counts && k < DM_N_FINE_TABLES;
             k++) {
            add_to(look, event->person, s, FINES + k,
                plan->indicators.ordinary[k][event->subject]);
        }
    }
}

/* ---- refusals and days ---- */

/* What follows from one sanction, of a refusal or of days without access. */
struct part {
    uint32_t source;
    uint64_t value;
    struct behind behind;
};

static void
turn_to(struct look *look, uint32_t i)
{
    if (look->person != i) {
        look->person = i;
        look->cells = dm_cells_in(look->block, i);
        look->known = 0;
    }
}

static struct behind
look_behind(const struct dm_world *world, uint32_t source, uint64_t p)
{
    bool listed = source < SCHEMES_FROM;
    int k = (int) (listed ? source : source - SCHEMES_FROM);
    uint64_t cause = (uint64_t) dm_world_kept(
        world, listed ? DM_COLUMN_LIST_CAUSE : DM_COLUMN_SPELL_CAUSE, k, p);

    return (struct behind){
        .contexts = (uint64_t) dm_world_kept(
            world, listed ? DM_COLUMN_LIST_CONTEXTS : DM_COLUMN_SPELL_CONTEXTS, k, p),
        /* may be negative */
        .unlawful = (int64_t) dm_cause_unpack(cause).share[DM_BY_UNLAWFUL],
    };
}

/* Of the person turned to. */
static void
find_source(struct look *look, struct part *part, const struct dm_plan_ground *on)
{
    const struct dm_world *world = look->block->world;
    bool listed = false;

    part->source = SCHEMES_FROM + (uint32_t) (on->scheme >= 0 ? on->scheme : 0);
    for (int32_t l = 0; !listed && l < world->plan->n_lists; l++) {
        listed = (on->lists >> l & 1U) != 0;
        part->source = listed ? (uint32_t) l : part->source;
    }
    if ((look->known >> part->source & 1U) == 0) {
        look->behind[part->source] =
            look_behind(world, part->source, look->block->first + look->person);
        look->known |= UINT32_C(1) << part->source;
    }
    part->behind = look->behind[part->source];
}

static uint64_t
denies(const struct dm_world *world, const struct dm_plan_denial *denial, uint64_t p)
{
    return dm_world_holds(world, &denial->on, p) ? DM_ONE32 - denial->keep : 0;
}

/* How much of the value rests on records from contexts of this set. */
static uint64_t
from_contexts(const struct part *part, uint32_t set)
{
    uint64_t share = 0;

    for (int k = 0; k < DM_CONTEXTS_KEPT; k++) {
        struct dm_context_share at = dm_contexts_at(part->behind.contexts, k);

        share += (set >> at.context & 1U) != 0 ? at.share : 0U;
    }
    return dm_muldiv(part->value, share, DM_CONTEXTS_WHOLE);
}

static uint64_t
not_unlawful(const struct part *part)
{
    int64_t own = part->behind.unlawful < 0 ? 0 : part->behind.unlawful;

    return dm_muldiv(part->value,
        own < DM_CAUSE_WHOLE ? (uint64_t) (DM_CAUSE_WHOLE - own) : 0, DM_CAUSE_WHOLE);
}

/* Which counters a refusal, or days, are added to. */
struct kinds {
    enum dm_counter all, unrelated, unjustified;
};

static void
add_touched(struct look *look, const struct dm_cells *cells, uint32_t i,
    const struct part *part, bool touched)
{
    if ((open_of(look->open, i) >> part->source & 1U) != 0) {
        add_to(look, i, part->source, REFUSED, part->value);
        add_to(look, i, part->source, TOUCHED, touched ? part->value : 0);
    } else if (touched) {
        dm_tally_count(look->tally, cells, DM_COUNTER_TOUCHED, 0, (int64_t) part->value);
    }
}

static void
count_part(struct look *look, const struct dm_event *event, const struct dm_cells *cells,
    const struct kinds *to, const struct part *part)
{
    const struct dm_plan_indicators *given = &look->block->world->plan->indicators;
    uint64_t unjustified = not_unlawful(part);
    bool refused = event->kind == DM_EVENT_DENIED, touched = unjustified > 0;

    for (int m = 0; m < DM_N_MATRICES; m++) {
        uint64_t unrelated = from_contexts(part, given->unrelated[m][event->subject]);

        dm_tally_count(look->tally, cells, to->unrelated, m, (int64_t) unrelated);
        touched = touched || (m == DM_MATRIX_MIDDLE && unrelated > 0);
    }
    dm_tally_count(look->tally, cells, to->unjustified, 0, (int64_t) unjustified);
    if (refused) {
        add_touched(look, cells, event->person, part, touched);
    } else if ((open_of(look->open, event->person) >> part->source & 1U) != 0) {
        add_to(look, event->person, part->source, BURDEN, part->value);
    }
}

/* What stands on nothing of the person's own (kept copies, a housemate's listing at a
 * school) is not justified by own unlawful acts. */
static void
count_rest(struct look *look, const struct dm_event *event, const struct dm_cells *cells,
    const struct kinds *to, uint64_t rest)
{
    dm_tally_count(look->tally, cells, to->unjustified, 0, (int64_t) rest);
    if (event->kind == DM_EVENT_DENIED) {
        dm_tally_count(look->tally, cells, DM_COUNTER_REFUSALS, 0, event->value);
        dm_tally_count(look->tally, cells, DM_COUNTER_TOUCHED, 0, (int64_t) rest);
    }
}

static void
split(
    struct look *look, const struct dm_event *event, const struct kinds *to, uint64_t left)
{
    const struct dm_block *block = look->block;
    const struct dm_world *world = block->world;
    const struct dm_plan_service *service =
        &dm_block_plan(block, event->person)->service[event->subject];
    uint64_t p = block->first + event->person, all = 0;
    const struct dm_cells *cells = &look->cells;

    turn_to(look, event->person);
    dm_tally_count(look->tally, cells, to->all, 0, (int64_t) left);
    for (int32_t k = 0; k < service->n_denials; k++) {
        all += denies(world, &service->denial[k], p);
    }
    for (int32_t k = 0; k < service->n_denials && all > 0; k++) {
        uint64_t weight = denies(world, &service->denial[k], p);
        struct part part = { .value = dm_muldiv(left, weight, all) };

        left -= part.value;
        all -= weight;
        if (part.value > 0) {
            find_source(look, &part, &service->denial[k].on);
            count_part(look, event, cells, to, &part);
        }
    }
    count_rest(look, event, cells, to, left);
}

static void
add_events(struct look *look)
{
    static const struct kinds refusals = { DM_COUNTER_REFUSED, DM_COUNTER_REFUSED_UNRELATED,
        DM_COUNTER_REFUSED_UNJUSTIFIED };
    static const struct kinds days = { DM_COUNTER_LOST, DM_COUNTER_LOST_UNRELATED,
        DM_COUNTER_LOST_UNJUSTIFIED };

    for (uint32_t k = 0; k < look->block->n_events; k++) {
        const struct dm_event *event = &look->block->events[k];

        if (event->kind == DM_EVENT_RECORD && event->value == DM_RECORD_UNLAWFUL &&
            dm_sparse_head(look->open, event->person) != 0) {
            add_fines(look, event);
        } else if (event->kind == DM_EVENT_DENIED) {
            split(look, event, &refusals, (uint64_t) event->value << 16);
        } else if (event->kind == DM_EVENT_BARRED) {
            split(look, event, &days, event->value);
        }
    }
}

bool
dm_observe_indicators(
    struct dm_tally *tally, struct dm_indicators *self, const struct dm_block *block)
{
    struct look look = { .tally = tally, .block = block, .ok = true, .person = UINT32_MAX };

    if (self->open == NULL) {
        return true;
    }
    look.open = &self->open[block->community];
    begin_spells(&look);
    add_events(&look);
    end_spells(&look);
    return look.ok;
}

void
dm_observe_indicators_end(
    struct dm_tally *tally, struct dm_indicators *self, const struct dm_world *world)
{
    for (uint64_t p = 0; self->open != NULL && p < world->n; p++) {
        struct dm_sparse *open = &self->open[p / DM_COMMUNITY];

        close_those(tally, open, world, p, open_of(open, (uint32_t) (p % DM_COMMUNITY)));
    }
}
