/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the sanction stages share: lists (lists.c), why somebody entered
 * (entry_cause.c), review and redress (redress.c). */
#ifndef DEMERIT_STAGE_SANCTION_H
#define DEMERIT_STAGE_SANCTION_H

#include "stage.h"

/* ---- entry_cause.c ---- */

/* Keeps the cause and contexts of an entry to list l by `ground`, or with DM_ENTRY_NONE
 * forgets them. */
void dm_entry_cause_list(
    struct dm_block *block, int32_t l, uint32_t i, enum dm_entry_ground ground);
void dm_entry_cause_spell(struct dm_block *block, int32_t s, uint32_t i, bool on);
/* Whether an entry would not be one without records of class E. */
bool dm_entry_is_wrongful(
    const struct dm_block *block, int32_t l, uint32_t i, enum dm_entry_ground ground);

/* ---- lists.c ---- */

/* Number of person i in a sparse column: of list l, or bits by list where l is 0. */
static inline uint32_t
dm_list_number(const struct dm_block *block, enum dm_column column, int32_t l, uint32_t i)
{
    return (uint32_t) dm_world_kept(block->world, column, l, block->first + i);
}

static inline void
dm_list_put(
    struct dm_block *block, enum dm_column column, int32_t l, uint32_t i, uint32_t number)
{
    if (!dm_world_keep(block->world, column, l, block->first + i, number)) {
        block->no_memory = true;
    }
}

/* Whether person i is on list l in her own right. */
static inline bool
dm_list_has(const struct dm_block *block, int32_t l, uint32_t i)
{
    return dm_list_number(block, DM_COLUMN_STAY, l, i) > 0;
}

/* Nothing is suspended any more. */
void dm_list_resume(struct dm_block *block, int32_t l, uint32_t i);
/* Ends a listing before its term: one cannot enter again for as long as another. */
void dm_list_leave(struct dm_block *block, int32_t l, uint32_t i, enum dm_exit_way way);

/* ---- redress.c ---- */

/* Decisions that act at the start of this tick. After `spent` was counted, before exits. */
void dm_redress_act(struct dm_block *block);
/* At an entry: true if a review reverses it. */
bool dm_redress_reverses(
    const struct dm_block *block, int32_t l, uint32_t i, bool wrongful);
/* At an entry: files where the person does. True if it is granted at once. */
bool dm_redress_files(struct dm_block *block, int32_t l, uint32_t i, bool wrongful);
/* Strikes out what decisions of this tick said. After tier spells. */
void dm_redress_strike(struct dm_block *block);
/* At the end of a tick: bodies decide, and take what waits. */
void dm_redress_turn(struct dm_world *world);

#endif
