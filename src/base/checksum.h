/* SPDX-License-Identifier: Apache-2.0
 *
 * XXH3-128 over fixed-width little-endian values, streaming. Wraps xxHash so that nobody
 * else includes it. */
#ifndef DEMERIT_BASE_CHECKSUM_H
#define DEMERIT_BASE_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dm_digest {
    uint64_t low, high;
};

struct dm_checksum; /* opaque */

struct dm_checksum *dm_checksum_create(void); /* NULL: no memory */
void dm_checksum_free(struct dm_checksum *self);
void dm_checksum_reset(struct dm_checksum *self);
void dm_checksum_bytes(struct dm_checksum *self, const void *bytes, size_t n);
/* n elements of `width` bytes (1, 2, 4, 8), as little-endian whatever the machine. */
void dm_checksum_array(
    struct dm_checksum *self, const void *elements, size_t n, size_t width);
void dm_checksum_u64(struct dm_checksum *self, uint64_t value);
/* A checksum in progress as bytes, and the same again: for this machine's byte order and
 * this version of xxHash only. False: they are of no such checksum, which is then reset. */
#define DM_CHECKSUM_SAVED_BYTES 352
void dm_checksum_save(
    const struct dm_checksum *self, unsigned char bytes[DM_CHECKSUM_SAVED_BYTES]);
bool dm_checksum_load(
    struct dm_checksum *self, const unsigned char bytes[DM_CHECKSUM_SAVED_BYTES]);
struct dm_digest dm_checksum_digest(const struct dm_checksum *self);
/* 32 hexadecimal digits, high word first, and a NUL. */
void dm_digest_text(struct dm_digest digest, char text[33]);
/* The same of `n` bytes; false: no memory. */
bool dm_checksum_text(const void *bytes, size_t n, char text[33]);

#endif
