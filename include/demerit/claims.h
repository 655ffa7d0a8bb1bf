/* SPDX-License-Identifier: Apache-2.0
 *
 * demerit, claims: sentences about scoring, as data, each run over what had to be assumed.
 * A verdict is one on this model; none is a verdict on the world. */
#ifndef DEMERIT_CLAIMS_H
#define DEMERIT_CLAIMS_H

#include "demerit/core.h"

#ifdef __cplusplus
extern "C" {
#endif

struct demerit_claims;

/* All may be NULL or 0. */
struct demerit_claims_options {
    const char *const *ids; /* of the claims wanted, in any case; NULL: all */
    size_t n_ids;
    int points;              /* instead of the file's, for a quick look */
    const char *const *sets; /* "path=value", for a quick look */
    size_t n_sets;
};
/* Reads and checks a file of claims and the scenarios that it names, and what is known to
 * be built in (built-in.lock beside it). Nothing runs. */
DM_API int demerit_claims_open(struct demerit_claims **out,
    const struct demerit_library *library, const char *file,
    const struct demerit_claims_options *options, struct demerit_problems *problems);
DM_API void demerit_claims_free(struct demerit_claims *self); /* NULL is allowed */
DM_API size_t demerit_claims_count(const struct demerit_claims *self);
DM_API const char *demerit_claims_id(const struct demerit_claims *self, size_t i);
/* Of the file as it was read: 32 hexadecimal digits. */
DM_API const char *demerit_claims_hash(const struct demerit_claims *self);
/* What is to be run, at most: points times forms times pairs times sides. */
DM_API int64_t demerit_claims_runs(const struct demerit_claims *self);

/* Runs the claims one after the other, `jobs` points at once (0: all cores); text and JSON
 * need it. */
DM_API int demerit_claims_run(struct demerit_claims *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API char *demerit_claims_text(const struct demerit_claims *self,
    const struct demerit_style *style, const char *again);
/* demerit-claims-result/1 */
DM_API char *demerit_claims_json(const struct demerit_claims *self);
/* Every point of every claim: claim, form, point, its values, the effect of each pair. */
DM_API char *demerit_claims_csv(const struct demerit_claims *self);

/* Finds out which claims follow from how the model is built: at 1,000 points of all that it
 * allows the effect has one sign, or the claim states a proof and no point contradicts it.
 * Then the text is what belongs into built-in.lock. */
DM_API int demerit_claims_find_built_in(struct demerit_claims *self, int jobs,
    const struct demerit_run_options *options, struct demerit_problems *problems);
DM_API char *demerit_claims_lock(const struct demerit_claims *self);
DM_API char *demerit_claims_lock_path(const struct demerit_claims *self);
/* Whether the lock that was there says of these claims what was found. */
DM_API bool demerit_claims_lock_is_current(const struct demerit_claims *self);

#ifdef __cplusplus
}
#endif

#endif
