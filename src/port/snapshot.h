/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the state of a run goes between ticks, and comes back from: pieces of bytes, each
 * under a name. The core carries pieces; a checkpoint file or a test keeps them. Bytes are
 * as this machine holds them: who keeps them refuses those of another. */
#ifndef DEMERIT_PORT_SNAPSHOT_H
#define DEMERIT_PORT_SNAPSHOT_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Under which name: array `array` of a column of persons or communities in one tile, of one
 * world of a replicate. */
struct dm_piece {
    const char *name;  /* of the column; borrowed for the duration of the call */
    int32_t replicate; /* from 1; 0: of the run */
    int32_t side, array, tile;
};

/* One at a time. What was begun and not ended is as if it had never been. */
struct dm_snapshot_sink {
    void *self;
    dm_status (*begin)(void *self, struct dm_error *err);
    dm_status (*put)(void *self, const struct dm_piece *piece, const void *bytes, size_t n,
        struct dm_error *err);
    dm_status (*end)(void *self, struct dm_error *err);
};

struct dm_snapshot_source {
    void *self;
    const char *name; /* for messages */
    /* The bytes stay until the next call. DM_EIO: there is no such piece, or it is damaged.
     */
    dm_status (*get)(void *self, const struct dm_piece *piece, const void **bytes,
        size_t *n, struct dm_error *err);
    bool refused; /* set where the cause of a DM_EIO is the snapshot itself */
};

/* One way or the other: exactly one of `to` and `from` is set. */
struct dm_carrier {
    const struct dm_snapshot_sink *to; /* borrowed */
    struct dm_snapshot_source *from;   /* borrowed */
    int32_t replicate, side;           /* of the pieces */
    struct dm_error *err;              /* may be NULL */
};

/* Sends `n` bytes, or fills them in from a piece of the same size. */
dm_status dm_carry(struct dm_carrier *self, const char *name, int32_t array, int32_t tile,
    void *bytes, size_t n) DM_MUST_USE;
/* One direction only, for pieces whose size is not known before. */
dm_status dm_carry_out(struct dm_carrier *self, const char *name, int32_t array,
    int32_t tile, const void *bytes, size_t n) DM_MUST_USE;
dm_status dm_carry_in(struct dm_carrier *self, const char *name, int32_t array,
    int32_t tile, const void **bytes, size_t *n) DM_MUST_USE;
/* The piece was read and cannot be: DM_EIO that names it and says `why`. */
dm_status dm_carry_refuse(struct dm_carrier *self, const char *name, int32_t array,
    int32_t tile, const char *why);

#endif
