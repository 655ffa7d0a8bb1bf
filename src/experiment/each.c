/* SPDX-License-Identifier: Apache-2.0
 *
 * Templates of measures, and what a scenario puts in their place. */
#include "each.h"

#include <string.h>

static const char *const words[] = { NULL, ".SERVICE", ".CHANNEL", ".LIST", ".TIER" };

enum dm_each
dm_each_of(const char *id, int *stem)
{
    for (int e = DM_EACH_SERVICE; e <= DM_EACH_TIER; e++) {
        const char *at = strstr(id, words[e]);

        if (at != NULL) {
            if (stem != NULL) {
                *stem = (int) (at - id);
            }
            return (enum dm_each) e;
        }
    }
    if (stem != NULL) {
        *stem = (int) strlen(id);
    }
    return DM_EACH_NONE;
}

/* The scheme whose tiers are told apart (struct dm_plan, main_scheme). */
static const struct dm_scheme *
main_scheme(const struct dm_regime *regime)
{
    const struct dm_scheme *scheme = regime->n_schemes > 0 ? &regime->schemes[0] : NULL;

    for (int32_t s = 0; s < regime->n_schemes; s++) {
        if (regime->schemes[s].published) {
            scheme = &regime->schemes[s];
        }
    }
    return scheme;
}

int32_t
dm_each_count(const struct dm_scenario *scenario, enum dm_each each)
{
    const struct dm_regime *regime = &scenario->regime;

    switch (each) {
    case DM_EACH_SERVICE:
        return scenario->n_services;
    case DM_EACH_CHANNEL:
        return regime->n_channels;
    case DM_EACH_LIST:
        return regime->n_lists;
    case DM_EACH_TIER:
        return main_scheme(regime) != NULL ? main_scheme(regime)->n_tiers : 0;
    case DM_EACH_NONE:
        break;
    }
    return 0;
}

const char *
dm_each_id(const struct dm_scenario *scenario, enum dm_each each, int32_t k)
{
    const struct dm_regime *regime = &scenario->regime;

    switch (each) {
    case DM_EACH_SERVICE:
        return scenario->services[k].id.s;
    case DM_EACH_CHANNEL:
        return regime->channels[k].id.s;
    case DM_EACH_LIST:
        return regime->lists[k].id.s;
    case DM_EACH_TIER:
        return main_scheme(regime)->tiers[k].id.s;
    case DM_EACH_NONE:
        break;
    }
    return "";
}

int32_t
dm_each_in_twin(const struct dm_scenario *scenario, enum dm_each each, int32_t k)
{
    const struct dm_regime *twin = &scenario->twin;
    const char *id = dm_each_id(scenario, each, k);

    for (int32_t c = 0; each == DM_EACH_CHANNEL && c < twin->n_channels; c++) {
        if (strcmp(twin->channels[c].id.s, id) == 0) {
            return c;
        }
    }
    for (int32_t l = 0; each == DM_EACH_LIST && l < twin->n_lists; l++) {
        if (strcmp(twin->lists[l].id.s, id) == 0) {
            return l;
        }
    }
    return each == DM_EACH_SERVICE ? k : -1;
}

bool
dm_each_has_sum(enum dm_each each)
{
    return each == DM_EACH_SERVICE;
}
