/* SPDX-License-Identifier: Apache-2.0
 *
 * Which regime is in force where and when (mechanisms, M1). For each month in which
 * something changes and each jurisdiction, the changes that hold there are laid over the
 * tree of the scenario and the result is read as a regime. Equal regimes are kept once. */
#include "scenario/freezing.h"

#include "base/checksum.h"

#include <stdlib.h>
#include <string.h>

enum state { OFF, ON, LINGERING }; /* of a change, in a month and jurisdiction */

enum { MONTHS_A_YEAR = 12, MAX_CHANGES = DM_MAX_PATCHES + DM_MAX_JURISDICTIONS };

/* States of all changes that were met before, and the regime they come to. */
struct met {
    const struct met *next;
    const unsigned char *states;
    uint16_t regime;
};

struct builder {
    struct dm_freezing *freezing;
    struct dm_rules *rules;
    const struct dm_change *changes;
    size_t n;
    const struct met *met;
    struct dm_digest digest[DM_MAX_REGIMES]; /* of the regimes kept */
    struct dm_checksum *sum;
};

/* First month in jurisdiction j; INT32_MAX: never. */
static int32_t
start_in(const struct dm_patch *patch, int32_t j)
{
    for (int32_t k = 0; k < patch->n_where; k++) {
        if (patch->where[k] == j) {
            return patch->from_month + k * patch->every_months;
        }
    }
    return INT32_MAX;
}

static enum state
state_of(const struct dm_patch *patch, int32_t j, int32_t month)
{
    int32_t start = start_in(patch, j);
    bool ends = patch->until_month != DM_NEVER;

    if (month < start || (ends && start >= patch->until_month)) {
        return OFF;
    }
    if (!ends || month < patch->until_month) {
        return ON;
    }
    return patch->persists_nano > 0 ? LINGERING : OFF;
}

static int
compare_months(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The months of the run in which anything changes, ascending, 0 first. */
static int32_t
collect_months(const struct builder *self, int32_t *months)
{
    int32_t end = MONTHS_A_YEAR * self->freezing->scenario->run.years, n = 0, unique = 0;

    months[n++] = 0;
    for (size_t i = 0; i < self->n; i++) {
        const struct dm_patch *patch = &self->changes[i].patch;

        for (int32_t k = 0; k < patch->n_where; k++) {
            months[n++] = patch->from_month + k * patch->every_months;
        }
        if (patch->until_month != DM_NEVER) {
            months[n++] = patch->until_month;
        }
    }
    qsort(months, (size_t) n, sizeof *months, compare_months);
    for (int32_t i = 0; i < n && months[i] < end; i++) {
        if (unique == 0 || months[i] != months[unique - 1]) {
            months[unique++] = months[i];
        }
    }
    return unique;
}

/* The tree under these states: each change over the result of those before. */
static const struct dm_node *
lay_over(const struct builder *self, const unsigned char *states)
{
    struct dm_freezing *freezing = self->freezing;
    const struct dm_node *tree = freezing->root;

    for (size_t i = 0; i < self->n && tree != NULL; i++) {
        const struct dm_node *changed;

        if (states[i] == OFF) {
            continue;
        }
        changed = dm_merge(&freezing->reading->arena, tree, self->changes[i].set);
        if (states[i] == LINGERING && changed != NULL) {
            changed =
                dm_persist(freezing, tree, changed, self->changes[i].patch.persists_nano);
        }
        tree = changed;
    }
    return tree;
}

/* Takes over the regime: its place among those kept, where it may be already. -1: no more
 * room, or no memory. */
static int32_t
keep(struct builder *self, struct dm_regime *regime)
{
    struct dm_rules *rules = self->rules;
    struct dm_digest digest;
    struct dm_regime *more;

    if (!dm_regime_digest(self->freezing->scenario, regime, self->sum, &digest)) {
        self->freezing->reading->arena.failed = true;
        return -1;
    }
    for (int32_t i = 0; i < rules->n_regimes; i++) {
        if (self->digest[i].low == digest.low && self->digest[i].high == digest.high) {
            dm_regime_clear(regime);
            return i;
        }
    }
    if (rules->n_regimes == DM_MAX_REGIMES) {
        dm_complain(self->freezing->reading, DM_FAULT_TOO_MANY,
            dm_node_key(self->freezing->root, "timeline"), "timeline",
            "the changes come to more than %d different rules", DM_MAX_REGIMES);
        return -1;
    }
    more = realloc(rules->regime, (size_t) rules->n_regimes * sizeof *more);
    if (more == NULL) {
        self->freezing->reading->arena.failed = true;
        return -1;
    }
    rules->regime = more;
    more[rules->n_regimes - 1] = *regime;
    self->digest[rules->n_regimes] = digest;
    return rules->n_regimes++;
}

/* Reads the tree as a regime and keeps it. */
static int32_t
read_regime(struct builder *self, const struct dm_node *tree)
{
    struct dm_regime *regime = dm_regime_read(self->freezing, tree);
    int32_t at = regime != NULL ? keep(self, regime) : -1;

    if (at < 0 && regime != NULL) {
        dm_regime_clear(regime);
    }
    free(regime);
    return at;
}

static int32_t
find_regime(struct builder *self, const unsigned char *states)
{
    struct dm_arena *arena = &self->freezing->reading->arena;
    struct met *met;
    int32_t regime;

    for (const struct met *m = self->met; m != NULL; m = m->next) {
        if (memcmp(m->states, states, self->n) == 0) {
            return m->regime;
        }
    }
    regime = read_regime(self, lay_over(self, states));
    met = dm_arena_alloc(arena, sizeof *met);
    if (regime < 0 || met == NULL) {
        return -1;
    }
    *met = (struct met){ .next = self->met,
        .states =
            (const unsigned char *) dm_arena_text(arena, (const char *) states, self->n),
        .regime = (uint16_t) regime };
    if (met->states == NULL) {
        return -1;
    }
    self->met = met;
    return regime;
}

/* Fills the period's row of the index; drops it again if the rules stay as they were. */
static bool
add_period(struct builder *self, int32_t month)
{
    struct dm_rules *rules = self->rules;
    size_t n = (size_t) self->freezing->scenario->society.n_jurisdictions;
    uint16_t *row = rules->index + (size_t) rules->n_periods * n;
    unsigned char states[MAX_CHANGES] = { 0 };

    for (size_t j = 0; j < n; j++) {
        int32_t regime;

        for (size_t i = 0; i < self->n; i++) {
            states[i] =
                (unsigned char) state_of(&self->changes[i].patch, (int32_t) j, month);
        }
        regime = find_regime(self, states);
        if (regime < 0) {
            return false;
        }
        row[j] = (uint16_t) regime;
    }
    if (rules->n_periods == 0 || memcmp(row, row - n, n * sizeof *row) != 0) {
        rules->from_month[rules->n_periods++] = month;
    }
    return true;
}

static bool
allocate(struct builder *self, int32_t n_periods)
{
    struct dm_rules *rules = self->rules;
    size_t n = (size_t) n_periods;
    size_t cells = n * (size_t) self->freezing->scenario->society.n_jurisdictions;

    /* NOLINTNEXTLINE(clang-analyzer-*): a society has a jurisdiction */
    rules->from_month = calloc(n, sizeof *rules->from_month);
    rules->index = calloc(cells, sizeof *rules->index);
    if (rules->from_month == NULL || rules->index == NULL) {
        self->freezing->reading->arena.failed = true;
        return false;
    }
    return true;
}

static void
build(struct builder *self)
{
    struct dm_freezing *freezing = self->freezing;
    struct dm_arena *arena = &freezing->reading->arena;
    size_t most = 1 + self->n * (DM_MAX_JURISDICTIONS + 1);
    int32_t *months = dm_arena_alloc(arena, most * sizeof *months), n;

    self->sum = dm_checksum_create();
    if (months == NULL || self->sum == NULL ||
        !dm_regime_digest(
            freezing->scenario, freezing->regime, self->sum, &self->digest[0])) {
        arena->failed = true;
        return;
    }
    n = collect_months(self, months);
    if (allocate(self, n)) {
        for (int32_t i = 0; i < n && add_period(self, months[i]); i++) {
        }
    }
}

void
dm_freeze_rules(struct dm_freezing *self, struct dm_rules *rules)
{
    struct dm_change *changes =
        dm_arena_alloc(&self->reading->arena, MAX_CHANGES * sizeof *changes);
    struct builder *builder = calloc(1, sizeof *builder);

    rules->n_regimes = 1;
    if (changes == NULL || builder == NULL) {
        self->reading->arena.failed = true;
    } else {
        *builder = (struct builder){ .freezing = self, .rules = rules, .changes = changes };
        builder->n = dm_changes_read(self, changes);
        if (dm_complaints(self) == 0) {
            build(builder);
            if (self->twin_of == NULL) {
                dm_patches_keep(self, changes, builder->n);
            }
        }
        dm_checksum_free(builder->sum);
    }
    free(builder);
}

void
dm_rules_clear(struct dm_rules *self)
{
    for (int32_t i = 0; i + 1 < self->n_regimes; i++) {
        dm_regime_clear(&self->regime[i]);
    }
    free(self->regime);
    free(self->from_month);
    free(self->index);
    *self = (struct dm_rules){ 0 };
}
