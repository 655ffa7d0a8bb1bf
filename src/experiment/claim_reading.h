/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that read claims share: claim.c (the file), claim_parts.c (what a claim
 * has of its own), claim_study.c (what it shares with a study, and its hash). */
#ifndef DEMERIT_EXPERIMENT_CLAIM_READING_H
#define DEMERIT_EXPERIMENT_CLAIM_READING_H

#include "claim.h"
#include "scenario/reading.h"

struct dm_claim_reading {
    struct dm_reading *reading;
    const struct dm_file_source *files;
    const struct dm_claims_options *options;
    const char *path;           /* of the file of claims */
    const struct dm_node *node; /* of the claim in hand */
    char prefix[DM_KEY_BYTES];
};

/* ---- claim.c ---- */

/* Copies; a failure is kept in the reading. */
char *dm_claim_copy(struct dm_claim_reading *self, const char *text);
/* Complains of every key of `map` that is none of `words`, and first of one that authors
 * cannot set. `prefix` names the map. */
void dm_claim_keys(struct dm_claim_reading *self, const struct dm_node *map,
    const char *prefix, const char *const *words, size_t n);
/* Complains at `at` (NULL: at the claim) that `what` is the matter with `key`. */
void dm_claim_wrong(struct dm_claim_reading *self, const struct dm_node *at,
    const char *key, const char *what);
/* Text under `key`, a copy; NULL after a complaint, or where it may be left out. */
char *dm_claim_text(
    struct dm_claim_reading *self, const struct dm_node *map, const char *key, bool needed);
/* A whole number of the claim within bounds, else `otherwise`; complains. */
int32_t dm_claim_count(struct dm_claim_reading *self, const char *key, int64_t low,
    int64_t high, int64_t otherwise);

/* ---- claim_parts.c ---- */

void dm_claim_read_contrast(struct dm_claim_reading *self, struct dm_claim *claim);
/* The smallest effect that would matter, and its direction. */
void dm_claim_read_effect(struct dm_claim_reading *self, struct dm_claim *claim);
void dm_claim_read_forms(struct dm_claim_reading *self, struct dm_claim *claim);

/* ---- claim_study.c ---- */

/* Once all else of the claim is read: its study, tried on both sides, and its hash. */
void dm_claim_read_study(struct dm_claim_reading *self, struct dm_claim *claim);

#endif
