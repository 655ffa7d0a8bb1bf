/* SPDX-License-Identifier: Apache-2.0
 *
 * What the build puts in: the tables as SQL, and which source this is. */
#ifndef DEMERIT_STORAGE_BUILD_H
#define DEMERIT_STORAGE_BUILD_H

extern const char DM_SCHEMA_SQL[]; /* schema.sql */
extern const char DM_STUDY_SQL[];  /* study.sql */
/* `git describe` of the checkout, "-dirty" behind it if changed, or "unknown" */
extern const char DM_BUILD_COMMIT[];
const char *dm_build_compiler(void); /* "gcc 12.2.0" */

#endif
