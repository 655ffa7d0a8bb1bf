/* SPDX-License-Identifier: Apache-2.0
 *
 * Carrying a piece one way or the other, and saying which one could not be carried. */
#include "snapshot.h"

#include <string.h>

static struct dm_piece
piece_of(const struct dm_carrier *self, const char *name, int32_t array, int32_t tile)
{
    return (struct dm_piece){ .name = name,
        .replicate = self->replicate,
        .side = self->side,
        .array = array,
        .tile = tile };
}

dm_status
dm_carry_refuse(
    struct dm_carrier *self, const char *name, int32_t array, int32_t tile, const char *why)
{
    self->from->refused = true;
    return dm_error_set(self->err, DM_EIO,
        "%.200s: tile %d of column %s (array %d, replicate %d, world %d) %s",
        self->from->name, (int) tile, name, (int) array, (int) self->replicate,
        (int) self->side, why);
}

dm_status
dm_carry_out(struct dm_carrier *self, const char *name, int32_t array, int32_t tile,
    const void *bytes, size_t n)
{
    struct dm_piece piece = piece_of(self, name, array, tile);

    return self->to->put(self->to->self, &piece, bytes, n, self->err);
}

dm_status
dm_carry_in(struct dm_carrier *self, const char *name, int32_t array, int32_t tile,
    const void **bytes, size_t *n)
{
    struct dm_piece piece = piece_of(self, name, array, tile);
    dm_status st = self->from->get(self->from->self, &piece, bytes, n, self->err);

    self->from->refused = self->from->refused || st == DM_EIO;
    return st;
}

dm_status
dm_carry(struct dm_carrier *self, const char *name, int32_t array, int32_t tile,
    void *bytes, size_t n)
{
    const void *found;
    size_t n_found;

    if (self->to != NULL) {
        return dm_carry_out(self, name, array, tile, bytes, n);
    }
    dm_status st = dm_carry_in(self, name, array, tile, &found, &n_found);
    if (st == DM_OK && n_found != n) {
        st = dm_carry_refuse(self, name, array, tile, "has another size");
    }
    if (st == DM_OK && n > 0) {
        memcpy(bytes, found, n);
    }
    return st;
}
