/* SPDX-License-Identifier: Apache-2.0
 *
 * Draws that mostly come to nothing: the few persons of a community whose word is high
 * enough that something may follow, and that word. The twin, which steps first, leaves what
 * it drew for the regime: same luck is drawn once for both worlds. */
#ifndef DEMERIT_WORLD_LUCK_H
#define DEMERIT_WORLD_LUCK_H

#include "block.h"
#include "rulebook.h"

/* Persons, ascending, by their place in the community. */
struct dm_lucky {
    uint32_t n;
    const uint16_t *person; /* [n] borrowed until the next call for this block */
    const uint32_t *word;   /* [n] */
};

/* Those persons of the span whose word of this draw is at least `least`, and perhaps others
 * whose word is lower: what is asked for must not be less under other rules of the run than
 * under these (dm_luck_unite()), or it is drawn again. Overwrites block->words. Nobody, and
 * block->no_memory, if memory ran out. */
struct dm_lucky dm_luck_of(struct dm_block *block, const struct dm_span *span,
    uint32_t entity, enum dm_draw draw, uint64_t least);

/* Makes all rules of a run, in both worlds, ask for words from the same bound on: sets
 * most_of_all of sights, none_of_all of channels. `twin` may be without plans. DM_ENOMEM
 * leaves them as they were. */
dm_status dm_luck_unite(
    struct dm_rulebook *regime, struct dm_rulebook *twin, struct dm_error *err) DM_MUST_USE;

#endif
