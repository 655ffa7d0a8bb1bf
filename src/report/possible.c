/* SPDX-License-Identifier: Apache-2.0
 *
 * Ranges are looked up in the list of measures, which says one of each. */
#include "possible.h"

#include <math.h>
#include <string.h>

const char dm_possible_note[] =
    "Ranges are shown no further than the measure can go (of 100 people, from 0 to 100); "
    "--json has them as computed.";

#define RANGE_SHARE                                                                        \
    {                                                                                      \
        0.0, 1.0                                                                           \
    }
#define RANGE_AMOUNT                                                                       \
    {                                                                                      \
        0.0, (double) INFINITY                                                             \
    }
#define RANGE_BALANCE                                                                      \
    {                                                                                      \
        -1.0, 1.0                                                                          \
    }
#define RANGE_FALL                                                                         \
    {                                                                                      \
        -(double) INFINITY, 1.0                                                            \
    }
#define RANGE_RISE                                                                         \
    {                                                                                      \
        -1.0, (double) INFINITY                                                            \
    }
#define RANGE_ANY                                                                          \
    {                                                                                      \
        -(double) INFINITY, (double) INFINITY                                              \
    }

static const struct {
    const char *id;
    struct dm_range range;
} MEASURES[] = {
#define DM_MEASURE(NAME, id, unit, range, direction, is_difference, sentence)              \
    { id, RANGE_##range },
#include "scenario/measures.def"
#undef DM_MEASURE
};

/* Whether `id` is `pattern`, or what stands before its word in capitals, or that with the
 * id of an entity after it. */
static bool
is_of(const char *id, const char *pattern)
{
    size_t n = strlen(pattern);

    if (strcmp(id, pattern) == 0) {
        return true;
    }
    while (n > 0 && pattern[n - 1] >= 'A' && pattern[n - 1] <= 'Z') {
        n--;
    }
    return pattern[n] != '\0' && strncmp(id, pattern, n - 1) == 0 &&
           (id[n - 1] == '\0' || id[n - 1] == '.');
}

struct dm_range
dm_possible_range(const char *id)
{
    /* A name in full comes before a template that it would fit: exits before exits.LIST. */
    for (size_t i = 0; i < sizeof MEASURES / sizeof *MEASURES; i++) {
        if (strcmp(id, MEASURES[i].id) == 0) {
            return MEASURES[i].range;
        }
    }
    for (size_t i = 0; i < sizeof MEASURES / sizeof *MEASURES; i++) {
        if (is_of(id, MEASURES[i].id)) {
            return MEASURES[i].range;
        }
    }
    return (struct dm_range) RANGE_ANY;
}

/* The same in every replicate: both bounds are the mean. */
static bool
is_fixed(const struct dm_value *value)
{
    return !(value->lo < value->mean) && !(value->hi > value->mean);
}

struct dm_range
dm_possible_difference(
    struct dm_range range, const struct dm_value *regime, const struct dm_value *twin)
{
    if (isfinite(twin->mean) && is_fixed(twin)) {
        return (struct dm_range){ range.lo - twin->mean, range.hi - twin->mean };
    }
    if (isfinite(regime->mean) && is_fixed(regime)) {
        return (struct dm_range){ regime->mean - range.hi, regime->mean - range.lo };
    }
    return (struct dm_range){ range.lo - range.hi, range.hi - range.lo };
}

struct dm_value
dm_possible_value(const struct dm_value *value, struct dm_range range)
{
    struct dm_value shown = *value;

    if (value->mean >= range.lo && value->mean <= range.hi) {
        shown.lo = value->lo < range.lo ? range.lo : value->lo;
        shown.hi = value->hi > range.hi ? range.hi : value->hi;
    }
    return shown;
}

struct dm_value
dm_possible_regime(const struct dm_metric_row *row)
{
    return dm_possible_value(&row->regime, dm_possible_range(row->id));
}

struct dm_value
dm_possible_twin(const struct dm_metric_row *row)
{
    return dm_possible_value(&row->twin, dm_possible_range(row->id));
}

struct dm_value
dm_possible_change(const struct dm_metric_row *row)
{
    struct dm_range range = dm_possible_range(row->id);

    if (row->is_difference) {
        return dm_possible_value(&row->regime, range);
    }
    range = dm_possible_difference(range, &row->regime, &row->twin);
    return dm_possible_value(&row->difference, range);
}

static bool
differ(struct dm_value a, const struct dm_value *b)
{
    return a.lo > b->lo || a.hi < b->hi;
}

bool
dm_possible_cuts(const struct dm_metric_row *row)
{
    return differ(dm_possible_regime(row), &row->regime) ||
           differ(dm_possible_twin(row), &row->twin) ||
           (!row->is_difference && differ(dm_possible_change(row), &row->difference));
}

bool
dm_possible_cuts_any(const struct dm_results *results)
{
    for (size_t i = 0; i < results->n_metrics; i++) {
        if (dm_possible_cuts(&results->metrics[i])) {
            return true;
        }
    }
    return false;
}
