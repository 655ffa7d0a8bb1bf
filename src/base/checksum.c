/* SPDX-License-Identifier: Apache-2.0
 *
 * XXH3-128 with seed 0, compiled in from the header of xxHash. Multi-byte elements are fed
 * in little-endian order, so that a checksum is the same on every machine. */
#include "checksum.h"

#include "status.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct dm_checksum {
    XXH3_state_t state;
};

struct dm_checksum *
dm_checksum_create(void)
{
    struct dm_checksum *self = aligned_alloc(_Alignof(struct dm_checksum), sizeof *self);

    if (self != NULL) {
        dm_checksum_reset(self);
    }
    return self;
}

void
dm_checksum_free(struct dm_checksum *self)
{
    free(self);
}

void
dm_checksum_reset(struct dm_checksum *self)
{
    XXH3_INITSTATE(&self->state);
    XXH_errorcode code = XXH3_128bits_reset(&self->state);
    DM_ASSERT(code == XXH_OK);
}

void
dm_checksum_bytes(struct dm_checksum *self, const void *bytes, size_t n)
{
    if (n > 0) {
        XXH_errorcode code = XXH3_128bits_update(&self->state, bytes, n);
        DM_ASSERT(code == XXH_OK);
    }
}

static bool
is_little_endian(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *) &one == 1;
}

/* Elements in the other byte order go through a small buffer. */
static void
add_reversed(struct dm_checksum *self, const unsigned char *bytes, size_t n, size_t width)
{
    unsigned char buffer[512];
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < width; k++) {
            buffer[used++] = bytes[i * width + width - 1 - k];
        }
        if (used == sizeof buffer || i + 1 == n) {
            dm_checksum_bytes(self, buffer, used);
            used = 0;
        }
    }
}

void
dm_checksum_array(struct dm_checksum *self, const void *elements, size_t n, size_t width)
{
    DM_ASSERT(width == 1 || width == 2 || width == 4 || width == 8);
    if (width == 1 || is_little_endian()) {
        dm_checksum_bytes(self, elements, n * width);
    } else {
        add_reversed(self, elements, n, width);
    }
}

void
dm_checksum_u64(struct dm_checksum *self, uint64_t value)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char) (value >> 8 * i & 0xFF);
    }
    dm_checksum_bytes(self, bytes, sizeof bytes);
}

/* What the state of XXH3 is made of, but for the secret, which is always the default one.
 */
struct saved {
    uint32_t version, n_buffered;
    uint64_t n_stripes, n_bytes;
    uint64_t lanes[8];
    unsigned char buffer[XXH3_INTERNALBUFFER_SIZE];
    uint64_t reserved;
};
_Static_assert(sizeof(struct saved) == DM_CHECKSUM_SAVED_BYTES, "as the header says");

void
dm_checksum_save(
    const struct dm_checksum *self, unsigned char bytes[DM_CHECKSUM_SAVED_BYTES])
{
    struct saved saved = { .version = XXH_VERSION_NUMBER,
        .n_buffered = self->state.bufferedSize,
        .n_stripes = self->state.nbStripesSoFar,
        .n_bytes = self->state.totalLen };

    memcpy(saved.lanes, self->state.acc, sizeof saved.lanes);
    memcpy(saved.buffer, self->state.buffer, sizeof saved.buffer);
    memcpy(bytes, &saved, sizeof saved);
}

bool
dm_checksum_load(
    struct dm_checksum *self, const unsigned char bytes[DM_CHECKSUM_SAVED_BYTES])
{
    struct saved saved;

    dm_checksum_reset(self);
    memcpy(&saved, bytes, sizeof saved);
    if (saved.version != XXH_VERSION_NUMBER || saved.n_buffered > sizeof saved.buffer ||
        saved.n_stripes > self->state.nbStripesPerBlock) {
        return false;
    }
    self->state.bufferedSize = saved.n_buffered;
    self->state.nbStripesSoFar = (size_t) saved.n_stripes;
    self->state.totalLen = saved.n_bytes;
    memcpy(self->state.acc, saved.lanes, sizeof saved.lanes);
    memcpy(self->state.buffer, saved.buffer, sizeof saved.buffer);
    return true;
}

struct dm_digest
dm_checksum_digest(const struct dm_checksum *self)
{
    XXH128_hash_t hash = XXH3_128bits_digest(&self->state);

    return (struct dm_digest){ .low = hash.low64, .high = hash.high64 };
}

void
dm_digest_text(struct dm_digest digest, char text[33])
{
    static const char hex[] = "0123456789abcdef";

    for (int i = 0; i < 16; i++) {
        text[i] = hex[digest.high >> (60 - 4 * i) & 0xF];
        text[16 + i] = hex[digest.low >> (60 - 4 * i) & 0xF];
    }
    text[32] = '\0';
}

bool
dm_checksum_text(const void *bytes, size_t n, char text[33])
{
    struct dm_checksum *sum = dm_checksum_create();

    if (sum == NULL) {
        return false;
    }
    dm_checksum_bytes(sum, bytes, n);
    dm_digest_text(dm_checksum_digest(sum), text);
    dm_checksum_free(sum);
    return true;
}
