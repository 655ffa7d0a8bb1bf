/* SPDX-License-Identifier: Apache-2.0
 *
 * What values must be among each other, beyond the bounds of each. Complaints only; nothing
 * is changed here. */
#include "base/fixed.h"
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
void
dm_validate_monthly(struct dm_freezing *self, const struct dm_node *where, const char *key,
    int64_t per_year_nano)
{
    if (per_year_nano > 0 && dm_muldiv((uint64_t) per_year_nano, DM_ONE32,
                                 (uint64_t) (MONTHS_A_YEAR * DM_NANO)) == 0) {
        dm_complain(self->reading, DM_FAULT_TOO_UNLIKELY, where, key,
            "the chance of a month is below 2^-32 and not zero");
    }
}

static void
check_monthly(struct dm_freezing *self, const char *key, int64_t per_year_nano)
{
    dm_validate_monthly(self, at(self, key), key, per_year_nano);
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
    check_monthly(self, "society.renewal", self->scenario->society.renewal_per_year_nano);
}
