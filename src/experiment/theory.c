/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of what is compared with theory. Each entry makes one or several societies and
 * says several rows. */
#include "theory.h"

#include "theory_lab.h"

static dm_theory_check *const checks[] = {
    dm_theory_deductions,
    dm_theory_groups,
    dm_theory_walks,
    dm_theory_base_rates,
    dm_theory_false_flags,
    dm_theory_hits,
    dm_theory_terms,
    dm_theory_labour,
    dm_theory_fear,
    dm_theory_chilling,
    dm_theory_cascades,
    dm_theory_rings,
    dm_theory_peers,
    dm_theory_queues,
};

dm_status
dm_theory_run(const struct dm_theory_sink *sink, int64_t thin, struct dm_error *err)
{
    struct dm_theory self = { .sink = sink, .thin = thin };
    dm_status st = DM_OK;

    DM_ASSERT(thin >= 1);
    for (size_t i = 0; st == DM_OK && i < sizeof checks / sizeof *checks; i++) {
        st = checks[i](&self, err);
    }
    return st;
}
