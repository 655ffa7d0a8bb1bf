/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles the rules of a world in time and place, and finds those of a community. Persons
 * of a jurisdiction are contiguous, so that a community has few spans, nearly always one.
 */
#include "rulebook.h"

#include "base/philox.h"

#include <stdlib.h>

/* What is known while the plans are made. */
struct making {
    struct dm_rulebook *book;
    const struct dm_scenario *scenario;
    const struct dm_regime *own;
    const struct dm_rules *rules;
    struct dm_regime *laid; /* scratch, owned: a regime as its plan is compiled */
    int32_t n_contexts;
    uint8_t context[DM_MAX_CONTEXTS];
    bool adapts, redresses, opines; /* some of the regimes has the section */
    int32_t regime_of[DM_MAX_REGIMES];
    uint32_t channels_of[DM_MAX_REGIMES]; /* bits: those that run */
};

static const struct dm_regime *
regime_at(const struct making *self, int32_t r)
{
    return r == 0 ? self->own : &self->rules->regime[r - 1];
}

static int32_t
n_regimes(const struct making *self)
{
    return self->rules->n_regimes > 1 ? self->rules->n_regimes : 1;
}

static void
add_context(struct making *self, int32_t context)
{
    int32_t k = 0;

    while (k < self->n_contexts && self->context[k] != context) {
        k++;
    }
    if (k == self->n_contexts) {
        self->context[self->n_contexts++] = (uint8_t) context;
    }
}

static void
survey(struct making *self)
{
    for (int32_t r = 0; r < n_regimes(self); r++) {
        const struct dm_regime *regime = regime_at(self, r);

        for (int32_t c = 0; c < regime->n_channels; c++) {
            add_context(self, regime->channels[c].context);
        }
        self->adapts = self->adapts || regime->adaptation.on;
        self->redresses = self->redresses || regime->redress.on;
        self->opines = self->opines || regime->opinion.on;
    }
}

/* Which channels run: those that are active, and everywhere but in jurisdiction j < 0 only
 * where their owner has joined. */
static uint32_t
channels_of(const struct making *self, const struct dm_regime *regime, int32_t j)
{
    struct dm_key key = { self->scenario->run.seed, 0 };
    uint32_t bits = 0;

    for (int32_t c = 0; c < regime->n_channels; c++) {
        const struct dm_channel *channel = &regime->channels[c];
        int64_t joins = channel->owner_joins_nano + channel->owner_pressure_nano;
        uint64_t limit = dm_threshold(joins < DM_NANO ? joins : DM_NANO);

        if (channel->active &&
            (j < 0 || dm_word(key, (uint64_t) j, 0, dm_fnv1a(channel->id.s), DM_DRAW_OWNER,
                          0) < limit)) {
            bits |= UINT32_C(1) << c;
        }
    }
    return bits;
}

static dm_status
compile(struct making *self, int32_t r, uint32_t channels, struct dm_error *err)
{
    struct dm_rulebook *book = self->book;
    struct dm_regime *laid = self->laid;
    struct dm_plan *plan = malloc(sizeof *plan);

    if (plan == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for the plan");
    }
    *laid = *regime_at(self, r);
    for (int32_t c = 0; c < laid->n_channels; c++) {
        laid->channels[c].active = (channels >> c & 1U) != 0;
    }
    laid->adaptation.on = self->adapts;
    laid->redress.on = self->redresses;
    laid->opinion.on = self->opines;
    self->regime_of[book->n_plans] = r;
    self->channels_of[book->n_plans] = channels;
    book->plan[book->n_plans++] = plan;
    return dm_plan_init_among(
        plan, self->scenario, laid, self->n_contexts, self->context, err);
}

/* The place of the plan of a regime under which these channels run: an old one or new. */
static dm_status
find(struct making *self, int32_t r, uint32_t channels, uint16_t *at, struct dm_error *err)
{
    struct dm_rulebook *book = self->book;
    int32_t k = 0;

    while (k < book->n_plans &&
           (self->regime_of[k] != r || self->channels_of[k] != channels)) {
        k++;
    }
    if (k == DM_MAX_REGIMES) {
        return dm_error_set(err, DM_ESCENARIO,
            "timeline: with jurisdictions and the owners who join there are more than %d "
            "different rules; write fewer entries, or the same for more jurisdictions",
            DM_MAX_REGIMES);
    }
    *at = (uint16_t) k;
    return k < book->n_plans ? DM_OK : compile(self, r, channels, err);
}

static dm_status
make_plans(struct making *self, struct dm_error *err)
{
    struct dm_rulebook *book = self->book;
    uint16_t first;
    dm_status st = find(self, 0, channels_of(self, self->own, -1), &first, err);

    for (int32_t period = 0; st == DM_OK && period < book->n_periods; period++) {
        book->from_month[period] =
            period == 0 ? 0 : (uint32_t) self->rules->from_month[period];
        for (int32_t j = 0; st == DM_OK && j < book->n_jurisdictions; j++) {
            int32_t at = period * book->n_jurisdictions + j;
            int32_t r = self->rules->index != NULL ? self->rules->index[at] : 0;

            st = find(
                self, r, channels_of(self, regime_at(self, r), j), &book->index[at], err);
        }
    }
    if (st == DM_OK) {
        dm_plan_unite(book->plan, book->n_plans);
    }
    return st;
}

dm_status
dm_rulebook_init(struct dm_rulebook *self, const struct dm_scenario *scenario, bool of_twin,
    struct dm_error *err)
{
    const struct dm_rules *rules = of_twin ? &scenario->twin_rules : &scenario->rules;
    struct making making = { .book = self,
        .scenario = scenario,
        .own = of_twin ? &scenario->twin : &scenario->regime,
        .rules = rules,
        .laid = malloc(sizeof *making.laid) };
    int32_t periods = rules->n_periods > 1 ? rules->n_periods : 1;
    size_t cells = (size_t) periods * (size_t) scenario->society.n_jurisdictions;
    dm_status st;

    *self = (struct dm_rulebook){ .n_periods = periods,
        .n_jurisdictions = scenario->society.n_jurisdictions,
        .plan = calloc(DM_MAX_REGIMES, sizeof *self->plan),
        .from_month = calloc((size_t) periods, sizeof *self->from_month),
        .index = calloc(cells, sizeof *self->index) };
    if (making.laid == NULL || self->plan == NULL || self->from_month == NULL ||
        self->index == NULL) {
        st = dm_error_set(err, DM_ENOMEM, "no memory for the rules");
    } else {
        survey(&making);
        st = make_plans(&making, err);
    }
    free(making.laid);
    if (st != DM_OK) {
        dm_rulebook_clear(self);
    }
    return st;
}

void
dm_rulebook_clear(struct dm_rulebook *self)
{
    for (int32_t i = 0; self->plan != NULL && i < self->n_plans; i++) {
        free(self->plan[i]);
    }
    free(self->plan);
    free(self->from_month);
    free(self->index);
    *self = (struct dm_rulebook){ 0 };
}

int32_t
dm_rulebook_at(const struct dm_rulebook *self, int32_t jurisdiction, uint32_t tick)
{
    int32_t period = self->n_periods - 1;

    while (period > 0 && self->from_month[period] > tick) {
        period--;
    }
    return self->index[period * self->n_jurisdictions + jurisdiction];
}

const struct dm_plan *
dm_rulebook_plan(const struct dm_rulebook *self, int32_t jurisdiction, uint32_t tick)
{
    return self->plan[dm_rulebook_at(self, jurisdiction, tick)];
}

int32_t
dm_rulebook_spans(const struct dm_rulebook *rules, const struct dm_plan *plan,
    const struct dm_population *population, uint32_t community, uint32_t tick,
    struct dm_span *span)
{
    uint64_t first = (uint64_t) community * DM_COMMUNITY;
    uint32_t m = dm_community_size(population, community), from = 0;
    int32_t n = 0;

    if (rules == NULL || rules->n_plans == 1) {
        span[0] = (struct dm_span){ .from = 0, .to = m, .plan = plan };
        return 1;
    }
    for (int32_t j = dm_population_cell(population, first) / 2; from < m; j++) {
        uint64_t end = population->cell_first[2 * j + 2];
        uint32_t to = end < first + m ? (uint32_t) (end - first) : m;

        if (to <= from) {
            continue;
        }
        plan = dm_rulebook_plan(rules, j, tick);
        if (n > 0 && span[n - 1].plan == plan) {
            span[n - 1].to = to;
        } else {
            span[n++] = (struct dm_span){ .from = from, .to = to, .plan = plan };
        }
        from = to;
    }
    return n;
}
