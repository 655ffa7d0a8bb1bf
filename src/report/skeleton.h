/* SPDX-License-Identifier: Apache-2.0
 *
 * A commented scenario to start from, which runs as it is. */
#ifndef DEMERIT_REPORT_SKELETON_H
#define DEMERIT_REPORT_SKELETON_H

#include "base/strbuf.h"

/* `name` is an id. */
void dm_skeleton(const char *name, struct dm_strbuf *out);

#endif
