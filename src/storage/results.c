/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows are copied, texts are kept once: neighbouring rows repeat the id, unit and sentence
 * of their measure, so a look at the last few texts finds nearly all of them. */
#include "results.h"

#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS_LOOKED_AT = 48 };

void
dm_results_init(struct dm_results *self)
{
    *self = (struct dm_results){ .has_run = false };
}

void
dm_results_clear(struct dm_results *self)
{
    for (size_t i = 0; i < self->n_texts; i++) {
        free(self->texts[i]);
    }
    free(self->texts);
    free(self->metrics);
    free(self->months);
    free(self->matrix);
    free(self->bins);
    free(self->lives);
    free(self->life_events);
    dm_results_init(self);
}

static dm_status
no_memory(struct dm_error *err)
{
    return dm_error_set(err, DM_ENOMEM, "results: no memory for another row");
}

/* `items` with room for one more than n, or NULL, and then the old block is still owned. */
static void *
grown(void *items, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity) {
        return items;
    }
    size_t more = *capacity == 0 ? 64 : 2 * *capacity;
    void *moved = more > SIZE_MAX / size ? NULL : realloc(items, more * size);
    if (moved != NULL) {
        *capacity = more;
    }
    return moved;
}

/* Makes *text our own; false: no memory. NULL stays NULL. */
static bool
keep(struct dm_results *self, const char **text)
{
    if (*text == NULL) {
        return true;
    }
    for (size_t i = self->n_texts; i > 0 && i + TEXTS_LOOKED_AT > self->n_texts; i--) {
        if (strcmp(self->texts[i - 1], *text) == 0) {
            *text = self->texts[i - 1];
            return true;
        }
    }
    char **texts = grown(self->texts, self->n_texts, &self->text_capacity, sizeof *texts);
    if (texts == NULL) {
        return false;
    }
    self->texts = texts;
    char *copy = dm_copy_text(*text);
    if (copy == NULL) {
        return false;
    }
    self->texts[self->n_texts++] = copy;
    *text = copy;
    return true;
}

static dm_status
add_run(void *sink, const struct dm_run_row *row, struct dm_error *err)
{
    struct dm_results *self = sink;
    struct dm_run_row run = *row;

    if (!keep(self, &run.scenario) || !keep(self, &run.title) || !keep(self, &run.twin) ||
        !keep(self, &run.checksum) || !keep(self, &run.twin_checksum) ||
        !keep(self, &run.measures_checksum)) {
        return no_memory(err);
    }
    self->run = run;
    self->has_run = true;
    return DM_OK;
}

static dm_status
add_metric(void *sink, const struct dm_metric_row *row, struct dm_error *err)
{
    struct dm_results *self = sink;
    struct dm_metric_row metric = *row;
    struct dm_metric_row *metrics =
        grown(self->metrics, self->n_metrics, &self->metric_capacity, sizeof *metrics);

    metric.by_replicate = NULL; /* borrowed for the call only */
    if (metrics == NULL) {
        return no_memory(err);
    }
    self->metrics = metrics;
    if (!keep(self, &metric.id) || !keep(self, &metric.unit) ||
        !keep(self, &metric.direction) || !keep(self, &metric.sentence) ||
        !keep(self, &metric.dimension) || !keep(self, &metric.level)) {
        return no_memory(err);
    }
    metrics[self->n_metrics++] = metric;
    return DM_OK;
}

static dm_status
add_month(void *sink, const struct dm_month_row *row, struct dm_error *err)
{
    struct dm_results *self = sink;
    struct dm_month_row month = *row;
    struct dm_month_row *months =
        grown(self->months, self->n_months, &self->month_capacity, sizeof *months);

    if (months == NULL) {
        return no_memory(err);
    }
    self->months = months;
    if (!keep(self, &month.id) || !keep(self, &month.dimension) ||
        !keep(self, &month.level)) {
        return no_memory(err);
    }
    months[self->n_months++] = month;
    return DM_OK;
}

static dm_status
add_matrix(void *sink, const struct dm_matrix_row *row, struct dm_error *err)
{
    struct dm_results *self = sink;
    struct dm_matrix_row cell = *row;
    struct dm_matrix_row *matrix =
        grown(self->matrix, self->n_matrix, &self->matrix_capacity, sizeof *matrix);

    if (matrix == NULL) {
        return no_memory(err);
    }
    self->matrix = matrix;
    if (!keep(self, &cell.context) || !keep(self, &cell.service)) {
        return no_memory(err);
    }
    matrix[self->n_matrix++] = cell;
    return DM_OK;
}

static dm_status
add_bin(void *sink, const struct dm_bin_row *row, struct dm_error *err)
{
    struct dm_results *self = sink;
    struct dm_bin_row bin = *row;
    struct dm_bin_row *bins =
        grown(self->bins, self->n_bins, &self->bin_capacity, sizeof *bins);

    if (bins == NULL) {
        return no_memory(err);
    }
    self->bins = bins;
    if (!keep(self, &bin.id)) {
        return no_memory(err);
    }
    bins[self->n_bins++] = bin;
    return DM_OK;
}

static dm_status
add_life(void *sink, const struct dm_life_row *row, struct dm_error *err)
{
    struct dm_results *self = sink;
    struct dm_life_row life = *row;
    struct dm_life_row *lives =
        grown(self->lives, self->n_lives, &self->life_capacity, sizeof *lives);

    if (lives == NULL) {
        return no_memory(err);
    }
    self->lives = lives;
    if (!keep(self, &life.pick) || !keep(self, &life.group) || !keep(self, &life.setting) ||
        !keep(self, &life.age_band)) {
        return no_memory(err);
    }
    lives[self->n_lives++] = life;
    return DM_OK;
}

static dm_status
add_life_event(void *sink, const struct dm_life_event_row *row, struct dm_error *err)
{
    struct dm_results *self = sink;
    struct dm_life_event_row event = *row;
    struct dm_life_event_row *events = grown(
        self->life_events, self->n_life_events, &self->life_event_capacity, sizeof *events);

    if (events == NULL) {
        return no_memory(err);
    }
    self->life_events = events;
    if (!keep(self, &event.world) || !keep(self, &event.kind) ||
        !keep(self, &event.subject) || !keep(self, &event.channel)) {
        return no_memory(err);
    }
    events[self->n_life_events++] = event;
    return DM_OK;
}

struct dm_sink
dm_results_sink(struct dm_results *self)
{
    return (struct dm_sink){ .self = self,
        .run = add_run,
        .metric = add_metric,
        .month = add_month,
        .matrix = add_matrix,
        .bin = add_bin,
        .life = add_life,
        .life_event = add_life_event };
}

static bool
same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

const struct dm_metric_row *
dm_results_level(
    const struct dm_results *self, const char *id, const char *dimension, const char *level)
{
    for (size_t i = 0; i < self->n_metrics; i++) {
        const struct dm_metric_row *row = &self->metrics[i];
        if (same(row->id, id) && same(row->dimension, dimension) &&
            same(row->level, level)) {
            return row;
        }
    }
    return NULL;
}

const struct dm_metric_row *
dm_results_total(const struct dm_results *self, const char *id)
{
    for (size_t i = 0; i < self->n_metrics; i++) {
        const struct dm_metric_row *row = &self->metrics[i];
        if (row->dimension == NULL && same(row->id, id)) {
            return row;
        }
    }
    return NULL;
}
