/* SPDX-License-Identifier: Apache-2.0
 *
 * Three digits are enough for a reader, and a level of few events gets none. */
#include "estimate_words.h"

#include "possible.h"
#include "prose.h"

#include <inttypes.h>
#include <math.h>

/* Months under a sanction come in spells, so that twenty of them may be one person's: then
 * luck moves the level by more than the level itself. */
static bool
too_few(const struct dm_metric_row *row)
{
    const struct dm_value *value = &row->regime;
    bool positive = !(dm_possible_range(row->id).lo < 0.0);

    return row->dimension != NULL &&
           (row->n < DM_MIN_EVENTS ||
               (positive && value->hi - value->mean > DM_WIDEST * value->mean));
}

bool
dm_words_defined(const struct dm_metric_row *row)
{
    return isfinite(row->regime.mean) && !too_few(row);
}

/* Whether a value, times `scale`, would not print as zero. */
bool
dm_words_shows(double value, double scale)
{
    return isfinite(value) && fabs(value * scale) >= 5e-5;
}

static double
size_of(const struct dm_value *value)
{
    return isfinite(value->lo) && isfinite(value->hi)
               ? fmax(fabs(value->mean), fmax(fabs(value->lo), fabs(value->hi)))
               : fabs(value->mean);
}

/* Three digits, but not beyond the fourth place; below that, none. */
static int
decimals_of(double size)
{
    return dm_words_shows(size, 1.0) ? dm_prose_decimals(size) : 0;
}

/* An end that is 0 because it can be no less has no places to be exact to. */
static void
add_bound(struct dm_strbuf *out, double bound, int decimals)
{
    dm_prose_number(out, bound, bound > 0.0 || bound < 0.0 ? decimals : 0);
}

/* "3,412 (3,300 to 3,520)"; without an interval where one replicate gives none. `unit`
 * follows the mean. */
void
dm_words_value(struct dm_strbuf *out, const struct dm_value *value, double scale,
    bool interval, const char *unit)
{
    int decimals = decimals_of(size_of(value) * fabs(scale));
    double lo = scale < 0.0 ? value->hi : value->lo,
           hi = scale < 0.0 ? value->lo : value->hi;

    dm_prose_number(out, value->mean * scale, decimals);
    dm_strbuf_add(out, unit);
    if (interval && isfinite(lo) && isfinite(hi)) {
        dm_strbuf_add(out, " (");
        add_bound(out, lo * scale, decimals);
        dm_strbuf_add(out, " to ");
        add_bound(out, hi * scale, decimals);
        dm_strbuf_add(out, ")");
    }
}

bool
dm_words_exactly_none(const struct dm_value *value)
{
    return value->lo >= 0.0 && value->hi <= 0.0 && value->mean >= 0.0 && value->mean <= 0.0;
}

void
dm_words_change(
    struct dm_strbuf *out, const struct dm_value *value, double scale, bool interval)
{
    dm_strbuf_add(
        out, value->mean * scale > 0.0 && dm_words_shows(value->mean, scale) ? "+" : "");
    dm_words_value(out, value, scale, interval, "");
}

/* The regime's level, or why there is none. */
void
dm_words_regime(struct dm_strbuf *out, const struct dm_metric_row *row, double scale,
    bool interval, const char *unit)
{
    struct dm_value shown = dm_possible_regime(row);

    if (dm_words_defined(row)) {
        dm_words_value(out, &shown, scale, interval, unit);
    } else if (row->dimension != NULL && too_few(row)) {
        dm_strbuf_addf(out, "too few to say (%" PRId64 " %s)", row->n,
            dm_prose_plural(row->n, "event", "events"));
    } else {
        dm_strbuf_addf(out, "not defined (n = %" PRId64 " %s)", row->n,
            row->dimension == NULL ? dm_prose_plural(row->n, "replicate", "replicates")
                                   : dm_prose_plural(row->n, "event", "events"));
    }
}

void
dm_words_difference(
    struct dm_strbuf *out, const struct dm_metric_row *row, double scale, bool interval)
{
    struct dm_value shown = dm_possible_change(row);

    dm_words_change(out, &shown, scale, interval);
}

/* A mean alone, where an interval would crowd the line. */
void
dm_words_mean(
    struct dm_strbuf *out, const struct dm_metric_row *row, double scale, const char *unit)
{
    int decimals = decimals_of(row->regime.mean * scale);

    decimals = decimals > 0 ? decimals - 1 : decimals; /* two digits */
    if (!dm_words_defined(row)) {
        dm_strbuf_add(out, "not defined");
        return;
    }
    dm_prose_number(out, row->regime.mean * scale, decimals);
    dm_strbuf_add(out, unit);
}

void
dm_words_twin(struct dm_strbuf *out, const struct dm_metric_row *row, double scale)
{
    int decimals = decimals_of(row->twin.mean * scale);

    dm_prose_number(out, row->twin.mean * scale, decimals);
}
