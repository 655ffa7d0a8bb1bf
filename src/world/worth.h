/* SPDX-License-Identifier: Apache-2.0
 *
 * What a record is worth to the person it is about, by the rules of the month in which it
 * takes effect (docs/odd/mechanisms.md, M2, M3): for the stage, and for whoever tells it.
 */
#ifndef DEMERIT_WORLD_WORTH_H
#define DEMERIT_WORLD_WORTH_H

#include "block.h"

/* Centipoints in scheme s of a record of `act` under `channel` about person i of the block,
 * at the official's discretion and by where it was collected; 0: it does not count. */
int32_t dm_worth(
    const struct dm_block *block, uint32_t i, uint32_t act, uint32_t channel, int32_t s);

#endif
