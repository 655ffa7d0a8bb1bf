/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of mechanisms (mechanisms.def): what each is in a sentence, and what "off"
 * means. */
#ifndef DEMERIT_EXPERIMENT_MECHANISMS_H
#define DEMERIT_EXPERIMENT_MECHANISMS_H

#include <stddef.h>

enum { DM_MOST_OVERLAYS = 8 };

enum dm_mechanism_group {
    DM_OF_OBSERVATION,
    DM_OF_SCHEME,
    DM_OF_SANCTION,
    DM_OF_RESPONSE,
    DM_OF_ADAPTATION,
    DM_N_MECHANISM_GROUPS
};
extern const char *const dm_mechanism_groups[DM_N_MECHANISM_GROUPS];

struct dm_mechanism {
    const char *id;
    enum dm_mechanism_group group;
    const char *sentence;                  /* a noun phrase */
    const char *off[DM_MOST_OVERLAYS + 1]; /* overlays of dm_read_options, up to NULL */
};
extern const struct dm_mechanism dm_mechanisms[];
extern const size_t dm_n_mechanisms;

/* NULL: there is none of this id. */
const struct dm_mechanism *dm_mechanism_find(const char *id);

#endif
