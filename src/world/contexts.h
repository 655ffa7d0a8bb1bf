/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the records behind a sanction were collected: shares of collection contexts, fixed
 * at entry as the cause is (docs/odd/submodels.md, 8). Diagnostic: no stage reads them. */
#ifndef DEMERIT_WORLD_CONTEXTS_H
#define DEMERIT_WORLD_CONTEXTS_H

#include <stdint.h>

#define DM_CONTEXTS_WHOLE 120 /* shares and what no record explains add up to this */
#define DM_CONTEXTS_KEPT  5   /* contexts that one number holds */
#define DM_NO_CONTEXT     UINT64_C(0)

/* Shares in proportion to `steps[0..n)` and `unexplained`, n at most 32. */
uint64_t dm_contexts_pack(const uint32_t *steps, int n, uint32_t unexplained);

struct dm_context_share {
    uint8_t context, share; /* share 0: nothing */
};

static inline struct dm_context_share
dm_contexts_at(uint64_t packed, int k)
{
    unsigned bits = (unsigned) (packed >> (12 * k)) & 0xFFFU;

    return (struct dm_context_share){ (uint8_t) (bits >> 7), (uint8_t) (bits & 127U) };
}

#endif
