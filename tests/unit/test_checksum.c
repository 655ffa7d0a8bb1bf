/* SPDX-License-Identifier: Apache-2.0
 *
 * Checksums: known values of XXH3-128, and independence of how the bytes are fed. */
#include "base/checksum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
assert_digest(const struct dm_checksum *sum, const char *expected)
{
    char text[33];

    dm_digest_text(dm_checksum_digest(sum), text);
    assert_string_equal(text, expected);
}

/* As printed by `xxh128sum`. */
static void
test_known_values(void **state)
{
    struct dm_checksum *sum = dm_checksum_create();

    (void) state;
    assert_non_null(sum);
    assert_digest(sum, "99aa06d3014798d86001c324468d497f");
    dm_checksum_bytes(sum, "abc", 3);
    assert_digest(sum, "06b05ab6733a618578af5f94892f3950");
    dm_checksum_reset(sum);
    assert_digest(sum, "99aa06d3014798d86001c324468d497f");
    dm_checksum_free(sum);
    dm_checksum_free(NULL);
}

static void
test_elements_are_little_endian(void **state)
{
    static const uint8_t bytes[16] = { 8, 7, 6, 5, 4, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0x80 };
    const uint64_t wide[] = { UINT64_C(0x0102030405060708), UINT64_C(0x8000000000000001) };
    const uint32_t half[] = { 0x05060708, 0x01020304, 1, 0x80000000 };
    const uint16_t quarter[] = { 0x0708, 0x0506, 0x0304, 0x0102, 1, 0, 0, 0x8000 };
    char expected[33];
    struct dm_checksum *sum = dm_checksum_create();

    (void) state;
    dm_checksum_bytes(sum, bytes, sizeof bytes);
    dm_digest_text(dm_checksum_digest(sum), expected);
    dm_checksum_reset(sum);
    dm_checksum_array(sum, wide, 2, 8);
    assert_digest(sum, expected);
    dm_checksum_reset(sum);
    dm_checksum_array(sum, half, 4, 4);
    assert_digest(sum, expected);
    dm_checksum_reset(sum);
    dm_checksum_array(sum, quarter, 8, 2);
    assert_digest(sum, expected);
    dm_checksum_reset(sum);
    dm_checksum_array(sum, bytes, 16, 1);
    assert_digest(sum, expected);
    dm_checksum_reset(sum);
    dm_checksum_u64(sum, wide[0]);
    dm_checksum_u64(sum, wide[1]);
    assert_digest(sum, expected);
    dm_checksum_free(sum);
}

/* However a text is cut, the digest is the same; and one changed bit changes it. */
static void
test_pieces_do_not_matter(void **state)
{
    uint8_t bytes[3000];
    char expected[33];
    struct dm_checksum *sum = dm_checksum_create();

    (void) state;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t) (i * i >> 3 & 0xFF);
    }
    dm_checksum_bytes(sum, bytes, sizeof bytes);
    dm_digest_text(dm_checksum_digest(sum), expected);
    for (size_t cut = 0; cut <= sizeof bytes; cut += 37) {
        dm_checksum_reset(sum);
        dm_checksum_bytes(sum, bytes, cut);
        dm_checksum_bytes(sum, NULL, 0);
        (void) dm_checksum_digest(sum); /* looking changes nothing */
        dm_checksum_bytes(sum, bytes + cut, sizeof bytes - cut);
        assert_digest(sum, expected);
    }
    dm_checksum_reset(sum);
    bytes[1234] ^= 1;
    dm_checksum_bytes(sum, bytes, sizeof bytes);
    char changed[33];
    dm_digest_text(dm_checksum_digest(sum), changed);
    assert_string_not_equal(changed, expected);
    dm_checksum_free(sum);
}

static void
test_text_of_a_digest(void **state)
{
    char text[33];

    (void) state;
    dm_digest_text(
        (struct dm_digest){ .low = 1, .high = UINT64_C(0xfedcba9876543210) }, text);
    assert_string_equal(text, "fedcba98765432100000000000000001");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_elements_are_little_endian),
        cmocka_unit_test(test_pieces_do_not_matter),
        cmocka_unit_test(test_text_of_a_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
