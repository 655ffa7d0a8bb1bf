/* SPDX-License-Identifier: Apache-2.0
 *
 * Estimates as people read them: "3,412 (3,300 to 3,520)", or why there is none. Every
 * value is multiplied by `scale` first. */
#ifndef DEMERIT_REPORT_ESTIMATE_WORDS_H
#define DEMERIT_REPORT_ESTIMATE_WORDS_H

#include "base/strbuf.h"
#include "storage/results.h"

/* Of a breakdown no estimate is shown below so many events, and none whose interval of luck
 * is, to either side, wider than so many times the estimate (docs/odd/measures.md). */
#define DM_MIN_EVENTS 20
#define DM_WIDEST     1.0

/* Whether there is a level to be shown. */
bool dm_words_defined(const struct dm_metric_row *row);
/* Whether a value, times `scale`, would not print as zero. */
bool dm_words_shows(double value, double scale);
/* Whether a difference is 0 in every replicate, not one that only prints as 0. */
bool dm_words_exactly_none(const struct dm_value *value);
/* `unit` follows the mean; `interval`: bounds in brackets, where they are finite. */
void dm_words_value(struct dm_strbuf *out, const struct dm_value *value, double scale,
    bool interval, const char *unit);
/* The regime's level, or why there is none. Of a row, an interval is shown no further than
 * its measure can go (report/possible.h). */
void dm_words_regime(struct dm_strbuf *out, const struct dm_metric_row *row, double scale,
    bool interval, const char *unit);
/* A mean alone, with two digits, where an interval would crowd the line. */
void dm_words_mean(
    struct dm_strbuf *out, const struct dm_metric_row *row, double scale, const char *unit);
/* A difference: the same, and a mean above zero has its sign. */
void dm_words_change(
    struct dm_strbuf *out, const struct dm_value *value, double scale, bool interval);
/* The difference of a row: like dm_words_change(). */
void dm_words_difference(
    struct dm_strbuf *out, const struct dm_metric_row *row, double scale, bool interval);
void dm_words_twin(struct dm_strbuf *out, const struct dm_metric_row *row, double scale);

#endif
