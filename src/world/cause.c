/* SPDX-License-Identifier: Apache-2.0
 *
 * Shapley values of a threshold game with five players: 32 tests, weights |S|!(4-|S|)! over
 * 120 (Shapley 1953). */
#include "cause.h"

#include "block.h"

#define COALITIONS (1U << DM_N_COMPONENTS)
#define EVERYBODY  (COALITIONS - 1)

static const int32_t weight_by_size[DM_N_COMPONENTS] = { 24, 6, 4, 6, 24 };

static int
size_of(unsigned set)
{
    int n = 0;

    for (; set != 0; set &= set - 1) {
        n++;
    }
    return n;
}

/* At or below a tier, or with a score below a number. */
struct threshold {
    const struct dm_plan_scheme *scheme;
    bool by_score;
    int32_t at;
};

static bool
sanctioned_at(const struct threshold *test, int64_t points)
{
    int32_t score = dm_plan_clamp(test->scheme, test->scheme->start + points);

    return test->by_score ? score < test->at
                          : dm_plan_tier(test->scheme, score) <= test->at;
}

static unsigned
without(unsigned i)
{
    return EVERYBODY & ~(1U << i);
}

static enum dm_cause_kind
kind_of(const bool v[COALITIONS], unsigned but_for)
{
    if (v[0]) {
        return DM_BY_RULE;
    }
    if (but_for == 0) {
        return DM_OVERDETERMINED;
    }
    return size_of(but_for) == 1 && v[but_for] ? DM_SOLE : DM_JOINT;
}

static struct dm_cause
cause_of(
    const struct threshold *test, const int64_t points[DM_N_COMPONENTS], int64_t induced)
{
    struct dm_cause cause = { .kind = DM_BY_RULE };
    bool v[COALITIONS];

    for (unsigned set = 0; set < COALITIONS; set++) {
        int64_t sum = 0;

        for (unsigned i = 0; i < DM_N_COMPONENTS; i++) {
            sum += (set >> i & 1U) != 0 ? points[i] : 0;
        }
        v[set] = sanctioned_at(test, sum);
    }
    for (unsigned i = 0; i < DM_N_COMPONENTS; i++) {
        int32_t share = 0;

        for (unsigned set = 0; set < COALITIONS; set++) {
            if ((set >> i & 1U) == 0) {
                share += weight_by_size[size_of(set)] * (v[set | 1U << i] - v[set]);
            }
        }
        cause.share[i] = (int8_t) share;
        cause.but_for |= v[without(i)] ? 0 : 1U << i;
    }
    cause.kind = kind_of(v, cause.but_for);
    cause.wrongful_rule = !v[without(DM_BY_ERROR)];
    cause.wrongful_law = !v[1U << DM_BY_UNLAWFUL];
    cause.wrongful_law_wide = !sanctioned_at(test, points[DM_BY_UNLAWFUL] - induced);
    return cause;
}

struct dm_cause
dm_cause_of_score(const struct dm_plan_scheme *scheme, int32_t tier,
    const int64_t points[DM_N_COMPONENTS], int64_t induced)
{
    struct threshold test = { scheme, false, tier };

    return cause_of(&test, points, induced);
}

struct dm_cause
dm_cause_below(const struct dm_plan_scheme *scheme, int32_t below,
    const int64_t points[DM_N_COMPONENTS], int64_t induced)
{
    struct threshold test = { scheme, true, below };

    return cause_of(&test, points, induced);
}

struct dm_cause
dm_cause_sole(enum dm_component component, bool wrongful_rule)
{
    struct dm_cause cause = { .kind = DM_SOLE,
        .wrongful_rule = wrongful_rule,
        .wrongful_law = true,
        .wrongful_law_wide = true,
        .but_for = 1U << component };

    cause.share[component] = DM_CAUSE_WHOLE;
    return cause;
}

struct dm_cause
dm_cause_of_hits(unsigned classes)
{
    unsigned present =
        classes & 7U; /* bits of dm_record_class, which are the first components */
    int n = size_of(present);
    struct dm_cause cause = { .kind = n == 1 ? DM_SOLE : DM_OVERDETERMINED };

    for (unsigned i = DM_BY_UNLAWFUL; i <= DM_BY_ERROR && n > 0; i++) {
        cause.share[i] = (present >> i & 1U) != 0 ? (int8_t) (DM_CAUSE_WHOLE / n) : 0;
    }
    cause.but_for = n == 1 ? present : 0;
    cause.wrongful_rule = present == 1U << DM_RECORD_ERROR;
    cause.wrongful_law = (present & 1U << DM_RECORD_UNLAWFUL) == 0;
    cause.wrongful_law_wide = (classes & DM_HIT_OF_OWN_ACCORD) == 0;
    return cause;
}

uint64_t
dm_cause_pack(const struct dm_cause *cause)
{
    uint64_t packed = 0;
    unsigned flags = (cause->wrongful_rule ? 1U : 0U) | (cause->wrongful_law ? 2U : 0U) |
                     (cause->wrongful_law_wide ? 4U : 0U) | (unsigned) cause->kind << 3 |
                     128U;

    for (unsigned i = 0; i < DM_N_COMPONENTS; i++) {
        packed |= (uint64_t) (uint8_t) cause->share[i] << (8 * i);
    }
    return packed | (uint64_t) flags << 40 | (uint64_t) cause->but_for << 48;
}

struct dm_cause
dm_cause_unpack(uint64_t packed)
{
    unsigned flags = (unsigned) (packed >> 40) & 255U;
    struct dm_cause cause = {
        .wrongful_rule = (flags & 1U) != 0,
        .wrongful_law = (flags & 2U) != 0,
        .wrongful_law_wide = (flags & 4U) != 0,
        .kind = (enum dm_cause_kind)(flags >> 3 & 3U),
        .but_for = (unsigned) (packed >> 48) & 255U,
    };

    for (unsigned i = 0; i < DM_N_COMPONENTS; i++) {
        cause.share[i] = (int8_t) (uint8_t) (packed >> (8 * i));
    }
    return cause;
}
