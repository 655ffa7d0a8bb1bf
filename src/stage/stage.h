/* SPDX-License-Identifier: Apache-2.0
 *
 * A stage is a value: what it is called, what it reads and writes, and how it steps a block
 * (the rows of one community; of others it sees only last tick's published bytes). Stages
 * never include one another: what one leaves for the next within a tick stands in the
 * block's scratch. The order of stages is in engine/tick.c. */
#ifndef DEMERIT_STAGE_STAGE_H
#define DEMERIT_STAGE_STAGE_H

#include "world/block.h"

struct dm_stage {
    const char *name, *doc;
    uint64_t reads, writes; /* bits by enum dm_column */
    void (*step_block)(struct dm_block *block);
    void (*step_global)(struct dm_world *world); /* NULL: none */
};

#define DM_BIT(column) (UINT64_C(1) << DM_COLUMN_##column)

extern const struct dm_stage dm_stage_behaviour, dm_stage_observe, dm_stage_score,
    dm_stage_lists, dm_stage_services, dm_stage_work, dm_stage_publish, dm_stage_respond,
    dm_stage_adapt, dm_stage_opinion, dm_stage_renewal;

#endif
