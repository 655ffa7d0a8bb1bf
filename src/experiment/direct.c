/* SPDX-License-Identifier: Apache-2.0
 *
 * The scenario is copied without its twin, its regimes with their group parameters evened
 * out, and run on the setting's persons. Only the days without access of group B are kept.
 */
#include "direct.h"

#include "engine/threads.h"

#include <stdlib.h>
#include <string.h>

#define TILE_COMMUNITIES 1

void
dm_direct_unmark(struct dm_regime *regime)
{
    for (int32_t c = 0; c < regime->n_channels; c++) {
        struct dm_channel *channel = &regime->channels[c];

        channel->covers_group_nano[DM_GROUP_B] = channel->covers_group_nano[DM_GROUP_A];
        channel->false_per_year_nano[DM_GROUP_B] = channel->false_per_year_nano[DM_GROUP_A];
        channel->misattribution_nano[DM_GROUP_B] = channel->misattribution_nano[DM_GROUP_A];
        channel->peers.bias_b_nano = 0;
    }
    for (int32_t s = 0; s < regime->n_schemes; s++) {
        regime->schemes[s].discretion_bias_b_nano = 0;
    }
    for (int32_t l = 0; l < regime->n_lists; l++) {
        regime->lists[l].at_will_bias_b_nano = DM_NANO;
    }
}

/* What is freed is the copy's own: the struct and the patched regimes. */
static void
free_copy(struct dm_scenario *copy)
{
    if (copy != NULL) {
        free(copy->rules.regime);
        free(copy);
    }
}

static struct dm_scenario *
copy_unmarked(const struct dm_scenario *scenario)
{
    size_t n = (size_t) scenario->rules.n_regimes - 1;
    struct dm_scenario *copy = malloc(sizeof *copy);

    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, scenario, sizeof *copy);
    copy->twin_name.s[0] = '\0';
    copy->rules.regime = calloc(n + 1, sizeof *copy->rules.regime);
    if (copy->rules.regime == NULL) {
        free(copy);
        return NULL;
    }
    dm_direct_unmark(&copy->regime);
    for (size_t i = 0; i < n; i++) {
        copy->rules.regime[i] = scenario->rules.regime[i];
        dm_direct_unmark(&copy->rules.regime[i]);
    }
    return copy;
}

static void
keep_month(
    struct dm_outcome *outcome, const struct dm_tally *month, const struct dm_scenario *of)
{
    const int32_t cell = DM_CELL_GROUP + DM_GROUP_B;

    for (int32_t v = 0; v < of->n_services; v++) {
        outcome->unmarked_lost += dm_tally_cells(month, DM_COUNTER_BARRED, v)[cell];
    }
    outcome->unmarked_person_months +=
        dm_tally_cells(month, DM_COUNTER_PERSON_MONTHS, 0)[cell];
}

static bool
goes_on(const struct dm_direct_options *options)
{
    const struct dm_progress *progress = options->progress;

    return progress == NULL || progress->tick == NULL ||
           !progress->tick(progress->self, options->done, options->all);
}

static dm_status
run_replicate(struct dm_lane *lane, struct dm_outcome *outcome, uint32_t replicate,
    const struct dm_direct_options *options, struct dm_error *err)
{
    const struct dm_scenario *scenario = lane->setting->scenario;
    struct dm_outcome sum = { .unmarked_lost = 0 };
    dm_status st = DM_OK;

    dm_lane_start(lane, replicate);
    for (int32_t t = 0; st == DM_OK && t < 12 * scenario->run.years; t++) {
        bool measures = t >= scenario->run.warmup_months;

        st = dm_lane_tick(lane, measures, err);
        if (st == DM_OK && measures) {
            keep_month(&sum, &lane->month[DM_REGIME], scenario);
        }
        if (st == DM_OK && !goes_on(options)) {
            st = dm_error_set(err, DM_ESTOPPED, "stopped");
        }
    }
    if (st == DM_OK) {
        outcome->unmarked_lost = sum.unmarked_lost;
        outcome->unmarked_person_months = sum.unmarked_person_months;
    }
    return st;
}

static dm_status
run_all(struct dm_outcomes *outcomes, const struct dm_setting_of_run *setting,
    const struct dm_direct_options *options, struct dm_error *err)
{
    int32_t threads = options->threads > 0 ? options->threads : dm_threads_available();
    struct dm_lane lane;
    dm_status st =
        dm_lane_init(&lane, setting, &dm_exchange_serial, threads, TILE_COMMUNITIES, err);

    if (st != DM_OK) {
        return st;
    }
    for (int32_t r = 0; st == DM_OK && r < outcomes->n; r++) {
        if (outcomes->outcome[r].unmarked_person_months == 0) {
            st =
                run_replicate(&lane, &outcomes->outcome[r], (uint32_t) r + 1, options, err);
        }
    }
    dm_lane_clear(&lane);
    return st;
}

dm_status
dm_direct_measure(struct dm_outcomes *outcomes, const struct dm_direct_options *options,
    struct dm_error *err)
{
    const struct dm_scenario *scenario = outcomes->setting->scenario;
    struct dm_setting_of_run setting = { .scenario = NULL };
    struct dm_scenario *copy;
    dm_status st;

    if (!scenario->measure_direct || scenario->society.group_b_nano == 0) {
        return DM_OK;
    }
    copy = copy_unmarked(scenario);
    if (copy == NULL) {
        return dm_error_set(err, DM_ENOMEM, "no memory for another copy of the regime");
    }
    st = dm_setting_init_like(&setting, copy, outcomes->setting, err);
    if (st == DM_OK) {
        st = run_all(outcomes, &setting, options, err);
        dm_setting_clear(&setting);
    }
    free_copy(copy);
    return st;
}
