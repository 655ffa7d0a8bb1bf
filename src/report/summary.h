/* SPDX-License-Identifier: Apache-2.0
 *
 * The first screen of a run, in words that need no training: the regime, who was harmed and
 * how, the claimed benefit beside it and never netted, how sure any of it is, and how to
 * run it again. The terminal and the report say the same sentences in different shapes. */
#ifndef DEMERIT_REPORT_SUMMARY_H
#define DEMERIT_REPORT_SUMMARY_H

#include "report/prose.h"
#include "scenario/scenario.h"
#include "storage/results.h"

/* A measure: its level under the regime and, empty without a twin, in the twin, and how
 * much more the first is, in pairs of the same chance. */
struct dm_summary_row {
    const char *label;
    struct dm_strbuf level, twin, difference;
};

/* Where sentences go. Texts are borrowed for the call, but `say` clears its own. */
struct dm_summary_out {
    void *self;
    int most_services; /* of one measure; the others are counted */
    bool plain_levels; /* beside a difference, which has a range, a level has none */
    void (*heading)(void *self, const char *text);
    void (*label)(void *self, const char *text);
    /* A paragraph, indented as dm_prose_flush() does. */
    void (*say)(void *self, int first, int rest, struct dm_strbuf *text);
    /* Rows follow; `unit` says of what. `has_twin`: they have a twin and a difference. */
    void (*rows)(void *self, const char *unit, bool has_twin);
    void (*row)(void *self, const struct dm_summary_row *row);
};

enum dm_summary_part {
    DM_SUMMARY_HEAD,
    DM_SUMMARY_HARM,
    DM_SUMMARY_WHOM,
    DM_SUMMARY_LOSSES,
    DM_SUMMARY_BENEFIT,
    DM_SUMMARY_MECHANISMS, /* and the indicators */
    DM_SUMMARY_CERTAINTY
};

/* One part; a part with nothing to say calls nothing. */
void dm_summary_part(const struct dm_scenario *scenario, const struct dm_results *results,
    enum dm_summary_part part, const struct dm_summary_out *out);

/* All of it for a terminal. `again`: the command that repeats the run, or NULL. */
void dm_summary(const struct dm_scenario *scenario, const struct dm_results *results,
    const char *again, struct dm_prose *prose);

#endif
