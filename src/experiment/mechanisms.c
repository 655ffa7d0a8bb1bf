/* SPDX-License-Identifier: Apache-2.0
 *
 * mechanisms.def as a table. */
#include "mechanisms.h"

#include <string.h>

const char *const dm_mechanism_groups[DM_N_MECHANISM_GROUPS] = {
    [DM_OF_OBSERVATION] = "observation",
    [DM_OF_SCHEME] = "scheme",
    [DM_OF_SANCTION] = "sanction",
    [DM_OF_RESPONSE] = "response",
    [DM_OF_ADAPTATION] = "adaptation",
};

const struct dm_mechanism dm_mechanisms[] = {
#define DM_MECHANISM(id, group, sentence, ...)                                             \
    { id, DM_OF_##group, sentence, { __VA_ARGS__ } },
#include "mechanisms.def"
#undef DM_MECHANISM
};
const size_t dm_n_mechanisms = sizeof dm_mechanisms / sizeof *dm_mechanisms;

const struct dm_mechanism *
dm_mechanism_find(const char *id)
{
    for (size_t i = 0; i < dm_n_mechanisms; i++) {
        if (strcmp(dm_mechanisms[i].id, id) == 0) {
            return &dm_mechanisms[i];
        }
    }
    return NULL;
}
