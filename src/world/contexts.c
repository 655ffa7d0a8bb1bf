/* SPDX-License-Identifier: Apache-2.0
 *
 * Twelve bits a context: five for its number, seven for its share. What is beyond five
 * contexts, and what rounding leaves over, goes to the largest. */
#include "contexts.h"

/* Index of the largest of `steps` that is not taken yet, the first of equals; -1. */
static int
largest(const uint32_t *steps, int n, uint32_t taken)
{
    int best = -1;

    for (int k = 0; k < n; k++) {
        if ((taken >> k & 1U) == 0 && steps[k] > 0 &&
            (best < 0 || steps[k] > steps[best])) {
            best = k;
        }
    }
    return best;
}

uint64_t
dm_contexts_pack(const uint32_t *steps, int n, uint32_t unexplained)
{
    uint64_t total = unexplained, packed = DM_NO_CONTEXT, left = DM_CONTEXTS_WHOLE;
    uint32_t taken = 0;
    int first = largest(steps, n, 0);

    if (first < 0) {
        return DM_NO_CONTEXT;
    }
    for (int k = 0; k < n; k++) {
        total += steps[k];
    }
    left -= DM_CONTEXTS_WHOLE * (uint64_t) unexplained / total;
    taken = UINT32_C(1) << first;
    for (int place = 1; place < DM_CONTEXTS_KEPT; place++) {
        int k = largest(steps, n, taken);
        uint64_t share = k < 0 ? 0 : DM_CONTEXTS_WHOLE * (uint64_t) steps[k] / total;

        if (share == 0) {
            break;
        }
        taken |= UINT32_C(1) << k;
        left -= share;
        packed |= ((uint64_t) k << 7 | share) << (12 * place);
    }
    return packed | (uint64_t) first << 7 | left;
}
