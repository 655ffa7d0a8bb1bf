/* SPDX-License-Identifier: Apache-2.0
 *
 * One synthetic life in both worlds, as text for a terminal and as JSON. */
#ifndef DEMERIT_REPORT_LIFE_TEXT_H
#define DEMERIT_REPORT_LIFE_TEXT_H

#include "prose.h"
#include "storage/results.h"

#include "scenario/scenario.h"

/* All borrowed. `results` holds the life and its events, or neither: then nobody fits. */
struct dm_life {
    const struct dm_scenario *scenario;
    const struct dm_results *results;
    const char *pick;
    uint32_t replicate;
};

/* `again`: the command that tells it again, or NULL. */
void dm_life_text(const struct dm_life *self, const char *again, struct dm_prose *prose);
/* demerit-life/1 */
void dm_life_json(const struct dm_life *self, struct dm_strbuf *out);

#endif
