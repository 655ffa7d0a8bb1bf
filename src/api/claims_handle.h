/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the facade that run claims share: claims.c (reading, running, the
 * lock), claims_tell.c (text, JSON, CSV). */
#ifndef DEMERIT_API_CLAIMS_HANDLE_H
#define DEMERIT_API_CLAIMS_HANDLE_H

#include "handles.h"

#include "demerit/claims.h"
#include "experiment/claim.h"

/* What is known to be built in, of one claim; of the lock, or found just now. */
struct dm_built_in {
    struct dm_id id;
    char hash[33]; /* of the claim that was looked at */
    char mark[12]; /* measured, proof, no */
    int32_t points;
    struct dm_same_sign signs;
};

struct demerit_claims {
    struct dm_disk disk;
    struct dm_claims claims;
    struct dm_claim_result *results; /* [n], owned */
    struct dm_built_in *lock;        /* owned; of the file, then with what was found */
    size_t n_lock;
    bool has_run, lock_is_current, quick;
    enum dm_joint_method joint;
};

/* What the lock says of a claim as it stands; NULL: nothing. */
const struct dm_built_in *dm_claims_built_in(
    const struct demerit_claims *self, const struct dm_claim *claim);

#endif
