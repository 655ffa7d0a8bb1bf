/* SPDX-License-Identifier: Apache-2.0
 *
 * Events are few in kind: a table of sentences with a place for the thing, and a tail for
 * who recorded it and what it was worth. */
#include "life_words.h"

#include "prose.h"
#include "regime_words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

const char dm_life_luck_text[] =
    "With other luck this person may fare otherwise. One draw of luck, the same in both "
    "worlds: the difference between the two lives is an illustration, not the effect of "
    "the regime on this person.";

const char *
dm_life_pick_words(const char *pick)
{
    static const char *const words[][2] = {
        { "median", "In the middle, by days, of those who lost access to a service" },
        { "worst", "Among the worst: nine in ten of those who lost access lost no more" },
        { "never-offended",
            "Did nothing unlawful in either world, and of those lost most days" },
        { "person", "The person asked for" },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i][0], pick) == 0) {
            return words[i][1];
        }
    }
    return pick;
}

void
dm_life_person_words(struct dm_strbuf *out, const struct dm_life_row *life)
{
    static const char *const fifths[] = { "poorest", "second", "middle", "fourth",
        "richest" };

    dm_strbuf_add(out, strcmp(life->setting, "urban") == 0   ? "In a town"
                       : strcmp(life->setting, "rural") == 0 ? "In the country"
                                                             : life->setting);
    dm_strbuf_addf(
        out, ", %s years old at the start, group %s, ", life->age_band, life->group);
    if (life->income_quintile >= 1 && life->income_quintile <= 5) {
        dm_strbuf_addf(out, "%s fifth of incomes, ", fifths[life->income_quintile - 1]);
    }
    dm_prose_count(out, life->base_income_yuan);
    dm_strbuf_add(out, " yuan a year");
    dm_strbuf_addf(out, "; person %" PRIu64 " of the synthetic society, luck %" PRIu32 ".",
        life->person, life->replicate);
}

bool
dm_life_event_is_false(const struct dm_life_event_row *event)
{
    return strcmp(event->kind, "record-false") == 0 ||
           strcmp(event->kind, "record-misattributed") == 0;
}

/* The first entity of this id: act, service, list, then channel; else the id itself. */
static void
add_subject(struct dm_strbuf *out, const struct dm_scenario *s, const char *id)
{
    for (int i = 0; i < s->n_acts; i++) {
        if (strcmp(s->acts[i].id.s, id) == 0) {
            dm_words_name(out, s->acts[i].label, &s->acts[i].id);
            return;
        }
    }
    for (int i = 0; i < s->n_services; i++) {
        if (strcmp(s->services[i].id.s, id) == 0) {
            dm_words_name(out, s->services[i].label, &s->services[i].id);
            return;
        }
    }
    const struct dm_regime *regimes[] = { &s->regime, &s->twin };
    for (int r = 0; r < 2; r++) {
        for (int i = 0; i < regimes[r]->n_lists; i++) {
            if (strcmp(regimes[r]->lists[i].id.s, id) == 0) {
                dm_words_list(out, &regimes[r]->lists[i]);
                return;
            }
        }
    }
    dm_strbuf_add(out, id);
}

static void
add_channel(struct dm_strbuf *out, const struct dm_scenario *s, const char *id)
{
    const struct dm_regime *regimes[] = { &s->regime, &s->twin };

    dm_strbuf_add(out, ", by ");
    for (int r = 0; r < 2; r++) {
        for (int i = 0; i < regimes[r]->n_channels; i++) {
            if (strcmp(regimes[r]->channels[i].id.s, id) == 0) {
                dm_words_name(
                    out, regimes[r]->channels[i].label, &regimes[r]->channels[i].id);
                return;
            }
        }
    }
    dm_strbuf_add(out, id);
}

static const struct {
    const char *kind, *words, *value; /* value: words after a number, NULL: none */
} EVENTS[] = {
    { "act-seen", "did and was seen: %", " times" },
    { "act-misfiled", "did, and it was put down to somebody else: %", " times" },
    { "act-unseen", "did, unseen: %", " times" },
    { "record", "recorded: %", " points" },
    { "record-false", "recorded, and never happened: %", " points" },
    { "record-misattributed", "recorded, and done by somebody else: %", " points" },
    { "record-ends", "a record ends: %", NULL },
    { "tier", "moves to tier %", NULL },
    { "list-entered", "comes onto %", NULL },
    { "list-left", "leaves %", NULL },
    { "refused", "is refused: %", " times" },
    { "fined", "is fined: %", " yuan" },
    { "job-lost", "loses the job", NULL },
    { "job-found", "finds a job", NULL },
    { "aware", "learns of being scored", NULL },
};

static void
add_amount(struct dm_strbuf *out, double value, const char *unit)
{
    bool whole = fabs(value - round(value)) < 1e-9;

    if (!isfinite(value) || fabs(value) < 1e-9 ||
        (strcmp(unit, " times") == 0 && value < 1.5)) {
        return;
    }
    dm_strbuf_add(out, ", ");
    dm_strbuf_add(out, strcmp(unit, " points") == 0 && value > 0.0 ? "+" : "");
    dm_prose_number(out, value, whole ? 0 : 1);
    dm_strbuf_add(out, unit);
}

void
dm_life_event_words(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_life_event_row *event)
{
    const char *words = event->kind, *unit = NULL;

    for (size_t i = 0; i < sizeof EVENTS / sizeof *EVENTS; i++) {
        if (strcmp(EVENTS[i].kind, event->kind) == 0) {
            words = EVENTS[i].words;
            unit = EVENTS[i].value;
        }
    }
    size_t n = strcspn(words, "%");
    dm_strbuf_addn(out, words, n);
    if (words[n] == '%' && event->subject != NULL) {
        add_subject(out, scenario, event->subject);
    }
    if (event->channel != NULL && event->channel[0] != '\0') {
        add_channel(out, scenario, event->channel);
    }
    if (unit != NULL) {
        add_amount(out, event->value, unit);
    }
}
