/* SPDX-License-Identifier: Apache-2.0
 *
 * Loaded before the program (LD_PRELOAD): kills it at its n-th call that changes a file,
 * n = $STOP_AT. A write is cut in half first, as if power failed, every other time. At a
 * normal end the number of such calls goes to the file $STOP_COUNT. For tests only. */
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* each function under its own name */

#pragma GCC visibility push(default)

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long n_calls;

/* The function of that name that this file stands before. */
static void
find(void *function, const char *name)
{
    void *symbol = dlsym(RTLD_NEXT, name);

    memcpy(function, &symbol, sizeof symbol);
}

static long
wanted(void)
{
    const char *text = getenv("STOP_AT");

    return text != NULL ? strtol(text, NULL, 10) : 0;
}

static void
stop(void)
{
    (void) raise(SIGKILL);
}

/* Whether this is the call to be killed at. */
static int
is_time(void)
{
    return atomic_fetch_add(&n_calls, 1) + 1 == wanted();
}

static int
is_torn(void)
{
    return wanted() % 2 == 0;
}

__attribute__((destructor)) static void
say_count(void)
{
    const char *path = getenv("STOP_COUNT");
    FILE *file = path != NULL ? fopen(path, "w") : NULL;

    if (file != NULL) {
        fprintf(file, "%ld\n", atomic_load(&n_calls));
        fclose(file);
    }
}

ssize_t
write(int fd, const void *bytes, size_t n)
{
    ssize_t (*next)(int, const void *, size_t);

    find(&next, "write");
    if (fd > 2 && is_time()) {
        if (is_torn() && next(fd, bytes, n / 2) < 0) {
            stop();
        }
        stop();
    }
    return next(fd, bytes, n);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    ssize_t (*next)(int, const void *, size_t, off64_t);

    find(&next, "pwrite64");
    if (is_time()) {
        if (is_torn() && next(fd, bytes, n / 2, at) < 0) {
            stop();
        }
        stop();
    }
    return next(fd, bytes, n, at);
}

ssize_t
pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    return pwrite64(fd, bytes, n, (off64_t) at);
}

/* Calls without a torn half. */
#define BEFORE(result, name, parameters, arguments)                                        \
    result name parameters                                                                 \
    {                                                                                      \
        result(*next) parameters;                                                          \
                                                                                           \
        find(&next, #name);                                                                \
        if (is_time()) {                                                                   \
            stop();                                                                        \
        }                                                                                  \
        return next arguments;                                                             \
    }

BEFORE(int, rename, (const char *from, const char *to), (from, to))
BEFORE(int, unlink, (const char *path), (path))
BEFORE(int, rmdir, (const char *path), (path))
BEFORE(int, mkdir, (const char *path, mode_t mode), (path, mode))
BEFORE(int, fsync, (int fd), (fd))
BEFORE(int, fdatasync, (int fd), (fd))
BEFORE(int, ftruncate, (int fd, off_t n), (fd, n))
BEFORE(int, ftruncate64, (int fd, off64_t n), (fd, n))
