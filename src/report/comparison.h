/* SPDX-License-Identifier: Apache-2.0
 *
 * Variants of a scenario side by side: what a caller fills in from runs on the same persons
 * with the same luck, and how it is told. Nothing is ranked. */
#ifndef DEMERIT_REPORT_COMPARISON_H
#define DEMERIT_REPORT_COMPARISON_H

#include "base/strbuf.h"
#include "report/prose.h"
#include "scenario/scenario.h"
#include "storage/results.h"

#define DM_AS_WRITTEN "as-written" /* the scenario itself, which comes first */

/* A measure of one variant. */
struct dm_compared_metric {
    char id[2 * DM_MAX_ID_BYTES + 2];
    const char *unit, *direction; /* borrowed */
    bool is_sum;                  /* over services: not one of the run's own measures */
    bool is_difference;
    struct dm_value regime, twin, difference;
    struct dm_value change; /* against the scenario as written, paired by replicate */
    struct dm_value joint;  /* the same, held together with all others; if asked for */
};

/* Shares of persons with more (harmed) and with fewer days lost than in another world. */
struct dm_compared_share {
    bool known;
    int32_t replicates;
    struct dm_value harmed_same, spared_same, harmed_independent, spared_independent;
};

struct dm_compared_variant {
    const char *name;
    const struct dm_results *results; /* borrowed */
    struct dm_compared_metric
        *metrics; /* owned by the caller, in the order of measures.def */
    size_t n_metrics;
    bool same_persons; /* false: the variant has another society */
    struct dm_compared_share against_twin, against_written;
};

struct dm_comparison_of_variants {
    const char *title;
    struct dm_compared_variant *variants; /* as written first */
    size_t n;
    const char *interval;     /* borrowed; NULL: Student's t */
    const char *joint_method; /* borrowed; NULL: differences are held one by one */
    int32_t n_joint;          /* differences that are held together */
    double multiplier;        /* their half-widths in standard errors */
};

/* demerit-compare/1 */
void dm_comparison_json(
    const struct dm_comparison_of_variants *self, struct dm_strbuf *out);
/* `again`: the command that repeats it, or NULL. */
void dm_comparison_text(const struct dm_comparison_of_variants *self, const char *again,
    struct dm_prose *prose);

#endif
