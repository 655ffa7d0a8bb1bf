/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of parameters and kinds, and storage by row. */
#include "scenario/fields.h"

#include "base/status.h"

#include <string.h>

#define STRUCT_SCENARIO struct dm_scenario
#define STRUCT_REGIME   struct dm_regime
#define STRUCT_ACT      struct dm_act
#define STRUCT_CHANNEL  struct dm_channel
#define STRUCT_SCHEME   struct dm_scheme
#define STRUCT_TIER     struct dm_tier
#define STRUCT_LIST     struct dm_list
#define STRUCT_SERVICE  struct dm_service
#define STRUCT_SANCTION struct dm_sanction
#define STRUCT_REWARD   struct dm_reward
#define STRUCT_VIGNETTE struct dm_vignette
#define STRUCT_PATCH    struct dm_patch

#define NO_OFFSETS     .count_offset = SIZE_MAX, .mark_offset = SIZE_MAX
#define DM_ONE         .shape = DM_SHAPE_ONE, NO_OFFSETS
#define DM_ONE_OR_LIST .shape = DM_SHAPE_ONE_OR_LIST, NO_OFFSETS
#define DM_BY_GROUP    .shape = DM_SHAPE_BY_GROUP, NO_OFFSETS
#define DM_BY_ACT      .shape = DM_SHAPE_BY_ACT, NO_OFFSETS
#define DM_BY_SCHEME   .shape = DM_SHAPE_BY_SCHEME, NO_OFFSETS
#define DM_SHORTHAND   .shape = DM_SHAPE_SHORTHAND, NO_OFFSETS
#define DM_LIST(low_n, high_n)                                                             \
    .shape = DM_SHAPE_LIST, .n_min = (low_n), .n_max = (high_n), NO_OFFSETS
#define DM_LIST_OF(scope_, low_n, high_n, count)                                           \
    .shape = DM_SHAPE_LIST, .n_min = (low_n), .n_max = (high_n),                           \
    .count_offset = offsetof(STRUCT_##scope_, count), .mark_offset = SIZE_MAX
#define DM_LIST_N(low_n, high_n, count) DM_LIST_OF(SCENARIO, low_n, high_n, count)
#define DM_BY_ACT_MARKED(type, mark)                                                       \
    .shape = DM_SHAPE_BY_ACT, .count_offset = SIZE_MAX, .mark_offset = offsetof(type, mark)
#define DM_ANY                      .low = NULL
#define DM_BETWEEN(lowest, highest) .low = (lowest), .high = (highest)
#define DM_CHOICES(words)           .choices = (words)
#define DM_REQUIRED                 NULL
#define DM_NONE                     ""
#define MEMBER(scope_, member_)                                                            \
    .member = #member_, .offset = offsetof(STRUCT_##scope_, member_),                      \
    .size = sizeof(((STRUCT_##scope_ *) 0)->member_)

const struct dm_field DM_FIELDS[] = {
#define DM_FIELD(scope_, path_, kind_, shape_, bounds_, default_, member_, doc_)           \
    { .scope = DM_SCOPE_##scope_,                                                          \
        .path = path_,                                                                     \
        .kind = DM_KIND_##kind_,                                                           \
        shape_,                                                                            \
        bounds_,                                                                           \
        .fallback = default_,                                                              \
        MEMBER(scope_, member_),                                                           \
        .doc = doc_ },
#define DM_HAND(scope_, path_, kind_, shape_, bounds_, default_, member_, doc_)            \
    { .scope = DM_SCOPE_##scope_,                                                          \
        .path = path_,                                                                     \
        .kind = DM_KIND_##kind_,                                                           \
        shape_,                                                                            \
        bounds_,                                                                           \
        .fallback = default_,                                                              \
        MEMBER(scope_, member_),                                                           \
        .by_hand = true,                                                                   \
        .doc = doc_ },
#define DM_KEY(scope_, path_, kind_, shape_, bounds_, default_, doc_)                      \
    { .scope = DM_SCOPE_##scope_,                                                          \
        .path = path_,                                                                     \
        .kind = DM_KIND_##kind_,                                                           \
        shape_,                                                                            \
        bounds_,                                                                           \
        .fallback = default_,                                                              \
        .by_hand = true,                                                                   \
        .doc = doc_ },
#define DM_DERIVED(scope_, kind_, bounds_, member_, doc_)                                  \
    { .scope = DM_SCOPE_##scope_,                                                          \
        .kind = DM_KIND_##kind_,                                                           \
        DM_ONE,                                                                            \
        bounds_,                                                                           \
        .fallback = "",                                                                    \
        MEMBER(scope_, member_),                                                           \
        .by_hand = true,                                                                   \
        .doc = doc_ },
#include "fields.def"
};
const size_t DM_N_FIELDS = sizeof DM_FIELDS / sizeof *DM_FIELDS;

const struct dm_kind_info DM_KINDS[DM_N_KINDS] = {
#define DM_KIND(name, words, example, schema) { #name, words, example, schema },
#include "kinds.def"
#undef DM_KIND
};

_Static_assert(sizeof(enum dm_family) == 4, "enums are stored as 32 bits");
_Static_assert(sizeof(enum dm_peer_norm) == 4, "enums are stored as 32 bits");
_Static_assert(sizeof(enum dm_network_form) == 4, "enums are stored as 32 bits");
_Static_assert(
    sizeof(struct dm_forms) == 8 * sizeof(int32_t), "enums are stored as 32 bits");
_Static_assert(sizeof(enum dm_list_kind) == 4, "enums are stored as 32 bits");
_Static_assert(sizeof(bool) == 1, "switches are stored as one byte");

const char *const DM_REGIME_SECTIONS[DM_N_REGIME_SECTIONS] = { "channels", "schemes",
    "lists", "sanctions", "rewards", "safeguards", "adaptation", "response", "observation",
    "redress", "opinion" };

bool
dm_is_regime_section(const char *key)
{
    for (size_t i = 0; i < DM_N_REGIME_SECTIONS; i++) {
        if (strcmp(DM_REGIME_SECTIONS[i], key) == 0) {
            return true;
        }
    }
    return false;
}

const char *
dm_scope_path(enum dm_scope scope)
{
    static const char *const PATHS[DM_N_SCOPES] = { "", "", "acts.*", "channels.*",
        "schemes.*", "schemes.*.tiers[]", "lists.*", "services.*", "sanctions.*",
        "rewards.*", "measure.vignettes.*", "timeline.*" };

    return PATHS[scope];
}

const char *
dm_field_key(const struct dm_field *field)
{
    size_t n = strlen(dm_scope_path(field->scope));

    return field->path + (n == 0 ? 0 : n + 1);
}

const struct dm_field *
dm_field_at(const char *path)
{
    for (size_t i = 0; i < DM_N_FIELDS; i++) {
        if (DM_FIELDS[i].path != NULL && strcmp(DM_FIELDS[i].path, path) == 0) {
            return &DM_FIELDS[i];
        }
    }
    return NULL;
}

bool
dm_field_is_alias(const struct dm_field *field)
{
    for (const struct dm_field *f = DM_FIELDS; f < field; f++) {
        if (f->scope == field->scope && f->member != NULL && field->member != NULL &&
            f->offset == field->offset) {
            return true;
        }
    }
    return false;
}

int
dm_field_capacity(const struct dm_field *field)
{
    switch (field->shape) {
    case DM_SHAPE_LIST:
        return field->n_max;
    case DM_SHAPE_BY_GROUP:
        return DM_N_GROUPS;
    case DM_SHAPE_BY_ACT:
        return DM_MAX_ACTS;
    case DM_SHAPE_BY_SCHEME:
        return DM_MAX_SCHEMES;
    case DM_SHAPE_ONE_OR_LIST:
        return field->kind == DM_KIND_ACT ? DM_MAX_ACTS : 1;
    case DM_SHAPE_ONE:
    case DM_SHAPE_SHORTHAND:
        return 1;
    }
    return 1;
}

/* Offset of the i-th value; its width in bytes into `width`. */
static size_t
place(const struct dm_field *field, int i, size_t *width)
{
    int capacity = dm_field_capacity(field);

    DM_ASSERT(i >= 0 && i < capacity && field->member != NULL);
    *width = field->size / (size_t) capacity;
    return field->offset + (size_t) i * *width;
}

void
dm_field_store(const struct dm_field *field, void *object, int i, int64_t value)
{
    size_t width;
    unsigned char *at = (unsigned char *) object + place(field, i, &width);
    uint32_t low = (uint32_t) ((uint64_t) value & UINT32_MAX);
    bool flag = value != 0;

    if (width == sizeof value) {
        memcpy(at, &value, sizeof value);
    } else if (width == sizeof low) {
        memcpy(at, &low, sizeof low);
    } else {
        DM_ASSERT(width == sizeof flag);
        memcpy(at, &flag, sizeof flag);
    }
}

static bool
is_unsigned(const struct dm_field *field)
{
    return field->kind == DM_KIND_SEED || field->kind == DM_KIND_FLAGS ||
           (field->kind == DM_KIND_CONTEXT && field->shape == DM_SHAPE_ONE_OR_LIST);
}

int64_t
dm_field_load(const struct dm_field *field, const void *object, int i)
{
    size_t width;
    const unsigned char *at = (const unsigned char *) object + place(field, i, &width);
    int64_t wide;
    int32_t narrow;
    uint32_t bits;

    if (width == sizeof wide) {
        memcpy(&wide, at, sizeof wide);
        return wide;
    }
    if (width == 1) {
        return *at != 0;
    }
    if (is_unsigned(field)) {
        memcpy(&bits, at, sizeof bits);
        return bits;
    }
    memcpy(&narrow, at, sizeof narrow);
    return narrow;
}

int
dm_field_count(const struct dm_field *field, const void *object)
{
    int32_t count;

    if (field->count_offset == SIZE_MAX) {
        return dm_field_capacity(field);
    }
    memcpy(&count, (const unsigned char *) object + field->count_offset, sizeof count);
    return count;
}

bool
dm_field_marked(const struct dm_field *field, const void *object, int i)
{
    if (field->mark_offset == SIZE_MAX) {
        return dm_field_load(field, object, i) != 0;
    }
    return ((const unsigned char *) object)[field->mark_offset + (size_t) i] != 0;
}

void
dm_field_mark(const struct dm_field *field, void *object, int i)
{
    if (field->mark_offset != SIZE_MAX) {
        ((unsigned char *) object)[field->mark_offset + (size_t) i] = 1;
    }
}

bool
dm_choice(const char *choices, int i, char word[DM_MAX_ID_BYTES + 1])
{
    for (; choices != NULL && *choices != '\0'; i--) {
        size_t n = strcspn(choices, " ");

        DM_ASSERT(n <= DM_MAX_ID_BYTES);
        if (i == 0) {
            memcpy(word, choices, n);
            word[n] = '\0';
            return true;
        }
        choices += choices[n] == ' ' ? n + 1 : n;
    }
    return false;
}
