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

/* The first scheme or reward of this id; false: there is none. */
static bool
add_scheme_or_reward(struct dm_strbuf *out, const struct dm_regime *regime, const char *id)
{
    for (int i = 0; i < regime->n_schemes; i++) {
        if (strcmp(regime->schemes[i].id.s, id) == 0) {
            dm_words_name(out, regime->schemes[i].label, &regime->schemes[i].id);
            return true;
        }
    }
    for (int i = 0; i < regime->n_rewards; i++) {
        if (strcmp(regime->rewards[i].id.s, id) == 0) {
            dm_words_name(out, regime->rewards[i].label, &regime->rewards[i].id);
            return true;
        }
    }
    return false;
}

static bool
add_list(struct dm_strbuf *out, const struct dm_regime *regime, const char *id)
{
    for (int i = 0; i < regime->n_lists; i++) {
        if (strcmp(regime->lists[i].id.s, id) == 0) {
            dm_words_list(out, &regime->lists[i]);
            return true;
        }
    }
    return false;
}

/* The first act or service of this id; false: there is none. */
static bool
add_act_or_service(struct dm_strbuf *out, const struct dm_scenario *s, const char *id)
{
    for (int i = 0; i < s->n_acts; i++) {
        if (strcmp(s->acts[i].id.s, id) == 0) {
            dm_words_name(out, s->acts[i].label, &s->acts[i].id);
            return true;
        }
    }
    for (int i = 0; i < s->n_services; i++) {
        if (strcmp(s->services[i].id.s, id) == 0) {
            dm_words_name(out, s->services[i].label, &s->services[i].id);
            return true;
        }
    }
    return false;
}

/* What the place in a sentence is for: '%' what is recorded or refused, else a list; '@' a
 * list; '&' a scheme or a reward. An id of none of them stands for itself. */
static void
add_subject(struct dm_strbuf *out, const struct dm_scenario *s, char place, const char *id)
{
    bool done = place == '%' && add_act_or_service(out, s, id);

    if (!done && place == '&') {
        done = add_scheme_or_reward(out, &s->regime, id) ||
               add_scheme_or_reward(out, &s->twin, id);
    }
    if (!done && place != '&') {
        done = add_list(out, &s->regime, id) || add_list(out, &s->twin, id);
    }
    if (!done) {
        dm_strbuf_add(out, id);
    }
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

/* In sentences % @ and & stand for the subject (add_subject), in tails # for the value, and
 * + for its sign. A tail is for one, and for other numbers; NULL: not said. */
#define TIMES   NULL, ", # times"
#define POINTS  ", +# point", ", +# points"
#define TABLE   " +# point", " +# points"
#define YUAN    ", # yuan", ", # yuan"
#define COST    ", at a cost of # yuan", ", at a cost of # yuan"
#define AFTER   ", after # month", ", after # months"
#define NOTHING NULL, NULL
#define WRONG   "@ (in truth against the rule)"
#define RIGHT   "@ (in truth by the rule)"

static const struct {
    const char *kind, *words, *one, *many;
} EVENTS[] = {
    { "act-seen", "did and was seen: %", TIMES },
    { "act-misfiled", "did, and it was put down to somebody else: %", TIMES },
    { "act-unseen", "did, unseen: %", TIMES },
    { "record", "recorded: %", POINTS },
    { "record-false", "recorded, and never happened: %", POINTS },
    { "record-misattributed", "recorded, and done by somebody else: %", POINTS },
    { "record-ends", "a record ends: %", NOTHING },
    { "tier", "moves to tier %", NOTHING },
    { "list-entered", "comes onto %", NOTHING },
    { "list-left", "leaves %", NOTHING },
    { "refused", "is refused: %", TIMES },
    { "fined", "is fined: %", YUAN },
    { "job-lost", "loses the job", NOTHING },
    { "job-found", "finds a job", NOTHING },
    { "aware", "learns of being scored", NOTHING },
    { "renewed",
        "another person stands here from this month on, of whom nothing is on record",
        NOTHING },
    { "record-rating", "a rating counts: %", POINTS },
    { "points-by-table", "by the table that is worth", TABLE },
    { "fed", "in &, from other schemes and by who one is", ": +# point", ": +# points" },
    { "joined", "joins &", NOTHING },
    { "list-entered-firm", "comes onto @ because of the firm represented", NOTHING },
    { "list-entered-at-will", "is put on @ at will, without a ground in the rule",
        NOTHING },
    { "list-entered-household", "comes onto @ because somebody of the household is on it",
        NOTHING },
    { "list-left-fulfilled", "leaves @ by doing what was owed", AFTER },
    { "list-left-repaired", "leaves @ because the credit was repaired", AFTER },
    { "list-left-appealed", "leaves @ because of the appeal", AFTER },
    { "list-left-household", "leaves @ because nobody of the household is on it any more",
        NOTHING },
    { "listing-reversed", "would have come onto @, and a review undid it", NOTHING },
    { "listing-suspended", "while the appeal is open, nothing follows from @", NOTHING },
    { "listing-resumed", "what follows from @ is in force again", NOTHING },
    { "appeal-filed-rightly", "appeals against " WRONG, COST },
    { "appeal-filed-wrongly", "appeals against " RIGHT, COST },
    { "appeal-granted-rightly", "the appeal against " WRONG " is granted", AFTER },
    { "appeal-granted-wrongly", "the appeal against " RIGHT " is granted", AFTER },
    { "appeal-refused-rightly", "the appeal against " RIGHT " is refused", AFTER },
    { "appeal-refused-wrongly", "the appeal against " WRONG " is refused", AFTER },
    { "appeal-filed-outside-rightly",
        "takes the appeal against " WRONG " to the external body", COST },
    { "appeal-filed-outside-wrongly",
        "takes the appeal against " RIGHT " to the external body", COST },
    { "appeal-granted-outside-rightly",
        "the external body grants the appeal against " WRONG, AFTER },
    { "appeal-granted-outside-wrongly",
        "the external body grants the appeal against " RIGHT, AFTER },
    { "appeal-refused-outside-rightly",
        "the external body refuses the appeal against " RIGHT, AFTER },
    { "appeal-refused-outside-wrongly",
        "the external body refuses the appeal against " WRONG, AFTER },
    { "compensated", "is paid for the time on @", YUAN },
    { "records-struck", "false records behind @ are struck out", NOTHING },
    { "refused-by-copies", "is refused because of an old copy of a list: %", TIMES },
    { "refused-school", "is refused for a child, because of an adult at home: %", TIMES },
    { "refused-school-by-copies",
        "is refused for a child, because of an old copy of a list: %", TIMES },
    { "bounty", "is paid for reporting others", YUAN },
    { "rated-well", "is rated well by people known", TIMES },
    { "rated-badly", "is rated badly by people known", TIMES },
    { "shamed", "is shamed in public", TIMES },
    { "job-lost-shamed", "loses the job because of the shaming", NOTHING },
    { "ties-cut", "loses touch with", " # person", " # people" },
    { "ties-restored", "is in touch again with", " # person", " # people" },
    { "ties-made", "comes to know", " # person", " # people" },
    { "reward-drawn", "has a rationed reward: &", NOTHING },
    { "reward-not-drawn", "qualifies for a rationed reward and goes without: &", NOTHING },
};

static void
add_tail(struct dm_strbuf *out, const char *tail, double value)
{
    bool whole = fabs(value - round(value)) < 1e-9;

    for (const char *c = tail; *c != '\0'; c++) {
        if (*c == '#') {
            dm_prose_number(out, value, whole ? 0 : 1);
        } else if (*c != '+' || value > 0.0) {
            dm_strbuf_addn(out, c, 1);
        }
    }
}

/* Nothing is said of a value of 0, but where it is all there is to say. */
static void
add_value(struct dm_strbuf *out, const char *one, const char *many, double value)
{
    const char *tail = fabs(fabs(value) - 1.0) < 1e-9 ? one : many;

    if (tail != NULL && isfinite(value) && (fabs(value) >= 1e-9 || tail[0] == ':')) {
        add_tail(out, tail, value);
    }
}

static void
add_sentence(struct dm_strbuf *out, const struct dm_scenario *scenario, const char *words,
    const struct dm_life_event_row *event)
{
    for (size_t n = 0; *words != '\0'; words += n) {
        n = strcspn(words, "%@&");
        dm_strbuf_addn(out, words, n);
        if (words[n] != '\0') {
            add_subject(
                out, scenario, words[n], event->subject != NULL ? event->subject : "");
            n++;
        }
    }
    if (event->channel != NULL && event->channel[0] != '\0') {
        add_channel(out, scenario, event->channel);
    }
}

void
dm_life_event_words(struct dm_strbuf *out, const struct dm_scenario *scenario,
    const struct dm_life_event_row *event)
{
    for (size_t i = 0; i < sizeof EVENTS / sizeof *EVENTS; i++) {
        if (strcmp(EVENTS[i].kind, event->kind) == 0) {
            add_sentence(out, scenario, EVENTS[i].words, event);
            add_value(out, EVENTS[i].one, EVENTS[i].many, event->value);
            return;
        }
    }
    add_sentence(out, scenario, event->kind, event);
}

static bool
is_of_life(const struct dm_life_event_row *event, const struct dm_life_row *life)
{
    return event->person == life->person;
}

bool
dm_life_notes(
    struct dm_strbuf *out, const struct dm_results *results, const struct dm_life_row *life)
{
    int32_t first = -1;
    bool appeals = false, again = false;

    for (size_t k = 0; k < results->n_life_events; k++) {
        const struct dm_life_event_row *event = &results->life_events[k];

        if (!is_of_life(event, life)) {
            continue;
        }
        appeals = appeals || strncmp(event->kind, "appeal-", 7) == 0;
        if (strcmp(event->kind, "renewed") == 0) {
            again = again || (first >= 0 && event->month != first);
            first = first < 0 || event->month < first ? event->month : first;
        }
    }
    if (first >= 0) {
        dm_strbuf_addf(out,
            "From year %" PRId32 ", month %" PRId32 " on another person stands in this "
            "place%s; days without a service are those of all who stood here.",
            first / 12 + 1, first % 12 + 1, again ? ", and later others" : "");
    }
    if (appeals) {
        dm_strbuf_add(out, first >= 0 ? " " : "");
        dm_strbuf_add(out,
            "In truth: whether the rule itself puts this person on the list, without false "
            "records; the model knows, and nobody in it.");
    }
    return first >= 0 || appeals;
}
