/* SPDX-License-Identifier: Apache-2.0
 *
 * A paragraph for each mechanism, its measures in a row. Numbers of the twin stand beside
 * those that it has too. */
#include "mechanism_sums.h"

#include "estimate_words.h"

#include <math.h>

const char dm_indicators_text[] = "Indicators only; not a legal assessment. Each and the "
                                  "union are given; there is no single score.";

const struct dm_sum_block dm_sum_blocks[] = {
    { "Redress", { { "appeals_filed", "appeals filed a year, of 1,000 people", 1.0 },
                     { "appeals_granted", "granted, of 100 decisions", 100.0 },
                     { "appeal_wait", "months until a decision", 1.0 },
                     { "appeal_backlog", "appeals waiting, of 100,000 people", 1.0 } } },
    { "Ties and shaming",
        { { "ties_cut_share", "ties cut, of 100 at the start", 100.0 },
            { "shame_events", "times shamed in public a year, of 1,000 people", 1.0 } } },
    { "Opinion", { { "approval_private", "approve in private, of 100 people", 100.0 },
                     { "approval_expressed", "do not dissent in public, of 100", 100.0 },
                     { "approval_gap", "shown but not felt, of 100", 100.0 } } },
    { "Taking part by choice",
        { { "uptake", "places taken in opt-in schemes, of 100", 100.0 },
            { "refused", "outside some opt-in scheme, of 100 people", 100.0 } } },
    { "Leaks", { { "exposures", "records exposed a year, per person", 1.0 } } },
};
const int dm_n_sum_blocks = sizeof dm_sum_blocks / sizeof *dm_sum_blocks;

static bool
shows(const struct dm_metric_row *row, double scale)
{
    return row != NULL && dm_words_defined(row) && dm_words_shows(row->regime.mean, scale);
}

bool
dm_sum_shows(const struct dm_results *results, const struct dm_sum_block *block)
{
    for (int k = 0; k < DM_SUM_ROWS && block->rows[k].id != NULL; k++) {
        if (shows(dm_results_total(results, block->rows[k].id), block->rows[k].scale)) {
            return true;
        }
    }
    return false;
}

bool
dm_indicators_show(const struct dm_results *results)
{
    return shows(dm_results_total(results, "art5.union"), 100.0);
}

struct sums {
    const struct dm_results *results;
    const struct dm_summary_out *out;
    bool has_twin, intervals;
};

static void
add_row(const struct sums *self, struct dm_strbuf *text, const struct dm_sum_row *said)
{
    const struct dm_metric_row *row = dm_results_total(self->results, said->id);

    if (row == NULL || !dm_words_defined(row)) {
        return;
    }
    dm_strbuf_addf(text, "%s%s: ", text->n == 0 ? "" : "; ", said->words);
    dm_words_regime(text, row, said->scale, self->intervals, "");
    if (self->has_twin && !row->is_difference && isfinite(row->twin.mean)) {
        dm_strbuf_add(text, ", in the twin ");
        dm_words_twin(text, row, said->scale);
    }
}

static void
say_block(const struct sums *self, const struct dm_sum_block *block)
{
    struct dm_strbuf text = { .text = NULL };

    for (int k = 0; k < DM_SUM_ROWS && block->rows[k].id != NULL; k++) {
        add_row(self, &text, &block->rows[k]);
    }
    self->out->label(self->out->self, block->title);
    dm_strbuf_add(&text, ".");
    self->out->say(self->out->self, 2, 4, &text);
}

static void
say_indicators(const struct sums *self)
{
    static const struct dm_sum_row rows[] = {
        { "art5.i_unrelated_context.middle", "on records from an unrelated context",
            100.0 },
        { "art5.ii_unjustified", "by other causes than own unlawful acts", 100.0 },
        { "art5.union", "by these or above the ordinary sanction", 100.0 },
    };
    struct dm_strbuf text = { .text = NULL };

    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        add_row(self, &text, &rows[k]);
    }
    self->out->label(self->out->self,
        "Indicators relevant to EU AI Act 5(1)(c), middle readings, of 100 refusals");
    dm_strbuf_addf(&text, ". %s", dm_indicators_text);
    self->out->say(self->out->self, 2, 4, &text);
}

void
dm_sum_say(const struct dm_results *results, const struct dm_summary_out *out)
{
    const struct sums self = { .results = results,
        .out = out,
        .has_twin = results->run.twin != NULL && results->run.twin[0] != '\0',
        .intervals = results->run.replicates > 1 };

    for (int b = 0; b < dm_n_sum_blocks; b++) {
        if (dm_sum_shows(results, &dm_sum_blocks[b])) {
            say_block(&self, &dm_sum_blocks[b]);
        }
    }
    if (dm_indicators_show(results)) {
        say_indicators(&self);
    }
}
