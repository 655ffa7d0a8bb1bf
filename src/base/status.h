/* SPDX-License-Identifier: Apache-2.0
 *
 * What can go wrong, as a code and an optional text. The library never prints and never
 * exits. */
#ifndef DEMERIT_BASE_STATUS_H
#define DEMERIT_BASE_STATUS_H

#include <stddef.h>

#if defined(__GNUC__)
#define DM_MUST_USE           __attribute__((warn_unused_result))
#define DM_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define DM_NORETURN           __attribute__((noreturn))
#else
#define DM_MUST_USE
#define DM_PRINTF(fmt, first)
#define DM_NORETURN
#endif

typedef enum dm_status {
    DM_OK = 0,
    DM_EUSAGE = -1,    /* a wrong call or flag */
    DM_ESCENARIO = -2, /* a bad scenario */
    DM_ENOINPUT = -3,  /* a file that cannot be read */
    DM_ENOMEM = -4,
    DM_EIO = -5,
    DM_ESTOPPED = -6, /* somebody asked to stop */
    DM_EINTERNAL = -7,
    DM_ECREATE = -8 /* what is to be written is there already, or cannot be made */
} dm_status;

/* A caller-owned text; zero it before use. */
struct dm_error {
    dm_status status;
    char text[512];
};

/* Sets `err` (may be NULL) and returns `status`, so that a caller can write `return
 * dm_error_set(...)`. */
dm_status dm_error_set(struct dm_error *err, dm_status status, const char *format, ...)
    DM_PRINTF(3, 4);

/* For our own bugs: cheap, always on; aborts with file and line. */
#define DM_ASSERT(condition)                                                               \
    ((condition) ? (void) 0 : dm_assert_failed(#condition, __FILE__, __LINE__))
DM_NORETURN void dm_assert_failed(const char *condition, const char *file, int line);

#endif
