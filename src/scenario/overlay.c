/* SPDX-License-Identifier: Apache-2.0
 *
 * Overlays that reach every entity: `channels.*.misattribution=0 %` becomes a `--set` for
 * each channel that has a misattribution, in changes of rules too. What is absent stays
 * absent. */
#include "scenario/reading.h"

#include <string.h>

/* The ids of a section of the regime, which lie `stride` bytes apart. */
struct ids {
    const void *first;
    size_t n, stride;
};

static struct ids
ids_of(const struct dm_regime *regime, const char *section, size_t n)
{
    const struct {
        const char *section;
        struct ids ids;
    } all[] = {
        { "channels", { &regime->channels[0].id, (size_t) regime->n_channels,
                          sizeof regime->channels[0] } },
        { "schemes", { &regime->schemes[0].id, (size_t) regime->n_schemes,
                         sizeof regime->schemes[0] } },
        { "lists",
            { &regime->lists[0].id, (size_t) regime->n_lists, sizeof regime->lists[0] } },
        { "sanctions", { &regime->sanctions[0].id, (size_t) regime->n_sanctions,
                           sizeof regime->sanctions[0] } },
        { "rewards", { &regime->rewards[0].id, (size_t) regime->n_rewards,
                         sizeof regime->rewards[0] } },
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strlen(all[i].section) == n && strncmp(all[i].section, section, n) == 0) {
            return all[i].ids;
        }
    }
    return (struct ids){ NULL, 0, 0 };
}

/* The part of a path that a regime has: without the change of rules it stands in. */
static const char *
below_change(const char *path)
{
    int steps = strncmp(path, "timeline.", 9) == 0         ? 3
                : strncmp(path, "jurisdictions.", 14) == 0 ? 2
                                                           : 0;

    for (; steps > 0 && *path != '\0'; steps--) {
        size_t n = strcspn(path, ".");

        path += n + (path[n] == '.' ? 1 : 0);
    }
    return path;
}

/* Whether `spared` has the entity `id` in the section that `path` begins with. */
static bool
is_spared(const struct dm_regime *spared, const char *path, const char *id)
{
    struct ids ids;

    if (spared == NULL) {
        return false;
    }
    path = below_change(path);
    ids = ids_of(spared, path, strcspn(path, "."));
    for (size_t i = 0; i < ids.n; i++) {
        const struct dm_id *known =
            (const void *) ((const unsigned char *) ids.first + i * ids.stride);

        if (strcmp(known->s, id) == 0) {
            return true;
        }
    }
    return false;
}

/* `path` of n characters with the step `*` at `star` replaced by `id`. */
static const char *
with_id(struct dm_arena *arena, const char *path, const char *star, const char *id)
{
    size_t before = (size_t) (star - path), width = strlen(id), after = strlen(star + 1);
    char *out = dm_arena_alloc(arena, before + width + after + 1);

    if (out != NULL) {
        memcpy(out, path, before);
        memcpy(out + before, id, width);
        memcpy(out + before + width, star + 1, after);
    }
    return out;
}

/* The first step `*` before the sign of equality, NULL: there is none. */
static const char *
find_star(const char *overlay)
{
    const char *star = strchr(overlay, '*'), *sign = strchr(overlay, '=');

    return star != NULL && (sign == NULL || star < sign) ? star : NULL;
}

static bool
has(struct dm_arena *arena, const struct dm_node *root, const char *overlay)
{
    const char *path = dm_arena_text(arena, overlay, strcspn(overlay, "="));

    return path != NULL && dm_node_walk(root, path) != NULL;
}

static const struct dm_node *
lay(struct dm_reading *self, const struct dm_node *root, const char *overlay,
    const struct dm_regime *spared)
{
    const char *star = find_star(overlay), *path;
    const struct dm_node *map;

    if (star == NULL) {
        return has(&self->arena, root, overlay) ? dm_load_set(self, root, overlay) : root;
    }
    path = dm_arena_text(
        &self->arena, overlay, star > overlay ? (size_t) (star - overlay) - 1 : 0);
    map = path != NULL ? dm_node_walk(root, path) : NULL;
    if (map == NULL || map->kind != DM_NODE_MAP) {
        return root;
    }
    for (size_t i = 0; root != NULL && i < map->n_entries; i++) {
        const char *id = map->entries[i].key->text, *one;

        if (dm_is_annotation(id) || is_spared(spared, overlay, id)) {
            continue;
        }
        one = with_id(&self->arena, overlay, star, id);
        root = one != NULL ? lay(self, root, one, spared) : NULL;
    }
    return root;
}

const struct dm_node *
dm_overlay(struct dm_reading *self, const struct dm_node *root, const char *overlay,
    const struct dm_regime *spared)
{
    static const char *const BEFORE[] = { "", "jurisdictions.*.", "timeline.*.set." };

    for (size_t i = 0; root != NULL && i < sizeof BEFORE / sizeof *BEFORE; i++) {
        size_t before = strlen(BEFORE[i]), n = strlen(overlay);
        char *path = dm_arena_alloc(&self->arena, before + n + 1);

        if (path == NULL) {
            return NULL;
        }
        memcpy(path, BEFORE[i], before);
        memcpy(path + before, overlay, n);
        root = lay(self, root, path, spared);
    }
    return root;
}
