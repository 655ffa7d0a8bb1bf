/* SPDX-License-Identifier: Apache-2.0
 *
 * Files by POSIX calls, since what matters here is not in standard C: making without
 * overwriting, flushing to the disk, renaming in one step. */
#define _POSIX_C_SOURCE 200809L

#include "folder.h"

#include "base/checksum.h"
#include "checkpoint_sqlite.h"
#include "manifest.h"
#include "study_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
dm_folder_path(const char *folder, const char *name)
{
    size_t n = strlen(folder), size = n + strlen(name) + 2;
    char *path = malloc(size);

    if (path != NULL) {
        const char *slash = n == 0 || folder[n - 1] == '/' ? "" : "/";
        snprintf(path, size, "%s%s%s", folder, slash, name);
    }
    return path;
}

bool
dm_folder_exists(const char *path)
{
    return path != NULL && access(path, F_OK) == 0;
}

static bool
part_is_safe(const char *part, size_t n)
{
    return n > 0 && part[0] != '.' &&
           strspn(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                        "._-") >= n;
}

bool
dm_folder_name_is_safe(const char *name)
{
    size_t n = strcspn(name, "/");

    if (!part_is_safe(name, n) || name[n] == '\0') {
        return part_is_safe(name, n);
    }
    const char *rest = name + n + 1;
    return strchr(rest, '/') == NULL && part_is_safe(rest, strlen(rest));
}

static dm_status
no_memory(const char *name, struct dm_error *err)
{
    return dm_error_set(err, DM_ENOMEM, "%.300s: no memory", name);
}

static dm_status
cannot_write(const char *path, int reason, struct dm_error *err)
{
    return dm_error_set(err, DM_EIO, "%.300s: cannot be written: %s", path,
        reason == ENOSPC ? "the disk is full" : strerror(reason));
}

/* ---- making ---- */

static dm_status
cannot_make(const char *path, struct dm_error *err)
{
    return dm_error_set(
        err, DM_ECREATE, "%.300s: cannot be made: %s", path, strerror(errno));
}

/* Leaves errno as it is. */
static bool
is_folder(const char *path)
{
    int reason = errno;
    struct stat info;
    bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);

    errno = reason;
    return folder;
}

/* mkdir -p */
static dm_status
make_with_parents(const char *folder, struct dm_error *err)
{
    char *path = dm_folder_path(folder, "");
    dm_status st = DM_OK;

    if (path == NULL) {
        return no_memory(folder, err);
    }
    for (char *at = path + 1; st == DM_OK && *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            if (mkdir(path, 0777) != 0 && !is_folder(path)) {
                st = cannot_make(path, err);
            }
            *at = '/';
        }
    }
    free(path);
    return st;
}

/* What the top of a run's folder may hold. */
static bool
is_ours(const char *name)
{
    static const char *const names[] = { DM_FILE_MANIFEST, DM_FILE_MANIFEST ".part",
        DM_FILE_RESOLVED, DM_FILE_RESULTS, DM_FILE_RESULTS ".part", DM_FILE_REPORT,
        DM_FILE_ODD, DM_FILE_CARD, DM_SOURCES, DM_CHECKPOINTS, DM_FILE_STUDY,
        DM_FILE_STUDY "-wal", DM_FILE_STUDY "-shm", DM_FILE_STUDY "-journal",
        DM_FILE_STUDY_JSON, DM_FILE_STUDY_JSON ".part" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* What a run makes of its results, and may make again. */
static bool
is_product(const char *name)
{
    return is_ours(name) && strcmp(name, DM_FILE_MANIFEST) != 0 &&
           strcmp(name, DM_FILE_RESOLVED) != 0 && strcmp(name, DM_SOURCES) != 0 &&
           strcmp(name, DM_CHECKPOINTS) != 0;
}

static bool
is_any(const char *name)
{
    (void) name;
    return true;
}

/* Copies the name of the first entry that is (or is not) of a kind; false: there is none.
 * A folder that cannot be read has none. */
static bool
find(const char *folder, bool (*kind)(const char *name), bool wanted, char *out, size_t n)
{
    DIR *stream = opendir(folder);
    bool found = false;

    for (struct dirent *entry = stream != NULL ? readdir(stream) : NULL;
         entry != NULL && !found; entry = readdir(stream)) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && kind(name) == wanted) {
            snprintf(out, n, "%.*s", (int) n - 1, name);
            found = true;
        }
    }
    if (stream != NULL) {
        closedir(stream);
    }
    return found;
}

static bool
holds(const char *folder, const char *name)
{
    char *path = dm_folder_path(folder, name);
    bool there = dm_folder_exists(path);

    free(path);
    return there;
}

/* Removes the entries of a kind; folders among them stay unless they are empty. */
static void
empty(const char *folder, bool (*kind)(const char *name))
{
    DIR *stream = opendir(folder);

    for (struct dirent *entry = stream != NULL ? readdir(stream) : NULL; entry != NULL;
         entry = readdir(stream)) {
        const char *name = entry->d_name;
        char *path = strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && kind(name)
                         ? dm_folder_path(folder, name)
                         : NULL;
        if (path != NULL && unlink(path) != 0) {
            (void) rmdir(path);
        }
        free(path);
    }
    if (stream != NULL) {
        closedir(stream);
    }
}

/* Unlinks files only: what somebody put into sources/ as a folder stays, and with it the
 * folder. */
void
dm_folder_remove(const char *folder)
{
    char *sources = dm_folder_path(folder, DM_SOURCES);

    if (sources != NULL) {
        empty(sources, is_any);
    }
    free(sources);
    dm_checkpoints_remove(folder);
    empty(folder, is_ours);
    (void) rmdir(folder);
}

void
dm_folder_remove_products(const char *folder)
{
    empty(folder, is_product);
}

/* A folder that is there and holds something. */
static dm_status
refuse_or_clear(const char *folder, bool force, struct dm_error *err)
{
    char stranger[64];
    struct dm_manifest manifest = { .status = NULL };

    if (!holds(folder, DM_FILE_MANIFEST)) {
        return dm_error_set(err, DM_ECREATE,
            "%.200s is there already and holds no manifest.json: %s; choose another --out "
            "or remove it by hand (--force removes only finished or stopped runs)",
            folder,
            holds(folder, DM_SOURCES) || holds(folder, DM_FILE_RESULTS ".part")
                ? "an unfinished run"
                : "it is no run");
    }
    dm_status st = dm_manifest_read(&manifest, folder, NULL);
    dm_manifest_clear(&manifest);
    if (st != DM_OK) {
        return dm_error_set(err, DM_ECREATE,
            "%.200s is there already, and its manifest.json is not ours; choose another "
            "--out",
            folder);
    }
    if (!force) {
        return dm_error_set(err, DM_ECREATE,
            "%.200s is there already and holds a run; --force replaces it", folder);
    }
    if (find(folder, is_ours, false, stranger, sizeof stranger)) {
        return dm_error_set(err, DM_ECREATE,
            "%.200s holds `%s`, which no run wrote; move it away first", folder, stranger);
    }
    dm_folder_remove(folder);
    return DM_OK;
}

dm_status
dm_folder_make(const char *folder, bool force, struct dm_error *err)
{
    char any[64];
    dm_status st = DM_OK;

    if (find(folder, is_any, true, any, sizeof any)) {
        st = refuse_or_clear(folder, force, err);
    }
    if (st == DM_OK) {
        st = make_with_parents(folder, err);
    }
    char *sources = dm_folder_path(folder, DM_SOURCES);
    if (st == DM_OK && sources == NULL) {
        st = no_memory(folder, err);
    } else if (st == DM_OK && mkdir(sources, 0777) != 0) {
        st = cannot_make(sources, err);
    }
    free(sources);
    return st;
}

/* ---- writing ---- */

/* 0 or errno. */
static int
write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        if (written > 0) {
            bytes += written;
            n -= (size_t) written;
        }
    }
    return 0;
}

static dm_status
write_new(const char *path, const void *bytes, size_t n, struct dm_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (fd < 0) {
        return errno == ENOSPC || errno == EDQUOT ? cannot_write(path, ENOSPC, err)
                                                  : cannot_make(path, err);
    }
    int reason = write_all(fd, bytes, n);
    if (reason == 0 && fsync(fd) != 0) {
        reason = errno;
    }
    if (close(fd) != 0 && reason == 0) {
        reason = errno;
    }
    return reason == 0 ? DM_OK : cannot_write(path, reason, err);
}

dm_status
dm_folder_write(const char *folder, const char *name, const void *bytes, size_t n,
    char hash[33], struct dm_error *err)
{
    char *path = dm_folder_path(folder, name);

    if (path == NULL || (hash != NULL && !dm_checksum_text(bytes, n, hash))) {
        free(path);
        return no_memory(name, err);
    }
    dm_status st = write_new(path, bytes, n, err);
    free(path);
    return st;
}

dm_status
dm_folder_reserve(const char *folder, const char *name, struct dm_error *err)
{
    return dm_folder_write(folder, name, "", 0, NULL, err);
}

/* 0 or errno. */
static int
flush(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return errno;
    }
    int reason = fsync(fd) != 0 && errno != EINVAL ? errno : 0;
    close(fd);
    return reason;
}

dm_status
dm_folder_publish(
    const char *folder, const char *from, const char *to, struct dm_error *err)
{
    char *old = dm_folder_path(folder, from), *new = dm_folder_path(folder, to);
    dm_status st = DM_OK;

    if (old == NULL || new == NULL) {
        st = no_memory(folder, err);
    } else {
        int reason = flush(old);
        if (reason == 0 && rename(old, new) != 0) {
            reason = errno;
        }
        if (reason == 0) {
            reason = flush(folder);
        }
        st = reason == 0 ? DM_OK : cannot_write(new, reason, err);
    }
    free(old);
    free(new);
    return st;
}

/* ---- reading ---- */

static dm_status
open_to_read(const char *folder, const char *name, FILE **file, struct dm_error *err)
{
    char *path = dm_folder_path(folder, name);

    *file = path != NULL ? fopen(path, "rb") : NULL;
    int reason = errno;
    dm_status st = path == NULL ? no_memory(name, err)
                   : *file == NULL
                       ? dm_error_set(err, DM_ENOINPUT, "%.300s: cannot be read: %s", path,
                             strerror(reason))
                       : DM_OK;
    free(path);
    return st;
}

/* Pieces of a file to `take`; DM_EIO where it cannot be read to its end. */
static dm_status
read_pieces(FILE *file, const char *name, int64_t *bytes, struct dm_checksum *sum,
    struct dm_strbuf *out, size_t most, struct dm_error *err)
{
    char piece[16384];
    size_t n;

    *bytes = 0;
    while ((n = fread(piece, 1, sizeof piece, file)) > 0) {
        *bytes += (int64_t) n;
        if (sum != NULL) {
            dm_checksum_bytes(sum, piece, n);
        }
        if (out != NULL && *bytes > (int64_t) most) {
            return dm_error_set(
                err, DM_EIO, "%.300s: more than %zu bytes, which no run wrote", name, most);
        }
        if (out != NULL) {
            dm_strbuf_addn(out, piece, n);
        }
    }
    if (ferror(file)) {
        return dm_error_set(
            err, DM_EIO, "%.300s: cannot be read: %s", name, strerror(errno));
    }
    return out != NULL && out->failed ? no_memory(name, err) : DM_OK;
}

dm_status
dm_folder_hash(const char *folder, const char *name, char hash[33], int64_t *bytes,
    struct dm_error *err)
{
    FILE *file = NULL;
    struct dm_checksum *sum = dm_checksum_create();
    dm_status st =
        sum != NULL ? open_to_read(folder, name, &file, err) : no_memory(name, err);

    if (st == DM_OK) {
        st = read_pieces(file, name, bytes, sum, NULL, 0, err);
        fclose(file);
    }
    if (st == DM_OK) {
        dm_digest_text(dm_checksum_digest(sum), hash);
    }
    dm_checksum_free(sum);
    return st;
}

dm_status
dm_folder_read(const char *folder, const char *name, size_t most, struct dm_strbuf *out,
    struct dm_error *err)
{
    FILE *file = NULL;
    int64_t bytes;
    dm_status st = open_to_read(folder, name, &file, err);

    if (st == DM_OK) {
        st = read_pieces(file, name, &bytes, NULL, out, most, err);
        fclose(file);
    }
    return st;
}
