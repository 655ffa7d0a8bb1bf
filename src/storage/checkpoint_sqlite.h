/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints of a run, in checkpoints/ of its folder: an SQLite file each, a blob per
 * column and tile with the XXH3-128 of what it is and holds. Two are kept. They are for the
 * run whose sources stand beside them, and for the program that wrote them: anybody else's
 * are refused. */
#ifndef DEMERIT_STORAGE_CHECKPOINT_SQLITE_H
#define DEMERIT_STORAGE_CHECKPOINT_SQLITE_H

#include "port/snapshot.h"

#define DM_CHECKPOINTS          "checkpoints"
#define DM_CHECKPOINT_ID        0x446d4350 /* application_id: "DmCP" */
#define DM_CHECKPOINT_VERSION   2          /* user_version: the pieces and their bytes */
#define DM_CHECKPOINT_MOST_NAME 32

struct dm_checkpoint_writer; /* opaque */

/* `folder` is the run's, `scenario_hash` what is run there, both copied; `version` of the
 * program is borrowed. */
dm_status dm_checkpoint_writer_create(struct dm_checkpoint_writer **out, const char *folder,
    const char *scenario_hash, const char *version, struct dm_error *err) DM_MUST_USE;
/* Throws away what was not ended; NULL is allowed. */
void dm_checkpoint_writer_free(struct dm_checkpoint_writer *self);
/* Lives as long as the writer. A file has its name only when all of it is on the disk; then
 * all others but the one before are removed. DM_EIO names the file; what was there stays.
 */
struct dm_snapshot_sink dm_checkpoint_sink(struct dm_checkpoint_writer *self);

/* The next one is written beside checkpoint `number` (0: none), which the run went on from,
 * and all others go. `self` may be NULL. */
void dm_checkpoint_keeps(struct dm_checkpoint_writer *self, uint32_t number);

/* The number of the newest checkpoint below `below`, 0 where there is none. */
uint32_t dm_checkpoint_before(const char *folder, uint32_t below);
/* Removes all of them, and the folder. */
void dm_checkpoints_remove(const char *folder);

struct dm_checkpoint_reader; /* opaque */

/* DM_EIO, naming the file: it is damaged, of another scenario, or of another program. */
dm_status dm_checkpoint_open(struct dm_checkpoint_reader **out, const char *folder,
    uint32_t number, const char *scenario_hash, const char *version,
    struct dm_error *err) DM_MUST_USE;
void dm_checkpoint_close(struct dm_checkpoint_reader *self); /* NULL is allowed */
/* Lives as long as the reader. Every piece is held to its hash when it is asked for. */
struct dm_snapshot_source dm_checkpoint_source(struct dm_checkpoint_reader *self);

#endif
